"""The hosts of AppStream, in every partition, and the one handler behind them."""

from __future__ import annotations

import re

from botocore.loaders import create_loader

from .responses import AppStreamResponse


def _dns_suffixes() -> str:
    partitions = create_loader().load_data("partitions")["partitions"]
    suffixes = {
        partition["outputs"][kind]
        for partition in partitions
        for kind in ("dnsSuffix", "dualStackDnsSuffix")
    }
    # moto rewrites the hosts of the other partitions to this one before it matches them.
    return "|".join(re.escape(suffix) for suffix in sorted(suffixes | {"amazonaws.com"}))


# appstream2 is the host of the endpoint rules; moto's server makes one of the signing name.
# The region is a strict one: anything would also match a bucket of S3 that has such a name.
url_bases = [
    r"https?://appstream2?(?:-fips)?\.[a-z]+(?:-[a-z]+)+-\d+\.(?:" + _dns_suffixes() + r")(?::\d+)?"
]

# Every path is ours, so that none of these hosts is ever asked over the network.
url_paths = {
    "{0}/$": AppStreamResponse.dispatch,
    "{0}/.*$": AppStreamResponse.dispatch,
}

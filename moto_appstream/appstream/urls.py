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


# appstream2 is the host of the endpoint rules; moto's server makes one of the signing name. An
# interface endpoint of a VPC puts its own id in front. A host may have capitals, and end in a dot.
# Any region, since a wrong one deserves an answer that says so; but not S3, and nothing behind:
# a bucket may be named appstream2, or like one of these hosts.
url_bases = [
    r"(?i:https?://(?:"
    r"vpce-[^./]+\.(?:api\.)?appstream\.(?!s3)[^./]+\.vpce"
    r"|appstream2?(?:-fips)?\.(?!s3)[^./]+"
    r")\.(?:" + _dns_suffixes() + r")\.?(?::\d+)?(?=/|$))"
]

# Every path is ours, none at all too, so that none of these hosts is asked over the network.
url_paths = {
    "{0}/$": AppStreamResponse.dispatch,
    # The server of older releases of moto takes no other path for the next one.
    "{0}/service/(?P<service>[^/]+)/operation/(?P<operation>[^/]+)$": AppStreamResponse.dispatch,
    "{0}/.*$": AppStreamResponse.dispatch,
    "{0}$": AppStreamResponse.dispatch,
}

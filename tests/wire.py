"""botocore made to speak CBOR, and what that looks like in bytes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import botocore
import pytest
from botocore import parsers

CBOR = "smithy-rpc-v2-cbor"

needs_cbor = pytest.mark.skipif(
    CBOR not in parsers.PROTOCOL_PARSERS, reason="this botocore does not speak CBOR"
)


def write_cbor_model(directory: Path) -> None:
    """Write a copy of botocore's model that has no protocol but CBOR.

    :param directory: for AWS_DATA_PATH, where botocore looks first.
    """
    (original,) = Path(botocore.__file__).parent.glob("data/appstream/*/service-2.json*")
    content = original.read_bytes()
    model = json.loads(gzip.decompress(content) if original.suffix == ".gz" else content)
    model["metadata"] |= {"protocol": CBOR, "protocols": [CBOR]}
    copy = directory / "appstream" / original.parent.name / "service-2.json"
    copy.parent.mkdir(parents=True)
    copy.write_text(json.dumps(model))

"""Values that a test gives, checked against the service model; messages name its own arguments."""

from __future__ import annotations

import re
from typing import Any

from botocore import xform_name

from moto_appstream.appstream.shapes import MOST_VIOLATIONS, Shape, WrongTypeError

# Where a value stands, in a message of AWS's.
_PLACE = re.compile(r"(?<= at ')[\w.]+(?=' failed to )|^[\w.]+(?= must )")
# A member of a structure on the way there, and no key of a map.
_MEMBER = re.compile(r"\b[a-z]\w*\b(?!\.member\b)")


def checked(shape: Shape, value: Any, path: str) -> Any:
    """
    :raises ValueError: names the constraints that the value violates, up to a hundred.
    :raises WrongTypeError: the value is not of the shape's type.
    """
    violations: list[str] = []
    try:
        result = shape.read(value, path, violations)
    except WrongTypeError as wrong:
        raise WrongTypeError(_in_python_names(str(wrong))) from wrong
    if violations:
        more = "; ..." if len(violations) > MOST_VIOLATIONS else ""
        raise ValueError("; ".join(map(_in_python_names, violations[:MOST_VIOLATIONS])) + more)
    return result


def _in_python_names(message: str) -> str:
    """The message with the arguments of seed's functions, where AWS has members of its own."""
    return _PLACE.sub(
        lambda place: _MEMBER.sub(lambda member: xform_name(member[0]), place[0]), message
    )

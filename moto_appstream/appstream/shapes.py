"""Values held against the shapes of botocore's service model.

A shape is compiled once into a small tree. ``read`` takes what came in, refuses wrong
types and collects every violated constraint; ``trim`` leaves out what the installed
botocore does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from operator import is_
from typing import Any, Protocol, cast

from botocore import model
from botocore.utils import parse_timestamp

from .words import as_aws_shows

MOST_VIOLATIONS = 100
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class WrongTypeError(Exception):
    """A value that cannot be of its shape's type at all."""


class Shape(Protocol):
    """What every compiled shape can do."""

    def read(self, value: Any, path: str, violations: list[str]) -> Any:
        """The value checked and converted.

        :param path: where the value stands in the request, for the messages.
        :param violations: collects a sentence for each violated constraint; once there are more
            than ``MOST_VIOLATIONS``, no others.
        :raises WrongTypeError: the value is not of the shape's type.
        """

    def trim(self, value: Any) -> Any:
        """The value without the members that the model does not know."""

    @property
    def is_plain(self) -> bool:
        """Whether there is no structure in it, so that it is kept as it is."""


def compile_shape(shape: model.Shape) -> Shape:
    """The compiled form of one of botocore's shapes, and of all below it."""
    return _KINDS[shape.type_name](shape)


def _violated(violations: list[str], value: object, path: str, constraint: str) -> None:
    # A request may have a million of them.
    if len(violations) <= MOST_VIOLATIONS:
        shown = "null" if value is None else f"'{as_aws_shows(value)}'"
        violations.append(
            f"Value {shown} at '{path}' failed to satisfy constraint: Member must {constraint}"
        )


def _member_path(path: str, name: str) -> str:
    # AWS names members in its messages as its Java code does: first letter small.
    name = name[0].lower() + name[1:]
    return f"{path}.{name}" if path else name


def _compile_pattern(pattern: str) -> Callable[[str], object]:
    try:
        return re.compile(pattern, re.ASCII).fullmatch
    except re.error:
        # Java's Unicode classes (\p{L}) are beyond Python's own engine.
        import regex

        return regex.compile(pattern).fullmatch


class _Plain:
    """A shape whose values are kept as they are."""

    is_plain = True

    def trim(self, value: Any) -> Any:
        return value


class String(_Plain):
    def __init__(self, shape: model.Shape) -> None:
        constraints = shape.metadata
        self._least: int = constraints.get("min", 0)
        self._most: int | None = constraints.get("max")
        # The attribute: botocore keeps the enum apart from the other constraints.
        self._enum: list[str] = getattr(shape, "enum", [])
        self._pattern: str = constraints.get("pattern", "")
        self._matches = _compile_pattern(self._pattern) if self._pattern else None

    def read(self, value: Any, path: str, violations: list[str]) -> str:
        if not isinstance(value, str):
            raise WrongTypeError(f"{path or 'The value'} must be a string.")
        if not value.isascii() and _SURROGATE.search(value):
            # JSON can write down half a character, which is no text, and no answer in CBOR.
            raise WrongTypeError(f"{path or 'The value'} must be valid Unicode.")
        if self._enum and value not in self._enum:
            allowed = ", ".join(self._enum)
            _violated(violations, value, path, f"satisfy enum value set: [{allowed}]")
        if self._most is not None and len(value) > self._most:
            constraint = f"have length less than or equal to {self._most}"
            _violated(violations, value, path, constraint)
        if len(value) < self._least:
            constraint = f"have length greater than or equal to {self._least}"
            _violated(violations, value, path, constraint)
        if self._matches and not self._matches(value):
            constraint = f"satisfy regular expression pattern: {self._pattern}"
            _violated(violations, value, path, constraint)
        return value


class Integer(_Plain):
    def __init__(self, shape: model.Shape) -> None:
        self._least: int | None = shape.metadata.get("min")
        self._most: int | None = shape.metadata.get("max")

    def read(self, value: Any, path: str, violations: list[str]) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongTypeError(f"{path or 'The value'} must be an integer.")
        if value.bit_length() > 64:
            # CBOR has no limit, and Python shows none that is much larger.
            raise WrongTypeError(f"{path or 'The value'} must be an integer of 64 bits.")
        if self._most is not None and value > self._most:
            constraint = f"have value less than or equal to {self._most}"
            _violated(violations, value, path, constraint)
        if self._least is not None and value < self._least:
            constraint = f"have value greater than or equal to {self._least}"
            _violated(violations, value, path, constraint)
        return value


class Boolean(_Plain):
    def __init__(self, shape: model.Shape) -> None:
        pass

    def read(self, value: Any, path: str, violations: list[str]) -> bool:
        if not isinstance(value, bool):
            raise WrongTypeError(f"{path or 'The value'} must be true or false.")
        return value


class Timestamp(_Plain):
    def __init__(self, shape: model.Shape) -> None:
        pass

    def read(self, value: Any, path: str, violations: list[str]) -> datetime:
        if isinstance(value, bool) or not isinstance(value, (int, float, str, datetime)):
            raise WrongTypeError(f"{path or 'The value'} must be a timestamp.")
        try:
            moment = value if isinstance(value, datetime) else parse_timestamp(cast(str, value))
            if moment.tzinfo is None:
                return moment.replace(tzinfo=timezone.utc)
            return moment.astimezone(timezone.utc)
        except (ValueError, OverflowError, RuntimeError) as error:  # the last is botocore's own
            raise WrongTypeError(f"{path or 'The value'} must be a timestamp.") from error


class List:
    def __init__(self, shape: model.ListShape) -> None:
        self._member = compile_shape(shape.member)
        self.is_plain = self._member.is_plain
        self._least: int = shape.metadata.get("min", 0)
        self._most: int | None = shape.metadata.get("max")

    def read(self, value: Any, path: str, violations: list[str]) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            raise WrongTypeError(f"{path or 'The value'} must be a list.")
        _check_size(value, self._least, self._most, path, violations)
        checked = []
        for number, member in enumerate(value, start=1):
            where = f"{path}.{number}.member"
            if member is None:
                _violated(violations, None, where, "not be null")
            else:
                checked.append(self._member.read(member, where, violations))
        return checked

    def trim(self, value: Any) -> Any:
        if self.is_plain or not value:
            return value
        trimmed = list(map(self._member.trim, value))
        return value if all(map(is_, trimmed, value)) else trimmed


class Map:
    def __init__(self, shape: model.MapShape) -> None:
        self._key = compile_shape(shape.key)
        self._value = compile_shape(shape.value)
        self.is_plain = self._value.is_plain
        self._least: int = shape.metadata.get("min", 0)
        self._most: int | None = shape.metadata.get("max")

    def read(self, value: Any, path: str, violations: list[str]) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise WrongTypeError(f"{path or 'The value'} must be a map.")
        _check_size(value, self._least, self._most, path, violations)
        checked = {}
        for key, member in value.items():
            key = self._key.read(key, f"{path}.key", violations)
            where = f"{path}.{as_aws_shows(key)}.member"
            if member is None:
                _violated(violations, None, where, "not be null")
            else:
                checked[key] = self._value.read(member, where, violations)
        return checked

    def trim(self, value: Any) -> Any:
        if self.is_plain:
            return value
        return {key: self._value.trim(member) for key, member in value.items()}


def _check_size(
    value: list[Any] | tuple[Any, ...] | Mapping[Any, Any],
    least: int,
    most: int | None,
    path: str,
    violations: list[str],
) -> None:
    if most is not None and len(value) > most:
        _violated(violations, value, path, f"have length less than or equal to {most}")
    if len(value) < least:
        _violated(violations, value, path, f"have length greater than or equal to {least}")


class Structure:
    is_plain = False

    def __init__(self, shape: model.StructureShape) -> None:
        self.members = {name: compile_shape(member) for name, member in shape.members.items()}
        self._nested = [
            (name, member.trim) for name, member in self.members.items() if not member.is_plain
        ]
        self._required: list[str] = shape.required_members

    def read(self, value: Any, path: str, violations: list[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise WrongTypeError(f"{path or 'The request'} must be a structure.")
        # A null member is an absent one; a member that is not in the model is ignored.
        checked = {
            name: self.members[name].read(member, _member_path(path, name), violations)
            for name, member in value.items()
            if member is not None and name in self.members
        }
        for name in self._required:
            if name not in checked:
                _violated(violations, None, _member_path(path, name), "not be null")
        return checked

    def trim(self, value: dict[str, Any]) -> dict[str, Any]:
        # What needs no change is not copied: most of an answer is known through and through.
        members = self.members
        if not value.keys() <= members.keys():
            value = {name: member for name, member in value.items() if name in members}
        for name, trim in self._nested:
            if name in value:
                trimmed = trim(value[name])
                if trimmed is not value[name]:
                    value = {**value, name: trimmed}
        return value


_KINDS: dict[str, Callable[[Any], Shape]] = {
    "string": String,
    "integer": Integer,
    "long": Integer,
    "boolean": Boolean,
    "timestamp": Timestamp,
    "list": List,
    "map": Map,
    "structure": Structure,
}

"""Why the calls that were made are not those that a test expected, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moto_appstream.appstream.words import shown
from moto_appstream.calls import Call, Calls


def explain(left: object, right: object) -> list[str] | None:
    """The lines of the message of ``assert left == right``; None if neither side has calls."""
    for made, expected in ((left, right), (right, left)):
        if isinstance(made, Calls) and isinstance(expected, (list, tuple)):
            return _explained(made, expected)
        if isinstance(made, Call) and isinstance(expected, Mapping):
            return [f"{made} == {shown(expected)}", *_differences(made.parameters, expected, "")]
    return None


def _explained(calls: Calls, expected: Sequence[object]) -> list[str]:
    made = list(calls)
    lines = [f"calls{calls.what} == expected: {len(made)} made, {len(expected)} expected"]
    if not made:
        return [*lines, *calls.others().strip().splitlines()]
    for number, call in enumerate(made, 1):
        if number > len(expected):
            lines.append(f"{number}. was not expected: {call}")
        elif call != expected[number - 1]:
            wanted = expected[number - 1]
            lines.append(f"{number}. {call}")
            if isinstance(wanted, Mapping):
                lines += [f"   {line}" for line in _differences(call.parameters, wanted, "")]
            else:
                lines.append(f"   is not {shown(wanted)}")
    for number in range(len(made), len(expected)):
        lines.append(f"{number + 1}. was not made: {shown(expected[number])}")
    return lines


def _differences(made: object, expected: object, path: str) -> Iterator[str]:
    """Where two values differ, each with the path to it."""
    if isinstance(made, Mapping) and isinstance(expected, Mapping):
        yield from _different_members(made, expected, path)
    elif isinstance(made, list) and isinstance(expected, list) and len(made) == len(expected):
        for number, (one, other) in enumerate(zip(made, expected, strict=True)):
            yield from _differences(one, other, f"{path}[{number}]")
    elif made != expected:
        yield f"{path} is {shown(made)}, expected {shown(expected)}"


def _different_members(
    made: Mapping[str, Any], expected: Mapping[str, Any], path: str
) -> Iterator[str]:
    for name in dict.fromkeys([*expected, *made]):
        where = f"{path}.{name}" if path else str(name)
        if name not in made:
            yield f"{where} is missing, expected {shown(expected[name])}"
        elif name not in expected:
            yield f"{where} is {shown(made[name])}, not expected"
        else:
            yield from _differences(made[name], expected[name], where)

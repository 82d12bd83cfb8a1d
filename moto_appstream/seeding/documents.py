"""Seed files: what ``seed.load`` reads, and ``moto-appstream dump`` writes.

Reading a file takes time in proportion to its length, whatever is in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from moto_appstream.appstream.words import cut

# Aliases may say again what stands elsewhere, but not make a hundred times as much of a file.
_MOST_EXPANSION = 100
_ALWAYS_ALLOWED = 100_000
_BEYOND_ALL = 10**12
_MOST_DIGITS = 400
# What YAML has for JSON's types; it has more, such as sets and binary data.
_TYPES = ("null", "bool", "int", "float", "str", "seq", "map", "merge")
# What a YAML reader takes for the end of a line or leaves out, and what PyYAML does not print.
_WRITTEN_AS_ESCAPE = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffe]"
)


class _YamlLoader(yaml.SafeLoader):
    """YAML with the types of JSON alone: a time is read as the text that it is written as."""

    yaml_implicit_resolvers = {  # noqa: RUF012  as PyYAML has it
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in _TYPES]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    yaml_constructors = {  # noqa: RUF012
        tag: constructor
        for tag, constructor in yaml.SafeLoader.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] in _TYPES
    }

    def construct_number(self, node: yaml.ScalarNode) -> int | float:
        """A number, unless it is so long that Python takes quadratic time to read it."""
        problem = None
        if len(node.value) > _MOST_DIGITS:
            problem = f"a number of more than {_MOST_DIGITS} digits"
        else:
            try:
                if node.tag.endswith(":int"):
                    return self.construct_yaml_int(node)
                return self.construct_yaml_float(node)
            except (ArithmeticError, LookupError, ValueError):
                problem = f"not a number: {node.value!r}"
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)

    def construct_bool(self, node: yaml.ScalarNode) -> bool:
        """True or false."""
        try:
            return self.construct_yaml_bool(node)
        except LookupError:
            raise yaml.constructor.ConstructorError(
                None, None, f"neither true nor false: {node.value!r}", node.start_mark
            ) from None


_YamlLoader.add_constructor("tag:yaml.org,2002:int", _YamlLoader.construct_number)
_YamlLoader.add_constructor("tag:yaml.org,2002:float", _YamlLoader.construct_number)
_YamlLoader.add_constructor("tag:yaml.org,2002:bool", _YamlLoader.construct_bool)


class _YamlDumper(yaml.SafeDumper):
    """YAML in which any text is read as it was written."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """A text, in double quotes where no other form keeps every character."""
        style = '"' if _WRITTEN_AS_ESCAPE.search(text) else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    def ignore_aliases(self, data: Any) -> bool:
        """What stands twice is written twice: for people to read and change."""
        return True


_YamlDumper.add_representer(str, _YamlDumper.represent_text)


def read(path: str | Path) -> Any:
    """The document in a file, JSON if its name ends so and else YAML.

    :returns: an empty mapping if there is nothing in the file.
    :raises ValueError: it is neither; says in which line.
    :raises OSError: it cannot be read.
    """
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    try:
        is_json = path.suffix == ".json"
        document = json.loads(text, parse_int=_integer) if is_json else _read_yaml(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise ValueError(f"{line}{cut(str(getattr(error, 'problem', None) or error))}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply.") from None
    return {} if document is None else document


def render(document: Mapping[str, Any]) -> str:
    """A document as YAML."""
    written: str = yaml.dump(
        dict(document), Dumper=_YamlDumper, sort_keys=False, allow_unicode=True, width=100
    )
    return written


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number of more than {_MOST_DIGITS} digits.")
    return int(digits)


def _read_yaml(text: str) -> Any:
    loader = _YamlLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        sizes: dict[yaml.Node, int] = {}
        size = _size_of(root, sizes)
        if size > max(_ALWAYS_ALLOWED, _MOST_EXPANSION * len(sizes)):
            raise ValueError(
                f"its aliases make too many values of {len(sizes)}; "
                f"possible are {_MOST_EXPANSION} times as many, or {_ALWAYS_ALLOWED}."
            )
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _size_of(node: yaml.Node, sizes: dict[yaml.Node, int]) -> int:
    """How many values a node has in it, those that an alias stands for included.

    :param sizes: the nodes that are known; 0 is one that is being counted.
    :raises ValueError: the node is a part of itself.
    """
    size = sizes.get(node)
    if size == 0:
        raise ValueError(f"line {node.start_mark.line + 1}: an alias stands for what it is in.")
    if size is None:
        sizes[node] = 0
        parts: Iterable[yaml.Node] = ()
        if isinstance(node, yaml.SequenceNode):
            parts = node.value
        elif isinstance(node, yaml.MappingNode):
            parts = chain.from_iterable(node.value)
        size = 1 + sum(_size_of(part, sizes) for part in parts)
        size = sizes[node] = min(size, _BEYOND_ALL)
    return size

"""Seed files: what ``seed.load`` reads, and ``moto-appstream dump`` writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


class _YamlLoader(yaml.SafeLoader):
    """YAML without times: they are read as the text that they are written as."""

    yaml_implicit_resolvers = {  # noqa: RUF012  as PyYAML has it
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read(path: str | Path) -> Any:
    """The document in a file, JSON if its name ends so and else YAML.

    :raises ValueError: it is neither; says in which line.
    :raises OSError: it cannot be read.
    """
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    try:
        if path.suffix == ".json":
            return json.loads(text)
        return yaml.load(text, Loader=_YamlLoader) or {}
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise ValueError(f"{line}{getattr(error, 'problem', None) or error}") from None


def write(document: Mapping[str, Any]) -> str:
    """A document as YAML."""
    return yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=100)

"""The tables of a broken TOML file, one by one: a slip in one of them is not the others' trouble."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from workers.errors import BadConfig

_HEADER = re.compile(
    r"""\s*\[\s*(?P<outer>[\w-]+)\s*\.\s*(?P<name>"[^"\\]*"|'[^']*'|[\w-]+)\s*(?P<inner>\.[^\]]*)?\]"""
)
_ANY_HEADER = re.compile(r"\s*\[\[?[^\[\],]+\]\]?\s*(#.*)?$")


def salvage(path: Path, outer: str) -> tuple[dict[str, Any], list[BadConfig]]:
    """What stands under `[outer.NAME]` headers that can be read each for itself, by name, and a problem for each that
    cannot or that stands twice. OSError where the file cannot be read."""
    good: dict[str, Any] = {}
    bad: list[BadConfig] = []
    for name, texts in _tables(path.read_bytes().decode("utf-8-sig", "replace"), outer).items():
        about = f"{path} [{outer}.{name}]"
        if len(texts) > 1:
            bad.append(BadConfig(about, "stands twice: neither is used"))
            continue
        if "\ufffd" in texts[0]:
            bad.append(BadConfig(about, "is not UTF-8 text"))
            continue
        try:
            good |= tomllib.loads(texts[0])[outer]
        except (ValueError, RecursionError, KeyError) as e:
            bad.append(BadConfig(about, f"is not valid TOML: {e}"))
    return good, bad


def _tables(text: str, outer: str) -> dict[str, list[str]]:
    """By name the texts of its tables, each with the tables inside it, and behind so many empty lines as it has lines
    before it: errors then name the file's lines."""
    tables: dict[str, list[str]] = {}
    name: str | None = None
    for number, line in enumerate(text.splitlines(keepends=True)):
        found = _HEADER.match(line)
        if found and found["outer"] == outer:
            name = found["name"].strip("\"'")
            if not (found["inner"] and name in tables):
                tables.setdefault(name, []).append("\n" * number)
        elif _ANY_HEADER.match(line) or re.match(rf"\s*\[\s*{outer}\b", line):  # another table, or half a header
            name = None
        if name is not None:
            tables[name][-1] += line
    return tables

"""The variables `KHABAR_*`: which there are, and which of those that are set say nothing to anybody."""

from __future__ import annotations

import difflib
import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path

from workers.errors import BadConfig

_READ = (
    "KHABAR_HOME",
    "KHABAR_CONFIG_DIR",
    "KHABAR_SCHEDULES_DIR",
    "KHABAR_SOURCES",
    "KHABAR_DATABASE_URL",
    "KHABAR_REDIS_URL",
    "KHABAR_BROKER_URL",
    "KHABAR_PROCESSES",
    "KHABAR_LOG",
)
_NAME = re.compile(r"KHABAR_[A-Z0-9_]+")
_OF_SUBSCRIBERS = ("KHABAR_SECRET_", "KHABAR_AMQP_URL")
_NEAR = 0.75


def log_level(env: Mapping[str, str]) -> int:
    """How much is logged, as `logging` counts it; raises BadConfig for a level that there is not."""
    name = env.get("KHABAR_LOG") or "INFO"
    found = logging.getLevelNamesMapping().get(name.upper())
    if found is None:
        raise BadConfig("KHABAR_LOG", f'"{name}" is none of DEBUG, INFO, WARNING and ERROR')
    return found


def named_in_vain(env: Mapping[str, str]) -> list[BadConfig]:
    """The variables that name a folder or file which is not there: a mount that failed means defaults, which is odd."""
    kinds = (("KHABAR_CONFIG_DIR", "folder"), ("KHABAR_SCHEDULES_DIR", "folder"), ("KHABAR_SOURCES", "file"))
    named = [(name, kind, Path(env[name]).absolute()) for name, kind in kinds if env.get(name)]
    return [
        BadConfig(name, f"there is no {kind} {path}")
        for name, kind, path in named
        if not (os.path.isdir(path) if kind == "folder" else os.path.isfile(path))
    ]


def unread(env: Mapping[str, str], subscribers_file: Path) -> dict[str, str | None]:
    """The variables that nobody reads, each with the name it is nearly spelt like, None where it is like no other.

    What the file of subscribers names anywhere is read, and so is what looks like a secret for it.
    """
    try:
        named = set(_NAME.findall(subscribers_file.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        named = set()
    left = sorted(
        name
        for name in env
        if name.startswith("KHABAR_")
        and name not in _READ
        and name not in named
        and not name.startswith(_OF_SUBSCRIBERS)
    )
    return {name: _near(name, sorted({*_READ, *named})) for name in left}


def _near(name: str, known: list[str]) -> str | None:
    """What all have in common counts for nothing."""
    tails = {one.removeprefix("KHABAR_"): one for one in known}
    found = difflib.get_close_matches(name.removeprefix("KHABAR_"), tails, n=1, cutoff=_NEAR)
    return tails[found[0]] if found else None

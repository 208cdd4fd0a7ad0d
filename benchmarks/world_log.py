"""The invented world's request log: who asked for what, when, on which connection."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One answered request. `started` and `ended` are of the monotonic clock, `wall` of the other one (at the end).

    `status` is 0 where no answer was given.
    """

    site: int
    path: str
    status: int
    connection: int
    agent: str
    started: float
    ended: float
    wall: float


@dataclass(frozen=True, slots=True)
class Line:
    """A connection was opened (`event` "open") or had ended ("close") at `at`, of the monotonic clock."""

    event: str
    site: int
    connection: int
    at: float


Note = Request | Line


class RequestLog:
    """Notes in the order they were made; `flush` appends what is new to `path`, where one is given."""

    def __init__(self, path: Path | None = None) -> None:
        self.notes: list[Note] = []
        self._path = path
        self._written = 0

    def flush(self) -> None:
        fresh = self.notes[self._written :]
        if self._path is None or not fresh:
            return
        self._written += len(fresh)
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(_row(note), ensure_ascii=False) + "\n" for note in fresh)


def read_log(lines: Iterable[str]) -> list[Note]:
    """The inverse of what `flush` writes; raises ValueError for another line."""
    notes: list[Note] = []
    for line in lines:
        row = json.loads(line)
        event = row.pop("event", None)
        try:
            notes.append(Request(**row) if event == "request" else Line(event, **row))
        except TypeError:
            raise ValueError(f"not a line of a request log: {line[:120]}") from None
    return notes


def _row(note: Note) -> dict[str, Any]:
    return {"event": "request", **asdict(note)} if isinstance(note, Request) else asdict(note)

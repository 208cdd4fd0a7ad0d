"""How polls ended: written into their sources, if their claims still hold, and into the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Validators
from workers.store.families import end_families
from workers.store.schema import polls, sources
from workers.store.standing import LISTED_URL, Place, Standing, moved_values, standing_values


@dataclass(frozen=True, slots=True)
class PollResult:
    """How one poll ended; None leaves a learned value as it is."""

    source_id: str
    pump_id: str
    at: datetime
    outcome: str  # "new", "nothing new", "unchanged", "failed", "refused", "ended"
    detail: str | None
    next_poll_at: datetime
    reason: str
    interval: float | None = None
    entries: int = 0
    new: int = 0
    serves: str | None = None
    title: str | None = None
    validators: Validators | None = None
    body_hash: str | None = None
    ended: bool = False
    standing: Standing | None = None
    moved_to: Place | None = None
    habit: bytes | None = None
    hints: str | None = None

    @property
    def good(self) -> bool:
        return self.outcome in ("new", "nothing new", "unchanged")


def write_poll(connection: Connection, result: PollResult) -> bool:
    """Writes the poll down, if its claim still holds; False where another pump has taken it over meanwhile."""
    return bool(write_polls(connection, [result]))


def write_polls(connection: Connection, results: Sequence[PollResult]) -> set[str]:
    """Writes those polls down whose claims still hold; the ids of their sources.

    Rows that are written alike go in together: a statement a poll cost more than all the rest of it.
    """
    wanted = sorted(result.source_id for result in results)
    claims = sa.select(sources.c.id, sources.c.pump_id).where(sources.c.id.in_(wanted)).order_by(sources.c.id)
    holders = {row.id: row.pump_id for row in connection.execute(claims.with_for_update())}
    held = sorted((r for r in results if holders.get(r.source_id) == r.pump_id), key=lambda r: r.source_id)
    alike: dict[tuple[bool, tuple[str, ...]], list[dict[str, Any]]] = {}
    for result in held:
        values = _written(result)
        row = {"source": result.source_id} | {f"new_{name}": value for name, value in values.items()}
        alike.setdefault((result.good, tuple(values)), []).append(row)
    for (good, names), rows in alike.items():
        connection.execute(_update(good, names), rows)
    if held:
        connection.execute(sa.insert(polls), [_history(result) for result in held])
    end_families(connection, [result.source_id for result in held if result.ended])
    return {result.source_id for result in held}


@lru_cache(maxsize=64)
def _update(good: bool, names: tuple[str, ...]) -> sa.Update:
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
    values |= {"pump_id": None, "polls": sources.c.polls + 1, "failures": 0 if good else sources.c.failures + 1}
    if "url" in names:
        values["listed_url"] = LISTED_URL
    return sa.update(sources).where(sources.c.id == sa.bindparam("source")).values(values)


def _written(result: PollResult) -> dict[str, Any]:
    """The columns of the source that the poll gives a value of its own."""
    values: dict[str, Any] = {
        "last_poll_at": result.at,
        "next_poll_at": result.next_poll_at,
        "reason": result.reason,
        "last_error": None if result.good else result.detail,
    }
    if result.good:
        values["last_good_at"] = result.at
    if result.new:
        values["last_new_at"] = result.at
    if result.ended:
        values["state"] = "ended"
    learned: dict[str, Any] = {"interval_s": result.interval, "serves": result.serves, "title": result.title}
    learned |= {"body_hash": result.body_hash, "habit": result.habit, "hints": result.hints}
    values |= {name: value for name, value in learned.items() if value is not None}
    if result.validators is not None:
        values |= {"etag": result.validators.etag, "last_modified": result.validators.last_modified}
    if result.standing is not None:
        values |= standing_values(result.standing)
    if result.moved_to is not None:
        values |= moved_values(result.moved_to)
    return values


def _history(result: PollResult) -> dict[str, Any]:
    return {
        "source_id": result.source_id,
        "at": result.at,
        "outcome": result.outcome,
        "detail": result.detail,
        "entries": result.entries,
        "new": result.new,
        "next_poll_at": result.next_poll_at,
        "reason": result.reason,
    }

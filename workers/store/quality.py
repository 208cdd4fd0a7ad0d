"""Rows of quality: what a source's new pages gave, by UTC day; added to in the transaction of what they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.columns import Instant
from workers.store.schema import quality

LENGTHS = tuple(f"length_{n}" for n in range(10))  # articles below 64, 128, 256 ... characters; the last: the rest
COUNTS = (
    "pages",  # read for the first time, articles or not
    "articles",
    "whole",  # whole bodies, not summaries
    "sure",  # bodies found with confidence
    "dated",
    "signed",
    "sectioned",
    "illustrated",
    "ruled",  # title, date, authors, section by a site rule ...
    "stated",  # ... by the page's structured data and metas ...
    "printed",  # ... by what the page shows ...
    "announced",  # ... by the feed ...
    "guessed",  # ... by the URL and the like
    *LENGTHS,
)

# One text for both databases: a statement built of so many expressions costs more to look up than to run.
_ADD = sa.text(
    f"INSERT INTO quality (source_id, day, at, {', '.join(COUNTS)})"
    f" VALUES (:source_id, :day, :at, {', '.join(f':{c}' for c in COUNTS)})"
    " ON CONFLICT (source_id, day) DO UPDATE SET at = excluded.at,"
    f" {', '.join(f'{c} = quality.{c} + excluded.{c}' for c in COUNTS)}"
).bindparams(sa.bindparam("at", type_=Instant()))


@dataclass(frozen=True, slots=True)
class Day:
    """What one source gave on one UTC day: how many of each of `COUNTS`."""

    day: date
    counts: Mapping[str, int]


def add(connection: Connection, seen: Mapping[str, Sequence[int]], *, now: datetime) -> None:
    """Adds source id -> counts, in the order of `COUNTS`, to today's; sorted, so that two batches cannot deadlock."""
    day = now.date().isoformat()
    rows = [
        {"source_id": source, "day": day, "at": now, **dict(zip(COUNTS, seen[source], strict=True))}
        for source in sorted(seen)
    ]
    if rows:
        connection.execute(_ADD, rows)


def days_of(connection: Connection, sources: Iterable[str], *, since: date) -> dict[str, list[Day]]:
    """source id -> its days from then on, the oldest first; sources without any are left out."""
    chosen = (
        sa.select(quality)
        .where(quality.c.source_id.in_(list(sources)), quality.c.day >= since.isoformat())
        .order_by(quality.c.source_id, quality.c.day)
    )
    found: dict[str, list[Day]] = {}
    for row in connection.execute(chosen):
        values = row._mapping
        counts = {name: values[name] for name in COUNTS}
        found.setdefault(row.source_id, []).append(Day(date.fromisoformat(row.day), counts))
    return found


def added_to(connection: Connection, *, since: datetime) -> list[str]:
    """The sources that brought pages since then."""
    lately = sa.and_(quality.c.day >= since.date().isoformat(), quality.c.at >= since)
    return list(connection.execute(sa.select(quality.c.source_id).where(lately).distinct()).scalars())


def forget(connection: Connection, *, before: date, at_once: int) -> int:
    """Takes away some of the days before then; how many."""
    old = sa.select(quality.c.source_id, quality.c.day).where(quality.c.day < before.isoformat()).limit(at_once)
    pair = sa.tuple_(quality.c.source_id, quality.c.day)
    return connection.execute(sa.delete(quality).where(pair.in_(old))).rowcount

"""Counts of what happened, by UTC day and source; written in the transaction of what they count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.database import Database
from workers.store.schema import tallies


def count(connection: Connection, database: Database, happened: Counter[tuple[str, str]], *, now: datetime) -> None:
    """Adds (source id, what) counts to today's; rows go in sorted, so that two batches cannot deadlock."""
    day = now.date().isoformat()
    rows = [{"day": day, "source_id": s, "what": w, "n": happened[s, w]} for s, w in sorted(happened)]
    if rows:
        insert = database.insert(tallies)
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=["day", "source_id", "what"], set_={"n": tallies.c.n + insert.excluded.n}
            ),
            rows,
        )


def totals(connection: Connection) -> Mapping[str, int]:
    """what -> how often, over all days and sources."""
    rows = connection.execute(sa.select(tallies.c.what, sa.func.sum(tallies.c.n)).group_by(tallies.c.what))
    return {row[0]: int(row[1]) for row in rows}

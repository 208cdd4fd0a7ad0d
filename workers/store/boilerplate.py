"""Rows of boilerplate: what each source prints on every article, as bytes that the pure rooms make and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.database import Database, locked
from workers.store.schema import boilerplate


def read_memories(connection: Connection, source_ids: Iterable[str]) -> dict[str, bytes]:
    """What is remembered of these sources; those of which nothing is are left out."""
    wanted = sorted(set(source_ids))
    chosen = sa.select(boilerplate.c.source_id, boilerplate.c.memory).where(boilerplate.c.source_id.in_(wanted))
    return {row.source_id: row.memory for row in connection.execute(chosen)} if wanted else {}


def add_memories(
    connection: Connection,
    database: Database,
    merges: Mapping[str, Callable[[bytes | None], bytes]],
    *,
    now: datetime,
) -> dict[str, bytes]:
    """Replaces each source's memory by its merge of it (of None where there is none), under the rows' locks, taken in
    order; source id -> the new one."""
    names = sorted(merges)
    if not names:
        return {}
    rows = [{"source_id": name, "memory": b"", "learned_at": now} for name in names]
    connection.execute(database.insert(boilerplate).on_conflict_do_nothing(), rows)
    chosen = sa.select(boilerplate.c.source_id, boilerplate.c.memory).where(boilerplate.c.source_id.in_(names))
    held = connection.execute(locked(chosen.order_by(boilerplate.c.source_id), database, skip=False))
    old: dict[str, bytes] = {row.source_id: row.memory for row in held}
    new = {name: merges[name](old[name] or None) for name in names}
    learned = sa.update(boilerplate).where(boilerplate.c.source_id == sa.bindparam("source"))
    learned = learned.values(memory=sa.bindparam("merged"), learned_at=now)
    connection.execute(learned, [{"source": name, "merged": new[name]} for name in names])
    return new

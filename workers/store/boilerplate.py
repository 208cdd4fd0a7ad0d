"""Rows of boilerplate: what each source prints on every article, as bytes that the pure rooms make and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def add_memory(
    connection: Connection,
    database: Database,
    source_id: str,
    merge: Callable[[bytes | None], bytes],
    *,
    now: datetime,
) -> bytes:
    """Replaces a source's memory by `merge` of it (None where there is none), under its row's lock; the new one."""
    insert = database.insert(boilerplate).values(source_id=source_id, memory=b"", learned_at=now)
    connection.execute(insert.on_conflict_do_nothing())
    mine = boilerplate.c.source_id == source_id
    old = connection.execute(locked(sa.select(boilerplate.c.memory).where(mine), database, skip=False)).scalar_one()
    new = merge(old or None)
    connection.execute(sa.update(boilerplate).where(mine).values(memory=new, learned_at=now))
    return new

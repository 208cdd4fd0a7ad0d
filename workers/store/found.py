"""Rows of sources that nobody listed: what a source's document names, polled in that source's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Kind
from workers.store.database import Database
from workers.store.families import end_families
from workers.store.pace import know_sites
from workers.store.schema import sources
from workers.store.sources import SourceState, new_row

MOST_FOUND = 32  # that are polled in the name of one source at a time


@dataclass(frozen=True, slots=True)
class Named:
    """A further document: its id, where it lies, and who told ("found" in a document, "robots" in robots.txt)."""

    id: str
    url: str
    site: str
    origin: str
    told_by: str = "found"


def keep_found(
    connection: Connection, database: Database, by: SourceState, named: Sequence[Named], *, now: datetime
) -> None:
    """The documents that the document of `by` names are polled in its family's name; others that it named no longer.

    Of more than a family may have at a time, the last ones are left out.
    """
    others = sa.and_(sources.c.named_by == by.source.id, sources.c.state == "active")
    others = sa.and_(others, sources.c.id.notin_([n.id for n in named]))
    retired = sa.update(sources).where(others).values(state="retired", reason="no longer named")
    end_families(connection, connection.scalars(retired.returning(sources.c.id)))
    rows = _rows(connection, by, named, now)
    if rows:
        know_sites(connection, database, {str(r["site"]) for r in rows}, now=now)
        insert = database.insert(sources)
        new, back = insert.excluded, sources.c.state == "retired"
        again: dict[str, Any] = {name: new[name] for name in ("name", "kind", "rhythm", "extras")}
        again["state"] = sa.case((back, "active"), else_=sources.c.state)
        for name in ("next_poll_at", "reason", "named_by", "depth", "listed_in"):
            again[name] = sa.case((back, new[name]), else_=sources.c[name])
        statement = insert.on_conflict_do_update(index_elements=["id"], set_=again)
        connection.execute(statement, sorted(rows, key=lambda r: str(r["id"])))


def _rows(connection: Connection, by: SourceState, named: Sequence[Named], now: datetime) -> list[dict[str, Any]]:
    if not named:
        return []
    wanted = [n.id for n in named]
    theirs = sa.and_(sources.c.parent == by.family, sources.c.state == "active", sources.c.id.notin_(wanted))
    theirs = sa.and_(theirs, sources.c.listed_in != "backfill")
    room = MOST_FOUND - connection.execute(sa.select(sa.func.count()).where(theirs)).scalar_one()
    root = connection.execute(sa.select(sources.c.url).where(sources.c.id == by.family)).scalar_one_or_none()
    kind = Kind.AUTO if by.source.kind is Kind.LISTING else by.source.kind
    return [
        new_row(replace(by.source, id=n.id, url=n.url, kind=kind), n.site, n.origin, now)
        | {
            "listed_in": "robots" if by.listed_in == "robots" else n.told_by,
            "parent": by.family,
            "named_by": by.source.id,
            "depth": by.depth + 1,
            "reason": f"named by {by.source.url}" if n.told_by == "found" else f"named by robots.txt of {by.origin}",
        }
        for n in [n for n in named if n.url != root][: max(0, room)]
    ]

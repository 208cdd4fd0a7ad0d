"""Rows of backfills: how far a source's archive has been read back, and what of it is still to be read.

A backfill is one further row of `sources`, polled like any other and moved on from document to document in the
transaction that writes what the document announced: so it obeys pace and robots.txt, and a crash costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Kind, Source
from workers.store.database import Database, locked
from workers.store.pace import know_sites
from workers.store.schema import backfills, sources
from workers.store.sources import new_row
from workers.store.standing import UNSEEN, Place, standing_values

READING, DONE = "reading", "done"


@dataclass(frozen=True, slots=True)
class Backfill:
    """How far it is: `left` documents may still be read, `todo` are known, the next one first.

    `seen` are marks of those that were read, so that an archive whose pages lead in a circle ends.
    """

    source_id: str
    state: str
    began_at: datetime
    since: datetime | None
    left: int
    todo: tuple[str, ...]
    documents: int
    found: int
    new: int
    why: str
    seen: tuple[str, ...] = ()


def archive_id(source_id: str) -> str:
    """The id of the row of `sources` that reads the archive of a source."""
    return f"{source_id}~archive"


def begin(
    connection: Connection,
    database: Database,
    source: Source,
    place: Place,
    *,
    documents: int,
    since: datetime | None,
    now: datetime,
) -> None:
    """Reads back from `place`, due now; one that was read before begins anew, which costs only what is new."""
    row = Backfill(source.id, READING, now, since, documents, (), 0, 0, 0, f"begins at {place.url}")
    values = _values(row)
    insert = database.insert(backfills).values(values)
    connection.execute(insert.on_conflict_do_update(index_elements=["source_id"], set_=values))
    know_sites(connection, database, [place.site], now=now)
    archive = replace(source, id=archive_id(source.id), url=place.url, kind=Kind.AUTO)
    reader = new_row(archive, place.site, place.origin, now)
    reader |= {"listed_in": "backfill", "parent": source.id, "named_by": None, "reason": "begins to read back"}
    anew = reader | _forgotten() | {"pump_id": None, "failures": 0, "last_error": None, "last_poll_at": None}
    statement = database.insert(sources).values(reader)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=anew))


def of(connection: Connection, source_ids: Iterable[str]) -> dict[str, Backfill]:
    """The backfills of these sources."""
    wanted = sorted(set(source_ids))
    chosen = sa.select(backfills).where(backfills.c.source_id.in_(wanted))
    return {row.source_id: _of_row(row) for row in (connection.execute(chosen) if wanted else ())}


def hold(connection: Connection, database: Database, source_ids: Iterable[str]) -> None:
    """Takes the rows of these backfills, in order: what is read of them now stays true until the transaction ends."""
    wanted = sorted(set(source_ids))
    if wanted:
        chosen = sa.select(backfills.c.source_id).where(backfills.c.source_id.in_(wanted))
        connection.execute(locked(chosen.order_by(backfills.c.source_id), database, skip=False)).all()


def go_on(
    connection: Connection, database: Database, row: Backfill, *, place: Place, body_hash: str | None, at: datetime
) -> None:
    """The next document is read at `at`; `body_hash` is that of the last one."""
    _write(connection, row)
    know_sites(connection, database, [place.site], now=row.began_at)  # free at once
    here: dict[str, Any] = {"url": place.url, "site": place.site, "origin": place.origin, "next_poll_at": at}
    here |= _forgotten() | {"state": "active", "failures": 0, "body_hash": body_hash, "reason": row.why}
    connection.execute(sa.update(sources).where(sources.c.id == archive_id(row.source_id)).values(here))


def end(connection: Connection, row: Backfill) -> None:
    """Nothing is left to be read, or nothing more is wanted; `row.why` says which."""
    _write(connection, replace(row, state=DONE, todo=()))
    reader = sa.update(sources).where(sources.c.id == archive_id(row.source_id))
    connection.execute(reader.values(state="ended", reason=row.why))


def stop(connection: Connection, database: Database, source_id: str, *, why: str) -> None:
    """Reads no further; a document that is being read just now is the last one."""
    hold(connection, database, [source_id])
    row = of(connection, [source_id]).get(source_id)
    if row is not None:
        end(connection, replace(row, why=why))


def _forgotten() -> dict[str, Any]:
    return {"etag": None, "last_modified": None, "body_hash": None, "listed_url": None} | standing_values(UNSEEN)


def _write(connection: Connection, row: Backfill) -> None:
    connection.execute(sa.update(backfills).where(backfills.c.source_id == row.source_id).values(_values(row)))


def _values(row: Backfill) -> dict[str, Any]:
    return {
        "source_id": row.source_id,
        "state": row.state,
        "began_at": row.began_at,
        "since": row.since,
        "left": row.left,
        "todo": json.dumps({"todo": row.todo, "seen": row.seen}),
        "documents": row.documents,
        "found": row.found,
        "new": row.new,
        "why": row.why,
    }


def _of_row(row: Any) -> Backfill:
    known: dict[str, Sequence[str]] | list[str] = json.loads(row.todo)
    documents = known if isinstance(known, dict) else {"todo": known}  # a list, where an earlier version wrote it
    return Backfill(
        source_id=row.source_id,
        state=row.state,
        began_at=row.began_at,
        since=row.since,
        left=row.left,
        todo=tuple(documents["todo"]),
        documents=row.documents,
        found=row.found,
        new=row.new,
        why=row.why,
        seen=tuple(documents.get("seen", ())),
    )

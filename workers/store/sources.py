"""Rows of sources: keeping them in step with the files, and asking for polls; polls.py writes how these ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Source, Validators
from workers.store.codec import source_extras, source_from_row
from workers.store.database import Database
from workers.store.families import end_families, retire_orphans
from workers.store.listed import forget_listed
from workers.store.pace import know_sites
from workers.store.schema import sources
from workers.store.standing import LISTED_URL, UNSEEN, Standing, standing_of, standing_values

Wanted = tuple[Source, str, str]  # a listed source, its site and its web origin


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source with what its polls have taught so far."""

    source: Source
    site: str
    origin: str
    validators: Validators
    body_hash: str | None
    interval: float | None
    serves: str | None
    last_poll_at: datetime | None
    last_new_at: datetime | None
    failures: int
    polls: int
    next_poll_at: datetime
    parent: str | None = None
    standing: Standing = UNSEEN
    habit: bytes | None = None
    hints: str | None = None
    listed_in: str = "file"
    depth: int = 0
    listed_url: str | None = None  # that the list of sources has, where it moved since

    @property
    def family(self) -> str:
        """The configured source that this one belongs to: its own id, or its parent's where it was found."""
        return self.parent or self.source.id


def state_of(row: Any) -> SourceState:
    """A row of `sources` as values."""
    return SourceState(
        source=source_from_row(row._mapping),
        site=row.site,
        origin=row.origin,
        validators=Validators(row.etag, row.last_modified),
        body_hash=row.body_hash,
        interval=row.interval_s,
        serves=row.serves,
        last_poll_at=row.last_poll_at,
        last_new_at=row.last_new_at,
        failures=row.failures,
        polls=row.polls,
        next_poll_at=row.next_poll_at,
        parent=row.parent,
        standing=standing_of(row),
        habit=row.habit,
        hints=row.hints,
        listed_in=row.listed_in,
        depth=row.depth,
        listed_url=row.listed_url,
    )


def keep_in_step(
    connection: Connection,
    database: Database,
    wanted: Iterable[Wanted],
    *,
    listed_in: str,
    now: datetime,
    retire_others: bool = True,
) -> None:
    """Makes the rows of one list equal to `wanted`; only those that differ are written.

    A source that left the list is retired, never deleted; one whose URL changed forgets what it had learned of the old
    URL, and keeps its articles.
    """
    listed = list(wanted)
    write_listed_rows(connection, database, differing(connection, listed, listed_in), listed_in=listed_in, now=now)
    forget_listed(connection, database)
    if retire_others:
        retire_all_but(connection, {source.id for source, _, _ in listed}, listed_in)


def differing(connection: Connection, wanted: Sequence[Wanted], listed_in: str) -> list[Wanted]:
    """Those of which no row says the same."""
    found: list[Wanted] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = {w[0].id: w for w in wanted[start : start + _AT_ONCE]}
        for row in connection.execute(sa.select(*_COMPARED).where(sources.c.id.in_(list(some)))):
            if _says(row, *some[row.id], listed_in):
                del some[row.id]
        found += some.values()
    return found


def _says(row: Any, source: Source, site: str, origin: str, listed_in: str) -> bool:
    place = (source.url, site, origin) if row.listed_url is None else (row.url, row.site, row.origin)
    said = (row.name, row.kind, row.rhythm, row.extras, row.listed_in, row.url, row.site, row.origin)
    told = (source.name, source.kind.value, source.rhythm, source_extras(source), listed_in, *place)
    return said == told and row.listed_url in (None, source.url) and row.state != "retired"


def write_listed_rows(
    connection: Connection, database: Database, wanted: Sequence[Wanted], *, listed_in: str, now: datetime
) -> None:
    """Writes these rows of a list, new ones and such as are to change."""
    rows = [
        new_row(source, site, origin, now) | {"listed_in": listed_in, "reason": "new: the first poll"}
        for source, site, origin in wanted
    ]
    if rows:
        insert = database.insert(sources)
        statement = insert.on_conflict_do_update(index_elements=["id"], set_=_kept_or_changed(insert.excluded))
        connection.execute(statement, sorted(rows, key=lambda r: str(r["id"])))
        know_sites(connection, database, {str(r["site"]) for r in rows}, now=now)


def new_row(source: Source, site: str, origin: str, now: datetime) -> dict[str, Any]:
    """A new row, due now; the caller says where it comes from."""
    return {
        "id": source.id,
        "url": source.url,
        "name": source.name,
        "kind": source.kind.value,
        "rhythm": source.rhythm,
        "extras": source_extras(source),
        "state": "active",
        "site": site,
        "origin": origin,
        "created_at": now,
        "next_poll_at": now,
    }


def _kept_or_changed(new: Any) -> dict[str, Any]:
    """What a known row becomes when it is listed: as configured, due now where its URL changed or it is back.

    One that moved by itself stays where it is as long as the list has its old URL.
    """
    stays = sources.c.listed_url == new.url
    moved = sa.and_(sources.c.url != new.url, sources.c.listed_url.is_distinct_from(new.url))
    back = sources.c.state == "retired"
    return {
        **{name: new[name] for name in _CONFIGURED},
        **{name: sa.case((stays, sources.c[name]), else_=new[name]) for name in _PLACE},
        "listed_url": sa.case((stays, sources.c.listed_url), else_=None),
        **{name: sa.case((moved, None), else_=sources.c[name]) for name in _LEARNED_OF_URL},
        **{name: sa.case((moved, value), else_=sources.c[name]) for name, value in standing_values(UNSEEN).items()},
        "state": sa.case((moved, "active"), (sources.c.state == "ended", "ended"), else_="active"),
        "next_poll_at": sa.case((sa.or_(moved, back), new.next_poll_at), else_=sources.c.next_poll_at),
        "reason": sa.case((moved, "its URL changed"), (back, "back in the list of sources"), else_=sources.c.reason),
        "failures": sa.case((moved, 0), else_=sources.c.failures),
    }


def retire_all_but(connection: Connection, names: Set[str], listed_in: str) -> None:
    """Ends the polling of what is no longer in the list, and of what was polled in the name of sources that ended."""
    listed = sa.select(sources.c.id).where(sources.c.listed_in == listed_in, sources.c.state == "active")
    gone = sorted(set(connection.scalars(listed)) - names)
    if gone:
        statement = sa.update(sources).where(sources.c.id == sa.bindparam("gone"))
        values = {"state": "retired", "reason": "no longer in the list of sources"}
        connection.execute(statement.values(values), [{"gone": name} for name in gone])
    retire_orphans(connection)


def retire(connection: Connection, database: Database, source_id: str, *, reason: str) -> None:
    """Ends the polling of a source and of what is polled in its name; its articles stay."""
    theirs = sa.or_(sources.c.id == source_id, sources.c.parent == source_id)
    connection.execute(sa.update(sources).where(theirs).values(state="retired", reason=reason))
    end_families(connection, [source_id])
    forget_listed(connection, database)


_CONFIGURED = ("name", "kind", "rhythm", "extras", "listed_in")
_PLACE = ("url", "site", "origin")
_COMPARED = [sources.c[name] for name in ("id", "state", "listed_url", *_CONFIGURED, *_PLACE)]
_AT_ONCE = 2000
# Its claim is among them: a poll of the old URL that is under way must not teach the new one its validators.
_LEARNED_OF_URL = ("etag", "last_modified", "body_hash", "serves", "hints", "last_error", "pump_id")


def ask_for_poll(connection: Connection, *, now: datetime, ids: Sequence[str] | None = None, reason: str) -> int:
    """Makes active sources (all, or those named) due now; how many."""
    statement = sa.update(sources).where(sources.c.state == "active")
    if ids is not None:
        statement = statement.where(sources.c.id.in_(ids))
    return connection.execute(statement.values(next_poll_at=now, reason=reason)).rowcount


def listed_urls(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """id -> the URL that the list of sources has, wherever the source has moved since."""
    wanted = sorted(set(ids))
    chosen = sa.select(sources.c.id, LISTED_URL).where(sources.c.id.in_(wanted))
    return {row[0]: row[1] for row in (connection.execute(chosen) if wanted else ())}


def last_good_poll(connection: Connection, source_id: str) -> datetime | None:
    """When the source last answered well; when it was listed, where it never did."""
    chosen = sa.select(sources.c.last_good_at, sources.c.created_at).where(sources.c.id == source_id)
    row = connection.execute(chosen).one_or_none()
    return None if row is None else row.last_good_at or row.created_at

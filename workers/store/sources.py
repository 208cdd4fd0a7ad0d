"""Rows of sources: keeping them in step with the files, asking for polls, writing down how polls ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Source, Validators
from workers.store.codec import source_extras, source_from_row
from workers.store.database import Database
from workers.store.pace import know_sites
from workers.store.schema import backfills, polls, sources
from workers.store.standing import LISTED_URL, UNSEEN, Place, Standing, moved_values, standing_of, standing_values


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
    wanted: Iterable[tuple[Source, str, str]],
    *,
    listed_in: str,
    now: datetime,
    retire_others: bool = True,
) -> None:
    """Makes the rows of one list equal to `wanted` (source, site, web origin).

    A source that left the list is retired, never deleted; one whose URL changed forgets what it had learned of the old
    URL, and keeps its articles.
    """
    rows = [
        new_row(source, site, origin, now) | {"listed_in": listed_in, "reason": "new: the first poll"}
        for source, site, origin in wanted
    ]
    if rows:
        insert = database.insert(sources)
        statement = insert.on_conflict_do_update(index_elements=["id"], set_=_kept_or_changed(insert.excluded))
        connection.execute(statement, sorted(rows, key=lambda r: str(r["id"])))
        know_sites(connection, database, {str(r["site"]) for r in rows}, now=now)
    if retire_others:
        _retire_all_but(connection, {str(r["id"]) for r in rows}, listed_in)
        _retire_orphans(connection)


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


def _retire_all_but(connection: Connection, names: set[str], listed_in: str) -> None:
    listed = sa.select(sources.c.id).where(sources.c.listed_in == listed_in, sources.c.state == "active")
    gone = sorted(set(connection.scalars(listed)) - names)
    if gone:
        statement = sa.update(sources).where(sources.c.id == sa.bindparam("gone"))
        values = {"state": "retired", "reason": "no longer in the list of sources"}
        connection.execute(statement.values(values), [{"gone": name} for name in gone])


def retire(connection: Connection, source_id: str, *, reason: str) -> None:
    """Ends the polling of a source and of what is polled in its name; its articles stay."""
    theirs = sa.or_(sources.c.id == source_id, sources.c.parent == source_id)
    connection.execute(sa.update(sources).where(theirs).values(state="retired", reason=reason))
    _end_archives(connection)


def _retire_orphans(connection: Connection) -> None:
    alive = sa.select(sources.c.id).where(sources.c.state == "active").scalar_subquery()
    orphaned = sa.or_(sources.c.parent.notin_(alive), sources.c.named_by.notin_(alive))
    orphans = sa.and_(sources.c.parent.isnot(None), sources.c.state == "active", orphaned)
    connection.execute(sa.update(sources).where(orphans).values(state="retired", reason="its source was retired"))
    _end_archives(connection)


def _end_archives(connection: Connection) -> None:
    """What reads the archive of a retired source is at its end, also where that one comes back."""
    retired = sa.select(sources.c.parent).where(sources.c.listed_in == "backfill", sources.c.state == "retired")
    open_ones = sa.and_(backfills.c.state == "reading", backfills.c.source_id.in_(retired))
    ended = {"state": "done", "todo": "[]", "why": "its source was retired"}
    connection.execute(sa.update(backfills).where(open_ones).values(ended))


_CONFIGURED = ("name", "kind", "rhythm", "extras", "listed_in")
_PLACE = ("url", "site", "origin")
# Its claim is among them: a poll of the old URL that is under way must not teach the new one its validators.
_LEARNED_OF_URL = ("etag", "last_modified", "body_hash", "serves", "hints", "last_error", "pump_id")


def ask_for_poll(connection: Connection, *, now: datetime, ids: Sequence[str] | None = None, reason: str) -> int:
    """Makes active sources (all, or those named) due now; how many."""
    statement = sa.update(sources).where(sources.c.state == "active")
    if ids is not None:
        statement = statement.where(sources.c.id.in_(ids))
    return connection.execute(statement.values(next_poll_at=now, reason=reason)).rowcount


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

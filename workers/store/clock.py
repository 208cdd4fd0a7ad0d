"""What a clock that was set makes wrong in the record, and how it is put right."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.database import Database, locked
from workers.store.pagesback import bring_pages_forward
from workers.store.schema import deliveries, facts, pages, pumps, robots, sites, sources

_SET_BACK = "clock.set_back"
_LATEST = "clock.latest"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a machine's two clocks said: the one that people set, and the one that only goes on (seconds)."""

    wall: datetime
    steady: float


@dataclass(frozen=True, slots=True)
class Setback:
    """A clock that was set back by `by` at `since`: sources due after `reached`, of the old time, are still to do; of
    those due at that very moment, those behind `last`. Then it is the turn of pages, those behind the id `page`."""

    by: timedelta
    since: datetime
    reached: datetime
    last: str = ""
    page: int | None = None


def read_clock(connection: Connection, host: str) -> Reading | None:
    """What was last noted of this machine's clocks."""
    said = _read(connection, f"clock:{host}")
    return None if said is None else Reading(datetime.fromisoformat(said["wall"]), said["steady"])


def note_clock(connection: Connection, database: Database, host: str, reading: Reading) -> Reading | None:
    """Notes the clocks; what was noted before, which no other tick gets too."""
    _lock(connection, database, f"clock:{host}")
    before = read_clock(connection, host)
    _write(connection, database, f"clock:{host}", {"wall": reading.wall.isoformat(), "steady": reading.steady})
    return before


def note_latest(connection: Connection, database: Database, now: datetime) -> datetime | None:
    """Notes the moment as the latest that anybody noted; the one before, which no other machine's tick gets too."""
    _lock(connection, database, _LATEST)
    said = _read(connection, _LATEST)
    _write(connection, database, _LATEST, {"wall": now.isoformat()})
    return None if said is None else datetime.fromisoformat(said["wall"])


def forget_clocks(connection: Connection, *, before: datetime, but: str) -> None:
    """Forgets machines whose clocks were last noted before that: every container has a name of its own. Never `but`."""
    noted = sa.select(facts.c.name, facts.c.value).where(facts.c.name.startswith("clock:", autoescape=True))
    for row in connection.execute(noted.where(facts.c.name != f"clock:{but}").order_by(facts.c.name)).all():
        if datetime.fromisoformat(json.loads(row.value)["wall"]) < before:  # unless it is noted anew just now
            connection.execute(sa.delete(facts).where(facts.c.name == row.name, facts.c.value == row.value))


def read_setback(connection: Connection) -> Setback | None:
    """The setback that is not wholly put right yet."""
    said = _read(connection, _SET_BACK)
    if not said:
        return None
    since, reached = datetime.fromisoformat(said["since"]), datetime.fromisoformat(said["reached"])
    return Setback(timedelta(seconds=said["by"]), since, reached, said["last"], said.get("page"))


def write_setback(connection: Connection, database: Database, setback: Setback | None) -> None:
    """Keeps how far it is put right, or that it is."""
    said: dict[str, object] = {}
    if setback is not None:
        said = {"by": setback.by.total_seconds(), "last": setback.last, "page": setback.page}
        said |= {"since": setback.since.isoformat(), "reached": setback.reached.isoformat()}
    _write(connection, database, _SET_BACK, said)


def keep_alive(connection: Connection, *, now: datetime, lease: float) -> None:
    """Pumps that live have one more lease to say so: no clock that was set makes them dead, or alive for an hour."""
    connection.execute(sa.update(pumps).values(alive_until=now + timedelta(seconds=lease)))


def free_sites_and_pages(connection: Connection, *, now: datetime, delay: float, by: timedelta) -> None:
    """What waits for a moment that the clock went back behind, by `by`, waits no longer; pauses that sites asked for
    end when they would have, and pages of an archive stay as far apart as they were."""
    soon = now + timedelta(seconds=delay)
    unpaused = sa.and_(sites.c.next_free_at > soon, sites.c.wait_reason.is_(None))
    connection.execute(sa.update(sites).where(unpaused).values(next_free_at=soon))
    _sooner(connection, sites.c.site, sites.c.next_free_at, sites.c.wait_reason.isnot(None), now, by)
    _sooner(connection, robots.c.origin, robots.c.expires_at, robots.c.state.in_(("unreachable", "refused")), now, by)
    _sooner(connection, deliveries.c.name, deliveries.c.next_at, sa.true(), now, by)
    for when in (sites.c.ready_at, sites.c.recheck_at):  # never too late; a claim that finds nothing corrects it
        connection.execute(sa.update(sites).where(when > now).values({when: now}))
    untried = sa.and_(pages.c.state == "waiting", pages.c.crashes == 0, pages.c.tries == 0, pages.c.due_at > now)
    is_archive = pages.c.found_via == "backfill"
    connection.execute(sa.update(pages).where(untried, sa.not_(is_archive)).values(due_at=now))
    spread = connection.execute(sa.select(pages.c.id, pages.c.due_at).where(untried, is_archive).order_by(pages.c.id))
    moved = [{"page": row.id, "when": max(now, row.due_at - by)} for row in spread]
    if moved:
        sooner = sa.bindparam("when", type_=pages.c.due_at.type)
        connection.execute(sa.update(pages).where(pages.c.id == sa.bindparam("page")).values(due_at=sooner), moved)


def _sooner(
    connection: Connection,
    key: sa.Column[str],
    column: sa.Column[Any],
    chosen: sa.ColumnElement[bool],
    now: datetime,
    by: timedelta,
) -> None:
    rows = connection.execute(sa.select(key, column).where(chosen, column > now).order_by(key)).all()
    if rows:
        when = sa.bindparam("when", type_=column.type)
        update = sa.update(key.table).where(key == sa.bindparam("one")).values({column: when})
        connection.execute(update, [{"one": row[0], "when": max(now, row[1] - by)} for row in rows])


def bring_forward(connection: Connection, database: Database, *, now: datetime, most: int) -> bool:
    """The next `most` sources, and after them pages, are due as much sooner as the clock was set back; whether any are
    left.

    Sources polled since count in the new time already.
    """
    _lock(connection, database, _SET_BACK)
    setback = read_setback(connection)
    if setback is None:
        return False
    if setback.page is not None:
        upto = bring_pages_forward(
            connection, database, by=setback.by, since=setback.since, now=now, after=setback.page, most=10 * most
        )
        write_setback(connection, database, None if upto is None else replace(setback, page=upto))
        return upto is not None
    waiting = sa.and_(sources.c.state == "active", sources.c.pump_id.is_(None))
    columns = sa.select(sources.c.id, sources.c.next_poll_at, sources.c.last_poll_at)
    order = (sources.c.next_poll_at, sources.c.id)
    reached = sa.tuple_(sa.literal(setback.reached, sources.c.next_poll_at.type), sa.literal(setback.last))
    rows = connection.execute(columns.where(waiting, sa.tuple_(*order) > reached).order_by(*order).limit(most)).all()
    moved = [
        {"source": row.id, "when": max(now, row.next_poll_at - setback.by)}
        for row in rows
        if row.last_poll_at is None or not setback.since <= row.last_poll_at <= now
    ]
    if moved:
        sooner = sa.update(sources).where(sources.c.id == sa.bindparam("source"), sources.c.pump_id.is_(None))
        when = sa.bindparam("when", type_=sources.c.next_poll_at.type)
        connection.execute(sooner.values(next_poll_at=when), sorted(moved, key=lambda row: str(row["source"])))
    further = replace(setback, page=0)
    if len(rows) == most:
        further = replace(setback, reached=rows[-1].next_poll_at, last=rows[-1].id)
    write_setback(connection, database, further)
    return True


def _lock(connection: Connection, database: Database, name: str) -> None:
    connection.execute(locked(sa.select(facts.c.value).where(facts.c.name == name), database, skip=False)).all()


def _read(connection: Connection, name: str) -> Any:
    value = connection.execute(sa.select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()
    return None if value is None else json.loads(value)


def _write(connection: Connection, database: Database, name: str, said: dict[str, object]) -> None:
    insert = database.insert(facts)
    statement = insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded.value})
    connection.execute(statement, {"name": name, "value": json.dumps(said)})

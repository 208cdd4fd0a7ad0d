"""Rows of deliveries: where each pushed subscriber stands. A claim holds until its end or until somebody takes it away.

Positions are the outbox's. A cursor says that everything up to it is settled: delivered, filtered out or given up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Announcement
from workers.store.database import Database
from workers.store.outbox import announcement_of, last_position, last_sent
from workers.store.schema import dead_letters, deliveries, delivery_attempts, outbox


@dataclass(frozen=True, slots=True)
class Standing:
    """A row, as far as whoever delivers changes it."""

    cursor: int = 0
    attempt: int = 0
    next_at: datetime | None = None
    failing_since: datetime | None = None
    confirmed: bool = False
    disabled: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt at one event, for the record; `why` is None where it was delivered."""

    position: int
    event_id: str
    at: datetime
    status: int | None = None
    why: str | None = None
    given_up: bool = False


def list_only(
    connection: Connection, database: Database, names: Collection[str], *, begin_now: Collection[str], now: datetime
) -> list[str]:
    """Makes `names` the listed ones; the new among them, which start at the beginning or behind all there is.

    Who left the list keeps its row, and is where it was when it comes back.
    """
    known = {row.name: row.listed for row in connection.execute(sa.select(deliveries.c.name, deliveries.c.listed))}
    wanted = sorted(names)
    new = [name for name in wanted if name not in known]
    if new:
        last = last_position(connection)
        rows = [
            {
                "name": name,
                "listed": True,
                "cursor": last if name in begin_now else 0,
                "confirmed": False,
                "created_at": now,
            }
            for name in new
        ]
        connection.execute(database.insert(deliveries).on_conflict_do_nothing(), rows)
    for name, listed in sorted(known.items()):
        if listed != (name in wanted):
            _update(connection, name, listed=name in wanted)
    return new


def due(connection: Connection, now: datetime, *, limit: int = 1000) -> list[str]:
    """Names of those that may be tried now, are nobody's, and have events before them."""
    if connection.execute(sa.select(deliveries.c.name).where(deliveries.c.listed).limit(1)).first() is None:
        return []  # nobody is listed: most newsrooms, once a second
    last, _ = last_sent(connection)
    chosen = (
        sa.select(deliveries.c.name)
        .where(
            deliveries.c.listed,
            deliveries.c.disabled.is_(None),
            deliveries.c.cursor < last,
            sa.or_(deliveries.c.next_at.is_(None), deliveries.c.next_at <= now),
            sa.or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= now),
        )
        .order_by(deliveries.c.delivered_at.asc().nulls_first(), deliveries.c.name)
        .limit(limit)
    )
    return list(connection.scalars(chosen))


def under_way(connection: Connection, now: datetime) -> bool:
    """Whether anybody is being served now or is due; who failed and waits for another try is not."""
    held = sa.select(deliveries.c.name).where(deliveries.c.listed, deliveries.c.claimed_until > now)
    return connection.execute(held.limit(1)).first() is not None or bool(due(connection, now, limit=1))


def claim(connection: Connection, name: str, *, token: str, now: datetime, until: datetime) -> Standing | None:
    """Where it stands, now ours under `token` until `until`; None where somebody else has it."""
    free = sa.or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= now)
    statement = sa.update(deliveries).where(deliveries.c.name == name, free)
    if not connection.execute(statement.values(claimed_by=token, claimed_until=until)).rowcount:
        return None
    return standing_of(connection.execute(sa.select(deliveries).where(deliveries.c.name == name)).one())


def events_after(connection: Connection, cursor: int, *, limit: int) -> list[Announcement]:
    """The next events that are in the stream, in order."""
    chosen = sa.select(outbox).where(outbox.c.position > cursor, outbox.c.sent_at.isnot(None))
    return [announcement_of(r) for r in connection.execute(chosen.order_by(outbox.c.position).limit(limit))]


def keep(
    connection: Connection,
    database: Database,
    name: str,
    standing: Standing,
    tried: Iterable[Tried],
    *,
    token: str,
    release: bool,
) -> bool:
    """Keeps where it stands and what failed, if the claim under `token` still holds; False, and nothing, where not."""
    tried = list(tried)
    good = [one for one in tried if one.why is None]
    bad = [one for one in tried if one.why is not None]
    values: dict[str, Any] = _values(standing)
    if good:
        values |= {"delivered": deliveries.c.delivered + len(good), "delivered_at": good[-1].at}
    if tried:
        values["last_error"] = tried[-1].why
    if release:
        values |= {"claimed_by": None, "claimed_until": None}
    ours = sa.update(deliveries).where(deliveries.c.name == name, deliveries.c.claimed_by == token)
    if not connection.execute(ours.values(**values)).rowcount:
        return False
    if bad:
        connection.execute(sa.insert(delivery_attempts), [_attempt(name, one) for one in bad])
    for one in bad:
        if one.given_up:  # the same event may be given up again after a replay
            insert = database.insert(dead_letters).values(**_attempt(name, one))
            again = {"at": one.at, "status": one.status, "why": one.why, "event_id": one.event_id}
            connection.execute(insert.on_conflict_do_update(index_elements=["name", "position"], set_=again))
    return True


def put(connection: Connection, name: str, standing: Standing) -> bool:
    """Sets where it stands whoever has it: a dispatcher at work on it loses its claim. False where there is no row."""
    return _update(connection, name, **_values(standing), claimed_by=None, claimed_until=None, last_error=None)


def read(connection: Connection, name: str) -> Any | None:
    """The whole row, None where there is none."""
    return connection.execute(sa.select(deliveries).where(deliveries.c.name == name)).one_or_none()


def standing_of(row: Any) -> Standing:
    """A row as values."""
    return Standing(row.cursor, row.attempt, row.next_at, row.failing_since, row.confirmed, row.disabled)


def waiting(connection: Connection, cursor: int) -> int:
    """How many events in the stream lie behind the cursor."""
    chosen = sa.select(sa.func.count()).where(outbox.c.position > cursor, outbox.c.sent_at.isnot(None))
    n: int = connection.execute(chosen.select_from(outbox)).scalar_one()
    return n


def given_up(connection: Connection, name: str) -> int:
    """How many events this subscriber never got."""
    chosen = sa.select(sa.func.count()).select_from(dead_letters).where(dead_letters.c.name == name)
    n: int = connection.execute(chosen).scalar_one()
    return n


def last_attempts(connection: Connection, name: str, *, limit: int) -> Sequence[Any]:
    """The last attempts that failed, the newest first."""
    chosen = sa.select(delivery_attempts).where(delivery_attempts.c.name == name)
    return connection.execute(chosen.order_by(delivery_attempts.c.id.desc()).limit(limit)).all()


def needed_from(connection: Connection) -> int | None:
    """The lowest position that a listed, enabled subscriber still waits for; None where nobody is listed."""
    chosen = sa.select(sa.func.min(deliveries.c.cursor)).where(deliveries.c.listed, deliveries.c.disabled.is_(None))
    lowest = connection.execute(chosen).scalar_one()
    return None if lowest is None else int(lowest) + 1


def behind(connection: Connection, position: int) -> list[tuple[str, int]]:
    """(name, cursor) of listed subscribers that had not settled this position yet, disabled ones too."""
    before = sa.and_(deliveries.c.listed, deliveries.c.cursor < position)
    chosen = sa.select(deliveries.c.name, deliveries.c.cursor).where(before).order_by(deliveries.c.name)
    return [(row.name, row.cursor) for row in connection.execute(chosen)]


def forget_attempts(connection: Connection, *, before: datetime, at_once: int) -> int:
    """Drops attempts that are old; dead letters stay. How many."""
    old = sa.select(delivery_attempts.c.id).where(delivery_attempts.c.at < before).limit(at_once)
    return connection.execute(sa.delete(delivery_attempts).where(delivery_attempts.c.id.in_(old))).rowcount


def _attempt(name: str, one: Tried) -> dict[str, Any]:
    return {
        "name": name,
        "position": one.position,
        "event_id": one.event_id,
        "at": one.at,
        "status": one.status,
        "why": one.why,
    }


def _values(standing: Standing) -> dict[str, Any]:
    return {
        "cursor": standing.cursor,
        "attempt": standing.attempt,
        "next_at": standing.next_at,
        "failing_since": standing.failing_since,
        "confirmed": standing.confirmed,
        "disabled": standing.disabled,
    }


def _update(connection: Connection, name: str, **values: Any) -> bool:
    statement = sa.update(deliveries).where(deliveries.c.name == name)
    return bool(connection.execute(statement.values(**values)).rowcount)

"""Rows of deliveries: where each pushed subscriber stands. A claim holds until its end or until somebody takes it away.

Positions are the outbox's. A cursor says that everything up to it is settled: delivered, filtered out or given up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Announcement
from workers.store.columns import Instant
from workers.store.database import Database, locked
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
    agreed: str | None = None
    agreed_rate: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt at one event, for the record; `why` is None where it was delivered."""

    position: int
    event_id: str
    at: datetime
    status: int | None = None
    why: str | None = None
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be kept of one subscriber: where it stands, what was tried, and whether its claim is given back."""

    name: str
    standing: Standing
    tried: Sequence[Tried] = ()
    release: bool = True


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
    if not anybody(connection):
        return []
    last, _ = last_sent(connection)
    return list(connection.scalars(_due(now, last).limit(limit)))


def anybody(connection: Connection) -> bool:
    """Whether anybody is listed that may be tried now or later; nobody is in most newsrooms."""
    listed = sa.select(deliveries.c.name).where(deliveries.c.listed, deliveries.c.disabled.is_(None))
    return connection.execute(listed.limit(1)).first() is not None


def _due(now: datetime, last: int) -> sa.Select[tuple[str]]:
    return (
        sa.select(deliveries.c.name)
        .where(
            deliveries.c.listed,
            deliveries.c.disabled.is_(None),
            deliveries.c.cursor < last,
            sa.or_(deliveries.c.next_at.is_(None), deliveries.c.next_at <= now),
            sa.or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= now),
        )
        .order_by(deliveries.c.delivered_at.asc().nulls_first(), deliveries.c.name)
    )


def under_way(connection: Connection, now: datetime) -> bool:
    """Whether anybody is being served now or is due; who failed and waits for another try is not."""
    held = sa.select(deliveries.c.name).where(deliveries.c.listed, deliveries.c.claimed_until > now)
    return connection.execute(held.limit(1)).first() is not None or bool(due(connection, now, limit=1))


def claim_due(
    connection: Connection,
    database: Database,
    names: Collection[str],
    *,
    token: str,
    now: datetime,
    until: datetime,
    limit: int = 1000,
) -> dict[str, Standing]:
    """Where those of `names` stand that are due, at most `limit`; now ours under `token` until `until`."""
    last, _ = last_sent(connection)
    chosen = _due(now, last).where(deliveries.c.name.in_(sorted(names))).limit(limit)
    if not (free := list(connection.scalars(locked(chosen, database)))):
        return {}
    ours = sa.update(deliveries).where(deliveries.c.name.in_(free)).values(claimed_by=token, claimed_until=until)
    rows = {row.name: standing_of(row) for row in connection.execute(ours.returning(deliveries))}
    return {name: rows[name] for name in free}


def renew(connection: Connection, *, token: str, until: datetime) -> None:
    """What is held under `token` is held until then."""
    ours = sa.update(deliveries).where(deliveries.c.claimed_by == token)
    connection.execute(ours.values(claimed_until=until))


def release_of(connection: Connection, tokens: Collection[str]) -> int:
    """Nobody's again, all that was claimed under these tokens; how many."""
    theirs = sa.update(deliveries).where(deliveries.c.claimed_by.in_(sorted(tokens)))
    return connection.execute(theirs.values(claimed_by=None, claimed_until=None)).rowcount


def events_after(connection: Connection, cursor: int, *, limit: int) -> list[Announcement]:
    """The next events that are in the stream, in order."""
    chosen = sa.select(outbox).where(outbox.c.position > cursor, outbox.c.sent_at.isnot(None))
    return [announcement_of(r) for r in connection.execute(chosen.order_by(outbox.c.position).limit(limit))]


def keep(connection: Connection, database: Database, kept: Iterable[Kept], *, token: str, until: datetime) -> set[str]:
    """Keeps where each stands and what failed, for as many as are still held under `token`: their names.

    Those that are not released stay ours until `until`.
    """
    by_name = {one.name: one for one in kept}
    if not by_name:
        return set()
    ours = sa.select(deliveries.c.name).where(deliveries.c.claimed_by == token, deliveries.c.name.in_(sorted(by_name)))
    held = list(connection.scalars(locked(ours.order_by(deliveries.c.name), database, skip=False)))
    if not held:
        return set()
    connection.execute(_KEEP, [_parameters(by_name[name], token, until) for name in held])
    bad = [(name, one) for name in held for one in by_name[name].tried if one.why is not None]
    if bad:
        connection.execute(sa.insert(delivery_attempts), [_attempt(name, one) for name, one in bad])
    for name, one in bad:
        if one.given_up:  # the same event may be given up again after a replay
            insert = database.insert(dead_letters).values(**_attempt(name, one))
            again = {"at": one.at, "status": one.status, "why": one.why, "event_id": one.event_id}
            connection.execute(insert.on_conflict_do_update(index_elements=["name", "position"], set_=again))
    return set(held)


def put(connection: Connection, name: str, standing: Standing) -> bool:
    """Sets where it stands whoever has it: a dispatcher at work on it loses its claim. False where there is no row."""
    return _update(connection, name, **_values(standing), claimed_by=None, claimed_until=None, last_error=None)


def read(connection: Connection, name: str) -> Any | None:
    """The whole row, None where there is none."""
    return connection.execute(sa.select(deliveries).where(deliveries.c.name == name)).one_or_none()


def standing_of(row: Any) -> Standing:
    """A row as values."""
    return Standing(**{column: getattr(row, column) for column in _STANDING})


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


def disabled(connection: Connection) -> list[tuple[str, str]]:
    """(name, why) of listed subscribers that get nothing until somebody enables them."""
    chosen = sa.select(deliveries.c.name, deliveries.c.disabled)
    chosen = chosen.where(deliveries.c.listed, deliveries.c.disabled.isnot(None)).order_by(deliveries.c.name)
    return [(row.name, row.disabled) for row in connection.execute(chosen)]


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


_STANDING = tuple(one.name for one in fields(Standing))

# One statement for many rows. A row of which nothing was tried keeps its last error and its count.
_KEEP = (
    sa.update(deliveries)
    .where(deliveries.c.name == sa.bindparam("of"))
    .values(
        {
            column: sa.bindparam(f"new_{column}", type_=deliveries.c[column].type)
            for column in (*_STANDING, "claimed_by", "claimed_until")
        }
        | {
            "delivered": deliveries.c.delivered + sa.bindparam("more", type_=sa.BigInteger()),
            "delivered_at": sa.func.coalesce(sa.bindparam("at", type_=Instant()), deliveries.c.delivered_at),
            "last_error": sa.case(
                (sa.bindparam("was_tried", type_=sa.Boolean()), sa.bindparam("error", type_=sa.Text())),
                else_=deliveries.c.last_error,
            ),
        }
    )
)


def _parameters(kept: Kept, token: str, until: datetime) -> dict[str, Any]:
    good = [one for one in kept.tried if one.why is None]
    return {f"new_{column}": value for column, value in _values(kept.standing).items()} | {
        "of": kept.name,
        "new_claimed_by": None if kept.release else token,
        "new_claimed_until": None if kept.release else until,
        "more": len(good),
        "at": good[-1].at if good else None,
        "was_tried": bool(kept.tried),
        "error": kept.tried[-1].why if kept.tried else None,
    }


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
    return {column: getattr(standing, column) for column in _STANDING}


def _update(connection: Connection, name: str, **values: Any) -> bool:
    statement = sa.update(deliveries).where(deliveries.c.name == name)
    return bool(connection.execute(statement.values(**values)).rowcount)

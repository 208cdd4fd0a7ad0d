"""Rows of pumps: a claim is as alive as the pump that made it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Outcome
from workers.store import deliveries, tallies
from workers.store.database import Database, locked
from workers.store.giveback import given_back
from workers.store.pace import maybe_ready, ready_by
from workers.store.schema import pages, polls, pumps, robots, sources

MOST_CRASHES = 4
_DELIVERS = "deliver"
LONGEST_PUT_OFF = 6 * 3600.0  # seconds that a source which kills its process waits at most


@dataclass(frozen=True, slots=True)
class Released:
    """What dead pumps had in their hands."""

    pumps: int = 0
    pages: int = 0
    convicted: int = 0


def start_pump(
    connection: Connection, *, pump_id: str, kind: str, host: str, pid: int, limit: int, now: datetime, lease: float
) -> bool:
    """Signs a pump in, unless this host already has `limit` of its team; False means: there are enough.

    Those that fetch are one team, those that deliver another.
    """
    team = (pumps.c.kind == _DELIVERS) == sa.literal(kind == _DELIVERS)
    alive = sa.select(sa.func.count()).select_from(pumps).where(pumps.c.host == host, pumps.c.alive_until > now, team)
    if connection.execute(alive).scalar_one() >= limit:
        return False
    connection.execute(
        sa.insert(pumps).values(
            id=pump_id, kind=kind, host=host, pid=pid, started_at=now, alive_until=now + timedelta(seconds=lease)
        )
    )
    return True


def sign_of_life(connection: Connection, *, pump_id: str, now: datetime, lease: float) -> bool:
    """Renews the lease; False where the pump was already taken for dead and has lost its claims."""
    mine = sa.update(pumps).where(pumps.c.id == pump_id).values(alive_until=now + timedelta(seconds=lease))
    return bool(connection.execute(mine).rowcount)


def end_pump(connection: Connection, *, pump_id: str, now: datetime) -> None:
    """Signs a pump out; whatever it still had goes back untouched, since it ended of its own will."""
    mine = sa.and_(pages.c.pump_id == pump_id, pages.c.state == "leased")
    given = sa.update(pages).where(mine).values(given_back(now) | {"attempts": pages.c.attempts - 1})
    touched = list(connection.scalars(given.returning(pages.c.site)))
    _free_polls_and_robots(connection, [pump_id], now)
    maybe_ready(connection, touched)
    ready_by(connection, dict.fromkeys(touched, now))
    connection.execute(sa.delete(pumps).where(pumps.c.id == pump_id))


def release_dead(connection: Connection, database: Database, *, now: datetime) -> Released:
    """Frees what dead pumps had claimed.

    Their pages are suspects now: one of them may have killed the process. They come back in ever smaller company
    (`claims.claim_suspects`), so that only the guilty one is met `MOST_CRASHES` times, and quarantined. Sources are
    suspects, too: see `_put_off_polls`.
    """
    dead = list(connection.scalars(locked(sa.select(pumps.c.id).where(pumps.c.alive_until <= now), database)))
    if not dead:
        return Released()
    theirs = sa.and_(pages.c.pump_id.in_(dead), pages.c.state == "leased")
    guilty = sa.update(pages).where(theirs, pages.c.crashes >= MOST_CRASHES - 1)
    convicted = connection.scalars(
        guilty.values(
            state="ended",
            outcome=Outcome.QUARANTINED.value,
            reason=f"killed its process {MOST_CRASHES} times, the last time alone",
            crashes=pages.c.crashes + 1,
            ended_at=now,
            pump_id=None,
            recheck_at=None,
        ).returning(pages.c.source_id)
    ).all()
    ends = Counter((source_id, Outcome.QUARANTINED.value) for source_id in convicted)
    tallies.count(connection, database, ends, now=now)
    suspects = (
        sa.update(pages)
        .where(theirs)
        .values(state="waiting", pump_id=None, due_at=now, crashes=pages.c.crashes + 1, reason="its pump died")
    )
    touched = list(connection.scalars(suspects.returning(pages.c.site)))
    _put_off_polls(connection, dead, now)
    _free_polls_and_robots(connection, dead, now)
    maybe_ready(connection, touched)
    deliveries.release_of(connection, dead)
    connection.execute(sa.delete(pumps).where(pumps.c.id.in_(dead)))
    return Released(len(dead), len(touched), len(convicted))


def _put_off_polls(connection: Connection, dead: list[str], now: datetime) -> None:
    """One of the sources that a dead pump polled may have killed it.

    They are due again a moment apart, so that it takes few along the next time. A good poll clears an innocent one;
    for the guilty one each death counts as a failure, and the wait grows with its square, up to six hours.
    """
    chosen = sa.select(sources).where(sources.c.pump_id.in_(dead)).order_by(sources.c.failures, sources.c.id)
    waits = [
        (row.id, min(0.25 * place if row.failures == 0 else 30.0 * row.failures**2 + place, LONGEST_PUT_OFF))
        for place, row in enumerate(connection.execute(chosen).all())
    ]
    if not waits:
        return
    put_off = sa.update(sources).where(sources.c.id == sa.bindparam("source"))
    why = "the process that polled it died"
    values: dict[str, Any] = {
        "pump_id": None,
        "next_poll_at": sa.bindparam("when"),
        "last_poll_at": now,
        "last_error": why,
        "reason": why,
        "failures": sources.c.failures + 1,
    }
    rows = [{"source": source, "when": now + timedelta(seconds=wait)} for source, wait in waits]
    connection.execute(put_off.values(values), rows)
    history = {"at": now, "outcome": "failed", "detail": why, "reason": why}
    connection.execute(
        sa.insert(polls), [{"source_id": r["source"], "next_poll_at": r["when"], **history} for r in rows]
    )


def _free_polls_and_robots(connection: Connection, ids: list[str], now: datetime) -> None:
    freed = sa.update(sources).where(sources.c.pump_id.in_(ids)).values(pump_id=None, next_poll_at=now)
    connection.execute(freed)
    unasked = sa.update(robots).where(robots.c.pump_id.in_(ids)).values(pump_id=None)
    maybe_ready(connection, connection.scalars(unasked.returning(robots.c.site)))

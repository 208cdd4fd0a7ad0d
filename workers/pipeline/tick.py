"""Tick: how many wake-ups are worth sending now. It reads, frees what the dead had, and claims nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from workers.pipeline import clock
from workers.services import Services
from workers.store import deliveries, facts, outbox
from workers.store.pumps import release_dead
from workers.store.schema import pages, pumps, sites, sources

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WakeUps:
    """How many messages of each kind to send."""

    poll: int = 0
    harvest: int = 0
    relay: int = 0
    deliver: int = 0


def tick(services: Services) -> WakeUps:
    """Frees dead pumps' claims and says how many pumps the due work is worth."""
    now = services.now()
    with services.database.read() as connection:
        clock_is_due, any_dead = clock.is_due(connection, services), _has_dead(connection, now)
    if clock_is_due:
        services.database.transact(lambda c: facts.write_moment(c, services.database, "tick.at", now))
        clock.watch(services)
    if any_dead:
        _release(services, now)
    limit = services.settings.pump_limit
    with services.database.read() as connection:
        polls_due = _due_polls(connection, now, limit)
        sites_ready = _ready_sites(connection, now, limit)
        at_work = _at_work(connection, now)
        waiting = outbox.has_pending(connection)
        expecting = deliveries.due(connection, now, limit=1) or (
            not at_work.get("deliver") and deliveries.anybody(connection)
        )
    return WakeUps(
        poll=_share(polls_due, at_work.get("poll", 0), limit, bool(sites_ready)),
        harvest=_share(sites_ready, at_work.get("harvest", 0), limit, bool(polls_due)),
        relay=int(waiting),
        deliver=int(bool(expecting)),
    )


def _share(due: int, at_work: int, limit: int, others_wait: bool) -> int:
    """A pump for the due work, up to this machine's limit; where the other kind waits too, each gets half.

    Beyond that one more a tick, since other machines may have room; a wake-up that finds none ends at once.
    """
    if not due:
        return 0
    most = max(1, limit // 2) if others_wait else limit
    return min(due, most - at_work) if at_work < most else 1


def _release(services: Services, now: datetime) -> None:
    """Frees what dead pumps had."""
    released = services.database.transact(lambda c: release_dead(c, services.database, now=now))
    if released.pumps:
        log.warning("pumps.died", pumps=released.pumps, pages=released.pages, convicted=released.convicted)


def _has_dead(connection: Connection, now: datetime) -> bool:
    return connection.execute(sa.select(pumps.c.id).where(pumps.c.alive_until <= now).limit(1)).first() is not None


def _due_polls(connection: Connection, now: datetime, most: int) -> int:
    due = sa.and_(sources.c.state == "active", sources.c.pump_id.is_(None), sources.c.next_poll_at <= now)
    soonest = sa.select(sources.c.id).where(due).order_by(sources.c.next_poll_at)
    return len(connection.execute(soonest.limit(most)).all())


def _ready_sites(connection: Connection, now: datetime, most: int) -> int:
    # Each by itself and in order: for "the first few of these or those" PostgreSQL walks along the table.
    ready: set[str] = set()
    for when in (sites.c.ready_at, sites.c.recheck_at):
        ready.update(connection.scalars(sa.select(sites.c.site).where(when <= now).order_by(when).limit(most)))
    suspects = sa.select(pages.c.id).where(pages.c.state == "waiting", pages.c.crashes > 0, pages.c.due_at <= now)
    return min(most, len(ready)) + len(connection.execute(suspects.limit(1)).all())


def _at_work(connection: Connection, now: datetime) -> dict[str, int]:
    alive = sa.select(pumps.c.kind, sa.func.count()).where(pumps.c.alive_until > now).group_by(pumps.c.kind)
    return {row[0]: row[1] for row in connection.execute(alive)}

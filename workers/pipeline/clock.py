"""A clock that was set: neither a storm of polls nor a silence, and nobody is taken for dead.

Each machine notes what two clocks say, the one that people set and the one that only goes on; where they disagree by a
minute or more, the first one was set (or the machine slept). What was due then is due at the same real time still
where the clock went back, and at once where it went on: as after an outage, once a source and at each site's pace.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from workers.services import Services
from workers.store import clock
from workers.store.clock import Reading, Setback

NOTED_EVERY = timedelta(seconds=10)
SET = timedelta(seconds=60)  # less is left to heal by itself
_A_MOMENT = timedelta(seconds=1)  # by which machines may disagree about the one clock
_AT_ONCE = 2000  # sources in one transaction
_LONGEST = 8.0  # seconds of one tick

log = structlog.get_logger(__name__)


def jump(before: Reading | None, after: Reading) -> timedelta:
    """By how much the clock was set between the two readings; zero where nothing tells."""
    if before is None:
        return timedelta()
    wall = after.wall - before.wall
    if after.steady < before.steady:  # the machine was started anew
        return min(wall, timedelta())
    return wall - timedelta(seconds=after.steady - before.steady)


def is_due(connection: Connection, services: Services) -> bool:
    """Whether it is worth a write to note the clocks, or something is still to be put right."""
    before = clock.read_clock(connection, services.host)
    if before is None or abs(services.now() - before.wall) >= NOTED_EVERY:
        return True
    return clock.read_setback(connection) is not None


def watch(services: Services) -> None:
    """Notes the clocks, and puts right what a clock that was set made wrong, as far as a tick has time for."""
    over = time.monotonic() + _LONGEST
    unfinished = services.database.transact(lambda c: _note(c, services))
    while unfinished and time.monotonic() < over:
        unfinished = services.database.transact(lambda c: _go_on(c, services))


def _note(connection: Connection, services: Services) -> bool:
    """Whether something is to be put right."""
    database, lease = services.database, services.settings.pumps.lease
    reading = Reading(services.now(), services.steady())
    by = jump(clock.note_clock(connection, database, services.host, reading), reading)
    back = _set_back(by, clock.note_latest(connection, database, reading.wall), reading.wall)
    if abs(by) >= SET or back:
        log.warning("clock.was_set", seconds=round(by.total_seconds() or -back.total_seconds()))
        clock.keep_alive(connection, now=reading.wall, lease=lease)
    if back:
        clock.free_sites_and_pages(connection, now=reading.wall, delay=services.pace_rule.delay, by=back)
        clock.write_setback(connection, database, Setback(back, since=reading.wall, reached=reading.wall))
    return clock.read_setback(connection) is not None


def _set_back(by: timedelta, latest: datetime | None, now: datetime) -> timedelta:
    """By how much the clock went back behind what anybody noted; zero where it did not, or another machine saw it."""
    behind = -by if latest is None else latest - now
    back = max(-by, behind)
    return back if behind > _A_MOMENT and back >= SET else timedelta()


def _go_on(connection: Connection, services: Services) -> bool:
    return clock.bring_forward(connection, services.database, now=services.now(), most=_AT_ONCE)

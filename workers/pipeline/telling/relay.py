"""Relay: the outbox -> the event stream, in one order, each event exactly once (docs/decisions/050)."""

from __future__ import annotations

import time

import structlog
from sqlalchemy.engine import Connection

from workers.errors import TryAgain
from workers.notify.bell import ring
from workers.notify.relay import Health, RelayLock, RelayResult, compare, relay_batch
from workers.notify.streams import stream_tail
from workers.records import Announcement, EventType
from workers.services import Services
from workers.store import outbox
from workers.store.alarms import Alarm, raise_alarms

log = structlog.get_logger(__name__)

_BATCH = 500
_STEP = 0.02
_FOR_OTHERS = 0.3


def relay(services: Services, patience: float = 0.2) -> int:
    """Sends all that waits; how many events. 0 where another relay is at work for longer than `patience` seconds; with
    none, that one is asked to look once more before it ends."""
    lock = RelayLock(services.redis, services.settings.events.stream)
    deadline = time.monotonic() + patience
    while not lock.acquire():
        if not patience and lock.ask_holder():
            return 0
        if patience and time.monotonic() >= deadline:
            return 0
        time.sleep(_STEP if patience else 0)
    try:
        _heal(services, lock)
        return _send_all(services, lock)
    finally:
        lock.release(whatever=True)


def relay_soon(services: Services) -> None:
    """Relays what was just committed, or leaves that to whoever is at it; a broker that is away is no trouble of the
    pump: the tick sweeps up."""
    try:
        relay(services, patience=0)
    except TryAgain as e:
        log.warning("relay.waits", error=str(e))


def _send_all(services: Services, lock: RelayLock) -> int:
    """What waits, and what others ask for meanwhile; after `_FOR_OTHERS` seconds they have to do it themselves."""
    sent, enough = 0, time.monotonic() + _FOR_OTHERS
    while True:
        n, more = _send_some(services, lock)
        sent += n
        if n:
            ring(services.redis, lock.stream)
        if not more and lock.release(whatever=time.monotonic() >= enough):
            return sent


def _heal(services: Services, lock: RelayLock) -> None:
    """A stream that lost its end, or all of it, gets again what the outbox still holds."""
    tail = stream_tail(services.redis, lock.stream)
    with services.database.read() as connection:
        position, event_id = outbox.last_sent(connection)
    if compare(tail, position, event_id) is Health.BEHIND:
        again = services.database.transact(lambda c: outbox.send_again(c, after=tail.position))
        log.error("stream.lost_its_end", stream=lock.stream, had=position, has=tail.position, sent_again=again)


def _send_some(services: Services, lock: RelayLock) -> tuple[int, bool]:
    """One batch: placed, sent, marked. (How many rows were dealt with, whether more may wait.)

    Rows that others commit meanwhile are theirs to relay: whoever writes relays, or asks us to look again.
    """
    database = services.database
    placed = database.transact(lambda c: outbox.place(c, limit=_BATCH))
    with database.read() as connection:
        rows = outbox.unsent(connection, limit=_BATCH)
    if not rows:
        return 0, False
    result = relay_batch(services.redis, lock.stream, rows, lock=lock)
    done = result.in_stream + result.unreadable
    now = services.now()
    bad = [Alarm("outbox", f"unreadable:{r.position}", _complaint(r)) for r in rows if r.position in result.unreadable]

    def mark(connection: Connection) -> None:
        outbox.mark_sent(connection, done, now=now)
        raise_alarms(connection, database, bad, now=now)

    database.transact(mark)
    for alarm in bad:
        log.error("outbox.unreadable", problem=alarm.message)
    if result.conflict is not None:
        _move_beyond(services, lock, result)
    return len(rows), max(placed, len(rows)) == _BATCH or result.conflict is not None


def _complaint(row: Announcement) -> str:
    known = isinstance(row.type, EventType)
    fault = "is no JSON object" if known else f"is of the type {row.type!r}, which no schema of this khabar knows"
    return f"event {row.event_id} of {row.subject} at position {row.position} {fault}: nobody is told of it"


def _move_beyond(services: Services, lock: RelayLock, result: RelayResult) -> None:
    """The stream has other events where ours should go: the database is an older copy. Ours go behind them."""
    assert result.conflict is not None
    beyond = result.conflict.stream_last
    moved = services.database.transact(lambda c: outbox.skip_places(c, beyond=beyond))
    log.error("stream.is_ahead", stream=lock.stream, stream_last=beyond, moved=moved)

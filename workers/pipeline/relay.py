"""Relay: the outbox -> the event stream, in one order, each event exactly once."""

from __future__ import annotations

import structlog

from workers.errors import TryAgain
from workers.notify.relay import RelayLock
from workers.services import Services

log = structlog.get_logger(__name__)

_BATCH = 500


def relay(services: Services, patience: float = 0.2) -> int:
    """Sends all that waits; how many events. Ends with what it has where another relay is at work."""
    lock = RelayLock(services.redis, services.settings.events.stream)
    if not _acquire(lock, patience):
        return 0
    sent = 0
    try:
        while (n := _send_some(services, lock)) > 0:
            sent += n
    finally:
        lock.release()
    return sent


def relay_soon(services: Services) -> None:
    """Relays what was just committed; a broker that is away is no trouble of the pump, the tick sweeps up."""
    try:
        relay(services)
    except TryAgain as e:
        log.warning("relay.waits", error=str(e))

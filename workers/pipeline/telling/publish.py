"""Publish: events of the outbox -> the topic exchange of an AMQP broker, in order, confirmed, at least once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from workers.errors import TryAgain
from workers.notify.amqp import Publisher
from workers.notify.deliver import LEASE
from workers.notify.feed import Told
from workers.notify.ledger import Attempt, Saved, Tally
from workers.notify.webhooks import Answer, EndpointState, Verdict
from workers.pipeline.telling.ledger import DatabaseLedger
from workers.pipeline.telling.subscribers import Bus
from workers.records import Announcement
from workers.services import Services

log = structlog.get_logger(__name__)

_ROWS = 200
_LOOK_EVERY = 0.5  # seconds without a ring
_LONGEST_PAUSE = 60.0


def serve_bus(
    services: Services,
    ledger: DatabaseLedger,
    bus: Bus,
    rung: threading.Event,
    *,
    seconds: float,
    linger: float | None,
    goes_on: Callable[[], bool] = lambda: False,
) -> Tally:
    """One turn for one bus: until `seconds` are over and the others' turn no longer `goes_on`, or until nothing was due
    for `linger` seconds; `rung` ends a wait."""
    publisher = Publisher(bus.config.url, exchange=bus.config.exchange)
    total = Tally()
    end = busy_at = time.monotonic()
    end += seconds
    try:
        while (time.monotonic() < end or goes_on()) and not services.stopping():
            rung.clear()
            try:
                part = _serve_once(services, ledger, bus, publisher)
            except TryAgain as error:  # the record is away: what is not kept is published again, under its id
                log.warning("publish.record_away", subscriber=bus.config.name, error=str(error))
                part = None
            if part is not None:
                total += part
                busy_at = time.monotonic()
            elif linger is not None and time.monotonic() - busy_at >= linger:
                break
            else:
                rung.wait(_LOOK_EVERY)
    finally:
        publisher.close()
    return total


def _serve_once(services: Services, ledger: DatabaseLedger, bus: Bus, publisher: Publisher) -> Tally | None:
    """A batch, if anything is due and nobody else has it."""
    name, now = bus.config.name, services.now()
    state = ledger.of(name).claim(now, now + LEASE).get(name)
    if state is None:
        return None
    rows = ledger.events_after(state.cursor, _ROWS)
    wanted = [row for row in rows if (event := Told(row).event) is not None and bus.filter.matches(event)]
    try:
        if wanted:
            publisher.publish(wanted)
    except TryAgain as error:
        saved = Saved(name, _put_off(state, now), [_failed(wanted[0], error, now)])
        ledger.save([saved], now + LEASE)
        return Tally(failed=1)
    attempts = [Attempt(row.event_id, row.position or 0, now, Answer(Verdict.DELIVERED), False) for row in wanted]
    cursor = (rows[-1].position or 0) if rows else state.cursor
    ledger.save([Saved(name, EndpointState(cursor=cursor), attempts)], now + LEASE)
    return Tally(delivered=len(wanted))


def _failed(row: Announcement, error: TryAgain, now: datetime) -> Attempt:
    return Attempt(row.event_id, row.position or 0, now, Answer(Verdict.FAILED, None, error.why), False)


def _put_off(state: EndpointState, now: datetime) -> EndpointState:
    """The broker is part of our own house: it is asked again soon, for as long as it takes, and nothing is given up."""
    pause = timedelta(seconds=min(_LONGEST_PAUSE, 2.0 ** min(state.attempt, 10)))
    since = state.failing_since or now
    return replace(state, attempt=state.attempt + 1, failing_since=since, next_at=now + pause)

"""Publish: events of the outbox -> the topic exchange of an AMQP broker, in order, confirmed, at least once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from workers.errors import TryAgain
from workers.notify.amqp import Publisher
from workers.notify.deliver import LEASE
from workers.notify.feed import Told
from workers.notify.ledger import Attempt, Saved, Tally, unjudged
from workers.notify.webhooks import Answer, EndpointState, Verdict
from workers.pipeline.telling.ledger import DatabaseLedger
from workers.pipeline.telling.subscribers import Bus
from workers.records import Announcement
from workers.services import Services

log = structlog.get_logger(__name__)

_ROWS = 200
_STEP = 5.0  # seconds that a batch may take, far less than its claim holds: a slow broker gets less at once
_LOOK_EVERY = 0.5  # seconds without a ring
_LONGEST_PAUSE = 60.0


class BusThread(threading.Thread):
    """One turn for one bus: until `seconds` are over and the others' turn no longer `goes_on`, or until nothing was due
    for `linger` seconds; `rung` ends a wait.

    It claims in its own name, so that nobody has to wait for a broker that hangs: where it is left behind by its turn,
    it ends by itself, and its claim keeps the next one off until then.
    """

    def __init__(
        self, ledger: DatabaseLedger, bus: Bus, *, seconds: float, linger: float | None, goes_on: Callable[[], bool]
    ) -> None:
        super().__init__(name=name_of(bus), daemon=True)
        self.rung = threading.Event()
        self.tally = Tally()
        self._services, self._ledger, self._bus = ledger.turn.services, ledger, bus
        self._seconds, self._linger, self._goes_on = seconds, linger, goes_on
        self._publisher = Publisher(bus.config.url, exchange=bus.config.exchange)

    def run(self) -> None:
        """Serves the bus; nothing is raised."""
        end = busy_at = time.monotonic()
        end += self._seconds
        try:
            while (time.monotonic() < end or self._goes_on()) and not self._services.stopping():
                self.rung.clear()
                if self._serve():
                    busy_at = time.monotonic()
                elif self._linger is not None and time.monotonic() - busy_at >= self._linger:
                    break
                else:
                    self.rung.wait(_LOOK_EVERY)
        finally:
            self._end()

    def _serve(self) -> bool:
        """Whether there was anything to do."""
        try:
            part = _serve_once(self._services, self._ledger, self._bus, self._publisher)
        except TryAgain as error:  # the record is away: what is not kept is published again, under its id
            log.warning("publish.record_away", subscriber=self._bus.config.name, error=str(error))
            return False
        except Exception:  # it would end this thread, and the bus wait for the next turn
            log.exception("publish.broke_down", subscriber=self._bus.config.name)
            return False
        self.tally += part or Tally()
        return part is not None

    def _end(self) -> None:
        try:
            self._ledger.turn.let_go()
        except TryAgain as error:  # it runs out by itself
            log.warning("publish.sign_out_failed", subscriber=self._bus.config.name, error=str(error))
        self._publisher.close()


def name_of(bus: Bus) -> str:
    """The name of the thread that serves it."""
    return f"publish {bus.config.name}"


def _serve_once(services: Services, ledger: DatabaseLedger, bus: Bus, publisher: Publisher) -> Tally | None:
    """A batch, if anything is due and nobody else has it."""
    name, now, until = bus.config.name, services.now(), time.monotonic() + _STEP
    state = ledger.of(name).claim(now, now + LEASE).get(name)
    if state is None:
        return None
    rows = ledger.events_after(state.cursor, _ROWS)
    wanted, bad = _sifted(bus, rows, now)
    try:
        published = publisher.publish(wanted, until=until) if wanted else 0
    except TryAgain as error:
        saved = Saved(name, _put_off(state, now), [_failed(wanted[0], error, now)])
        ledger.save([saved], now + LEASE)
        return Tally(failed=1)
    if published < len(wanted):
        cursor = (wanted[published].position or 0) - 1
    else:
        cursor = (rows[-1].position or 0) if rows else state.cursor
    attempts = [
        Attempt(row.event_id, row.position or 0, now, Answer(Verdict.DELIVERED), False) for row in wanted[:published]
    ]
    given_up = [one for one in bad if one.position <= cursor]
    ledger.save([Saved(name, EndpointState(cursor=cursor), attempts + given_up)], now + LEASE)
    return Tally(delivered=published, failed=len(given_up), dead_letters=len(given_up))


def _sifted(bus: Bus, rows: Sequence[Announcement], now: datetime) -> tuple[list[Announcement], list[Attempt]]:
    """Those that the bus is to get, and those that its filters cannot judge."""
    wanted: list[Announcement] = []
    bad: list[Attempt] = []
    for row in rows:
        told = Told(row)
        try:
            if told.event is not None and bus.filter.matches(told.event):
                wanted.append(row)
        except Exception as bug:  # whatever it is, the rest is published
            bad.append(unjudged(bus.config.name, told, bug, now))
    return wanted, bad


def _failed(row: Announcement, error: TryAgain, now: datetime) -> Attempt:
    return Attempt(row.event_id, row.position or 0, now, Answer(Verdict.FAILED, None, error.why), False)


def _put_off(state: EndpointState, now: datetime) -> EndpointState:
    """The broker is part of our own house: it is asked again soon, for as long as it takes, and nothing is given up."""
    pause = timedelta(seconds=min(_LONGEST_PAUSE, 2.0 ** min(state.attempt, 10)))
    since = state.failing_since or now
    return replace(state, attempt=state.attempt + 1, failing_since=since, next_at=now + pause)

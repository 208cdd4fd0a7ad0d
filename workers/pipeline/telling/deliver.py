"""Deliver: events of the outbox -> webhook and AMQP subscribers, each with its own cursor, none waiting for another.

One turn a machine goes on as long as its task may, whether or not anything is due: an event is delivered when the relay
rings, not when a tick finds it.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import structlog

from workers.errors import GiveUp, Refused, TryAgain
from workers.fetch.http import HttpClient
from workers.notify.bell import Bell
from workers.notify.deliver import Dispatcher
from workers.notify.ledger import Tally
from workers.notify.webhooks import Post
from workers.pipeline.telling.ledger import DatabaseLedger, Hand, Turn
from workers.pipeline.telling.publish import BusThread, name_of
from workers.pipeline.telling.subscribers import Subscribers, known_subscribers
from workers.services import Services
from workers.store import deliveries

log = structlog.get_logger(__name__)

_FAREWELL = 0.1  # seconds for a batch under way when the turn is over; a longer one ends behind it
TURN = 30.0  # seconds; a slow delivery may add twice its 15 s, which stays below the task's limit


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one turn did, for the log and for Flower."""

    delivered: int = 0
    failed: int = 0
    dead_letters: int = 0
    why: str = "nobody to deliver to"

    def as_dict(self) -> dict[str, str | int]:
        """For the task's result, which Flower shows."""
        return asdict(self)

    @property
    def goes_on(self) -> bool:
        """Whether another turn is to follow at once."""
        return self.why == _OVER


_OVER = "turn over"


def deliver(services: Services, *, turn: float = TURN, linger: float | None = None) -> Delivered:
    """One turn, over early where nothing was due for `linger` seconds; at once where there is nobody to deliver to,
    or where this machine has a dispatcher already."""
    known = known_subscribers(services)
    with services.database.read() as connection:
        if not known.pushed or not deliveries.anybody(connection):
            return Delivered()
    held = Turn(services)
    if not held.begin():
        return Delivered(why="another turn is under way")
    try:
        tally = _deliver(services, known, held, turn, linger)
    finally:
        _sign_out(held)
    for name in tally.disabled:
        log.error("subscriber.disabled", subscriber=name)
    why = "asked to stop" if services.stopping() else _OVER
    return Delivered(tally.delivered, tally.failed, tally.dead_letters, why)


def _deliver(services: Services, known: Subscribers, held: Turn, turn: float, linger: float | None) -> Tally:
    dispatcher = Dispatcher(
        known.endpoints,
        DatabaseLedger(held, known.endpoints),
        post=post_through(services.webhook_http),
        now=services.now,
        jitter=random.random,
    )
    over = threading.Event()
    buses = _bus_threads(known, held, turn, linger, goes_on=lambda: not over.is_set())

    def hear() -> None:
        dispatcher.wake()
        for one in buses:
            one.rung.set()

    end = time.monotonic() + turn
    with Bell(services.redis, hear, services.settings.events.stream):
        for bus in buses:
            bus.start()
        try:
            tally = dispatcher.run(turn, linger=linger, stopping=services.stopping)
        finally:
            over.set()
            hear()
        end = _FAREWELL + (time.monotonic() if services.stopping() else max(end, time.monotonic()))
        for bus in buses:
            bus.join(max(0.0, end - time.monotonic()))
            tally += bus.tally
    return tally


def _bus_threads(
    known: Subscribers, held: Turn, turn: float, linger: float | None, goes_on: Callable[[], bool]
) -> list[BusThread]:
    """One for each bus, but for those whose broker still hangs since an earlier turn. They go on while webhooks take
    longer than the turn, and the turn does not wait for them: no sink waits for another."""
    hanging = {one.name for one in threading.enumerate()}
    return [
        BusThread(
            DatabaseLedger(Hand(held.services, held.lock), [name]), bus, seconds=turn, linger=linger, goes_on=goes_on
        )
        for name, bus in known.buses.items()
        if name_of(bus) not in hanging
    ]


def _sign_out(held: Turn) -> None:
    try:
        held.end()
    except TryAgain as e:  # the lease runs out by itself
        log.warning("deliver.sign_out_failed", error=str(e))


def post_through(http: HttpClient) -> Post:
    """Asking with the guarded client. Where the guard says no it is GiveUp, all else that goes wrong may heal."""

    def post(method: str, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str]]:
        try:
            answer = http.post(url, body, headers=headers) if method == "POST" else http.options(url, headers=headers)
        except Refused:
            raise
        except GiveUp as e:  # what it answers is too large or damaged: that is the endpoint's trouble
            raise TryAgain(e.about, e.why) from e
        return answer.status, answer.headers

    return post

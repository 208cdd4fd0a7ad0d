"""Deliver: events of the outbox -> webhook and AMQP subscribers, each with its own cursor, none waiting for another."""

from __future__ import annotations

import random
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

import structlog

from workers.errors import GiveUp, Refused, TryAgain
from workers.fetch.http import HttpClient
from workers.notify.deliver import Dispatcher
from workers.notify.webhooks import Post
from workers.pipeline.ledger import DatabaseLedger
from workers.pipeline.publish import serve_bus
from workers.pipeline.subscribers import known_subscribers
from workers.services import Services

log = structlog.get_logger(__name__)

TURN = 30.0  # seconds; a slow delivery may add twice its 15 s, which stays below the task's limit
LINGER = 3.0  # seconds without anything due after which the process is handed over


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one turn did, for the log and for Flower."""

    delivered: int = 0
    failed: int = 0
    dead_letters: int = 0
    why: str = "nothing due"

    def as_dict(self) -> dict[str, str | int]:
        """For the task's result, which Flower shows."""
        return asdict(self)


def deliver(services: Services, *, turn: float = TURN, linger: float = LINGER) -> Delivered:
    """One turn; at once over where nothing is due. Any number of turns beside each other do no harm."""
    known = known_subscribers(services)
    ledger = DatabaseLedger(services.database, known.pushed)
    if not known.pushed or not ledger.due(services.now()):
        return Delivered()
    dispatcher = Dispatcher(
        known.endpoints,
        ledger,
        post=post_through(services.webhook_http),
        now=services.now,
        jitter=random.random,
    )
    with ThreadPoolExecutor(len(known.buses) or 1, thread_name_prefix="publish") as pool:
        published = [
            pool.submit(serve_bus, services, ledger, bus, seconds=turn, linger=linger) for bus in known.buses.values()
        ]
        tally = dispatcher.run(turn, linger=linger, stopping=services.stopping)
        for bus in published:
            tally += bus.result()
    for name in tally.disabled:
        log.error("subscriber.disabled", subscriber=name)
    return Delivered(tally.delivered, tally.failed, tally.dead_letters, "turn over")


def post_through(http: HttpClient) -> Post:
    """Posting with the guarded client. Where the guard says no it is GiveUp, all else that goes wrong may heal."""

    def post(method: str, url: str, headers: Mapping[str, str], body: bytes, _: float) -> tuple[int, Mapping[str, str]]:
        if method != "POST":
            raise GiveUp(url, f"{method} is not sent")
        try:
            answer = http.post(url, body, headers=headers)
        except Refused:
            raise
        except GiveUp as e:  # what it answers is too large or damaged: that is the endpoint's trouble
            raise TryAgain(e.about, e.why) from e
        return answer.status, answer.headers

    return post

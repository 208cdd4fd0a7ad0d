"""Delivery to webhook endpoints, side by side: one event after another per endpoint, no endpoint waiting for another.

The caller keeps the record (`Ledger`); here is the pump. Endpoints that fail have slots of their own, so that however
many hang, the healthy ones find a free slot.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from workers.errors import TryAgain
from workers.notify.events import dumps, thin, with_sequence
from workers.notify.webhooks import (
    TIMEOUT,
    Answer,
    Endpoint,
    EndpointState,
    Post,
    Verdict,
    deliver,
    settle,
)
from workers.records import Announcement

LEASE = timedelta(seconds=TIMEOUT * 3)
ROWS = 50


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver one event, for the record."""

    event_id: str
    position: int
    at: datetime
    answer: Answer
    dead_letter: bool


class Ledger(Protocol):
    """The caller's record of endpoints, safe to call from several threads; each call is a transaction of its own."""

    def due(self, now: datetime) -> Sequence[str]:
        """Names of endpoints that are enabled, due, not claimed, and have events behind their cursor."""

    def claim(self, name: str, now: datetime, until: datetime) -> EndpointState | None:
        """The endpoint's state if nobody else has it; ours until we `save` it with `release` or until `until`."""

    def events_after(self, cursor: int, limit: int) -> Sequence[Announcement]:
        """Rows with positions behind `cursor` that are in the stream, in order."""

    def save(self, name: str, state: EndpointState, attempts: Sequence[Attempt], *, release: bool) -> None:
        """Keep the state; of the attempts, at least the failed ones."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a turn did: deliveries, failed attempts, events given up, endpoints that were disabled."""

    delivered: int = 0
    failed: int = 0
    dead_letters: int = 0
    disabled: tuple[str, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.delivered + other.delivered,
            self.failed + other.failed,
            self.dead_letters + other.dead_letters,
            self.disabled + other.disabled,
        )


class Dispatcher:
    """Delivers what is due, for a turn of some seconds; any number of dispatchers do no harm beside each other."""

    def __init__(
        self,
        endpoints: Mapping[str, Endpoint],
        ledger: Ledger,
        *,
        post: Post,
        now: Callable[[], datetime],
        jitter: Callable[[], float],
        slots: int = 64,
    ) -> None:
        self.endpoints = endpoints
        self.ledger = ledger
        self.post = post
        self.now = now
        self.jitter = jitter
        self._healthy = max(1, slots - slots // 3)
        self._failing = max(1, slots // 3)
        self._known_to_fail: set[str] = set()
        self._waiting: deque[str] = deque()  # of the last look, not yet taken
        self._look_at = 0.0

    def run(
        self,
        seconds: float,
        *,
        step: float = 0.1,
        linger: float | None = None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> Tally:
        """One turn of `seconds`, or until nothing was due for `linger` seconds.

        Where some endpoint answers slowly it ends a delivery's time later, and serves the healthy ones meanwhile.
        """
        end = self.now() + timedelta(seconds=seconds)
        last = end + timedelta(seconds=TIMEOUT)
        total, busy_at = Tally(), self.now()
        flying: dict[Future[Tally], tuple[str, bool]] = {}
        with ThreadPoolExecutor(self._healthy + self._failing, thread_name_prefix="deliver") as pool:
            while not stopping() and (self.now() < end or (flying and self.now() < last)):
                over = self.now() >= end
                for name, state in self._take(flying, step, only_healthy=over):
                    future = pool.submit(self._serve, name, state, last if over else end, stopping)
                    flying[future] = (name, state.attempt > 0)
                done, _ = wait(flying, timeout=step, return_when=FIRST_COMPLETED)
                for future in done:
                    del flying[future]
                    total += future.result()
                if flying or done:
                    busy_at = self.now()
                elif linger is not None and (self.now() - busy_at).total_seconds() >= linger:
                    break
                else:
                    time.sleep(step)  # nothing was due: ask again, no busier than that
        return sum((future.result() for future in flying), total)

    def _take(
        self, flying: Mapping[Future[Tally], tuple[str, bool]], step: float, *, only_healthy: bool
    ) -> list[tuple[str, EndpointState]]:
        """Claim due endpoints as far as there are slots of their kind; look for more once in `step` seconds."""
        now = self.now()
        if not self._waiting and time.monotonic() >= self._look_at:
            self._waiting.extend(self.ledger.due(now))
            self._look_at = time.monotonic() + step
        busy = {name for name, _ in flying.values()}
        free = {
            False: self._healthy - sum(not failing for _, failing in flying.values()),
            True: 0 if only_healthy else self._failing - sum(failing for _, failing in flying.values()),
        }
        taken: list[tuple[str, EndpointState]] = []
        while self._waiting and any(count > 0 for count in free.values()):
            name = self._waiting.popleft()
            if name in busy or name not in self.endpoints:
                continue
            if free[True] <= 0 and name in self._known_to_fail:
                continue
            state = self.ledger.claim(name, now, now + LEASE)
            if state is None:
                continue
            (self._known_to_fail.add if state.attempt else self._known_to_fail.discard)(name)
            if free[state.attempt > 0] <= 0 or not state.is_due(now):
                self.ledger.save(name, state, (), release=True)
                continue
            free[state.attempt > 0] -= 1
            taken.append((name, state))
        return taken

    def _serve(self, name: str, state: EndpointState, end: datetime, stopping: Callable[[], bool]) -> Tally:
        """Events for one endpoint until one fails, none is left or the turn ends."""
        total = Tally()
        try:
            for part in self._in_order(name, state, end, stopping):
                total += part
        except TryAgain:
            pass  # the record is away, or somebody took over: the claim runs out, what is not kept is delivered again
        return total

    def _in_order(
        self, name: str, state: EndpointState, end: datetime, stopping: Callable[[], bool]
    ) -> Iterator[Tally]:
        endpoint = self.endpoints[name]
        attempts: list[Attempt] = []
        started = self.now()
        rows = self.ledger.events_after(state.cursor, ROWS)
        for row in rows:
            if stopping() or self.now() >= end or self.now() - started > LEASE / 3:
                break  # the lease has to outlast the delivery that begins now
            event = read_event(row)
            if event is None or not endpoint.filter.matches(event):
                state = replace(state, cursor=row.position or 0)
                continue
            state, attempt = self._try(endpoint, state, row, event)
            attempts.append(attempt)
            yield _tally(name, attempt, state)
            if attempt.answer.verdict is not Verdict.DELIVERED or row is rows[-1]:
                break
            # Kept at once: a death now repeats one delivery, not fifty.
            self.ledger.save(name, state, attempts, release=False)
            attempts = []
        self.ledger.save(name, state, attempts, release=True)

    def _try(
        self, endpoint: Endpoint, state: EndpointState, row: Announcement, event: Mapping[str, Any]
    ) -> tuple[EndpointState, Attempt]:
        position, now = row.position or 0, self.now()
        body = payload(row, endpoint.variant)
        answer = deliver(endpoint, row.event_id, body, now=now, post=self.post, trace=event.get("traceparent"))
        settled = settle(state, position, answer, now=self.now(), jitter=self.jitter())
        return settled.state, Attempt(row.event_id, position, now, answer, settled.dead_letter)


def payload(row: Announcement, variant: str) -> str:
    """The body of a delivery: the event as it is in the stream, or thin."""
    whole = with_sequence(row.body, row.position or 0)
    return dumps(thin(json.loads(whole))) if variant == "thin" else whole


@lru_cache(maxsize=256)
def read_event(row: Announcement) -> Mapping[str, Any] | None:
    """The row's event, None where it is none: nobody could be told of it."""
    try:
        event = json.loads(row.body)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None


def _tally(name: str, attempt: Attempt, state: EndpointState) -> Tally:
    delivered = attempt.answer.verdict is Verdict.DELIVERED
    return Tally(int(delivered), int(not delivered), int(attempt.dead_letter), (name,) if state.disabled else ())

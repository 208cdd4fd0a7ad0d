"""Delivery to webhook endpoints, side by side: one event after another per endpoint, no endpoint waiting for another.

The caller keeps the record (`ledger`). Here is the pump: one thread that knows where every endpoint stands, reads each
event once for all of them (`feed`), hands deliveries to threads (`lanes`), and keeps what they came to, many at once.
"""

from __future__ import annotations

import heapq
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from workers.errors import TryAgain
from workers.notify.feed import Feed, Told
from workers.notify.handshake import attempt_delivery
from workers.notify.lanes import Done, Lanes
from workers.notify.ledger import Attempt, Ledger, Saved, Tally, unjudged
from workers.notify.webhooks import TIMEOUT, Agreement, Answer, Endpoint, EndpointState, Post, Verdict, settle

LEASE = timedelta(seconds=20)
RENEW_EVERY = 2.0  # seconds; a pump that says nothing for longer is soon taken for dead
KEEP_EVERY = 0.1  # seconds: a death repeats what was delivered since, under the same ids
LOOK_EVERY = 0.5  # seconds without a call of `wake`
LOOK_LEAST = 0.05  # seconds between two looks, however often it is woken
FAREWELL = 2.0  # seconds that deliveries under way get when the process is asked to stop
DRAIN = 0.25  # seconds that a turn which is over waits for answers before it goes on serving meanwhile
SKIPPED_AT_ONCE = 500  # events that a filter leaves out before others have their turn

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    """An endpoint that is ours now."""

    endpoint: Endpoint
    state: EndpointState
    attempts: list[Attempt] = field(default_factory=list)
    changed: bool = False
    paused_until: float | None = None
    rests: bool = False  # nothing is to be sent now: its claim is given back with the next keeping


@dataclass(frozen=True, slots=True)
class Came:
    """What a delivery came to, and for whom it was begun: the endpoint may have been moved and claimed anew since."""

    held: _Held
    told: Told
    at: datetime
    answer: Answer
    agreement: Agreement | None


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
        lanes: Lanes[Came] | None = None,
    ) -> None:
        self.endpoints = endpoints
        self.ledger = ledger
        self.post = post
        self.now = now
        self.jitter = jitter
        self.lanes = lanes or Lanes()
        self.feed = Feed(ledger.events_after)
        self.tally = Tally()
        self._held: dict[str, _Held] = {}
        self._waiting: dict[bool, deque[str]] = {False: deque(), True: deque()}  # by the slow lane or not
        self._paused: list[tuple[float, str]] = []  # until when, of those that allow only so many a minute
        self._woken = False
        self._kept = True  # what was delivered could be written down the last time
        self._look_at = self._keep_at = self._renew_at = 0.0
        self._sure_until = 0.0

    def wake(self) -> None:
        """Events may have come; from any thread."""
        self._woken = True
        self.lanes.wake()

    def run(
        self, seconds: float, *, linger: float | None = None, stopping: Callable[[], bool] = lambda: False
    ) -> Tally:
        """One turn of `seconds`, or until nothing was due for `linger` seconds.

        At its end nothing new is begun, so that the next may follow at once. Where an answer takes long it is waited
        for, and meanwhile all go on being served that neither failed nor were slow the last time.
        """
        busy_at = time.monotonic()
        end = busy_at + seconds
        with self.lanes:
            try:
                while not stopping():
                    now = time.monotonic()
                    over = now >= end
                    if (over and (not self.lanes or now >= end + 2 * TIMEOUT)) or not self._still_ours(now):
                        break
                    self._look(now)
                    self._send(over)
                    if self._held or self.lanes:
                        busy_at = now
                    elif linger is not None and now - busy_at >= linger:
                        break
                    self._take(self.lanes.receive(self._patience(linger)))
                    self._keep(time.monotonic())
            finally:
                self._end()
        return self.tally

    def _still_ours(self, now: float) -> bool:
        if now < self._renew_at:
            return True
        self._renew_at = now + RENEW_EVERY
        at = self.now()
        try:
            alive = self.ledger.renew(at, at + LEASE)
        except TryAgain:
            return True  # the record is away: what we hold is ours until the lease ends, see `_send`
        self._sure_until = now + LEASE.total_seconds() / 2
        return alive

    def _patience(self, linger: float | None) -> float:
        """How long there is nothing to do but wait for an answer or a call."""
        changed = any(one.changed or one.rests for one in self._held.values())
        until = self._keep_at if changed else self._look_at
        if self._paused:
            until = min(until, self._paused[0][0])
        if linger is not None:
            until = min(until, time.monotonic() + max(linger / 2, 0.01))
        return min(0.25, max(0.001, until - time.monotonic()))

    def _look(self, now: float) -> None:
        """Reads what has come and claims who is due; soon after a call, else now and then."""
        if now < self._look_at and not (self._woken and now >= self._look_at - LOOK_EVERY + LOOK_LEAST):
            return
        self._woken = False
        self._look_at = now + LOOK_EVERY
        at = self.now()
        try:
            self.feed.look()
            for name, state in self.ledger.claim(at, at + LEASE).items():
                self._held[name] = _Held(self.endpoints[name], state)
                self._queue(name)
            for name, one in self._held.items():
                if one.rests and name not in self.lanes and one.state.is_due(at) and self.feed.after(one.state.cursor):
                    one.rests = False
                    self._queue(name)
        except TryAgain as error:
            log.warning("deliveries wait: %s", error)

    def _queue(self, name: str) -> None:
        held = self._held[name]
        self._waiting[held.state.attempt > 0 or self.lanes.is_slow(name)].append(name)

    def _send(self, over: bool) -> None:
        """Starts deliveries as far as there is room in each lane."""
        now = time.monotonic()
        while self._paused and self._paused[0][0] <= now:
            until, name = heapq.heappop(self._paused)
            held = self._held.get(name)
            if held is not None and held.paused_until == until:  # else somebody moved it meanwhile
                self._queue(name)
        if now >= self._sure_until or not self._kept:
            return  # nobody knows any more whether what we hold is ours, or a death would repeat too much
        if over and not self.lanes.wait_for(DRAIN):
            return  # the next turn begins in a moment
        for slow, waiting in self._waiting.items():
            room = self.lanes.free(slow=slow)
            for _ in range(len(waiting)):
                if room <= 0:
                    break
                name = waiting.popleft()
                held = self._held.get(name)
                if held is None or held.rests or (held.paused_until or now) > now or name in self.lanes:
                    continue  # it was moved while it waited here
                if over and slow:
                    held.rests = True
                elif (told := self._next(name, held)) is not None:
                    self._deliver(name, held, told, slow)
                    room -= 1

    def _next(self, name: str, held: _Held) -> Told | None:
        """The next event that it wants; its cursor moves past those that it does not."""
        skipped = 0
        try:
            while skipped < SKIPPED_AT_ONCE:
                events = self.feed.after(held.state.cursor)
                for told in events:
                    if self._wants(name, held, told):
                        return told
                    held.state = replace(held.state, cursor=told.position)
                    held.changed = True
                    skipped += 1
                if not events:
                    held.rests = True
                    return None
        except TryAgain:
            held.rests = True
            return None
        self._queue(name)
        return None

    def _wants(self, name: str, held: _Held, told: Told) -> bool:
        try:
            return told.event is not None and held.endpoint.filter.matches(told.event)
        except Exception as bug:  # whatever it is, the others go on
            held.attempts.append(unjudged(name, told, bug, self.now()))
            self.tally += Tally(failed=1, dead_letters=1)
            return False

    def _deliver(self, name: str, held: _Held, told: Told, slow: bool) -> None:
        endpoint, state, at = held.endpoint, held.state, self.now()

        def work() -> Came:
            try:
                answer, agreement = attempt_delivery(endpoint, state, told, now=at, post=self.post)
            except Exception as bug:  # it would vanish in the thread, and the endpoint wait for an answer for ever
                log.exception("a delivery to %s broke down", name)
                why = f"a fault of ours: {type(bug).__name__}"
                answer, agreement = Answer(Verdict.FAILED, None, why), state.agreement
            return Came(held, told, at, answer, agreement)

        self.lanes.send(name, work, slow=slow)

    def _take(self, done: Sequence[Done[Came]]) -> None:
        for one in done:
            held, told, answer = one.result.held, one.result.told, one.result.answer
            if self._held.get(one.name) is not held:
                if one.name in self._held:  # it was moved: the answer says nothing of where it stands now
                    self._queue(one.name)
                continue
            before = replace(held.state, agreement=one.result.agreement)
            settled = settle(before, told.position, answer, now=self.now(), jitter=self.jitter())
            held.state, held.changed = settled.state, True
            held.attempts.append(Attempt(told.row.event_id, told.position, one.result.at, answer, settled.dead_letter))
            delivered = answer.verdict is Verdict.DELIVERED
            disabled = (one.name,) if settled.state.disabled else ()
            self.tally += Tally(int(delivered), int(not delivered), int(settled.dead_letter), disabled)
            self._go_on(one.name, held)

    def _go_on(self, name: str, held: _Held) -> None:
        """Its next event now, in a moment, or when the record says that it is due again."""
        at = held.state.next_at
        wait = 0.0 if at is None else (at - self.now()).total_seconds()
        if held.state.disabled or held.state.attempt or wait > LOOK_EVERY:
            held.rests = True
        elif wait > 0:
            held.paused_until = time.monotonic() + wait
            heapq.heappush(self._paused, (held.paused_until, name))
        else:
            self._queue(name)

    def _keep(self, now: float, *, all_of_it: bool = False) -> None:
        """Writes down what changed, and gives back what rests; now and then, or `all_of_it` at once."""
        if now < self._keep_at and not all_of_it:
            return
        self._keep_at = now + KEEP_EVERY
        saved = [
            Saved(name, one.state, tuple(one.attempts), release=name not in self.lanes and (one.rests or all_of_it))
            for name, one in self._held.items()
            if one.changed or all_of_it or (one.rests and name not in self.lanes)
        ]
        if not saved:
            self._kept = True
            return
        try:
            ours = self.ledger.save(saved, self.now() + LEASE)
        except TryAgain as error:
            log.warning("deliveries cannot be written down: %s", error)
            self._kept = False
            return
        self._kept = True
        for one in saved:
            if one.release or one.name not in ours:
                del self._held[one.name]
            else:
                held = self._held[one.name]
                held.changed = False
                del held.attempts[: len(one.attempts)]

    def _end(self) -> None:
        """Waits a moment for what is under way, and keeps all; what does not come back is delivered again."""
        deadline = time.monotonic() + FAREWELL
        while self.lanes and time.monotonic() < deadline:
            self._take(self.lanes.receive(0.1))
        self._keep(time.monotonic(), all_of_it=True)
        while not self._kept and time.monotonic() < deadline:
            time.sleep(KEEP_EVERY)
            self._keep(time.monotonic(), all_of_it=True)

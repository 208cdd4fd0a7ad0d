"""The pump: claims what is due, keeps fetches in flight, writes down what came, until its turn is over.

It is no batch with a barrier: slots that come free are filled again at once. Its claims live as long as it gives signs
of life, which a thread of its own does, so that a long parse loses nothing and a dead process loses its claims soon.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Protocol, runtime_checkable

import structlog

from workers.errors import TryAgain
from workers.pipeline.fetchers import Answer, Fetchers
from workers.services import Services
from workers.store import pace, pumps

log = structlog.get_logger(__name__)

LINGER = 1.5  # seconds a pump without work waits for work that is about to come due
CLAIM_EVERY = 0.2  # seconds until a few free slots are worth a claim
FAREWELL = 2.0  # seconds that fetches under way get when the process is asked to stop


@runtime_checkable
class AsksSite(Protocol):
    """An errand that is a request to a site; "" where nobody is asked."""

    @property
    def site(self) -> str: ...


class Work(Protocol):
    """What one kind of pump does; `errand` and `value` are its own business."""

    kind: str

    def claim(self, pump_id: str, limit: int) -> tuple[Sequence[object], float | None]:
        """Errands to start now, and in how many seconds a next look may be worth it (None: nothing waits)."""

    def claim_alone(self, pump_id: str) -> Sequence[object]:
        """Errands that must run with nothing beside them."""

    def fetch(self, errand: object) -> object:
        """Asks the web; runs in a thread and must not touch the store."""

    def take(self, answer: Answer[object, object]) -> None:
        """Makes something of the answer."""

    def taken(self) -> int:
        """How many answers wait to be written down."""

    def write(self, pump_id: str) -> None:
        """Writes down all that was taken, in one transaction."""


@dataclass(slots=True)
class Turn:
    """What one turn did, for the log and for Flower."""

    kind: str
    errands: int = 0
    writes: int = 0
    seconds: float = 0.0
    why: str = "nothing due"

    def as_dict(self) -> dict[str, str | int | float]:
        """For the task's result, which Flower shows."""
        return asdict(self)


class Pump:
    """One turn of one kind of work, in one process."""

    def __init__(self, services: Services, work: Work) -> None:
        self.services = services
        self.policy = services.settings.pumps
        self.work = work
        self.id = uuid.uuid4().hex
        self.turn = Turn(work.kind)
        self._lost = threading.Event()
        self._ended = threading.Event()
        self._oldest_taken = 0.0
        self._stop_seen: float | None = None
        self._claimed_at = 0.0
        self._answered: dict[str, float] = {}

    def run(self, limit: int) -> Turn:
        """Pumps until nothing is due or the turn is over; at most `limit` pumps run on one machine."""
        started = time.monotonic()
        if not self._sign_in(limit):
            self.turn.why = "enough pumps at work"
            return self.turn
        fetchers: Fetchers[object, object] = Fetchers(self.work.fetch, self.policy.in_flight)
        life = threading.Thread(target=self._give_signs_of_life, name="signs-of-life", daemon=True)
        life.start()
        try:
            self._suspects(fetchers)
            self._pump(fetchers, started + self.policy.turn)
        finally:
            self._ended.set()
            fetchers.close()
            life.join(timeout=5)
            self._sign_out()
            self.turn.seconds = round(time.monotonic() - started, 3)
        return self.turn

    def _pump(self, fetchers: Fetchers[object, object], over: float) -> None:
        look_at = 0.0
        while not self._lost.is_set():
            now = time.monotonic()
            stopping = self.services.stopping()
            claiming = now < over and not stopping
            room = fetchers.free()
            if claiming and now >= look_at and self._is_worth_a_claim(room, now):
                errands, wait = self._claim(room)
                self._send(fetchers, errands)
                look_at = self._next_look(bool(errands), wait, now)
            if not fetchers.in_flight and not self._may_linger(claiming, look_at, now):
                break
            if stopping and self._farewell_is_over(now):
                self.turn.why = "asked to stop"
                break
            # Slots that are all busy, or too few to be worth a claim, are waited for: an answer ends the wait.
            self._receive(fetchers, look_at if claiming and look_at > now else now + CLAIM_EVERY)
        else:
            self.turn.why = "taken for dead by the others"
            return
        self._write()

    def _claim(self, room: int) -> tuple[Sequence[object], float | None]:
        """Nothing, and another look soon, while the database is away: what is in flight is not lost by it."""
        try:
            return self.work.claim(self.id, room)
        except TryAgain as e:
            log.warning("pump.claim_waits", error=str(e))
            return (), 0.5

    def _is_worth_a_claim(self, room: int, now: float) -> bool:
        """A claim is a transaction: it waits until some slots are free, but never long."""
        if room <= 0 or (room < self.policy.in_flight / 4 and now - self._claimed_at < CLAIM_EVERY):
            return False
        self._claimed_at = now
        return True

    def _may_linger(self, claiming: bool, look_at: float, now: float) -> bool:
        """Whether to wait for work that is about to come due rather than to hand the process over."""
        if not claiming:
            self.turn.why = "turn over"
            return False
        return look_at - now <= LINGER

    def _next_look(self, found: bool, wait: float | None, now: float) -> float:
        if found:
            return now
        return now + (3600.0 if wait is None else max(0.02, wait))

    def _farewell_is_over(self, now: float) -> bool:
        self._stop_seen = now if self._stop_seen is None else self._stop_seen
        return now - self._stop_seen > FAREWELL

    def _send(self, fetchers: Fetchers[object, object], errands: Sequence[object]) -> None:
        for errand in errands:
            fetchers.send(errand)
        self.turn.errands += len(errands)

    def _receive(self, fetchers: Fetchers[object, object], until: float) -> None:
        """Takes answers until it is time to look or write; a full or old batch is written."""
        answer = fetchers.receive(min(0.25, max(0.0, until - time.monotonic())))
        while answer is not None:
            if not self.work.taken():
                self._oldest_taken = time.monotonic()
            self._take(answer)
            if self._write_is_due():
                break
            answer = fetchers.receive(0.0)
        if self._write_is_due() or not fetchers.in_flight:
            self._write()

    def _take(self, answer: Answer[object, object]) -> None:
        if isinstance(answer.errand, AsksSite) and answer.errand.site:
            self._answered[answer.errand.site] = answer.ended
        self.work.take(answer)

    def _write_is_due(self) -> bool:
        taken = self.work.taken()
        old = time.monotonic() - self._oldest_taken >= self.policy.commit_after
        return bool(taken) and (taken >= self.policy.commit_pages or old)

    def _write(self) -> None:
        """Writes what was taken; while the database is away the answers wait here, until the lease is lost."""
        while self.work.taken() and not self._lost.is_set():
            try:
                self._tell_when_answered()
                self.work.write(self.id)
            except TryAgain as e:
                log.warning("pump.write_waits", error=str(e), pages=self.work.taken())
                if self.services.stopping() or self._lost.wait(0.5):
                    return
            else:
                self.turn.writes += 1

    def _tell_when_answered(self) -> None:
        """Before the claims are given back: the next request to a site comes its delay after this one's answer."""
        if not self._answered:
            return
        now, steady = self.services.now(), time.monotonic()
        answered = {site: now - timedelta(seconds=steady - ended) for site, ended in self._answered.items()}
        database, rule = self.services.database, self.services.pace_rule
        database.transact(lambda connection: pace.was_asked(connection, database, answered, rule))
        self._answered.clear()

    def _suspects(self, fetchers: Fetchers[object, object]) -> None:
        """Pages whose pump died run first, in their small company, each group written down before the next."""
        over = time.monotonic() + self.policy.turn
        while time.monotonic() < over and not self.services.stopping() and not self._lost.is_set():
            errands = self.work.claim_alone(self.id)
            if not errands:
                return
            self._send(fetchers, errands)
            while fetchers.in_flight:
                answer = fetchers.receive(0.5)
                if answer is not None:
                    self._take(answer)
            self._write()

    def _sign_in(self, limit: int) -> bool:
        database, now = self.services.database, self.services.now()
        return database.transact(
            lambda connection: pumps.start_pump(
                connection,
                pump_id=self.id,
                kind=self.work.kind,
                host=self.services.host,
                pid=os.getpid(),
                limit=limit,
                now=now,
                lease=self.policy.lease,
            )
        )

    def _sign_out(self) -> None:
        database, now = self.services.database, self.services.now()
        try:
            database.transact(lambda connection: pumps.end_pump(connection, pump_id=self.id, now=now))
        except TryAgain as e:  # the lease runs out by itself
            log.warning("pump.sign_out_failed", error=str(e))

    def _give_signs_of_life(self) -> None:
        last = time.monotonic()
        while not self._ended.wait(self.policy.lease / 4):
            renewed = self._renew()
            if renewed:
                last = time.monotonic()
            elif renewed is False or time.monotonic() - last > self.policy.lease:
                self._lost.set()
                return

    def _renew(self) -> bool | None:
        """True: the lease goes on; False: it was lost; None: the database does not answer."""
        database, now, lease = self.services.database, self.services.now(), self.policy.lease
        try:
            return database.transact(
                lambda connection: pumps.sign_of_life(connection, pump_id=self.id, now=now, lease=lease), tries=3
            )
        except TryAgain:
            return None

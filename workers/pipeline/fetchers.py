"""Threads that fetch. They know nothing of the store: an errand goes in, an answer or an exception comes out."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

E = TypeVar("E")
A = TypeVar("A")

SLOW_AFTER = 3.0  # seconds after which a fetch no longer counts against the ordinary slots


@dataclass(frozen=True, slots=True)
class Answer(Generic[E, A]):
    """What came of one errand: a value, or the error that ended it."""

    errand: E
    value: A | None
    error: Exception | None
    ended: float = 0.0  # by the monotonic clock


class Fetchers(Generic[E, A]):
    """Up to `slots` fetches at once, and as many again for slow ones: they hold their own slots and nobody else's.

    Threads are daemons: a process that has to end does not wait for a slow server.
    """

    def __init__(self, fetch: Callable[[E], A], slots: int) -> None:
        self._fetch = fetch
        self._slots = slots
        self._todo: queue.SimpleQueue[tuple[int, E] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, Answer[E, A]]] = queue.SimpleQueue()
        self._started: dict[int, float] = {}
        self._threads = 0
        self._number = 0

    @property
    def in_flight(self) -> int:
        return len(self._started)

    def free(self) -> int:
        """How many errands may be sent now."""
        slow = sum(1 for t in self._started.values() if time.monotonic() - t > SLOW_AFTER)
        return self._slots - (self.in_flight - min(slow, self._slots))

    def send(self, errand: E) -> None:
        """Starts the errand at once."""
        self._number += 1
        self._started[self._number] = time.monotonic()
        if self._threads < self.in_flight:
            self._threads += 1
            threading.Thread(target=self._work, name=f"fetch-{self._threads}", daemon=True).start()
        self._todo.put((self._number, errand))

    def receive(self, timeout: float) -> Answer[E, A] | None:
        """The next answer, None where none came within `timeout` seconds."""
        try:
            number, answer = self._done.get(timeout=timeout) if timeout > 0 else self._done.get_nowait()
        except queue.Empty:
            return None
        self._started.pop(number, None)
        return answer

    def close(self) -> None:
        """Lets the threads end as soon as they are free."""
        for _ in range(self._threads):
            self._todo.put(None)

    def _work(self) -> None:
        while (item := self._todo.get()) is not None:
            number, errand = item
            value: A | None = None
            error: Exception | None = None
            try:
                value = self._fetch(errand)
            except Exception as e:  # KhabarErrors, and bugs of ours: an errand's outcome, not a thread that vanished
                error = e
            self._done.put((number, Answer(errand, value, error, time.monotonic())))

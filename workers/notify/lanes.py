"""Threads for deliveries, so shared out that a slow endpoint takes no place from a quick one.

Whoever failed or was slow the last time goes by a lane of its own. A delivery by the quick lane that takes longer than
`SLOW` stops counting there: its place is free for another while it is waited for. So endpoints delay others only where
more than `THREADS` of them hang at once for the first time.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")

SLOW = 1.0  # seconds that a quick endpoint takes at most
QUICK_AT_ONCE = 64
SLOW_AT_ONCE = 64
THREADS = 256


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a delivery came to, and how long it took."""

    name: str
    result: T
    seconds: float


@dataclass(slots=True)
class _Flight:
    by_slow_lane: bool
    since: float


class Lanes(Generic[T]):
    """At most one delivery under way a name. Used by one thread, `wake` apart; a context manager."""

    def __init__(self, *, quick: int = QUICK_AT_ONCE, slow: int = SLOW_AT_ONCE, threads: int = THREADS) -> None:
        self._most = {False: quick, True: slow}
        self._threads = max(threads, quick + slow)
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="deliver")
        self._done: queue.SimpleQueue[Done[T] | None] = queue.SimpleQueue()
        self._under_way: dict[str, _Flight] = {}
        self._slow: set[str] = set()

    def __enter__(self) -> Lanes[T]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        # Who hangs is not waited for here: its own time limit ends it.
        self._pool.shutdown(wait=False, cancel_futures=True)

    def __len__(self) -> int:
        return len(self._under_way)

    def __contains__(self, name: str) -> bool:
        return name in self._under_way

    def is_slow(self, name: str) -> bool:
        """Whether it took long the last time."""
        return name in self._slow

    def wait_for(self, seconds: float) -> bool:
        """Whether an answer may take long: something goes by the slow lane, or began more than `seconds` ago."""
        late = time.monotonic() - seconds
        return any(one.by_slow_lane or one.since <= late for one in self._under_way.values())

    def free(self, *, slow: bool) -> int:
        """How many more may be sent by this lane now."""
        late = time.monotonic() - SLOW
        taken = sum(one.by_slow_lane is slow and (slow or one.since > late) for one in self._under_way.values())
        return min(self._most[slow] - taken, self._threads - len(self._under_way))

    def send(self, name: str, work: Callable[[], T], *, slow: bool) -> None:
        """Does `work` in a thread; its result comes out of `receive`. It must not raise."""
        self._under_way[name] = _Flight(slow, time.monotonic())
        self._pool.submit(self._do, name, work)

    def receive(self, seconds: float) -> list[Done[T]]:
        """What is done, waiting for the first of it at most so long, or until somebody calls `wake`."""
        done: list[Done[T]] = []
        wait = max(0.0, seconds)
        while True:
            try:
                one = self._done.get(timeout=wait) if wait else self._done.get_nowait()
            except queue.Empty:
                return done
            wait = 0.0
            if one is None:
                continue
            del self._under_way[one.name]
            (self._slow.add if one.seconds > SLOW else self._slow.discard)(one.name)
            done.append(one)

    def wake(self) -> None:
        """Ends a wait in `receive`; from any thread."""
        self._done.put(None)

    def _do(self, name: str, work: Callable[[], T]) -> None:
        began = time.monotonic()
        self._done.put(Done(name, work(), time.monotonic() - began))

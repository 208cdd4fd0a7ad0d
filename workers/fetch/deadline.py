"""A deadline over a whole exchange, which a socket timeout is not: that one starts anew with every byte.

One thread a `Watchdog` looks at the exchanges under way a few times a second and shuts the socket of each that
is over its time, which wakes whoever reads it. What was read until then looks like an early end of the answer, so a
reader has to ask `Watch.expired` before it believes anything.
"""

from __future__ import annotations

import socket
import threading
import time
from types import TracebackType

TICK = 0.1  # seconds between two looks; an exchange overstays its deadline by this at most


class DeadlinePassed(OSError):
    """The exchange's time is up."""


class Watch:
    """The time left for one exchange; a context manager that is watched while it is entered."""

    __slots__ = ("_lock", "_socket", "_watchdog", "ends_at", "expired")

    def __init__(self, watchdog: Watchdog, seconds: float) -> None:
        self._watchdog = watchdog
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.ends_at = time.monotonic() + seconds
        self.expired = False

    def left(self) -> float:
        """Seconds left; raises DeadlinePassed where there are none."""
        left = self.ends_at - time.monotonic()
        if left <= 0 or self.expired:
            self.expired = True
            raise DeadlinePassed("the deadline has passed")
        return left

    def is_over(self) -> bool:
        """Whether the time is up, be it that the watchdog has not looked yet."""
        return self.expired or time.monotonic() >= self.ends_at

    def attach(self, connection: socket.socket) -> None:
        """From now on it is this socket that is shut at the deadline; raises DeadlinePassed when it is too late."""
        with self._lock:
            self._socket = connection
        self.left()

    def release(self) -> None:
        """The socket is no more this exchange's; to be called before it is closed or given to another."""
        with self._lock:
            self._socket = None

    def expire(self) -> None:
        """Shuts the socket; called by the watchdog."""
        with self._lock:
            self.expired = True
            if self._socket is not None:
                try:
                    # Past SSLSocket.shutdown, which would take the TLS layer away and let plain bytes through.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
                except OSError:
                    pass  # closed already

    def __enter__(self) -> Watch:
        self._watchdog.add(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.release()
        self._watchdog.remove(self)


class Watchdog:
    """The one thread that ends late exchanges; it starts with the first and sleeps while there are none."""

    def __init__(self) -> None:
        self._watches: set[Watch] = set()
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._idle = False

    def watch(self, seconds: float) -> Watch:
        return Watch(self, seconds)

    def add(self, watch: Watch) -> None:
        with self._changed:
            if self._stopped.is_set():
                raise RuntimeError("this client was closed")
            self._watches.add(watch)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="fetch-deadlines", daemon=True)
                self._thread.start()
            elif self._idle:
                self._changed.notify()

    def remove(self, watch: Watch) -> None:
        with self._changed:
            self._watches.discard(watch)

    def close(self) -> None:
        """Ends the thread; exchanges still under way are shut."""
        self._stopped.set()
        with self._changed:
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            with self._changed:
                while not self._watches and not self._stopped.is_set():
                    self._idle = True
                    self._changed.wait()
                self._idle = False
                now = time.monotonic()
                late = [watch for watch in self._watches if watch.ends_at <= now and not watch.expired]
            for watch in late:
                watch.expire()
            self._stopped.wait(TICK)
        with self._changed:
            under_way = list(self._watches)
        for watch in under_way:
            watch.expire()

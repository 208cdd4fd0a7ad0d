"""A bell that the relay rings when events have come into the stream, so that nobody has to look all the time.

It is a wake-up and nothing else: one that is missed costs a moment, since whoever listens looks by itself, too.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from workers.notify.streams import STREAM, asking

log = logging.getLogger(__name__)

_STEP = 0.5  # seconds until a listener that was asked to end notices it
_PAUSE = 2.0  # seconds until a Redis that is away is asked again


def ring(redis: Redis, stream: str = STREAM) -> None:
    """Says that events have come. Raises `TryAgain`."""
    with asking(stream):
        redis.publish(_channel(stream), b"")


class Bell:
    """Calls `heard` from a thread of its own at every ring, until it is left."""

    def __init__(self, redis: Redis, heard: Callable[[], None], stream: str = STREAM) -> None:
        self._redis = redis
        self._stream = stream
        self._heard = heard
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="bell", daemon=True)

    def __enter__(self) -> Bell:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                with contextlib.closing(self._subscription()) as subscribed:
                    subscribed.subscribe(_channel(self._stream))
                    while not self._over.is_set():
                        if subscribed.get_message(timeout=_STEP) is not None:
                            self._heard()
            except RedisError as error:
                log.info("nobody rings: %s", error)
                self._over.wait(_PAUSE)

    def _subscription(self) -> Any:
        return self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]


def _channel(stream: str) -> str:
    return f"{stream}:relayed"

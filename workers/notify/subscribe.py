"""The subscriber's library: read khabar's events from Redis, with nothing but the `redis` package.

    for delivery in subscribe("redis://localhost:6379/0", "search-index"):
        index(delivery.event)
        delivery.ack()

Delivered at least once, in order per article within one consumer: an event that was not acknowledged comes again,
to this consumer when it starts anew or to another of its group after `claim_idle_ms`. An event id never changes, so
`once` can leave out what was handled before. docs/subscribers.md tells the rest.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import redis
import redis.asyncio
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from workers.notify.handled import RedisSeen, once
from workers.notify.reading import BATCH, STREAM, Reader, consumer_name

__all__ = [
    "STREAM",
    "AsyncDelivery",
    "AsyncSubscription",
    "Delivery",
    "RedisSeen",
    "Subscription",
    "asubscribe",
    "follow",
    "once",
    "subscribe",
]

log = logging.getLogger("khabar.subscribe")

Filters = Callable[[Mapping[str, Any]], bool] | str | Iterable[str] | Mapping[str, Any] | None
LONGEST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for you; `ack()` once it is handled. `again` is True when it may have been delivered before."""

    event: dict[str, Any]
    id: str  # of the stream entry
    again: bool = False
    _ack: Callable[[str], None] = field(default=lambda _id: None, repr=False)

    def ack(self) -> None:
        """Never deliver it to this group again. Raises what the connection raises."""
        self._ack(self.id)


@dataclass(frozen=True, slots=True)
class AsyncDelivery:
    """As `Delivery`; `await delivery.ack()`."""

    event: dict[str, Any]
    id: str
    again: bool = False
    _ack: Callable[[str], Any] = field(default=lambda _id: None, repr=False)

    async def ack(self) -> None:
        """Never deliver it to this group again. Raises what the connection raises."""
        await self._ack(self.id)


class Subscription:
    """An iterator over deliveries; `stop()` ends it from anywhere.

    It waits for a Redis that is away (`until_caught_up` does not) and raises what only a person can mend.
    """

    def __init__(self, client: redis.Redis, reader: Reader, until_caught_up: bool) -> None:
        self._client = client
        self._ask: Any = client.execute_command
        self._reader = reader
        self._until_caught_up = until_caught_up
        self._stopped = threading.Event()

    @property
    def lost(self) -> int:
        """How many pending entries were trimmed from the stream before they were acknowledged."""
        return self._reader.lost

    def stop(self) -> None:
        """End the iteration after the delivery at hand, within `block_ms`; safe in signal handlers and threads."""
        self._stopped.set()

    def __iter__(self) -> Iterator[Delivery]:
        pause = 0.1
        while not self._stopped.is_set():
            command = self._reader.next_command(time.monotonic())
            try:
                reply = self._ask(*command)
                pause = 0.1
            except RedisError as error:
                if not self._reader.repair(command, error):
                    _endure(error, 0 if self._until_caught_up else pause)
                    self._stopped.wait(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                continue
            entries, dropped = self._reader.read(command, reply)
            if dropped:
                self._acknowledge(*dropped)
            for entry in entries:
                if self._stopped.is_set():
                    return
                yield Delivery(entry.event, entry.id, entry.again, self._acknowledge)
            if self._until_caught_up and self._reader.caught_up:
                return

    def close(self) -> None:
        """Stop, take this consumer's name off the group if nothing is pending under it, and disconnect."""
        self.stop()
        try:
            stream, group, consumer = self._reader.stream, self._reader.group, self._reader.consumer
            if group is not None and not self._client.xpending_range(stream, group, "-", "+", 1, consumer):
                self._client.xgroup_delconsumer(stream, group, consumer)
        except RedisError as error:
            log.info("could not take leave of the group: %s", error)  # its name stays, which harms nobody
        self._client.close()

    def __enter__(self) -> Subscription:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _acknowledge(self, *ids: str) -> None:
        if self._reader.group is not None:
            self._ask("XACK", self._reader.stream, self._reader.group, *ids)


class AsyncSubscription:
    """As `Subscription`, for `async for`."""

    def __init__(self, client: redis.asyncio.Redis, reader: Reader, until_caught_up: bool) -> None:
        self._client = client
        self._ask: Any = client.execute_command
        self._reader = reader
        self._until_caught_up = until_caught_up
        self._stopped = asyncio.Event()

    @property
    def lost(self) -> int:
        """How many pending entries were trimmed from the stream before they were acknowledged."""
        return self._reader.lost

    def stop(self) -> None:
        """End the iteration after the delivery at hand, within `block_ms`."""
        self._stopped.set()

    async def __aiter__(self) -> AsyncIterator[AsyncDelivery]:
        pause = 0.1
        while not self._stopped.is_set():
            command = self._reader.next_command(time.monotonic())
            try:
                reply = await self._ask(*command)
                pause = 0.1
            except RedisError as error:
                if not self._reader.repair(command, error):
                    _endure(error, 0 if self._until_caught_up else pause)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                continue
            entries, dropped = self._reader.read(command, reply)
            if dropped:
                await self._acknowledge(*dropped)
            for entry in entries:
                if self._stopped.is_set():
                    return
                yield AsyncDelivery(entry.event, entry.id, entry.again, self._acknowledge)
            if self._until_caught_up and self._reader.caught_up:
                return

    async def close(self) -> None:
        """Stop, take this consumer's name off the group if nothing is pending under it, and disconnect."""
        self.stop()
        try:
            stream, group, consumer = self._reader.stream, str(self._reader.group), self._reader.consumer
            if not await self._client.xpending_range(stream, group, "-", "+", 1, consumer):
                await self._client.xgroup_delconsumer(stream, group, consumer)
        except RedisError as error:
            log.info("could not take leave of the group: %s", error)  # its name stays, which harms nobody
        await self._client.aclose()

    async def __aenter__(self) -> AsyncSubscription:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _acknowledge(self, *ids: str) -> None:
        await self._ask("XACK", self._reader.stream, self._reader.group, *ids)


def subscribe(
    redis_url: str,
    group: str,
    *,
    stream: str = STREAM,
    consumer: str | None = None,
    since: str = "0",
    filters: Filters = None,
    block_ms: int = 1000,
    claim_idle_ms: int = 60_000,
    batch: int = BATCH,
    until_caught_up: bool = False,
) -> Subscription:
    """Read as a member of `group`, which is made where it does not exist.

    `since` is where a new group starts: "0" all that is kept, "$" what comes from now on, or a stream id.
    `consumer` names this process (host name and process id by default); give it a lasting name to get back what
    was pending when it died without waiting. `filters` are expressions as `language=ar`, a table or a function;
    what they leave out is acknowledged. Handling `batch` events should take less than `claim_idle_ms`, or those not
    yet handled are given to another consumer as well.
    """
    wait = 1 if until_caught_up else block_ms
    reader = Reader(stream, group, consumer or consumer_name(), since, _wanted(filters), wait, claim_idle_ms, batch)
    return Subscription(redis.Redis.from_url(redis_url, **_bounds(redis_url, block_ms)), reader, until_caught_up)


def asubscribe(
    redis_url: str,
    group: str,
    *,
    stream: str = STREAM,
    consumer: str | None = None,
    since: str = "0",
    filters: Filters = None,
    block_ms: int = 1000,
    claim_idle_ms: int = 60_000,
    batch: int = BATCH,
    until_caught_up: bool = False,
) -> AsyncSubscription:
    """As `subscribe`, for asyncio: `async for delivery in asubscribe(url, group): ... await delivery.ack()`."""
    wait = 1 if until_caught_up else block_ms
    reader = Reader(stream, group, consumer or consumer_name(), since, _wanted(filters), wait, claim_idle_ms, batch)
    return AsyncSubscription(
        redis.asyncio.Redis.from_url(redis_url, **_bounds(redis_url, block_ms)), reader, until_caught_up
    )


def follow(
    redis_url: str,
    since: str = "$",
    *,
    stream: str = STREAM,
    filters: Filters = None,
    block_ms: int = 1000,
    batch: int = BATCH,
    until_caught_up: bool = False,
) -> Subscription:
    """Read without a group: nothing is remembered and `ack()` does nothing. `since` is a stream id, an outbox
    position, "0" for all that is kept or "$" for what comes from now on."""
    wait = 1 if until_caught_up else block_ms
    reader = Reader(stream, None, "", since, _wanted(filters), wait, 0, batch)
    return Subscription(redis.Redis.from_url(redis_url, **_bounds(redis_url, block_ms)), reader, until_caught_up)


def _wanted(filters: Filters) -> Callable[[Mapping[str, Any]], bool] | None:
    if filters is None or callable(filters):
        return filters
    from workers.notify.filters import read_filter  # only for those who filter by expression

    return read_filter(filters, about="filters").matches


def _bounds(url: str, block_ms: int) -> dict[str, Any]:
    bounds: dict[str, Any] = {
        "socket_timeout": block_ms / 1000 + 5,
        "socket_connect_timeout": 3.0,
        "health_check_interval": 10,
    }
    return bounds if url.startswith("unix:") else bounds | {"socket_keepalive": True}


def _endure(error: RedisError, pause: float) -> None:
    """Wait for a Redis that is away, unless there is no pause to wait; what only a person can mend is raised."""
    if not pause or isinstance(error, (AuthenticationError, ResponseError)):
        raise error
    log.warning("Redis is away, asking again in %.1f s: %s", pause, error)

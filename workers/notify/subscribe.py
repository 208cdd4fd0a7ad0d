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
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import redis
import redis.asyncio
from redis.exceptions import RedisError

from workers.notify.handled import RedisSeen, once
from workers.notify.reading import (
    BATCH,
    STREAM,
    Ask,
    Entry,
    Reader,
    Talk,
    Wait,
    consumer_name,
    converse,
)

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

_HANDED_OVER = 1000  # entries that whoever leaves gives to the others at most
_FREE = 86_400_000  # milliseconds that they then count as idle, longer than anybody's `claim_idle_ms`

Filters = Callable[[Mapping[str, Any]], bool] | str | Iterable[str] | Mapping[str, Any] | None


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

    @property
    def stopped(self) -> bool:
        """Whether it was asked to end."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End the iteration after the delivery at hand, within `block_ms`; safe in signal handlers and threads."""
        self._stopped.set()

    def __iter__(self) -> Iterator[Delivery]:
        talk = converse(self._reader, until_caught_up=self._until_caught_up, stopped=self._stopped.is_set)
        answer: Any = None
        while (step := _next(talk, answer)) is not None:
            answer = None
            if isinstance(step, Ask):
                try:
                    answer = self._ask(*step.command)
                except RedisError as error:
                    answer = error
            elif isinstance(step, Wait):
                self._stopped.wait(step.seconds)
            else:
                yield Delivery(step.event, step.id, step.again, self._acknowledge)

    def close(self) -> None:
        """Stop, leave what was not acknowledged to the others of the group, and disconnect. The consumer's name is
        taken off the group if nothing is pending under it."""
        self.stop()
        try:
            stream, group, consumer = self._reader.stream, self._reader.group, self._reader.consumer
            if group is not None:
                if pending := self._client.xpending_range(stream, group, "-", "+", _HANDED_OVER, consumer):
                    ids: list[Any] = [one["message_id"] for one in pending]
                    self._client.xclaim(stream, group, consumer, 0, ids, idle=_FREE, justid=True)
                else:
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
            self._ask(*self._reader.acknowledgement(*ids))


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
        talk = converse(self._reader, until_caught_up=self._until_caught_up, stopped=self._stopped.is_set)
        answer: Any = None
        while (step := _next(talk, answer)) is not None:
            answer = None
            if isinstance(step, Ask):
                try:
                    answer = await self._ask(*step.command)
                except RedisError as error:
                    answer = error
            elif isinstance(step, Wait):
                await asyncio.sleep(step.seconds)
            else:
                yield AsyncDelivery(step.event, step.id, step.again, self._acknowledge)

    async def close(self) -> None:
        """As `Subscription.close`."""
        self.stop()
        try:
            stream, group, consumer = self._reader.stream, str(self._reader.group), self._reader.consumer
            if pending := await self._client.xpending_range(stream, group, "-", "+", _HANDED_OVER, consumer):
                ids: list[Any] = [one["message_id"] for one in pending]
                await self._client.xclaim(stream, group, consumer, 0, ids, idle=_FREE, justid=True)
            else:
                await self._client.xgroup_delconsumer(stream, group, consumer)
        except RedisError as error:
            log.info("could not take leave of the group: %s", error)  # its name stays, which harms nobody
        await self._client.aclose()

    async def __aenter__(self) -> AsyncSubscription:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _acknowledge(self, *ids: str) -> None:
        await self._ask(*self._reader.acknowledgement(*ids))


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


def _next(talk: Talk, answer: Any) -> Ask | Wait | Entry | None:
    """The next step of the talk after `answer`; None at its end."""
    try:
        return talk.send(answer)
    except StopIteration:
        return None

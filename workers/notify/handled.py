"""For handlers that must not act twice on one event: `once` runs a handler only for event ids not handled before.

    seen = RedisSeen("redis://localhost:6379/0", "search-index")

    @once(seen)
    def index(event): ...

An id is noted after the handler returned. A process that dies between the two acts again: where even that must not
be, note the event id in the very transaction that the handler writes.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

import redis

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Seen(Protocol):
    """Remembers event ids; a `set` will do for one process."""

    def __contains__(self, event_id: Any, /) -> bool: ...

    def add(self, event_id: Any, /) -> None: ...


class RedisSeen:
    """Event ids that a group handled, kept in Redis for `days`."""

    def __init__(self, client: redis.Redis | str, group: str, *, days: float = 14) -> None:
        self.client = redis.Redis.from_url(client, socket_timeout=5) if isinstance(client, str) else client
        self.prefix = f"khabar:seen:{group}:"
        self.seconds = int(days * 86_400)

    def __contains__(self, event_id: Any, /) -> bool:
        return bool(self.client.exists(self.prefix + event_id))

    def add(self, event_id: Any, /) -> None:
        """Note it; twice does no harm."""
        self.client.set(self.prefix + event_id, 1, ex=self.seconds)


def once(seen: Seen) -> Callable[[Handler], Handler]:
    """A decorator for handlers (plain or async) that take a CloudEvent first: they run once an event id.

    A handler that raises is not noted and runs again with the next delivery. The decorated handler returns None
    where it did not run.
    """

    def decorate(handler: Handler) -> Handler:
        if inspect.iscoroutinefunction(handler):

            @functools.wraps(handler)
            async def run_async(event: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
                if await asyncio.to_thread(seen.__contains__, event["id"]):
                    return None
                result = await handler(event, *args, **kwargs)
                await asyncio.to_thread(seen.add, event["id"])
                return result

            return cast(Handler, run_async)

        @functools.wraps(handler)
        def run(event: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
            if event["id"] in seen:
                return None
            result = handler(event, *args, **kwargs)
            seen.add(event["id"])
            return result

        return cast(Handler, run)

    return decorate

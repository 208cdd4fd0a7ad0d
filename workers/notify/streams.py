"""The Redis stream that carries the events: its ids, its entries and its state.

An entry's id is `<position>-0`, where the position is the event's place in the outbox's one order. A gap notice has
the id `<position>-<n>` with n > 0, behind the last event there was. Fields: `event` (CloudEvents JSON), `type`,
`subject`, `id` (the event's).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from workers.errors import BadConfig, TryAgain

STREAM = "khabar:events"
EMPTY = "0-0"


def connect(url: str, *, timeout: float = 5.0, decode: bool = False) -> Redis:
    """A client whose every call ends: 3 s to connect, `timeout` for an answer. Nothing is sent yet."""
    keepalive = {} if url.startswith("unix:") else {"socket_keepalive": True}
    try:
        return Redis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=3.0,
            health_check_interval=5,
            decode_responses=decode,
            **keepalive,
        )
    except ValueError as error:
        raise BadConfig("KHABAR_REDIS_URL", str(error)) from error


@contextlib.contextmanager
def asking(about: str) -> Iterator[None]:
    """What goes wrong with Redis inside becomes `TryAgain`, a refused password `BadConfig`, both about `about`."""
    try:
        yield
    except AuthenticationError as error:
        raise BadConfig(about, f"Redis does not let us in: {error}") from error
    except RedisError as error:
        raise TryAgain(about, f"Redis: {error or type(error).__name__}") from error


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a stream: `last_id` ever given (kept when entries are trimmed), `length` and first entry now,
    and the event id of the entry at the last position, None where that entry is gone."""

    last_id: str
    length: int
    first_id: str | None = None
    event_id: str | None = None

    @property
    def position(self) -> int:
        """The highest position that the stream has taken, 0 for none."""
        return position_of(self.last_id)


def stream_tail(redis: Redis, stream: str = STREAM) -> Tail:
    """Where the stream ends now; of a stream that does not exist, `Tail("0-0", 0)`. Raises `TryAgain`."""
    with asking(stream):
        try:
            info = redis.xinfo_stream(stream)
        except ResponseError as error:
            if "no such key" in str(error):
                return Tail(EMPTY, 0)
            raise
        last_id = text(info["last-generated-id"])
        first = info.get("first-entry")
        entry_id = f"{position_of(last_id)}-0"
        found = cast(list[Any], redis.xrange(stream, entry_id, entry_id))
    event_id = event_id_of(found[0][1]) if found else None
    return Tail(last_id, int(info["length"]), text(first[0]) if first else None, event_id)


def position_of(entry_id: str) -> int:
    """The outbox position of a stream id."""
    return int(entry_id.partition("-")[0])


def id_order(entry_id: str) -> tuple[int, int]:
    """A key that sorts stream ids as Redis does."""
    first, _, second = entry_id.partition("-")
    return int(first), int(second or 0)


def following(entry_id: str) -> str:
    """The smallest id behind this one."""
    first, second = id_order(entry_id)
    return f"{first}-{second + 1}"


def text(value: Any) -> str:
    """A reply as text, whether the client decodes or not."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def field(fields: Mapping[Any, Any], name: str) -> str | None:
    """One field of an entry, whether the client decodes or not."""
    value = fields.get(name.encode(), fields.get(name))
    return None if value is None else text(value)


def event_id_of(fields: Mapping[Any, Any]) -> str | None:
    """The CloudEvents id of an entry."""
    return field(fields, "id")


def position_before(redis: Redis, moment: datetime, stream: str = STREAM) -> int:
    """The highest position up to which every event was recorded before `moment`, 0 where none is.

    A search by halves over the `time` of the events, which follows their order to within the length of a
    transaction.
    """
    tail = stream_tail(redis, stream)
    low, high = position_of(tail.first_id or EMPTY) - 1, tail.position
    if tail.first_id is None:
        return 0
    with asking(stream):
        while low < high:  # everything up to `low` is older, everything behind `high` is not
            middle = (low + high + 1) // 2
            entry = _entry_at_or_before(redis, stream, middle)
            if entry is None or _recorded(entry[1]) < moment:
                low = middle
            else:
                high = min(position_of(text(entry[0])), middle) - 1
    return max(low, 0)


def _entry_at_or_before(redis: Redis, stream: str, position: int) -> tuple[Any, Mapping[Any, Any]] | None:
    found = cast(list[Any], redis.xrevrange(stream, f"{position}-18446744073709551615", "-", count=1))
    return (found[0][0], found[0][1]) if found else None


def _recorded(fields: Mapping[Any, Any]) -> datetime:
    try:
        return datetime.fromisoformat(json.loads(field(fields, "event") or "")["time"])
    except (ValueError, TypeError, KeyError, RecursionError):  # no event of ours: it keeps nothing back
        return datetime.min.replace(tzinfo=UTC)

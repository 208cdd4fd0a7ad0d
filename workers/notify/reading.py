"""What to ask a stream next and what its answers mean, without a connection: shared by the two kinds of subscription.

`converse` is the talk of a subscription, whichever way its commands are sent. A group reader first takes back what is
pending under its own name, then what others left behind (and looks for that again from time to time), then what is new.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from redis.exceptions import AuthenticationError, RedisError, ResponseError

STREAM = "khabar:events"
BATCH = 32
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds until a Redis that is away is asked again

log = logging.getLogger("khabar.subscribe")

Command = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event read from the stream; `again` when it may have been delivered before."""

    id: str
    event: dict[str, Any]
    again: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """Send this command, and answer with its reply or the RedisError that it came to."""

    command: Command


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for so many seconds, unless the subscription is stopped."""

    seconds: float


Talk = Generator[Ask | Wait | Entry, Any, None]


def converse(reader: Reader, *, until_caught_up: bool, stopped: Callable[[], bool]) -> Talk:
    """What to do one after another: ask, wait, hand an entry to the user. Ends when `stopped`, or when caught up.

    A Redis that is away is waited for (not where it is only to be read until caught up), what only a person can mend
    is raised.
    """
    pause = FIRST_PAUSE
    while not stopped():
        command = reader.next_command(time.monotonic())
        reply = yield Ask(command)
        if isinstance(reply, RedisError):
            if not reader.repair(command, reply):
                if until_caught_up or isinstance(reply, (AuthenticationError, ResponseError)):
                    raise reply
                log.warning("Redis is away, asking again in %.1f s: %s", pause, reply)
                yield Wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            continue
        pause = FIRST_PAUSE
        entries, dropped = reader.read(command, reply)
        if dropped:
            yield Ask(reader.acknowledgement(*dropped))  # what is not acknowledged comes again and is dropped again
        for entry in entries:
            if stopped():
                return
            yield entry
        if until_caught_up and reader.caught_up:
            return


def consumer_name() -> str:
    """A name that no other living consumer has."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"


@dataclass
class Reader:
    """Decides the commands of one consumer of `group` (None: without a group) and reads the replies."""

    stream: str
    group: str | None
    consumer: str
    since: str
    wanted: Callable[[Mapping[str, Any]], bool] | None
    block_ms: int
    claim_idle_ms: int
    batch: int
    lost: int = 0
    caught_up: bool = False
    _own: str | None = "0"  # how far our own pending entries were read; None when all were
    _claim: str = "0-0"
    _claim_at: float = 0.0
    _last: str = field(default="", repr=False)
    _made: bool = False

    def next_command(self, now: float) -> Command:
        """The command to send at `now` (seconds of a monotonic clock)."""
        self.caught_up = False
        if self.group is None:
            return self._follow()
        if not self._made:
            return ("XGROUP", "CREATE", self.stream, self.group, self.since, "MKSTREAM")
        if self._own is not None:
            return (*self._read_group(), "STREAMS", self.stream, self._own)
        if now >= self._claim_at:
            self._claim_at = now + max(self.claim_idle_ms / 2000, 0.05)
            return self._autoclaim()
        return (*self._read_group(), "BLOCK", self.block_ms, "STREAMS", self.stream, ">")

    def read(self, command: Command, reply: Any) -> tuple[list[Entry], list[str]]:
        """The events that the reply holds, and the ids to acknowledge unseen."""
        if command[:2] == ("XGROUP", "CREATE"):
            self._made = True
            return [], []
        if command[0] == "XREVRANGE":
            self._last = _text(reply[0][0]) if reply else "0-0"
            return [], []
        if command[0] == "XAUTOCLAIM":
            return self._read_claimed(reply)
        raw = _entries(reply)
        if command[-1] == ">" or self.group is None:
            self.caught_up = not raw
            self._last = _text(raw[-1][0]) if raw else self._last
            return self._sorted_out(raw, again=False)
        self._own = _text(raw[-1][0]) if raw else None
        return self._sorted_out(raw, again=True)

    def acknowledgement(self, *ids: str) -> Command:
        """The command after which these never come to the group again."""
        return ("XACK", self.stream, self.group, *ids)

    def repair(self, command: Command, error: RedisError) -> bool:
        """Whether the next command mends it: the group is there already, or it was wiped."""
        words = str(error)
        if not isinstance(error, ResponseError):
            return False
        if "BUSYGROUP" in words:
            self._made = True
            return True
        if ("NOGROUP" in words or "UNBLOCKED" in words) and command[0] != "XGROUP":
            log.warning("group %s is gone (a wiped Redis?): starting again with all that is kept", self.group)
            self._made, self.since, self._own, self._claim = False, "0", "0", "0-0"
            return True
        return False

    def _follow(self) -> Command:
        if not self._last:
            if self.since == "$":
                return ("XREVRANGE", self.stream, "+", "-", "COUNT", 1)
            self._last = self.since
        return ("XREAD", "COUNT", self.batch, "BLOCK", self.block_ms, "STREAMS", self.stream, self._last)

    def _read_group(self) -> Command:
        return ("XREADGROUP", "GROUP", self.group, self.consumer, "COUNT", self.batch)

    def _autoclaim(self) -> Command:
        idle = self.claim_idle_ms
        return ("XAUTOCLAIM", self.stream, self.group, self.consumer, idle, self._claim, "COUNT", self.batch)

    def _read_claimed(self, reply: Any) -> tuple[list[Entry], list[str]]:
        self._claim = _text(reply[0])
        if self._claim != "0-0":
            self._claim_at = 0.0  # there is more to claim
        if len(reply) > 2 and reply[2]:
            self._miss(reply[2])
        return self._sorted_out(reply[1], again=True)

    def _sorted_out(self, raw: Iterable[tuple[Any, Any]], *, again: bool) -> tuple[list[Entry], list[str]]:
        entries: list[Entry] = []
        dropped: list[str] = []
        for entry_id, fields in raw:
            name = _text(entry_id)
            if not fields:  # it was trimmed while it was pending
                self._miss([name])
                dropped.append(name)
                continue
            event = _event(name, fields)
            if event is None or (self.wanted is not None and not self.wanted(event)):
                dropped.append(name)
            else:
                entries.append(Entry(name, event, again))
        return entries, dropped if self.group is not None else []

    def _miss(self, ids: Iterable[Any]) -> None:
        names = [_text(one) for one in ids]
        self.lost += len(names)
        log.error("%d entries were trimmed before group %s handled them: %s", len(names), self.group, names[:5])


def _entries(reply: Any) -> list[tuple[Any, Any]]:
    """The entries of an XREAD or XREADGROUP reply, in either protocol version of Redis."""
    if not reply:
        return []
    if isinstance(reply, Mapping):
        streams = [
            entries[0] if len(entries) == 1 and isinstance(entries[0], list) else entries for entries in reply.values()
        ]
    else:
        streams = [entries for _, entries in reply]
    return [(entry[0], entry[1]) for entries in streams for entry in entries]


def _event(entry_id: str, fields: Mapping[Any, Any]) -> dict[str, Any] | None:
    value = fields.get(b"event", fields.get("event"))
    try:
        event = json.loads(value if value is not None else "")
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        log.error("entry %s holds no event and is left out", entry_id)
        return None
    return event


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

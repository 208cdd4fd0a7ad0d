"""From the outbox to the stream, in order, exactly once (docs/decisions/050-relay.md has the reasoning).

One script call sends a batch. Inside it Redis refuses an id that is not behind its last one; such an id is looked
up, and only where the very same event lies there is it taken as sent. Where another event lies there, or nothing
does, the batch stops at this row, so that later versions of an article never overtake earlier ones.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from redis import Redis

from workers.errors import TryAgain
from workers.notify.events import with_sequence
from workers.notify.streams import STREAM, Tail, asking, position_of, text
from workers.records import Announcement, EventType

BATCH_ROWS = 500
BATCH_BYTES = 2_000_000  # Redis does nothing else while the script runs: some milliseconds

_SEND = """
if ARGV[1] ~= '' then
  if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {'lost', '', '', ''} end
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
local outcome = {}
for i = 3, #ARGV, 5 do
  local entry = ARGV[i] .. '-0'
  local answer = redis.pcall('XADD', KEYS[1], entry,
    'event', ARGV[i + 1], 'type', ARGV[i + 2], 'subject', ARGV[i + 3], 'id', ARGV[i + 4])
  if type(answer) == 'table' and answer.err then
    if not string.find(answer.err, 'equal or smaller', 1, true) then
      return {'error', answer.err, '', table.concat(outcome)}
    end
    local there = redis.call('XRANGE', KEYS[1], entry, entry)
    local same = false
    if there[1] then
      for j = 1, #there[1][2], 2 do
        if there[1][2][j] == 'id' then same = there[1][2][j + 1] == ARGV[i + 4] end
      end
    end
    if not same then
      local info = redis.call('XINFO', 'STREAM', KEYS[1])
      for j = 1, #info, 2 do
        if info[j] == 'last-generated-id' then return {'conflict', ARGV[i], info[j + 1], table.concat(outcome)} end
      end
    end
    outcome[#outcome + 1] = 'a'
  else
    outcome[#outcome + 1] = 's'
  end
end
return {'done', '', '', table.concat(outcome)}
"""
_RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
_ASK = "if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end redis.call('SET', KEYS[2], 1, 'PX', ARGV[1]) return 1"
_RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 1 end
if redis.call('DEL', KEYS[2]) == 1 and ARGV[2] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 0
end
return redis.call('DEL', KEYS[1])
"""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The stream has something else at, or nothing any more at or behind, `position`: the database or the stream
    is not the one it was. Rows from `position` on need new positions, all beyond `stream_last`."""

    stream_last: int
    position: int


@dataclass(frozen=True, slots=True)
class RelayResult:
    """What became of a batch: positions newly `sent`, positions that lay there `already` under the same event id,
    positions whose row is no event, or of a type that no schema knows (`unreadable`, never sent), and the `conflict`
    that ended it, if one did."""

    sent: tuple[int, ...] = ()
    already: tuple[int, ...] = ()
    unreadable: tuple[int, ...] = ()
    conflict: Conflict | None = None

    @property
    def in_stream(self) -> tuple[int, ...]:
        """All positions that may be marked as sent, in order."""
        return tuple(sorted(self.sent + self.already))


class Health(StrEnum):
    """How the stream stands to the database."""

    IN_STEP = "in step"
    BEHIND = "behind"  # it lost its end, or all: what was sent beyond its last position has to be sent again
    AHEAD = "ahead"  # the database is an older copy: new rows need positions beyond the stream's last
    FOREIGN = "foreign"  # another event lies at the last position: as AHEAD, and the stream's past is not ours


def compare(tail: Tail, sent_up_to: int, sent_event_id: str | None) -> Health:
    """Judge the stream by the highest position that the database has marked as sent, and that row's event id."""
    if tail.position < sent_up_to:
        return Health.BEHIND
    if tail.position > sent_up_to:
        return Health.AHEAD
    if tail.event_id is not None and sent_event_id is not None and tail.event_id != sent_event_id:
        return Health.FOREIGN
    return Health.IN_STEP


class RelayLock:
    """One relay a stream: held by a random token in Redis that runs out `ttl` seconds after the last renewal.

    A dead holder is followed after at most `ttl` seconds. A holder that was only asleep cannot write afterwards:
    `relay_batch(..., lock=...)` has Redis compare the token in the same step that writes, and renews it there.
    """

    def __init__(self, redis: Redis, stream: str = STREAM, *, ttl: float = 4.0) -> None:
        self.redis = redis
        self.stream = stream
        self.key = f"{{{stream}}}:relay"  # in the stream's own slot, where Redis is a cluster
        self._asked = f"{self.key}:again"
        self.token = uuid.uuid4().hex
        self.ttl_ms = int(ttl * 1000)
        self._until = 0.0

    @property
    def held(self) -> bool:
        """Whether we hold it as far as our own clock can tell, without asking."""
        return time.monotonic() < self._until

    def acquire(self) -> bool:
        """Take it if it is free, or renew our own; never waits. Raises `TryAgain`."""
        asked = time.monotonic()
        with asking(self.stream):
            taken = bool(self.redis.set(self.key, self.token, nx=True, px=self.ttl_ms))
        return self._holding(asked) if taken else self.renew()

    def renew(self) -> bool:
        """Hold it for another `ttl` seconds; False when it is not ours any more. Raises `TryAgain`."""
        asked = time.monotonic()
        with asking(self.stream):
            ours = bool(self.redis.eval(_RENEW, 1, self.key, self.token, str(self.ttl_ms)))
        return self._holding(asked) if ours else self._lost()

    def ask_holder(self) -> bool:
        """Have whoever holds it look once more before it lets go; False where nobody holds it. Raises `TryAgain`."""
        with asking(self.stream):
            return bool(self.redis.eval(_ASK, 2, self.key, self._asked, str(self.ttl_ms)))

    def release(self, *, whatever: bool = False) -> bool:
        """Let it go if it is ours; False, and it goes on, where somebody asked us to look again (`whatever`: even then
        it is let go). Where Redis is away it runs out by itself."""
        asked, ttl = time.monotonic(), "0" if whatever else str(self.ttl_ms)
        self._until = 0.0
        try:
            with asking(self.stream):
                if not self.redis.eval(_RELEASE, 2, self.key, self._asked, self.token, ttl):
                    return not self._holding(asked)
        except TryAgain:
            pass  # nothing else to do: the token ends by its time
        return True

    def _holding(self, since: float) -> bool:
        self._until = since + self.ttl_ms / 1000
        return True

    def _lost(self) -> bool:
        self._until = 0.0
        return False


def relay_batch(
    redis: Redis, stream: str, rows: Sequence[Announcement], *, lock: RelayLock | None = None
) -> RelayResult:
    """Put rows, whose positions the database has already kept, into the stream; twice is as good as once.

    Rows may come in any order and any number. Raises `TryAgain` when Redis is away, full or the lock is not ours;
    then any part of the rows may be in the stream, and the same call again finds out which.
    """
    ready, unreadable = _ready(rows)
    sent: list[int] = []
    already: list[int] = []
    for batch in _batches(ready):
        state, position, last, outcome = _send(redis, stream, batch, lock)
        for row, letter in zip(batch, outcome, strict=False):
            (sent if letter == "s" else already).append(row[0])
        if state == "conflict":
            conflict = Conflict(position_of(last), int(position))
            return RelayResult(tuple(sent), tuple(already), unreadable, conflict)
    return RelayResult(tuple(sent), tuple(already), unreadable)


_Row = tuple[int, str, str, str, str]


def _ready(rows: Sequence[Announcement]) -> tuple[list[_Row], tuple[int, ...]]:
    ready: list[_Row] = []
    unreadable: list[int] = []
    for row in sorted(rows, key=lambda row: row.position or 0):
        if row.position is None or row.position < 1:
            raise ValueError(f"{row.event_id} has no position yet")
        try:
            event = with_sequence(row.body, row.position) if isinstance(row.type, EventType) else None
        except ValueError:
            event = None
        if event is None:
            unreadable.append(row.position)
            continue
        ready.append((row.position, event, str(row.type), row.subject, row.event_id))
    return ready, tuple(unreadable)


def _batches(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    length = 0
    for row in rows:
        if batch and (len(batch) >= BATCH_ROWS or length + len(row[1]) > BATCH_BYTES):
            yield batch
            batch, length = [], 0
        batch.append(row)
        length += len(row[1])
    if batch:
        yield batch


def _send(redis: Redis, stream: str, batch: Sequence[_Row], lock: RelayLock | None) -> tuple[str, str, str, str]:
    token, ttl, key = (lock.token, str(lock.ttl_ms), lock.key) if lock else ("", "0", f"{{{stream}}}:relay")
    arguments = [value for row in batch for value in row]
    with asking(stream):
        answer = redis.eval(_SEND, 2, stream, key, token, ttl, *cast(list[Any], arguments))
    state, position, last, outcome = (text(part) for part in cast(list[Any], answer))
    if state == "lost":
        raise TryAgain(stream, "another relay has taken over")
    if state == "error":
        raise TryAgain(stream, f"Redis: {position}")
    return state, position, last, outcome

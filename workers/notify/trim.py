"""How long the stream keeps what: behind the slowest reader that lives, bounded by age and length.

Entries go once every live group has handled them and they are older than `keep`. A group that falls behind further
than `max_age` or `max_length` allows loses entries; nobody loses them in silence: a gap notice (event type
`news.stream.gap.v1`) says which positions are gone and for whom, and the outbox can send them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from workers.notify.ninjs import timestamp
from workers.notify.streams import EMPTY, STREAM, asking, id_order, position_before, position_of, stream_tail, text

GAP_TYPE = "news.stream.gap.v1"
_READS = timedelta(minutes=5)  # since it was seen last
_GIVEN_TOO_OFTEN, _GIVEN_LONG_AGO = 10, timedelta(hours=1)
_ADD_NOTICE = """
local info = redis.call('XINFO', 'STREAM', KEYS[1])
for i = 1, #info, 2 do
  if info[i] == 'last-generated-id' then
    local last = string.match(info[i + 1], '^%d+')
    return redis.call('XADD', KEYS[1], last .. '-*',
      'event', ARGV[1], 'type', ARGV[2], 'subject', ARGV[3], 'id', ARGV[4])
  end
end
"""


@dataclass(frozen=True, slots=True)
class Policy:
    """For how long entries stay although all have read them, and how far a reader may fall behind."""

    keep: timedelta = timedelta(days=1)
    max_age: timedelta = timedelta(days=7)
    max_length: int = 1_000_000
    dead_after: timedelta = timedelta(days=3)  # since a group's last reader was seen


@dataclass(frozen=True, slots=True)
class GroupState:
    """A consumer group: up to which position it has handled everything, how long nobody has read for it (None: nobody
    ever did), how many it was given and has not acknowledged, and how often and how long ago the first of these was."""

    name: str
    handled: int
    silent_for: timedelta | None = None
    unread: int | None = None
    pending: int = 0
    given: int = 0
    given_ago: timedelta = timedelta()

    @property
    def is_stuck(self) -> bool:
        """Whether somebody reads and acknowledges nothing: never at all, or not this one event."""
        reads = self.silent_for is not None and self.silent_for < _READS
        return self.pending > 0 and reads and (self.given >= _GIVEN_TOO_OFTEN or self.given_ago >= _GIVEN_LONG_AGO)


@dataclass(frozen=True, slots=True)
class Gap:
    """Positions `first`..`last` go before these groups handled them; each lost from its own `handled` + 1 on."""

    first: int
    last: int
    groups: tuple[GroupState, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: drop everything before position `keep_from` (0: nothing), tell of the `gap` first, forget the
    `dead` groups. `alarms` are sentences for whoever watches."""

    keep_from: int = 0
    gap: Gap | None = None
    dead: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StreamState:
    """Positions of the stream: the `first` it holds, the `last` it took, the first one younger than the policy's
    `keep` and the first one younger than its `max_age`; and how many entries there are."""

    first: int
    last: int
    length: int
    young_from: int
    bearable_from: int


def decide(state: StreamState, groups: Iterable[GroupState], policy: Policy) -> Plan:
    """The plan for this state; pure."""
    if state.length == 0:
        return Plan()
    living: list[GroupState] = []
    dead: list[GroupState] = []
    for group in groups:
        (dead if _is_dead(group, policy) else living).append(group)
    bound = max(state.bearable_from, state.first + max(0, state.length - policy.max_length))
    read_by_all = min((group.handled + 1 for group in living), default=state.last + 1)
    keep_from = min(max(min(read_by_all, state.young_from), bound), state.last + 1)
    losers = tuple(group for group in living + dead if max(group.handled + 1, state.first) < keep_from)
    alarms = [
        f"group {group.name} is {state.last - group.handled} events behind and will lose some soon"
        for group in living
        if group not in losers and group.handled < state.last - policy.max_length * 0.8
    ]
    alarms += [
        f"group {group.name} reads and does not acknowledge: {group.pending} events wait for that, "
        f"the first behind position {group.handled} was given to it {group.given} times"
        for group in living
        if group.is_stuck
    ]
    alarms += [f"group {group.name} has not read for {group.silent_for} and is forgotten" for group in dead]
    gap = _gap(state, losers, keep_from, policy) if losers else None
    if gap is not None:
        names = ", ".join(group.name for group in losers)
        alarms.append(f"positions {gap.first} to {gap.last} go before {names} handled them ({gap.reason})")
    keep_from = keep_from if keep_from > state.first else 0
    return Plan(keep_from, gap, tuple(group.name for group in dead), tuple(alarms))


def trim(redis: Redis, stream: str = STREAM, *, policy: Policy, now: datetime) -> Plan:
    """Look, decide, tell, trim; returns the plan that was carried out. Twice does no harm. Raises `TryAgain`."""
    state = read_state(redis, stream, policy=policy, now=now)
    plan = decide(state, read_groups(redis, stream), policy)
    with asking(stream):
        if plan.gap is not None:
            notice = gap_event(stream, plan.gap, now)
            arguments = (json.dumps(notice, ensure_ascii=False), GAP_TYPE, notice["subject"], notice["id"])
            redis.eval(_ADD_NOTICE, 1, stream, *arguments)
        for group in plan.dead:
            redis.xgroup_destroy(stream, group)
        if plan.keep_from:
            redis.xtrim(stream, minid=f"{plan.keep_from}-0", approximate=False)
    return plan


def read_state(redis: Redis, stream: str, *, policy: Policy, now: datetime) -> StreamState:
    """Where the stream stands. Raises `TryAgain`."""
    tail = stream_tail(redis, stream)
    young = position_before(redis, now - policy.keep, stream) + 1
    bearable = position_before(redis, now - policy.max_age, stream) + 1
    return StreamState(position_of(tail.first_id or EMPTY), tail.position, tail.length, young, bearable)


def read_groups(redis: Redis, stream: str) -> list[GroupState]:
    """Every consumer group of the stream. Raises `TryAgain`."""
    with asking(stream):
        try:
            rows = redis.xinfo_groups(stream)
        except ResponseError as error:
            if "no such key" in str(error):
                return []
            raise
        return [_group(redis, stream, row) for row in rows]


def gap_event(stream: str, gap: Gap, now: datetime) -> dict[str, Any]:
    """The notice as a CloudEvent; its id tells the same gap again by the same name."""
    groups: list[Mapping[str, Any]] = [
        {"name": group.name, "from": max(group.handled + 1, gap.first), "unread": group.unread} for group in gap.groups
    ]
    return {
        "specversion": "1.0",
        "id": f"gap-{gap.first}-{gap.last}",
        "source": f"urn:khabar:stream:{stream}",
        "type": GAP_TYPE,
        "subject": f"stream/{stream}",
        "time": timestamp(now),
        "datacontenttype": "application/json",
        "dataschema": "urn:khabar:schema:gap-event:1.0",
        "data": {"stream": stream, "from": gap.first, "to": gap.last, "groups": groups, "reason": gap.reason},
    }


def _is_dead(group: GroupState, policy: Policy) -> bool:
    return group.silent_for is not None and group.silent_for > policy.dead_after


def _gap(state: StreamState, losers: tuple[GroupState, ...], keep_from: int, policy: Policy) -> Gap:
    first = max(min(group.handled for group in losers) + 1, state.first)
    too_old = keep_from <= state.bearable_from
    if all(_is_dead(group, policy) for group in losers):
        reason = f"nobody read for {policy.dead_after}"
    else:
        reason = f"older than {policy.max_age}" if too_old else f"more than {policy.max_length} entries"
    return Gap(first, keep_from - 1, losers, reason)


def _group(redis: Redis, stream: str, row: Mapping[str, Any]) -> GroupState:
    name = text(row["name"])
    handled = position_of(text(row["last-delivered-id"]))
    given, ago = 0, timedelta()
    if row["pending"]:
        for one in redis.xpending_range(stream, name, "-", "+", 1):
            handled = min(handled, id_order(text(one["message_id"]))[0] - 1)
            given, ago = int(one["times_delivered"]), timedelta(milliseconds=int(one["time_since_delivered"]))
    consumers = redis.xinfo_consumers(stream, name)
    silent = min((timedelta(milliseconds=int(one["idle"])) for one in consumers), default=None)
    return GroupState(name, handled, silent, row.get("lag"), int(row["pending"]), given, ago)

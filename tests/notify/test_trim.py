"""The stream is trimmed behind its slowest reader, and what a reader loses it is told."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import redis

from tests.notify.articles import NOW
from tests.notify.schemas import faults
from workers.notify.relay import relay_batch
from workers.notify.streams import STREAM, position_before, stream_tail
from workers.notify.subscribe import subscribe
from workers.notify.trim import Gap, GroupState, Policy, StreamState, decide, read_groups, trim
from workers.records import Announcement, EventType

DAY = timedelta(days=1)
POLICY = Policy(keep=DAY, max_age=7 * DAY, max_length=1000, dead_after=3 * DAY)
STATE = StreamState(first=1, last=100, length=100, young_from=81, bearable_from=1)


def announce(client: redis.Redis, *positions: int, since: datetime = NOW, step: timedelta = DAY) -> None:
    """One event a step, the first at `since`."""
    rows = []
    for number, position in enumerate(positions):
        time = (since + number * step).isoformat()
        event = json.dumps({"id": f"e{position}", "type": "news.article.created.v1", "time": time})
        rows.append(Announcement(f"e{position}", EventType.CREATED, "article/1", event, position))
    assert relay_batch(client, STREAM, rows).conflict is None


def read(url: str, group: str, count: int, *, ack: int | None = None) -> list[dict[str, Any]]:
    """Read `count` events and acknowledge the first `ack` of them."""
    got: list[dict[str, Any]] = []
    with subscribe(url, group, consumer="one", batch=1, until_caught_up=True) as subscription:
        for delivery in subscription if count else ():
            got.append(delivery.event)
            if ack is None or len(got) <= ack:
                delivery.ack()
            if len(got) == count:
                break
    return got


def positions(client: redis.Redis) -> list[str]:
    found: Any = client.xrange(STREAM)
    return [entry_id.decode() for entry_id, _ in found]


def test_nothing_goes_before_all_have_handled_it() -> None:
    plan = decide(STATE, [GroupState("fast", 100), GroupState("slow", 40)], POLICY)
    assert (plan.keep_from, plan.gap) == (41, None)


def test_what_all_have_handled_stays_while_it_is_young() -> None:
    assert decide(STATE, [GroupState("fast", 100)], POLICY).keep_from == 81
    assert decide(STATE, [], POLICY).keep_from == 81


def test_a_group_that_is_too_slow_loses_the_oldest_and_is_told() -> None:
    state = StreamState(first=1, last=100, length=100, young_from=81, bearable_from=51)
    slow = GroupState("slow", 10, DAY)
    plan = decide(state, [slow, GroupState("fast", 100)], POLICY)
    assert plan.keep_from == 51
    assert plan.gap == Gap(11, 50, (slow,), "older than 7 days, 0:00:00")
    assert "positions 11 to 50 go before slow handled them" in plan.alarms[0]


def test_the_length_is_a_bound_too() -> None:
    plan = decide(STATE, [GroupState("slow", 0)], Policy(max_length=30))
    assert plan.keep_from == 71
    assert plan.gap is not None
    assert plan.gap.reason == "more than 30 entries"


def test_a_group_near_the_bound_is_an_alarm_before_it_loses_anything() -> None:
    plan = decide(STATE, [GroupState("slow", 5)], Policy(max_length=110))
    assert plan.gap is None
    assert plan.alarms == ("group slow is 95 events behind and will lose some soon",)


def test_a_dead_group_holds_nobody_up_and_is_forgotten_loudly() -> None:
    dead = GroupState("dead", 10, 4 * DAY)
    plan = decide(STATE, [dead, GroupState("fast", 100)], POLICY)
    assert (plan.keep_from, plan.dead) == (81, ("dead",))
    assert plan.gap == Gap(11, 80, (dead,), "nobody read for 3 days, 0:00:00")


def test_a_group_that_nobody_has_read_for_yet_is_not_dead() -> None:
    plan = decide(STATE, [GroupState("new", 0, None)], POLICY)
    assert (plan.keep_from, plan.dead) == (0, ())


def test_an_empty_stream_needs_nothing() -> None:
    assert decide(StreamState(0, 0, 0, 1, 1), [], POLICY).keep_from == 0


def test_both_groups_still_get_all_that_they_have_not_handled(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, *range(1, 11))
    read(valkey, "fast", 10)
    read(valkey, "slow", 4, ack=3)
    now = NOW + 10 * DAY
    plan = trim(stream_redis, policy=Policy(keep=timedelta(), max_age=99 * DAY), now=now)
    assert plan.keep_from == 4
    assert positions(stream_redis)[0] == "4-0"
    assert [event["id"] for event in read(valkey, "slow", 7)] == [f"e{n}" for n in range(4, 11)]


def test_a_lost_stretch_is_announced_in_the_stream_and_the_relay_goes_on(
    valkey: str, stream_redis: redis.Redis
) -> None:
    announce(stream_redis, *range(1, 11))
    read(valkey, "slow", 2)
    plan = trim(stream_redis, policy=Policy(keep=DAY, max_age=4 * DAY), now=NOW + 10 * DAY)
    assert plan.gap is not None
    assert positions(stream_redis) == ["7-0", "8-0", "9-0", "10-0", "10-1"]
    announce(stream_redis, 10, 11, since=NOW + 9 * DAY)
    got = read(valkey, "slow", 6)
    assert [event["id"] for event in got] == ["e7", "e8", "e9", "e10", "gap-3-6", "e11"]
    notice = got[4]
    assert faults(notice) == []
    assert notice["data"]["groups"] == [{"name": "slow", "from": 3, "unread": 8}]
    assert stream_tail(stream_redis).event_id == "e11"


def test_trimming_again_changes_and_tells_nothing_more(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, *range(1, 11))
    read(valkey, "slow", 2)
    policy = Policy(keep=DAY, max_age=4 * DAY)
    trim(stream_redis, policy=policy, now=NOW + 10 * DAY)
    before = positions(stream_redis)
    plan = trim(stream_redis, policy=policy, now=NOW + 10 * DAY)
    assert plan.gap is None
    assert positions(stream_redis) == before


def test_a_dead_group_is_taken_off_the_stream(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1, 2, 3)
    read(valkey, "dead", 2, ack=1)
    plan = trim(stream_redis, policy=Policy(dead_after=timedelta()), now=NOW + DAY)
    assert plan.dead == ("dead",)
    assert read_groups(stream_redis, STREAM) == []


def test_a_stream_that_does_not_exist_is_left_alone(stream_redis: redis.Redis) -> None:
    assert trim(stream_redis, policy=POLICY, now=NOW).keep_from == 0


@pytest.mark.parametrize(
    ("days", "position"), [(-1, 0), (0, 0), (0.5, 1), (1, 1), (4.5, 204), (5, 204), (7, 205), (99, 210)]
)
def test_the_position_of_a_moment_is_found(stream_redis: redis.Redis, days: float, position: int) -> None:
    announce(stream_redis, 1, 2, 3, 4, 5)
    announce(stream_redis, *range(205, 211), since=NOW + 6 * DAY)  # positions were moved beyond a foreign stream
    assert position_before(stream_redis, NOW + days * DAY) == position


@pytest.mark.parametrize(
    ("given", "ago", "silent", "stuck"),
    [
        (1, timedelta(minutes=2), timedelta(seconds=3), False),
        (10, timedelta(seconds=2), timedelta(seconds=3), True),  # the library gives it again and again
        (1, timedelta(hours=2), timedelta(seconds=3), True),  # others' libraries do not
        (1, timedelta(hours=2), timedelta(hours=2), False),  # nobody reads, which is another matter
    ],
)
def test_a_group_that_reads_and_never_acknowledges_is_an_alarm_by_name(
    given: int, ago: timedelta, silent: timedelta, stuck: bool
) -> None:
    mute = GroupState("mute", 10, silent, 0, pending=90, given=given, given_ago=ago)
    plan = decide(STATE, [mute], POLICY)
    assert (plan.alarms != ()) is stuck
    assert not stuck or plan.alarms[0].startswith("group mute reads and does not acknowledge: 90 events")


def test_what_was_read_and_not_acknowledged_is_counted(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, *range(1, 6))
    read(valkey, "mute", 3, ack=1)
    (group,) = read_groups(stream_redis, STREAM)
    assert (group.handled, group.pending, group.given) == (1, 2, 1)

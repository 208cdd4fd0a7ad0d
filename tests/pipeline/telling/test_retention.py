"""Events go when nobody needs them any more; nobody loses one in silence."""

from __future__ import annotations

import json
from typing import Any

import pytest
import redis

from tests.pipeline.desk import Desk
from workers.notify.feed import Told
from workers.notify.trim import GAP_TYPE
from workers.pipeline.telling.relay import relay
from workers.pipeline.telling.retention import keep_events
from workers.pipeline.upkeep import upkeep
from workers.records import Announcement, EventType
from workers.store import deliveries, outbox
from workers.store.alarms import standing
from workers.store.deliveries import Standing

DAY = 86_400.0


def announce(desk: Desk, *numbers: int) -> None:
    database, now = desk.database, desk.now()
    told = [
        (
            Announcement(
                f"e{n}", EventType.CREATED, f"article/{n}", json.dumps({"id": f"e{n}", "time": now.isoformat()})
            ),
            1,
        )
        for n in numbers
    ]
    database.transact(lambda c: outbox.announce(c, database, told, now=now))
    relay(desk)


def stands_at(desk: Desk, name: str, cursor: int, disabled: str | None = None) -> None:
    with desk.database.read() as connection:
        listed = [r.name for r in desk.rows("deliveries")]
        known = deliveries.read(connection, name)
    if known is None:
        names = [*listed, name]
        desk.database.transact(lambda c: deliveries.list_only(c, desk.database, names, begin_now=(), now=desk.now()))
    desk.database.transact(lambda c: deliveries.put(c, name, Standing(cursor=cursor, disabled=disabled)))


def kept(desk: Desk) -> list[str]:
    return [r.event_id for r in desk.rows("outbox")]


def alarms(desk: Desk) -> dict[tuple[str, str], str]:
    with desk.database.read() as connection:
        return {(a.source_id, a.kind): a.message for a, _ in standing(connection)}


def in_stream(desk: Desk) -> list[str]:
    return [event["id"] for event in desk.events()]


def test_the_outbox_keeps_events_for_the_days_of_settings(desk: Desk) -> None:
    announce(desk, 1)
    desk.wait(20 * DAY)
    announce(desk, 2)
    desk.wait(9.9 * DAY)
    keep_events(desk)
    assert kept(desk) == ["e1", "e2"]
    desk.wait(0.2 * DAY)
    keep_events(desk)
    assert kept(desk) == ["e2"]
    assert alarms(desk) == {}


def test_what_a_living_endpoint_still_needs_is_kept_as_long_again(desk: Desk) -> None:
    announce(desk, 1, 2)
    stands_at(desk, "slow", 1)
    stands_at(desk, "dead", 0, disabled="it answered 410 Gone")
    desk.wait(31 * DAY)
    keep_events(desk)
    assert kept(desk) == ["e2"]
    assert alarms(desk) == {("subscriber:dead", "lost"): "events 1 to 1 were pruned before dead got them"}
    desk.wait(30 * DAY)
    keep_events(desk)
    assert kept(desk) == []
    assert alarms(desk)["subscriber:slow", "lost"] == "events 2 to 2 were pruned before slow got them"


def test_the_stream_is_trimmed_behind_its_slowest_group(desk: Desk) -> None:
    stream = desk.settings.events.stream
    desk.redis.xgroup_create(stream, "slow", id="0", mkstream=True)
    announce(desk, 1, 2, 3)
    entries: Any = desk.redis.xreadgroup("slow", "me", {stream: ">"}, count=2)
    desk.redis.xack(stream, "slow", *[entry_id for entry_id, _ in entries[0][1]])
    desk.wait(2 * DAY)
    upkeep(desk)
    assert in_stream(desk) == ["e3"]
    assert alarms(desk) == {}


def test_who_falls_behind_too_far_is_told_by_a_gap_and_an_alarm(desk: Desk) -> None:
    stream = desk.settings.events.stream
    desk.redis.xgroup_create(stream, "slow", id="0", mkstream=True)
    announce(desk, 1)
    desk.wait(29 * DAY)
    announce(desk, 2)
    desk.wait(2 * DAY)
    keep_events(desk)
    assert [e["type"] for e in desk.events() if e["id"] != "e2"] == [GAP_TYPE]
    assert alarms(desk) == {
        (f"stream:{stream}", "gap"): "positions 1 to 1 go before slow handled them (older than 30 days, 0:00:00)"
    }
    keep_events(desk)
    assert len(alarms(desk)) == 1
    desk.wait(2 * DAY)
    keep_events(desk)
    assert alarms(desk) == {}


def test_a_row_that_is_no_event_is_an_alarm_and_holds_nobody_up(desk: Desk) -> None:
    database, now = desk.database, desk.now()
    bad = Announcement("bad", EventType.CREATED, "article/7", "no event")
    database.transact(lambda c: outbox.announce(c, database, [(bad, 1)], now=now))
    announce(desk, 1)
    assert in_stream(desk) == ["e1"]
    assert alarms(desk) == {
        ("outbox", "unreadable:1"): "event bad of article/7 at position 1 is no JSON object: nobody is told of it"
    }
    desk.wait(2 * DAY)
    keep_events(desk)
    assert alarms(desk) == {}


def test_an_event_that_no_schema_knows_is_an_alarm_and_holds_nobody_up(desk: Desk) -> None:
    """As after a newer khabar that was taken back: relay, replay and exports go on around it."""
    database, now = desk.database, desk.now()
    strange = Announcement("new", "news.article.merged.v1", "article/7", '{"id":"new"}')
    database.transact(lambda c: outbox.announce(c, database, [(strange, 1)], now=now))
    announce(desk, 1)
    assert in_stream(desk) == ["e1"]
    (message,) = alarms(desk).values()
    assert message.startswith("event new of article/7 at position 1 is of the type 'news.article.merged.v1'")
    with database.read() as connection:
        rows = list(outbox.replay(connection, after=0))
        assert [row.event_id for row in rows] == ["new", "e1"]
        assert deliveries.events_after(connection, 0, limit=9) == rows
    assert Told(rows[0]).event is None


def test_a_redis_that_is_away_does_not_stop_the_outbox(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(desk, 1)
    desk.wait(31 * DAY)
    desk.redis.close()
    desk.__dict__["redis"] = redis.Redis(port=1)
    keep_events(desk)
    assert kept(desk) == []

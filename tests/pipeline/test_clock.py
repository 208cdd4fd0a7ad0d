"""Tick, relay and upkeep: what comes round by the clock repairs whatever was lost in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from tests.servers import free_port
from workers.errors import TryAgain
from workers.pipeline import turns
from workers.pipeline.telling.relay import relay, relay_soon
from workers.pipeline.tick import WakeUps, tick
from workers.pipeline.upkeep import POLLS_KEPT, upkeep
from workers.store.pumps import start_pump
from workers.store.schema import metadata, polls, sources

RSS = "application/rss+xml"


def _publish(desk: Desk, site: Site, n: int = 3) -> None:
    urls = [site.put(f"/news/{i}", article(f"Gate {i} is open")) for i in range(n)]
    desk.sources_are(one=site.put("/feed", feed(urls), kind=RSS))


def _pump(desk: Desk, name: str, kind: str) -> None:
    desk.database.transact(
        lambda c: start_pump(c, pump_id=name, kind=kind, host="x", pid=1, limit=99, now=desk.now(), lease=8)
    )


def test_nothing_due_wakes_nobody(desk: Desk) -> None:
    assert tick(desk) == WakeUps()


def test_wake_ups_are_as_many_as_the_due_work_is_worth_and_never_above_the_limit(desk: Desk) -> None:
    desk.sources_are(a="http://127.0.0.1:1/a")
    assert tick(desk).poll == 1
    desk.sources_are(**{f"s{n}": f"http://127.0.0.1:1/{n}" for n in range(20)})
    assert tick(desk).poll == desk.settings.pump_limit == 4
    _pump(desk, "a", "poll")
    assert tick(desk).poll == 3
    for n in range(5):
        _pump(desk, f"p{n}", "poll")
    assert tick(desk).poll == 1  # this machine has enough, another may have room


def test_polls_and_pages_share_the_pumps_where_both_wait(desk: Desk, site: Site) -> None:
    _publish(desk, site)
    desk.poll()
    desk.sources_are(one=site.url + "/feed", **{f"s{n}": f"http://127.0.0.1:1/{n}" for n in range(20)})
    woken = tick(desk)
    assert (woken.poll, woken.harvest) == (2, 1)


def test_a_source_that_is_under_way_or_retired_is_not_due(desk: Desk) -> None:
    desk.sources_are(a="http://127.0.0.1:1/a")
    with desk.database.engine.begin() as connection:
        connection.execute(sa.update(sources).values(pump_id="somebody"))
    assert tick(desk).poll == 0
    desk.sources_are()
    assert tick(desk).poll == 0


def test_what_a_dead_pump_held_is_free_after_one_tick(desk: Desk, site: Site) -> None:
    _publish(desk, site)
    desk.poll()
    _pump(desk, "dead", "harvest")
    with desk.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE pages SET state = 'leased', pump_id = 'dead'"))
    turns.harvest(desk)
    assert desk.articles() == []
    desk.wait(9)
    assert tick(desk).harvest >= 1
    desk.harvest()
    assert set(desk.ends().values()) == {"stored"}
    assert len(desk.events()) == 3


def test_events_that_were_not_sent_are_swept_up_once(
    open_desk: Callable[..., Desk], tmp_path: Path, site: Site, valkey: str
) -> None:
    desk = open_desk(site)
    nowhere = Desk(tmp_path, [site.port], desk.settings.places.database_url, f"redis://127.0.0.1:{free_port()}/0")
    _publish(nowhere, site)
    nowhere.run()
    relay_soon(nowhere)  # no stream: said in the log, and no trouble of the pump
    with pytest.raises(TryAgain):
        relay(nowhere)
    assert set(nowhere.ends().values()) == {"stored"}
    nowhere.close()
    assert desk.events() == []
    assert tick(desk).relay == 1
    assert relay(desk) == 3
    assert relay(desk) == 0
    assert tick(desk).relay == 0
    assert len({e["id"] for e in desk.events()}) == len(desk.events()) == 3


def test_a_stream_that_was_wiped_gets_everything_again_in_order(desk: Desk, site: Site) -> None:
    _publish(desk, site)
    desk.run()
    before = desk.events()
    desk.redis.flushall()
    relay(desk)
    assert desk.events() == before


def test_turns_are_as_good_when_nothing_is_due(desk: Desk) -> None:
    for turn in (turns.poll(desk), turns.harvest(desk)):
        assert (turn.errands, turn.writes) == (0, 0)
    assert desk.rows("pumps") == []


def test_upkeep_follows_the_file_of_sources_and_a_broken_one_changes_nothing(desk: Desk) -> None:
    desk.sources_are(a="https://a.org/feed", b="https://b.org/feed")
    file = desk.settings.places.sources_file
    file.write_text("[sources.a\n", encoding="utf-8")
    upkeep(desk)
    assert {r.id: r.state for r in desk.rows("sources")} == {"a": "active", "b": "active"}
    file.write_text('[sources.a]\nurl = "x"\n[sources.c]\nurl = "https://c.org/"\n', encoding="utf-8")
    upkeep(desk)
    assert {r.id: r.state for r in desk.rows("sources")} == {"a": "active", "b": "active", "c": "active"}
    file.unlink()
    upkeep(desk)
    assert len([r for r in desk.rows("sources") if r.state == "active"]) == 3
    file.write_text('[sources.c]\nurl = "https://c.org/"\n', encoding="utf-8")
    upkeep(desk)
    assert {r.id: r.state for r in desk.rows("sources")} == {"a": "retired", "b": "retired", "c": "active"}


def test_upkeep_forgets_old_history_also_while_a_file_is_broken_and_never_identity(desk: Desk, site: Site) -> None:
    _publish(desk, site)
    desk.run()
    keys = desk.rows("keys")
    with desk.database.engine.begin() as connection:
        connection.execute(sa.update(polls).values(at=desk.now() - POLLS_KEPT - timedelta(hours=1)))
    desk.settings.places.sources_file.write_text("broken", encoding="utf-8")
    desk.wait(31 * 86400)
    upkeep(desk)
    assert desk.rows("polls") == []
    assert desk.rows("marks") == []
    assert desk.rows("outbox") == []
    assert desk.rows("keys") == keys
    assert len(desk.rows("pages")) == len(desk.rows("articles")) == 3
    assert all(
        json.loads(row.record)["paragraphs"] for row in desk.rows("articles")
    )  # for ever, unless settings say so


def test_a_story_whose_text_retention_forgot_is_told_nobody_a_second_time(
    open_desk: Callable[..., Desk], site: Site
) -> None:
    desk = open_desk(site, more="[articles]\nkeep_text_days = 30\n")
    _publish(desk, site)
    desk.run()
    relay(desk)
    desk.wait(31 * 86400)
    upkeep(desk)
    assert [json.loads(row.record).get("paragraphs") for row in desk.rows("articles")] == [None] * 3
    with desk.database.engine.begin() as connection:
        connection.execute(sa.delete(metadata.tables["pages"]))  # even where the frontier has never heard of them
    _publish(desk, site, 4)
    desk.run()
    relay(desk)
    assert len(desk.rows("pages")) == 4
    assert [event["data"]["item"]["headlines"][0]["value"] for event in desk.events()] == ["Gate 3 is open"]
    assert len(desk.rows("articles")) == len(desk.rows("versions")) == 4

"""A source that fails for long is told of once, and once more when it is well again."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.notify.schemas import faults
from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, feed
from workers.pipeline.telling.relay import relay
from workers.pipeline.upkeep import upkeep
from workers.store.alarms import standing

RSS = "application/rss+xml"
DAY = 86_400.0


def ill(site: Site) -> str:
    return site.put("/feed", b"no", status="500 Internal Server Error")


def well(site: Site) -> str:
    return site.put("/feed", feed([]), kind=RSS)


def poll(desk: Desk, times: int = 1) -> None:
    """Polls whenever the source is due."""
    for _ in range(times):
        behind = (desk.source("one").next_poll_at - desk.now()).total_seconds()
        desk.wait(max(0.0, behind) + 300)  # the site's own pause is over by then
        desk.poll()


def told(desk: Desk) -> list[dict[str, Any]]:
    relay(desk)
    return [event for event in desk.events() if event["type"].startswith("news.source.")]


def alarms(desk: Desk) -> list[tuple[str, str]]:
    with desk.database.read() as connection:
        return [(a.source_id, a.kind) for a, _ in standing(connection)]


def test_a_source_that_fails_is_announced_once_and_when_it_is_well_again(desk: Desk, site: Site) -> None:
    desk.sources_are(one=ill(site))
    desk.poll()
    poll(desk, 3)
    assert told(desk) == []
    poll(desk)
    (event,) = told(desk)
    assert (event["type"], event["subject"], event["data"]["failures"]) == (
        "news.source.unhealthy.v1",
        "source/one",
        5,
    )
    assert event["data"]["reason"].startswith("failed 5 times in a row, the last: the server is in trouble")
    assert faults(event) == []
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", event["traceparent"])
    assert alarms(desk) == [("one", "unhealthy")]
    poll(desk, 2)
    assert len(told(desk)) == 1

    well(site)
    poll(desk, 2)
    assert [e["type"] for e in told(desk)] == ["news.source.unhealthy.v1", "news.source.recovered.v1"]
    assert told(desk)[1]["data"]["failures"] == 7
    assert faults(told(desk)[1]) == []
    assert alarms(desk) == []


def test_falling_ill_again_is_a_new_event(desk: Desk, site: Site) -> None:
    desk.sources_are(one=ill(site))
    desk.poll()
    poll(desk, 5)
    well(site)
    poll(desk)
    ill(site)
    poll(desk, 5)
    events = told(desk)
    assert [e["type"].split(".")[2] for e in events] == ["unhealthy", "recovered", "unhealthy"]
    assert len({e["id"] for e in events}) == 3


def test_a_day_without_a_good_poll_is_enough(desk: Desk, site: Site) -> None:
    desk.sources_are(one=well(site))
    desk.poll()
    ill(site)
    desk.wait(2 * DAY)
    poll(desk)
    assert told(desk) == []  # one failure is none
    poll(desk)
    assert [e["data"]["failures"] for e in told(desk)] == [2]


def test_a_feed_that_was_ended_is_told_of_at_once(desk: Desk, site: Site) -> None:
    desk.sources_are(one=site.put("/feed", b"", status="410 Gone"))
    desk.poll()
    assert [e["data"]["reason"] for e in told(desk)] == ["410 Gone: the publisher ended it"]


def test_an_alarm_leaves_with_its_source(desk: Desk, site: Site) -> None:
    desk.sources_are(one=ill(site))
    desk.poll()
    poll(desk, 5)
    desk.sources_are(two=well(site))
    upkeep(desk)
    assert alarms(desk) == []


@pytest.mark.parametrize("failures", [1, 4])
def test_passing_trouble_is_no_illness(desk: Desk, site: Site, failures: int) -> None:
    desk.sources_are(one=ill(site))
    desk.poll()
    poll(desk, failures - 1)
    well(site)
    poll(desk)
    assert told(desk) == []

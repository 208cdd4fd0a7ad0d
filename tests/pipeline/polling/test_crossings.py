"""A poll that is redirected obeys robots.txt and the pace of where it is sent to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, feed
from workers.store.pace import know_sites, pause

RSS = "application/rss+xml"


@pytest.fixture
def elsewhere() -> Iterator[Site]:
    with Site(host="127.0.0.2") as stranger:
        yield stranger


@pytest.fixture
def desk(open_desk: Callable[..., Desk], site: Site, elsewhere: Site) -> Desk:
    opened = open_desk(site, elsewhere)
    elsewhere.put("/feed", feed([]), kind=RSS)
    opened.sources_are(one=site.moves("/feed", elsewhere.url + "/feed", "302 Found"))
    return opened


def test_robots_txt_of_another_site_is_asked_once_before_it(desk: Desk, site: Site, elsewhere: Site) -> None:
    for _ in range(2):
        desk.poll()
        desk.wait(3 * 3600)
    assert elsewhere.server.paths() == ["/robots.txt", "/feed", "/feed"]
    assert {r.origin: (r.state, r.pump_id) for r in desk.rows("robots")} == {
        site.url: ("none", None),
        elsewhere.url: ("none", None),
    }


def test_what_robots_txt_of_another_site_forbids_is_not_asked_for(desk: Desk, site: Site, elsewhere: Site) -> None:
    elsewhere.put("/robots.txt", b"User-agent: *\nDisallow: /feed\n", kind="text/plain")
    desk.poll()
    assert elsewhere.server.paths() == ["/robots.txt"]
    polled = desk.last_poll("one")
    assert (polled.outcome, polled.detail) == (
        "refused",
        f"redirects to {elsewhere.url}/feed: robots.txt disallows /feed (rule line 2)",
    )


def test_a_redirect_within_an_origin_obeys_its_robots_txt_too(desk: Desk, site: Site, elsewhere: Site) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private\n", kind="text/plain")
    site.moves("/feed", "/private/feed")
    desk.poll()
    assert site.paths() == ["/feed"]
    assert "robots.txt disallows /private" in desk.last_poll("one").detail


def test_another_site_that_wants_peace_is_left_in_peace(desk: Desk, site: Site, elsewhere: Site) -> None:
    other = elsewhere.url.removeprefix("http://")

    def set_aside() -> None:
        with desk.database.engine.begin() as connection:
            know_sites(connection, desk.database, [other], now=desk.now())
            pause(connection, other, until=desk.now() + timedelta(seconds=600), why="asked to")

    set_aside()
    desk.poll()
    assert elsewhere.server.paths() == []
    polled = desk.last_poll("one")
    assert polled.outcome == "failed"
    assert f"redirects to {elsewhere.url}/feed: {other} may not be asked for another" in polled.detail
    assert polled.next_poll_at - polled.at >= timedelta(seconds=590)
    (own,) = [s for s in desk.rows("sites") if s.site == site.url.removeprefix("http://")]
    assert own.failures == 0
    desk.wait(700)
    desk.poll()
    assert desk.last_poll("one").outcome == "nothing new"

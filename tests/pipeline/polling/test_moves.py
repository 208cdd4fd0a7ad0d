"""A source that moved for good is polled at its new URL, once that is certain; nothing else of it changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from workers.pipeline.polling import moves
from workers.records import Hop, Kind
from workers.store.standing import Move

RSS = "application/rss+xml"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("hops", "target"),
    [
        ((), None),
        (((301, "a"),), "a"),
        (((308, "a"), (301, "b")), "b"),
        (((301, "a"), (302, "b")), "a"),
        (((302, "a"), (301, "b")), None),
        (((303, "a"),), None),
        (((307, "a"),), None),
    ],
)
def test_a_move_goes_as_far_as_redirects_say_for_good(hops: tuple[tuple[int, str], ...], target: str | None) -> None:
    assert moves.moved_for_good([Hop(status, url) for status, url in hops]) == target


def test_a_move_is_counted_while_it_leads_to_the_same_url() -> None:
    there, elsewhere = [Hop(301, "a")], [Hop(301, "b")]
    first = moves.counted(None, there, NOON)
    assert first == Move("a", NOON, 1)
    assert moves.counted(first, there, NOON + DAY) == Move("a", NOON, 2)
    assert moves.counted(first, elsewhere, NOON + DAY) == Move("b", NOON + DAY, 1)
    assert moves.counted(first, there, NOON - DAY) == Move("a", NOON - DAY, 1)  # the clock was set back
    assert moves.counted(first, [], NOON + DAY) is None


def test_a_move_needs_several_polls_and_a_day() -> None:
    assert not moves.is_confirmed(Move("a", NOON, 2), NOON + 7 * DAY)
    assert not moves.is_confirmed(Move("a", NOON, 99), NOON + DAY - timedelta(seconds=1))
    assert moves.is_confirmed(Move("a", NOON, 3), NOON + DAY)
    assert moves.needs_proof(Move("a", NOON, 2), NOON + DAY)
    assert not moves.needs_proof(Move("a", NOON, 1), NOON + DAY)
    assert not moves.needs_proof(None, NOON)


def test_what_is_promised_is_what_was_served_before() -> None:
    assert moves.promised(Kind.AUTO, None) is Kind.AUTO
    assert moves.promised(Kind.AUTO, "json") is Kind.FEED
    assert moves.promised(Kind.AUTO, "sitemap-index") is Kind.SITEMAP
    assert moves.promised(Kind.LISTING, "rss") is Kind.LISTING


def _poll_for(desk: Desk, days: int) -> None:
    for _ in range(days):
        desk.wait(86400)
        desk.poll()


def test_a_moved_feed_keeps_its_articles(desk: Desk, site: Site) -> None:
    page = site.put("/news/1", article("The harbour is open"))
    site.moves("/old", "/new")
    site.put("/new", feed([page]), kind=RSS)
    desk.sources_are(one=site.url + "/old")
    desk.run()
    (before,) = desk.articles()
    assert "moved for good to" in desk.last_poll("one").detail
    assert desk.source("one").url == site.url + "/old"
    _poll_for(desk, 2)
    source = desk.source("one")
    assert (source.url, source.listed_url, source.moved_to) == (site.url + "/new", site.url + "/old", None)
    assert desk.last_poll("one").detail.startswith(
        f"moved for good to {site.url}/new: polled there from now on, no more at {site.url}/old"
    )
    site.asked.clear()
    _poll_for(desk, 1)
    assert site.paths()[-1] == "/new"
    assert not any(head.startswith("GET /old ") for head in site.asked)
    (after,) = desk.articles()
    assert (after["id"], after["version"], len(desk.events())) == (before["id"], 1, 1)


def test_the_list_of_sources_does_not_undo_a_move_and_may_catch_up_or_change_its_mind(desk: Desk, site: Site) -> None:
    site.moves("/old", "/new")
    site.put("/new", feed([site.url + "/news/1"]), kind=RSS, headers=['ETag: "one"'])
    desk.sources_are(one=site.url + "/old")
    desk.poll()
    _poll_for(desk, 2)
    due = desk.source("one").next_poll_at
    desk.sources_are(one=site.url + "/old")
    still = desk.source("one")
    assert (still.url, still.etag, still.next_poll_at) == (site.url + "/new", '"one"', due)
    desk.sources_are(one=site.url + "/new")
    caught_up = desk.source("one")
    assert (caught_up.url, caught_up.listed_url, caught_up.etag) == (site.url + "/new", None, '"one"')
    desk.sources_are(one=site.url + "/third")
    changed = desk.source("one")
    assert (changed.url, changed.listed_url, changed.etag, changed.serves) == (site.url + "/third", None, None, None)


@pytest.mark.parametrize("status", ["302 Found", "303 See Other", "307 Temporary Redirect"])
def test_a_redirect_for_now_is_followed_each_time_and_moves_nothing(desk: Desk, site: Site, status: str) -> None:
    site.moves("/old", "/new", status)
    site.put("/new", feed([site.url + "/news/1"]), kind=RSS)
    desk.sources_are(one=site.url + "/old")
    desk.poll()
    _poll_for(desk, 4)
    assert (desk.source("one").url, desk.source("one").moved_to) == (site.url + "/old", None)
    assert desk.source("one").failures == 0


def test_a_move_that_is_taken_back_is_forgotten(desk: Desk, site: Site) -> None:
    site.put("/new", feed([site.url + "/news/1"]), kind=RSS)
    site.moves("/old", "/new")
    desk.sources_are(one=site.url + "/old")
    desk.poll()
    _poll_for(desk, 1)
    assert desk.source("one").moved_polls == 2
    site.put("/old", feed([site.url + "/news/1"]), kind=RSS)
    _poll_for(desk, 2)
    assert (desk.source("one").url, desk.source("one").moved_polls) == (site.url + "/old", 0)


def test_a_feed_never_moves_onto_a_home_page_be_it_by_a_304(desk: Desk, site: Site) -> None:
    stated = "Last-Modified: Tue, 24 Nov 2026 10:00:00 GMT"
    site.put("/feed", feed([site.url + "/news/1"]), kind=RSS, headers=[stated])
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    site.moves("/feed", "/")
    site.then("/", lambda head: _page_or_304(head, b"<html><body><h1>Welcome</h1>" + b'<a href="/a-b-c-1">x</a>' * 9))
    _poll_for(desk, 8)
    source = desk.source("one")
    assert (source.url, source.serves, source.listed_url) == (site.url + "/feed", "rss", None)
    assert source.failures >= 1
    assert "HTML" in source.last_error


def _page_or_304(head: str, body: bytes) -> bytes:
    from tests.fetch.servers import answer

    if "If-Modified-Since" in head:
        return answer(b"", "304 Not Modified")
    return answer(body, headers=["Content-Type: text/html"])


def test_a_feed_never_moves_onto_a_sitemap_or_another_sources_url(desk: Desk, site: Site) -> None:
    urlset = f"<urlset><url><loc>{site.url}/news/2</loc></url></urlset>".encode()
    site.put("/a", feed([site.url + "/news/1"]), kind=RSS)
    site.put("/b", feed([site.url + "/news/1"]), kind=RSS)
    site.put("/map", urlset, kind="application/xml")
    site.put("/own", feed([site.url + "/news/3"]), kind=RSS)
    desk.sources_are(a=site.url + "/a", b=site.url + "/b", own=site.url + "/own")
    desk.poll()
    site.moves("/a", "/map")
    site.moves("/b", "/own")
    _poll_for(desk, 3)
    details = [p.detail for p in desk.rows("polls") if p.detail]
    assert desk.source("b").url == site.url + "/b"
    assert any("which source own polls already: not followed" in detail for detail in details)
    assert desk.source("a").url == site.url + "/a"
    assert "which is a sitemap where a feed was: not followed" in desk.last_poll("a").detail


def test_two_sources_that_move_to_one_url_do_not_both_go_there(desk: Desk, site: Site) -> None:
    site.put("/new", feed([site.url + "/news/1"]), kind=RSS)
    site.moves("/a", "/new")
    site.moves("/b", "/new")
    desk.sources_are(a=site.url + "/a", b=site.url + "/b")
    desk.poll()
    _poll_for(desk, 4)
    assert sorted(desk.source(name).url for name in "ab") in (
        [site.url + "/a", site.url + "/new"],
        [site.url + "/b", site.url + "/new"],
    )


def test_a_feed_that_moved_to_a_site_nobody_knew_is_polled_there(open_desk: Callable[..., Desk], site: Site) -> None:
    with Site(host="127.0.0.2") as elsewhere:
        desk = open_desk(site, elsewhere)
        site.put("/old", kind=RSS, status="301 Moved Permanently", headers=[f"Location: {elsewhere.url}/feed"])
        elsewhere.put("/feed", feed([site.url + "/news/1"]), kind=RSS)
        desk.sources_are(one=site.url + "/old")
        for _ in range(4):
            desk.poll()
            desk.wait(90_000)
        before, asked = desk.source("one"), len(site.asked)
        assert before.url == f"{elsewhere.url}/feed"
        desk.poll()
        assert (desk.source("one").polls, len(site.asked)) == (before.polls + 1, asked)

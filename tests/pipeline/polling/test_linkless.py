"""Entries without a link are stored as the feed tells them, and nobody is asked for a page."""

from __future__ import annotations

from tests.pipeline.desk import Desk
from tests.pipeline.site import PARAGRAPHS, Site
from workers.pipeline.polling import linkless
from workers.records import Entry

RSS = "application/rss+xml"
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def feed(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>Wire</title>{"".join(items)}</channel></rss>'.encode()


def item(guid: str, title: str, text: str = TEXT, more: str = "") -> str:
    said = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<item>{said}<title>{title}</title><description><![CDATA[{text}]]></description>{more}</item>"


def test_a_story_without_a_link_is_an_article_known_by_feed_and_guid(desk: Desk, site: Site) -> None:
    url = site.put("/wire", feed(item("urn:x:1", "Wall one"), item("2 b", "Wall two"), item("", "No guid")), kind=RSS)
    desk.sources_are(wire=url)
    desk.run()
    found = {article["title"]: article for article in desk.articles()}
    assert {title: article["url"] for title, article in found.items()} == {
        "Wall one": f"{url}#!entry=urn:x:1",
        "Wall two": f"{url}#!entry=2%20b",
    }
    assert found["Wall one"]["paragraphs"] == list(PARAGRAPHS)
    assert site.paths() == ["/wire"]
    assert "1 of 3 entries are left out" in desk.last_poll("wire").detail


def test_an_edit_in_the_feed_is_a_new_version_and_nothing_else_is(desk: Desk, site: Site) -> None:
    at = "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"
    later = f"{TEXT}<p>The gate will be closed again in the spring for a week, the port authority said later.</p>"
    url = site.put(
        "/wire",
        feed(item("1", "Wall one", more=at)),
        feed(item("1", "Wall one", later, more=at)),
        kind=RSS,
    )
    desk.sources_are(wire=url)
    desk.run()
    desk.wait(1000)
    desk.harvest()  # a look at what the feed told last
    (article,) = desk.articles()
    assert article["version"] == 1
    desk.wait(90_000)
    desk.run()
    desk.wait(90_000)
    desk.harvest()
    (article,) = desk.articles()
    assert (article["version"], len(article["paragraphs"])) == (2, len(PARAGRAPHS) + 1)
    assert set(site.paths()) == {"/wire"}


def test_a_line_without_a_link_is_no_article(desk: Desk, site: Site) -> None:
    desk.sources_are(
        wire=site.put("/wire", feed(item("1", "Song.mp3", "Blondie"), item("2", "T", "&nbsp;" * 40)), kind=RSS)
    )
    desk.run()
    assert desk.articles() == []
    (page,) = desk.rows("pages")
    assert (page.outcome, page.reason) == ("not an article", "the feed's entry has neither a link nor a text")


def test_a_story_stays_the_same_when_its_feed_moves(desk: Desk, site: Site) -> None:
    url = site.moves("/wire", "/new")
    site.put("/new", feed(item("1", "Wall one")), feed(item("1", "Wall one"), item("2", "Wall two")), kind=RSS)
    desk.sources_are(wire=url)
    for _ in range(5):
        desk.run()
        desk.wait(90_000)
    assert desk.source("wire").url == f"{site.url}/new"
    assert {row.url for row in desk.rows("pages")} == {f"{url}#!entry=1", f"{url}#!entry=2"}


def test_the_address_of_a_story_is_short_in_every_script() -> None:
    feed_url = "https://example.org/feed"
    guids = ["عاجل " * 30, "عاجل " * 30 + "2", "x" * 200, "x" * 201]
    told = [Entry(guid=guid, title="Wall", content=TEXT) for guid in guids]
    found = [linkless.address_of(entry, guid, feed_url) for entry, guid in zip(told, guids, strict=True)]
    assert len(set(found)) == 4
    assert all(address is not None and len(address) <= len(feed_url) + 210 for address in found)
    assert linkless.address_of(told[0], "\ud800", feed_url) is not None


def test_stories_without_a_link_take_no_turn_of_their_site(desk: Desk, site: Site) -> None:
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 20\n", kind="text/plain")
    url = site.put("/wire", feed(*(item(str(n), f"Wall {n}") for n in range(9))), kind=RSS)
    desk.sources_are(wire=url)
    for _ in range(3):
        desk.poll()
        desk.wait(21)
    (before,) = desk.rows("sites")
    assert (desk.source("wire").polls, before.crawl_delay_s) == (1, 20.0)
    desk.harvest()
    (after,) = desk.rows("sites")
    assert len(desk.articles()) == 9
    assert after.next_free_at == before.next_free_at

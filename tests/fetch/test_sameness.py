"""A body says the same where only clocks, counters and comments moved on, and is read for that in linear time."""

from __future__ import annotations

import time

import pytest

from workers.fetch.sameness import body_hash

FEED = (
    "<?xml version='1.0'?><rss><channel><title>T</title><lastBuildDate>{a}</lastBuildDate><pubDate>{a}</pubDate>"
    "<generator uri='{a}'>G {a}</generator><sy:updateBase>{a}</sy:updateBase><!-- served by {a} -->"
    "<item><title>One</title><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate><slash:comments>{a}</slash:comments>"
    "<link rel='replies' thr:count='{a}' href='x'/><thr:total>{a}</thr:total><media:statistics views='{a}'/>"
    "<media:community><media:starRating average='{a}'/></media:community></item>"
    "<!-- {a} queries --></channel></rss><!-- cached {a} -->"
)


def _hash(text: str, **values: str) -> str:
    return body_hash(text.format(**values).encode())


def test_clocks_counters_and_comments_are_no_news() -> None:
    assert _hash(FEED, a="1") == _hash(FEED, a="20261124")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("One", "Two"),
        ("Tue, 24 Nov", "Wed, 25 Nov"),  # an entry's own date
        ("<item>", "<item><guid>1</guid>"),
        ("<title>T</title>", "<title>U</title>"),
        ("</item>", "</item><item><title>Two</title></item>"),
        ("href='x'", "href='y'"),
    ],
)
def test_what_readers_see_is_news(old: str, new: str) -> None:
    assert old in FEED
    assert _hash(FEED, a="1") != _hash(FEED.replace(old, new), a="1")


def test_atom_clocks_of_the_feed_are_no_news_and_those_of_entries_are() -> None:
    feed = "<feed><updated>{a}</updated><entry><id>1</id><updated>{b}</updated></entry></feed>"
    assert _hash(feed, a="1", b="1") == _hash(feed, a="2", b="1")
    assert _hash(feed, a="1", b="1") != _hash(feed, a="1", b="2")


PIXELS = [
    '<img src="https://count.example/b.gif?r={a}" width="1" height="1" alt=""/>',
    "<IMG HEIGHT='1' SRC='https://count.example/?r={a}' WIDTH=1>",
    "&lt;img src=&quot;https://c.example/b?a=1&amp;amp;r={a}&quot; width=&quot;1&quot; height=&quot;0&quot;&gt;",
    '&lt;img src="https://count.example/{a}" width="1px" height="1px" /&gt;',
]
PICTURES = [
    '<img src="https://a.example/{a}.jpg" width="100" height="1">',  # a rule across the page may be one pixel high
    '<img src="https://a.example/{a}.jpg" width="10" height="10">',
    '<img src="https://a.example/{a}.jpg">',
    '<p width="1" height="1">{a}</p>',
    '<img src="x.gif" width="1" height="1" data-src="https://a.example/{a}.jpg">',
    "&lt;img src=&quot;{a}.jpg&quot; width=&quot;1&quot;&gt; height=&quot;1&quot; &gt;",
    '<img src="https://a.example/?width=1&height=1&r={a}">',
]


def _item(html: str, a: str) -> bytes:
    told = html.replace("{a}", a)
    return f"<rss><channel><item><title>T</title><description>{told}</description></item></channel></rss>".encode()


@pytest.mark.parametrize("html", PIXELS)
def test_pixels_that_count_readers_are_no_news(html: str) -> None:
    assert body_hash(_item(html, "1")) == body_hash(_item(html, "2"))
    assert body_hash(_item(html + "One", "1")) != body_hash(_item(html + "Two", "1"))


@pytest.mark.parametrize("html", PICTURES)
def test_pictures_are_news(html: str) -> None:
    assert body_hash(_item(html, "1")) != body_hash(_item(html, "2"))


def test_a_comment_without_an_end_is_kept() -> None:
    assert body_hash(b"<rss/><!-- a") != body_hash(b"<rss/><!-- b")


PIECES = [
    b"<!--", b"-->", b"<!-->", b"<generator ", b"<generator>", b"<lastBuildDate>", b"<pubDate ", b"<a:updateBase ",
    b"<aaaaaaaaaaaaaaaaaaaaaaaa", b"<a:", b" thr:count='", b" thr:count  = ", b"<media:statistics ", b"<?xml ", b" ",
    b"</generator ", b"<img ", b"&lt;img ", b"&lt;img &amp;", b"<img width=1 ", b" width=1", b"<img width=1 height=1>",
    b"<generator></generator ", b"<item", b"<",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_body_costs_no_more_than_its_length(piece: bytes) -> None:
    body = piece * (1_000_000 // len(piece))
    began = time.process_time()
    body_hash(body)
    assert time.process_time() - began < 3  # a quadratic reader takes minutes

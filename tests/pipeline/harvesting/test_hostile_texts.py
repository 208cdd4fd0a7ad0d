"""Characters that a database refuses, or that text may not hold, cost at most their own page or poll."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed, json_feed

NASTY = ["nul \x00 inside", "half \ud800 a pair", "end \udfff", "control \x1b[31m \x07", "￾ noncharacter"]


@pytest.fixture
def desk(tmp_path: Path, site: Site, store_url: str, valkey: str, stream_redis: redis.Redis) -> Iterator[Desk]:
    """A desk over SQLite, and one over PostgreSQL."""
    opened = Desk(tmp_path, [site.port], store_url, valkey)
    yield opened
    opened.close()


def test_feeds_with_such_characters_are_read_and_stop_no_other(desk: Desk, site: Site) -> None:
    good = site.put("/news/good-1", article("The harbour is open"))
    others = [site.put(f"/news/nasty-{n}", article(f"Gate {n} is shut")) for n in range(len(NASTY))]
    site.put("/good", feed([good]), kind="application/rss+xml")
    for n, text in enumerate(NASTY):
        item: dict[str, Any] = {
            "id": text,
            "url": others[n],
            "title": text,
            "summary": text,
            "tags": [text],
            "language": text,
        }
        item["authors"] = [{"name": text}]
        site.put(f"/{n}", json_feed([item], title=text), kind="application/feed+json")
    desk.sources_are(good=site.url + "/good", **{f"nasty{n}": f"{site.url}/{n}" for n in range(len(NASTY))})
    desk.run()
    assert desk.ends() == {"/news/good-1": "stored", **{f"/news/nasty-{n}": "stored" for n in range(len(NASTY))}}
    assert {p.outcome for p in desk.rows("polls")} == {"new"}
    assert len(desk.events()) == 1 + len(NASTY)


def test_links_with_such_characters_cost_their_own_entry(desk: Desk, site: Site) -> None:
    good = site.put("/news/good-1", article("The harbour is open"))
    links = [f"{site.url}/news/{text}" for text in NASTY]
    links += ["http://[::1", "http://", "mailto:a@b", "http://" + "a" * 3000, "http://a..b/", "http://\u2028/"]
    items = [{"id": str(n), "url": link, "title": "x"} for n, link in enumerate(links)]
    site.put("/feed", json_feed([*items, {"id": "good", "url": good, "title": "x"}]), kind="application/feed+json")
    desk.sources_are(one=site.url + "/feed")
    desk.run()
    ends = desk.ends()
    assert ends.pop("/news/good-1") == "stored"
    assert set(ends.values()) <= {"gone", "refused"}


def test_pages_with_such_characters_stop_no_other(desk: Desk, site: Site) -> None:
    urls = [site.put("/news/good-1", article("The harbour is open"))]
    for n, text in enumerate(NASTY):
        data = {"@type": "NewsArticle", "headline": f"Gate {n} {text}", "author": {"name": text}, "keywords": [text]}
        data |= {"articleSection": text, "publisher": {"name": text}, "image": f"/a{text}.jpg", "inLanguage": text}
        head = f'<script type="application/ld+json">{json.dumps(data)}</script><link rel="canonical" href="/x{text}">'
        urls.append(site.put(f"/news/nasty-{n}", article(f"Gate {n} {text}", head=head)))
    site.put("/feed", feed(urls), kind="application/rss+xml")
    desk.sources_are(one=site.url + "/feed")
    desk.run()
    for _ in range(3):
        desk.wait(100)
        desk.harvest()
    ends = desk.ends()
    assert {ends[f"/news/nasty-{n}"] for n in range(len(NASTY))} == {"stored"}
    assert ends["/news/good-1"] == "stored"
    told = json.dumps(desk.articles(), ensure_ascii=False)
    assert {"\x00", "\ud800"}.isdisjoint(told)
    assert "\\u00" not in told  # as JSON writes control characters


def test_a_robots_txt_with_such_characters_is_read_all_the_same(desk: Desk, site: Site) -> None:
    url = site.put("/news/good-1", article("The harbour is open"))
    shut = site.url + "/shut/2"
    site.put("/robots.txt", b"\x00\xff\xfe# \x00\nUser-agent: *\nDisallow: /shut/\n", kind="text/plain")
    site.put("/feed", feed([url, shut]), kind="application/rss+xml")
    desk.sources_are(one=site.url + "/feed")
    desk.run()
    assert desk.ends() == {"/news/good-1": "stored", "/shut/2": "refused"}

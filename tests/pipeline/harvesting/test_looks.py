"""Known articles are looked at again: edits, withdrawals and returns are told once each, in order."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.world import World
from tests.pipeline.desk import Desk
from tests.pipeline.site import PARAGRAPHS, Site, article, feed
from workers.demo.newsroom import to_toml
from workers.pipeline.harvesting.looks import leads_home
from workers.store import pumps, rechecks

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def _announce(desk: Desk, site: Site, *urls: str) -> None:
    site.put("/feed", feed(urls), kind="application/rss+xml")
    desk.sources_are(one=site.url + "/feed")


def _told(desk: Desk) -> list[tuple[str, int]]:
    """(last word of the event's type, version) in the order of the stream."""
    return [(e["type"].split(".")[2], int(e["data"]["item"]["version"])) for e in desk.events()]


def _desk_of(open_desk: Callable[..., Desk], world: World) -> Desk:
    """A desk whose sources are this world's."""
    desk = open_desk(*[SimpleNamespace(port=port) for port in world.ports])
    desk.sources_read(to_toml(world.sources()))
    return desk


def _json_feed(*items: tuple[str, str, str]) -> bytes:
    """A JSON Feed of (URL, title, date modified)."""
    entries = [{"id": url, "url": url, "title": title, "date_modified": at} for url, title, at in items]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Port", "items": entries}).encode()


def test_an_article_is_looked_at_again_ever_more_rarely_and_conditionally(desk: Desk, site: Site) -> None:
    page = article("The harbour is open")
    url = site.put("/news/harbour-1", page, headers=['ETag: "v1"', "Last-Modified: Mon, 23 Nov 2026 10:00:00 GMT"])
    _announce(desk, site, url)
    desk.run()
    site.put("/news/harbour-1", status="304 Not Modified", headers=['ETag: "v1"'])
    ages: list[int] = []
    for quarter in range(1, 6 * 96):
        desk.wait(15 * MINUTE)
        before = len(site.paths())
        desk.harvest()
        ages += [quarter // 4] * (len(site.paths()) - before)
    assert ages == [0, 1, 6, 24, 72]
    looks = [head for head in site.asked if "/news/harbour-1" in head][1:]
    assert all('If-None-Match: "v1"' in head for head in looks)
    assert all("If-Modified-Since: Mon, 23 Nov 2026 10:00:00 GMT" in head for head in looks)
    assert desk.page(url).recheck_at is None
    assert _told(desk) == [("created", 1)]


def test_a_look_is_no_pending_work(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.run()
    row = desk.page(url)
    assert (row.state, row.outcome, row.attempts) == ("ended", "stored", 0)
    assert row.recheck_at is not None


def test_without_ages_nobody_looks_again(open_desk: Callable[..., Desk], site: Site) -> None:
    desk = open_desk(site, more="[workers]\nrechecks = []\n")
    url = site.put("/news/harbour-1", article("The harbour is open"))
    site.put("/feed", _json_feed((url, "Open", "2026-11-23T10:00:00Z")), kind="application/feed+json")
    desk.sources_are(one=site.url + "/feed")
    desk.run()
    site.put("/feed", _json_feed((url, "Closed", "2026-11-23T11:00:00Z")), kind="application/feed+json")
    desk.wait(DAY)
    desk.run()
    assert site.paths().count("/news/harbour-1") == 1


def test_an_announcement_that_changed_brings_the_next_look_forward(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    other = site.put("/news/bridge-2", article("The bridge is closed"))
    first = _json_feed((url, "Open", "2026-11-23T10:00:00Z"), (other, "Bridge", "2026-11-23T10:00:00Z"))
    site.put("/feed", first, kind="application/feed+json")
    desk.sources_are(one=site.url + "/feed")
    desk.run()
    desk.wait(5 * DAY)
    desk.harvest()
    asked = site.paths().count("/news/harbour-1")
    site.put("/news/harbour-1", article("The harbour is closed again"))
    changed = _json_feed((url, "Closed", "2026-11-23T10:00:00Z"), (other, "Bridge", "2026-11-23T10:00:00Z"))
    site.put("/feed", changed, kind="application/feed+json")
    desk.wait(2 * DAY)
    desk.run()
    assert site.paths().count("/news/harbour-1") == asked + 1
    assert site.paths().count("/news/bridge-2") == asked
    assert _told(desk)[-1] == ("updated", 2)


def test_a_source_that_stamps_everything_anew_at_each_poll_costs_ever_fewer_looks(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    desk.sources_are(one=site.url + "/feed")
    looks: list[int] = []
    for day in range(40):
        stamp = f"2027-{1 + day // 28:02}-{1 + day % 28:02}T00:00:00Z"
        site.put("/feed", _json_feed((url, "Open", stamp)), kind="application/feed+json")
        desk.run()
        desk.harvest()
        looks.append(site.paths().count("/news/harbour-1"))
        desk.wait(DAY)
    assert looks[39] - looks[20] < (looks[20] - looks[0]) * 0.75


def test_an_article_edited_five_times_has_six_versions_and_an_event_each_in_order(
    open_desk: Callable[..., Desk],
) -> None:
    with World(1, 2, counter=True) as world:
        desk = _desk_of(open_desk, world)
        desk.run()
        url = ""
        for edit in range(5):
            desk.wait((20 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY)[edit])
            url = world.edit_article(0, 0, append=f"Correction {edit}: the mayor spoke again about the harbour wall.")
            desk.run()
        (line,) = [a for a in desk.articles() if a["url"] == url]
        told = [e for e in desk.events() if e["subject"] == f"article/{line['id']}"]
    assert line["version"] == 6
    assert [e["type"].split(".")[2] for e in told] == ["created"] + ["updated"] * 5
    assert [int(e["data"]["item"]["version"]) for e in told] == [1, 2, 3, 4, 5, 6]
    for edit, event in enumerate(told[1:]):
        assert event["data"]["ingest"]["changed"] == ["paragraphs"]
        added = event["data"]["ingest"]["diff"]["added"]
        assert [p["text"] for p in added] == [f"Correction {edit}: the mayor spoke again about the harbour wall."]
    kept = [r.record for r in desk.rows("versions") if r.article_id == line["id"]]
    assert [record is None for record in kept] == [False] * 5 + [True]


def test_a_counter_that_moves_at_every_visit_makes_no_version(open_desk: Callable[..., Desk]) -> None:
    with World(6, 3, counter=True) as world:
        desk = _desk_of(open_desk, world)
        desk.run()
        for pause in (20 * MINUTE, HOUR, 6 * HOUR, DAY):
            desk.wait(pause)
            desk.harvest()
        pages = {url.split("/", 3)[3] for url in world.truth()}
        visits = [r.path for r in world.log() if r.path[1:] in pages]
    assert len(visits) >= 4 * 18
    assert {kind for kind, _ in _told(desk)} == {"created"}


def test_an_article_that_stays_gone_is_withdrawn_once(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.run()
    site.put("/news/harbour-1", status="410 Gone")
    desk.wait(20 * MINUTE)
    desk.harvest()
    assert desk.page(url).gone_looks == 1
    assert _told(desk) == [("created", 1)]
    for _ in range(5):
        desk.wait(DAY)
        desk.run()
    assert _told(desk) == [("created", 1), ("withdrawn", 1)]
    assert [r.state for r in desk.rows("articles")] == ["withdrawn"]
    assert desk.page(url).recheck_at is None


def test_an_article_that_was_gone_for_a_moment_is_not_withdrawn(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"), headers=['ETag: "v1"'])
    _announce(desk, site, url)
    desk.run()
    site.put("/news/harbour-1", status="404 Not Found")
    desk.wait(20 * MINUTE)
    desk.harvest()
    site.put("/news/harbour-1", article("The harbour is open"), headers=['ETag: "v1"'])
    desk.wait(70 * MINUTE)
    desk.harvest()
    row = desk.page(url)
    assert (row.gone_since, row.gone_looks, row.etag) == (None, 0, '"v1"')
    site.put("/news/harbour-1", status="404 Not Found")
    desk.wait(6 * HOUR)
    desk.harvest()
    assert desk.page(url).gone_looks == 1
    assert _told(desk) == [("created", 1)]


def test_a_withdrawn_article_that_comes_back_is_a_new_version(desk: Desk, site: Site) -> None:
    page = article("The harbour is open")
    url = site.put("/news/harbour-1", page)
    _announce(desk, site, url)
    desk.run()
    site.put("/news/harbour-1", status="404 Not Found")
    for _ in range(2):
        desk.wait(2 * HOUR)
        desk.harvest()
    assert _told(desk)[-1] == ("withdrawn", 1)
    site.put("/news/harbour-1", page)
    desk.wait(DAY)
    desk.harvest()
    assert _told(desk) == [("created", 1), ("withdrawn", 1), ("updated", 2)]
    assert [r.state for r in desk.rows("articles")] == ["usable"]


def test_who_announces_a_withdrawn_article_again_is_believed_for_one_look(desk: Desk, site: Site) -> None:
    page = article("The harbour is open")
    url = site.put("/news/harbour-1", page)
    other = site.put("/news/bridge-2", article("The bridge is closed"))
    _announce(desk, site, url)
    desk.run()
    site.put("/news/harbour-1", status="404 Not Found")
    _announce(desk, site, other)
    for _ in range(6):
        desk.wait(2 * DAY)
        desk.run()
    assert desk.page(url).recheck_at is None
    site.put("/news/harbour-1", page)
    _announce(desk, site, other, url)
    desk.wait(2 * DAY)
    desk.run()
    assert _told(desk)[-1] == ("updated", 2)


def test_a_page_that_leads_home_is_gone(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.run()
    site.moves("/news/harbour-1", "/", status="302 Found")
    for _ in range(2):
        desk.wait(2 * HOUR)
        desk.harvest()
    assert _told(desk) == [("created", 1), ("withdrawn", 1)]
    assert "/" not in site.paths()


NOTICES = {
    "a line among links": b"<title>Port</title><nav><a href=/>Home</a></nav><div>This article has been removed.</div>",
    "a heading in Arabic": "<meta charset=utf-8><title>بوابة المرفأ</title><h1>تم حذف الخبر</h1><p>الرئيسية".encode(),
    "the shape of an article": article(
        "Статья удалена", paragraphs=["Материал снят с публикации по решению редакции."]
    ),
    "a title that stayed": article(
        "The harbour is open", paragraphs=["This story is no longer available on our site."]
    ).replace(b"The harbour is open: ", b""),
    "a page not found": b"<title>404 - Page not found</title><h1>Page not found</h1><p>There is nothing here.</p>",
}


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES.keys())
def test_an_article_whose_page_says_that_it_was_removed_is_withdrawn_by_a_second_look(
    desk: Desk, site: Site, notice: bytes
) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.run()
    site.put("/news/harbour-1", notice)
    desk.wait(20 * MINUTE)
    desk.harvest()
    assert desk.page(url).gone_looks == 1
    assert _told(desk) == [("created", 1)]
    desk.wait(70 * MINUTE)
    desk.harvest()
    assert _told(desk) == [("created", 1), ("withdrawn", 1)]
    desk.wait(DAY)
    desk.run()
    assert _told(desk) == [("created", 1), ("withdrawn", 1)]


def test_a_notice_that_the_next_look_does_not_find_withdraws_nothing(desk: Desk, site: Site) -> None:
    page = article("The harbour is open")
    url = site.put("/news/harbour-1", page)
    _announce(desk, site, url)
    desk.run()
    site.put("/news/harbour-1", NOTICES["a line among links"])
    desk.wait(20 * MINUTE)
    desk.harvest()
    site.put("/news/harbour-1", page)
    desk.wait(70 * MINUTE)
    desk.harvest()
    assert desk.page(url).gone_looks == 0
    assert _told(desk) == [("created", 1)]


def test_an_article_that_says_more_than_that_it_was_removed_stays(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.run()
    site.put(
        "/news/harbour-1", article("The harbour is open", paragraphs=["This article has been removed.", *PARAGRAPHS])
    )
    desk.wait(20 * MINUTE)
    desk.harvest()
    assert _told(desk) == [("created", 1), ("updated", 2)]


def test_a_new_page_that_only_says_that_its_article_was_removed_is_no_article(desk: Desk, site: Site) -> None:
    notice = article("This story has been deleted", paragraphs=["It broke our rules of the house."])
    url = site.put("/news/harbour-1", notice.replace(b"This story has been deleted: ", b""))
    _announce(desk, site, url)
    desk.run()
    assert desk.page(url).outcome == "gone"
    assert _told(desk) == []


def test_only_a_home_page_counts_as_home() -> None:
    page = "https://www.example.org/news/harbour-1"
    homes = (
        "https://www.example.org",
        "https://example.org/",
        "https://www.example.org/en/",
        "http://example.org/pt-br",
    )
    others = (
        "https://example.com/",
        "https://www.example.org/?p=7",
        "https://www.example.org/news/",
        "https://example.org/new",
    )
    assert [leads_home(url, page) for url in homes] == [True] * 4
    assert [leads_home(url, page) for url in others] == [False] * 4


def test_an_article_that_moved_and_is_gone_is_first_asked_for_where_it_was_announced(desk: Desk, site: Site) -> None:
    url = site.moves("/news/1", "/news/harbour-1")
    site.put("/news/harbour-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.run()
    site.put("/news/harbour-1", status="404 Not Found")
    site.moves("/news/1", "/news/the-harbour-1")
    site.put("/news/the-harbour-1", article("The harbour is open"))
    for _ in range(2):
        desk.wait(2 * HOUR)
        desk.harvest()
    assert site.paths()[-2:] == ["/news/1", "/news/the-harbour-1"]
    assert _told(desk) == [("created", 1)]
    assert desk.page(url).gone_looks == 0


def test_a_site_in_trouble_takes_no_article_away(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.run()
    for status in ("503 Service Unavailable", "403 Forbidden"):
        site.put("/news/harbour-1", status=status)
        for _ in range(10):
            desk.wait(6 * HOUR)
            desk.harvest()
    row = desk.page(url)
    assert row.state == "ended"
    assert row.outcome != "quarantined"
    assert _told(desk) == [("created", 1)]


def test_known_articles_never_delay_new_ones(desk: Desk, site: Site) -> None:
    known = [site.put(f"/news/known-{n}", article(f"Known story number {n}")) for n in range(12)]
    _announce(desk, site, *known)
    desk.run()
    desk.wait(20 * MINUTE)
    new = [site.put(f"/news/new-{n}", article(f"New story number {n}", paragraphs=PARAGRAPHS[:3])) for n in range(12)]
    _announce(desk, site, *known, *new)
    desk.wait(DAY)
    desk.poll()
    before = len(site.paths())
    desk.harvest()
    asked = site.paths()[before:]
    assert sorted(asked[:12]) == sorted("/" + url.split("/", 3)[3] for url in new)
    assert len(asked) == 24


def test_a_look_whose_pump_died_is_given_back_as_a_look(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.run()
    desk.wait(20 * MINUTE)
    now, database = desk.now(), desk.database

    def claim(connection: Any) -> int:
        pumps.start_pump(connection, pump_id="p", kind="harvest", host="h", pid=1, limit=9, now=now, lease=8)
        claimed = rechecks.claim_new_then_known(
            connection, database, pump_id="p", limit=5, now=now, pace=desk.pace_rule
        )
        return len(claimed.pages)

    assert database.transact(claim) == 1
    database.transact(lambda c: pumps.end_pump(c, pump_id="p", now=now))
    row = desk.page(url)
    assert (row.state, row.pump_id, row.attempts) == ("ended", None, 0)
    assert row.recheck_at is not None
    desk.harvest()
    assert site.paths().count("/news/harbour-1") == 2

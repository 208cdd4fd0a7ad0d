"""Archives are read back document by document: paged feeds, archived feeds, indexes; a crash costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.fetch.servers import answer
from tests.pipeline.desk import Desk
from tests.pipeline.polling.test_named import HOME, index, robots, urlset
from tests.pipeline.site import Site, article, feed
from workers.fetch.pace import origin_of, site_of
from workers.pipeline import turns
from workers.store import backfills, pumps
from workers.store.backfills import Backfill
from workers.store.codec import source_from_row
from workers.store.pace import PaceRule
from workers.store.schema import sources
from workers.store.standing import Place

ATOM = "application/atom+xml"
XML = "application/xml"


def begin(desk: Desk, documents: int = 50, since: datetime | None = None, at: str | None = None) -> None:
    source = source_from_row(desk.source("one")._mapping)
    url = at or source.url
    place = Place(url, site_of(url), origin_of(url))
    desk.database.transact(
        lambda c: backfills.begin(c, desk.database, source, place, documents=documents, since=since, now=desk.now())
    )


def row(desk: Desk) -> Backfill:
    with desk.database.read() as connection:
        return backfills.of(connection, ["one"])["one"]


def read_back(desk: Desk, polls: int = 12) -> Backfill:
    for _ in range(polls):
        desk.poll()
        desk.wait(60)
    return row(desk)


def atom(site: Site, numbers: Any, rel: str = "", href: str = "", day: int = 24) -> bytes:
    link = f'<link rel="{rel}" href="{href}"/>' if rel else ""
    items = "".join(
        f'<entry><id>{n}</id><title>Item {n}</title><link href="{site.url}/news/{n}"/>'
        f"<updated>2026-11-{day:02}T10:00:00Z</updated></entry>"
        for n in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{link}{items}</feed>'.encode()


def paged(site: Site, pages: int, rel: str = "next") -> None:
    """/feed, /feed?p=2 ...: two entries each, younger first."""
    for n in range(1, pages + 1):
        path = "/feed" if n == 1 else f"/feed?p={n}"
        last = n == pages
        body = atom(site, (2 * n - 1, 2 * n), "" if last else rel, f"/feed?p={n + 1}", day=24 - n)
        site.put(path, body, kind=ATOM, headers=['ETag: "same"'])


@pytest.mark.parametrize("rel", ["next", "prev-archive"])
def test_a_paged_feed_is_read_back_to_its_end(desk: Desk, site: Site, rel: str) -> None:
    paged(site, 4, rel)
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    assert set(desk.ends()) == {"/news/1", "/news/2"}
    begin(desk)
    done = read_back(desk)
    assert (done.state, done.documents, done.found, done.new) == ("done", 4, 8, 6)
    assert done.why == "the archive is read to its end"
    assert set(desk.ends()) == {f"/news/{n}" for n in range(1, 9)}
    assert {p.found_via for p in desk.rows("pages") if p.url.endswith("/8")} == {"backfill"}
    assert {p.source_id for p in desk.rows("pages")} == {"one"}
    assert desk.source("one").url == site.url + "/feed"
    assert desk.source("one~archive").state == "ended"


def test_what_is_read_back_is_read_like_all_news_and_told_of_its_source(desk: Desk, site: Site) -> None:
    site.put("/news/1", article("The harbour is open"))
    site.put("/feed", feed([site.url + "/news/1"]), kind=XML)
    desk.sources_are(one=site.url + "/feed")
    begin(desk)
    desk.run()
    (line,) = desk.articles()
    assert {s["source"] for s in line["sightings"]} == {"one"}


def test_no_more_documents_are_read_than_were_asked_for_and_the_rest_later(desk: Desk, site: Site) -> None:
    paged(site, 6)
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    begin(desk, documents=2)
    done = read_back(desk)
    assert (done.state, done.documents) == ("done", 2)
    assert done.why == "as many documents as were asked for are read: 2"
    begin(desk, documents=5)
    done = read_back(desk)
    assert (done.documents, done.new) == (5, 6)
    assert len(desk.rows("pages")) == 10


def test_reading_back_ends_where_all_is_older_than_wanted(desk: Desk, site: Site) -> None:
    paged(site, 6)
    desk.sources_are(one=site.url + "/feed")
    begin(desk, since=datetime(2026, 11, 22, tzinfo=UTC))
    done = read_back(desk)
    assert (done.state, done.documents) == ("done", 3)
    assert set(desk.ends()) == {f"/news/{n}" for n in range(1, 5)}


def test_a_kill_in_the_middle_loses_nothing_and_goes_on_where_it_was(desk: Desk, site: Site) -> None:
    paged(site, 5)
    third = atom(site, (5, 6), "next", "/feed?p=4")

    def while_the_pump_is_taken_for_dead(head: str) -> bytes:
        now = desk.now()
        desk.database.transact(
            lambda c: pumps.start_pump(c, pump_id="dead", kind="poll", host="h", pid=1, limit=10, now=now, lease=8.0)
        )
        with desk.database.engine.begin() as connection:
            connection.execute(sources.update().where(sources.c.id == "one~archive").values(pump_id="dead"))
        return answer(third, headers=[f"Content-Type: {ATOM}"])

    site.replace("/feed?p=3", while_the_pump_is_taken_for_dead, answer(third, headers=[f"Content-Type: {ATOM}"]))
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    begin(desk)
    turns.poll(desk)
    held = row(desk)
    assert (held.state, held.documents) == ("reading", 2)
    desk.wait(60)
    done = read_back(desk)
    assert (done.state, done.documents) == ("done", 5)
    assert site.paths()[2:] == ["/feed?p=2", "/feed?p=3", "/feed?p=3", "/feed?p=4", "/feed?p=5"]
    assert set(desk.ends()) == {f"/news/{n}" for n in range(1, 11)}


def test_an_index_is_read_back_the_young_sitemaps_first_and_old_ones_not_at_all(desk: Desk, site: Site) -> None:
    now = datetime.now(UTC)
    days = {"a": 300, "b": 3, "c": 30, "d": 900}
    site.put(
        "/index.xml", index(*((f"{site.url}/{n}.xml", now - timedelta(days=d)) for n, d in days.items())), kind=XML
    )
    for n, d in days.items():
        site.put(f"/{n}.xml", urlset((f"{site.url}/news/{n}", now - timedelta(days=d))), kind=XML)
    desk.sources_are(one=site.put("/feed", feed([site.url + "/news/x"]), kind=XML))
    begin(desk, since=now - timedelta(days=365), at=site.url + "/index.xml")
    done = read_back(desk)
    assert (done.state, done.documents, done.new) == ("done", 4, 3)
    assert [p for p in site.paths() if p.endswith(".xml")] == ["/index.xml", "/b.xml", "/c.xml", "/a.xml"]


def test_a_home_page_is_read_back_by_its_sitemaps_old_pages_too(desk: Desk, site: Site) -> None:
    robots(site, "/sitemap.xml")
    site.put("/", HOME.encode())
    old = datetime(2020, 1, 7, tzinfo=UTC)
    site.put("/sitemap.xml", urlset((site.url + "/old/1", old), (site.url + "/old/2", None)), kind=XML)
    desk.sources_are(one=site.url + "/")
    desk.poll()
    assert not desk.rows("pages")
    begin(desk)
    assert read_back(desk).new == 2


class Patient(Desk):
    """A desk that leaves sites 2 s between two requests."""

    @cached_property
    def pace_rule(self) -> PaceRule:
        return PaceRule(delay=2.0, connections=2, crawl_delay_cap=60.0)


def test_pages_of_an_archive_leave_half_of_the_sites_pace_to_the_news(tmp_path: Path, valkey: str, site: Site) -> None:
    desk = Patient(tmp_path, [site.port], f"sqlite:///{tmp_path / 'khabar.sqlite'}", valkey)
    old = urlset(*((f"{site.url}/news/{n}", datetime(2026, 11, n, tzinfo=UTC)) for n in range(1, 11)))
    desk.sources_are(one=site.put("/map.xml", old, kind=XML))
    with desk.database.engine.begin() as connection:
        connection.execute(sources.update().values(next_poll_at=desk.now() + timedelta(days=1)))
    begin(desk)
    while row(desk).documents == 0:
        desk.wait(3)
        turns.poll(desk)
    due = sorted((p.due_at, p.url) for p in desk.rows("pages"))
    gaps = {round((b[0] - a[0]).total_seconds()) for a, b in pairwise(due)}
    assert gaps == {4}
    assert due[0][1].endswith("/news/10")
    desk.close()


@pytest.mark.parametrize("trap", ["same page for ever", "a circle", "an endless calendar"])
def test_archives_without_end_end(desk: Desk, site: Site, trap: str) -> None:
    site.put("/feed", atom(site, [0], "next", "/p?1"), kind=ATOM)

    def page(head: str) -> bytes:
        n = int(head.split(" ")[1].partition("?")[2])
        following = {"same page for ever": 1, "a circle": (n + 1) % 2, "an endless calendar": n + 1}[trap]
        entries = [1] if trap == "same page for ever" else [n]
        return answer(atom(site, entries, "next", f"/p?{following}"), headers=[f"Content-Type: {ATOM}"])

    for n in range(40):
        site.then(f"/p?{n}", page)
    desk.sources_are(one=site.url + "/feed")
    begin(desk, documents=10)
    done = read_back(desk, polls=20)
    assert done.state == "done"
    assert done.documents == {"same page for ever": 2, "a circle": 3, "an endless calendar": 10}[trap]
    assert len(site.paths()) == done.documents + 1  # and the poll of the source


def test_a_document_that_is_gone_or_broken_costs_itself_and_no_other(desk: Desk, site: Site) -> None:
    names = ("a", "b", "c", "d")
    site.put("/index.xml", index(*((f"{site.url}/{n}.xml", None) for n in names)), kind=XML)
    site.put("/a.xml", status="404 Not Found")
    site.put("/b.xml", b"no sitemap at all", kind=XML)
    site.put("/c.xml", status="410 Gone")
    site.put("/d.xml", urlset((site.url + "/news/d", None)), kind=XML)
    desk.sources_are(one=site.put("/feed", feed([site.url + "/news/x"]), kind=XML))
    begin(desk, at=site.url + "/index.xml")
    done = read_back(desk)
    assert (done.state, done.documents, done.new) == ("done", 5, 1)
    assert desk.source("one").state == "active"


def test_a_server_in_trouble_is_asked_again_and_given_up_for_the_next_document(desk: Desk, site: Site) -> None:
    site.put("/index.xml", index((site.url + "/a.xml", None), (site.url + "/b.xml", None)), kind=XML)
    site.put("/a.xml", status="500 Internal Server Error")
    site.put("/b.xml", urlset((site.url + "/news/b", None)), kind=XML)
    desk.sources_are(one=site.put("/feed", feed([site.url + "/news/x"]), kind=XML))
    begin(desk, at=site.url + "/index.xml")
    for _ in range(40):
        desk.poll()
        desk.wait(3600)
    assert row(desk).state == "done"
    assert site.paths().count("/a.xml") == 5
    assert "/news/b" in desk.ends()


def test_an_archive_goes_on_at_a_site_that_nobody_knew(open_desk: Callable[..., Desk], site: Site) -> None:
    with Site(host="127.0.0.2") as elsewhere:
        desk = open_desk(site, elsewhere)
        site.put("/feed", atom(site, (1,), "prev-archive", f"{elsewhere.url}/older"), kind=ATOM)
        elsewhere.put("/older", atom(site, (2,)), kind=ATOM)
        desk.sources_are(one=site.url + "/feed")
        begin(desk)
        done = read_back(desk)
        assert (done.state, done.documents, done.found) == ("done", 2, 2)

"""What a source names is polled in its name: sitemaps of indexes, and of robots.txt where a home page has no feed."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from workers.fetch.robots import RobotsRules
from workers.pipeline.polling.named import named_in
from workers.records import Document, Kind
from workers.store.sources import state_of

XML = "application/xml"
HOME = "<html><body><h1>The Harbour Times</h1><p>Please enable JavaScript.</p></body></html>"


def urlset(*pages: tuple[str, datetime | None]) -> bytes:
    urls = "".join(
        f"<url><loc>{url}</loc>{f'<lastmod>{at.isoformat()}</lastmod>' if at else ''}</url>" for url, at in pages
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def index(*sitemaps: tuple[str, datetime | None]) -> bytes:
    maps = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{at.isoformat()}</lastmod>' if at else ''}</sitemap>"
        for url, at in sitemaps
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'.encode()


def news(*urls: str) -> bytes:
    said = "<news:news><news:publication_date>2026-11-24</news:publication_date><news:title>T</news:title></news:news>"
    items = "".join(f"<url><loc>{url}</loc>{said}</url>" for url in urls)
    spaces = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {spaces}>{items}</urlset>'.encode()


def robots(site: Site, *paths: str) -> None:
    site.put("/robots.txt", "".join(f"Sitemap: {site.url}{p}\n" for p in paths).encode(), kind="text/plain")


def paths(desk: Desk) -> set[str]:
    return set(desk.ends())


def test_a_home_page_without_a_feed_is_read_by_the_news_sitemap_of_its_robots_txt(desk: Desk, site: Site) -> None:
    page = site.put("/news/1", article("The harbour is open"))
    site.put("/", HOME.encode())
    robots(site, "/sitemap-images.xml", "/sitemap.xml", "/news-sitemap.xml.gz")
    site.put("/news-sitemap.xml.gz", gzip.compress(news(page)), kind="application/gzip")
    desk.sources_are(one=site.url + "/")
    desk.run()
    assert [line["url"] for line in desk.articles()] == [page]
    assert {s["source"] for s in desk.articles()[0]["sightings"]} == {"one"}
    found = [r for r in desk.rows("sources") if r.parent == "one"]
    assert {(r.listed_in, r.named_by, r.depth) for r in found} == {("robots", "one", 1)}
    assert desk.source("one").failures == 0
    (served,) = [r for r in found if r.serves == "news-sitemap"]
    assert served.reason != ""


def test_a_home_page_with_a_feed_and_a_section_page_do_not_look_into_robots_txt(desk: Desk, site: Site) -> None:
    robots(site, "/news-sitemap.xml")
    site.put("/", b'<html><link rel="alternate" type="application/rss+xml" href="/feed">' + HOME.encode())
    site.put("/feed", feed([site.url + "/news/1"]), kind="application/rss+xml")
    site.put("/sport/", HOME.encode())
    desk.sources_are(home=site.url + "/", sport=site.url + "/sport/")
    desk.poll()
    assert {r.url for r in desk.rows("sources") if r.parent} == {site.url + "/feed"}
    assert desk.source("sport").failures == 1


def test_of_a_sitemap_of_robots_txt_only_what_is_young_is_followed(desk: Desk, site: Site) -> None:
    now = datetime.now(UTC)
    robots(site, "/sitemap.xml")
    site.put("/", HOME.encode())
    young, old = now - timedelta(hours=1), now - timedelta(days=400)
    maps = [(f"{site.url}/map-{n}.xml", young if n < 2 else old) for n in range(6)]
    site.put("/sitemap.xml", index(*maps), kind=XML)
    site.put("/map-0.xml", urlset((site.url + "/a/1", young), (site.url + "/a/2", old), (site.url + "/a/3", None)))
    site.put("/map-1.xml", urlset((site.url + "/b/1", young)), kind=XML)
    desk.sources_are(one=site.url + "/")
    desk.poll()
    assert paths(desk) == {"/a/1", "/b/1"}
    assert not {"/map-2.xml", "/map-3.xml"} & set(site.paths())
    details = [p.detail for p in desk.rows("polls") if p.entries == 1 and p.detail]
    assert details == ["2 of 3 entries are left out: no page, or not young"]


def test_indexes_of_indexes_are_followed_to_a_bounded_depth(desk: Desk, site: Site) -> None:
    for n in range(9):
        site.put(f"/index-{n}.xml", index((f"{site.url}/index-{n + 1}.xml", None)), kind=XML)
    desk.sources_are(one=site.url + "/index-0.xml")
    for _ in range(5):
        desk.poll()
        desk.wait(2)
    assert set(site.paths()) == {f"/index-{n}.xml" for n in range(4)}


def test_indexes_that_name_each_other_and_themselves_end(desk: Desk, site: Site) -> None:
    both = index((site.url + "/a.xml", None), (site.url + "/b.xml", None), (site.url + "/c.xml", None))
    for path in ("/a.xml", "/b.xml"):
        site.put(path, both, kind=XML)
    site.put("/c.xml", urlset((site.url + "/news/1", None)), kind=XML)
    desk.sources_are(one=site.url + "/a.xml")
    for _ in range(4):
        desk.poll()
        desk.wait(2)
    assert sorted(r.url.rpartition("/")[2] for r in desk.rows("sources") if r.state == "active") == [
        "a.xml",
        "b.xml",
        "c.xml",
    ]
    assert paths(desk) == {"/news/1"}


def test_wide_indexes_never_get_more_than_their_share_of_polls(desk: Desk, site: Site) -> None:
    for n in range(8):
        site.put(f"/i{n}", index(*((f"{site.url}/i{n}m{m}", None) for m in range(500))), kind=XML)
    site.put("/", index(*((f"{site.url}/i{n}", None) for n in range(8))), kind=XML)
    desk.sources_are(one=site.url + "/")
    for _ in range(4):
        desk.poll()
        desk.wait(2)
    assert len([r for r in desk.rows("sources") if r.parent == "one" and r.state == "active"]) == 32


def test_what_an_index_no_longer_names_ends_with_all_that_it_named(desk: Desk, site: Site) -> None:
    site.put("/i", index((site.url + "/j", None)), index((site.url + "/k", None)), kind=XML)
    site.put("/j", index((site.url + "/m", None)), kind=XML)
    site.put("/k", urlset((site.url + "/news/2", None)), kind=XML)
    site.put("/m", urlset((site.url + "/news/1", None)), kind=XML)
    desk.sources_are(one=site.url + "/i")
    for _ in range(3):
        desk.poll()
        desk.wait(2)
    assert paths(desk) == {"/news/1"}
    desk.wait(86400)
    desk.poll()
    desk.sources_are(one=site.url + "/i")
    states = {r.url.rpartition("/")[2]: r.state for r in desk.rows("sources")}
    assert states == {"i": "active", "j": "retired", "k": "active", "m": "retired"}


def test_sitemaps_stay_while_robots_txt_cannot_be_read(desk: Desk, site: Site) -> None:
    robots(site, "/news.xml")
    site.put("/", HOME.encode())
    site.put("/news.xml", news(site.url + "/news/1"), kind=XML)
    desk.sources_are(one=site.url + "/")
    desk.poll()
    row = desk.source("one")
    nothing = Document(Kind.LISTING, "listing", ())
    assert named_in(state_of(row), nothing, None, desk.now()) is None
    assert named_in(state_of(row), nothing, (), desk.now()) == ()


def test_names_of_sitemaps_decide_only_the_order(desk: Desk, site: Site) -> None:
    names = ["/image-sitemap.xml", "/sitemap_index.xml", "/category-sitemap.xml", "/google-news.xml", "/sitemap-2.xml"]
    rules = RobotsRules("".join(f"Sitemap: {site.url}{n}\n" for n in names))
    desk.sources_are(one=site.url + "/")
    named = named_in(state_of(desk.source("one")), Document(Kind.LISTING, "listing", ()), rules.sitemaps, desk.now())
    assert named is not None
    assert [n.url.removeprefix(site.url) for n in named] == [
        "/google-news.xml",
        "/sitemap_index.xml",
        "/sitemap-2.xml",
        "/image-sitemap.xml",
    ]


def test_an_address_of_any_length_is_ranked_by_its_end_and_none_too_long_is_polled(desk: Desk, site: Site) -> None:
    long = f"/{'tag' * 20_000}-sitemap.xml"
    ends = [f"/{'tag' * 600}-sitemap.xml", "/sitemap.xml", f"/{'tag' * 600}-news.xml"]
    rules = RobotsRules("".join(f"Sitemap: {site.url}{n}\n" for n in (*[long] * 3, *ends)))
    desk.sources_are(one=site.url + "/")
    named = named_in(state_of(desk.source("one")), Document(Kind.LISTING, "listing", ()), rules.sitemaps, desk.now())
    assert named is not None
    assert [n.url.removeprefix(site.url) for n in named] == [ends[2], ends[1], ends[0]]

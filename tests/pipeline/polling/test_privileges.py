"""Headers, cookies and leave to ignore robots.txt are for the site that the list of sources names, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.pipeline.desk import Desk
from tests.pipeline.polling.test_archives import ATOM, XML, atom, begin, read_back
from tests.pipeline.polling.test_named import HOME, urlset
from tests.pipeline.site import Site, article, feed
from workers.pipeline.polling import privileges
from workers.records import Source

MORE = 'headers = { X-Key = "hush" }\ncookies = { pass = "hush" }\n'
RSS = "application/rss+xml"


@pytest.fixture
def elsewhere() -> Iterator[Site]:
    with Site(host="127.0.0.2") as stranger:
        yield stranger


def _lists(desk: Desk, url: str, more: str = MORE) -> None:
    desk.sources_read(f'[sources.one]\nurl = "{url}"\n{more}')


def _told(site: Site) -> list[str]:
    """The requests that bore a secret."""
    return [head.split(" ")[1] for head in site.asked if "hush" in head]


def test_a_source_that_moved_to_another_site_takes_no_secret_there(
    open_desk: Callable[..., Desk], site: Site, elsewhere: Site
) -> None:
    desk = open_desk(site, elsewhere)
    site.put("/old", kind=RSS, status="301 Moved Permanently", headers=[f"Location: {elsewhere.url}/feed"])
    elsewhere.put("/feed", feed([elsewhere.url + "/news/1"]), kind=RSS)
    elsewhere.put("/news/1", article("The harbour is open"))
    _lists(desk, site.url + "/old")
    for _ in range(4):
        desk.run()
        desk.wait(90_000)
    assert desk.source("one").url == f"{elsewhere.url}/feed"
    assert {"/feed", "/news/1"} <= set(elsewhere.paths())
    assert set(_told(site)) == {"/old"}
    assert _told(elsewhere) == []


def test_a_source_that_moved_within_its_site_keeps_what_it_has(desk: Desk, site: Site) -> None:
    site.moves("/old", "/new")
    site.put("/new", feed([site.url + "/news/1"]), kind=RSS)
    _lists(desk, site.url + "/old")
    for _ in range(4):
        desk.poll()
        desk.wait(90_000)
    assert desk.source("one").url == site.url + "/new"
    assert _told(site)[-1] == "/new"


def test_an_archive_that_goes_on_at_another_site_takes_no_secret_there(
    open_desk: Callable[..., Desk], site: Site, elsewhere: Site
) -> None:
    desk = open_desk(site, elsewhere)
    site.put("/feed", atom(site, (1,), "prev-archive", f"{elsewhere.url}/older"), kind=ATOM)
    elsewhere.put("/older", atom(site, (2,), "prev-archive", f"{site.url}/oldest"), kind=ATOM)
    site.put("/oldest", atom(site, (3,)), kind=ATOM)
    _lists(desk, site.url + "/feed")
    begin(desk)
    assert read_back(desk).documents == 3
    assert set(_told(site)) == {"/feed", "/oldest"}
    assert "/older" in elsewhere.paths()
    assert _told(elsewhere) == []


def test_a_sitemap_on_another_site_is_asked_without_secrets(
    open_desk: Callable[..., Desk], site: Site, elsewhere: Site
) -> None:
    desk = open_desk(site, elsewhere)
    site.put("/", HOME.encode())
    site.put("/robots.txt", f"Sitemap: {elsewhere.url}/news.xml\n".encode(), kind="text/plain")
    elsewhere.put("/news.xml", urlset((elsewhere.url + "/news/1", None)), kind=XML)
    _lists(desk, site.url + "/")
    desk.poll()
    assert "/news.xml" in elsewhere.paths()
    assert set(_told(site)) == {"/"}
    assert _told(elsewhere) == []


def test_leave_to_ignore_robots_txt_is_one_sites(open_desk: Callable[..., Desk], site: Site, elsewhere: Site) -> None:
    desk = open_desk(site, elsewhere)
    site.put("/feed", atom(site, (1,), "prev-archive", f"{elsewhere.url}/older"), kind=ATOM)
    elsewhere.put("/robots.txt", b"User-agent: *\nDisallow: /\n", kind="text/plain")
    elsewhere.put("/older", atom(site, (2,)), kind=ATOM)
    _lists(desk, site.url + "/feed", 'robots = "ignore"\n')
    begin(desk)
    read_back(desk)
    assert set(elsewhere.paths()) <= {"/robots.txt"}


FORBIDS = b"User-agent: *\nDisallow: /\n"


def _announces(site: Site, *links: str) -> None:
    site.put("/feed", feed(links), kind=RSS)
    for server_path in ("/news/1", "/news/2"):
        site.put(server_path, article("The harbour is open"))


def test_pages_on_other_sites_obey_their_robots_txt_whatever_the_source_may(
    open_desk: Callable[..., Desk], site: Site, elsewhere: Site
) -> None:
    desk = open_desk(site, elsewhere)
    for server in (site, elsewhere):
        server.put("/robots.txt", FORBIDS, kind="text/plain")
    _announces(site, site.url + "/news/1", elsewhere.url + "/news/2")
    elsewhere.put("/news/2", article("The other harbour is open"))
    _lists(desk, site.url + "/feed", 'robots = "ignore"\n')
    desk.run()
    assert site.server.paths() == ["/feed", "/news/1"]
    assert elsewhere.server.paths() == ["/robots.txt"]
    assert {row.url: row.outcome for row in desk.rows("pages")} == {
        site.url + "/news/1": "stored",
        elsewhere.url + "/news/2": "refused",
    }


def test_a_page_that_redirects_to_another_site_obeys_robots_txt_there(
    open_desk: Callable[..., Desk], site: Site, elsewhere: Site
) -> None:
    desk = open_desk(site, elsewhere)
    for server in (site, elsewhere):
        server.put("/robots.txt", FORBIDS, kind="text/plain")
    _announces(site, site.url + "/news/1")
    site.put("/news/1", status="302 Found", headers=[f"Location: {elsewhere.url}/news/2"])
    _lists(desk, site.url + "/feed", 'robots = "ignore"\n')
    desk.run()
    assert elsewhere.server.paths() == ["/robots.txt"]
    assert [row.outcome for row in desk.rows("pages")] == ["refused"]


def test_pages_that_wait_obey_robots_txt_as_soon_as_their_source_does(desk: Desk, site: Site) -> None:
    site.put("/robots.txt", FORBIDS, kind="text/plain")
    _announces(site, site.url + "/news/1")
    _lists(desk, site.url + "/feed", 'robots = "ignore"\n')
    desk.poll()
    _lists(desk, site.url + "/feed", "")
    desk.harvest()
    desk.wait(600)
    desk.harvest()
    assert site.server.paths() == ["/feed", "/robots.txt"]
    assert [row.outcome for row in desk.rows("pages")] == ["refused"]


def test_a_site_is_known_by_its_domain() -> None:
    source = Source("one", "https://feeds.example.org/feed", headers={"X-Key": "hush"}, robots="ignore", proxy="p")
    assert privileges.at(source, "https://www.example.org/rss") is source
    bare = Source("one", "https://feeds.example.org/feed", proxy="p")
    assert privileges.at(source, "https://example.com/rss") == bare

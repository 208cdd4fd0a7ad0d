"""Harvest: every page ends in one outcome of the closed list, and none is lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.fetch.servers import answer
from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed


def _announce(desk: Desk, site: Site, *urls: str) -> None:
    site.put("/feed", feed(urls), kind="application/rss+xml")
    desk.sources_are(one=site.url + "/feed")


def test_an_article_is_stored_and_announced_once_however_often_it_is_met(desk: Desk, site: Site) -> None:
    url = site.put("/news/harbour-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.run()
    desk.wait(86400)
    desk.run()
    (line,) = desk.articles()
    assert (line["url"], line["title"], line["version"]) == (url, "The harbour is open", 1)
    assert [e["subject"] for e in desk.events()] == [f"article/{line['id']}"]
    assert line["cursor"] == 1
    assert desk.tallied()["stored"] == 1


def test_every_end_of_a_page_is_one_of_the_closed_list_and_is_counted(desk: Desk, site: Site) -> None:
    urls = [
        site.put("/news/stored-1", article("The harbour is open")),
        site.put("/news/gone-2", status="410 Gone"),
        site.put("/news/missing-3", status="404 Not Found"),
        site.put("/news/forbidden-4", status="403 Forbidden"),
        site.put("/news/empty-page-5", b"<html><head><title>Nothing</title></head><body><p>Hm.</p></body></html>"),
        site.put("/news/picture-6", b"\x89PNG\r\n\x1a\n" + bytes(300)),
        site.moves("/news/old-7", "/news/stored-1"),
        site.url + "/private/secret-8",
    ]
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private/\n", kind="text/plain")
    _announce(desk, site, *urls)
    desk.run()
    assert desk.ends() == {
        "/news/stored-1": "stored",
        "/news/gone-2": "gone",
        "/news/missing-3": "gone",
        "/news/forbidden-4": "refused",
        "/news/empty-page-5": "not an article",
        "/news/picture-6": "not an article",
        "/news/old-7": "duplicate",
        "/private/secret-8": "refused",
    }
    happened = {what: n for what, n in desk.tallied().items() if not what.startswith("poll:")}
    assert happened == Counter(desk.ends().values())


def test_a_refusal_by_robots_names_the_rule_and_its_line_and_asks_for_nothing(desk: Desk, site: Site) -> None:
    site.put("/robots.txt", b"User-agent: *\nAllow: /\nDisallow: /private/\n", kind="text/plain")
    _announce(desk, site, site.url + "/private/a-1")
    desk.run()
    reason = desk.page(site.url + "/private/a-1").reason
    assert reason == "robots.txt disallows /private/ (rule line 3)"
    assert site.paths() == ["/feed"]


def test_a_redirected_page_waits_for_the_site_it_was_sent_to(desk: Desk, site: Site) -> None:
    there = site.put("/news/new-place-1", article("The harbour is open"))
    site.put("/robots.txt", b"User-agent: *\nDisallow: /elsewhere/\n", kind="text/plain")
    old = site.moves("/news/old-place-1", "/news/new-place-1")
    shut = site.moves("/news/old-place-2", "/elsewhere/new-place-2")
    _announce(desk, site, old, shut)
    desk.run()
    (line,) = desk.articles()
    assert line["url"] == there
    assert desk.ends()["/news/old-place-2"] == "refused"
    assert "/elsewhere/new-place-2" not in site.paths()


def test_a_page_may_be_sent_to_a_site_that_nobody_heard_of_before(open_desk: Callable[..., Desk], site: Site) -> None:
    with Site("127.0.0.2") as stranger:
        desk = open_desk(site, stranger)
        there = stranger.put("/news/new-place-1", article("The harbour is open"))
        _announce(desk, site, site.moves("/short/1", there))
        desk.run()
        desk.wait(15)
        desk.harvest()
        assert [line["url"] for line in desk.articles()] == [there]
        assert stranger.server.paths() == ["/robots.txt", "/news/new-place-1"]


def test_a_page_that_is_sent_round_and_round_is_refused_in_the_end(desk: Desk, site: Site) -> None:
    for n in range(12):
        site.moves(f"/round/{n}", f"/round/{n + 1}")
    _announce(desk, site, site.url + "/round/0")
    desk.run()
    row = desk.page(site.url + "/round/0")
    assert row.outcome == "refused"
    assert "more than 5 redirects" in row.reason
    assert len([p for p in site.paths() if p.startswith("/round/")]) <= 6 + 1


@pytest.mark.parametrize(
    "location",
    [
        "http://[::1",
        "http://",
        "//",
        "ftp://example.org/a",
        "javascript:alert(1)",
        "http://user:pw@/",
        "http://a..b/",
        "http://xn--/",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:1/",
        "\x01",
    ],
)
def test_a_redirect_to_nowhere_costs_its_own_page_and_no_other(desk: Desk, site: Site, location: str) -> None:
    good = site.put("/news/good-1", article("The harbour is open"))
    bad = site.moves("/news/bad-2", location)
    _announce(desk, site, bad, good)
    desk.run()
    desk.wait(15)
    desk.harvest()
    assert desk.ends()["/news/good-1"] == "stored"
    assert desk.page(bad).outcome in ("refused", "not an article")


@pytest.mark.parametrize(
    "canonical", ["http://[::1", "http://", "mailto:a@b", "/news/%zz-55555", "http://a..b/1234567"]
)
def test_a_broken_canonical_url_costs_nothing(desk: Desk, site: Site, canonical: str) -> None:
    url = site.put("/news/a-1", article("The harbour is open", head=f'<link rel="canonical" href="{canonical}">'))
    _announce(desk, site, url)
    desk.run()
    desk.wait(120)
    desk.harvest()
    assert desk.ends()["/news/a-1"] == "stored"


def test_a_page_waits_for_the_page_it_names_as_its_canonical_one(desk: Desk, site: Site) -> None:
    real = site.put("/news/harbour-opens-12345", article("The harbour is open"))
    head = f'<link rel="canonical" href="{real}">'
    other = site.put("/m/harbour-12345", article("The harbour is open", head=head))
    _announce(desk, site, other)
    desk.run()
    assert desk.page(other).outcome is None or desk.page(other).outcome == "duplicate"
    desk.wait(10)
    desk.harvest()
    assert desk.ends() == {"/m/harbour-12345": "duplicate", "/news/harbour-opens-12345": "stored"}
    assert [line["url"] for line in desk.articles()] == [real]
    assert len(desk.events()) == 1


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_site_that_asks_to_wait_is_left_in_peace_and_its_page_is_not_lost(
    desk: Desk, site: Site, status: str
) -> None:
    url = site.url + "/news/a-1"
    for _ in range(12):  # more often than a page may fail: being asked to wait is no failure
        site.then("/news/a-1", answer(b"later", status, ["Retry-After: 120"]))
    site.then("/news/a-1", answer(article("The harbour is open"), headers=["Content-Type: text/html"]))
    _announce(desk, site, url)
    desk.run()
    row = desk.page(url)
    assert (row.state, row.outcome) == ("waiting", None)
    assert "asks to wait 120 s" in row.reason
    before = len(site.paths())
    desk.wait(100)
    desk.harvest()
    assert len(site.paths()) == before
    for _ in range(12):
        desk.wait(140)
        desk.harvest()
    assert desk.ends()["/news/a-1"] == "stored"


def test_a_page_that_fails_too_often_is_quarantined_with_its_last_reason(desk: Desk, site: Site) -> None:
    url = site.put("/news/a-1", status="500 Internal Server Error")
    _announce(desk, site, url)
    desk.run()
    for _ in range(desk.settings.pumps.max_tries):
        desk.wait(7 * 3600)
        desk.harvest()
    row = desk.page(url)
    assert row.outcome == "quarantined"
    assert row.reason == "tried 6 times, the last: the server is in trouble: it answers 500"
    assert len([p for p in site.paths() if p == "/news/a-1"]) == desk.settings.pumps.max_tries


def test_pages_wait_as_long_as_robots_txt_cannot_be_read_and_are_read_afterwards(desk: Desk, site: Site) -> None:
    url = site.put("/news/a-1", article("The harbour is open"))
    _announce(desk, site, url)
    desk.poll()
    site.put("/robots.txt", status="503 Service Unavailable")
    desk.wait(2 * 86400)  # what is known of robots.txt runs out while the page waits
    for _ in range(desk.settings.pumps.max_tries + 1):
        desk.wait(1000)
        desk.harvest()
    row = desk.page(url)
    assert (row.state, row.outcome) == ("waiting", None)
    assert row.reason.startswith(f"robots.txt of {site.url} cannot be read")
    assert "/news/a-1" not in site.paths()
    site.put("/robots.txt", b"", kind="text/plain")
    desk.wait(3600)
    desk.harvest()
    assert desk.ends() == {"/news/a-1": "stored"}


def test_what_cannot_be_stored_costs_its_own_page_and_no_other(desk: Desk, site: Site) -> None:
    with desk.database.engine.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER curse BEFORE INSERT ON articles WHEN NEW.title LIKE '%cursed%' "
                "BEGIN SELECT RAISE(ABORT, 'this row cannot be'); END"
            )
        )
    titles = ["The harbour is open", "A cursed harbour", "A third harbour is planned"]
    _announce(desk, site, *(site.put(f"/news/{n}", article(title)) for n, title in enumerate(titles)))
    desk.run()
    assert desk.ends() == {"/news/0": "stored", "/news/1": "quarantined", "/news/2": "stored"}
    assert desk.page(site.url + "/news/1").reason.startswith("a bug in khabar: IntegrityError")
    assert desk.page(site.url + "/news/1").crashes == 0


def test_secrets_of_a_source_go_to_its_own_site_only(open_desk: Callable[..., Desk], site: Site) -> None:
    with Site("127.0.0.2") as stranger:
        desk = open_desk(site, stranger)
        own = site.put("/news/own-1", article("The harbour is open"))
        foreign = stranger.put("/news/foreign-2", article("Another harbour"))
        site.put("/feed", feed([own, foreign]), kind="application/rss+xml")
        desk.sources_read(
            f'[sources.one]\nurl = "{site.url}/feed"\n'
            'headers = { "X-Key" = "secret" }\ncookies = { sid = "secret" }\n'
        )
        desk.run()
        assert set(desk.ends().values()) == {"stored"}
        assert all("secret" in head for head in site.asked if "robots.txt" not in head)
        assert not any("secret" in head for head in stranger.asked)

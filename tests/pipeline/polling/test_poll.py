"""Poll: what a source announces is in the frontier before its validators are, and a bad source is alone with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.fetch.servers import answer
from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed, json_feed

RSS = "application/rss+xml"


def _put_feed(site: Site, *paths: str, headers: tuple[str, ...] = ()) -> None:
    site.put("/feed", feed(site.url + p for p in paths), kind=RSS, headers=headers)


def _polls(desk: Desk) -> list[tuple[str, str | None]]:
    return [(p.outcome, p.detail) for p in desk.rows("polls")]


def test_validators_come_back_and_a_304_leaves_everything_as_it_was(desk: Desk, site: Site) -> None:
    _put_feed(site, "/news/1", headers=('ETag: "one"', "Last-Modified: Tue, 24 Nov 2026 10:00:00 GMT"))
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    assert (desk.source("one").etag, desk.source("one").last_modified) == ('"one"', "Tue, 24 Nov 2026 10:00:00 GMT")
    site.put("/feed", status="304 Not Modified")
    desk.wait(86400)
    desk.poll()
    assert 'If-None-Match: "one"' in site.asked[-1]
    assert "If-Modified-Since: Tue, 24 Nov 2026 10:00:00 GMT" in site.asked[-1]
    assert _polls(desk) == [("new", None), ("unchanged", "not modified")]
    assert desk.source("one").etag == '"one"'
    assert desk.source("one").serves == "rss"


def test_the_same_body_is_recognised_where_a_server_knows_no_validators(desk: Desk, site: Site) -> None:
    _put_feed(site, "/news/1")
    desk.sources_are(one=site.url + "/feed")
    for _ in range(2):
        desk.poll()
        desk.wait(86400)
    assert _polls(desk) == [("new", None), ("unchanged", "same body")]


def test_validators_are_not_kept_where_the_entries_could_not_be(desk: Desk, site: Site) -> None:
    with desk.database.engine.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER curse BEFORE INSERT ON pages WHEN NEW.url LIKE '%cursed%' "
                "BEGIN SELECT RAISE(ABORT, 'this row cannot be'); END"
            )
        )
    site.put("/cursed", feed([site.url + "/news/cursed-1"]), kind=RSS, headers=['ETag: "never"'])
    _put_feed(site, "/news/1", headers=('ETag: "one"',))
    desk.sources_are(a=site.url + "/cursed", b=site.url + "/feed")
    desk.poll()
    bad, good = desk.source("a"), desk.source("b")
    assert (bad.etag, bad.body_hash, bad.failures, bad.pump_id) == (None, None, 1, None)
    assert "a bug in khabar: IntegrityError" in bad.last_error
    assert (good.etag, good.failures) == ('"one"', 0)
    assert list(desk.ends()) == ["/news/1"]


def test_html_where_a_feed_was_promised_is_one_sentence_and_changes_nothing(desk: Desk, site: Site) -> None:
    _put_feed(site, "/news/1", headers=('ETag: "one"',))
    desk.sources_read(f'[sources.one]\nurl = "{site.url}/feed"\nkind = "feed"\n')
    desk.poll()
    site.put("/feed", b"<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>", headers=['ETag: "html"'])
    desk.wait(86400)
    desk.poll()
    source = desk.source("one")
    assert (source.state, source.etag, source.serves, source.failures) == ("active", '"one"', "rss", 1)
    assert "HTML" in source.last_error
    assert "\n" not in source.last_error
    assert desk.last_poll("one").outcome == "failed"
    assert len(desk.rows("pages")) == 1


def test_a_source_that_is_gone_for_ever_is_ended_and_one_that_is_missing_is_asked_again(desk: Desk, site: Site) -> None:
    desk.sources_are(ended=site.put("/ended", status="410 Gone"), missing=site.url + "/missing")
    desk.poll()
    assert (desk.source("ended").state, desk.source("missing").state) == ("ended", "active")
    assert desk.source("ended").reason == "410 Gone: the publisher ended it"
    desk.wait(60)
    desk.poll()
    assert site.paths().count("/missing") == 1  # what a server says on purpose does not heal in seconds
    desk.wait(3600)
    desk.poll()
    assert [p for p in site.paths() if p == "/ended"] == ["/ended"]
    assert site.paths().count("/missing") >= 2


def test_sources_that_fail_in_every_way_stop_no_other(open_desk: Callable[..., Desk], site: Site) -> None:
    bad = {
        "nowhere": "http://127.0.0.1:1/feed",
        "unknown": "http://khabar.invalid/feed",
        "empty": site.put("/empty", kind=RSS),
        "garbage": site.put("/garbage", bytes(range(256)) * 40, kind=RSS),
        "trouble": site.put("/trouble", status="500 Internal Server Error"),
        "forbidden": site.put("/forbidden", status="403 Forbidden"),
        "circle": site.moves("/circle", "/circle"),
        "zipped": site.put("/zipped", b"no gzip at all", kind=RSS, headers=["Content-Encoding: gzip"]),
    }
    with Site("127.0.0.2") as well:
        well.put("/feed", feed([well.url + "/news/1"]), kind=RSS)
        desk = open_desk(site, well)
        desk.sources_are(good=well.url + "/feed", **bad)
        desk.poll()
        assert desk.source("good").last_good_at is not None
        for _ in range(len(bad)):  # they share a site, whose every trouble puts the next one off
            desk.wait(100)
            desk.poll()
    for name in bad:
        row = desk.source(name)
        assert (row.pump_id, row.state) == (None, "active")
        assert row.last_error, name
        assert "\n" not in row.last_error
        assert "bug in khabar" not in row.last_error, row.last_error


def test_a_private_address_is_refused_in_words_that_help(open_desk: Callable[..., Desk], site: Site) -> None:
    desk = open_desk(site)
    desk.sources_are(inner=f"http://10.1.2.3:{site.port}/feed", odd="http://127.0.0.1:22/feed")
    desk.poll()
    assert desk.last_poll("inner").outcome == "refused"
    assert "10.1.2.3" in desk.source("inner").last_error
    assert "port 22" in desk.source("odd").last_error


def test_a_bad_link_in_one_entry_never_costs_the_feed(desk: Desk, site: Site) -> None:
    links = ["http://[::1", "mailto:a@b", "http://", "http://a..b/x", "https://example.org/" + "a" * 3000]
    links.append(site.url + "/ok")
    site.put("/feed", json_feed([{"id": str(n), "url": u, "title": "t"} for n, u in enumerate(links)]), kind=RSS)
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    assert site.url + "/ok" in {r.url for r in desk.rows("pages")}
    assert desk.source("one").failures == 0
    assert "entries are left out" in desk.last_poll("one").detail


def test_a_long_feed_is_read_to_its_end(desk: Desk, site: Site) -> None:
    _put_feed(site, *(f"/news/{n}" for n in range(3000)))
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    assert len(desk.rows("pages")) == 3000


def test_two_sources_with_one_page_share_it_and_both_are_seen(desk: Desk, site: Site) -> None:
    url = site.put("/news/1", article("The harbour is open"))
    site.put("/a", feed([url]), kind=RSS)
    site.put("/b", feed([url + "?utm_source=b"]), kind=RSS)
    desk.sources_are(a=site.url + "/a", b=site.url + "/b")
    desk.run()
    (line,) = desk.articles()
    assert {s["source"] for s in line["sightings"]} == {"a", "b"}
    assert len(desk.rows("pages")) == 1


def test_a_source_that_asks_to_wait_is_not_asked_before(desk: Desk, site: Site) -> None:
    site.then("/feed", answer(b"", "429 Too Many Requests", ["Retry-After: 600"]))
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    assert desk.source("one").next_poll_at >= desk.now() + timedelta(seconds=590)
    before = len(site.paths())
    desk.wait(500)
    desk.poll()
    assert len(site.paths()) == before


def test_a_source_whose_url_moved_while_it_was_polled_keeps_nothing_of_the_old_one(desk: Desk, site: Site) -> None:
    def move_and_answer(head: str) -> bytes:
        desk.sources_are(one=site.url + "/new")
        return answer(feed([site.url + "/news/1"]), headers=['ETag: "old"', f"Content-Type: {RSS}"])

    site.then("/old", move_and_answer)
    site.put("/new", feed([site.url + "/news/2"]), kind=RSS, headers=['ETag: "new"'])
    desk.sources_are(one=site.url + "/old")
    desk.poll()
    desk.wait(5)
    desk.poll()
    assert (desk.source("one").url, desk.source("one").etag) == (site.url + "/new", '"new"')
    assert not any("If-None-Match" in head for head in site.asked)


@pytest.mark.parametrize("age", ["²", "-5", "9" * 400, "x"])
def test_odd_cache_headers_cost_nothing(desk: Desk, site: Site, age: str) -> None:
    _put_feed(site, "/news/1", headers=(f"Cache-Control: max-age={age}, max-age=99999999999", f"Age: {age}"))
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    assert desk.source("one").failures == 0
    assert desk.source("one").next_poll_at < desk.now() + timedelta(days=2)


def test_a_source_that_must_not_be_asked_leaves_its_site_to_the_others(open_desk: Callable[..., Desk]) -> None:
    with Site() as shut, Site("127.0.0.2") as well:
        shut.put("/robots.txt", status="503 Service Unavailable")
        well.put("/robots.txt", b"User-agent: *\nDisallow: /private\n", kind="text/plain")
        well.put("/feed", feed([well.url + "/news/1"]), kind=RSS)
        desk = open_desk(shut, well)
        desk.sources_are(a=shut.url + "/feed", b=well.url + "/private/feed", c=well.url + "/feed")
        desk.poll()
        assert "robots.txt" in desk.source("a").last_error
        assert "robots.txt disallows /private (rule line 2)" in desk.source("b").last_error
        assert desk.source("c").last_good_at is not None
        assert {(r.failures, r.wait_reason) for r in desk.rows("sites")} == {(0, None)}
        assert shut.paths() == []
        assert well.paths() == ["/feed"]


def test_an_answer_of_only_what_is_new_loses_nothing_and_teaches_no_hurry(desk: Desk, site: Site) -> None:
    whole = feed(f"{site.url}/news/{n}" for n in range(8))

    def delta(head: str) -> bytes:
        if 'If-None-Match: "1"' in head and "A-IM: feed" in head:
            only = feed([f"{site.url}/news/new"])
            return answer(only, "226 IM Used", ["IM: feed", 'ETag: "2"', f"Content-Type: {RSS}"])
        return answer(whole, headers=['ETag: "1"', f"Content-Type: {RSS}"])

    desk.sources_are(one=site.then("/feed", delta))
    desk.poll()
    kept = desk.source("one").body_hash
    desk.wait(86400)
    desk.poll()
    assert desk.last_poll("one").detail == "only what is new (226)"
    assert (desk.last_poll("one").new, len(desk.rows("pages"))) == (1, 9)
    assert (desk.source("one").etag, desk.source("one").body_hash) == ('"2"', kept)
    assert "may have been missed" not in desk.last_poll("one").reason


def test_a_source_behind_a_proxy_has_its_robots_txt_and_pages_fetched_by_it(desk: Desk, site: Site) -> None:
    inner = f"http://intern.test:{site.port}"  # which nobody but the proxy can look up
    site.put(f"{inner}/robots.txt", b"User-agent: *\nDisallow: /private\n", kind="text/plain")
    site.put(f"{inner}/feed", feed([f"{inner}/news/1", f"{inner}/private/2"]), kind=RSS)
    site.put(f"{inner}/news/1", article("The harbour is open"))
    desk.sources_read(f'[sources.one]\nurl = "{inner}/feed"\nproxy = "{site.url}"\n')
    desk.run()
    assert desk.source("one").last_error is None
    assert desk.ends() == {"/news/1": "stored", "/private/2": "refused"}
    assert site.server.paths()[0] == f"{inner}/robots.txt"


def test_a_broken_feed_does_not_hold_up_the_good_ones_of_its_site(desk: Desk, site: Site) -> None:
    good = [f"/good{n}" for n in range(8)]
    for path in good:
        site.put(path, feed([f"{site.url}/news{path}"]), kind=RSS)
    for path in ("/a", "/b"):
        site.put(path, status="503 Service Unavailable")
    desk.sources_are(**{path[1:]: site.url + path for path in ("/a", "/b", *good)})
    for _ in range(12):
        desk.poll()
        desk.wait(4)
    asked = site.paths()
    assert asked[:2] == ["/a", "/b"]
    assert sorted(asked[2:10]) == good
    assert asked.count("/a") >= 2

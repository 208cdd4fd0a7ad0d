"""A sitemap may be five times as long as other bodies: what nobody reads of it is left out on the way."""

from __future__ import annotations

import gzip
import re
import time
import tracemalloc
from datetime import UTC, datetime

import pytest

from tests.fetch.conftest import ClientFor
from tests.fetch.servers import Server, answer, says
from workers.errors import TooLarge, Unreachable, Unreadable
from workers.fetch.sieve import MOST_SITEMAP, SitemapSieve, is_sitemap
from workers.parse.sitemap import read_sitemap

CAP = 1 << 20
HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    b' xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    b' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
)
UNIT = (
    b"  <url>\n    <loc>https://a.example/%d</loc>\n    <lastmod>2026-11-24T10:00:%02dZ</lastmod>\n"
    b"    <changefreq>daily</changefreq>\n    <priority>0.5</priority>\n"
    b'    <xhtml:link rel="alternate" hreflang="ar" href="https://a.example/ar/%d"/>\n'
    b"    <image:image><image:loc>https://a.example/%d.jpg</image:loc><image:caption><![CDATA[a < b]]></image:caption>"
    b"</image:image>\n    <news:news><news:title>T %d</news:title></news:news>\n" + b" " * 300 + b"</url>\n"
)


def _sitemap(count: int, pad: int = 0) -> bytes:
    units = (UNIT % (n, n % 60, n, n, n) for n in range(count))
    return HEAD + b"".join(units) + b"x" * pad + b"</urlset>"


@pytest.mark.parametrize("coded", ["", "coded", "a gzip file", "a coded gzip file"])
def test_a_sitemap_above_the_cap_keeps_every_address_and_date(client_for: ClientFor, coded: str) -> None:
    body = _sitemap(5000)
    assert len(body) > 3 * CAP
    packed = gzip.compress(body) if coded else body
    if coded == "a coded gzip file":
        packed = gzip.compress(packed)
    sent = answer(packed, headers=["Content-Encoding: gzip"] if coded.startswith(("coded", "a coded")) else [])
    with Server(says(sent)) as server:
        client = client_for(server, max_bytes=CAP)
        tracemalloc.start()
        got = client.get(f"{server.url}/sitemap.xml", accept="feed")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(got.body) <= CAP
    assert peak < 3 * CAP + len(sent)  # the server, which holds what it sends, is in this process
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    kept, all_of_it = (read_sitemap(b, url=got.url, fetched_at=now) for b in (got.body, body))
    assert kept.problems == ()
    assert kept.form == all_of_it.form == "news-sitemap"
    assert [(e.link, e.title, e.updated) for e in kept.entries] == [
        (e.link, e.title, e.updated) for e in all_of_it.entries
    ]


@pytest.mark.parametrize(
    ("body", "accept"),
    [
        (b"<rss>" + b" " * 2 * CAP, "feed"),  # no sitemap
        (_sitemap(5000), "page"),  # nobody asked for one
        (_sitemap(3, pad=2 * CAP), "feed"),  # nothing in it can be left out
    ],
)
def test_other_bodies_and_what_stays_above_the_cap_are_too_large(
    client_for: ClientFor, body: bytes, accept: str
) -> None:
    for framing in (answer(body), answer(body, content_length=False)):
        with Server(says(framing)) as server:
            client = client_for(server, max_bytes=CAP)
            with pytest.raises(TooLarge, match="above the cap"):
                client.get(f"{server.url}/sitemap.xml", accept=accept)  # type: ignore[arg-type]


def test_a_gzip_file_is_unpacked_only_where_it_is_whole(client_for: ClientFor) -> None:
    body = _sitemap(20)
    half, rest = body[:2000], body[2000:]
    for packed, got in (
        (gzip.compress(half) + gzip.compress(rest) + b"\0" * 99, body),
        (b"\x1f\x8b", b"\x1f\x8b"),
        (gzip.compress(body)[:-5], Unreachable),
        (gzip.compress(body)[:200] + b"oops" + gzip.compress(body)[204:], Unreadable),
        (gzip.compress(b" " * 2 * CAP), TooLarge),
    ):
        with Server(says(answer(packed, headers=["Content-Type: application/x-gzip"]))) as server:
            client = client_for(server, max_bytes=CAP)
            if isinstance(got, bytes):
                assert client.get(f"{server.url}/s.xml.gz", accept="feed").body == got
            else:
                with pytest.raises(got):
                    client.get(f"{server.url}/s.xml.gz", accept="feed")


def test_an_endless_sitemap_ends_at_the_limit_of_its_protocol(client_for: ClientFor) -> None:
    body = HEAD + b"<url><loc>https://a.example/1</loc>" + b" " * 1000 + b"</url>"
    body = gzip.compress(body + b"<url></url>" * (MOST_SITEMAP // 11 + 1000))
    with Server(says(answer(body, headers=["Content-Encoding: gzip"]))) as server:
        client = client_for(server, max_bytes=CAP)
        with pytest.raises(TooLarge):
            client.get(f"{server.url}/sitemap.xml", accept="feed")


def test_a_short_sitemap_comes_as_it_is(client_for: ClientFor) -> None:
    body = _sitemap(50)
    with Server(says(answer(body))) as server:
        assert client_for(server, max_bytes=CAP).get(f"{server.url}/s.xml", accept="feed").body == body


@pytest.mark.parametrize("size", [1, 7, 1000, 10**6])
def test_pieces_may_end_anywhere(size: int) -> None:
    body, sieve = _sitemap(20), SitemapSieve()
    kept = b"".join(sieve.feed(body[n : n + size]) for n in range(0, len(body), size)) + sieve.rest()
    assert re.findall(rb"<loc>(.*?)</loc>", kept) == [b"https://a.example/%d" % n for n in range(20)]
    assert kept.count(b"<lastmod>") == 20
    for needless in (b"<image", b"<xhtml", b"changefreq", b"priority", b"  "):
        assert needless not in kept


@pytest.mark.parametrize(
    "unit", [b"<image:image>", b"<image:image><a", b"<video:video><", b"<link", b"<priority>", b" ", b"<"]
)
def test_a_hostile_sitemap_costs_no_more_than_its_length(unit: bytes) -> None:
    sieve = SitemapSieve()
    began = time.process_time()
    for _ in range(64):
        sieve.feed(unit * ((1 << 16) // len(unit)))
    sieve.rest()
    assert time.process_time() - began < 3  # a quadratic reader takes minutes


def test_a_sitemap_is_known_by_its_root() -> None:
    assert is_sitemap(HEAD)
    assert is_sitemap(b"\xef\xbb\xbf<!-- a --><sm:sitemapindex xmlns:sm='x'>")
    assert not is_sitemap(b"<html><body>urlset</body></html>")

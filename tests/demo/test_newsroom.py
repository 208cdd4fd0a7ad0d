"""The sample newsroom serves what it promises."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import re
import socket
import tomllib
from datetime import date
from html import unescape
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest

from tests.demo.asking import ask, ask_on
from workers.demo.newsroom import Newsroom, to_toml
from workers.records import Kind, Outcome, Source

_LINK = re.compile(r'(?:href|src)="([^"#]+)"')
_TAGS = re.compile(r"<[^>]+>")
_CLUTTER = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_SEED = "/ar/news/syria-news/135421"


def _seen(html: str) -> str:
    """What a reader sees, blanks folded."""
    return " ".join(unescape(_TAGS.sub("", _CLUTTER.sub(" ", html))).split())


def _source(newsroom: Newsroom, name: str) -> Source:
    return next(source for source in newsroom.sources() if source.id == name)


def _seed_url(newsroom: Newsroom) -> str:
    return next(url for url in newsroom.expected() if url.endswith(_SEED))


def test_every_article_page_shows_its_title_and_all_its_paragraphs(newsroom: Newsroom) -> None:
    for url, record in newsroom.expected().items():
        reply = ask(url)
        assert reply.status == 200
        seen = _seen(reply.text)
        for text in (record["title"], *record["paragraphs"]):
            assert " ".join(text.split()) in seen, url


def test_pages_are_as_heavy_as_real_ones(newsroom: Newsroom) -> None:
    sizes = [len(ask(url).body) for url in newsroom.expected()]
    assert min(sizes) >= 15_000
    assert max(sizes) <= 60_000


def test_pages_carry_the_noise_of_real_ones(newsroom: Newsroom) -> None:
    for url in newsroom.expected():
        html = ask(url).text
        for mark in ("<script", "<style", "<form", "googletag", "share.example"):
            assert mark in html, (url, mark)


def test_every_link_of_every_page_leads_somewhere(newsroom: Newsroom) -> None:
    pages = {*newsroom.outcomes(), *(source.url for source in newsroom.sources() if source.kind is not Kind.FEED)}
    links: set[str] = set()
    for page in pages:
        if newsroom.outcomes().get(page) is Outcome.GONE:
            continue
        links |= {urljoin(page, unescape(link)) for link in _LINK.findall(ask(page).text)}
    own = {link for link in links if urlsplit(link).hostname == "127.0.0.1"}
    assert len(own) > 100
    answers = {link: ask(link, "HEAD").status for link in own}
    assert {link: status for link, status in answers.items() if status != 200} == {}


def test_the_seed_article_is_expected_as_the_project_knows_it(newsroom: Newsroom) -> None:
    record = newsroom.expected()[_seed_url(newsroom)]
    assert record["section"] == "أخبار سورية"
    assert record["published"] == "2020-01-07"
    assert record["authors"] == ["فريق التحرير"]
    assert (record["publisher"], record["language"], record["direction"]) == ("شبكة شام", "ar", "rtl")
    assert len(record["paragraphs"]) == 10
    assert record["paragraphs"][0].startswith("التقت دائرة العلاقات الخارجية")
    assert record["paragraphs"][9].endswith('والائتلاف الوطني السوري".')


def test_the_seed_page_states_its_record_for_machines_and_for_readers(newsroom: Newsroom) -> None:
    html = ask(_seed_url(newsroom)).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    node = json.loads(found[1])
    assert (node["datePublished"], node["articleSection"]) == ("2020-01-07", "أخبار سورية")
    seen = _seen(html)
    assert "● أخبار سورية ٧ يناير ٢٠٢٠" in seen
    assert "المصدر: شبكة شام الكاتب: فريق التحرير" in seen
    assert "مشاركة:" in seen
    assert "اقرأ أيضاً:" in seen


def test_the_telephone_edition_says_the_same_without_structured_data(newsroom: Newsroom) -> None:
    full = _seed_url(newsroom)
    html = ask(full.replace("/ar/", "/m/ar/")).text
    assert f'<link rel="canonical" href="{full}">' in html
    assert "ld+json" not in html
    assert "og:" not in html
    assert "● أخبار سورية ٧ يناير ٢٠٢٠" in _seen(html)
    assert "المصدر: شبكة شام الكاتب: فريق التحرير" in _seen(html)


@pytest.mark.parametrize(
    ("name", "version"), [("sham", "rss20"), ("harrowmere", "atom10"), ("yunxi", "rss20"), ("sepidkuh", "rss10")]
)
def test_xml_feeds_announce_every_story_of_their_site(newsroom: Newsroom, name: str, version: str) -> None:
    parsed = feedparser.parse(io.BytesIO(ask(_source(newsroom, name).url).body), sanitize_html=False)
    assert (parsed.bozo, parsed.version) == (False, version)
    titles = {entry.link: entry.title for entry in parsed.entries}
    records = {url: record["title"] for url, record in newsroom.expected().items() if record["source_id"] == name}
    assert records.items() <= titles.items()


def test_the_json_feed_announces_every_story(newsroom: Newsroom) -> None:
    feed = json.loads(ask(_source(newsroom, "valmorin").url).body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    records = {url for url, record in newsroom.expected().items() if record["source_id"] == "valmorin"}
    assert records <= {item["url"] for item in feed["items"]}


def test_the_news_sitemap_is_named_in_robots_and_announces_every_story(newsroom: Newsroom) -> None:
    url = _source(newsroom, "zarechye").url
    assert f"Sitemap: {url}" in ask(urljoin(url, "/robots.txt")).text
    text = ask(url).text
    records = {url for url, record in newsroom.expected().items() if record["source_id"] == "zarechye"}
    assert records == set(re.findall(r"<loc>(.*?)</loc>", text))
    assert "<news:publication_date>2022-11-18</news:publication_date>" in text


def test_a_home_page_leads_to_its_feed(newsroom: Newsroom) -> None:
    source = _source(newsroom, "callis")
    assert source.kind is Kind.AUTO
    found = re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', ask(source.url).text)
    assert found
    assert b"<feed" in ask(urljoin(source.url, found[1])).body


def test_a_section_page_without_a_feed_links_its_articles(newsroom: Newsroom) -> None:
    source = _source(newsroom, "galil")
    html = ask(source.url).text
    assert 'rel="alternate"' not in html
    for url, record in newsroom.expected().items():
        if record["source_id"] == "galil":
            assert f'href="{url}"' in html


def test_the_announced_page_that_is_gone_is_a_404(newsroom: Newsroom) -> None:
    gone = [url for url, outcome in newsroom.outcomes().items() if outcome is Outcome.GONE]
    assert [ask(url).status for url in gone] == [404]
    assert gone[0] in ask(_source(newsroom, "sham").url).text


def test_the_announced_page_that_is_refused_lies_where_robots_forbids(newsroom: Newsroom) -> None:
    [refused] = [url for url, outcome in newsroom.outcomes().items() if outcome is Outcome.REFUSED]
    assert refused in ask(_source(newsroom, "valmorin").url).text
    assert f"Disallow: {urlsplit(refused).path[:8]}" in ask(urljoin(refused, "/robots.txt")).text


def test_one_agency_story_is_printed_by_two_sites_almost_word_by_word(newsroom: Newsroom) -> None:
    [(one, other)] = newsroom.wire_copies()
    records = newsroom.expected()
    first, second = records[one], records[other]
    assert first["source_id"] != second["source_id"]
    assert first["title"] != second["title"]
    shared = set(first["paragraphs"]) & set(second["paragraphs"])
    assert len(first["paragraphs"]) - 1 == len(shared)


def test_the_newsroom_speaks_seven_languages_in_at_least_six_layouts(newsroom: Newsroom) -> None:
    records = newsroom.expected().values()
    assert {record["language"] for record in records} == {"ar", "en", "fr", "ru", "zh", "he", "fa"}
    assert len(records) >= 30
    for record in records:
        assert date.fromisoformat(record["published"][:10]).year in range(2020, 2027)


def test_an_unchanged_page_is_a_304_by_either_validator(newsroom: Newsroom) -> None:
    url = _seed_url(newsroom)
    first = ask(url)
    by_tag = ask(url, If_None_Match=first.headers["etag"])
    by_date = ask(url, If_Modified_Since=first.headers["last-modified"])
    assert [(reply.status, reply.body) for reply in (by_tag, by_date)] == [(304, b""), (304, b"")]
    assert by_tag.headers["etag"] == first.headers["etag"]


def test_an_etag_that_does_not_match_outweighs_the_date(newsroom: Newsroom) -> None:
    url = _seed_url(newsroom)
    stamp = ask(url).headers["last-modified"]
    assert ask(url, If_None_Match='"other"', If_Modified_Since=stamp).status == 200
    assert ask(url, If_Modified_Since="yesterday").status == 200


def test_a_page_is_compressed_for_those_who_accept_it(newsroom: Newsroom) -> None:
    url = _seed_url(newsroom)
    packed = ask(url, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == ask(url).body
    assert len(packed.body) < len(ask(url).body) / 2


def test_head_tells_the_length_and_sends_nothing(newsroom: Newsroom) -> None:
    url = _seed_url(newsroom)
    reply = ask(url, "HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["content-length"]) == len(ask(url).body)


def test_one_connection_serves_many_requests(newsroom: Newsroom) -> None:
    url = _seed_url(newsroom)
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        assert [ask_on(connection, url).status for _ in range(3)] == [200, 200, 200]
        connection.auto_open = 0  # a fourth request on a closed connection would raise
        assert ask_on(connection, f"{url}-nowhere").status == 404
    finally:
        connection.close()


def test_stopping_frees_the_ports_and_ends_open_connections() -> None:
    newsroom = Newsroom().start()
    url = _seed_url(newsroom)
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    assert ask_on(connection, url).status == 200
    newsroom.stop()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        ask_on(connection, url)
    connection.close()
    with socket.create_server(("127.0.0.1", parts.port or 0)) as again:
        assert again.getsockname()[1] == parts.port


def test_a_taken_port_is_an_error_and_leaves_nothing_open() -> None:
    with Newsroom() as first:
        with pytest.raises(OSError, match="ddress already in use"):
            Newsroom(port_base=first.ports[0]).start()
        assert ask(first.sources()[0].url).status == 200


def test_links_carry_the_public_name() -> None:
    with Newsroom(public_host="newsroom") as served:
        port = served.ports[0]
        assert served.sources()[0].url == f"http://newsroom:{port}/feed.xml"
        assert f"<link>http://newsroom:{port}{_SEED}</link>" in ask(f"http://127.0.0.1:{port}/feed.xml").text


def test_the_sources_are_told_as_toml(newsroom: Newsroom) -> None:
    tables = tomllib.loads(to_toml(newsroom.sources()))["sources"]
    assert tables["sham"] == {"name": "شبكة شام", "url": _source(newsroom, "sham").url, "kind": "feed"}
    assert list(tables) == [source.id for source in newsroom.sources()]

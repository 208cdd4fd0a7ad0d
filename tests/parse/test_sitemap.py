"""Sitemaps, news sitemaps, indexes and lists of addresses."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.errors import GiveUp, NotAFeed, TooLarge
from workers.parse import sitemap
from workers.parse.sitemap import read_sitemap
from workers.records import Document, Image, Kind

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://h.example/sitemap.xml"
NS = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def read(body: bytes | str) -> Document:
    return read_sitemap(body.encode() if isinstance(body, str) else body, url=URL, fetched_at=NOW)


NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {NS}>
<url><loc> https://h.example/1 </loc><lastmod>2026-09-02</lastmod>
<news:news><news:publication><news:name>صحيفة النخيل</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2026-09-01T10:00:00+03:00</news:publication_date><news:title>خبر &amp; خبر</news:title>
<news:keywords>سياسة, اقتصاد</news:keywords></news:news>
<image:image><image:loc>https://h.example/1.jpg</image:loc><image:caption>صورة</image:caption></image:image></url>
<url><loc>https://h.example/2</loc><lastmod>0001-01-01T00:00:00Z</lastmod></url>
<url><loc>javascript:alert(1)</loc></url>
<url><loc>https://h.example/1</loc></url>
</urlset>"""


@pytest.mark.parametrize("body", [NEWS.encode(), gzip.compress(NEWS.encode(), mtime=0), NEWS.encode("utf-16")])
def test_a_news_sitemap_tells_title_date_language_and_publisher(body: bytes) -> None:
    document = read(body)
    assert (document.kind, document.form, document.children) == (Kind.SITEMAP, "news-sitemap", ())
    one, two = document.entries
    assert (one.link, one.title, one.language, one.publisher) == (
        "https://h.example/1",
        "خبر & خبر",
        "ar",
        "صحيفة النخيل",
    )
    assert one.published is not None
    assert one.updated is not None
    assert (one.published.isoformat(), one.updated.isoformat()) == ("2026-09-01T10:00:00+03:00", "2026-09-02")
    assert one.categories == ("سياسة", "اقتصاد")
    assert one.images == (Image("https://h.example/1.jpg", caption="صورة"),)
    assert (two.link, two.updated) == ("https://h.example/2", None)
    assert document.problems == ("1 x address that is none",)


def test_an_index_names_its_sitemaps_youngest_first() -> None:
    document = read(
        f"<sitemapindex {NS}><sitemap><loc>https://h.example/a.xml</loc></sitemap>"
        "<sitemap><loc>/b.xml</loc><lastmod>2026-01-01</lastmod></sitemap>"
        "<sitemap><loc>https://h.example/c.xml.gz</loc><lastmod>2026-09-01T00:00:00Z</lastmod></sitemap></sitemapindex>"
    )
    assert (document.form, document.entries) == ("sitemap-index", ())
    assert document.children == ("https://h.example/c.xml.gz", "https://h.example/b.xml", "https://h.example/a.xml")


def test_a_bare_ampersand_does_not_spoil_the_address() -> None:
    document = read(
        f"<urlset {NS}><url><loc>https://h.example/?a=1&b=2</loc></url><url><loc>https://h.example/3</loc></url></urlset>"
    )
    assert [entry.link for entry in document.entries] == ["https://h.example/?a=1&b=2", "https://h.example/3"]


def test_a_sitemap_without_or_with_a_wrong_namespace_is_read() -> None:
    for namespace in ("", 'xmlns="https://wrong.example/"'):
        assert len(read(f"<urlset {namespace}><url><loc>https://h.example/1</loc></url></urlset>").entries) == 1


def test_a_truncated_sitemap_keeps_its_whole_addresses() -> None:
    links = [
        entry.link
        for entry in read(f"<urlset {NS}><url><loc>https://h.example/1</loc></url><url><loc>https://h.exa").entries
    ]
    assert links[0] == "https://h.example/1"


def test_a_list_of_addresses_is_a_sitemap() -> None:
    document = read("https://h.example/1\r\n\r\nhttps://h.example/2\nhttps://h.example/1\n")
    assert (document.form, [entry.link for entry in document.entries]) == (
        "sitemap",
        ["https://h.example/1", "https://h.example/2"],
    )


def test_what_is_above_the_protocols_limit_is_cut_off_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_URLS", 3)
    document = read(
        "<urlset>" + "".join(f"<url><loc>https://h.example/{n}</loc></url>" for n in range(9)) + "</urlset>"
    )
    assert len(document.entries) == 3
    assert document.problems == ("more than 3 addresses: the rest was left out",)


@pytest.mark.parametrize(
    "body",
    ["", "hello\nhttps://h.example/", "<rss><channel/></rss>", "<!doctype html><title>x</title>", '{"a":1}', "\x89PNG"],
)
def test_what_is_no_sitemap_is_refused(body: str) -> None:
    with pytest.raises(NotAFeed):
        read(body)


def test_a_gzip_bomb_is_refused() -> None:
    with pytest.raises(TooLarge):
        read(gzip.compress(b"<urlset>" + b" " * (60 << 20)))


def test_a_gzip_file_is_read_with_all_its_members_or_refused() -> None:
    body = NEWS.encode()
    packed = gzip.compress(body[:300]) + gzip.compress(body[300:])
    assert read(packed + b"\0" * 70_000) == read(body)
    with pytest.raises(NotAFeed, match="cut short"):
        read(packed[:-5])
    with pytest.raises(TooLarge, match="members"):
        read(gzip.compress(b" ") * 2000)


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    document = read(
        f'<!DOCTYPE urlset [<!ENTITY l0 "lol">{laughs}]><urlset><url><loc>https://h.example/&l9;</loc></url></urlset>'
    )
    assert all(len(entry.link or "") < 1_000 for entry in document.entries)


PIECES = st.sampled_from(
    [
        "<urlset>",
        "<url>",
        "<loc>",
        "https://h.example/1",
        "</loc>",
        "</url>",
        "</urlset>",
        "<sitemap>",
        "&",
        "<news:news>",
        "\x00",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=15).map("".join))
def test_any_text_gives_a_document_or_gives_up(text: str) -> None:
    try:
        assert isinstance(read(text), Document)
    except GiveUp:
        pass

"""Feeds that any reader can read: valid, escaped, in the letters of their language."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.notify.articles import NOW, stored
from workers.notify.syndication import Channel, atom, json_feed, ninjs_lines, rss
from workers.parse.document import read_document
from workers.records import Document, Kind, Moment, StoredArticle

NASTY = "<script>alert('&')</script> ]]> \x00\x08\ufffe\ud800 & \u202e"
READABLE = "<script>alert('&')</script> ]]>  & \u202e"


def channel(title: str = "أخبارنا & more") -> Channel:
    return Channel(title, "https://desk.example/?a=1&b=<2>", lambda id_: f"urn:khabar:article:{id_}", NOW)


def write(form: str, *articles: StoredArticle) -> str:
    return {"rss": rss, "atom": atom, "json": json_feed}[form](articles, channel())


def read(text: str) -> Document:
    return read_document(
        text.encode(), url="https://desk.example/f", content_type=None, kind=Kind.AUTO, fetched_at=datetime.now(UTC)
    )


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_reader_finds_what_was_written(form: str) -> None:
    document = read(write(form, stored(), stored(title="Second")))
    assert (document.form, document.title) == (form, "أخبارنا & more")
    entry, second = document.entries
    assert (entry.title, second.title) == ("عنوان الخبر", "Second")
    assert (entry.guid, entry.link) == ("urn:khabar:article:7f3c", "https://news.example/a/1")
    assert entry.published is not None
    assert entry.published.at == datetime.fromisoformat("2026-11-24T10:02+03:00")
    assert entry.authors == ("فريق التحرير", "A. Writer")
    assert set(entry.categories) == {"أخبار سورية", "حلب", "إدلب"}
    assert "الفقرة الأولى من النص." in (entry.content or "")
    assert entry.summary == "ملخص"


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_xml_is_well_formed_and_feedparser_has_no_complaint(form: str) -> None:
    text = write(form, stored(title=NASTY, summary=NASTY, paragraphs=(NASTY, "ثانية"), authors=(NASTY,), tags=(NASTY,)))
    etree.fromstring(text.encode())
    parsed: Any = feedparser.parse(text.encode())
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert entry.id == "urn:khabar:article:7f3c"
    assert "ثانية" in entry.content[0].value
    assert "<script" not in entry.content[0].value


def test_text_stays_text_in_every_field() -> None:
    parsed = etree.fromstring(write("atom", stored(title=NASTY, authors=(NASTY,))).encode())
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert parsed.xpath("string(a:entry/a:title)", namespaces=names) == READABLE
    assert parsed.xpath("string(a:entry/a:author/a:name)", namespaces=names) == READABLE
    parsed = etree.fromstring(write("rss", stored(title=NASTY, summary=NASTY)).encode())
    assert parsed.xpath("string(//item/title)") == READABLE
    assert parsed.xpath("string(//item/description)").startswith("&lt;script&gt;alert('&amp;')")


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_letters_stay_letters(form: str) -> None:
    text = write(form, stored())
    assert "عنوان الخبر" in text
    assert "&#" not in text
    assert "\\u" not in text


def test_arabic_reads_from_right_to_left() -> None:
    assert '<div lang="ar" dir="rtl">' in (read(write("rss", stored())).entries[0].content or "")


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_withdrawn_articles_are_in_no_feed_and_no_date_is_invented(form: str) -> None:
    (entry,) = read(write(form, stored(withdrawn=True), stored(published=None))).entries
    assert entry.published is None


def test_a_day_is_its_first_instant() -> None:
    day = stored(published=Moment.fromisoformat("2020-01-07"))
    assert "<pubDate>Tue, 07 Jan 2020 00:00:00 +0000</pubDate>" in write("rss", day)
    assert "<published>2020-01-07T00:00:00Z</published>" in write("atom", day)


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_feed_of_nothing_is_a_feed(form: str) -> None:
    assert read(write(form)).entries == ()


def test_the_required_parts_of_each_format_are_there() -> None:
    bare = stored(published=None, authors=(), summary=None, section=None, tags=(), language=None, paragraphs=())
    top = etree.fromstring(write("rss", bare).encode())[0]
    assert [child.tag for child in top][:3] == ["title", "link", "description"]
    feed = etree.fromstring(write("atom", bare).encode())
    of_feed = {etree.QName(child).localname for child in feed}
    assert of_feed >= {"id", "title", "updated", "author", "entry"}
    assert {etree.QName(child).localname for child in feed[-1]} >= {"id", "title", "updated", "link", "content"}
    item = json.loads(write("json", bare))["items"][0]
    assert (item["id"], item["content_text"]) == ("urn:khabar:article:7f3c", "")


def test_ninjs_is_an_item_a_line() -> None:
    lines = list(ninjs_lines([stored(), stored(withdrawn=True)], lambda id_: f"urn:x:{id_}"))
    items = [json.loads(line) for line in lines]
    assert [item["pubStatus"] for item in items] == ["usable", "canceled"]
    assert items[0]["uri"] == "urn:x:7f3c"
    assert "عنوان الخبر" in lines[0]


@settings(max_examples=150, deadline=None)
@given(st.text(), st.lists(st.text(), max_size=3))
def test_whatever_a_page_held_the_document_is_well_formed(text: str, more: list[str]) -> None:
    article = stored(title=text, summary=text, paragraphs=tuple(more), authors=tuple(more), tags=tuple(more), url=text)
    roots = [etree.fromstring(write(form, article).encode()).tag for form in ("rss", "atom")]
    assert roots == ["rss", "{http://www.w3.org/2005/Atom}feed"]
    assert len(json.loads(write("json", article).encode())["items"]) == 1

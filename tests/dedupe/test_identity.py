"""One article keeps one identity whatever leads to it, and two articles never share one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.dedupe.articles import OTHER, STORY, article, rates
from workers.dedupe.fingerprint import Fingerprint, fingerprint
from workers.dedupe.identity import (
    Key,
    article_id,
    believable_canonical,
    content_hash,
    entry_guids,
    event_id,
    is_certain,
    keys_of,
    number_in,
    same_article,
)
from workers.records import Article, Entry

DAY = date(2026, 11, 24)


def of(found: Article) -> Fingerprint:
    return fingerprint(found.title, found.paragraphs)


def keys(found: Article, page_url: str = "", guid: str | None = None, day: date = DAY) -> tuple[Key, ...]:
    return keys_of(found, page_url=page_url or found.url, source_id="paper", guid=guid, seen_on=day)


def shared(one: tuple[Key, ...], other: tuple[Key, ...], prefix: str) -> set[Key]:
    return {key for key in set(one) & set(other) if key.startswith(prefix)}


def test_the_first_key_is_the_certain_one_of_the_url_read() -> None:
    found = keys(article(), page_url="https://example.com/short/1?utm_source=rss", guid="tag:1")
    assert found[0] == "u:https://example.com/news/2020/01/07/bridge-closes"
    assert found[1] == "u:https://example.com/short/1"
    assert [is_certain(key) for key in found[:3]] == [True, True, False]
    assert "g:paper:tag:1" in found
    assert len(set(found)) == len(found)


def test_twins_share_a_certain_key() -> None:
    desktop = keys(article())
    twin = keys(article(url="http://m.example.com/news/2020/01/07/bridge-closes/?fbclid=1"))
    assert shared(desktop, twin, "u:")


def test_a_canonical_meets_the_article_at_it_from_both_sides() -> None:
    copy = article(url="https://example.com/print.php?story=88123", canonical_url=article().url)
    assert shared(keys(article()), keys(copy), "c:")
    assert not shared(keys(article()), keys(copy), "u:")


@pytest.mark.parametrize(
    ("canonical", "believed"),
    [
        ("https://www.example.com/news/88123/slug?utm_source=x", "https://example.com/news/88123/slug"),
        ("https://amp.example.com/news/88123/other-slug", "https://example.com/news/88123/other-slug"),
        ("https://en.example.com/news/88123/slug", "https://en.example.com/news/88123/slug"),
        ("https://example.com/news/88123", "https://example.com/news/88123"),
        ("https://example.com/", None),
        ("https://example.com", None),
        ("https://example.com/news/", None),
        ("https://example.com/news/middle-east-section", None),
        ("https://example.org/news/88123/slug", None),
        ("/news/88123/slug", None),
        ("", None),
        (None, None),
    ],
)
def test_a_canonical_is_believed_only_where_it_may_be_true(canonical: str | None, believed: str | None) -> None:
    page = "https://example.com/news/middle-east-section/88123/slug"
    if canonical == "https://example.com/news/88123":
        page = "https://example.com/news/88123/slug"
    assert believable_canonical(page, canonical) == believed


def test_a_canonical_printed_on_every_page_joins_nothing() -> None:
    one = article(canonical_url="https://example.com/live/all-the-news-1234")
    other = article("Olives early", OTHER, "https://example.com/news/olives-early", canonical_url=one.canonical_url)
    (key,) = shared(keys(one), keys(other), "c:")
    assert not same_article(key, of(one), of(other))


def test_a_guid_used_for_two_articles_joins_nothing() -> None:
    one, other = article(), article("Olives early", OTHER, "https://example.com/news/olives-early")
    (key,) = shared(keys(one, guid="1"), keys(other, guid="1"), "g:")
    assert not same_article(key, of(one), of(other))


def test_an_edited_article_under_a_new_url_and_headline_is_the_same_by_its_guid() -> None:
    edited = article(
        "Bridge shut for good", (*STORY[:5], *OTHER[:1]), "https://example.com/news/2020/01/07/shut-for-good"
    )
    (key,) = shared(keys(article(), guid="tag:1"), keys(edited, guid="tag:1"), "g:")
    assert same_article(key, of(article()), of(edited))


def test_a_new_slug_around_the_same_number_is_the_same_article() -> None:
    one = article(url="https://example.com/en/bridge-to-close/a-58371943")
    other = article("Bridge shut", url="https://www.example.com/en/bridge-shut-for-good/a-58371943?maca=rss")
    (key,) = shared(keys(one), keys(other), "i:")
    assert same_article(key, of(one), of(other))
    assert not same_article(key, of(one), of(article("Olives", OTHER)))


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://example.com/news/bridge-58371943", "58371943"),
        ("https://example.com/world/story-12345.html", "12345"),
        ("https://example.com/?p=98765", "98765"),
        ("https://example.com/20200107/bridge", None),
        ("https://example.com/2020/01/07/bridge-202001071530", None),
        ("https://example.com/5e8d7a1c-1b2c-4d3e-8f90-abcdefabcdef/x", "5e8d7a1c-1b2c-4d3e-8f90-abcdefabcdef"),
        ("https://example.com/covid-19", None),
        ("no url", None),
    ],
)
def test_the_number_of_an_article_is_found_in_its_url(url: str, number: str | None) -> None:
    assert number_in(url) == number


def test_a_new_url_under_the_same_title_is_the_same_article_within_days_only() -> None:
    moved = article(url="https://example.com/culture/bridge")
    for days in range(-4, 5):
        common = shared(keys(article()), keys(moved, day=DAY + timedelta(days=days)), "t:")
        assert common
        assert same_article(min(common), of(article()), of(moved))
    for days in (-9, 9, 100):
        assert not shared(keys(article()), keys(moved, day=DAY + timedelta(days=days)), "t:")


def test_title_keys_are_the_sources_own() -> None:
    elsewhere = keys_of(article(), page_url=article().url, source_id="other paper", seen_on=DAY)
    assert not shared(keys(article()), elsewhere, "t:")
    assert not [key for key in keys_of(article(), page_url="https://a.example/", source_id="s") if key[0] == "t"]


@pytest.mark.parametrize("body", [(), ("Video",), STORY[:2], ("All rights reserved by the paper and its owners.",) * 9])
def test_a_title_of_every_day_over_a_body_that_says_little_joins_nothing(body: tuple[str, ...]) -> None:
    one = article("Photo of the day", body, "https://example.com/photo-of-monday")
    other = article("Photo of the day", body, "https://example.com/photo-of-tuesday")
    for key in shared(keys(one), keys(other), "t:"):
        assert not same_article(key, of(one), of(other))


def test_daily_rates_under_one_title_and_guid_stay_apart() -> None:
    one = article("Exchange rates of the day", rates("14,150", "14,230", "15,020", "15,110", "17,930", "1,930", "23.4"))
    other = replace(one, paragraphs=rates("14,170", "14,250", "15,010", "15,100", "17,950", "1,940", "23.5"))
    for key in keys(one, guid="rates"):
        if not is_certain(key):
            assert not same_article(key, of(one), of(other))


def test_keys_are_short_enough_for_an_index() -> None:
    long = article(
        "word " * 5000, url="https://example.com/" + "é" * 5000, canonical_url="https://example.com/" + "x" * 9000
    )
    assert max(map(len, keys(long, guid="g" * 100_000))) <= 1000


def test_guid_then_link_then_content_identify_an_entry() -> None:
    entries = (
        Entry(guid=" tag:1 ", link="https://example.com/1"),
        Entry(guid="  ", link="https://example.com/2"),
        Entry(title="a", content="b"),
        Entry(title="a", content="c"),
    )
    first, second, third, fourth = entry_guids(entries)
    assert (first, second) == ("tag:1", "https://example.com/2")
    assert third.startswith("#")
    assert third != fourth


def test_a_guid_used_twice_gets_the_link_wherever_the_entries_stand() -> None:
    one, other, lone = (
        Entry(guid="x", link="https://example.com/1"),
        Entry(guid="x", link="https://example.com/2"),
        Entry(guid="y", link="https://example.com/3"),
    )
    assert entry_guids((one, other, lone)) == ("x https://example.com/1", "x https://example.com/2", "y")
    assert entry_guids((other, lone, one)) == ("x https://example.com/2", "y", "x https://example.com/1")


def test_entries_with_one_guid_and_one_link_are_told_apart_and_doubles_are_numbered() -> None:
    link = "https://example.com/live"
    entries = [Entry(guid="x", link=link, title=title) for title in ("a", "b", "b")]
    found = entry_guids(entries)
    assert len(set(found)) == 3
    assert set(entry_guids(entries[::-1])) == set(found)
    assert len(set(entry_guids([Entry()] * 3))) == 3


def test_ids_depend_on_what_they_name_and_on_nothing_else() -> None:
    assert article_id("u:https://example.com/a") == article_id("u:https://example.com/a")
    assert article_id("u:https://example.com/a") != article_id("u:https://example.com/b")
    names = {
        event_id("a", 1, "t", "h"),
        event_id("a", 2, "t", "h"),
        event_id("a", 1, "u", "h"),
        event_id("a1", 1, "t", "h"),
    }
    assert len(names) == 4
    assert all(len(name) == 32 for name in names)
    assert article_id("\ud800")


def test_the_content_hash_speaks_of_what_matters() -> None:
    plain = content_hash(article())
    assert plain.startswith("sha256:")
    assert len(plain) == 71
    assert content_hash(article(authors=("A", "B"))) == content_hash(article(authors=("B", "A")))
    for changed in (
        article("Another headline"),
        article(paragraphs=STORY[:-1]),
        article(authors=("A",)),
        article(section="Local"),
        article(paragraphs=(STORY[1], STORY[0], *STORY[2:])),
    ):
        assert content_hash(changed) != plain
    for same in (
        article(url="https://example.org/other"),
        article(summary="s", tags=("t",)),
        article(paragraphs=("1,234 views", *STORY, "Read also: Olives early")),
        article(paragraphs=tuple(text.replace(" ", "\u00a0 ") + "\u200b" for text in STORY)),
    ):
        assert content_hash(same) == plain

"""Section pages in many styles: all of their articles are found, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import GiveUp, NotAFeed
from workers.parse.listing import MOST_ENTRIES, read_listing
from workers.records import Document, Kind

NOW = datetime(2020, 1, 7, 12, 0, tzinfo=UTC)
URL = "https://paper.example/news"


PAGES = Path(__file__).parents[2] / "data" / "listing"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))


def written(name: str, selector: str | None = None) -> tuple[Document, dict[str, Any]]:
    """A page of ours in the markup style of real sites, and what it must yield."""
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    return read_listing(html, url=expected["url"], fetched_at=NOW, selector=selector), expected


def told(document: Document) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (entry.link, entry.title, entry.published.isoformat() if entry.published else None)
        for entry in document.entries
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_section_page_yields_its_articles_and_nothing_else(name: str) -> None:
    document, expected = written(name)
    assert told(document) == [tuple(entry) for entry in expected["entries"]]
    assert document.next_url == expected["next_url"]
    assert document.language == expected["language"]
    assert (document.kind, document.form, document.link) == (Kind.LISTING, "listing", expected["url"])


def test_the_title_of_the_page_is_told() -> None:
    document, _ = written("arabic-cards")
    assert document.title == "أخبار محلية | صدى المدينة"


def test_a_selector_of_a_site_rule_replaces_the_guess() -> None:
    document, _ = written("english-articles", "aside ol li")
    assert [entry.title for entry in document.entries] == ["Storm closes coast road", "Ten walks for a cold morning"]
    elsewhere = '<div class="x"><a href="https://other.example/s">Short</a></div><a href="/about">About</a>'
    document = read_listing(elsewhere, url=URL, fetched_at=NOW, selector=".x a")
    assert [entry.link for entry in document.entries] == ["https://other.example/s"]


@pytest.mark.parametrize("selector", ["a[[", ".nothing-here", "::", ""])
def test_a_selector_that_finds_nothing_says_so(selector: str) -> None:
    with pytest.raises(NotAFeed):
        written("english-articles", selector)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "plain words",
        "<html><body><nav><a href='/a'>News</a><a href='/b'>Sport</a></nav><p>Nothing here yet.</p></body></html>",
        "<a href='javascript:void(0)'>A very long text that could be a headline</a>",
        "<a href='https://[bad'>A very long text that could be a headline</a>",
        "<a href='https://elsewhere.example/2020/01/07/a-story-of-another-site'>A story of another site altogether</a>",
        "<footer><a href='/privacy'>Privacy</a><a href='/terms'>Terms</a></footer>",
    ],
)
def test_a_page_without_article_links_is_no_listing(html: str) -> None:
    with pytest.raises(NotAFeed):
        read_listing(html, url=URL, fetched_at=NOW)


def test_a_date_that_stands_alone_is_the_day_of_the_page_and_of_no_article() -> None:
    html = "<p>Tuesday, 7 January 2020</p>" + "".join(
        f"<h2><a href='/story/a-story-with-number-{n}'>A story of some length, number {n}</a></h2>" for n in range(4)
    )
    document = read_listing(html, url=URL, fetched_at=NOW)
    assert [entry.published for entry in document.entries] == [None] * 4


def test_a_reference_inside_a_text_is_no_announcement() -> None:
    html = "".join(
        f"<article><h2><a href='/2020/01/0{n}/news-of-the-harbour-{n}'>News of the harbour, part {n}</a></h2>"
        f"<p>As we told all of our readers in <a href='/2018/03/0{n}/the-tower-that-was-never-built'>the tower that was"
        f" never built</a>, the town keeps its plans for later.</p></article>"
        for n in range(1, 6)
    )
    document = read_listing(html, url=URL, fetched_at=NOW)
    assert [entry.title for entry in document.entries] == [f"News of the harbour, part {n}" for n in range(1, 6)]


def test_days_as_headings_hold_for_the_articles_below_them() -> None:
    def day(text: str, *numbers: int) -> str:
        links = "".join(
            f"<li><a href='/story/{n}-the-harbour'>What happened in the harbour, {n}</a></li>" for n in numbers
        )
        return f"<h3>{text}</h3><ul>{links}</ul>"

    html = day("7 January 2020", 9001, 9002) + day("6 January 2020", 9003)
    dates = [entry[2] for entry in told(read_listing(html, url=URL, fetched_at=NOW))]
    assert dates == ["2020-01-07", "2020-01-07", "2020-01-06"]


def test_a_page_of_very_many_links_is_read_to_its_cap() -> None:
    link = "<div><a href='/2020/01/07/story-{n}-of-the-day'>A headline of some length, number {n}</a></div>"
    html = "".join(link.format(n=n) for n in range(14_000))
    assert len(read_listing(html, url=URL, fetched_at=NOW).entries) == MOST_ENTRIES


DEEP = "<div>" * 5_000 + "<a href='/2020/01/07/a-story-that-lies-deep'>A story that lies very deep indeed</a>"


@pytest.mark.parametrize(
    ("html", "link"),
    [
        pytest.param(DEEP, "https://paper.example/2020/01/07/a-story-that-lies-deep", id="deep"),
        pytest.param("<a href='/x'>" * 20_000, None, id="links"),
        pytest.param("<table>" * 5_000 + "<a href='/x'>", None, id="tables"),
        pytest.param("<p class='" + "tag " * 50_000 + "'>", None, id="classes"),
        pytest.param("<a href='" + "x" * 1_000_000 + "'>A headline of some length and more</a>", None, id="long-href"),
        pytest.param(
            "<h2><a href='/story/one-two-three-four'>" + "word " * 200_000,
            "https://paper.example/story/one-two-three-four",
            id="long-title",
        ),
        pytest.param("<time datetime='" + "1" * 100_000 + "'>", None, id="long-date"),
    ],
)
def test_hostile_markup_gives_a_list_or_is_refused(html: str, link: str | None) -> None:
    if link is None:
        with pytest.raises(NotAFeed, match="no link of this page leads to an article"):
            read_listing(html, url=URL, fetched_at=NOW)
        return
    (entry,) = read_listing(html, url=URL, fetched_at=NOW).entries
    assert entry.link == link
    assert 0 < len(entry.title or "") <= 2_000


TAGS = st.sampled_from(["div", "a", "h2", "li", "ul", "nav", "article", "time", "span", "p", "table", "td", "footer"])
HREFS = st.sampled_from(
    [
        "/2020/01/07/a-story-of-the-day",
        "/tag/x",
        "#",
        "//",
        "http://",
        "https://[::1",
        "?id=12345",
        "/a/1234567",
        "\x00",
        "",
    ]
)


@st.composite
def markup(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 40))):
        tag = draw(TAGS)
        href = draw(HREFS)
        parts.append(f"<{'/' if draw(st.booleans()) else ''}{tag} href='{href}' class='{draw(st.text(max_size=8))}'>")
        parts.append(draw(st.text(max_size=40)))
    return "".join(parts)


@given(markup(), st.sampled_from([None, "a", "li", "h2 > a"]))
def test_any_markup_gives_a_list_or_gives_up(html: str, selector: str | None) -> None:
    try:
        document = read_listing(html, url=URL, fetched_at=NOW, selector=selector)
    except GiveUp:
        return
    assert document.entries
    links = [entry.link for entry in document.entries]
    assert len(set(links)) == len(links)
    assert all(link and link.startswith(("http://", "https://")) for link in links)

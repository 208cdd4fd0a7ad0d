"""What pages in many markup styles and languages say about their articles."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from workers.parse.metadata import Metadata, read_metadata
from workers.records import Entry, Image, Moment, Precision

PAGES = Path(__file__).parents[2] / "data" / "meta"
FETCHED = datetime(2026, 2, 1, 12, tzinfo=UTC)


def read(html: str, url: str = "https://paper.example/a", entry: Entry | None = None) -> Metadata:
    return read_metadata(LexborHTMLParser(html), url=url, fetched_at=FETCHED, entry=entry)


def shown(value: Any) -> Any:
    """A field as the expectation beside a page states it."""
    if isinstance(value, Moment):
        return value.isoformat()
    if isinstance(value, tuple):
        return [[one.url, one.width, one.height, one.caption] if isinstance(one, Image) else one for one in value]
    return dict(value) if isinstance(value, dict) else value


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_a_page_says_what_is_written_beside_it(page: Path) -> None:
    expected = tomllib.loads(page.with_suffix(".toml").read_text(encoding="utf-8"))
    url = expected.pop("url")
    found = read(page.read_text(encoding="utf-8"), url)
    assert {name: shown(getattr(found, name)) for name in expected} == expected
    assert all(0 < origin.confidence <= 1 for origin in found.origins.values())


def test_the_printed_day_is_told_where_a_template_states_a_later_one() -> None:
    html = """<html lang=en><script type="application/ld+json">
      {"@type":"Article","headline":"Ferry returns to the lake",
      "datePublished":"2025-06-24"}</script><h1>Ferry returns to the lake</h1><p class=date>August 25, 2024</p>"""
    found = read(html)
    assert found.published == Moment(datetime(2024, 8, 25, tzinfo=UTC), Precision.DAY)
    assert found.origins["published"].via == "page"


def test_an_update_is_not_taken_for_the_publication() -> None:
    html = """<html lang=en><script type="application/ld+json">
      {"@type":"Article","headline":"Ferry returns to the lake",
      "datePublished":"2019-08-14","dateModified":"2025-09-17"}</script><h1>Ferry returns to the lake</h1>
      <p class=date>Updated September 17, 2025</p>"""
    found = read(html)
    assert shown(found.published) == "2019-08-14"
    assert shown(found.modified) == "2025-09-17"


def test_dates_that_cannot_be_are_left_out() -> None:
    future = read('<meta property="article:published_time" content="2031-01-01"><h1>Ferry returns</h1>')
    assert future.published is None
    before = read(
        '<meta property="article:published_time" content="2025-02-02T10:00:00Z">'
        '<meta property="article:modified_time" content="2025-02-01T10:00:00Z"><h1>Ferry returns</h1>'
    )
    assert before.modified is None


def test_the_day_in_the_address_is_the_weakest_statement() -> None:
    found = read("<h1>Ferry returns to the lake</h1>", "https://paper.example/2024/05/01/ferry")
    assert shown(found.published) == "2024-05-01"
    assert found.origins["published"].via == "url"


def test_the_announcement_fills_what_the_page_leaves_open() -> None:
    entry = Entry(
        title="Ferry returns",
        authors=("By Jane Doe",),
        published=Moment(datetime(2025, 1, 1, tzinfo=UTC)),
        categories=("Lake",),
        section="Local",
        publisher="The Paper",
        summary="<p>The ferry is back on the lake after repairs.</p>",
    )
    found = read("<html lang=en><body><p>x</p>", entry=entry)
    assert (found.title, found.authors, found.section) == ("Ferry returns", ("Jane Doe",), "Local")
    assert (found.tags, found.publisher, found.published) == (("Lake",), "The Paper", entry.published)
    assert found.summary == "The ferry is back on the lake after repairs."
    assert {found.origins[name].via for name in ("title", "authors", "section", "tags", "publisher")} == {"feed"}


def test_the_article_is_told_from_the_stories_beside_it() -> None:
    html = """<script type="application/ld+json">[
      {"@type":"NewsArticle","headline":"Another story","url":"https://paper.example/b","author":"Max Roe"},
      {"@type":"NewsArticle","headline":"Ferry returns","url":"https://paper.example/a","author":"Jane Doe"}]</script>
      <h1>Ferry returns</h1>"""
    assert read(html).authors == ("Jane Doe",)


def test_a_stated_desk_gives_way_to_a_printed_name() -> None:
    html = """<meta name=author content="The Paper Staff"><h1>Ferry returns to the lake</h1><p>By Jane Doe</p>"""
    assert read(html).authors == ("Jane Doe",)
    assert read(html.replace("By Jane Doe", "")).authors == ("The Paper Staff",)


@pytest.mark.parametrize(
    ("markup", "paid"),
    [
        ('<meta property="article:content_tier" content="locked">', True),
        ('<meta property="article:content_tier" content="free">', False),
        ('<div class="paywall">Subscribe to read this story</div>', True),
        ('<div class="paywall" hidden></div>', None),
        ('<script type="application/ld+json">{"@type":"Article","isAccessibleForFree":false}</script>', True),
        (
            '<script type="application/ld+json">{"@type":"Article","isAccessibleForFree":"http://schema.org/True"}</script>',
            False,
        ),
        ("", None),
    ],
)
def test_a_paywall_is_told_as_the_page_tells_it(markup: str, paid: bool | None) -> None:
    assert read(f"{markup}<h1>Ferry returns</h1>").paywalled is paid


def test_logos_pixels_and_avatars_are_no_images_of_the_article() -> None:
    html = """<meta property="og:image" content="/static/logo.png"><h1>Ferry returns</h1>
      <figure><img src="/p.gif" width=1 height=1></figure>
      <figure><img src="data:image/gif;base64,x" data-src="/i/ferry.jpg"><figcaption>The ferry</figcaption></figure>
      <figure><img srcset="/s.jpg 300w, /l.jpg 900w"></figure><img src="/avatar/1.jpg">"""
    assert [(one.url, one.caption) for one in read(html).images] == [
        ("https://paper.example/i/ferry.jpg", "The ferry"),
        ("https://paper.example/l.jpg", None),
    ]


def test_sections_and_tags_of_machines_are_told_from_those_of_people() -> None:
    html = """<meta property="article:section" content="sport/formula-1">
      <meta property="article:tag" content="type:article">
      <meta property="article:tag" content="Motor racing"><h1>Ferry returns</h1>"""
    found = read(html)
    assert found.section == "Formula 1"
    assert found.tags == ("Motor racing",)
    crumbs = '<div class="breadcrumb"><a>Home</a><a>US News</a></div>'
    assert read(html.replace("sport/formula-1", "us-news") + crumbs).section == "US News"


def test_a_summary_is_not_the_headline_again() -> None:
    html = '<meta name=description content="{}"><h1>Ferry returns to the lake at last</h1>'
    assert read(html.format("Ferry returns to the lake at last")).summary is None
    assert read(html.format("The first passengers boarded in the morning.")).summary is not None


_PIECES = st.sampled_from(
    [
        "<h1>", "</h1>", "<time datetime='", "'>", "<a rel=author href=/author/x>", "</a>", "<div class='byline date'>",
        "</div>", "<meta property='article:published_time' content='", "<script type='application/ld+json'>",
        "</script>", '{"@type":"Article",', '"author":', "[", "]", "{", "}",
        '"datePublished":"2024-01-01"', "By Jane Doe",
        "Updated", "<p itemprop=author itemscope>", "<span typeof=Article property=name>", "2024-05-01",
        "<figure><img src=",
        " | ", "<title>", "</title>", "\0", "٧ يناير ٢٠٢٠", "<svg><title>", ", ",
        "<link rel=canonical href='http://[",
        "<html lang='", "<nav>", "<aside>", "<header>", "&#0;",
    ]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=20), max_size=40).map("".join), st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_page_raises(html: str, url: str) -> None:
    try:
        tree = LexborHTMLParser(html)
    except ValueError:  # lone surrogates are no text that a page can hold
        return
    found = read_metadata(tree, url=url, fetched_at=FETCHED)
    assert set(found.origins) >= {name for name in ("title", "published", "authors") if getattr(found, name)}


@pytest.mark.parametrize(
    "html",
    [
        "<div class='byline'>" * 3_000 + "By Jane Doe",
        "<p itemscope itemprop=author>" * 20_000,
        "<time datetime=2024-01-01 class=date>May 1</time>" * 20_000,
        "<a rel=author href=/author/x>Jane Doe</a>" * 20_000,
        "<meta property='article:tag' content='x'>" * 20_000 + "<h1>x</h1>" * 5_000,
        "<title>" + " | x" * 50_000,
        "<script type='application/ld+json'>" + '[{"@type":"Article","headline":"x"},' * 50_000,
        "<figure><img src=/a.jpg>" * 20_000,
        "<h1>" + "Word - " * 50_000,
    ],
    ids=range(9),
)
def test_hostile_pages_are_bounded(html: str) -> None:
    found = read(html)
    assert len(found.authors) <= 40
    assert len(found.images) <= 40
    assert len(found.title or "") <= 500


def test_a_title_without_heading_loses_the_name_that_the_logo_bears() -> None:
    found = read(
        "<title>The Paper :: A tram runs again</title><body><table>"
        "<tr><td><a href='/'><img src=l.png alt='The Paper'></a>"
        "<tr><td><b>A tram runs again</b><tr><td>18 November 2022<tr><td><p>The first new line in twenty years opened."
        "</table>"
    )
    assert (found.title, found.publisher) == ("A tram runs again", "The Paper")
    assert shown(found.published) == "2022-11-18"


def test_a_line_under_the_text_names_source_and_author() -> None:
    found = read(
        "<html lang=fr><title>Un tram roule</title><h1>Un tram roule</h1>"
        "<div>● <a href='/'>Sciences</a> 16 janvier 2025</div>"
        "<div><p>La ligne roule.</p></div><div>Source: La Gazette Par: Léandre Garnelle</div>"
    )
    assert (found.publisher, found.authors, found.section) == ("La Gazette", ("Léandre Garnelle",), "Sciences")


def test_a_persons_link_before_the_date_is_no_section() -> None:
    found = read(
        "<title>A tram runs</title><h1>A tram runs</h1><div><a href='/p/7'>Ann Porter</a> 16 January 2025</div>"
    )
    assert found.section is None


def test_close_kin_are_told_apart_by_the_text_where_nothing_is_stated() -> None:
    text = (
        "Спасатели напоминают, что выходить на лед в ноябре опасно: его толщина не превышает пяти сантиметров, "
        "а снег скрывает полыньи."
    )
    found = read(f"<title>лед на озере еще не держит</title><p>{text}<p>{text}")
    assert found.language == "ru"


def test_a_page_without_address_is_read() -> None:
    assert read("<title>Tram</title><h1>A tram runs again</h1>", url="").title == "A tram runs again"


_BOX = '<div class="field-tags"><a href="/1">Ferries</a> <a href="/2">#Lakes</a> <a href="/3">Show more</a></div>'


@pytest.mark.parametrize(
    ("box", "tags"),
    [
        (_BOX, ("Ferries", "Lakes")),
        (f"<aside>{_BOX}</aside>", ()),
        ('<div class="topic">It <a href="/1">sailed again</a> after two long years of repairs to the hull.</div>', ()),
    ],
)
def test_the_links_of_a_box_of_tags_are_tags(box: str, tags: tuple[str, ...]) -> None:
    assert read(f"<html lang=en><main><h1>Ferry returns to the lake</h1><p>It is back.</p>{box}</main>").tags == tags


def test_a_section_loses_the_word_that_calls_it_one() -> None:
    html = "<html lang=de><main><h1>Die Fähre fährt</h1><p class=kategorie>Kategorie: <a href=/r>Region</a></p></main>"
    assert read(html).section == "Region"


@pytest.mark.parametrize("title", ["El Día - Versión para imprimir", "Paper: printer-friendly", "Версия для печати"])
def test_the_title_of_a_print_view_is_no_headline(title: str) -> None:
    html = f"<title>{title}</title><body><h1>El puente viejo será peatonal</h1><p>El puente se cierra.</p>"
    assert read(html).title == "El puente viejo será peatonal"

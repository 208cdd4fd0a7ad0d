from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.errors import GiveUp, NotAnArticle, TooLarge, Unreadable
from workers.parse.page import read_page
from workers.parse.rules import read_rules
from workers.parse.tree import MAX_CHARACTERS
from workers.records import Entry, Moment

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://news.example/2026/11/24/bridge"
FIRST = "The bridge over the river was opened on Tuesday after three years of work, the city said."
SECOND = "Some 400 people walked over it in the first hour, and the first bus followed at noon."
PAGE = f"<html><title>Bridge</title><body><nav><a href=/>Home</a></nav><h1>Bridge</h1><p>{FIRST}<p>{SECOND}</body>"
TAGS = "p div span a b br li ul table tr td h1 h2 article section form script style nav footer svg pre blockquote"


def test_a_page_of_paragraphs_becomes_an_article() -> None:
    article = read_page(PAGE, url=URL, fetched_at=NOW)
    assert article.title == "Bridge"
    assert article.paragraphs == (FIRST, SECOND)
    assert article.origins["paragraphs"].via == "page"


def test_bytes_are_decoded_by_their_charset() -> None:
    page = PAGE.replace("river", "río").encode("windows-1252")
    article = read_page(page, url=URL, content_type="text/html; charset=windows-1252", fetched_at=NOW)
    assert "río" in article.paragraphs[0]


def test_bytes_give_the_record_of_their_text_whatever_is_broken_in_them() -> None:
    whole = PAGE.replace("river", "río “Ñandú” está aquí").encode()
    for page in (whole, b"\xef\xbb\xbf" + whole, whole.replace(b"Tuesday", b"Tues\xe2\x80day"), whole + b"\xff"):
        text = page.removeprefix(b"\xef\xbb\xbf").decode(errors="replace")
        assert read_page(page, url=URL, fetched_at=NOW) == read_page(text, url=URL, fetched_at=NOW)


def test_the_announcement_fills_what_the_page_leaves_open() -> None:
    page = f"<body><div><p>{FIRST}</p><p>{SECOND}</p></div></body>"
    told = Moment(datetime(2026, 11, 20, 8, 0, tzinfo=UTC))
    entry = Entry(guid="g1", title="The bridge is open", published=told, authors=("Ann Porter",))
    article = read_page(page, url="https://news.example/bridge", fetched_at=NOW, entry=entry)
    assert (article.title, article.guid, article.published) == ("The bridge is open", "g1", told)
    assert article.authors == ("Ann Porter",)


def test_a_page_without_any_title_is_no_article() -> None:
    with pytest.raises(NotAnArticle, match="title"):
        read_page(f"<body><p>{FIRST}</p><p>{SECOND}</p></body>", url="https://news.example/", fetched_at=NOW)


def test_structured_data_speaks_where_only_scripts_show_the_text() -> None:
    stated = "\n".join([FIRST, SECOND, FIRST.upper(), SECOND.upper()])
    data = json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "B", "articleBody": stated}
    )
    page = f'<title>Bridge</title><script type="application/ld+json">{data}</script><body><h1>Bridge</h1><p>Loading</p>'
    article = read_page(page, url=URL, fetched_at=NOW)
    assert article.paragraphs[:2] == (FIRST, SECOND)
    assert article.origins["paragraphs"].via == "json-ld"


def test_a_paywalled_teaser_is_a_summary() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "Bridge", "isAccessibleForFree": False})
    page = PAGE.replace("<body>", f'<script type="application/ld+json">{data}</script><body>')
    article = read_page(page, url=URL, fetched_at=NOW)
    assert (article.paywalled, article.completeness) == (True, "summary")


def test_site_rules_go_before_the_general_way_and_broken_ones_are_told() -> None:
    rules = read_rules(
        'hosts = ["news.example"]\n[fields]\nparagraphs = ".lead"\nsection = ".nowhere"\n', file="news.toml"
    )
    page = PAGE.replace("<p>", '<p class="lead">', 1)
    article = read_page(page, url=URL, fetched_at=NOW, rules=rules)
    assert article.paragraphs == (FIRST,)
    assert article.origins["paragraphs"].via == "rule"
    assert article.origins["broken:section"].confidence == 0.0


@pytest.mark.parametrize("how", [str.encode, str], ids=["bytes", "text"])
def test_what_site_rules_remove_reaches_no_field_and_no_paragraph(how: Callable[[str], bytes | str]) -> None:
    rules = read_rules('hosts = ["news.example"]\nremove = [".box", ".by b", "script.old"]\n', file="news.toml")
    data = json.dumps({"@type": "NewsArticle", "headline": "Bridge", "articleSection": "Offers"})
    extra = "The box beside the article has a sentence of its own, which is as long as any of the article's, in truth."
    page = PAGE.replace("<h1>", f'<script class=old type="application/ld+json">{data}</script><h1>')
    page = page.replace(SECOND, f"{SECOND}<div class=box><p>{extra}<div class=box>Nested</div></div><p>{SECOND[::-1]}")
    whole = read_page(how(page), url=URL, fetched_at=NOW)
    assert (whole.section, whole.paragraphs[2]) == ("Offers", extra)
    article = read_page(how(page), url=URL, fetched_at=NOW, rules=rules)
    assert article.section is None
    assert article.paragraphs == (FIRST, SECOND, SECOND[::-1])
    assert read_page(how(page), url="https://other.example/1", fetched_at=NOW, rules=rules).section == "Offers"


@pytest.mark.parametrize("page", [b"  \n", b"", "", "\ufeff\n"])
def test_an_empty_page_is_no_article(page: bytes | str) -> None:
    with pytest.raises(NotAnArticle, match="empty"):
        read_page(page, url=URL, fetched_at=NOW)


@pytest.mark.parametrize(
    "start", [b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"\x00\x01\x02\x00\x00"]
)
def test_binary_data_is_unreadable(start: bytes) -> None:
    with pytest.raises(Unreadable, match="binary"):
        read_page(start + bytes(500), url=URL, fetched_at=NOW)


def test_a_body_of_all_bytes_that_calls_itself_html_is_no_article() -> None:
    with pytest.raises(NotAnArticle, match="binary"):
        read_page(
            bytes(range(256)) * 50, url=URL, content_type="text/html", fetched_at=NOW, entry=Entry(title="The harbour")
        )


def test_stray_control_characters_are_left_out_of_title_and_paragraphs() -> None:
    page = (
        "<html><head><title>The \x1b[31mred\x07 gate</title></head><body><article><h1>The \x1b[31mred\x07 gate</h1>"
        + "".join(
            f"<p>The council of the town\x0bdecided that\x1f paragraph {n}\x03 of the plan shall be kept.\x08</p>"
            for n in range(3)
        )
        + "</article></body></html>"
    )
    article = read_page(page, url=URL, fetched_at=NOW)
    assert article.title == "The [31mred gate"
    assert article.paragraphs == tuple(
        f"The council of the town decided that paragraph {n} of the plan shall be kept." for n in range(3)
    )


def test_a_page_above_the_cap_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read_page("<p>" + "x" * MAX_CHARACTERS, url=URL, fetched_at=NOW)


def _is_read_or_given_up(page: bytes | str) -> bool:
    """Whether an article with text came of it, or GiveUp; anything else is raised."""
    try:
        article = read_page(page, url=URL, fetched_at=NOW)
    except GiveUp:
        return True
    paragraphs = article.paragraphs
    return bool(article.title and paragraphs) and all(text and text.strip() == text for text in paragraphs)


@given(st.binary(max_size=3_000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_an_article_or_give_up(page: bytes) -> None:
    assert _is_read_or_given_up(page)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(TAGS.split()).map(lambda tag: f"<{tag}>"),
            st.sampled_from(TAGS.split()).map(lambda tag: f"</{tag}>"),
            st.sampled_from(
                ['<a href="/x">', '<div class="comments">', '<p itemprop="articleBody">', "<title>T</title>"]
            ),
            st.text(max_size=120),
            st.sampled_from([FIRST, SECOND, "Share", "اقرأ أيضاً", "\u0640" * 9, "&nbsp;", "&#0;", "\ud800", "<!--"]),
        ),
        max_size=60,
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_any_markup_gives_an_article_or_gives_up(page: str) -> None:
    assert _is_read_or_given_up(page)


@pytest.mark.parametrize(
    ("page", "paragraphs"),
    [
        pytest.param("<div>" * 50_000 + FIRST, 1, id="nesting"),
        pytest.param("<b><i><a href=x>" * 3_000 + FIRST, "no running text", id="formatting"),
        pytest.param("<table><tr><td>" * 5_000 + FIRST, 1, id="tables"),
        pytest.param("<p>a<br>" * 25_000, "scraps of text", id="breaks"),
        pytest.param("<a>" * 50_000, "no running text", id="links"),
        pytest.param("<p><span class='c{}'>".format("x" * 200_000) + FIRST, 1, id="names"),
        pytest.param("<p>" + "1 1.1 a " * 200_000, 1, id="words"),
        pytest.param(
            "<ul>" + "<li class=card><h3><a href=x>A headline that is long enough</a></h3>x" * 10_000,
            "list of links",
            id="cards",
        ),
        pytest.param("<div " + " ".join(f"a{i}=1" for i in range(100_000)) + f">{FIRST}", 1, id="attributes"),
    ],
)
@pytest.mark.timeout(20)
def test_hostile_markup_is_read_or_refused_with_its_reason(page: str, paragraphs: int | str) -> None:
    html = f"<title>T</title>{page}"
    if isinstance(paragraphs, str):
        with pytest.raises(NotAnArticle, match=paragraphs):
            read_page(html, url=URL, fetched_at=NOW)
        return
    article = read_page(html, url=URL, fetched_at=NOW)
    assert (article.title, len(article.paragraphs)) == ("T", paragraphs)
    assert FIRST in article.paragraphs or FIRST not in page


def test_a_day_in_the_address_yields_to_the_time_that_was_announced_for_it() -> None:
    told = Moment(datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    article = read_page(PAGE, url=URL, fetched_at=NOW, entry=Entry(published=told))
    assert (article.published, article.origins["published"].via) == (told, "feed")
    other = Moment(datetime(2026, 11, 2, 8, 0, tzinfo=UTC))
    article = read_page(PAGE, url=URL, fetched_at=NOW, entry=Entry(published=other))
    assert (article.published and article.published.isoformat(), article.origins["published"].via) == (
        "2026-11-24",
        "url",
    )


def test_the_direction_is_that_of_the_text_and_not_of_a_foreign_title() -> None:
    text = "وقال المتحدث باسم البلدية إن الجسر سيُفتح أمام حركة المرور يوم الثلاثاء المقبل بعد ثلاث سنوات من العمل."
    article = read_page(f'<html lang="ar"><h1>Bridge 2026</h1><p>{text}<p>{text} {text}', url=URL, fetched_at=NOW)
    assert article.direction == "rtl"


def test_links_of_a_share_bar_between_standfirst_and_text_are_no_paragraphs() -> None:
    bar = "".join(f'<li><a href="//s.example/{name}">{name}</a></li>' for name in ("facebook", "x", "whatsapp"))
    page = f"<h1>Bridge</h1><div><p>{FIRST}</p><ul>{bar}</ul><p>{SECOND}</p><p>{FIRST.upper()}</p></div>"
    assert read_page(page, url=URL, fetched_at=NOW).paragraphs == (FIRST, SECOND, FIRST.upper())


def test_cards_that_break_off_are_left_out_even_beside_a_short_article() -> None:
    cards = "".join(
        f"<div class=k7><h4><a href=/{i}>The council decides on number {i} of its list</a></h4>"
        f"<p>On Monday the council talked about plan number {i}, and then it voted for…</p></div>"
        for i in range(4)
    )
    page = f"<body><div><h1>Bridge</h1><div><p>{FIRST}</p><p>{SECOND}</p></div><div>{cards}</div></div>"
    assert read_page(page, url=URL, fetched_at=NOW).paragraphs == (FIRST, SECOND)


def test_items_parted_by_breaks_belong_to_the_text_and_the_signature_does_not() -> None:
    item = "Ten new benches along the whole of the northern bank"
    page = f"<h1>Bridge</h1><div>{FIRST}<br><br>{SECOND}<br><br>{item}<br><br><i>By: Ann Porter</i></div>"
    article = read_page(page, url=URL, fetched_at=NOW)
    assert article.paragraphs == (FIRST, SECOND, item)
    assert article.authors == ("Ann Porter",)

"""HTML inside feeds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.parse.markup import clean_html, paragraphs_of, plain_title, printable


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("", ()),
        ("Only text &amp; more", ("Only text & more",)),
        ("One\nline\n\nTwo", ("One line", "Two")),
        ("<p>One <b>two</b></p><p> three&nbsp;four </p>", ("One two", "three four")),
        ("One<br><br>Two<br>still two", ("One", "Two still two")),
        ("<div>Intro<p>One</p>tail</div>", ("Intro", "One", "tail")),
        ("<ul><li>a</li><li>b</li></ul>", ("a", "b")),
        ("<p>x<script>alert(1)</script><style>p{}</style></p>", ("x",)),
        ("<table><tr><td>a</td><td>b</td></tr></table>", ("a", "b")),
        ("<p>خبر <em>عاجل</em></p>", ("خبر عاجل",)),
        ("<p>it&#146;s</p>", ("it’s",)),
        ("<p>un<b>broken</b> word</p>", ("unbroken word",)),
        ("<!-- <p>no</p> --><p>yes</p>", ("yes",)),
    ],
)
def test_paragraphs_are_in_reading_order_and_plain(html: str, paragraphs: tuple[str, ...]) -> None:
    assert paragraphs_of(html) == paragraphs


def test_hostile_nesting_and_length_are_bounded() -> None:
    assert paragraphs_of("<div>" * 100_000 + "x &lt; y<p>z") == ("x < y", "z")
    assert clean_html("<div>" * 100_000 + "x &lt; y").strip() == "x &lt; y"
    assert len(paragraphs_of("<p>x</p>" * 20_000)) == 5_000


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        ("<p onclick=alert(1)>x</p>", "onclick"),
        ("<script>alert(1)</script>x", "alert"),
        ('<a href="javascript:alert(1)">x</a>', "javascript"),
        ('<img src="data:text/html,x">', "data:"),
        ("<iframe src=//evil.example></iframe>x", "iframe"),
        ("<style>*{}</style>x", "*{}"),
    ],
)
def test_cleaned_html_can_do_no_harm(html: str, gone: str) -> None:
    assert gone not in clean_html(html)


def test_cleaned_html_keeps_what_news_is_made_of() -> None:
    html = '<p dir="rtl">خبر <a href="https://h.example/">هنا</a></p>'
    cleaned = clean_html(html)
    assert cleaned.startswith('<p dir="rtl">خبر <a href="https://h.example/"')


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        ("a\n b", "a b"),
        ("<b>a</b>&amp;", "a&"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("x" * 9_000, "x" * 2_000),
        ("<p>a</p>", "a"),
    ],
)
def test_a_title_is_one_line(text: str, title: str) -> None:
    assert plain_title(text) == title


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=80))
def test_nothing_unprintable_is_left(text: str) -> None:
    for result in (printable(text), plain_title(text), *paragraphs_of(printable(text))):
        result.encode()
        assert not any(ord(char) < 32 and char not in "\t\n\r" for char in result)

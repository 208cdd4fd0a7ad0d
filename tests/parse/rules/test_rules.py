"""Site rules: files are read strictly, pages by them plainly."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from workers.errors import BadConfig, Unreadable
from workers.parse.metadata import read_metadata
from workers.parse.rules import FIELDS, SiteRules, apply_rules, check_rules, read_rules, with_rules
from workers.records import Image, Origin, Precision

SITES = Path(__file__).parents[3] / "config" / "sites"
FETCHED = datetime(2026, 2, 1, 12, tzinfo=UTC)
URL = "https://www.paper.example/world/1"
HEAD = 'hosts = ["*.paper.example"]\n'


def rules(text: str) -> SiteRules:
    return read_rules(HEAD + text, file="paper.toml")


def test_the_example_file_passes_its_own_tests_and_shows_every_key() -> None:
    path = SITES / "example.toml"
    text = path.read_text(encoding="utf-8")
    example = read_rules(text, file="example.toml")
    assert check_rules(example, SITES) == []
    assert set(example.fields) | {"language"} == set(FIELDS)
    assert {"hosts", "listing", "remove", "language", "time_zone", "date_formats", "optional"} < set(
        tomllib.loads(text)
    )
    assert example.tests


@pytest.mark.parametrize(
    ("text", "about", "why"),
    [
        ("", "f.toml hosts", "is missing"),
        ('hosts = ["https://a.example"]', "f.toml hosts", "no scheme"),
        ('host = "a.example"', "f.toml host", 'did you mean "hosts"?'),
        ('hosts = "a.example"', "f.toml", "says nothing"),
        (f'{HEAD}[fields]\ntitel = "h1"', "f.toml [fields] titel", 'did you mean "title"?'),
        (f'{HEAD}[fields]\ntitle = "h1[["', "f.toml [fields] title", "no CSS selector"),
        (f'{HEAD}[fields]\ntitle = ["h1", "h2:nothing"]', "f.toml [fields] title", "h2:nothing"),
        (f'{HEAD}[fields]\ntitle = ""', "f.toml [fields] title", "none of them empty"),
        (f"{HEAD}[fields]\ntitle = 3", "f.toml [fields] title", "must be a text"),
        (f'{HEAD}fields = "h1"', "f.toml fields", "must be a table"),
        (f'{HEAD}listing = "a["', "f.toml listing", "no CSS selector"),
        (f'{HEAD}remove = [".ad", "<p>"]', "f.toml remove", "no CSS selector"),
        (f'{HEAD}listing = "a"\ntime_zone = "Mars/Base"', "f.toml time_zone", "IANA"),
        (f'{HEAD}listing = "a"\ndate_formats = ["%H:%M"]', "f.toml date_formats", "day, month and year"),
        (f'{HEAD}optional = ["titl"]\n[fields]\ntitle = "h1"', "f.toml optional", 'did you mean "title"?'),
        (f'{HEAD}[fixed]\nsection = ["a", "b"]', "f.toml [fixed] section", "one text"),
        (f'{HEAD}[fixed]\ntitle = "a"', "f.toml [fixed] title", "no key"),
        (
            f'{HEAD}listing = "a"\n[[tests]]\npage = "../x.html"\nexpect = {{ title = "a" }}',
            "f.toml [tests] page",
            "beside",
        ),
        (f'{HEAD}listing = "a"\n[[tests]]\npage = "x.html"', "f.toml [tests] expect", "must say"),
        (
            f'{HEAD}listing = "a"\n[[tests]]\npage = "x"\nexpect = {{ titel = 1 }}',
            "f.toml [tests.expect] titel",
            "title",
        ),
        ("hosts = [", "f.toml", "not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_file_table_and_key(text: str, about: str, why: str) -> None:
    with pytest.raises(BadConfig) as caught:
        read_rules(text, file="f.toml")
    assert caught.value.about == about
    assert why in caught.value.why


def test_the_first_selector_that_matches_counts() -> None:
    found = apply_rules(
        "<h2>Second</h2><h3 data-t='Third'>x</h3>",
        rules('[fields]\ntitle = ["h1", "h2"]\nsection = "h3@data-t"'),
        url=URL,
        fetched_at=FETCHED,
    )
    assert found.fields == {"title": "Second", "section": "Third"}
    assert found.broken == ()


def test_a_selector_that_matches_nothing_is_broken_unless_its_field_is_optional() -> None:
    text = 'optional = ["tags"]\n[fields]\ntitle = "h1"\ntags = ".tags a"\nauthors = ".byline"\nparagraphs = "p"'
    found = apply_rules("<h1></h1><p>Text.</p>", rules(text), url=URL, fetched_at=FETCHED)
    assert set(found.broken) == {"title", "authors"}
    assert found.paragraphs == ("Text.",)


def test_what_is_removed_is_in_no_field() -> None:
    found = apply_rules(
        "<h1>News <span class=ad>Buy</span></h1><div class=b><p>One<p class=ad>Two<p>Three</div>",
        rules('remove = ".ad"\n[fields]\ntitle = "h1"\nparagraphs = ".b"'),
        url=URL,
        fetched_at=FETCHED,
    )
    assert found.fields["title"] == "News"
    assert found.paragraphs == ("One", "Three")


def test_paragraphs_are_cut_at_blocks_and_line_breaks_and_none_is_read_twice() -> None:
    found = apply_rules(
        "<div class=b>First<br>Second <b>bold</b>ly<br><br>Third<div><p>Fourth</p><ul><li>Fifth<li>Sixth</ul></div>"
        "<script>x()</script>Last</div>",
        rules('[fields]\nparagraphs = ".b, .b p"'),
        url=URL,
        fetched_at=FETCHED,
    )
    assert found.paragraphs == ("First", "Second boldly", "Third", "Fourth", "Fifth", "Sixth", "Last")


def test_dates_take_the_sites_format_and_zone() -> None:
    text = 'time_zone = "Asia/Damascus"\ndate_formats = ["%d/%m/%Y %H:%M"]\n[fields]\npublished = ".d"\nmodified = ".m"'
    found = apply_rules(
        "<i class=d>03/04/2025 18:30</i><i class=m>4 April 2025</i>", rules(text), url=URL, fetched_at=FETCHED
    )
    assert found.fields["published"].isoformat() == "2025-04-03T18:30+03:00"  # type: ignore[union-attr]
    assert found.fields["modified"].precision is Precision.DAY  # type: ignore[union-attr]


def test_a_date_that_cannot_be_read_or_lies_ahead_is_broken() -> None:
    page = "<i class=d>soon</i><time datetime=2031-01-01>x</time>"
    found = apply_rules(page, rules('[fields]\npublished = ".d"\nmodified = "time"'), url=URL, fetched_at=FETCHED)
    assert found.fields == {}
    assert set(found.broken) == {"published", "modified"}


def test_addresses_are_absolute_and_of_the_web() -> None:
    found = apply_rules(
        "<link rel=canonical href=/a><img src=b.jpg><img src='data:image/png;base64,x'><img src=b.jpg>",
        rules('[fields]\ncanonical_url = "link[rel=canonical]"\nimages = "img"'),
        url=URL,
        fetched_at=FETCHED,
    )
    assert found.fields["canonical_url"] == "https://www.paper.example/a"
    assert found.fields["images"] == (Image("https://www.paper.example/world/b.jpg"),)


def test_rules_say_nothing_about_pages_of_other_hosts() -> None:
    one = rules('[fields]\ntitle = "h1"')
    assert one.covers("https://x.paper.example/")
    assert not one.covers("https://paper.example.org/")
    found = apply_rules("<p>x</p>", one, url="https://other.example/", fetched_at=FETCHED)
    assert (found.fields, found.paragraphs, found.broken) == ({}, (), ())


def test_what_a_rule_found_replaces_the_guess_and_says_so() -> None:
    html = "<html lang=en><h1>Right title</h1><p class=a>By Jane Doe</p>"
    guess = read_metadata(LexborHTMLParser(html), url=URL, fetched_at=FETCHED)
    text = '[fields]\nauthors = ".a"\n[fixed]\nlanguage = "ar"\nsection = "World"'
    both = with_rules(guess, apply_rules(html, rules(text), url=URL, fetched_at=FETCHED))
    assert (both.title, both.section, both.authors) == ("Right title", "World", ("Jane Doe",))
    assert (both.language, both.direction) == ("ar", "rtl")
    assert both.origins["section"] == Origin("rule", 1.0)
    assert both.origins["title"].via == "page"


def test_a_failed_test_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1>One</h1><main><a href=/x-1>A long headline of a story</a></main>")
    text = (
        'listing = "main a"\n[fields]\ntitle = "h1"\nauthors = ".by"\n'
        '[[tests]]\npage = "a.html"\nexpect = { title = "Two", links = 1 }\n'
        '[[tests]]\npage = "gone.html"\nexpect = { title = "x" }'
    )
    failures = check_rules(rules(text), tmp_path)
    assert failures == [
        "paper.toml [tests] a.html: title is 'One', expected 'Two'",
        "paper.toml [tests] a.html: authors matched nothing",
        "paper.toml [tests] gone.html: cannot be read: No such file or directory",
    ]


@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(["<p>", "</p>", "<?xml ?>", "<br>", "\0", "a.b", "<", "&#0;"])).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_any_markup_gives_a_result(html: str) -> None:
    one = rules('remove = "b"\n[fields]\ntitle = "p"\npublished = "time"\nparagraphs = "body"')
    try:
        found = apply_rules(html, one, url=URL, fetched_at=FETCHED)
    except Unreadable:
        return
    assert {"title", "published"} == {*found.fields, *(set(found.broken) - {"paragraphs"})}
    assert bool(found.paragraphs) != ("paragraphs" in found.broken)
    assert found.remaining is None

"""The layout of text dumps, as it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from workers.records import Article, Moment, Precision
from workers.textlayout import DEFAULT, LAYOUTS, layout_of, write_text

DUMPS = Path(__file__).parent / "data" / "text"
SEVENTH = Moment(datetime(2020, 1, 7, tzinfo=UTC), Precision.DAY)


def article(language: str | None, **fields: object) -> Article:
    given: dict[str, object] = {
        "url": "",
        "title": "T",
        "paragraphs": ("One.", "Two."),
        "section": "S",
        "published": SEVENTH,
        "publisher": "P",
        "authors": ("A", "B"),
        "language": language,
        **fields,
    }
    return Article(**given)  # type: ignore[arg-type]  # the fields are named by the tests


def test_an_arabic_dump_has_every_line_in_its_place() -> None:
    assert write_text(article("ar")) == (
        "T\nT\n● S ٧ يناير ٢٠٢٠\n\nT\n\nOne.\n\nTwo.\n\n"
        "المصدر: P الكاتب: A، B\nمشاركة:\u2002\n\nاقرأ أيضاً:\n\nـــــــ ــ"
    )


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("ar-SY", "٧ يناير ٢٠٢٠"),
        ("fa", "۷ ژانویه ۲۰۲۰"),
        ("he", "7 בינואר 2020"),
        ("en-GB", "7 January 2020"),
        ("fr", "7 janvier 2020"),
        ("es", "7 de enero de 2020"),
        ("de", "7. Januar 2020"),
        ("ru", "7 января 2020"),
        ("zh-Hant", "2020年1月7日"),
        ("sw", "2020-01-07"),
        (None, "2020-01-07"),
    ],
)
def test_the_day_is_printed_as_the_language_prints_it(language: str | None, day: str) -> None:
    assert f"● S {day}\n" in write_text(article(language))


def test_what_is_missing_is_left_out_with_its_label() -> None:
    bare = write_text(article("en", section=None, published=None, publisher=None, authors=()))
    assert bare == "T\nT\n\nT\n\nOne.\n\nTwo.\n\nShare:\u2002\n\nRead also:\n\n_______ __"
    assert "Source: P\nShare" in write_text(article("en", authors=()))
    assert "\n\nAuthor: A, B\nShare" in write_text(article("en", publisher=None))


def test_line_breaks_inside_a_field_become_blanks() -> None:
    text = write_text(article("en", paragraphs=("One\n  two\r\nthree",)))
    assert "\n\nOne two three\n\n" in text


def test_the_day_is_the_publishers_own_whatever_its_zone() -> None:
    late = Moment(datetime(2020, 1, 7, 23, 30, tzinfo=timezone(timedelta(hours=-5))), Precision.MINUTE)
    assert "7 January 2020" in write_text(article("en", published=late))


@pytest.mark.parametrize("layout", [*LAYOUTS.values(), DEFAULT], ids=lambda layout: layout.language or "default")
def test_every_day_of_a_year_is_split_off_again(layout: object) -> None:
    known = next(one for one in (*LAYOUTS.values(), DEFAULT) if one is layout)
    day = date(2020, 1, 1)
    while day.year == 2020:
        assert known.split_day(f"News of 2019 {known.write_day(day)}") == ("News of 2019", day)
        assert known.split_day(known.write_day(day)) == ("", day)
        day += timedelta(days=1)
    assert known.split_day("News") is None
    assert known.split_day(f"x{known.write_day(date(2020, 2, 3))}") is None


def test_a_language_without_a_table_has_the_default() -> None:
    assert layout_of("sw") is DEFAULT
    assert layout_of(None) is DEFAULT
    assert layout_of("AR-sy") is LAYOUTS["ar"]

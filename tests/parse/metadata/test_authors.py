"""Bylines become names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.parse.metadata.authors import clean_authors, is_desk, is_plainly_a_name, is_role, names_in, names_in_lines


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe, Senior Reporter, and John Roe | Paper", ["Jane Doe", "John Roe"]),
        ("Written by Jane Doe & John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe, MD, PhD", ["Jane Doe, MD, PhD"]),
        ("Jane Doe, Ph.D.", ["Jane Doe, Ph.D."]),
        ("Doe, Jane", ["Jane Doe"]),
        ("Doe, Jane T.", ["Jane T. Doe"]),
        ("Jane Doe in London", ["Jane Doe"]),
        ("By Jane Doe jane@paper.example @jane", ["Jane Doe"]),
        ("By Jane Doe Updated March 3, 2024", ["Jane Doe"]),
        ("https://www.facebook.com/paper", []),
        ("By", []),
        ("Senior Political Editor", ["Senior Political Editor"]),
        ("admin", []),
        ("Von Peter Müller und Anna Schmidt", ["Peter Müller", "Anna Schmidt"]),
        ("Par Jean Dupont et Marie Lambert", ["Jean Dupont", "Marie Lambert"]),
        ("Por Lucía García y Juan Pérez", ["Lucía García", "Juan Pérez"]),
        ("Di Mario Rossi", ["Mario Rossi"]),
        ("Theo James", ["Theo James"]),
        ("Автор: Иван Петров, корреспондент", ["Иван Петров"]),
        ("Текст: Иван Петров и Анна Соколова", ["Иван Петров", "Анна Соколова"]),
        ("بقلم: أحمد محمد ومحمود علي", ["أحمد محمد", "محمود علي"]),
        ("الكاتب: فريق التحرير", ["فريق التحرير"]),
        ("كتبت ليلى حداد", ["ليلى حداد"]),
        ("نویسنده: علی رضایی", ["علی رضایی"]),
        ("מאת: דוד כהן", ["דוד כהן"]),
        ("本报记者 王小明 李四", ["王小明", "李四"]),
        ("文/张三", ["张三"]),
        ("山田太郎記者", ["山田太郎"]),
        ("김철수 기자", ["김철수"]),
        ("Jane Doe &amp; John Roe", ["Jane Doe", "John Roe"]),
        ("<a href='/a'>Jane Doe</a>", ["Jane Doe"]),
        ("\u200fJane\u00a0Doe\u200e", ["Jane Doe"]),
    ],
)
def test_a_byline_is_the_names_in_it(byline: str, names: list[str]) -> None:
    assert list(clean_authors([byline])) == names or names_in(byline) == names


def test_a_desk_counts_only_where_no_person_is_named() -> None:
    assert clean_authors(["Reuters", "Jane Doe"]) == ("Jane Doe",)
    assert clean_authors(["Reuters Staff", "Reuters"]) == ("Reuters Staff",)
    assert clean_authors(["The Paper", "Jane Doe"], publisher="The Paper") == ("Jane Doe",)


def test_nobody_is_named_twice() -> None:
    assert clean_authors(["Jane Doe", "JANE DOE", "Doe", "José Pérez", "Jose Perez"]) == ("Jane Doe", "José Pérez")


def test_lines_of_a_byline_are_read_until_something_else_begins() -> None:
    assert names_in_lines(["By", "Jane Doe", "and", "John Roe", "Senior Reporter", "Max Power"]) == [
        "Jane Doe",
        "John Roe",
    ]
    assert names_in_lines(["Jane Doe,", "John Roe", "March 3"]) == ["Jane Doe", "John Roe"]
    assert names_in_lines(["Jane Doe", "Reviewed by", "John Roe"]) == ["Jane Doe"]
    assert names_in_lines(["Edited by John Roe"]) == []
    assert names_in_lines(["Share", "Follow us", "View all posts"]) == []


def test_jobs_and_desks_are_told_from_names() -> None:
    assert is_role("Vice President of Sales")
    assert is_role("Certified Sleep Consultant")
    assert not is_role("Art Garfunkel")
    assert is_desk("News Desk")
    assert is_desk("هيئة التحرير")
    assert not is_desk("Jane Doe")


def test_a_line_alone_is_a_name_only_where_nothing_else_fits() -> None:
    assert is_plainly_a_name("Ana María Ortiz")
    assert is_plainly_a_name("Ludwig van Beethoven")
    for label in ("Key Takeaways", "Table of Contents", "Read More", "jane doe", "Jane", "Best Of The Best Lists Ever"):
        assert not is_plainly_a_name(label)


@given(st.lists(st.text(max_size=300), max_size=5))
def test_any_text_gives_clean_names(values: list[str]) -> None:
    for name in clean_authors(values):
        assert name == name.strip()
        assert 2 <= len(name) <= 100


def test_hostile_bylines_take_no_time() -> None:
    for hostile in ("By " * 50_000, "(" * 100_000, "a, " * 50_000, "@" * 100_000, "<" * 100_000, " and" * 50_000):
        assert len(clean_authors([hostile])) <= 40


def test_names_without_capitals_keep_the_printed_order() -> None:
    assert clean_authors(["何雨桐, 周明远"]) == ("何雨桐", "周明远")
    assert clean_authors(["Doe, Jane"]) == ("Jane Doe",)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("رام الله - أحمد علي", ("أحمد علي",)),
        ("جدة: سلمان الحارثي", ("سلمان الحارثي",)),
        ("أحمد علي – القاهرة", ("أحمد علي",)),
        ("محمد صور", ("محمد صور",)),
        ("Tim Redaksi: Siti Rahma, Budi Santoso", ("Siti Rahma", "Budi Santoso")),
        ("Texte : Luc Roy", ("Luc Roy",)),
        ("Από τον Γιώργο Παππά", ("Γιώργο Παππά",)),
    ],
)
def test_a_town_or_a_label_beside_a_name_is_no_part_of_it(byline: str, names: tuple[str, ...]) -> None:
    assert clean_authors([byline]) == names

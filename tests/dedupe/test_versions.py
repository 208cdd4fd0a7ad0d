"""A change that matters is a version; what flaps by itself is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dedupe.articles import OTHER, STORY, article
from workers.dedupe.identity import content_hash
from workers.dedupe.passing import is_passing
from workers.dedupe.versions import (
    RECHECKS,
    change_between,
    confirms_withdrawal,
    next_look_at_gone,
    next_recheck,
)
from workers.records import Change

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_the_same_article_is_no_change() -> None:
    assert change_between(article(), article()) is None


def test_each_field_that_matters_is_named() -> None:
    new = article("New headline", (*STORY[:2], OTHER[0], *STORY[3:]), section="Local", authors=("Ann Keller",))
    assert change_between(article(), new) == Change(
        ("title", "section", "authors", "paragraphs"), ((2, STORY[2]),), ((2, OTHER[0]),)
    )


def test_paragraphs_are_told_as_published_with_their_places_in_each_version() -> None:
    old = article(paragraphs=("12 comments", *STORY))
    new = article(paragraphs=("Advertisement", "15 comments", *STORY[1:], OTHER[0] + "  "))
    change = change_between(old, new)
    assert change is not None
    assert change.fields == ("paragraphs",)
    assert change.paragraphs_removed == ((1, STORY[0]),)
    assert change.paragraphs_added == ((8, OTHER[0] + "  "),)


def test_a_moved_paragraph_left_and_came() -> None:
    change = change_between(article(), article(paragraphs=(*STORY[1:], STORY[0])))
    assert change == Change(("paragraphs",), ((0, STORY[0]),), ((6, STORY[0]),))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1,234 views", "1,235 views"),
        ("Views: 12k", "Views: 13k"),
        ("3 min read", "4 min read"),
        ("5 minutes ago", "2 hours ago"),
        ("Updated 5 minutes ago", "Updated 6 minutes ago"),
        ("12 comments | 5 shares", "13 comments | 9 shares"),
        ("٣٬٢١٤ مشاهدة", "٣٬٢١٥ مشاهدة"),
        ("عدد المشاهدات: ٥٥", "عدد المشاهدات: 56"),
        ("منذ ساعتين", "منذ 3 ساعات"),
        ("نشر قبل ٥ دقائق", "نشر قبل ٦ دقائق"),
        ("12 комментариев", "13 комментариев"),
        ("Просмотров: 100", "Просмотров: 101"),
        ("5 минут назад", "6 минут назад"),
        ("il y a 5 minutes", "il y a 6 minutes"),
        ("阅读量：123", "阅读量：124"),
        ("5分钟前", "6分钟前"),
        ("בלפני 5 דקות"[1:], "לפני 6 דקות"),
        ("۱۲۰ بازدید", "۱۲۱ بازدید"),
        ("This article has been read 1,234 times", "This article has been read 1,240 times"),
        ("Vu 123 fois", "Vu 125 fois"),
        ("123 kez okundu", "124 kez okundu"),
        ("شوهد 1234 مرة", "شوهد ١٢٣٥ مرة"),
        ("נצפה 12 פעמים", "נצפה 13 פעמים"),
        ("浏览次数：123", "浏览次数：124"),
        ("조회수 1,234회", "조회수 1,239회"),
        ("เข้าชม 123 ครั้ง", "เข้าชม 124 ครั้ง"),
        ("👁 1.2K", "👁 1.3K 💬 5"),
        ("No comments yet", "1 comment"),
        ("صفر تعليق", "١ تعليق"),
        ("Read also: Olives early", "Read also: Bridge shut"),
        ("اقرأ أيضاً: الزيتون", "اقرأ أيضا - الجسر"),
        ("Читайте также: Мост", "Читайте также: Оливки"),
        ("Advertisement", "— إعلان —"),
        ("", "   "),
    ],
)
def test_a_flapping_line_makes_no_version(before: str, after: str) -> None:
    old, new = article(paragraphs=(*STORY[:3], before, *STORY[3:])), article(paragraphs=(*STORY, after))
    assert change_between(old, new) is None
    assert content_hash(old) == content_hash(new) == content_hash(article())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Northfield 2-1 Riverton", "Northfield 2-2 Riverton"),
        ("USD 45.10", "USD 45.20"),
        ("He died 5 minutes ago.", "He died 6 minutes ago."),
        ("12 people were hurt", "13 people were hurt"),
        ("12 votes against", "13 votes against"),
        ("Death toll: 12", "Death toll: 13"),
        ("Nobody has survived", "Someone has survived"),
        ("Who has won", "Who has lost"),
        ("قتل ١٢ شخصا", "قتل ١٣ شخصا"),
        ("读者要求改正", "读者没有要求改正"),
        ("\u200f" * 95 + " قال", "\u200f" * 95 + " نفى"),
        (" " * 95 + "yes", " " * 95 + "no"),
    ],
)
def test_a_changed_figure_of_the_story_makes_a_version(before: str, after: str) -> None:
    assert change_between(article(paragraphs=(*STORY, before)), article(paragraphs=(*STORY, after))) is not None


def test_cache_busters_and_invisible_marks_make_no_version() -> None:
    old = article(paragraphs=("Picture at https://example.com/a.jpg?v=1", "الرئيس هنا"))
    new = article(paragraphs=("Picture at https://example.com/a.jpg?v=2#x", "\u202bالرئيـس\u00a0هنا\u202c"))
    assert change_between(old, new) is None


PARAGRAPHS = st.lists(st.sampled_from([*STORY[:4], "9 views", "a", "b", ""]), max_size=7).map(tuple)


@settings(deadline=None)  # a busy machine is no failure
@given(PARAGRAPHS, PARAGRAPHS)
def test_the_hash_and_the_diff_agree(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    old, new = article(paragraphs=one), article(paragraphs=other)
    change = change_between(old, new)
    assert (change is None) == (content_hash(old) == content_hash(new))
    if change is not None:
        gone = {place for place, _ in change.paragraphs_removed}
        fresh = {place for place, _ in change.paragraphs_added}
        left = [text for place, text in enumerate(one) if place not in gone and not is_passing(text)]
        assert left == [text for place, text in enumerate(other) if place not in fresh and not is_passing(text)]


def test_a_body_of_thousands_of_paragraphs_is_compared_quickly() -> None:
    old = tuple(f"Paragraph {number} of the minutes of the council." for number in range(20_000))
    new = tuple("x" + text if place % 2 else text for place, text in enumerate(old))
    change = change_between(article(paragraphs=old), article(paragraphs=new))
    assert change is not None
    assert len(change.paragraphs_removed) == len(change.paragraphs_added) == 10_000
    shuffled = change_between(article(paragraphs=old), article(paragraphs=old[::-1]))
    assert shuffled is not None
    assert shuffled.fields == ("paragraphs",)


def test_five_megabytes_in_one_paragraph_are_compared() -> None:
    change = change_between(article(paragraphs=("5 " * 2_500_000,)), article(paragraphs=("6 " * 2_500_000,)))
    assert change is not None


def test_looks_thin_out_with_age_and_end() -> None:
    at, looks = START, []
    while (due := next_recheck(START, at)) is not None:
        looks.append(due - START)
        at = due
    assert looks == list(RECHECKS)


def test_a_late_look_leaves_out_what_it_missed() -> None:
    assert next_recheck(START, START + timedelta(hours=5)) == START + timedelta(hours=24)
    assert next_recheck(START, START + timedelta(hours=2)) == START + timedelta(hours=6)
    assert next_recheck(START, START + timedelta(days=3)) is None


def test_an_article_that_changes_is_looked_at_more_often_and_longer() -> None:
    assert next_recheck(START, START + timedelta(hours=6), changes=1) == START + timedelta(hours=15)
    assert next_recheck(START, START + timedelta(days=3), changes=1) == START + timedelta(days=6)
    assert next_recheck(START, START, rechecks=()) is None


def test_gone_once_is_not_withdrawn() -> None:
    assert not confirms_withdrawal(START, START, 1)
    assert not confirms_withdrawal(None, START, 3)
    assert not confirms_withdrawal(START, START + timedelta(minutes=20), 2)
    due = next_look_at_gone(START, START)
    assert confirms_withdrawal(START, due, 2)
    assert next_look_at_gone(START, due) > due

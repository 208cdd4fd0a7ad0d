"""Dates in many languages: every form of one day, and what must not be taken for a date."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.parse.dates import LONGEST_LINE, find_date, read_date
from workers.parse.wordlists import word_list
from workers.records import Moment, Precision

NOW = datetime(2020, 1, 8, 12, 0, tzinfo=UTC)


def read(text: str, language: str | None = None, now: datetime | None = NOW) -> str | None:
    moment = read_date(text, language=language, now=now)
    return moment.isoformat() if moment else None


DAYS = [
    "2020-01-07",
    "7 January 2020",
    "January 7, 2020",
    "Jan. 7, 2020",
    "Jan 7th, 2020",
    "Tuesday, 7 January 2020",
    "٧ يناير ٢٠٢٠",
    "7 كانون الثاني/يناير 2020",
    "٧ كانون الثاني ٢٠٢٠ م",
    "الثلاثاء، ٧ يناير ٢٠٢٠",
    "الثلاثاء 12 جمادى الأولى 1441هـ الموافق 7 يناير 2020م",
    "7 جانفي 2020",
    "\u200f7 ينـــاير\u200f 2020",
    "۷ ژانویه ۲۰۲۰",
    "۱۷ دی ۱۳۹۸",
    "سه\u200cشنبه ۱۷ دی ۱۳۹۸",
    "7 בינואר 2020",
    "יום שלישי, 7 בינואר 2020",
    "7 Ocak 2020 Salı",
    "7 января 2020 г.",
    "вторник, 7 января 2020",
    "7 січня 2020",
    "7 Ιανουαρίου 2020",
    "Τρίτη 7 Ιανουαρίου 2020",
    "7 janvier 2020",
    "mardi 7 janvier 2020",
    "mar. 7 janv. 2020",
    "7 de enero de 2020",
    "7 de janeiro de 2020",
    "7. Januar 2020",
    "Di., 7. Jänner 2020",
    "7 gennaio 2020",
    "martedì 7 gen 2020",
    "mar 7 gen 2020",
    "7 stycznia 2020",
    "wtorek, 7 stycznia 2020",
    "7 januari 2020",
    "den 7 januari 2020",
    "7. ledna 2020",
    "2020. január 7.",
    "2020. január 7., kedd",
    "7 ianuarie 2020",
    "7. januar 2020",
    "7. tammikuuta 2020",
    "7 جنوری 2020",
    "7 มกราคม 2563",
    "7 ม.ค. 2563",
    "7. јануар 2020.",
    "7. januara 2020.",
    "7 януари 2020",
    "2020年1月7日",
    "2020年1月7日 星期二",
    "2020年1月7日(火)",
    "令和2年1月7日",
    "2020년 1월 7일",
    "2020년 1월 7일 화요일",
    "2020. 1. 7.",
    "2020.01.07",
    "7 जनवरी 2020",
    "৭ জানুয়ারি ২০২০",
    "7 Januari 2020",
    "Selasa, 7 Januari 2020",
    "7 tháng 1, 2020",
    "Thứ ba, ngày 7 tháng 1 năm 2020",
    "07.01.2020",
    "7. 1. 2020",
    "2020/01/07",
    "2020/1/7",
    "Published: 7 January 2020",
    "Publié le 7 janvier 2020",
    "07-Jan-20",
    "7 Jan 2020",
    "2020-W02-2",
    "20200107",
    "7 gener de 2020",
    "1441/05/12 هـ - 2020/01/07 م",
    "12 جمادى الأولى 1441 هـ - 7 يناير 2020",
]


@pytest.mark.parametrize("text", DAYS)
def test_the_seventh_of_january_is_read_in_every_spelling(text: str) -> None:
    assert read(text) == "2020-01-07"
    assert read(text, now=None) == "2020-01-07"


MINUTES = [
    ("2020-01-07T10:05Z", None),
    ("2020-01-07 10:05", None),
    ("Jan. 7, 2020, 10:05 a.m.", None),
    ("January 7, 2020 at 10:05 AM", None),
    ("10:05, 7 January 2020", None),
    ("7 January 2020 - 10:05", None),
    ("7 January 2020 | 10:05 GMT", None),
    ("2020年1月7日 10:05", None),
    ("2020年1月7日 上午10:05", None),
    ("2020年1月7日10时05分", None),
    ("2020年1月7日 午前10時5分", None),
    ("2020년 1월 7일 오전 10:05", None),
    ("2020.01.07. 오전 10:05", None),
    ("입력 2020.01.07 10:05", None),
    ("الثلاثاء 7 يناير 2020 - 10:05 ص", None),
    ("٧ يناير ٢٠٢٠ الساعة ١٠:٠٥ بتوقيت غرينتش", None),
    ("7 janvier 2020 à 10h05", None),
    ("Publié le 7 janvier 2020 à 10 h 05", None),
    ("7 de janeiro de 2020 às 10h05", None),
    ("07/01/2020 10h05", "pt"),
    ("7. Januar 2020 um 10.05 Uhr", None),
    ("7. januar 2020 kl. 10.05", None),
    ("7.1.2020 klo 10.05", None),
    ("Selasa, 7 Januari 2020 10:05", None),
    ("7 января 2020, 10:05", None),
    ("7 Ιανουαρίου 2020, 10:05 π.μ.", None),
    ("7 जनवरी 2020, 10:05 AM", None),
    ("Thứ ba, 7/1/2020, 10:05", "vi"),
    ("৭ জানুয়ারি ২০২০, সকাল ১০:০৫", None),
    ("вчера в 10:05", None),
    ("yesterday at 10:05 am", None),
    ("昨天 10:05", None),
    ("أمس 10:05", None),
    ("7 January 10:05", None),
    ("10:05 AM, Tue January 7", None),
    ("hier à 10h05", None),
]


@pytest.mark.parametrize(("text", "language"), MINUTES)
def test_a_time_beside_the_day_is_read_to_the_minute(text: str, language: str | None) -> None:
    assert read(text, language) == "2020-01-07T10:05+00:00"


EXACT = [
    ("Tue, 07 Jan 2020 10:05:09 GMT", "2020-01-07T10:05:09+00:00"),
    ("Tue, 07 Jan 2020 10:05:09 +0200", "2020-01-07T10:05:09+02:00"),
    ("Tue, 07 Jan 2020 10:05:09 +02:00", "2020-01-07T10:05:09+02:00"),
    ("Tue, 07 Jan 2020 10:05:09 CEST", "2020-01-07T10:05:09+02:00"),
    ("Tue, 07 Jan 2020 10:05:09 EST", "2020-01-07T10:05:09-05:00"),
    ("Tuesday, 07-Jan-20 10:05:09 GMT", "2020-01-07T10:05:09+00:00"),
    ("Tue Jan  7 10:05:09 2020", "2020-01-07T10:05:09+00:00"),
    ("Tue Jan 07 2020 10:05:09 GMT+0200 (Eastern European Standard Time)", "2020-01-07T10:05:09+02:00"),
    ("2020-01-07T10:05:09.123456789+02:00", "2020-01-07T10:05:09+02:00"),
    ("2020-01-07T10:05:9+01:00", "2020-01-07T10:05:09+01:00"),
    ("2020/1/7 10:05:09", "2020-01-07T10:05:09+00:00"),
    ("Tue, 7 Jan 2020 8:19 pm CEST", "2020-01-07T20:19+02:00"),
    ("2020-01-07T10:05:09-0500", "2020-01-07T10:05:09-05:00"),
    ("2020-01-07 10:05:09 UTC", "2020-01-07T10:05:09+00:00"),
    ("20200107T100509Z", "2020-01-07T10:05:09+00:00"),
    ("1578391509", "2020-01-07T10:05:09+00:00"),
    ("1578391509000", "2020-01-07T10:05:09+00:00"),
    ("Jan. 7, 2020, 10:05 a.m. ET", "2020-01-07T10:05-05:00"),
    ("Updated 3:04 PM EDT, Tue March 5", "2019-03-05T15:04-04:00"),
    ("3 PM EST, January 6, 2020", "2020-01-06T15:00-05:00"),
    ("7 января 2020, 10:05 (МСК)", "2020-01-07T10:05+03:00"),
    ("7 января 2020, 10:05 мск", "2020-01-07T10:05+03:00"),
    ("2020年1月7日 下午3:05", "2020-01-07T15:05+00:00"),
    ("2020年1月7日10时05分 北京时间", "2020-01-07T10:05+08:00"),
    ("7 January 2020 12:05 am", "2020-01-07T00:05+00:00"),
    ("7 January 2020 12:05 pm", "2020-01-07T12:05+00:00"),
    ("7 يناير 2020 10:05 م بتوقيت دمشق", "2020-01-07T22:05+02:00"),
    ("7 January 2020 · 45:12", "2020-01-07"),
]


@pytest.mark.parametrize(("text", "expected"), EXACT)
def test_zone_and_precision_are_kept_as_stated(text: str, expected: str) -> None:
    assert read(text) == expected


AGO = [
    ("2 hours ago", "2020-01-08T10:00+00:00"),
    ("منذ ساعتين", "2020-01-08T10:00+00:00"),
    ("منذ 3 ساعات", "2020-01-08T09:00+00:00"),
    ("قبل يوم", "2020-01-07"),
    ("منذ يومين", "2020-01-06"),
    ("vor 3 Stunden", "2020-01-08T09:00+00:00"),
    ("il y a 5 minutes", "2020-01-08T11:55+00:00"),
    ("3時間前", "2020-01-08T09:00+00:00"),
    ("3시간 전", "2020-01-08T09:00+00:00"),
    ("昨天", "2020-01-07"),
    ("منذ ساعة", "2020-01-08T11:00+00:00"),
    ("an hour ago", "2020-01-08T11:00+00:00"),
    ("1 hour 20 minutes ago", "2020-01-08T10:40+00:00"),
    ("2h ago", "2020-01-08T10:00+00:00"),
    ("2d ago", "2020-01-06"),
    ("hace 2 horas", "2020-01-08T10:00+00:00"),
    ("há 2 horas", "2020-01-08T10:00+00:00"),
    ("2 ore fa", "2020-01-08T10:00+00:00"),
    ("3 uur geleden", "2020-01-08T09:00+00:00"),
    ("för 3 timmar sedan", "2020-01-08T09:00+00:00"),
    ("for 3 timer siden", "2020-01-08T09:00+00:00"),
    ("3 godziny temu", "2020-01-08T09:00+00:00"),
    ("3 часа назад", "2020-01-08T09:00+00:00"),
    ("час назад", "2020-01-08T11:00+00:00"),
    ("πριν από 3 ώρες", "2020-01-08T09:00+00:00"),
    ("לפני 3 שעות", "2020-01-08T09:00+00:00"),
    ("לפני שעתיים", "2020-01-08T10:00+00:00"),
    ("3 saat önce", "2020-01-08T09:00+00:00"),
    ("۳ ساعت پیش", "2020-01-08T09:00+00:00"),
    ("3 घंटे पहले", "2020-01-08T09:00+00:00"),
    ("৩ ঘণ্টা আগে", "2020-01-08T09:00+00:00"),
    ("3 jam yang lalu", "2020-01-08T09:00+00:00"),
    ("3 jam lalu", "2020-01-08T09:00+00:00"),
    ("3 giờ trước", "2020-01-08T09:00+00:00"),
    ("3小时前", "2020-01-08T09:00+00:00"),
    ("5分钟前", "2020-01-08T11:55+00:00"),
    ("acum 3 ore", "2020-01-08T09:00+00:00"),
    ("pred 3 hodinami", "2020-01-08T09:00+00:00"),
    ("just now", "2020-01-08T12:00+00:00"),
    ("Вчера", "2020-01-07"),
    ("3 ชั่วโมงที่แล้ว", "2020-01-08T09:00+00:00"),
    ("2 hrs. ago", "2020-01-08T10:00+00:00"),
    ("vor einer Stunde", "2020-01-08T11:00+00:00"),
    ("il y a une heure", "2020-01-08T11:00+00:00"),
    ("منذ 1 ساعة", "2020-01-08T11:00+00:00"),
    ("منذ نصف ساعة", "2020-01-08T11:30+00:00"),
    ("3 گھنٹے قبل", "2020-01-08T09:00+00:00"),
    ("il y a 2h", "2020-01-08T10:00+00:00"),
]


@pytest.mark.parametrize(("text", "expected"), AGO)
def test_how_long_ago_counts_from_now_and_needs_one(text: str, expected: str) -> None:
    assert read(text) == expected
    assert read(text, now=None) is None


NO_DATES = [
    "",
    "hello",
    "May",
    "By John Smith",
    "7",
    "12:30",
    "Breaking news: 5 dead",
    "7-9 January 2020",
    "January 2020",
    "2020",
    "192.168.10.20",
    "3 min read",
    "7 out of 10",
    "The hall held 12 people in 2019 and later 30 more were added to it",
    "55 1234 5678",
    "1441/05/12",
    "12 جمادى الأولى 1441هـ",
    "31 February 2019",
    "30/02/2019",
    "3 weeks ago",
    "Tue, 07 Jan 2020 24:00:00 GMT",
    "2020-01-07T25:00:00Z",
    "2020-13-01",
    "December 14 & 21, 2019",
    "November (4)",
    "Tue, 07 Jan 2020 10:05:09 +3000",
    "0001-01-01T00:00:00Z",
    "2020-01-20",
    "20/01/07",
    "+1 202 555 0107",
    "Jan",
    "اليوم الذي غير كل شيء في البلاد",
    "from January to March",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_not_plainly_a_date_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("01/05/2019", None, None),
        ("01/05/2019", "en", None),
        ("01/05/2019", "en-CA", None),
        ("01/05/2019", "en-US", "2019-01-05"),
        ("01/05/2019", "en-GB", "2019-05-01"),
        ("01/05/2019", "ar", "2019-05-01"),
        ("01/05/2019", "fr", "2019-05-01"),
        ("01.05.2019", None, "2019-05-01"),
        ("25/12/2019", None, "2019-12-25"),
        ("12/25/2019", "ar", "2019-12-25"),
        ("05/05/2019", None, "2019-05-05"),
        ("Tuesday 01/05/2018", None, "2018-05-01"),
        ("01/07/2020", None, "2020-01-07"),  # the other reading lies ahead
        ("07.01.20", None, "2020-01-07"),
        ("20.01.07", "ko", "2020-01-07"),
        ("11/13/19", None, "2019-11-13"),
        ("11/12/19", "en", None),
        ("11/12/19", "en-US", "2019-11-12"),
        ("1398/10/17", "fa", "2020-01-07"),
        ("1398/10/17", "ar", None),
        ("1441/05/12", None, None),
        ("7 listopada 2019", "pl", "2019-11-07"),
        ("7 listopada 2019", "hr", "2019-10-07"),
    ],
)
def test_the_order_of_day_and_month_follows_the_language_or_is_not_guessed(
    text: str, language: str | None, expected: str | None
) -> None:
    assert read(text, language) == expected


def test_a_day_without_year_is_the_latest_one_that_is_not_ahead() -> None:
    assert read("7 January") == "2020-01-07"
    assert read("20 December") == "2019-12-20"
    assert read("7 January", now=None) is None


def test_a_stated_weekday_that_does_not_fit_refuses_the_date() -> None:
    assert read("Tuesday, 7 January 2020") == "2020-01-07"
    assert read("Friday, 7 January 2020") is None


def test_nothing_lies_more_than_a_day_ahead_of_now_or_before_1990() -> None:
    assert read("2020-01-09") == "2020-01-09"
    assert read("2020-01-10") is None
    assert read("7 January 1989") is None
    assert read("7 January 1990") == "1990-01-07"


def test_the_zone_of_the_source_holds_where_none_is_stated() -> None:
    damascus = ZoneInfo("Asia/Damascus")
    moment = read_date("7 يناير 2020 10:05", zone=damascus, now=NOW)
    assert moment == Moment(datetime(2020, 1, 7, 10, 5, tzinfo=timezone(timedelta(hours=2))), Precision.MINUTE)
    assert moment is not None
    assert moment.at.utcoffset() == timedelta(hours=2)
    assert pickle.loads(pickle.dumps(moment)) == moment
    summer = read_date("2020-07-07T10:05:09", zone=damascus)
    assert summer is not None
    assert summer.at.utcoffset() == timedelta(hours=3)


def test_yesterday_is_the_day_before_in_the_zone_of_the_source() -> None:
    late = datetime(2020, 1, 8, 22, 30, tzinfo=UTC)
    in_damascus = read_date("أمس", now=late, zone=ZoneInfo("Asia/Damascus"))
    assert in_damascus is not None
    assert in_damascus.isoformat() == "2020-01-08"
    assert read("أمس", now=late) == "2020-01-07"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("● أخبار سورية ٧ يناير ٢٠٢٠", "٧ يناير ٢٠٢٠"),
        ("By Jane Roe | Politics desk | 7 January 2020", "7 January 2020"),
        ("Politics · January 7, 2020 · 5 comments", "January 7, 2020"),
        ("来源:本报记者 2020年1月7日 北京报道", "2020年1月7日"),
        ("Автор: Иван Петров, 7 января 2020", "7 января 2020"),
        ("Photo 3 of 12 taken on 2020-01-07 by staff", "2020-01-07"),
    ],
)
def test_a_date_inside_a_line_is_found_with_its_place(line: str, date: str) -> None:
    found = find_date(line, now=NOW)
    assert found is not None
    moment, start, end = found
    assert moment.isoformat() == "2020-01-07"
    assert line[start:end] == date


def test_today_in_running_text_is_no_date() -> None:
    assert find_date("Yesterday the council met again, as it does today", now=NOW) is None
    assert find_date("Local news, 2 hours ago", now=NOW) is not None


@given(st.integers(631_200_000, 1_577_700_000), st.integers(-14 * 60, 14 * 60))
def test_every_moment_reads_back_from_its_own_text(seconds: int, offset: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=timezone(timedelta(minutes=offset)))
    for precision in Precision:
        moment = Moment(at.replace(second=0) if precision is Precision.MINUTE else at, precision)
        again = read_date(moment.isoformat(), now=NOW)
        assert again is not None
        assert again.isoformat() == moment.isoformat()


WORDS = word_list(
    """
    7 2020 1 年 月 日 / - : . يناير mar ago h 10:05 +02 ب.ظ كانون الثاني Tue 令和 tháng 1441 هـ p.m. ET
    ( ) İ ٧ 小时 前 il y a
    """
)
PIECES = st.sampled_from((*WORDS, " "))


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_gives_a_moment_in_bounds_or_none(text: str) -> None:
    found = find_date(text, now=NOW)
    for moment in (read_date(text, now=NOW), found[0] if found else None):
        if moment is not None:
            assert moment.at.year >= 1990
            assert moment.at <= NOW + timedelta(days=1)
    read_date(text)
    found = find_date(text)
    assert found is None or 0 <= found[1] < found[2] <= len(text)


@pytest.mark.parametrize(
    "piece",
    ["1 ", "7 january ", "a", "1/", "10:05 ", "il y a ", "\x1f", "kl ", "1h ", "年1", "كانون ", " ", "1" + " " * 50],
)
def test_only_the_head_of_an_endless_line_is_looked_at(piece: str) -> None:
    line = piece * (2_000_000 // len(piece))
    assert read_date(line, now=NOW) is None
    assert find_date(line, now=NOW) == find_date(line[:LONGEST_LINE], now=NOW)

"""The dates that feeds print."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.parse.feed.dates import read_feed_date
from workers.records import Moment

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EARLIEST = NOW.replace(year=1990, month=1, day=2, tzinfo=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 01 Sep 2026 10:00:00 GMT", "2026-09-01T10:00:00+00:00"),
        ("Tue, 01 Sep 2026 10:00:00 +0300", "2026-09-01T10:00:00+03:00"),
        ("Tue, 01 Sep 2026 10:00:00 EST", "2026-09-01T10:00:00-05:00"),
        ("Tue, 01 Sep 2026 10:00:00 CEST", "2026-09-01T10:00:00+02:00"),
        ("Tue, 01 Sep 2026 10:00:00 +02:00", "2026-09-01T10:00:00+02:00"),
        ("Tue, 01 Sep 2026 10:00:00 GMT+2", "2026-09-01T10:00:00+02:00"),
        ("Tue, 01 Sep 2026 10:00:00 GMT+0530", "2026-09-01T10:00:00+05:30"),
        ("Tue, 01 Sep 2026 10:00:00 -0700 (PDT)", "2026-09-01T10:00:00-07:00"),
        ("Tue, 01 Sep 2026 10:00 +0000", "2026-09-01T10:00+00:00"),
        ("Tue, 01 Sep 2026 10:00:00", "2026-09-01T10:00:00+00:00"),
        ("Tue, 01 Sep 2026 10:00:00 M", "2026-09-01T10:00:00+00:00"),
        ("Tue, 01 Sep 26 10:00:00 Z", "2026-09-01T10:00:00+00:00"),
        ("1 September 2026 10:00:00 +0200", "2026-09-01T10:00:00+02:00"),
        ("Mon, 01 Sep 2026 10:00:00 GMT", "2026-09-01T10:00:00+00:00"),
        ("Tuesday, 01-Sep-26 10:00:00 GMT", "2026-09-01T10:00:00+00:00"),
        ("Tue Sep  1 10:00:00 2026", "2026-09-01T10:00:00+00:00"),
        ("Tue Sep 1 10:00:00 PDT 2026", "2026-09-01T10:00:00-07:00"),
        ("September 1, 2026 10:00 PM", "2026-09-01T22:00+00:00"),
        ("01 Sep 2026", "2026-09-01"),
        ("2026-09-01T10:00:00Z", "2026-09-01T10:00:00+00:00"),
        ("2026-09-01T10:00:00.123+02:00", "2026-09-01T10:00:00+02:00"),
        ("2026-09-01T10:00+02:00", "2026-09-01T10:00+02:00"),
        ("2026-09-01 10:00:00 -0800", "2026-09-01T10:00:00-08:00"),
        ("2026-09-01 10:00:00", "2026-09-01T10:00:00+00:00"),
        ("2026-09-01", "2026-09-01"),
        ("2026/9/1 8:05", "2026-09-01T08:05+00:00"),
        ("09/01/2026 10:00:00 AM", "2026-09-01T10:00:00+00:00"),
        ("31/08/2026", "2026-08-31"),
        ("1788256800", "2026-09-01T10:00:00+00:00"),
        ("1788256800000", "2026-09-01T10:00:00+00:00"),
        ("Tue, 01 Sep 2026 23:59:60 GMT", "2026-09-01T23:59:59+00:00"),
        ("  \n Tue, 01 Sep 2026 10:00:00 GMT\n", "2026-09-01T10:00:00+00:00"),
        ("الثلاثاء, 01 سبتمبر 2026 10:00:00 +0000", "2026-09-01T10:00:00+00:00"),
        ("01 أيلول 2026 10:00:00 +0000", "2026-09-01T10:00:00+00:00"),
        ("mar., 01 sept. 2026 10:00:00 +0000", "2026-09-01T10:00:00+00:00"),
        ("Sal, 01 Eyl 2026 10:00:00 +0300", "2026-09-01T10:00:00+03:00"),
        ("Sab, 01 Agt 2026 10:00:00 +0700", "2026-08-01T10:00:00+07:00"),
        ("Вт, 01 сен 2026 10:00:00 +0000", "2026-09-01T10:00:00+00:00"),
    ],
)
def test_a_stated_moment_keeps_its_offset_and_precision(text: str, expected: str) -> None:
    moment = read_feed_date(text, now=NOW)
    assert moment is not None
    assert moment.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterdayish",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Tue, 01 Sep 2026 24:00:00 GMT",
        "2026-09-01T24:00:00Z",
        "Thu, 31 Sep 2026 10:00:00 GMT",
        "2026-02-30",
        "Tue, 01 Sep 2026 10:61:00 GMT",
        "Tue, 01 Sep 2026 10:00:00 +9900",
        "Fri, 01 Jan 2999 00:00:00 GMT",
        "Thu, 26 Nov 2026 12:00:00 GMT",
        "2027-01-01",
        "03/04/2026",
        "13/13/2026",
        "2026",
        "12345",
        "9" * 13,
        "1" * 5_000,
    ],
)
def test_what_cannot_be_or_is_not_said_is_no_date(text: str) -> None:
    assert read_feed_date(text, now=NOW) is None


def test_a_clock_that_runs_ahead_by_less_than_a_day_is_believed() -> None:
    moment = read_feed_date("Wed, 25 Nov 2026 11:00:00 GMT", now=NOW)
    assert moment == Moment(datetime(2026, 11, 25, 11, tzinfo=UTC))


def test_the_sources_own_zone_counts_where_none_is_stated() -> None:
    damascus = ZoneInfo("Asia/Damascus")
    stated = read_feed_date("Tue, 07 Jan 2020 10:00:00 GMT", now=NOW, zone=damascus)
    unstated = read_feed_date("2020-01-07 10:00:00", now=NOW, zone=damascus)
    assert stated is not None
    assert unstated is not None
    assert stated.isoformat() == "2020-01-07T10:00:00+00:00"
    assert unstated.isoformat() == "2020-01-07T10:00:00+02:00"


@given(st.datetimes(EARLIEST, NOW.replace(tzinfo=None)), st.integers(-12 * 60, 14 * 60))
def test_what_rss_software_writes_is_read_back(at: datetime, minutes: int) -> None:
    sign, ahead = ("-", -minutes) if minutes < 0 else ("+", minutes)
    offset = f"{sign}{ahead // 60:02}{ahead % 60:02}"
    day = "Mon Tue Wed Thu Fri Sat Sun".split()[at.weekday()]  # noqa: SIM905 - reads as a week
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[at.month - 1]  # noqa: SIM905
    text = f"{day}, {at.day:02} {month} {at.year} {at:%H:%M:%S} {offset}"
    moment = read_feed_date(text, now=NOW)
    assert moment is not None
    assert moment.at.replace(tzinfo=None) == at.replace(microsecond=0)
    assert moment.at.utcoffset() is not None
    assert moment.isoformat().replace(":", "").endswith(offset)


@given(
    st.text(max_size=60)
    | st.from_regex(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{2,4} \d\d:\d\d(:\d\d)? .{0,8}", fullmatch=True)
)
def test_any_text_is_a_possible_moment_or_none(text: str) -> None:
    moment = read_feed_date(text, now=NOW)
    assert moment is None or 1990 <= moment.at.year <= 2026

"""Cron times on the clocks of a time zone, also on the days when these change."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from workers.settings.cron import Cron

BERLIN = ZoneInfo("Europe/Berlin")  # forward at 01:00 UTC on 29 March 2026, back at 01:00 UTC on 25 October


def _times(text: str, after: str, count: int, zone: ZoneInfo = BERLIN) -> list[str]:
    cron, at, found = Cron.read(text, zone), datetime.fromisoformat(after).replace(tzinfo=UTC), []
    for _ in range(count):
        at = cron.after(at)
        assert at.tzinfo is UTC
        found.append(at.isoformat(sep=" ")[:16])
    return found


@pytest.mark.parametrize(
    ("text", "after", "times"),
    [
        ("0 6 * * *", "2026-11-24 04:59", ["2026-11-24 05:00", "2026-11-25 05:00"]),
        ("0 6 * * *", "2026-11-24 05:00", ["2026-11-25 05:00"]),
        ("*/20 6-7 * * mon-fri", "2026-11-27 06:30", ["2026-11-27 06:40", "2026-11-30 05:00"]),
        ("0 0 1 * *", "2026-11-24 00:00", ["2026-11-30 23:00", "2026-12-31 23:00"]),
        ("0 12 13 * fri", "2026-11-07 12:00", ["2026-11-13 11:00", "2026-11-20 11:00"]),
        ("0 12 29 2 *", "2026-11-24 00:00", ["2028-02-29 11:00", "2032-02-29 11:00"]),
        ("30 2 * * *", "2026-03-28 12:00", ["2026-03-29 01:30", "2026-03-30 00:30"]),  # there is no 2:30 on the 29th
        ("30 2 * * *", "2026-03-29 01:10", ["2026-03-29 01:30", "2026-03-30 00:30"]),  # asked for at 3:10
        ("10 2 * * *", "2026-03-29 01:10", ["2026-03-30 00:10"]),
        ("30 23 * * *", "2026-03-29 22:10", ["2026-03-30 21:30"]),  # at 0:10
        ("30 2 * * *", "2026-10-24 12:00", ["2026-10-25 00:30", "2026-10-26 01:30"]),  # and two of them on the 25th
        (
            "30 * * * *",
            "2026-10-24 23:45",
            ["2026-10-25 00:30", "2026-10-25 01:30", "2026-10-25 02:30"],
        ),
        ("0 * * * *", "2026-03-29 00:30", ["2026-03-29 01:00", "2026-03-29 02:00"]),
    ],
)
def test_the_next_times(text: str, after: str, times: list[str]) -> None:
    assert _times(text, after, len(times)) == times


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "needs five fields"),
        ("0 6 * *", "needs five fields (minute hour day month weekday), not 4"),
        ("a * * * *", '"a" is no minute'),
        ("0 24 * * *", '"24" is no hour'),
        ("0 0 0 * *", '"0" is no day of the month'),
        ("0 0 * 13 *", '"13" is no month'),
        ("0 0 * * 7", '"7" is no day of the week'),
        ("*/0 * * * *", '"*/0" is no minute'),
        ("0 0 30 2 *", "names a day that no calendar has"),
        ("\0 * * * *", "is no cron expression"),
        ("1" * 300 + " * * * *", "is no cron expression"),
    ],
)
def test_what_is_no_cron_expression_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        Cron.read(text, BERLIN)

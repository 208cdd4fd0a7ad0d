"""Times of day in cron's five fields, in a time zone, as schedules/polling.toml may give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_FIELDS = (("minute", 60, 0), ("hour", 24, 0), ("day of the month", 31, 1), ("month", 12, 1), ("day of the week", 7, 0))
_LONGEST_SEARCH = 366 * 8 + 1  # days; between two 29 Februaries lie eight years at most


@dataclass(frozen=True, slots=True)
class Cron:
    """`minute hour day-of-month month day-of-week`, as crontab(5) reads them, on the clocks of `zone`.

    Where both days are restricted, either will do. On the day the clocks go forward, what was due in the missing hour
    is due an hour later by the clock; on the day they go back, only what is due in every hour is due in both.
    """

    text: str
    zone: ZoneInfo
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # Sunday = 0
    either_day: bool

    @classmethod
    def read(cls, text: str, zone: ZoneInfo) -> Cron:
        """Raises ValueError, in words, for what is no cron expression or never due."""
        parts = text.split()
        if len(text) > 200 or not text.isprintable():
            raise ValueError("is no cron expression")
        if len(parts) != len(_FIELDS):
            raise ValueError(f"needs five fields (minute hour day month weekday), not {len(parts)}")
        minutes, hours, days, months, weekdays = (
            _field(part, *field) for part, field in zip(parts, _FIELDS, strict=True)
        )
        found = cls(
            text=" ".join(parts),
            zone=zone,
            minutes=tuple(sorted(minutes)),
            hours=tuple(sorted(hours)),
            days=frozenset(days),
            months=frozenset(months),
            weekdays=frozenset(weekdays),
            either_day=not parts[2].startswith("*") and not parts[4].startswith("*"),
        )
        if not any(found._is_on(date(2024, 1, 1) + timedelta(days=n)) for n in range(_LONGEST_SEARCH)):
            raise ValueError("names a day that no calendar has")
        return found

    def after(self, moment: datetime) -> datetime:
        """The first time after `moment`, in UTC."""
        local = moment.astimezone(self.zone)
        begin = local.replace(tzinfo=None) - timedelta(hours=1)  # what the clocks leave out is due in the next hour
        day, first_hour = begin.date(), begin.hour
        for _ in range(_LONGEST_SEARCH):
            if self._is_on(day):
                for hour in self.hours:
                    later = [at for at in self._times(day, hour) if at > moment] if hour >= first_hour else []
                    if later:
                        return min(later)
            day, first_hour = day + timedelta(days=1), 0
        raise AssertionError("unreachable: read() refuses days that never come")

    def _is_on(self, day: date) -> bool:
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return day.month in self.months and (in_month or in_week if self.either_day else in_month and in_week)

    def _times(self, day: date, hour: int) -> Iterator[datetime]:
        for fold in (0, 1) if len(self.hours) == 24 else (0,):
            for minute in self.minutes:
                yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone, fold=fold).astimezone(UTC)


def _field(text: str, name: str, size: int, first: int) -> set[int]:
    from celery.schedules import ParseException, crontab_parser  # only where a rhythm has a cron: 0.2 s

    try:
        found: set[int] = crontab_parser(size, first).parse(text)
    except (ParseException, ValueError) as e:
        raise ValueError(f'"{text}" is no {name} ({str(e).rstrip(".")})') from e
    return found

"""When a source publishes, learned from what it published. Pure: values in, values out.

A habit is a count of articles for each hour of the week on the source's own clocks, which fades over weeks, and the
time that those counts stand for. What few articles say of one hour is drawn towards what all of them say of that hour
of the day, of that day, and of the source as a whole.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from workers.records import Moment, Precision

HOURS = 168  # Monday, 0 to 1 o'clock, is the first
_DAY, _WEEK = 86400.0, 604800.0
_MEMORY = 28 * _DAY  # after which a count is worth 1/e; it fades day by day
_LATELY = 6 * 3600.0  # after which what happened in the last hours is worth 1/e
_MOST_AT_ONCE = 500  # articles of one poll that count: a site that lists its archive anew publishes nothing
_OLD = timedelta(days=2)  # before the last poll: what is older was not published since, only listed anew
_HEAD = struct.Struct("<qdffH")
_HOUR = struct.Struct("<Be")
_NO_HOURS = (0.0,) * HOURS


@dataclass(frozen=True, slots=True)
class Habit:
    """`counts` by hour of the week and `watched`, the seconds they stand for, learned up to `until`."""

    until: datetime
    watched: float = 0.0
    counts: tuple[float, ...] = _NO_HOURS
    lately: float = 0.0  # articles of the last hours, and ...
    foreseen: float = 0.0  # ... how many of them the counts foresaw
    shown: int = 0  # entries that the document showed at once

    def to_bytes(self) -> bytes:
        """For one column; an hour without articles takes no room."""
        until = int(self.until.timestamp())
        head = _HEAD.pack(until, self.watched, self.lately, self.foreseen, min(self.shown, 65535))
        return head + b"".join([_HOUR.pack(h, min(n, 65000.0)) for h, n in enumerate(self.counts) if n >= 0.005])

    @classmethod
    def from_bytes(cls, stored: bytes) -> Habit:
        """The inverse, to a thousandth; raises ValueError for other bytes."""
        counts = [0.0] * HOURS
        try:
            until, watched, lately, foreseen, shown = _HEAD.unpack_from(stored)
            for hour, count in _HOUR.iter_unpack(stored[_HEAD.size :]):
                counts[hour] = count
            return cls(datetime.fromtimestamp(until, UTC), watched, tuple(counts), lately, foreseen, shown)
        except (struct.error, IndexError, ValueError, OverflowError, OSError) as e:
            raise ValueError(f"these bytes are no habit: {e}") from e

    @property
    def articles(self) -> float:
        """How many articles it was learned from, faded."""
        return sum(self.counts)

    def rate(self, guess: float) -> float:
        """Articles a second over all hours; one every `guess` seconds while nothing is known.

        The guess counts as a quarter of an article: rates differ by a factor of thousands, so silence says much.
        """
        return (self.articles + 0.25) / (self.watched + 0.25 * guess)


def first_habit(stated: Sequence[Moment | None], *, now: datetime, zone: tzinfo) -> Habit:
    """What the dates in a document tell that is read for the first time."""
    dated = sorted((m for m in stated if m is not None and m.at <= now), key=lambda m: m.at, reverse=True)
    if len(dated) < 2:
        return Habit(now, shown=len(stated))
    # The last tenth may be pinned for years; the oldest of the rest begins the time that is looked at.
    begin = max(dated[-1 - len(dated) // 10].at, now - timedelta(seconds=2 * _MEMORY))
    seconds = (now - begin).total_seconds()
    counts = [0.0] * HOURS
    for moment in dated:
        if moment.at > begin:
            weight = math.exp((moment.at - now).total_seconds() / _MEMORY)
            _count(counts, moment, weight, zone)
    return Habit(now, _MEMORY * -math.expm1(-seconds / _MEMORY), tuple(counts), shown=len(stated))


def learn(
    habit: Habit, new: Sequence[Moment | None], *, shown: int | None, guess: float, now: datetime, zone: tzinfo
) -> Habit:
    """The habit after a poll that found these new entries; `shown` is None where the document was not read."""
    since = min(habit.until, now)
    seconds = (now - since).total_seconds()
    days = max(0, now.toordinal() - habit.until.toordinal())
    fade = math.exp(-days * _DAY / _MEMORY)
    counts = [n * fade for n in habit.counts] if days else list(habit.counts)
    published = 0
    for moment in new[:_MOST_AT_ONCE]:
        if moment is None or moment.precision is Precision.DAY:
            _spread(counts, since, now, zone)
        elif moment.at >= since - _OLD:
            _count(counts, Moment(min(moment.at, now)), 1.0, zone)
        else:
            continue
        published += 1
    passing = math.exp(-seconds / _LATELY)
    return Habit(
        until=now,
        watched=habit.watched * fade + seconds,
        counts=tuple(counts),
        lately=habit.lately * passing + published,
        foreseen=habit.foreseen * passing + _foreseen(habit, since, seconds, guess, zone),
        shown=habit.shown if shown is None else shown,
    )


def _hour_of_week(at: datetime, zone: tzinfo) -> int:
    local = at.astimezone(zone)
    return local.weekday() * 24 + local.hour


def _count(counts: list[float], moment: Moment, weight: float, zone: tzinfo) -> None:
    """One article; where only its day is known, some of it in each hour of that day."""
    if moment.precision is not Precision.DAY:
        counts[_hour_of_week(moment.at, zone)] += weight
        return
    first = moment.at.weekday() * 24
    for hour in range(first, first + 24):
        counts[hour] += weight / 24


def _spread(counts: list[float], since: datetime, now: datetime, zone: tzinfo) -> None:
    """One article of an unknown time between two polls, of the last day of it where it is longer."""
    hours = max(1, min(24, math.ceil((now - since).total_seconds() / 3600)))
    last = _hour_of_week(now, zone)
    for back in range(hours):
        counts[(last - back) % HOURS] += 1 / hours


class Forecast:
    """What a habit lets one expect from `now` on. Hours and days are weighed when they are asked for: few are."""

    def __init__(self, habit: Habit, *, guess: float, now: datetime, zone: tzinfo) -> None:
        self._habit = habit
        self._rate = habit.rate(guess)
        self._known = habit.articles
        self._local = now.astimezone(zone)
        # An hour or a day that was never watched says nothing, so they begin to count after one round each.
        self._heed_hours = min(1.0, max(0.0, habit.watched / _DAY - 1))
        self._heed_days = min(1.0, max(0.0, habit.watched / _WEEK - 1))
        self._hours: list[float | None] = [None] * 24
        self._days: list[float | None] = [None] * 7
        self._weeks = habit.watched / _WEEK
        self._heeded_weeks = max(0.0, self._weeks - 1)
        self._lively = min(4.0, max(0.5, (habit.lately + 2) / (habit.foreseen + 2)))

    def rate_in(self, hour_of_week: int) -> float:
        """Articles a second in this hour of the week."""
        if not self._known:
            expected = self._rate  # no hour and no day differs
        else:
            expected = self._rate * self._hour_weight(hour_of_week % 24) * self._day_weight(hour_of_week // 24)
        if not self._heeded_weeks:
            return expected
        # Gamma-Poisson: what is expected counts as much as two articles seen in this very hour.
        seen = self._habit.counts[hour_of_week] * self._heeded_weeks / self._weeks
        return (seen + 2) / (self._heeded_weeks * 3600 + 2 / expected)

    def in_a_day(self) -> float:
        """Articles until this time tomorrow: the hours of a day make up for each other, so only days are weighed."""
        day, passed = self._local.weekday(), (self._local.hour * 60 + self._local.minute) / 1440
        weight = (1 - passed) * self._day_weight(day) + passed * self._day_weight((day + 1) % 7)
        return self._rate * _DAY * weight

    def _hour_weight(self, hour: int) -> float:
        weight = self._hours[hour]
        if weight is None:
            counts = self._habit.counts
            before, at, after = (sum(counts[h % 24 :: 24]) for h in (hour - 1, hour, hour + 1))
            drawn = ((before + 2 * at + after) * 6 + 12) / (self._known + 12)
            weight = self._hours[hour] = 1 + self._heed_hours * (drawn - 1)
        return weight

    def _day_weight(self, day: int) -> float:
        weight = self._days[day]
        if weight is None:
            drawn = (sum(self._habit.counts[24 * day : 24 * day + 24]) * 7 + 14) / (self._known + 14)
            weight = self._days[day] = 1 + self._heed_days * (drawn - 1)
        return weight

    def hours(self) -> Iterator[tuple[float, float]]:
        """(seconds, articles a second), hour after hour from now on; busier or quieter first if it was lately."""
        hour = self._local.weekday() * 24 + self._local.hour
        seconds = 3600.0 - self._local.minute * 60 - self._local.second - self._local.microsecond / 1e6
        ahead = seconds / 2
        while True:
            lively = 1 + (self._lively - 1) * math.exp(-ahead / _LATELY)
            yield seconds, self.rate_in(hour) * lively
            hour, seconds, ahead = (hour + 1) % HOURS, 3600.0, ahead + 3600.0


def _foreseen(habit: Habit, since: datetime, seconds: float, guess: float, zone: tzinfo) -> float:
    """How many articles the counts let one expect between two polls, of the last day where it was longer."""
    left = min(seconds, _DAY)
    start = since + timedelta(seconds=seconds - left)
    plain = Forecast(Habit(habit.until, habit.watched, habit.counts), guess=guess, now=start, zone=zone)
    if left == _DAY:
        return plain.in_a_day()
    found = 0.0
    for length, rate in plain.hours():
        step = min(length, left)
        found += rate * step
        left -= step
        if left <= 0:
            break
    return found

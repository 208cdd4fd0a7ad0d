"""One day of many sources: how long after publication an article is found, beside polling at a fixed interval.

    python -m benchmarks.cadence                         # 180,000 sources
    python -m benchmarks.cadence --sources 3000

khabar's own cadence (`workers.pipeline.polling`: `habit`, `cadence`) decides every poll; the fixed interval is the one
that makes as many requests in that day. Nothing is fetched: a poll finds what was published before it, and costs one
request.

The model, drawn from `--seed`: 35 % of the sources are dormant (an article every 200 days), the others publish a
lognormal number of articles a day (median 0.45, sigma 1.8: some 290,000 a day in all), in batches of 1.4 on average.
75 % follow the hours of a newsroom in one of seven time zones (a peak between morning and evening, nights at 2 to 30 %
of the day, weekends at 30 to 100 %), 15 % publish round the clock, 10 % at one to three set times a day. Each day is
busier or quieter by a lognormal factor (sigma 0.4). 15 % state no dates. Feeds show 10 to 50 entries.
Every source has been known for 27 days, read once a day; then it is polled for a day, and the next day, a Tuesday,
counts.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
import sys
import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import accumulate

from workers.pipeline.polling import cadence, habit
from workers.records import Moment, PollHints
from workers.settings import Rhythm

DAY = 86400.0
KNOWN_DAYS = 27
BEGIN = datetime(2026, 10, 27, tzinfo=UTC)  # a Tuesday; the day that counts is the Tuesday four weeks later
RHYTHM = Rhythm("standard", start=3600.0, floor=600.0, ceiling=86400.0)
AIM = 2.0
ZONES = (-8, -5, 0, 1, 3, 5.5, 8)


@dataclass(slots=True)
class Found:
    """What one or many sources' measured day gave."""

    requests: int = 0
    delays: list[float] = field(default_factory=list)
    fixed_phases: list[tuple[float, list[float]]] = field(default_factory=list)  # phase 0..1, publication times


@dataclass(frozen=True, slots=True)
class Publisher:
    """How one invented source publishes."""

    a_day: float
    hours: tuple[float, ...]  # weight of each hour of the week on its own clock, 1 on average
    zone: tzinfo
    batch: float
    dated: bool
    shown: int

    @classmethod
    def drawn(cls, dice: random.Random) -> Publisher:
        a_day = 1 / 200 if dice.random() < 0.35 else min(dice.lognormvariate(math.log(0.45), 1.8), 2000.0)
        kind = dice.random()
        if kind < 0.75:
            hours = _newsroom(dice)
        elif kind < 0.9:
            hours = [dice.uniform(0.8, 1.2) for _ in range(168)]
        else:
            set_times = dice.sample(range(5, 23), dice.randint(1, 3))
            hours = [1.0 if hour in set_times else 0.005 for _ in range(7) for hour in range(24)]
        mean = sum(hours) / 168
        zone = timezone(timedelta(hours=dice.choice(ZONES)))
        shown = dice.choice((10, 15, 20, 30, 50))
        return cls(a_day, tuple(h / mean for h in hours), zone, 1.4, dice.random() >= 0.15, shown)

    def publications(self, dice: random.Random, days: int) -> list[float]:
        """Seconds since `BEGIN`, rising, of all articles in these days."""
        found: list[float] = []
        for day in range(days):
            local = (BEGIN + timedelta(days=day)).astimezone(self.zone)
            first = local.weekday() * 24 + local.hour
            until = list(accumulate(self.hours[(first + hour) % 168] for hour in range(24)))
            busy = dice.lognormvariate(-0.08, 0.4) * self.a_day / self.batch / 24
            for _ in range(_poisson(dice, busy * until[-1])):
                at = day * DAY + (bisect_right(until, dice.random() * until[-1]) + dice.random()) * 3600
                found.append(at)
                while dice.random() < 1 - 1 / self.batch:
                    at += dice.random() * 120
                    found.append(at)
        return sorted(found)


def _newsroom(dice: random.Random) -> list[float]:
    night, weekend, peak = dice.uniform(0.02, 0.3), dice.uniform(0.3, 1.0), dice.gauss(13, 3)
    hours = []
    for day in range(7):
        for hour in range(24):
            level = night if hour < 6 or hour >= 23 else 1 + 0.5 * math.cos((hour - peak) / 12 * math.pi)
            hours.append(level * (weekend if day >= 5 else 1.0))
    return hours


def _poisson(dice: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    limit, count, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        count += 1
        product *= dice.random()
    return count


def simulate(number: int, seed: int, rhythm: Rhythm = RHYTHM) -> Found:
    """One source over its known days and the two that it is polled in."""
    dice = random.Random(f"{seed} {number}")
    publisher = Publisher.drawn(dice)
    published = publisher.publications(dice, KNOWN_DAYS + 3)  # what is published late may be found the day after
    known = _known(publisher, published, rhythm)
    begin, end = (KNOWN_DAYS + 1) * DAY, (KNOWN_DAYS + 2) * DAY
    counted = published[bisect_right(published, begin) : bisect_right(published, end)]
    found = Found(fixed_phases=[(dice.random(), counted)] if counted else [])
    at, last, waited = KNOWN_DAYS * DAY + dice.random() * 3600, KNOWN_DAYS * DAY, None
    while at < end or last < end:
        new = published[bisect_right(published, last) : bisect_right(published, at)]
        found.delays.extend(at - when for when in new if begin < when <= end)
        found.requests += begin <= at < end
        now = _when(at)
        known = habit.learn(
            known,
            _stated(publisher, new),
            shown=publisher.shown if new else None,
            guess=rhythm.start,
            now=now,
            zone=publisher.zone,
        )
        known = habit.Habit.from_bytes(known.to_bytes())
        entries = max(publisher.shown, len(new)) if new else 0
        following = cadence.after_good_poll(
            rhythm,
            cadence.Seen(entries, len(new), True, waited),
            known,
            hints=PollHints(),
            max_age=None,
            now=now,
            zone=publisher.zone,
            jitter=dice.random(),
        )
        waited = following.wait.total_seconds()
        last, at = at, at + waited
    return found


def _known(publisher: Publisher, published: Sequence[float], rhythm: Rhythm) -> habit.Habit:
    """The habit after the known days, learned by the functions that polls learn by."""
    first = published[: bisect_right(published, DAY)][-publisher.shown :]
    known = habit.first_habit(_stated(publisher, first), now=_when(DAY), zone=publisher.zone)
    for day in range(1, KNOWN_DAYS):
        new = published[bisect_right(published, day * DAY) : bisect_right(published, (day + 1) * DAY)]
        known = habit.learn(
            known,
            _stated(publisher, new),
            shown=publisher.shown,
            guess=rhythm.start,
            now=_when((day + 1) * DAY),
            zone=publisher.zone,
        )
    return known


def _stated(publisher: Publisher, published: Sequence[float]) -> list[Moment | None]:
    return [Moment(_when(at)) if publisher.dated else None for at in published]


def _when(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def fixed(found: Found, sources: int) -> tuple[float, list[float]]:
    """(seconds between two polls, delays) of a fixed interval with as many requests."""
    interval = sources * DAY / found.requests
    delays: list[float] = []
    for phase, published in found.fixed_phases:
        delays.extend(-(when / interval - phase) % 1.0 * interval for when in published)
    return interval, delays


def _part(arguments: tuple[range, int]) -> Found:
    numbers, seed = arguments
    total = Found()
    for number in numbers:
        one = simulate(number, seed)
        total.requests += one.requests
        total.delays += one.delays
        total.fixed_phases += one.fixed_phases
    return total


def _share(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cadence", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=180_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    step = max(1, min(500, options.sources // options.processes))
    parts = [(range(n, min(n + step, options.sources)), options.seed) for n in range(0, options.sources, step)]
    total = Found()
    with multiprocessing.Pool(options.processes) as pool:
        for part in pool.imap_unordered(_part, parts):
            total.requests += part.requests
            total.delays += part.delays
            total.fixed_phases += part.fixed_phases
    interval, theirs = fixed(total, options.sources)
    print(
        f"{options.sources:,} sources, {len(total.delays):,} articles in a day, {total.requests:,} requests "
        f"({total.requests / options.sources:.2f} a source; {total.requests / DAY:.1f} a second); seed {options.seed}, "
        f"{time.monotonic() - begun:.0f} s"
    )
    print(f"{'delay':8} {'khabar':>10} {f'every {interval / 3600:.2f} h':>14} {'times':>6}")
    met = True
    for name, share in (("median", 0.5), ("p75", 0.75), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)):
        our, their = _share(total.delays, share), _share(theirs, share)
        aim = ""
        if name in ("median", "p95"):
            met = met and their / our >= AIM
            aim = f"  >= {AIM:g}: {'met' if their / our >= AIM else 'NOT MET'}"
        print(f"{name:8} {our / 60:6.1f} min {their / 60:10.1f} min {their / our:6.2f}{aim}")
    our, their = sum(total.delays) / len(total.delays), sum(theirs) / len(theirs)
    print(f"{'mean':8} {our / 60:6.1f} min {their / 60:10.1f} min {their / our:6.2f}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())

"""When a source is asked next, and why, in words. Pure: values in, values out.

A source that publishes once every `start` seconds is polled that often, one that publishes more or less, more or less
often, but by less than in proportion and in the middle not at all, hour by hour (docs/decisions/016). What is seen at a
poll corrects it (Media Cloud's rule: few known entries, and some may have been missed), what the publisher asks for
makes it longer, and the rhythm's floor and ceiling hold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from workers.pipeline.polling.habit import Forecast, Habit
from workers.pipeline.polling.hints import asked_for, out_of_skipped
from workers.records import PollHints
from workers.settings import Rhythm

_MONTH = 30 * 86400.0
# Articles in a `start`: sources that give between `_SOME` and `_MANY` are all polled alike, above and below by these
# powers of what they give, and below `_HARDLY_ANY` in proportion (docs/decisions/016 tells why).
_MANY, _SOME, _HARDLY_ANY = 1 / 3, 1 / 20, 1 / 100
_OFTEN, _SELDOM = 2 / 3, 2 / 3
_JITTER = 0.05  # of the wait, at most: sources that were polled together must not come back together
_CRON_JITTER = 60.0  # seconds by which sources of one cron time are spread at most


@dataclass(frozen=True, slots=True)
class Next:
    """The wait until the next poll, the usual interval to remember, and the reason."""

    wait: timedelta
    interval: float
    reason: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a good poll saw. `waited` is how long the source had waited for it, None at the first one."""

    entries: int
    new: int
    on_time: bool
    waited: float | None


def after_good_poll(
    rhythm: Rhythm,
    seen: Seen,
    habit: Habit,
    *,
    hints: PollHints,
    max_age: float | None,
    now: datetime,
    zone: tzinfo,
    jitter: float,
) -> Next:
    """After an answer that could be read; `habit` has learned from it already, `jitter` is 0..1."""
    usual = min(rhythm.ceiling, max(rhythm.floor, 1 / _polls_a_second(rhythm, habit.rate(rhythm.start))))
    if rhythm.cron is not None:
        return _at_cron_time(rhythm, rhythm.cron.after(now), "", usual, now, jitter)
    wait, why = _expected(rhythm, seen, habit, now, zone)
    if (bounded := min(rhythm.ceiling, max(rhythm.floor, wait))) != wait:
        why += f"; {'floor' if bounded == rhythm.floor else 'ceiling'} of rhythm {rhythm.name}"
    wait = bounded
    asked, whose = asked_for(hints, max_age)
    if asked is not None and asked > wait and wait < rhythm.ceiling:
        wait = min(asked, rhythm.ceiling)
        why += f"; the publisher's {whose} asks for {words(asked)}"
    wait *= 1 + _JITTER * jitter
    allowed = (out_of_skipped(hints, now + timedelta(seconds=wait)) - now).total_seconds()
    if wait + 1 < allowed <= rhythm.ceiling:
        wait = allowed + 300 * jitter
        why += "; the publisher wants to be left alone until then"
    return Next(timedelta(seconds=wait), usual, f"{why}: {words(wait)}")


def _expected(rhythm: Rhythm, seen: Seen, habit: Habit, now: datetime, zone: tzinfo) -> tuple[float, str]:
    """How long to wait by what the source publishes and by what was seen, and why."""
    wait, full = _until_due(rhythm, habit, now, zone)
    why = f"publishes {often(habit.rate(rhythm.start))}"
    if full:
        why += f", and shows only {habit.shown} entries"
    if seen.waited is None or not seen.new:
        return wait, why
    known = 1 - seen.new / seen.entries
    if not seen.on_time:
        return wait, f"polled late; {why}"
    if known < 1 / 3 and seen.waited / 2 < wait:
        return seen.waited / 2, f"only {known:.0%} of the entries were known, some may have been missed; {why}"
    return wait, why


def _until_due(rhythm: Rhythm, habit: Habit, now: datetime, zone: tzinfo) -> tuple[float, bool]:
    """Seconds until the expected polls since `now` add up to one, infinite beyond the ceiling; True where the document
    would have scrolled half through before."""
    polls = articles = waited = 0.0
    most = max(habit.shown / 2, 1.0)
    for seconds, rate in Forecast(habit, guess=rhythm.start, now=now, zone=zone).hours():
        pace = _polls_a_second(rhythm, rate)
        until_due, until_full = (1 - polls) / pace, (most - articles) / rate
        if min(until_due, until_full) <= seconds:
            return waited + min(until_due, until_full), until_full < until_due
        polls, articles, waited = polls + pace * seconds, articles + rate * seconds, waited + seconds
        if waited >= rhythm.ceiling:
            break
    return math.inf, False


def _polls_a_second(rhythm: Rhythm, rate: float) -> float:
    articles = rate * rhythm.start
    polls = math.pow(max(articles, _MANY), _OFTEN)
    if articles < _SOME:
        polls *= math.pow(max(articles, _HARDLY_ANY) / _SOME, _SELDOM) * min(articles / _HARDLY_ANY, 1.0)
    return polls / rhythm.start


def _at_cron_time(rhythm: Rhythm, at: datetime, why: str, usual: float, now: datetime, jitter: float) -> Next:
    assert rhythm.cron is not None
    gap = (rhythm.cron.after(at) - at).total_seconds()
    wait = (at - now).total_seconds() + min(_CRON_JITTER, gap / 10) * jitter
    named = f"rhythm {rhythm.name}: {rhythm.cron.text} ({rhythm.cron.zone.key})"
    return Next(timedelta(seconds=wait), usual, f"{why}{named}: {words(wait)}")


def after_failure(
    rhythm: Rhythm,
    *,
    interval: float | None,
    failures: int,
    weight: float,
    retry_after: float | None,
    why: str,
    now: datetime,
    jitter: float,
) -> Next:
    """After the `failures`-th failure in a row. `weight`: 1 hard, 0.5 soft, 0.25 temporary; never given up."""
    usual = interval or rhythm.start
    quick = weight < 0.5 and failures <= 2  # a 404 or a page in a feed's place does not heal in seconds
    wait = (5.0, 30.0)[failures - 1] if quick else min(_MONTH, max(60.0, usual * weight * failures))
    if retry_after is not None:
        wait = max(1.0, retry_after) if failures <= 2 else max(wait, retry_after)
    times = "" if failures == 1 else f" ({failures} times in a row)"
    if rhythm.cron is not None and not quick:
        at = rhythm.cron.after(now + timedelta(seconds=wait))
        return _at_cron_time(rhythm, at, f"{why}{times}; ", usual, now, jitter)
    wait *= 1 + 0.1 * jitter
    return Next(timedelta(seconds=wait), usual, f"{why}{times}: again in {words(wait)}")


def often(rate: float) -> str:
    """Articles a second as people say it: "12 an hour", "3.5 a day", "once in 9 d"."""
    if rate >= 1 / 3600:
        return f"about {rate * 3600:.2g} an hour" if rate < 1 / 36 else f"about {rate * 3600:.0f} an hour"
    if rate >= 1 / 86400:
        return f"about {rate * 86400:.2g} a day"
    return f"about once in {words(1 / rate)}"


def words(seconds: float) -> str:
    """A duration as people say it: "45 s", "10 min", "1 h 30 min", "3 d"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90 and minutes != 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, rest = divmod(hours, 24)
    return f"{days} d {rest} h" if rest else f"{days} d"

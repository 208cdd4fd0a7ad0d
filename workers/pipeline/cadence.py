"""When a source is asked next, and why, in words. Pure: values in, values out.

The rule between two good polls is Media Cloud's, measured over 180,000 feeds: what share of the entries was known
already. Many known: ask less often; few known: entries may have been missed, ask more often.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from workers.records import PollHints
from workers.settings import Rhythm

_MONTH = 30 * 86400.0


@dataclass(frozen=True, slots=True)
class Next:
    """The wait until the next poll, the interval to remember, and the reason."""

    wait: timedelta
    interval: float
    reason: str


def after_good_poll(
    rhythm: Rhythm,
    *,
    interval: float | None,
    entries: int,
    new: int,
    on_time: bool,
    hints: PollHints,
    max_age: float | None,
    jitter: float,
) -> Next:
    """After an answer that could be read; `jitter` is 0..1."""
    now = interval or rhythm.start
    if interval is None:
        wanted, why = rhythm.start, f"first good poll: {words(rhythm.start)} to begin with"
    elif not on_time:
        wanted, why = now, f"polled late, so nothing is learned from it: {words(now)} as before"
    elif entries == 0 or new == 0:
        wanted, why = now * 1.25 + 60, "nothing new"
    elif (known := 1 - new / entries) >= 2 / 3:
        wanted, why = now * 1.05, f"{known:.0%} of the entries were known"
    elif known < 1 / 3:
        wanted, why = now / 2, f"only {known:.0%} of the entries were known, some may have been missed"
    else:
        wanted, why = now, f"{known:.0%} of the entries were known"
    bounded = min(rhythm.ceiling, max(rhythm.floor, wanted))
    if bounded != wanted:
        bound = "floor" if bounded == rhythm.floor else "ceiling"
        why += f"; {bound} of rhythm {rhythm.name}"
    asked, whose = _publisher_asks(hints, max_age)
    wait = bounded
    if asked is not None and asked > bounded:
        wait = min(asked, rhythm.ceiling)
        why += f"; the publisher's {whose} asks for {words(asked)}"
    wait *= 1 + 0.1 * jitter
    return Next(timedelta(seconds=wait), bounded, f"{why}: {words(wait)}")


def _publisher_asks(hints: PollHints, max_age: float | None) -> tuple[float | None, str]:
    """The longest wait that the publisher asks for, and where it says so; no more than a day is believed."""
    asked = {
        "max-age": max_age,
        "ttl": hints.ttl_minutes * 60.0 if hints.ttl_minutes else None,
        "sy:updatePeriod": float(hints.update_seconds) if hints.update_seconds else None,
    }
    said = {whose: min(seconds, 86400.0) for whose, seconds in asked.items() if seconds}
    if not said:
        return None, ""
    whose = max(said, key=lambda name: said[name])
    return said[whose], whose


def after_failure(
    rhythm: Rhythm,
    *,
    interval: float | None,
    failures: int,
    weight: float,
    retry_after: float | None,
    why: str,
    jitter: float,
) -> Next:
    """After the `failures`-th failure in a row. `weight`: 1 hard, 0.5 soft, 0.25 temporary; never given up."""
    now = interval or rhythm.start
    if weight < 1 and failures <= 2:
        wait = (5.0, 30.0)[failures - 1]
    else:
        wait = min(_MONTH, max(60.0, now * weight * failures))
    if retry_after is not None:
        wait = max(1.0, retry_after) if failures <= 2 else max(wait, retry_after)
    wait *= 1 + 0.1 * jitter
    times = "" if failures == 1 else f" ({failures} times in a row)"
    return Next(timedelta(seconds=wait), now, f"{why}{times}: again in {words(wait)}")


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

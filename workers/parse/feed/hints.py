"""What a feed says about how often to ask: RSS ttl, skipHours, skipDays, and the syndication module."""

from __future__ import annotations

from lxml import etree

from workers.parse.feed.media import number_in
from workers.parse.feed.names import Names
from workers.parse.feed.text import first_text, text_of
from workers.records import PollHints

_SECONDS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = {day: number for number, day in enumerate("mon tue wed thu fri sat sun".split())}  # noqa: SIM905 - reads as a week
_NONE = PollHints()


def poll_hints(fields: dict[str, list[etree._Element]], names: Names) -> PollHints:
    """The hints among a feed's own elements; values that make no sense are left out."""
    if not fields.keys() & {"ttl", "skiphours", "skipdays", "sy:updateperiod", "sy:updatefrequency"}:
        return _NONE
    hours: set[int] = set()
    for element in fields.get("skiphours", ()):
        hours |= {
            number % 24 for child in element if (number := number_in(text_of(child))) is not None and number <= 24
        }
    days: set[int] = set()
    for element in fields.get("skipdays", ()):
        days |= {_DAYS[name] for child in element if (name := text_of(child)[:3].lower()) in _DAYS}
    return PollHints(
        ttl_minutes=number_in(first_text(fields.get("ttl"))) or None,
        update_seconds=_update_seconds(
            first_text(fields.get("sy:updateperiod")), first_text(fields.get("sy:updatefrequency"))
        ),
        skip_hours=frozenset(hours),
        skip_days=frozenset(days),
    )


def _update_seconds(period: str | None, frequency: str | None) -> int | None:
    """Seconds between two updates; the module's defaults are daily and once."""
    seconds = _SECONDS.get((period or "daily").lower())
    if seconds is None or (period is None and frequency is None):
        return None
    times = number_in(frequency) if frequency else 1
    return max(seconds // times, 1) if times else None

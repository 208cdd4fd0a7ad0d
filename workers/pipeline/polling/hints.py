"""What a publisher says about how often to ask: in the document, and in the answer's headers. Pure.

Hints are wishes, never commands: no more than a day of them is believed, and the rhythm's ceiling stands above them.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from workers.records import Fetched, PollHints

LONGEST = 86400.0  # seconds
NONE = PollHints()
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})")


def asked_for(hints: PollHints, max_age: float | None) -> tuple[float | None, str]:
    """The longest wait in seconds that the publisher asks for, and where it says so."""
    asked = {
        "Cache-Control or Expires": max_age,
        "ttl": hints.ttl_minutes * 60.0 if hints.ttl_minutes else None,
        "sy:updatePeriod": float(hints.update_seconds) if hints.update_seconds else None,
    }
    said = {whose: min(seconds, LONGEST) for whose, seconds in asked.items() if seconds}
    if not said:
        return None, ""
    whose = max(said, key=lambda name: said[name])
    return said[whose], whose


def out_of_skipped(hints: PollHints, at: datetime) -> datetime:
    """The first moment from `at` on outside of skipHours and skipDays (GMT); `at` where these leave none."""
    if not hints.skip_hours and not hints.skip_days:
        return at
    hour = at.astimezone(UTC)
    for _ in range(168):
        if hour.hour not in hints.skip_hours and hour.weekday() not in hints.skip_days:
            return hour
        hour = hour.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at


def fresh_for(fetched: Fetched) -> float | None:
    """Seconds for which the answer calls itself fresh (RFC 9111 section 4.2), less its age; None where it does not."""
    control = fetched.headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return None
    if (match := _MAX_AGE.search(control)) is not None:
        lifetime = float(match.group(1))
    else:
        expires, date = _moment(fetched.headers.get("expires")), _moment(fetched.headers.get("date"))
        if expires is None:
            return None
        lifetime = (expires - (date or fetched.fetched_at)).total_seconds()
    age = fetched.headers.get("age", "0").strip()
    return max(0.0, lifetime - (float(age) if age.isdecimal() and len(age) < 10 else 0.0))


def _moment(text: str | None) -> datetime | None:
    """An HTTP date; None where it is none (`Expires: 0` means: at once)."""
    try:
        moment = parsedate_to_datetime(text or "")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def to_text(hints: PollHints) -> str:
    """For one column: what a later answer without a document is judged by."""
    said: dict[str, Any] = {
        "ttl": hints.ttl_minutes,
        "sy": hints.update_seconds,
        "hours": sorted(hints.skip_hours),
        "days": sorted(hints.skip_days),
    }
    return json.dumps({name: value for name, value in said.items() if value}, separators=(",", ":"))


def from_text(text: str | None) -> PollHints:
    """The inverse; None is no hint."""
    if not text or text == "{}":
        return NONE
    said = json.loads(text)
    return PollHints(said.get("ttl"), said.get("sy"), frozenset(said.get("hours", ())), frozenset(said.get("days", ())))

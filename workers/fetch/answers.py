"""What an answer's status means: a whole body, or one of the errors of `workers.errors` with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from workers.errors import AskedToWait, Gone, KhabarError, Refused, ServerTrouble, Unreadable
from workers.fetch.escape import printable
from workers.fetch.walls import wall
from workers.records import Hop

LONGEST_WAIT = 24 * 3600.0  # seconds; what is asked for beyond is taken as this
WHOLE = frozenset({200, 203, 226})
FOR_GOOD = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSALS = {
    400: "calls the request a bad one",
    401: "asks for a login",
    402: "asks for payment",
    403: "forbids it",
    407: "asks for a login at a proxy",
    451: "must not show it for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of an exchange, whatever its status; of an error's body only the beginning is kept."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    final_url: str
    hops: tuple[Hop, ...] = ()
    wire_bytes: int = 0


def error_for(about: str, answer: Answer, now: datetime) -> KhabarError | None:
    """The error that this answer is, None for one that brings a body (200, 203, 226) or says "unchanged" (304)."""
    status = answer.status
    wait = retry_after(answer.headers, now)
    owner = wall(status, answer.headers, answer.body) if status != 304 else None
    if owner is not None:
        return Refused(about, f"the server puts up a challenge page ({owner}, status {status})", status=status)
    if status == 226 and (made := _manipulations(answer.headers) - {"feed"}):
        return Unreadable(
            about, f"the server answers 226, made by {printable(', '.join(sorted(made)), 60)}, unasked for"
        )
    if status in WHOLE or status == 304:
        return None
    if status in (404, 410):
        # A redirect "for now" to a page that is gone says nothing of what is asked for tomorrow.
        forever = status == 410 and all(hop.status in FOR_GOOD for hop in answer.hops)
        return Gone(about, f"the server answers {status}{' (gone for ever)' * forever}", forever=forever)
    if status == 429 or (status in (403, 503) and wait is not None):
        asked = f" and asks to wait {wait:.0f} s" if wait is not None else ""
        return AskedToWait(about, f"the server answers {status}{asked}", wait)
    if status in (202, 408, 421, 425) or 500 <= status < 600:
        return ServerTrouble(about, f"the server is in trouble: it answers {status}", wait)
    if status in _REFUSALS:
        return Refused(about, f"the server {_REFUSALS[status]} (status {status})", status=status)
    if status < 400:
        return Unreadable(about, f"the server answers {status}, which brings no page")
    return Refused(about, f"the server answers {status}", status=status)


def _manipulations(headers: Mapping[str, str]) -> set[str]:
    """What an answer 226 was made of (RFC 3229 section 10.5.2); only "feed" is ever asked for."""
    said = (token.partition(";")[0].strip().lower() for token in headers.get("im", "").split(","))
    return {token for token in said if token}


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a Retry-After asks for (RFC 9110 section 10.2.3), at most a day; None where there is none.

    A date is taken relative to the answer's own Date, since clocks differ. Of several numbers (a cache and the server
    behind it both ask) the longest wait counts.
    """
    text = headers.get("retry-after", "").strip()
    numbers = [number.strip() for number in text.split(",")]
    if all(number.isascii() and number.isdigit() for number in numbers):
        return min(max(float(number[:12]) for number in numbers), LONGEST_WAIT)
    until = http_date(text)
    if until is None:
        return None
    seconds = (until - (http_date(headers.get("date", "")) or now)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)


def http_date(text: str) -> datetime | None:
    """An HTTP date in any of its three forms, in UTC; None for anything else."""
    if not text or len(text) > 64:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def max_age(headers: Mapping[str, str]) -> float | None:
    """How many seconds a Cache-Control header lets an answer be kept, less its Age; 0 for no-cache and no-store."""
    lifetime: float | None = None
    for directive in headers.get("cache-control", "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        value = value.strip('" ')
        if name in ("no-cache", "no-store"):
            return 0.0
        if name == "max-age" and value.isascii() and value.isdigit():
            lifetime = float(value[:12])
    if lifetime is None:
        return None
    age = headers.get("age", "").strip()
    return max(0.0, lifetime - (float(age[:12]) if age.isascii() and age.isdigit() else 0.0))


def wrong_kind(headers: Mapping[str, str], accept: str) -> str | None:
    """The media type of an answer that can be no page ("video/mp4"); None where it is worth reading."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    family = kind.partition("/")[0]
    if accept == "page" and (family in ("audio", "video", "image", "font") or kind == "application/pdf"):
        return printable(kind, 60)
    return None

"""Webhooks by Standard Webhooks 1.0.0 (https://www.standardwebhooks.com/): signing, answers, retries.

Pure but for `deliver`, which calls what it is given to reach the endpoint: the guarded client of the caller, that
refuses private addresses and follows no redirect. `handshake` asks endpoints for their consent first.

    state --deliver--> answer --settle--> state': where the endpoint's cursor is, when to try again, dead letters
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from standardwebhooks.webhooks import Webhook

from workers.errors import BadConfig, GiveUp, TryAgain
from workers.notify.filters import Filter

_TRACEPARENT = re.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DNS_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
ORIGIN_HEADER = "webhook-request-origin"  # CloudEvents HTTP webhooks: in the handshake and in each delivery after it
TIMEOUT = 15.0  # seconds for the whole exchange
SCHEDULE = tuple(
    timedelta(seconds=seconds) for seconds in (0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
REFUSAL_ATTEMPTS = 4  # an event that an endpoint calls wrong will not become right: the next ones wait 35 minutes
DEAD_AFTER = timedelta(days=5)
SECOND_FAILURE = timedelta(hours=12)
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A subscriber's address as config has it. Several `secrets` sign side by side while one replaces another.

    Raises `BadConfig` about `subscribers.<name>.<key>`.
    """

    name: str
    url: str
    secrets: tuple[str, ...]
    variant: Literal["full", "thin"] = "full"
    filter: Filter = field(default_factory=Filter)
    origin: str | None = None  # our name in the CloudEvents handshake; None: it is not asked for its consent

    def __post_init__(self) -> None:
        about = f"subscribers.{self.name}"
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadConfig(f"{about}.url", f"must be an http or https address, not {self.url!r}")
        if self.variant not in ("full", "thin"):
            raise BadConfig(f"{about}.variant", f"must be full or thin, not {self.variant!r}")
        if not self.secrets:
            raise BadConfig(f"{about}.secret", "is missing: deliveries are always signed")
        for secret in self.secrets:
            check_secret(secret, about=f"{about}.secret")
        if self.origin is not None and not (_DNS_NAME.fullmatch(self.origin) and len(self.origin) <= 253):
            raise BadConfig(f"{about}.origin", f"must be a DNS name such as khabar.example.org, not {self.origin!r}")


class Verdict(StrEnum):
    """What an answer means."""

    DELIVERED = "delivered"  # 2xx
    FAILED = "failed"  # no answer, or one that may heal
    THROTTLED = "throttled"  # 429, 502, 504: less, later
    REFUSED = "refused"  # 400, 413, 415, 422: this event, not the endpoint
    GONE = "gone"  # 410: stop for good
    FORBIDDEN = "forbidden"  # the address guard does not let us there


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is None where nothing did; `retry_after` is what the endpoint asked for."""

    verdict: Verdict
    status: int | None = None
    why: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """An endpoint's consent to deliveries under certain `terms`: how many a minute it allows (None: any number)."""

    terms: str
    rate: int | None = None


@dataclass(frozen=True, slots=True)
class EndpointState:
    """Where one endpoint stands; the caller keeps it. Everything up to position `cursor` is settled."""

    cursor: int = 0
    attempt: int = 0  # failed attempts at the event behind the cursor
    next_at: datetime | None = None
    failing_since: datetime | None = None
    confirmed: bool = False  # a second failure came well after the first
    disabled: str | None = None  # why, in words
    agreement: Agreement | None = None

    def well(self, cursor: int, next_at: datetime | None = None) -> EndpointState:
        """As after a delivery: no failure is held against it, what it agreed to stands."""
        return EndpointState(cursor=cursor, next_at=next_at, agreement=self.agreement)

    def is_due(self, now: datetime) -> bool:
        """Whether it may be tried now."""
        return self.disabled is None and (self.next_at is None or self.next_at <= now)


@dataclass(frozen=True, slots=True)
class Settled:
    """The state after an answer; `dead_letter` says that the event was given up and the cursor moved past it."""

    state: EndpointState
    dead_letter: bool = False


Post = Callable[[str, str, Mapping[str, str], bytes], tuple[int, Mapping[str, str]]]
"""(method, url, headers, body) -> (status, headers in lower case) within `TIMEOUT`; raises TryAgain or GiveUp."""


def check_secret(secret: str, *, about: str) -> None:
    """Raises `BadConfig` where it is none by the standard: `whsec_` and base64 of 24 to 64 bytes."""
    prefix, _, encoded = secret.partition("_")
    if prefix != "whsec" or not encoded:
        raise BadConfig(about, "must begin with whsec_")
    try:
        length = len(base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError) as error:
        raise BadConfig(about, "must be whsec_ and base64") from error
    if not 24 <= length <= 64:
        raise BadConfig(about, f"must hold 24 to 64 bytes, not {length}")


def signed_headers(event_id: str, body: str, secrets: Sequence[str], now: datetime) -> dict[str, str]:
    """The three headers of the standard (and the media type); the id is the event's over all retries."""
    at = now.astimezone(UTC).replace(microsecond=0)
    return {
        "content-type": CONTENT_TYPE,
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(event_id, at, body) for secret in secrets),
    }


def deliver(
    endpoint: Endpoint, event_id: str, body: str, *, now: datetime, post: Post, trace: str | None = None
) -> Answer:
    """One signed attempt; never raises what the endpoint or the way to it did wrong. `trace` is a W3C traceparent."""
    headers = signed_headers(event_id, body, endpoint.secrets, now)
    if trace and _TRACEPARENT.fullmatch(trace):
        headers["traceparent"] = trace
    if endpoint.origin is not None:
        headers[ORIGIN_HEADER] = endpoint.origin
    try:
        status, answered = post("POST", endpoint.url, headers, body.encode())
    except TryAgain as error:
        return Answer(Verdict.FAILED, None, error.why)
    except GiveUp as error:
        return Answer(Verdict.FORBIDDEN, None, error.why)
    return classify(status, answered, now)


def classify(status: int, headers: Mapping[str, str], now: datetime) -> Answer:
    """What this status means by the standard; 3xx is a failure like any other."""
    why = f"answered {status}"
    if 200 <= status < 300:
        return Answer(Verdict.DELIVERED, status)
    if status == 410:
        return Answer(Verdict.GONE, status, why)
    wait = _retry_after(headers.get("retry-after"), now)
    if status in (429, 502, 504):
        return Answer(Verdict.THROTTLED, status, why, wait)
    if status in (400, 413, 415, 422):
        return Answer(Verdict.REFUSED, status, why, wait)
    return Answer(Verdict.FAILED, status, why, wait)


def next_attempt(attempt: int, now: datetime, jitter: float, retry_after: timedelta | None = None) -> datetime | None:
    """When to try again after `attempt` failed ones (from 1); None when the table is at its end (75 h 35 min).

    `jitter` in 0..1 stretches the wait by up to a fifth, so that a returning endpoint is not stormed; what the
    endpoint asked for is the least, up to a day.
    """
    if attempt >= len(SCHEDULE):
        return None
    wait = SCHEDULE[attempt] * (1 + 0.2 * jitter)
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_WAIT))
    return now + wait


def settle(state: EndpointState, position: int, answer: Answer, *, now: datetime, jitter: float) -> Settled:
    """The endpoint's state after `answer` to the event at `position`; pure."""
    if answer.verdict is Verdict.DELIVERED:
        rate = state.agreement.rate if state.agreement is not None else None
        return Settled(state.well(position, now + timedelta(minutes=1) / rate if rate else None))
    if answer.verdict is Verdict.GONE:
        return Settled(replace(state, disabled="it answered 410 Gone", next_at=None))
    if answer.verdict is Verdict.FORBIDDEN:
        return Settled(replace(state, disabled=answer.why, next_at=None))
    since = state.failing_since or now
    if state.confirmed and now - since >= DEAD_AFTER:
        return Settled(replace(state, disabled=f"it failed for {DEAD_AFTER.days} days: {answer.why}", next_at=None))
    attempt = state.attempt + 1
    failing = replace(
        state,
        attempt=attempt,
        failing_since=since,
        confirmed=state.confirmed or now - since >= SECOND_FAILURE,
    )
    if answer.verdict is Verdict.REFUSED and attempt >= REFUSAL_ATTEMPTS:
        # The endpoint lives and judges: only this event is given up.
        return Settled(state.well(position), dead_letter=True)
    at = next_attempt(attempt, now, jitter, answer.retry_after)
    if at is not None:
        return Settled(replace(failing, next_at=at))
    # Given up, and the endpoint is still down: the next event asks a day later, and has that one chance.
    slow = replace(failing, cursor=position, attempt=len(SCHEDULE) - 1, next_at=now + SCHEDULE[-1])
    return Settled(slow, dead_letter=True)


def resume(state: EndpointState, *, cursor: int | None = None) -> EndpointState:
    """Enabled again and due at once, from where it stood or from `cursor` (a replay)."""
    return EndpointState(cursor=state.cursor if cursor is None else cursor)  # and asked for its consent again


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """RFC 9110 section 10.2.3: seconds or a date."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), int(LONGEST_WAIT.total_seconds())))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(at - now, timedelta())

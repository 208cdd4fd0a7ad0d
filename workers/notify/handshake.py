"""One delivery to a webhook, and before it, where the subscriber asked for that, the endpoint's consent.

The validation handshake of CloudEvents HTTP webhooks 1.0.2, section 4: an OPTIONS request that names us, answered by
whom the endpoint allows and how many requests a minute. It protects whoever owns the address from a subscriber who
does not; a status code alone is no consent.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from workers.errors import GiveUp, TryAgain
from workers.notify.feed import Told
from workers.notify.webhooks import (
    ORIGIN_HEADER,
    Agreement,
    Answer,
    Endpoint,
    EndpointState,
    Post,
    Verdict,
    classify,
    deliver,
)

REQUESTED_RATE = 6000  # a minute: what an endpoint that is catching up may meet


def attempt_delivery(
    endpoint: Endpoint, state: EndpointState, told: Told, *, now: datetime, post: Post
) -> tuple[Answer, Agreement | None]:
    """What the delivery came to, or the handshake where that failed; and what is agreed upon from now on.

    Never raises what the endpoint or the way to it did wrong.
    """
    agreement, refusal = settle_consent(endpoint, state.agreement, now=now, post=post)
    if refusal is not None:
        return refusal, None
    trace = (told.event or {}).get("traceparent")
    body = told.body(endpoint.variant)
    return deliver(endpoint, told.row.event_id, body, now=now, post=post, trace=trace), agreement


def settle_consent(
    endpoint: Endpoint, known: Agreement | None, *, now: datetime, post: Post
) -> tuple[Agreement | None, Answer | None]:
    """What is agreed upon, asking where it is not known yet; and where there is no consent, what to make of that."""
    if endpoint.origin is None:
        return None, None
    terms = _terms(endpoint.url, endpoint.origin)
    if known is not None and known.terms == terms:
        return known, None
    headers = {ORIGIN_HEADER: endpoint.origin, "webhook-request-rate": str(REQUESTED_RATE)}
    try:
        status, answered = post("OPTIONS", endpoint.url, headers, b"")
    except TryAgain as error:
        return None, Answer(Verdict.FAILED, None, f"OPTIONS: {error.why}")
    except GiveUp as error:
        return None, Answer(Verdict.FORBIDDEN, None, error.why)
    allowed = answered.get("webhook-allowed-origin", "").strip()
    if allowed == "*" or allowed.lower() == endpoint.origin.lower():
        return Agreement(terms, _rate(answered.get("webhook-allowed-rate", ""))), None
    if status == 429 or status >= 500:  # it could not say
        answer = classify(status, answered, now)
        return None, Answer(answer.verdict, status, f"OPTIONS: {answer.why}", answer.retry_after)
    why = f"does not agree to deliveries from {endpoint.origin} (OPTIONS answered {status}"
    why += f", WebHook-Allowed-Origin: {allowed[:100]})" if allowed else " without WebHook-Allowed-Origin)"
    return None, Answer(Verdict.FORBIDDEN, status, why)


def _terms(url: str, origin: str) -> str:
    """What an agreement is about. The address may hold a token, so it is not kept itself."""
    return hashlib.sha256(f"{origin.lower()} {url}".encode()).hexdigest()


def _rate(value: str) -> int | None:
    """Requests a minute; None for any number, which is also what nonsense is taken for: 429 tells the rest."""
    value = value.strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 and int(value) > 0 else None

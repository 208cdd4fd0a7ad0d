"""Webhooks are signed by the standard, retried by its table, and given up in time and loudly."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from workers.errors import BadConfig, Refused, Unreachable
from workers.notify.webhooks import (
    SCHEDULE,
    Answer,
    Endpoint,
    EndpointState,
    Verdict,
    classify,
    deliver,
    next_attempt,
    resume,
    settle,
    signed_headers,
)

NOW = datetime(2026, 11, 24, 8, 20, 31, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
NEXT_SECRET = "whsec_" + base64.b64encode(b"n" * 24).decode()
FAILED = Answer(Verdict.FAILED, 500, "answered 500")


def endpoint(**changes: Any) -> Endpoint:
    return Endpoint(**{"name": "desk", "url": "https://desk.example/hook", "secrets": (SECRET,)} | changes)


class Receiver:
    """An endpoint that answers as told and remembers what it got."""

    def __init__(self, status: int = 204, headers: Mapping[str, str] | None = None, error: Exception | None = None):
        self.status, self.headers, self.error = status, headers or {}, error
        self.got: list[tuple[str, str, dict[str, str], bytes]] = []

    def post(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str]]:
        self.got.append((method, url, dict(headers), body))
        if self.error:
            raise self.error
        return self.status, self.headers


def test_the_reference_vector_of_the_standard() -> None:
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        '{"test": 2432232314}',
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        datetime.fromtimestamp(1614265330, UTC),
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_a_receiver_verifies_with_either_secret_while_one_replaces_the_other() -> None:
    receiver = Receiver()
    now = datetime.now(UTC)
    body = '{"data":"خبر"}'
    deliver(endpoint(secrets=(NEXT_SECRET, SECRET)), "e1", body, now=now, post=receiver.post)
    ((method, url, headers, sent),) = receiver.got
    assert (method, url, sent) == ("POST", "https://desk.example/hook", body.encode())
    assert headers["content-type"].startswith("application/cloudevents+json")
    for secret in (SECRET, NEXT_SECRET):
        assert Webhook(secret).verify(sent, headers) == {"data": "خبر"}
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + base64.b64encode(b"x" * 32).decode()).verify(sent, headers)


def test_the_id_stays_and_the_timestamp_moves_over_retries() -> None:
    first = signed_headers("e1", "{}", [SECRET], NOW)
    later = signed_headers("e1", "{}", [SECRET], NOW + HOUR)
    assert first["webhook-id"] == later["webhook-id"] == "e1"
    assert int(later["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 3600
    assert first["webhook-signature"] != later["webhook-signature"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, Verdict.DELIVERED),
        (204, Verdict.DELIVERED),
        (301, Verdict.FAILED),
        (304, Verdict.FAILED),
        (400, Verdict.REFUSED),
        (401, Verdict.FAILED),
        (404, Verdict.FAILED),
        (410, Verdict.GONE),
        (422, Verdict.REFUSED),
        (429, Verdict.THROTTLED),
        (500, Verdict.FAILED),
        (502, Verdict.THROTTLED),
        (504, Verdict.THROTTLED),
    ],
)
def test_what_a_status_means(status: int, verdict: Verdict) -> None:
    assert classify(status, {}, NOW).verdict is verdict


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 24 Nov 2026 08:25:31 GMT", timedelta(minutes=5)),
        ("Tue, 24 Nov 2020 08:25:31 GMT", timedelta()),
        ("9" * 400, DAY),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after(value: str, wait: timedelta | None) -> None:
    assert classify(503, {"retry-after": value}, NOW).retry_after == wait


def test_what_goes_wrong_on_the_way_is_an_answer() -> None:
    away = Receiver(error=Unreachable("https://desk.example/hook", "connection refused"))
    assert deliver(endpoint(), "e1", "{}", now=NOW, post=away.post) == Answer(
        Verdict.FAILED, None, "connection refused"
    )
    private = Receiver(error=Refused("https://desk.example/hook", "10.0.0.1 is a private address"))
    answer = deliver(endpoint(), "e1", "{}", now=NOW, post=private.post)
    assert answer == Answer(Verdict.FORBIDDEN, None, "10.0.0.1 is a private address")


def test_the_table_of_the_standard() -> None:
    waits = [next_attempt(attempt, NOW, 0.0) for attempt in range(1, 10)]
    assert sum((at - NOW for at in waits if at), timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    assert next_attempt(len(SCHEDULE), NOW, 0.0) is None


def test_jitter_only_ever_waits_longer() -> None:
    for attempt in range(1, 10):
        assert next_attempt(attempt, NOW, 0.0) == NOW + SCHEDULE[attempt]
        assert next_attempt(attempt, NOW, 1.0) == NOW + SCHEDULE[attempt] * 1.2


def test_what_the_endpoint_asks_for_is_the_least_up_to_a_day() -> None:
    assert next_attempt(1, NOW, 0.0, HOUR) == NOW + HOUR
    assert next_attempt(5, NOW, 0.0, timedelta(seconds=1)) == NOW + SCHEDULE[5]
    assert next_attempt(1, NOW, 0.0, 90 * DAY) == NOW + DAY


def test_a_delivery_moves_the_cursor_and_heals() -> None:
    failing = EndpointState(cursor=6, attempt=3, failing_since=NOW - DAY, next_at=NOW, confirmed=True)
    assert settle(failing, 7, Answer(Verdict.DELIVERED, 200), now=NOW, jitter=0).state == EndpointState(cursor=7)


def test_a_failure_keeps_the_cursor_and_waits() -> None:
    settled = settle(EndpointState(cursor=6), 7, FAILED, now=NOW, jitter=0)
    assert settled.state == EndpointState(6, 1, NOW + timedelta(seconds=5), NOW)
    assert not settled.state.is_due(NOW)
    assert settled.state.is_due(NOW + timedelta(seconds=5))


def test_gone_disables_at_once_and_loses_nothing() -> None:
    state = settle(EndpointState(cursor=6), 7, classify(410, {}, NOW), now=NOW, jitter=0).state
    assert (state.cursor, state.disabled) == (6, "it answered 410 Gone")
    assert not state.is_due(NOW + 99 * DAY)
    assert resume(state) == EndpointState(cursor=6)
    assert resume(state, cursor=2).cursor == 2


def test_a_private_address_disables_with_its_reason() -> None:
    state = settle(EndpointState(), 1, Answer(Verdict.FORBIDDEN, None, "is a private address"), now=NOW, jitter=0).state
    assert state.disabled == "is a private address"


def test_an_event_that_is_called_wrong_holds_the_next_ones_up_for_minutes_only() -> None:
    state, now = EndpointState(cursor=6), NOW
    for _ in range(3):
        settled = settle(state, 7, classify(422, {}, now), now=now, jitter=0)
        assert not settled.dead_letter
        state, now = settled.state, settled.state.next_at or now
    settled = settle(state, 7, classify(422, {}, now), now=now, jitter=0)
    assert settled.dead_letter
    assert settled.state == EndpointState(cursor=7)
    assert now - NOW < HOUR


def test_an_endpoint_that_is_down_is_dead_after_five_days_and_not_before() -> None:
    state, now, dead_letters = EndpointState(), NOW, 0
    while state.disabled is None:
        settled = settle(state, state.cursor + 1, FAILED, now=now, jitter=0.5)
        dead_letters += settled.dead_letter
        state, now = settled.state, settled.state.next_at or now
    assert 5 * DAY <= now - NOW < 7 * DAY
    assert "failed for 5 days" in state.disabled
    assert 1 <= dead_letters <= 3


def test_two_failures_far_apart_are_no_death() -> None:
    """One failure, nothing to deliver for six days, one more failure: it may just be a bad moment."""
    once = settle(EndpointState(), 1, FAILED, now=NOW, jitter=0).state
    again = settle(replace(once, next_at=None), 1, FAILED, now=NOW + 6 * DAY, jitter=0).state
    assert again.disabled is None
    assert settle(again, 1, FAILED, now=NOW + 6 * DAY + HOUR, jitter=0).state.disabled is not None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": "ftp://desk.example/"}, r"subscribers.desk.url: must be an http or https address"),
        ({"url": "https:///hook"}, "subscribers.desk.url"),
        ({"secrets": ()}, "subscribers.desk.secret: is missing"),
        ({"secrets": ("hunter2",)}, "subscribers.desk.secret: must begin with whsec_"),
        ({"secrets": ("whsec_!!!",)}, "must be whsec_ and base64"),
        ({"secrets": ("whsec_c2hvcnQ=",)}, "24 to 64 bytes, not 5"),
        ({"variant": "slim"}, "subscribers.desk.variant: must be full or thin"),
    ],
)
def test_a_wrong_endpoint_is_named_without_telling_its_secret(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadConfig, match=message) as caught:
        endpoint(**changes)
    assert "hunter2" not in str(caught.value)


def test_a_secret_of_the_standard_is_one() -> None:
    secrets = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",)
    assert endpoint(secrets=secrets).secrets == secrets

"""An endpoint that has to be asked first gets nothing before it agreed, and nothing that it did not agree to."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.notify.articles import NOW
from workers.errors import BadConfig, Refused, TooSlow
from workers.notify.feed import Told
from workers.notify.handshake import attempt_delivery
from workers.notify.webhooks import Endpoint, EndpointState, Verdict, settle
from workers.records import Announcement, EventType

TOLD = Told(Announcement("e1", EventType.CREATED, "article/1", json.dumps({"id": "e1"}), 1))
ENDPOINT = Endpoint(
    "desk",
    "https://desk.example/hook?t=hunter2",
    ("whsec_" + base64.b64encode(b"k" * 32).decode(),),
    origin="khabar.example",
)
AGREES = {"webhook-allowed-origin": "khabar.example", "webhook-allowed-rate": "120"}


class Asked:
    """Answers OPTIONS with `status` and `headers`, and every delivery with 204."""

    def __init__(self, status: int = 200, headers: Mapping[str, str] = AGREES, error: Exception | None = None) -> None:
        self.status, self.headers, self.error = status, headers, error
        self.got: list[tuple[str, Mapping[str, str]]] = []

    def post(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str]]:
        self.got.append((method, headers))
        if method != "OPTIONS":
            return 204, {}
        if self.error is not None:
            raise self.error
        return self.status, self.headers

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.got]


def test_it_is_asked_once_and_told_in_each_delivery_who_we_are() -> None:
    asked = Asked()
    answer, agreement = attempt_delivery(ENDPOINT, EndpointState(), TOLD, now=NOW, post=asked.post)
    assert answer.verdict is Verdict.DELIVERED
    assert agreement is not None
    assert agreement.rate == 120
    attempt_delivery(ENDPOINT, EndpointState(agreement=agreement), TOLD, now=NOW, post=asked.post)
    assert asked.methods == ["OPTIONS", "POST", "POST"]
    assert [headers["webhook-request-origin"] for _, headers in asked.got] == ["khabar.example"] * 3
    assert int(asked.got[0][1]["webhook-request-rate"]) > 0
    assert "hunter2" not in agreement.terms


def test_another_address_or_name_is_asked_about_anew() -> None:
    _, agreement = attempt_delivery(ENDPOINT, EndpointState(), TOLD, now=NOW, post=Asked().post)
    for other in (replace(ENDPOINT, url="https://desk.example/other"), replace(ENDPOINT, origin="news.example")):
        asked = Asked(headers={"webhook-allowed-origin": "*"})
        attempt_delivery(other, EndpointState(agreement=agreement), TOLD, now=NOW, post=asked.post)
        assert asked.methods == ["OPTIONS", "POST"]


def test_who_is_not_to_be_asked_is_not() -> None:
    asked = Asked()
    answer, agreement = attempt_delivery(
        replace(ENDPOINT, origin=None), EndpointState(), TOLD, now=NOW, post=asked.post
    )
    assert (answer.verdict, agreement, asked.methods) == (Verdict.DELIVERED, None, ["POST"])
    assert "webhook-request-origin" not in asked.got[0][1]


@pytest.mark.parametrize(
    ("status", "headers"),
    [(200, {}), (204, {}), (405, {}), (404, {}), (302, {}), (200, {"webhook-allowed-origin": "other.example"})],
)
def test_without_consent_nothing_is_delivered_and_the_endpoint_is_disabled(
    status: int, headers: dict[str, str]
) -> None:
    asked = Asked(status, headers)
    answer, agreement = attempt_delivery(ENDPOINT, EndpointState(), TOLD, now=NOW, post=asked.post)
    assert asked.methods == ["OPTIONS"]
    assert (answer.verdict, agreement) == (Verdict.FORBIDDEN, None)
    settled = settle(EndpointState(), 1, answer, now=NOW, jitter=0.0).state
    assert settled.disabled is not None
    assert "does not agree to deliveries from khabar.example" in settled.disabled
    assert settled.cursor == 0


@pytest.mark.parametrize(
    "asked",
    [Asked(503, {"retry-after": "60"}), Asked(429, {}), Asked(error=TooSlow("https://desk.example/", "no answer"))],
)
def test_an_endpoint_that_cannot_say_is_asked_again_later(asked: Asked) -> None:
    answer, agreement = attempt_delivery(ENDPOINT, EndpointState(), TOLD, now=NOW, post=asked.post)
    assert (asked.methods, agreement) == (["OPTIONS"], None)
    settled = settle(EndpointState(), 1, answer, now=NOW, jitter=0.0).state
    assert settled.disabled is None
    assert settled.next_at is not None
    assert settled.next_at > NOW


def test_a_private_address_is_not_even_asked() -> None:
    asked = Asked(error=Refused("https://desk.example/", "10.0.0.1 is a private address"))
    answer, _ = attempt_delivery(ENDPOINT, EndpointState(), TOLD, now=NOW, post=asked.post)
    assert answer.verdict is Verdict.FORBIDDEN


@pytest.mark.parametrize(("said", "rate"), [("*", None), ("", None), ("-5", None), ("0", None), ("٣", None), ("7", 7)])
def test_a_rate_is_a_whole_number_or_none(said: str, rate: int | None) -> None:
    asked = Asked(headers={"webhook-allowed-origin": "*", "webhook-allowed-rate": said})
    _, agreement = attempt_delivery(ENDPOINT, EndpointState(), TOLD, now=NOW, post=asked.post)
    assert agreement is not None
    assert agreement.rate == rate


@pytest.mark.parametrize("origin", ["", "https://khabar.example", "khabar.example/x", "a b", "-a.example", "a" * 300])
def test_our_name_is_a_dns_name(origin: str) -> None:
    with pytest.raises(BadConfig, match=r"subscribers.desk.origin"):
        replace(ENDPOINT, origin=origin)


def test_a_delivery_keeps_what_was_agreed() -> None:
    answer, agreement = attempt_delivery(ENDPOINT, EndpointState(), TOLD, now=NOW, post=Asked().post)
    state = settle(EndpointState(agreement=agreement), 1, answer, now=NOW, jitter=0.0).state
    assert state.agreement == agreement
    assert state.next_at is not None
    assert (state.next_at - NOW).total_seconds() == 0.5


def test_a_delivery_is_thin_where_that_is_wanted() -> None:
    bodies: list[Any] = []

    def post(method: str, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str]]:
        bodies.append(json.loads(body))
        return 204, {}

    whole = {"id": "e1", "data": {"item": {"uri": "u:1", "bodies": [{"value": "text"}]}, "ingest": {}}}
    told = Told(Announcement("e1", EventType.CREATED, "article/1", json.dumps(whole), 1))
    attempt_delivery(replace(ENDPOINT, origin=None, variant="thin"), EndpointState(), told, now=NOW, post=post)
    assert "bodies" not in bodies[0]["data"]["item"]

"""What goes to a topic exchange, and under which key. Kombu's own in-memory broker routes as a topic exchange does."""

from __future__ import annotations

import importlib
import json
import socket
from typing import Any

import pytest

from tests.notify.articles import NOW, stored
from workers.errors import TryAgain
from workers.notify.amqp import EXCHANGE, Publisher, routing_key
from workers.notify.events import EventUrls, article_event, dumps
from workers.records import Announcement, EventType

kombu: Any = importlib.import_module("kombu")  # it ships half of its annotations


def row(position: int, **article: Any) -> Announcement:
    event = article_event(
        stored(**article),
        type=EventType.CREATED,
        event_id=f"e{position}",
        recorded_at=NOW,
        source_url="https://news.example/feed",
        urls=EventUrls(),
    )
    return Announcement(f"e{position}", EventType.CREATED, "article/7f3c", dumps(event), position)


def key(**parts: Any) -> str:
    item = {"language": parts.get("language")}
    return routing_key(
        {"type": "news.article.updated.v1", "data": {"item": item, "ingest": {"sourceId": parts.get("source")}}}
    )


def test_keys_are_four_words_whatever_the_names_hold() -> None:
    assert key(language="ar", source="sham") == "news.ar.sham.updated"
    assert key(language=None, source="a.b*#") == "news.und.a_b__.updated"
    assert key(language="zh-Hant", source="") == "news.zh-Hant.-.updated"
    assert len(key(language="ar", source="ش" * 500).encode()) <= 255
    source = {"type": "news.source.unhealthy.v1", "data": {"source": {"id": "sham"}}}
    assert routing_key(source) == "news.und.sham.unhealthy"
    assert routing_key({}) == "news.und.-.-"


def test_queues_get_what_they_are_bound_to_in_order() -> None:
    publisher = Publisher("memory://")
    with kombu.Connection("memory://") as connection:
        channel = connection.channel()
        arabic = kombu.Queue("arabic", kombu.Exchange(EXCHANGE, "topic"), "news.ar.#", channel=channel)
        arabic.declare()
        assert publisher.publish([row(1), row(2, language="fr"), row(3)]) == 3
        got = [message for _ in range(2) if (message := arabic.get(no_ack=True)) is not None]
        assert arabic.get() is None
    assert [message.properties["message_id"] for message in got] == ["e1", "e3"]
    assert got[0].content_type.startswith("application/cloudevents+json")
    body = got[0].body if isinstance(got[0].body, bytes) else got[0].body.encode()
    event = json.loads(body)
    assert event["sequence"] == "00000000000000000001"
    assert event["data"]["item"]["headlines"][0]["value"] == "عنوان الخبر"
    publisher.close()


def test_a_broker_that_is_away_is_asked_again_later() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers there
        publisher = Publisher(f"amqp://guest:guest@127.0.0.1:{probe.getsockname()[1]}//", timeout=1)
        with pytest.raises(TryAgain, match="AMQP broker") as caught:
            publisher.publish([row(1)])
    assert "guest" not in str(caught.value)

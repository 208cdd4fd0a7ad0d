"""Events reach a real RabbitMQ, confirmed, and survive what happens to it. Needs Debian's `rabbitmq-server` package."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.notify.test_amqp import row
from tests.rabbitmq import RabbitMq, rabbitmq_programs, running_rabbitmq
from workers.errors import TryAgain
from workers.notify.amqp import EXCHANGE, Publisher

kombu: Any = importlib.import_module("kombu")  # it ships half of its annotations

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        rabbitmq_programs() is None, reason="no RabbitMQ (Debian: rabbitmq-server), or KHABAR_TEST_RABBITMQ=no"
    ),
]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMq]:
    programs = rabbitmq_programs()
    assert programs is not None
    with running_rabbitmq(tmp_path_factory.mktemp("rabbitmq"), programs) as running:
        yield running


@pytest.fixture
def publisher(broker: RabbitMq) -> Iterator[Publisher]:
    made = Publisher(broker.url, timeout=2)
    yield made
    made.close()


def bind(broker: RabbitMq, name: str, key: str) -> None:
    """A durable queue, bound to the exchange."""
    with kombu.Connection(broker.url) as connection:
        exchange = kombu.Exchange(EXCHANGE, "topic", durable=True)
        kombu.Queue(name, exchange, key, channel=connection.channel(), durable=True).declare()


def taken(broker: RabbitMq, name: str) -> list[Any]:
    """All messages of a queue, in order."""
    with kombu.Connection(broker.url) as connection:
        queue = kombu.Queue(name, channel=connection.channel())
        return list(iter(lambda: queue.get(no_ack=True), None))


def ids(messages: list[Any]) -> list[str]:
    return [message.properties["message_id"] for message in messages]


def test_queues_get_what_they_are_bound_to_in_order(broker: RabbitMq, publisher: Publisher) -> None:
    bind(broker, "arabic", "news.ar.#")
    bind(broker, "of-sham", "news.*.sham.*")
    assert publisher.publish([row(n, language="fr" if n % 3 == 0 else "ar") for n in range(1, 31)]) == 30
    arabic = taken(broker, "arabic")
    assert ids(arabic) == [f"e{n}" for n in range(1, 31) if n % 3]
    assert len(taken(broker, "of-sham")) == 30
    first = arabic[0]
    assert first.properties["delivery_mode"] == 2
    assert first.properties["type"] == "news.article.created.v1"
    assert first.content_type.startswith("application/cloudevents+json")
    body = first.body if isinstance(first.body, bytes) else first.body.encode()
    assert json.loads(body)["sequence"] == "00000000000000000001"


def test_what_was_confirmed_outlives_a_broker_that_is_killed(broker: RabbitMq, publisher: Publisher) -> None:
    bind(broker, "lasting", "#")
    publisher.publish([row(1), row(2)])
    broker.kill()
    with pytest.raises(TryAgain, match="AMQP broker"):
        publisher.publish([row(3)])
    broker.start()
    assert publisher.publish([row(3)]) == 1
    assert ids(taken(broker, "lasting")) == ["e1", "e2", "e3"]


def test_a_broker_without_memory_to_spare_is_asked_again_later(broker: RabbitMq, publisher: Publisher) -> None:
    bind(broker, "full", "#")
    publisher.publish([row(1)])
    broker.ctl("set_vm_memory_high_watermark", "0.0000001")  # it stops reading from who publishes
    try:
        with pytest.raises(TryAgain, match="AMQP broker"):
            publisher.publish([row(2)])
    finally:
        broker.ctl("set_vm_memory_high_watermark", "0.4")
    assert publisher.publish([row(2)]) == 1
    assert list(dict.fromkeys(ids(taken(broker, "full")))) == ["e1", "e2"]


def test_a_wrong_password_or_a_foreign_exchange_is_said(broker: RabbitMq) -> None:
    wrong = Publisher(broker.url.replace("guest:guest", "guest:hunter2"))
    with pytest.raises(TryAgain, match="ACCESS_REFUSED") as caught:
        wrong.publish([row(1)])
    assert "hunter2" not in str(caught.value)
    with kombu.Connection(broker.url) as connection:
        kombu.Exchange("theirs", "fanout", durable=True)(connection.channel()).declare()
    with pytest.raises(TryAgain, match="PRECONDITION_FAILED"):
        Publisher(broker.url, exchange="theirs").publish([row(1)])

"""Events to an AMQP topic exchange, with publisher confirms (CloudEvents AMQP binding 1.0.2, structured mode).

The routing key is `news.<language>.<source>.<type>`, e.g. `news.ar.sham.created`: bind `news.ar.#` for all in Arabic,
`news.*.sham.*` for one source. An event without a language has `und` there.
"""

from __future__ import annotations

import importlib
import json
import math
import time
from collections.abc import Mapping, Sequence
from typing import Any

from workers.errors import TryAgain
from workers.notify.events import with_sequence
from workers.records import Announcement

_kombu: Any = importlib.import_module("kombu")  # it ships half of its annotations

EXCHANGE = "khabar.events"
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def routing_key(event: Mapping[str, Any]) -> str:
    """The key of an event; at most 255 bytes, four words whatever the names hold."""
    data = _mapping(event.get("data"))
    item, ingest = _mapping(data.get("item")), _mapping(data.get("ingest"))
    source = ingest.get("sourceId") or _mapping(data.get("source")).get("id") or "-"
    kind = [*str(event.get("type", "")).split("."), "", "", ""][2] or "-"
    return ".".join(("news", _word(item.get("language") or "und", 35), _word(source, 150), _word(kind, 40)))


class Publisher:
    """One connection to the broker, opened with the first batch. `timeout` bounds each answer of the broker."""

    def __init__(self, url: str, *, exchange: str = EXCHANGE, timeout: float = 5.0) -> None:
        options = {
            "confirm_publish": True,  # each publish waits until the broker has taken the message
            "read_timeout": timeout,
            "write_timeout": timeout,
            "connect_timeout": timeout,
            "max_retries": 0,  # when to ask again is the caller's to say
        }
        self._connection = _kombu.Connection(url, connect_timeout=timeout, transport_options=options)
        self._errors = (
            _kombu.exceptions.OperationalError,
            *self._connection.connection_errors,
            *self._connection.channel_errors,
        )
        self._exchange = _kombu.Exchange(exchange, type="topic", durable=True)

    def connect(self) -> None:
        """Connect and declare the exchange. Raises `TryAgain` where the broker is away or does not let us in."""
        try:
            self._exchange(self._connection.default_channel).declare()
        except self._errors as error:
            self._drop()
            raise TryAgain("AMQP broker", str(error) or type(error).__name__) from error

    def publish(self, rows: Sequence[Announcement], *, until: float = math.inf) -> int:
        """Hand rows over in their order, durable; how many, which is all unless `time.monotonic` reaches `until`.

        Raises `TryAgain` where the broker is away: any part may have arrived, and what is sent again has the same
        message id.
        """
        try:
            producer = _kombu.Producer(self._connection.default_channel, self._exchange, auto_declare=True)
            for number, row in enumerate(rows):
                if time.monotonic() >= until:
                    return number
                producer.publish(
                    with_sequence(row.body, row.position or 0).encode(),
                    routing_key=routing_key(json.loads(row.body)),
                    content_type=CONTENT_TYPE,
                    content_encoding="binary",  # the bytes are sent as they are
                    delivery_mode=2,
                    message_id=row.event_id,
                    type=str(row.type),
                    retry=False,
                )
        except self._errors as error:
            self._drop()
            raise TryAgain("AMQP broker", str(error) or type(error).__name__) from error
        return len(rows)

    def _drop(self) -> None:
        """Disconnect from a broker that may not answer any more: nobody waits for its farewell."""
        self._connection.collect(socket_timeout=0.5)

    def close(self) -> None:
        """Disconnect; the next batch connects again."""
        self._connection.release()


def _mapping(part: Any) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else {}


def _word(text: object, longest: int) -> str:
    """One word of a routing key: no full stop or wildcard, cut to so many bytes."""
    word = str(text).strip().replace(".", "_").replace("*", "_").replace("#", "_") or "-"
    return word.encode()[:longest].decode("utf-8", "ignore")

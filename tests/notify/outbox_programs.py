"""A writer for threads, and a relay for processes that are killed: `python -m tests.notify.outbox_programs READY`."""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Connection

from workers.records import Announcement, EventType
from workers.store import outbox
from workers.store.database import Database


def write(url: str, writer: int, events: int) -> None:
    """`events` versions over ten articles, each written in a transaction that is held open for a moment on purpose."""
    database, chance = Database(url), random.Random(writer)
    for number in range(events):
        article, version = f"{writer}.{number % 10}", number // 10 + 1

        def one(connection: Connection, article: str = article, version: int = version) -> None:
            event_id = f"{article}.v{version}"
            row = Announcement(event_id, EventType.UPDATED, f"article/{article}", f'{{"id":"{event_id}"}}')
            outbox.announce(connection, database, [(row, version)], now=datetime.now(UTC))
            if not database.is_sqlite:
                time.sleep(chance.random() * 0.01)  # others commit later numbers first

        database.transact(one)
    database.close()


def relay_on(ready: Path) -> None:
    """Relays until it is killed."""
    from workers.pipeline.telling.relay import relay
    from workers.services import services

    ready.touch()
    while True:
        relay(services(), patience=10)
        time.sleep(0.001)


if __name__ == "__main__":
    relay_on(Path(sys.argv[1]))

"""How many events a second one core relays: `python -m benchmarks.relay [--events N]`.

A real Valkey (append-only file, everysec) on this machine; CPU seconds of this process and of the server are both
counted. Beside it the same entries by plain pipelined XADD, which is the floor, and the whole way from the outbox.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from redis import Redis

from tests.servers import running_valkey
from workers.notify.events import EventUrls, article_event, dumps
from workers.notify.relay import RelayLock, relay_batch
from workers.notify.streams import connect
from workers.pipeline.telling.relay import relay
from workers.records import Announcement, Article, EventType, Moment, StoredArticle
from workers.services import Services
from workers.settings import load_settings
from workers.store import outbox
from workers.store.migrate import migrate

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PARAGRAPH = "قالت مصادر محلية إن الأهالي عادوا إلى بيوتهم بعد أن هدأت الأوضاع في المنطقة. " * 3


def rows(count: int) -> list[Announcement]:
    """Announcements of articles of about 3 KB of text, with their positions."""
    made = []
    for number in range(1, count + 1):
        article = Article(
            url=f"https://news.example/{number}",
            title=f"خبر رقم {number}",
            paragraphs=(PARAGRAPH,) * 8,
            published=Moment(NOW),
            language="ar",
            authors=("فريق التحرير",),
            section="أخبار",
        )
        stored = StoredArticle(f"a{number}", article, "sample", 1, f"sha256:{number}", NOW, NOW, NOW, "feed")
        event = article_event(
            stored,
            type=EventType.CREATED,
            event_id=f"e{number}",
            recorded_at=NOW,
            source_url="https://news.example/feed",
            urls=EventUrls(),
        )
        made.append(Announcement(f"e{number}", EventType.CREATED, f"article/a{number}", dumps(event), number))
    return made


def plain(redis: Redis, stream: str, batch: list[Announcement]) -> None:
    """The floor: XADD in a pipeline, nothing compared."""
    pipeline = redis.pipeline(transaction=False)
    for row in batch:
        fields: dict[str, str] = {"event": row.body, "type": row.type, "subject": row.subject, "id": row.event_id}
        pipeline.xadd(stream, dict(fields.items()), id=f"{row.position}-0")
    pipeline.execute()


def server_cpu(redis: Redis) -> float:
    """CPU seconds that the server has used."""
    used = redis.info("cpu")
    return float(used["used_cpu_user"]) + float(used["used_cpu_sys"])


def measure(name: str, redis: Redis, batches: list[list[Announcement]], send: Callable[..., object]) -> None:
    """One line: wall clock, CPU of relay and server, events a second of one core."""
    before, began, cpu = server_cpu(redis), time.perf_counter(), time.process_time()
    for batch in batches:
        send(batch)
    wall, own = time.perf_counter() - began, time.process_time() - cpu
    theirs = server_cpu(redis) - before
    count = sum(len(batch) for batch in batches)
    print(
        f"{name:<28} {count / wall:>9,.0f} events/s wall   {count / own:>9,.0f} events/s of relay CPU   "
        f"{count / (own + theirs):>9,.0f} events/s of relay + server CPU"
    )


def whole_way(url: str, told: list[Announcement], folder: Path) -> None:
    """The same from an outbox in SQLite: placed, sent, marked as sent. Another line."""
    places = {"KHABAR_HOME": str(folder), "KHABAR_REDIS_URL": url}
    services = Services(load_settings(places))
    migrate(services.database)
    services.database.transact(lambda c: outbox.announce(c, services.database, [(r, 1) for r in told], now=NOW))
    measure("outbox to stream", services.redis, [told], lambda _: relay(services))
    services.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=500)
    options = parser.parse_args()
    all_rows = rows(options.events)
    average = sum(len(row.body.encode()) for row in all_rows) / len(all_rows)
    print(f"{len(all_rows)} events of {average:,.0f} bytes, batches of {options.batch}")
    batches = [all_rows[start : start + options.batch] for start in range(0, len(all_rows), options.batch)]
    with tempfile.TemporaryDirectory() as folder, running_valkey(Path(folder)) as server:
        redis = connect(server.url)
        measure("plain pipelined XADD", redis, batches, lambda batch: plain(redis, "plain", batch))
        lock = RelayLock(redis, "relayed", ttl=60.0)
        lock.acquire()
        measure("relay_batch", redis, batches, lambda batch: relay_batch(redis, "relayed", batch, lock=lock))
        measure("relay_batch, all sent before", redis, batches, lambda batch: relay_batch(redis, "relayed", batch))
        redis.close()
        whole_way(server.url, all_rows, Path(folder) / "home")


if __name__ == "__main__":
    main()

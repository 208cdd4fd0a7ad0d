"""The example of docs/subscribers.md does what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import redis

from tests.notify.articles import NOW, stored
from workers.notify.events import EventUrls, article_event, dumps
from workers.notify.relay import relay_batch
from workers.notify.streams import STREAM
from workers.records import Announcement, EventType

DOCS = Path(__file__).parents[2] / "docs"


def announce(client: redis.Redis, position: int, kind: EventType, **article: object) -> None:
    event = article_event(
        stored(**article), type=kind, event_id=f"e{position}", recorded_at=NOW, source_url="https://x", urls=EventUrls()
    )
    relay_batch(client, STREAM, [Announcement(f"e{position}", kind, "article/7f3c", dumps(event), position)])


def consume(url: str, folder: Path) -> None:
    program: list[str | Path] = [sys.executable, DOCS / "examples" / "consumer.py", url, folder, "--once"]
    subprocess.run(program, check=True, cwd=DOCS.parent, env={"PYTHONPATH": str(DOCS.parent)})


def test_the_example_keeps_the_latest_version(valkey: str, stream_redis: redis.Redis, tmp_path: Path) -> None:
    announce(stream_redis, 1, EventType.CREATED)
    announce(stream_redis, 2, EventType.CREATED, language="fr", title="Titre")
    announce(stream_redis, 3, EventType.UPDATED, title="عنوان جديد", version=2)
    consume(valkey, tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.read_text(encoding="utf-8").startswith("عنوان جديد\n\nالفقرة الأولى")
    announce(stream_redis, 4, EventType.WITHDRAWN, withdrawn=True)
    consume(valkey, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_page_shows_the_example_as_it_is() -> None:
    (shown,) = re.findall(
        r"```python\n(\"\"\"A consumer.*?)```", (DOCS / "subscribers.md").read_text("utf-8"), re.DOTALL
    )
    assert shown == (DOCS / "examples" / "consumer.py").read_text("utf-8")

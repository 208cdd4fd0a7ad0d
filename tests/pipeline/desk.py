"""A khabar within the test's own process: its services over a store of its own, and its clock in the test's hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.stores import sqlite_store
from workers.pipeline import turns
from workers.pipeline.polling.sourcefile import sources_in_step
from workers.pipeline.tick import tick
from workers.services import Services
from workers.settings import load_settings
from workers.store import tallies
from workers.store.export import export_articles
from workers.store.schema import metadata


class Desk(Services):
    """Services whose clock runs ahead of the wall by what a test let pass.

    A store in a SQLite file is made for them unless it is there; one of PostgreSQL has the schema already.
    """

    def __init__(self, folder: Path, ports: Sequence[int], database_url: str, redis_url: str, more: str = "") -> None:
        if database_url.startswith("sqlite:///"):
            sqlite_store(Path(database_url.removeprefix("sqlite:///")))
        self.folder = folder
        self.ahead = timedelta()
        self.waited = 0.0
        (folder / "config").mkdir(parents=True, exist_ok=True)
        (folder / "schedules").mkdir(exist_ok=True)
        fetch = f'[fetch]\nallow_networks = ["127.0.0.0/8"]\nallow_ports = {sorted(ports)}\nsite_delay = "0s"\n'
        (folder / "config" / "settings.toml").write_text(fetch + more, encoding="utf-8")
        environment = {
            "KHABAR_HOME": str(folder / "home"),
            "KHABAR_CONFIG_DIR": str(folder / "config"),
            "KHABAR_SCHEDULES_DIR": str(folder / "schedules"),
            "KHABAR_DATABASE_URL": database_url,
            "KHABAR_REDIS_URL": redis_url,
            "KHABAR_PROCESSES": "4",
        }
        super().__init__(load_settings(environment))

    def now(self) -> datetime:
        return super().now() + self.ahead

    def steady(self) -> float:
        return super().steady() + self.waited

    def wait(self, seconds: float) -> None:
        """Time goes on without anybody sleeping."""
        self.ahead += timedelta(seconds=seconds)
        self.waited += seconds

    def set_clock(self, seconds: float) -> None:
        """Somebody sets the clock forward, or back by a negative number."""
        self.ahead += timedelta(seconds=seconds)

    def sources_are(self, **urls: str) -> None:
        """The file of sources holds these, id = URL, and the store is in step with it."""
        self.sources_read("".join(f'[sources.{name}]\nurl = "{url}"\n' for name, url in urls.items()))

    def sources_read(self, text: str) -> None:
        self.settings.places.sources_file.write_text(text, encoding="utf-8")
        assert sources_in_step(self) == ()

    def poll(self) -> None:
        """All that is due now is polled, robots.txt first."""
        idle = 0
        for _ in range(6):
            if tick(self).poll:
                turns.poll(self)
            elif (idle := idle + 1) == 2:  # a source may queue for a moment behind its site
                return
            self.wait(0.5)

    def harvest(self) -> None:
        """All that is due now is harvested."""
        idle = 0
        for _ in range(10):
            if tick(self).harvest:
                turns.harvest(self)
            elif (idle := idle + 1) == 2:
                return
            self.wait(0.5)

    def run(self) -> None:
        """Every source is polled now, and what that brings is harvested."""
        self.poll()
        self.harvest()

    def rows(self, table: str) -> list[Any]:
        chosen = metadata.tables[table]
        with self.database.read() as connection:
            return list(connection.execute(sa.select(chosen).order_by(*chosen.primary_key.columns)))

    def page(self, url: str) -> Any:
        """The frontier's row of a URL."""
        (row,) = [r for r in self.rows("pages") if r.url == url]
        return row

    def ends(self) -> dict[str, str | None]:
        """path -> outcome of every page."""
        return {"/" + r.url.split("/", 3)[3]: r.outcome for r in self.rows("pages")}

    def source(self, source_id: str) -> Any:
        (row,) = [r for r in self.rows("sources") if r.id == source_id]
        return row

    def last_poll(self, source_id: str) -> Any:
        return [r for r in self.rows("polls") if r.source_id == source_id][-1]

    def articles(self) -> list[dict[str, Any]]:
        with self.database.read() as connection:
            return list(export_articles(connection))

    def events(self) -> list[dict[str, Any]]:
        """What stands in the stream."""
        entries: Sequence[Any] = self.redis.xrange(self.settings.events.stream)  # type: ignore[assignment]
        return [json.loads(fields[b"event"]) for _, fields in entries]

    def tallied(self) -> dict[str, int]:
        with self.database.read() as connection:
            return dict(tallies.totals(connection))

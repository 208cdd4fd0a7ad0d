"""What `khabar run` shows twice a second costs the same however much is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.pipeline.desk import Desk
from workers.cli.watch import Watch


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty store in a file; nothing is fetched."""
    opened = Desk(tmp_path, [80], f"sqlite:///{tmp_path / 'khabar.sqlite'}", "redis://127.0.0.1:1/0")
    yield opened
    opened.close()


def test_a_look_reads_neither_ended_pages_nor_all_articles(desk: Desk) -> None:
    ran: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip().startswith("SELECT"):
            ran.append((statement, values))

    watch = Watch(desk, desk.now())
    watch.begin()
    sa.event.listen(desk.database.engine, "before_cursor_execute", note)
    watch.look()
    watch.is_idle()
    sa.event.remove(desk.database.engine, "before_cursor_execute", note)
    with desk.database.engine.connect() as connection:
        plans = [str(row[-1]) for s, v in ran for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", v)]
    assert any("ix_pages_waiting" in plan for plan in plans)
    assert not [p for p in plans if p.startswith("SCAN") and "USING" not in p and ("pages" in p or "articles" in p)]


def test_an_empty_store_is_idle_and_has_no_headline(desk: Desk) -> None:
    watch = Watch(desk, desk.now())
    picture = watch.look()
    assert watch.is_idle()
    assert (picture.waiting, picture.sources, picture.headlines) == (0, 0, ())

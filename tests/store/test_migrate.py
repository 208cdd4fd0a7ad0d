"""Migrations bring any database to the schema of the code, and nothing else."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection

from workers.errors import BadConfig
from workers.store import deliveries, marks
from workers.store.boilerplate import add_memories, read_memories
from workers.store.database import Database
from workers.store.deliveries import Standing
from workers.store.migrate import _config, is_current, migrate
from workers.store.schema import metadata, sources
from workers.store.sources import state_of
from workers.store.standing import UNSEEN


def test_a_new_database_gets_the_schema_of_the_code(fresh_database_url: str) -> None:
    database = Database(fresh_database_url)
    assert not is_current(database)
    assert migrate(database)[0] is None
    assert is_current(database)
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    assert differences == []
    indexes = {t: {i["name"] for i in sa.inspect(database.engine).get_indexes(t)} for t in metadata.tables}
    for name, table in metadata.tables.items():
        assert {i.name for i in table.indexes} <= indexes[name]
    database.close()


def test_a_current_database_is_left_alone(database: Database) -> None:
    before, now = migrate(database)
    assert before == now


def test_several_processes_may_migrate_at_once(fresh_database_url: str) -> None:
    failures: list[BaseException] = []

    def go() -> None:
        database = Database(fresh_database_url)
        try:
            migrate(database)
        except BaseException as e:
            failures.append(e)
        finally:
            database.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_database_newer_than_the_code_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadConfig, match="newer than the code"):
        migrate(database)


def test_an_older_database_keeps_its_sources_and_what_they_name(fresh_database_url: str) -> None:
    database = Database(fresh_database_url)
    old = "id, url, kind, rhythm, extras, listed_in, parent, state, site, origin, created_at, next_poll_at, reason"
    moment = "'2026-11-24T12:00:00.000000+00:00'"
    values = f"'auto', 'standard', '{{}}', 'found', %s, 'active', 'a', 'https://a', {moment}, {moment}, 'new'"

    def fill(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for name, parent in (("one", "NULL"), ("one~a", "'one'")):
            row = f"'{name}', 'https://a/{name}', {values % parent}"
            connection.execute(sa.text(f"INSERT INTO sources ({old}) VALUES ({row})"))

    database.transact(fill)
    assert migrate(database)[0] == "0003"
    with database.read() as connection:
        states = {row.id: (state_of(row), row.named_by) for row in connection.execute(sa.select(sources))}
    assert states["one"][0].standing == UNSEEN
    assert [(s.depth, s.parent, by) for s, by in states.values()] == [(0, None, None), (1, "one", "one")]
    database.close()


def test_an_older_database_keeps_its_subscribers_and_begins_its_marks_anew(fresh_database_url: str) -> None:
    database = Database(fresh_database_url)
    noon, article = datetime(2026, 11, 24, 12, tzinfo=UTC), "0" * 31 + "1"

    def fill(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        old = sa.MetaData()
        old.reflect(connection, only=["deliveries", "marks", "boilerplate"])
        moment = sources.c.created_at.type  # as text in one database, as a moment in the other
        rows = {
            "deliveries": {"name": "w", "listed": True, "cursor": 5, "confirmed": True, "created_at": noon},
            "marks": {"key": 7, "article_id": article, "seen_at": noon},
            "boilerplate": {"source_id": "one", "memory": b"\x01\x00", "learned_at": noon},
        }
        for name, row in rows.items():
            values = {k: sa.literal(v, moment) if v is noon else v for k, v in row.items()}
            connection.execute(sa.insert(old.tables[name]).values(values))

    database.transact(fill)
    assert migrate(database)[0] == "0003"
    with database.read() as connection:
        kept = deliveries.read(connection, "w")
        assert kept is not None
        assert kept.listed
        assert deliveries.standing_of(kept) == Standing(cursor=5, confirmed=True)
        assert read_memories(connection, ["one"]) == {"one": b"\x01\x00"}
        assert connection.execute(sa.text("SELECT count(*) FROM marks")).scalar() == 0

    def go_on(connection: Connection) -> dict[int, list[str]]:
        marks.leave(connection, database, [(article, [7])], now=noon)
        add_memories(connection, database, {"one": lambda before: (before or b"") + b"\x02"}, now=noon)
        return marks.find(connection, database, [7], since=noon - timedelta(hours=1))

    assert database.transact(go_on) == {7: [article]}
    with database.read() as connection:
        assert read_memories(connection, ["one"]) == {"one": b"\x01\x00\x02"}
    database.close()

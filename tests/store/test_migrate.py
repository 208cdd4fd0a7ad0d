"""Migrations bring any database to the schema of the code, and nothing else."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection

from workers.errors import BadConfig
from workers.store.database import Database
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

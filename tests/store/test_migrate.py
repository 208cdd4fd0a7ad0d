"""Migrations bring any database to the schema of the code, and nothing else."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from workers.errors import BadConfig
from workers.store.database import Database
from workers.store.migrate import is_current, migrate
from workers.store.schema import metadata


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

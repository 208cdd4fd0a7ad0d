"""Fixtures that every room may use: a real Valkey, a real PostgreSQL, and a new database a test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
import redis

from tests.servers import running_postgres, running_valkey

# A slow moment of the machine says nothing of the code: what must be bounded has tests of its own.
hypothesis.settings.register_profile("khabar", deadline=None)
hypothesis.settings.load_profile("khabar")

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real Valkey with an append-only file, one a test run."""
    with running_valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server.url


@pytest.fixture
def stream_redis(valkey: str) -> Iterator[redis.Redis]:
    """A client of `valkey` whose database is empty."""
    client = redis.Redis.from_url(valkey)
    client.flushall()
    yield client
    client.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL (`postgresql://...`) of a real PostgreSQL, one a test run; its user may create databases."""
    with running_postgres() as server:
        yield server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A SQLAlchemy URL of a new, empty database: once SQLite, once PostgreSQL.

    One kind only: `@pytest.mark.parametrize("fresh_database_url", ["sqlite"], indirect=True)`.
    """
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'khabar.db'}"
        return
    server: str = request.getfixturevalue("postgres_url")
    name = f"khabar_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    yield server.replace("postgresql://", "postgresql+psycopg://").removesuffix("/postgres") + f"/{name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

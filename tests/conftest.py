"""Fixtures that every room may use: a real Valkey, a real PostgreSQL, and a new database a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import redis

from tests.servers import running_postgres, running_valkey
from tests.stores import migrated_template, postgres_database, sqlite_store

# A slow moment of the machine says nothing of the code: what must be bounded has tests of its own.
hypothesis.settings.register_profile("khabar", deadline=None)
hypothesis.settings.load_profile("khabar")

_GZIP = b"\x1f\x8b"  # RFC 1952, 2.3.1


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """The name of a parameter that is packed: gzip writes the time into its head.

    The processes of pytest-xdist each collect by themselves, and must come to the same names.
    https://pytest-xdist.readthedocs.io/en/stable/known-limitations.html
    """
    return f"gzip of {argname}" if isinstance(val, bytes) and val.startswith(_GZIP) else None


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


@pytest.fixture(scope="session")
def migrated(postgres_url: str) -> Iterator[str]:
    """The name of a PostgreSQL database that has the schema of the code, to be copied."""
    with migrated_template(postgres_url) as name:
        yield name


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A SQLAlchemy URL of a new, empty database: once SQLite, once PostgreSQL.

    One kind only: `@pytest.mark.parametrize("fresh_database_url", ["sqlite"], indirect=True)`.
    """
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'khabar.db'}"
        return
    with postgres_database(request.getfixturevalue("postgres_url")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A SQLAlchemy URL of a new database that has the schema of the code: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield sqlite_store(tmp_path / "khabar.db")
        return
    template = request.getfixturevalue("migrated")
    with postgres_database(request.getfixturevalue("postgres_url"), template) as url:
        yield url

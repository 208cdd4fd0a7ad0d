"""A desk and a publisher, for tests of the way of an article within one process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as publisher:
        yield publisher


@pytest.fixture
def open_desk(tmp_path: Path, valkey: str, stream_redis: redis.Redis) -> Iterator[Callable[..., Desk]]:
    """Opens a desk over SQLite that may reach these sites; `more` are further lines of settings.toml."""
    opened: list[Desk] = []

    def make(*sites: Site, more: str = "") -> Desk:
        url = f"sqlite:///{tmp_path / 'khabar.sqlite'}"
        opened.append(Desk(tmp_path, [s.port for s in sites], url, valkey, more))
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[..., Desk], site: Site) -> Desk:
    """A desk over SQLite that may reach `site`."""
    return open_desk(site)

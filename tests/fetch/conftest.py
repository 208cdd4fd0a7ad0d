"""Clients for servers on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.fetch.servers import Server
from workers.fetch.guard import Resolver
from workers.fetch.http import FetchPolicy, HttpClient

AGENT = "khabar-test/1.0 (+https://example.org/contact)"
ClientFor = Callable[..., HttpClient]


@pytest.fixture
def client_for() -> Iterator[ClientFor]:
    """Makes a client that may reach the given servers and nothing else on loopback but 127.0.0.1's ports of theirs."""
    made: list[HttpClient] = []

    def make(*servers: Server, resolver: Resolver | None = None, **policy: Any) -> HttpClient:
        policy.setdefault("allow_networks", ("127.0.0.1/32",))
        policy.setdefault("allow_ports", tuple(server.port for server in servers))
        policy.setdefault("deadline", 20.0)
        made.append(HttpClient(FetchPolicy(AGENT, **policy), resolver=resolver))
        return made[-1]

    yield make
    for client in made:
        client.close()

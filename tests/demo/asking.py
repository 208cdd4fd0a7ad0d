"""A plain HTTP client for what the newsroom and the world serve, with nothing of ours in it."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(url: str, method: str = "GET", timeout: float = 5, **headers: str) -> Reply:
    """One request on a connection of its own; header names are written with underscores."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        return ask_on(connection, url, method, **headers)
    finally:
        connection.close()


def ask_on(connection: http.client.HTTPConnection, url: str, method: str = "GET", **headers: str) -> Reply:
    """The same on a connection that stays open."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, target, headers={"Accept-Encoding": "identity", **sent})
    response = connection.getresponse()
    body = response.read()
    return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, body)

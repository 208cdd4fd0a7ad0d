"""A publisher on loopback whose every answer a test decides on."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.fetch.servers import Server, answer

PARAGRAPHS = (
    "The harbour of Tell Qasr was opened again on Monday after two years of work on its northern wall, the port "
    "authority said in a statement that was read out to the fishermen on the quay.",
    "Forty boats had waited outside the wall since the morning, and the first of them came in shortly before noon, "
    "when the tide was high enough for the new gate to be lifted without the pumps.",
    "The work cost less than had been feared, since the old stones could be used once more for the lower part of the "
    "wall, where divers had found them lying in the sand in good order.",
    "A second gate is to follow in spring, and until then larger ships will go on using the quay of the neighbouring "
    "town, which lies about an hour to the south and has a crane of its own.",
)


def article(title: str, *, head: str = "", paragraphs: Iterable[str] = PARAGRAPHS) -> bytes:
    """A page that holds one article; its first paragraph begins with the title, so that no two are alike."""
    first, *others = paragraphs
    body = "".join(f"<p>{p}</p>" for p in (f"{title}: {first}", *others))
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f'<meta property="og:type" content="article"></head><body><nav><a href="/">Home</a></nav><article>'
        f'<h1>{title}</h1><time datetime="2026-11-23T10:00:00+00:00">23 November 2026</time>{body}'
        "</article></body></html>"
    )
    return page.encode("utf-8", "surrogatepass")


def feed(links: Iterable[str], title: str = "Port News") -> bytes:
    """An RSS feed that announces these URLs."""
    items = "".join(
        f"<item><title>Item {n}</title><link>{link}</link><guid>{link}</guid></item>" for n, link in enumerate(links)
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


def json_feed(items: Iterable[Mapping[str, Any]], title: str = "Port News") -> bytes:
    """A JSON Feed of these items."""
    document = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": [dict(i) for i in items]}
    return json.dumps(document).encode()


class Site:
    """Serves what was put under each path: one answer for always, or a list of them, the last for always.

    Everything else is 404, robots.txt included, which means that all may be read.
    """

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._answers: dict[str, list[bytes | Callable[[str], bytes]]] = {}
        self.server = Server(self._answer, host=host)
        self.url = self.server.url
        self.port = self.server.port
        self.asked: list[str] = []  # the heads of the requests, in order

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *exc: Any) -> None:
        self.server.__exit__(*exc)

    def put(
        self,
        path: str,
        *bodies: bytes,
        kind: str = "text/html; charset=utf-8",
        status: str = "200 OK",
        headers: Iterable[str] = (),
    ) -> str:
        """Under `path` these bodies are served, one after another; the URL."""
        self._answers[path] = [answer(b, status, [f"Content-Type: {kind}", *headers]) for b in bodies or (b"",)]
        return self.url + path

    def then(self, path: str, *answers: bytes | Callable[[str], bytes]) -> str:
        """Adds whole answers, or functions from a request's head to one, to what `path` serves; the URL."""
        self._answers.setdefault(path, []).extend(answers)
        return self.url + path

    def replace(self, path: str, *answers: bytes | Callable[[str], bytes]) -> str:
        """The same in place of what `path` served; the URL."""
        self._answers[path] = list(answers)
        return self.url + path

    def moves(self, path: str, location: str, status: str = "301 Moved Permanently") -> str:
        """`path` redirects; the URL."""
        return self.put(path, status=status, headers=[f"Location: {location}"])

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [p for p in self.server.paths() if p != "/robots.txt"]

    def _answer(self, connection: socket.socket, head: str) -> None:
        self.asked.append(head)
        answers = self._answers.get(head.split(" ")[1])
        if not answers:
            connection.sendall(answer(b"not here", "404 Not Found"))
            return
        chosen = answers.pop(0) if len(answers) > 1 else answers[0]
        connection.sendall(chosen if isinstance(chosen, bytes) else chosen(head))

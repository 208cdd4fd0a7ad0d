"""The sample newsroom: the publishers of data/sites, each a web server on a port of its own."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from workers.demo.presses import Press
from workers.demo.stories import Site, load_sites
from workers.demo.web import SiteServer
from workers.records import Kind, Outcome, Source

_KINDS = {"sitemap": Kind.SITEMAP, "listing": Kind.LISTING, "home": Kind.AUTO}


class Newsroom:
    """Serves the sample sites from `start` to `stop`, or for the length of a `with` block.

    With `port_base` 0 every site gets a free port; otherwise the first site has that port, the next one the next.
    `public_host` is the name the links use, where it is not the address that is bound. Raises OSError where a port
    is taken.
    """

    def __init__(self, host: str = "127.0.0.1", port_base: int = 0, public_host: str | None = None) -> None:
        self._host = host
        self._port_base = port_base
        self._public_host = public_host or host
        self._servers: list[SiteServer] = []
        self._presses: list[Press] = []

    def start(self) -> Self:
        try:
            for number, site in enumerate(load_sites()):
                self._open(site, self._port_base and self._port_base + number)
        except OSError:
            self.stop()
            raise
        return self

    def _open(self, site: Site, port: int) -> None:
        press = Press(site)
        server = SiteServer(self._host, port, press.find)
        self._servers.append(server)
        press.move(f"http://{self._public_host}:{server.port}")
        self._presses.append(press)
        server.start()

    def stop(self) -> None:
        """Ends every server; may be called twice."""
        while self._servers:
            self._servers.pop().stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def ports(self) -> tuple[int, ...]:
        return tuple(server.port for server in self._servers)

    def sources(self) -> list[Source]:
        """What an editor would configure to read the newsroom."""
        found: list[Source] = []
        for press in self._presses:
            site = press.site
            kind = _KINDS.get(site.announces, Kind.FEED)
            found.append(Source(id=site.id, url=press.announcement, name=site.name, kind=kind))
            if site.mobile:
                found.append(Source(f"{site.id}-mobile", f"{site.base}/m/", name=site.name, kind=Kind.LISTING))
        return found

    def expected(self) -> dict[str, dict[str, Any]]:
        """URL -> the record its page must give; the telephone edition's pages are not among them (`outcomes`)."""
        return {url: record for press in self._presses for url, record in press.expected().items()}

    def outcomes(self) -> dict[str, Outcome]:
        """Every announced URL -> how it must end: stored, duplicate, refused, gone or not an article."""
        return {url: outcome for press in self._presses for url, outcome in press.outcomes().items()}

    def wire_copies(self) -> list[tuple[str, str]]:
        """Pairs of URLs of different sites that tell one agency's story almost word by word."""
        return [
            (one.url(story), other.url(copy))
            for place, one in enumerate(self._presses)
            for other in self._presses[place + 1 :]
            for story in one.site.stories
            for copy in other.site.stories
            if story.wire and story.wire == copy.wire
        ]


def to_toml(sources: Sequence[Source]) -> str:
    """The sources as a sources.toml file."""
    tables = (
        f'[sources.{source.id}]\nname = "{source.name}"\nurl = "{source.url}"\nkind = "{source.kind}"\n'
        for source in sources
    )
    return "\n".join(tables)

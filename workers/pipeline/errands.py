"""What a pump carries out, and the two books it looks things up in: sources and robots.txt."""

from __future__ import annotations

import random
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from workers.errors import KhabarError, Refused, Unreachable
from workers.fetch.pace import origin_of, pause_after, site_of
from workers.fetch.request import UNCONDITIONAL
from workers.fetch.robots import RobotsFile, RobotsRules, fetch_robots, product_token
from workers.pipeline.fetchers import Answer
from workers.pipeline.polling import privileges
from workers.pipeline.polling.linkless import is_linkless
from workers.records import Page, Source, Validators
from workers.services import Services
from workers.store import pace
from workers.store.claims import Claim
from workers.store.codec import source_from_row, storable_text
from workers.store.schema import sources
from workers.store.sources import SourceState

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RobotsErrand:
    """Fetch the robots.txt of an origin, by the proxy of the source that needs it."""

    origin: str
    site: str
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class PageErrand:
    """Fetch a page of a source."""

    page: Page
    source: Source

    @property
    def site(self) -> str:
        """The site that is asked; "" where the page bears all that there is to read."""
        return "" if is_linkless(self.page) else self.page.site

    @property
    def is_on_its_own_site(self) -> bool:
        """Whether the page lies on its source's site: a source's headers and cookies are nobody else's business."""
        try:
            return site_of(self.source.url) == self.page.site
        except Refused:
            return False


@dataclass(frozen=True, slots=True)
class PollErrand:
    """Poll a source, with these conditions."""

    state: SourceState
    conditions: Validators = UNCONDITIONAL

    @property
    def site(self) -> str:
        return self.state.site


class SourceBook:
    """Sources by id, read when first needed in a turn."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._known: dict[str, Source] = {}

    def load(self, ids: Iterable[str]) -> None:
        """Reads those that are not known yet in one query."""
        missing = sorted(set(ids) - self._known.keys())
        if not missing:
            return
        with self._services.database.read() as connection:
            rows = connection.execute(sa.select(sources).where(sources.c.id.in_(missing)))
            for row in rows:
                self._known[row.id] = privileges.at(source_from_row(row._mapping), row.listed_url or row.url)

    def get(self, source_id: str) -> Source:
        """The source; a bare one where its row is gone (its pages are still worth reading)."""
        return self._known.get(source_id) or Source(id=source_id, url="")


class Robots:
    """The robots.txt of each origin: fetched once a day for all workers, parsed once a process."""

    _MOST = 512

    def __init__(self, services: Services) -> None:
        self._services = services
        self._rules: OrderedDict[str, tuple[datetime, pace.RobotsRow, RobotsRules | None]] = OrderedDict()
        self._lock = threading.RLock()  # redirects of polls are judged in their threads

    @property
    def _agent(self) -> str:
        return product_token(self._services.settings.fetch.user_agent)

    def may_ask(self, connection: Connection, url: str) -> bool:
        """Whether `check` raises nothing; with a connection, since a claim asks in its transaction."""
        try:
            self.check(url, connection)
        except KhabarError:
            return False
        return True

    def check(self, url: str, connection: Connection | None = None) -> None:
        """Raises Refused where robots.txt or the address guard forbids the URL, Unreachable where it cannot be read.

        That is RFC 9309 section 2.3.1.4: what cannot be read forbids everything.
        """
        origin = origin_of(url)
        row, rules = self._of(origin, connection)
        if row is None or row.state == "none":
            return
        if row.state == "refused":
            raise Refused(url, row.why)
        if row.state == "unreachable" or rules is None:
            seconds = max(1.0, (row.expires_at - self._services.now()).total_seconds())
            why = f"robots.txt of {origin} cannot be read, which forbids every page ({row.why})"
            raise Unreachable(url, why, seconds)
        verdict = rules.verdict(url, self._agent)
        if not verdict.allowed:
            raise Refused(url, verdict.why)

    def sitemaps(self, url: str) -> tuple[str, ...] | None:
        """The sitemaps that the robots.txt of the URL's origin names; None where it is not known now."""
        row, rules = self._of(origin_of(url))
        if row is None or row.state == "unreachable":
            return None
        return rules.sitemaps if rules is not None else ()

    def _of(
        self, origin: str, connection: Connection | None = None
    ) -> tuple[pace.RobotsRow | None, RobotsRules | None]:
        now = self._services.now()
        with self._lock:
            known = self._rules.get(origin)
            if known is not None and known[0] > now:
                self._rules.move_to_end(origin)
                return known[1], known[2]
        if connection is None:
            with self._services.database.read() as reading:
                row = pace.read_robots(reading, origin)
        else:
            row = pace.read_robots(connection, origin)
        return (None, None) if row is None else (row, self._remember(row))

    def _remember(self, row: pace.RobotsRow) -> RobotsRules | None:
        rules = RobotsRules(row.text) if row.state == "found" else None
        with self._lock:
            self._rules[row.origin] = (row.expires_at, row, rules)
            while len(self._rules) > self._MOST:
                self._rules.popitem(last=False)
        return rules

    def knows(self, origin: str) -> bool:
        """Whether that origin's file need not be asked for now."""
        row, _ = self._of(origin)
        return row is not None and row.expires_at > self._services.now()

    def ask(self, errand: RobotsErrand) -> pace.RobotsRow:
        """Asks for a file that no claim handed out, and goes by it from now on; what is to be stored."""
        answered: Answer[object, object]
        try:
            answered = Answer(errand, self.fetch(errand), None)
        except Exception as e:  # a bug of ours: `row_of` makes of it what it is for everybody
            answered = Answer(errand, None, e)
        row = self.row_of(answered)
        self._remember(row)
        return row

    def errands(self, claim: Claim, book: SourceBook) -> list[object]:
        """The files that a claim asks for."""
        needed_by = claim.robots_for or {}
        book.load(needed_by.values())
        return [
            RobotsErrand(origin, site, book.get(needed_by[origin]).proxy if origin in needed_by else None)
            for origin, site in (claim.robots or {}).items()
        ]

    def fetch(self, errand: RobotsErrand) -> RobotsFile:
        """Asks for the file; runs in a fetch thread."""
        return fetch_robots(self._services.http, errand.origin, self._services.now(), proxy=errand.proxy)

    def row_of(self, answer: Answer[object, object]) -> pace.RobotsRow:
        """The row to store; a bug on the way counts as unreachable, which is the careful reading."""
        assert isinstance(answer.errand, RobotsErrand)
        if isinstance(answer.value, RobotsFile):
            file = answer.value
            text = file.text.replace("\0", "")  # which PostgreSQL would not take, and no rule can mean
            return pace.RobotsRow(file.origin, file.state, text, file.fetched_at, file.expires_at, file.why)
        log.error("robots.bug", origin=answer.errand.origin, exc_info=answer.error)
        now = self._services.now()
        why = bug(answer.error)
        return pace.RobotsRow(answer.errand.origin, "unreachable", "", now, now + pace.UNREACHABLE_FOR, why)

    def write(self, connection: Connection, row: pace.RobotsRow) -> None:
        """Stores what the origin answered, its Crawl-delay included."""
        delay = RobotsRules(row.text).crawl_delay(self._agent) if row.state == "found" else None
        pace.write_robots(connection, self._services.database, row, site=site_of(row.origin), crawl_delay=delay)


def bug(error: Exception | None) -> str:
    """The reason of what ended by a mistake of ours."""
    return storable_text(f"a bug in khabar: {type(error).__name__}: {error}"[:500])


def pause_site(connection: Connection, site: str, error: KhabarError, now: datetime) -> None:
    """Leaves a site in peace for as long as its answer asks for; a 403 counts, and many in a row are a rate limit."""
    failures = pace.failures_of(connection, site) + 1
    seconds, why = pause_after(error, None, failures, now, random.random())
    if seconds > 0 or getattr(error, "status", None) == 403:
        pace.pause(connection, site, until=now + timedelta(seconds=seconds), why=why)

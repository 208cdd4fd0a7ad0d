"""Looks at known articles: what an answer without a new text says of one, and when each is looked at again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.engine import Connection

from workers.dedupe import urls, versions
from workers.fetch.pace import origin_of, site_of
from workers.pipeline.errands import SourceBook
from workers.pipeline.telling.announce import announcement_of
from workers.pipeline.traces import Trace
from workers.records import Fetched, Outcome, Page, Validators
from workers.services import Services
from workers.store import articles, outbox, rechecks, sightings
from workers.store.articles import Settled
from workers.store.frontier import Ending, Look
from workers.store.rechecks import Standing

_HOW = {
    "new": Outcome.STORED,
    "updated": Outcome.UPDATED,
    "unchanged": Outcome.UNCHANGED,
    "duplicate": Outcome.DUPLICATE,
}
_HOME = re.compile(r"/(?:[a-z]{2}(?:-[a-z]{2})?/?)?", re.I)
_AFTER_A_WITHDRAWAL = timedelta(days=1)  # one more look, where the schedule has none


def look_of(page: Page, fetched: Fetched, body_hash: str | None) -> Look:
    """What is kept of an answer for the next conditional request.

    A 304 that repeats no validator means that those we have are still good (RFC 9110 section 15.4.5).
    """
    if fetched.status != 304:
        return Look(fetched.validators, body_hash)
    sent, kept = fetched.validators, page.validators
    return Look(Validators(sent.etag or kept.etag, sent.last_modified or kept.last_modified), page.body_hash)


def leads_home(url: str, page_url: str) -> bool:
    """Whether a redirect points to the home page of the page's site (or of one of its languages)."""
    target = urlsplit(url)
    return (
        urls.site_of(url) == urls.site_of(page_url) and not target.query and bool(_HOME.fullmatch(target.path or "/"))
    )


@dataclass(slots=True)
class Looks:
    """The looks of one batch, in its transaction; `withdraw` comes last."""

    connection: Connection
    services: Services
    sources: SourceBook
    pump_id: str
    now: datetime
    trace: Trace
    _standings: Mapping[int, Standing] = field(default_factory=dict)
    _withdrawn: list[tuple[Page, Standing]] = field(default_factory=list)

    def load(self, pages: Iterable[Page]) -> None:
        """Reads how the articles of these pages stand; pages without one are left out."""
        self._standings = rechecks.standings(self.connection, (p.id for p in pages if p.article_id is not None))

    def next_look(self, first_seen: datetime, version: int) -> datetime | None:
        """When an article that was looked at now is looked at again."""
        steps = self.services.settings.pumps.recheck_steps
        return versions.next_recheck(first_seen, self.now, version - 1, steps)

    def settled(self, page_id: int, result: Settled, look: Look) -> Ending:
        """The ending of a page on which an article was read; where that is read elsewhere, nobody looks here again."""
        stored = result.stored
        at = None if result.how == "duplicate" else self.next_look(stored.first_seen, stored.version)
        return Ending(page_id, _HOW[result.how], _reason(result), stored.id, look, at)

    def unchanged(self, page: Page, look: Look) -> Ending:
        """The ending of a page that says what it said before."""
        standing = self._standings.get(page.id)
        return Ending(page.id, Outcome.UNCHANGED, None, None, look, self._following(standing))

    def ended(self, page: Page, outcome: Outcome, why: str) -> Ending:
        """The ending of a page that brought no article: of a known one, another look decides what that means."""
        standing = self._standings.get(page.id)
        if standing is None or outcome is Outcome.QUARANTINED:
            return Ending(page.id, outcome, why)
        if outcome is Outcome.GONE and standing.is_own:
            return self._gone(page, standing, why)
        look = Look(page.validators, page.body_hash, standing.gone_since, standing.gone_looks)
        return Ending(page.id, outcome, why, None, look, self._following(standing))

    def gave_up(self, page: Page, why: str) -> bool:
        """Ends a look that failed too often: the article stays as it is until the next one. False for a new page."""
        standing = self._standings.get(page.id)
        if standing is None:
            return False
        at = self._following(standing)
        return rechecks.put_off(self.connection, page.id, pump_id=self.pump_id, at=at, reason=why)

    def is_gone_home(self, page: Page, url: str) -> bool:
        """Whether the page of a known article now leads to the home page, as some publishers say "removed"."""
        return page.id in self._standings and leads_home(url, page.url)

    def withdraw(self) -> None:
        """Withdraws the articles that were found gone often enough, and announces each once."""
        wanted = {standing.article_id: page for page, standing in self._withdrawn}
        if not wanted:
            return
        database = self.services.database
        stored = articles.withdraw(self.connection, database, {a: p.id for a, p in wanted.items()})
        told = [
            announcement_of(
                self.services,
                Settled("withdrawn", article),
                self.sources.get(wanted[article.id].source_id),
                self.now,
                self.trace,
            )
            for article in stored
        ]
        outbox.announce(self.connection, database, told, now=self.now)
        sightings.forget_what_was_told(self.connection, [standing.url_key for _, standing in self._withdrawn])

    def _following(self, standing: Standing | None) -> datetime | None:
        if standing is None or not standing.is_own:
            return None
        return self.next_look(standing.first_seen, standing.version)

    def _gone(self, page: Page, standing: Standing, why: str) -> Ending:
        first, count = standing.gone_since or self.now, standing.gone_looks + 1
        at = self._following(standing)
        if not standing.is_withdrawn:
            if versions.confirms_withdrawal(first, self.now, count):
                self._withdrawn.append((page, standing))
                at = at or self.now + _AFTER_A_WITHDRAWAL
            else:
                at = versions.next_look_at_gone(first, self.now)
        if standing.is_redirected:
            url = standing.announced_url
            rechecks.ask_where_announced(self.connection, page.id, site=site_of(url), origin=origin_of(url))
        return Ending(page.id, Outcome.GONE, why, None, Look(gone_since=first, gone_looks=count), at)


def _reason(result: Settled) -> str | None:
    if result.how == "duplicate":
        return f"another way to the article at {result.stored.article.url}"
    if result.how == "updated" and result.change is not None:
        return f"version {result.stored.version}: {', '.join(result.change.fields) or 'back again'}"
    return None

"""Harvest: pages of the frontier -> articles and events, a batch a transaction."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from workers.dedupe import fingerprint, identity, urls, versions
from workers.errors import (
    AskedToWait,
    Elsewhere,
    GiveUp,
    Gone,
    KhabarError,
    NotAnArticle,
    Refused,
    TryAgain,
    Unreadable,
)
from workers.fetch.pace import origin_of, pause_after, site_of
from workers.parse.page import read_page
from workers.pipeline.announce import announcement_of
from workers.pipeline.clusters import Clusters
from workers.pipeline.errands import PageErrand, Robots, RobotsErrand, SourceBook
from workers.pipeline.fetchers import Answer
from workers.pipeline.relay import relay_soon
from workers.records import Fetched, Outcome, Page
from workers.services import Services
from workers.store import articles, claims, frontier, marks, outbox, pace, tallies
from workers.store.articles import Candidate, Rules, Settled
from workers.store.frontier import Ending

log = structlog.get_logger(__name__)

_HOW = {
    "new": Outcome.STORED,
    "updated": Outcome.UPDATED,
    "unchanged": Outcome.UNCHANGED,
    "duplicate": Outcome.DUPLICATE,
}


def _same(claim: str, holder: bytes, claimant: bytes) -> bool:
    old, new = fingerprint.Fingerprint.from_bytes(holder), fingerprint.Fingerprint.from_bytes(claimant)
    return identity.same_article(identity.Key(claim), old, new)


def _renames(claim: str) -> bool:
    """A canonical URL names another way to a page; a guid, number or title under a new URL is the piece, moved."""
    return not claim.startswith("c:")


# Seconds until the next try of a page, by how many answers of the kind "try again" it has had.
_RETRY_AFTER = (3.0, 15.0, 60.0, 600.0, 3600.0, 6 * 3600.0)


@dataclass(slots=True)
class _Batch:
    """What was taken and not yet written."""

    candidates: list[Candidate] = field(default_factory=list)
    endings: list[tuple[Page, Outcome, str]] = field(default_factory=list)
    later: list[tuple[Page, TryAgain]] = field(default_factory=list)
    moved: list[tuple[Page, Elsewhere]] = field(default_factory=list)
    refused: list[tuple[Page, Refused]] = field(default_factory=list)
    pages: dict[int, Page] = field(default_factory=dict)
    robots: list[pace.RobotsRow] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    prints: dict[int, fingerprint.Fingerprint] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.pages) + len(self.robots)


class Harvest:
    """The work of a harvest pump (`pump.Work`)."""

    kind = "harvest"

    def __init__(self, services: Services) -> None:
        self.services = services
        self.pace = services.pace_rule
        self.robots = Robots(services)
        self.sources = SourceBook(services)
        self._batch = _Batch()

    def claim(self, pump_id: str, limit: int) -> tuple[Sequence[object], float | None]:
        now = self.services.now()
        database = self.services.database
        claim = database.transact(
            lambda c: claims.claim_pages(c, database, pump_id=pump_id, limit=limit, now=now, pace=self.pace)
        )
        errands: list[object] = [RobotsErrand(o, s) for o, s in (claim.robots or {}).items()]
        errands += self._allowed(claim.pages)
        wait = None if claim.ready_at is None else (claim.ready_at - now).total_seconds()
        return errands, wait

    def claim_alone(self, pump_id: str) -> Sequence[object]:
        now = self.services.now()
        database = self.services.database
        return self._allowed(
            database.transact(lambda c: claims.claim_suspects(c, database, pump_id=pump_id, now=now, pace=self.pace))
        )

    def _allowed(self, pages: Sequence[Page]) -> list[object]:
        """The pages that robots.txt lets us ask for; the others are ended or put off without a request."""
        errands: list[object] = []
        self.sources.load({p.source_id for p in pages})
        for page in pages:
            source = self.sources.get(page.source_id)
            try:
                if source.robots == "obey":
                    self.robots.check(page.url)
            except KhabarError as e:
                self.take(Answer(PageErrand(page, source), None, e))
            else:
                errands.append(PageErrand(page, source))
        return errands

    def fetch(self, errand: object) -> object:
        if isinstance(errand, RobotsErrand):
            return self.robots.fetch(errand.origin)
        assert isinstance(errand, PageErrand)
        source = errand.source
        return self.services.http.get(
            errand.page.url,
            validators=errand.page.validators,
            headers=source.headers,
            cookies=source.cookies,
            proxy=source.proxy,
            accept="page",
            # A redirect is one more request to a site: it waits in the frontier for its turn.
            may_follow=lambda url: False,
        )

    def taken(self) -> int:
        return len(self._batch)

    def take(self, answer: Answer[object, object]) -> None:
        if isinstance(answer.errand, RobotsErrand):
            self._batch.robots.append(self.robots.row_of(answer))
            return
        assert isinstance(answer.errand, PageErrand)
        page = answer.errand.page
        self._batch.pages[page.id] = page
        try:
            if answer.error is not None:
                raise answer.error
            assert isinstance(answer.value, Fetched)
            self._batch.answered.add(page.site)
            self._batch.candidates.append(self._candidate(answer.errand, answer.value))
        except Elsewhere as e:
            self._batch.moved.append((page, e))
        except TryAgain as e:
            self._batch.later.append((page, e))
        except GiveUp as e:
            self._batch.endings.append((page, _outcome_of(e), e.why))
            if isinstance(e, Refused):
                self._batch.refused.append((page, e))
        except Exception as e:  # a bug of ours costs this page, which is kept for a look, and no other
            log.exception("harvest.bug", url=page.url, page_id=page.id)
            self._batch.endings.append((page, Outcome.QUARANTINED, f"a bug in khabar: {type(e).__name__}: {e}"[:500]))

    def _candidate(self, errand: PageErrand, fetched: Fetched) -> Candidate:
        page, source = errand.page, errand.source
        article = read_page(
            fetched.body,
            url=fetched.final_url,
            content_type=fetched.content_type,
            fetched_at=fetched.fetched_at,
            entry=page.entry,
        )
        keys = identity.keys_of(
            article, page_url=page.url, source_id=source.id, guid=page.entry.guid, seen_on=fetched.fetched_at.date()
        )
        print_ = fingerprint.fingerprint(article.title, article.paragraphs, article.language)
        self._batch.prints[page.id] = print_
        return Candidate(
            page_id=page.id,
            source_id=source.id,
            article=article,
            article_id=identity.article_id(keys[0]),
            keys=tuple(k for k in keys if identity.is_certain(k)),
            claims=tuple(k for k in keys if not identity.is_certain(k)),
            fingerprint=print_.to_bytes(),
            content_hash=identity.content_hash(article),
            found_via=page.found_via,
            fetched_at=fetched.fetched_at,
        )

    def write(self, pump_id: str) -> None:
        batch, self._batch = self._batch, _Batch()
        now = self.services.now()
        try:
            self.services.database.transact(lambda c: self._write(c, batch, pump_id, now))
        except TryAgain:
            self._batch = batch
            raise
        if batch.candidates:
            relay_soon(self.services)

    def _write(self, connection: Connection, batch: _Batch, pump_id: str, now: datetime) -> None:
        database = self.services.database
        held = frontier.still_held(connection, database, batch.pages, pump_id=pump_id)
        happened: Counter[tuple[str, str]] = Counter()
        endings = [Ending(p.id, outcome, why) for p, outcome, why in batch.endings if p.id in held]
        happened.update((p.source_id, outcome.value) for p, outcome, _ in batch.endings if p.id in held)
        candidates = [c for c in batch.candidates if c.page_id in held]
        clusters = Clusters(connection, {c.page_id: batch.prints[c.page_id] for c in candidates}, now)
        rules = Rules(_same, _renames, versions.change_between, clusters.place)
        settled = articles.settle(connection, database, candidates, now=now, rules=rules)
        marks.leave(connection, database, clusters.marked, now=now)
        for candidate, result in zip(candidates, settled, strict=True):
            outcome = _HOW[result.how]
            endings.append(Ending(candidate.page_id, outcome, _reason(result), result.stored.id))
            happened[candidate.source_id, outcome.value] += 1
        for page, refused in batch.refused:
            self._leave_in_peace(connection, page.site, refused, now)
        told = [
            announcement_of(self.services, result, self.sources.get(candidate.source_id), now)
            for candidate, result in zip(candidates, settled, strict=True)
            if result.how in ("new", "updated")
        ]
        outbox.announce(connection, database, told, now=now)
        for page, moved in batch.moved:
            if page.id in held:
                endings += self._move(connection, page, moved, pump_id, now)
        for page, error in batch.later:
            if page.id in held:
                endings += self._later(connection, page, error, pump_id, now)
        frontier.end_pages(connection, endings, now=now)
        for row in batch.robots:
            self.robots.write(connection, row)
        pace.well_again(connection, batch.answered)
        pace.maybe_ready(connection, {p.site for p in batch.pages.values()})
        tallies.count(connection, database, happened, now=now)

    def _move(self, connection: Connection, page: Page, moved: Elsewhere, pump_id: str, now: datetime) -> list[Ending]:
        """The page waits for the site it was sent to, unless it was sent round and round."""
        limit = self.services.settings.fetch.max_redirects
        known = frontier.page_of_key(connection, urls.url_key(moved.url), but=page.id)
        if known is not None:
            return [Ending(page.id, Outcome.DUPLICATE, f"redirects to {moved.url}", known.article_id)]
        hops = frontier.move_on(
            connection,
            page.id,
            pump_id=pump_id,
            url=moved.url,
            site=site_of(moved.url),
            origin=origin_of(moved.url),
            now=now,
        )
        if hops is not None and hops > limit:
            return [Ending(page.id, Outcome.REFUSED, f"more than {limit} redirects, the last to {moved.url}")]
        return []

    def _later(self, connection: Connection, page: Page, error: TryAgain, pump_id: str, now: datetime) -> list[Ending]:
        """Puts the page off, and its site where the trouble is the site's; too many tries end in quarantine."""
        tries = frontier.tries_of(connection, page.id)
        if tries + 1 >= self.services.settings.pumps.max_tries:
            return [Ending(page.id, Outcome.QUARANTINED, f"tried {tries + 1} times, the last: {error.why}")]
        wait = max(_RETRY_AFTER[min(tries, len(_RETRY_AFTER) - 1)], error.retry_after or 0.0)
        self._leave_in_peace(connection, page.site, error, now)
        frontier.try_later(
            connection,
            page.id,
            pump_id=pump_id,
            due_at=now + timedelta(seconds=wait),
            reason=error.why,
            counts=not isinstance(error, AskedToWait),
        )
        return []

    def _leave_in_peace(self, connection: Connection, site: str, error: KhabarError, now: datetime) -> None:
        """Pauses the whole site where the answer was the site's trouble or wish, not this page's."""
        failures = pace.failures_of(connection, site) + 1
        seconds, why = pause_after(error, None, failures, now, random.random())
        if seconds > 0:
            pace.pause(connection, site, until=now + timedelta(seconds=seconds), why=why)


def _outcome_of(error: GiveUp) -> Outcome:
    if isinstance(error, Gone):
        return Outcome.GONE
    if isinstance(error, NotAnArticle | Unreadable):
        return Outcome.NOT_AN_ARTICLE
    return Outcome.REFUSED


def _reason(result: Settled) -> str | None:
    if result.how == "duplicate":
        return f"another way to the article at {result.stored.article.url}"
    if result.how == "updated" and result.change is not None:
        return f"version {result.stored.version}: {', '.join(result.change.fields) or 'back again'}"
    return None

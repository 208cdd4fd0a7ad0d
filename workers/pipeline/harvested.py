"""What a harvest took, written down in one transaction: articles, versions, sightings, outcomes, events, pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from workers.dedupe import fingerprint, identity, urls, versions
from workers.errors import AskedToWait, Elsewhere, KhabarError, Refused, TryAgain
from workers.fetch.pace import origin_of, site_of
from workers.pipeline.announce import announcement_of
from workers.pipeline.clusters import Clusters
from workers.pipeline.errands import Robots, SourceBook, pause_site
from workers.pipeline.rulebook import RuleBook, broken_rules
from workers.records import Article, Outcome, Page, Source
from workers.services import Services
from workers.store import articles, frontier, marks, outbox, pace, tallies
from workers.store.alarms import Alarm, clear_alarms, raise_alarms
from workers.store.articles import Candidate, Rules, Settled
from workers.store.frontier import Ending, NewPage

_HOW = {
    "new": Outcome.STORED,
    "updated": Outcome.UPDATED,
    "unchanged": Outcome.UNCHANGED,
    "duplicate": Outcome.DUPLICATE,
}

# Seconds that a page waits for its canonical page, by how often it was read.
CANONICAL_WAITS = (3.0, 15.0, 60.0)

# Seconds until the next try of a page, by how many answers of the kind "try again" it has had.
_RETRY_AFTER = (3.0, 15.0, 60.0, 600.0, 3600.0, 6 * 3600.0)


@dataclass(slots=True)
class Batch:
    """What was taken and not yet written."""

    candidates: list[Candidate] = field(default_factory=list)
    endings: list[tuple[Page, Outcome, str]] = field(default_factory=list)
    later: list[tuple[Page, TryAgain]] = field(default_factory=list)
    unasked: list[tuple[Page, TryAgain]] = field(default_factory=list)  # robots.txt cannot be read
    moved: list[tuple[Page, Elsewhere]] = field(default_factory=list)
    refused: list[tuple[Page, Refused]] = field(default_factory=list)
    pages: dict[int, Page] = field(default_factory=dict)
    robots: list[pace.RobotsRow] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    prints: dict[int, fingerprint.Fingerprint] = field(default_factory=dict)
    by_rules: list[tuple[Source, Article]] = field(default_factory=list)
    twins: dict[int, NewPage] = field(default_factory=dict)  # page id -> the page it names as its canonical one

    def __len__(self) -> int:
        return len(self.pages) + len(self.robots)

    def put_off(self, page: Page, error: TryAgain) -> None:
        """The page was not asked for: it waits, and that is held neither against it nor against its site."""
        self.pages[page.id] = page
        self.unasked.append((page, error))


@dataclass(frozen=True, slots=True)
class Writing:
    """One transaction of one pump."""

    connection: Connection
    services: Services
    robots: Robots
    sources: SourceBook
    rules: RuleBook
    pump_id: str
    now: datetime

    def write(self, batch: Batch) -> None:
        """All of the batch that is still ours; what another pump has taken over is left to it."""
        connection, now = self.connection, self.now
        held = frontier.still_held(connection, self.services.database, batch.pages, pump_id=self.pump_id)
        waiting = self._wait_for_canonical(batch, held)
        endings = self._settle(batch, held - waiting)
        endings += [Ending(p.id, outcome, why) for p, outcome, why in batch.endings if p.id in held]
        for page, moved in batch.moved:
            if page.id in held:
                endings += self._move(page, moved)
        for page, error in batch.later:
            if page.id in held:
                endings += self._later(page, error)
        for page, error in batch.unasked:
            self._put_off(page, error.retry_after or _RETRY_AFTER[0], error.why, counts=False)
        frontier.end_pages(connection, endings, now=now)
        for row in batch.robots:
            self.robots.write(connection, row)
        pace.well_again(connection, batch.answered)
        self._leave_in_peace([(p.site, e) for p, e in batch.later] + [(p.site, e) for p, e in batch.refused])
        pace.maybe_ready(connection, {p.site for p in batch.pages.values()})
        self._judge_rules(batch)
        happened = Counter((batch.pages[e.page_id].source_id, e.outcome.value) for e in endings)
        tallies.count(connection, self.services.database, happened, now=now)

    def _settle(self, batch: Batch, ids: set[int]) -> list[Ending]:
        """Stores the articles of these pages and announces what is new or changed."""
        connection, database, now = self.connection, self.services.database, self.now
        # A page that is only another way to an article comes after the article's own.
        candidates = sorted((c for c in batch.candidates if c.page_id in ids), key=lambda c: c.page_id in batch.twins)
        clusters = Clusters(connection, {c.page_id: batch.prints[c.page_id] for c in candidates}, now)
        rules = Rules(_same, _renames, versions.change_between, clusters.place)
        settled = articles.settle(connection, database, candidates, now=now, rules=rules)
        marks.leave(connection, database, clusters.marked, now=now)
        told = [
            announcement_of(self.services, result, self.sources.get(candidate.source_id), now)
            for candidate, result in zip(candidates, settled, strict=True)
            if result.how in ("new", "updated")
        ]
        outbox.announce(connection, database, told, now=now)
        return [
            Ending(candidate.page_id, _HOW[result.how], _reason(result), result.stored.id)
            for candidate, result in zip(candidates, settled, strict=True)
        ]

    def _wait_for_canonical(self, batch: Batch, held: set[int]) -> set[int]:
        """Puts off pages whose canonical page is still to be read: that one is the article, and the better record.

        They are read again afterwards and compared, since a canonical URL may be wrong; after some waits they are
        stored as they are.
        """
        twins = {page_id: twin for page_id, twin in batch.twins.items() if page_id in held}
        if not twins:
            return set()
        unread = frontier.pending_or_unknown(self.connection, (twin.url_key for twin in twins.values()))
        for read in batch.candidates:  # in this very batch
            unread.pop(urls.url_key(read.article.url), None)
        news = [twin for twin in twins.values() if unread.get(twin.url_key) is False]
        frontier.add_pages(self.connection, self.services.database, news, now=self.now)
        waiting = {page_id for page_id, twin in twins.items() if twin.url_key in unread}
        for page_id in sorted(waiting):
            wait = CANONICAL_WAITS[batch.pages[page_id].attempts - 1]
            self._put_off(
                batch.pages[page_id], wait, f"waits for its canonical page {twins[page_id].url}", counts=False
            )
        return waiting

    def _move(self, page: Page, moved: Elsewhere) -> list[Ending]:
        """The page waits for the site it was sent to, unless it was sent round and round."""
        limit = self.services.settings.fetch.max_redirects
        known = frontier.page_of_key(self.connection, urls.url_key(moved.url), but=page.id)
        if known is not None:
            return [Ending(page.id, Outcome.DUPLICATE, f"redirects to {moved.url}", known.article_id)]
        hops = frontier.move_on(
            self.connection,
            self.services.database,
            page.id,
            pump_id=self.pump_id,
            url=moved.url,
            site=site_of(moved.url),
            origin=origin_of(moved.url),
            now=self.now,
        )
        if hops is not None and hops > limit:
            return [Ending(page.id, Outcome.REFUSED, f"more than {limit} redirects, the last to {moved.url}")]
        return []

    def _later(self, page: Page, error: TryAgain) -> list[Ending]:
        """Puts the page off, and its site where the trouble is the site's; too many tries end in quarantine."""
        tries = frontier.tries_of(self.connection, page.id)
        counts = not isinstance(error, AskedToWait)
        if counts and tries + 1 >= self.services.settings.pumps.max_tries:
            return [Ending(page.id, Outcome.QUARANTINED, f"tried {tries + 1} times, the last: {error.why}")]
        wait = max(_RETRY_AFTER[min(tries, len(_RETRY_AFTER) - 1)], error.retry_after or 0.0)
        self._put_off(page, wait, error.why, counts=counts)
        return []

    def _put_off(self, page: Page, seconds: float, why: str, *, counts: bool) -> None:
        due = self.now + timedelta(seconds=seconds)
        frontier.try_later(self.connection, page.id, pump_id=self.pump_id, due_at=due, reason=why, counts=counts)

    def _judge_rules(self, batch: Batch) -> None:
        """Raises an alarm for each rule that stopped matching, and clears those that match again."""
        raised: list[Alarm] = []
        well: list[tuple[str, str]] = []
        for source, article in batch.by_rules:
            if (trouble := self.rules.trouble_with(source)) is not None:
                raised.append(Alarm(source.id, "rules", trouble))
                continue
            alarms, right = broken_rules(source.id, article)
            raised += alarms
            well += [*right, (source.id, "rules")]
        clear_alarms(self.connection, well)
        raise_alarms(self.connection, self.services.database, raised, now=self.now)

    def _leave_in_peace(self, troubles: Iterable[tuple[str, KhabarError]]) -> None:
        """Pauses sites whose answer was the site's trouble or wish, not one page's; once a site and batch."""
        for site, error in sorted(dict(troubles).items(), key=lambda item: item[0]):
            pause_site(self.connection, site, error, self.now)


def _same(claim: str, holder: bytes, claimant: bytes) -> bool:
    old, new = fingerprint.Fingerprint.from_bytes(holder), fingerprint.Fingerprint.from_bytes(claimant)
    return identity.same_article(identity.Key(claim), old, new)


def _renames(claim: str) -> bool:
    """A canonical URL names another way to a page; a guid, number or title under a new URL is the piece, moved."""
    return not claim.startswith("c:")


def _reason(result: Settled) -> str | None:
    if result.how == "duplicate":
        return f"another way to the article at {result.stored.article.url}"
    if result.how == "updated" and result.change is not None:
        return f"version {result.stored.version}: {', '.join(result.change.fields) or 'back again'}"
    return None

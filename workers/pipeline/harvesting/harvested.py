"""What a harvest took, written down in one transaction: articles, versions, sightings, outcomes, events, pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from workers.dedupe import fingerprint, identity, urls, versions
from workers.errors import AskedToWait, Elsewhere, KhabarError, Refused, TryAgain
from workers.fetch.pace import origin_of, site_of
from workers.pipeline.errands import Robots, SourceBook, pause_site
from workers.pipeline.harvesting import quality
from workers.pipeline.harvesting.clusters import Clusters
from workers.pipeline.harvesting.looks import Looks
from workers.pipeline.harvesting.rulebook import RuleBook, broken_rules
from workers.pipeline.telling.announce import announcement_of
from workers.pipeline.traces import Trace
from workers.records import Article, Outcome, Page, Source
from workers.services import Services
from workers.store import articles, frontier, marks, outbox, pace, tallies
from workers.store.alarms import Alarm, clear_alarms, raise_alarms
from workers.store.articles import Candidate, Rules
from workers.store.frontier import Ending, Look, NewPage

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
    looks: dict[int, Look] = field(default_factory=dict)  # page id -> what is kept of the answer
    same: list[Page] = field(default_factory=list)  # known articles whose pages say what they said
    robots: list[pace.RobotsRow] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    prints: dict[int, fingerprint.Fingerprint] = field(default_factory=dict)
    by_rules: list[tuple[Source, Article]] = field(default_factory=list)
    twins: dict[int, NewPage] = field(default_factory=dict)  # page id -> the page it names as its canonical one

    def __len__(self) -> int:
        return len(self.pages) + len(self.robots)

    @property
    def may_tell(self) -> bool:
        """Whether there may be events of it: of what was read, or of what known articles' pages no longer say."""
        unread = [ending[0] for ending in self.endings] + [move[0] for move in self.moved]
        return bool(self.candidates) or any(page.article_id is not None for page in unread)

    def put_off(self, page: Page, error: TryAgain) -> None:
        """The page was not asked for: it waits, and that is held neither against it nor against its site."""
        self.pages[page.id] = page
        self.unasked.append((page, error))

    def alone(self) -> Iterator[Batch]:
        """The same, one page or robots.txt at a time."""
        for row in self.robots:
            yield Batch(robots=[row])
        for number, page in self.pages.items():
            yield Batch(
                candidates=[c for c in self.candidates if c.page_id == number],
                endings=[e for e in self.endings if e[0].id == number],
                later=[e for e in self.later if e[0].id == number],
                unasked=[e for e in self.unasked if e[0].id == number],
                moved=[e for e in self.moved if e[0].id == number],
                refused=[e for e in self.refused if e[0].id == number],
                looks={n: look for n, look in self.looks.items() if n == number},
                same=[p for p in self.same if p.id == number],
                pages={number: page},
                answered=self.answered & {page.site},
                prints={n: p for n, p in self.prints.items() if n == number},
                twins={n: t for n, t in self.twins.items() if n == number},
            )

    def names(self) -> list[str]:
        """The URLs of its pages and the origins of its robots.txt files."""
        return [page.url for page in self.pages.values()] + [row.origin for row in self.robots]

    def given_up(self, why: str) -> Batch:
        """The same pages in quarantine, the same robots.txt taken for unreadable."""
        robots = [replace(row, state="unreachable", text="", why=why) for row in self.robots]
        endings = [(page, Outcome.QUARANTINED, why) for page in self.pages.values()]
        return Batch(pages=dict(self.pages), endings=endings, robots=robots)


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
    trace: Trace

    def write(self, batch: Batch) -> list[int]:
        """All of the batch that is still ours; what another pump has taken over is left to it.

        The pages whose articles were new.
        """
        connection, now = self.connection, self.now
        held = frontier.still_held(connection, self.services.database, batch.pages, pump_id=self.pump_id)
        waiting = self._wait_for_canonical(batch, held)
        looks = Looks(connection, self.services, self.sources, self.pump_id, now, self.trace)
        looks.load(p for p in batch.pages.values() if p.id in held)
        endings = self._settle(batch, held - waiting, looks)
        endings += [looks.unchanged(p, batch.looks[p.id]) for p in batch.same if p.id in held]
        endings += [looks.ended(p, outcome, why) for p, outcome, why in batch.endings if p.id in held]
        for page, moved in batch.moved:
            if page.id in held:
                endings += self._move(page, moved, looks)
        for page, error in batch.later:
            if page.id in held:
                endings += self._later(page, error, looks)
        looks.withdraw()
        for page, error in batch.unasked:
            self._put_off(page, error.retry_after or _RETRY_AFTER[0], error.why, counts=False)
        frontier.obey_robots(connection, [page.id for page, _ in batch.unasked if page.ignores_robots])
        frontier.end_pages(connection, endings, now=now)
        for row in sorted(batch.robots, key=lambda row: row.origin):  # rows are locked in one order by all
            self.robots.write(connection, row)
        pace.well_again(connection, batch.answered)
        self._leave_in_peace([(p.site, e) for p, e in batch.later] + [(p.site, e) for p, e in batch.refused])
        pace.maybe_ready(connection, {p.site for p in batch.pages.values()})
        pace.ready_by(connection, _next_looks(batch, endings, now))
        self._judge_rules(batch)
        happened = Counter((batch.pages[e.page_id].source_id, e.outcome.value) for e in endings)
        tallies.count(connection, self.services.database, happened, now=now)
        quality.note(connection, batch.pages, batch.candidates, endings, now=now)
        return [e.page_id for e in endings if e.outcome is Outcome.STORED]

    def _settle(self, batch: Batch, ids: set[int], looks: Looks) -> list[Ending]:
        """Stores the articles of these pages and announces what is new or changed."""
        connection, database, now = self.connection, self.services.database, self.now
        # A page that is only another way to an article comes after the article's own.
        candidates = sorted((c for c in batch.candidates if c.page_id in ids), key=lambda c: c.page_id in batch.twins)
        clusters = Clusters(connection, database, {c.page_id: batch.prints[c.page_id] for c in candidates}, now)
        rules = Rules(_same, _renames, versions.change_between, clusters.place, fingerprint.current)
        settled = articles.settle(connection, database, candidates, now=now, rules=rules)
        marks.leave(connection, database, clusters.marked, now=now)
        told = [
            announcement_of(self.services, result, self.sources.get(candidate.source_id), now, self.trace)
            for candidate, result in zip(candidates, settled, strict=True)
            if result.how in ("new", "updated")
        ]
        outbox.announce(connection, database, told, now=now)
        return [
            looks.settled(candidate.page_id, result, batch.looks[candidate.page_id])
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

    def _move(self, page: Page, moved: Elsewhere, looks: Looks) -> list[Ending]:
        """The page waits for the site it was sent to, unless it was sent round and round."""
        if looks.is_gone_home(page, moved.url):
            return [looks.ended(page, Outcome.GONE, f"redirects to the home page {moved.url}")]
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

    def _later(self, page: Page, error: TryAgain, looks: Looks) -> list[Ending]:
        """Puts the page off; too many tries of a new page end in quarantine, of a known one in a later look."""
        tries = frontier.tries_of(self.connection, page.id)
        counts = not isinstance(error, AskedToWait)
        if counts and tries + 1 >= self.services.settings.pumps.max_tries:
            why = f"tried {tries + 1} times, the last: {error.why}"
            return [] if looks.gave_up(page, why) else [Ending(page.id, Outcome.QUARANTINED, why)]
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


def _next_looks(batch: Batch, endings: Sequence[Ending], now: datetime) -> dict[str, datetime]:
    """site -> when the first of its pages that were ended or put off here is looked at again."""
    soonest = {page.site: now for page in batch.pages.values() if page.article_id is not None}
    for ending in endings:
        if ending.recheck_at is not None:
            site = batch.pages[ending.page_id].site
            soonest[site] = min(ending.recheck_at, soonest.get(site, ending.recheck_at))
    return soonest

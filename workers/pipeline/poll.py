"""Poll: sources -> entries -> the frontier, and when each source is asked next."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy.engine import Connection
from xxhash import xxh3_64_hexdigest

from workers.dedupe import identity, urls
from workers.errors import GiveUp, Gone, KhabarError, NotAFeed, Refused, TryAgain
from workers.fetch.pace import origin_of, site_of
from workers.fetch.sameness import body_hash
from workers.parse.document import read_document
from workers.pipeline import cadence
from workers.pipeline.errands import PollErrand, Robots, RobotsErrand, pause_site
from workers.pipeline.fetchers import Answer
from workers.pipeline.rulebook import RuleBook
from workers.records import Document, Entry, Fetched, Kind, PollHints, Validators
from workers.services import Services
from workers.store import claims, frontier, pace, tallies
from workers.store.frontier import NewPage
from workers.store.sources import PollResult, SourceState, keep_found, write_poll

log = structlog.get_logger(__name__)

MOST_ENTRIES = 2000
MOST_URL_CHARACTERS = 2048
MOST_SITEMAPS = 8  # of an index, the youngest ones
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class _Read:
    """A poll that was answered: the document is None where it says the same as last time."""

    state: SourceState
    fetched: Fetched
    hash: str | None = None
    document: Document | None = None
    pages: tuple[NewPage, ...] = ()


@dataclass(frozen=True, slots=True)
class _Failed:
    """A poll that was not answered, or not with anything that can be read."""

    state: SourceState
    error: KhabarError


@dataclass(slots=True)
class _Batch:
    polls: list[_Read | _Failed] = field(default_factory=list)
    robots: list[pace.RobotsRow] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.polls) + len(self.robots)


class Poll:
    """The work of a poll pump (`pump.Work`)."""

    kind = "poll"

    def __init__(self, services: Services) -> None:
        self.services = services
        self.pace = services.pace_rule
        self.robots = Robots(services)
        self.rules = RuleBook(services.settings.places.config)
        self._batch = _Batch()

    def claim(self, pump_id: str, limit: int) -> tuple[Sequence[object], float | None]:
        now = self.services.now()
        database = self.services.database
        claim = database.transact(
            lambda c: claims.claim_polls(c, database, pump_id=pump_id, limit=limit, now=now, pace=self.pace)
        )
        errands: list[object] = [RobotsErrand(o, s) for o, s in (claim.robots or {}).items()]
        for state in claim.polls:
            errand = PollErrand(state)
            try:
                if state.source.robots == "obey":
                    self.robots.check(state.source.url)
            except KhabarError as e:
                self.take(Answer(errand, None, e))
            else:
                errands.append(errand)
        wait = None if claim.ready_at is None else (claim.ready_at - now).total_seconds()
        return errands, wait

    def claim_alone(self, pump_id: str) -> Sequence[object]:
        return ()

    def fetch(self, errand: object) -> object:
        if isinstance(errand, RobotsErrand):
            return self.robots.fetch(errand.origin)
        assert isinstance(errand, PollErrand)
        source = errand.state.source
        return self.services.http.get(
            source.url,
            validators=errand.state.validators,
            headers=source.headers,
            cookies=source.cookies,
            proxy=source.proxy,
            accept="feed",
        )

    def taken(self) -> int:
        return len(self._batch)

    def take(self, answer: Answer[object, object]) -> None:
        if isinstance(answer.errand, RobotsErrand):
            self._batch.robots.append(self.robots.row_of(answer))
            return
        assert isinstance(answer.errand, PollErrand)
        state = answer.errand.state
        try:
            if answer.error is not None:
                raise answer.error
            assert isinstance(answer.value, Fetched)
            self._batch.polls.append(_read(state, answer.value, self.rules.listing_of(state.source)))
        except KhabarError as e:
            self._batch.polls.append(_Failed(state, e))
        except Exception as e:  # a bug of ours costs this poll and no other
            log.exception("poll.bug", source_id=state.source.id)
            why = f"a bug in khabar: {type(e).__name__}: {e}"[:500]
            self._batch.polls.append(_Failed(state, GiveUp(state.source.url, why)))

    def write(self, pump_id: str) -> None:
        batch, self._batch = self._batch, _Batch()
        now = self.services.now()
        try:
            self.services.database.transact(lambda c: self._write(c, batch, pump_id, now))
        except TryAgain:
            self._batch = batch
            raise

    def _write(self, connection: Connection, batch: _Batch, pump_id: str, now: datetime) -> None:
        database = self.services.database
        found = [page for poll in batch.polls if isinstance(poll, _Read) for page in poll.pages]
        new = frontier.add_pages(connection, database, found, now=now)
        happened: Counter[tuple[str, str]] = Counter()
        for poll in sorted(batch.polls, key=lambda p: p.state.source.id):
            if isinstance(poll, _Read):
                result = self._good(poll, sum(p.url_key in new for p in poll.pages), pump_id, now)
            else:
                result = self._bad(connection, poll, pump_id, now)
            if write_poll(connection, result):
                # What a source names is polled in its name; what that names in turn is not.
                if isinstance(poll, _Read) and poll.document is not None and poll.state.parent is None:
                    keep_found(connection, database, poll.state, _named(poll.state, poll.document), now=now)
                happened[poll.state.family, f"poll: {result.outcome}"] += 1
        for row in batch.robots:
            self.robots.write(connection, row)
        pace.well_again(connection, {p.state.site for p in batch.polls if isinstance(p, _Read)})
        pace.maybe_ready(connection, {p.state.site for p in batch.polls})
        tallies.count(connection, database, happened, now=now)

    def _good(self, poll: _Read, new: int, pump_id: str, now: datetime) -> PollResult:
        state, document = poll.state, poll.document
        rhythm = self.services.settings.rhythm_of(state.source)
        entries = len(poll.pages)
        late = (now - state.next_poll_at).total_seconds()
        following = cadence.after_good_poll(
            rhythm,
            interval=state.interval,
            entries=entries,
            new=new,
            on_time=late < 1200,
            hints=document.hints if document else PollHints(),
            max_age=_max_age(poll.fetched),
            jitter=random.random(),
        )
        sent = poll.fetched.validators
        return PollResult(
            source_id=state.source.id,
            pump_id=pump_id,
            at=now,
            outcome="unchanged" if document is None else ("new" if new else "nothing new"),
            detail=_detail(poll),
            next_poll_at=now + following.wait,
            reason=following.reason,
            interval=following.interval,
            entries=entries,
            new=new,
            serves=document.form if document else None,
            title=document.title if document else None,
            # A 304 that repeats no validator means: those you have are still good (RFC 9110 section 15.4.5).
            validators=None if poll.fetched.status == 304 and sent == Validators() else sent,
            body_hash=poll.hash,
        )

    def _bad(self, connection: Connection, poll: _Failed, pump_id: str, now: datetime) -> PollResult:
        state, error = poll.state, poll.error
        following = cadence.after_failure(
            self.services.settings.rhythm_of(state.source),
            interval=state.interval,
            failures=state.failures + 1,
            weight=_weight(error),
            retry_after=error.retry_after if isinstance(error, TryAgain) else None,
            why=error.why,
            jitter=random.random(),
        )
        until = now + following.wait
        pause_site(connection, state.site, error, now)
        ended = isinstance(error, Gone) and error.forever
        return PollResult(
            source_id=state.source.id,
            pump_id=pump_id,
            at=now,
            outcome="ended" if ended else ("refused" if isinstance(error, Refused) else "failed"),
            detail=error.why,
            next_poll_at=until,
            reason="410 Gone: the publisher ended it" if ended else following.reason,
            ended=ended,
        )


def _read(state: SourceState, fetched: Fetched, selector: str | None) -> _Read:
    """What the answer says; raises NotAFeed and its like."""
    if fetched.status == 304:
        return _Read(state, fetched)
    digest = body_hash(fetched.body)
    if digest == state.body_hash:
        return _Read(state, fetched, digest)
    document = read_document(
        fetched.body,
        url=fetched.final_url,
        content_type=fetched.content_type,
        kind=state.source.kind,
        fetched_at=fetched.fetched_at,
        selector=selector,
    )
    return _Read(state, fetched, digest, document, _pages_of(state, document))


def _pages_of(state: SourceState, document: Document) -> tuple[NewPage, ...]:
    pages: list[NewPage] = []
    entries = document.entries[:MOST_ENTRIES]
    for entry, guid in zip(entries, identity.entry_guids(entries), strict=True):
        if entry.link is None or len(entry.link) > MOST_URL_CHARACTERS:
            continue
        try:
            pages.append(_new_page(state, document, entry, entry.link, guid))
        except Refused as e:  # a link that nobody can be asked for costs its entry, never the feed
            log.info("poll.link_refused", source_id=state.source.id, why=e.why)
    return tuple(pages)


def _new_page(state: SourceState, document: Document, entry: Entry, link: str, guid: str) -> NewPage:
    source = state.source
    language = entry.language or document.language or source.language
    return NewPage(
        url=link,
        url_key=urls.url_key(link),
        site=site_of(link),
        origin=origin_of(link),
        source_id=state.family,
        found_via="sitemap" if document.kind is Kind.SITEMAP else document.kind.value,
        entry=replace(_hint(entry), guid=guid, language=language),
        guid=guid,
        ignores_robots=source.robots == "ignore",
    )


def _named(state: SourceState, document: Document) -> list[tuple[str, str, str, str]]:
    """The documents to poll in this source's name: the youngest sitemaps of an index, the first feed of a home page."""
    most = MOST_SITEMAPS if document.kind is Kind.SITEMAP else 1
    named: list[tuple[str, str, str, str]] = []
    for url in document.children:
        try:
            place = site_of(url), origin_of(url)
        except Refused:
            continue
        mark = xxh3_64_hexdigest(url.encode())[:8]
        named.append((f"{state.family}~{mark}", url, *place))
        if len(named) == most:
            break
    return named


def _hint(entry: Entry) -> Entry:
    """The entry without what its page says better and at length."""
    content = entry.content if entry.content and len(entry.content) <= 100_000 else None
    summary = entry.summary if entry.summary and len(entry.summary) <= 20_000 else None
    return replace(entry, content=content, summary=summary)


def _detail(poll: _Read) -> str | None:
    if poll.document is None:
        return "not modified" if poll.fetched.status == 304 else "same body"
    return "; ".join(poll.document.problems[:3]) or None


def _weight(error: KhabarError) -> float:
    """Media Cloud's classes: hard 1, soft 0.5, temporary 0.25."""
    if isinstance(error, NotAFeed | Gone):
        return 0.5
    return 0.25 if isinstance(error, TryAgain) else 1.0


def _max_age(fetched: Fetched) -> float | None:
    """Seconds that Cache-Control calls the answer fresh, less its Age (RFC 9111 section 4.2)."""
    control = fetched.headers.get("cache-control", "").lower()
    match = _MAX_AGE.search(control)
    if match is None or "no-cache" in control or "no-store" in control:
        return None
    age = fetched.headers.get("age", "0").strip()
    return max(0.0, float(match.group(1)) - (float(age) if age.isdigit() else 0.0))

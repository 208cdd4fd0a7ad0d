"""Poll: sources -> entries -> the frontier, and when each source is asked next."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from workers.errors import GiveUp, Gone, KhabarError, NotAFeed, Refused, TryAgain
from workers.fetch.pace import site_of
from workers.pipeline.apart import store_apart
from workers.pipeline.errands import PollErrand, Robots, RobotsErrand, SourceBook, bug, pause_site
from workers.pipeline.fetchers import Answer
from workers.pipeline.harvesting.rulebook import RuleBook
from workers.pipeline.polling import archives, cadence, health, learning, moves, privileges, standings, trust
from workers.pipeline.polling.announced import Read, bare, read
from workers.pipeline.polling.crossings import Crossings
from workers.pipeline.polling.named import may_use_sitemaps, named_in
from workers.pipeline.polling.standings import Stood
from workers.pipeline.traces import Trace
from workers.records import Fetched
from workers.services import Services
from workers.store import claims, frontier, pace, tallies
from workers.store.codec import storable_text
from workers.store.found import keep_found
from workers.store.polls import PollResult, write_polls
from workers.store.sources import SourceState
from workers.store.standing import polled_by_others

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Failed:
    """A poll that was not answered, or not with anything that can be read, or not even asked."""

    state: SourceState
    error: KhabarError
    was_asked: bool = True


@dataclass(slots=True)
class _Batch:
    polls: list[Read | _Failed] = field(default_factory=list)
    robots: list[pace.RobotsRow] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.polls) + len(self.robots)

    def alone(self) -> Iterator[_Batch]:
        """The same, one poll or robots.txt at a time."""
        for row in self.robots:
            yield _Batch(robots=[row])
        for poll in self.polls:
            yield _Batch([poll])

    def names(self) -> list[str]:
        """The ids of its sources and the origins of its robots.txt files."""
        return [poll.state.source.id for poll in self.polls] + [row.origin for row in self.robots]

    def given_up(self, why: str) -> _Batch:
        """The same polls as failed ones, the same robots.txt taken for unreadable."""
        failed: list[Read | _Failed] = [_Failed(p.state, GiveUp(p.state.source.url, why)) for p in self.polls]
        return _Batch(failed, [replace(row, state="unreachable", text="", why=why) for row in self.robots])


class Poll:
    """The work of a poll pump (`pump.Work`)."""

    kind = "poll"

    def __init__(self, services: Services, trace: Trace | None = None) -> None:
        self.services = services
        self.trace = trace or Trace()
        self.pace = services.pace_rule
        self.robots = Robots(services)
        self.crossings = Crossings(services, self.robots)
        self.rules = RuleBook(services.settings.places.config)
        self._batch = _Batch()

    def claim(self, pump_id: str, limit: int) -> tuple[Sequence[object], float | None]:
        now = self.services.now()
        database = self.services.database
        asks, rule = self.robots.may_ask, self.pace
        claim = database.transact(
            lambda c: claims.claim_polls(
                c, database, pump_id=pump_id, limit=limit, now=now, pace=rule, asks=asks, asked_as=privileges.of
            )
        )
        errands = self.robots.errands(claim, SourceBook(self.services))
        for state in claim.polls:
            errand = PollErrand(state, trust.conditions(state.standing, state.validators, now))
            if moves.needs_proof(state.standing.move, now):
                errand = PollErrand(state)
            try:
                if state.source.robots == "obey":
                    self.robots.check(state.source.url)
            except KhabarError as e:
                self._batch.polls.append(_Failed(state, e, was_asked=False))
            else:
                errands.append(errand)
        wait = None if claim.ready_at is None else (claim.ready_at - now).total_seconds()
        return errands, wait

    def claim_alone(self, pump_id: str) -> Sequence[object]:
        return ()

    def fetch(self, errand: object) -> object:
        if isinstance(errand, RobotsErrand):
            return self.robots.fetch(errand)
        assert isinstance(errand, PollErrand)
        source = errand.state.source
        return self.services.http.get(
            source.url,
            validators=errand.conditions,
            headers=source.headers,
            cookies=source.cookies,
            proxy=source.proxy,
            accept="feed",
            may_follow=lambda url: self.crossings.may_follow(source, url),
        )

    def taken(self) -> int:
        return len(self._batch)

    def take(self, answer: Answer[object, object]) -> None:
        if isinstance(answer.errand, RobotsErrand):
            self._batch.robots.append(self.robots.row_of(answer))
            return
        assert isinstance(answer.errand, PollErrand)
        self._batch.robots += self.crossings.newly_read()
        state = answer.errand.state
        try:
            if answer.error is not None:
                raise answer.error
            assert isinstance(answer.value, Fetched)
            self._batch.polls.append(self._read(answer.errand, answer.value))
        except KhabarError as e:
            self._batch.polls.append(_Failed(state, e))
        except Exception as e:  # a bug of ours costs this poll and no other
            log.exception("poll.bug", source_id=state.source.id)
            self._batch.polls.append(_Failed(state, GiveUp(state.source.url, bug(e))))

    def _read(self, errand: PollErrand, fetched: Fetched) -> Read:
        """The answer with all that it names: a home page without links may still have sitemaps."""
        state = errand.state
        sitemaps = self.robots.sitemaps(state.source.url) if may_use_sitemaps(state) else ()
        try:
            poll = read(state, fetched, self.rules.listing_of(state.source), errand.conditions)
        except NotAFeed as e:
            if not sitemaps:
                raise
            poll = bare(state, fetched, e.why, errand.conditions)
        if poll.document is None:
            return poll
        return replace(poll, named=named_in(state, poll.document, sitemaps, fetched.fetched_at))

    def write(self, pump_id: str) -> None:
        batch, self._batch = self._batch, _Batch()
        try:
            self._store(batch, pump_id)
        except TryAgain:
            self._batch = batch
            raise
        except Exception:  # what one source brought cannot be stored: which, is found out, and the others are stored
            log.exception("poll.batch_failed", polls=len(batch))
            store_apart(batch, lambda part: self._store(part, pump_id))

    def _store(self, batch: _Batch, pump_id: str) -> None:
        now = self.services.now()
        self.services.database.transact(lambda c: self._write(c, batch, pump_id, now))

    def _write(self, connection: Connection, batch: _Batch, pump_id: str, now: datetime) -> None:
        database = self.services.database
        reads = [poll for poll in batch.polls if isinstance(poll, Read)]
        archives.hold(connection, database, (poll.state for poll in batch.polls))
        portions = archives.portions(connection, reads, self.pace, now)
        found = [page for poll in reads for page in archives.pages_of(poll, portions)]
        touched = {page.site for page in found} | {poll.state.site for poll in batch.polls}
        pace.lock_sites(connection, database, touched | {site_of(row.origin) for row in batch.robots})
        again = bool(self.services.settings.pumps.rechecks)
        new = frontier.add_pages(connection, database, found, now=now, look_again=again)
        moving = standings.moving(reads, now)
        taken = polled_by_others(connection, moving)
        results: list[PollResult] = []
        polls = sorted(batch.polls, key=lambda p: p.state.source.id)
        for poll in polls:
            if isinstance(poll, Read):
                fresh = {p.url_key for p in poll.pages if p.url_key in new}
                stood = standings.stand(poll, new=len(fresh), taken_by=taken.get(poll.state.source.id), now=now)
                results.append(self._good(poll, stood, fresh, pump_id, now))
            else:
                results.append(self._bad(connection, poll, pump_id, now))
        places = [result.moved_to.site for result in results if result.moved_to is not None]
        pace.know_sites(connection, database, places, now=now)
        held = write_polls(connection, results)
        happened: Counter[tuple[str, str]] = Counter()
        written: list[tuple[SourceState, PollResult]] = []
        for poll, result in zip(polls, results, strict=True):
            if result.source_id in held:
                written.append((poll.state, result))
                self._go_on(connection, poll, portions, new, now)
                happened[poll.state.family, f"poll: {result.outcome}"] += 1
        health.judge(connection, self.services, written, traceparent=self.trace.span(), now=now)
        for row in sorted(batch.robots, key=lambda r: r.origin):
            self.robots.write(connection, row)
        pace.well_again(connection, {p.state.site for p in batch.polls if isinstance(p, Read)})
        pace.maybe_ready(connection, {p.state.site for p in batch.polls})
        tallies.count(connection, database, happened, now=now)

    def _go_on(
        self,
        connection: Connection,
        poll: Read | _Failed,
        portions: Mapping[str, archives.Portion],
        new: Collection[str],
        now: datetime,
    ) -> None:
        """What a poll leads to: the next document of an archive, the documents that a source names."""
        portion = portions.get(poll.state.source.id)
        if isinstance(poll, _Failed):
            if archives.is_archive(poll.state):
                archives.failed(connection, self.services.database, poll.state, poll.error, now)
        elif portion is not None:
            archives.go_on(connection, self.services.database, poll, portion, new)
        elif poll.named is not None:
            keep_found(connection, self.services.database, poll.state, poll.named, now=now)

    def _good(self, poll: Read, stood: Stood, new: set[str], pump_id: str, now: datetime) -> PollResult:
        state, document = poll.state, poll.document
        rhythm = self.services.settings.rhythm_of(state.source)
        learned = learning.after(poll, new, rhythm, now=now, jitter=random.random())
        following = learned.next
        said = "; ".join([*stood.says, *filter(None, [poll.detail])])
        return PollResult(
            source_id=state.source.id,
            pump_id=pump_id,
            at=now,
            outcome="unchanged" if document is None else ("new" if new else "nothing new"),
            detail=storable_text(said) or None,
            next_poll_at=now + following.wait,
            reason=following.reason,
            interval=following.interval,
            entries=len(poll.pages),
            new=len(new),
            serves=document.form if document and not stood.is_strange else None,
            title=storable_text(document.title) if document and document.title else None,
            validators=stood.validators,
            body_hash=None if stood.is_strange else poll.hash,
            standing=stood.standing,
            moved_to=stood.place,
            habit=learned.habit,
            hints=learned.hints,
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
            now=now,
            jitter=random.random(),
        )
        until = now + following.wait
        if poll.was_asked:  # a site that was asked nothing needs no peace
            pause_site(connection, state.site, error, now)
        ended = isinstance(error, Gone) and error.forever
        return PollResult(
            source_id=state.source.id,
            pump_id=pump_id,
            at=now,
            outcome="ended" if ended else ("refused" if isinstance(error, Refused) else "failed"),
            detail=storable_text(error.why),
            next_poll_at=until,
            reason="410 Gone: the publisher ended it" if ended else following.reason,
            ended=ended,
        )


def _weight(error: KhabarError) -> float:
    """Media Cloud's classes: hard 1, soft 0.5, temporary 0.25."""
    if isinstance(error, NotAFeed | Gone):
        return 0.5
    return 0.25 if isinstance(error, TryAgain) else 1.0

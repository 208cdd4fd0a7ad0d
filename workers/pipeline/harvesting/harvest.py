"""Harvest: pages of the frontier -> articles, each parsed once as it arrives; `harvested` writes them down."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from xxhash import xxh3_128_hexdigest

from workers.dedupe import fingerprint, identity, urls
from workers.errors import Elsewhere, GiveUp, Gone, KhabarError, NotAnArticle, Refused, TryAgain, Unreadable
from workers.fetch.pace import origin_of, site_of
from workers.parse.entry import read_entry
from workers.parse.page import read_page
from workers.pipeline.apart import store_apart
from workers.pipeline.errands import PageErrand, Robots, RobotsErrand, SourceBook, bug
from workers.pipeline.fetchers import Answer
from workers.pipeline.harvesting import removed
from workers.pipeline.harvesting.harvested import CANONICAL_WAITS, Batch, Writing
from workers.pipeline.harvesting.looks import look_of
from workers.pipeline.harvesting.memories import Memories
from workers.pipeline.harvesting.rulebook import RuleBook
from workers.pipeline.polling import linkless, privileges
from workers.pipeline.polling.zones import zone_of
from workers.pipeline.telling.relay import relay_soon
from workers.pipeline.traces import Trace
from workers.records import Article, Fetched, Outcome, Page, Source
from workers.services import Services
from workers.store import claims, rechecks
from workers.store.articles import Candidate
from workers.store.codec import storable_article
from workers.store.frontier import NewPage

log = structlog.get_logger(__name__)


class Harvest:
    """The work of a harvest pump (`pump.Work`)."""

    kind = "harvest"

    def __init__(self, services: Services, trace: Trace | None = None) -> None:
        self.services = services
        self.trace = trace or Trace()
        self.pace = services.pace_rule
        self.robots = Robots(services)
        self.sources = SourceBook(services)
        self.rules = RuleBook(services.settings.places.config)
        self.memories = Memories(services)
        self._batch = Batch()

    def claim(self, pump_id: str, limit: int) -> tuple[Sequence[object], float | None]:
        now = self.services.now()
        database = self.services.database
        claim = database.transact(
            lambda c: rechecks.claim_new_then_known(
                c,
                database,
                pump_id=pump_id,
                limit=limit,
                now=now,
                pace=self.pace,
                asks=self.robots.may_ask,
                is_told=linkless.is_linkless,
            )
        )
        errands = self.robots.errands(claim, self.sources)
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
        self.memories.load({p.source_id for p in pages})
        for page in pages:
            source = self.sources.get(page.source_id)
            try:
                if page.ignores_robots:
                    _check_leave(page, source)
                elif not linkless.is_linkless(page):
                    self.robots.check(page.url)
            except TryAgain as e:
                self._batch.put_off(page, e)
            except KhabarError as e:
                self.take(Answer(PageErrand(page, source), None, e))
            else:
                errands.append(PageErrand(page, source))
        return errands

    def fetch(self, errand: object) -> object:
        if isinstance(errand, RobotsErrand):
            return self.robots.fetch(errand)
        assert isinstance(errand, PageErrand)
        if linkless.is_linkless(errand.page):
            return linkless.answer(errand.page, self.services.now())
        source = errand.source
        own = errand.is_on_its_own_site
        return self.services.http.get(
            errand.page.url,
            validators=errand.page.validators,
            headers=source.headers if own else {},
            cookies=source.cookies if own else {},
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
            if not linkless.is_linkless(page):
                self._batch.answered.add(page.site)
            self._read(answer.errand, answer.value)
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
            self._batch.endings.append((page, Outcome.QUARANTINED, bug(e)))

    def _read(self, errand: PageErrand, fetched: Fetched) -> None:
        """Reads the article, unless the page is a known one's and says what it said at the last look."""
        page = errand.page
        body_hash = xxh3_128_hexdigest(fetched.body)
        self._batch.looks[page.id] = look_of(page, fetched, body_hash)
        if page.article_id is not None and (fetched.status == 304 or body_hash == page.body_hash):
            self._batch.same.append(page)
            return
        try:
            self._batch.candidates.append(self._candidate(errand, fetched))
        except NotAnArticle as e:
            raise removed.meaning_of(e, page, fetched) from e

    def _candidate(self, errand: PageErrand, fetched: Fetched) -> Candidate:
        page, source = errand.page, errand.source
        article, record = storable_article(self._article(page, source, fetched))
        if source.rules is not None and not linkless.is_linkless(page):
            self._batch.by_rules.append((source, article))
        keys = identity.keys_of(
            article, page_url=page.url, source_id=source.id, guid=page.entry.guid, seen_on=fetched.fetched_at.date()
        )
        print_ = fingerprint.fingerprint(
            article.title, article.paragraphs, article.language, self.memories.recurring(source.id)
        )
        removed.refuse_notice(article, print_.words)
        self._batch.prints[page.id] = print_
        if (twin := _canonical_page(article, page, source)) is not None:
            self._batch.twins[page.id] = twin
        return Candidate(
            page_id=page.id,
            source_id=source.id,
            article=article,
            record=record,
            article_id=identity.article_id(keys[0]),
            keys=tuple(k for k in keys if identity.is_certain(k)),
            claims=tuple(k for k in keys if not identity.is_certain(k)),
            fingerprint=print_.to_bytes(),
            content_hash=identity.content_hash(article),
            found_via=page.found_via,
            fetched_at=fetched.fetched_at,
        )

    def _article(self, page: Page, source: Source, fetched: Fetched) -> Article:
        if linkless.is_linkless(page):
            return read_entry(page.entry, url=page.url)
        return read_page(
            fetched.body,
            url=fetched.final_url,
            content_type=fetched.content_type,
            fetched_at=fetched.fetched_at,
            entry=page.entry,
            rules=self.rules.of(source, fetched.final_url),
            zone=zone_of(source),
            language=source.language,
        )

    def write(self, pump_id: str) -> None:
        batch, self._batch = self._batch, Batch()
        try:
            self._store(batch, pump_id)
        except TryAgain:
            self._batch = batch
            raise
        except Exception:  # what one page brought cannot be stored: which, is found out, and the others are stored
            log.exception("harvest.batch_failed", pages=len(batch))
            store_apart(batch, lambda part: self._store(part, pump_id))
        if batch.may_tell:
            relay_soon(self.services)

    def _store(self, batch: Batch, pump_id: str) -> None:
        now = self.services.now()
        stored = self.services.database.transact(
            lambda c: Writing(c, self.services, self.robots, self.sources, self.rules, pump_id, now, self.trace).write(
                batch
            )
        )
        self.memories.learn((batch.pages[n].source_id, batch.prints[n].edges) for n in stored)


def _canonical_page(article: Article, page: Page, source: Source) -> NewPage | None:
    """The page that this one names as its canonical one, where that is another and worth waiting for."""
    url = article.canonical_url
    if url is None or url in (article.url, page.url) or page.article_id is not None:
        return None
    if page.attempts > len(CANONICAL_WAITS) or identity.believable_canonical(article.url, url) is None:
        return None
    key = urls.url_key(url)
    if key in (urls.url_key(article.url), urls.url_key(page.url)):
        return None
    try:
        site, origin = site_of(url), origin_of(url)
    except Refused:
        return None
    return NewPage(
        url=url,
        url_key=key,
        site=site,
        origin=origin,
        source_id=source.id,
        found_via=page.found_via,
        entry=page.entry,
        guid=page.entry.guid,
        ignores_robots=privileges.ignores_robots(source, site),
    )


def _check_leave(page: Page, source: Source) -> None:
    """Raises TryAgain where the page may no longer be asked for without a look at its site's robots.txt."""
    if not privileges.ignores_robots(source, page.site):
        raise TryAgain(page.url, f"robots.txt of {page.site} has to be asked for first")


def _outcome_of(error: GiveUp) -> Outcome:
    if isinstance(error, Gone):
        return Outcome.GONE
    if isinstance(error, NotAnArticle | Unreadable):
        return Outcome.NOT_AN_ARTICLE
    return Outcome.REFUSED

"""What the answer to a poll announces: pages for the frontier, and further documents to poll."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from workers.dedupe import identity, urls
from workers.errors import Refused
from workers.fetch.pace import origin_of, site_of
from workers.fetch.request import UNCONDITIONAL
from workers.fetch.sameness import body_hash
from workers.parse.document import read_document
from workers.pipeline.polling import linkless, privileges
from workers.pipeline.polling.moves import promised
from workers.pipeline.polling.named import MOST_URL_CHARACTERS, YOUNG
from workers.pipeline.polling.zones import zone_of
from workers.records import Document, Entry, Fetched, Kind, Validators
from workers.store.codec import storable_entry, storable_text
from workers.store.found import Named
from workers.store.frontier import NewPage
from workers.store.sources import SourceState

log = structlog.get_logger(__name__)

MOST_ENTRIES = 10_000  # no feed may have more (docs/decisions/022); of a longer sitemap the youngest are taken


@dataclass(frozen=True, slots=True)
class Read:
    """A poll that was answered: the document is None where it says the same as last time."""

    state: SourceState
    fetched: Fetched
    hash: str | None = None
    document: Document | None = None
    pages: tuple[NewPage, ...] = ()
    asked: Validators = UNCONDITIONAL  # the conditions of the poll
    named: tuple[Named, ...] | None = None  # further documents to poll, None: those that are polled already

    @property
    def is_delta(self) -> bool:
        """Whether the answer holds only what is new (226, RFC 3229): nothing is told by what is missing in it."""
        return self.fetched.status == 226

    @property
    def detail(self) -> str | None:
        """What is to be said of it in the source's history, None where all is as usual."""
        if self.document is None:
            return "not modified" if self.fetched.status == 304 else "same body"
        said = ["only what is new (226)"] if self.is_delta else []
        said += self.document.problems[:3]
        if (left_out := len(self.document.entries) - len(self.pages)) > 0:
            reason = "no page, or too many" if self.state.listed_in != "robots" else "no page, or not young"
            said.append(f"{left_out} of {len(self.document.entries)} entries are left out: {reason}")
        return storable_text("; ".join(said)) or None


def read(state: SourceState, fetched: Fetched, selector: str | None, asked: Validators = UNCONDITIONAL) -> Read:
    """What the answer to a poll with the conditions `asked` says; raises NotAFeed and its like."""
    if fetched.status == 304:
        return Read(state, fetched, asked=asked)
    digest = body_hash(fetched.body)
    if digest == state.body_hash:
        return Read(state, fetched, digest, asked=asked)
    zone = zone_of(state.source)
    document = read_document(
        fetched.body,
        url=fetched.final_url,
        content_type=fetched.content_type,
        kind=promised(state.source.kind, state.serves),
        fetched_at=fetched.fetched_at.astimezone(zone) if zone else fetched.fetched_at,
        selector=selector,
    )
    whole = digest if fetched.status != 226 else None  # a delta's hash is not that of the feed
    return Read(state, fetched, whole, document, _pages_of(state, document, fetched.fetched_at), asked)


def bare(state: SourceState, fetched: Fetched, why: str, asked: Validators) -> Read:
    """A home page that announces nothing by itself, but whose site has sitemaps."""
    return Read(
        state, fetched, body_hash(fetched.body), Document(Kind.LISTING, "listing", (), problems=(why,)), (), asked
    )


def _pages_of(state: SourceState, document: Document, fetched_at: datetime) -> tuple[NewPage, ...]:
    pages: list[NewPage] = []
    chosen = document.entries
    if state.listed_in == "robots" and document.form == "sitemap":
        chosen = tuple(e for e in chosen if fetched_at.timestamp() - _stated(e) <= YOUNG.total_seconds())
    if len(chosen) > MOST_ENTRIES:
        chosen = tuple(sorted(chosen, key=_stated, reverse=True)[:MOST_ENTRIES])
    entries = tuple(storable_entry(_hint(entry)) for entry in chosen)
    feed_url = state.listed_url or state.source.url  # a feed that moves tells the same stories
    for entry, guid in zip(entries, identity.entry_guids(entries), strict=True):
        link = entry.link or linkless.address_of(entry, guid, feed_url)
        if link is None or len(link) > MOST_URL_CHARACTERS:
            continue
        try:
            pages.append(_new_page(state, document, entry, link, guid))
        except Refused as e:  # a link that nobody can be asked for costs its entry, never the feed
            log.info("poll.link_refused", source_id=state.source.id, why=e.why)
    return tuple(pages)


def _stated(entry: Entry) -> float:
    stated = entry.published or entry.updated
    return stated.at.timestamp() if stated else 0.0


def _new_page(state: SourceState, document: Document, entry: Entry, link: str, guid: str) -> NewPage:
    source, site = state.source, site_of(link)
    language = entry.language or storable_text(document.language or "") or source.language
    return NewPage(
        url=link,
        url_key=urls.url_key(link),
        site=site,
        origin=origin_of(link),
        source_id=state.family,
        found_via="sitemap" if document.kind is Kind.SITEMAP else document.kind.value,
        entry=replace(entry, guid=guid, language=language),
        guid=guid,
        ignores_robots=privileges.ignores_robots(source, site),
    )


def _hint(entry: Entry) -> Entry:
    """The entry without what its page says better and at length."""
    content = entry.content if entry.content and len(entry.content) <= 100_000 else None
    summary = entry.summary if entry.summary and len(entry.summary) <= 20_000 else None
    return replace(entry, content=content, summary=summary)

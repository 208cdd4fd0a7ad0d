"""Backfill: the older pages of a source, read back document by document, the young ones first.

The pages of a document are spread over the time that half of their site's pace allows, and the next document is read
when they are due: so fresh news never waits behind an archive, and the frontier never holds more than one document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest

from sqlalchemy.engine import Connection
from xxhash import xxh3_64_hexdigest

from workers.errors import GiveUp, KhabarError, Refused
from workers.fetch.escape import printable
from workers.fetch.pace import origin_of, site_of
from workers.pipeline.polling.announced import Read
from workers.records import Document, Entry, Kind
from workers.store import backfills, frontier
from workers.store.backfills import Backfill
from workers.store.codec import storable_text
from workers.store.database import Database
from workers.store.frontier import NewPage
from workers.store.pace import PaceRule, crawl_delays
from workers.store.sources import SourceState
from workers.store.standing import Place

MOST_LEFT = 5000  # documents that are known and not yet read
MOST_SEEN = 5000  # documents that are remembered as read
MOST_FAILURES = 5  # of one document in a row, before the next one is read
_SHARE = 2  # one page in so many of a site's requests


@dataclass(frozen=True, slots=True)
class Portion:
    """What one document of an archive adds: its pages with the time that each is due, and when the last one is."""

    backfill: Backfill
    pages: tuple[NewPage, ...]
    until: datetime
    is_past: bool  # all that it announces is older than what is asked for


def is_archive(state: SourceState) -> bool:
    """Whether this row of sources reads an archive back."""
    return state.listed_in == "backfill"


def hold(connection: Connection, database: Database, states: Iterable[SourceState]) -> None:
    """Nobody stops these backfills until what their documents brought is written down."""
    backfills.hold(connection, database, [state.family for state in states if is_archive(state)])


def portions(connection: Connection, polls: Iterable[Read], rule: PaceRule, now: datetime) -> dict[str, Portion]:
    """What the documents of archives among these polls add, by the id of their row."""
    archived = [poll for poll in polls if is_archive(poll.state)]
    known = backfills.of(connection, [poll.state.family for poll in archived])
    return {
        poll.state.source.id: _portion(connection, known[poll.state.family], poll, rule, now)
        for poll in archived
        if poll.state.family in known
    }


def pages_of(poll: Read, portions: Mapping[str, Portion]) -> tuple[NewPage, ...]:
    """What to add to the frontier because of a poll."""
    portion = portions.get(poll.state.source.id)
    return poll.pages if portion is None else portion.pages


def _portion(connection: Connection, backfill: Backfill, poll: Read, rule: PaceRule, now: datetime) -> Portion:
    since = backfill.since
    wanted = [page for page in poll.pages if not _is_before(page.entry, since)]
    wanted.sort(key=lambda page: _stated(page.entry), reverse=True)
    known = frontier.known_keys(connection, [page.url_key for page in wanted])
    due = _spread([page for page in wanted if page.url_key not in known], connection, rule, now)
    pages = tuple(replace(page, found_via="backfill", due_at=due.get(page.url_key)) for page in wanted)
    until = max(due.values(), default=now)
    return Portion(backfill, pages, until, bool(poll.pages) and all(_is_before(p.entry, since) for p in poll.pages))


def _spread(pages: Sequence[NewPage], connection: Connection, rule: PaceRule, now: datetime) -> dict[str, datetime]:
    """url key -> when the page is due: each site's one after another, with room for others between them."""
    delays = crawl_delays(connection, {page.site for page in pages})
    turns: dict[str, int] = {}
    due: dict[str, datetime] = {}
    for page in pages:
        turn = turns[page.site] = turns.get(page.site, 0) + 1
        due.setdefault(page.url_key, now + timedelta(seconds=turn * _SHARE * rule.delay_of(delays.get(page.site))))
    return due


def _stated(entry: Entry) -> float:
    stated = entry.published or entry.updated
    return stated.at.timestamp() if stated else 0.0


def _is_before(entry: Entry, since: datetime | None) -> bool:
    """Whether the entry says that it is older; one without a date is not."""
    return since is not None and 0.0 < _stated(entry) < since.timestamp()


def go_on(connection: Connection, database: Database, poll: Read, portion: Portion, new: Collection[str]) -> None:
    """After a document was read: the next one, or the end."""
    backfill = replace(
        portion.backfill,
        found=portion.backfill.found + len(portion.pages),
        new=portion.backfill.new + sum(page.url_key in new for page in portion.pages),
    )
    older = [] if poll.document is None or portion.is_past else _older(poll, poll.document, backfill.since)
    _next(connection, database, backfill, poll.state, older, portion.until, poll.hash, "the archive is read to its end")


def failed(connection: Connection, database: Database, state: SourceState, error: KhabarError, now: datetime) -> None:
    """After a document that could not be read: it is left out where it never will be, or has failed too often."""
    backfill = backfills.of(connection, [state.family]).get(state.family)
    if backfill is not None and (isinstance(error, GiveUp) or state.failures + 1 >= MOST_FAILURES):
        _next(connection, database, backfill, state, [], now, None, f"the last document: {error.why}")


def _next(
    connection: Connection,
    database: Database,
    backfill: Backfill,
    state: SourceState,
    older: Iterable[str],
    at: datetime,
    body_hash: str | None,
    the_end: str,
) -> None:
    todo = [*older, *backfill.todo]
    seen = (*backfill.seen, _mark(state.source.url))[-MOST_SEEN:]
    row = replace(backfill, documents=backfill.documents + 1, left=backfill.left - 1, seen=seen)
    if backfill.state == backfills.DONE:  # stopped while this document was read
        backfills.end(connection, row)
        return
    while todo and row.left > 0:
        url = todo.pop(0)
        try:
            place = Place(url, site_of(url), origin_of(url))
        except Refused:
            continue
        if _mark(url) in seen:
            continue
        left = tuple(dict.fromkeys(todo))[:MOST_LEFT]
        why = f"{row.documents} documents of the archive are read, the next is {printable(url)}"
        further = replace(row, todo=left, why=why)
        backfills.go_on(connection, database, further, place=place, body_hash=body_hash, at=at)
        return
    why = the_end if row.left > 0 else f"as many documents as were asked for are read: {row.documents}"
    backfills.end(connection, replace(row, why=storable_text(why)))


def _mark(url: str) -> str:
    """What tells a document that was read: the pages of a feed may lead in a circle."""
    return xxh3_64_hexdigest(url.encode("utf-8", "replace"))[:10]


def _older(poll: Read, document: Document, since: datetime | None) -> list[str]:
    """Where the archive goes on: the older page, the sitemaps of an index that are young enough, what a home page
    names."""
    older = [document.next_url] if document.next_url is not None else []
    if document.kind is Kind.SITEMAP:
        dated = zip_longest(document.children, document.children_modified)
        older += [url for url, at in dated if since is None or at is None or at >= since]
    older += [named.url for named in poll.named or ()]
    return [storable_text(url) for url in older]


def sentence(backfill: Backfill) -> str:
    """How far it is, for people."""
    return (
        f"{backfill.documents} documents read, {backfill.found} pages found, {backfill.new} of them new; {backfill.why}"
    )

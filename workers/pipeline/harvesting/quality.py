"""The quality watch: counts what the pages of each source give, and raises an alarm where that became worse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from workers.pipeline.harvesting.drops import BEFORE, LATELY, Verdict, verdict_on
from workers.records import Article, Outcome, Page
from workers.services import Services
from workers.store import facts
from workers.store import quality as rows
from workers.store.alarms import Alarm, clear_alarms, raise_alarms, standing_of_kind
from workers.store.articles import Candidate
from workers.store.frontier import Ending

log = structlog.get_logger(__name__)

KIND = "quality"
KEPT = timedelta(days=90)
_EVERY = timedelta(minutes=5)
_OVERLAP = timedelta(minutes=2)  # a batch may be written some time after the moment it bears
_USUAL_AFTER = timedelta(days=30)  # what has been so for so long is how the source is now
_AT_ONCE = 200  # sources
_SURE = 0.6  # confidence of a body: one in fifty of good pages lies below
_FIRST = (Outcome.STORED, Outcome.DUPLICATE, Outcome.NOT_AN_ARTICLE)

_PLACE = {name: n for n, name in enumerate(rows.COUNTS)}
_PAGES, _ARTICLES, _WHOLE, _IS_SURE, _DATED, _SIGNED, _SECTIONED, _SHOWN = range(8)
_SHORTEST = _PLACE["length_0"]
_LONGEST = len(rows.LENGTHS) - 1
_FAMILY = {
    **dict.fromkeys(("json-ld", "microdata", "rdfa", "opengraph", "meta"), _PLACE["stated"]),
    **dict.fromkeys(("page", "text"), _PLACE["printed"]),
    "rule": _PLACE["ruled"],
    "feed": _PLACE["announced"],
}
_GUESSED = _PLACE["guessed"]
_FIELDS = ("title", "published", "authors", "section")


def note(
    connection: Connection,
    pages: Mapping[int, Page],
    candidates: Iterable[Candidate],
    endings: Iterable[Ending],
    *,
    now: datetime,
) -> None:
    """Counts what new pages gave, in the transaction that stores it; looks at known articles don't count."""
    read = {candidate.page_id: candidate.article for candidate in candidates}
    seen: dict[str, list[int]] = {}
    for ending in endings:
        page, article = pages[ending.page_id], read.get(ending.page_id)
        if page.article_id is not None or ending.outcome not in _FIRST:
            continue
        if article is None and ending.outcome is not Outcome.NOT_AN_ARTICLE:
            continue
        counts = seen.get(page.source_id)
        if counts is None:
            counts = seen[page.source_id] = [0] * len(rows.COUNTS)
        counts[_PAGES] += 1
        if article is not None:
            _count(counts, article)
    rows.add(connection, seen, now=now)


def _count(counts: list[int], article: Article) -> None:
    counts[_ARTICLES] += 1
    counts[_WHOLE] += article.completeness == "full"
    counts[_IS_SURE] += article.confidence >= _SURE
    counts[_DATED] += article.published is not None
    counts[_SIGNED] += bool(article.authors)
    counts[_SECTIONED] += article.section is not None
    counts[_SHOWN] += bool(article.images)
    origins = article.origins
    for name in _FIELDS:
        if (origin := origins.get(name)) is not None:
            counts[_FAMILY.get(origin.via, _GUESSED)] += 1
    length = sum(map(len, article.paragraphs))
    counts[_SHORTEST + min(max(length.bit_length() - 6, 0), _LONGEST)] += 1


def watch(services: Services) -> None:
    """Judges each source that brought pages since the last time, at most every five minutes."""
    database, now = services.database, services.now()
    with database.read() as connection:
        last = facts.read_moment(connection, "quality.judged_at")
        if last is not None and abs(now - last) < _EVERY:
            return
        start = now - LATELY if last is None or last > now else max(last - _OVERLAP, now - LATELY)
        alarmed = {source: since for source, (_, since) in standing_of_kind(connection, KIND).items()}
        touched = sorted({*rows.added_to(connection, since=start), *alarmed})
        verdicts: dict[str, Verdict | None] = {}
        for n in range(0, len(touched), _AT_ONCE):
            verdicts |= _verdicts(connection, touched[n : n + _AT_ONCE], alarmed, now)
    worse = {source: v for source, v in verdicts.items() if v is not None and v.drops}
    well = [source for source, v in verdicts.items() if v is not None and not v.drops and source in alarmed]
    well += [source for source, stood in alarmed.items() if now - stood > _USUAL_AFTER]
    database.transact(lambda c: _tell(c, services, worse, well, now))
    for source in sorted(worse.keys() - alarmed.keys()):
        log.error("quality.dropped", source_id=source, problem=str(worse[source]))
    for source in sorted(set(well)):
        log.info("quality.recovered", source_id=source)


def prune(services: Services) -> None:
    """Forgets days that are no longer compared with."""
    oldest = services.now().date() - KEPT
    services.database.transact(lambda c: rows.forget(c, before=oldest, at_once=1000))


def _verdicts(
    connection: Connection, sources: Iterable[str], alarmed: Mapping[str, datetime], now: datetime
) -> dict[str, Verdict | None]:
    start = now.date() - BEFORE - LATELY - _USUAL_AFTER
    found = rows.days_of(connection, sources, since=start)
    return {
        source: verdict_on(days, today=now.date(), standing_since=alarmed[source].date() if source in alarmed else None)
        for source, days in found.items()
    }


def _tell(
    connection: Connection, services: Services, worse: Mapping[str, Verdict], well: list[str], now: datetime
) -> None:
    raised = [Alarm(source, KIND, str(v)) for source, v in worse.items() if source not in well]
    raise_alarms(connection, services.database, raised, now=now)
    clear_alarms(connection, [(source, KIND) for source in well])
    facts.write_moment(connection, services.database, "quality.judged_at", now)

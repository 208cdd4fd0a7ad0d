"""When an article was published and last changed, of all the dates that its page carries.

What was learned on 438 pages with known dates: a stated publication time (article:published_time 97 %, schema.org
datePublished 87 %) beats any printed one, except that where the page prints another day beside its headline, the
printed one is what readers are told (templates restate the day of a migration or a reprint).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from workers.parse.metadata.calendar import Calendar, Printed, dates_in_lines, printed_dates
from workers.parse.metadata.evidence import Evidence
from workers.parse.metadata.printed import Surroundings
from workers.parse.wordlists import word_list
from workers.records import Moment, Origin, Precision

Dated = tuple[Moment, Origin]

BESIDE = 60  # nodes from the headline: its own byline, not that of another story

_PUBLISHED_METAS = word_list(
    """
    article:published_time og:article:published_time article:published og:published_time og:pubdate
    datepublished parsely-pub-date sailthru.date cxenseparse:publishtime cxenseparse:recs:publishtime
    rnews:datepublished citation_publication_date citation_online_date citation_date pubdate publishdate
    publish_date publish-date publication_date publicationdate pub_date publishtime article_date_original
    originalpublicationdate vr:published_time date.release dc.date.issued dc.date.created dcterms.issued
    dcterms.created dcterms.available dc.date dcterms.date date article.published article:post_date displaydate
    release_date datecreated created firstpublished first_published bt:pubdate mediator_published_time ptime
    """
)
_MODIFIED_METAS = word_list(
    """
    article:modified_time og:modified_time article:modified article:updated_time og:updated_time datemodified
    dcterms.modified dc.date.modified lastmod last-modified modified_time revised date.modified updated
    article.updated moddate last_updated utime
    """
)
_SCRIPT_DATE = re.compile(
    r"(?:date_?published|published_?(?:at|date|time)|first_?published_?at|publish_?date|publication_?date|pub_?date)"
    r'(?:\\?"|&quot;)\s{0,5}:\s{0,5}(?:\\?"|&quot;)(\d{4}-\d\d-\d\d[T\d:.+Z -]{0,25})',
    re.IGNORECASE,
)
MAX_SCRIPTS = 80
MAX_SCRIPT = 1_000_000
_URL_DAY = re.compile(
    r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|[1-9](?=[/-]))[/-]?(0[1-9]|[12]\d|3[01]|[1-9](?=[/-]))(?=[/\-_.]|$)"
)


def choose_moments(evidence: Evidence, around: Surroundings, language: str | None) -> tuple[Dated | None, Dated | None]:
    """When the article was published and when it was last changed (never before that), as far as the page says."""
    calendar = Calendar(evidence, language)
    stated = next(_stated_published(calendar), None)
    modified = next(_stated_modified(calendar), None)
    sure = stated is not None and stated[1].via == "opengraph"
    printed = [] if sure and modified is not None else printed_dates(calendar, around)
    if not sure and not any(one.kind != "updated" for one in printed):
        printed = sorted(printed + list(dates_in_lines(calendar, around)), key=lambda one: one.distance)
    published = _settle(stated, modified, printed)
    if published is None:
        published = _weaker(calendar)
    if modified is None:
        modified = next(((one.moment, Origin("page", 0.6)) for one in printed if one.kind == "updated"), None)
    if (
        published is None
        and modified is not None
        and any(one.moment.at.date() == modified[0].at.date() for one in printed)
    ):
        published = modified[0], Origin(modified[1].via, 0.4)
    if published and modified and _is_before(modified[0], published[0]):
        modified = None
    return published, modified


def _stated_published(calendar: Calendar) -> Iterator[Dated]:
    evidence = calendar.evidence
    for name in _PUBLISHED_METAS[:2]:
        for text in evidence.scan.metas.get(name, ()):
            if moment := calendar.read(text):
                yield moment, Origin("opengraph", 0.97)
    for value, via in evidence.stated("datePublished"):
        if moment := calendar.read(value):
            yield moment, Origin(via, 0.9)
    for name in _PUBLISHED_METAS[2:]:
        for text in evidence.scan.metas.get(name, ()):
            if moment := calendar.read(text):
                yield moment, Origin("meta", 0.85)
    for graph, node in evidence.pages:
        if moment := calendar.read(node.get("datePublished")):
            yield moment, Origin(graph.via, 0.85)
    for value, via in evidence.stated("dateCreated", "uploadDate"):
        if moment := calendar.read(value):
            yield moment, Origin(via, 0.6)


def _stated_modified(calendar: Calendar) -> Iterator[Dated]:
    evidence = calendar.evidence
    for name in _MODIFIED_METAS:
        for text in evidence.scan.metas.get(name, ()):
            if moment := calendar.read(text):
                yield moment, Origin("opengraph" if ":" in name else "meta", 0.9)
    for value, via in evidence.stated("dateModified"):
        if moment := calendar.read(value):
            yield moment, Origin(via, 0.9)
    for graph, node in evidence.pages:
        if moment := calendar.read(node.get("dateModified")):
            yield moment, Origin(graph.via, 0.7)


def _settle(stated: Dated | None, modified: Dated | None, printed: list[Printed]) -> Dated | None:
    """The stated publication, unless the page tells its readers another day (see the module's text)."""
    told = [one for one in printed if one.kind != "updated" and not one.clock]
    told = told or [one for one in printed if one.kind != "updated"]
    if stated is None:
        if not told:
            return None
        best = next((one for one in told if one.kind == "published"), told[0])
        return best.moment, Origin("page", 0.75 if best.machine else 0.65)
    if not told and printed and printed[0].moment.at.date() < stated[0].at.date():
        told = printed[:1]  # changed before it was published: what is stated is a template's day
    days = [one.moment.at.date() for one in told]
    if not told or stated[1].via in ("opengraph", "meta") or stated[0].at.date() in days:
        return stated
    nearest = told[0]
    day = nearest.moment.at.date()
    is_other = day < stated[0].at.date() or (modified is not None and day == modified[0].at.date())
    if is_other and nearest.distance <= BESIDE and not _is_same_instant(stated[0], day):
        return nearest.moment, Origin("page", 0.7)
    return stated


def _is_same_instant(stated: Moment, printed: date) -> bool:
    """Whether a printed day is the stated moment's in the publisher's zone, which is west of the stated one."""
    early = stated.precision is not Precision.DAY and stated.at.hour < 12
    return early and stated.at.date() - printed == timedelta(days=1)


def _weaker(calendar: Calendar) -> Dated | None:
    evidence = calendar.evidence
    day = day_in_url(evidence.url, evidence.fetched_at)
    announced = evidence.entry.published if evidence.entry is not None else None
    if announced is not None and (day is None or abs(announced.at.date() - day.at.date()) <= timedelta(days=1)):
        return announced, Origin("feed", 0.6)  # the same day with its time, in whichever zone the address counts days
    if day is not None:
        return day, Origin("url", 0.6)
    return _in_scripts(calendar)


def _in_scripts(calendar: Calendar) -> Dated | None:
    """The publication that the data of a page's scripts state, where all that state one agree on the day."""
    days: dict[date, Moment] = {}
    for node in calendar.evidence.scan.scripts[:MAX_SCRIPTS]:
        for found in _SCRIPT_DATE.finditer(node.text()[:MAX_SCRIPT]):
            if moment := calendar.read(found.group(1)):
                days.setdefault(moment.at.date(), moment)
    return (next(iter(days.values())), Origin("page", 0.5)) if len(days) == 1 else None


def day_in_url(url: str, fetched_at: datetime) -> Moment | None:
    """The day in a URL's path (`/2024/05/01/`), or None."""
    try:
        path = urlsplit(url[:4_000]).path
    except ValueError:
        return None
    found = _URL_DAY.search(path)
    if found is None:
        return None
    try:
        at = datetime(int(found.group(1)), int(found.group(2)), int(found.group(3)), tzinfo=fetched_at.tzinfo)
    except ValueError:
        return None
    return Moment(at, Precision.DAY) if at <= fetched_at + timedelta(days=1) and at.year >= 1990 else None


def _is_before(one: Moment, other: Moment) -> bool:
    if Precision.DAY in (one.precision, other.precision):
        return one.at.date() < other.at.date()
    return one.at < other.at

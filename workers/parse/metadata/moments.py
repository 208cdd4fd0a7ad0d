"""When an article was published and last changed, of all the dates that its page carries.

What was learned on 438 pages with known dates: a stated publication time (article:published_time 97 %, schema.org
datePublished 87 %) beats any printed one, except that where the page prints another day beside its headline, the
printed one is what readers are told (templates restate the day of a migration or a reprint).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta, timezone, tzinfo

from workers.parse.metadata.calendar import Calendar, Printed, dates_in_lines, printed_dates
from workers.parse.metadata.elsewhere import Dated, day_in_url, elsewhere
from workers.parse.metadata.evidence import Evidence
from workers.parse.metadata.printed import AFTER_HEADLINE, Surroundings
from workers.parse.wordlists import word_list
from workers.records import Moment, Origin, Precision

MAX_TIMES = 50
_OFFSET = re.compile(r"T\d\d:?\d\d.{0,14}?([+-])(\d\d):?(\d\d)\s*\Z")
_OWN_LINES = 12  # a quarter of them, as what stands above the headline counts threefold
_TICK = timedelta(minutes=2)
BESIDE = 60  # nodes from the headline: its own byline, not that of another story

_PUBLISHED_METAS = word_list(
    """
    article:published_time og:article:published_time article:published og:published_time og:pubdate
    datepublished parsely-pub-date sailthru.date cxenseparse:publishtime cxenseparse:recs:publishtime
    rnews:datepublished citation_publication_date citation_online_date citation_date pubdate publishdate
    publish_date publish-date publication_date publicationdate pub_date publishtime article_date_original
    originalpublicationdate vr:published_time date.release dc.date.issued dc.date.created dcterms.issued
    dcterms.created dcterms.available dc.date dcterms.date date article.published article:post_date displaydate
    published published-date published_date publisheddate published_at publishedat date_published date-published
    publication-date article_date article-date articledate article:publish_date article:date article.date pub-date
    publish-time publish_time post_date postdate dcterms.date.issued dcterms.date.created date.issued
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


def choose_moments(
    evidence: Evidence,
    around: Surroundings,
    language: str | None,
    *,
    zone: tzinfo | None = None,
    habit: str | None = None,
) -> tuple[Dated | None, Dated | None]:
    """When the article was published and when it was last changed (never before that), as far as the page says.

    `zone` holds where a date states none, `habit` is the language its source is known to write.
    """
    calendar = Calendar(evidence, language, zone=zone, habit=habit)
    statements = _stated_published(calendar)
    stated = next(statements, None)
    if stated is not None and _is_midnight(stated[0]):
        others = list(statements)
        stated, statements = _with_its_time(stated, others), iter(others)
    modified = next(_stated_modified(calendar), None)
    if zone is None and stated is not None and stated[0].precision is not Precision.DAY and stated[0].at.utcoffset():
        calendar.zone = stated[0].at.tzinfo  # readers are told the time on the publisher's clocks
    printed = _printed(calendar, around, stated, modified)
    published = _told_in_its_zone(calendar, _settle(stated, statements, modified, printed, evidence), printed)
    if published is None:
        published = elsewhere(calendar, around)
    if modified is None:
        modified = next(((one.moment, Origin("page", 0.6)) for one in printed if one.kind == "updated"), None)
    if (
        published is None
        and modified is not None
        and modified[0].at.date() in {one.moment.at.date() for one in printed}
    ):
        published = modified[0], Origin(modified[1].via, 0.4)
    if published and modified and _is_before(modified[0], published[0]):
        modified = None
    return published, modified


def _printed(calendar: Calendar, around: Surroundings, stated: Dated | None, modified: Dated | None) -> list[Printed]:
    """What readers are told, nearest first, as far as it can change anything.

    A stated day that is printed beside the headline stands: after it only changes count, where none is stated.
    """
    sure = stated is not None and stated[1].via == "opengraph"
    if sure and modified is not None:
        return []
    day = stated[0].at.date() if stated is not None else None

    def confirms(one: Printed) -> bool:
        return one.moment.at.date() == day and one.kind != "updated" and not one.clock and one.distance <= BESIDE

    found = []
    for one in printed_dates(calendar, around):
        found.append(one)
        if modified is not None and confirms(one):
            return [one]
    if not sure and not any(one.kind != "updated" and one.distance <= BESIDE for one in found):
        for one in dates_in_lines(calendar, around, confirms):
            found.append(one)
            if modified is not None and confirms(one):
                return [one]
    return sorted(found, key=lambda one: one.distance)


def _is_midnight(moment: Moment) -> bool:
    """Whether a moment is a day and no more, whatever it is written as."""
    return moment.precision is Precision.DAY or (moment.at.hour, moment.at.minute, moment.at.second) == (0, 0, 0)


def _with_its_time(stated: Dated, others: list[Dated]) -> Dated:
    """A stated day with the time that another statement gives for it (in whichever zone either counts days)."""
    for moment, _ in others:
        if not _is_midnight(moment) and timedelta(hours=-14) <= moment.at - stated[0].at <= timedelta(hours=36):
            return moment, stated[1]
    return stated


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


def _settle(
    stated: Dated | None, others: Iterator[Dated], modified: Dated | None, printed: list[Printed], evidence: Evidence
) -> Dated | None:
    """The stated publication, unless the page tells its readers another day (see the module's text)."""
    told = [one for one in printed if one.kind != "updated" and not one.clock]
    told = told or [one for one in printed if one.kind != "updated" and not _is_the_pages_clock(one, evidence)]
    if stated is None:
        best = _likeliest(told, evidence)
        return (best.moment, Origin("page", 0.75 if best.machine else 0.65)) if best is not None else None
    if not told and printed and printed[0].moment.at.date() < stated[0].at.date():
        told = printed[:1]  # changed before it was published: what is stated is a template's day
    days = [one.moment.at.date() for one in told]
    if not told or stated[1].via == "opengraph" or stated[0].at.date() in days:
        return stated
    nearest = told[0]
    day = nearest.moment.at.date()
    if nearest.distance > BESIDE or _is_same_instant(stated[0], day):
        return stated
    if day < stated[0].at.date() or (modified is not None and day == modified[0].at.date()):
        return nearest.moment, Origin("page", 0.7)
    return next((other for other in others if other[0].at.date() == day), stated)  # two voices against one


def _is_the_pages_clock(one: Printed, evidence: Evidence) -> bool:
    """Whether the day of the fetch above the headline is the page's own: it ticks, or stands far off without a time."""
    if not one.clock or one.machine:
        return False
    if one.moment.precision is Precision.DAY:
        return one.distance > _OWN_LINES
    quarter = timedelta(minutes=15)  # the zones of the earth are quarters of an hour apart
    return (
        min((evidence.fetched_at - one.moment.at) % quarter, (one.moment.at - evidence.fetched_at) % quarter) <= _TICK
    )


def _likeliest(told: list[Printed], evidence: Evidence) -> Printed | None:
    """The printed date that is the publication's: the address's day, one that is called so, the nearest.

    Where none stands beside the headline, those of lists of other stories are left out: several days, none labelled.
    """
    beside = [one for one in told if one.distance <= BESIDE]
    if len({one.moment.at.date() for one in told}) > 1 and (day := day_in_url(evidence.url, evidence.fetched_at)):
        same = [one for one in told if one.moment.at.date() == day.at.date()]
        beside = same or beside
        if not beside:
            return None
    for one in told:
        near = one.distance <= BESIDE or not beside
        if one.kind == "published" and (
            near or (one.distance <= AFTER_HEADLINE and _is_before(one.moment, beside[0].moment))
        ):
            return one
    if beside:
        return beside[0]
    return told[0] if len({one.moment.at.date() for one in told}) == 1 else None


def _told_in_its_zone(calendar: Calendar, published: Dated | None, printed: list[Printed]) -> Dated | None:
    """The same instant with the publisher's own offset, where it is stated in UTC and readers are told a day beside.

    Offsets come from the source's zone and from the other moments that the page states.
    """
    if published is None or published[0].precision is Precision.DAY or published[0].at.utcoffset():
        return published
    at = published[0].at
    days = {one.moment.at.date() for one in printed if one.distance <= BESIDE and one.kind != "updated"}
    if at.date() not in days and (day := day_in_url(calendar.evidence.url, calendar.evidence.fetched_at)) is not None:
        days.add(day.at.date())
    if not days or at.date() in days:
        return published
    for zone in _zones_of(calendar):
        local = at.astimezone(zone)
        if local.date() in days:
            fixed = local.replace(tzinfo=timezone(local.utcoffset() or timedelta(0)))
            return Moment(fixed, published[0].precision), published[1]
    return published


def _zones_of(calendar: Calendar) -> Iterator[tzinfo]:
    if calendar.zone is not None:
        yield calendar.zone
    scan = calendar.evidence.scan
    texts = [spot.node.attributes.get("datetime") for spot in scan.times[:MAX_TIMES]]
    for text in (*texts, *scan.all_metas(*_MODIFIED_METAS)):
        found = _OFFSET.search(text[:50]) if text else None
        if found is not None:
            away = timedelta(hours=int(found[2]), minutes=int(found[3]))
            if timedelta(0) < away <= timedelta(hours=14):
                yield timezone(-away if found[1] == "-" else away)


def _is_same_instant(stated: Moment, printed: date) -> bool:
    """Whether a printed day is the stated moment's in the publisher's zone, which is west of the stated one."""
    early = (
        stated.precision is not Precision.DAY and stated.at.hour < 9
    )  # nobody publishes farther west than Alaska's clock
    return early and stated.at.date() - printed == timedelta(days=1)


def _is_before(one: Moment, other: Moment) -> bool:
    if Precision.DAY in (one.precision, other.precision):
        return one.at.date() < other.at.date()
    return one.at < other.at

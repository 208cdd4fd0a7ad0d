"""When an article was published and last changed, of all the dates that its page carries.

What was learned on 438 pages with known dates: a stated publication time (article:published_time 97 %, schema.org
datePublished 87 %) beats any printed one, except that where the page prints another day beside its headline, the
printed one is what readers are told (templates restate the day of a migration or a reprint).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from workers.parse.dates import find_date, read_date
from workers.parse.metadata_evidence import Evidence
from workers.parse.metadata_names import Sign
from workers.parse.metadata_printed import AFTER_HEADLINE, BEFORE_HEADLINE, NEXT_LINES, Surroundings
from workers.parse.metadata_scan import Spot
from workers.parse.structured import plain
from workers.parse.wordlists import word_list
from workers.records import Moment, Origin, Precision

Dated = tuple[Moment, Origin]

LONGEST = 300  # characters of a line with a date and names
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
_UPDATED_WORD = re.compile(
    r"\b(?:updated?|modified|revised|edited|reviewed|last checked|edit:|actualis|mis à jour|màj"
    r"|aktualisiert|zuletzt|stand:|actualizad|"
    r"atualizad|modificad|aggiornat|bijgewerkt|uppdatera|oppdatert|opdateret|aktualizac|aktualizov|güncelle|"
    r"обновл|изменен|оновлен|diperbarui|cập nhật)|ενημέρωση|آخر تحديث|تم التحديث|تحديث|بروزرسانی|به‌روزرسانی|"
    r"עודכן|עדכון|更新|수정|업데이트|अपडेट|হালনাগাদ",
    re.IGNORECASE,
)
_PUBLISHED_WORD = re.compile(
    r"\b(?:publish|posted|created|first|original|issued|publié|veröffentlicht|erstellt|publicad|pubblicat|gepubliceerd|"
    r"publicerad|publisert|yayın|опубликован|дата|diterbitkan)|نشر|تاريخ|انتشار|פורסם|发布|發布|公開|입력|등록|प्रकाशित",
    re.IGNORECASE,
)
_MAY_BE_DATE = re.compile(
    r"\d{4}|[٠-٩۰-۹০-৯०-९]{2}|\d{1,2}[./-]\d{1,2}|\b\d{1,2}\b.{0,12}\b(?:ago|hours?|days?|min)"
    r"|\bago\b|منذ|قبل|پیش|לפני|前|전\b|назад|"
    r"\bhace\b|\bvor\b|il y a|önce|\b(?:yesterday|today)\b|أمس|اليوم|\b\d{1,2}\s+\w{3,}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d|[٠-٩۰-۹০-৯०-९]{4}|\bago\b|منذ|قبل|پیش|לפני|小时前|시간 ?전|назад|\bhace\b|il y a")
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


@dataclass(frozen=True, slots=True)
class Printed:
    """A date in the page's own text: `kind` is "published", "updated" or "" where nothing says which."""

    moment: Moment
    kind: str
    distance: int
    machine: bool  # stated in a datetime attribute
    clock: bool = False  # the day of the fetch, printed above the headline: perhaps the page's clock


class Calendar:
    """Reads the dates of one page in its language, against the time it was fetched."""

    def __init__(self, evidence: Evidence, language: str | None) -> None:
        self.evidence = evidence
        self.language = language
        self.now = evidence.fetched_at

    def read(self, value: object) -> Moment | None:
        text = plain(value) if not isinstance(value, str) else value
        if not text or len(text) > 200:
            return None
        return read_date(text, language=self.language, now=self.now)

    def find(self, text: str) -> Moment | None:
        """The date in a line that is short enough to be a byline."""
        if len(text) > LONGEST or not _MAY_BE_DATE.search(text):
            return None
        found = find_date(text, language=self.language, now=self.now)
        if found is not None:
            return found[0]
        return read_date(text, language=self.language, now=self.now) if len(text) < 40 else None

    def printed(self, moment: Moment, kind: str, distance: int, *, machine: bool, before: bool) -> Printed:
        """A printed date; the day of the fetch above the headline may be the page's clock."""
        clock = before and kind == "" and moment.at.date() == self.now.astimezone(moment.at.tzinfo).date()
        return Printed(moment, kind, distance, machine, clock)


def choose_moments(evidence: Evidence, around: Surroundings, language: str | None) -> tuple[Dated | None, Dated | None]:
    """When the article was published and when it was last changed (never before that), as far as the page says."""
    calendar = Calendar(evidence, language)
    stated = next(_stated_published(calendar), None)
    modified = next(_stated_modified(calendar), None)
    sure = stated is not None and stated[1].via == "opengraph"
    printed = [] if sure and modified is not None else _printed(calendar, around)
    if not sure and not any(one.kind != "updated" for one in printed):
        printed = sorted(printed + list(_in_lines(calendar, around)), key=lambda one: one.distance)
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


def _printed(calendar: Calendar, around: Surroundings) -> list[Printed]:
    """The dates round the headline, nearest first."""
    found: list[Printed] = []
    seen: set[tuple[date, str]] = set()
    for spot in _dated_spots(around):
        attributes = spot.node.attributes
        machine = attributes.get("datetime") or attributes.get("content") or ""
        text = spot.text()
        moment = calendar.read(machine) if machine else None
        moment, stated = moment or (calendar.find(text) if text else None), moment is not None
        if moment is None:
            continue
        kind = _kind_of(spot, text)
        before = around.headline is not None and spot.place < around.headline.place
        one = calendar.printed(moment, kind, around.distance(spot), machine=stated, before=before)
        key = one.moment.at.date(), kind
        if key not in seen:
            seen.add(key)
            found.append(one)
        if len(found) >= 12:
            break
    return sorted(found, key=lambda one: one.distance)


def _in_lines(calendar: Calendar, around: Surroundings) -> Iterator[Printed]:
    """The dates in lines round the headline that no name of their element marks."""
    label = ""
    for line in around.lines():
        dated = _YEAR.search(line.text) and len(line.text) <= 120
        moment = calendar.find(line.text) if dated else None
        kind = _kind_in(f"{label} {line.text}") if moment is not None else ""
        labelled = kind == "published" and label != "" and line.place > 0
        apart = not labelled and not around.is_beside(line) and around.is_apart(line.node, before=line.place < 0)
        if moment is None or apart:
            label = line.text if len(line.text) < 25 else ""
            continue
        own = -2 <= line.place <= NEXT_LINES or labelled
        if own or not around.is_foreign(line.node):
            away = abs(line.place) * (3 if line.place < 0 else 1)
            yield calendar.printed(moment, kind, away, machine=False, before=line.place < 0)
        label = line.text if len(line.text) < 25 else ""


def _dated_spots(around: Surroundings) -> Iterator[Spot]:
    spots = [spot for spot in around.scan.spots if spot.sign & (Sign.DATE | Sign.UPDATED | Sign.AUTHOR)]
    spots = around.scan.times + spots
    if around.headline is not None:
        first, last = around.headline.place - BEFORE_HEADLINE, around.headline.place + 6 * AFTER_HEADLINE
        spots = [spot for spot in spots if first <= spot.place <= last]
    for spot in sorted(spots, key=around.distance)[:60]:
        before = around.headline is not None and spot.place < around.headline.place
        if not around.is_foreign(spot.node) and not (before and around.is_apart(spot.node, before=True)):
            yield spot


def _kind_of(spot: Spot, text: str) -> str:
    before = text
    if len(before) < 40 and (parent := spot.node.parent) is not None:
        raw = " ".join((parent.text(separator=" ") or "")[:300].split())
        at = raw.find(text[:30]) if text else -1
        before = raw[: at + len(text)] if 0 <= at < 60 else text
    return "updated" if spot.sign & Sign.UPDATED else _kind_in(before)


def _kind_in(text: str) -> str:
    updated, published = _UPDATED_WORD.search(text), _PUBLISHED_WORD.search(text)
    if updated and not published:
        return "updated"
    if updated and published:
        return "published" if published.start() < updated.start() else "updated"
    return "published" if published else ""


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
    if day is not None:
        return day, Origin("url", 0.6)
    if evidence.entry is not None and evidence.entry.published is not None:
        return evidence.entry.published, Origin("feed", 0.6)
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

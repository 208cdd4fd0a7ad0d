"""The dates that are printed round a page's headline, each with what the page says that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workers.parse.dates import find_date, read_date
from workers.parse.metadata.evidence import Evidence
from workers.parse.metadata.names import Sign
from workers.parse.metadata.printed import AFTER_HEADLINE, BEFORE_HEADLINE, NEXT_LINES, Surroundings
from workers.parse.metadata.scan import Spot
from workers.parse.metadata.structured import plain
from workers.records import Moment

LONGEST = 300  # characters of a line with a date and names

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


def printed_dates(calendar: Calendar, around: Surroundings) -> list[Printed]:
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


def dates_in_lines(calendar: Calendar, around: Surroundings) -> Iterator[Printed]:
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

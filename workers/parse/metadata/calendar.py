"""The dates that are printed round a page's headline, each with what the page says that it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from workers.parse.dates import find_date, read_date
from workers.parse.metadata.evidence import Evidence
from workers.parse.metadata.labels import kind_of, kinds_of, may_be_update
from workers.parse.metadata.names import Sign
from workers.parse.metadata.numbers import is_english, order_of, spoken
from workers.parse.metadata.printed import AFTER_HEADLINE, BEFORE_HEADLINE, NEXT_LINES, Surroundings
from workers.parse.metadata.scan import Spot
from workers.parse.metadata.structured import plain
from workers.records import Moment

LONGEST = 300  # characters of a line with a date and names
MOST_IN_LINE = 3
_RIGHT_ABOVE = 5  # lines

_PAST = (
    r"ago\b|lalu\b|trước\b|temu\b|geleden\b|siden\b|sedan\b|тому\b|hace\b|назад|منذ|قبل|پیش|پہلے|לפני|πριν|il y a"
    r"|(?:小[时時]|時間|分[钟鐘])前|(?:시간|분) ?전|पहले|আগে|ที่แล้ว|önce|წინ|առաջ|በፊት"
)
_MAY_BE_DATE = re.compile(  # of lower case
    rf"\d{{4}}|[^\W\D_0-9]{{2}}|\d{{1,2}}[./-]\d{{1,2}}|\b\d{{1,2}}\s+\w{{3,}}"
    rf"|\b(?:hours?|days?|min|vor|yesterday|today)\b|أمس|اليوم|前|전\b|[\d〇一二三四五六七八九十元]年|{_PAST}"
)
_YEAR = re.compile(
    rf"\d{{4}}|{_PAST}|令和|平成|民[國国]|[〇一二三四五六七八九]年|\d/\d{{1,2}} ?[(（][月火水木金土日월화수목금토일]"
)
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAY_AND_TIME = re.compile(r"(?:\d[^\W\d_]?[.º]?\s*[^\W\d_]{3}|[^\W\d_]{3}\.?\s+\d|[月월]).*\d{1,2}[:h時시点]\d")
_FIGURES = re.compile(r"\d{4}")
_PAST_IN_ASCII = ("ago", "lalu", "temu", "geleden", "siden", "sedan", "hace", "il y a")
_TURNED = re.compile(r"(?<!\d)\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d\d)(?!\d)")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?\Z")  # seconds or milliseconds since 1970, in this century
_TIMELY = re.compile(r"time|date|publi|posted|epoch|stamp")


@dataclass(frozen=True, slots=True)
class Printed:
    """A date in the page's own text: `kind` is "published", "updated" or "" where nothing says which."""

    moment: Moment
    kind: str
    distance: int
    machine: bool  # stated in a datetime attribute
    clock: bool = False  # the day of the fetch, printed above the headline: perhaps the page's clock


class Calendar:
    """Reads the dates of one page in its language, against the time it was fetched.

    `zone` holds where a date states none; `habit` is the language that the page's editors are known to speak (a
    region settles whether the month or the day comes first).
    """

    def __init__(
        self, evidence: Evidence, language: str | None, *, zone: tzinfo | None = None, habit: str | None = None
    ) -> None:
        self.evidence = evidence
        self.language = spoken(language, habit)
        self.zone = zone
        self.now = evidence.fetched_at
        self._numbers: str | None = None

    def read(self, value: object) -> Moment | None:
        text = plain(value) if not isinstance(value, str) else value
        if not text or len(text) > 200:
            return None
        return read_date(text, language=self._order(text), now=self.now, zone=self.zone)

    def find(self, text: str) -> Moment | None:
        """The first date in a line that is short enough to be a byline."""
        return next((moment for moment, _ in self.all_in(text)), None)

    def all_in(self, text: str, lead: Callable[[], str] | None = None) -> list[tuple[Moment, str]]:
        """The dates of a line, each with what the words round it call it; `lead` gives the words before the line."""
        if len(text) > LONGEST or not _MAY_BE_DATE.search(text.lower()):
            return []
        language = self._order(text)
        moments: list[Moment] = []
        spans: list[tuple[int, int]] = []
        at = 0
        while len(moments) < MOST_IN_LINE and (at == 0 or _YEAR.search(text, at) or not _YEAR.search(text, 0, at)):
            found = find_date(text[at:], language=language, now=self.now, zone=self.zone)
            if found is None:
                break
            moments.append(found[0])
            spans.append((at + found[1], at + found[2]))
            at += max(found[2], 1)
        if not moments and len(text) < 40:
            whole = read_date(text, language=language, now=self.now, zone=self.zone)
            moments, spans = ([whole], [(0, len(text))]) if whole is not None else ([], [])
        if not moments:
            return []
        if spans[0] == (0, len(text)) and lead is None:
            return [(moments[0], kind_of(text))]
        return list(zip(moments, kinds_of(text, spans, lead() if lead is not None else ""), strict=True))

    def _order(self, text: str) -> str | None:
        """The language to read a text's numbers in: English alone does not say whether `3/4/2025` is in March."""
        if _TURNED.search(text) is None or not is_english(self.language):
            return self.language
        if self._numbers is None:
            self._numbers = order_of(self.evidence, self.language)
        return self._numbers

    def printed(self, moment: Moment, kind: str, distance: int, *, machine: bool, before: bool) -> Printed:
        """A printed date; the day of the fetch above the headline may be the page's clock."""
        clock = before and kind == "" and moment.at.date() == self.now.astimezone(moment.at.tzinfo).date()
        return Printed(moment, kind, distance, machine, clock)


def printed_dates(calendar: Calendar, around: Surroundings) -> Iterator[Printed]:
    """The dates round the headline, about nearest first."""
    seen: set[tuple[date, str]] = set()
    for spot in _dated_spots(around):
        before = around.headline is None or spot.place < around.headline.place
        for moment, kind, stated in _dates_of(calendar, spot):
            key = moment.at.date(), kind
            if key not in seen:
                seen.add(key)
                yield calendar.printed(moment, kind, around.distance(spot), machine=stated, before=before)
        if len(seen) >= 12:
            break


def _dates_of(calendar: Calendar, spot: Spot) -> list[tuple[Moment, str, bool]]:
    """The dates of an element, what it calls them, and whether an attribute states them."""
    text = spot.text()
    machine = _machine(calendar, spot.node.attributes)
    found = calendar.all_in(text, lambda: _lead(spot, text)) if text else []
    if machine is not None:
        kind = found[0][1] if len(found) == 1 else kind_of(f"{_lead(spot, text)} {text}")
        found = [(machine, kind)]
    is_update = spot.sign & Sign.UPDATED and len(found) < 2
    return [(moment, "updated" if is_update else kind, machine is not None) for moment, kind in found]


def _machine(calendar: Calendar, attributes: dict[str, str | None]) -> Moment | None:
    """The moment that an element states for programs."""
    stated = attributes.get("datetime") or attributes.get("content")
    if not stated and (title := attributes.get("title")) and _STAMP.match(title):
        stated = title  # hAtom: <abbr class="published" title="2026-11-20T09:15:00+02:00">
    if stated:
        return calendar.read(stated)
    for name, value in attributes.items():
        if value and name.startswith("data-") and _EPOCH.match(value) and _TIMELY.search(name):
            return calendar.read(value)
    return None


def dates_in_lines(calendar: Calendar, around: Surroundings, confirms: Callable[[Printed], bool]) -> Iterator[Printed]:
    """The dates in lines round the headline that no name of their element marks; after one that `confirms` what is
    stated, updates alone.
    """
    label = ""
    confirmed = False
    told = False
    misnamed: list[Printed] = []  # right above the headline, in what calls itself a menu
    for line in around.lines():
        before = label
        dated = len(line.text) <= 120 and _may_be_dated(line.text)
        if dated and confirmed:
            dated = may_be_update(f"{before} {line.text}")
        found = calendar.all_in(line.text, lambda before=before: before) if dated else []  # type: ignore[misc]
        for moment, kind in found:
            labelled = kind == "published" and kind_of(before) != "" and line.place > 0
            if not labelled and not around.is_beside(line) and around.is_apart(line.node, before=line.place < 0):
                continue
            if labelled or -2 <= line.place <= NEXT_LINES or not around.is_foreign(line.node):
                away = abs(line.place) * (3 if line.place < 0 else 1)
                unsure = line.place < 0 or around.headline is None
                one = calendar.printed(moment, kind, away, machine=False, before=unsure)
                confirmed = confirmed or confirms(one)
                told = told or not one.clock
                yield one
            elif -_RIGHT_ABOVE <= line.place < 0:
                misnamed.append(calendar.printed(moment, kind, -3 * line.place, machine=False, before=True))
        label = line.text if len(line.text) < 25 else ""
    if not told:
        yield from (one for one in misnamed if not one.clock)
        if not misnamed:
            yield from _yearless(calendar, around)


def _yearless(calendar: Calendar, around: Surroundings) -> Iterator[Printed]:
    """The days with a time but without a year that stand right beside the headline: `22 November, 13:40`."""
    for line in around.lines():
        if -3 <= line.place <= 3 and len(line.text) <= 60 and _DAY_AND_TIME.search(line.text):
            if around.is_foreign(line.node) or around.is_apart(line.node, before=line.place < 0):
                continue
            away = abs(line.place) * (3 if line.place < 0 else 1)
            for moment, kind in calendar.all_in(line.text):
                one = calendar.printed(moment, kind, away, machine=False, before=line.place < 0)
                if not one.clock:
                    yield one


def _may_be_dated(text: str) -> bool:
    """Whether a text holds what `_YEAR` finds, which is slow to find that there is none."""
    if _FIGURES.search(text) is not None:
        return True
    if text.isascii() and not any(word in text for word in _PAST_IN_ASCII):
        return False
    return _YEAR.search(text) is not None


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


def _lead(spot: Spot, text: str) -> str:
    """The words that stand before a short element in the one that holds it."""
    parent = spot.node.parent
    if len(text) >= 40 or parent is None:
        return ""
    raw = " ".join((parent.text(separator=" ") or "")[:300].split())
    at = raw.find(text[:30]) if text else -1
    return raw[:at] if 0 <= at < 60 else ""

"""The card round an article's link on a section page, and the date that stands in it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime

from workers.parse.dates import find_date, read_date
from workers.parse.listing.choice import Target
from workers.parse.listing.scan import Scan
from workers.records import Moment

_MOST_PIECES = 60
_MOST_LEVELS = 14
_LONGEST_DATE_LINE = 120
_LONGEST_BYLINE = 60  # a longer line is a sentence, and its date a date of the story
_BESIDE = 5  # pieces of text between two cards that may hold a date of either


class Cards:
    """Which part of the page belongs to which article."""

    def __init__(self, seen: Scan, chosen: list[Target]) -> None:
        self._seen = seen
        self._piece_elements = [piece.element for piece in seen.pieces]
        self._time_elements = [element for element, _ in seen.times]
        self._titles = [target.title for target in chosen]
        owners: dict[int, int] = {}
        for number, target in enumerate(chosen):
            for link in target.links:
                self._claim(owners, link.element, number)
        self.spans = [self._span(owners, number, target) for number, target in enumerate(chosen)]

    def _claim(self, owners: dict[int, int], element: int, number: int) -> None:
        """Say of every element above a link whose it is; -1 where it holds links of several articles."""
        for _ in range(_MOST_LEVELS):
            if element < 0:
                return
            owner = owners.setdefault(element, number)
            if owner != number:
                owners[element] = -1
            element = self._seen.parents[element]

    def _span(self, owners: dict[int, int], number: int, target: Target) -> tuple[int, int]:
        """First and last-plus-one element of the largest part that is this article's alone."""
        links = [link for link in target.links if not link.aside] or target.links
        telling = next((link for link in links if link.headed), max(links, key=lambda link: len(link.pieces)))
        element, best = telling.element, telling.element
        for _ in range(_MOST_LEVELS):
            element = self._seen.parents[element]
            if element < 0 or owners.get(element) != number or self._count(element) > _MOST_PIECES:
                break
            best = element
        return best, self._seen.ends[best]

    def _count(self, element: int) -> int:
        start = bisect_left(self._piece_elements, element)
        return bisect_left(self._piece_elements, self._seen.ends[element]) - start

    def dates(self, language: str | None, now: datetime) -> list[Moment | None]:
        """The date of each article, None where its card states none."""
        found = [self._inside(number, language, now) for number in range(len(self.spans))]
        if found and not any(found):
            found = self._between(language, now)
        return found

    def _inside(self, number: int, language: str | None, now: datetime) -> Moment | None:
        start, end = self.spans[number]
        low, high = bisect_left(self._time_elements, start), bisect_left(self._time_elements, end)
        for _, stated in self._seen.times[low:high]:
            moment = read_date(stated, language=language, now=now, zone=now.tzinfo)
            if moment is not None:
                return moment
        return self._in_pieces(start, end, self._titles[number], language, now)

    def _in_pieces(self, start: int, end: int, title: str, language: str | None, now: datetime) -> Moment | None:
        low = bisect_left(self._piece_elements, start)
        for piece in self._seen.pieces[low : low + _MOST_PIECES]:
            if piece.element >= end:
                break
            if piece.heading or piece.text == title or len(piece.text) > _LONGEST_DATE_LINE:
                continue
            moment = read_date(piece.text, language=language, now=now, zone=now.tzinfo)
            if moment is None and piece.link < 0 and len(piece.text) <= _LONGEST_BYLINE:
                found = find_date(piece.text, language=language, now=now, zone=now.tzinfo)
                moment = found[0] if found else None
            if moment is not None:
                return moment
        return None

    def _between(self, language: str | None, now: datetime) -> list[Moment | None]:
        """Dates of a flat list, whose cards are headings with the date in a line before or after each."""
        order = sorted(range(len(self.spans)), key=lambda number: self.spans[number][0])
        gaps: list[Moment | None] = []
        before = 0
        for number in [*order, -1]:
            until = self.spans[number][0] if number >= 0 else len(self._seen.parents)
            gaps.append(self._gap(before, until, number < 0, language, now))
            before = self.spans[number][1]
        dates: list[Moment | None] = [None] * len(self.spans)
        stated = sum(gap is not None for gap in gaps)
        if stated < 2 or (gaps[0] is not None and gaps[-1] is not None):
            return dates  # one date alone is the page's own day; before and after: nobody can tell
        current: Moment | None = None
        for place, number in enumerate(order):
            if gaps[0] is not None:  # dates stand before what they belong to, one for each or one for a whole day
                current = gaps[place] or current
                dates[number] = current
            else:
                dates[number] = gaps[place + 1]
        return dates

    def _gap(self, start: int, end: int, last: bool, language: str | None, now: datetime) -> Moment | None:
        low, high = bisect_left(self._piece_elements, start), bisect_left(self._piece_elements, end)
        near = slice(low, min(high, low + _BESIDE)) if last or start else slice(max(low, high - _BESIDE), high)
        for piece in self._seen.pieces[near]:
            if len(piece.text) > _LONGEST_DATE_LINE:
                continue
            moment = read_date(piece.text, language=language, now=now, zone=now.tzinfo)
            if moment is not None:
                return moment
        return None

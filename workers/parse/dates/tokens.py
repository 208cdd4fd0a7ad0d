"""Cutting folded text into the numbers and words that a date is made of."""

from __future__ import annotations

import re
from typing import NamedTuple

from workers.parse.dates.calendars import ERAS, from_era
from workers.parse.dates.fold import IGNORED
from workers.parse.dates.lexicon import LEXICON, UNSPACED, Word

_LETTERS = r"[^\s\d!-&(-/:-@\[-`{-~\u00a1-\u00bf\u2000-\u206f\u2190-\u2bff\u3000-\u303f\uff01-\uff0f؛؟۔।\x1f]"
_DOTTED = r"[ap]\.\ ?m\b|[قب]\.ظ|[πμ]\.μ"
_HAN = "〇零一二三四五六七八九十廿卅元"
_HAN_NUMBER = rf"[{_HAN}]{{1,4}}(?=[年月日号號])"
_SPACED = re.compile(rf"(\d+)|{_DOTTED}|{_LETTERS}(?:{_LETTERS}|\x1f)*")
_MIXED = re.compile(
    rf"(\d+)|({_HAN_NUMBER})|{_DOTTED}|(?={UNSPACED.pattern})(?:{LEXICON.pattern}|{UNSPACED.pattern})"
    rf"|(?:(?!{UNSPACED.pattern}){_LETTERS})(?:(?!{UNSPACED.pattern}){_LETTERS}|\x1f)*"
)
_BLANK = re.compile(r"[\s\x1f]+")
_HAN_DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
MOST_ITEMS = 400
_FIRST_OF_REPUBLIC = 100  # a year of three digits that names no era (`115年`) is one of Taiwan's


class Item(NamedTuple):
    """A number (`word` is None, `digits` > 0) or a word (`word` is None and `digits` 0 where it means nothing here).

    `gap` is the punctuation before it, without blanks; fillers leave no item, their punctuation joins the gap.
    """

    start: int
    end: int
    gap: str
    number: int
    digits: int
    word: Word | None

    @property
    def known(self) -> bool:
        return self.digits > 0 or self.word is not None


def cut(folded: str, skipped: list[tuple[int, int]]) -> tuple[list[Item], int, int]:
    """The items outside the `skipped` spans, and how many characters of words are known and unknown."""
    items: list[Item] = []
    known = unknown = 0
    gap_from = 0
    gap = ""
    spans = iter(skipped)
    span = next(spans, None)
    words_are_mixed = UNSPACED.search(folded) is not None
    words = (_MIXED if words_are_mixed else _SPACED).finditer(folded)
    for found in words:
        start, end = found.span()
        if start < gap_from:  # inside a phrase that is already taken
            continue
        while span is not None and span[1] <= start:
            span = next(spans, None)
        if span is not None and end > span[0]:
            gap += folded[gap_from : max(span[0], gap_from)]
            gap_from = max(end, span[1])
            known += gap_from - start
            continue
        between = folded[gap_from:start]
        gap_from = end
        gap += between if between.isascii() and "\x1f" not in between else between.replace(IGNORED, "")
        if found[1]:
            known += end - start
            digits = end - start
            items.append(Item(start, end, gap.strip(), int(found[1]) if digits < 15 else -1, digits, None))
            gap = ""
        elif words_are_mixed and found[2]:
            known += end - start
            number = _han_number(found[2])
            items.append(Item(start, end, gap.strip(), number, 4 if number > 99 else 2, None))
            gap = ""
        else:
            word, end = _lookup(folded, found[0], start, end)
            gap_from = end
            if word is None:
                unknown += end - start
            else:
                known += end - start
                if word.silent:
                    continue
            items.append(Item(start, end, gap.strip(), 0, 0, word))
            gap = ""
        if len(items) >= MOST_ITEMS:
            break
    return items, known, unknown


def _han_number(spelled: str) -> int:
    """What Chinese numerals say, digit by digit (`二〇二六`) or by tens (`二十一`); `元` is a first year."""
    if len(spelled) == 4 and not any(one in spelled for one in "十廿卅元"):
        return int("".join(_HAN_DIGITS[one] for one in spelled))
    tens, ones = 0, 0
    for one in spelled:
        if one in "十廿卅":
            tens, ones = {"十": ones or 1, "廿": 2, "卅": 3}[one], 0
        else:
            ones = 1 if one == "元" else 10 * ones + int(_HAN_DIGITS[one])
    return 10 * tens + ones


def _lookup(folded: str, spelled: str, start: int, end: int) -> tuple[Word | None, int]:
    """What the word at `start`, or the phrase that begins there, means, and where it ends."""
    name = spelled.replace(IGNORED, "") if IGNORED in spelled else spelled
    if "." in name and name not in LEXICON.words:
        name = name.replace(".", "").replace(" ", "")
    for parts, phrase in LEXICON.phrases.get(name, ()):
        at = end
        for part in parts[1:]:
            while at < len(folded) and folded[at] in " -\x1f\n\t":
                at += 1
            stop = at
            while stop < len(folded) and (
                folded[stop] == IGNORED or folded[stop].isalpha() or not folded[stop].isascii()
            ):
                stop += 1
            if folded[at:stop].replace(IGNORED, "") != part:
                break
            at = stop
        else:
            return phrase, at
    return LEXICON.words.get(name), end


def merge(items: list[Item]) -> list[Item]:
    """Numbers joined with the mark beside them: `1月` and `tháng 1` become months, `令和2年` and `2563` years."""
    merged: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        mark = item.word.mark if item.word is not None else ""
        after = items[at + 1] if at + 1 < len(items) else None
        if item.digits:
            if after is not None and after.word is not None and after.word.mark and after.gap in ("", "-"):
                item, used = _marked(item, after)
                if used:
                    at += 1
            if item.digits or item.word is not None:
                merged.append(item)
        elif mark == "month-before" and after is not None and after.digits in (1, 2) and 1 <= after.number <= 12:
            merged.append(Item(item.start, after.end, item.gap, 0, 0, _month(after.number)))
            at += 1
        elif mark == "era" and after is not None and after.digits in (1, 2, 3):
            merged.append(_era_year(item, after))
            at += 1
            if at + 1 < len(items) and (word := items[at + 1].word) is not None and word.mark == "year":
                at += 1
        elif mark == "year-before" and after is not None and after.digits == 4:
            pass
        elif mark in ("", "hijri") or (item.word is not None and (item.word.unit or item.word.ago_before)):
            merged.append(item)
        at += 1
    return merged


def _marked(item: Item, after: Item) -> tuple[Item, bool]:
    """A number with the mark that follows it."""
    assert after.word is not None
    mark = after.word.mark
    if mark == "month" and 1 <= item.number <= 12 and not after.gap:
        return Item(item.start, after.end, item.gap, 0, 0, _month(item.number)), True
    if mark == "day" and not after.gap:
        return item._replace(end=after.end), True
    if mark == "year" and (item.digits == 4 or not (after.gap or after.word.unit)):
        if item.digits == 3 and item.number >= _FIRST_OF_REPUBLIC:
            return item._replace(end=after.end, number=from_era("民國", item.number), digits=4), True
        return item._replace(end=after.end), True
    return item, False


def _month(number: int) -> Word:
    return _NUMBERED[number]


_NUMBERED = {n: Word(month=n, calendar="gregorian", languages=("vi", "zh", "ja", "ko")) for n in range(1, 13)}


def _era_year(era: Item, year: Item) -> Item:
    name = next(name for name in ERAS if LEXICON.words[name] is era.word)
    try:
        return Item(era.start, year.end, era.gap, from_era(name, year.number), 4, None)
    except ValueError:
        return Item(era.start, year.end, era.gap, 0, 0, None)

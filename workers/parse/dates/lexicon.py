"""What each folded word can mean in a date: built once from the tables of months and words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.parse.dates import months as months
from workers.parse.dates import months_world as months_world
from workers.parse.dates import words as words
from workers.parse.dates.fold import fold_word


@dataclass(slots=True)
class Word:
    """All that one word can mean; which of it counts is decided by its neighbours."""

    month: int = 0  # 1-12, in the calendar below
    calendar: str = ""  # "gregorian", "jalali", "hijri", "hebrew"
    languages: tuple[str, ...] = ()  # of the month name
    month_in: dict[str, int] | None = None  # another month in these languages
    weekday: int | None = None  # Monday = 0; known only for names that mean nothing else
    unit: str = ""
    count: int = 0  # "ساعتين" is two hours, "a" is one
    single: bool = False  # a singular unit: without a number it is one
    ago_before: bool = False
    ago_after: bool = False
    day_offset: int | None = None
    now: bool = False
    half_hour: bool = False
    meridiem: str = ""
    mark: str = ""  # what the number beside it is: "year", "month", "day", "month-before" ...
    filler: bool = False
    silent: bool = False  # a filler and nothing else

    def settle(self) -> None:
        """Decide, when all tables are read, whether it can be left out."""
        self.silent = self.filler and not (
            self.month
            or self.unit
            or self.count
            or self.mark
            or self.meridiem
            or self.ago_before
            or self.ago_after
            or self.now
            or self.weekday is not None
            or self.day_offset is not None
        )


_UNSPACED = "\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af"
UNSPACED = re.compile(f"[{_UNSPACED}]")
"""A letter of a script that sets no blanks between words, or (Korean) none between a number and its unit."""

_HIJRI_MARKS = ("ه", "هجري", "هجرية", "للهجرة")


class Lexicon:
    """`words` by folded form, `phrases` by their first word (longest first), `pattern` for unspaced scripts."""

    def __init__(self) -> None:
        self.words: dict[str, Word] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Word]]] = {}
        self._whole: dict[tuple[str, ...], Word] = {}
        self._fill()
        for parts, word in self._whole.items():
            self.phrases.setdefault(parts[0], []).append((parts, word))
        for word in (*self.words.values(), *self._whole.values()):
            word.settle()
        for group in self.phrases.values():
            group.sort(key=lambda phrase: -len(phrase[0]))
        unspaced = sorted((w for w in self.words if UNSPACED.match(w)), key=len, reverse=True)
        self.pattern = "|".join(map(re.escape, unspaced))

    def at(self, spelled: str) -> Word:
        """The entry of a table's word, made where it is new."""
        parts = tuple(fold_word(part) for part in re.split("[_-]", spelled) if part)
        if len(parts) == 1:
            return self.words.setdefault(parts[0], Word())
        return self._whole.setdefault(parts, Word())

    def _fill(self) -> None:
        for language, table in (*months.GREGORIAN.items(), *months_world.WORLD.items()):
            self._months(table, "gregorian", language)
        for calendar, table in (("jalali", months.JALALI), ("hijri", months.HIJRI), ("hebrew", months.HEBREW)):
            self._months(table, calendar, {"jalali": "fa", "hijri": "ar", "hebrew": "he"}[calendar])
        for number, table in enumerate(words.WEEKDAYS):
            for name in table.split():
                word = self.at(name)
                word.filler = True
                if len(name) >= 5 or UNSPACED.match(name):  # "mar", "do" and "so" mean other things too
                    word.weekday = number
        self._relative()
        for meridiem, table in words.MERIDIEMS.items():
            for name in table.split():
                self.at(name).meridiem = meridiem
        for mark, table in (
            ("year", words.YEAR_MARKS),
            ("month", words.MONTH_MARKS),
            ("day", words.DAY_MARKS),
            ("month-before", words.MONTH_BEFORE),
            ("year-before", words.YEAR_BEFORE),
            ("era", words.ERAS),
            ("buddhist", words.BUDDHIST_MARKS),
            ("hijri", " ".join(_HIJRI_MARKS)),
        ):
            for name in table.split():
                self.at(name).mark = mark
        for name in words.FILLERS.split():
            self.at(name).filler = True

    def _relative(self) -> None:
        for unit, table in words.UNITS.items():
            for name in table.split():
                self.at(name).unit = unit
        for name, (unit, count) in words.DUALS.items():
            self.at(name).unit, self.at(name).count = unit, count
        for name in words.ONES.split():
            self.at(name).count = 1
        for name in words.SINGLES.split():
            self.at(name).single = True
        for name in words.AGO_AFTER.split():
            self.at(name).ago_after = True
        for name in words.AGO_BEFORE.split():
            self.at(name).ago_before = True
        for offset, table in words.DAY_OFFSETS.items():
            for name in table.split():
                self.at(name).day_offset = offset
        for name in words.NOW.split():
            self.at(name).now = True
        for name in words.HALF_HOURS.split():
            self.at(name).half_hour = True

    def _months(self, table: str, calendar: str, language: str) -> None:
        groups = table.split()
        if len(groups) != 12:
            raise ValueError(f"{calendar} months of {language}: {len(groups)} groups")
        for number, group in enumerate(groups, 1):
            spellings = group.split("|")
            if calendar == "jalali":
                spellings += [name + join + months.JALALI_MONTH for name in spellings for join in ("", "_")]
            for name in spellings:
                word = self.at(name)
                if word.month and word.calendar == "gregorian" and calendar != "gregorian":
                    continue  # "تموز" and "آب" are Gregorian months of the Levant and Hebrew ones by sound only
                if word.month and word.month != number:  # "listopada" is November in Polish, October in Croatian
                    word.month_in = {**(word.month_in or {}), language: number}
                    continue
                word.month, word.calendar = number, calendar
                word.languages += (language,)


LEXICON = Lexicon()

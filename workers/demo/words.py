"""The words a site says round its articles, by language, and how it writes a date."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from workers.records import Moment, Precision


@dataclass(frozen=True, slots=True)
class Words:
    """One language's table of words.toml."""

    direction: str
    digits: str
    months: list[str]
    date: str
    stamp: str
    home: str
    search: str
    login: str
    subscribe: str
    share: str
    related: str
    most_read: str
    latest: str
    comments: str
    reply: str
    advert: str
    author: str
    source: str
    published: str
    updated: str
    tags: str
    about: str
    contact: str
    privacy: str
    terms: str
    rights: str
    accept: str
    reject: str
    email: str
    views: str
    gallery: str
    cookies: str
    newsletter: str
    sections: list[str]
    places: list[str]
    commenters: list[str]
    remarks: list[str]

    def say(self, moment: Moment) -> str:
        """The moment in the language's own words and digits, to its own precision (seconds are never printed)."""
        day = self._day(moment.at)
        if moment.precision is Precision.DAY:
            return day
        return self.stamp.format(date=day, time=self._own_digits(f"{moment.at:%H:%M}"))

    def _day(self, at: datetime) -> str:
        number, year = self._own_digits(str(at.day)), self._own_digits(str(at.year))
        return self.date.format(d=number, month=self.months[at.month - 1], y=year)

    def _own_digits(self, text: str) -> str:
        return text.translate({ord("0") + value: digit for value, digit in enumerate(self.digits)})


@cache
def words_of(language: str) -> Words:
    """The words of a language of words.toml; raises KeyError for another one."""
    return _tables()[language]


@cache
def _tables() -> dict[str, Words]:
    text = files(__package__).joinpath("data", "words.toml").read_text(encoding="utf-8")
    return {language: Words(**table) for language, table in tomllib.loads(text).items()}

"""Invented news in six languages, as much as wanted, no two articles alike.

The same seed, site and number give the same article on every machine and Python version.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from workers.demo.stories import Block, Story
from workers.demo.words import words_of
from workers.records import Moment, Precision

LANGUAGES = ("en", "ar", "ru", "fr", "zh", "he")
_FIRST = datetime(2025, 1, 15, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bank:
    """One language's table of world_banks.toml."""

    paper: str
    estate: str
    glue: str
    first: list[str]
    last: list[str]
    town_a: list[str]
    town_b: list[str]
    roles: list[str]
    when: list[str]
    measures: list[str]
    because: list[str]
    opinions: list[str]
    lines: list[str]
    heads: list[str]
    titles: list[str]
    topics: dict[str, list[list[str]]]
    tail: tuple[str, ...] = ("",)


@cache
def _banks() -> dict[str, Bank]:
    text = Path(__file__).with_name("world_banks.toml").read_text(encoding="utf-8")
    return {language: Bank(**table) for language, table in tomllib.loads(text).items()}


def paper_name(language: str, index: int) -> str:
    """What site `index` is called; no two of a few hundred are called the same."""
    bank = _banks()[language]
    count = len(bank.town_b)
    return bank.paper.format(x=bank.town_a[index // count % len(bank.town_a)] + bank.town_b[index % count])


class Reporter:
    """Writes one article: a few towns and people of its own, one topic, and what happened."""

    def __init__(self, language: str, dice: random.Random) -> None:
        self.language = language
        self.dice = dice
        self.bank = _banks()[language]
        self.words = words_of(language)
        self.towns = [dice.choice(self.bank.town_a) + dice.choice(self.bank.town_b) for _ in range(3)]
        self.people = [self.person() for _ in range(4)]
        self.houses = [dice.choice(self.bank.town_a) + dice.choice(self.bank.last).lower() for _ in range(3)]
        self.things, self.changes = dice.choice(list(self.bank.topics.values()))

    def person(self) -> str:
        bank, dice = self.bank, self.dice
        if not bank.glue:  # family name first, nothing between
            return dice.choice(bank.last) + dice.choice(bank.first) + dice.choice(bank.tail)
        return f"{dice.choice(bank.first)} {dice.choice(bank.last)}"

    def thing(self) -> str:
        """Often one that belongs to a house that no other article knows."""
        thing = self.dice.choice(self.things)
        return thing if self.dice.random() < 0.5 else self.bank.estate.format(t=thing, x=self.dice.choice(self.houses))

    def fill(self, pattern: str) -> str:
        dice, bank = self.dice, self.bank
        number = str(dice.randrange(3, 990))
        text = pattern.format(
            T=self.thing(),
            C=dice.choice(self.changes),
            M=dice.choice(bank.measures).format(n=dice.randrange(3, 990)),
            W=dice.choice(bank.when),
            P=dice.choice(self.towns),
            R=dice.choice(bank.roles),
            N=dice.choice(self.people),
            B=dice.choice(bank.because),
            O=dice.choice(bank.opinions),
            n=number,
        )
        return text[0].upper() + text[1:]

    def title(self) -> str:
        return self.fill(self.dice.choice(self.bank.titles))

    def paragraph(self) -> str:
        stop = "" if self.bank.glue else "。"
        sentences = (self.fill(line) for line in self.dice.sample(self.bank.lines, self.dice.randint(2, 4)))
        return self.bank.glue.join(_stopped(sentence, stop or ".") for sentence in sentences)

    def blocks(self) -> tuple[Block, ...]:
        dice = self.dice
        blocks = [Block("p", self.paragraph()) for _ in range(dice.choice((4, 5, 6, 7, 8, 9, 10, 12, 16, 24)))]
        if len(blocks) > 6:
            heads = [Block("h2", self.fill(head)) for head in dice.sample(self.bank.heads, 2)]
            blocks.insert(3, heads[0])
            blocks.insert(len(blocks) - 2, heads[1])
        if dice.random() < 0.2:
            blocks.insert(2, Block("quote", self.paragraph()))
        if dice.random() < 0.15:
            blocks += [Block("li", self.fill(self.bank.lines[0])) for _ in range(3)]
        return tuple(blocks)


def _stopped(sentence: str, stop: str) -> str:
    return sentence if sentence.endswith(("”", "»", "。")) and stop == "。" else sentence + stop


def write_story(seed: int, site: int, number: int, language: str, zone: timezone, precision: Precision) -> Story:
    """Article `number` of a site; higher numbers are newer."""
    reporter = Reporter(language, random.Random(f"{seed}/{site}/{number}"))
    dice = reporter.dice
    section = dice.choice(reporter.words.sections)
    at = (_FIRST + timedelta(minutes=37 * number + 131 * site + dice.randrange(30), seconds=site % 60)).astimezone(zone)
    if precision is Precision.DAY:
        at = datetime(at.year, at.month, at.day, tzinfo=UTC)
    blocks = reporter.blocks()
    return Story(
        path=f"/{at:%Y/%m}/story-{site}x{number}-{dice.randrange(16**6):06x}",
        title=reporter.title(),
        section=section,
        published=Moment(at, precision),
        blocks=blocks,
        authors=tuple(reporter.people[: dice.choice((1, 1, 1, 2))]),
        standfirst=reporter.paragraph() if dice.random() < 0.3 else None,
        caption=reporter.fill(dice.choice(reporter.bank.lines)) if dice.random() < 0.6 else None,
        tags=tuple(dice.sample(reporter.things, dice.randint(0, 3))),
    )

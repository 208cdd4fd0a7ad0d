"""Articles with known copies: what `python -m benchmarks.duplicates` measures on.

Texts are generated sentence by sentence from a vocabulary that follows Zipf's law, the little words, stock phrases
and names of the language, so that unrelated articles share what unrelated articles do share. Copies are made of
them as newsrooms make them, and beside them stand the traps: daily reports, one topic written twice, footers,
bodies that say nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from benchmarks.near_words import TONGUES, Tongue

SOURCES = 40  # a language
DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One generated article. Articles of one `story` are copies of each other; `kind` says what it is there for."""

    story: int
    source: int
    language: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]


class Newsroom:
    """Writes in one language; all chance comes from `rng`."""

    def __init__(self, tongue: Tongue, rng: random.Random) -> None:
        self.tongue = tongue
        self.rng = rng
        sizes = (2, 2, 1) if tongue.code == "zh" else (1, 2, 2, 3, 3, 4)
        words = {"".join(rng.choices(tongue.syllables, k=rng.choice(sizes))) for _ in range(16_000)}
        self.words = sorted(words)
        rng.shuffle(self.words)
        self.weights = list(accumulate(1 / (rank + 12) for rank in range(len(self.words))))
        self.dialect = {word: rng.choice(self.words) for word in self.words[:4000]}
        self.stories = 0

    def pick(self, count: int) -> list[str]:
        return self.rng.choices(self.words, cum_weights=self.weights, k=count)

    def number(self) -> str:
        value = self.rng.choice((self.rng.randint(1, 60), self.rng.randint(1, 60), self.rng.randint(60, 90_000)))
        return f"{value:,}" if self.rng.random() < 0.5 else str(value)

    def topic(self) -> tuple[list[str], list[str]]:
        """What articles on one event have in common: its own words, its names."""
        return self.pick(45) + self.rng.sample(self.words, 15), self.rng.sample(self.tongue.names, 4)

    def sentence(self, topic: tuple[list[str], list[str]]) -> str:
        tongue, rng = self.tongue, self.rng
        words: list[str] = []
        length = rng.randint(9, 26)
        phrase_at = rng.randint(2, 30)
        while len(words) < length:
            dice = rng.random()
            if dice < 0.42:
                words.append(rng.choice(tongue.little))
            elif dice < 0.66:
                words.append(rng.choice(topic[0]))
            elif dice < 0.91:
                words += self.pick(1)
            elif dice < 0.97:
                words.append(rng.choice(topic[1]))
            else:
                words.append(self.number())
            if len(words) == phrase_at:
                words.append(rng.choice(tongue.phrases))
        text = tongue.blank.join(words)
        half = len(text) // 2
        cut = text.find(tongue.blank, half) if tongue.blank else half
        if cut > 0:
            text = text[:cut] + tongue.comma + text[cut + len(tongue.blank) :]
        return text + tongue.stop

    def title(self, topic: tuple[list[str], list[str]]) -> str:
        rng = self.rng
        words = [rng.choice(topic[1]), *rng.sample(topic[0], rng.randint(3, 6)), rng.choice(self.tongue.little)]
        return self.tongue.blank.join([*words, rng.choice(topic[0])])

    def body(self, topic: tuple[list[str], list[str]], paragraphs: int | None = None) -> tuple[str, ...]:
        count = paragraphs or min(40, max(3, round(self.rng.lognormvariate(1.9, 0.55))))
        blank = self.tongue.blank
        return tuple(blank.join([self.sentence(topic) for _ in range(self.rng.randint(1, 4))]) for _ in range(count))

    def footer(self, source: int, paragraphs: Sequence[str]) -> tuple[str, ...]:
        """Half of the sources print one to three lines under every article."""
        footers = self.tongue.footers
        if source % 2:
            return tuple(paragraphs)
        lines = [footers[(source // 2 + step) % len(footers)] + self.tongue.stop for step in range(1 + source % 3)]
        return (*paragraphs, *lines)

    def new_story(self) -> int:
        self.stories += 1
        return self.stories


class Desk:
    """Makes copies of an article as other newsrooms print them."""

    def __init__(self, room: Newsroom) -> None:
        self.room, self.rng, self.tongue = room, room.rng, room.tongue

    def copy(
        self, title: str, paragraphs: tuple[str, ...], topic: tuple[list[str], list[str]]
    ) -> tuple[str, tuple[str, ...]]:
        rng = self.rng
        if rng.random() < 0.6:
            title = self.headline(title, topic)
        body = list(paragraphs)
        if rng.random() < 0.4:
            body = body[: max(2, round(len(body) * rng.uniform(0.45, 0.9)))]
        if rng.random() < 0.35:
            for _ in range(max(1, round(len(body) * rng.uniform(0.1, 0.5)))):
                body.insert(rng.randint(1, len(body)), self.room.body(topic, 1)[0])
        if rng.random() < 0.25:
            at = rng.randrange(len(body))
            body.insert(rng.randrange(len(body)), body.pop(at))
        if rng.random() < 0.35:
            body = [self.edited(text) for text in body]
        if rng.random() < 0.4:
            body = [self.typeset(text) for text in body]
        if rng.random() < 0.5:
            prefix = rng.choice(self.tongue.agencies).replace("{x}", rng.choice(self.tongue.names))
            body[0] = prefix + body[0]
        return title, tuple(body)

    def headline(self, title: str, topic: tuple[list[str], list[str]]) -> str:
        if self.rng.random() < 0.4:
            return self.room.title(topic)
        if not self.tongue.blank:
            return self.rng.choice(self.tongue.names) + "：" + title[2:]
        words = title.split()
        words[self.rng.randrange(len(words))] = self.rng.choice(topic[0])
        self.rng.shuffle(words)
        return " ".join(words)

    def edited(self, text: str) -> str:
        """A copy editor's hand: here and there a word, seldom a number."""
        rng, room = self.rng, self.room
        if not self.tongue.blank:
            chars = list(text)
            for _ in range(max(1, len(chars) // 60)):
                chars[rng.randrange(len(chars))] = rng.choice(self.tongue.syllables)
            return "".join(chars)
        words = text.split(" ")
        for _ in range(max(1, len(words) // 28)):
            at = rng.randrange(len(words))
            if rng.random() < 0.2:
                del words[at]
            elif not any(char.isdigit() for char in words[at]) or rng.random() < 0.15:
                words[at] = room.dialect.get(words[at], room.pick(1)[0])
        return " ".join(words or [text])

    def typeset(self, text: str) -> str:
        """The same words in another house style: quotes, dashes, digits, letters, marks."""
        code = self.tongue.code
        text = text.replace(",", "").replace(" - ", " — ") if code in ("en", "fr") else text
        if code in DIGITS and self.rng.random() < 0.7:
            text = text.translate({ord(str(value)): digit for value, digit in enumerate(DIGITS[code])})
        if code == "ar":
            text = text.replace("أ", "ا").replace("إ", "ا") if self.rng.random() < 0.5 else text.replace("ال", "الـ", 3)
        if code == "fa":
            text = text.replace("ی", "ي").replace("ک", "ك")
        if code == "ru":
            text = text.replace("ё", "е")
        if code == "fr":
            text = text.replace("é", "e\u0301").replace("'", "’")
        if code == "zh":
            text = text.replace("，", ", ").replace("。", ". ")
        return text.replace(" ", "\u00a0", 2)


def generate(articles: int, seed: int = 7) -> list[Sample]:
    """At least `articles` articles of six languages in the order in which they come in, the same for one seed."""
    samples: list[Sample] = []
    story = 0
    each = -(-articles // len(TONGUES))
    for place, tongue in enumerate(TONGUES):
        rng = random.Random(f"{seed} {tongue.code}")
        room = Newsroom(tongue, rng)
        written = list(_write(room, each))
        samples += [
            replace(sample, story=sample.story + story, source=sample.source + SOURCES * place) for sample in written
        ]
        story += room.stories
    random.Random(seed).shuffle(samples)
    return samples


def _write(room: Newsroom, count: int) -> Iterator[Sample]:
    code, rng = room.tongue.code, room.rng
    yield from _dailies(room, round(count * 0.12))
    yield from _nothings(room, round(count * 0.04))
    left = count - round(count * 0.16)
    while left > 0:
        topic = room.topic()
        desk = Desk(room)
        shared_quote = room.sentence(topic)
        # One event, written by one to three newsrooms of their own; each text goes round by itself.
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            title, body = room.title(topic), room.body(topic)
            at = rng.randrange(len(body))
            if rng.random() < 0.6:
                body = (*body[:at], body[at] + room.tongue.blank + shared_quote, *body[at + 1 :])
            story = room.new_story()
            sources = rng.sample(range(SOURCES), rng.choice((1, 1, 2, 2, 3, 4, 6)))
            for copy, source in enumerate(sources):
                headline, text = desk.copy(title, body, topic) if copy else (title, body)
                yield Sample(story, source, code, "copy" if copy else "story", headline, room.footer(source, text))
            left -= len(sources)
        if rng.random() < 0.25:
            # The next day's story on the event takes over a paragraph or two of background.
            fresh = room.body(topic, max(4, len(body)))
            background = body[-1 - len(body) // 5 :]
            at = rng.randint(1, len(fresh))
            text = (*fresh[:at], *background, *fresh[at:])
            yield Sample(
                room.new_story(), sources[0], code, "follow-up", room.title(topic), room.footer(sources[0], text)
            )
            left -= 1


def _dailies(room: Newsroom, count: int) -> Iterator[Sample]:
    """Reports of one form with other numbers every day; a few issues are printed by a second source, too."""
    tongue, rng = room.tongue, room.rng
    made = 0
    while made < count:
        form = rng.choice(tongue.dailies)
        source = rng.randrange(SOURCES)
        names = rng.sample(tongue.names, 2)
        slots = [rng.randint(10, 59) for _ in range(40)]
        for day in range(rng.randint(8, 20)):
            story = room.new_story()
            # Numbers drift: tomorrow's sunset is today's or a minute later.
            slots = [value if rng.random() < 0.25 else max(1, value + rng.choice((-2, -1, 1, 2))) for value in slots]
            if "{y}" in form[0]:
                names = rng.sample(tongue.names, 2)
                slots = [rng.randint(1, 59) for _ in slots]
            texts = _filled(form, names, slots, day + 1)
            body = tuple(text + tongue.stop for text in texts[1:])
            yield Sample(story, source, tongue.code, "daily", texts[0], room.footer(source, body))
            made += 1
            if rng.random() < 0.1:
                other = (source + 1 + rng.randrange(SOURCES - 1)) % SOURCES
                yield Sample(story, other, tongue.code, "daily copy", texts[0], room.footer(other, body))
                made += 1


def _filled(form: Sequence[str], names: Sequence[str], slots: Sequence[int], day: int) -> list[str]:
    values = iter(slots)
    texts = []
    for text in form:
        parts = text.split("{n}")
        filled = parts[0] + "".join([f"{next(values)}{part}" for part in parts[1:]])
        texts.append(filled.replace("{x}", names[0]).replace("{y}", names[1]).replace("{d}", str(day)))
    return texts


def _nothings(room: Newsroom, count: int) -> Iterator[Sample]:
    """Titles that a site uses every day over bodies that are empty, one word, or nothing but footers."""
    tongue, rng = room.tongue, room.rng
    for _ in range(count):
        source = 2 * rng.randrange(SOURCES // 2)
        title = rng.choice(tongue.empty) if rng.random() < 0.5 else room.title(room.topic())
        body = rng.choice(((), (rng.choice(tongue.names),), (tongue.little[0],), (room.number(),)))
        footed = room.footer(source, body) if rng.random() < 0.6 else body
        yield Sample(room.new_story(), source, tongue.code, "nothing", title, footed)

"""One publisher of the invented world: its stories, how they look, and what editors do to them later."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.world_texts import LANGUAGES, paper_name, write_story
from workers.demo.announcements import ANNOUNCEMENTS, last_modified
from workers.demo.layouts import LAYOUTS, class_names
from workers.demo.sheet import Sheet, Weight
from workers.demo.stories import Block, Site, Story, zone
from workers.demo.words import words_of
from workers.records import Kind, Moment, Precision, Source

_ANNOUNCES = ("rss", "atom", "json", "sitemap", "listing", "rdf")
_OFFSETS = ("+00:00", "+03:00", "+01:00", "-05:00", "+08:00")
_WORDS_ONLY = ("tables", "breaks", "mobile")
_SAY_NO_CHANGE = (*_WORDS_ONLY, "soup")  # their pages never tell that they were mended
_ROBOTS = b"User-agent: *\nDisallow: /search\nAllow: /\n"
_DAY_ONE = datetime(2025, 1, 1, tzinfo=UTC)
_STEP = timedelta(hours=1)
# A view count that no other text of a page contains, replaced at every visit.
COUNTER = 987_654_321


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path serves before faults are laid over it."""

    status: int
    content_type: str
    body: bytes
    modified: datetime
    kind: str  # "feed", "page", "robots" or "other"
    number: int | None = None  # of the story, for pages


class WorldSite:
    """Site `index` of the world. Methods that change something are called under the world's lock."""

    def __init__(self, index: int, articles: int, seed: int, base: str, counter: bool) -> None:
        layouts = list(LAYOUTS)
        self.index = index
        self.counter = counter
        self.layout = layouts[index % len(layouts)]
        self.language = LANGUAGES[index % len(LANGUAGES)]
        self.announces = _ANNOUNCES[(index + index // len(_ANNOUNCES)) % len(_ANNOUNCES)]
        self._seed = seed
        self._offset = _OFFSETS[index % len(_OFFSETS)]
        self._weight = _weight(seed, index)
        words = words_of(self.language)
        self.stories: list[Story] = []
        self.gone: dict[int, int] = {}
        self.site = Site(
            id=f"site{index:03d}",
            name=paper_name(self.language, index // len(LANGUAGES)),
            language=self.language,
            direction=words.direction,
            layout=self.layout,
            announces=self.announces,
            stories=(),
            offset=self._offset,
            about=words.about,
            base=base,
        )
        self.publish(articles)

    def publish(self, count: int) -> None:
        """Adds the next stories, newer than all others."""
        precision = Precision.DAY if self.layout in _WORDS_ONLY else Precision.SECOND
        first = len(self.stories)
        for number in range(first, first + count):
            story = write_story(self._seed, self.index, number, self.language, zone(self._offset), precision)
            self.stories.append(story)
        self._numbers = {story.path: number for number, story in enumerate(self.stories)}

    def edit(self, number: int, title: str | None, paragraphs: tuple[str, ...] | None, append: str | None) -> None:
        """Changes a story as an editor does: the page says when it was mended."""
        story = self.stories[number]
        blocks = tuple(Block("p", text) for text in paragraphs) if paragraphs is not None else story.blocks
        if append is not None:
            blocks = (*blocks, Block("p", append))
        before = (story.modified or story.published).at
        modified = Moment(before.replace(microsecond=0) + _STEP, story.published.precision)
        self.stories[number] = replace(story, title=title or story.title, blocks=blocks, modified=modified)

    @property
    def source(self) -> Source:
        kinds = {"sitemap": Kind.SITEMAP, "listing": Kind.LISTING}
        url = f"{self.site.base}{self.feed_path}"
        return Source(self.site.id, url, name=self.site.name, kind=kinds.get(self.announces, Kind.FEED))

    @property
    def feed_path(self) -> str:
        return ANNOUNCEMENTS[self.announces][0]

    def url(self, number: int) -> str:
        return f"{self.site.base}{self.stories[number].path}"

    def truth(self, number: int) -> Mapping[str, Any]:
        story = self.stories[number]
        return {
            "url": self.url(number),
            "source_id": self.site.id,
            "title": story.title,
            "paragraphs": list(story.paragraphs),
            "published": story.published.isoformat(),
            "modified": story.modified.isoformat() if story.modified and self.layout not in _SAY_NO_CHANGE else None,
            "authors": list(story.authors),
            "section": story.section,
            "publisher": self.site.name,
            "language": self.language,
            "layout": self.layout,
            "announces": self.announces,
            "withdrawn": number in self.gone,
        }

    def answer(self, path: str) -> Answer:
        if path == "/robots.txt":
            return Answer(200, "text/plain", _ROBOTS, _DAY_ONE, "robots")
        if path == self.feed_path:
            _, content_type, write = ANNOUNCEMENTS[self.announces]
            alive = [story for number, story in enumerate(self.stories) if number not in self.gone]
            alive.reverse()
            body = write(self.site, alive).encode() if alive else b""
            return Answer(200, content_type, body, last_modified(alive), "feed")
        number = self._numbers.get(path)
        if number is None:
            return Answer(404, "text/html; charset=utf-8", b"<h1>404</h1>", _DAY_ONE, "other")
        story = self.stories[number]
        if number in self.gone:
            return Answer(self.gone[number], "text/html; charset=utf-8", b"<h1>Gone</h1>", _DAY_ONE, "page", number)
        body = LAYOUTS[self.layout](self._sheet(number)).encode()
        return Answer(200, "text/html; charset=utf-8", body, last_modified((story,)), "page", number)

    def _sheet(self, number: int) -> Sheet:
        story, count = self.stories[number], len(self.stories)
        others = tuple(self.stories[(number + step) % count] for step in range(1, min(count, 24)))
        url = self.url(number)
        return Sheet(
            site=self.site,
            story=story,
            words=words_of(self.language),
            others=others,
            weight=self._weight,
            url=url,
            canonical=url,
            name=class_names(self.layout),
            counter=COUNTER if self.counter else None,
        )


def _weight(seed: int, index: int) -> Weight:
    """Pages of 40 to 200 kB: heavy in script and style, as pages are."""
    dice = random.Random(f"{seed} weight {index}")
    load = dice.betavariate(1.3, 2.2)
    return Weight(
        rules=150 + int(650 * load),
        lines=110 + int(620 * load),
        column=6 + int(14 * load),
        cards=6 + int(14 * dice.random()),
        comments=int(60 * dice.random() ** 2),
    )

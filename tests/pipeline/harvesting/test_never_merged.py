"""Pages that have much in common and little to say are never taken for one article, nor for copies of each other."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import redis

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, feed

TITLE = "Port News of Tell Qasr and the whole coast"  # printed on every page of the site
FOOTER = (
    "Port News is published by the fishermen of Tell Qasr and may be printed anywhere, provided that this line stands "
    "under it and that nobody changes a word of what the fishermen have written.",
    "Write to the editors at the harbour office, second door on the left, or call in the morning hours of any day but "
    "Friday, when all of us are out at sea and nobody answers.",
)


@pytest.fixture
def desk(tmp_path: Path, site: Site, store_url: str, valkey: str, stream_redis: redis.Redis) -> Iterator[Desk]:
    """A desk over SQLite, and one over PostgreSQL."""
    opened = Desk(tmp_path, [site.port], store_url, valkey)
    yield opened
    opened.close()


def _page(title: str, paragraphs: Iterable[str], canonical: str = "") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    head = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}'
        '<meta property="og:type" content="article"></head><body><article>'
        f"<h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def _words(seed: object, count: int) -> str:
    dice = random.Random(str(seed))
    return " ".join("".join(dice.choices("abcdefghiklmnoprstuvw", k=dice.randint(3, 9))) for _ in range(count)) + "."


def _stories(desk: Desk, site: Site, pages: dict[str, bytes]) -> int:
    """Reads the pages in two goes; how many articles were stored, each of them a story and an event of its own."""
    urls = [site.put(path, page) for path, page in pages.items()]
    for some in (urls[::2], urls):
        site.put("/feed", feed(some), kind="application/rss+xml")
        desk.sources_are(one=site.url + "/feed")
        desk.wait(7200)
        desk.run()
    ends = list(desk.ends().values())
    assert len(ends) == len(pages)
    assert set(ends) <= {"stored", "unchanged", "not an article"}  # the first ones were looked at again
    articles = desk.rows("articles")
    assert ends.count("not an article") == len(pages) - len(articles)
    assert {row.duplicate_of for row in articles} <= {None}
    assert {row.cluster for row in articles} == {row.id for row in articles}
    assert len({event["subject"] for event in desk.events()}) == len(desk.events()) == len(articles)
    return len(articles)


def test_empty_bodies(desk: Desk, site: Site) -> None:
    pages = {f"/news/empty-{n}": _page(TITLE, ["", " ", "\u200b"][: n % 4]) for n in range(6)}
    assert _stories(desk, site, pages) == 0


def test_bodies_of_a_word_or_a_line(desk: Desk, site: Site) -> None:
    pages = {f"/news/word-{n}": _page(TITLE, ["Confirmed."]) for n in range(4)}
    pages |= {f"/news/line-{n}": _page(TITLE, ["The office is closed until Sunday, says the port."]) for n in range(4)}
    assert _stories(desk, site, pages) == 4


def test_bodies_of_nothing_but_what_the_site_prints_everywhere(desk: Desk, site: Site) -> None:
    headlines = ("Wall mended", "Boats come home", "A crane for the quay", "Rain at last", "New lamps", "Fish is dear")
    pages = {f"/news/footer-{n}": _page(headline, FOOTER) for n, headline in enumerate(headlines)}
    assert _stories(desk, site, pages) == 6


def test_a_title_that_a_whole_site_shares(desk: Desk, site: Site) -> None:
    pages = {f"/news/story-{n}": _page(TITLE, [_words(n, 130), *FOOTER]) for n in range(4)}
    pages |= {f"/news/short-{n}": _page(TITLE, [_words(f"s{n}", 45), *FOOTER]) for n in range(4)}
    assert _stories(desk, site, pages) == 8


def test_a_canonical_url_that_a_whole_site_shares(desk: Desk, site: Site) -> None:
    canonical = site.url + "/news/the-one-page-1"
    pages = {"/news/the-one-page-1": _page(TITLE, [_words("x", 60), _words("y", 70)])}
    pages |= {f"/news/story-{n}": _page(TITLE, [_words(n, 130)], canonical) for n in range(5)}
    assert _stories(desk, site, pages) == 6


def test_bodies_of_five_megabytes(desk: Desk, site: Site) -> None:
    beginning = [_words("beginning", 20)]
    pages = {}
    for n in range(3):
        paragraph = _words(n, 400)
        texts = [f"{word} {paragraph}" for word in _words(f"more{n}", 2_000).split()]
        pages[f"/news/book-{n}"] = _page(f"The {n + 1}. book of the harbour", [*beginning, *texts])
        assert len(pages[f"/news/book-{n}"]) > 5_000_000
    assert _stories(desk, site, pages) == 3

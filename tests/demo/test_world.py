"""The invented world serves what its truth says, spoils what it is told to spoil, and notes every request."""

from __future__ import annotations

import gzip
import http.client
import io
import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

from benchmarks.world import World
from benchmarks.world_log import Line, Request, read_log
from benchmarks.world_texts import LANGUAGES
from tests.demo.asking import ask, ask_on
from workers.demo.layouts import LAYOUTS
from workers.settings import read_sources

_SITES, _ARTICLES = 12, 4


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with World(_SITES, _ARTICLES) as served:
        yield served


def _seen(html: str) -> str:
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_every_page_shows_what_the_truth_says(world: World) -> None:
    truth = world.truth()
    assert len(truth) == _SITES * _ARTICLES
    for url, record in truth.items():
        seen = _seen(ask(url).text)
        for text in (record["title"], *record["paragraphs"]):
            assert " ".join(text.split()) in seen, (url, record["layout"], text)


def test_pages_weigh_40_to_200_kilobytes(world: World) -> None:
    for url, record in world.truth().items():
        assert 40_000 <= len(ask(url).body) <= 200_000, record["layout"]


def test_the_sites_differ_in_layout_language_and_announcement(world: World) -> None:
    truth = world.truth().values()
    assert {record["layout"] for record in truth} == set(LAYOUTS)
    assert {record["language"] for record in truth} == set(LANGUAGES)
    assert {record["announces"] for record in truth} == {"rss", "atom", "json", "sitemap", "listing", "rdf"}


def test_every_site_announces_every_article(world: World) -> None:
    for site in world.sites:
        announced = unescape(ask(site.source.url).text)
        for number in range(_ARTICLES):
            assert site.url(number) in announced, site.announces


def test_its_feeds_are_well_formed(world: World) -> None:
    for site in world.sites:
        if site.announces in ("rss", "atom", "rdf"):
            parsed = feedparser.parse(io.BytesIO(ask(site.source.url).body), sanitize_html=False)
            assert not parsed.bozo
            assert len(parsed.entries) == _ARTICLES


def test_no_two_articles_are_alike(world: World) -> None:
    texts = [" ".join(record["paragraphs"]) for record in world.truth().values()]
    pieces = [{text[at : at + 24] for at in range(len(text) - 24)} for text in texts]
    for one, other in itertools.combinations(pieces, 2):
        assert len(one & other) < 0.5 * min(len(one), len(other))


def test_the_same_seed_gives_the_same_texts_and_another_seed_others() -> None:
    def told(seed: int) -> list[object]:
        with World(2, 3, seed) as world:
            return [(record["title"], record["paragraphs"]) for record in world.truth().values()]

    assert told(7) == told(7)
    assert told(7) != told(8)


def test_validators_and_compression_work(world: World) -> None:
    url = next(iter(world.truth()))
    first = ask(url)
    assert ask(url, If_None_Match=first.headers["etag"]).status == 304
    assert ask(url, If_Modified_Since=first.headers["last-modified"]).status == 304
    assert gzip.decompress(ask(url, Accept_Encoding="gzip").body) == first.body


def test_an_edit_changes_page_truth_and_validator() -> None:
    with World(1, 2) as world:
        url = world.sites[0].url(1)
        before = ask(url)
        assert world.edit_article(0, 1, title="Corrected headline", append="A last paragraph.") == url
        after = ask(url, If_None_Match=before.headers["etag"])
        assert after.status == 200
        assert "Corrected headline" in after.text
        record = world.truth()[url]
        assert (record["title"], record["paragraphs"][-1]) == ("Corrected headline", "A last paragraph.")
        assert record["modified"] > record["published"]
        assert "Corrected headline" in ask(world.sources()[0].url).text


def test_a_withdrawn_article_is_gone_and_announced_no_more_until_restored() -> None:
    with World(1, 3) as world:
        url = world.withdraw(0, 1)
        assert ask(url).status == 410
        assert url not in ask(world.sources()[0].url).text
        assert world.truth()[url]["withdrawn"] is True
        world.restore(0, 1)
        assert ask(url).status == 200


def test_published_articles_are_new_and_announced_first() -> None:
    with World(1, 2) as world:
        [url] = world.publish(0)
        feed = ask(world.sources()[0].url).text
        assert feed.index(url) < feed.index(world.sites[0].url(0))
        assert ask(url).status == 200


def test_a_counter_differs_at_every_visit_and_nothing_else_does() -> None:
    with World(1, 1, counter=True) as world:
        url = world.sites[0].url(0)
        one, other = ask(url), ask(url)
        assert one.body != other.body
        assert re.sub(r"[\d,]+ views", "", one.text) == re.sub(r"[\d,]+ views", "", other.text)
        assert one.headers["etag"] != other.headers["etag"]


def test_every_request_and_connection_is_noted(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    with World(1, 1, log_to=log) as world:
        url = world.sites[0].url(0)
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        ask_on(connection, url, User_Agent="tester/1")
        ask_on(connection, f"{url}?again", User_Agent="tester/1")
        connection.close()
        first, second = world.log()
    assert (first.path, first.status, first.agent) == (parts.path, 200, "tester/1")
    assert first.connection == second.connection
    assert first.started <= first.ended <= second.started
    notes = read_log(log.read_text(encoding="utf-8").splitlines())
    assert [note for note in notes if isinstance(note, Request)] == [first, second]
    assert [note.event for note in notes if isinstance(note, Line)] == ["open", "close"]


def test_it_writes_what_a_benchmark_needs(tmp_path: Path) -> None:
    with World(3, 2) as world:
        world.write(tmp_path)
        settings = tomllib.loads((tmp_path / "config" / "settings.toml").read_text(encoding="utf-8"))["fetch"]
        assert settings == {"allow_networks": ["127.0.0.1/32"], "allow_ports": world.ports, "site_delay": 0.0}
        truth = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
        assert {row["url"] for row in truth} == set(world.truth())
        sources = read_sources(tmp_path / "sources.toml", {"standard"})
        assert list(sources.sources) == world.sources()

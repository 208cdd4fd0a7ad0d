"""`khabar export articles`, in each of its formats."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
import redis
from click.testing import CliRunner, Result

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from workers.cli.export import command
from workers.errors import BadConfig

TITLES = ("The harbour of Tell Qasr is open", "فتح المرفأ في تل القصر من جديد", "A second gate follows in spring")


@pytest.fixture
def office(tmp_path: Path, valkey: str, stream_redis: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Three articles were read and announced, one after another."""
    with Site() as site:
        office = Desk(tmp_path, [site.port], f"sqlite:///{tmp_path / 'khabar.sqlite'}", valkey)
        links: list[str] = []
        for number, title in enumerate(TITLES):
            links.append(site.put(f"/{number}", article(title)))
            site.put("/feed", feed(links), kind="application/rss+xml")
            office.sources_are(**{f"s{number}": f"{site.url}/feed"})
            office.run()
        places = office.settings.places
        monkeypatch.setenv("KHABAR_HOME", str(places.home))
        monkeypatch.setenv("KHABAR_CONFIG_DIR", str(places.config))
        monkeypatch.setenv("KHABAR_DATABASE_URL", places.database_url)
        yield office
        office.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(command, ["articles", *words])


def titles(result: Result) -> list[str]:
    return [str(entry.title) for entry in feedparser.parse(result.stdout_bytes).entries]


def test_every_format_tells_of_the_same_articles(office: Desk) -> None:
    rows = [json.loads(line) for line in run().stdout.splitlines()]
    assert [row["title"] for row in rows] == list(TITLES)
    assert [text for text in TITLES if text in run("--format", "text").stdout] == list(TITLES)
    items = [json.loads(line) for line in run("--format", "ninjs").stdout.splitlines()]
    assert [item["headlines"][0]["value"] for item in items] == list(TITLES)
    assert [item["uri"] for item in items] == [f"urn:khabar:article:{row['id']}" for row in rows]
    newest_first = list(reversed(TITLES))
    assert titles(run("--format", "rss")) == titles(run("--format", "atom")) == newest_first
    assert [i["title"] for i in json.loads(run("--format", "jsonfeed").stdout)["items"]] == newest_first


def test_a_feed_has_its_title_its_link_and_its_limit(office: Desk) -> None:
    words = ("--format", "rss", "--title", "أخبارنا", "--link", "https://desk.example/", "--limit", "2")
    result = run(*words)
    channel = ET.fromstring(result.stdout)[0]
    assert (channel.findtext("title"), channel.findtext("link")) == ("أخبارنا", "https://desk.example/")
    assert titles(result) == [TITLES[2], TITLES[1]]


def test_formats_go_on_from_a_cursor(office: Desk) -> None:
    cursor = str(json.loads(run().stdout.splitlines()[0])["cursor"])
    assert len(run("--since", cursor, "--format", "ninjs").stdout.splitlines()) == 2
    assert titles(run("--since", cursor, "--format", "atom")) == [TITLES[2], TITLES[1]]
    assert titles(run("--since", cursor, "--format", "atom", "--limit", "1")) == [TITLES[2]]


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is not None, reason="pyarrow is there")
def test_parquet_says_what_it_needs(office: Desk) -> None:
    problem = run("--format", "parquet").exception
    assert isinstance(problem, BadConfig)
    assert "pip install pyarrow" in str(problem)


def test_events_stand_as_in_the_stream_and_go_on_from_their_sequence(office: Desk) -> None:
    entries: Any = office.redis.xrange("khabar:events")
    in_the_stream = [fields[b"event"] for _, fields in entries]
    lines = CliRunner().invoke(command, ["events"]).stdout_bytes.splitlines()
    assert lines == in_the_stream
    since = int(json.loads(lines[0])["sequence"])
    assert CliRunner().invoke(command, ["events", "--since", str(since)]).stdout_bytes.splitlines() == lines[1:]

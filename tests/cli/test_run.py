"""`khabar run` for real: beat, workers, Valkey and a database, from sources to articles and events."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.khabar_runs import Khabar
from tests.pipeline.receiver import SECRET, Receiver
from workers.demo.newsroom import Newsroom
from workers.records import Outcome

pytestmark = pytest.mark.processes

FIELDS = ("title", "section", "published", "authors", "publisher", "language", "direction", "paragraphs")


def _differences(expected: dict[str, Any], line: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    wanted = {name: expected.get(name) for name in FIELDS}
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in wanted.items()}
    return {name: (plain[name], line[name]) for name in FIELDS if plain[name] != line[name]}


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _is_told_whole(khabar: Khabar, newsroom: Newsroom) -> None:
    """Every article is stored as its page prints it, once, and announced once; one story of two publishers is one
    cluster."""
    lines = {line["url"]: line for line in khabar.lines("export", "articles")}
    assert set(lines) == set(newsroom.expected())
    wrong = {url: d for url, record in newsroom.expected().items() if (d := _differences(record, lines[url]))}
    assert wrong == {}
    (pair,) = newsroom.wire_copies()
    assert lines[pair[0]]["cluster"] == lines[pair[1]]["cluster"]
    assert len({line["cluster"] for line in lines.values()}) == len(lines) - 1
    events = khabar.stream()
    assert Counter(e["subject"] for e in events) == Counter(f"article/{line['id']}" for line in lines.values())
    assert {e["type"] for e in events} == {"news.article.created.v1"}


def test_the_newsroom_is_read_whole_with_nothing_but_this_package(tmp_path: Path) -> None:
    khabar = Khabar(tmp_path)
    with Newsroom() as newsroom:
        khabar.configure(newsroom.sources(), newsroom.ports, delay="50ms")
        done = khabar.until_idle()
        assert done.returncode == 0
        ends = Counter(outcome.value for outcome in newsroom.outcomes().values())
        for outcome in (Outcome.STORED, Outcome.REFUSED, Outcome.GONE, Outcome.NOT_AN_ARTICLE):
            assert f"  {outcome.value}: {ends[outcome.value]}\n" in done.stdout
        _is_told_whole(khabar, newsroom)

        again = khabar.until_idle()
        assert again.returncode == 0
        assert "stored 0" in again.stdout.splitlines()[-1]
        for log in (tmp_path / "home" / "logs").iterdir():
            assert [line for line in log.read_text(encoding="utf-8").splitlines() if not _is_json(line)] == []
        _is_told_whole(khabar, newsroom)


@pytest.mark.parametrize("fresh_database_url", ["postgresql"], indirect=True)
def test_the_same_code_runs_on_postgresql_and_an_outside_server(
    tmp_path: Path, fresh_database_url: str, valkey: str, stream_redis: redis.Redis
) -> None:
    outside = {
        "KHABAR_DATABASE_URL": fresh_database_url.replace("+psycopg", ""),
        "KHABAR_REDIS_URL": valkey,
        "KHABAR_BROKER_URL": valkey.removesuffix("/0") + "/1",
    }
    khabar = Khabar(tmp_path, outside)
    with Newsroom() as newsroom:
        khabar.configure(newsroom.sources(), newsroom.ports, delay="50ms")
        assert khabar.until_idle().returncode == 0
        _is_told_whole(khabar, newsroom)
        assert not (tmp_path / "home" / "valkey").exists()


def test_webhooks_get_every_article_whoever_fails_beside_them(tmp_path: Path) -> None:
    khabar = Khabar(tmp_path, {"KHABAR_SECRET_DESK": SECRET})
    with Newsroom() as newsroom, Receiver() as receiver:
        khabar.configure(newsroom.sources(), [*newsroom.ports, receiver.port], delay="50ms")
        receiver.answers["/shaky"] = [(500, {}), (204, {})]
        urls = {
            "desk": f"{receiver.url}/desk",
            "shaky": f"{receiver.url}/shaky",
            "inside": f"http://10.0.0.1:{receiver.port}/",
        }
        table = '[subscribers.{}]\nkind = "webhook"\nurl = "{}"\nsecret_env = "KHABAR_SECRET_DESK"\n'
        text = "".join(table.format(*one) for one in urls.items())
        (tmp_path / "config" / "subscribers.toml").write_text(text, encoding="utf-8")
        assert khabar.until_idle().returncode == 0
        told = khabar.stream()
        assert [got.event for got in receiver.got if got.path == "/desk"] == told
        assert "[subscribers.inside] url: 10.0.0.1 is a private" in khabar.run("subscribers", "list").stderr
        assert khabar.run("subscribers", "enable", "shaky").returncode == 0  # or it is tried again after 5 seconds
        assert khabar.until_idle().returncode == 0
        ids = [event["id"] for event in told]
        assert receiver.ids("/shaky") == [ids[0], *ids]
        assert receiver.ids("/desk") == ids
        assert receiver.forged == 0

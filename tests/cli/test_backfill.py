"""`khabar sources backfill` begins, tells how far it is, stops; a wrong word is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.pipeline.desk import Desk
from tests.pipeline.polling.test_archives import paged, read_back
from tests.pipeline.site import Site, feed
from workers.cli.sources import command
from workers.errors import BadConfig


@pytest.fixture
def desk(tmp_path: Path, valkey: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with Site() as site:
        url = f"sqlite:///{tmp_path / 'khabar.sqlite'}"
        made = Desk(tmp_path, [site.port], url, valkey)
        places = {"HOME": tmp_path / "home", "CONFIG_DIR": tmp_path / "config", "SCHEDULES_DIR": tmp_path / "schedules"}
        for name, value in {**places, "DATABASE_URL": url, "REDIS_URL": valkey}.items():
            monkeypatch.setenv(f"KHABAR_{name}", str(value))
        paged(site, 4)
        site.put("/other", feed([site.url + "/news/x"]), kind="application/rss+xml")
        made.sources_are(one=site.url + "/feed")
        yield made
        made.close()


def asked(*words: str) -> Result:
    return CliRunner().invoke(command, ["backfill", *words])


def test_it_begins_tells_how_far_it_is_and_may_be_asked_again(desk: Desk) -> None:
    url = desk.source("one").url
    assert asked("one").output == f"one: the workers read at most 50 documents back from {url}\n"
    assert asked("one").output == f"one: under way: 0 documents read, 0 pages found, 0 of them new; begins at {url}\n"
    assert read_back(desk).state == "done"
    again = asked("one", "--pages", "2").output.splitlines()
    assert again[0].startswith("one: last time 4 documents read, 8 pages found, ")
    assert again[1] == f"one: the workers read at most 2 documents back from {url}"
    assert (read_back(desk).documents, len(desk.rows("pages"))) == (2, 8)


def test_it_stops_and_begins_anew_elsewhere(desk: Desk) -> None:
    url = desk.source("one").url
    asked("one")
    assert asked("one", "--stop").output.startswith("one: stopped: 0 documents read")
    assert asked("one", "--stop").output == "one: nothing is read back\n"
    desk.poll()
    assert desk.source("one~archive").state == "ended"
    asked("one")
    other = url.replace("/feed", "/other")
    assert asked("one", "--anew", "--from", other).output.endswith(f"back from {other}\n")
    assert read_back(desk).documents == 1


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["nobody"], "there is no such source"),
        (["one", "--from", "ftp://x/"], "http"),
        (["one~archive"], "is polled in the name of one"),
    ],
)
def test_what_cannot_be_read_back_is_said(desk: Desk, words: list[str], problem: str) -> None:
    asked("one")
    error = asked(*words).exception
    assert isinstance(error, BadConfig)
    assert problem in str(error)

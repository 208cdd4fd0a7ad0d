"""Bad input at the front door: one sentence that names source or file, table and key; everything else goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from tests.servers import free_port
from workers.cli.run import _begin, _stream_is_away
from workers.cli.screen import counts
from workers.services import Services
from workers.settings import load_settings

RSS = "application/rss+xml"


def test_a_run_names_what_is_wrong_and_reads_all_the_rest(
    tmp_path: Path, valkey: str, stream_redis: redis.Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    with Site() as good, Site("127.0.0.2") as bad:
        desk = Desk(tmp_path, [good.port, bad.port, 1], f"sqlite:///{tmp_path / 'khabar.sqlite'}", valkey)
        url = good.put("/news/1", article("The harbour is open"))
        empty = good.put("/news/2", b"<html><head><title>Nothing</title></head><body><p>Hm.</p></body></html>")
        good.put("/feed", feed([url, empty]), kind=RSS)
        bad.put("/html", b"<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>")
        bad.put("/empty", kind=RSS)
        file = desk.settings.places.sources_file
        file.write_text(
            f'[sources.good]\nurl = "{good.url}/feed"\n'
            f'[sources.html]\nurl = "{bad.url}/html"\nkind = "feed"\n'
            f'[sources.empty]\nurl = "{bad.url}/empty"\n'
            '[sources.nowhere]\nurl = "http://127.0.0.1:1/feed"\n'
            '[sources.rhythm]\nurl = "https://example.org/"\nrhythm = "standart"\n'
            '[sources.typo]\nurl = "https://example.org/"\nkinds = "feed"\n'
            '[sources.host]\nurl = "http://a..b/"\n',
            encoding="utf-8",
        )
        watch = _begin(desk, until_idle=True)
        assert [line.removeprefix(f"khabar: {file} ") for line in capsys.readouterr().err.splitlines()] == [
            '[sources.rhythm] rhythm: "standart" is not known; did you mean "standard"?',
            '[sources.typo]: unknown key "kinds"; did you mean "kind"?',
            "[sources.host] url: the URL's host is malformed",
        ]
        for _ in range(4):
            desk.run()
            desk.wait(20)
        desk.run()
        troubles = {line.split(": ", 1)[0]: line for line in watch.troubles()}
        assert set(troubles) == {"source empty", "source html", "source nowhere"}
        assert "an empty body" in troubles["source empty"]
        assert "HTML" in troubles["source html"]
        assert all("\n" not in line and "bug" not in line for line in troubles.values())
        assert desk.ends() == {"/news/1": "stored", "/news/2": "not an article"}
        assert desk.page(empty).reason
        picture = watch.look()
        assert counts(picture) == "sources polled 4/4 · pages waiting 0 · stored 1 · refused 1"
        assert [headline.source_id for headline in picture.headlines] == ["good"]
        desk.close()


def test_a_run_says_that_it_waits_for_a_stream_that_is_away(tmp_path: Path) -> None:
    port = free_port()
    services = Services(
        load_settings({"KHABAR_HOME": str(tmp_path), "KHABAR_REDIS_URL": f"redis://:secret@127.0.0.1:{port}/0"})
    )
    (sentence,) = _stream_is_away(services)
    assert sentence.startswith(f"127.0.0.1:{port}/0: does not answer (")
    services.close()

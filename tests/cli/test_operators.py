"""The commands of people who run khabar: exit codes 0, 1 and 2, one sentence on stderr, what is stored stays."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.khabar_runs import KHABAR, Here, Khabar
from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from tests.servers import free_port

RSS = "application/rss+xml"


def _fails(khabar: Khabar, *words: str, code: int = 2) -> str:
    done = khabar.run(*words, timeout=30)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    sentence = done.stderr.strip().splitlines()[-1]
    assert done.stderr.count("\n") == 1 or done.stderr.startswith("Usage:")
    return sentence


def _says(khabar: Khabar, *words: str) -> str:
    done = khabar.run(*words, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_store_without_tables_is_said_and_migrate_makes_them(tmp_path: Path) -> None:
    khabar = Here(tmp_path)
    khabar.configure("", [80])
    assert "run `khabar migrate` first" in _fails(khabar, "sources", "list")
    assert "schema none -> " in _says(khabar, "migrate")
    assert "is current" in _says(khabar, "migrate")
    assert _says(khabar, "sources", "list") == ""


@pytest.mark.parametrize("words", [("migrate",), ("sources", "list"), ("export", "articles")])
def test_a_database_that_is_away_is_one_sentence_without_its_password(tmp_path: Path, words: tuple[str, ...]) -> None:
    url = f"postgresql://khabar:secret@127.0.0.1:{free_port()}/khabar"
    khabar = Here(tmp_path, {"KHABAR_DATABASE_URL": url})
    sentence = khabar.run(*words).stderr
    assert "does not answer" in sentence
    assert sentence.count("\n") == 1
    assert "secret" not in sentence


def test_wrong_environment_and_files_are_one_sentence(tmp_path: Path) -> None:
    khabar = Here(tmp_path, {"KHABAR_DATABASE_URL": "mysql://db/khabar"})
    assert _fails(khabar, "migrate").startswith("khabar: KHABAR_DATABASE_URL: is no address that begins with one of")
    (tmp_path / "file").touch()
    khabar.outside = {"KHABAR_HOME": str(tmp_path / "file" / "home")}
    assert _fails(khabar, "migrate").startswith("khabar: KHABAR_HOME: the folder ")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "valkey").touch()  # as unusable as a read-only file system
    khabar.outside = {"KHABAR_HOME": str(tmp_path / "home")}
    khabar.configure("", [80])
    assert "/home/valkey cannot be used: " in _fails(khabar, "events", "follow", "--once")
    khabar.outside = {}
    khabar.configure("", [80], more="[worker]\nprocesses = 2\n")
    assert 'settings.toml: unknown table [worker]; did you mean "workers"?' in _fails(khabar, "migrate")


def test_a_broken_file_of_sources_stops_a_run_and_touches_nothing(khabar: Khabar) -> None:
    _says(khabar, "sources", "add", "https://example.org/feed", "--id", "kept")
    khabar.configure("[sources.a\n", [80])
    assert "sources.toml: is not valid TOML" in _fails(khabar, "run", "--until-idle", "--no-progress")
    assert "there is no such file" in _fails(khabar, "run", "--sources", "nowhere.toml")
    (line,) = khabar.lines("sources", "list", "--jsonl")
    assert (line["id"], line["state"]) == ("kept", "active")


def test_sources_are_added_shown_removed_and_added_again(khabar: Khabar) -> None:
    url = "https://example.org/feed"
    assert "added example.org-feed: due now" in _says(khabar, "sources", "add", url)
    assert "added b: due now" in _says(khabar, "sources", "add", url + "2", "--id", "b", "--name", "شام")
    assert "exists already" in _fails(khabar, "sources", "add", url, "--id", "b")
    assert "name: شام" in _says(khabar, "sources", "show", "b")
    (line,) = khabar.lines("sources", "show", "b", "--jsonl")
    (listed,) = [one for one in khabar.lines("sources", "list", "--jsonl") if one["id"] == "b"]
    assert listed.items() <= line.items()
    assert (line["listed_in"], line["habit"], line["polls"]) == ("added", None, 0)
    assert "removed b: its articles stay" in _says(khabar, "sources", "remove", "b")
    assert "removed by khabar sources remove" in _says(khabar, "sources", "show", "b")
    assert "added b: due now" in _says(khabar, "sources", "add", url + "3", "--id", "b")
    assert {s["id"]: s["state"] for s in khabar.lines("sources", "list", "--jsonl")} == {
        "example.org-feed": "active",
        "b": "active",
    }
    assert "next poll" in _says(khabar, "sources", "history", "b")


def test_mistakes_about_sources_are_one_sentence(khabar: Khabar) -> None:
    assert "there is no such source" in _fails(khabar, "sources", "show", "nobody")
    assert "there is no such source" in _fails(khabar, "sources", "remove", "nobody")
    assert "is no http(s) address" in _fails(khabar, "sources", "add", "example.org")
    assert "letters, digits" in _fails(khabar, "sources", "add", "https://a.org/", "--id", "a~b c")
    assert "is no table of schedules/polling.toml" in _fails(
        khabar, "sources", "add", "https://a.org/", "--rhythm", "x"
    )
    assert "host is malformed" in _fails(khabar, "sources", "add", "http://a..b/", code=1)
    assert "khabar.invalid" in _fails(khabar, "sources", "check", "http://khabar.invalid/", code=1)


def test_lists_are_imported_and_exported_and_a_bad_source_is_left_out(khabar: Khabar, tmp_path: Path) -> None:
    given = """[sources.a]
name = "Quotes \\"and\\" \\u007f"
url = "https://a.org/feed"
kind = "feed"
rhythm = "breaking"
tags = ["Asia", "Syria"]
headers = { "X-Key" = "1" }
[sources.bad]
url = "https://b.org/feed"
rhythm = "braking"
[sources.odd]
url = "http://a..b/"
"""
    (tmp_path / "given.toml").write_text(given, encoding="utf-8")
    (tmp_path / "polling.toml").write_text('[rhythms.breaking]\nfloor = "2m"\n', encoding="utf-8")
    khabar.outside = {"KHABAR_SCHEDULES_DIR": str(tmp_path)}
    done = khabar.run("sources", "import", str(tmp_path / "given.toml"))
    assert (done.returncode, done.stdout) == (1, "1 sources, 2 left out\n")
    assert '[sources.bad] rhythm: "braking" is not known; did you mean "breaking"?' in done.stderr
    assert "[sources.odd] url: " in done.stderr
    back = tomllib.loads(_says(khabar, "sources", "export", "--format", "toml"))["sources"]
    assert back == {"a": tomllib.loads(given)["sources"]["a"]}
    (tmp_path / "list.opml").write_text(_says(khabar, "sources", "export"), encoding="utf-8")
    assert _says(khabar, "sources", "import", str(tmp_path / "list.opml")) == "1 sources, 0 left out\n"
    assert [s["id"] for s in khabar.lines("sources", "list", "--jsonl") if s["state"] == "active"] == ["a"]


def test_what_was_stored_is_exported_from_a_cursor_on_and_quarantine_gives_another_chance(
    tmp_path: Path, valkey: str, stream_redis: object
) -> None:
    with Site() as site:
        desk = Desk(
            tmp_path, [site.port], f"sqlite:///{tmp_path / 'khabar.sqlite'}", valkey, "[workers]\nmax_tries = 1\n"
        )
        urls = [site.put(f"/news/{n}", article(f"Gate {n} is open")) for n in range(3)]
        bad = site.put("/news/bad", status="500 Internal Server Error")
        site.put("/feed", feed([*urls, bad]), kind=RSS)
        desk.sources_are(one=site.url + "/feed")
        desk.run()
        places = desk.settings.places
        khabar = Here(tmp_path, {"KHABAR_DATABASE_URL": places.database_url, "KHABAR_REDIS_URL": valkey})
        lines = khabar.lines("export", "articles", "--since", "0")
        assert [line["cursor"] for line in lines] == [1, 2, 3]
        assert [line["cursor"] for line in khabar.lines("export", "articles", "--since", "1")] == [2, 3]
        assert [e["id"] for e in khabar.lines("export", "events", "--since", "2")] == [desk.events()[2]["id"]]
        text = _says(khabar, "export", "articles", "--format", "text")
        assert all(f"Gate {n} is open" in text for n in range(3))

        (line,) = khabar.lines("quarantine", "list", "--jsonl")
        assert (line["url"], line["source"]) == (bad, "one")
        assert "it answers 500" in line["reason"]
        assert "outcome: quarantined" in _says(khabar, "quarantine", "show", str(line["id"]))
        (whole,) = khabar.lines("quarantine", "show", str(line["id"]), "--jsonl")
        assert line.items() <= whole.items()
        assert (whole["outcome"], whole["entry"]["link"]) == ("quarantined", bad)
        assert re.search(r"^habit: .* articles?.*, watched for ", _says(khabar, "sources", "show", "one"), re.MULTILINE)
        assert re.search(r"Z  quarantined: .*it answers 500\n", _says(khabar, "why", bad))
        assert "there is no such page" in _fails(khabar, "quarantine", "show", "4711")
        assert "is not in quarantine" in _fails(khabar, "quarantine", "retry", "4711")
        assert "name pages by their ids" in _fails(khabar, "quarantine", "retry")
        assert "is not in the range" in _fails(khabar, "quarantine", "show", "9" * 30)
        assert "1 pages are due again" in _says(khabar, "quarantine", "retry", str(line["id"]))
        site.put("/news/bad", article("Gate 4\u202e is open"))
        desk.wait(60)
        desk.harvest()
        assert desk.page(bad).outcome == "stored"
        assert khabar.lines("quarantine", "list", "--jsonl") == []
        told = _says(khabar, "why", bad + "?utm_source=x")
        assert re.findall(r"announced by source one|stored|Gate 4\? is open", told) == [
            "announced by source one",
            "stored",
            "Gate 4? is open",
        ]
        (line,) = khabar.lines("why", urls[0], "--jsonl")
        assert (line["page"]["outcome"], line["article"]["title"]) == ("stored", "Gate 0 is open")
        unheard = khabar.run("why", site.url + "/news/unheard")
        assert (unheard.returncode, unheard.stdout.split("/")[0]) == (1, "never heard of https:")
        assert "give the whole address" in _fails(khabar, "why", "example.org")
        desk.close()


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, khabar: Khabar) -> None:
    for n in range(3):
        _says(khabar, "sources", "add", f"https://example{n}.org/", "--name", "x" * 60_000)
    process = subprocess.Popen(
        [*KHABAR, "sources", "list", "--jsonl"], env=khabar.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(20) == 0


def test_logs_do_not_come_between_the_lines_of_a_command(khabar: Khabar, tmp_path: Path, valkey: str) -> None:
    khabar.outside = {"KHABAR_REDIS_URL": valkey}
    tables = '[subscribers.good]\nkind = "stream"\n[subscribers.bad]\nkind = "pigeon"\n'
    (tmp_path / "config" / "subscribers.toml").write_text(tables, encoding="utf-8")
    done = khabar.run("subscribers", "replay", "good", "--from", "0")
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["good"]

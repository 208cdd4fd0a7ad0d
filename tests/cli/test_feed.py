"""`khabar feed` as a program: what goes in and out."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from workers.cli.feed import command

FEED = Path(__file__).parent.parent / "data" / "feeds" / "arabic.rss.xml"


def run_python(stdin: bytes) -> list[dict[str, Any]]:
    """The lines that the real program answers: the runner's stdin has no descriptor."""
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "workers.cli.feed", "--jsonl"], input=stdin, capture_output=True, check=True
    )  # exit code 0: what is wrong with a line is its answer
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_line_gets_an_answer_and_a_bad_one_stops_nothing() -> None:
    packed = base64.b64encode(FEED.read_bytes()).decode()
    good = {"id": "good", "url": "https://waha.example/feed", "content_type": "application/rss+xml", "body_b64": packed}
    lines = [
        json.dumps(good),
        "{broken",
        "",
        "[1]",
        json.dumps({"id": "no body", "url": "https://h.example/"}),
        json.dumps({"id": "bad base64", "url": "https://h.example/", "body_b64": "$$$"}),
        json.dumps(
            {
                "id": "html",
                "url": "https://h.example/",
                "body_b64": base64.b64encode(b"<!doctype html><title>x</title>").decode(),
            }
        ),
        json.dumps({"id": 5, "url": None, "content_type": 3, "body_b64": None}),
        json.dumps(good | {"id": "again"}).replace("/", "\\/"),
    ]
    answers = run_python("\n".join(lines).encode())
    assert [answer["id"] for answer in answers] == ["good", None, None, "no body", "bad base64", "html", 5, "again"]
    assert [answer["ok"] for answer in answers] == [True, False, False, False, False, False, False, True]
    assert all(answer["error"] for answer in answers if not answer["ok"])
    first = answers[0]
    assert first["title"] == "وكالة الواحة"
    assert first["entries"] == answers[-1]["entries"]
    assert first["entries"][0] | {"summary": "", "content": ""} == {
        "guid": "waha-101",
        "link": "https://waha.example/news/101",
        "title": 'بلدية الواحة تفتتح "سوق الربيع"',
        "published": "2020-01-07T10:05:00+02:00",
        "updated": None,
        "author": "ليلى حداد, سامر نجار",
        "authors": ["ليلى حداد", "سامر نجار"],
        "summary": "",
        "content": "",
        "categories": ["أخبار محلية", "اقتصاد & أعمال"],
        "enclosures": [{"url": "https://waha.example/a/101.mp3", "type": "audio/mpeg", "length": 12345}],
        "images": ["https://waha.example/i/101.jpg"],
        "language": None,
        "publisher": None,
        "section": None,
    }


def test_a_file_is_shown_to_people() -> None:
    result = CliRunner().invoke(command, [str(FEED)])
    assert result.exit_code == 0
    assert "وكالة الواحة" in result.output
    assert "rss, 2 entries" in result.output
    assert "2020-01-07T10:05:00+02:00" in result.output


def test_a_file_is_one_json_line_on_request() -> None:
    result = CliRunner().invoke(command, ["--jsonl", str(FEED)])
    assert result.exit_code == 0
    assert json.loads(result.output)["form"] == "rss"


@pytest.mark.parametrize("content", [b"<!doctype html><title>x</title>", None])
def test_a_file_that_is_no_feed_is_told_in_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x"
    if content is not None:
        path.write_bytes(content)
    result = CliRunner().invoke(command, [str(path)])
    assert result.exit_code == 1
    assert result.output.startswith(f"{path}: ")
    assert len(result.output.splitlines()) == 1


def test_a_dash_is_what_comes_on_stdin() -> None:
    rss = b"<rss><channel><title>t</title><item><title>x</title><link>https://a.org/1</link></item></channel></rss>"
    result = CliRunner().invoke(command, ["-", "--jsonl"], input=rss)
    assert result.exit_code == 0
    assert [entry["link"] for entry in json.loads(result.output)["entries"]] == ["https://a.org/1"]


def test_nothing_to_read_is_a_wrong_call() -> None:
    assert CliRunner().invoke(command, []).exit_code == 2

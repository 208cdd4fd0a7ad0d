from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workers.cli.parse import command
from workers.errors import BadConfig

PAGES = Path(__file__).parents[1] / "data" / "pages"
PAGE = PAGES / "ar_wordpress.html"


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(command, list(arguments), input=stdin)


def test_a_file_gives_one_record_on_one_line() -> None:
    expected = json.loads(PAGE.with_suffix(".json").read_text("utf-8"))
    result = run(str(PAGE), "--url", expected["url"])
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["title"] == expected["title"]
    assert record["paragraphs"] == expected["paragraphs"]
    assert (record["url"], record["language"], record["direction"]) == (expected["url"], "ar", "rtl")
    assert record["author"] == ", ".join(record["authors"])
    assert record["origins"]["paragraphs"]["via"] == "page"


def test_lines_are_answered_one_by_one_and_bad_ones_stop_nothing() -> None:
    good = {"id": "a", "url": "https://news.example/1", "html": PAGE.read_text("utf-8")}
    empty = {"id": "b", "url": "https://news.example/2", "html": ""}
    lines = [
        json.dumps(good),
        "{not json",
        "",
        json.dumps(empty),
        "[1]",
        '{"id": "c"}',
        "\ufffd",
        json.dumps({**good, "id": 7}),
    ]
    result = run("--jsonl", stdin="\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "b", None, "c", None, 7]
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, True, False]
    assert answers[0]["paragraphs"] == answers[-1]["paragraphs"]
    assert "empty" in answers[2]["error"]
    assert result.exit_code == 0  # as `khabar feed --jsonl`: what is wrong with a line is its answer


def test_bottomless_json_and_bad_bytes_are_bad_lines() -> None:
    result = run("--jsonl", stdin=b"[" * 100_000 + b"\n\xff\xfe\n")
    assert [sorted(json.loads(line)) for line in result.stdout.splitlines()] == [["error", "id"]] * 2


def test_a_text_dump_gives_a_record(tmp_path: Path) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text(
        "عنوان الخبر الأول في هذا اليوم\nعنوان الخبر الأول في هذا اليوم\n● أخبار محلية ٧ يناير ٢٠٢٠\n\n"
        "عنوان الخبر الأول في هذا اليوم\n\nقال الوزير إن العمل مستمر في المشروع.\n\nوأضاف أن الافتتاح قريب.\n\n"
        "المصدر: شبكة الأخبار الكاتب: فريق التحرير\nمشاركة: \n\nاقرأ أيضاً:\n\nـــــــ ــ",
        "utf-8",
    )
    result = run("--text", str(dump))
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["published"] == "2020-01-07"
    assert len(record["paragraphs"]) == 2


def test_what_gave_no_article_is_told_on_stderr_and_by_the_exit_code(tmp_path: Path) -> None:
    page = tmp_path / "empty.html"
    page.write_bytes(b"")
    result = run(str(page), str(tmp_path / "missing.html"), str(PAGE))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    first, second = result.stderr.splitlines()
    assert first == f"{page}: the page is empty"
    assert second.endswith("missing.html: No such file or directory")


def test_a_dash_is_what_comes_on_stdin() -> None:
    result = run("-", "--url", "https://example.org/news/1", stdin=PAGE.read_bytes())
    assert result.exit_code == 0
    assert json.loads(result.stdout)["url"] == "https://example.org/news/1"
    assert run("-", stdin=PAGE.read_bytes()).exit_code == 0


def test_a_mistake_in_our_own_settings_is_not_taken_for_one_of_the_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text("[fetsh]\n", encoding="utf-8")
    monkeypatch.setenv("KHABAR_CONFIG_DIR", str(tmp_path))
    result = run("https://example.org/news/1")
    assert isinstance(result.exception, BadConfig)
    assert "settings.toml" in result.exception.about


def test_nothing_to_read_is_a_usage_error() -> None:
    assert run().exit_code == 2
    assert run("--jsonl", "page.html").exit_code == 2


def test_help_shows_an_example() -> None:
    assert "khabar parse https://" in run("--help").stdout

"""Site rules by source: found by name, read again when they change, an alarm where they are wrong or stop matching."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from workers.parse.page import read_page
from workers.pipeline.harvesting.rulebook import RuleBook, broken_rules
from workers.records import Article, Source

URL = "https://news.example.org/a/1"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SENTENCE = "The council of Harrowmere voted on Tuesday to reopen the towpath along the old canal before winter. "
PAGE = f"""<html lang="en"><head><title>A headline</title></head><body><h1>A headline</h1>
<p class="kicker">Town</p><article>{"".join(f"<p>{SENTENCE * 2}{n}</p>" for n in range(6))}</article></body></html>"""


def _book(folder: Path, rules: str | None) -> RuleBook:
    if rules is not None:
        (folder / "sites").mkdir(exist_ok=True)
        (folder / "sites" / "town.toml").write_text(rules, encoding="utf-8")
    return RuleBook(folder)


def _source(rules: str | None = "town") -> Source:
    return Source(id="town", url="https://news.example.org/feed", rules=rules)


def _read(book: RuleBook) -> Article:
    return read_page(PAGE, url=URL, fetched_at=NOON, rules=book.of(_source(), URL))


GOOD = 'hosts = ["news.example.org"]\n[fields]\nsection = ".kicker"\n'


def test_a_source_without_rules_is_read_in_the_general_way(tmp_path: Path) -> None:
    assert _book(tmp_path, GOOD).of(_source(rules=None), URL) is None


def test_the_rules_of_a_source_are_used_for_the_hosts_they_name(tmp_path: Path) -> None:
    book = _book(tmp_path, GOOD)
    assert book.of(_source(), "https://elsewhere.example.com/a") is None
    article = _read(book)
    assert article.section == "Town"
    assert broken_rules("town", article)[1] == [("town", "rule:section")]


def test_a_rule_that_matches_nothing_raises_an_alarm_and_the_general_way_takes_over(tmp_path: Path) -> None:
    article = _read(_book(tmp_path, GOOD.replace(".kicker", ".gone").replace("section", "title")))
    assert article.title == "A headline"
    (alarm,) = broken_rules("town", article)[0]
    assert (alarm.kind, alarm.source_id) == ("rule:title", "town")
    assert URL in alarm.message


def test_a_wrong_file_of_rules_is_told_by_name_and_key(tmp_path: Path) -> None:
    book = _book(tmp_path, GOOD.replace("section", "sectoin"))
    assert book.of(_source(), URL) is None
    trouble = book.trouble_with(_source())
    assert trouble is not None
    assert "town.toml" in trouble
    assert "sectoin" in trouble


def test_a_file_of_rules_that_is_missing_is_told(tmp_path: Path) -> None:
    trouble = _book(tmp_path, None).trouble_with(_source())
    assert trouble is not None
    assert "town.toml" in trouble


def test_rules_that_changed_are_read_again(tmp_path: Path) -> None:
    book = _book(tmp_path, GOOD)
    assert book.listing_of(_source()) is None
    _book(tmp_path, 'hosts = ["news.example.org"]\nlisting = "h2 a"\n[fields]\ntitle = "h1"\n')
    os.utime(tmp_path / "sites" / "town.toml", (1, 1))
    assert book.listing_of(_source()) == "h2 a"

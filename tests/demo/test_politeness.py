"""The judge of request logs sees every rudeness and no other."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.politeness import Limits, main, treatments, violations
from benchmarks.world_log import Line, Note, Request


def _request(site: int, path: str, started: float, took: float = 0.1, connection: int = 1) -> Request:
    return Request(site, path, 200, connection, "khabar", started, started + took, 0.0)


def _polite() -> list[Note]:
    return [
        Line("open", 0, 1, 0.0),
        _request(0, "/robots.txt", 0.1),
        _request(0, "/a", 2.0),
        _request(0, "/b", 4.0),
        Line("close", 0, 1, 5.0),
    ]


def test_a_polite_log_breaks_no_limit() -> None:
    [row] = treatments(_polite())
    assert (row.requests, row.connections, row.in_flight, row.smallest_gap, row.robots_first) == (3, 1, 1, 2.0, True)
    assert violations([row], Limits(connections=1, in_flight=1, gap=2.0, robots_first=True)) == []


def test_each_limit_is_told_apart() -> None:
    notes: list[Note] = [
        Line("open", 3, 1, 0.0),
        Line("open", 3, 2, 0.1),
        _request(3, "/a", 0.2, took=1.0, connection=1),
        _request(3, "/b", 0.7, took=1.0, connection=2),
        _request(3, "/robots.txt", 3.0),
    ]
    [row] = treatments(notes)
    found = violations([row], Limits(connections=1, in_flight=1, gap=2.0, robots_first=True))
    assert found == [
        "site 3: 2 connections at once, 1 allowed",
        "site 3: 2 requests at once, 1 allowed",
        "site 3: 0.500 s between two requests, 2.0 s promised",
        "site 3: a page was asked for before robots.txt",
    ]
    assert violations([row], Limits()) == []


def test_sites_are_judged_apart() -> None:
    notes: list[Note] = [_request(0, "/a", 1.0), _request(1, "/a", 1.1), _request(0, "/b", 9.0)]
    assert [(row.site, row.smallest_gap) for row in treatments(notes)] == [(0, 8.0), (1, None)]


def test_the_gap_leaves_robots_out_unless_asked() -> None:
    assert treatments(_polite(), gap_of_robots=True)[0].smallest_gap == pytest.approx(1.9)


def test_a_connection_that_ends_makes_room_for_the_next() -> None:
    notes: list[Note] = [Line("open", 0, 1, 0.0), Line("close", 0, 1, 1.0), Line("open", 0, 2, 1.0)]
    assert treatments(notes)[0].connections == 1


def test_the_command_exits_1_on_a_broken_limit_and_2_on_another_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "requests.jsonl"
    rows = [{"event": "request", **asdict(note)} if isinstance(note, Request) else asdict(note) for note in _polite()]
    log.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert main([str(log), "--min-gap", "2", "--max-connections", "1", "--robots-first"]) == 0
    assert main([str(log), "--min-gap", "2.5"]) == 1
    assert "site 0: 2.000 s between two requests, 2.5 s promised" in capsys.readouterr().err
    log.write_text('{"event": "request", "who": 1}\n', encoding="utf-8")
    assert main([str(log)]) == 2
    assert main([str(tmp_path / "absent")]) == 2

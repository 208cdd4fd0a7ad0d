"""Whatever is killed: every article once, one event each."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.world import World
from tests.khabar_runs import PATIENCE, Khabar, kill_group

pytestmark = pytest.mark.processes

SITES, ARTICLES = 8, 12


def _wait_for_articles(khabar: Khabar, n: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while khabar.stored() < n:
        assert time.monotonic() < deadline, f"no {n} articles came: {khabar.log()}"
        time.sleep(0.05)


def test_a_run_whose_whole_process_group_is_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    khabar = Khabar(tmp_path)
    with World(SITES, ARTICLES) as world:
        khabar.configure(world.sources(), world.ports, delay="300ms")
        for n in (10, 40):
            process = khabar.start("run", "--until-idle", "--no-progress", "--processes", "2")
            _wait_for_articles(khabar, n)
            kill_group(process)
        assert khabar.until_idle().returncode == 0
        lines = khabar.lines("export", "articles")
        assert Counter(line["url"] for line in lines) == Counter(list(world.truth()))
        events = khabar.stream()
    assert Counter(e["subject"] for e in events) == Counter(f"article/{line['id']}" for line in lines)
    assert len({e["id"] for e in events}) == SITES * ARTICLES

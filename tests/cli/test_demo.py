"""`khabar demo` works with nothing but this package, and a second time; it never mixes its news with real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.khabar_runs import Khabar
from workers.records import Source

pytestmark = pytest.mark.processes


def test_the_demo_stores_the_sample_newsroom_and_knows_it_again(tmp_path: Path) -> None:
    khabar = Khabar(tmp_path)
    first = khabar.run("demo", "--no-progress")
    print(first.stdout, first.stderr, khabar.log())
    assert first.returncode == 0
    assert "stored: 33" in first.stdout
    second = khabar.run("demo", "--no-progress")
    print(second.stdout, second.stderr)
    assert second.returncode == 0
    assert "stored: " not in second.stdout
    titles = {line["title"] for line in khabar.lines("export", "articles")}
    assert "دائرة العلاقات الخارجية في الائتلاف تلتقي وفداً أمريكياً لبحث التطورات الميدانية والسياسية" in titles


def test_the_demo_leaves_a_store_with_other_sources_alone(tmp_path: Path) -> None:
    khabar = Khabar(tmp_path)
    khabar.configure([Source(id="mine", url="http://127.0.0.1:9/feed")], [9])
    assert khabar.run("migrate").returncode == 0
    assert khabar.run("sources", "add", "http://127.0.0.1:9/other").returncode == 0
    done = khabar.run("demo", "--no-progress")
    assert done.returncode == 2
    assert "holds 1 sources of yours" in done.stderr

"""The quality watch: what new pages give is counted, and a drop is an alarm until it is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from workers.cli.sources import command
from workers.pipeline.upkeep import upkeep
from workers.store import quality
from workers.store.alarms import standing

RSS = "application/rss+xml"
DAY = 86_400.0
GOOD = {"pages": 10, "articles": 10, "whole": 10, "sure": 10, "dated": 10, "signed": 9, "stated": 40, "length_5": 10}
BARE = GOOD | {"signed": 0, "sure": 2, "length_5": 0, "length_2": 10}


@pytest.fixture
def newsroom(tmp_path: Path, store_url: str, valkey: str, stream_redis: object) -> Iterator[Desk]:
    """A desk over each of the two databases, with one source."""
    opened = Desk(tmp_path, [], store_url, valkey)
    opened.sources_are(one="https://port.example/feed")
    yield opened
    opened.close()


def bring(desk: Desk, counts: dict[str, int], times: int = 1, source: str = "one") -> None:
    """Pages that gave this are stored now."""
    row = [times * counts.get(name, 0) for name in quality.COUNTS]
    desk.database.transact(lambda c: quality.add(c, {source: row}, now=desk.now()))


def four_weeks(desk: Desk) -> None:
    for _ in range(28):
        bring(desk, GOOD, times=2)
        desk.wait(DAY)


def alarms(desk: Desk) -> list[str]:
    desk.wait(301)
    upkeep(desk)
    with desk.database.read() as connection:
        return [f"{a.source_id} {a.kind}: {a.message}" for a, _ in standing(connection)]


def test_a_drop_raises_an_alarm_that_names_source_and_figures_until_it_is_over(newsroom: Desk) -> None:
    four_weeks(newsroom)
    bring(newsroom, GOOD, times=5)
    assert alarms(newsroom) == []
    newsroom.wait(DAY)
    bring(newsroom, BARE, times=4)
    (alarm,) = alarms(newsroom)
    day = newsroom.now().date()
    assert alarm == (
        f"one quality: of the last 40 pages (since {day}): bodies found with confidence 20%, usually 100%; "
        "articles with an author 0%, usually 90%; median length 181 characters, usually 1,448"
    )
    newsroom.wait(DAY)
    bring(newsroom, BARE | {"signed": 9}, times=4)
    assert "author" not in alarms(newsroom)[0]  # the sentence says what is wrong now
    newsroom.wait(DAY)
    bring(newsroom, GOOD, times=4)
    assert alarms(newsroom) == []


def test_what_has_been_worse_for_a_month_is_how_the_source_is_now(newsroom: Desk) -> None:
    four_weeks(newsroom)
    for _ in range(30):
        bring(newsroom, BARE, times=4)
        assert len(alarms(newsroom)) == 1
        newsroom.wait(DAY - 301)
    bring(newsroom, BARE, times=4)
    assert alarms(newsroom) == []
    bring(newsroom, BARE, times=4)
    assert alarms(newsroom) == []


def test_sources_are_judged_at_most_every_five_minutes_and_only_where_pages_came(newsroom: Desk) -> None:
    four_weeks(newsroom)
    bring(newsroom, GOOD)
    assert alarms(newsroom) == []
    bring(newsroom, BARE, times=9)
    upkeep(newsroom)
    with newsroom.database.read() as connection:
        assert list(standing(connection)) == []
    assert len(alarms(newsroom)) == 1


def test_sources_are_judged_also_while_the_last_time_lies_ahead_of_a_clock_that_was_set_back(newsroom: Desk) -> None:
    four_weeks(newsroom)
    newsroom.set_clock(3 * DAY)
    upkeep(newsroom)
    newsroom.set_clock(-3 * DAY)
    bring(newsroom, BARE, times=9)
    assert len(alarms(newsroom)) == 1


def test_old_days_are_pruned(newsroom: Desk) -> None:
    bring(newsroom, GOOD)
    newsroom.wait(91 * DAY)
    upkeep(newsroom)
    assert newsroom.rows("quality") == []


def test_what_new_pages_give_is_counted_once(desk: Desk, site: Site) -> None:
    pages = [site.put(f"/{n}", article(f"Wall {n}")) for n in range(2)]
    pages.append(site.put("/none", b"<!doctype html><title>x</title><p>Nothing here."))
    desk.sources_are(one=site.put("/feed", feed(pages), kind=RSS))
    desk.run()
    desk.wait(3600)  # the articles are looked at again
    desk.harvest()
    (row,) = desk.rows("quality")
    counts = {name: getattr(row, name) for name in quality.COUNTS if getattr(row, name)}
    assert {k: counts[k] for k in ("pages", "articles", "whole", "dated")} == {
        "pages": 3,
        "articles": 2,
        "whole": 2,
        "dated": 2,
    }
    assert sum(counts[name] for name in quality.LENGTHS if name in counts) == 2
    assert row.source_id == "one"


def test_people_see_the_figures(newsroom: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(newsroom, GOOD)
    settings = newsroom.settings.places
    monkeypatch.setenv("KHABAR_HOME", str(newsroom.folder / "home"))
    monkeypatch.setenv("KHABAR_CONFIG_DIR", str(settings.config))
    monkeypatch.setenv("KHABAR_SCHEDULES_DIR", str(newsroom.folder / "schedules"))
    monkeypatch.setenv("KHABAR_DATABASE_URL", newsroom.database.url.render_as_string(hide_password=False))
    run = CliRunner().invoke
    lines = run(command, ["quality"]).output.splitlines()
    assert " ".join(lines[0].split()) == "pages articles full sure date author section image median fields by"
    assert lines[1].split() == ["one", "10", "10", "100%", "100%", "100%", "90%", "0%", "0%", "1,448", "stated", "100%"]
    assert run(command, ["quality", "one"]).output.splitlines()[1].startswith(newsroom.now().date().isoformat())
    assert '"alarm": null' in run(command, ["quality", "--jsonl"]).output
    assert run(command, ["quality", "two"]).exit_code != 0

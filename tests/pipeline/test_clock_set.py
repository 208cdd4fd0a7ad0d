"""A clock that is set makes neither a storm of polls nor a silence, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.pipeline.desk import Desk
from tests.store.filling import add, page, robots_are_known
from workers.pipeline.clock import jump
from workers.pipeline.tick import tick
from workers.pipeline.upkeep import prune
from workers.store import clock, pace
from workers.store.claims import claim_pages, claim_polls
from workers.store.clock import Reading
from workers.store.pagesback import bring_pages_forward
from workers.store.polls import PollResult, write_poll
from workers.store.pumps import start_pump
from workers.store.rechecks import claim_new_then_known
from workers.store.schema import deliveries, pages, robots, sites, sources

HOUR = 3600.0
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def desk(store_url: str, tmp_path: Path) -> Iterator[Desk]:
    """Ten sources on sites of their own, with robots.txt known, and a clock that has been noted."""
    opened = Desk(tmp_path, [80], store_url, "redis://127.0.0.1:1/0")
    opened.sources_are(**{f"s{n}": f"http://site{n}.org/feed" for n in range(10)})
    for n in range(10):
        until = opened.now() + timedelta(days=9)
        robots_are_known(opened.database, f"http://site{n}.org", now=opened.now(), until=until)
    tick(opened)
    yield opened
    opened.close()


def _polled(desk: Desk, interval: float = 600.0) -> list[str]:
    """All that is due is polled; each comes again after `interval`."""
    now, database = desk.now(), desk.database
    claim = database.transact(lambda c: claim_polls(c, database, pump_id="me", limit=99, now=now, pace=desk.pace_rule))
    for state in claim.polls:
        result = PollResult(state.source.id, "me", now, "unchanged", None, now + timedelta(seconds=interval), "because")
        assert database.transact(lambda c, r=result: write_poll(c, r))  # type: ignore[misc]
    return [state.source.id for state in claim.polls]


def _pump(desk: Desk, name: str) -> None:
    desk.database.transact(
        lambda c: start_pump(c, pump_id=name, kind="poll", host="h", pid=1, limit=9, now=desk.now(), lease=8)
    )


def test_sources_are_due_when_they_would_have_been_after_the_clock_went_back(desk: Desk) -> None:
    assert len(_polled(desk)) == 10
    desk.wait(300)
    tick(desk)
    desk.set_clock(-HOUR)
    assert tick(desk).poll == 0
    desk.wait(200)
    assert _polled(desk) == []  # no storm
    desk.wait(120)
    assert tick(desk).poll > 0
    assert len(_polled(desk)) == 10  # and no silence of an hour
    desk.wait(590)
    tick(desk)
    assert _polled(desk) == []  # what was polled since is in the new time, and stays there
    desk.wait(20)
    assert len(_polled(desk)) == 10


def test_sources_are_asked_once_after_the_clock_went_on(desk: Desk) -> None:
    assert len(_polled(desk)) == 10
    desk.wait(60)
    tick(desk)
    desk.set_clock(HOUR)
    tick(desk)
    assert len(_polled(desk)) == 10
    assert _polled(desk) == []
    desk.wait(590)
    tick(desk)
    assert _polled(desk) == []


def test_an_outage_is_no_clock_that_was_set(desk: Desk) -> None:
    _polled(desk, interval=7200.0)
    desk.wait(HOUR)
    tick(desk)
    assert _polled(desk) == []
    desk.wait(HOUR + 1)
    assert len(_polled(desk)) == 10


@pytest.mark.parametrize("by", [-HOUR, HOUR])
def test_nobody_is_taken_for_dead_or_for_alive_by_a_clock_that_was_set(desk: Desk, by: float) -> None:
    _pump(desk, "here")
    desk.set_clock(by)
    tick(desk)
    assert [p.id for p in desk.rows("pumps")] == ["here"]
    assert all(source.failures == 0 for source in desk.rows("sources"))
    desk.wait(9)
    tick(desk)
    assert desk.rows("pumps") == []


def test_pages_are_not_kept_waiting_by_a_clock_that_went_back(desk: Desk) -> None:
    robots_are_known(desk.database, "https://example.org", now=desk.now(), until=desk.now() + timedelta(days=9))
    add(desk.database, page(1), page(2), now=desk.now())
    database = desk.database

    def claimed() -> int:
        now = desk.now()
        rule = pace.PaceRule(2.0, 2, 60.0)
        return len(
            database.transact(lambda c: claim_pages(c, database, pump_id="me", limit=99, now=now, pace=rule)).pages
        )

    assert claimed() == 1
    desk.set_clock(-HOUR)
    tick(desk)
    desk.wait(3)
    assert claimed() == 1


def test_pages_of_an_archive_stay_as_far_apart_as_they_were_when_the_clock_went_back(desk: Desk) -> None:
    now = desk.now()
    found = [replace(page(n), found_via="backfill", due_at=now + timedelta(seconds=4 * n)) for n in range(1, 5)]
    add(desk.database, *found, now=now)
    desk.set_clock(-HOUR)
    tick(desk)
    due = [row.due_at - now + timedelta(seconds=HOUR) for row in desk.rows("pages")]
    assert [round(left.total_seconds()) for left in due] == [4, 8, 12, 16]


def test_a_pause_that_a_site_asked_for_ends_when_it_would_have_after_the_clock_went_back(desk: Desk) -> None:
    until = desk.now() + timedelta(hours=5)
    desk.database.transact(lambda c: pace.pause(c, "site1.org", until=until, why="Retry-After"))
    desk.set_clock(-HOUR)
    tick(desk)
    (row,) = [r for r in desk.rows("sites") if r.site == "site1.org"]
    assert abs(until - timedelta(hours=1) - row.next_free_at) < timedelta(seconds=60)


def _waits(desk: Desk, minutes: float) -> None:
    """One page that failed before and one known article, both to be asked for in so many minutes, on sites 1 and 2."""
    due = desk.now() + timedelta(minutes=minutes)
    until = desk.now() + timedelta(days=9)
    robots_are_known(desk.database, "https://site1.org", "https://site2.org", now=desk.now(), until=until)
    add(desk.database, page(1, "site1.org"), page(2, "site2.org"), now=desk.now())
    with desk.database.engine.begin() as c:
        retried = sa.update(pages).where(pages.c.site == "site1.org")
        c.execute(retried.values(tries=2, due_at=due))
        known = sa.update(pages).where(pages.c.site == "site2.org")
        c.execute(known.values(state="ended", ended_at=desk.now(), outcome="stored", article_id="x", recheck_at=due))
        c.execute(sa.update(sites).values(ready_at=due, recheck_at=due))


def _claimed(desk: Desk) -> set[str]:
    database, rule = desk.database, pace.PaceRule(2.0, 2, 60.0)
    claim = database.transact(
        lambda c: claim_new_then_known(c, database, pump_id="me", limit=99, now=desk.now(), pace=rule)
    )
    return {p.site for p in claim.pages}


def test_retries_and_looks_come_when_they_would_have_after_the_clock_went_back(desk: Desk) -> None:
    _waits(desk, minutes=10)
    desk.set_clock(-HOUR)
    tick(desk)
    desk.wait(500)
    tick(desk)
    assert _claimed(desk) == set()  # no storm
    desk.wait(120)
    tick(desk)
    assert _claimed(desk) == {"site1.org", "site2.org"}  # and no silence of an hour


def test_retries_and_looks_come_once_after_the_clock_went_on(desk: Desk) -> None:
    _waits(desk, minutes=10)
    desk.set_clock(HOUR)
    tick(desk)
    assert _claimed(desk) == {"site1.org", "site2.org"}
    desk.wait(60)
    tick(desk)
    assert _claimed(desk) == set()


def test_what_was_looked_at_since_the_clock_went_back_is_in_the_new_time(desk: Desk) -> None:
    _waits(desk, minutes=90)
    desk.set_clock(-HOUR)
    now, by = desk.now(), timedelta(seconds=HOUR)
    desk.wait(5)
    with desk.database.engine.begin() as c:
        written = sa.update(pages).where(pages.c.site == "site2.org")
        c.execute(written.values(ended_at=desk.now(), recheck_at=desk.now() + timedelta(minutes=90)))
    before = {p.site: (p.due_at, p.recheck_at) for p in desk.rows("pages")}
    for after in (0, 1):
        desk.database.transact(
            lambda c, after=after: bring_pages_forward(  # type: ignore[misc]
                c, desk.database, by=by, since=now, now=desk.now(), after=after, most=1
            )
        )
    found = {p.site: (p.due_at, p.recheck_at) for p in desk.rows("pages")}
    assert found["site2.org"] == before["site2.org"]
    assert found["site1.org"][0] == before["site1.org"][0] - by


def test_a_robots_txt_that_could_not_be_read_and_a_webhook_that_failed_are_tried_when_they_would_have_been(
    desk: Desk,
) -> None:
    due = desk.now() + timedelta(minutes=10)
    with desk.database.engine.begin() as c:
        c.execute(sa.update(robots).where(robots.c.site == "site3.org").values(state="unreachable", expires_at=due))
        c.execute(
            sa.insert(deliveries).values(
                name="w", listed=True, cursor=0, attempt=1, next_at=due, confirmed=False, created_at=desk.now()
            )
        )
    desk.set_clock(-HOUR)
    tick(desk)
    (unread,) = [r for r in desk.rows("robots") if r.state == "unreachable"]
    (webhook,) = desk.rows("deliveries")
    for when in (unread.expires_at, webhook.next_at):
        assert abs(due - timedelta(hours=1) - when) < timedelta(seconds=60)


def test_a_clock_that_two_machines_see_go_back_shifts_what_is_due_once(desk: Desk, store_url: str) -> None:
    _polled(desk, interval=3 * HOUR)
    other = Desk(desk.folder, [80], store_url, "redis://127.0.0.1:1/0")
    other.__dict__["host"] = "other"
    tick(other)
    due = {r.id: r.next_poll_at for r in desk.rows("sources")}
    for machine in (desk, other):
        machine.wait(30)
        machine.set_clock(-HOUR)
    for machine in (desk, other, desk):
        tick(machine)
    moved = {due[r.id] - r.next_poll_at for r in desk.rows("sources")}
    other.close()
    assert len(moved) == 1
    assert abs(moved.pop() - timedelta(hours=1)) < timedelta(seconds=60)


def test_more_sources_than_one_transaction_takes_are_all_put_right(desk: Desk) -> None:
    desk.sources_are(**{f"n{n}": f"http://site{n}.org/feed" for n in range(4100)})
    due = desk.now() + timedelta(minutes=10)
    with desk.database.engine.begin() as connection:
        connection.execute(sa.update(sources).values(next_poll_at=due))
        connection.execute(
            sa.update(sources).where(sources.c.id < "n3").values(next_poll_at=due + timedelta(minutes=1))
        )
    tick(desk)
    desk.set_clock(-HOUR)
    for _ in range(3):
        tick(desk)
    whens = {r.next_poll_at for r in desk.rows("sources") if r.state == "active"}
    assert max(whens) - min(whens) == timedelta(minutes=1)
    assert abs(min(whens) - (due - timedelta(hours=1))) < timedelta(seconds=60)


@pytest.mark.parametrize(
    ("before", "after", "by"),
    [
        (None, Reading(NOON, 5.0), 0),
        (Reading(NOON, 5.0), Reading(NOON + timedelta(seconds=10), 15.0), 0),
        (Reading(NOON, 5.0), Reading(NOON - timedelta(hours=1), 15.0), -3610),
        (Reading(NOON, 5.0), Reading(NOON + timedelta(hours=1), 15.0), 3590),
        (Reading(NOON, 500.0), Reading(NOON + timedelta(hours=1), 15.0), 0),  # the machine was started anew
        (Reading(NOON, 500.0), Reading(NOON - timedelta(hours=1), 15.0), -3600),
    ],
)
def test_how_much_a_clock_was_set(before: Reading | None, after: Reading, by: float) -> None:
    assert jump(before, after).total_seconds() == by


def test_the_clocks_of_machines_that_are_gone_are_forgotten(desk: Desk) -> None:
    def note(host: str) -> None:
        reading = Reading(desk.now(), desk.steady())
        desk.database.transact(lambda c: clock.note_clock(c, desk.database, host, reading))

    def known() -> list[str]:
        with desk.database.read() as connection:
            return [host for host in ("old", "young", desk.host) if clock.read_clock(connection, host) is not None]

    note("old")
    desk.wait(20 * 24 * HOUR)
    note("young")
    prune(desk)
    assert known() == ["old", "young", desk.host]
    desk.wait(20 * 24 * HOUR)
    prune(desk)
    assert known() == ["young", desk.host]  # its own it keeps, whatever the clock says: the next tick compares with it

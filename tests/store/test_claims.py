"""Claims hand out what may be asked now, never more, and to one claimant only."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.store.conftest import NOON
from tests.store.filling import PACE, add, list_sources, page, robots_are_known, rows, start_pump
from workers.records import Page, Source
from workers.store import frontier, pace, pumps
from workers.store.claims import Claim, claim_pages, claim_polls, claim_suspects
from workers.store.database import Database
from workers.store.frontier import Ending, NewPage
from workers.store.pace import PaceRule
from workers.store.schema import pages, sites


def _claim(database: Database, now: datetime, *, pump: str = "a", limit: int = 32, rule: PaceRule = PACE) -> Claim:
    return database.transact(lambda c: claim_pages(c, database, pump_id=pump, limit=limit, now=now, pace=rule))


def _end(database: Database, claimed: tuple[Page, ...], now: datetime) -> None:
    from workers.records import Outcome

    endings = [Ending(p.id, Outcome.STORED, None) for p in claimed]
    database.transact(lambda c: frontier.end_pages(c, endings, now=now))
    database.transact(lambda c: pace.maybe_ready(c, {p.site for p in claimed}))


def test_a_site_whose_robots_are_unknown_is_asked_for_them_before_its_first_page(database: Database) -> None:
    add(database, page(1), now=NOON)
    first = _claim(database, NOON)
    assert first.pages == ()
    assert first.robots == {"https://example.org": "example.org"}
    assert _claim(database, NOON).size == 0
    row = pace.RobotsRow("https://example.org", "none", "", NOON, NOON + timedelta(hours=1))
    database.transact(lambda c: pace.write_robots(c, database, row, site="example.org", crawl_delay=None))
    assert _claim(database, NOON + timedelta(seconds=1.9)).size == 0
    assert [p.url for p in _claim(database, NOON + timedelta(seconds=2)).pages] == ["https://example.org/news/1"]


def test_a_site_gives_one_page_a_delay(database: Database) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(hours=1))
    add(database, *(page(n) for n in range(5)), now=NOON)
    first = _claim(database, NOON)
    assert len(first.pages) == 1
    _end(database, first.pages, NOON)
    assert _claim(database, NOON + timedelta(seconds=1)).size == 0
    assert _claim(database, NOON + timedelta(seconds=1)).ready_at == NOON + timedelta(seconds=2)
    assert len(_claim(database, NOON + timedelta(seconds=2)).pages) == 1


def test_a_crawl_delay_is_obeyed_up_to_the_cap(database: Database) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(hours=1))
    add(database, page(1), page(2), now=NOON)
    for asked, kept in ((10.0, 10.0), (3600.0, 60.0)):
        with database.engine.begin() as c:
            c.execute(sa.update(sites).values(crawl_delay_s=asked, next_free_at=NOON, ready_at=NOON))
            c.execute(sa.update(pages).values(state="waiting", pump_id=None))
        assert len(_claim(database, NOON).pages) == 1
        assert rows(database, "sites")[0].next_free_at == NOON + timedelta(seconds=kept)


def test_without_a_delay_the_connections_bound_a_site(database: Database) -> None:
    rule = PaceRule(delay=0.0, connections=3, crawl_delay_cap=60.0)
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(hours=1))
    add(database, *(page(n) for n in range(5)), now=NOON)
    first = _claim(database, NOON, rule=rule)
    assert len(first.pages) == 3
    assert _claim(database, NOON, rule=rule).size == 0
    _end(database, first.pages[:1], NOON)
    assert len(_claim(database, NOON, rule=rule).pages) == 1


def test_a_page_waits_until_it_is_due_and_then_is_found(database: Database) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(hours=1))
    add(database, page(1), now=NOON)
    claimed = _claim(database, NOON).pages
    later = NOON + timedelta(minutes=10)
    database.transact(lambda c: frontier.try_later(c, claimed[0].id, pump_id="a", due_at=later, reason="503"))
    database.transact(lambda c: pace.maybe_ready(c, ["example.org"]))
    assert _claim(database, NOON + timedelta(minutes=9)).ready_at == later
    again = _claim(database, later).pages
    assert [p.attempts for p in again] == [2]


def _of_an_archive(number: int, due_at: datetime) -> NewPage:
    return replace(page(number), found_via="backfill", due_at=due_at)


@pytest.mark.parametrize("overdue", [2, 40])
def test_news_goes_before_an_archive_however_overdue_that_is(database: Database, overdue: int) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(hours=1))
    early = NOON - timedelta(hours=1)
    add(database, *(_of_an_archive(n, early + timedelta(seconds=n)) for n in range(overdue)), now=early)
    add(database, page(98), page(99), now=NOON)
    claimed: list[str] = []
    for n in range(4):
        found = _claim(database, NOON + timedelta(seconds=2 * n), rule=replace(PACE, connections=1)).pages
        claimed += [p.url.rpartition("/")[2] for p in found]
        _end(database, found, NOON)
    assert claimed == ["98", "99", "0", "1"]


def test_news_that_is_not_due_does_not_hold_an_archive_up(database: Database) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(hours=1))
    later = replace(page(9), due_at=NOON + timedelta(minutes=1))
    add(database, later, *(_of_an_archive(n, NOON) for n in range(5)), now=NOON)
    assert [p.found_via for p in _claim(database, NOON).pages] == ["backfill"]


def test_a_slow_site_does_not_keep_another_from_being_claimed(database: Database) -> None:
    both = ("https://example.org", "https://example.com")
    robots_are_known(database, *both, now=NOON, until=NOON + timedelta(hours=1))
    add(database, page(1), page(2), page(3, site="example.com"), now=NOON)
    with database.engine.begin() as c:
        until = NOON + timedelta(minutes=5)
        pace.pause(c, "example.org", until=until, why="asked to wait")
    assert [p.site for p in _claim(database, NOON).pages] == ["example.com"]


def test_many_claimants_at_once_never_share_a_page_nor_exceed_a_site(database: Database) -> None:
    rule = PaceRule(delay=0.0, connections=2, crawl_delay_cap=60.0)
    names = [f"site{n}.org" for n in range(12)]
    robots_are_known(database, *(f"https://{n}" for n in names), now=NOON, until=NOON + timedelta(hours=1))
    add(database, *(page(i, site=name) for name in names for i in range(10)), now=NOON)
    claimed: list[Page] = []
    start = threading.Barrier(6)

    def go(pump: str) -> None:
        start.wait()
        for _ in range(4):
            claimed.extend(_claim(database, NOON, pump=pump, limit=8, rule=rule).pages)

    threads = [threading.Thread(target=go, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({p.id for p in claimed}) == len(claimed)
    assert set(Counter(p.site for p in claimed).values()) == {2}
    assert len({p.site for p in claimed}) == 12


def test_pages_of_a_dead_pump_come_back_in_ever_smaller_company_until_one_is_convicted(database: Database) -> None:
    names = [f"site{n}.org" for n in range(12)]
    robots_are_known(database, *(f"https://{n}" for n in names), now=NOON, until=NOON + timedelta(days=1))
    add(database, *(page(1, site=name) for name in names), now=NOON)
    start_pump(database, "first", now=NOON)
    group = _claim(database, NOON, pump="first").pages
    assert len(group) == 12
    poison = group[5].id
    now = NOON
    companies = []
    for crash in range(4):
        now += timedelta(minutes=1)
        released = database.transact(lambda c, t=now: pumps.release_dead(c, database, now=t))  # type: ignore[misc]
        assert released.pumps == 1
        if crash == 3:
            break
        alive = True
        while alive:
            now += timedelta(seconds=10)
            name = f"{crash}-{now}"
            start_pump(database, name, now=now)
            taken = database.transact(
                lambda c, t=now, n=name: claim_suspects(c, database, pump_id=n, now=t, pace=PACE)  # type: ignore[misc]
            )
            if poison in {p.id for p in taken}:
                companies.append(len(taken))
                alive = False
            else:
                assert taken
                _end(database, taken, now)
                database.transact(lambda c, t=now, n=name: pumps.end_pump(c, pump_id=n, now=t))  # type: ignore[misc]
    ends = {r.id: r.outcome for r in rows(database, "pages")}
    assert companies == [8, 2, 1]
    assert ends[poison] == "quarantined"
    assert list(ends.values()).count("quarantined") == 1


def test_a_pump_that_ends_in_order_hands_its_pages_back_unblamed(database: Database) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(hours=1))
    add(database, page(1), now=NOON)
    start_pump(database, "a", now=NOON)
    assert len(_claim(database, NOON).pages) == 1
    database.transact(lambda c: pumps.end_pump(c, pump_id="a", now=NOON))
    (row,) = rows(database, "pages")
    assert (row.state, row.attempts, row.crashes) == ("waiting", 0, 0)
    assert rows(database, "pumps") == []


def test_polls_are_claimed_once_and_queue_up_behind_a_busy_site(database: Database) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(hours=1))
    listed = [Source(id=f"s{n}", url=f"https://example.org/feed{n}") for n in range(3)]
    list_sources(database, *listed, now=NOON)
    first = database.transact(lambda c: claim_polls(c, database, pump_id="a", limit=10, now=NOON, pace=PACE))
    assert len(first.polls) == 1
    waits = sorted(r.next_poll_at for r in rows(database, "sources") if r.pump_id is None)
    assert waits == [NOON + timedelta(seconds=2), NOON + timedelta(seconds=4)]
    second = database.transact(lambda c: claim_polls(c, database, pump_id="b", limit=10, now=NOON, pace=PACE))
    assert second.polls == ()
    assert second.ready_at == NOON + timedelta(seconds=2)


def test_a_source_whose_site_nobody_knows_is_polled_all_the_same(database: Database) -> None:
    list_sources(database, Source("one", "https://example.org/1"), now=NOON)
    with database.engine.begin() as c:
        c.execute(sa.delete(sites))
    claimed = [
        database.transact(lambda c: claim_polls(c, database, pump_id="a", limit=9, now=NOON, pace=PACE)) for _ in "12"
    ]
    assert claimed[-1].robots == {"https://example.org": "example.org"}


def test_a_source_that_ignores_robots_by_agreement_is_polled_without_asking(database: Database) -> None:
    list_sources(database, Source(id="a", url="https://example.org/feed", robots="ignore"), now=NOON)
    claim = database.transact(lambda c: claim_polls(c, database, pump_id="a", limit=10, now=NOON, pace=PACE))
    assert [s.source.id for s in claim.polls] == ["a"]
    assert claim.robots == {}


def test_what_will_not_be_asked_for_costs_its_site_no_turn(database: Database) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(days=1))
    add(database, *(page(n) for n in range(8)), now=NOON)

    def asks(connection: Connection, url: str) -> bool:
        return url.endswith("/7")

    taken: list[int] = []
    for _ in range(8):
        claim = database.transact(
            lambda c: claim_pages(c, database, pump_id="a", limit=10, now=NOON, pace=PACE, asks=asks)
        )
        taken += [p.id for p in claim.pages]
        _end(database, claim.pages, NOON)
    assert len(taken) == 8
    (site,) = rows(database, "sites")
    assert site.next_free_at == NOON + timedelta(seconds=PACE.delay)


def test_sources_that_will_not_be_asked_are_claimed_beside_one_that_is(database: Database) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(days=1))
    list_sources(database, *(Source(f"s{n}", f"https://example.org/{n}") for n in range(4)), now=NOON)
    claim = database.transact(
        lambda c: claim_polls(
            c, database, pump_id="a", limit=10, now=NOON, pace=PACE, asks=lambda _, url: url.endswith("/3")
        )
    )
    assert {s.source.id for s in claim.polls} == {"s0", "s1", "s2", "s3"}

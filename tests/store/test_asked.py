"""The pace of a site holds between requests as they reach it, however late that is after their claims."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from tests.store.conftest import NOON
from tests.store.filling import PACE, add, page, robots_are_known, rows
from workers.store import pace
from workers.store.claims import claim_pages
from workers.store.database import Database
from workers.store.frontier import try_later
from workers.store.schema import sites
from workers.store.slots import ANSWERED_WITHIN, reserve_turn

DELAY = timedelta(seconds=PACE.delay)


def _pages(database: Database, count: int) -> None:
    robots_are_known(database, "https://example.org", now=NOON, until=NOON + timedelta(hours=1))
    add(database, *(page(n) for n in range(count)), now=NOON)


def _claim(database: Database, now: datetime) -> list[int]:
    claim = database.transact(lambda c: claim_pages(c, database, pump_id="a", limit=9, now=now, pace=PACE))
    return [p.id for p in claim.pages]


def _answered(database: Database, page_id: int, at: datetime) -> None:
    """As a pump does: first when the site was asked, then what came of it."""
    database.transact(lambda c: pace.was_asked(c, database, {"example.org": at}, PACE))

    def work(connection: sa.Connection) -> None:
        later = at + timedelta(days=1)
        assert try_later(connection, page_id, pump_id="a", due_at=later, reason="enough for this test")
        pace.maybe_ready(connection, ["example.org"])

    database.transact(work)


def test_the_next_request_comes_a_delay_after_the_answer_not_after_the_claim(database: Database) -> None:
    _pages(database, 2)
    (first,) = _claim(database, NOON)
    answered = NOON + timedelta(seconds=1.5)
    _answered(database, first, answered)
    assert _claim(database, NOON + DELAY) == []
    assert _claim(database, answered + DELAY - timedelta(milliseconds=1)) == []
    assert len(_claim(database, answered + DELAY)) == 1


def test_an_answer_is_waited_for_but_not_for_ever(database: Database) -> None:
    _pages(database, 3)
    assert len(_claim(database, NOON)) == 1
    assert _claim(database, NOON + DELAY) == []
    late = NOON + DELAY + ANSWERED_WITHIN
    assert len(_claim(database, late)) == 1
    assert _claim(database, late + DELAY + ANSWERED_WITHIN) == []  # two connections are under way, and no more


def test_a_look_at_a_busy_site_does_not_put_off_its_turn(database: Database) -> None:
    _pages(database, 2)
    _claim(database, NOON)
    for second in range(2, 5):
        _claim(database, NOON + timedelta(seconds=second))
    assert [r.next_free_at for r in rows(database, "sites")] == [NOON + DELAY]


def test_a_site_without_a_delay_may_be_asked_while_it_answers(database: Database) -> None:
    _pages(database, 3)
    at_once = pace.PaceRule(delay=0.0, connections=2, crawl_delay_cap=60.0)
    claim = database.transact(lambda c: claim_pages(c, database, pump_id="a", limit=1, now=NOON, pace=at_once))
    again = database.transact(lambda c: claim_pages(c, database, pump_id="a", limit=9, now=NOON, pace=at_once))
    assert (len(claim.pages), len(again.pages)) == (1, 1)
    database.transact(lambda c: pace.was_asked(c, database, {"example.org": NOON}, at_once))
    assert [r.next_free_at for r in rows(database, "sites")] == [NOON]


def test_a_crawl_delay_counts_from_the_answer_too_and_a_longer_pause_stays(database: Database) -> None:
    _pages(database, 1)
    with database.engine.begin() as connection:
        connection.execute(sa.update(sites).values(crawl_delay_s=20.0))
    database.transact(lambda c: pace.was_asked(c, database, {"example.org": NOON}, PACE))
    assert [r.next_free_at for r in rows(database, "sites")] == [NOON + timedelta(seconds=20)]
    database.transact(lambda c: pace.was_asked(c, database, {"example.org": NOON - timedelta(seconds=9)}, PACE))
    assert [r.next_free_at for r in rows(database, "sites")] == [NOON + timedelta(seconds=20)]


def _reserve(database: Database, now: datetime) -> datetime:
    patience = timedelta(seconds=9)
    return database.transact(lambda c: reserve_turn(c, database, "example.org", now=now, pace=PACE, patience=patience))


def test_turns_without_a_claim_follow_one_another_and_hold_claims_up(database: Database) -> None:
    apart = DELAY + ANSWERED_WITHIN
    assert _reserve(database, NOON) == NOON  # of a site that nobody knew
    assert _reserve(database, NOON) == NOON + apart
    assert _reserve(database, NOON) == _reserve(database, NOON) == NOON + 2 * apart  # too late: told, and not taken
    _pages(database, 1)
    assert _claim(database, NOON + 2 * apart - timedelta(seconds=0.1)) == []
    assert len(_claim(database, NOON + 2 * apart)) == 1


def test_a_turn_without_a_claim_waits_for_the_requests_under_way(database: Database) -> None:
    _pages(database, 3)
    assert len(_claim(database, NOON)) == 1
    assert _reserve(database, NOON) == NOON + DELAY + ANSWERED_WITHIN

"""Rows of sources: in step with their list, polled in order, and never written by a poll that lost its claim."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tests.store.conftest import NOON
from tests.store.filling import list_sources, rows
from workers.records import Kind, Source, Validators
from workers.store.database import Database
from workers.store.found import Named, keep_found
from workers.store.polls import PollResult, write_poll
from workers.store.schema import sources
from workers.store.sources import ask_for_poll, keep_in_step, retire, state_of
from workers.store.standing import polled_by_others

LATER = NOON + timedelta(hours=1)
ONE = Source("one", "https://example.org/feed", "One")
TWO = Source("two", "https://example.com/feed", "Two")


def _row(database: Database, source_id: str) -> Any:
    (row,) = [r for r in rows(database, "sources") if r.id == source_id]
    return row


def _states(database: Database) -> dict[str, str]:
    return {r.id: r.state for r in rows(database, "sources")}


def _claim(database: Database, source_id: str, pump: str) -> None:
    with database.engine.begin() as c:
        c.execute(sa.update(sources).where(sources.c.id == source_id).values(pump_id=pump))


def _poll(database: Database, source_id: str = "one", pump: str = "a", **more: Any) -> bool:
    values: dict[str, Any] = {"outcome": "new", "detail": None, "next_poll_at": LATER, "reason": "because"} | more
    result = PollResult(source_id=source_id, pump_id=pump, at=NOON, **values)
    return database.transact(lambda c: write_poll(c, result))


def test_a_source_that_left_the_list_is_retired_and_comes_back_due_with_what_it_had_learned(database: Database) -> None:
    list_sources(database, ONE, TWO, now=NOON)
    _claim(database, "one", "a")
    assert _poll(database, validators=Validators('"e"', "then"), body_hash="h", serves="rss")
    list_sources(database, TWO, now=NOON)
    assert _states(database) == {"one": "retired", "two": "active"}
    assert _row(database, "one").reason == "no longer in the list of sources"
    list_sources(database, ONE, TWO, now=LATER)
    row = _row(database, "one")
    assert (row.state, row.next_poll_at, row.etag, row.polls) == ("active", LATER, '"e"', 1)
    assert row.reason == "back in the list of sources"


def test_an_unchanged_list_changes_nothing(database: Database) -> None:
    list_sources(database, ONE, TWO, now=NOON)
    before = rows(database, "sources")
    list_sources(database, TWO, ONE, now=LATER)
    assert rows(database, "sources") == before


def test_a_moved_source_forgets_what_the_old_url_taught_and_keeps_the_rest(database: Database) -> None:
    list_sources(database, ONE, now=NOON)
    _claim(database, "one", "a")
    _poll(database, validators=Validators('"e"', "then"), body_hash="h", serves="rss", interval=600.0)
    _claim(database, "one", "b")
    _poll(database, pump="b", outcome="failed", detail="it broke")
    list_sources(database, Source("one", "https://example.net/new", "One"), now=NOON)
    row = _row(database, "one")
    assert (row.etag, row.last_modified, row.body_hash, row.serves, row.last_error) == (None,) * 5
    assert (row.site, row.origin, row.failures, row.next_poll_at) == ("example.net", "https://example.net", 0, NOON)
    assert (row.interval_s, row.polls, row.reason) == (600.0, 2, "its URL changed")


def test_an_ended_source_is_revived_by_a_new_url_only(database: Database) -> None:
    list_sources(database, ONE, now=NOON)
    _claim(database, "one", "a")
    _poll(database, outcome="ended", ended=True)
    list_sources(database, ONE, now=LATER)
    assert _states(database) == {"one": "ended"}
    list_sources(database, Source("one", "https://example.org/new"), now=LATER)
    assert _states(database) == {"one": "active"}


def test_lists_do_not_retire_each_others_sources(database: Database) -> None:
    list_sources(database, ONE, now=NOON)
    wanted = [(TWO, "example.com", "https://example.com")]
    database.transact(lambda c: keep_in_step(c, database, wanted, listed_in="added", now=NOON, retire_others=False))
    list_sources(database, now=NOON)
    assert _states(database) == {"one": "retired", "two": "active"}


def test_a_long_list_is_kept_in_step_too(database: Database) -> None:
    many = [Source(f"s{n}", f"https://example.org/{n}") for n in range(1200)]
    list_sources(database, *many, now=NOON)
    list_sources(database, *many[1:], now=LATER)
    states = _states(database)
    assert states.pop("s0") == "retired"
    assert set(states.values()) == {"active"}


def test_of_sources_that_would_move_to_one_url_at_once_the_first_may(database: Database) -> None:
    list_sources(database, ONE, TWO, Source("three", "https://example.net/feed"), now=NOON)
    there = "https://example.org/new"
    with database.read() as c:
        assert polled_by_others(c, {"two": there, "one": there}) == {"two": "one"}
        assert polled_by_others(c, {"two": ONE.url, "three": ONE.url}) == {"two": "one", "three": "one"}
        assert polled_by_others(c, {"two": there, "three": TWO.url}) == {"three": "two"}


def test_a_poll_whose_claim_was_lost_writes_nothing(database: Database) -> None:
    list_sources(database, ONE, now=NOON)
    _claim(database, "one", "b")
    before = rows(database, "sources")
    assert not _poll(database, pump="a", validators=Validators('"e"'), new=3)
    assert rows(database, "sources") == before
    assert rows(database, "polls") == []


def test_polls_are_counted_and_failures_forgotten_after_a_good_one(database: Database) -> None:
    list_sources(database, ONE, now=NOON)
    for outcome, failures in (("failed", 1), ("refused", 2), ("unchanged", 0)):
        _claim(database, "one", "a")
        assert _poll(database, outcome=outcome, detail="a detail")
        row = _row(database, "one")
        assert (row.failures, row.pump_id, row.next_poll_at) == (failures, None, LATER)
        assert row.last_error == ("a detail" if failures else None)
    assert [p.outcome for p in rows(database, "polls")] == ["failed", "refused", "unchanged"]


def _found(database: Database, *names: str) -> None:
    parent = state_of(_row(database, "one"))
    found = [Named(f"one~{n}", f"https://example.org/{n}", "example.org", "https://example.org") for n in names]
    database.transact(lambda c: keep_found(c, database, parent, found, now=LATER))


def test_what_a_source_names_is_polled_in_its_name_as_long_as_it_is_named(database: Database) -> None:
    list_sources(database, Source("one", "https://example.org/", kind=Kind.LISTING, language="ar"), now=NOON)
    _found(database, "a", "b")
    child = state_of(_row(database, "one~a"))
    assert (child.family, child.source.kind, child.source.language) == ("one", Kind.AUTO, "ar")
    _found(database, "b", "c")
    assert _states(database) == {"one": "active", "one~a": "retired", "one~b": "active", "one~c": "active"}
    _found(database, "a")
    assert _states(database)["one~a"] == "active"
    list_sources(database, now=LATER)
    assert set(_states(database).values()) == {"retired"}


def test_what_is_polled_in_a_sources_name_ends_with_it(database: Database) -> None:
    list_sources(database, ONE, TWO, now=NOON)
    _found(database, "a")
    database.transact(lambda c: retire(c, database, "one", reason="removed"))
    assert _states(database) == {"one": "retired", "one~a": "retired", "two": "active"}


def test_found_sources_follow_the_configuration_of_the_one_that_names_them(database: Database) -> None:
    list_sources(database, ONE, now=NOON)
    _found(database, "a")
    list_sources(database, Source("one", ONE.url, "One", headers={"X": "1"}, rhythm="slow"), now=NOON)
    _found(database, "a")
    child = state_of(_row(database, "one~a")).source
    assert (child.headers, child.rhythm) == ({"X": "1"}, "slow")


def test_sources_are_asked_for_by_name_or_all_and_retired_ones_never(database: Database) -> None:
    list_sources(database, ONE, TWO, now=NOON)
    list_sources(database, ONE, now=NOON)
    assert database.transact(lambda c: ask_for_poll(c, now=LATER, ids=["one", "two"], reason="asked")) == 1
    assert (_row(database, "one").next_poll_at, _row(database, "one").reason) == (LATER, "asked")
    assert database.transact(lambda c: ask_for_poll(c, now=LATER, reason="asked")) == 1

"""Retention: what an article said may go, who it is never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.store.conftest import NOON
from tests.store.filling import candidate, rows
from tests.store.test_articles import AGREEABLE
from workers.records import Image
from workers.store.articles import Candidate, Settled, settle
from workers.store.codec import article_to_json
from workers.store.database import Database
from workers.store.forgetting import forget_texts
from workers.store.stored import read_article

YEAR = timedelta(days=365)


def _settle(database: Database, *candidates: Candidate, after: timedelta = timedelta(0)) -> list[Settled]:
    return database.transact(lambda c: settle(c, database, candidates, now=NOON + after, rules=AGREEABLE))


def _forget(database: Database, *, after: timedelta = YEAR, at_once: int = 100) -> int:
    now = NOON + after
    before = now - timedelta(days=90)
    return database.transact(lambda c: forget_texts(c, database, before=before, now=now, at_once=at_once))


def _with_pictures(number: int) -> Candidate:
    made = candidate(number)
    article = replace(
        made.article, summary="In short.", images=(Image(url="https://example.org/a.jpg"),), section="News"
    )
    return replace(made, article=article, record=article_to_json(article))


def test_an_old_article_loses_its_text_and_keeps_who_it_is(database: Database) -> None:
    (stored,) = (settled.stored for settled in _settle(database, _with_pictures(1)))
    kept = [rows(database, table) for table in ("keys", "sightings", "pages")]
    assert _forget(database) == 1
    with database.read() as connection:
        left = read_article(connection, stored.id)
    assert left is not None
    assert left.forgotten_at == NOON + YEAR
    assert (left.article.paragraphs, left.article.summary, left.article.images) == ((), None, ())
    assert (left.article.title, left.article.section, left.content_hash) == ("Title 1", "News", stored.content_hash)
    assert [rows(database, table) for table in ("keys", "sightings", "pages")] == kept


def test_a_forgotten_article_that_comes_again_is_known_and_makes_no_version(database: Database) -> None:
    _settle(database, candidate(1))
    _forget(database)
    same, other, elsewhere = (
        candidate(1),
        candidate(1, body="Quite another text."),
        candidate(2, keys=("u:example.org/news/1",), body="A third text."),
    )
    assert [settled.how for settled in _settle(database, same, after=YEAR)] == ["unchanged"]
    assert [settled.how for settled in _settle(database, other, after=YEAR)] == ["unchanged"]
    assert [settled.how for settled in _settle(database, elsewhere, after=YEAR)] == ["duplicate"]
    assert len(rows(database, "articles")) == len(rows(database, "versions")) == 1


def test_earlier_versions_go_with_the_current_one(database: Database) -> None:
    _settle(database, candidate(1))
    _settle(database, candidate(1, body="Changed."), after=timedelta(hours=1))
    assert [row.record is None for row in rows(database, "versions")] == [False, True]
    assert _forget(database) == 1
    assert [row.record is None for row in rows(database, "versions")] == [True, True]


def test_an_article_whose_last_version_is_young_keeps_its_text(database: Database) -> None:
    _settle(database, candidate(1), candidate(2))
    _settle(database, candidate(1, body="Changed."), after=YEAR - timedelta(days=89))
    assert _forget(database) == 1
    assert [row.forgotten_at is None for row in rows(database, "articles")] == [True, False]


def test_all_articles_are_reached_a_few_at_a_time_and_again_from_the_first(database: Database) -> None:
    _settle(database, *(candidate(number) for number in range(1, 8)))
    assert [_forget(database, at_once=3) for _ in range(4)] == [3, 3, 1, 0]
    _settle(database, candidate(0))  # its id comes before all others
    assert [_forget(database, at_once=3) for _ in range(3)] == [0, 0, 1]

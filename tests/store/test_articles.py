"""One article is one row, whatever leads to it and however many store it at once."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import replace

from tests.store.conftest import NOON
from tests.store.filling import candidate, rows
from workers.records import Article, Change
from workers.store.articles import Candidate, Place, Rules, Settled, settle
from workers.store.database import Database
from workers.store.stored import read_article, read_versions


def _change(old: Article, new: Article) -> Change | None:
    return None if old.paragraphs == new.paragraphs else Change(("paragraphs",))


AGREEABLE = Rules(
    same=lambda *_: True,
    renames=lambda claim: claim.startswith("g:"),
    change=_change,
    cluster=lambda candidate, article_id: Place(article_id),
)
DOUBTFUL = replace(AGREEABLE, same=lambda *_: False)


def _settle(database: Database, *candidates: Candidate, rules: Rules = AGREEABLE) -> list[Settled]:
    return database.transact(lambda c: settle(c, database, candidates, now=NOON, rules=rules))


def test_a_new_article_is_stored_as_its_first_version(database: Database) -> None:
    (result,) = _settle(database, candidate(1))
    assert (result.how, result.stored.version) == ("new", 1)
    with database.read() as connection:
        stored = read_article(connection, result.stored.id)
        assert stored is not None
        assert stored.article == candidate(1).article
        assert [v for v, _, _ in read_versions(connection, stored.id)] == [1]


def test_the_same_page_again_is_unchanged(database: Database) -> None:
    _settle(database, candidate(1))
    assert [r.how for r in _settle(database, candidate(1))] == ["unchanged"]


def test_an_edit_of_its_own_page_is_the_next_version_and_keeps_the_last(database: Database) -> None:
    for number, body in enumerate(("First.", "Second.", "Third."), 1):
        (result,) = _settle(database, candidate(1, body=body))
        assert result.stored.version == number
    kept = {r.version: r.record for r in rows(database, "versions")}
    assert "First." in str(kept[1])
    assert "Second." in str(kept[2])
    assert kept[3] is None


def test_another_page_with_a_key_of_the_article_is_one_more_way_to_it(database: Database) -> None:
    shared = ("u:example.org/news/1",)
    (first,) = _settle(database, candidate(1, keys=shared))
    (second,) = _settle(database, candidate(2, body="Twin.", keys=("u:m.example.org/1", *shared)))
    assert (second.how, second.stored.id) == ("duplicate", first.stored.id)
    assert {r.article_id for r in rows(database, "keys")} == {first.stored.id}


def test_a_claim_counts_only_where_the_rules_agree(database: Database) -> None:
    _settle(database, candidate(1, claims=("c:example.org/x",)))
    (other,) = _settle(database, candidate(2, claims=("c:example.org/x",)), rules=DOUBTFUL)
    assert other.how == "new"
    (same,) = _settle(database, candidate(3, claims=("c:example.org/x",)), rules=AGREEABLE)
    assert same.how == "duplicate"


def test_a_page_that_comes_back_under_a_new_url_with_its_guid_is_an_update(database: Database) -> None:
    _settle(database, candidate(1, claims=("g:one:4711",)))
    (result,) = _settle(database, candidate(2, body="Edited.", claims=("g:one:4711",)))
    assert (result.how, result.stored.version) == ("updated", 2)
    assert result.stored.article.url == "https://example.org/news/2"


def test_two_versions_of_a_new_article_in_one_batch_are_both_kept(database: Database) -> None:
    results = _settle(database, candidate(1, claims=("g:one:1",)), candidate(2, body="Edited.", claims=("g:one:1",)))
    assert [r.how for r in results] == ["new", "updated"]
    assert [r.version for r in rows(database, "versions")] == [1, 2]


def test_many_processes_storing_the_same_articles_make_one_row_each(database: Database) -> None:
    results: list[Settled] = []
    failures: list[BaseException] = []
    start = threading.Barrier(6)

    def go(seed: int) -> None:
        numbers = list(range(1, 61))
        random.Random(seed).shuffle(numbers)
        start.wait()
        try:
            for first in range(0, 60, 12):
                batch = [candidate(n, claims=(f"g:one:{n // 2}",)) for n in numbers[first : first + 12]]
                results.extend(_settle(database, *batch, rules=DOUBTFUL))
        except BaseException as e:
            failures.append(e)

    threads = [threading.Thread(target=go, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Counter(r.how for r in results) == {"new": 60, "unchanged": 300}
    assert len(rows(database, "articles")) == 60

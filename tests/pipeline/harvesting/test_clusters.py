"""A new article joins the story that it is most alike, whichever it meets first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.pipeline.site import PARAGRAPHS
from tests.store.conftest import NOON
from workers.dedupe.fingerprint import Fingerprint, fingerprint
from workers.pipeline.harvesting.clusters import Clusters
from workers.records import Article
from workers.store import marks
from workers.store.articles import Candidate, Rules, settle
from workers.store.codec import article_to_json
from workers.store.database import Database
from workers.store.stored import read_article

LATER = (
    "Engineers from three countries had looked at the wall in the winter and found that its foot had been washed out "
    "over many years by a current that nobody had known of.",
    "The harbour master said that he had slept in his office for a week and that he would now go home and sleep in a "
    "bed, if his family still knew him.",
)


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    yield opened
    opened.close()


def _read(number: int, source: str, title: str, paragraphs: tuple[str, ...]) -> tuple[Candidate, Fingerprint]:
    url = f"https://{source}.example/news/{number}"
    print_ = fingerprint(title, paragraphs)
    article = Article(url=url, title=title, paragraphs=paragraphs)
    key = f"u:{url}"
    return (
        Candidate(
            page_id=number,
            source_id=source,
            article=article,
            record=article_to_json(article),
            article_id=f"{number:032x}",
            keys=(key,),
            claims=(),
            content_hash=f"sha256:{number}",
            fingerprint=print_.to_bytes(),
            found_via="feed",
            fetched_at=NOON,
        ),
        print_,
    )


def _store(database: Database, *read: tuple[Candidate, Fingerprint], hours: int = 0) -> list[tuple[str, str | None]]:
    """(cluster, original) of each."""
    now = NOON + timedelta(hours=hours)

    def work(connection: object) -> list[tuple[str, str | None]]:
        clusters = Clusters(connection, database, {c.page_id: p for c, p in read}, now)  # type: ignore[arg-type]
        rules = Rules(lambda *_: False, lambda _: False, lambda *_: None, clusters.place)
        settled = settle(connection, database, [c for c, _ in read], now=now, rules=rules)  # type: ignore[arg-type]
        marks.leave(connection, database, clusters.marked, now=now)  # type: ignore[arg-type]
        return [(s.stored.cluster or "", s.stored.duplicate_of) for s in settled]

    return database.transact(work)


def test_of_several_stories_the_one_most_alike_is_joined(database: Database) -> None:
    half = PARAGRAPHS[:2]
    whole = (*PARAGRAPHS, *LATER)
    _store(database, _read(1, "one", "A wall is mended", (*half, LATER[0])))
    database.transact(lambda c: c.exec_driver_sql("UPDATE articles SET cluster = 'elsewhere'"))
    ((second, _),) = _store(database, _read(2, "two", "Quiet days", whole), hours=1)
    joined = _store(database, _read(3, "three", "Fishermen return", whole), hours=2)
    assert joined == [(second, second)]


def test_how_alike_a_copy_was_stays_with_it(database: Database) -> None:
    whole = (*PARAGRAPHS, *LATER)
    _store(database, _read(1, "one", "Quiet days", whole))
    _store(database, _read(2, "two", "Fishermen return", whole), _read(3, "three", "Harbour wall", whole[:-1]), hours=1)
    with database.read() as connection:
        kept = [read_article(connection, f"{number:032x}") for number in (1, 2, 3)]
    first, same, shorter = [None if stored is None else stored.similarity for stored in kept]
    assert (first, same) == (None, 1.0)
    assert shorter is not None
    assert 0.7 < shorter < 1.0


def test_copies_in_one_batch_are_one_story(database: Database) -> None:
    stories = _store(
        database,
        _read(1, "one", "The harbour is open", PARAGRAPHS),
        _read(2, "two", "Harbour of Tell Qasr opened", PARAGRAPHS),
        _read(3, "three", "Nothing alike", LATER),
    )
    assert [cluster for cluster, _ in stories] == [f"{1:032x}", f"{1:032x}", f"{3:032x}"]


def test_a_copy_that_comes_after_a_week_is_a_story_of_its_own(database: Database) -> None:
    _store(database, _read(1, "one", "The harbour is open", PARAGRAPHS))
    assert _store(database, _read(2, "two", "The harbour is open", PARAGRAPHS), hours=24 * 8) == [(f"{2:032x}", None)]

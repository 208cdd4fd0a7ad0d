"""Many processes storing the same articles at once: one row an article, one event a version, no error.

    python -m benchmarks.storing                                  # 8 processes, 2,000 articles, 20 times, both stores
    python -m benchmarks.storing --rounds 1 --articles 200 --store sqlite

Each time begins with an empty store. Each process stores all articles in an order and in batches of its own, as a
harvest does: identity, copies, versions and events in one transaction. Collisions are transactions that the database
refused and the store repeated by itself.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.servers import running_postgres
from workers.dedupe import identity, versions
from workers.dedupe.fingerprint import Fingerprint, fingerprint
from workers.notify import events
from workers.pipeline.harvesting.clusters import Clusters
from workers.records import Announcement, Article, EventType
from workers.store import marks, outbox
from workers.store.articles import Candidate, Rules, settle
from workers.store.codec import article_to_json
from workers.store.database import Database
from workers.store.migrate import migrate
from workers.store.schema import articles, keys
from workers.store.schema import marks as marks_table
from workers.store.schema import outbox as outbox_table
from workers.store.schema import versions as versions_table

_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_BATCH = 25
Read = tuple[Candidate, Fingerprint]


@dataclass(frozen=True, slots=True)
class Done:
    """What one process did in all rounds."""

    how: Counter[str]
    collisions: int
    cpu: float
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What the store holds afterwards, and what it took."""

    articles: int
    wrong: tuple[str, ...]  # what is not as it must be, in words
    collisions: int
    cpu_ms: float  # an article stored or met again
    seconds: float


def write_news(count: int) -> list[Read]:
    """`count` articles of invented words; each tenth is the one before, printed by another source."""
    dice = random.Random("news")
    words = ["".join(dice.choices("abcdefghijklmnoprstuvyz", k=dice.randint(3, 9))) for _ in range(3000)]
    news: list[Read] = []
    paragraphs: tuple[str, ...] = ()
    for number in range(count):
        if number % 10 != 9:
            paragraphs = tuple(" ".join(dice.choices(words, k=60)) + "." for _ in range(5))
        source = f"source{number % 7}"
        url = f"https://{source}.example/news-{number}"
        article = Article(url=url, title=" ".join(dice.choices(words, k=8)), paragraphs=paragraphs)
        news.append(read_article(article, source, number))
    return news


def read_article(article: Article, source: str, number: int) -> Read:
    """The article as a harvest reads it on page `number` + 1."""
    print_ = fingerprint(article.title, article.paragraphs)
    found = identity.keys_of(article, page_url=article.url, source_id=source, guid=article.url, seen_on=_NOW.date())
    candidate = Candidate(
        page_id=number + 1,
        source_id=source,
        article=article,
        record=article_to_json(article),
        article_id=identity.article_id(found[0]),
        keys=tuple(k for k in found if identity.is_certain(k)),
        claims=tuple(k for k in found if not identity.is_certain(k)),
        content_hash=identity.content_hash(article),
        fingerprint=print_.to_bytes(),
        found_via="feed",
        fetched_at=_NOW,
    )
    return candidate, print_


def same_article(claim: str, holder: bytes, claimant: bytes) -> bool:
    """`identity.same_article`, of stored fingerprints."""
    return identity.same_article(identity.Key(claim), Fingerprint.from_bytes(holder), Fingerprint.from_bytes(claimant))


def store(connection: Connection, database: Database, batch: Sequence[Read]) -> list[str]:
    """Stores a batch as a harvest does; what became of each."""
    clusters = Clusters(connection, database, {c.page_id: p for c, p in batch}, _NOW)
    rules = Rules(same_article, lambda claim: not claim.startswith("c:"), versions.change_between, clusters.place)
    settled = settle(connection, database, [c for c, _ in batch], now=_NOW, rules=rules)
    marks.leave(connection, database, clusters.marked, now=_NOW)
    told: list[tuple[Announcement, int]] = []
    for result in settled:
        if result.how in ("new", "updated"):
            kind = EventType.CREATED if result.how == "new" else EventType.UPDATED
            stored = result.stored
            event_id = identity.event_id(stored.id, stored.version, kind, stored.content_hash)
            event = events.article_event(
                stored, type=kind, event_id=event_id, recorded_at=_NOW, source_url="", urls=events.EventUrls()
            )
            told.append((Announcement(event_id, kind, f"article/{stored.id}", events.dumps(event)), stored.version))
    outbox.announce(connection, database, told, now=_NOW)
    return [result.how for result in settled]


def _work(url: str, seed: int, rounds: int, count: int, start: Any, answers: Any) -> None:
    """One process: stores all news in an order of its own; the first one judges and empties the store in between."""
    database = Database(url)
    collisions = Counter[str]()
    sa.event.listen(database.engine, "handle_error", lambda context: collisions.update([type(context).__name__]))
    how: Counter[str] = Counter()
    errors: list[str] = []
    cpu = 0.0
    news = write_news(count)
    for round_ in range(rounds):
        random.Random(f"{seed} {round_}").shuffle(news)
        start.wait()
        begun = time.process_time()
        for first in range(0, len(news), _BATCH):
            batch = news[first : first + _BATCH]
            try:
                how.update(database.transact(lambda c, b=batch: store(c, database, b)))  # type: ignore[misc]
            except Exception:  # whatever reached a task is what this program counts
                errors.append(traceback.format_exc(limit=-3))
        cpu += time.process_time() - begun
        start.wait()
        if seed == 0:
            errors += database.transact(lambda c: _judge_and_empty(c, count))
    database.close()
    answers.put(Done(how, collisions.total(), cpu, tuple(errors)))


def run(url: str, *, processes: int, count: int, rounds: int) -> Result:
    """Lets the processes store; `url` is an empty store."""
    database = Database(url)
    migrate(database)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["workers.pipeline.harvesting.clusters", "workers.notify.events", "workers.store.migrate"]
    )
    start, answers = context.Barrier(processes), context.Queue()
    begun = time.monotonic()
    workers = [
        context.Process(target=_work, args=(url, seed, rounds, count, start, answers), daemon=True)
        for seed in range(processes)
    ]
    for worker in workers:
        worker.start()
    done: list[Done] = [answers.get(timeout=3600) for _ in workers]
    for worker in workers:
        worker.join()
    seconds = time.monotonic() - begun
    database.close()
    wrong = [error for d in done for error in d.errors]
    if sum(d.how["new"] for d in done) != count * rounds:
        wrong.append(f"{sum(d.how['new'] for d in done)} times an article was taken for new")
    met = count * rounds * processes
    cpu_ms = sum(d.cpu for d in done) / met * 1000
    return Result(count * rounds, tuple(wrong), sum(d.collisions for d in done), cpu_ms, seconds)


def _judge_and_empty(connection: Connection, expected: int) -> list[str]:
    found = list(_wrong(connection, expected))
    for table in (articles, versions_table, outbox_table, keys, marks_table):
        connection.execute(sa.delete(table))
    return found


def _wrong(connection: Connection, expected: int) -> Iterator[str]:
    """What the tables hold that they must not."""
    for table, column in (
        (articles, articles.c.id),
        (versions_table, versions_table.c.article_id),
        (outbox_table, outbox_table.c.subject),
    ):
        rows, distinct = connection.execute(sa.select(sa.func.count(), sa.func.count(column.distinct()))).one()
        if (rows, distinct) != (expected, expected):
            yield f"{rows} rows of {distinct} articles in {table.name}, not {expected}"
    known = sa.select(articles.c.id)
    strays = connection.execute(sa.select(sa.func.count()).where(keys.c.article_id.not_in(known))).scalar_one()
    if strays:
        yield f"{strays} keys of no article"


@contextmanager
def empty_store(kind: str) -> Iterator[str]:
    """The URL of an empty store on a real database."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/khabar.sqlite"
        return
    with running_postgres() as server:
        yield server.url.replace("postgresql://", "postgresql+psycopg://")


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.storing", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    failed = False
    for kind in options.store or ("sqlite", "postgresql"):
        with empty_store(kind) as url:
            result = run(url, processes=options.processes, count=options.articles, rounds=options.rounds)
        print(
            f"{kind:11} {options.processes} processes x {options.rounds} x {options.articles} articles:"
            f" {result.articles} rows and events, {result.collisions} collisions repeated,"
            f" {result.cpu_ms:.2f} ms CPU an article met, {result.seconds:.0f} s",
            flush=True,
        )
        for line in result.wrong:
            print(f"  WRONG: {line}")
        failed |= bool(result.wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

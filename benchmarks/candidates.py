"""What it costs to find the copies of an article among many: fingerprint, look-up of candidates, verification.

    python -m benchmarks.candidates          # SQLite with 500,000 articles, PostgreSQL with 5,000,000: minutes to fill
    python -m benchmarks.candidates --store postgresql --stored 1000000
    python -m benchmarks.candidates --keep FOLDER --rounds 3   # fills the stores there once, measures thrice

The store is filled by generation: eight marks an article over a week, one in twenty of them one of 2,000 phrases that
many share, which some of the arriving articles hold, too. Then new articles with known copies arrive in batches of 50,
as in a harvest; what they left is removed after each round. CPU is this process's and, stated by itself, that of the
database server's process.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.filled_stores import MARK_INDEXES, clear, filled_store
from benchmarks.near_duplicates import Sample, generate
from benchmarks.storing import Read, read_article, same_article
from workers.dedupe import identity, versions
from workers.dedupe.fingerprint import fingerprint
from workers.pipeline.harvesting.clusters import Clusters
from workers.records import Article
from workers.store import marks
from workers.store.articles import Candidate, Place, Rules, settle
from workers.store.database import Database

_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_BATCH = 50
_STORED = {"sqlite": 500_000, "postgresql": 5_000_000}


def _as_read(sample: Sample, number: int) -> Read:
    url = f"https://source{sample.source}.example/news-{number}"
    article = Article(url=url, title=sample.title, paragraphs=sample.paragraphs, language=sample.language)
    return read_article(article, f"source{sample.source}", number)


def marks_bytes(connection: Connection, database: Database) -> int:
    """What the marks and their indexes take."""
    if not database.is_sqlite:
        size: int = connection.exec_driver_sql("SELECT pg_total_relation_size('marks')").scalar_one()
        return size
    names = ", ".join(f"'{name}'" for name in ("marks", *MARK_INDEXES))
    try:
        total = connection.exec_driver_sql(f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({names})").scalar_one()
    except sa.exc.OperationalError:  # an SQLite without dbstat
        return 0
    return int(total or 0)


def server_cpu(connection: Connection, database: Database) -> float:
    """CPU seconds of the server's process behind this connection; 0 where there is none or it cannot be read."""
    if database.is_sqlite:
        return 0.0
    pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def measure(database: Database, samples: list[Read]) -> dict[str, float]:
    """CPU seconds by step, and how many of the articles joined a story."""
    spent: dict[str, float] = defaultdict(float)

    def arrive(connection: Connection, batch: list[Read]) -> None:
        server = server_cpu(connection, database)
        begun = time.process_time()
        clusters = Clusters(connection, database, {c.page_id: p for c, p in batch}, _NOW)
        spent["candidates"] += time.process_time() - begun
        spent["server"] += server_cpu(connection, database) - server

        def place(candidate: Candidate, article_id: str) -> Place:
            begun = time.process_time()
            found = clusters.place(candidate, article_id)
            spent["verification"] += time.process_time() - begun
            spent["joined"] += found.duplicate_of is not None
            return found

        rules = Rules(same_article, lambda _: False, versions.change_between, place)
        settle(connection, database, [c for c, _ in batch], now=_NOW, rules=rules)
        server = server_cpu(connection, database)
        begun = time.process_time()
        marks.leave(connection, database, clusters.marked, now=_NOW)
        spent["marking"] += time.process_time() - begun
        spent["server marking"] += server_cpu(connection, database) - server

    for first in range(0, len(samples), _BATCH):
        database.transact(lambda c, b=samples[first : first + _BATCH]: arrive(c, b))  # type: ignore[misc]
    return spent


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.candidates", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--store", choices=tuple(_STORED), action="append")
    parser.add_argument("--stored", type=int, help="articles in the store beforehand")
    parser.add_argument("--articles", type=int, default=3000, help="that arrive and are measured")
    parser.add_argument("--rounds", type=int, default=1, help="how often they do")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where filled stores stay, or are taken from")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    begun = time.process_time()
    samples = generate(options.articles, 11)[: options.articles]
    writing = time.process_time() - begun
    reads, printing = _read_all(samples)
    size = sum(len(c.fingerprint) for c, _ in reads) / len(reads)
    length = sum(len(text) for sample in samples for text in sample.paragraphs) / len(samples)
    print(
        f"{len(reads)} articles of {length:,.0f} characters ({writing:.0f} s to write): "
        + ", ".join(f"{name} {ms:.3f} ms" for name, ms in printing.items())
        + f"; a fingerprint has {size:.0f} bytes"
    )
    for kind in options.store or tuple(_STORED):
        _report(kind, options.stored or _STORED[kind], reads, options.rounds, options.keep)
    return 0


def _printing(reads: list[Read]) -> float:
    """CPU milliseconds of the fingerprint of an article."""
    begun = time.process_time()
    for candidate, _ in reads:
        fingerprint(candidate.article.title, candidate.article.paragraphs)
    return (time.process_time() - begun) / len(reads) * 1000


def _read_all(samples: list[Sample]) -> tuple[list[Read], dict[str, float]]:
    """The articles as a harvest has them, and CPU milliseconds an article of what it computes of each."""
    reads = [_as_read(sample, number) for number, sample in enumerate(samples)]
    ms = {"fingerprint": _printing(reads)}
    steps: dict[str, Callable[[Candidate], object]] = {
        "content hash": lambda c: identity.content_hash(c.article),
        "keys": lambda c: identity.keys_of(c.article, page_url=c.article.url, source_id="s", seen_on=_NOW.date()),
    }
    for name, step in steps.items():
        begun = time.process_time()
        for candidate, _ in reads:
            step(candidate)
        ms[name] = (time.process_time() - begun) / len(reads) * 1000
    return reads, ms


def _report(kind: str, stored: int, reads: list[Read], rounds: int, keep: Path | None) -> None:
    """Lets the articles arrive in a store, and prints what that took."""
    with filled_store(kind, stored, reads, keep, _NOW) as database:
        for _ in range(rounds):
            printing = _printing(reads)
            spent = measure(database, reads)
            with database.read() as connection:
                weight = marks_bytes(connection, database) / stored
            database.transact(lambda c: clear(c, reads, _NOW))
            ms = {name: seconds / len(reads) * 1000 for name, seconds in spent.items()}
            whole = ms["candidates"] + ms["verification"] + printing
            server = f" + {ms['server']:.3f} ms of the server" if kind != "sqlite" else ""
            marking = f" + {ms['server marking']:.3f} ms of the server" if kind != "sqlite" else ""
            print(
                f"{kind} with {stored:,} articles, CPU an article: fingerprint {printing:.3f},"
                f" candidates {ms['candidates']:.3f}, verification {ms['verification']:.3f}: {whole:.3f} ms{server};"
                f" leaving marks {ms['marking']:.3f} ms{marking}; marks take {weight:.0f} bytes an article;"
                f" {int(spent['joined'])} of {len(reads)} joined a story",
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main())

"""What it costs to find the copies of an article among many: fingerprint, look-up of candidates, verification.

    python -m benchmarks.candidates          # SQLite with 500,000 articles, PostgreSQL with 5,000,000: minutes to fill
    python -m benchmarks.candidates --store postgresql --stored 1000000

The store is filled by generation: eight marks an article over a week, one in twenty of them one of 2,000 phrases that
many share, which some of the arriving articles hold, too. Then new articles with known copies arrive in batches of 50,
as in a harvest. CPU is this process's and, stated by itself, that of the database server's process.
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

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.near_duplicates import Sample, generate
from benchmarks.storing import Read, empty_store, read_article, same_article
from workers.dedupe import identity, versions
from workers.dedupe.fingerprint import fingerprint
from workers.pipeline.harvesting.clusters import Clusters
from workers.records import Article
from workers.store import marks
from workers.store.articles import Candidate, Rules, settle
from workers.store.database import Database
from workers.store.migrate import migrate

_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_BATCH = 50
_STORED = {"sqlite": 500_000, "postgresql": 5_000_000}
_PHRASES = 2000
_INDEXES = {"ix_marks_key": "key, seen", "ix_marks_seen": "seen"}
_COLUMNS = (
    "(id, source_id, url, title, version, content_hash, cluster, state, found_via, first_seen, version_seen,"
    " fetched_at, fingerprint, record)"
)
_RECORD = '{"url":"https://example.org/","title":"x","paragraphs":["x"]}'


def _as_read(sample: Sample, number: int) -> Read:
    url = f"https://source{sample.source}.example/news-{number}"
    article = Article(url=url, title=sample.title, paragraphs=sample.paragraphs, language=sample.language)
    return read_article(article, f"source{sample.source}", number)


def fill_sqlite(database: Database, stored: int, prints: list[bytes], phrases: list[int]) -> None:
    """`stored` articles of the last week and their marks, in order of time."""
    age = "((:stored - i) * 600000 / :stored)"
    week = f"strftime('%Y-%m-%dT%H:%M:%S', 1795521600 - {age}, 'unixepoch') || '.000000+00:00'"
    counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :stored)"
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE prints (n INTEGER PRIMARY KEY, print BLOB)")
        connection.exec_driver_sql("INSERT INTO temp.prints VALUES (?, ?)", list(enumerate(prints)))
        connection.exec_driver_sql("CREATE TEMP TABLE phrases (n INTEGER PRIMARY KEY, key INTEGER)")
        connection.exec_driver_sql("INSERT INTO temp.phrases VALUES (?, ?)", list(enumerate(phrases)))
        connection.connection.create_function("id_of", 1, lambda i: i.to_bytes(16, "big"))
        insert = (
            f"INSERT INTO articles {_COLUMNS} {counting}"
            " SELECT printf('%032x', i), 'source' || i % 5000, '', '', 1, '', printf('%032x', i),"
            f" 'usable', 'feed', {week}, {week}, {week}, print, :record"
            " FROM n JOIN temp.prints AS p ON p.n = i % :prints"
        )
        connection.execute(sa.text(insert), {"stored": stored, "record": _RECORD, "prints": len(prints)})
        for index in _INDEXES:
            connection.exec_driver_sql(f"DROP INDEX {index}")
        insert = (
            f"INSERT INTO marks (key, article, seen) {counting},"
            " e(k) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7))"
            " SELECT CASE WHEN abs(random()) % 20 = 0"
            " THEN (SELECT key FROM temp.phrases WHERE n = abs(random()) % :phrases) ELSE random() END,"
            f" id_of(i), (1795521600 - {age}) / 3600 FROM n CROSS JOIN e"
        )
        connection.execute(sa.text(insert), {"stored": stored, "phrases": len(phrases)})
        for index, columns in _INDEXES.items():
            connection.exec_driver_sql(f"CREATE INDEX {index} ON marks ({columns})")


def fill_postgres(database: Database, stored: int, prints: list[bytes], phrases: list[int]) -> None:
    """The same; without the limits that the project's own connections have."""
    url = database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    week = f"timestamptz '2026-11-24 12:00+00' - (({stored} - i::bigint) * 600000 / {stored}) * interval '1 second'"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("CREATE TEMP TABLE prints (n int PRIMARY KEY, print bytea)")
        connection.cursor().executemany("INSERT INTO prints VALUES (%s, %s)", list(enumerate(prints)))
        connection.execute("CREATE TEMP TABLE phrases (n int PRIMARY KEY, key bigint)")
        connection.cursor().executemany("INSERT INTO phrases VALUES (%s, %s)", list(enumerate(phrases)))
        connection.execute(
            f"INSERT INTO articles {_COLUMNS} SELECT md5(i::text), 'source' || i %% 5000, '', '', 1, '', md5(i::text),"
            f" 'usable', 'feed', {week}, {week}, {week}, print, %s FROM generate_series(1, %s) AS i"
            " JOIN prints AS p ON p.n = i %% %s",
            (_RECORD, stored, len(prints)),
        )
        connection.execute(f"DROP INDEX {', '.join(_INDEXES)}")
        connection.execute(
            "INSERT INTO marks (key, article, seen)"
            " SELECT coalesce(p.key, h), decode(md5(i::text), 'hex'),"
            f" extract(epoch FROM {week})::bigint / 3600 FROM generate_series(1, %s) AS i, generate_series(0, 7) AS k"
            " CROSS JOIN LATERAL hashtextextended(i::text, k) AS h"
            " LEFT JOIN phrases AS p ON h %% 20 = 0 AND p.n = abs(h / 20) %% %s",
            (stored, len(phrases)),
        )
        for index, columns in _INDEXES.items():
            connection.execute(f"CREATE INDEX {index} ON marks ({columns})")
        connection.execute("VACUUM ANALYZE marks, articles")


def marks_bytes(connection: Connection, database: Database) -> int:
    """What the marks and their indexes take."""
    if not database.is_sqlite:
        size: int = connection.exec_driver_sql("SELECT pg_total_relation_size('marks')").scalar_one()
        return size
    names = ", ".join(f"'{name}'" for name in ("marks", *_INDEXES))
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

        def place(candidate: Candidate, article_id: str) -> tuple[str, str | None]:
            begun = time.process_time()
            cluster, original = clusters.place(candidate, article_id)
            spent["verification"] += time.process_time() - begun
            spent["joined"] += original is not None
            return cluster, original

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
        _report(kind, options.stored or _STORED[kind], reads, printing["fingerprint"])
    return 0


def _read_all(samples: list[Sample]) -> tuple[list[Read], dict[str, float]]:
    """The articles as a harvest has them, and CPU milliseconds an article of what it computes of each."""
    reads = [_as_read(sample, number) for number, sample in enumerate(samples)]
    ms: dict[str, float] = {}
    steps: dict[str, Callable[[Candidate], object]] = {
        "fingerprint": lambda c: fingerprint(c.article.title, c.article.paragraphs),
        "content hash": lambda c: identity.content_hash(c.article),
        "keys": lambda c: identity.keys_of(c.article, page_url=c.article.url, source_id="s", seen_on=_NOW.date()),
    }
    for name, step in steps.items():
        begun = time.process_time()
        for candidate, _ in reads:
            step(candidate)
        ms[name] = (time.process_time() - begun) / len(reads) * 1000
    return reads, ms


def _report(kind: str, stored: int, reads: list[Read], printing: float) -> None:
    """Fills a store, lets the articles arrive, and prints what that took."""
    fillers = {"sqlite": fill_sqlite, "postgresql": fill_postgres}
    held = sorted({key for _, print_ in reads for key in print_.keys})
    phrases = [key if n % 2 else -key for n, key in enumerate(held[:: len(held) // _PHRASES][:_PHRASES])]
    with empty_store(kind) as url:
        database = Database(url)
        migrate(database)
        begun = time.monotonic()
        fillers[kind](database, stored, [c.fingerprint for c, _ in reads[:500]], phrases)
        filled = time.monotonic() - begun
        spent = measure(database, reads)
        with database.read() as connection:
            weight = marks_bytes(connection, database) / stored
        database.close()
    ms = {name: seconds / len(reads) * 1000 for name, seconds in spent.items()}
    whole = ms["candidates"] + ms["verification"] + printing
    server = f" + {ms['server']:.3f} ms of the server" if kind != "sqlite" else ""
    marking = f" + {ms['server marking']:.3f} ms of the server" if kind != "sqlite" else ""
    print(
        f"{kind} with {stored:,} articles (filled in {filled:.0f} s), CPU an article: fingerprint {printing:.3f},"
        f" candidates {ms['candidates']:.3f}, verification {ms['verification']:.3f}: {whole:.3f} ms{server};"
        f" leaving marks {ms['marking']:.3f} ms{marking}; marks take {weight:.0f} bytes an article;"
        f" {int(spent['joined'])} of {len(reads)} joined a story",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())

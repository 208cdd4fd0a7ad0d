"""What it costs to find the copies of an article among many: fingerprint, look-up of candidates, verification.

    python -m benchmarks.candidates          # SQLite with 500,000 articles, PostgreSQL with 1,000,000
    python -m benchmarks.candidates --store postgresql --stored 5000000

The store is filled by generation: eight marks an article, one in twenty of them a phrase that many share. Then new
articles with known copies arrive in batches of 25, as in a harvest. CPU is this process's and the database server's.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.near_duplicates import Sample, generate
from benchmarks.storing import Read, empty_store, read_article, same_article
from workers.dedupe import versions
from workers.pipeline.clusters import Clusters
from workers.records import Article
from workers.store import marks
from workers.store.articles import Candidate, Rules, settle
from workers.store.database import Database
from workers.store.migrate import migrate

_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_BATCH = 25
_STORED = {"sqlite": 500_000, "postgresql": 1_000_000}
_PHRASES = 2000
_COLUMNS = (
    "(id, source_id, url, title, version, content_hash, cluster, state, found_via, first_seen, version_seen,"
    " fetched_at, fingerprint, record)"
)
_RECORD = '{"url":"https://example.org/","title":"x","paragraphs":["x"]}'


def _as_read(sample: Sample, number: int) -> Read:
    url = f"https://source{sample.source}.example/news-{number}"
    article = Article(url=url, title=sample.title, paragraphs=sample.paragraphs, language=sample.language)
    return read_article(article, f"source{sample.source}", number)


def fill_sqlite(database: Database, stored: int, prints: list[bytes]) -> None:
    """`stored` articles of the last week, their marks in order of the key."""
    week = "strftime('%Y-%m-%dT%H:%M:%S', 1795521600 - (i * 7919) % 600000, 'unixepoch') || '.000000+00:00'"
    counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :stored)"
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE prints (n INTEGER PRIMARY KEY, print BLOB)")
        connection.exec_driver_sql("INSERT INTO temp.prints VALUES (?, ?)", list(enumerate(prints)))
        insert = (
            f"INSERT INTO articles {_COLUMNS} {counting}"
            " SELECT printf('%032x', i), 'source' || i % 5000, '', '', 1, '', printf('%032x', i),"
            f" 'usable', 'feed', {week}, {week}, {week}, print, :record"
            " FROM n JOIN temp.prints AS p ON p.n = i % :prints"
        )
        connection.execute(sa.text(insert), {"stored": stored, "record": _RECORD, "prints": len(prints)})
        for index in ("ix_marks_key", "ix_marks_seen"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        insert = (
            f"INSERT OR IGNORE INTO marks (key, article_id, seen_at) {counting},"
            " e(k) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7))"
            " SELECT CASE WHEN abs(random()) % 20 = 0 THEN abs(random()) % :phrases ELSE random() END AS key,"
            f" printf('%032x', i), {week} FROM n, e ORDER BY key"
        )
        connection.execute(sa.text(insert), {"stored": stored, "phrases": _PHRASES})
        connection.exec_driver_sql("CREATE INDEX ix_marks_key ON marks (key, seen_at)")
        connection.exec_driver_sql("CREATE INDEX ix_marks_seen ON marks (seen_at)")


def fill_postgres(database: Database, stored: int, prints: list[bytes]) -> None:
    """The same; without the limits that the project's own connections have."""
    url = database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    week = "timestamptz '2026-11-24 12:00+00' - ((i::bigint * 7919) %% 600000) * interval '1 second'"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE prints (n int PRIMARY KEY, print bytea)")
        connection.cursor().executemany("INSERT INTO prints VALUES (%s, %s)", list(enumerate(prints)))
        connection.execute(
            f"INSERT INTO articles {_COLUMNS} SELECT md5(i::text), 'source' || i %% 5000, '', '', 1, '', md5(i::text),"
            f" 'usable', 'feed', {week}, {week}, {week}, print, %s FROM generate_series(1, %s) AS i"
            " JOIN prints AS p ON p.n = i %% %s",
            (_RECORD, stored, len(prints)),
        )
        connection.execute("DROP INDEX ix_marks_key, ix_marks_seen")
        connection.execute("ALTER TABLE marks DROP CONSTRAINT pk_marks")
        connection.execute(
            "INSERT INTO marks (key, article_id, seen_at)"
            " SELECT CASE WHEN h %% 20 = 0 THEN abs(h / 20 %% %s) ELSE h END,"
            f" md5(i::text), {week} FROM generate_series(1, %s) AS i, generate_series(0, 7) AS k,"
            " LATERAL hashtextextended(i::text, k) AS h ON CONFLICT DO NOTHING",
            (_PHRASES, stored),
        )
        connection.execute(
            "DELETE FROM marks AS a USING marks AS b WHERE a.ctid < b.ctid AND a.key = b.key AND"
            " a.article_id = b.article_id AND a.key < %s AND a.key >= 0",
            (_PHRASES,),
        )
        connection.execute("ALTER TABLE marks ADD CONSTRAINT pk_marks PRIMARY KEY (key, article_id)")
        connection.execute("CREATE INDEX ix_marks_key ON marks (key, seen_at)")
        connection.execute("CREATE INDEX ix_marks_seen ON marks (seen_at)")
        connection.execute("VACUUM ANALYZE marks, articles")


def marks_bytes(connection: Connection, database: Database) -> int:
    """What the marks and their indexes take."""
    if not database.is_sqlite:
        size: int = connection.exec_driver_sql("SELECT pg_total_relation_size('marks')").scalar_one()
        return size
    names = "('marks', 'ix_marks_key', 'ix_marks_seen', 'sqlite_autoindex_marks_1')"
    try:
        total = connection.exec_driver_sql(f"SELECT sum(pgsize) FROM dbstat WHERE name IN {names}").scalar_one()
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
        marks.leave(connection, database, clusters.marked, now=_NOW)

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
    begun = time.process_time()
    reads = [_as_read(sample, number) for number, sample in enumerate(samples)]
    printing = (time.process_time() - begun) / len(reads) * 1000
    size = sum(len(c.fingerprint) for c, _ in reads) / len(reads)
    print(f"{len(reads)} articles ({writing:.0f} s to write): fingerprint and keys {printing:.3f} ms, {size:.0f} bytes")
    fillers = {"sqlite": fill_sqlite, "postgresql": fill_postgres}
    for kind in options.store or tuple(_STORED):
        stored = options.stored or _STORED[kind]
        with empty_store(kind) as url:
            database = Database(url)
            migrate(database)
            begun_wall = time.monotonic()
            fillers[kind](database, stored, [c.fingerprint for c, _ in reads[:500]])
            filled = time.monotonic() - begun_wall
            spent = measure(database, reads)
            with database.read() as connection:
                weight = marks_bytes(connection, database) / stored
            database.close()
        ours = {name: spent[name] / len(reads) * 1000 for name in ("candidates", "verification", "server")}
        print(
            f"{kind:11} {stored:,} stored (filled in {filled:.0f} s): candidates {ours['candidates']:.3f} ms"
            f" + server {ours['server']:.3f} ms, verification {ours['verification']:.3f} ms,"
            f" with fingerprint {sum(ours.values()) + printing:.3f} ms CPU an article;"
            f" marks {weight:.0f} bytes an article; {int(spent['joined'])} of {len(reads)} joined a story",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

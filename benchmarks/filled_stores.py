"""Stores filled by generation, for benchmarks/candidates.py: kept in a folder, they are filled once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from xxhash import xxh3_64_hexdigest

from benchmarks.storing import Read, empty_store
from tests.servers import running_postgres
from workers.store import marks
from workers.store.database import Database
from workers.store.migrate import migrate
from workers.store.schema import articles as articles_table
from workers.store.schema import keys as keys_table
from workers.store.schema import marks as marks_table
from workers.store.schema import versions as versions_table

_PHRASES = 2000
MARK_INDEXES = {"ix_marks_key": "key, seen", "ix_marks_seen": "seen"}
_COLUMNS = (
    "(id, source_id, url, title, version, content_hash, cluster, state, found_via, first_seen, version_seen,"
    " fetched_at, fingerprint, record)"
)
_RECORD = '{"url":"https://example.org/","title":"x","paragraphs":["x"]}'


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
        for index in MARK_INDEXES:
            connection.exec_driver_sql(f"DROP INDEX {index}")
        insert = (
            f"INSERT INTO marks (key, article, seen) {counting},"
            " e(k) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7))"
            " SELECT CASE WHEN abs(random()) % 20 = 0"
            " THEN (SELECT key FROM temp.phrases WHERE n = abs(random()) % :phrases) ELSE random() END,"
            f" id_of(i), (1795521600 - {age}) / 3600 FROM n CROSS JOIN e"
        )
        connection.execute(sa.text(insert), {"stored": stored, "phrases": len(phrases)})
        for index, columns in MARK_INDEXES.items():
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
        connection.execute(f"DROP INDEX {', '.join(MARK_INDEXES)}")
        connection.execute(
            "INSERT INTO marks (key, article, seen)"
            " SELECT coalesce(p.key, h), decode(md5(i::text), 'hex'),"
            f" extract(epoch FROM {week})::bigint / 3600 FROM generate_series(1, %s) AS i, generate_series(0, 7) AS k"
            " CROSS JOIN LATERAL hashtextextended(i::text, k) AS h"
            " LEFT JOIN phrases AS p ON h %% 20 = 0 AND p.n = abs(h / 20) %% %s",
            (stored, len(phrases)),
        )
        for index, columns in MARK_INDEXES.items():
            connection.execute(f"CREATE INDEX {index} ON marks ({columns})")
        connection.execute("VACUUM ANALYZE marks, articles")


def clear(connection: Connection, reads: list[Read], now: datetime) -> None:
    """Removes what a round of measuring left, so that the next one finds the store as it was filled."""
    ids = [c.article_id for c, _ in reads]
    held = {key for _, print_ in reads for key in print_.keys}
    mine = sa.and_(marks_table.c.key.in_(held), marks_table.c.seen == marks.hour_of(now))
    connection.execute(
        sa.delete(marks_table).where(mine, marks_table.c.article.in_([bytes.fromhex(name) for name in ids]))
    )
    for column in (versions_table.c.article_id, keys_table.c.article_id, articles_table.c.id):
        connection.execute(sa.delete(column.table).where(column.in_(ids)))


@contextmanager
def filled_store(kind: str, stored: int, reads: list[Read], keep: Path | None, now: datetime) -> Iterator[Database]:
    """A store with that many articles: from the folder `keep` where it holds one, else filled now."""
    fillers = {"sqlite": fill_sqlite, "postgresql": fill_postgres}
    held = sorted({key for _, print_ in reads for key in print_.keys})
    phrases = [key if n % 2 else -key for n, key in enumerate(held[:: len(held) // _PHRASES][:_PHRASES])]
    prints = [c.fingerprint for c, _ in reads[:500]]
    content = xxh3_64_hexdigest(repr((stored, phrases, prints)).encode())
    with ExitStack() as stack:
        if keep is None:
            folder, url = None, stack.enter_context(empty_store(kind))
        else:
            folder = keep.resolve() / f"{kind}-{stored}"
            folder.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{folder}/khabar.sqlite"
            if kind == "postgresql":
                server = stack.enter_context(running_postgres(folder))
                url = server.url.replace("postgresql://", "postgresql+psycopg://")
        database = Database(url)
        stack.callback(database.close)
        migrate(database)
        filled = folder / "filled" if folder else None
        if filled is not None and filled.exists():
            if filled.read_text() != content:
                raise SystemExit(f"{folder} was filled by a khabar whose fingerprints were others: remove it")
            database.transact(lambda c: clear(c, reads, now))  # of a run that was broken off
        else:
            begun = time.monotonic()
            fillers[kind](database, stored, prints, phrases)
            print(f"{kind}: {stored:,} articles filled in {time.monotonic() - begun:.0f} s", flush=True)
            if filled is not None:
                filled.write_text(content)
        yield database

"""What `khabar export articles` writes, format by format."""

from __future__ import annotations

import importlib
import io
import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.engine import Connection

from workers.errors import BadConfig, GiveUp
from workers.notify import syndication
from workers.notify.syndication import Channel
from workers.records import StoredArticle
from workers.services import Services
from workers.store.export import current_articles, export_articles, newest_articles

LINES = ("jsonl", "text", "ninjs")
FEEDS = ("rss", "atom", "jsonfeed")
FORMATS = (*LINES, *FEEDS, "parquet")
_WRITERS = {"rss": syndication.rss, "atom": syndication.atom, "jsonfeed": syndication.json_feed}
_ROWS = 1000


def lines(services: Services, connection: Connection, form: str, since: int | None) -> Iterator[str]:
    """One text an article, oldest first."""
    if form == "jsonl":
        return (json.dumps(line, ensure_ascii=False) for line in export_articles(connection, since=since))
    articles = current_articles(connection, since=since)
    if form == "ninjs":
        return syndication.ninjs_lines(articles, lambda id_: services.event_urls.fill("item", id=id_))
    return (stored.article.to_text() for stored in articles)


def feed(
    services: Services, connection: Connection, form: str, *, since: int | None, limit: int, title: str, link: str
) -> str:
    """The newest articles as one document, the newest first."""
    channel = Channel(title, link, lambda id_: services.event_urls.fill("item", id=id_), services.now())
    articles: Iterable[StoredArticle]
    if since is None:
        articles = newest_articles(connection, limit=limit)
    else:
        articles = reversed(deque(current_articles(connection, since=since), maxlen=limit))
    return _WRITERS[form](articles, channel)


def parquet(connection: Connection, since: int | None) -> bytes:
    """All articles as one Parquet file; lists and tables within a line as JSON text where they are not of texts."""
    try:
        pa: Any = importlib.import_module("pyarrow")
        pq: Any = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise BadConfig(
            "--format parquet", "needs the package pyarrow, which khabar does not bring: pip install pyarrow"
        ) from error
    text, texts, number = pa.string(), pa.list_(pa.string()), pa.int64()
    kinds = {"authors": texts, "paragraphs": texts, "tags": texts, "version": number, "cursor": number}
    kinds |= {"paywalled": pa.bool_(), "withdrawn": pa.bool_()}
    buffer = io.BytesIO()
    writer: Any = None
    for batch in _batches(export_articles(connection, since=since)):
        rows = [{name: _cell(name, value, kinds) for name, value in line.items()} for line in batch]
        if writer is None:
            schema = pa.schema([(name, kinds.get(name, text)) for name in rows[0]])
            writer = pq.ParquetWriter(buffer, schema, compression="zstd")
        writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    if writer is None:
        raise GiveUp("--format parquet", "there is no article to write")
    writer.close()
    return buffer.getvalue()


def _cell(name: str, value: Any, kinds: dict[str, Any]) -> Any:
    if name in kinds or value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _batches(found: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for line in found:
        batch.append(line)
        if len(batch) == _ROWS:
            yield batch
            batch = []
    if batch:
        yield batch

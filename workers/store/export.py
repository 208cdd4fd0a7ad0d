"""Reading stored articles and events out, in an order that a cursor can go on from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import EventType, StoredArticle
from workers.store.schema import articles, keys, outbox, sightings
from workers.store.stored import stored_of

_BATCH = 200
_TOLD = (EventType.CREATED.value, EventType.UPDATED.value)


def export_articles(connection: Connection, *, since: int | None = None) -> Iterator[dict[str, Any]]:
    """Current articles as the lines of `khabar export articles`.

    Without `since` all of them, oldest first; with it those whose last version was announced after that cursor, in
    the order of announcement. `cursor` of a line is what to go on from; it is null until the event is in the stream.
    """
    rows = _all(connection) if since is None else _after(connection, since)
    for batch in rows:
        seen = _sightings(connection, [row.id for row in batch])
        for row in batch:
            yield _line(row, seen.get(row.id, []))


def current_articles(connection: Connection, *, since: int | None = None) -> Iterator[StoredArticle]:
    """The same articles in the same order as records."""
    for batch in _all(connection) if since is None else _after(connection, since):
        yield from (stored_of(row) for row in batch)


def newest_articles(connection: Connection, *, limit: int) -> Iterator[StoredArticle]:
    """The articles that were seen first last, the newest first; withdrawn ones left out."""
    usable = sa.select(articles).where(articles.c.state == "usable")
    newest = usable.order_by(articles.c.first_seen.desc(), articles.c.id.desc()).limit(limit)
    return (stored_of(row) for row in connection.execute(newest))


_CURRENT = sa.and_(
    outbox.c.subject == sa.literal("article/") + articles.c.id,
    outbox.c.version == articles.c.version,
    outbox.c.type.in_(_TOLD),
)


def _all(connection: Connection) -> Iterator[list[Any]]:
    joined = sa.select(articles, outbox.c.position).select_from(articles.outerjoin(outbox, _CURRENT))
    order = joined.order_by(articles.c.first_seen, articles.c.id).limit(_BATCH)
    batch = connection.execute(order).all()
    while batch:
        yield list(batch)
        last = batch[-1]
        after = sa.or_(
            articles.c.first_seen > last.first_seen,
            sa.and_(articles.c.first_seen == last.first_seen, articles.c.id > last.id),
        )
        batch = connection.execute(order.where(after)).all()


def _after(connection: Connection, cursor: int) -> Iterator[list[Any]]:
    joined = sa.select(articles, outbox.c.position).select_from(articles.join(outbox, _CURRENT))
    order = joined.order_by(outbox.c.position).limit(_BATCH)
    batch = connection.execute(order.where(outbox.c.position > cursor)).all()
    while batch:
        yield list(batch)
        batch = connection.execute(order.where(outbox.c.position > batch[-1].position)).all()


def _sightings(connection: Connection, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """article id -> each way to it that was announced."""
    chosen = (
        sa.select(keys.c.article_id, sightings)
        .select_from(keys.join(sightings, keys.c.key == sa.literal("u:") + sightings.c.url_key))
        .where(keys.c.article_id.in_(ids))
        .order_by(sightings.c.first_seen, sightings.c.url_key, sightings.c.source_id)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(chosen):
        found.setdefault(row.article_id, []).append(
            {
                "source": row.source_id,
                "url": row.url,
                "guid": row.guid,
                "first_seen": row.first_seen.isoformat(),
                "last_seen": row.last_seen.isoformat(),
            }
        )
    return found


def _line(row: Any, seen: list[dict[str, Any]]) -> dict[str, Any]:
    stored = stored_of(row)
    article = stored.article
    return {
        "id": stored.id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "authors": list(article.authors),
        "published": article.published.isoformat() if article.published else None,
        "published_precision": article.published.precision.value if article.published else None,
        "modified": article.modified.isoformat() if article.modified else None,
        "section": article.section,
        "language": article.language,
        "direction": article.direction,
        "publisher": article.publisher,
        "summary": article.summary,
        "paragraphs": list(article.paragraphs),
        "tags": list(article.tags),
        "images": [_image(i) for i in article.images],
        "paywalled": article.paywalled,
        "completeness": article.completeness,
        "source": stored.source_id,
        "version": stored.version,
        "content_hash": stored.content_hash,
        "cluster": stored.cluster,
        "duplicate_of": stored.duplicate_of,
        "similarity": stored.similarity,
        "withdrawn": stored.withdrawn,
        "forgotten_at": stored.forgotten_at.isoformat() if stored.forgotten_at else None,
        "first_seen": stored.first_seen.isoformat(),
        "origins": {name: {"via": o.via, "confidence": o.confidence} for name, o in article.origins.items()},
        "sightings": seen,
        "cursor": row.position,
    }


def _image(image: Any) -> dict[str, Any]:
    names = ("url", "width", "height", "caption", "credit")
    return {name: value for name in names if (value := getattr(image, name)) is not None}

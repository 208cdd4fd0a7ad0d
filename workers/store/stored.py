"""An article as rows of `articles` and `versions`, and read back from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import StoredArticle
from workers.store.codec import article_from_json, compact
from workers.store.schema import articles, versions


def row_of(stored: StoredArticle, *, page_id: int, fingerprint: bytes, record: str) -> dict[str, Any]:
    """The row of `articles`, `record` being the article as `codec.article_to_json` writes it."""
    article = stored.article
    return {
        "id": stored.id,
        "source_id": stored.source_id,
        "page_id": page_id,
        "fingerprint": fingerprint,
        "url": article.url,
        "title": article.title,
        "language": article.language,
        "published": article.published.isoformat() if article.published else None,
        "version": stored.version,
        "content_hash": stored.content_hash,
        "cluster": stored.cluster or stored.id,
        "duplicate_of": stored.duplicate_of,
        "similarity": stored.similarity,
        "state": "withdrawn" if stored.withdrawn else "usable",
        "found_via": stored.found_via,
        "first_seen": stored.first_seen,
        "version_seen": stored.version_seen,
        "fetched_at": stored.fetched_at,
        "record": record,
        "forgotten_at": stored.forgotten_at,
    }


def version_row(stored: StoredArticle, changed: Sequence[str]) -> dict[str, Any]:
    """The row of `versions` for the current version, of which these fields are new."""
    return {
        "article_id": stored.id,
        "version": stored.version,
        "content_hash": stored.content_hash,
        "recorded_at": stored.version_seen,
        "changed": compact(list(changed)),
    }


def stored_of(row: Any) -> StoredArticle:
    """A row of `articles` as a record."""
    return StoredArticle(
        id=row.id,
        article=article_from_json(row.record),
        source_id=row.source_id,
        version=row.version,
        content_hash=row.content_hash,
        first_seen=row.first_seen,
        version_seen=row.version_seen,
        fetched_at=row.fetched_at,
        found_via=row.found_via,
        cluster=row.cluster,
        duplicate_of=row.duplicate_of,
        withdrawn=row.state == "withdrawn",
        similarity=row.similarity,
        forgotten_at=row.forgotten_at,
    )


def read_article(connection: Connection, article_id: str) -> StoredArticle | None:
    """The current version of an article, None where there is none of this id."""
    row = connection.execute(sa.select(articles).where(articles.c.id == article_id)).one_or_none()
    return None if row is None else stored_of(row)


def read_versions(connection: Connection, article_id: str) -> list[tuple[int, datetime, tuple[str, ...]]]:
    """(version, when recorded, fields changed) of an article, oldest first."""
    chosen = sa.select(versions).where(versions.c.article_id == article_id).order_by(versions.c.version)
    return [(r.version, r.recorded_at, tuple(json.loads(r.changed))) for r in connection.execute(chosen)]

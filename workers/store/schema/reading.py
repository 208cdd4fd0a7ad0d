"""Tables of what was read: articles, what means them, and what their copies are found by."""

from __future__ import annotations

import sqlalchemy as sa

from workers.store.columns import Counter, Instant
from workers.store.schema.metadata import metadata

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("page_id", Counter),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text),
    sa.Column("published", sa.Text),  # ISO 8601 to the stated precision
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("cluster", sa.Text, nullable=False),
    sa.Column("duplicate_of", sa.Text),
    sa.Column("similarity", sa.Float),  # 0..1, to the article of its cluster that it was most alike
    sa.Column("state", sa.Text, nullable=False),  # usable | withdrawn
    sa.Column("found_via", sa.Text, nullable=False),
    sa.Column("first_seen", Instant, nullable=False),
    sa.Column("version_seen", Instant, nullable=False),
    sa.Column("fetched_at", Instant, nullable=False),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("record", sa.Text, nullable=False),  # JSON, the current version
    sa.Column("forgotten_at", Instant),  # when its text was taken out of the record, NULL where it is there
    sa.Index("ix_articles_cluster", "cluster"),
    sa.Index("ix_articles_source", "source_id", "first_seen"),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("changed", sa.Text, nullable=False),  # JSON list of field names
    sa.Column("record", sa.Text),  # JSON; NULL for the current version (see articles) and where it is forgotten
    sa.PrimaryKeyConstraint("article_id", "version"),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Index("ix_keys_article", "article_id"),
)

marks = sa.Table(
    "marks",
    metadata,
    sa.Column("key", sa.BigInteger, nullable=False),  # a signed 64-bit hash of some of the article's words
    sa.Column("article", sa.LargeBinary, nullable=False),  # its id, 16 bytes
    sa.Column("seen", sa.Integer, nullable=False),  # hours since 1970
    sa.Index("ix_marks_key", "key", "seen"),
    sa.Index("ix_marks_seen", "seen"),
)

sightings = sa.Table(
    "sightings",
    metadata,
    sa.Column("url_key", sa.Text, nullable=False),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("guid", sa.Text),
    sa.Column("first_seen", Instant, nullable=False),
    sa.Column("last_seen", Instant, nullable=False),
    sa.Column("told", sa.Text),  # what was announced of it: hashed title and update of each kind of document
    sa.PrimaryKeyConstraint("url_key", "source_id"),
)

boilerplate = sa.Table(
    "boilerplate",
    metadata,
    sa.Column("source_id", sa.Text, primary_key=True),
    sa.Column("memory", sa.LargeBinary, nullable=False),
    sa.Column("learned_at", Instant, nullable=False),
)

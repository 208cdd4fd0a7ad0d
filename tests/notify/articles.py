"""Articles to announce in tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from workers.records import Article, Image, Moment, Origin, StoredArticle

NOW = datetime(2026, 11, 24, 8, 20, 31, tzinfo=UTC)
STORED_FIELDS = {
    "version",
    "first_seen",
    "version_seen",
    "cluster",
    "duplicate_of",
    "similarity",
    "withdrawn",
    "found_via",
}


def article(**changes: Any) -> Article:
    """A whole article in Arabic, with the named fields changed."""
    fields: dict[str, Any] = {
        "url": "https://news.example/أخبار/1?x=[1]",
        "title": "عنوان الخبر",
        "paragraphs": ("الفقرة الأولى من النص.", "الفقرة الثانية."),
        "canonical_url": "https://news.example/a/1",
        "guid": "tag:news.example,2026:1",
        "section": "أخبار سورية",
        "published": Moment.fromisoformat("2026-11-24T10:02+03:00"),
        "authors": ("فريق التحرير", "A. Writer"),
        "publisher": "شبكة الأخبار",
        "language": "ar",
        "direction": "rtl",
        "summary": "ملخص",
        "images": (
            Image("https://news.example/صورة.jpg", 1200, 675, "تعليق", "وكالة"),
            Image("data:image/png;base64,"),
        ),
        "tags": ("حلب", "إدلب"),
        "origins": {"title": Origin("json-ld", 0.95), "paragraphs": Origin("page", 1 / 3)},
    }
    return Article(**fields | changes)


def stored(**changes: Any) -> StoredArticle:
    """The same as storage knows it; fields of either record may be changed."""
    of_storage = {name: changes.pop(name) for name in list(changes) if name in STORED_FIELDS}
    fields: dict[str, Any] = {
        "version": 1,
        "content_hash": "sha256:9f86d081884c7d65",
        "first_seen": NOW,
        "version_seen": NOW,
        "fetched_at": NOW,
        "found_via": "feed",
        "cluster": "c1",
    }
    return StoredArticle(id="7f3c", article=article(**changes), source_id="sham", **fields | of_storage)

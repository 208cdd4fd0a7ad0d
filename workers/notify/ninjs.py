"""An article as a ninjs 3.1 news item (IPTC, https://iptc.org/standards/ninjs/).

The standard refuses any key it does not know, so what is only ours goes to `data.ingest`, never in here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from workers.records import Article, Image, Moment, Precision, StoredArticle

STANDARD: Mapping[str, str] = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
PROFILE = "khabar-article"

_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo"})  # a count of words would be one of clauses
_HOST = re.compile(r"[A-Za-z0-9._~-]+")
_LOOSE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_IMAGE_TYPES = {
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "png": "png",
    "gif": "gif",
    "webp": "webp",
    "avif": "avif",
    "svg": "svg+xml",
}


def item_of(stored: StoredArticle, uri: str) -> dict[str, Any]:
    """The whole news item; of a withdrawn article only what names it, without a word of its text."""
    article = stored.article
    item: dict[str, Any] = {
        "uri": uri,
        "standard": dict(STANDARD),
        "type": "text",
        "representationType": "partial" if stored.withdrawn else "full",
        "profile": PROFILE,
        "version": str(stored.version),
        "pubStatus": "canceled" if stored.withdrawn else "usable",
        "firstCreated": timestamp(stored.first_seen),
        "versionCreated": timestamp(stored.version_seen),
    }
    if article.published is not None:
        item["contentCreated"] = moment(article.published)
    if article.language:
        item["language"] = article.language
    item["headlines"] = [{"role": "main", "value": article.title}]
    if not stored.withdrawn:
        item |= _text(article)
    if article.authors:
        item["by"] = ", ".join(article.authors)
        item["people"] = [{"name": name, "rel": "author"} for name in article.authors]
    item |= _context(article)
    item["altIds"] = _alternative_ids(stored)
    return item


def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC, to the second, or finer where the moment is finer."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment(stated: Moment) -> str:
    """RFC 3339 in the publisher's own offset. A day becomes its first instant, since ninjs knows no bare date:
    the stated precision stands in `data.ingest`."""
    at = stated.at
    if stated.precision is Precision.DAY:
        at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    offset = at.utcoffset()
    if offset is not None and offset.total_seconds() % 60:  # RFC 3339 offsets have no seconds, local mean times do
        try:
            at = at.astimezone(UTC)
        except OverflowError:  # the first or last day that there is
            at = at.replace(tzinfo=UTC)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def as_uri(url: str) -> str | None:
    """The URL with RFC 3986 characters only (letters escaped, host in punycode, no password), or None for what is
    no http(s) URL."""
    try:
        parts = urlsplit(url.strip())
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in ("http", "https") or host is None:
        return None
    netloc = host if port is None else f"{host}:{port}"
    keep = "%/:@!$&'()*+,;=-._~"
    path, query, fragment = (
        _LOOSE_PERCENT.sub("%25", quote(part, keep + "?", errors="replace"))
        for part in (parts.path.replace("?", "%3F"), parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def _ascii_host(host: str) -> str | None:
    """The host as URIs write it; raises ValueError for what is none."""
    if ":" in host:
        return f"[{ip_address(host.partition('%')[0])}]"
    if len(host) > 253:
        return None
    host = host if host.isascii() else host.encode("idna").decode("ascii")
    return host if _HOST.fullmatch(host) else None


def _text(article: Article) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if article.summary:
        parts["descriptions"] = [{"role": "summary", "contentType": "text/plain", "value": article.summary}]
    if article.paragraphs:
        value = "\n\n".join(article.paragraphs)
        body = {"role": "main", "contentType": "text/plain", "charCount": len(value), "value": value}
        if (article.language or "").partition("-")[0].lower() not in _UNSPACED:
            body["wordCount"] = len(value.split())
        parts["bodies"] = [body]
    renditions = [found for number, image in enumerate(article.images) if (found := _rendition(number, image))]
    if renditions:
        parts["renditions"] = renditions
    return parts


def _rendition(number: int, image: Image) -> dict[str, Any] | None:
    href = as_uri(image.url)
    if href is None:
        return None
    rendition: dict[str, Any] = {"name": "main" if number == 0 else f"image-{number + 1}", "href": href}
    kind = _IMAGE_TYPES.get(urlsplit(href).path.rpartition(".")[2].lower())
    if kind:
        rendition["contentType"] = f"image/{kind}"
    title = " / ".join(part for part in (image.caption, image.credit) if part)
    if title:
        rendition["title"] = title
    return rendition | {k: v for k, v in (("width", image.width), ("height", image.height)) if v and v > 0}


def _context(article: Article) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    subjects = [{"name": article.section, "rel": "section", "creator": "publisher"}] if article.section else []
    subjects += [{"name": tag, "rel": "keyword", "creator": "publisher"} for tag in article.tags]
    if subjects:
        parts["subjects"] = subjects
    publisher = {"name": article.publisher} if article.publisher else {}
    home = as_uri(article.url)
    if home:
        publisher["uri"] = urlunsplit((*urlsplit(home)[:2], "", "", ""))
    if publisher:
        parts["infoSources"] = [publisher | {"role": "publisher"}]
    return parts


def _alternative_ids(stored: StoredArticle) -> list[dict[str, str]]:
    article = stored.article
    known = (
        ("url", article.url),
        ("canonicalUrl", article.canonical_url),
        ("guid", article.guid),
        ("contentHash", stored.content_hash),
        ("cluster", stored.cluster),
    )
    return [{"role": role, "value": value} for role, value in known if value]

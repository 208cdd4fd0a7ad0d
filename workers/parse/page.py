"""A page of the web to one article record."""

from __future__ import annotations

from datetime import datetime

from workers.errors import NotAnArticle, Unreadable
from workers.parse.body import Body, read_body
from workers.parse.charset import decode
from workers.parse.metadata import Metadata, read_metadata
from workers.parse.opinion import second_opinion
from workers.parse.tree import parse_tree
from workers.parse.verdict import why_no_article
from workers.records import Article, Completeness, Entry, Origin

_TEASER = 900  # characters that publishers show before a paywall
_BINARY_STARTS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"OggS", b"ID3")


def read_page(
    html: bytes | str,
    *,
    url: str,
    content_type: str | None = None,
    fetched_at: datetime,
    entry: Entry | None = None,
) -> Article:
    """The article on this page; `entry` is what its announcement said, for fields that the page leaves open.

    Raises NotAnArticle with the reason (home pages, lists of links, soft 404s, walls, pages that only scripts fill),
    Unreadable for what is no markup, and TooLarge above the caps of `parse_tree`; nothing else.
    """
    tree = parse_tree(_text_of(html, url, content_type), url=url)
    metadata = read_metadata(tree, url=url, fetched_at=fetched_at, entry=entry)
    body = read_body(tree, title=metadata.title, language=metadata.language)
    body = second_opinion(body, metadata.json_ld_body)
    reason = why_no_article(tree, url=url, metadata=metadata, body=body)
    if reason is not None:
        raise NotAnArticle(url, reason)
    return _article(url, metadata, body, entry)


def _text_of(html: bytes | str, url: str, content_type: str | None) -> str:
    if isinstance(html, bytes):
        if html.startswith(_BINARY_STARTS) or (html.count(b"\0", 0, 4096) > 64 and not _is_utf16(html)):
            raise Unreadable(url, "the body is binary data, not markup")
        text, _ = decode(html, content_type, markup="html")
    else:
        text = html
    if not text.strip():
        raise NotAnArticle(url, "the page is empty")
    return text


def _is_utf16(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:64].count(b"\0") == len(data[:64]) // 2


def _article(url: str, metadata: Metadata, body: Body, entry: Entry | None) -> Article:
    title = metadata.title
    if not title:
        raise NotAnArticle(url, "the page has no title")
    origins = dict(metadata.origins)
    origins["paragraphs"] = Origin("json-ld" if body.second_opinion else "page", body.confidence)
    return Article(
        url=url,
        title=title,
        paragraphs=body.paragraphs,
        canonical_url=metadata.canonical_url,
        guid=entry.guid if entry else None,
        section=metadata.section,
        published=metadata.published,
        modified=metadata.modified,
        authors=metadata.authors,
        publisher=metadata.publisher,
        language=metadata.language,
        direction=metadata.direction,
        summary=metadata.summary,
        images=metadata.images,
        tags=metadata.tags,
        paywalled=metadata.paywalled,
        amp_url=metadata.amp_url,
        alternates=metadata.alternates,
        completeness=_completeness(metadata, body),
        confidence=body.confidence,
        origins=origins,
    )


def _completeness(metadata: Metadata, body: Body) -> Completeness:
    """A paywalled page that shows a few lines gives a summary."""
    length = sum(map(len, body.paragraphs))
    return "summary" if metadata.paywalled and length < _TEASER and not body.second_opinion else "full"

"""A page of the web to one article record."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from workers.errors import NotAnArticle, Unreadable
from workers.parse.body import Body, read_body
from workers.parse.charset import decode
from workers.parse.language import direction_of
from workers.parse.metadata import Metadata, read_metadata
from workers.parse.opinion import second_opinion
from workers.parse.tree import parse_tree
from workers.parse.verdict import why_no_article
from workers.records import Article, Completeness, Entry, Origin, controls_in, legible

if TYPE_CHECKING:
    from workers.parse.rules import RuleResult, SiteRules

_TEASER = 900  # characters that publishers show before a paywall
_STRAY = 8  # control characters that an editor's program leaves in a text
_SAYS_SOMETHING = re.compile(r"[^\ufeff \t\r\n\f]")
_BINARY_STARTS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"OggS", b"ID3")


# What a link of an announcement may lead to in place of a page.
_OTHER_FORMAT = re.compile(
    r"""[\s\ufeff]{0,200}(?:([{\[])\s{0,200}["{\[]|(?:<\?xml[^>]{0,200}>\s{0,200})?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>])"""
)


def read_page(
    html: bytes | str,
    *,
    url: str,
    content_type: str | None = None,
    fetched_at: datetime,
    entry: Entry | None = None,
    rules: SiteRules | None = None,
    zone: tzinfo | None = None,
    language: str | None = None,
) -> Article:
    """The article on this page; `entry` is what its announcement said, for fields that the page leaves open.

    `zone` and `language` (BCP 47) are those of the source, or of its `rules`: a day or hour without a zone is one of
    `zone`, and `03/04/2025` is read as the people of `language` write it.
    What the site's `rules` remove is not read, and what they find goes before all else. A rule that should have matched
    and did not leaves its field to the general way, and `origins` says so: `"broken:<field>"`, via "rule",
    confidence 0.

    Raises NotAnArticle with the reason (home pages, lists of links, soft 404s, walls, pages that only scripts fill),
    Unreadable for what is no markup, and TooLarge above the caps of `parse_tree`; nothing else.
    """
    text, utf8 = _text_of(html, url, content_type)
    if (other := _OTHER_FORMAT.match(text)) is not None:
        raise NotAnArticle(url, f"{'JSON' if other[1] else 'a feed or sitemap'}, not a page")
    tree = parse_tree(text, url=url, utf8=utf8)
    ruled = None
    if rules is not None:
        zone, language = rules.time_zone or zone, rules.language or language
        ruled = _by_rules(text, rules, url, fetched_at)
        if ruled.remaining is not None:
            tree = parse_tree(ruled.remaining, url=url)
    metadata = read_metadata(tree, url=url, fetched_at=fetched_at, entry=entry, zone=zone, habit=language)
    body = read_body(tree, title=metadata.title, language=metadata.language, authors=metadata.authors)
    body = second_opinion(body, metadata.json_ld_body)
    if ruled is not None:
        metadata, body = _ruled(ruled, metadata, body)
    body = _legible(body, url)
    reason = why_no_article(tree, url=url, metadata=metadata, body=body)
    if reason is not None:
        raise NotAnArticle(url, reason)
    return _article(url, metadata, body, entry)


def _text_of(html: bytes | str, url: str, content_type: str | None) -> tuple[str, bytes | None]:
    """The page as text, and as the very bytes it came in where these are UTF-8."""
    utf8 = None
    if isinstance(html, bytes):
        if html.startswith(_BINARY_STARTS) or (
            b"\0" in html[:4096] and html.count(b"\0", 0, 4096) > 64 and not _is_utf16(html)
        ):
            raise Unreadable(url, "the body is binary data, not markup")
        text, charset = decode(html, content_type, markup="html")
        if charset == "utf-8" and not html.startswith(BOM_UTF8) and "\ufffd" not in text:
            utf8 = html  # a letter that could not be read would stand as U+FFFD
    else:
        text = html
    if _SAYS_SOMETHING.search(text) is None:
        raise NotAnArticle(url, "the page is empty")
    return text, utf8


def _is_utf16(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:64].count(b"\0") == len(data[:64]) // 2


def _by_rules(text: str, rules: SiteRules, url: str, fetched_at: datetime) -> RuleResult:
    from workers.parse.rules import apply_rules  # BeautifulSoup is for sites with rules only

    return apply_rules(text, rules, url=url, fetched_at=fetched_at)


def _ruled(result: RuleResult, metadata: Metadata, body: Body) -> tuple[Metadata, Body]:
    """What the general way read, with what the rules found in its place."""
    from workers.parse.rules import with_rules

    metadata = with_rules(metadata, result)
    if result.broken:
        broken = {f"broken:{name}": Origin("rule", 0.0) for name in result.broken}
        metadata = replace(metadata, origins={**metadata.origins, **broken})
    if result.paragraphs:
        body = replace(body, paragraphs=result.paragraphs, confidence=1.0, via="rule", linked=0.0, headlines=0)
    return metadata, body


def _legible(body: Body, url: str) -> Body:
    """The body without control characters; raises NotAnArticle where there are as many as only binary data has."""
    text = "".join(body.paragraphs)
    controls = controls_in(text)
    if not controls:
        return body
    if controls > _STRAY and controls * 50 > len(text):
        raise NotAnArticle(url, "the page's text is binary data")
    return replace(body, paragraphs=tuple(filter(None, (legible(one).strip() for one in body.paragraphs))))


def _article(url: str, metadata: Metadata, body: Body, entry: Entry | None) -> Article:
    title = metadata.title
    if title and controls_in(title):
        title = legible(title).strip()
    if not title:
        raise NotAnArticle(url, "the page has no title")
    origins = dict(metadata.origins)
    origins["paragraphs"] = Origin(body.via, body.confidence)
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
        direction=direction_of(metadata.language, " ".join((*body.paragraphs[:3], title))),
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
    return "summary" if metadata.paywalled and length < _TEASER and body.via == "page" else "full"

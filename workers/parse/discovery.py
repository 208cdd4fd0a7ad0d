"""Feed addresses that an HTML page names."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from workers.parse.feed.links import absolute_link

_TYPES = {
    "application/rss+xml": 0,
    "application/atom+xml": 0,
    "application/feed+json": 0,
    "application/rdf+xml": 1,
    "application/xml": 1,
    "text/xml": 1,
    "application/json": 2,
}
_LOOKS_LIKE_A_FEED = re.compile(
    r"(?:/(?:feed|feeds|rss|atom)(?:/|$|\.|\?)|/(?:rss|feed|atom|index|news)[\w-]{0,20}\.(?:xml|rss|rdf|atom)(?:$|\?)|[?&]feed=(?:rss|atom)|\.(?:rss|atom|rdf)$)",
    re.IGNORECASE,
)
_SAYS_FEED = re.compile(r"\b(?:rss|atom|xml feed|news feed)\b|خدمة rss|rss", re.IGNORECASE)
_IS_COMMENTS = re.compile(r"/comments?/|comments[-_ ]feed|تعليقات", re.IGNORECASE)
_MOST = 30
_LONGEST = 2_000_000  # characters of a page that are looked at


def find_feeds(html_text: str, url: str) -> tuple[str, ...]:
    """Absolute addresses of feeds, best first: `link rel=alternate` in the page's order, then anchors that look like
    feeds.

    Feeds of comments come last: they announce no news. At most 30.
    """
    tree = LexborHTMLParser(html_text[:_LONGEST])
    base_node = tree.css_first("base[href]")
    base = (absolute_link(base_node.attributes.get("href"), url) if base_node else None) or url
    ranked: dict[str, tuple[int, int]] = {}
    for node in tree.css("link[href][rel]"):
        said = node.attributes
        rels = (said.get("rel") or "").lower().split()
        kind = (said.get("type") or "").partition(";")[0].strip().lower()
        if ("alternate" in rels and kind in _TYPES) or "feed" in rels:
            if "stylesheet" in rels or ("wp-json" in (said.get("href") or "")):
                continue  # WordPress announces its API as an alternate of type JSON
            _add(ranked, absolute_link(said.get("href"), base), _TYPES.get(kind, 1), said.get("title") or "")
    for node in tree.css("a[href]"):
        href = node.attributes.get("href") or ""
        if _LOOKS_LIKE_A_FEED.search(href[:2_000]):
            says = _SAYS_FEED.search(node.text()[:200] + " " + href[:2_000]) is not None
            _add(ranked, absolute_link(href, base), 3 if says else 4, "")
        if len(ranked) >= 10 * _MOST:
            break
    return tuple(sorted(ranked, key=ranked.__getitem__))[:_MOST]


def _add(ranked: dict[str, tuple[int, int]], link: str | None, rank: int, title: str) -> None:
    if link and link not in ranked:
        about_comments = _IS_COMMENTS.search(link) or _IS_COMMENTS.search(title) or "comments" in title.lower()
        ranked[link] = (rank + (10 if about_comments else 0), len(ranked))

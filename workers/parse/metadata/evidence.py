"""All that a page states about its article, with the node meant among the many that a page may carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from workers.parse.metadata.scan import Scan, scan
from workers.parse.metadata.structured import (
    ARTICLE_TYPES,
    PAGE_TYPES,
    WORK_TYPES,
    Graph,
    Node,
    link,
    plain,
    read_json_ld,
    types_of,
)
from workers.parse.metadata.structured_items import read_items
from workers.parse.metadata.titles import likeness, words
from workers.records import Entry

_NEWS_FIRST = {"newsarticle": 0.3, "reportagenewsarticle": 0.3, "opinionnewsarticle": 0.3, "liveblogposting": 0.3}
MAX_URL = 4_000
_PLAIN_PATH = r"/[\w/%.,~=+@-]*(?:\?[\w/%.,~=+@&-]+)?\Z"
# A whole address that joining and checking would leave as it is, and one that only lacks its origin.
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?" + _PLAIN_PATH, re.ASCII)
_FROM_ROOT = re.compile(r"(?!//|[^?]*/\.)" + _PLAIN_PATH, re.ASCII)


@dataclass
class Evidence:
    """What was found on one page; `main` are the nodes that speak of its article, most trusted first."""

    url: str
    fetched_at: datetime
    entry: Entry | None
    tree: LexborHTMLParser
    scan: Scan
    json_ld: Graph
    items: Graph
    main: list[tuple[Graph, Node]] = field(default_factory=list)
    pages: list[tuple[Graph, Node]] = field(default_factory=list)

    def stated(self, *keys: str) -> Iterator[tuple[object, str]]:
        """The values of the first key that a main node has, and how they were written; node after node."""
        for graph, node in self.main:
            for key in keys:
                if node.get(key) not in (None, "", []):
                    yield node[key], graph.via

    def absolute(self, address: str | None) -> str | None:
        """An http(s) URL of the page as absolute, or None."""
        if not address or len(address) > MAX_URL:
            return None
        if _PLAIN_URL.match(address):
            return address
        try:
            if _FROM_ROOT.match(address) and self.url.startswith(("http://", "https://")):
                page = urlsplit(self.url)
                return f"{page.scheme}://{page.netloc}{address}" if page.netloc else None
            joined = urljoin(self.url, address.strip())
            parts = urlsplit(joined)
        except ValueError:
            return None
        return joined if parts.scheme in ("http", "https") and parts.netloc else None


def gather(tree: LexborHTMLParser, *, url: str, fetched_at: datetime, entry: Entry | None) -> Evidence:
    """Reads the page's facts in one pass and finds the nodes that speak of its article. Changes nothing."""
    found = scan(tree)
    evidence = Evidence(url, fetched_at, entry, tree, found, read_json_ld(found.blocks), read_items(found.items))
    titles = [words(text) for text in _titles(found)]
    addresses = {_bare(url), *(_bare(one.get("href") or "") for one in found.links if one.get("rel") == "canonical")}
    addresses.update(_bare(text) for text in found.all_metas("og:url"))
    addresses.discard("")
    for graph in (evidence.json_ld, evidence.items):
        node = _main_node(graph, ARTICLE_TYPES, titles, addresses) or _main_node(graph, WORK_TYPES, titles, addresses)
        if node is not None:
            evidence.main.append((graph, node))
        evidence.pages.extend((graph, page) for page in graph.of_type(PAGE_TYPES)[:3])
    return evidence


def _titles(found: Scan) -> Iterator[str]:
    yield from (text for text in (found.meta("og:title", "twitter:title"), found.title) if text)
    yield from (spot.text() for spot in found.headings[:5])


def _bare(address: str) -> str:
    """An address to compare: without scheme, www, query, fragment and closing slash."""
    address = address.strip()[:MAX_URL].split("#")[0].split("?")[0]
    return address.split("://")[-1].removeprefix("www.").rstrip("/").casefold()


def _main_node(graph: Graph, types: frozenset[str], titles: list[tuple[str, ...]], addresses: set[str]) -> Node | None:
    """The node of these types that speaks of this page, or None where each of several speaks of another."""
    nodes = graph.of_type(types)[:200]
    best, top = None, -1.0
    for place, node in enumerate(nodes):
        score = _belongs(node, titles, addresses) + max((_NEWS_FIRST.get(t, 0.0) for t in types_of(node)), default=0.0)
        score -= place * 0.01
        if score > top:
            best, top = node, score
    if types is ARTICLE_TYPES and graph.via == "json-ld":
        return best if len(nodes) == 1 or top > 0.5 else (nodes[0] if nodes else None)
    return best if top >= 0.8 else None


def _belongs(node: Node, titles: list[tuple[str, ...]], addresses: set[str]) -> float:
    score = 0.0
    if not addresses.isdisjoint(
        _bare(one) for one in map(link, (node.get("url"), node.get("mainEntityOfPage"), node.get("@id"))) if one
    ):
        score += 1.5
    headline = plain(node.get("headline")) or plain(node.get("name"))
    if headline:
        bag = words(headline[:500])
        score += 1.5 * max((likeness(bag, other) for other in titles), default=0.0)
    score += 0.2 * ("datePublished" in node) + 0.2 * ("author" in node) + 0.1 * ("headline" in node)
    return score

"""What a page says about itself in schema.org terms, whatever syntax it says it in.

JSON-LD, microdata and RDFa all become `Node`s: plain dicts from property names to values, where a value is a string,
a number, a bool, a Node or a list of these. A `Graph` holds all nodes of one page and answers who is meant by a value.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from workers.parse.metadata.structured_json import read_block
from workers.parse.wordlists import word_set

Node = dict[str, object]

MAX_NODES = 3_000
MAX_DEPTH = 16
MAX_BLOCKS = 60

_TAG = re.compile(r"<[^<>]{0,500}>")
_PREFIX = re.compile("[/#:]")
ARTICLE_TYPES = word_set(
    """
    article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle
    askpublicnewsarticle backgroundnewsarticle reviewnewsarticle satiricalarticle advertisercontentarticle
    liveblogposting report techarticle scholarlyarticle medicalscholarlyarticle socialmediaposting
    discussionforumposting
    """
)
PAGE_TYPES = frozenset(["webpage", "itempage", "medicalwebpage", "faqpage", "aboutpage", "qapage"])
WORK_TYPES = word_set(
    """
    recipe howto review videoobject creativework podcastepisode course book howtosection
    """
)


@dataclass
class Graph:
    """All nodes of one page in document order; `via` names the syntax they were written in."""

    via: str
    nodes: list[Node] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)
    types: list[tuple[str, ...]] = field(default_factory=list)

    def resolve(self, value: object) -> Iterator[object]:
        """The single values behind a property: lists opened, `@id` references followed."""
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "@id" in one and not _says_more(one):
                yield self.by_id.get(str(one["@id"]), one)
            elif isinstance(one, list):
                yield from (deeper for deeper in one if not isinstance(deeper, list))
            elif one is not None:
                yield one

    def of_type(self, types: frozenset[str]) -> list[Node]:
        """Asked of whole graphs only: what a node's types are is looked up once."""
        if len(self.types) < len(self.nodes):
            self.types.extend(types_of(node) for node in self.nodes[len(self.types) :])
        return [node for node, names in zip(self.nodes, self.types, strict=True) if not types.isdisjoint(names)]


def _says_more(node: Node) -> bool:
    return any(key not in ("@id", "@type") for key in node)


def types_of(node: Node) -> tuple[str, ...]:
    """The node's types in lower case, without vocabulary prefixes."""
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return tuple(
        name.lower() if name.isalpha() else _PREFIX.split(name.strip())[-1].lower()
        for name in names
        if isinstance(name, str)
    )


def plain(value: object) -> str | None:
    """A value as one line of plain text, or None: markup and entities resolved, a node by its name or value."""
    if isinstance(value, dict):
        for key in ("name", "@value", "headline", "text"):
            if value.get(key) is not None and not isinstance(value[key], dict):
                return plain(value[key])
        return None
    if isinstance(value, list):
        return next((text for text in map(plain, value[:20]) if text), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value)
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(text.split()) or None


def link(value: object) -> str | None:
    """The URL that a value states, as written."""
    if isinstance(value, list):
        return next((url for url in map(link, value[:20]) if url), None)
    if isinstance(value, dict):
        return link(value.get("url") or value.get("contentUrl") or value.get("@id"))
    return value.strip() if isinstance(value, str) and value.strip() else None


def read_json_ld(blocks: Iterable[str]) -> Graph:
    """The graph of a page's JSON-LD blocks. Never raises; broken blocks give what they still prove."""
    graph = Graph("json-ld")
    for number, block in enumerate(blocks):
        if number >= MAX_BLOCKS:
            break
        for document in read_block(block):
            _gather(graph, document, 0)
    return graph


def _gather(graph: Graph, value: object, depth: int) -> None:
    if depth > MAX_DEPTH or len(graph.nodes) >= MAX_NODES:
        return
    if isinstance(value, list):
        for one in value[:MAX_NODES]:
            _gather(graph, one, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            graph.nodes.append(value)
        name = value.get("@id")
        if isinstance(name, str) and _says_more(value):
            graph.by_id.setdefault(name, value)
        for inner in value.values():
            if isinstance(inner, dict | list):
                _gather(graph, inner, depth + 1)

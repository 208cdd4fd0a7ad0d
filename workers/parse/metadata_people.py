"""Who wrote an article, of all that its page says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workers.parse.authors import clean_authors, is_desk
from workers.parse.metadata_evidence import Evidence
from workers.parse.metadata_printed import BEFORE_HEADLINE, Surroundings
from workers.parse.metadata_scan import Sign, Spot
from workers.parse.structured import Graph, plain
from workers.parse.tree import tag_ids
from workers.parse.wordlists import word_list
from workers.records import Origin

Named = tuple[tuple[str, ...], Origin]

_METAS = word_list(
    """
    author article:author article:author_name og:article:author og:author parsely-author sailthru.author
    dc.creator dcterms.creator dc.contributor citation_author cxenseparse:author byl byline article.author
    content-creator rnews:author bt:author dcsext.author creator authors article_author mediator_author
    articleauthor
    """
)
_LABEL = re.compile(
    r"written by|^author|^by$|von|verfasst|écrit par|escrito por|autor|kirjoittaja|geschreven"
    r"|scritto da|автор|написано|بقلم|كتب|著者|作者|執筆",
    re.IGNORECASE,
)
_A = tag_ids("a")


def choose_authors(evidence: Evidence, around: Surroundings, publisher: str | None) -> Named | None:
    """The names under which the article appears, people before desks, or None where nothing says."""
    desk: Named | None = None
    for values, origin in _claims(evidence, around):
        names = clean_authors(values, publisher=publisher)
        if not names:
            continue
        if any(not is_desk(name) for name in names) and names != (publisher,):
            return names, origin
        desk = desk or (names, Origin(origin.via, origin.confidence * 0.8))
    return desk


def _claims(evidence: Evidence, around: Surroundings) -> Iterator[tuple[list[str], Origin]]:
    for graph, node in evidence.main:
        yield _people(graph, node.get("author")), Origin(graph.via, 0.9)
    for name in _METAS:
        yield list(evidence.scan.metas.get(name, ())), Origin("meta", 0.8)
    yield list(_labelled(evidence)), Origin("meta", 0.85)
    yield from _printed(around)
    for graph, node in evidence.main:
        yield _people(graph, node.get("creator")), Origin(graph.via, 0.6)
    for graph, node in evidence.pages:
        yield _people(graph, node.get("author")), Origin(graph.via, 0.6)
    if evidence.entry is not None:
        yield list(evidence.entry.authors), Origin("feed", 0.7)


def _people(graph: Graph, value: object) -> list[str]:
    return [name for one in graph.resolve(value) if (name := plain(one))]


def _labelled(evidence: Evidence) -> Iterator[str]:
    """Label and value pairs of cards: `twitter:label1` = "Written by"."""
    for number in ("1", "2", "3"):
        label = evidence.scan.meta(f"twitter:label{number}")
        value = evidence.scan.meta(f"twitter:data{number}")
        if label and value and _LABEL.search(label[:40]):
            yield value


def _printed(around: Surroundings) -> Iterator[tuple[list[str], Origin]]:
    spots = [spot for spot in around.scan.spots if spot.sign & Sign.AUTHOR]
    for spot in sorted(spots, key=around.distance)[:40]:
        if around.headline is not None and spot.place < around.headline.place - BEFORE_HEADLINE:
            continue
        if around.is_foreign(spot.node):
            continue
        text = spot.node.text(separator="\n")
        if 2 <= len(text) <= 1_500:
            yield [_names(spot)], Origin("page", 0.7)


def _names(spot: Spot) -> str:
    return "\n".join(line for line in spot.node.text(separator="\n").split("\n") if line.strip())[:400]

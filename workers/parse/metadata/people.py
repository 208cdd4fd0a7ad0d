"""Who wrote an article, of all that its page says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workers.parse.metadata.authors import clean_authors, is_desk, is_led, is_plainly_a_name, names_in_lines
from workers.parse.metadata.authors_words import LEAD_ALONE
from workers.parse.metadata.evidence import Evidence
from workers.parse.metadata.names import Sign, is_author_link
from workers.parse.metadata.printed import BEFORE_HEADLINE, NEXT_LINES, Surroundings
from workers.parse.metadata.signature import read_signature
from workers.parse.metadata.structured import Graph, plain
from workers.parse.metadata.titles import SiteNames
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
_BESIDE_NAME = re.compile(r"(?:19|20)\d\d|\b\d+[ -]min", re.IGNORECASE)
_ACCOUNT = re.compile(r"^[a-z]|[a-z][A-Z]|[\d._]")
_BAR = re.compile(r"\s*(?:[|•·・—–]|\s-\s|\s/\s(?=\d))\s*")
_A = tag_ids("a")
MAX_BYLINE = 1_500
NEAR = 45  # nodes; a byline this near belongs to the headline whatever it stands in


def choose_authors(evidence: Evidence, around: Surroundings, publisher: str | None) -> Named | None:
    """The names under which the article appears, people before desks, or None where nothing says."""
    weaker: Named | None = None
    site = SiteNames((publisher,), evidence.url)
    for values, origin in _claims(evidence, around):
        if not values:
            continue
        if (
            weaker is not None
            and origin.confidence <= 0.5
            and not (is_desk(weaker[0][0]) or site.is_site(weaker[0][0]))
        ):
            continue
        names = clean_authors(values, publisher=publisher)
        names = tuple(name for name in names if not site.is_site(name)) or names
        if not names:
            continue
        if any(_is_person(name, site) for name in names):
            return names, origin
        weaker = weaker or (names, Origin(origin.via, origin.confidence * 0.8))
    return weaker


def _is_person(name: str, site: SiteNames) -> bool:
    """A name in full; a lower-case word alone is an account, which anything better replaces."""
    if is_desk(name) or (site.is_site(name) and not is_plainly_a_name(name)):
        return False
    return " " in name or not _ACCOUNT.search(name)


def _claims(evidence: Evidence, around: Surroundings) -> Iterator[tuple[list[str], Origin]]:
    for graph, node in evidence.main:
        yield _people(graph, node.get("author")), Origin(graph.via, 0.9)
    for name in _METAS:
        yield list(evidence.scan.metas.get(name, ())), Origin("meta", 0.8)
    yield list(_labelled(evidence)), Origin("meta", 0.85)
    yield from _printed(around)
    yield from _in_lines(around, evidence.scan.title or "")
    if (signature := read_signature(around)) is not None and signature.author:
        yield [signature.author], Origin("page", 0.6)
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
    """The names in elements that call themselves a byline, nearest to the headline first."""
    spots = [spot for spot in around.scan.spots + around.scan.linked() if spot.sign & Sign.AUTHOR]
    for spot in sorted(spots, key=around.distance)[:40]:
        if around.headline is not None and spot.place < around.headline.place - BEFORE_HEADLINE:
            continue
        if around.is_apart(spot.node) or (around.distance(spot) > NEAR and around.is_foreign(spot.node)):
            continue
        text = spot.node.text(separator="\n")
        if not 2 <= len(text) <= MAX_BYLINE:
            continue
        links = (
            [one for one in spot.node.css("a") if is_author_link(one.attributes)] if spot.node.tag_id not in _A else []
        )
        if links:
            found = [name for one in links[:20] for name in names_in_lines(one.text(separator="\n").split("\n"))]
            yield found, Origin("page", 0.75)
        yield names_in_lines(line for line in text.split("\n") if line.strip()), Origin("page", 0.7)


def _in_lines(around: Surroundings, title: str) -> Iterator[tuple[list[str], Origin]]:
    """Names behind "By" and its like in lines that no name of their element marks."""
    lines = around.lines()
    for number, line in enumerate(lines):
        if not -4 <= line.place <= 40 or len(line.text) > 150:
            continue
        if (around.is_apart(line.node) and not around.is_beside(line)) or (
            line.place > NEXT_LINES and around.is_foreign(line.node)
        ):
            continue
        if LEAD_ALONE.match(line.text):
            yield names_in_lines(one.text for one in lines[number + 1 : number + 4]), Origin("page", 0.6)
        elif is_led(line.text):
            yield names_in_lines([line.text]), Origin("page", 0.65)
    for number, line in enumerate(lines):
        if -3 <= line.place <= 9 and _BESIDE_NAME.search(line.text):
            beside = [
                *_BAR.split(line.text)[:3],
                *(one.text for one in lines[max(0, number - 1) : number + 2] if one is not line),
            ]
            yield [text for text in beside if is_plainly_a_name(text) and text not in title][:1], Origin("page", 0.5)

"""The text of an article, found in the tree of its page."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from workers.parse.body_choice import choose
from workers.parse.body_outline import Outline, read_outline
from workers.parse.body_trim import trim


_LITTLE = 500.0


@dataclass(frozen=True, slots=True)
class Body:
    """What a page says: `paragraphs` in reading order; `confidence` 0..1; `captions` are not among the paragraphs."""

    paragraphs: tuple[str, ...]
    confidence: float
    captions: tuple[str, ...] = ()
    standfirst: str | None = None
    second_opinion: bool = False


def read_body(tree: LexborHTMLParser, *, title: str | None, language: str | None) -> Body:
    """The article's text on this page; no paragraphs where there is none."""
    root = tree.body
    if root is None:
        return Body((), 0.0)
    outline = read_outline(root)
    choice = choose(outline, title)
    if outline.skipped and (choice.heading is None or choice.score < _LITTLE or _misses_prose(root, outline)):
        outline = read_outline(root, whole=True)
        choice = choose(outline, title)
    trimmed = trim(outline, choice, title)
    return Body(tuple(outline.blocks[i].text for i in trimmed.kept), 1.0, tuple(trimmed.captions))


def _misses_prose(root: LexborNode, outline: Outline) -> bool:
    """Whether most of the page's paragraphs lie in what was not entered, since its names lied."""
    lengths = [len(node.text()) for node in root.css("p")]
    there = sum(length for length in lengths if length >= 80)
    seen = sum(
        len(block.text)
        for block in outline.blocks
        if len(block.text) >= 80 and outline.elements[block.owner].kind == "p"
    )
    return there > 2 * seen + 400

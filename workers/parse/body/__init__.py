"""The text of an article, found in the tree of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from workers.parse.body.cards import HEADINGS
from workers.parse.body.choice import Choice, choose, is_prose
from workers.parse.body.names import BODY, COMMENTS
from workers.parse.body.outline import ENOUGH, MUCH_MORE, Outline, read_outline
from workers.parse.body.trim import Trimmed, trim

_LITTLE = 500.0  # a choice that scores less may have missed the article
_NEXT_TO_NOTHING = 120.0  # a choice that scores less probably has


@dataclass(frozen=True, slots=True)
class Body:
    """What a page says: `paragraphs` in reading order; `captions` are not among them.

    `confidence` (0..1) says how sure the choice is, `focus` (0..1) which part of the page's running text it holds,
    `linked` (0..1) which part of it is links, `prose` how many of its paragraphs are running text and `headlines` how
    many are headings that are links, as on a page that lists stories.
    """

    paragraphs: tuple[str, ...]
    confidence: float
    captions: tuple[str, ...] = ()
    focus: float = 0.0
    linked: float = 0.0
    prose: int = 0
    headlines: int = 0
    via: str = "page"  # as in `Origin.via`


def read_body(tree: LexborHTMLParser, *, title: str | None, language: str | None, authors: Sequence[str] = ()) -> Body:
    """The article's text on this page; no paragraphs where there is none. `title` and `authors` are not among it."""
    root = tree.body
    if root is None:
        return Body((), 0.0)
    outline = read_outline(root)
    choice = choose(outline, title)
    if outline.skipped and _may_miss_more(outline, choice):
        outline = read_outline(root, whole=True)
        choice = choose(outline, title)
    return _body(outline, choice, trim(outline, choice, title, authors))


def _may_miss_more(outline: Outline, choice: Choice) -> bool:
    """Whether the article may lie in what was not entered, since its names lied."""
    if choice.score < _NEXT_TO_NOTHING:
        return True
    missed = sum(outline.skipped)
    if choice.score < (_LITTLE if choice.heading is not None else 3 * _LITTLE):
        return missed > ENOUGH
    return missed > MUCH_MORE + outline.prose


def _body(outline: Outline, choice: Choice, trimmed: Trimmed) -> Body:
    blocks = outline.blocks
    kept = [blocks[index] for index in trimmed.kept]
    weight = sum(block.weight for block in kept)
    if not kept or not weight:
        return Body((), 0.0, tuple(trimmed.captions))
    linked = sum(block.linked for block in kept) / weight
    prose = sum(block.weight for block in kept if is_prose(block))
    elsewhere = sum(
        block.weight
        for index, block in enumerate(blocks)
        if is_prose(block) and not choice.first <= index < choice.last and choice.out[index] is not COMMENTS
    )
    dropped = sum(block.weight for block in blocks[choice.first : choice.last] if is_prose(block)) - prose
    focus = prose / max(1, prose + elsewhere + dropped)
    return Body(
        tuple(block.text for block in kept),
        _confidence(outline, choice, weight, prose, focus, linked),
        tuple(trimmed.captions),
        focus=focus,
        linked=linked,
        prose=sum(map(is_prose, kept)),
        headlines=sum(
            block.linked * 5 >= block.weight * 4
            and (outline.elements[block.owner].kind in HEADINGS or block.weight >= 35)
            for block in kept
        ),
    )


def _confidence(outline: Outline, choice: Choice, weight: int, prose: int, focus: float, linked: float) -> float:
    """How sure the choice is: much running text, little of it elsewhere, few links, a title above it, a good name."""
    element = outline.elements[choice.element]
    named = element.role is BODY or element.kind in ("article", "main")
    sure = 0.25 + 0.35 * focus + 0.15 * min(1.0, prose / 1200) + 0.1 * (choice.heading is not None) + 0.15 * named
    sure *= 0.5 + 0.5 * min(1.0, 1.5 * prose / weight)
    return max(0.0, min(1.0, sure * (1.0 - 0.7 * linked)))

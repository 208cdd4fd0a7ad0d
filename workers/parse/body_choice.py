"""Which part of the page is the article: the element whose blocks say most and link least."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from workers.parse.body_names import Role
from workers.parse.body_outline import Block, Element, Outline

_ASIDE_KINDS = {"nav": 0.6, "footer": 0.6, "aside": 0.5, "figcaption": 0.8, "summary": 0.8}
_LIFT = {Role.JUNK: 0.4, Role.COMMENTS: 0.85, Role.CAPTION: 0.5, Role.HIDDEN: 0.3}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(slots=True)
class Choice:
    """Blocks `first` up to `last` (exclusive) hold the article; `out` tells for every block of the page why it is not text:
    the role of what it lies in, or PLAIN."""

    element: int
    first: int
    last: int
    out: list[Role]
    score: list[float]


def is_prose(block: Block) -> bool:
    """A block that reads like running text and not like a label or a link."""
    return block.weight >= 80 and block.linked * 2 < block.weight


def mark_out(outline: Outline) -> list[Role]:
    """For every block the role of the outermost element that takes it out of the text, or PLAIN.

    An element that holds much of the page's prose is never taken out, whatever it is called.
    """
    blocks, elements = outline.blocks, outline.elements
    prose = [0, *accumulate(block.weight if is_prose(block) else 0 for block in blocks)]
    out = [Role.PLAIN] * len(blocks)
    total = prose[-1]
    suspects: list[tuple[Element, Role, float]] = []
    for element in elements:
        role = element.role
        if role in _LIFT:
            suspects.append((element, role, _LIFT[role]))
        elif element.kind in _ASIDE_KINDS:
            said = Role.CAPTION if element.kind == "figcaption" else Role.JUNK
            suspects.append((element, said, _ASIDE_KINDS[element.kind]))
    ends = 0
    for element, role, share in suspects:
        if role is Role.COMMENTS and element.first >= ends:
            inside = prose[element.last] - prose[element.first]
            if inside <= share * prose[-1]:
                total -= inside
                ends = element.last
    for element, role, share in suspects:
        first, last = element.first, element.last
        if first == last or out[first] is not Role.PLAIN:
            continue
        whole = prose[-1] if role is Role.COMMENTS else total
        if prose[last] - prose[first] <= share * whole:
            out[first:last] = [role] * (last - first)
    return out


def _worth(block: Block, element: Element) -> float:
    """How much a block speaks for the element it lies in; below zero where it speaks against."""
    weight, linked = block.weight, block.linked
    if element.kind in _HEADINGS:
        return 10.0 if linked * 2 < weight else -10.0
    if linked * 2 >= weight:
        return -15.0 - min(linked, 100) * 0.3
    clean = weight - linked
    if clean < 25:
        return -4.0
    if clean < 80:
        return clean * 0.3 if element.kind in ("p", "li", "td") else clean * 0.1
    worth = float(min(clean, 800))
    return worth * 1.2 if element.kind in ("p", "blockquote") else worth


def choose(outline: Outline) -> Choice:
    """The part of the page that holds the article."""
    blocks, elements = outline.blocks, outline.elements
    out = mark_out(outline)
    score = [
        _worth(block, elements[block.owner]) if role is Role.PLAIN else -2.0
        for block, role in zip(blocks, out, strict=True)
    ]
    sums = [0.0, *accumulate(score)]
    best, best_value = 0, float("-inf")
    for index, element in enumerate(elements):
        value = sums[element.last] - sums[element.first]
        if element.role is Role.BODY:
            value *= 1.15
        elif element.kind in ("article", "main"):
            value *= 1.05
        if value >= best_value:
            best, best_value = index, value
    chosen = elements[best]
    return Choice(best, chosen.first, chosen.last, out, score)

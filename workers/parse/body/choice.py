"""Which part of the page is the article: the element whose blocks say most and link least."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from workers.parse.body.cards import HEADINGS, mark_cards
from workers.parse.body.names import BODY, CAPTION, CHROME, COMMENTS, HIDDEN, JUNK, PLAIN, Role
from workers.parse.body.outline import Block, Element, Outline

_KIND_ROLES = {
    "nav": CHROME,
    "footer": CHROME,
    "aside": CHROME,
    "figcaption": CAPTION,
    "summary": PLAIN,
}
# the share of a page's prose above which an element is kept in the text, whatever it is called
_LIFT = {CHROME: 0.9, JUNK: 0.4, COMMENTS: 0.85, CAPTION: 0.5, HIDDEN: 0.8}
_LIFT_WHEN_LITTLE_IS_LEFT = {CHROME: 0.4, JUNK: 0.2, COMMENTS: 0.85, CAPTION: 0.5, HIDDEN: 0.2}

_LETTERS = re.compile(r"[^\W_]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
LINES = frozenset(("p", "li", "td", "tr", "blockquote", "pre", "dd"))


@dataclass(slots=True)
class Choice:
    """Blocks `first` up to `last` (exclusive) hold the article, of this `score`.

    `out` tells for every block of the page why it is not text: the role of what it lies in, or PLAIN. `heading` is the
    block that shows the title.
    """

    element: int
    first: int
    last: int
    out: list[Role]
    heading: int | None
    score: float


def is_prose(block: Block) -> bool:
    """A block that reads like running text and not like a label or a link."""
    return block.weight >= 80 and block.linked * 2 < block.weight


def mark_out(outline: Outline, heading: int | None) -> list[Role]:
    """For every block the role of the outermost element that takes it out of the text, or PLAIN.

    Names may lie: where too little prose would be left, the elements that hold the most are kept in.
    """
    blocks, elements = outline.blocks, outline.elements
    prose = [0, *accumulate([block.weight if is_prose(block) else 0 for block in blocks])]
    suspects = [
        (element, role)
        for element in elements
        if (role := element.role if element.role in _LIFT else _KIND_ROLES.get(element.kind, PLAIN)) is not PLAIN
    ]
    if heading is not None:  # what holds the title and text is the article, however it is called
        suspects = [
            (element, role)
            for element, role in suspects
            if role is COMMENTS
            or not element.first <= heading < element.last
            or prose[element.last] - prose[element.first] < 0.15 * prose[-1]
        ]
    comments = _prose_of(prose, [element for element, role in suspects if role is COMMENTS])
    total = prose[-1] - comments if comments < 0.85 * prose[-1] else prose[-1]
    groups: dict[tuple[Role, str, str], list[Element]] = {}
    for element, role in suspects:
        groups.setdefault((role, element.kind, element.names), []).append(element)
    held = {key: _prose_of(prose, members) for key, members in groups.items()}
    for limits in (_LIFT, _LIFT_WHEN_LITTLE_IS_LEFT):
        out = [PLAIN] * len(blocks)
        for element, role in suspects:
            first, last = element.first, element.last
            if first == last or out[first] is not PLAIN:
                continue
            if held[role, element.kind, element.names] <= limits[role] * (prose[-1] if role is COMMENTS else total):
                out[first:last] = [role] * (last - first)
        left = sum(
            block.weight
            for block, role in zip(blocks, out, strict=True)
            if role is PLAIN
            and block.linked * 2 < block.weight
            and (block.weight >= 80 or elements[block.owner].kind in LINES)
        )
        if left >= 0.15 * total:
            break
    return out


def _prose_of(prose: list[int], elements: list[Element]) -> int:
    """The prose inside these elements, nested ones counted once."""
    held = ends = 0
    for element in elements:
        if element.first >= ends:
            held += prose[element.last] - prose[element.first]
            ends = element.last
    return held


def _worth(block: Block, element: Element) -> float:
    """How much a block speaks for the element it lies in; below zero where it speaks against."""
    weight, linked = block.weight, block.linked
    if element.kind in HEADINGS:
        return 10.0 if linked * 2 < weight else -10.0
    if linked * 2 >= weight:
        return -15.0 - min(linked, 100) * 0.3
    clean = weight - linked
    if clean < 80:
        if element.kind in LINES:
            return clean * 0.3
        return clean * 0.1 if clean >= 25 else -4.0
    worth = float(min(clean, 800))
    return worth * 1.2 if element.kind in ("p", "blockquote") else worth


def choose(outline: Outline, title: str | None) -> Choice:
    """The part of the page that holds the article headed `title`."""
    blocks, elements = outline.blocks, outline.elements
    out = mark_out(outline, None)
    heading = find_title(outline, title, out)
    if heading is not None and out[heading] is not PLAIN:
        out = mark_out(outline, heading)
    mark_cards(outline, out)
    score = [
        _worth(block, elements[block.owner]) if role is PLAIN else -2.0 for block, role in zip(blocks, out, strict=True)
    ]
    sums = [0.0, *accumulate(score)]
    best, best_value = 0, float("-inf")
    for index, element in enumerate(elements):
        value = sums[element.last] - sums[element.first]
        if element.role is BODY:
            value *= 1.15
        elif element.kind in ("article", "main"):
            value *= 1.05
        if value >= best_value:
            best, best_value = index, value
    best = _narrow(outline, sums, best, heading)
    chosen = elements[best]
    _drop_nested_articles(outline, out, sums, best, heading)
    return Choice(best, chosen.first, chosen.last, out, heading, sums[chosen.last] - sums[chosen.first])


def find_title(outline: Outline, title: str | None, out: list[Role]) -> int | None:
    """The block that shows the title: a heading that says it, or else the page's only <h1>."""
    wanted = key_of(title or "")
    found: list[int] = []
    h1s: list[int] = []
    for index, block in enumerate(outline.blocks):
        kind = outline.elements[block.owner].kind
        if kind not in ("h1", "h2", "h3") or block.weight > 400:
            continue
        if kind == "h1":
            h1s.append(index)
        said = key_of(block.text)
        if is_same_title(said, wanted) and (said == wanted or block.linked * 2 < block.weight):
            found.append(index)
    for index in found:
        if out[index] is PLAIN:
            return index
    if found:
        return found[0]
    return h1s[0] if len(h1s) == 1 else None


def is_same_title(said: str, wanted: str) -> bool:
    """Whether two keys are one title, the name of a site at an end of either aside."""
    if not said or not wanted:
        return False
    if said == wanted:
        return True
    short, long = sorted((said, wanted), key=len)
    return len(short) >= 12 and len(short) * 5 >= len(long) * 3 and short in long


def key_of(text: str) -> str:
    """Letters and digits only, for comparing lines."""
    if text.isascii():
        return text.lower().encode().translate(None, _NO_LETTERS).decode()
    return "".join(_LETTERS.findall(text.casefold()))


def _narrow(outline: Outline, sums: list[float], best: int, heading: int | None) -> int:
    """Where the chosen element holds several stories, the one that the title heads."""
    if heading is None:
        return best
    whole = outline.elements[best]
    total = sums[whole.last] - sums[whole.first]
    found, found_value = best, 0.0
    for index, element in enumerate(outline.elements):
        if element.kind != "article" or element.first < whole.first or element.last > whole.last or index == best:
            continue
        value = sums[element.last] - sums[element.first]
        if element.first <= heading < element.last and value > max(found_value, 0.3 * total, 200.0):
            found, found_value = index, value
    return found


def _drop_nested_articles(outline: Outline, out: list[Role], sums: list[float], best: int, heading: int | None) -> None:
    """Stories inside the story: other articles shown below it in full or in part, unless they are posts of a live
    blog.
    """
    whole = outline.elements[best]
    nested = []
    ends = 0
    for element in outline.elements[best + 1 :]:
        if element.first >= whole.last:
            break
        if element.kind == "article" and element.first >= ends and element.last > element.first:
            nested.append(element)
            ends = element.last
    if len(nested) < 2 or "live" in whole.names or heading is None:
        return
    held = sum(max(0.0, sums[element.last] - sums[element.first]) for element in nested)
    if any(element.first <= heading < element.last for element in nested):
        return
    if (sums[whole.last] - sums[whole.first]) < held * 2:
        return
    for element in nested:
        if "live" not in element.names:
            out[element.first : element.last] = [CHROME] * (element.last - element.first)

"""Cards: the boxes of a headline, a link and a line or two by which a page points to other stories."""

from __future__ import annotations

from itertools import accumulate

from workers.parse.body.names import CHROME, Role
from workers.parse.body.outline import Block, Element, Outline

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MOST_BLOCKS = 8
_MOST_PROSE = 450  # a longer text under a linked headline is a story of its own, such as a product in a review


def mark_cards(outline: Outline, out: list[Role]) -> None:
    """Takes out, in place, the blocks of elements that stand in a row of at least two cards of one kind."""
    siblings: dict[tuple[int, str], list[Element]] = {}
    for element in outline.elements:
        if 0 < element.last - element.first <= _MOST_BLOCKS:
            siblings.setdefault((element.parent, element.kind), []).append(element)
    told = [0, *accumulate([block.weight - block.linked for block in outline.blocks])]
    for (_, kind), members in siblings.items():
        if kind in HEADINGS or len(members) < 2 or all(one.last - one.first == 1 for one in members):
            continue
        for row in _families(members):
            cards = [element for element in row if _is_card(outline, element, told)]
            if len(cards) < 2 or len(cards) * 3 < len(row) * 2:
                continue
            # a row that holds more than a third of the page's text is the article, a list of things; texts that break
            # off are teasers up to two thirds
            teasing = sum(_breaks_off(outline, element) for element in cards) * 2 > len(cards)
            shown = sum(told[element.last] - told[element.first] for element in cards)
            if shown * 3 <= told[-1] * (2 if teasing else 1):
                for element in cards:
                    out[element.first : element.last] = [CHROME] * (element.last - element.first)


def _families(members: list[Element]) -> list[list[Element]]:
    """Siblings of one kind by the name of their family."""
    families: dict[str, list[Element]] = {}
    for element in members:
        families.setdefault(_family(element.names), []).append(element)
    return list(families.values())


def _family(names: str) -> str:
    """The first class name without its numbers: `post-1234 tag-x` and `post-1235` are of one family."""
    first, *_ = names.split(None, 1) or ("",)
    return first.rstrip("0123456789")


def _is_card(outline: Outline, element: Element, told: list[int]) -> bool:
    """A linked headline, with little text that is not linked; `told` sums that up from the first block on."""
    blocks = outline.blocks[element.first : element.last]
    if len(blocks) == 1 or told[element.last] - told[element.first] > _MOST_PROSE:
        return False
    return any(_is_linked_headline(block, outline.elements[block.owner]) for block in blocks[:3])


def _breaks_off(outline: Outline, element: Element) -> bool:
    """Whether an element's text is the beginning of a longer one."""
    blocks = outline.blocks[element.first : element.last]
    return any(block.weight >= 40 and block.linked == 0 and block.text.endswith(("…", "...")) for block in blocks)


def _is_linked_headline(block: Block, owner: Element) -> bool:
    if block.linked * 5 < block.weight * 4:
        return False
    return owner.kind in HEADINGS or block.weight >= 30

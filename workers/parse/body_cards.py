"""Cards: the boxes of a headline, a link and a line or two by which a page points to other stories."""

from __future__ import annotations

from workers.parse.body_names import Role
from workers.parse.body_outline import Block, Element, Outline

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MOST_BLOCKS = 8
_MOST_PROSE = 450  # a longer text under a linked headline is a story of its own, such as a product in a review


def mark_cards(outline: Outline, out: list[Role]) -> None:
    """Takes out, in place, the blocks of elements that stand in a row of at least two cards of one kind."""
    rows: dict[tuple[int, str, str], list[Element]] = {}
    for element in outline.elements:
        if 0 < element.last - element.first <= _MOST_BLOCKS and element.kind not in HEADINGS:
            rows.setdefault((element.parent, element.kind, _family(element.names)), []).append(element)
    total = sum(_told(outline, element) for element in outline.elements[:1])
    for members in rows.values():
        if len(members) < 2:
            continue
        cards = [element for element in members if _is_card(outline, element)]
        if len(cards) < 2 or len(cards) * 3 < len(members) * 2:
            continue
        # a row that holds more than a third of the page's text is the article: a list of things
        if sum(_told(outline, element) for element in cards) * 3 <= total:
            for element in cards:
                out[element.first : element.last] = [Role.CHROME] * (element.last - element.first)


def _family(names: str) -> str:
    """The first class name without its numbers: `post-1234 tag-x` and `post-1235` are of one family."""
    first, *_ = names.split(None, 1) or ("",)
    return first.rstrip("0123456789")


def _is_card(outline: Outline, element: Element) -> bool:
    """A linked headline, with little text that is not linked."""
    blocks = outline.blocks[element.first : element.last]
    if len(blocks) == 1:
        return False
    if _told(outline, element) > _MOST_PROSE:
        return False
    return any(_is_linked_headline(block, outline.elements[block.owner]) for block in blocks[:3])


def _told(outline: Outline, element: Element) -> int:
    """The text of an element that is not linked."""
    return sum(block.weight - block.linked for block in outline.blocks[element.first : element.last])


def _is_linked_headline(block: Block, owner: Element) -> bool:
    if block.linked * 5 < block.weight * 4:
        return False
    return owner.kind in HEADINGS or block.weight >= 30

"""From the blocks of the chosen part to the paragraphs of the article: what stands around the text goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workers.parse.body.cards import HEADINGS
from workers.parse.body.choice import LINES, Choice, is_prose, is_same_title, key_of
from workers.parse.body.names import CAPTION, INTRO, PLAIN
from workers.parse.body.outline import SENTENCE_ENDS, Block, Element, Outline
from workers.parse.body.phrases import is_byline, is_date, is_furniture, is_service, is_signed, is_tail_heading

_LONGEST_NAME = 80
_LONG_LINE = 50  # letters: more than most signatures and credits have
_INTRO_KINDS = frozenset(("p", "h2", "h3", "h4"))
# The words by which the press calls the first lines of a text, unlike those for what is said about it.
_LEAD = re.compile(r"(?i)lead(?!er)|announce|anons|chapo|chapeau|ingress|vorspann|sapo|entradilla|bajada|manchet")


@dataclass(slots=True)
class Trimmed:
    """The blocks that stay, as indexes, and the captions that went."""

    kept: list[int]
    captions: list[str]


def trim(outline: Outline, choice: Choice, title: str | None, authors: Sequence[str] = ()) -> Trimmed:
    """Keeps the article's blocks of the chosen part; a first or last line that only names its `authors` goes."""
    blocks = outline.blocks
    captions = [blocks[i].text for i in _story(outline, choice) if choice.out[i] is CAPTION]
    inside = [i for i in range(choice.first, choice.last) if choice.out[i] is PLAIN]
    inside = _after_title(outline, inside, choice, title)
    inside = _before_tail(outline, inside)
    prose = [i for i in inside if _is_text(outline, i)]
    if not prose:
        return Trimmed([i for i in inside if not _is_loose(outline, i, False)], captions)
    soup = _is_soup(outline, prose)
    flow = _flow(outline, prose, inside) or outline.elements[choice.element]
    kept = []
    for i in inside:
        if _is_loose(outline, i, soup):
            continue
        if i < prose[0]:
            keep = _opens(outline, i, flow)
        elif i > prose[-1]:
            keep = _closes(outline, i, flow, soup) or _goes_on(blocks[i], blocks[prose[-1]])
        else:
            keep = True
        if keep:
            kept.append(i)
    names = frozenset(map(key_of, authors))
    while kept and (
        outline.elements[blocks[kept[-1]].owner].kind in HEADINGS
        or key_of(blocks[kept[-1]].text[:_LONGEST_NAME]) in names
    ):
        kept.pop()
    while kept and key_of(blocks[kept[0]].text[:_LONGEST_NAME]) in names:
        del kept[0]
    return Trimmed(_without_repeats(outline, _standfirst(outline, choice) + kept), captions)


def _flow(outline: Outline, prose: list[int], inside: list[int]) -> Element | None:
    """The element in which most of the running text lies side by side; None where most of the text is short lines."""
    blocks = outline.blocks
    if sum(blocks[i].weight for i in prose) * 3 < sum(blocks[i].weight - blocks[i].linked for i in inside):
        return None
    held = _holders(outline, prose)
    return outline.elements[max(held, key=held.__getitem__)]


def _holders(outline: Outline, blocks: list[int]) -> dict[int, int]:
    """How much of these blocks' weight lies side by side in which element."""
    held: dict[int, int] = {}
    for index in blocks:
        holder = _holder(outline, index)
        held[holder] = held.get(holder, 0) + outline.blocks[index].weight
    return held


def _holder(outline: Outline, index: int) -> int:
    """The element that holds a block's own, wrappers around a single paragraph aside."""
    parent = outline.elements[outline.blocks[index].owner].parent
    while parent > 0 and outline.elements[parent].last - outline.elements[parent].first == 1:
        parent = outline.elements[parent].parent
    return parent


def _story(outline: Outline, choice: Choice) -> range:
    """The blocks of the innermost <article> or <main> around the choice; else those from the title on."""
    index = choice.element
    while index > 0:
        element = outline.elements[index]
        if element.kind in ("article", "main"):
            return range(element.first, element.last)
        index = element.parent
    first = choice.first if choice.heading is None else min(choice.first, choice.heading)
    return range(first, choice.last)


def _standfirst(outline: Outline, choice: Choice) -> list[int]:
    """What stands between the title and the chosen part and is named as the introduction."""
    if choice.heading is None or not choice.heading < choice.first <= choice.heading + 30:
        return []
    return [
        index
        for index in range(choice.heading + 1, choice.first)
        if choice.out[index] is PLAIN and _is_intro(outline, index)
    ]


def _is_intro(outline: Outline, index: int) -> bool:
    block = outline.blocks[index]
    if block.weight < 40 or block.linked * 2 > block.weight or is_furniture(block.text) or is_byline(block.text):
        return False
    owner = outline.elements[block.owner]
    names = (owner.names, outline.elements[owner.parent].names)
    if owner.kind not in _INTRO_KINDS and not any(map(_LEAD.search, names)):
        return False  # a bare div that is called a subtitle or an excerpt sums the text up, or another page
    return owner.role is INTRO or outline.elements[owner.parent].role is INTRO


def _is_text(outline: Outline, index: int) -> bool:
    block = outline.blocks[index]
    return is_prose(block) and outline.elements[block.owner].kind not in HEADINGS and not is_furniture(block.text)


def _is_soup(outline: Outline, prose: list[int]) -> bool:
    """Whether the text lies in bare divs, so that a div says nothing against a line."""
    bare = sum(outline.blocks[i].weight for i in prose if outline.elements[outline.blocks[i].owner].kind == "div")
    return bare * 3 > sum(outline.blocks[i].weight for i in prose)


def _after_title(outline: Outline, inside: list[int], choice: Choice, title: str | None) -> list[int]:
    """Without the title itself, and without what stands before it."""
    blocks = outline.blocks
    wanted = key_of(title or "")
    if choice.heading is not None and choice.heading in inside:
        after = [i for i in inside if i > choice.heading]
        if sum(blocks[i].weight for i in after) * 5 >= sum(blocks[i].weight for i in inside) * 2:
            inside = after
    most = len(title or "") * 2
    return [
        i
        for i in inside
        if i != choice.heading and (blocks[i].weight > most or not is_same_title(key_of(blocks[i].text), wanted))
    ]


def _before_tail(outline: Outline, inside: list[int]) -> list[int]:
    """Without what follows a line such as "Related stories", where that is the lesser part.

    Where the running text goes on behind it, side by side with the text before, only what lies between is left out.
    """
    total = sum(outline.blocks[i].weight for i in inside)
    kept: list[int] = []
    before = position = 0
    while position < len(inside):
        block = outline.blocks[inside[position]]
        unlinked = block.linked * 2 < block.weight
        if before * 2 > total and unlinked and block.weight <= 60 and is_tail_heading(block.text):
            again = _where_text_goes_on(outline, inside, position)
            if again is None:
                break
            position = again
            continue
        before += block.weight
        kept.append(inside[position])
        position += 1
    return kept


def _where_text_goes_on(outline: Outline, inside: list[int], position: int) -> int | None:
    """The place of the first running text after `position` that lies in the element of the text before it."""
    flow = _holders(outline, [i for i in inside[:position] if is_prose(outline.blocks[i])])
    if not flow:
        return None
    holder = max(flow, key=flow.__getitem__)
    if _holder(outline, inside[position]) == holder:
        return None
    later = range(position + 1, len(inside))
    return next(
        (p for p in later if is_prose(outline.blocks[inside[p]]) and _holder(outline, inside[p]) == holder), None
    )


def _is_loose(outline: Outline, index: int, soup: bool) -> bool:
    """A line amid the text that does not belong to it."""
    block = outline.blocks[index]
    kind = outline.elements[block.owner].kind
    if is_furniture(block.text):
        return True
    if block.linked * 10 > block.weight * 7:
        if kind in HEADINGS:
            return False
        if is_service(block.text):
            return True
        if kind == "li":
            return block.weight > 35
        return block.weight > 40 or kind not in ("p", "td", "tr")
    if kind not in LINES and kind not in HEADINGS:
        if is_date(block.text):
            return True
        return not soup and block.weight < 80 and block.text[-1] not in SENTENCE_ENDS
    return False


def _opens(outline: Outline, index: int, flow: Element) -> bool:
    """A line before the first paragraph that belongs to the text."""
    block = outline.blocks[index]
    if block.linked * 2 > block.weight:
        return False
    kind = outline.elements[block.owner].kind
    if kind in HEADINGS:
        return kind != "h1"
    if flow.first <= index < flow.last and kind in LINES:
        return not is_byline(block.text)
    return block.weight >= 25 and block.text[-1] in SENTENCE_ENDS


def _closes(outline: Outline, index: int, flow: Element, soup: bool) -> bool:
    """A line after the last paragraph that belongs to the text."""
    block = outline.blocks[index]
    kind = outline.elements[block.owner].kind
    if (block.text[-1] not in SENTENCE_ENDS or block.text[0] in "（【") and is_signed(block.text):
        return False
    if flow.first <= index < flow.last:
        if kind in HEADINGS:
            return True
        says = kind in LINES or (soup and block.text[-1] in SENTENCE_ENDS)
        return says and block.linked * 2 <= block.weight
    return kind in LINES and block.linked * 2 <= block.weight and block.text[-1] in SENTENCE_ENDS


def _goes_on(block: Block, last: Block) -> bool:
    """A longer line that only a break parts from the running text, such as an item of a list made of breaks."""
    own = block.owner == last.owner and block.after_break
    return own and block.weight >= _LONG_LINE and not block.linked and not is_byline(block.text)


def _without_repeats(outline: Outline, kept: list[int]) -> list[int]:
    """Long paragraphs once only: pages for small and large screens often hold both layouts."""
    seen: set[str] = set()
    result = []
    for index in kept:
        text = outline.blocks[index].text
        if len(text) >= 60:
            if text in seen:
                continue
            seen.add(text)
        result.append(index)
    return result


def linked_share(blocks: list[Block]) -> float:
    """Which part of these blocks is links."""
    return sum(block.linked for block in blocks) / max(1, sum(block.weight for block in blocks))

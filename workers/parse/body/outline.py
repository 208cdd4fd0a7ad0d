"""The page as blocks of text and the elements they lie in: one walk over the tree, without recursion."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from workers.parse.body.names import CAPTION, CHROME, HIDDEN, JUNK, PLAIN, Role, role_of
from workers.parse.body.weight import weigh
from workers.parse.tree import TEXT_ID, tag_ids

MAX_NODES = 400_000  # the richest real news pages have about 30,000

_KNOWN = tag_ids(
    "p h1 h2 h3 h4 h5 h6 li td th tr table tbody thead tfoot caption dt dd ul ol dl blockquote pre figure figcaption "
    "aside nav footer header article main section form address details summary div center fieldset hr"
)
_SKIPPED = tag_ids(
    "script style noscript template svg math iframe object embed video audio canvas map select option optgroup "
    "datalist button input textarea label legend source link meta head title base dialog menu rt rp"
)
_INLINE = tag_ids(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q s samp small span strike "
    "strong sub sup time tt u var wbr img picture ruby rb"
)
_LONG = 80  # characters of a paragraph that is more than a label
ENOUGH = 250  # characters of prose that may be an article where nearly nothing was found
MUCH_MORE = 400  # characters of prose by which a part outweighs what its names say
_CELLS = tag_ids("td th")
_P, _LINK = (next(iter(tag_ids(name))) for name in ("p", "a"))
_BREAKS = tag_ids("br hr")
_INDENTED = "\n\u3000"  # what begins a paragraph where a style keeps the line breaks of Japanese or Chinese text
_BOLD = tag_ids("b strong")
_NAMED = (
    "p h1 h2 h3 h4 h5 h6 li td tr table dt dd ul ol dl blockquote pre figure figcaption aside nav footer header "
    "article main section form address details summary"
)
_KINDS = {number: name for name in _NAMED.split() for number in tag_ids(name)}
_KINDS |= dict.fromkeys(tag_ids("th"), "td")
_TEXT_KINDS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "dd", "dt"))
SENTENCE_ENDS = frozenset(".!?。！？؟۔።։။។།।॥…\"”»’')）」』:：;；")
_CHROME_KINDS = frozenset(("nav", "footer"))
_ENDS_NOTHING, _ENDS_BLOCK, _ENDS_LINK, _ENDS_BOLD, _ENDS_CELL, _LEAVE_OUT = range(6)
_BOXES = frozenset(("div", "article", "section"))
_CARD_WEIGHT = 250  # a longer text under an empty link is no card
_CELL_WEIGHT = 200  # a longer cell is layout, not data


@dataclass(slots=True)
class Element:
    """A block-level element: `first` and `last` bound its blocks (last is exclusive)."""

    kind: str
    parent: int
    role: Role
    names: str
    first: int
    last: int = 0


@dataclass(slots=True)
class Block:
    """A run of text that no block-level boundary cuts.

    `weight` counts characters, those of scripts without spaces double; `linked` is the part of it inside links, `bold`
    the part in bold type; `after_break` tells that only a <br> parts it from the block before.
    """

    text: str
    weight: int
    linked: int
    bold: int
    links: int
    owner: int
    after_break: bool


@dataclass(slots=True)
class Outline:
    """All blocks of a page in reading order, and all block-level elements in the order of their start tags."""

    blocks: list[Block]
    elements: list[Element]
    skipped: list[int]  # the prose of each element that its name kept out
    prose: int  # characters of its long paragraphs
    cut_short: bool  # the page had more than MAX_NODES nodes


def _prose_of(part: LexborNode, most: int) -> int:
    """The characters of the long paragraphs in a part of the page, counted until they are more than `most`."""
    prose = 0
    if len(part.text()) > ENOUGH:
        for node in part.traverse():
            if node.tag_id == _P and (length := len(node.text())) >= _LONG:
                prose += length
                if prose > most:  # paragraphs that lie in one another are not read again and again
                    break
    return prose


class _Walk:
    """One walk over a tree: the open elements, and the text in hand."""

    __slots__ = (
        "after_break",
        "blocks",
        "bold",
        "covered",
        "current",
        "elements",
        "in_bold",
        "in_link",
        "linked",
        "links",
        "pieces",
        "prose",
        "skipped",
        "whole",
    )

    def __init__(self, whole: bool) -> None:
        self.blocks: list[Block] = []
        self.elements = [Element("body", -1, PLAIN, "", 0)]
        self.current = 0
        self.pieces: list[str] = []
        self.linked = self.bold = self.links = 0
        self.in_link = self.in_bold = 0
        self.after_break = False
        self.skipped: list[int] = []
        self.prose = 0
        self.whole = whole
        self.covered: set[int] = set()  # boxes that an empty link lies over

    def flush(self) -> None:
        """Ends the block in hand."""
        raw = "".join(self.pieces)
        self.pieces.clear()
        if _INDENTED in raw and not self.links and _INDENTED in (stripped := raw.strip()):
            *before, raw = stripped.replace("\r", "").split(_INDENTED)
            for line in before:
                text = " ".join(line.split())
                self.blocks.append(Block(text, weigh(text), 0, 0, 0, self.current, self.after_break))
        text = " ".join(raw.split())
        if text:
            weight = len(text) if text.isascii() else weigh(text)
            linked = self.linked if self.linked < weight else weight
            bold = self.bold if self.bold < weight else weight
            self.blocks.append(Block(text, weight, linked, bold, self.links, self.current, self.after_break))
            self.after_break = False
            if len(text) >= _LONG and self.elements[self.current].kind == "p":
                self.prose += len(text)
        self.linked = self.bold = self.links = 0

    def count_marked(self, text: str) -> None:
        """Adds the weight of a text to what is linked or in bold type."""
        weight = weigh(text.strip())
        if self.in_link:
            self.linked += weight
        if self.in_bold:
            self.bold += weight

    def cover(self, address: str | None) -> None:
        """An empty link in a box makes all of the box a link: a card, if its text is short."""
        element = self.elements[self.current]
        if address and address[0] != "#" and element.kind in _BOXES and element.first == len(self.blocks):
            self.covered.add(self.current)

    def _link_covered(self, closed: Element) -> None:
        boxed = self.blocks[closed.first : closed.last]
        if sum(block.weight for block in boxed) <= _CARD_WEIGHT:
            for block in boxed:
                block.linked = block.weight

    def open_inline(self, tag: int, node: LexborNode) -> int:
        """What closing this element will end; _LEAVE_OUT where its text is not to be read."""
        if tag == _LINK:
            self.in_link += 1
            self.links += 1
            return _ENDS_LINK
        if tag in _BOLD:
            self.in_bold += 1
            return _ENDS_BOLD
        attributes = node.attributes
        role = role_of(attributes) if attributes else PLAIN
        if role is HIDDEN:
            return _LEAVE_OUT
        if role is CAPTION or (role is JUNK and self.elements[self.current].kind not in _TEXT_KINDS):
            self.enter("div", role, attributes.get("class") or "")
            return _ENDS_BLOCK
        return _ENDS_NOTHING

    def open_block(self, tag: int, node: LexborNode) -> int:
        """What closing this element will end; _LEAVE_OUT for what is no part of any article."""
        kind = _KINDS.get(tag)
        cell = tag in _CELLS
        if kind is None:
            kind = "div"
            if tag not in _KNOWN and self.elements[self.current].kind in _TEXT_KINDS:
                return _ENDS_NOTHING
        elif cell and self.pieces and weigh(node.text(deep=True)[: _CELL_WEIGHT + 1]) <= _CELL_WEIGHT:
            self.pieces.append(" ")
            return _ENDS_NOTHING
        attributes = node.attributes
        role = role_of(attributes) if attributes and not cell and kind != "tr" else PLAIN
        if not self.whole and (role is CHROME or kind in _CHROME_KINDS):
            if self.pieces:
                self.flush()
            most = MUCH_MORE + self.prose
            prose = _prose_of(node, most)
            if prose <= most:
                self.skipped.append(prose)
                return _LEAVE_OUT
            self.whole = True  # on this page names lie
        self.enter(kind, role, attributes.get("class") or "")
        return _ENDS_CELL if cell else _ENDS_BLOCK

    def enter(self, kind: str, role: Role, names: str) -> None:
        if self.pieces:
            self.flush()
        self.after_break = False
        self.elements.append(Element(kind, self.current, role, names, len(self.blocks)))
        self.current = len(self.elements) - 1

    def close(self, ends: int) -> None:
        """Ends a link, bold type or a table's cell."""
        if ends == _ENDS_LINK:
            self.in_link -= 1
        elif ends == _ENDS_BOLD:
            self.in_bold -= 1
        else:
            # a short cell stays open to its neighbours: together they are one row
            closed = self.elements[self.current]
            if len(self.blocks) > closed.first or sum(map(len, self.pieces)) > _CELL_WEIGHT:
                self.flush()
            closed.last = len(self.blocks)
            self.current = closed.parent
            self.pieces.append(" ")

    def close_block(self) -> None:
        if self.pieces:
            self.flush()
        self.after_break = False
        closed = self.elements[self.current]
        closed.last = len(self.blocks)
        if self.current in self.covered:
            self._link_covered(closed)
        self.current = closed.parent


def read_outline(body: LexborNode, *, whole: bool = False) -> Outline:
    """Walks the tree below `body` once; time and memory grow with the number of nodes, to the cap of MAX_NODES.

    What is named as navigation, footer or the like is not entered unless the `whole` page is wanted, or it holds much
    more prose than all before it: from there on no name keeps anything out.
    """
    walk = _Walk(whole)
    pieces = walk.pieces
    stack: list[tuple[LexborNode, int]] = []  # the open elements, and what closing each ends
    count = 0
    node = body.first_child
    while node is not None and count < MAX_NODES:
        count += 1
        tag = node.tag_id
        if tag == TEXT_ID:
            text = node.text_content
            if text and not text.isspace():
                pieces.append(text)
                if walk.in_link or walk.in_bold:
                    walk.count_marked(text)
            elif pieces:
                pieces.append(" ")
        elif tag in _BREAKS:
            walk.flush()
            walk.after_break = True
        elif tag == _LINK and node.first_child is None:
            walk.cover(node.attributes.get("href"))
        elif tag not in _SKIPPED and (child := node.first_child) is not None:
            ends = walk.open_inline(tag, node) if tag in _INLINE else walk.open_block(tag, node)
            if ends != _LEAVE_OUT:
                stack.append((node, ends))
                node = child
                continue
        following = node.next
        while following is None and stack:
            node, ends = stack.pop()
            if ends == _ENDS_BLOCK:
                walk.close_block()
            elif ends:
                walk.close(ends)
            following = node.next
        node = following
    while walk.current > 0:
        walk.close_block()
    walk.flush()
    walk.elements[0].last = len(walk.blocks)
    _unlink_sentences(walk.blocks)
    return Outline(walk.blocks, walk.elements, walk.skipped, walk.prose, count >= MAX_NODES)


def _unlink_sentences(blocks: list[Block]) -> None:
    """Where most long paragraphs are links from end to end, somebody forgot to close an <a>: they are none."""
    long = [block for block in blocks if block.weight >= 80]
    linked = [block for block in long if block.linked * 10 >= block.weight * 9 and block.text[-1] in SENTENCE_ENDS]
    if len(linked) >= 2 and len(linked) * 2 >= len(long):
        for block in linked:
            block.linked = 0

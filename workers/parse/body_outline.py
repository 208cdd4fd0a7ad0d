"""The page as blocks of text and the elements they lie in: one walk over the tree, without recursion."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from workers.parse.body_names import Role, role_of
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
_CELLS = tag_ids("td th")
_LINK = next(iter(tag_ids("a")))
_BREAK = next(iter(tag_ids("br")))
_BOLD = tag_ids("b strong")
_NAMED = (
    "p h1 h2 h3 h4 h5 h6 li td tr table dt dd ul ol dl blockquote pre figure figcaption aside nav footer header "
    "article main section form address details summary"
)
_KINDS = {number: name for name in _NAMED.split() for number in tag_ids(name)}
_TEXT_KINDS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "dd", "dt"))
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
    cut_short: bool  # the page had more than MAX_NODES nodes


def weigh(text: str) -> int:
    """How much `text` says, in Latin letters: an ideograph, kana or syllable says as much as about two and a half."""
    if text.isascii() or max(text) < "\u2e80":
        return len(text)
    wide = sum(1 for c in text if "\u2e80" <= c <= "\ud7ff" or "\U00020000" <= c <= "\U0003ffff")
    return len(text) + wide * 3 // 2


class _Walk:
    """One walk over a tree: the open elements, and the text in hand."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.elements = [Element("body", -1, Role.PLAIN, "", 0)]
        self.current = 0
        self.pieces: list[str] = []
        self.linked = self.bold = self.links = 0
        self.in_link = self.in_bold = 0
        self.after_break = False

    def flush(self, after_break: bool) -> None:
        """Ends the block in hand; `after_break` says what parts the next one from it."""
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            self.pieces.clear()
            if text:
                weight = weigh(text)
                linked, bold = min(self.linked, weight), min(self.bold, weight)
                self.blocks.append(Block(text, weight, linked, bold, self.links, self.current, self.after_break))
                self.after_break = False
            self.linked = self.bold = self.links = 0
        self.after_break = after_break

    def text(self, text: str) -> None:
        self.pieces.append(text)
        if self.in_link or self.in_bold:
            weight = weigh(stripped) if (stripped := text.strip()) else 0
            if self.in_link:
                self.linked += weight
            if self.in_bold:
                self.bold += weight

    def open_inline(self, tag: int, node: LexborNode) -> str | None:
        """What closing this element will end; None where its text is not to be read."""
        if tag == _LINK:
            self.in_link += 1
            self.links += 1
            return "link"
        if tag in _BOLD:
            self.in_bold += 1
            return "bold"
        attributes = node.attributes
        if attributes and role_of(attributes) is Role.HIDDEN:
            return None
        return ""

    def open_block(self, tag: int, node: LexborNode) -> str:
        kind = _KINDS.get(tag, "div")
        if tag in _CELLS:
            if self.pieces and weigh(node.text(deep=True)[: _CELL_WEIGHT + 1]) <= _CELL_WEIGHT:
                self.pieces.append(" ")
                return ""
        elif tag not in _KNOWN and self.elements[self.current].kind in _TEXT_KINDS:
            return ""
        self.flush(False)
        attributes = node.attributes
        role = role_of(attributes) if kind not in ("tr", "td") else Role.PLAIN
        self.elements.append(Element(kind, self.current, role, attributes.get("class") or "", len(self.blocks)))
        self.current = len(self.elements) - 1
        return "cell" if tag in _CELLS else "block"

    def close(self, ends: str) -> None:
        if ends == "link":
            self.in_link -= 1
        elif ends == "bold":
            self.in_bold -= 1
        elif ends == "block":
            self.close_block()
        elif ends == "cell":
            # a short cell stays open to its neighbours: together they are one row
            closed = self.elements[self.current]
            if len(self.blocks) > closed.first or sum(map(len, self.pieces)) > _CELL_WEIGHT:
                self.flush(False)
            closed.last = len(self.blocks)
            self.current = closed.parent
            self.pieces.append(" ")

    def close_block(self) -> None:
        self.flush(False)
        closed = self.elements[self.current]
        closed.last = len(self.blocks)
        self.current = closed.parent


def read_outline(body: LexborNode) -> Outline:
    """Walks the tree below `body` once; time and memory grow with the number of nodes, to the cap of MAX_NODES."""
    walk = _Walk()
    stack: list[tuple[LexborNode, str]] = []  # the open elements, and what closing each ends
    count = 0
    node = body.first_child
    while node is not None and count < MAX_NODES:
        count += 1
        tag = node.tag_id
        child = None
        ends: str | None = ""
        if tag == TEXT_ID:
            walk.text(node.text_content or "")
        elif tag == _BREAK:
            walk.flush(True)
        elif tag not in _SKIPPED:
            child = node.first_child
            if child is not None:
                ends = walk.open_inline(tag, node) if tag in _INLINE else walk.open_block(tag, node)
        if child is not None and ends is not None:
            stack.append((node, ends))
            node = child
            continue
        following = node.next
        while following is None and stack:
            node, ends = stack.pop()
            if ends:
                walk.close(ends)
            following = node.next
        node = following
    while walk.current > 0:
        walk.close_block()
    walk.flush(False)
    walk.elements[0].last = len(walk.blocks)
    return Outline(walk.blocks, walk.elements, count >= MAX_NODES)

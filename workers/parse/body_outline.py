"""The page as blocks of text and the elements they lie in: one walk over the tree, without recursion."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from workers.parse.body_names import Role, role_of
from workers.parse.tree import TEXT_ID, tag_ids

MAX_NODES = 400_000  # the richest real news pages have about 30,000

_SKIPPED = tag_ids(
    "script style noscript template svg math iframe object embed video audio canvas map select option optgroup "
    "datalist button input textarea source link meta head title base dialog menu"
)
_INLINE = tag_ids(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike "
    "strong sub sup time tt u var wbr img picture ruby rb"
)
_GLOSS = tag_ids("rt rp")
_LINK = next(iter(tag_ids("a")))
_BREAK = next(iter(tag_ids("br")))
_BOLD = tag_ids("b strong")
_KINDS = {
    next(iter(tag_ids(name))): name
    for name in "p h1 h2 h3 h4 h5 h6 li td th tr table dt dd ul ol dl blockquote pre figure figcaption aside nav footer "
    "header article main section form address details summary div".split()
}


@dataclass(slots=True)
class Element:
    """A block-level element: `first` and `last` bound its blocks (last is exclusive)."""

    kind: str
    parent: int
    role: Role
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


class _Writer:
    """Gathers the text of the walk into blocks."""

    __slots__ = ("blocks", "bold", "linked", "links", "owner", "pieces", "pending_break")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.owner = 0
        self.linked = self.bold = self.links = 0
        self.pending_break = False

    def flush(self, after_break: bool) -> None:
        """Ends the block in hand; `after_break` says what parts the next one from it."""
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            self.pieces.clear()
            if text:
                weight = weigh(text)
                self.blocks.append(
                    Block(
                        text,
                        weight,
                        min(self.linked, weight),
                        min(self.bold, weight),
                        self.links,
                        self.owner,
                        self.pending_break,
                    )
                )
                self.pending_break = False
            self.linked = self.bold = self.links = 0
        self.pending_break = after_break


def read_outline(body: LexborNode) -> Outline:
    """Walks the tree below `body` once; time and memory grow with the number of nodes, to the cap of MAX_NODES."""
    writer = _Writer()
    elements = [Element("body", -1, Role.PLAIN, 0)]
    stack: list[tuple[LexborNode, int]] = []  # the open elements, and what closing them ends
    current, in_link, in_bold, count = 0, 0, 0, 0
    node = body.first_child
    pieces = writer.pieces
    while node is not None:
        count += 1
        if count > MAX_NODES:
            break
        tag = node.tag_id
        child = None
        ends = 0
        if tag == TEXT_ID:
            text = node.text_content or ""
            pieces.append(text)
            if in_link:
                writer.linked += weigh(text.strip()) if text else 0
            if in_bold:
                writer.bold += len(text.strip())
        elif tag in _INLINE:
            child = node.first_child
            if tag == _LINK:
                ends = 1
                if child is not None:
                    in_link += 1
                    writer.links += 1
            elif tag in _BOLD:
                ends = 2
                if child is not None:
                    in_bold += 1
        elif tag == _BREAK:
            writer.flush(True)
        elif tag not in _SKIPPED and tag not in _GLOSS:
            child = node.first_child
            if child is not None:
                writer.flush(False)
                ends = 3
                elements.append(Element(_KINDS.get(tag, "div"), current, role_of(node.attributes), len(writer.blocks)))
                current = writer.owner = len(elements) - 1
        if child is not None:
            stack.append((node, ends))
            node = child
            continue
        following = node.next
        while following is None and stack:
            node, ends = stack.pop()
            if ends == 1:
                in_link -= 1
            elif ends == 2:
                in_bold -= 1
            elif ends == 3:
                writer.flush(False)
                closed = elements[current]
                closed.last = len(writer.blocks)
                current = writer.owner = closed.parent
            following = node.next
        node = following
    writer.flush(False)
    while current >= 0:
        elements[current].last = len(writer.blocks)
        current = elements[current].parent
    return Outline(writer.blocks, elements, count > MAX_NODES)

"""One walk over a section page: its links with their surroundings, and every piece of text in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from workers.parse.listing.words import ASIDE, TITLES
from workers.parse.tree import tag_ids

MOST_ELEMENTS = 60_000
MOST_LINKS = 5_000
_PIECE = 400  # characters of one piece of text that are kept
_TEXTS_OF_A_LINK = 40
_SENTENCE = 25  # letters before a link that make it part of a sentence

_SKIPPED = tag_ids("script style noscript template svg iframe select textarea video audio object canvas")
_NAVIGATION = tag_ids("nav footer")
_PAGE = tag_ids("html body main article")
_HEADER = tag_ids("header")
_CARDS = tag_ids("article main section li td")
_HEADINGS = tag_ids("h1 h2 h3 h4 h5 h6")
_LINK = tag_ids("a")
_IMAGE = tag_ids("img picture")
_INLINE = tag_ids("b i em strong u mark font sup sub q cite bdi bdo wbr abbr span")
_STORY = tag_ids("article")
_TIME = tag_ids("time")
_HEADER_NAMES = re.compile(r"(?:^|\s)(?:(?:site|page|global|main|top)[-_]?)?header(?:\s|$)")
_ROLES = frozenset(("navigation", "contentinfo", "menu", "banner"))
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_NOISE = re.compile(r"\d+|\b(?:first|last|odd|even|active|big|small|lead|main)\b")
_LONGEST_CLASS = 200


@dataclass(slots=True)
class Piece:
    """One text node: which element holds it, the link around it, and whether it stands in a heading."""

    element: int
    text: str
    link: int  # -1 outside of links
    heading: bool
    block: int  # the element whose text it is, inline markup not counted


@dataclass(slots=True)
class Link:
    """An `<a href>` with what is in it and around it."""

    element: int
    node: int  # selectolax's name of it
    href: str
    aside: bool  # in navigation, a footer, tags, sharing, advertising ...
    headed: bool  # in a heading
    story: bool  # in an `<article>`
    running: bool  # after other words of one paragraph: a reference in a text
    signature: tuple[str, str, str]  # itself, its parent, its grandparent
    rel: str
    title: str
    pieces: list[Piece] = field(default_factory=list)
    image: bool = False
    alt: str = ""


@dataclass(slots=True)
class Scan:
    """What one walk saw; `parents` and `ends` (the first element after a subtree) go by element in document order."""

    links: list[Link] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    times: list[tuple[int, str]] = field(default_factory=list)  # (element, datetime attribute)
    loose: dict[int, int] = field(default_factory=dict)  # letters outside of links, by block
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    index: int
    name: str
    aside: bool
    heading: bool
    card: bool
    link: int
    block: int
    story: bool


def scan(tree: LexborHTMLParser) -> Scan:
    """Walk the tree once, without recursion; stops at 60,000 elements and 5,000 links."""
    seen = Scan()
    body = tree.body
    if body is None:
        return seen
    classes: dict[str, tuple[str, bool, bool]] = {}
    stack: list[_Frame] = []
    node: LexborNode | None = body
    while node is not None:
        entered = False
        if node.is_text_node:
            _text(seen, stack, node)
        elif node.is_element_node and node.tag_id not in _SKIPPED:
            if len(seen.parents) >= MOST_ELEMENTS or len(seen.links) >= MOST_LINKS:
                break
            stack.append(_enter(seen, stack, node, classes))
            entered = True
        following = node.first_child if entered else None
        if entered and following is None:
            seen.ends[stack.pop().index] = len(seen.parents)
        while following is None and node is not None:
            following = node.next if node.mem_id != body.mem_id else None
            if following is None:
                node = node.parent if stack else None
                if node is not None and stack:
                    seen.ends[stack.pop().index] = len(seen.parents)
        node = following
    for frame in stack:
        seen.ends[frame.index] = len(seen.parents)
    return seen


def _enter(seen: Scan, stack: list[_Frame], node: LexborNode, classes: dict[str, tuple[str, bool, bool]]) -> _Frame:
    above = stack[-1] if stack else _Frame(-1, "", False, False, False, -1, -1, False)
    tag = node.tag_id
    attributes = node.attributes
    index = len(seen.parents)
    seen.parents.append(above.index)
    seen.ends.append(index + 1)
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:_LONGEST_CLASS]
    if named not in classes:
        if len(classes) > 20_000:
            classes.clear()
        classes[named] = _read_class(named)
    short, aside, titled = classes[named]
    if tag in _PAGE:
        aside = False
    elif (
        tag in _NAVIGATION
        or (attributes.get("role") in ("navigation", "contentinfo", "menu", "banner"))
        or (not above.card and (tag in _HEADER or _HEADER_NAMES.search(named)))
    ):
        aside = True
    frame = _Frame(
        index,
        f"{node.tag}.{short}",
        aside or above.aside,
        tag in _HEADINGS or titled or above.heading,
        tag in _CARDS or above.card,
        above.link,
        above.block if tag in _INLINE and not attributes.get("class") else index,
        above.story or tag in _STORY,
    )
    if tag in _LINK:
        _link(seen, stack, frame, attributes, node.mem_id)
    elif tag in _TIME and attributes.get("datetime"):
        seen.times.append((index, (attributes["datetime"] or "")[:_PIECE]))
    elif tag in _IMAGE and above.link >= 0:
        link = seen.links[above.link]
        link.image = True
        link.alt = link.alt or (attributes.get("alt") or "")[:_PIECE].strip()
    return frame


def _link(seen: Scan, stack: list[_Frame], frame: _Frame, attributes: dict[str, str | None], node: int) -> None:
    href = (attributes.get("href") or "").strip()
    if not href or len(href) > 4_000:
        return
    frame.link = len(seen.links)
    above = [stack[-n].name if len(stack) >= n else "" for n in (1, 2)]
    seen.links.append(
        Link(
            frame.index,
            node,
            href,
            frame.aside,
            frame.heading,
            frame.story,
            bool(stack) and seen.loose.get(stack[-1].block, 0) >= _SENTENCE,
            (frame.name, above[0], above[1]),
            (attributes.get("rel") or "").lower(),
            (attributes.get("title") or "")[:_PIECE].strip(),
        )
    )


def _text(seen: Scan, stack: list[_Frame], node: LexborNode) -> None:
    text = node.text_content
    if not text or text.isspace() or not stack:
        return
    frame = stack[-1]
    piece = Piece(frame.index, " ".join(text[: _PIECE * 2].split())[:_PIECE], frame.link, frame.heading, frame.block)
    seen.pieces.append(piece)
    if frame.link < 0:
        seen.loose[frame.block] = seen.loose.get(frame.block, 0) + sum(map(str.isalpha, piece.text))
    if frame.link >= 0 and len(seen.links[frame.link].pieces) < _TEXTS_OF_A_LINK:
        seen.links[frame.link].pieces.append(piece)


def _read_class(named: str) -> tuple[str, bool, bool]:
    """The name of a class list that its like share, whether it is aside from articles, whether it names a title."""
    first = named.split(" ", 1)[0]
    words = {part.lower() for part in _PARTS.findall(named)}
    return _NOISE.sub("", first), bool(words & ASIDE), bool(words & TITLES)

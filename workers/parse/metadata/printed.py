"""What is printed round a page's headline, as its readers see it: lines of text, and which parts are foreign."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from workers.parse.metadata.names import Sign, sign_of
from workers.parse.metadata.scan import Scan, Spot
from workers.parse.tree import tag_ids

CLIMB = 4  # elements above the headline, again and again, until their text is ENOUGH lines
ENOUGH = 12
BEFORE_HEADLINE = 60  # nodes; kickers, dates and breadcrumbs stand before it
AFTER_HEADLINE = 160
NEXT_LINES = 10  # so near the headline, a line belongs to it whatever its element is called
LINES_BEFORE = 25
LINES_AFTER = 60
TEXTS_BEFORE = 150
MAX_CLIMB = 12
MAX_LINE = 200

_ASIDE = tag_ids("aside nav footer form")
_WHOLE_PAGE = tag_ids("html body")
_MENU = tag_ids("nav footer form")
_FOOTER = next(iter(tag_ids("footer")))
_BREAK = next(iter(tag_ids("br")))
_ARTICLE = next(iter(tag_ids("article")))
_HEADER = next(iter(tag_ids("header")))
_WHOLE = tag_ids("html body main article")
_INLINE = tag_ids("a span strong em b i u time small abbr cite font sup sub bdi bdo mark wbr label")
_SILENT = tag_ids("script style noscript template svg select option textarea head title iframe")


@dataclass(slots=True)
class Line:
    """A run of text without a block boundary; `place` counts lines from the headline (negative before it)."""

    text: str
    place: int
    node: LexborNode  # the block it stands in


@dataclass(slots=True)
class Surroundings:
    """The place of the headline, the lines round it, and a memory of which elements lie in foreign parts."""

    scan: Scan
    root: LexborNode | None
    headline: Spot | None
    title: str | None = None
    verdicts: dict[int, bool] = field(default_factory=dict)
    holders: set[int] = field(default_factory=set)  # the elements that hold the headline
    _lines: list[Line] | None = None

    def __post_init__(self) -> None:
        """What holds the headline is not foreign, whatever it is called."""
        above = self.headline.node if self.headline is not None else None
        for _ in range(60):
            if above is None:
                break
            self.verdicts[above.mem_id] = False
            self.holders.add(above.mem_id)
            above = above.parent

    def is_foreign(self, node: LexborNode) -> bool:
        """Whether an element lies in a part of the page that is about something else."""
        above: LexborNode | None = node
        climbed: list[int] = []
        verdict = False
        for _ in range(MAX_CLIMB):
            if above is None or above.tag_id in _WHOLE:
                break
            key = above.mem_id
            if key in self.verdicts:
                verdict = self.verdicts[key]
                break
            climbed.append(key)
            if above.tag_id in _ASIDE and above.mem_id != node.mem_id and not _is_articles_footer(above):
                verdict = True
                break
            attributes = above.attributes
            signs = sign_of(attributes.get("class") or "") | sign_of(attributes.get("id") or "")
            if signs & Sign.FOREIGN and above.tag_id != _FOOTER:
                verdict = True
                break
            above = above.parent
        for key in climbed:
            self.verdicts[key] = verdict
        return verdict

    def is_apart(self, node: LexborNode, *, before: bool = False) -> bool:
        """Whether an element lies in navigation, an aside or a footer; `before` the headline, also in a page's head."""
        above: LexborNode | None = node
        for _ in range(MAX_CLIMB):
            if above is None or above.mem_id in self.holders or above.tag_id in _WHOLE:
                return False
            if above.tag_id in _ASIDE and above.mem_id != node.mem_id and not _is_articles_footer(above):
                return True
            if before and above.tag_id == _HEADER:
                return True
            above = above.parent
        return False

    def is_beside(self, line: Line) -> bool:
        """Whether a line stands so near the headline that it belongs to it even in an aside."""
        return 0 < line.place <= 4 and not self._in_menu(line.node)

    def _in_menu(self, node: LexborNode) -> bool:
        above: LexborNode | None = node
        for _ in range(MAX_CLIMB):
            if above is None or above.mem_id in self.holders:
                return False
            if above.tag_id in _MENU:
                return True
            above = above.parent
        return False

    def distance(self, spot: Spot) -> int:
        """Nodes between the headline and `spot`, those before it counted threefold; 0 without a headline."""
        if self.headline is None:
            return 0
        gap = spot.place - self.headline.place
        return gap if gap >= 0 else -3 * gap

    def lines(self) -> list[Line]:
        """The short lines round the headline in reading order; the first of the page where there is no headline."""
        if self._lines is None:
            self._lines = self._read()
        return self._lines

    def _read(self) -> list[Line]:
        """The lines of the smallest part of the page round the headline that holds enough of them."""
        node = self.headline.node if self.headline is not None else None
        if node is None:
            return _read_lines(self.root, None, self.title)
        around = node
        while True:
            for _ in range(CLIMB):
                above = around.parent
                if above is None or around.tag_id in _WHOLE_PAGE:
                    break
                around = above
            lines = _read_lines(around, node, None)
            if (lines and lines[-1].place >= ENOUGH) or around.parent is None or around.tag_id in _WHOLE_PAGE:
                return lines


def _is_articles_footer(node: LexborNode) -> bool:
    """Whether a footer closes an article rather than the page."""
    above = node.parent if node.tag_id == _FOOTER else None
    for _ in range(4):
        if above is None:
            return False
        if above.tag_id == _ARTICLE:
            return True
        above = above.parent
    return False


def _read_lines(root: LexborNode | None, headline: LexborNode | None, title: str | None) -> list[Line]:
    if root is None:
        return []
    target = headline.mem_id if headline is not None else 0
    before: deque[LexborNode] = deque(maxlen=TEXTS_BEFORE)  # blocks are only looked up for those near the headline
    lines = _Lines()
    passed = headline is None and not title
    for node in root.traverse(include_text=True):
        if not node.is_text_node:
            if node.tag_id == _BREAK:
                lines.cut()
            elif not passed and node.mem_id == target:
                passed = True
                lines.turn(before, inside=target)
        elif not passed:
            before.append(node)
            if headline is None and title and _starts(node.text_content or "", title):
                passed = True
                block = _block(before.pop())
                lines.turn(before, inside=block.mem_id if block is not None else 0)
        elif lines.add(node) and len(lines.after) >= LINES_AFTER:
            break
    if not passed:
        lines.turn(before, inside=0)
    return lines.numbered()


class _Lines:
    """Gathers text nodes into lines, one for each run of text in one block."""

    def __init__(self) -> None:
        self.before: list[Line] = []
        self.after: list[Line] = []
        self.inside = 0
        self.is_cut = False

    def cut(self) -> None:
        """A break ends the line."""
        self.is_cut = True

    def turn(self, nodes: deque[LexborNode], *, inside: int) -> None:
        """The headline, whose element is `inside`, is reached: what came before it was `nodes`."""
        for node in nodes:
            self.add(node)
        self.before, self.after, self.inside = self.after[-LINES_BEFORE:], [], inside

    def add(self, node: LexborNode) -> bool:
        """Whether the text began a new line."""
        text = node.text_content
        if not text or text.isspace():
            return False
        block = _block(node)
        if block is None or block.tag_id in _SILENT or (self.inside and block.mem_id == self.inside):
            return False
        text = " ".join(text[: 2 * MAX_LINE].split())
        last = self.after[-1] if self.after and not self.is_cut else None
        self.is_cut = False
        if last is not None and last.node.mem_id == block.mem_id:
            if len(last.text) <= MAX_LINE:
                last.text = f"{last.text} {text}"
            return False
        self.after.append(Line(text, 0, block))
        return True

    def numbered(self) -> list[Line]:
        for number, line in enumerate(self.before):
            line.place = number - len(self.before)
        for number, line in enumerate(self.after):
            line.place = number + 1
        return [line for line in (*self.before, *self.after) if len(line.text) <= MAX_LINE]


def _starts(text: str, title: str) -> bool:
    """Whether a text is the title, of which a break may have cut off the end."""
    line = " ".join(text[:600].split())
    return len(line) >= min(20, len(title)) and title.startswith(line)


def _block(node: LexborNode) -> LexborNode | None:
    """The nearest element that sets its text in a line of its own."""
    above = node.parent
    for _ in range(10):
        if above is None or above.tag_id not in _INLINE:
            return above
        above = above.parent
    return above

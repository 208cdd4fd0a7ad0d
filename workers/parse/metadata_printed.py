"""What is printed round a page's headline, as its readers see it: lines of text, and which parts are foreign."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from workers.parse.metadata_names import Sign, sign_of
from workers.parse.metadata_scan import Scan, Spot
from workers.parse.tree import tag_ids

BEFORE_HEADLINE = 60  # nodes; kickers, dates and breadcrumbs stand before it
AFTER_HEADLINE = 160
NEXT_LINES = 10  # so near the headline, a line belongs to it whatever its element is called
LINES_BEFORE = 25
LINES_AFTER = 60
MAX_CLIMB = 12
MAX_LINE = 200

_ASIDE = tag_ids("aside nav footer form")
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
            if above.tag_id in _ASIDE and above.mem_id != node.mem_id:
                verdict = True
                break
            attributes = above.attributes
            names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
            if names != " " and sign_of(names) & Sign.FOREIGN:
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
            if above.tag_id in _ASIDE and above.mem_id != node.mem_id:
                return True
            if before and above.tag_id == _HEADER:
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
            self._lines = _read_lines(self.root, self.headline.node if self.headline else None, self.title)
        return self._lines


def _read_lines(root: LexborNode | None, headline: LexborNode | None, title: str | None) -> list[Line]:
    if root is None:
        return []
    before: deque[Line] = deque(maxlen=LINES_BEFORE)
    after: list[Line] = []
    target = headline.mem_id if headline is not None else 0
    passed, place, inside = headline is None and not title, 0, 0
    for node in root.traverse(include_text=True):
        if not node.is_text_node:
            if not passed and node.mem_id == target:
                passed = True
                inside = target
            continue
        text = node.text_content
        if not text or text.isspace():
            continue
        block = _block(node)
        if block is None or block.tag_id in _SILENT:
            continue
        if inside and block.mem_id == inside:
            continue
        bucket = after if passed else before
        last = bucket[-1] if bucket else None
        if last is not None and last.node.mem_id == block.mem_id:
            if len(last.text) <= MAX_LINE:
                last.text = f"{last.text} {' '.join(text[: 2 * MAX_LINE].split())}"
            continue
        if headline is None and title and not passed and _starts(text, title):
            passed, inside = True, block.mem_id
            continue
        place += 1
        bucket.append(Line(" ".join(text[: 2 * MAX_LINE].split()), place, block))
        if len(after) >= LINES_AFTER:
            break
    for number, line in enumerate(before):
        line.place = number - len(before)
    for number, line in enumerate(after):
        line.place = number + 1
    return [line for line in (*before, *after) if len(line.text) <= MAX_LINE]


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

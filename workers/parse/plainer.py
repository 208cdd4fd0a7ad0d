"""Pages that would cost more than any news page does, found cheaply and rewritten to plain ones.

The HTML standard makes parsers take time with the square of what is open (a hundred thousand nested elements: a minute)
and copy every formatting element that nobody closed into each paragraph that follows (300 of them before 10,000
paragraphs: three million elements, a gigabyte).
"""

from __future__ import annotations

import re

_MANY = 12_000  # tags: with fewer, no nesting takes half a second; the richest of a thousand real pages has 9,800
_FEW = 1_600  # tags: with fewer, half of them before the other half make no crowd
_CROWD = 640_000  # elements: two hundred megabytes

_LONG = 1 << 20  # bytes: on shorter pages the length of a tag tells enough; looking at every tag takes 1 ms a megabyte
_VERY_LONG = 2 << 20  # no page of a thousand real ones is
_FORMATTING = re.compile(rb"<(?:[bisu]|em|strong|font|small|big|code|strike|tt|nobr)[\s/]", re.IGNORECASE)
_PERHAPS = re.compile(rb"<[bisuefctnBISUEFCTN][moitMOIT\s/](?<![iI][mM])")  # and others: takes a third of the time
_CLOSED = re.compile(  # in strict spelling, so that no trick with quotes or comments makes an open element look closed
    rb"<(a|span|[bisu]|em|strong|font|small|big|code|strike|tt|nobr)"
    rb"(?:\s+[\w:.-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[\w./:;%#?&,+-]+))?)*+\s*+>[^<]*+</\1\s*>",
    re.IGNORECASE,
)


def _crammed(most: int) -> re.Pattern[bytes]:
    """A tag with `most` attributes, each of which parsers compare with all before it."""
    return re.compile(
        rb"""<[a-zA-Z][^\s/>]*+(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']++)?+)?+){%d}+"""
        % most
    )


_CRAMMED = _crammed(1_000)
_QUITE_CRAMMED = _crammed(40)


def is_costly(data: bytes, tags: int) -> bool:
    """Whether the tree of `data`, a page that has `tags` times a `<`, may be far larger or slower to build than it
    looks.
    """
    return (
        tags > _MANY
        or (tags > _FEW and _may_multiply(data, tags))
        or (len(data) > _LONG and (_CRAMMED if len(data) < _VERY_LONG else _QUITE_CRAMMED).search(data) is not None)
    )


def _may_multiply(data: bytes, tags: int) -> bool:
    """Whether formatting elements that nobody closes may be copied into too many others.

    Only those with attributes count: of equal ones the standard keeps three.
    """
    if len(_PERHAPS.findall(data)) * tags <= _CROWD:
        return False
    for _ in range(4):
        if len(_FORMATTING.findall(data)) * tags <= _CROWD:
            return False
        data, closed = _CLOSED.subn(b"", data)
        if not closed:
            break
    return len(_FORMATTING.findall(data)) * tags > _CROWD


_ATTRIBUTES = r"""(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?)?)*+"""
_TOKEN = re.compile(
    rf"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*+>?|/(?![a-zA-Z])[^>]*+>?|(/?)([a-zA-Z][^\s/>]*+)({_ATTRIBUTES})(>|\Z))",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w:.-]{0,40}+)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s>"']++)))?""")
_MOST_ATTRIBUTES = 40  # of a tag: parsers compare each with all before it
_DEEPEST = 200  # real pages nest some 60 deep, broken ones 150
_NEAR = 60  # open elements among which an end tag finds its start

_BOX_NAMES = (
    "div section main article header footer aside nav ul ol dl table blockquote figure figcaption center address "
    "details summary h1 h2 h3 h4 h5 h6 pre a span time q cite abbr label"
)
_LEAF_NAMES = "p li dt dd td th tr tbody thead tfoot caption"  # closed by the next of their kind
_CELL_NAMES = "td th tr tbody thead tfoot caption"
_EMPTY_NAMES = "br hr img meta link"
_RAW_NAMES = "script style textarea title xmp iframe noembed noframes plaintext"  # hold text, not tags
_BOXES = frozenset(_BOX_NAMES.split())
_LEAVES = frozenset(_LEAF_NAMES.split())
_CELLS = frozenset(_CELL_NAMES.split())
_EMPTY = frozenset(_EMPTY_NAMES.split())
_ROOTS = frozenset(("html", "head", "body"))
_RAW = frozenset(_RAW_NAMES.split())
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE) for name in _RAW}
_DATA = re.compile(r"""(?i)\btype\s*=\s*["']?application/ld\+json""")


def plainer(text: str) -> str:
    """The page with its text, blocks, links, metadata and title, in markup whose tree takes linear time.

    Formatting, scripts, drawings, forms and whatever else no article needs are left out; so are boxes nested deeper
    than `_DEEPEST`.
    """
    return _Plain().of(text)


class _Plain:
    """One pass over the tags. What is open is known for sure, since every tag of the result was written here."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []
        self._left_out: dict[str, int] = {}
        self._seen: set[str] = set()

    def of(self, text: str) -> str:
        out = self._out
        place = 0
        while (token := _TOKEN.search(text, place)) is not None:
            if place < token.start():
                out.append(text[place : token.start()].replace("<", "&lt;"))
            place = token.end()
            if token[2] is None or not token[4]:
                continue  # a comment, or a tag that never ends
            name = token[2].lower()
            if token[1]:
                self._end(name)
            elif name in _RAW:
                place = self._raw(name, token[3], text, place)
            else:
                self._start(name, token[3])
        out.append(text[place:].replace("<", "&lt;"))
        return "".join(out)

    def _start(self, name: str, attributes: str) -> None:
        if name in _BOXES:
            if len(self._open) >= _DEEPEST:
                self._left_out[name] = self._left_out.get(name, 0) + 1
                self._out.append(" ")
                return
            self._open.append(name)
        elif name in _ROOTS:
            if name in self._seen:
                return
            self._seen.add(name)
        elif name in _CELLS and "table" not in self._open:
            return  # parsers join the text before and after such a tag, and copy all of it each time
        elif name not in _LEAVES and name not in _EMPTY:
            return
        self._out.append(f"<{name}{_few(attributes)}>" if attributes else f"<{name}>")

    def _end(self, name: str) -> None:
        """With the ends of whatever is open within, so that the parser closes what is taken for closed here."""
        if name in _LEAVES:
            self._out.append(f"</{name}>")
        elif name not in _BOXES:
            return
        elif left_out := self._left_out.get(name):
            self._left_out[name] = left_out - 1
        elif name in self._open[-_NEAR:]:
            while (inner := self._open.pop()) != name:
                self._out.append(f"</{inner}>")
            self._out.append(f"</{name}>")

    def _raw(self, name: str, attributes: str, text: str, place: int) -> int:
        """Where the page goes on after an element that holds text only."""
        end = _ENDS[name].search(text, place)
        inner = text[place : end.start() if end else len(text)]
        if name == "title" and name not in self._seen:
            self._seen.add(name)
            self._out.append(f"<title>{inner.replace('<', '&lt;')}</title>")
        elif name == "script" and _DATA.search(attributes) and "<!--" not in inner:
            self._out.append(f'<script type="application/ld+json">{inner}</script>')
        return end.end() if end else len(text)


def _few(attributes: str) -> str:
    """The first attributes, spelt so that nothing of the page can end the tag."""
    kept: list[str] = []
    for found in _ATTRIBUTE.finditer(attributes):
        value = found[2] or found[3] or found[4] or ""
        kept.append(f' {found[1]}="{value.replace(chr(34), "&quot;")}"')
        if len(kept) == _MOST_ATTRIBUTES:
            break
    return "".join(kept)

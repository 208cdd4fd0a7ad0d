"""HTML inside feeds: to safe HTML, to paragraphs, to a title in plain text."""

from __future__ import annotations

import re
from html import unescape

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

_LONGEST_TITLE = 2_000  # characters; the longest real headlines have some 300
_LONGEST_MARKUP = 4_000_000  # characters of one item's HTML that are looked at
_LONGEST_CLEANED = 1_000_000  # nh3 takes quadratic time for the character references of one text
_MOST_PARAGRAPHS = 5_000
_TOO_DEEP = 2_000  # open elements: ten milliseconds; real pages have some thirty
_DEEPEST = 512  # browsers stop nesting there too

_KEPT_NAMES = (
    "a abbr b blockquote br cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins "
    "kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead time tr u "
    "ul var wbr bdi bdo audio video source"
)
_KEPT_TAGS = frozenset(_KEPT_NAMES.split())
_KEPT_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height", "srcset"},
    "audio": {"src", "controls"},
    "video": {"src", "controls", "poster", "width", "height"},
    "source": {"src", "type", "srcset"},
    "time": {"datetime"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "*": {"dir", "lang"},
}
_BLOCKS_NAMES = (
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul body html "
    "caption"
)
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_UNSEEN_NAMES = (
    "script style template noscript iframe object embed svg math head title select button audio video canvas"
)
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
# Only names of real inline tags: "<3" and "List<int>" in a headline are words.
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|br|center|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|mark|nobr|p|q|s|small|span"
    r"|strike|strong|sub|sup|tt|u|wbr)"
    r"(?:\s[^<>]*|\s*/)?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ANY_TAG = re.compile(r"<[^<>]*>?")
_NEVER_DEEP_NAMES = "area base br col embed hr img input link meta source track wbr p li td th tr dt dd option"
_NEVER_DEEP = frozenset(_NEVER_DEEP_NAMES.split())  # empty, or closed by the next of their kind
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TYPED_AS_1252 = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}


def clean_html(html: str) -> str:
    """`html` with the tags and attributes that cannot do harm and links that lead to http, https or mailto."""
    return nh3.clean(
        _shallow(html[:_LONGEST_CLEANED]),
        tags=set(_KEPT_TAGS),
        attributes={tag: set(names) for tag, names in _KEPT_ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        clean_content_tags={"script", "style"},
        link_rel="noopener noreferrer",
    )


def plain_title(html_or_text: str) -> str:
    """One line of plain text without control characters: inline tags are dropped, then character references resolved.

    Not safe as HTML: what was printed as `&lt;script&gt;` is text and comes out as such. Escape at output.
    """
    text = html_or_text
    if len(text) > _LONGEST_TITLE * 4:
        text = text[: _LONGEST_TITLE * 4]
    if "<" in text:
        text = _INLINE_TAG.sub("", _SCRIPT.sub("", text) if "<s" in text.lower() else text)
    if "&" in text:
        text = unescape(text)
    return printable(" ".join(text.split()))[:_LONGEST_TITLE]


def printable(text: str) -> str:
    """Without control characters; C1 codes become what windows-1252 prints there, since that is what was typed."""
    if text.isprintable() or not _UNPRINTABLE.search(text):
        return text
    return _UNPRINTABLE.sub("", text.translate(_TYPED_AS_1252))


def paragraphs_of(html: str) -> tuple[str, ...]:
    """The paragraphs of an item's HTML in reading order, as plain text; plain text gives one paragraph for each of its
    blocks.
    """
    html = _shallow(html[:_LONGEST_MARKUP])
    if "<" not in html:
        lines = re.split(r"\n\s*\n", unescape(html))
        return tuple(line for line in (printable(" ".join(line.split())) for line in lines) if line)[:_MOST_PARAGRAPHS]
    body = LexborHTMLParser(html).body
    return tuple(_Paragraphs().of(body)) if body is not None else ()


def _shallow(html: str) -> str:
    """The markup, or only its text where it nests so deep that HTML parsers take quadratic time (the standard makes
    them).
    """
    if html.count("<") < _TOO_DEEP:
        return html
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _NEVER_DEEP:
            continue
        depth += -1 if tag[1] else 1
        if depth > _TOO_DEEP:
            return _ANY_TAG.sub("\n\n", html)
    return html


class _Paragraphs:
    """One walk over the tree without recursion: hostile nesting is deep."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._pieces: list[str] = []
        self._breaks = 0

    def of(self, body: LexborNode) -> list[str]:
        node: LexborNode | None = body.child
        depth = 0
        while node is not None and len(self._done) < _MOST_PARAGRAPHS:
            self._enter(node)
            inner = node.child if self._is_seen(node) and depth < _DEEPEST else None
            if inner is not None:
                node, depth = inner, depth + 1
                continue
            self._leave(node)
            while node is not None and node.next is None:
                node, depth = node.parent, depth - 1
                if node is None or depth < 0:
                    node = None
                    break
                self._leave(node)
            node = node.next if node is not None else None
        self._end()
        return self._done

    def _is_seen(self, node: LexborNode) -> bool:
        return node.tag not in _UNSEEN and node.tag != "-text"

    def _enter(self, node: LexborNode) -> None:
        tag = node.tag
        if tag == "-text":
            text = node.text_content or ""
            if text.strip():
                self._breaks = 0
            self._pieces.append(text)
        elif tag == "br":
            self._breaks += 1
            self._pieces.append(" ")
            if self._breaks == 2:  # two in a row are how old software ends a paragraph
                self._end()
        elif tag in _BLOCKS:
            self._end()

    def _leave(self, node: LexborNode) -> None:
        if node.tag in _BLOCKS:
            self._end()

    def _end(self) -> None:
        text = printable(" ".join("".join(self._pieces).split()))
        if text:
            self._done.append(text)
        self._pieces.clear()

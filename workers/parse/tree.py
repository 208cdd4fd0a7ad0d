"""One parse of a page, and the numbers by which its tree tells its tags.

lexbor gives every known tag a small number (`node.tag_id`), which is far cheaper to ask for than its name.
The numbers belong to the build of the library, so they are learned once from a sample instead of written down.
"""

from __future__ import annotations

import re
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from workers.errors import TooLarge, Unreadable
from workers.parse.plainer import is_costly, plainer

MAX_CHARACTERS = 20_000_000  # the longest real news pages hold about 3 million

TEXT_ID = 2

MOST_TAGS = 60_000  # the richest of a thousand real pages has 9,800
_LONG_TAG = 10_000  # characters, on pages of up to _SMALL
_SMALL = 1_000_000
_MOST_ATTRIBUTES = 100
_ATTRIBUTE = re.compile(r"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"']++)?)?""")


def parse_tree(text: str, *, url: str, utf8: bytes | None = None) -> LexborHTMLParser:
    """The page as a tree; `utf8` is the same text in bytes, where the caller has it.

    Markup that would take more than linear time or memory is made plain before. Raises TooLarge above
    `MAX_CHARACTERS` or `MOST_TAGS`, and Unreadable where lexbor gives up.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(url, f"the page has {len(text):,} characters, the cap is {MAX_CHARACTERS:,}")
    data = text.encode(errors="replace") if utf8 is None else utf8  # given text, lexbor's binding would copy once more
    tags = len(data) - len(data.replace(b"<", b""))  # what replace does by memchr, count does letter by letter
    if tags > MOST_TAGS:
        raise TooLarge(url, f"the page has {tags:,} tags, the cap is {MOST_TAGS:,}")
    if is_costly(data, tags):
        text = plainer(text)
        data = text.encode(errors="replace")
    elif len(text) > _LONG_TAG and (shorter := _without_overlong_tags(text)) is not text:
        data = shorter.encode(errors="replace")
    try:
        tree = LexborHTMLParser(data)
        body = tree.body
    except (SelectolaxError, UnicodeError, ValueError) as error:
        raise Unreadable(url, f"the markup cannot be parsed: {error}") from error
    if body is None:
        why = "holds frames, and no text of its own" if tree.css_first("frameset") is not None else "has no body"
        raise Unreadable(url, f"the page {why}")
    return tree


def _without_overlong_tags(text: str) -> str:
    """The page with every overlong tag that is full of attributes stripped of them: lexbor's time grows with their
    square.
    """
    longest = _LONG_TAG if len(text) <= _SMALL else _LONG_TAG // 10
    pieces: list[str] = []
    done = at = 0
    while len(text) - at > longest:
        last = text.rfind(">", at, at + longest)
        if last >= 0:
            at = last + 1
            continue
        end = text.find(">", at + longest)
        end = len(text) if end < 0 else end
        start = text.rfind("<", at, end)
        if 0 <= start < end - longest and text[start + 1].isalpha() and _is_full(text, start, end):
            pieces += text[done:start], text[start : start + 60].split(None, 1)[0]
            done = end
        at = end + 1
    return "".join((*pieces, text[done:])) if pieces else text


def _is_full(text: str, start: int, end: int) -> bool:
    return sum(1 for _ in islice(_ATTRIBUTE.finditer(text, start, end), _MOST_ATTRIBUTES)) == _MOST_ATTRIBUTES


def tag_ids(names: str) -> frozenset[int]:
    """The numbers of the tags named in `names`, separated by blanks."""
    found = set()
    for name in names.split():
        node = _sample(name)
        if node is not None:
            found.add(node.tag_id)
    return frozenset(found)


def _other_ids() -> frozenset[int]:
    root = LexborHTMLParser("<p>text<!--comment--><?instruction?>").root
    assert root is not None
    return frozenset(node.tag_id for node in root.traverse(include_text=True) if not node.is_element_node)


OTHER_IDS = _other_ids()
"""The numbers of what is no element: text, comments, processing instructions."""


def _sample(name: str) -> LexborNode | None:
    if name in ("tr", "td", "th", "tbody", "thead", "tfoot", "caption", "col", "colgroup"):
        markup = {"tr": "<table><tr>", "td": "<table><td>", "th": "<table><th>"}.get(name, f"<table><{name}>")
    elif name in ("body", "html", "head"):
        markup = "<p>"
    else:
        markup = f"<{name}>"
    return LexborHTMLParser(markup).css_first(name)

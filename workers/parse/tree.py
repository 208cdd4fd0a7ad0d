"""One parse of a page, and the numbers by which its tree tells its tags.

lexbor gives every known tag a small number (`node.tag_id`), which is far cheaper to ask for than its name.
The numbers belong to the build of the library, so they are learned once from a sample instead of written down.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from workers.errors import TooLarge, Unreadable

MAX_CHARACTERS = 20_000_000  # the longest real news pages hold about 3 million

TEXT_ID = 2

_MANY_TAGS = 5_000  # with fewer, no nesting costs more than a moment
_LONG_TAG = 60_000  # characters: some 7,000 attributes
_DEEPEST = 1_000  # real pages nest some 60 deep, broken ones 150
_NESTING = re.compile(
    r"(?i)<(/?)(?:div|span|section|article|main|header|footer|aside|nav|menu|ul|ol|dl|table|blockquote|form|center"
    r"|fieldset|figure|details|summary|pre|address|dir|listing|hgroup|search|h[1-6]|button|object)(?=[\s>/])[^>]*>"
)
_CROWDS = (
    (re.compile(r"(?i)<opt(?:ion|group)(?=[\s>/])[^>]*>"), 4_000),
    (re.compile(r"(?i)<(?:html|body)(?=[\s>/])[^>]*>"), 100),
)


def parse_tree(text: str, *, url: str, utf8: bytes | None = None) -> LexborHTMLParser:
    """The page as a tree; `utf8` is the same text in bytes, where the caller has it.

    Raises TooLarge above `MAX_CHARACTERS` and Unreadable where lexbor gives up.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(url, f"the page has {len(text):,} characters, the cap is {MAX_CHARACTERS:,}")
    data = text.encode(errors="replace") if utf8 is None else utf8  # given text, lexbor's binding would copy once more
    if data.count(b"<") > _MANY_TAGS and (plainer := _without_costly_tags(text)) is not text:
        text, data = plainer, plainer.encode(errors="replace")
    if len(text) > _LONG_TAG and (shorter := _without_overlong_tags(text)) is not text:
        data = shorter.encode(errors="replace")
    try:
        tree = LexborHTMLParser(data)
        body = tree.body
    except (SelectolaxError, UnicodeError, ValueError) as error:
        raise Unreadable(url, f"the markup cannot be parsed: {error}") from error
    if body is None:
        raise Unreadable(url, "the markup has no body")
    return tree


def _without_costly_tags(text: str) -> str:
    """The page without its boxes where they nest too deep, and without options or roots where they are a crowd.

    The parser's time grows with the square of the depth, of the options of a list, and of the <html> and <body> tags
    that bring new attributes.
    """
    if _depth(text) > _DEEPEST:
        text = _NESTING.sub(" ", text)
    for crowd, most in _CROWDS:
        if sum(1 for _ in crowd.finditer(text)) > most:
            text = crowd.sub(" ", text)
    return text


def _without_overlong_tags(text: str) -> str:
    """The page with every tag above _LONG_TAG stripped of its attributes: lexbor's time grows with their square."""
    pieces: list[str] = []
    done = at = 0
    while len(text) - at > _LONG_TAG:
        last = text.rfind(">", at, at + _LONG_TAG)
        if last >= 0:
            at = last + 1
            continue
        end = text.find(">", at + _LONG_TAG)
        end = len(text) if end < 0 else end
        start = text.rfind("<", at, end)
        if 0 <= start < end - _LONG_TAG and text[start + 1].isalpha():
            pieces += text[done:start], text[start : start + 60].split(None, 1)[0]
            done = end
        at = end + 1
    return "".join((*pieces, text[done:])) if pieces else text


def _depth(text: str) -> int:
    """About how deep the page nests: start tags less end tags, at the deepest place."""
    depth = deepest = 0
    for ends in _NESTING.findall(text):
        if ends:
            depth -= depth > 0
        else:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


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

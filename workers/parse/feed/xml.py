"""Decoded text to an XML tree, however broken: strictly first, then mended, then with libxml2's recovery.

libxml2 never sees a document type declaration, so nothing can be expanded without bound or fetched. The short plain-
text entities of a DOCTYPE and HTML's named ones are put in here, against a budget.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.entities import html5

from lxml import etree

from workers.errors import TooLarge
from workers.parse.prologue import root_start

_TEXT_TAG = re.compile(
    rb"<(/?)(title|description|summary|content|content:encoded|dc:title|dc:description|media:title|media:description)"
    rb"(?:\s[^<>]*)?(?<!/)>"
)
_BUDGET = 200_000  # characters that a document's own entities may add
_MOST_SIGNS = 1_000_000  # `<` and `&` of a feed that has to be mended: a second
_VERBATIM = re.compile(r"<!(?:\[CDATA\[|--)")
_UNWANTED = re.compile(
    r"&(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z_][\w.-]{0,60});)?"  # each choice begins with a letter of its own:
    r"|<(?![A-Za-z/!?_:])"  # the engine then skips text without trying
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_GIANT = re.compile(r"\btoo (?:long|big)\b|\bsize limit\b")  # in libxml2's words: other limits have the same code
_PREDEFINED = frozenset(("amp", "lt", "gt", "quot", "apos"))


def strict_parser(*, recover: bool = False) -> etree.XMLParser:
    """Knows no entities, loads and fetches nothing, and keeps libxml2's own bounds on depth and text; one for each
    document.
    """
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        collect_ids=False,
        encoding="utf-8",
        recover=recover,
    )


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, and whether nothing had to be guessed to get it."""

    root: etree._Element
    is_whole: bool
    problems: tuple[str, ...] = ()


def refuse_giant(error: etree.XMLSyntaxError, url: str) -> None:
    """Raises TooLarge where libxml2 stopped at a text, CDATA section, comment or attribute of over ten million bytes.

    What follows it would be lost, and to mend such a document takes several copies of it.
    """
    if _GIANT.search(error.msg or ""):
        raise TooLarge(url, "a feed with a single text of more than 10,000,000 bytes")


def parse_xml(text: str, *, url: str) -> Parsed | None:
    """The tree of the XML document in `text`, which came from `url`, or None where there is none; raises TooLarge."""
    start, entities = root_start(text)
    if start < 0:
        return None
    if start:
        text = text[start:]
    try:
        return Parsed(etree.fromstring(text.encode("utf-8", "replace"), strict_parser()), True)
    except etree.XMLSyntaxError as error:
        refuse_giant(error, url)
        why = (error.msg or "broken XML").partition(", line")[0][:120]
    if (signs := text.count("&") + text.count("<")) > _MOST_SIGNS:
        raise TooLarge(url, f"a broken feed with {signs:,} tags and references, more than {_MOST_SIGNS:,}")
    mended = mend(text, entities)
    for attempt in (mended, quoted(mended)):
        try:
            return Parsed(etree.fromstring(attempt, strict_parser()), True, (f"mended: {why}",))
        except etree.XMLSyntaxError as error:
            refuse_giant(error, url)
            reason = (error.msg or why)[:120]
    try:
        root = etree.fromstring(quoted(mended), strict_parser(recover=True))
    except etree.XMLSyntaxError:
        return None
    return Parsed(root, False, (f"read in part: {reason}",)) if root is not None else None


def quoted(xml: bytes) -> bytes:
    """With the tags inside texts made text: an unclosed `<b>` in a headline must not swallow the elements that follow
    it.
    """
    out: list[bytes] = []
    done = 0
    before: re.Match[bytes] | None = None
    for tag in _TEXT_TAG.finditer(xml):
        if before is not None and tag[1] and not before[1] and tag[2] == before[2]:
            inner = xml[before.end() : tag.start()]
            if b"<" in inner and b"<![CDATA[" not in inner:
                out += (xml[done : before.end()], inner.replace(b"<", b"&lt;"))
                done = tag.start()
        before = tag
    return b"".join((*out, xml[done:])) if out else xml


def mend(text: str, entities: dict[str, str]) -> bytes:
    """UTF-8 without what is never allowed in XML: control characters, bare `&` and `<`, references to nothing."""
    text = _CONTROL.sub("", text)
    mender = _Mender(entities)
    out: list[str] = []
    place = 0
    while found := _VERBATIM.search(text, place):
        out.append(_UNWANTED.sub(mender, text[place : found.start()]))
        closing = "]]>" if found[0][2] == "[" else "-->"
        end = text.find(closing, found.end())
        place = end + 3 if end >= 0 else len(text)
        out.append(text[found.start() : place] + ("" if end >= 0 else closing))
    out.append(_UNWANTED.sub(mender, text[place:]))
    return "".join(out).encode("utf-8", "replace")


class _Mender:
    """What to put in the place of a bare sign or a reference."""

    def __init__(self, entities: dict[str, str]) -> None:
        self._entities = entities
        self._budget = _BUDGET

    def __call__(self, found: re.Match[str]) -> str:
        number, name = found[1], found[2]
        if number is not None:
            code = int(number[1:], 16) if number[0] in "xX" else int(number)
            return f"&#{code};" if _is_allowed(code) else ""
        if name in _PREDEFINED:
            return found[0]
        if name is None:
            return escape(found[0], quote=False)
        value = self._entities.get(name)
        if value is not None and self._budget > 0:
            self._budget -= len(value)
            return escape(value, quote=False)
        known = html5.get(name + ";")
        return escape(known, quote=False) if known else f"&amp;{name};"


def _is_allowed(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF

"""The text of feed elements: Atom's text constructs, RSS's guesswork, plain or as HTML."""

from __future__ import annotations

import base64
import binascii
import re
from html import escape, unescape

from lxml import etree

from workers.parse.markup import plain_title, printable

_XMLNS = re.compile(r'\sxmlns(?::[\w.-]+)?="[^"]*"')
_LOOKS_LIKE_HTML = re.compile(
    r"</(?:p|a|div|b|i|em|strong|li|ul|span|h[1-6]|blockquote|figure)>|<br\s*/?>|<img\s", re.IGNORECASE
)
_HTML_TYPES = frozenset(("html", "text/html", "xhtml", "application/xhtml+xml"))
_LONGEST = 4_000_000  # characters of one element


def text_of(element: etree._Element) -> str:
    """All text below the element, without blanks around it."""
    if len(element):
        return "".join(element.itertext()).strip()[:_LONGEST]
    return (element.text or "").strip()


def first_text(elements: list[etree._Element] | None) -> str | None:
    """The text of the first element that has some."""
    for element in elements or ():
        if text := text_of(element):
            return text
    return None


def title_of(element: etree._Element, is_atom: bool) -> str:
    """A title as one line of plain text; "" where it is empty."""
    if len(element):
        return plain_title("".join(element.itertext()))
    text = element.text
    if not text:
        return ""
    if is_atom and (element.get("mode") == "base64" or _is_encoded(element.get("type"), text)):
        return plain_title(_unpacked(text) or "")
    if is_atom and element.get("type") in (None, "text", "text/plain") and "<" in text:
        # Declared as plain text, so `<b>` is a word here; a doubly escaped reference is one nowhere.
        return printable(" ".join(unescape(text).split()))[:2_000]
    return plain_title(text)


def html_of(element: etree._Element, is_atom: bool) -> str | None:
    """The element's content as HTML, as published; None where it has none or is of another kind (a picture, a
    program).
    """
    declared = (element.get("type") or "").lower()
    if len(element):
        return _inner_markup(element) or None
    text = (element.text or "").strip()
    if not text or not (is_atom or declared):
        return text or None  # RSS: HTML
    if element.get("mode") == "base64" or element.get("encoding") == "base64":
        return _unpacked(text)
    if declared in _HTML_TYPES:
        is_html = True
    elif declared in ("", "text", "text/plain"):
        is_html = False
    else:
        return _unpacked(text) if is_atom and _is_encoded(declared, text) else text
    # Publishers forget the type: closing tags are never meant as words.
    if is_html or _LOOKS_LIKE_HTML.search(text):
        return text
    return escape(text, quote=False) if "<" in text or "&" in text else text


def _is_encoded(declared: str | None, text: str) -> bool:
    """RFC 4287 section 3.1: a media type that is neither text nor XML is Base64."""
    return (
        "/" in (declared or "")
        and not str(declared).startswith("text/")
        and not str(declared).endswith("xml")
        and "<" not in text
    )


def _unpacked(text: str) -> str | None:
    """Base64 that holds text (Atom 0.3 `mode`, Atom 1.0 with a media type of its own)."""
    try:
        return base64.b64decode(text, validate=False).decode("utf-8").strip() or None
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def _inner_markup(element: etree._Element) -> str:
    """The children as HTML without namespaces; a single wrapping div (Atom 1.0, XHTML) is taken off."""
    holder = element
    if len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
        only = element[0]
        if isinstance(only.tag, str) and only.tag.rpartition("}")[2].lower() in ("div", "body"):
            holder = only
    for node in holder.iterdescendants():
        if isinstance(node.tag, str):
            try:
                node.tag = node.tag.rpartition("}")[2].rpartition(":")[2]
            except ValueError:  # what libxml2 recovers may be no name, such as `x:` or `x:1`
                node.tag = "span"
    pieces = [escape(holder.text or "", quote=False)]
    pieces += [etree.tostring(child, encoding="unicode", method="html", with_tail=True) for child in holder]
    return _XMLNS.sub("", "".join(pieces)).strip()[:_LONGEST]

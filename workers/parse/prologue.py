"""What stands before the first element of an XML or HTML document: declarations, comments, stray text, a DOCTYPE.

libxml2 never sees a document type declaration; the short plain-text entities that it declares are read here.
"""

from __future__ import annotations

import re
from html import unescape

_PROLOGUE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|[^<]+", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(\[)?", re.IGNORECASE)
_DOCTYPE_END = re.compile(r"\]\s*>")
_ENTITY = re.compile(r"""<!ENTITY\s{1,20}([A-Za-z_][\w.-]{0,60})\s{1,20}(?:"([^"<%]{0,200})"|'([^'<%]{0,200})')""")
_MOST_ENTITIES = 200
_NEXT = re.compile(r"<(?=[^\W\d]|[:!?])")
_NAME = re.compile(r"<([^\s/>]{1,100})")


def from_root(text: str) -> tuple[str, dict[str, str]]:
    """The text from its first element on ("" where there is none), and the short entities that its DOCTYPE declares."""
    start, entities = root_start(text)
    return (text[start:] if start >= 0 else ""), entities


def root_name(text: str) -> str:
    """The name of the first element as printed, "" where there is none."""
    start, _ = root_start(text)
    found = _NAME.match(text, start) if start >= 0 else None
    return found[1] if found else ""


def root_start(text: str) -> tuple[int, dict[str, str]]:
    """Where the first element starts (-1: nowhere), past declarations, comments and stray text, and the document's own
    entities.
    """
    place, entities = 0, dict[str, str]()
    while True:
        if found := _PROLOGUE.match(text, place):
            place = found.end()
        elif found := _DOCTYPE.match(text, place):
            place = found.end() + (0 if found[1] else 1)
            if found[1]:
                end = _DOCTYPE_END.search(text, place)
                if end is None:
                    return -1, entities
                entities |= _declared(text[place : end.start()])
                place = end.end()
        elif text.startswith(("<!", "<?"), place):
            end_at = text.find(">", place)
            if end_at < 0:
                return -1, entities
            place = end_at + 1
        elif place >= len(text):
            return -1, entities
        elif text[place + 1 : place + 2].isalpha() or text[place + 1 : place + 2] in ("_", ":"):
            return place, entities
        else:
            found = _NEXT.search(text, place + 1)
            place = found.start() if found else len(text)


def _declared(subset: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entity in _ENTITY.finditer(subset):
        value = entity[2] if entity[2] is not None else entity[3]
        found.setdefault(entity[1], unescape(value))  # references to the document's own entities stay as printed
        if len(found) >= _MOST_ENTITIES:
            break
    return found

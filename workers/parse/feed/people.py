"""Names of authors out of the many ways in which feeds print them."""

from __future__ import annotations

import re

from workers.parse.markup import plain_title

_ADDRESS_WITH_NAME = re.compile(r"\s*<?(?:mailto:)?[^\s@()<>]+@[^\s@()<>]+>?\s*\(([^()]+)\)\s*")
_NAME_WITH_ADDRESS = re.compile(r"\s*([^()<>@]+?)\s*[(<](?:mailto:)?[^\s@()<>]*@[^\s@()<>]*[)>]\s*")
_ADDRESS = re.compile(r"(?:mailto:)?[^\s@()<>]+@[^\s@()<>]+")
_BETWEEN = re.compile(r"\s*[;|]\s*|\s*،\s*|\s*,\s*(?:and|&)\s+|\s+(?:and|&)\s+|\s*,\s*")
_PERHAPS_MANY = re.compile("[,;|،&]| and ", re.IGNORECASE)
_BY = re.compile(
    r"(?:by|von|par|por)\s+|(?:by|text|autor|author|auteur|автор|كتب[هت]?|بقلم|الكاتب|تحرير)\s?:\s*",
    re.IGNORECASE,
)
_LONGEST = 500
_MOST = 30


def names_in(text: str) -> tuple[str, ...]:
    """The people that an author element names, each once; an e-mail address alone is no name."""
    text = plain_title(text[:_LONGEST])
    if "@" in text:
        if found := _ADDRESS_WITH_NAME.fullmatch(text) or _NAME_WITH_ADDRESS.fullmatch(text):
            text = found[1].strip()
        elif _ADDRESS.fullmatch(text):
            return ()
    if not _PERHAPS_MANY.search(text):
        return _one(text)
    text = _without_by(text).strip(" ,;|")
    parts = [part for part in _BETWEEN.split(text) if part]
    # "Doe, Jane" is one person: a list is one only where every part is a whole name.
    if len(parts) > 1 and all(" " in part for part in parts):
        return tuple(dict.fromkeys(parts))[:_MOST]
    if ";" in text or "|" in text:
        return tuple(dict.fromkeys(part.strip() for part in re.split(r"[;|]", text) if part.strip()))[:_MOST]
    return (text,) if text else ()


def _one(text: str) -> tuple[str, ...]:
    """A single name: without its "By", and none where it is an address."""
    text = _without_by(text).strip()
    return (text,) if text and not text.lower().startswith(("http://", "https://")) else ()


def _without_by(text: str) -> str:
    found = _BY.match(text)
    return text[found.end() :] if found else text

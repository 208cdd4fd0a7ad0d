"""The JSON of a page's JSON-LD blocks, as tolerant as it can be without guessing.

What is mended has a single reading: comments and CDATA around or inside a block, raw line breaks in strings, commas
before a closing bracket, entities in place of quotes, several documents in one block. A block that stays broken gives
the flat facts that its text still states.
"""

from __future__ import annotations

import html
import json
import re

MAX_BLOCK = 2_000_000  # characters; real blocks with a whole live blog hold about 1 million
_DECODER = json.JSONDecoder(strict=False)  # raw line breaks and tabs in strings are common and have one reading

# Every alternative runs to its end or to the end of the text, so no start is tried over the same text twice.
# Loops are unrolled rather than possessive, which CPython before 3.11.5 gets wrong (gh-106052).
_NOISE = re.compile(
    r'(?P<string>"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z))'
    r"|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)"
    r"|//[^\n\r]*"
    r"|<!--|-->|<!\[CDATA\[|\]\]>"
    r"|,(?=\s*[}\]])",
    re.DOTALL,
)
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_FLAT_FACT = re.compile(
    r'"(datePublished|dateModified|headline|articleSection|isAccessibleForFree|inLanguage)"\s{0,20}:\s{0,20}"([^"\\\n]{1,400})"'
)
_ARTICLE_TYPE = re.compile(r'"@type"\s{0,20}:\s{0,20}\[?\s{0,20}"(\w{0,40}Article|BlogPosting|LiveBlogPosting)"')


def read_block(text: str) -> list[object]:
    """The JSON documents of one script block, in order; an empty list where nothing can be read. Never raises."""
    if len(text) > MAX_BLOCK:
        return []
    text = text.strip().lstrip("\ufeff")
    if not text:
        return []
    for attempt in (text, None):
        candidate = text if attempt is not None else _mend(text)
        found = _documents(candidate)
        if found:
            return found
    return _flat_facts(text)


def _documents(text: str) -> list[object]:
    """All documents that stand one behind the other, or none where one of them is broken."""
    found: list[object] = []
    at, end = 0, len(text)
    while at < end and len(found) < 50:
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return found if found and at >= end else []
        found.append(value)
        while at < end and text[at] in " \t\r\n;,":
            at += 1
    return found


def _mend(text: str) -> str:
    if text.count("&quot;") > text.count('"'):
        text = html.unescape(text)
    text = _NOISE.sub(lambda match: match.group("string") or "", text)
    return _BAD_ESCAPE.sub("", text).strip().strip(";").strip()


def _flat_facts(text: str) -> list[object]:
    """One node of the facts that a hopelessly broken article block states in so many words."""
    kind = _ARTICLE_TYPE.search(text)
    if kind is None:
        return []
    node: dict[str, object] = {"@type": kind.group(1)}
    for match in _FLAT_FACT.finditer(text):
        node.setdefault(match.group(1), match.group(2))
    return [node] if len(node) > 1 else []

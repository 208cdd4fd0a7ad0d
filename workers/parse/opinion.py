"""A second opinion on a doubtful body: what the page's own structured data says the text is.

Taken rarely. `articleBody` in JSON-LD is often a teaser and nearly always without paragraphs, so it only wins where the
page as shown holds next to nothing of it: scripts fill it in later, or a wall cuts it off.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workers.parse.body import Body

_LEAST = 250  # characters: a shorter statement is a teaser
_SHARE = 0.4  # a body shown that is at least this part of the stated one is kept
_TAG = re.compile(r"<[^<>]{0,300}>")
_BREAK = re.compile(r"(?i)<br\s*/?>|</p>|\n+")


def second_opinion(body: Body, stated: str | None) -> Body:
    """`body`, or the text `stated` by structured data where the page shows hardly any of it."""
    if not stated or len(stated) < _LEAST:
        return body
    if sum(map(len, body.paragraphs)) >= _SHARE * len(stated):
        return body
    lines = (" ".join(_TAG.sub("", line).split()) for line in _BREAK.split(stated))
    paragraphs = tuple(line for line in lines if line)
    if not paragraphs:
        return body
    return replace(body, paragraphs=paragraphs, confidence=0.5, linked=0.0, headlines=0, via="json-ld")

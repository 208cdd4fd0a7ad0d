"""The line under a text that names where it comes from and who wrote it: `Source: X  By: Y`, `المصدر: س الكاتب: ص`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.parse.metadata.printed import NEXT_LINES, Surroundings

_SOURCE = (
    r"(?:source|quelle|fonte|fuente|bron|kilde|källa|zdroj|źródło|kaynak|forrás|sursa|sumber|nguồn|πηγή|источник"
    r"|джерело|المصدر|مصدر|منبع|ماخذ|מקור|स्रोत|সূত্র|来源|來源|出处|出典|출처)"
)
_AUTHOR = (
    r"(?:by|author|par|auteure?|von|autor(?:in|a|e)?|por|di|da|door|av|af|od|yazar|penulis|автор|الكاتبة?|بقلم|كتبت?"
    r"|نویسنده|מאת|लेखक|লেখক|作者|记者|記者|글)"
)
_SIGNED = re.compile(
    rf"[\W_]*{_SOURCE}\s*[:：]\s*(?P<source>[^:：]{{2,60}}?)"
    rf"(?:[\s|,;،–—-]+{_AUTHOR}\s*[:：]\s*(?P<author>[^:：]{{2,100}}))?\Z",
    re.IGNORECASE,
)
MAX_SIGNATURE = 180


@dataclass(frozen=True, slots=True)
class Signature:
    """What the line says, as printed."""

    source: str
    author: str | None


def read_signature(around: Surroundings) -> Signature | None:
    """The first such line behind the headline that stands in no foreign part of the page."""
    for line in around.lines():
        if line.place <= 0 or len(line.text) > MAX_SIGNATURE:
            continue
        found = _SIGNED.match(line.text)
        if found is None or around.is_apart(line.node) or (line.place > NEXT_LINES and around.is_foreign(line.node)):
            continue
        return Signature(found["source"].strip(), found["author"])
    return None

"""What of an article makes a version: title, body, authors and section, without what flaps by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from workers.dedupe.passing import is_passing
from workers.records import Article

_UNSEEN: Final = re.compile("[\u00ad\u061c\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]+")
_BUSTER: Final = re.compile(r"(https?://[^\s?#]+)[?#]\S*")


@dataclass(frozen=True, slots=True)
class Essence:
    """The parts of an article whose change makes a version, each in the form in which it is compared."""

    title: str
    section: str
    authors: tuple[str, ...]
    paragraphs: tuple[tuple[int, str], ...]  # (index in the article, text as compared)

    @property
    def content_hash(self) -> str:
        """`sha256:` and 64 hex digits; equal exactly where two essences are equal but for the places."""
        digest = sha256()
        parts = (self.title, self.section, "\x1e".join(self.authors), *(text for _, text in self.paragraphs))
        digest.update("\x1f".join(parts).encode("utf-8", "replace"))
        return "sha256:" + digest.hexdigest()


def essence(article: Article) -> Essence:
    """What of `article` makes a version."""
    return Essence(
        title=plain(article.title),
        section=plain(article.section or ""),
        authors=tuple(sorted({plain(author) for author in article.authors})),
        paragraphs=lasting(article.paragraphs),
    )


def lasting(paragraphs: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """The paragraphs that stay between two looks at an unchanged page, with their places, as compared."""
    kept = [(place, plain(text)) for place, text in enumerate(paragraphs) if not is_passing(text)]
    return tuple([(place, text) for place, text in kept if text])


def plain(text: str) -> str:
    """`text` in NFC with single blanks, without invisible characters and without the queries of URLs in it."""
    if "://" in text:
        text = _BUSTER.sub(r"\1", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        # Most invisible characters are not printable, which is told much faster than a pattern is searched for.
        if "\u0640" in text or "\ufe0e" in text or "\ufe0f" in text or not text.isprintable():
            text = _UNSEEN.sub("", text)
    return text if text.isprintable() and "  " not in text and text.strip() == text else " ".join(text.split())

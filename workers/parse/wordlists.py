"""Sets and lists of words as the tables of this room write them."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a table, which stand between blanks."""
    return frozenset(words.split())


def word_list(words: str) -> tuple[str, ...]:
    """The same in their order."""
    return tuple(words.split())

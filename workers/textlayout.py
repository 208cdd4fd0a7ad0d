"""The layout of a text dump: how `Article.to_text` writes it and `parse.plaintext` reads it back."""

from __future__ import annotations

from workers.records import Article


def write_text(article: Article) -> str:
    raise NotImplementedError

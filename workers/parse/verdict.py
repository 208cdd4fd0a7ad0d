"""Whether a page holds an article at all, and if not, why in words."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from workers.parse.body import Body
from workers.parse.metadata import Metadata


def why_no_article(tree: LexborHTMLParser, *, url: str, metadata: Metadata, body: Body) -> str | None:
    """The reason why this page is no article, or None where it is one."""
    if not body.paragraphs:
        return "no text was found on the page"
    return None

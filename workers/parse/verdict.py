"""Whether a page holds an article at all, and if not, why in words."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from workers.parse import walls
from workers.parse.body import Body
from workers.parse.metadata import Metadata

SOFT_404 = "the page says that there is nothing at this address (a soft 404)"

_SHORT = 1_500  # characters: what a wall or an error page says at most
_LISTED = 0.15  # of a list of stories at least this part is links; an article may link its own headings
_NOTHING = 200  # characters: with less text, what the heading says is enough
_STATED = 0.7
_MANY = 300  # paragraphs of an article: live blogs have as many
_SCRAPS = 8  # characters a paragraph, on average; short lines in scripts without spaces have twice as many
_LEAST = 20  # characters: a body that says less says nothing


_ERRORS = (
    (walls.ELSEWHERE, "the site does not show this page in our country"),
    (walls.NOT_FOUND, SOFT_404),
    (walls.CHALLENGE, "the site asks for proof of a human visitor instead of showing the page"),
    (walls.UNAVAILABLE, "the site says that it is out of order instead of showing the page"),
    (walls.FOR_SALE, "the site's name is for sale or its account is suspended"),
)
_ARTICLE_TYPES = re.compile(r"(?i)article|blogposting|report|liveblog|posting|review|opinion|story")
_LIST_TYPES = re.compile(r"(?i)collectionpage|searchresults|itemlist|profilepage|contactpage|aboutpage|checkoutpage")


def why_no_article(tree: LexborHTMLParser, *, url: str, metadata: Metadata, body: Body) -> str | None:
    """The reason why this page is no article, or None where it is one."""
    length = sum(map(len, body.paragraphs))
    if length <= _SHORT:
        head = " ".join(filter(None, (metadata.title, _heading(tree))))[:300].casefold()
        reason = _error_or_wall(head, body, length, _is_told(metadata))
        if reason:
            return reason
    if len(body.paragraphs) > _MANY and length < _SCRAPS * len(body.paragraphs):
        return "the page holds scraps of text, no running text"
    if length < _LEAST:
        return _why_empty(tree, length)
    return _why_list(url, metadata, body, length)


def _is_told(metadata: Metadata) -> bool:
    """Whether the page itself states of its story when it was published and by whom, as error pages do not."""
    via = metadata.origins.get("published")
    return metadata.published is not None and via is not None and via.confidence >= _STATED and bool(metadata.authors)


def _heading(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title") or tree.css_first("h1")
    return node.text()[:200] if node else None


def _error_or_wall(head: str, body: Body, length: int, told: bool) -> str | None:
    text = " ".join(body.paragraphs).casefold()
    if not told or length < _NOTHING:
        for phrases, reason in _ERRORS:
            if phrases.search(head) and (length < _NOTHING or phrases.search(text)):
                return reason
    if length < 400 and walls.SCRIPTS.search(text):
        return "only scripts fill this page"
    share = [paragraph for paragraph in body.paragraphs if len(paragraph) > 20]
    if share:
        if (
            body.prose <= 4
            and sum(bool(walls.CONSENT.search(p.casefold())) for p in share) * 2 > len(share)
            and len(walls.CONSENT.findall(text)) >= 3
        ):
            return "a consent wall stands where the article would be"
        if (
            length < 500
            and sum(bool(walls.LOGIN.search(p.casefold())) for p in share) * 3 >= len(share) * 2
            and len(walls.LOGIN.findall(text)) >= 2
        ):
            return "a login wall stands where the article would be"
    return None


def _why_empty(tree: LexborHTMLParser, length: int) -> str:
    scripts = tree.css_first("script") is not None
    root = tree.body
    if scripts and root is not None and len(root.css("p")) < 3 and not length:
        return "only scripts fill this page"
    return "no running text was found on the page"


def _why_list(url: str, metadata: Metadata, body: Body, length: int) -> str | None:
    kind = metadata.page_type or ""
    is_article = bool(_ARTICLE_TYPES.search(kind)) or metadata.published is not None
    parts = urlsplit(url)
    at_root = parts.path in ("", "/") and not parts.query
    if body.linked > 0.6 and body.prose <= 1:
        return "the page is a list of links"
    if is_article and not at_root:
        return None
    if kind == "profile":
        return "the page is about a person and tells no story"
    if body.headlines >= 5 and body.headlines * 2 >= body.prose and body.linked >= _LISTED:
        return "the page lists stories and tells none"
    if at_root and (body.headlines >= 3 or (kind == "website" and body.confidence < 0.6)):
        return "the page is a home page"
    if _LIST_TYPES.search(kind) and body.headlines >= 3:
        return "the page lists stories and tells none"
    return None

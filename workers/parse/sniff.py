"""What a body is, looked at from outside: enough to choose a reader, or to say in a sentence what it was instead."""

from __future__ import annotations

import re
from enum import StrEnum

from workers.parse.markup import plain_title
from workers.parse.prologue import root_name

_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_HTML_SIGN = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|script|meta|table|h[1-6]|a|span|title|center|br|ul)\b", re.IGNORECASE
)
_CHALLENGE = re.compile(
    r"just a moment\.\.\.|cf-browser-verification|cf_chl_|/cdn-cgi/challenge|checking your browser|attention required!"
    r"|ddos-guard|ddos protection by|enable javascript and cookies|captcha-delivery|px-captcha|_incapsula_resource"
    r"|are you a robot|verify you are human",
    re.IGNORECASE,
)
_HEAD = 20_000
_WARNED = 5_000  # characters of warnings that may stand before a document
_DOCUMENT = re.compile(
    r"<\?xml[^>]{0,200}>\s{0,100}<(?!html|!doctype)|<rss\s+[^>]{0,50}version=|<(?:feed|urlset)\s+xmlns|<rdf:RDF\s"
)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)


class Looks(StrEnum):
    """What the first element, or the first character, tells."""

    FEED = "feed"
    SITEMAP = "sitemap"
    JSON = "json"
    HTML = "html"
    TEXT = "text"
    XML = "xml"
    EMPTY = "empty"


_ROOTS = {
    "rss": Looks.FEED,
    "feed": Looks.FEED,
    "rdf": Looks.FEED,
    "channel": Looks.FEED,
    "urlset": Looks.SITEMAP,
    "sitemapindex": Looks.SITEMAP,
    "html": Looks.HTML,
    "head": Looks.HTML,
    "body": Looks.HTML,
}


def looks_like(text: str) -> Looks:
    """By the root element's name, not by the declared type: servers send feeds as text/html and error pages as XML."""
    start = text[:200].lstrip("\ufeff \t\r\n") or text.lstrip("\ufeff \t\r\n")[:200]
    if not start:
        return Looks.EMPTY
    if start[0] in "{[":
        return Looks.JSON
    root = root_name(text)
    if not root:
        return Looks.TEXT
    known = _ROOTS.get(root.rpartition(":")[2].lower())
    if known:
        return known
    return (
        Looks.HTML
        if _HTML_SIGN.match(f"<{root} ") or re.match(r"\s*<!doctype\s+html", text[:500], re.IGNORECASE)
        else Looks.XML
    )


def without_warnings(text: str) -> str:
    """A feed or sitemap without the warnings that a server printed before it; any other text as it is.

    Worth asking only of what looks like HTML or text.
    """
    found = _DOCUMENT.search(text, 0, _WARNED)
    if found is None or _PAGE.search(text, 0, found.start()):
        return text
    return text[found.start() :]


def what_it_is(text: str, promised: str = "feed") -> str:
    """A sentence that says what the text is instead of the document that was promised."""
    looks = looks_like(text)
    head = text[:_HEAD]
    if looks is Looks.EMPTY:
        return f"an empty body where a {promised} was promised"
    if _CHALLENGE.search(head) and looks is not Looks.JSON:
        return f"a challenge page where a {promised} was promised{_titled(head)}"
    if looks is Looks.HTML:
        return f"an HTML page where a {promised} was promised{_titled(head)}"
    if looks is Looks.JSON:
        return f"JSON that is no {promised}: {' '.join(head[:80].split())}"
    if looks is Looks.TEXT:
        return f"plain text where a {promised} was promised: {' '.join(head[:80].split())}"
    return f"XML that is no {promised}: its root element is <{root_name(text)[:40]}>"


def _titled(head: str) -> str:
    found = _TITLE.search(head)
    title = plain_title(found[1]) if found else ""
    return f": {title[:100]}" if title else ""

"""The next page of a section that is spread over several."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from workers.parse.listing.scan import Link, Scan
from workers.parse.listing.words import NEXT

_NEXT = re.compile(r"\W*(?:" + "|".join(map(re.escape, NEXT)) + r")\W*\Z", re.IGNORECASE)
_ARROWS = frozenset("›»→>")
_NAMES = "page|p|pg|paged|pagina|seite|strona|sayfa|halaman"
_PAGE = re.compile(rf"(?:[?&](?:{_NAMES})=|/(?:{_NAMES})[/-]?)(\d{{1,4}})(?!\d)")


def next_page(tree: LexborHTMLParser, seen: Scan, base: str, url: str) -> str | None:
    """Where the older part of the list is: `rel=next`, a link that says so, or the number after this page's."""
    marked = tree.css_first('link[rel~="next"][href], a[rel~="next"][href]')
    if marked is not None:
        return _absolute(marked.attributes.get("href") or "", base, url)
    for link in seen.links:
        text = " ".join(piece.text for piece in link.pieces)
        if len(text) <= 24 and _says_next(text):
            found = _absolute(link.href, base, url)
            if found is not None and (text.strip() not in _ARROWS or _PAGE.search(found)):
                return found
    return _by_number(seen.links, base, url)


def _says_next(text: str) -> bool:
    stripped = text.strip()
    return stripped in _ARROWS or _NEXT.match(stripped) is not None


def _by_number(links: list[Link], base: str, url: str) -> str | None:
    here = _PAGE.search(url)
    wanted = str(int(here[1]) + 1 if here else 2)
    for link in links:
        if len(link.pieces) == 1 and link.pieces[0].text == wanted:
            found = _absolute(link.href, base, url)
            stated = _PAGE.search(found) if found else None
            if stated is not None and stated[1] == wanted:
                return found
    return None


def _absolute(href: str, base: str, url: str) -> str | None:
    try:
        found = urljoin(base, href.strip()).split("#")[0]
        parts = urlsplit(found)
    except ValueError:
        return None
    return found if parts.scheme in ("http", "https") and parts.hostname and found != url.split("#")[0] else None

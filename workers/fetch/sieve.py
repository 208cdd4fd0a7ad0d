"""What of a very long sitemap is worth keeping: addresses, dates and news. Its streams may be five times the cap.

Anybody may write the body: units are taken whole or not at all, and every pattern stops at the next angle bracket.
"""

from __future__ import annotations

import re

MOST_SITEMAP = 50 << 20  # bytes, by the protocol (sitemaps.org)
_PENDING = 1 << 20  # bytes that may go by without the end of a unit
_HEAD = re.compile(rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]")
_ENDS = (b"</url>", b"</sitemap>")
_NEEDLESS = re.compile(
    rb"<((?:\w{1,20}:)?(?:changefreq|priority))\b[^<>]*>[^<]*</\1\s*>"
    rb"|<(?:xhtml:)?link\b[^<>]*>(?:\s*</(?:xhtml:)?link\s*>)?"
    rb"|<((?:image:image|video:video))\b[^<>]*>[^<]*"
    rb"(?:<(?!/?(?:image:image|video:video|url|sitemap)[\s>])[^<]*)*</\2\s*>"
    rb"|(?:(?<=>)|\A)\s+(?=<)"
)


def is_sitemap(beginning: bytes) -> bool:
    """Whether a body that begins so is a sitemap or an index of them, in a charset that goes beyond ASCII."""
    return _HEAD.search(beginning, 0, 4096) is not None


class SitemapSieve:
    """Takes a sitemap piece by piece and gives it back without pictures, films, translations and white space."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, piece: bytes) -> bytes:
        """What of the units that ended so far is kept."""
        data = self._pending + piece
        begin = max(0, len(self._pending) - 10)  # an end mark may lie across two pieces
        end = max((at + len(mark) for mark in _ENDS if (at := data.rfind(mark, begin)) >= 0), default=0)
        if not end and len(data) > _PENDING:
            end = len(data)
        self._pending = data[end:]
        return _NEEDLESS.sub(b"", data[:end])

    def rest(self) -> bytes:
        """What follows the last unit."""
        rest, self._pending = self._pending, b""
        return _NEEDLESS.sub(b"", rest)

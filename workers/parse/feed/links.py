"""Links as feeds print them, made absolute or refused: only http and https lead to news."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#][!#-;=?-_a-z|~]*)?")
_BREAKS = re.compile(r"[\t\r\n]+\s*")
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_LONGEST = 8_000  # characters; no server takes more in a request line


def absolute_link(text: str | None, base: str) -> str | None:
    """`text` as an absolute http(s) URL against `base`, or None where it is none.

    Blanks around it and line breaks inside go (URL Standard), blanks inside become %20. Nothing else is normalised: a
    link is what the publisher printed.
    """
    if not text:
        return None
    if is_plain_link(text):
        return text
    text = _BREAKS.sub("", text.strip()).strip()
    if not text or len(text) > _LONGEST:
        return None
    if text[0] == "#" or (_HAS_SCHEME.match(text) and text[:4].lower() != "http"):
        return None
    try:
        joined = urljoin(base, text) if not text.lower().startswith(("http://", "https://")) else text
        parts = urlsplit(joined)
        host = parts.hostname
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or " " in parts.netloc:
        return None
    return re.sub(r"\s", "%20", joined)


def is_plain_link(text: str) -> bool:
    """Whether `text` is an absolute http(s) URL in which nothing has to be mended."""
    return len(text) <= _LONGEST and _PLAIN.fullmatch(text) is not None


def is_web_address(text: str) -> bool:
    """Whether `text` is an absolute http(s) URL as it stands."""
    return text[:7].lower() == "http://" or text[:8].lower() == "https://"

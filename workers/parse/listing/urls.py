"""What the shape of a URL says about whether an article stands behind it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from workers.parse.listing.words import ID_KEYS, SECTIONS, TRACKING

_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|ico|css|js|json|xml|rss|atom|pdf|docx?|xlsx?|pptx?|zip|gz|rar|mp3|mp4|m4a|m3u8"
    r"|avi|mov|wav|apk|exe|ics)\Z",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:^|[/_-])(?:19|20)\d{2}(?:[/_-]?)(?:0?[1-9]|1[0-2]|[a-z]{3})"
    r"(?:[/_-]?)(?:0?[1-9]|[12]\d|3[01])(?:[/_-]|\.|$)"
)
_YEAR_MONTH = re.compile(r"/(?:19|20)\d{2}[/-](?:0?[1-9]|1[0-2])/")
_NUMBER = re.compile(r"\d{4,}")
_HYPHENS = re.compile(r"[-_+]+| ")


class Address(NamedTuple):
    """An absolute URL with what its shape says: `points` for an article (below zero: a section), `shape` its kind."""

    url: str
    key: str  # equal for the links of one card
    points: float
    shape: tuple[str, ...]


def address(href: str, base: str, *, everywhere: bool = False) -> Address | None:
    """The address behind a link, or None where no page of this site stands there."""
    try:
        parts = urlsplit(urljoin(base, href))
        host, _ = parts.hostname or "", parts.port  # a port that is no number raises here
        home = urlsplit(base).hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not (everywhere or _same_site(host, home)):
        return None
    path = parts.path or "/"
    if _NOT_PAGES.search(path) or (path == "/" and not parts.query):
        return None
    url = urlunsplit(parts._replace(fragment=""))
    return Address(url, _key(parts), _points(parts, path), _shape(parts, path))


def _same_site(host: str, home: str) -> bool:
    host, home = _bare(host), _bare(home)
    if host == home or host.endswith("." + home) or home.endswith("." + host):
        return True
    ours, theirs = home.rsplit(".", 2)[-2:], host.rsplit(".", 2)[-2:]
    return ours == theirs and len(ours) == 2 and len(ours[0]) > 3  # "co.uk" and "com.sy" are no sites


def _bare(host: str) -> str:
    for prefix in ("www.", "m.", "mobile.", "amp."):
        host = host.removeprefix(prefix)
    return host


def _key(parts: SplitResult) -> str:
    query = parts.query
    if query:
        kept = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if not _is_tracking(k)]
        query = urlencode(kept)
    return f"{_bare(parts.hostname or '')}{parts.path.rstrip('/')}?{query}"


def _is_tracking(name: str) -> bool:
    return name.startswith(("utm_", "at_")) or name in TRACKING


def _points(parts: SplitResult, path: str) -> float:
    lowered = unquote(path).lower()
    segments = [segment for segment in lowered.split("/") if segment]
    if not segments:
        return _query_points(parts.query) or -4
    if any(segment in SECTIONS for segment in segments[:-1]) or segments[0] in SECTIONS or segments[-1] in SECTIONS:
        return -6
    last = re.sub(r"\.[a-z]{3,5}\Z", "", segments[-1])
    words = [word for word in _HYPHENS.split(last) if word]
    points = _query_points(parts.query)
    if _DATED.search(lowered):
        points += 3
    elif _YEAR_MONTH.search(lowered):
        points += 2
    above = segments[-2] if len(segments) > 1 else ""
    if _NUMBER.search(last) or (last.isdigit() and len(last) >= 3) or (above.isdigit() and len(above) > 3):
        points += 2
    if len(words) >= 4 or sum(map(len, words)) >= 25:
        points += 2
    elif len(words) == 3:
        points += 1
    if re.search(r"[a-z]\d|\d[a-z]", last) and len(last) >= 8:
        points += 1  # ids such as `c1a2b3d4e5`
    if points == 0:
        points -= 2 if len(segments) == 1 or len(last) < 12 else 1
    return points


def _query_points(query: str) -> float:
    for key, value in parse_qsl(query):
        if key.lower() in ID_KEYS and re.search(r"\d", value):
            return 2.5
    return 0.0


def _shape(parts: SplitResult, path: str) -> tuple[str, ...]:
    """The kinds of its segments: numbers, slugs and words, so that articles of one site look alike."""
    shape = []
    segments = [segment for segment in unquote(path).lower().split("/") if segment][:8]
    for at, segment in enumerate(segments):
        stem, dot, ending = segment.rpartition(".")
        if not dot or len(ending) > 5:
            stem, ending = segment, ""
        words = len(_HYPHENS.split(stem))
        digits = sum(map(str.isdigit, stem))
        if stem.isdigit():
            kind = "#" * min(len(stem), 5)
        elif digits >= 4:
            kind = "id"
        elif words >= 3 or len(stem) > 24:
            kind = "slug"
        else:
            kind = "word" if at == len(segments) - 1 or at > 0 else segment[:20]
        shape.append(f"{kind}.{ending}" if ending else kind)
    keys = sorted(key.lower() for key, _ in parse_qsl(parts.query) if key.lower() in ID_KEYS)
    return (*shape, *("?" + key for key in keys))

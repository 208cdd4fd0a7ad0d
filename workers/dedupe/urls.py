"""One key for all the URLs that lead to one article.

`url_key` folds what browsers fold (the URL standard, see whatwg.py) and what publishers vary: http and https,
`www.`, trackers, session ids, print, AMP and mobile twins, index pages, trailing slashes, fragments. Where a rule
could ever bring two articles together it asks for more: a twin is folded only where the rest of the URL still
tells one article from another. Keys serve to compare, never to fetch and never to decide what is safe.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from publicsuffixlist import PublicSuffixList

from workers.dedupe.trackers import is_doubtful, is_noise
from workers.dedupe.whatwg import Url, parse_url

LONGEST_KEY: Final = 900  # a B-tree page of PostgreSQL holds keys up to 2,704 bytes, and keys carry prefixes

_MOST_PASSES: Final = 12
_TWIN_LABELS: Final = frozenset(("m", "mobile", "mobil", "amp", "wap", "touch"))
# Escapes in lower case or of unreserved characters; not after a stray percent sign, which a decoded character would
# make an escape of.
_ESCAPED: Final = re.compile(
    "(?<!%)(?<!%[0-9A-Fa-f])%((?=[a-f]|[0-9A-F][a-f])[0-9A-Fa-f]{2}|2[DE]|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])"
)
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_INDEX: Final = re.compile(r"(?:index|default)\.(?:html?|xhtml|shtml|php[345]?|aspx?|jsp|jhtml|cfm|do)", re.IGNORECASE)
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*|(?<=/)\([SsAaFf]\([0-9a-z]{16,}\)\)/")
_TWIN_ENDINGS: Final = re.compile(r"(?:/(?:amp|amphtml|print|print\.html?|printable|mobile)|\.amp|\.print)+$")
_AMP_FOLDER: Final = re.compile(r"^/amp(?=/)")
_AMP_HTML: Final = re.compile(r"\.amp(?=\.html?$)")
_WORTH: Final = re.compile(r"[0-9]{3}|[^/]{5}[-_+%.][^/]{2}|[^/]{20}")
_SLASHES: Final = re.compile("/{2,}")
_CACHE: Final = re.compile(r"/(?:c|v|wp)/(s/)?(.+)", re.DOTALL)
_VIEWER: Final = re.compile(r"/amp/(s/)?(.+)", re.DOTALL)
_VIEWER_HOST: Final = re.compile(r"(?:www\.)?google\.(?:[a-z]{2,3}|com?\.[a-z]{2})")


@lru_cache(maxsize=1024)  # a page's URL is asked about several times while it is dealt with
def url_key(url: str) -> str:
    """The key of a page's URL: an https URL in ASCII of at most 900 characters; `url_key(url_key(x)) == url_key(x)`.

    What is no http or https URL is its own key, stripped (hashed where it is too long).
    """
    key = _fold(url)
    if key == url:
        return key
    for _ in range(_MOST_PASSES):
        again = _fold(key)
        if again == key:
            return key
        key = again
    return _hashed(key)  # built to fold without end


def _fold(url: str) -> str:
    parsed = parse_url(url)
    if parsed is None:
        text = url.strip().encode("utf-8", "replace").decode()
        return text if len(text) <= LONGEST_KEY // 3 else "~" + sha256(text.encode()).hexdigest()
    parsed = _out_of_the_cache(parsed)
    path, fragment = _path(parsed.path), _fragment(parsed.fragment)
    query = _query(parsed.query, path)
    host = bare_host(parsed.host)
    if tells_an_article(path, query):
        path = _without_twin_mark(path)
        host = without_twin_label(host)
    port = "" if parsed.port in (None, 80, 443) else f":{parsed.port}"
    key = f"https://{host}{port}{path}{query}{fragment}"
    return key if len(key) <= LONGEST_KEY else _hashed(key)


def _hashed(key: str) -> str:
    parsed = parse_url(key)
    host = "" if parsed is None else without_twin_label(bare_host(parsed.host))[:255]
    return f"https://{host}/~{sha256(key.encode()).hexdigest()}"


def absolute(base: str, link: str) -> str | None:
    """`link` as a browser follows it from the page at `base`; None where it is no http or https URL."""
    start = parse_url(base)
    found = parse_url(link, start)
    return None if found is None else found.href


def site_of(url: str) -> str | None:
    """The registrable domain of a URL (`example.co.uk`), or its host where there is none; None without a host."""
    parsed = parse_url(url)
    return None if parsed is None else registrable(parsed.host)


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """The registrable domain of a host by the Public Suffix List; addresses and suffixes are their own."""
    if host.startswith("[") or host[-1:].isdigit():
        return host  # an address; no top-level domain ends in a digit
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def bare_host(host: str) -> str:
    """The host without a final dot and without `www.`, as long as a registrable domain stays."""
    host = host.rstrip(".") or host
    while host.startswith("www.") and _stands_alone(host[4:]):
        host = host[4:]
    return host


@lru_cache(maxsize=4096)
def without_twin_label(host: str) -> str:
    """The host of the desktop page where this is its AMP or mobile twin (`m.`, `amp.`, `en.m.` ...)."""
    labels = host.split(".")
    kept = [label for place, label in enumerate(labels) if place >= len(labels) - 2 or label not in _TWIN_LABELS]
    bare = bare_host(".".join(kept))
    return bare if len(kept) < len(labels) and _stands_alone(bare) else host


def _stands_alone(host: str) -> bool:
    return "." in host and _suffixes().privatesuffix(host) is not None


def tells_an_article(path: str, query: str) -> bool:
    """Whether path or query is long or numbered enough to name one page among many."""
    return _WORTH.search(path) is not None or (len(query) > 3 and any(char in "0123456789" for char in query))


def _out_of_the_cache(url: Url) -> Url:
    """The publisher's own URL where this is an AMP cache's or viewer's copy of it."""
    while True:
        if url.host.endswith(".cdn.ampproject.org"):
            match = _CACHE.fullmatch(url.path)
        elif _VIEWER_HOST.fullmatch(url.host):
            match = _VIEWER.fullmatch(url.path)
        else:
            return url
        query = "" if url.query is None else f"?{url.query}"
        inner = parse_url(f"http{'s' if match[1] else ''}://{match[2]}{query}") if match else None
        if inner is None or "." not in inner.host:
            return url
        url = inner


def _path(path: str) -> str:
    if "%" in path:
        path = _ESCAPED.sub(_plain, path)
    if ";" in path or "(" in path:
        path = _SESSION_IN_PATH.sub("", path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    head, _, last = path.rpartition("/")
    while last and _INDEX.fullmatch(last):
        head, _, last = head.rpartition("/")
    return (f"{head}/{last}" if last else head) or "/"


def _without_twin_mark(path: str) -> str:
    shorter = _AMP_HTML.sub("", _AMP_FOLDER.sub("", path))
    shorter = _TWIN_ENDINGS.sub("", shorter)
    return shorter if _WORTH.search(shorter) else path


def _query(query: str | None, path: str) -> str:
    if not query:
        return ""
    if "%" in query:
        query = _ESCAPED.sub(_plain, query)
    kept: list[tuple[str, str]] = []
    doubtful: list[tuple[str, str]] = []
    for field in query.replace("&amp;", "&").split("&"):
        name, _, value = field.partition("=")
        if field and is_doubtful(name, value):
            doubtful.append((name, field))
        elif field and not is_noise(name, value):
            kept.append((name, field))
    if doubtful and not tells_an_article(path, "?" + "&".join([field for _, field in kept])):
        kept += doubtful
    # Fields of different names mean the same in any order; those of one name keep theirs.
    kept.sort(key=lambda pair: pair[0])
    return "?" + "&".join([field for _, field in kept]) if kept else ""


def _fragment(fragment: str | None) -> str:
    """Kept only where a script chooses the article by it (`#!/story/7`, `#/story/7`)."""
    return f"#{fragment}" if fragment and len(fragment) > 3 and fragment.startswith(("!", "/")) else ""


def _plain(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def words_of_path(url: str) -> str:
    """The path of a URL in readable text, for comparing it with a headline."""
    parsed = parse_url(url)
    return "" if parsed is None else unquote(parsed.path)

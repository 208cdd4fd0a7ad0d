"""Who an article is: the keys that lead to it, its id, and the ids of what is told of it.

A key is a string whose prefix says what it is made of:

    u:  a URL that the article was read at          certain
    c:  a URL that claims to be the article's own    claim: rel=canonical, and the article's own URL
    g:  source and guid                              claim
    i:  source and a long number in the URL          claim: the slug changes with the headline, the number stays
    t:  source, title and a span of days             claim: the link changes, the title stays

Who holds a certain key is the article. A claim counts only where `same_article` agrees, since publishers print one
canonical on many pages, one guid on many entries, and one title every day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from typing import Final, NewType

from workers.dedupe.essence import essence
from workers.dedupe.fingerprint import Fingerprint
from workers.dedupe.folding import words_or_characters
from workers.dedupe.likeness import FEWEST_WORDS, SHORT, compare, is_another_issue
from workers.dedupe.urls import registrable, tells_an_article, url_key
from workers.dedupe.whatwg import parse_url
from workers.records import Article, Entry

Key = NewType("Key", str)

FEWEST_TITLE_WORDS: Final = 4
TITLE_DAYS: Final = 8  # two articles with one title meet within 4 days, and never after 8

_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z])[a-z]{0,2}-?([0-9]{5,20})(?![0-9A-Za-z])|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
_DATE: Final = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{4}|[0-9]{6})?|(?:19|20)[0-9]{4}"
)
_LONG_NUMBER: Final = re.compile("[0-9]{4}")
_LONGEST_GUID: Final = 300
_SAME_PIECE: Final = 0.4
_SAME_LEAD: Final = 0.3
_SOME_PIECE: Final = 0.05  # under one title and one canonical URL or guid; sites print both on pages that share nothing


def entry_guids(entries: Sequence[Entry]) -> tuple[str, ...]:
    """What identifies each entry of one document within its source, in the order of the entries.

    The guid as printed, else the link, else a hash of title and content. What stands more than once in the document
    gets the link added on every one of its entries, so that the order of a feed decides nothing; where even those
    are equal, a hash of the title, and for true doubles a number.
    """
    plain = [entry_guid(entry) for entry in entries]
    linked = _told_apart(plain, [entry.link or "" for entry in entries])
    titled = _told_apart(linked, [_short_hash(entry.title or "") for entry in entries])
    seen: dict[str, int] = {}
    for place, guid in enumerate(titled):
        seen[guid] = seen.get(guid, 0) + 1
        if seen[guid] > 1:
            titled[place] = f"{guid} #{seen[guid]}"
    return tuple(titled)


def entry_guid(entry: Entry) -> str:
    """The guid as printed, else the link, else a hash of title and content; never empty."""
    if entry.guid and entry.guid.strip():
        return entry.guid.strip()
    if entry.link:
        return entry.link
    return "#" + _short_hash("\n".join((entry.title or "", entry.content or entry.summary or "")))


def _told_apart(guids: Sequence[str], more: Sequence[str]) -> list[str]:
    counts: dict[str, int] = {}
    for guid in guids:
        counts[guid] = counts.get(guid, 0) + 1
    return [f"{guid} {word}" if counts[guid] > 1 and word else guid for guid, word in zip(guids, more, strict=True)]


def keys_of(
    article: Article, *, page_url: str, source_id: str, guid: str | None = None, seen_on: date | None = None
) -> tuple[Key, ...]:
    """The keys of an article, strongest first; the first one gives the id of a new article.

    `page_url` is the URL as announced, `guid` what `entry_guids` gave, `seen_on` the UTC day on which the article was
    found (without it there are no title keys). Each key is at most 1,000 characters.
    """
    own = url_key(article.url)
    certain = {f"u:{own}": None, f"u:{url_key(page_url)}": None}
    claims: dict[str, None] = {}
    canonical = believable_canonical(article.url, article.canonical_url)
    claims[f"c:{canonical or own}"] = None
    claims[f"c:{own}"] = None
    if guid:
        text = guid if len(guid) <= _LONGEST_GUID else "~" + _short_hash(guid)
        claims[f"g:{source_id}:{text}"] = None
    number = number_in(article.url)
    if number:
        claims[f"i:{_site(article.url)}:{number}"] = None
    if seen_on is not None:
        claims.update(dict.fromkeys(_title_keys(article.title, source_id, seen_on)))
    return tuple([Key(key) for key in (*certain, *claims)])


def is_certain(key: Key) -> bool:
    """Whether holding `key` means being the article; any other key is a claim that `same_article` has to confirm."""
    return key.startswith("u:")


def same_article(key: Key, old: Fingerprint, new: Fingerprint) -> bool:
    """Whether a claim that both articles hold makes them one: edited, moved or renamed, but the same piece.

    A title alone says little (sites have titles for every day), so that it asks for a body that tells; canonical URL
    and guid are believed with an equal title, too, unless two whole bodies have nothing in common.
    """
    strong = key.startswith(("c:", "g:"))
    same_title = old.title_hash == new.title_hash and bool(old.title)
    if min(old.words, new.words) < (FEWEST_WORDS if strong else SHORT):
        return same_title and not key.startswith("t:")
    like = compare(old, new)
    if is_another_issue(old, new, like):
        return False
    if key.startswith("t:") and like.lead < _SAME_LEAD:
        return False  # one title and one footer
    return like.containment >= _SAME_PIECE or (strong and same_title and like.containment >= _SOME_PIECE)


def believable_canonical(url: str, canonical: str | None) -> str | None:
    """The `url_key` of a page's `rel=canonical` where it may be the article's own URL.

    It may not where it is another site's, a home or section page, or a folder that the page lies in.
    """
    page, target = parse_url(url), parse_url(canonical) if canonical else None
    if page is None or target is None or canonical is None:
        return None
    key = parse_url(url_key(canonical))
    own = parse_url(url_key(url))
    if key is None or own is None or registrable(key.host) != registrable(own.host):
        return None
    query = key.query or ""
    if not tells_an_article(key.path, query):
        return None
    if key.path != own.path and own.path.startswith(key.path.rstrip("/") + "/") and not _LONG_NUMBER.search(key.path):
        return None
    return key.href


def number_in(url: str) -> str | None:
    """The last long number (or UUID) in a URL's path or query that is no date: most systems' id of an article."""
    parsed = parse_url(url)
    if parsed is None:
        return None
    found = [match[1] or match[2] for match in _NUMBER.finditer(f"{parsed.path}?{parsed.query or ''}".lower()[:1000])]
    ids = [number for number in found if not _DATE.fullmatch(number)]
    return ids[-1] if ids else None


def article_id(first_key: str) -> str:
    """The id of a new article, from the first of its keys: 32 hex digits."""
    return blake2b(first_key.encode("utf-8", "replace"), digest_size=16, person=b"khabar article").hexdigest()


def content_hash(article: Article) -> str:
    """`sha256:` and 64 hex digits over title, section, authors and body, without counters, ads and cache busters.

    Two articles have one hash exactly where `versions.change_between` finds nothing.
    """
    return essence(article).content_hash


def event_id(article_id: str, version: int, type: str, content_hash: str) -> str:
    """The id of what is told of one version of an article: 32 hex digits, the same whoever tells it."""
    text = "\x1f".join((article_id, str(version), type, content_hash))
    return blake2b(text.encode("utf-8", "replace"), digest_size=16, person=b"khabar event").hexdigest()


def _title_keys(title: str, source_id: str, day: date) -> tuple[str, ...]:
    """Two keys, for two rows of spans that overlap by half: equal titles within half a span share one of them."""
    words = words_or_characters(title[:1000])
    if len(words) < FEWEST_TITLE_WORDS:
        return ()
    number = day.toordinal()
    digest = _short_hash(" ".join(words))
    half = TITLE_DAYS // 2
    return (
        f"t:{source_id}:{digest}:a{number // TITLE_DAYS}",
        f"t:{source_id}:{digest}:b{(number + half) // TITLE_DAYS}",
    )


def _short_hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=10).hexdigest()


def _site(url: str) -> str:
    parsed = parse_url(url_key(url))
    return "" if parsed is None else registrable(parsed.host)

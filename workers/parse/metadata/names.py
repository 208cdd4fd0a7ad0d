"""What the names of elements (class, id, rel, the path of a link) say about what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

MAX_KEPT = 20_000  # names remembered; sites repeat theirs on every page
MAX_NAMES = 600
MAX_ADDRESS = 300


class Sign:
    """What an element's names say about its content, as bits (an enum's operators would cost a third of the pass)."""

    NONE = 0
    AUTHOR = 1
    DATE = 2
    UPDATED = 4
    SECTION = 8
    TAGS = 16
    CRUMBS = 32
    STANDFIRST = 64
    WALL = 128
    TITLE = 256
    FOREIGN = 512  # comments, related stories, menus, clocks: not about this article


_WHOLE = {  # words that mean it only as they stand
    Sign.AUTHOR: "by vcard firma creator signature autor autore",
    Sign.DATE: "date dates time times datetime meta metadata posted published pub datum fecha waktu heure zeit tarih",
    Sign.SECTION: "section sections category categories cat channel flag label overline",
    Sign.TAGS: "tag tags topic topics keyword keywords",
    Sign.CRUMBS: "crumb crumbs ariadne pathway",
    Sign.STANDFIRST: "dek lede summary excerpt chapo subtitle",
    Sign.TITLE: "title titulo titre titel headline hed",
    Sign.FOREIGN: "nav menu footer card cards aside ad ads share sharing social login search today clock ticker promo "
    "widgets "
    "copyright cookie cookies popular trending latest teaser carousel slider weather reply sponsor modal popup",
}
_START = {  # words that begin so, whatever follows
    Sign.AUTHOR: "author byline writer writtenby reporter contributor postedby auteur redakteur verfasser journalist "
    "correspondent columnist yazar muhabir penulis redactor forfatter skribent kateb nevisande",
    Sign.UPDATED: "updat modif actualis actualiz aktualis aggiorn obnov",
    Sign.DATE: "datep datel datet dateb datei timestamp timeago publish pubdate postdate postmeta tanggal dateposted",
    Sign.SECTION: "kicker rubri eyebrow topper supertitle kategor categor sezion seccion ressort",
    Sign.TAGS: "taglist tagcloud hashtag etiquet schlagw posttag",
    Sign.CRUMBS: "breadcrumb",
    Sign.STANDFIRST: "standfirst subhead subheadline vorspann",
    Sign.TITLE: "headline",
    Sign.WALL: "paywall regwall subscriberonly meteredcontent",
    Sign.FOREIGN: "comment related recommend sidebar mostread readmore navbar navig newsletter subscri recirc advert "
    "disqus footer menu reviewer reviewed share popular upnext",
}
_END = {  # words that end so, whatever comes before
    Sign.AUTHOR: "author authors byline writer",
    Sign.DATE: "date pubtime meta datetime timestamp",
    Sign.TITLE: "title headline",
    Sign.CRUMBS: "breadcrumbs breadcrumb",
    Sign.WALL: "paywall",
    Sign.FOREIGN: "comments sidebar footer menu",
}
_PAIRS = {
    "readmore": Sign.FOREIGN,
    "mostread": Sign.FOREIGN,
    "nextpost": Sign.FOREIGN,
    "prevpost": Sign.FOREIGN,
    "upnext": Sign.FOREIGN,
    "factcheck": Sign.FOREIGN,
    "morestories": Sign.FOREIGN,
    "moreon": Sign.FOREIGN,
    "subtitle": Sign.STANDFIRST,
    "subscriberonly": Sign.WALL,
    "subscribersonly": Sign.WALL,
    "lockedcontent": Sign.WALL,
    "articlelocked": Sign.WALL,
    "pianoinline": Sign.WALL,
}
_MISLEADING = frozenset(b"candidate candidates validate validated mandate consolidate metadata subtitle".split())
_WORD = re.compile(rb"[A-Z]?[a-z]+|[A-Z]+")


def _edges(table: dict[int, str], cut: slice) -> dict[bytes, list[tuple[bytes, int]]]:
    """The stems of a table by the four letters at their edge."""
    stems: dict[bytes, list[tuple[bytes, int]]] = {}
    for sign, words in table.items():
        for word in words.encode().split():
            stems.setdefault(word[cut], []).append((word, sign))
    return stems


_starts = _edges(_START, slice(0, 4))
_ends = _edges(_END, slice(-4, None))
_BEGINS_PAIR = 1 << 15  # an inner bit of a word
_whole = {word: sign for sign, words in _WHOLE.items() for word in words.encode().split()}
_pairs = {pair.encode(): sign for pair, sign in _PAIRS.items()}
for _pair, _sign in _pairs.items():
    _whole[_pair] = _whole.get(_pair, 0) | _sign
    for _first in (_pair[:cut] for cut in range(2, len(_pair))):
        _whole[_first] = _whole.get(_first, 0) | _BEGINS_PAIR


KNOWN_SIGNS: dict[str, int] = {}
"""What was learned by `learn_sign`: who looks here first calls it for new names only."""
_known_words: dict[bytes, int] = {}
_dull: set[bytes] = set()  # the known words that say nothing, which are most
_LETTERS_ALONE = bytes(code if 97 <= code <= 122 else 32 for code in range(256))


def sign_of(names: str) -> int:
    """What an element's class or id says, as bits of `Sign`."""
    known = KNOWN_SIGNS.get(names)
    return learn_sign(names) if known is None else known


def learn_sign(names: str) -> int:
    """What names that were not met before say; kept in KNOWN_SIGNS."""
    names = names[:MAX_NAMES]
    spelled = names.encode("ascii", "replace")
    if spelled == spelled.lower():  # as most are, and then no pattern is needed to find the words
        words = spelled.translate(_LETTERS_ALONE).split()
    else:
        words = b" ".join(_WORD.findall(spelled)).lower().split()
    sign = 0
    if not _dull.issuperset(words):
        for word in words:
            if word not in _dull:
                said = _known_words.get(word)
                sign |= _read_word(word) if said is None else said
        if sign & _BEGINS_PAIR:
            for first, second in pairwise(words):
                sign |= _pairs.get(first + second, 0)
            sign &= ~_BEGINS_PAIR
    if len(KNOWN_SIGNS) >= MAX_KEPT:
        KNOWN_SIGNS.clear()  # what a name says depends on nothing else
    KNOWN_SIGNS[names] = sign
    return sign


def _read_word(word: bytes) -> int:
    sign = _whole.get(word, 0)
    if len(word) > 3:
        if (stems := _starts.get(word[:4])) is not None:
            sign |= _matching(stems, word, bytes.startswith)
        if (stems := _ends.get(word[-4:])) is not None and word not in _MISLEADING:
            sign |= _matching(stems, word, bytes.endswith)
    if sign:
        if len(_known_words) >= MAX_KEPT:
            _known_words.clear()
        _known_words[word] = sign
    else:
        if len(_dull) >= MAX_KEPT:
            _dull.clear()
        _dull.add(word)
    return sign


def _matching(stems: list[tuple[bytes, int]], word: bytes, fits: Callable[[bytes, bytes], bool]) -> int:
    sign = 0
    for stem, one in stems:
        if fits(word, stem):
            sign |= one
    return sign


_AUTHOR_LINK = re.compile(
    r"/(?:authors?|staff|people|profiles?|writers?|contributors?|team|auteurs?|autore?n?s?"
    r"|columnists?|journalists?|by)/[^/?#\n]"
)
_AUTHOR_QUERY = re.compile("author=")


def is_author_link(attributes: dict[str, str | None]) -> bool:
    """Whether a link leads to somebody's page: by its `rel`, or by its path."""
    rel = attributes.get("rel")
    if rel and "author" in rel.lower().split():
        return True
    address = attributes.get("href")
    if not address:
        return False
    address = address[:MAX_ADDRESS].lower()  # a pattern that ignores case is three times as slow
    return "author=" in address or _AUTHOR_LINK.search(address) is not None


def link_signs(links: Sequence[Mapping[str, str | None]]) -> list[int]:
    """What the `rel` and address of each of these links say; all addresses are looked through in one go."""
    signs = [rel_sign(rel) if (rel := link.get("rel")) else Sign.NONE for link in links]
    addresses = [link.get("href") or "" for link in links]
    listed = "\n".join(addresses)
    if len(listed) > MAX_ADDRESS * len(links) or listed.count("\n") >= len(links):
        listed = "\n".join([address[:MAX_ADDRESS].replace("\n", " ") for address in addresses])
    listed = listed.lower()
    for pattern in (_AUTHOR_LINK, _AUTHOR_QUERY) if "author=" in listed else (_AUTHOR_LINK,):
        number = at = 0
        for match in pattern.finditer(listed):
            number += listed.count("\n", at, match.start())
            at = match.start()
            signs[number] |= Sign.AUTHOR
    return signs


@lru_cache(maxsize=1_024)
def rel_sign(rel: str) -> int:
    """What the `rel` of a link says."""
    relations = rel.lower().split()
    sign = Sign.AUTHOR if "author" in relations else Sign.NONE
    if "category" in relations:  # WordPress writes `category tag`
        return sign | Sign.SECTION
    return sign | Sign.TAGS if "tag" in relations else sign

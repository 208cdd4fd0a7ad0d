"""The headline of a page: which of its candidates is printed, and where the site's name in it begins and ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from workers.parse.wordlists import word_set
from workers.records import Origin

MAX_TITLE = 500
ALIKE = 0.35  # how much a heading has to share with a stated title
LATER = 0.25  # how much more a later heading has to share, since the others head other stories

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_LETTER_UNSPACED = re.compile(f"[{_UNSPACED}]")
_RUN = re.compile(r"[^\W_]+")
_RUNS_ALONE = bytes(code if chr(code).isalnum() else 32 for code in range(128)).ljust(256)
# A blank on both sides, or a sign that no headline uses inside a word.
SEPARATOR = re.compile(
    r"\s*(?:\s[-–—−~]{1,2}\s|\s?[|｜¦‖∣]\s?|\s[·•∙»«›‹/\\*]\s|\s?::\s?|\s[:：]\s|[»›]\s|_(?=\S+$)|\s?[•●▪]\s?)\s*"
)
_HAS_SEPARATOR = re.compile("[-–—−~|｜¦‖∣·•∙»«›‹/\\\\*:：_●▪]")
_BAR = re.compile(rf"\s\|\s|[｜|](?=[{_UNSPACED}])|(?<=[{_UNSPACED}])_")
_COLONS = (":", "：")
_COLON_PREFIX = re.compile(r"^([^:：]{2,40})[:：]\s+(?=\S)")
_DOMAIN_NOISE = word_set(
    """
    www com net org co news amp m mobile edition en de fr ar blog info gov edu ac uk us io the
    """
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title as stated somewhere, on one line."""

    text: str
    via: str


def one_line(text: str | None) -> str:
    return " ".join((text or "")[: 8 * MAX_TITLE].split())[:MAX_TITLE].strip()


@lru_cache(maxsize=256)  # titles and names are compared many times over on their own page
def words(text: str) -> tuple[str, ...]:
    """The words of a text to compare; of scripts without spaces every letter."""
    if text.isascii():
        return tuple(text.lower().encode().translate(_RUNS_ALONE).decode().split())
    text = unicodedata.normalize("NFKC", text).casefold()
    return tuple((_WORD if _LETTER_UNSPACED.search(text) else _RUN).findall(text))


def word_count(text: str) -> int:
    """How many words a text has to the eye; a run of a script without spaces is one."""
    return len(_RUN.findall(text))


@lru_cache(maxsize=256)
def squeezed(text: str) -> str:
    """The words without what parts them."""
    return "".join(words(text)).replace("_", "")


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How much two lists of words share, 0..1 (F1 of their sets)."""
    first, second = set(one), set(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


@lru_cache(maxsize=16)  # of one page, asked several times
def _host_names(url: str) -> tuple[str, tuple[str, ...]]:
    """The host of a URL in one word, and its labels that may name the site."""
    host = urlsplit(url).hostname or ""
    labels = [label for label in host.split(".") if label not in _DOMAIN_NOISE]
    whole = host.removeprefix("www.").replace("-", "").replace(".", "")
    return whole, tuple(label.replace("-", "") for label in labels if len(label) > 2)


class SiteNames:
    """What a site calls itself, to be recognised at the ends of its titles."""

    def __init__(self, stated: Iterable[str | None], url: str) -> None:
        self.whole_host, self.hosts = _host_names(url) if len(url) < 4_000 else ("", ())
        self.names = tuple(
            {squeezed(name) for name in stated if name and 1 < len(squeezed(name)) <= 60 and word_count(name) <= 8}
        )

    def is_site(self, part: str) -> bool:
        """Whether `part` of a title is the name of the site and nothing more."""
        flat = squeezed(part)
        if not flat or len(part) > 70:
            return False
        if self.is_named(part):
            return True
        bare = flat.removeprefix("the").removesuffix("com").removesuffix("online").removesuffix("news")
        known = self.names + self.hosts
        if len(bare) > 3 and any(bare in (name, name.removeprefix("the")) for name in known):
            return True
        longer = len(flat) >= 4 and any(
            (name.startswith(flat) or name.endswith(flat) or flat.startswith(name) or flat.endswith(name))
            and min(len(name), len(flat)) * 3 >= max(len(name), len(flat))
            for name in known
            if len(name) > 3
        )
        return longer or self._is_initials(part)

    def is_named(self, part: str) -> bool:
        """The same without any latitude."""
        flat = squeezed(part)
        return bool(flat) and (flat in self.names or flat in self.hosts or flat == self.whole_host)

    def _is_initials(self, part: str) -> bool:
        initials = "".join(word[0] for word in words(part))
        return len(initials) > 2 and initials in self.hosts


def without_site(title: str, site: SiteNames, *, sections: frozenset[str] = frozenset()) -> str:
    """`title` without the site's name at its ends, nor the squeezed `sections` behind a bar.

    What a separator cuts off is dropped only where it is such a name.
    """
    for _ in range(4):
        shorter = _cut_once(title, site, sections)
        if shorter == title:
            break
        title = shorter
    return title


def _cut_once(title: str, site: SiteNames, sections: frozenset[str]) -> str:
    cuts = list(separators(title))
    for cut in reversed(cuts[-4:]):
        head, tail = title[: cut.start()].strip(), title[cut.end() :].strip()
        if head and (site.is_site(tail) or (squeezed(tail) in sections and cut.group().strip() != ":")):
            return head
    for cut in cuts[:2]:
        head, tail = title[: cut.start()].strip(), title[cut.end() :].strip()
        if tail and (site.is_named(head) if cut.group().strip() in _COLONS else site.is_site(head)):
            return tail  # before a colon stands a town as often as the site
    prefix = _COLON_PREFIX.match(title)
    if prefix and site.is_named(prefix.group(1)):
        return title[prefix.end() :].strip()
    return title


def separators(title: str) -> Iterator[re.Match[str]]:
    """What `SEPARATOR` finds, tried only where one of its signs stands."""
    done = 0
    for sign in _HAS_SEPARATOR.finditer(title):
        start = sign.start()
        if start < done:
            continue
        while start > done and title[start - 1].isspace():
            start -= 1
        found = SEPARATOR.match(title, start)
        if found is not None:
            yield found
            done = found.end()


def without_last_bar(title: str) -> str:
    """A machine's title without what stands behind its last bar, which is the site's name in nearly all of them."""
    cuts = list(_BAR.finditer(title)) if "|" in title or "｜" in title or "_" in title else []
    if not cuts:
        return title
    head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
    return head.strip() if len(words(head)) >= 3 and 0 < word_count(tail) <= 5 else title


def choose_title(
    printed: list[str], stated: list[Candidate], site: SiteNames, sections: frozenset[str] = frozenset()
) -> tuple[str | None, Origin | None, int | None]:
    """The headline, of the `printed` (h1, in order) and the `stated` (most trusted first) ones, and which h1 prints it.

    A printed heading that resembles what the page states elsewhere is the headline as readers see it; a heading that
    resembles nothing is the site's name, a section or a call to action.
    """
    first: dict[str, str] = {}  # most candidates say the same
    for one in stated:
        if one.text:
            first.setdefault(one.text, one.via)
    claims = [(without_last_bar(without_site(text, site, sections=sections)), via) for text, via in first.items()]
    claims = [(text, via) for text, via in claims if text and not site.is_site(text)]
    best, score, number = "", 0.0, None
    headings = [without_site(heading, site, sections=sections) for heading in printed]
    bags = [words(text) for text in dict(claims)]
    for place, text in enumerate(headings):
        bag = words(text)
        if not bag or site.is_site(text) or any(_ends_as(text, title) for title in first):
            continue
        like = max((_agreement(bag, other) for other in bags), default=0.0)
        if like > (score + LATER if score >= ALIKE else score):
            best, score, number = text, like, place
    if best and score >= ALIKE:
        return best, Origin("page", min(0.98, 0.6 + 0.4 * score)), number
    if claims:
        return claims[0][0], Origin(claims[0][1], 0.8), None
    for place, text in enumerate(headings):
        if words(text) and not site.is_site(text):
            return text, Origin("page", 0.5), place
    return (stated[0].text, Origin(stated[0].via, 0.3), None) if stated and stated[0].text else (None, None, None)


def _ends_as(heading: str, title: str) -> bool:
    """Whether a heading is the last part of a stated title: the site's name or a section."""
    if len(heading) >= len(title) or not title.endswith(heading):
        return False
    cut = None
    for cut in separators(title):  # noqa: B007 - the last one is wanted
        pass
    if cut is None or title[cut.end() :].strip() != heading:
        return False
    return word_count(heading) <= 5 or cut.start() >= len(heading)  # else the site's name stands before the headline


def _agreement(heading: Sequence[str], claim: Sequence[str]) -> float:
    """Likeness, where a heading of several words that the claim holds whole counts as much as an equal one."""
    plain = likeness(heading, claim)
    if len(set(heading)) >= 3 and set(heading) <= set(claim):
        return max(plain, 0.8)
    return plain

"""Which links of a page lead to articles, learned from what repeats on that very page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from workers.parse.listing.scan import Link, Piece
from workers.parse.listing.urls import Address, address
from workers.parse.listing.words import MORE

_ENOUGH = 4.0
_STRONG = 4.0
_REFUSED = -6.0  # the points of an address under a folder of tags, authors, logins ...
_LEAST = 3
_SHORT = 8
_HEADLINE = 25  # letters of a Latin headline that is surely one
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_SEMITIC = re.compile("[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufefe]")
_LETTER = re.compile(r"[^\W\d_]")
_MORE = re.compile(r"\W*(?:" + "|".join(map(re.escape, MORE)) + ")", re.IGNORECASE)
_LONGEST_MORE = 40


@dataclass(slots=True)
class Target:
    """One address with all links that lead to it."""

    address: Address
    links: list[Link] = field(default_factory=list)
    points: float = 0.0
    title: str = ""


def targets(links: list[Link], base: str, page: str, *, everywhere: bool = False) -> list[Target]:
    """Every address of this site (or of any) that is linked to, in the order of its first link."""
    found: dict[str, Target] = {}
    here = address(page, page)
    for link in links:
        where = address(link.href, base, everywhere=everywhere) if not link.href.startswith("#") else None
        if where is None or (here is not None and where.key == here.key):
            continue
        if where.key not in found:
            found[where.key] = Target(where)
        target = found[where.key]
        target.links.append(link)
        if len(where.url) < len(target.address.url):
            target.address = where  # without the tracking that another link of the card carries
    return list(found.values())


def titled(candidates: list[Target]) -> list[Target]:
    """The same with the headline of each."""
    for target in candidates:
        target.title = _title(target)
    return candidates


def choose(candidates: list[Target]) -> list[Target]:
    """The addresses that hold articles: each is judged alone, then by how much it is like the surest ones."""
    structures: Counter[tuple[str, str, str]] = Counter()
    for target in titled(candidates):
        structures.update({link.signature for link in target.links if not link.aside})
    for target in candidates:
        target.points = _alone(target, structures)
    shapes: Counter[tuple[str, ...]] = Counter()
    strong_structures: Counter[tuple[str, str, str]] = Counter()
    for target in candidates:
        if target.points >= _STRONG:
            shapes[target.address.shape] += 1
            strong_structures.update({link.signature for link in target.links if _tells(link)})
    for target in candidates:
        target.points += _like_others(target, shapes, strong_structures, structures)
    return [target for target in candidates if target.points >= _ENOUGH and target.title]


def _alone(target: Target, structures: Counter[tuple[str, str, str]]) -> float:
    length = letters(target.title)
    points = target.address.points
    points += 3 if length >= 45 else 2 if length >= _HEADLINE else 0.5 if length >= 12 else -2
    links = target.links
    if any(link.headed for link in links):
        points += 1.5
    if any(link.image for link in links):
        points += 0.5
    if all(link.aside for link in links):
        points -= 4
    elif all(link.aside or (link.running and not link.headed) for link in links):
        points -= 6
    if any("tag" in link.rel or "author" in link.rel or "sponsored" in link.rel for link in links):
        points -= 6
    if any(structures[link.signature] >= 3 for link in links if not link.aside):
        points += 0.5
    return points


def _like_others(
    target: Target,
    shapes: Counter[tuple[str, ...]],
    strong: Counter[tuple[str, str, str]],
    structures: Counter[tuple[str, str, str]],
) -> float:
    """What the surest addresses of the page say about this one: the same form of URL, the same place in a card."""
    sure = sum(shapes.values())
    if not sure:
        return 0.0
    points = 0.0
    if _stands_among(target, shapes, strong, structures):
        return max(_ENOUGH - target.points, 0.0)
    alike = shapes[target.address.shape]
    if alike >= 2 and alike * 5 >= sure:
        points += 1.5
    elif target.address.points <= 0:
        points -= 1.5
    shares = [
        strong[link.signature] / structures[link.signature] for link in target.links if strong[link.signature] >= 2
    ]
    return points + (1.5 if max(shares, default=0.0) >= 0.6 else 0.0)


def _stands_among(
    target: Target,
    shapes: Counter[tuple[str, ...]],
    strong: Counter[tuple[str, str, str]],
    structures: Counter[tuple[str, str, str]],
) -> bool:
    """Whether it is a heading among headings of articles, in the same folder: then a short title is no objection.

    At the root of a site, where sections lie too, it must stand in an `<article>` and not in the navigation.
    """
    folder = target.address.shape[:-1]
    if target.address.points <= _REFUSED or not any(s[:-1] == folder for s in shapes):
        return False
    if not folder and not all(link.story and not link.aside for link in target.links):
        return False
    headings = [link.signature for link in target.links if link.headed and not link.aside]
    return any(strong[place] >= 2 and strong[place] >= 0.6 * structures[place] for place in headings)


def _tells(link: Link) -> bool:
    return not link.aside and any(letters(piece.text) >= 12 for piece in link.pieces)


def letters(text: str) -> float:
    """How much a text says, in letters of a Latin one: a Chinese sign counts three, Arabic leaves its vowels out."""
    plain = len(_LETTER.findall(text))
    if text.isascii():
        return plain
    dense, hangul = len(_DENSE.findall(text)), len(_HANGUL.findall(text))
    return plain + 2 * dense + hangul * 1.5 + len(_SEMITIC.findall(text)) * 0.3


def _title(target: Target) -> str:
    """The headline among the texts of its links: what stands in a heading, else the first that is long enough."""
    texts: list[str] = []
    for link in target.links:
        headed = [piece for piece in link.pieces if piece.heading]
        if headed and not link.aside:
            text = _headline(_runs(headed))
            if letters(text) >= _LEAST and not _is_more(text):
                return text
        texts += _runs(link.pieces)
    text = _headline([text for text in texts if not _is_more(text)])
    if letters(text) >= _SHORT:
        return text
    spoken = [said for link in target.links if not link.aside for said in (link.title, link.alt)]
    other = max(spoken, key=letters, default="")
    return other if letters(other) >= _HEADLINE else text


def _headline(texts: list[str]) -> str:
    """The first that is long enough for a headline (a summary stands after it), else the longest."""
    for text in texts:
        if letters(text) >= _HEADLINE:
            return text
    return max(texts, key=letters, default="")


def _is_more(text: str) -> bool:
    return len(text) <= _LONGEST_MORE and _MORE.match(text) is not None


def _runs(pieces: list[Piece]) -> list[str]:
    """The texts block by block, with inline markup joined."""
    runs: list[str] = []
    block = -1
    for piece in pieces:
        if runs and piece.block == block:
            runs[-1] += " " + piece.text
        else:
            runs.append(piece.text)
        block = piece.block
    return runs

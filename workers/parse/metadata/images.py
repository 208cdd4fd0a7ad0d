"""The pictures of an article: the stated lead image first, without logos, avatars and counting pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from workers.parse.metadata.evidence import Evidence
from workers.parse.metadata.printed import Surroundings
from workers.parse.metadata.structured import Node, link, plain
from workers.parse.tree import tag_ids
from workers.records import Image, Origin

MAX_IMAGES = 40
_SMALLEST = 100  # pixels a side; below are icons, avatars and counters
_FURNITURE = re.compile(  # in the path of an address, in lower case
    r"[/_.\-](?:logos?|icons?|favicon|avatars?|gravatar|pixel|spacer|blank|placeholder|sprite|1x1|button|badge|loading"
    r"|default[-_]?(?:image|img|og|share|thumb)?|fallback|no[-_]?image|share[-_]?image)(?:[/_.\-\d]|$)"
)
_NUMBER = re.compile(r"^\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")
_FIGURE = tag_ids("figure")
_FIGCAPTION = tag_ids("figcaption")


def choose_images(evidence: Evidence, around: Surroundings) -> tuple[tuple[Image, ...], Origin] | None:
    """The article's images without repeats; size and caption where stated."""
    kept: dict[str, Image] = {}
    via: Origin | None = None
    for image, origin in _claims(evidence, around):
        key = _key(image.url)
        if key in kept:
            kept[key] = _merged(kept[key], image)
        elif len(kept) < MAX_IMAGES:
            kept[key] = image
            via = via or origin
    return (tuple(kept.values()), via) if via is not None else None


def _claims(evidence: Evidence, around: Surroundings) -> Iterator[tuple[Image, Origin]]:
    found: list[tuple[Image | None, Origin]] = []
    metas = evidence.scan.metas
    for url in metas.get("og:image", metas.get("og:image:url", metas.get("og:image:secure_url", [])))[:3]:
        size = [_number(next(iter(metas.get(f"og:image:{side}", ())), None)) for side in ("width", "height")]
        found.append((_image(evidence, url, *size, caption=None), Origin("opengraph", 0.9)))
    for graph, node in evidence.main:
        found.extend((_stated(evidence, one), Origin(graph.via, 0.9)) for one in graph.resolve(node.get("image")))
    others = evidence.scan.all_metas("twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full")
    found.extend((_image(evidence, url, None, None, caption=None), Origin("meta", 0.8)) for url in others)
    found.extend((_printed(evidence, picture), Origin("page", 0.7)) for picture in _inside(around))
    yield from ((image, origin) for image, origin in found if image is not None)


def _stated(evidence: Evidence, value: object) -> Image | None:
    if isinstance(value, dict):
        node: Node = value
        caption = plain(node.get("caption")) or None
        image = _image(
            evidence, link(node), _number(plain(node.get("width"))), _number(plain(node.get("height"))), caption=caption
        )
        credit = plain(node.get("creditText"))
        return Image(image.url, image.width, image.height, image.caption, credit) if image and credit else image
    return _image(evidence, link(value), None, None, caption=None)


def _inside(around: Surroundings) -> Iterator[LexborNode]:
    """The images behind the headline that stand in a figure, which is how pages mark pictures with a caption."""
    looked = 0
    for spot in around.scan.images if around.scan.has_figures else ():
        if looked >= 60:
            return
        if around.headline is not None and spot.place < around.headline.place - 40:
            continue
        looked += 1
        if _figure(spot.node) is not None and not around.is_foreign(spot.node):
            yield spot.node


def _figure(node: LexborNode) -> LexborNode | None:
    above = node.parent
    for _ in range(6):
        if above is None:
            return None
        if above.tag_id in _FIGURE:
            return above
        above = above.parent
    return None


def _printed(evidence: Evidence, node: LexborNode) -> Image | None:
    attributes = node.attributes
    address = next(
        (
            value
            for key in ("data-src", "data-original", "data-lazy-src", "src")
            if (value := attributes.get(key)) and not value.startswith("data:")
        ),
        None,
    ) or _widest(attributes.get("srcset") or attributes.get("data-srcset") or "")
    figure = _figure(node)
    caption = _caption(figure) if figure is not None else None
    return _image(
        evidence, address, _number(attributes.get("width")), _number(attributes.get("height")), caption=caption
    )


def _caption(figure: LexborNode) -> str | None:
    """The text of a figure's caption, which stands near its top."""
    for number, node in enumerate(figure.traverse()):
        if node.tag_id in _FIGCAPTION:
            return " ".join(node.text(separator=" ")[:4_000].split())[:1_000] or None
        if number > 60:
            break
    return None


def _widest(srcset: str) -> str | None:
    """The address with the largest width of a srcset."""
    best, width = None, -1
    for part in srcset[:8_000].split(", "):
        words = part.split()
        if words:
            size = _number(words[1][:-1]) if len(words) > 1 else 0
            if (size or 0) > width:
                best, width = words[0], size or 0
    return best


def _image(
    evidence: Evidence, url: str | None, width: int | None, height: int | None, *, caption: str | None
) -> Image | None:
    address = evidence.absolute(url)
    if address is None or address.endswith("/") or _is_furniture(_path_of(address).lower()):
        return None
    if min(side for side in (width, height, _SMALLEST) if side) < _SMALLEST:
        return None
    return Image(address, width or None, height or None, caption)


def _is_furniture(path: str) -> bool:
    return _FURNITURE.search(path) is not None or path.endswith(".svg") or "gravatar.com" in path


def _number(text: str | None) -> int | None:
    found = _NUMBER.match(text) if text and len(text) < 20 else None
    return int(found.group(1)) if found else None


_PATH = re.compile(r"https?://[\w.:-]+(/[\w/%.,~=+@-]*)(?:\?[\w/%.,~=+@&-]*)?\Z", re.ASCII)
_RESIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)|-scaled(?=\.\w{3,4}$)")


def _key(url: str) -> str:
    """The same picture in another size has the same key."""
    return _RESIZED.sub("", _path_of(url)).casefold()


def _path_of(url: str) -> str:
    """The path of an absolute http(s) URL."""
    found = _PATH.match(url)
    return found[1] if found else urlsplit(url).path


def _merged(one: Image, other: Image) -> Image:
    whole = one.width is not None and one.height is not None
    return Image(
        one.url,
        one.width if whole else one.width or (other.width if one.url == other.url else None),
        one.height if whole else one.height or (other.height if one.url == other.url else None),
        one.caption or other.caption,
        one.credit or other.credit,
    )

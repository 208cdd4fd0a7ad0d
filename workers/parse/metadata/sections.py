"""The section an article stands in and its tags, in the form that readers see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from workers.parse.metadata.authors import is_plainly_a_name
from workers.parse.metadata.evidence import Evidence
from workers.parse.metadata.names import Sign, is_author_link
from workers.parse.metadata.printed import Surroundings
from workers.parse.metadata.scan import Spot
from workers.parse.metadata.structured import Graph, Node, plain, types_of
from workers.parse.metadata.titles import SiteNames, squeezed, word_count
from workers.parse.wordlists import word_list, word_set
from workers.records import Origin

Said = tuple[str, Origin]

_NOT_PRINTED = re.compile(
    r"\d|\b(?:related|up next|back to|advert|gallery|share|more|read|watch|subscribe|sign|exclusive"
    r"|live|follow|latest|trending|by|press)\b",
    re.IGNORECASE,
)
"""What stands where a section may stand and is none."""
_MACHINE_TAG = re.compile(r"^[/@]|:|^[A-Z]{2,}-[A-Z-]+$|^\d+$|[{}<>=]")
_LABEL = re.compile(
    r"(?:categor|kategor|rubri|sección|section|sezione|ressort|หมวด|القسم|التصنيف|دسته|मुख्य श्रेणी|श्रेणी|বিভাগ|chuyên mục"
    r"|分[类類]|栏目|欄目|カテゴリ|카테고리)[^\s:：]{0,8}\s?[:：]\s*",
    re.IGNORECASE,
)
_LOCALE = re.compile(r"^[a-z]{2}[-_][a-z]{2}$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d|[٠-٩۰-۹]{4}")
_MARKS = " ●•·|/»›-–—▪■◦*"
MAX_TAGS = 60
MAX_BOXED = 30
MAX_BOXED_TAG = 40
MAX_SECTION = 80
_HOME = word_set(
    """
    home homepage startseite accueil inicio início start главная головна αρχική الرئيسية الصفحةالرئيسية خانه
    صفحهاصلی صفحهنخست anasayfa beranda trangchủ 首页 首頁 ホーム トップ top 홈 होम index strona główna hem hjem forside
    etusivu domů דףהבית ראשי
    """
)
_NO_SECTION = word_set(
    """
    article articles story stories post posts page blog blogs content node index archive archives p a en de fr
    ar uncategorized www amp
    """
)
_NO_TAG = frozenset(
    ("showmore", "seemore", "viewmore", "more", "showall", "seeall", "viewall", "voirplus", "vermás", "mehr")
)
_LIST_SIGN = re.compile(r"\s*[,،、;؛|]\s*")
_TAG_METAS = word_list(
    """
    article:tag news_keywords parsely-tags sailthru.tags og:article:tag cxenseparse:tag article.tags dc.subject
    citation_keywords keywords
    """
)
_SECTION_METAS = word_list(
    """
    article:section og:article:section og:section parsely-section sailthru.section sailthru_section dc.section
    prism.section cxenseparse:category article.section section category news_section dcsext.channel
    """
)


def choose_section(evidence: Evidence, around: Surroundings, publisher: str | None, title: str | None) -> Said | None:
    """The section as stated, in a form for readers (`US News`, not `us-news`), else as printed, else of the URL."""
    site = SiteNames((publisher,), evidence.url)
    code: Said | None = None
    for text, origin in _sections(evidence, around):
        name = " ".join(text.split()).strip(" /|>»›-–·:")
        if not _may_be_section(name, squeezed(title or ""), site):
            continue
        if not _is_code(name):
            return name, origin
        code = code or (name, origin)
    if code is not None:
        return _spelled_out(code[0]), code[1]
    return _section_in_url(evidence)


def _may_be_section(name: str, title: str, site: SiteNames) -> bool:
    flat = squeezed(name)
    if not flat or len(name) > MAX_SECTION or flat in _HOME or flat in _NO_SECTION or flat == title:
        return False
    return not (title.startswith(flat) and len(flat) > 30) and not site.is_site(name)


def _sections(evidence: Evidence, around: Surroundings) -> Iterator[Said]:
    for value, via in evidence.stated("articleSection"):
        values = value if isinstance(value, list) else [value]
        for one in values[:5]:
            text = plain(one)
            if text:
                yield _LIST_SIGN.split(text)[0] if len(text) > 40 else text, Origin(via, 0.9)
    for name in _SECTION_METAS:
        for text in evidence.scan.metas.get(name, ())[:1]:
            yield _LIST_SIGN.split(text)[0], Origin("opengraph" if ":" in name else "meta", 0.85)
    yield from _breadcrumb(evidence, around)
    if not evidence.main:  # who writes structured data and leaves the section out seldom prints it
        yield from _before_date(around)
    if evidence.entry is not None and evidence.entry.section:
        yield evidence.entry.section, Origin("feed", 0.6)


def _is_code(name: str) -> bool:
    """`us-news`, `sport/football`, `world`: a slug instead of a name."""
    return name.isascii() and name == name.lower()


def _spelled_out(code: str) -> str:
    """`sport/formula-1` as readers would write it: `Formula 1`."""
    words_of = code.rstrip("/").split("/")[-1].replace("-", " ").replace("_", " ").strip()
    return words_of[:1].upper() + words_of[1:]


def _breadcrumb(evidence: Evidence, around: Surroundings) -> Iterator[Said]:
    """The steps between the home page and the article, deepest first."""
    for graph in (evidence.json_ld, evidence.items):
        for node in graph.nodes[:500]:
            if "breadcrumblist" in types_of(node):
                names = list(_steps(graph, node))
                yield from ((name, Origin(graph.via, 0.75)) for name in reversed(names))
                break
    for spot in around.scan.spots:
        if spot.sign & Sign.CRUMBS:
            links = spot.node.css("a")
            names = [" ".join(link.text(separator=" ").split()) for link in links[:12]]
            if names:
                yield from ((name, Origin("page", 0.7)) for name in reversed(names) if name)
                return
    near = [
        spot
        for spot in around.scan.linked() + around.scan.spots
        if spot.sign & Sign.SECTION and not spot.sign & Sign.FOREIGN
    ]
    for spot in sorted(near, key=around.distance)[:6]:
        if around.distance(spot) < 90 and not around.is_foreign(spot.node):
            text = spot.text()
            text = _LABEL.sub("", text)
            if text and word_count(text) <= 4 and not _NOT_PRINTED.search(text):
                yield text, Origin("page", 0.5)


def _before_date(around: Surroundings) -> Iterator[Said]:
    """The one link of a line beside the headline that closes with a date: `● Sport  7 January 2020`."""
    for line in around.lines():
        if not -3 <= line.place <= 3 or len(line.text) > 100 or not _YEAR.search(line.text):
            continue
        links = line.node.css("a")
        if len(links) != 1 or is_author_link(links[0].attributes):
            continue
        name = " ".join(links[0].text(separator=" ").split())
        if not name or name[0] == "@" or not line.text.lstrip(_MARKS).startswith(name):
            continue
        listed = line.text[0] in _MARKS and name.lower() == name.upper()  # nothing tells a name without capitals
        if word_count(name) <= 4 and not _NOT_PRINTED.search(name) and (listed or not is_plainly_a_name(name)):
            yield name, Origin("page", 0.45)


def _steps(graph: Graph, node: Node) -> Iterator[str]:
    steps = list(graph.resolve(node.get("itemListElement")))[:20]
    for step in steps:
        if isinstance(step, dict):
            inner = step.get("item")
            name = plain(step.get("name")) or (plain(inner) if isinstance(inner, dict) else None)
            if name:
                yield name


def _section_in_url(evidence: Evidence) -> Said | None:
    try:
        parts = [unquote(part) for part in urlsplit(evidence.url[:4_000]).path.split("/") if part]
    except ValueError:
        return None
    for part in parts[:-1]:
        flat = squeezed(part)
        if (
            flat in _NO_SECTION
            or len(part) > 30
            or any(c.isdigit() for c in part)
            or len(part) < 4
            or _LOCALE.match(part)
            or part.count("-") > 2
        ):
            continue
        return _spelled_out(part), Origin("url", 0.3)
    return None


def choose_tags(evidence: Evidence, around: Surroundings) -> tuple[tuple[str, ...], Origin] | None:
    """Keywords of the article without repeats, from the first place that states any."""
    for values, origin in _tag_claims(evidence, around):
        tags: dict[str, str] = {}
        for value in values:
            for tag in _LIST_SIGN.split(value) if len(values) == 1 else [value]:
                name = " ".join(tag.split()).strip("#\"' ")
                flat = squeezed(name)
                if (
                    flat
                    and not _MACHINE_TAG.search(name)
                    and flat not in _NO_TAG
                    and len(name) <= 80
                    and len(tags) < MAX_TAGS
                    and "://" not in name
                ):
                    tags.setdefault(flat, name)
        if tags:
            return tuple(tags.values()), origin
    return None


def _tag_claims(evidence: Evidence, around: Surroundings) -> Iterator[tuple[list[str], Origin]]:
    yield list(evidence.scan.metas.get("article:tag", ())), Origin("opengraph", 0.9)
    for value, via in evidence.stated("keywords"):
        many = value if isinstance(value, list) else [value]
        yield [text for one in many[:MAX_TAGS] if (text := plain(one))], Origin(via, 0.85)
    for name in _TAG_METAS[1:-1]:
        yield list(evidence.scan.metas.get(name, ())), Origin("meta", 0.8)
    yield [text for text in (spot.text() for spot in _tag_links(around)) if text], Origin("page", 0.7)
    yield _boxed_tags(around), Origin("page", 0.6)
    yield list(evidence.scan.metas.get("keywords", ())), Origin("meta", 0.5)
    if evidence.entry is not None:
        yield list(evidence.entry.categories), Origin("feed", 0.6)


def _tag_links(around: Surroundings) -> Iterator[Spot]:
    for spot in around.scan.linked():
        if spot.sign & Sign.TAGS and spot.node.tag == "a" and not around.is_foreign(spot.node):
            yield spot


def _boxed_tags(around: Surroundings) -> list[str]:
    """The links of the first box behind the headline that calls itself one of tags."""
    start = around.headline.place if around.headline is not None else -1
    for spot in around.scan.spots:
        if spot.sign & Sign.TAGS and spot.place > start and not spot.sign & Sign.FOREIGN:
            links = spot.node.css("a")[: MAX_BOXED + 1]
            if not links or len(links) > MAX_BOXED or around.is_foreign(spot.node):
                continue
            names = [" ".join((link.text(separator=" ") or "")[:200].split()) for link in links]
            around_them = len((spot.node.text(separator=" ") or "").split()) - sum(len(name.split()) for name in names)
            is_list = around_them <= 2 * len(names) + 3  # links amid a text are none
            if is_list and all(len(name) <= MAX_BOXED_TAG and word_count(name) <= 6 for name in names):
                return names
    return []

"""What a page says of itself as a whole: publisher, language, addresses, summary, paywall, kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from workers.parse.language import LOOKED_AT, language_of
from workers.parse.metadata.evidence import Evidence
from workers.parse.metadata.structured import link, plain, types_of
from workers.parse.metadata.titles import likeness, squeezed, words
from workers.parse.wordlists import word_set
from workers.records import Origin

Said = tuple[str, Origin]

_COPYRIGHT = re.compile(r"(?:©|\(c\)|&copy;|copyright)[\s\d,–-]*(?:by\s+)?([^.|,©\d]{3,60})", re.IGNORECASE)
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_ASKS = re.compile(
    r"subscri(?:be|ption|ber)|sign in to (?:read|continue)|abonn|iscriv|suscr[ií]|assin(?:e|ante)"
    r"|подпис|підпис|συνδρομ|اشتر[اك]|اشتراك"
    r"|مشترک|מנוי|abone|langganan|订阅|訂閱|購読|会員|구독|सदस्यता",
    re.IGNORECASE,
)
"""What a wall that is really shown asks for; many sites keep an empty one on every page."""
_CONSENT = re.compile(r"\b(?:cookie|javascript|subscribe|log in|sign up|your browser)\b", re.IGNORECASE)
MAX_SUMMARY = 2_000
_OTHER_SCRIPTS = word_set(
    "am ar be bg bn ckb dv el fa gu he hi hy ja ka kk km kn ko ky lo mk ml mn mr my ne pa ps ru sd si ta te tg th ti "
    "ug uk ur yi zh"
)
_RELATIONS = frozenset(("canonical", "amphtml", "alternate"))


def choose_publisher(evidence: Evidence) -> Said | None:
    """The name under which the page is published, as printed."""
    for text, origin in _publishers(evidence):
        name = " ".join(text.split())
        name = name.split(" | ")[0]
        if len(squeezed(name)) > 1 and len(name) <= 100 and not name.startswith(("http://", "https://", "@")):
            return name, origin
    return None


def _publishers(evidence: Evidence) -> Iterator[Said]:
    scan = evidence.scan
    host = "".join(squeezed(label) for label in (urlsplit(evidence.url).hostname or "").split(".")[-3:])
    names = [
        (name, via)
        for graph, node in evidence.main
        for one in graph.resolve(node.get("publisher"))
        if (name := plain(one))
        for via in (graph.via,)
    ]
    yield from ((name, Origin(via, 0.95)) for name, via in names)
    yield from ((text, Origin("opengraph", 0.9)) for text in scan.metas.get("og:site_name", ()))
    for graph, node in evidence.pages:
        yield from (
            (name, Origin(graph.via, 0.7)) for one in graph.resolve(node.get("publisher")) if (name := plain(one))
        )
    for node in evidence.json_ld.nodes[:200]:
        name = plain(node.get("name"))
        if not name or {"newsmediaorganization", "website"}.isdisjoint(types_of(node)):
            continue
        if squeezed(name)[:5] in host or likeness(words(name), words(scan.title or "")) > 0:
            yield name, Origin("json-ld", 0.7)
    for key in (
        "dc.publisher",
        "dcterms.publisher",
        "citation_journal_title",
        "application-name",
        "apple-mobile-web-app-title",
        "cre",
        "publisher",
    ):
        yield from ((text, Origin("meta", 0.6)) for text in scan.metas.get(key, ()))
    for key in ("copyright", "dc.rights", "dcterms.rights", "rights"):
        for text in scan.metas.get(key, ()):
            found = _COPYRIGHT.search(text)
            yield (found.group(1).strip() if found else text[:100]), Origin("meta", 0.5)
    if evidence.entry is not None and evidence.entry.publisher:
        yield evidence.entry.publisher, Origin("feed", 0.6)
    yield from ((name, Origin("page", 0.6)) for name in _home_names(evidence) if _is_end_of(name, scan.title or ""))


def _home_names(evidence: Evidence) -> Iterator[str]:
    """What the page's first links to the site's home page are called, in words or by their picture."""
    home = urljoin(evidence.url, "/").rstrip("/") if evidence.url else ""
    links = [
        node for _, node, names in evidence.scan.anchors[:80] if (names.get("href") or "").rstrip("/") in ("", home)
    ]
    for node in links[:4]:
        picture = node.css_first("img[alt]")
        name = picture.attributes.get("alt") if picture is not None else node.text(separator=" ")
        if name and len(name) <= 100:
            yield name


def _is_end_of(name: str, title: str) -> bool:
    """Whether a page's <title> begins or ends with this name, apart from the headline."""
    flat, whole = squeezed(name), squeezed(title)
    return 2 < len(flat) < len(whole) and (whole.startswith(flat) or whole.endswith(flat))


def choose_language(evidence: Evidence, title: str | None) -> Said | None:
    """The BCP 47 tag of the article's language: what is stated, unless the script of its title says otherwise."""
    scan = evidence.scan
    claims: list[Said] = []
    for value, via in evidence.stated("inLanguage"):
        named = value.get("alternateName") or value.get("name") if isinstance(value, dict) else value
        if isinstance(named, str):
            claims.append((named, Origin(via, 0.9)))
    claims.extend((text, Origin("page", 0.85)) for text in (scan.root.get("lang"), scan.root.get("xml:lang")) if text)
    claims.extend((text, Origin("opengraph", 0.7)) for text in scan.metas.get("og:locale", ()))
    claims.extend(
        (text, Origin("meta", 0.7))
        for text in scan.all_metas("content-language", "language", "dc.language", "dcterms.language")
    )
    tags = [(tag, origin) for text, origin in claims if (tag := language_tag(text))]
    text = " ".join(part for part in (title, scan.meta("og:description", "description")) if part)
    if not tags:
        text = f"{text} {_running_text(evidence)}".strip()
    if len({tag.split("-")[0] for tag, _ in tags}) == 1 and len(tags) > 1 and _fits_script(tags[0][0], text):
        return tags[0]
    guess = language_of(text, hint=tags[0][0] if tags else None) if text else None
    for tag, origin in tags:
        if guess is None or guess.split("-")[0] == tag.split("-")[0]:
            return tag, origin
    if guess is not None:
        return guess, Origin("guess", 0.6)
    return None


def _running_text(evidence: Evidence) -> str:
    """The first long paragraphs: a headline alone says too little about close kin such as Russian and Bulgarian."""
    texts: list[str] = []
    for node in evidence.tree.css("p")[:200]:
        text = node.text()
        if len(text) >= 80:
            texts.append(text[:LOOKED_AT])
        if sum(map(len, texts)) >= LOOKED_AT:
            break
    return " ".join(texts)


def _fits_script(tag: str, text: str) -> bool:
    """Whether a text is in Latin letters where its stated language is, without asking which language it is."""
    letters = list(filter(str.isalpha, text[:400]))
    foreign = sum(map("\u024f".__lt__, letters))
    return (2 * foreign > len(letters)) == (tag.split("-")[0] in _OTHER_SCRIPTS)


def language_tag(text: str) -> str | None:
    """A stated language as a BCP 47 tag with its usual letter case: `pt_br` is `pt-BR`."""
    text = text.strip().split(",")[0].split(".")[0].strip()
    if not _LANGUAGE.match(text):
        return None
    parts = text.replace("_", "-").split("-")
    out = [parts[0].lower()]
    out.extend(_subtag(part) for part in parts[1:4])
    return "-".join(out)


def _subtag(part: str) -> str:
    """A region in capitals, a script with one, as RFC 5646 section 2.1.1 writes them."""
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()


def addresses(evidence: Evidence) -> tuple[Said | None, str | None, dict[str, str]]:
    """The canonical URL (as stated, made absolute), the AMP page, and the versions in other languages by hreflang."""
    canonical: Said | None = None
    amp: str | None = None
    alternates: dict[str, str] = {}
    for one in evidence.scan.links[:500]:
        rel = (one.get("rel") or "").lower().split()
        if _RELATIONS.isdisjoint(rel) or ("alternate" in rel and not one.get("hreflang")):
            continue
        url = evidence.absolute(one.get("href"))
        if url is None:
            continue
        if "canonical" in rel and canonical is None:
            canonical = url, Origin("page", 0.95)
        elif "amphtml" in rel and amp is None:
            amp = url
        elif "alternate" in rel and (language := one.get("hreflang")) and len(alternates) < 60:
            alternates.setdefault(language.strip().replace("_", "-")[:35], url)
    if canonical is None:
        for text in evidence.scan.metas.get("og:url", ()):
            if url := evidence.absolute(text):
                canonical = url, Origin("opengraph", 0.8)
                break
    return canonical, amp, alternates


def choose_summary(evidence: Evidence, title: str | None, publisher: str | None) -> Said | None:
    """The page's description of the article; not the site's slogan, not the headline again."""
    scan = evidence.scan
    claims: list[Said] = [(text, Origin("opengraph", 0.85)) for text in scan.metas.get("og:description", ())]
    claims += [
        (text, Origin("meta", 0.8))
        for text in scan.all_metas("description", "twitter:description", "dc.description", "sailthru.description")
    ]
    claims += [(text, Origin(via, 0.8)) for value, via in evidence.stated("description") if (text := plain(value))]
    if (
        evidence.entry is not None
        and evidence.entry.summary
        and (text := plain(evidence.entry.summary[: 4 * MAX_SUMMARY]))
    ):
        claims.append((text, Origin("feed", 0.6)))
    for raw, origin in claims:
        text = plain(raw[: 4 * MAX_SUMMARY]) or ""
        if len(text) >= 20 and not _is_boilerplate(text, title, publisher):
            return text[:MAX_SUMMARY], origin
    return None


def _is_boilerplate(text: str, title: str | None, publisher: str | None) -> bool:
    if title and squeezed(text) in (squeezed(title), squeezed(f"{title} {publisher or ''}")):
        return True
    if publisher and len(text) < 200 and squeezed(text).startswith(squeezed(publisher)) and title:
        return likeness(words(text), words(title)) < 0.1
    return len(text) < 120 and _CONSENT.search(text) is not None


def choose_paywall(evidence: Evidence) -> tuple[bool, Origin] | None:
    """Whether readers must pay, as far as the page says: schema.org, content tier, or a wall in its markup."""
    for value, via in evidence.stated("isAccessibleForFree"):
        free = (
            value
            if isinstance(value, bool)
            else {"true": True, "false": False}.get((link(value) or "").lower().split("/")[-1])
        )
        if free is not None:
            return not free, Origin(via, 0.95)
    for graph, node in evidence.main:
        for part in graph.resolve(node.get("hasPart")):
            if (
                isinstance(part, dict)
                and part.get("cssSelector")
                and str(part.get("isAccessibleForFree")).lower() == "false"
            ):
                return True, Origin(graph.via, 0.9)
    tier = (
        evidence.scan.meta("article:content_tier", "og:article:content_tier", "cxenseparse:paywall", "ispremium") or ""
    ).lower()
    if tier in ("locked", "metered", "paid", "premium", "true"):
        return True, Origin("meta", 0.9)
    if tier in ("free", "false"):
        return False, Origin("meta", 0.9)
    if any(_ASKS.search(wall.node.text(separator=" ")[:2_000]) for wall in evidence.scan.walls):
        return True, Origin("page", 0.6)
    return None


def article_body(evidence: Evidence) -> str | None:
    """schema.org `articleBody`, with its line breaks."""
    for value, _ in evidence.stated("articleBody"):
        if isinstance(value, str) and value.strip():
            return value
    return None


def page_type(evidence: Evidence) -> str | None:
    """What the page calls itself: a schema.org type, else og:type."""
    for _, node in evidence.main:
        stated = node.get("@type")
        name = stated[0] if isinstance(stated, list) and stated else stated
        if isinstance(name, str):
            return re.split(r"[/#:]", name)[-1] or None
    return evidence.scan.meta("og:type")

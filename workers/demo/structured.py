"""What a page tells machines of its article: JSON-LD, OpenGraph and the other meta elements."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from workers.demo.sheet import Sheet


def news_article(sheet: Sheet) -> dict[str, Any]:
    """The schema.org NewsArticle node."""
    story, site = sheet.story, sheet.site
    node: dict[str, Any] = {
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": sheet.canonical},
        "headline": story.title,
        "image": [sheet.picture],
        "datePublished": story.published.isoformat(),
        "articleSection": story.section,
        "inLanguage": site.language,
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": site.name,
            "logo": {"@type": "ImageObject", "url": f"{site.base}/static/logo.svg"},
        },
        "description": story.teaser[:150],
    }
    if story.authors:
        node["author"] = [{"@type": "Person", "name": name} for name in story.authors]
    if story.modified:
        node["dateModified"] = story.modified.isoformat()
    if story.tags:
        node["keywords"] = list(story.tags)
    return node


def json_ld(sheet: Sheet) -> str:
    return _script({"@context": "https://schema.org", **news_article(sheet)})


def graph(sheet: Sheet) -> str:
    """The same inside a graph of nodes, as search plug-ins of blog software write it."""
    site = sheet.site
    article = news_article(sheet) | {"@type": "Article", "isPartOf": {"@id": sheet.canonical}}
    article["publisher"] = {"@id": f"{sheet.base}/#organization"}
    nodes: list[dict[str, Any]] = [article]
    people = [{"name": name, "@id": f"{sheet.base}/#person-{at}"} for at, name in enumerate(sheet.story.authors)]
    if people:
        article["author"] = people if len(people) > 1 else people[0]
        nodes += [{"@type": "Person", **person} for person in people]
    nodes += [
        {
            "@type": "WebPage",
            "@id": sheet.canonical,
            "url": sheet.canonical,
            "name": f"{sheet.story.title} - {site.name}",
        },
        {"@type": "Organization", "@id": f"{sheet.base}/#organization", "name": site.name, "url": f"{sheet.base}/"},
        {"@type": "WebSite", "@id": f"{sheet.base}/#website", "url": f"{sheet.base}/", "name": site.name},
    ]
    return _script({"@context": "https://schema.org", "@graph": nodes})


def _script(value: dict[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def open_graph(sheet: Sheet, article: bool = True) -> str:
    """og: and, with `article`, article: properties."""
    story = sheet.story
    pairs = [
        ("og:type", "article"),
        ("og:title", story.title),
        ("og:description", story.teaser[:150]),
        ("og:url", sheet.canonical),
        ("og:image", sheet.picture),
        ("og:site_name", sheet.site.name),
        ("og:locale", sheet.site.language),
    ]
    if article:
        pairs += [("article:published_time", story.published.isoformat()), ("article:section", story.section)]
        if story.modified:
            pairs.append(("article:modified_time", story.modified.isoformat()))
        pairs += [("article:tag", tag) for tag in story.tags]
    return "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in pairs)


def named(*pairs: tuple[str, str]) -> str:
    """`<meta name=... content=...>` elements."""
    return "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in pairs)

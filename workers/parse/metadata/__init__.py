"""What a page says about its article beside the text, each fact with where it was said and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TypeVar

from selectolax.lexbor import LexborHTMLParser

from workers.parse.language import direction_of
from workers.parse.metadata.evidence import gather
from workers.parse.metadata.headline import choose_headline
from workers.parse.metadata.images import choose_images
from workers.parse.metadata.moments import choose_moments
from workers.parse.metadata.people import choose_authors
from workers.parse.metadata.printed import Surroundings
from workers.parse.metadata.sections import choose_section, choose_tags
from workers.parse.metadata.signature import read_signature
from workers.parse.metadata.site import (
    addresses,
    article_body,
    choose_language,
    choose_paywall,
    choose_publisher,
    choose_summary,
    page_type,
)
from workers.records import Direction, Entry, Image, Moment, Origin

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The facts of one page. `origins` names for every filled field where it came from.

    `json_ld_body` is schema.org's `articleBody` as stated (often a teaser, without paragraphs); `page_type` what the
    page calls itself (`NewsArticle`, `article`, `website` ...).
    """

    title: str | None = None
    section: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    direction: Direction = "ltr"
    summary: str | None = None
    images: tuple[Image, ...] = ()
    tags: tuple[str, ...] = ()
    paywalled: bool | None = None
    canonical_url: str | None = None
    amp_url: str | None = None
    alternates: Mapping[str, str] = field(default_factory=dict)  # hreflang -> URL
    json_ld_body: str | None = None
    page_type: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)


def read_metadata(
    tree: LexborHTMLParser,
    *,
    url: str,
    fetched_at: datetime,
    entry: Entry | None = None,
    zone: tzinfo | None = None,
    habit: str | None = None,
) -> Metadata:
    """The facts of an untouched tree. `fetched_at` (aware) bounds its dates, `entry` fills what the page leaves open.

    `zone` holds for dates that state none, `habit` (BCP 47, what its source writes) says in which order their numbers
    stand.
    Reads only, in time linear in the page, and never raises: a fact that cannot be made out is left out.
    """
    evidence = gather(tree, url=url or "", fetched_at=fetched_at, entry=entry)
    origins: dict[str, Origin] = {}

    def keep(name: str, found: tuple[_T, Origin] | None) -> _T | None:
        if found is None:
            return None
        origins[name] = found[1]
        return found[0]

    publisher = keep("publisher", choose_publisher(evidence))
    title, headline = choose_headline(evidence, publisher)
    kept_title = keep("title", title)
    around = Surroundings(evidence.scan, tree.root, headline, kept_title)
    language = keep("language", choose_language(evidence, kept_title))
    if publisher is None and (signature := read_signature(around)) is not None:
        publisher = keep("publisher", (signature.source, Origin("page", 0.5)))
    published, modified = choose_moments(evidence, around, language, zone=zone, habit=habit)
    canonical, amp, alternates = addresses(evidence)
    return Metadata(
        title=kept_title,
        section=keep("section", choose_section(evidence, around, publisher, kept_title)),
        published=keep("published", published),
        modified=keep("modified", modified),
        authors=keep("authors", choose_authors(evidence, around, publisher)) or (),
        publisher=publisher,
        language=language,
        direction=direction_of(language, kept_title or ""),
        summary=keep("summary", choose_summary(evidence, kept_title, publisher)),
        images=keep("images", choose_images(evidence, around)) or (),
        tags=keep("tags", choose_tags(evidence, around)) or (),
        paywalled=keep("paywalled", choose_paywall(evidence)),
        canonical_url=keep("canonical_url", canonical),
        amp_url=amp,
        alternates=alternates,
        json_ld_body=article_body(evidence),
        page_type=page_type(evidence),
        origins=origins,
    )

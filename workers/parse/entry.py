"""A feed's entry that leads to no page, but tells its story itself, to an article record."""

from __future__ import annotations

from workers.errors import NotAnArticle
from workers.parse.language import direction_of, language_of
from workers.parse.markup import paragraphs_of, plain_title
from workers.records import Article, Entry, Origin

LEAST = 100  # characters of text: a line such as "Item 1" or a file's name is no story
_SURE = 0.9  # a feed's own text has no navigation round it


def read_entry(entry: Entry, *, url: str) -> Article:
    """The article that `entry` holds, all of it from the feed; `url` is what it shall be known by.

    Raises NotAnArticle where it has no title or hardly any text; nothing else.
    """
    title = entry.title or ""
    content = paragraphs_of(entry.content or "")
    summary = paragraphs_of(entry.summary or "")
    paragraphs = max(content, summary, key=lambda texts: sum(map(len, texts)))
    if paragraphs and paragraphs[0] == title:
        paragraphs = paragraphs[1:]
    if not title:
        raise NotAnArticle(url, "the feed's entry has no title")
    if sum(map(len, paragraphs)) < LEAST:
        raise NotAnArticle(url, "the feed's entry has neither a link nor a text")
    text = " ".join(paragraphs[:20])
    language = language_of(text, hint=entry.language)
    filled = {
        "section": entry.section,
        "published": entry.published,
        "modified": entry.updated,
        "authors": entry.authors,
        "publisher": entry.publisher,
        "summary": plain_title(" ".join(summary)) if summary and paragraphs is not summary else None,
        "images": entry.images,
        "tags": entry.categories,
    }
    told = {name: value for name, value in filled.items() if value}
    origins = {name: Origin("feed", _SURE) for name in ("title", "paragraphs", *told)}
    if language is not None:
        origins["language"] = Origin("text", _SURE)
    return Article(
        url=url,
        title=title,
        paragraphs=paragraphs,
        guid=entry.guid,
        language=language,
        direction=direction_of(language, text),
        confidence=_SURE,
        origins=origins,
        **told,  # type: ignore[arg-type]  # each under its own name
    )

"""Stories that a feed tells itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.errors import NotAnArticle
from workers.parse.entry import read_entry
from workers.records import Entry, Image, Moment

URL = "https://wire.example/feed#!entry=7"
FIRST = "The harbour of Tell Qasr was opened again on Monday after two years of work on its northern wall."
SECOND = "Forty boats had waited outside since the morning, and the first of them came in before noon."
AT = Moment(datetime(2026, 11, 23, 10, tzinfo=UTC))


def test_all_that_the_feed_tells_is_in_the_record() -> None:
    entry = Entry(
        guid="7",
        title="Harbour opens",
        content=f"<h2>Harbour opens</h2><p>{FIRST}</p><script>x()</script><p>{SECOND}</p>",
        summary="<p>A harbour opens.</p>",
        published=AT,
        updated=AT,
        authors=("Lina Haddad",),
        categories=("ports",),
        images=(Image("https://wire.example/i.jpg"),),
        section="World",
        publisher="Wire",
        language="en-GB",
    )
    article = read_entry(entry, url=URL)
    assert (article.url, article.title, article.paragraphs) == (URL, "Harbour opens", (FIRST, SECOND))
    assert (article.published, article.modified, article.guid, article.summary) == (AT, AT, "7", "A harbour opens.")
    assert (article.authors, article.tags, article.section, article.publisher) == (
        ("Lina Haddad",),
        ("ports",),
        "World",
        "Wire",
    )
    assert (article.language, article.direction, article.images) == ("en", "ltr", entry.images)
    assert {origin.via for name, origin in article.origins.items() if name != "language"} == {"feed"}
    assert article.origins.keys() >= {"title", "paragraphs", "published", "authors", "section"}


def test_the_longer_of_content_and_summary_is_the_text() -> None:
    article = read_entry(
        Entry(title="خبر", summary="<p>" + "قالت سلطات الميناء إن الجدار الشمالي أعيد بناؤه. " * 4), url=URL
    )
    assert (article.language, article.direction, article.summary) == ("ar", "rtl", None)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (Entry(title="Heart of Glass.mp3", summary="Blondie"), "neither a link nor a text"),
        (Entry(title="Harbour opens"), "neither a link nor a text"),
        (Entry(content=f"<p>{FIRST}</p><p>{SECOND}</p>"), "no title"),
    ],
)
def test_an_entry_that_tells_no_story_is_no_article(entry: Entry, why: str) -> None:
    with pytest.raises(NotAnArticle, match=why):
        read_entry(entry, url=URL)

"""Short news about removals is news; only a page that is nothing but a notice counts as gone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from workers.dedupe.fingerprint import fingerprint
from workers.errors import Gone
from workers.pipeline.harvesting.removed import refuse_notice
from workers.records import Article

URL = "https://port.example/1"


def refusal_of(title: str, paragraphs: Sequence[str]) -> str | None:
    """Why the page counts as gone, None where it is news."""
    article = Article(url=URL, title=title, paragraphs=tuple(paragraphs))
    try:
        refuse_notice(article, fingerprint(title, article.paragraphs).words)
    except Gone as gone:
        return gone.why
    return None


@pytest.mark.parametrize(
    ("title", "paragraphs"),
    [
        (
            "Water report withdrawn, new figures promised for March",
            [
                "The report was withdrawn on Monday after three ministers said that its figures could not be trusted.",
                "A new edition is to be ready in March, the office said, and will be reviewed by two universities.",
            ],
        ),
        ("Water report", ["The story was withdrawn.", "Three ministers had asked for that on Monday."]),
        (
            "Haber yayından kaldırıldı",
            ["Gazeteci dün akşam evinde gözaltına alındı, avukatı bugün bir açıklama yaptı."],
        ),
        ("Senator angry", ["The post was removed by Facebook within hours, the senator said."]),
        ("报道下架引发争议", ["多家媒体周一表示关注。"]),
        ("The story was withdrawn", ["Ministers said on Monday that the figures could not be trusted. " * 3]),
    ],
)
def test_short_news_about_a_removal_is_kept(title: str, paragraphs: list[str]) -> None:
    assert refusal_of(title, paragraphs) is None


@pytest.mark.parametrize(
    ("title", "paragraphs"),
    [
        ("The harbour is open", ["This story is no longer available on our site."]),
        ("Статья удалена", ["Материал снят с публикации по решению редакции."]),
        ("This story has been deleted", ["It broke our rules of the house."]),
        ("This article has been removed", []),
    ],
)
def test_a_page_that_is_nothing_but_a_notice_is_gone(title: str, paragraphs: list[str]) -> None:
    assert "the page says" in (refusal_of(title, paragraphs) or "")

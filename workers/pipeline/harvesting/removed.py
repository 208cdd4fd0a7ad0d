"""Pages that answer 200 and say that their article is gone: taken for a 404, which a second look has to confirm."""

from __future__ import annotations

from workers.errors import GiveUp, Gone, NotAnArticle
from workers.parse.removal import notice_among, notice_on_page
from workers.parse.verdict import SOFT_404
from workers.records import Article, Fetched, Page

_FEW_WORDS = 80  # a text of more is an article, whatever its first line says
_FIRST_LINES = 2


def meaning_of(error: NotAnArticle, page: Page, fetched: Fetched) -> GiveUp:
    """What a page without an article says: of a known article's page, that it is gone, where its words are so."""
    if page.article_id is None:
        return error
    if error.why == SOFT_404:
        return Gone(error.about, error.why)
    notice = notice_on_page(fetched.body, url=fetched.final_url, content_type=fetched.content_type)
    return error if notice is None else Gone(error.about, f"the page says: {notice}")


def refuse_notice(article: Article, words: int) -> None:
    """Raises Gone where the page of an article holds `words` words and they are a notice of its removal."""
    if words >= _FEW_WORDS:
        return
    notice = notice_among((article.title, *article.paragraphs[:_FIRST_LINES]))
    if notice is not None:
        raise Gone(article.url, f"the page says: {notice}")

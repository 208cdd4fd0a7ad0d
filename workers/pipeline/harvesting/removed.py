"""Pages that answer 200 and say that their article is gone: taken for a 404, which a second look has to confirm."""

from __future__ import annotations

from workers.errors import GiveUp, Gone, NotAnArticle
from workers.parse.removal import notice_among, notice_on_page, says_removed
from workers.parse.verdict import SOFT_404
from workers.records import Article, Fetched, Page

_FEW_WORDS = 25  # a text of more is an article, whatever its lines say
_FEW_BESIDE = 10  # a title that is a notice may have so many below it that are none: "It broke our rules."


def meaning_of(error: NotAnArticle, page: Page, fetched: Fetched) -> GiveUp:
    """What a page without an article says: of a known article's page, that it is gone, where its words are so."""
    if page.article_id is None:
        return error
    if error.why == SOFT_404:
        return Gone(error.about, error.why)
    notice = notice_on_page(fetched.body, url=fetched.final_url, content_type=fetched.content_type)
    return error if notice is None else Gone(error.about, f"the page says: {notice}")


def refuse_notice(article: Article, words: int) -> None:
    """Raises Gone where the page of an article holds `words` words and all of it is a notice of its removal.

    A page that has something of its own to tell besides is an article.
    """
    if words >= _FEW_WORDS:
        return
    notice = notice_among((article.title, *article.paragraphs))
    if notice is None:
        return
    only_that = all(map(says_removed, article.paragraphs))
    if only_that or (words < _FEW_BESIDE and says_removed(article.title)):
        raise Gone(article.url, f"the page says: {notice}")

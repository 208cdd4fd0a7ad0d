"""What class names, ids and links say about their elements, by the quick ways to tell it."""

from __future__ import annotations

import pytest

from workers.parse.metadata.names import MAX_KEPT, MAX_NAMES, Sign, is_author_link, link_signs, sign_of


@pytest.mark.parametrize(
    ("names", "sign"),
    [
        ("article-byline", Sign.AUTHOR),
        ("ArticleByline_root__x1", Sign.AUTHOR),
        ("story__publishDate", Sign.DATE),
        ("breadcrumbs", Sign.CRUMBS),
        ("metered-content paywall", Sign.WALL),
        ("größe titel", Sign.TITLE),
        ("item-20798", Sign.NONE),
        ("candidate", Sign.NONE),
        ("12345", Sign.NONE),
        ("", Sign.NONE),
    ],
)
def test_names_are_read_word_by_word_however_they_are_spelled(names: str, sign: int) -> None:
    assert sign_of(names) == sign


def test_two_words_make_a_pair_within_a_name_and_across_two() -> None:
    assert sign_of("article-locked") == sign_of("article locked") == sign_of("ArticleLocked") == Sign.WALL
    assert sign_of("article box locked") == Sign.NONE
    assert sign_of("most") == sign_of("read") == Sign.NONE
    assert sign_of("most read") == Sign.FOREIGN


def test_a_name_says_the_same_after_any_number_of_others() -> None:
    before = sign_of("post-author"), sign_of("x" * MAX_NAMES + " author")
    for number in range(MAX_KEPT + 10):
        sign_of(f"id-{number}")
    assert (sign_of("post-author"), sign_of("x" * MAX_NAMES + " author")) == before == (Sign.AUTHOR, Sign.NONE)


def test_links_are_told_together_as_each_by_itself() -> None:
    links: list[dict[str, str | None]] = [
        {"href": "https://paper.example/news/1"},
        {"href": "https://paper.example/Author/jane-doe"},
        {"href": None, "rel": "author"},
        {"href": "/search?author=jane"},
        {"href": "/a\n/by/x\n"},
        {"href": "/by/"},
        {"href": "/staff/"},
        {"href": "/x" * 200 + "/author/jane"},
        {"rel": "nofollow"},
        {"href": "/people/john", "rel": "category tag"},
        {"href": "/t", "rel": "tag"},
    ]
    signs = link_signs(links)
    assert [bool(sign & Sign.AUTHOR) for sign in signs] == [is_author_link(link) for link in links]
    assert signs[1] == signs[2] == signs[3] == Sign.AUTHOR
    assert signs[9:] == [Sign.AUTHOR | Sign.SECTION, Sign.TAGS]
    assert link_signs([]) == []

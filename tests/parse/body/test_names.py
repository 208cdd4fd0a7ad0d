from __future__ import annotations

import pytest

from workers.parse.body.names import Role, role_of


@pytest.mark.parametrize(
    ("attributes", "role"),
    [
        ({"class": "article-body"}, Role.BODY),
        ({"class": "c-articleBody__x1 wide"}, Role.BODY),
        ({"itemprop": "articleBody"}, Role.BODY),
        ({"class": "ArticleShareBar_root__Zx1"}, Role.CHROME),
        ({"class": "related-article-body"}, Role.CHROME),
        ({"class": "post-meta"}, Role.JUNK),
        ({"id": "comments"}, Role.COMMENTS),
        ({"class": "wp-caption-text"}, Role.CAPTION),
        ({"style": "DISPLAY:none"}, Role.HIDDEN),
        ({"style": "position:absolute;clip:rect(0 0 0 0)"}, Role.HIDDEN),
        ({"hidden": None}, Role.HIDDEN),
        ({"itemprop": "publisher"}, Role.JUNK),
        ({"class": "standfirst"}, Role.INTRO),
        ({"class": "has-sidebar no-ads is-related"}, Role.PLAIN),
        ({"class": "post-812 post category-related tag-share"}, Role.PLAIN),
        ({"class": "md:hidden"}, Role.PLAIN),
        ({"id": "why-you-should-share-your-garden"}, Role.PLAIN),
        ({"class": "  "}, Role.PLAIN),
        ({}, Role.PLAIN),
    ],
)
def test_names_tell_what_an_element_is_for(attributes: dict[str, str | None], role: Role) -> None:
    assert role_of(attributes) is role

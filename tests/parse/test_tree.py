from __future__ import annotations

import pytest

from workers.errors import TooLarge
from workers.parse.tree import MAX_CHARACTERS, TEXT_ID, parse_tree, tag_ids

URL = "https://news.example/1"


def test_tags_are_known_by_number() -> None:
    node = parse_tree("<p>one<td>two", url=URL).css_first("p")
    assert node is not None
    assert node.tag_id in tag_ids("p div")
    assert node.tag_id not in tag_ids("div td tr")
    assert node.first_child is not None
    assert node.first_child.tag_id == TEXT_ID


def test_every_table_tag_has_a_number() -> None:
    assert len(tag_ids("td th tr table tbody thead tfoot caption")) == 8


def test_bottomless_nesting_loses_its_boxes_and_keeps_its_text() -> None:
    tree = parse_tree("<div class=a>" * 30_000 + "the text" + "</div>" * 30_000, url=URL)
    assert tree.css_first("div") is None
    assert tree.body is not None
    assert tree.body.text(strip=True) == "the text"


def test_an_overlong_tag_loses_its_attributes_and_nothing_else() -> None:
    attributes = " ".join(f"data-{i}=1" for i in range(20_000))
    tree = parse_tree(f"<p>before</p><p class=x {attributes}>inside</p><p class=y>after</p>", url=URL)
    assert [(node.attributes.get("class"), node.text()) for node in tree.css("p")] == [
        (None, "before"),
        (None, "inside"),
        ("y", "after"),
    ]


def test_a_long_flat_page_keeps_its_boxes() -> None:
    tree = parse_tree("<div>x</div>" * 6_000, url=URL)
    assert len(tree.css("div")) == 6_000


def test_more_than_the_cap_is_too_large() -> None:
    with pytest.raises(TooLarge, match="cap"):
        parse_tree("x" * (MAX_CHARACTERS + 1), url=URL)


@pytest.mark.parametrize(
    ("crowd", "tag"),
    [
        ("<select>" + "<OPTION value=1>x" * 100_000 + "</select>", "option"),
        ("".join(f"<body a{i}=1>" for i in range(100_000)), "body[a1]"),
        ("".join(f"<html a{i}=1>" for i in range(100_000)), "html[a1]"),
    ],
)
def test_a_crowd_of_tags_that_cost_by_the_square_is_left_out(crowd: str, tag: str) -> None:
    tree = parse_tree(f"<p>before</p>{crowd}<p>after</p>", url=URL)
    assert tree.css_first(tag) is None
    assert tree.body is not None
    assert tree.body.text().startswith("before")
    assert tree.body.text().endswith("after")


def test_a_page_with_many_options_keeps_them() -> None:
    tree = parse_tree("<select>" + "<option>x</option>" * 3_000 + "</select>", url=URL)
    assert len(tree.css("option")) == 3_000

from __future__ import annotations

import pytest

from workers.errors import TooLarge, Unreadable
from workers.parse.tree import MAX_CHARACTERS, MOST_TAGS, TEXT_ID, parse_tree, tag_ids

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


def test_more_tags_than_the_cap_are_too_large() -> None:
    with pytest.raises(TooLarge, match="60,001 tags"):
        parse_tree("<" * (MOST_TAGS + 1), url=URL)


def test_a_page_with_many_options_keeps_them() -> None:
    tree = parse_tree("<select>" + "<option>x</option>" * 3_000 + "</select>", url=URL)
    assert len(tree.css("option")) == 3_000


def test_a_page_of_frames_is_refused_as_such() -> None:
    with pytest.raises(Unreadable, match="frames"):
        parse_tree("<title>T</title><frameset><frame src=/a><frame src=/b></frameset>", url=URL)

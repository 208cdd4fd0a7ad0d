from __future__ import annotations

import pytest

from workers.parse.plainer import plainer
from workers.parse.tree import parse_tree

URL = "https://news.example/1"
STORY = "<title>A title</title><article><p>The first paragraph.</p></article>"
OPEN = "".join(f"<b id={n}>" for n in range(400))
CRAMMED = " ".join(f"a{n}" for n in range(2_000))


def _deepest(html: str) -> int:
    node = parse_tree(html, url=URL).body
    deepest = depth = 0
    while node is not None:
        if node.child is not None:
            node, depth = node.child, depth + 1
            deepest = max(deepest, depth)
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
        node = node.next if node is not None else None
    return deepest


@pytest.mark.parametrize(
    "crowd",
    [
        pytest.param(f"<p>{OPEN}</p>" + "<p>x</p>" * 4_000, id="formatting"),
        pytest.param(f"<p>{OPEN.upper()}</p>" + "<p>x</p>" * 4_000, id="shouted"),
        pytest.param(f"<p>{OPEN.replace(' ', '/')}</p>" + "<p>x</p>" * 4_000, id="slashes"),
        pytest.param(f"<p>{OPEN}<!--{'</b>' * 400}--></p>" + "<p>x</p>" * 4_000, id="ends-in-a-comment"),
        pytest.param(f"<p>{OPEN.replace('>', '><table><td></b></table>')}" + "<p>x</p>" * 4_000, id="ends-in-a-cell"),
        pytest.param("<p>" + '<b x=" >x</b> ">' * 300 + "<p>x</p>" * 4_000, id="ends-in-a-value"),
    ],
)
def test_formatting_that_nobody_closes_is_not_copied_into_every_paragraph(crowd: str) -> None:
    tree = parse_tree(f"{STORY}{crowd}<p>The last paragraph.</p>", url=URL)
    assert len(tree.css("*")) < 20_000
    assert [tree.css("p")[n].text() for n in (0, -1)] == ["The first paragraph.", "The last paragraph."]


@pytest.mark.parametrize(
    "nest",
    [
        "<div>",
        "<x-y>",
        "<math><mrow>",
        "<x-y><div></x-y>",
        "<div><!--</div>-->",
        "<div><script><!--<script></script></div>--></script>",
        "<select><style></select><div>",
        "<div title='</div>'>",
        "<span><table><td>",
        "<ul><li>",
        "<a href=x><object>",
        "<button><p>",
        "<<b>div class=x>",
    ],
)
def test_nesting_without_end_loses_its_boxes_and_keeps_its_text(nest: str) -> None:
    html = f"{STORY}{nest * (40_000 // nest.count('<'))}The last words.<p>A paragraph."
    assert _deepest(html) < 1_000
    text = parse_tree(html, url=URL).root
    assert text is not None
    assert "The first paragraph." in text.text()


def test_a_flat_page_with_very_many_tags_keeps_its_boxes_and_their_attributes() -> None:
    boxes = "".join(f'<div class="c{n}" id=\'{n}"\'>x</div>' for n in range(7_000))
    tree = parse_tree(f"{STORY}{boxes}", url=URL)
    assert [node.attributes for node in tree.css("div")[::6_999]] == [
        {"class": "c0", "id": '0"'},
        {"class": "c6999", "id": '6999"'},
    ]


@pytest.mark.parametrize(
    "crowd",
    [
        "<select>" + "<OPTION value=1>x" * 50_000 + "</select>",
        "".join(f"<body a{n}=1>" for n in range(50_000)),
        "".join(f"<html a{n}=1>" for n in range(50_000)),
    ],
    ids=["options", "bodies", "roots"],
)
def test_a_crowd_of_tags_that_cost_by_the_square_is_left_out(crowd: str) -> None:
    tree = parse_tree(f"<p>before</p>{crowd}<p>after</p>", url=URL)
    assert tree.css_first("option") is None
    assert tree.root is not None
    assert len(tree.root.attributes) <= 1
    assert tree.body is not None
    assert (tree.body.text()[:6], tree.body.text()[-5:]) == ("before", "after")


def test_a_tag_crammed_with_attributes_is_found_whatever_its_values_hold() -> None:
    crammed = CRAMMED.replace("a900 ", "a900='>' ")
    tree = parse_tree(f"{STORY}{'x' * 1_200_000}<p {crammed}>The end.</p>", url=URL)
    assert len(tree.css("p")[-1].attributes) <= 40
    assert tree.css("p")[-1].text() == "The end."


def test_what_is_written_anew_is_what_a_record_needs() -> None:
    page = (
        "<!doctype html><HTML lang=en><head><title>A &lt;b> title</title><meta name=author content='A \"B\" C'>"
        '<script type="application/ld+json">{"a": "</p>"}</script><script>var a = "<p>";</script><style>p{}</style>'
        "<body><!-- x --><div CLASS=x data-y><p>One <b>two</b> 1 < 2<br>three<svg><path d=x></svg></p>"
        "<a href='/x?a=1&amp;b=2'>link</div></a></body></html>"
    )
    assert plainer(page) == (
        '<html lang="en"><head><title>A &lt;b> title</title><meta name="author" content="A &quot;B&quot; C">'
        '<script type="application/ld+json">{"a": "</p>"}</script>'
        '<body><div CLASS="x" data-y=""><p>One two 1 &lt; 2<br>three</p>'
        '<a href="/x?a=1&amp;b=2">link</a></div>'
    )

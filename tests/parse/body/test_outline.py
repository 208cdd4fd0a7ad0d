"""How much a text says, and which blocks it makes."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from workers.parse.body.outline import Outline, read_outline


def test_a_rule_and_indented_lines_part_paragraphs() -> None:
    html = (
        "<div>Monday<hr>The farmers block the road</div><p>一行目です。\n\n\u3000二行目です。\n\u3000三行目\nです。</p>"
    )
    body = LexborHTMLParser(html).body
    assert body is not None
    texts = [block.text for block in read_outline(body).blocks]
    assert texts == ["Monday", "The farmers block the road", "一行目です。", "二行目です。", "三行目 です。"]


def _outline(html: str) -> Outline:
    body = LexborHTMLParser(html).body
    assert body is not None
    return read_outline(body)


def test_what_is_named_as_chrome_is_entered_where_it_holds_much_more_prose_than_all_before_it() -> None:
    story = "".join(f"<p>{number} {'The council voted to keep the library open. ' * 3}</p>" for number in range(5))
    entered = _outline(
        f"<div class='sidebar-wrapper'><h1>Vote</h1>{story}</div><footer><p>Rights reserved</p></footer>"
    )
    assert entered.blocks[0].text == "Vote"
    assert entered.blocks[-1].text == "Rights reserved"  # on a page where names lie, none keeps anything out
    assert entered.skipped == []


def test_chrome_after_the_story_is_left_out_however_much_it_says() -> None:
    story = "".join(f"<p>{number} {'The council voted to keep the library open. ' * 3}</p>" for number in range(5))
    outline = _outline(f"<div>{story}</div><footer>{story}</footer>")
    assert len(outline.blocks) == 5
    assert len(outline.skipped) == 1

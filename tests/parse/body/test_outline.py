"""How much a text says, and which blocks it makes."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from workers.parse.body.outline import read_outline, weigh


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("ten chars.", 10),
        ("déjà vu’s", 9),
        ("خبر عاجل", 8),
        ("新聞", 5),
        ("新聞, news", 11),
        ("뉴스 속보", 11),
        ("ニュース", 10),
        ("\U00020000\U0002a6d6", 5),
        ("smile 🙂", 7),
        ("\ud7a3", 2),
        ("\ue000", 1),
    ],
)
def test_an_ideograph_or_syllable_weighs_two_letters_and_a_half(text: str, weight: int) -> None:
    assert weigh(text) == weight


def test_a_rule_and_indented_lines_part_paragraphs() -> None:
    html = (
        "<div>Monday<hr>The farmers block the road</div><p>一行目です。\n\n\u3000二行目です。\n\u3000三行目\nです。</p>"
    )
    body = LexborHTMLParser(html).body
    assert body is not None
    texts = [block.text for block in read_outline(body).blocks]
    assert texts == ["Monday", "The farmers block the road", "一行目です。", "二行目です。", "三行目 です。"]

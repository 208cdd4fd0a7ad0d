from __future__ import annotations

import pytest

from workers.parse.body.weight import weigh


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

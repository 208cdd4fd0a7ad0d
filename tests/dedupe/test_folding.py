"""The same words printed by two houses fold to one form."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xxhash import xxh3_64_digest

from workers.dedupe.folding import LANE, NUMBER, fold, fold_line, token_lanes, words_or_characters


def token_hashes(text: str) -> list[bytes]:
    """The tokens of `text`, each as its lane."""
    (lanes,) = token_lanes([text])
    return [lanes[at : at + LANE] for at in range(0, len(lanes), LANE)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("إعلان أحمد آب ٱلله", "اعلان احمد اب الله"),
        ("مدرسة كبرى", "مدرسه كبري"),
        ("قَالَ الرَّئيسُ", "قال الرئيس"),
        ("الرئيـــس", "الرئيس"),
        ("\u202bالرئيس\u202c \u200fهنا", "الرئيس هنا"),
        ("١٬٩٣٠ و ٢٠٢٠", "1,930 و 2020"),
        ("۷ می‌شود یکی", "7 ميشود يكي"),
        ("שָׁלוֹם עֲלֵיכֶם", "שלום עליכם"),
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("ＴＯＫＹＯ ２０２０", "tokyo 2020"),
        ("ﬁne", "FINE"),
        ("Ёлка", "елка"),
        ("École", "E\u0301COLE"),
        ("Straße", "STRASSE"),
        ("co\u00adoperate", "cooperate"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("१२ हिन्दी", "12 हिन्दी"),
        ("한국어", "\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165"),
    ],
)
def test_two_spellings_of_the_same_words_are_one(one: str, other: str) -> None:
    assert fold_line(one) == fold_line(other)
    assert token_hashes(one) == token_hashes(other)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Said: “no”, he’s out!", ["said", "no", "he", "s", "out"]),
        ("at 05:12, 1,930.50 and 3-1", ["at", "0512", "193050", "and", "31"]),
        ("中国外交部10日表示", ["中", "国", "外", "交", "部", "10", "日", "表", "示"]),
        ("東京でiPhone 15を発表", ["東", "京", "で", "iphone", "15", "を", "発", "表"]),
        ("ข่าววันนี้", ["ข", "่", "า", "ว", "ว", "ั", "น", "น", "ี", "้"]),
        ("ကမ္ဘာ", ["က", "မ", "္", "ဘ", "ာ"]),
        ("हिन्दी में ख़बर", ["हिन्दी", "में", fold("ख़बर")]),
        ("뉴스 속보", ["뉴스", "속보"]),
        ("— … ? ·", []),
        ("", []),
    ],
)
def test_text_is_cut_into_words_or_characters(text: str, tokens: list[str]) -> None:
    assert words_or_characters(text) == tokens


def test_a_line_is_its_words_with_single_blanks() -> None:
    assert fold_line("  خبرٌ   عاجل!\n") == "خبر عاجل"


def test_a_number_keeps_its_mark_in_every_script() -> None:
    for text in ("5", "٥", "۵", "５", "5:12"):
        assert [lane[4:] for lane in token_hashes(text)] == [NUMBER]
    for text in ("five", "خمسة", "五"):
        assert [lane[4:] == NUMBER for lane in token_hashes(text)] == [False]


TEXT = st.text(st.sampled_from("abzAÉßø éеЁЖيـَةאב中文ข่ัー가힣देि0159٣۵五.,:/'’-–—!؟…\xa0\u200f\u2009\n"), max_size=60)


@settings(deadline=None)  # a busy machine is no failure
@given(TEXT | st.text(max_size=40))
def test_token_hashes_follow_the_tokens_whatever_the_text(text: str) -> None:
    assert len(token_hashes(text)) == len(token_hashes(" ".join(words_or_characters(text))))
    assert token_hashes(text) == token_hashes(text)


@settings(deadline=None)
@given(
    TEXT,
    st.sampled_from(["", " some words more of plain English letters", " كلمات كثيرة من حروف أخرى غير لاتينية هنا"]),
)
def test_a_token_has_one_hash_in_every_company(text: str, company: str) -> None:
    alone = [token_hashes(token) for token in words_or_characters(text)]
    together = token_hashes(text + company)
    assert together == [lane for lanes in alone for lane in lanes] + token_hashes(company)


@settings(deadline=None)
@given(st.lists(st.text(max_size=20) | st.just("\x1e"), max_size=5))
def test_texts_are_read_together_as_each_alone(texts: list[str]) -> None:
    assert token_lanes(texts) == [token_lanes([text])[0] for text in texts]


# Words by the last and the first byte of their hashes: what looks like a part of a mark, and what does not.
_LETTERS = ["".join(letters) for letters in itertools.product("abcdefghij", repeat=4)]
_EDGE_WORDS = [w for w in _LETTERS if xxh3_64_digest(w.encode())[-1] in (0, 255)]
_EDGE_WORDS += [w for w in _LETTERS if xxh3_64_digest(w.encode())[0] in (0, 255)]
WORDS = st.sampled_from([*_EDGE_WORDS, "OPML"]) | st.sampled_from(["minister", "5", "٣۵", "中", "الخبر", "Ёлка"])


@settings(deadline=None)
@given(st.lists(st.lists(WORDS, max_size=4).map(" ".join), max_size=5))
def test_texts_are_read_together_as_each_alone_whatever_their_words_hash_to(texts: list[str]) -> None:
    assert token_lanes(texts) == [b"".join(token_hashes(word)[0] for word in text.split()) for text in texts]
    assert all(len(lanes) % LANE == 0 for lanes in token_lanes(texts))


@pytest.mark.parametrize("code", [*range(0x20, 0x3000, 7), 0xAC00, 0xFB01, 0xFF21, 0x1D400])
def test_a_character_folds_by_itself_as_in_a_word(code: int) -> None:
    word = f"a{chr(code)}b"
    assert token_hashes(word) == [lane for token in words_or_characters(word) for lane in token_hashes(token)]


def test_a_word_of_megabytes_and_a_flood_of_new_words_are_read() -> None:
    assert len(token_hashes("a" * 5_000_000)) == 1
    assert len(token_hashes(" ".join(f"w{number}" for number in range(50_000)))) == 50_000
    assert token_hashes("once again") == token_hashes("Once, again.")

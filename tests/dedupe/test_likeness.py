"""Copies are recognised however newsrooms change them, and look-alikes stay apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.dedupe.articles import OTHER, STORY, rates
from workers.dedupe.fingerprint import KEYS, Fingerprint, all_shingles, current, fingerprint, paragraph_hash
from workers.dedupe.likeness import CANDIDATES, compare, is_duplicate, judge, likeliest, similarity, verify
from workers.records import Article

TITLE = "Harbour bridge to close for eighteen months"
ARABIC = (
    "أعلن مجلس المدينة يوم الاثنين إغلاق الجسر القديم في المرفأ لمدة ثمانية عشر شهرا على الأقل بعد ظهور تشققات فيه.",
    "وكان المهندسون قد عثروا على شقوق في أربع من العوارض الفولاذية التسع خلال كشف أجري في أواخر تشرين الأول.",
    "ويعبر الجسر نحو ٣١٬٠٠٠ مركبة كل يوم بينها معظم الشاحنات التي تزود سوق السمك في الضفة الشرقية بالبضائع.",
    "وقالت رئيسة البلدية إن القرار صعب ولكن أحدا من أعضاء المجلس لم يكن مستعدا لانتظار وقوع حادث على الجسر.",
    "ويخشى التجار على موسم الأعياد ويطالبون بعبارة مجانية إلى أن تنتهي أعمال الترميم التي ستكلف ٤٦ مليونا.",
)
CHINESE = (
    "诺斯菲尔德市议会星期一投票决定关闭老港口大桥，工期至少十八个月，因为工程师在十月底的检查中发现钢梁出现裂缝。",
    "每天约有31000辆汽车通过这座大桥，其中大部分是为东岸水产市场运送货物的卡车，商户们担心年底的生意会受到影响。",
    "市长表示这个决定非常艰难，但是市议会中没有任何人愿意等到事故发生之后再采取行动，修理费用约为4600万元。",
    "临时人行桥将于三月开放，骑自行车的市民可以从火车站旁边的隧道通过，渡轮服务的具体时间表将在下周公布。",
)


NAMES = ("browser", "telephone", "tablet", "firewall", "reader", "proxy", "player", "router", "system", "company")


def of(paragraphs: tuple[str, ...], title: str = TITLE) -> Fingerprint:
    return fingerprint(title, paragraphs)


COPIES: dict[str, Callable[[tuple[str, ...]], tuple[str, ...]]] = {
    "as it is": lambda body: body,
    "tail cut": lambda body: body[:4],
    "agency before it": lambda body: ("NORTHFIELD (Reuters) - " + body[0], *body[1:]),
    "paragraphs added": lambda body: (*body[:3], *OTHER[:2], *body[3:]),
    "re-ordered": lambda body: (body[2], body[0], body[1], *body[:2:-1]),
    "own lead": lambda body: (OTHER[0], *body),
    "capitals and quotes": lambda body: tuple(text.upper().replace(",", "") for text in body),
}


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES.keys())
@pytest.mark.parametrize("body", [STORY, ARABIC, CHINESE], ids=["en", "ar", "zh"])
def test_a_copy_is_a_duplicate_under_another_headline(
    body: tuple[str, ...], change: Callable[[tuple[str, ...]], tuple[str, ...]]
) -> None:
    original, copy = of(body), fingerprint("Traders fear for the season as crossing shuts", change(body))
    assert set(original.keys) & set(copy.keys)
    assert is_duplicate(original, copy)
    assert is_duplicate(copy, original)


def test_another_house_style_of_arabic_is_no_other_article() -> None:
    respelled = tuple(
        text.replace("أ", "ا").replace("إ", "ا").replace("٣١٬٠٠٠", "31000").replace("ال", "الـ", 5) for text in ARABIC
    )
    assert similarity(of(ARABIC), of(respelled)) == 1.0


def test_unrelated_articles_share_nothing() -> None:
    assert similarity(of(STORY), of(OTHER)) == 0.0
    assert not set(of(STORY).keys) & set(of(OTHER).keys)


def test_a_new_story_that_takes_over_the_background_is_no_duplicate() -> None:
    follow_up = (*OTHER[:5], *STORY[4:])
    assert not is_duplicate(of(STORY), of(follow_up, "Mills report low yields"))


@pytest.mark.parametrize("same_source", [True, False])
@pytest.mark.parametrize("title", ["Exchange rates today", "Exchange rates for 7 January"])
def test_tomorrows_exchange_rates_are_another_article(title: str, same_source: bool) -> None:
    today = fingerprint(title, rates("14,150", "14,230", "15,020", "15,110", "17,930", "1,930,000", "23.4"))
    tomorrow = fingerprint(
        title.replace("7", "8"), rates("14,170", "14,250", "15,010", "15,100", "17,950", "1,940,000", "23.5")
    )
    assert verify(all_shingles("", rates(*"1234567")), all_shingles("", rates(*"7654321"))) > 0.5
    assert not is_duplicate(today, tomorrow, same_source=same_source)


def test_todays_exchange_rates_are_one_article_in_two_papers() -> None:
    numbers = ("14,150", "14,230", "15,020", "15,110", "17,930", "1,930,000", "23.4")
    assert is_duplicate(of(rates(*numbers), "Exchange rates today"), of(rates(*numbers), "Dollar slips again"))


@pytest.mark.parametrize("body", [(), ("",), ("Video",), ("شاهد", "الفيديو"), ("图片",), STORY[:1]])
def test_bodies_that_say_nothing_are_never_duplicates(body: tuple[str, ...]) -> None:
    assert not is_duplicate(of(body, "Photo of the day"), of(body, "Photo of the day"))


def test_a_footer_alone_brings_no_two_articles_of_a_source_together() -> None:
    notice = tuple(
        f"Our pages need cookies, so please change the settings of your browser, rule {n}." for n in range(9)
    )
    one, other = of(notice, "Harbour bridge to close for months"), of(notice, "Olive harvest begins early in valley")
    assert not is_duplicate(one, other, same_source=True)


def test_a_short_item_under_its_own_headline_is_recognised() -> None:
    one, other = of(STORY[:3]), of(("(AP) " + STORY[0], *STORY[1:3]))
    assert is_duplicate(one, other)
    assert not is_duplicate(one, of(STORY[:3], "Olive harvest begins early in valley")) or one.numbers


def test_a_brief_of_an_agency_is_one_story_under_two_headlines_that_it_tells() -> None:
    one = of(STORY[:2], "Northfield council votes to close the old harbour bridge")
    other = of(("(AP) " + STORY[0], STORY[1]), "Engineers find cracks in steel beams of Northfield crossing")
    assert 20 < one.words < 80
    assert is_duplicate(one, other)
    assert is_duplicate(other, one)
    assert not is_duplicate(one, other, same_source=True)
    for headline in ("Olive harvest begins early in valley", "Live", "The best of the week for all of us"):
        assert not is_duplicate(one, of(STORY[:2], headline))
        assert not is_duplicate(of(STORY[:2], headline), one)


def test_titles_of_every_day_over_the_same_footers_are_no_story() -> None:
    footers = (
        "Inscrivez-vous gratuitement à notre lettre quotidienne pour recevoir chaque matin l'essentiel de l'actualité.",
        "Les opinions exprimées dans cette tribune n'engagent que leur auteur et ne reflètent pas celle du journal.",
    )
    titles = ("La photo du jour", "La photo du jour", "Le dessin du jour", "L'image du jour")
    printed = [of((*start, *footers), title) for title, start in zip(titles, ((), ("39",), ("le",), ()), strict=True)]
    assert not [1 for place, one in enumerate(printed) for other in printed[place + 1 :] if is_duplicate(one, other)]


def test_boilerplate_does_not_count() -> None:
    footer = tuple(f"Line {word} of what we print under all of our articles in any section" for word in "abcdefgh")
    skipped = frozenset(of(footer[:4]).edges) | frozenset(of(footer[4:]).edges)
    with_it = fingerprint(TITLE, (*STORY, *footer[4:]), boilerplate=skipped)
    assert with_it.sketch == of(STORY).sketch
    assert fingerprint(TITLE, footer, boilerplate=skipped).keys == ()


def test_a_body_that_repeats_the_title_is_read_without_it() -> None:
    assert of((TITLE + "!", *STORY)).sketch == of(STORY).sketch


def test_a_fingerprint_survives_storage() -> None:
    for mark in (of(STORY), of(CHINESE), of(()), of(rates(*"1234567")), of(STORY * 40)):
        data = mark.to_bytes()
        back = Fingerprint.from_bytes(data)
        assert len(data) <= 596
        assert back.to_bytes() == data
        assert compare(mark, of(STORY)) == compare(back, of(STORY))
    for broken in (b"", b"x", of(STORY).to_bytes()[:-1], b"\x09" + of(STORY).to_bytes()[1:]):
        with pytest.raises(ValueError, match="fingerprint"):
            Fingerprint.from_bytes(broken)


def test_keys_are_signed_and_few() -> None:
    keys = of(STORY * 3 + OTHER).keys
    assert len(keys) == KEYS
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_the_estimate_is_near_the_truth_on_long_texts() -> None:
    words = [f"word{number}" for number in range(3000)]
    one, other = (" ".join(words[:2000]),), (" ".join(words[1000:]),)
    truth = verify(all_shingles("", one), all_shingles("", other))
    like = compare(of(one), of(other))
    assert abs(like.containment - truth) < 0.15
    assert abs(like.resemblance - 1 / 3) < 0.15


@pytest.mark.parametrize("number", ["130603", "167521", "190852", "130604"])  # three hash to what looks like a mark
def test_every_number_counts_as_one(number: str) -> None:
    told = [
        fingerprint(f"Harvest of {n} tons", [f"The farms of the valley sold {n} tons of wheat"]) for n in (number, "7")
    ]
    assert [len(print_.numbers) for print_ in told] == [1, 1]
    assert told[0].title_form == told[1].title_form


@pytest.mark.parametrize("word", ["OPML", "minister"])  # the hash of the first ends in a byte of a break
def test_a_paragraph_is_known_again_whatever_word_stands_before_it(word: str) -> None:
    story, footer = f"The sources were read from a file of {word}.", "Sign up for our newsletter and read the best."
    known = fingerprint("A title", [story, footer])
    assert {paragraph_hash(story), paragraph_hash(footer)} <= set(known.edges)
    assert (
        fingerprint("A title", [story, footer], None, {paragraph_hash(footer)}).words == fingerprint("A", [story]).words
    )


def test_megabytes_of_text_and_of_numbers_are_read_in_part() -> None:
    huge = (" ".join([f"word{number} {number}" for number in range(300_000)]),)
    assert is_duplicate(of(huge), of(huge))
    assert of(("x" * 5_000_000,)).keys == ()
    assert of(("1", "2", "3", "4", "5") * 100_000).size > 0


def test_the_likeliest_candidates_share_what_is_rare() -> None:
    phrase = ["stock phrase", *(f"other {number}" for number in range(9))]
    assert likeliest([phrase, ["copy"], ["copy"]], 3)[0] == "copy"
    assert len(likeliest([phrase, ["copy"]])) == CANDIDATES
    assert likeliest([]) == []


def test_the_score_of_a_copy_is_told() -> None:
    like = judge(of(STORY), of(STORY[:5]))
    assert like is not None
    assert like.containment == 1.0
    assert 0.8 < like.score <= 1.0


def test_a_fingerprint_of_an_earlier_version_is_made_anew() -> None:
    article = Article(url="https://a.example/1", title=TITLE, paragraphs=STORY)
    today = of(STORY).to_bytes()
    assert current(today, article) is today
    assert current(b"\x01" + today[1:], article) == today
    assert current(b"", article) == today


def test_a_long_text_is_told_by_its_lowest_shingles_as_a_short_one_is() -> None:
    long = tuple(
        f"{text} {number} {' '.join(f'w{number}x{n}' for n in range(60))}" for number, text in enumerate(STORY * 8)
    )
    mark, cut = of(long), of(long[:40])
    exact = verify(all_shingles("", long), all_shingles("", long[:40]))
    assert abs(compare(mark, cut).containment - exact) < 0.15
    assert abs(mark.size - len(all_shingles("", long))) < mark.size / 10
    assert sorted(all_shingles("", long))[:96] == list(mark.sketch)


def test_what_is_printed_again_and_again_counts_once() -> None:
    once, often = of(STORY[:1]), of(STORY[:1] * 400)
    assert often.size <= once.size + 5
    assert often.words <= once.words + 5


def test_a_phrase_that_many_articles_hold_is_no_reason_by_itself() -> None:
    phrase = [f"news {n}" for n in range(16)]
    assert likeliest([phrase]) == []
    assert likeliest([phrase[:11]]) != []
    copies = [f"copy {n}" for n in range(16)]
    assert set(likeliest([phrase, copies, copies], 99)) == set(copies)

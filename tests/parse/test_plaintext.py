"""Text dumps: the layout of the archives, and its variants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import GiveUp, NotAnArticle, TooLarge, Unreadable
from workers.parse.plaintext import MAX_CHARACTERS, read_text
from workers.records import Article, Moment, Precision
from workers.textlayout import LAYOUTS

DUMP = (Path(__file__).parents[1] / "data" / "text" / "market.txt").read_bytes().decode()
TITLE = "سوق الخضار القديم يفتح أبوابه بعد ترميم دام عامين"
SEVENTH = Moment(datetime(2020, 1, 7, tzinfo=UTC), Precision.DAY)


def test_a_dump_is_read_field_by_field() -> None:
    article = read_text(DUMP, url="file:market.txt")
    assert article.url == "file:market.txt"
    assert article.title == TITLE
    assert article.section == "أخبار محلية"
    assert article.published == SEVENTH
    assert article.language == "ar"
    assert article.direction == "rtl"
    assert article.publisher == "صدى المدينة"
    assert article.authors == ("فريق التحرير",)
    assert len(article.paragraphs) == 4
    assert article.paragraphs[0].startswith("أعلن مجلس المدينة")
    assert article.paragraphs[3].endswith("في ساعات الصباح.")
    assert {origin.via for origin in article.origins.values()} == {"text"}
    assert set(article.origins) == {
        "title",
        "section",
        "published",
        "language",
        "publisher",
        "authors",
        "paragraphs",
    }


def test_a_dump_is_given_back_byte_for_byte() -> None:
    assert read_text(DUMP).to_text() == DUMP


SAME = {
    "windows line breaks": DUMP.replace("\n", "\r\n"),
    "old mac line breaks": DUMP.replace("\n", "\r"),
    "byte order mark": "\ufeff" + DUMP,
    "no title below": DUMP.replace(f"\n\n{TITLE}\n\n", "\n\n"),
    "one title above": DUMP.removeprefix(TITLE + "\n"),
    "extra blanks": "\n\n" + DUMP.replace("\n\n", "\n \n\n\t\n") + "\n\n\n",
    "blanks round lines": DUMP.replace("\n", "  \n  "),
    "line break at the end": DUMP + "\n",
    "no rule": DUMP.removesuffix("\n\nـــــــ ــ"),
    "no share line": DUMP.replace("مشاركة:\u2002\n", ""),
    "nothing below the source": DUMP.split("\nمشاركة")[0],
    "related headlines": DUMP.replace("أيضاً:\n\n", "أيضاً:\n\nخبر آخر من المدينة\nخبر ثالث\n\n"),
    "share names": DUMP.replace("مشاركة:\u2002", "مشاركة: فيسبوك تويتر واتساب"),
    "source and author in lines of their own": DUMP.replace(" الكاتب:", "\nالكاتب:"),
    "author before source": DUMP.replace(
        "المصدر: صدى المدينة الكاتب: فريق التحرير", "الكاتب: فريق التحرير\nالمصدر: صدى المدينة"
    ),
    "levantine month": DUMP.replace("يناير", "كانون الثاني"),
    "doubled month": DUMP.replace("يناير", "كانون الثاني/يناير"),
    "western digits": DUMP.replace("٧ يناير ٢٠٢٠", "7 يناير 2020"),
    "day name and hour": DUMP.replace("٧ يناير", "- الثلاثاء ٧ يناير"),
    "numeric date": DUMP.replace("٧ يناير ٢٠٢٠", "2020/01/07"),
    "another bullet": DUMP.replace("●", "•"),
    "read also between paragraphs": DUMP.replace("\n\nوأضاف", "\n\nاقرأ أيضاً: خبر آخر من المدينة\n\nوأضاف"),
}


@pytest.mark.parametrize("name", SAME)
def test_a_variant_of_the_layout_gives_the_same_record(name: str) -> None:
    assert read_text(SAME[name]) == read_text(DUMP)


def test_what_a_dump_lacks_is_missing_in_the_record() -> None:
    no_author = read_text(DUMP.replace(" الكاتب: فريق التحرير", ""))
    assert (no_author.publisher, no_author.authors) == ("صدى المدينة", ())
    no_publisher = read_text(DUMP.replace("المصدر: صدى المدينة ", ""))
    assert (no_publisher.publisher, no_publisher.authors) == (None, ("فريق التحرير",))
    no_date = read_text(DUMP.replace(" ٧ يناير ٢٠٢٠", ""))
    assert (no_date.section, no_date.published) == ("أخبار محلية", None)
    no_section = read_text(DUMP.replace("أخبار محلية ", ""))
    assert (no_section.section, no_section.published) == (None, SEVENTH)
    neither = read_text(DUMP.replace("● أخبار محلية ٧ يناير ٢٠٢٠\n", ""))
    assert (neither.section, neither.published, neither.title) == (None, None, TITLE)
    assert len(neither.paragraphs) == 4
    for article in (no_author, no_publisher, no_date, no_section, neither):
        assert read_text(article.to_text()) == article


def test_several_sections_stay_as_printed() -> None:
    several = DUMP.replace("أخبار محلية", "أخبار محلية - تقارير ٢٠١٩")
    assert read_text(several).section == "أخبار محلية - تقارير ٢٠١٩"
    assert read_text(several).to_text() == several
    bullets = DUMP.replace("● أخبار محلية", "● أخبار محلية ● تقارير")
    assert read_text(bullets).section == "أخبار محلية ● تقارير"
    assert read_text(bullets).to_text() == bullets


def test_several_authors_are_told_apart() -> None:
    article = read_text(DUMP.replace("فريق التحرير", "سلمى الحلبي، يوسف داود"))
    assert article.authors == ("سلمى الحلبي", "يوسف داود")


def test_a_body_may_speak_of_sources_and_sharing() -> None:
    told = DUMP.replace("\n\nوأضاف", "\n\nالمصدر: مجلس المدينة\n\nمشاركة: دعوة عامة\n\nوأضاف")
    article = read_text(told)
    assert article.paragraphs[2:4] == ("المصدر: مجلس المدينة", "مشاركة: دعوة عامة")
    assert article.publisher == "صدى المدينة"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", Unreadable),
        (" \n\ufeff\n", Unreadable),
        ("\x00\x01\x02\x03" * 100, Unreadable),
        ("%PDF-1.4\n\x00\x01\x02\x03\x04\x05\x06\x07\n\x0e\x0f", Unreadable),
        ("Just a line", NotAnArticle),
        ("A letter\n\nDear reader,\n\nnothing of a dump is here.", NotAnArticle),
        (f"{TITLE}\n{TITLE}\n● أخبار ٧ يناير ٢٠٢٠\n\n{TITLE}\n\nالمصدر: شبكة", NotAnArticle),
        ("● أخبار ٧ يناير ٢٠٢٠", NotAnArticle),
        ("a" * (MAX_CHARACTERS + 1), TooLarge),
    ],
)
def test_what_is_no_dump_is_refused_with_its_reason(text: str, error: type[GiveUp]) -> None:
    with pytest.raises(error) as raised:
        read_text(text, url="file:x.txt")
    assert raised.value.about == "file:x.txt"
    assert raised.value.why


SENTENCES = {
    "ar": [
        "أعلن المجلس عن خطة جديدة",
        "وقال رئيس المجلس إن العمل بدأ",
        "في المدينة القديمة بعد عامين",
        "كما أن السكان",
    ],
    "fa": ["شورای شهر از طرح تازه‌ای خبر داد", "رئیس شورا گفت که کار آغاز شده است", "در بخش قدیمی شهر پس از دو سال"],
    "ur": ["شہر کی کونسل نے نئے منصوبے کا اعلان کیا ہے", "صدر نے کہا کہ کام شروع ہو گیا ہے"],
    "he": ["מועצת העיר הודיעה על תוכנית חדשה", "ראש המועצה אמר כי העבודה החלה", "ברובע העתיק לאחר שנתיים"],
    "en": [
        "The council announced a new plan",
        "its chairman said that the work has begun",
        "in the old town after two years",
    ],
    "fr": ["Le conseil a annoncé un nouveau plan", "son président a dit que les travaux ont commencé"],
    "es": ["El consejo anunció un nuevo plan", "su presidente dijo que las obras han empezado"],
    "de": ["Der Rat hat einen neuen Plan angekündigt", "sein Vorsitzender sagte, dass die Arbeit begonnen hat"],
    "ru": ["Совет объявил о новом плане", "его председатель сказал, что работы начались"],
    "zh": ["市议会宣布新的计划", "议长说工程已经开始", "老城区两年之后"],
    "ja": ["市議会は新しい計画を発表した", "議長は工事が始まったと述べた"],
}


def phrase(language: str, most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(SENTENCES[language]), min_size=1, max_size=most).map(" ".join)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    language = draw(st.sampled_from(sorted(SENTENCES)))
    odd = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
    clean = odd.filter(lambda word: not set(word) & set(":：,،、●•◉■▪◆_-=—–*~.ـ|·/"))
    day = draw(st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)))
    title = draw(phrase(language, 3))
    return Article(
        url="",
        title=title,
        paragraphs=tuple(draw(st.lists(st.tuples(phrase(language, 6), clean).map(" ".join), min_size=1, max_size=5))),
        section=draw(st.none() | phrase(language, 1) | clean),
        published=Moment(datetime(day.year, day.month, day.day, tzinfo=UTC), Precision.DAY) if day else None,
        authors=tuple(draw(st.lists(clean, max_size=3))),
        publisher=draw(st.none() | clean),
        language=language,
        direction="rtl" if language in ("ar", "fa", "ur", "he") else "ltr",
    )


def carried(article: Article) -> tuple[object, ...]:
    return (
        article.title,
        article.section,
        article.published,
        article.publisher,
        article.authors,
        article.paragraphs,
        article.language,
        article.direction,
    )


@given(articles())
def test_record_to_text_to_record_is_the_identity(article: Article) -> None:
    text = article.to_text()
    again = read_text(text)
    assert carried(again) == carried(article)
    assert again.to_text() == text


@pytest.mark.parametrize("language", sorted(LAYOUTS))
def test_the_labels_tell_the_language(language: str) -> None:
    article = Article(
        url="", title="Alpha 1", paragraphs=("Beta 2",), section="Gamma", published=SEVENTH, publisher="Delta",
        authors=("Epsilon", "Zeta"), language=language,
    )  # fmt: skip
    assert read_text(article.to_text()).language == language
    assert read_text(article.to_text()).authors == ("Epsilon", "Zeta")


@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from(DUMP.split("\n")), max_size=30).map("\n".join)))
def test_any_text_gives_a_record_or_gives_up(text: str) -> None:
    try:
        article = read_text(text)
    except GiveUp:
        return
    assert article.title
    assert article.paragraphs
    assert all(paragraph == paragraph.strip() and paragraph for paragraph in article.paragraphs)


@pytest.mark.parametrize(
    ("line", "paragraphs", "publisher"),
    [
        ("● x ", 0, None),
        ("اقرأ أيضاً:\n", 0, None),
        ("المصدر: x\n", 99_999, "x"),
        ("a\n", 500_000, None),
        ("مشاركة: ", 1, None),
        ("_ ", 0, None),
        ("7 يناير 2020 ", 1, None),
        ("الكاتب: ", 1, None),
    ],
)
def test_an_endless_dump_is_read_or_refused(line: str, paragraphs: int, publisher: str | None) -> None:
    dump = "T\nT\n" + line * (1_000_000 // len(line))
    if not paragraphs:
        with pytest.raises(NotAnArticle, match="no paragraph below its title"):
            read_text(dump)
        return
    article = read_text(dump)
    assert (article.title, len(article.paragraphs), article.publisher) == ("T", paragraphs, publisher)
    assert article.authors == ()

from __future__ import annotations

import pytest

from workers.parse.body.phrases import is_byline, is_date, is_furniture, is_tail_heading


@pytest.mark.parametrize(
    "line",
    [
        "اقرأ أيضاً:",
        "ـــــــ ــ",
        "المصدر: شبكة الأخبار الكاتب: فريق التحرير",
        "مشاركة:",
        "Читайте также: как прошёл парад",
        "À lire aussi : notre dossier",
        "相关阅读",
        "【関連記事】台風が接近",
        "קראו גם: הפארק החדש",
        "यह भी पढ़ें: नई योजना",
        "Read more: The last lighthouse keeper",
        "____________",
        "© 2024 Example Press",
        "(Image: GETTY )",
        "https://example.org/a/b",
        "Follow her on Twitter @example",
        "Book now",
        "Al abonnee? Log in",
        "Déjà abonné ? Connectez-vous",
        "Diskuse (12)",
        "عدد القراءات: 812",
        "特别声明：以上内容为用户上传并发布，本平台仅提供信息存储服务。",
        "URL: https://paper.example/note.php?id=88",
        "Propos recueillis par Julie Bernard",
        '<img src="x.gif" width="1">',
    ],
)
def test_lines_around_an_article_are_told_in_many_languages(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "وأكد الوزير أن العمل مستمر.",
        "He read more than forty books that year, she said.",
        "Share prices fell by three percent on Tuesday.",
        "Blur",
        "1a etapa: 10 de março – Interlagos",
        "このように述べた。",
        "Advertisements on buses will be banned from May, the council decided." + " It voted 9 to 3." * 8,
    ],
)
def test_lines_of_an_article_are_left_alone(line: str) -> None:
    assert not is_furniture(line)


def test_bylines_and_dates_are_told_from_text() -> None:
    assert is_byline("By Jane Doe")
    assert is_byline("بقلم: ريم حداد")
    assert is_byline("7 January 2020, 10:05")
    assert is_date("٧ يناير ٢٠٢٠")
    assert is_date("18:02")
    assert is_date("2024年6月12日")
    assert not is_byline("Bystanders saw the fire first.")
    assert not is_date("8a etapa: 09 de setembro – Cascavel")
    assert not is_date("a" * 50)


def test_a_heading_of_what_follows_ends_the_article() -> None:
    assert is_tail_heading("Related stories")
    assert is_tail_heading("مواضيع ذات صلة")
    assert is_tail_heading("12 comments")
    assert not is_tail_heading("What happens next in the valley")


def test_a_date_in_chinese_numerals_is_one() -> None:
    assert is_date("令和八年十一月二十一日（土） 掲載")
    assert not is_date("昭和の時代は終わった。")

"""The layout of a text dump of one article: how `Article.to_text` writes it, and the tables that its reader shares.

    title
    title
    ● section day

    title

    paragraph

    ...

    Source: publisher Author: authors
    Share:

    Read also:

    _______ __

A part that the article lacks is left out with its label. Labels, month names and digits are those of the article's
language; a language without a table gets the English labels and an ISO date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from workers.records import Article

BULLET = "●"
_EN_SPACE = "\u2002"  # stands after the share label in every dump
_ARABIC_RULE = "ـــــــ ــ"
_LATIN_RULE = "_______ __"
_LINE_BREAKS = re.compile(r"[ \t]*(?:\r\n|\r|\n)\s*")


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of one language. `day` is a format of `{d}`, `{m}` (a month's name, or its number) and `{y}`."""

    language: str
    source: str
    author: str
    share: str
    read_also: str
    day: str = "{y}-{m:0>2}-{d:0>2}"
    months: tuple[str, ...] = tuple(str(number) for number in range(1, 13))
    digits: str = "0123456789"
    comma: str = ", "
    rule: str = _LATIN_RULE

    def write_day(self, day: date) -> str:
        """The day as this language prints it."""
        text = self.day.format(d=day.day, m=self.months[day.month - 1], y=f"{day.year:04}")
        return text if self.digits == DEFAULT.digits else text.translate(_to(self.digits))

    def split_day(self, text: str) -> tuple[str, date] | None:
        """What stands before a day that ends `text` exactly as `write_day` writes it, and that day."""
        found = _day_at_end(self).search(text)
        if found is None:
            return None
        try:
            day = date(int(found["y"]), self.months.index(found["m"].lstrip("0") or "0") + 1, int(found["d"]))
        except ValueError:
            return None
        start = found.start("day")
        return (text[:start].rstrip(), day) if self.write_day(day) == text[start:] else None


@cache
def _day_at_end(layout: Layout) -> re.Pattern[str]:
    names = layout.months if not layout.months[0].isdigit() else (r"\d{1,2}",)
    fields = {"d": r"(?P<d>\d{1,2})", "m": f"(?P<m>{'|'.join(names)})", "y": r"(?P<y>\d{4})"}
    parts = re.split(r"\{([dmy])[^}]*\}", layout.day)
    pattern = "".join(fields[part] if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile(rf"(?:\A|(?<=\s))(?P<day>{pattern})\Z")


def _to(digits: str) -> dict[int, str]:
    return {ord("0") + value: digit for value, digit in enumerate(digits)}


def _months(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_ENGLISH = ("Source", "Author", "Share", "Read also")
DEFAULT = Layout("", *_ENGLISH)
"""For languages without a table: English labels, ISO dates."""

_ALL = (
    Layout(
        "ar", "المصدر", "الكاتب", "مشاركة", "اقرأ أيضاً", "{d} {m} {y}",
        _months("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
        "٠١٢٣٤٥٦٧٨٩", "، ", _ARABIC_RULE,
    ),
    Layout(
        "fa", "منبع", "نویسنده", "اشتراک‌گذاری", "بیشتر بخوانید", "{d} {m} {y}",
        _months("ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر"),
        "۰۱۲۳۴۵۶۷۸۹", "، ", _ARABIC_RULE,
    ),
    Layout(
        "ur", "ماخذ", "مصنف", "شیئر کریں", "یہ بھی پڑھیں", "{d} {m} {y}",
        _months("جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر"), comma="، ", rule=_ARABIC_RULE,
    ),
    Layout(
        "he", "מקור", "מאת", "שיתוף", "קראו גם", "{d} ב{m} {y}",
        _months("ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר"),
    ),
    Layout(
        "en", *_ENGLISH, "{d} {m} {y}",
        _months("January February March April May June July August September October November December"),
    ),
    Layout(
        "fr", "Source", "Auteur", "Partager", "À lire aussi", "{d} {m} {y}",
        _months("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    ),
    Layout(
        "es", "Fuente", "Autor", "Compartir", "Lea también", "{d} de {m} de {y}",
        _months("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    ),
    Layout(
        "pt", "Fonte", "Autor", "Compartilhar", "Leia também", "{d} de {m} de {y}",
        _months("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    ),
    Layout(
        "it", "Fonte", "Autore", "Condividi", "Leggi anche", "{d} {m} {y}",
        _months("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    ),
    Layout(
        "de", "Quelle", "Autor", "Teilen", "Lesen Sie auch", "{d}. {m} {y}",
        _months("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    ),
    Layout(
        "nl", "Bron", "Auteur", "Delen", "Lees ook", "{d} {m} {y}",
        _months("januari februari maart april mei juni juli augustus september oktober november december"),
    ),
    Layout(
        "ru", "Источник", "Автор", "Поделиться", "Читайте также", "{d} {m} {y}",
        _months("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    ),
    Layout(
        "uk", "Джерело", "Автор", "Поширити", "Читайте також", "{d} {m} {y}",
        _months("січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
    ),
    Layout(
        "tr", "Kaynak", "Yazar", "Paylaş", "Ayrıca okuyun", "{d} {m} {y}",
        _months("Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
    ),
    Layout("zh", "来源", "作者", "分享", "延伸阅读", "{y}年{m}月{d}日", comma="、"),
    Layout("ja", "出典", "著者", "シェア", "関連記事", "{y}年{m}月{d}日", comma="、"),
    Layout("ko", "출처", "기자", "공유", "함께 읽기", "{y}년 {m}월 {d}일"),
)  # fmt: skip
LAYOUTS: dict[str, Layout] = {layout.language: layout for layout in _ALL}
"""By primary language subtag."""


def layout_of(language: str | None) -> Layout:
    """The layout for a BCP 47 tag."""
    return LAYOUTS.get((language or "").split("-")[0].lower(), DEFAULT)


def write_text(article: Article) -> str:
    """The article as a text dump, without a line break at the end.

    It carries title, section, day of publication, publisher, authors and paragraphs; line breaks inside of them
    become blanks.
    """
    layout = layout_of(article.language)
    title = _line(article.title)
    lines = [title, title]
    day = layout.write_day(article.published.at.date()) if article.published is not None else ""
    headed = " ".join(part for part in (_line(article.section or ""), day) if part)
    if headed:
        lines.append(f"{BULLET} {headed}")
    lines += ["", title, ""]
    for paragraph in article.paragraphs:
        lines += [_line(paragraph), ""]
    authors = layout.comma.join(_line(author) for author in article.authors)
    credits = ((layout.source, _line(article.publisher or "")), (layout.author, authors))
    stated = " ".join(f"{label}: {name}" for label, name in credits if name)
    if stated:
        lines.append(stated)
    lines += [f"{layout.share}:{_EN_SPACE}", "", f"{layout.read_also}:", "", layout.rule]
    return "\n".join(lines)


def _line(text: str) -> str:
    return _LINE_BREAKS.sub(" ", text).strip()

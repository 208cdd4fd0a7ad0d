"""Bytes to text, whatever they claim to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.parse.charset import decode
from workers.parse.charset.labels import charset_name

SENTENCES = {
    "windows-1256": "قالت وزارة الصحة اليوم إن عدد المصابين ارتفع في العاصمة",
    "windows-1251": "Правительство утвердило новый бюджет на следующий год",
    "koi8-r": "Правительство утвердило новый бюджет на следующий год",
    "windows-1253": "Η κυβέρνηση ενέκρινε σήμερα τον νέο προϋπολογισμό της χώρας",
    "windows-1255": "הממשלה אישרה היום את התקציב החדש של המדינה",
    "windows-874": "รัฐบาลอนุมัติงบประมาณใหม่ของประเทศในวันนี้",
    "windows-1252": "Le gouvernement a approuvé « le nouveau budget » de l’été à Nîmes",
    "windows-1250": "Rząd przyjął wczoraj nową ustawę o budżecie państwa, później źródła",
    "windows-1254": "Hükümet yeni bütçeyi dün açıkladı, ığdır şehrinde değişiklik",
    "gb18030": "中国政府今天公布了新的经济发展计划，记者从北京报道",
    "big5": "中國政府今天公布了新的經濟發展計劃，記者從北京報導",
    "shift_jis": "日本の政府は今日、新しい経済計画を発表しました。",
    "euc-jp": "日本の政府は今日、新しい経済計画を発表しました。",
    "euc-kr": "정부는 오늘 새로운 경제 계획을 발표했다고 밝혔습니다",
}
PYTHON = {"windows-874": "cp874", "euc-kr": "cp949", "shift_jis": "cp932"}


@pytest.mark.parametrize("charset", SENTENCES)
@pytest.mark.parametrize("declared", ["nothing", "utf-8", "itself"])
def test_news_in_a_legacy_charset_is_read_whatever_is_declared(charset: str, declared: str) -> None:
    said = {"nothing": "", "utf-8": ' encoding="utf-8"', "itself": f' encoding="{charset}"'}[declared]
    body = f'<?xml version="1.0"{said}?><a>'.encode() + SENTENCES[charset].encode(PYTHON.get(charset, charset))
    text, used = decode(body, None, markup="xml")
    assert text.endswith(f"<a>{SENTENCES[charset]}")
    assert used == charset


@pytest.mark.parametrize("charset", ["windows-1256", "windows-1251", "gb18030", "euc-kr", "shift_jis"])
def test_a_latin_1_label_on_other_scripts_is_not_believed(charset: str) -> None:
    body = b'<?xml version="1.0" encoding="iso-8859-1"?><a>' + SENTENCES[charset].encode(PYTHON.get(charset, charset))
    assert decode(body, "text/xml; charset=ISO-8859-1", markup="xml") == (
        '<?xml version="1.0" encoding="iso-8859-1"?><a>' + SENTENCES[charset],
        charset,
    )


def test_the_document_knows_better_than_a_servers_default() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-2"?><a>Příliš žluťoučký kůň</a>'.encode("iso-8859-2")
    assert "Příliš žluťoučký kůň" in decode(body, "text/xml; charset=iso-8859-1", markup="xml")[0]


def test_the_servers_charset_comes_before_the_documents() -> None:
    body = '<?xml version="1.0" encoding="windows-1251"?><a>Правительство</a>'.encode("koi8-r")
    assert "Правительство" in decode(body, 'text/xml; charset="KOI8-R"', markup="xml")[0]


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_goes(mark: str) -> None:
    assert decode("<a>é</a>".encode(mark), "text/xml; charset=koi8-r", markup="xml")[0] == "<a>é</a>"


@pytest.mark.parametrize("shape", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_are_seen_without_a_mark(shape: str) -> None:
    assert decode('<?xml version="1.0"?><a>é</a>'.encode(shape), None, markup="xml") == (
        '<?xml version="1.0"?><a>é</a>',
        shape,
    )


def test_one_bad_byte_costs_one_character() -> None:
    body = "<a>قالت وزارة الصحة".encode() + b"\xff" + "اليوم</a>".encode()
    assert decode(body, None, markup="xml") == ("<a>قالت وزارة الصحة\ufffdاليوم</a>", "utf-8")


def test_iso_2022_jp_is_not_taken_for_ascii() -> None:
    body = "<a>日本の政府</a>".encode("iso-2022-jp")
    assert decode(body, None, markup="xml") == ("<a>日本の政府</a>", "iso-2022-jp")


def test_a_page_declares_in_a_meta_element() -> None:
    body = "<html><head><meta charset=windows-1252><title>Été à la plage".encode("cp1252")
    assert decode(body, "text/html", markup="html") == (
        "<html><head><meta charset=windows-1252><title>Été à la plage",
        "windows-1252",
    )
    assert (
        decode(body.replace(b"<meta", b"<meta http-equiv=x content='text/html;"), None, markup="html")[1]
        == "windows-1252"
    )


def test_several_byte_order_marks_all_go() -> None:
    assert decode(b"\xef\xbb\xbf" * 3 + "<a>Ã©Ã©Ã©</a>".encode(), None, markup="xml") == ("<a>ééé</a>", "utf-8")


def test_a_page_of_garbled_letters_is_left_to_its_reader() -> None:
    text = "<p>Ã©Ã©Ã©Ã©</p>"
    assert decode(text.encode(), None, markup="html")[0] == text
    assert decode(text.encode(), None, markup="xml")[0] == "<p>éééé</p>"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("latin1", "windows-1252"),
        ("ISO-8859-1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("GB2312", "gb18030"),
        ("x-sjis", "shift_jis"),
        ("ks_c_5601-1987", "euc-kr"),
        ("iso-8859-9", "windows-1254"),
        (" utf8 ", "utf-8"),
        ("koi8-u", "koi8-u"),
        ("utf-7", None),
        ("base64", None),
        ("rot13", None),
        ("punycode", None),
        ("no-such", None),
        ("\x00", None),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label: str, name: str | None) -> None:
    assert charset_name(label) == name


@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_bytes_under_any_label_are_text(body: bytes, label: str) -> None:
    for shape in (body, b'<?xml version="1.0" encoding="' + label.encode("utf-8", "replace") + b'"?>' + body):
        text, name = decode(shape, f"text/xml; charset={label}", markup="xml")
        assert isinstance(text, str)
        assert name
        text.encode()


@given(st.text(max_size=100))
def test_valid_utf8_is_never_taken_for_anything_else(text: str) -> None:
    if "\x1b" not in text and "\ufeff" not in text and "\x00" not in text:
        assert decode(text.encode(), "text/html; charset=windows-1251", markup="html") == (text, "utf-8")

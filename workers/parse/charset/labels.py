"""What charset labels mean: the WHATWG Encoding Standard's reading of them, as far as Python has the codecs."""

from __future__ import annotations

import codecs

# The standard's name and the labels that mean it, where Python's codec of that label is narrower or another one.
_LABELS = {
    "windows-1252": (
        "iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 us-ascii ascii ansi cp1252 cp819 "
        "x-cp1252 ansi_x3.4-1968"
    ),
    "gb18030": "gb2312 gbk x-gbk gb_2312-80 gb_2312 chinese csgb2312 euc-cn cp936 ms936 gb18030",
    "shift_jis": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j cp932 ms932 csshiftjis",
    "euc-kr": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean cp949 uhc windows-949",
    "big5": "big5 big5-hkscs big5hkscs cn-big5 x-x-big5 csbig5 cp950",
    "windows-874": "tis-620 tis620 iso-8859-11 iso8859-11 windows-874 cp874 dos-874",
    "windows-1254": "iso-8859-9 iso8859-9 iso88599 latin5 l5 windows-1254 cp1254 x-cp1254",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 x-unicode20utf8 utf-8-sig",
    "utf-16-le": "utf-16 utf16 utf-16le utf-16-le unicode ucs-2 iso-10646-ucs-2 csunicode",
    "utf-16-be": "utf-16be utf-16-be unicodefffe",
    "iso-8859-8": "iso-8859-8-i iso-8859-8-e visual logical",
    "iso-8859-6": "iso-8859-6-i iso-8859-6-e arabic asmo-708 ecma-114",
    "windows-1250": "x-cp1250 cp1250",
    "windows-1251": "x-cp1251 cp1251 win-1251 win1251",
    "windows-1256": "x-cp1256 cp1256 win-1256",
    "koi8-r": "koi koi8 koi8_r cskoi8r",
    "koi8-u": "koi8-ru",
    "euc-jp": "x-euc-jp eucjp ujis",
    "mac-roman": "macintosh mac x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
}
_NAMES = {label: name for name, labels in _LABELS.items() for label in labels.split()}
_CODECS = {
    "windows-1252": "cp1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "windows-874": "cp874",
}
# Python knows these too, but no publisher means them: they are transforms, or a way to smuggle markup past a check.
_NEVER = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
WIDE = frozenset({"utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-32le", "utf-32be"})
MANY_BYTES = frozenset({"gb18030", "shift_jis", "euc-kr", "big5", "euc-jp", "iso-2022-jp", "iso-2022-kr", "hz"})


def charset_name(label: str) -> str | None:
    """What a charset label means: a WHATWG name, else the name of a text codec that Python has, else None."""
    label = label.strip().lower()
    if known := _NAMES.get(label):
        return known
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    is_text = getattr(codec, "_is_text_encoding", True)
    return None if codec.name in _NEVER or not is_text else _NAMES.get(codec.name, label)


def codec_of(name: str) -> str:
    """The Python codec that reads a charset of this name as browsers do."""
    return _CODECS.get(name, name)

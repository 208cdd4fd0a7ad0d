"""Bytes of the web to text, whatever they claim to be.

The order is: byte order mark, shape of UTF-16/32, a strict UTF-8 test, the HTTP charset, the document's own declaration,
detection, UTF-8 with replacement characters. Labels mean what browsers take them for (WHATWG Encoding Standard:
gb2312 is read as gb18030, latin-1 as windows-1252). A label that the bytes contradict is not believed.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal

from workers.parse.charset_guess import contradicts, likeliest

Markup = Literal["xml", "html", "json"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096  # a declaration further in is none: browsers look at 1024 bytes
_HTTP_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:+-]{1,40})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9_.:+-]{1,40})""")
_META_CHARSET = re.compile(rb"""<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:+-]{1,40})""", re.IGNORECASE)
_STATEFUL = re.compile(rb"\x1b(?:\$[@B]|\([BJI]|\$\([DQ])")  # ISO-2022-JP is seven-bit, so it passes for UTF-8

# The label's WHATWG name where Python's codec of that name is narrower or another one.
_NAMES = {
    **dict.fromkeys(
        ["iso-8859-1", "iso8859-1", "iso88591", "iso_8859-1", "latin1", "latin-1", "l1", "us-ascii", "ascii", "ansi", "cp1252", "cp819", "x-cp1252", "ansi_x3.4-1968"],
        "windows-1252",
    ),
    **dict.fromkeys(
        ["gb2312", "gbk", "x-gbk", "gb_2312-80", "gb_2312", "chinese", "csgb2312", "euc-cn", "cp936", "ms936", "gb18030"], "gb18030"
    ),
    **dict.fromkeys(["shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "cp932", "ms932", "csshiftjis"], "shift_jis"),
    **dict.fromkeys(
        ["euc-kr", "euckr", "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601", "ksc_5601", "korean", "cp949", "uhc", "windows-949"], "euc-kr"
    ),
    **dict.fromkeys(["big5", "big5-hkscs", "big5hkscs", "cn-big5", "x-x-big5", "csbig5", "cp950"], "big5"),
    **dict.fromkeys(["tis-620", "tis620", "iso-8859-11", "iso8859-11", "windows-874", "cp874", "dos-874"], "windows-874"),
    **dict.fromkeys(["iso-8859-9", "iso8859-9", "iso88599", "latin5", "l5", "windows-1254", "cp1254", "x-cp1254"], "windows-1254"),
    **dict.fromkeys(["utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8", "x-unicode20utf8", "utf-8-sig"], "utf-8"),
    **dict.fromkeys(["utf-16", "utf16", "utf-16le", "utf-16-le", "unicode", "ucs-2", "iso-10646-ucs-2", "csunicode"], "utf-16-le"),
    **dict.fromkeys(["utf-16be", "utf-16-be", "unicodefffe"], "utf-16-be"),
    **dict.fromkeys(["iso-8859-8-i", "iso-8859-8-e", "visual", "logical"], "iso-8859-8"),
    **dict.fromkeys(["iso-8859-6-i", "iso-8859-6-e", "arabic", "asmo-708", "ecma-114"], "iso-8859-6"),
    **dict.fromkeys(["x-cp1250", "cp1250"], "windows-1250"),
    **dict.fromkeys(["x-cp1251", "cp1251", "win-1251", "win1251"], "windows-1251"),
    **dict.fromkeys(["x-cp1256", "cp1256", "win-1256"], "windows-1256"),
    **dict.fromkeys(["koi", "koi8", "koi8_r", "cskoi8r"], "koi8-r"),
    **dict.fromkeys(["koi8-ru"], "koi8-u"),
    **dict.fromkeys(["x-euc-jp", "eucjp", "ujis"], "euc-jp"),
    **dict.fromkeys(["macintosh", "mac", "x-mac-roman"], "mac-roman"),
    **dict.fromkeys(["x-mac-cyrillic", "x-mac-ukrainian"], "mac-cyrillic"),
}
_CODECS = {
    "windows-1252": "cp1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "windows-874": "cp874",
}
# Python knows these too, but no publisher means them: they are transforms, or a way to smuggle markup past a check.
_NEVER = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_WIDE = frozenset({"utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-32le", "utf-32be"})
_MANY_BYTES = frozenset({"gb18030", "shift_jis", "euc-kr", "big5", "euc-jp", "iso-2022-jp", "iso-2022-kr", "hz"})


def decode(body: bytes, content_type: str | None, *, markup: Markup) -> tuple[str, str]:
    """The text of `body` without its byte order mark, and the name of the charset that was used. Never raises."""
    if marked := _by_mark(body):
        return marked
    head = body[:_HEAD]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if b"\x1b" not in body or not _STATEFUL.search(body):
            return text, "utf-8"
    if _STATEFUL.search(body) and (text := _strictly(body, "iso-2022-jp")):
        return text, "iso-2022-jp"
    if _is_nearly_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8"
    name = _believable(body, _labels(content_type, head, markup)) or likeliest(body) or "windows-1252"
    return body.decode(_CODECS.get(name, name), "replace"), name


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


def _by_mark(body: bytes) -> tuple[str, str] | None:
    """By byte order mark, else by where the zero bytes of the first `<` or `{` lie (XML 1.0 appendix F)."""
    if not body:
        return "", "utf-8"
    if body[0] in b"\xef\xfe\xff\x00":
        for mark, name in _BOMS:
            if body.startswith(mark):
                return body[len(mark) :].decode(name, "replace"), name
    start = body[:4]
    if 0 not in start:
        return None
    zeros = tuple(byte == 0 for byte in start)
    shapes = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    name = shapes.get(zeros)
    return (body.decode(name, "replace"), name) if name else None


def _labels(content_type: str | None, head: bytes, markup: Markup) -> list[str]:
    """The charsets that somebody states, most credible first."""
    stated: list[str] = []
    if content_type and (found := _HTTP_CHARSET.search(content_type)):
        stated.append(found[1])
    inside = _XML_CHARSET.search(head) if markup != "json" else None
    inside = inside or (_META_CHARSET.search(head) if markup == "html" else None)
    if inside:
        # A server that says latin-1 says it of everything it sends; the document knows better.
        is_default = bool(stated) and charset_name(stated[0]) == "windows-1252"
        stated.insert(0 if is_default else len(stated), inside[1].decode("ascii"))
    names = (charset_name(label) for label in stated)
    return [name for name in names if name and name != "utf-8" and name not in _WIDE]


def _believable(body: bytes, names: list[str]) -> str | None:
    """The first stated charset that the bytes do not contradict."""
    for name in names:
        if name in _MANY_BYTES:
            wrong = body.decode(_CODECS.get(name, name), "replace").count("\ufffd")
            if wrong * 50 <= len(body):
                return name
            continue
        # Nearly any bytes are valid in a single-byte charset: look whether they make words.
        guess = likeliest(body)
        if guess is None or not contradicts(body, name, guess):
            return name
    return None


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None


def _is_nearly_utf8(body: bytes) -> bool:
    """Whether well-formed sequences outnumber the broken ones by far; a few bad bytes must not cost all the rest."""
    wrong = body.decode("utf-8", "replace").count("\ufffd")
    kept = body.decode("utf-8", "ignore")
    right = len(kept) - len(kept.encode("ascii", "ignore"))
    return right >= 4 * wrong

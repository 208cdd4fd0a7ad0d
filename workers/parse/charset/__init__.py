"""Bytes of the web to text, whatever they claim to be.

The order is: byte order mark, shape of UTF-16/32, a strict UTF-8 test, the HTTP charset, the document's own
declaration, detection, UTF-8 with replacement characters. Labels mean what browsers take them for (WHATWG Encoding
Standard: gb2312 is read as gb18030, latin-1 as windows-1252). A label that the bytes contradict is not believed.
"""

from __future__ import annotations

import codecs
import re
from typing import Any, Literal

from workers.parse.charset.guess import contradicts, likeliest
from workers.parse.charset.labels import MANY_BYTES, WIDE, charset_name, codec_of

Markup = Literal["xml", "html", "json"]

_BOMS = (
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

# windows-1252 with its five holes filled as browsers do, to undo what others did.
_SLOPPY_TABLE = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256))
_ONE_TO_ONE = codecs.charmap_build(_SLOPPY_TABLE)
# The same for software that took it for ISO 8859-1 here and there: slower, so it comes second.
_EITHER = {code: code for code in range(256)} | {ord(char): code for code, char in enumerate(_SLOPPY_TABLE)}
# UTF-8 of what a continuation byte became: U+0080..U+00BF, or what windows-1252 has there instead.
_TAIL = rb"(?:\xc2[\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xc6\x92|\xcb[\x86\x9c])"
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_HEAD_OF_TEXT = 50_000  # bytes
_NEAR = 4_000
_TWICE = re.compile(
    rb"\xc3(?:[\x82-\x85\x8e-\x91\x98-\x9b]"
    + _TAIL
    + rb"|\xa2\xe2\x82\xac|[\xa0-\xaf]"
    + _TAIL
    + _TAIL
    + rb"\xc3[\xa0-\xaf]"
    + _TAIL
    + rb")"
)


def decode(body: bytes, content_type: str | None, *, markup: Markup) -> tuple[str, str]:
    """The text of `body` without its byte order mark, and the name of the charset that was used. Never raises."""
    if body.startswith(codecs.BOM_UTF8):
        while body.startswith(codecs.BOM_UTF8):  # some programs put one before another's
            body = body[3:]
    elif marked := _by_mark(body):
        return marked
    head = body[:_HEAD]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if b"\x1b" not in body or not _STATEFUL.search(body):
            return (_once(text) if markup != "html" and is_perhaps_utf8_twice(body) else text), "utf-8"
    if _STATEFUL.search(body):
        japanese = _strictly(body, "iso-2022-jp")
        if japanese is not None:
            return japanese, "iso-2022-jp"
    if _is_nearly_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8"
    name = _believable(body, _labels(content_type, head, markup)) or likeliest(body) or "windows-1252"
    return body.decode(codec_of(name), "replace"), name


def _by_mark(body: bytes) -> tuple[str, str] | None:
    """By byte order mark, else by where the zero bytes of the first `<` or `{` lie (XML 1.0 appendix F)."""
    if not body:
        return "", "utf-8"
    if body[0] in b"\xfe\xff\x00":
        for mark, name in _BOMS:
            if body.startswith(mark):
                return body[len(mark) :].decode(name, "replace"), name
    start = body[:4]
    if 0 not in start:
        return None
    zeros = "".join("0" if byte == 0 else "x" for byte in start)
    shapes = {
        "x000": "utf-32-le",
        "000x": "utf-32-be",
        "x0x0": "utf-16-le",
        "0x0x": "utf-16-be",
    }
    shape = shapes.get(zeros)
    return (body.decode(shape, "replace"), shape) if shape else None


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
    return [name for name in names if name and name != "utf-8" and name not in WIDE]


def _believable(body: bytes, names: list[str]) -> str | None:
    """The first stated charset that the bytes do not contradict."""
    for name in names:
        if name in MANY_BYTES:
            wrong = body.decode(codec_of(name), "replace").count("\ufffd")
            if wrong * 50 <= len(body):
                return name
            continue
        # Nearly any bytes are valid in a single-byte charset: look whether they make words.
        if not contradicts(body, name):
            return name
    return None


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None


def is_perhaps_utf8_twice(body: bytes) -> bool:
    """Whether UTF-8 bytes look as if somebody had taken UTF-8 for windows-1252 and put it into UTF-8 again.

    Then all letters beyond ASCII tell so: the first healthy one near by says no.
    """
    sign = _TWICE.search(body, 0, _HEAD_OF_TEXT)
    if sign is None:
        return False
    start, end = max(3, sign.start() - _NEAR), sign.end() + _NEAR  # behind a byte order mark
    found = _BEYOND_ASCII.finditer(body, start, end)
    runs = [run[0] for run in found if start < run.start() and run.end() < end]  # a cut one proves nothing
    return _are_twice(runs, _ONE_TO_ONE) or _are_twice(runs, _EITHER)


def _are_twice(runs: list[bytes], table: Any) -> bool:
    try:
        for run in runs:
            codecs.charmap_encode(run.decode(), "strict", table)[0].decode()
    except UnicodeError:
        return False
    return True


def _once(text: str) -> str:
    """Text that was put into UTF-8 twice, put right; any other as it is.

    Software that does this spoils a document alike, so all of it must come out as UTF-8 again: an article *about*
    garbled letters among healthy ones stays as it is.
    """
    for table in (_ONE_TO_ONE, _EITHER):
        try:
            once = codecs.charmap_encode(text, "strict", table)[0].decode("utf-8")
            break
        except UnicodeError:
            continue
    else:
        return text
    return once if len(text) - len(once) >= 2 else text


def _is_nearly_utf8(body: bytes) -> bool:
    """Whether well-formed sequences outnumber the broken ones by far; a few bad bytes must not cost all the rest."""
    wrong = body.decode("utf-8", "replace").count("\ufffd")
    kept = body.decode("utf-8", "ignore")
    right = len(kept) - len(kept.encode("ascii", "ignore"))
    return right >= 4 * wrong

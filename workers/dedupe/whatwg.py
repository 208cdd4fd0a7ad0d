"""Reading http and https URLs as browsers do: the URL standard of the WHATWG (https://url.spec.whatwg.org/).

Only the parts that a news page can need: schemes http and https, the rest is answered with None. Publishers write
backslashes, blanks, tabs, bare non-ASCII and dot segments into links, and browsers follow them all the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

import idna

DEFAULT_PORTS: Final = {"http": 80, "https": 443}

_EDGES: Final = "".join(map(chr, range(0x21)))
_DROPPED: Final = {9: None, 10: None, 13: None}
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AUTHORITY_END: Final = re.compile(r"[/\\?#]")
_DOTTED: Final = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_PLAIN_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]*[a-z_-][a-z0-9_-]*)+")
_FORBIDDEN_IN_HOST: Final = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_IN_PATH: Final = re.compile('[\x00-\x20"#<>?^`{}\x7f-\U0010ffff]+')
_IN_QUERY: Final = re.compile("[\x00-\x20\"#<>'\x7f-\U0010ffff]+")
_IN_FRAGMENT: Final = re.compile('[\x00-\x20"<>`\x7f-\U0010ffff]+')
_IN_USERINFO: Final = re.compile('[\x00-\x20"#/:;<=>?@\\[\\\\\\]^`{|}\x7f-\U0010ffff]+')
_NUMBER: Final = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")


@dataclass(frozen=True, slots=True)
class Url:
    """A parsed URL, every part percent-encoded as the standard serialises it.

    `port` is None where it is the scheme's own; `query` and `fragment` are None where there is no `?` or `#`.
    `userinfo` is `name` or `name:password`, empty where there is none.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str | None = None
    fragment: str | None = None
    userinfo: str = ""

    @property
    def href(self) -> str:
        """The URL written out, as a browser's `location.href` has it."""
        at = f"{self.userinfo}@" if self.userinfo else ""
        port = "" if self.port is None else f":{self.port}"
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{at}{self.host}{port}{self.path}{query}{fragment}"


@lru_cache(maxsize=1024)  # a page's URL is asked about several times while it is dealt with
def parse_url(text: str, base: Url | None = None) -> Url | None:
    """`text` read against `base`; None where it is no http or https URL, or one that the standard refuses."""
    text = text.strip(_EDGES)
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.translate(_DROPPED)
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    scheme = None
    if match := _SCHEME.match(text):
        scheme = match[0][:-1].lower()
        if scheme not in DEFAULT_PORTS:
            return None
        text = text[match.end() :]
    text, hash_, fragment = text.partition("#")
    ending = _escape(_IN_FRAGMENT, fragment) if hash_ else None
    if base is None or (scheme is not None and scheme != base.scheme):
        return None if scheme is None else _with_authority(scheme, text.lstrip("/\\"), ending)
    if text[:1] in ("/", "\\") and text[1:2] in ("/", "\\") and text[1:2]:
        return _with_authority(base.scheme, text.lstrip("/\\"), ending)
    return _relative(text, base, ending)


def _with_authority(scheme: str, text: str, fragment: str | None) -> Url | None:
    end = _AUTHORITY_END.search(text)
    authority, rest = (text[: end.start()], text[end.start() :]) if end else (text, "")
    userinfo, _, where = authority.rpartition("@")
    host_text, port = _split_port(where)
    if port is None or not host_text:
        return None
    host = read_host(host_text)
    if host is None:
        return None
    number = int(port) if port else DEFAULT_PORTS[scheme]
    if number > 65535:
        return None
    path, mark, query = rest.partition("?")
    return Url(
        scheme,
        host,
        None if number == DEFAULT_PORTS[scheme] else number,
        _read_path(path),
        _escape(_IN_QUERY, query) if mark else None,
        fragment,
        _read_userinfo(userinfo),
    )


def _relative(text: str, base: Url, fragment: str | None) -> Url:
    path, mark, query = text.partition("?")
    asked = _escape(_IN_QUERY, query) if mark else None
    if not path:
        return Url(base.scheme, base.host, base.port, base.path, asked if mark else base.query, fragment, base.userinfo)
    if path[0] not in "/\\":
        path = base.path[: base.path.rfind("/") + 1] + path
    return Url(base.scheme, base.host, base.port, _read_path(path), asked, fragment, base.userinfo)


def _split_port(where: str) -> tuple[str, str | None]:
    """Host and port digits (empty where none); the port is None where it is no number."""
    if where.startswith("["):
        host, bracket, port = where.partition("]")
        host += bracket
        if port and not port.startswith(":"):
            return host, None
        port = port[1:]
    else:
        host, _, port = where.partition(":")
    port = port if len(port) < 6 else port.lstrip("0") or "0"
    return host, port if not port or (port.isascii() and port.isdigit() and len(port) < 6) else None


def _read_userinfo(text: str) -> str:
    if not text:
        return ""
    name, _, password = text.partition(":")
    name, password = _escape(_IN_USERINFO, name), _escape(_IN_USERINFO, password)
    return f"{name}:{password}" if password else name


def _read_path(path: str) -> str:
    if "\\" in path:
        path = path.replace("\\", "/")
    path = _escape(_IN_PATH, path)
    if not path.startswith("/"):
        path = "/" + path
    if not _DOTTED.search(path):
        return path
    kept: list[str] = []
    segments = path[1:].split("/")
    for segment in segments:
        dots = segment.lower().replace("%2e", ".")
        if dots == "..":
            del kept[-1:]
        elif dots != ".":
            kept.append(segment)
    if dots in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _escape(unsafe: re.Pattern[str], text: str) -> str:
    if text.isascii() and not unsafe.search(text):
        return text
    return unsafe.sub(lambda match: "".join([f"%{byte:02X}" for byte in match[0].encode()]), text)


@lru_cache(maxsize=4096)
def read_host(text: str) -> str | None:
    """The host as the standard serialises it (lower case, IDNA, dotted IPv4, compressed IPv6); None where it fails."""
    if _PLAIN_HOST.fullmatch(text) and "xn--" not in text and ".0x" not in text:
        return text
    if text.startswith("["):
        return _read_ipv6(text[1:-1]) if text.endswith("]") else None
    try:
        decoded = unquote_to_bytes(text).decode("utf-8", "replace") if "%" in text else text
    except ValueError:
        return None
    host = _to_ascii(decoded)
    if not host or _FORBIDDEN_IN_HOST.search(host):
        return None
    last = host.removesuffix(".").rpartition(".")[2]
    if last and (last.isdigit() or _NUMBER.fullmatch(last)):
        return _read_ipv4(host)
    return host


def _to_ascii(text: str) -> str | None:
    """Domain to ASCII (UTS 46, not transitional, bidi and joiners checked, without the STD3 rules)."""
    if len(text) > 2048:
        return None  # IDNA is not linear, and no name in the DNS is longer than 253
    if text.isascii() and "xn--" not in text.lower():
        return text.lower()
    try:
        labels = idna.uts46_remap(text, std3_rules=False, transitional=False).split(".")
        written = [_to_unicode(label) for label in labels]
        if any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for label in written for char in label):
            for label in filter(None, written):
                idna.check_bidi(label, check_ltr=True)
        # IDNA 2008 would also refuse emoji and capitals of old scripts, which browsers resolve.
        punycoded = [
            label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in labels
        ]
        return ".".join(punycoded)
    except ValueError:  # IDNAError is one, too
        return None


def _to_unicode(label: str) -> str:
    """A label as people read it; raises ValueError for one that the standard refuses."""
    plain = label
    if label.startswith("xn--"):
        if not label.isascii() or len(label) <= 4 or label.endswith("-"):
            raise idna.IDNAError(label)
        plain = label[4:].encode("ascii").decode("punycode")
        if plain.isascii() or idna.uts46_remap(plain, std3_rules=False, transitional=False) != plain:
            raise idna.IDNAError(label)
    if not plain.isascii() and not _is_label(plain):
        raise idna.IDNAError(label)
    return plain


def _is_label(label: str) -> bool:
    """Whether the label begins with a letter of its own, and its joiners stand where they change what is read."""
    if unicodedata.category(label[0]).startswith("M"):
        return False
    joiners = [place for place, char in enumerate(label) if char in "\u200c\u200d"]
    return all(idna.valid_contextj(label, place) for place in joiners)


def _read_ipv4(host: str) -> str | None:
    parts = host.removesuffix(".").split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) and len(part) < 64 for part in parts):
        return None
    try:
        numbers = [_read_number(part) for part in parts]
    except ValueError:
        return None
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        return None
    address = numbers[-1] + sum(number << 8 * (3 - index) for index, number in enumerate(numbers[:-1]))
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def _read_number(text: str) -> int:
    if text[:2] in ("0x", "0X"):
        return int(text[2:] or "0", 16)
    if len(text) > 1 and text.startswith("0"):
        return int(text, 8)
    return int(text)


def _read_ipv6(text: str) -> str | None:
    head, double, tail = text.partition("::")
    before, after = _ipv6_pieces(head, not double), _ipv6_pieces(tail, True)
    if before is None or after is None:
        return None
    missing = 8 - len(before) - len(after)
    if (double and missing < 1) or (not double and missing):
        return None
    pieces = before + [0] * missing + after
    return "[" + _compress(pieces) + "]"


def _ipv6_pieces(text: str, may_end_in_ipv4: bool) -> list[int] | None:
    if not text:
        return []
    pieces: list[int] = []
    parts = text.split(":")
    for index, part in enumerate(parts):
        if "." in part and may_end_in_ipv4 and index == len(parts) - 1:
            numbers = part.split(".")
            if len(numbers) != 4 or not all(re.fullmatch("0|[1-9][0-9]{0,2}", number) for number in numbers):
                return None
            a, b, c, d = map(int, numbers)
            if max(a, b, c, d) > 255:
                return None
            pieces += [a << 8 | b, c << 8 | d]
        elif re.fullmatch("[0-9A-Fa-f]{1,4}", part):
            pieces.append(int(part, 16))
        else:
            return None
    return pieces


def _compress(pieces: list[int]) -> str:
    """The first longest run of two zeros or more becomes `::` (RFC 5952)."""
    text = ":".join(f"{piece:x}" for piece in pieces)
    runs = list(re.finditer(r"(?<![0-9a-f])0(?::0)+(?![0-9a-f])", text))
    if not runs:
        return text
    longest = max(runs, key=lambda run: len(run[0]))
    return f"{text[: longest.start()].removesuffix(':')}::{text[longest.end() :].removeprefix(':')}"

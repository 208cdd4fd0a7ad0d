"""One reading of a URL: what is looked up, what is dialled, what is sent and what is compared all come from here.

Programs differ in how they read a URL, and every difference is a way around a guard. So a URL is read once, by the
rules of browsers (WHATWG) where they are sane and with a refusal where they are not; the rest of this room
only sees the `Target`. Whether the target may be dialled is decided on addresses, in `guard`.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urljoin

import idna

from workers.errors import Refused
from workers.fetch.escape import printable

MAX_URL = 8192
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SPLIT = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?", re.IGNORECASE)
_SENDABLE = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?%\[\]|]*")
_SAFE = "-._~!$&'()*+,;=:@/?%[]|"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DOTS = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes: `host` is ASCII in lower case (an IPv6 address without brackets), `path` as sent."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Target:
        """Reads `url`; raises Refused with the reason where it is nothing this program asks for."""
        try:
            return _read(url)
        except ValueError as e:
            raise Refused(printable(url), str(e)) from e

    @property
    def netloc(self) -> str:
        """`host[:port]` as in a URL, the default port left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """`scheme://host[:port]` (RFC 6454), the default port left out."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def url(self) -> str:
        """The whole URL as sent, without its fragment."""
        return self.origin + self.path

    def join(self, location: str) -> str:
        """The absolute URL that a Location header of this target's answer means, not yet judged."""
        return urljoin(self.url, location.strip())


def as_sent(url: str) -> str:
    """`url` as it goes over the wire: punycode host, percent-encoded path, no fragment. Raises Refused."""
    return Target.of(url).url


def _read(url: str) -> Target:
    if len(url) > MAX_URL:
        raise ValueError(f"the URL is longer than {MAX_URL} characters")
    text = url.strip(" \t\r\n\f")
    if _CONTROL.search(text):
        raise ValueError("the URL contains control characters")
    found = _SPLIT.fullmatch(text)
    if found is None:
        raise ValueError("is no absolute URL")
    scheme, rest = found[1].lower(), found[2].partition("#")[0]
    if scheme not in _DEFAULT_PORTS:
        raise ValueError(f"{printable(scheme, 20)} is not asked for, only http and https")
    before, mark, query = rest.partition("?")
    before = before.replace("\\", "/")  # as browsers do; others take it for a part of the user name
    if not before.startswith("//"):
        raise ValueError("the URL names no host")
    authority, slash, path = before[2:].partition("/")
    host, port = _host_and_port(authority, _DEFAULT_PORTS[scheme])
    path = _without_dots("/" + path if slash else "/")
    return Target(scheme, host, port, _percent_encoded(path + mark + query))


@lru_cache(maxsize=4096)
def _host_and_port(authority: str, default: int) -> tuple[str, int]:
    if "@" in authority:
        raise ValueError("the URL carries a user name; credentials belong into the source's headers")
    if len(authority) > 512:
        raise ValueError("the host name is too long")
    if authority.startswith("["):
        literal, bracket, after = authority[1:].partition("]")
        if not bracket or after[:1] not in ("", ":"):
            raise ValueError("the URL's host is malformed")
        return _ipv6(literal), _port(after[1:], default)
    name, _, port = authority.partition(":")
    return _name(name), _port(port, default)


def _ipv6(literal: str) -> str:
    if "%" in literal:
        raise ValueError("an address with a zone is not asked for")
    try:
        return str(ipaddress.IPv6Address(literal))
    except ValueError:
        raise ValueError("the URL's host is no IPv6 address") from None


def _port(text: str, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 0 < int(text) < 65536):
        raise ValueError(f"{printable(text, 20)} is no port")
    return int(text)


def _name(name: str) -> str:
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise ValueError("the URL's host is no valid international name") from None
    name = name.lower()
    if len(name.rstrip(".")) > 253 or not _HOST.fullmatch(name) or ".." in name:
        raise ValueError("the URL's host is malformed" if name else "the URL names no host")
    if any(len(label) > 63 for label in name.split(".")):
        raise ValueError("the host name is too long")
    return name


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4 with %2e as a dot: what the server would make of it, so that robots rules see it too."""
    if not _DOTS.search(path):
        return path
    kept: list[str] = []
    pieces = path.split("/")[1:]
    for number, piece in enumerate(pieces):
        dots = piece.replace("%2e", ".").replace("%2E", ".")
        if dots not in (".", ".."):
            kept.append(piece)
            continue
        if dots == ".." and kept:
            kept.pop()
        if number == len(pieces) - 1:
            kept.append("")
    return "/" + "/".join(kept)


def _percent_encoded(path: str) -> str:
    return path if _SENDABLE.fullmatch(path) else quote(path, safe=_SAFE, errors="replace")

"""robots.txt (RFC 9309): fetched with the fallbacks that the RFC asks for, and read as Google's parser reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from workers.errors import KhabarError, Refused, Unreadable
from workers.fetch.answers import Answer, max_age, retry_after
from workers.fetch.robotsrules import Group, Verdict, normalised, path_of, read_groups

if TYPE_CHECKING:
    from workers.fetch.http import HttpClient

State = Literal["found", "none", "unreachable", "refused"]
MAX_BYTES = 500 * 1024  # RFC 9309 section 2.5: at least this much is to be read
LONGEST, SHORTEST = timedelta(hours=24), timedelta(minutes=10)
UNREACHABLE_FOR = timedelta(minutes=10)

__all__ = ["RobotsFile", "RobotsRules", "Verdict", "fetch_robots", "product_token"]


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What an origin's robots.txt was when it was asked for, and until when that may be relied on.

    "none" allows everything, "unreachable" nothing until it heals, "refused" nothing at all: that origin must not
    be asked. `text` is empty for all three. `why` tells how that state came about.
    """

    origin: str
    state: State
    text: str
    fetched_at: datetime
    expires_at: datetime
    why: str = ""


def fetch_robots(client: HttpClient, origin: str, now: datetime, *, proxy: str | None = None) -> RobotsFile:
    """The robots.txt of `origin` (`scheme://host[:port]`); never raises for what the other side does.

    Found: kept 24 h, shorter where Cache-Control says so (10 minutes at least). 4xx and endless redirects: none.
    429, 5xx, no answer: unreachable for 10 minutes, or as long as asked to wait. Refused for 10 minutes where the
    address guard or a port forbids the origin itself.
    """
    try:
        answer = client.ask(f"{origin}/robots.txt", accept="robots", cut_at=MAX_BYTES, proxy=proxy)
    except Unreadable as e:  # redirects without end, or bytes that nobody can decode
        return RobotsFile(origin, "none", "", now, now + LONGEST, e.why)
    except Refused as e:
        return RobotsFile(origin, "refused", "", now, now + UNREACHABLE_FOR, e.why)
    except KhabarError as e:
        return RobotsFile(origin, "unreachable", "", now, now + UNREACHABLE_FOR, e.why)
    why = f"the server answers {answer.status}"
    if 200 <= answer.status < 300:
        return RobotsFile(origin, "found", _text(answer.body), now, now + _lifetime(answer), "")
    if answer.status == 429 or answer.status >= 500:
        asked = timedelta(seconds=retry_after(answer.headers, now) or 0)
        return RobotsFile(origin, "unreachable", "", now, now + min(max(UNREACHABLE_FOR, asked), LONGEST), why)
    return RobotsFile(origin, "none", "", now, now + LONGEST, why)


class RobotsRules:
    """A robots.txt, parsed once; every question afterwards takes microseconds."""

    def __init__(self, text: str) -> None:
        self._file = read_groups(text)
        self._groups: dict[str, Group] = {}
        self._unreachable: str | None = None

    @classmethod
    def of(cls, file: RobotsFile) -> RobotsRules:
        """The rules that a fetched file amounts to, its absence or unreachability included."""
        rules = cls(file.text)
        if file.state in ("unreachable", "refused"):
            rules._unreachable = f"robots.txt cannot be read, so nothing may be fetched ({file.why})"
        return rules

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The absolute http(s) URLs of `Sitemap:` lines, in order, each once."""
        return self._file.sitemaps

    def verdict(self, url: str, agent_token: str) -> Verdict:
        """Whether `agent_token` (a product token such as "khabar", see `product_token`) may fetch `url`.

        `url` is best given as it is sent (`target.as_sent`). One with letters beyond ASCII is judged both as it stands
        and as it would be sent, and has to be allowed both ways.
        """
        if self._unreachable is not None:
            return Verdict(False, self._unreachable)
        group = self._group(agent_token)
        path = path_of(url)
        verdict = group.verdict(path)
        if verdict.allowed and not path.isascii():
            return group.verdict(normalised(path))
        return verdict

    def crawl_delay(self, agent_token: str) -> float | None:
        """Seconds that the agent's group, or else the group of all, asks to leave between two requests."""
        return self._group(agent_token).crawl_delay

    def _group(self, agent_token: str) -> Group:
        key = agent_token.lower()
        if key not in self._groups:
            self._groups[key] = self._file.group_for(key)
        return self._groups[key]


def product_token(user_agent: str) -> str:
    """The part of a User-Agent that robots.txt calls a crawler by: "khabar" of "khabar/0.1 (+https://...)"."""
    found = re.match(r"[A-Za-z_-]+", user_agent)
    return found[0] if found else ""


def _lifetime(answer: Answer) -> timedelta:
    age = max_age(answer.headers)
    return LONGEST if age is None else min(max(timedelta(seconds=min(age, 1e6)), SHORTEST), LONGEST)


def _text(body: bytes) -> str:
    """The file as text; bytes that are no UTF-8 become the percent-encoded form in which URLs would carry them."""
    for mark in (b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"):  # a byte order mark, or what an editor left of it
        if body.startswith(mark):
            body = body[len(mark) :]
            break
    if len(body) >= MAX_BYTES:
        body = body[: body.rfind(b"\n") + 1]  # half a line could say the opposite of the whole
    text = body.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", text)

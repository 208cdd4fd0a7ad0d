"""What can go wrong, in two families.

    KhabarError
    ├── TryAgain              may heal by itself: the same thing is asked for later
    │   ├── Unreachable           DNS, connect, TLS, reset, truncated body
    │   ├── TooSlow               the deadline of the whole exchange ran out
    │   ├── ServerTrouble         5xx, 408, 425: the server says it is its fault
    │   ├── AskedToWait           429, 503 with Retry-After, a site that must not be asked yet
    │   └── Elsewhere             redirected to a URL that has to be claimed by itself first
    ├── GiveUp                will not heal by asking again
    │   ├── Refused               robots.txt, the address guard, policy, 401/403, a challenge page
    │   ├── Gone                  404, 410: the publisher took it away
    │   ├── TooLarge              a body or header above its cap
    │   ├── NotAFeed              bytes that are no feed, sitemap or section page
    │   ├── NotAnArticle          a page that holds no article, with the reason
    │   └── Unreadable            input that no reader can make sense of
    └── BadConfig             a file, table or key that a person has to mend

Each carries what it speaks of (`about`: a URL, an id or a file) and a sentence (`why`), and passes both to
`super().__init__`, so that it survives pickling. `str(error)` is `"<about>: <why>"`.
"""

from __future__ import annotations


def one_line(text: str) -> str:
    """The text fit for a log line or a terminal: control, format and other invisible characters as escapes.

    Strangers' words stand in sentences; those that join letters (ZWNJ, ZWJ) are part of how these are written.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _JOINERS else _escaped(c) for c in text)


_JOINERS = "\u200c\u200d"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


class KhabarError(Exception):
    """The root: catch this to catch all that khabar raises on purpose."""

    def __init__(self, about: str, why: str) -> None:
        super().__init__(about, why)
        self.about = one_line(about)
        self.why = one_line(why)

    def __str__(self) -> str:
        return f"{self.about}: {self.why}"


class TryAgain(KhabarError):
    """May heal by itself; `retry_after` is how many seconds the other side asked us to wait, where it did."""

    def __init__(self, about: str, why: str, retry_after: float | None = None) -> None:
        super().__init__(about, why)
        self.args = (about, why, retry_after)
        self.retry_after = retry_after


class Unreachable(TryAgain):
    """No whole answer came: DNS, connect, TLS, reset, truncated body."""


class TooSlow(TryAgain):
    """The deadline over the whole exchange ran out."""


class ServerTrouble(TryAgain):
    """The server answered that it is in trouble (5xx, 408, 425)."""


class AskedToWait(TryAgain):
    """The server asked for fewer requests (429, or 503 with Retry-After)."""


class Elsewhere(TryAgain):
    """Redirected to `url`, whose site has to be claimed before it may be asked; `status` is the redirect's."""

    def __init__(self, about: str, why: str, url: str, status: int) -> None:
        super().__init__(about, why)
        self.args = (about, why, url, status)
        self.url = url
        self.status = status


class GiveUp(KhabarError):
    """Will not heal by asking again."""


class Refused(GiveUp):
    """Must not be fetched, or the publisher does not let us in; `status` is the server's where it was the one."""

    def __init__(self, about: str, why: str, status: int | None = None) -> None:
        super().__init__(about, why)
        self.args = (about, why, status)
        self.status = status


class Gone(GiveUp):
    """The publisher took it away (404, 410); `forever` is True for a 410."""

    def __init__(self, about: str, why: str, forever: bool = False) -> None:
        super().__init__(about, why)
        self.args = (about, why, forever)
        self.forever = forever


class TooLarge(GiveUp):
    """Above a cap that protects this process."""


class NotAFeed(GiveUp):
    """The bytes are no feed, sitemap or section page."""


class NotAnArticle(GiveUp):
    """The page holds no article."""


class Unreadable(GiveUp):
    """No reader can make sense of this input."""


class BadConfig(KhabarError):
    """A person has to mend a file: `about` names file, table and key."""

"""How a run shows itself: live on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Protocol, TextIO

from workers.cli.watch import Headline, Picture
from workers.records import Outcome

if TYPE_CHECKING:
    from rich.console import Group
    from rich.text import Text

_RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "ckb", "dv", "syr"})
_PLAIN_EVERY = 5.0


class Screen(Protocol):
    """Where pictures of the run go."""

    def show(self, picture: Picture) -> None: ...

    def say(self, line: str) -> None: ...

    def close(self) -> None: ...


def open_screen(*, progress: bool, out: TextIO | None = None) -> Screen:
    """Live where `out` (stdout) is a terminal and progress is wanted, plain lines otherwise."""
    out = out or sys.stdout
    return Live() if progress and out.isatty() else Plain(out)


def counts(picture: Picture) -> str:
    """The one line of figures that both forms share."""
    refused = picture.count(Outcome.REFUSED) + picture.count(Outcome.GONE) + picture.count(Outcome.NOT_AN_ARTICLE)
    stored = picture.count(Outcome.STORED)
    return (
        f"sources polled {picture.polled}/{picture.sources} · pages waiting {picture.waiting} · "
        f"stored {stored} · refused {refused}"
    )


class Plain:
    """A line when something changed, every few seconds at most."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last = ""
        self._next = 0.0

    def show(self, picture: Picture) -> None:
        line = counts(picture)
        if line != self._last and time.monotonic() >= self._next:
            self.say(line)
            self._last = line
            self._next = time.monotonic() + _PLAIN_EVERY

    def say(self, line: str) -> None:
        print(line, file=self._out, flush=True)

    def close(self) -> None:
        return


class Live:
    """Figures and the last headlines, each in the direction of its script, redrawn in place."""

    def __init__(self) -> None:
        from rich.live import Live as RichLive  # only a terminal needs rich

        self._live = RichLive(refresh_per_second=4, transient=True)
        self._live.start()
        self._began = time.monotonic()
        self._stored = 0
        self._rate = 0.0
        self._rated = self._began

    def show(self, picture: Picture) -> None:
        self._measure(picture.count(Outcome.STORED))
        self._live.update(self._draw(picture))

    def say(self, line: str) -> None:
        self._live.console.print(line, markup=False, highlight=False)

    def close(self) -> None:
        self._live.stop()

    def _measure(self, stored: int) -> None:
        now = time.monotonic()
        if now - self._rated >= 1:
            self._rate = (stored - self._stored) / (now - self._rated)
            self._stored, self._rated = stored, now

    def _draw(self, picture: Picture) -> Group:
        from rich.console import Group
        from rich.text import Text

        lines = [Text(f"{counts(picture)} · {self._rate:.1f} articles/s", style="bold")]
        lines += [self._headline(h) for h in picture.headlines]
        return Group(*lines)

    def _headline(self, headline: Headline) -> Text:
        from rich.text import Text

        right = (headline.language or "").split("-")[0] in _RIGHT_TO_LEFT
        return Text(directed(headline.title, right), justify="right" if right else "left", no_wrap=True)


def directed(text: str, right_to_left: bool) -> str:
    """The text inside an isolate of its direction (Unicode UAX #9), without controls that could leave it."""
    clean = "".join(c for c in text if c.isprintable() or c == "\u200c")
    return ("\u2067" if right_to_left else "\u2066") + clean + "\u2069"

"""A batch that cannot be stored whole: what is at fault is found out, and all the rest is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, Self, TypeVar

import structlog

from workers.errors import TryAgain
from workers.pipeline.errands import bug

log = structlog.get_logger(__name__)


class Divisible(Protocol):
    """What a pump took and has not written yet."""

    def alone(self) -> Iterator[Self]:
        """The same, one page, source or robots.txt at a time."""

    def given_up(self, why: str) -> Self:
        """The same as a failure of ours, in words that can always be stored."""

    def names(self) -> list[str]:
        """What it is of, for the log."""


B = TypeVar("B", bound=Divisible)


def store_apart(batch: B, store: Callable[[B], None]) -> None:
    """Stores the parts of the batch one by one, those that fail as failures of ours.

    Raises `TryAgain` where the database goes away: what is left is due again when the pump signs out.
    """
    for part in batch.alone():
        try:
            store(part)
        except TryAgain:
            raise
        except Exception as e:  # a bug of ours costs this page or poll, which is kept for a look, and no other
            log.exception("batch.bug", of=part.names())
            store(part.given_up(bug(e)))

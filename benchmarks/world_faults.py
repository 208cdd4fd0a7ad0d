"""What can be wrong with a site of the invented world, chosen per site and part of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = frozenset(
    {
        "hang",  # takes the request and says nothing
        "slow",  # answers after `seconds`
        "drip",  # sends the body one byte every `seconds`
        "reset",  # cuts the connection hard
        "truncate",  # promises the whole length and sends half
        "500",
        "404",
        "503-retry-after",  # with `retry_after`
        "garbage",  # bytes that are no document, under the right content type
        "html-feed",  # an HTML page where the feed should be
        "empty",  # 200 and nothing
        "redirect-loop",
        "flaky",  # every `every`-th request is a 500
    }
)


@dataclass(slots=True)
class Fault:
    """One fault of one site.

    `where` is "news" (feed and pages), "feed", "pages", "robots" or "all"; `only` narrows pages to story numbers;
    `first` heals the site after so many faulty answers. Raises ValueError for an unknown kind or place.
    """

    kind: str
    where: str = "news"
    only: Collection[int] | None = None
    first: int | None = None
    seconds: float = 2.0
    retry_after: str = "2"
    every: int = 2
    met: int = 0  # requests it applied to so far

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; one of {', '.join(sorted(KINDS))}")
        if self.where not in ("news", "feed", "pages", "robots", "all"):
            raise ValueError(f"no such place of a fault: {self.where}")
        if self.kind == "html-feed":
            self.where = "feed"

    @classmethod
    def of(cls, value: Fault | Mapping[str, Any]) -> Fault:
        return value if isinstance(value, Fault) else cls(**value)

    def strikes(self, part: str, number: int | None) -> bool:
        """Whether this request is spoiled; counts it."""
        places = {"news": ("feed", "page"), "feed": ("feed",), "pages": ("page",), "robots": ("robots",)}
        if self.where != "all" and part not in places[self.where]:
            return False
        if self.only is not None and number not in self.only:
            return False
        if self.first is not None and self.met >= self.first:
            return False
        self.met += 1
        return self.kind != "flaky" or self.met % self.every == 0

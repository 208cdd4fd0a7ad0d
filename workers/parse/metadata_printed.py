"""What is printed round a page's headline: dates and bylines as its readers see them."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from workers.parse.metadata_scan import Scan, Sign, Spot, sign_of
from workers.parse.tree import tag_ids

BEFORE_HEADLINE = 60  # nodes; kickers, dates and breadcrumbs stand before it
AFTER_HEADLINE = 160
MAX_CLIMB = 12

_ASIDE = tag_ids("aside nav footer form")
_WHOLE = tag_ids("html body main article")


@dataclass(slots=True)
class Surroundings:
    """The place of the headline and a memory of which elements lie in foreign parts of the page."""

    scan: Scan
    headline: Spot | None
    verdicts: dict[int, bool]

    def is_foreign(self, node: LexborNode) -> bool:
        """Whether an element lies in a part of the page that is about something else."""
        above: LexborNode | None = node
        climbed: list[int] = []
        verdict = False
        for _ in range(MAX_CLIMB):
            if above is None or above.tag_id in _WHOLE:
                break
            key = above.mem_id
            if key in self.verdicts:
                verdict = self.verdicts[key]
                break
            climbed.append(key)
            if above.tag_id in _ASIDE:
                verdict = True
                break
            attributes = above.attributes
            names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
            if names != " " and sign_of(names) & Sign.FOREIGN:
                verdict = True
                break
            above = above.parent
        for key in climbed:
            self.verdicts[key] = verdict
        return verdict

    def distance(self, spot: Spot) -> int:
        """Nodes between the headline and `spot`, those before it counted threefold; 0 without a headline."""
        if self.headline is None:
            return 0
        gap = spot.place - self.headline.place
        return gap if gap >= 0 else -3 * gap

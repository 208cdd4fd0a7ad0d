"""Whether the month or the day stands first in the numbers of a page that is written in English."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from workers.parse.metadata.evidence import Evidence
from workers.parse.wordlists import word_list

MAX_TEXT = 300_000  # characters of a page that are looked through
MONTH_FIRST = "en-US"
DAY_FIRST = "en-GB"
_ENGLISH = frozenset(("", "en"))
_YEAR_LAST = re.compile(r"[/.-](?:19|20)\d\d(?!\d)")  # what a long text can be searched for
_TURNED = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(?:19|20)\d\d\Z")
# Country endings whose English press writes the day first, and those of the United States.
_DAY_FIRST_ENDINGS = word_list("uk ie au nz in pk bd lk np za ng ke gh ug tz zw zm my sg hk mt cy jm tt eu")
_MONTH_FIRST_ENDINGS = word_list("us gov mil edu ph pr")


def is_english(language: str | None) -> bool:
    return (language or "").split("-")[0].lower() in _ENGLISH


def spoken(language: str | None, habit: str | None) -> str | None:
    """A page's language, made surer by the one its source is known to write (`habit`)."""
    if not language:
        return habit
    if habit and habit.split("-")[0].lower() == language.split("-")[0].lower() and "-" in habit:
        return habit
    return language


def order_of(evidence: Evidence, language: str | None) -> str | None:
    """The language, with the region whose order of numbers the page shows.

    Its other dates prove it (in `24/11/2025` the day stands first), else its language's region, else the country of
    its address says it. Unchanged where nothing does.
    """
    shown = _shown(evidence)
    if shown is not None:
        return shown
    if language and "-" in language:
        return language
    try:
        ending = (urlsplit(evidence.url[:4_000]).hostname or "").rpartition(".")[2]
    except ValueError:
        return language
    if ending in _DAY_FIRST_ENDINGS:
        return DAY_FIRST
    return MONTH_FIRST if ending in _MONTH_FIRST_ENDINGS else language


def _shown(evidence: Evidence) -> str | None:
    """The order that the page's unmistakable dates have, where they agree."""
    root = evidence.tree.body
    text = root.text(separator=" ")[:MAX_TEXT] if root is not None else ""
    orders: set[str] = set()
    for year in _YEAR_LAST.finditer(text):
        found = _TURNED.search(text, max(0, year.start() - 6), year.end())
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second > 0 and first <= 31:
            orders.add(DAY_FIRST)
        elif second > 12 >= first > 0 and second <= 31:
            orders.add(MONTH_FIRST)
    return orders.pop() if len(orders) == 1 else None

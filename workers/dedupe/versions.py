"""Versions of an article: what changed, when to look again, and when it counts as withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from workers.dedupe.essence import essence
from workers.records import Article, Change

RECHECKS: Final = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(days=3),
)
WITHDRAWN_AFTER: Final = timedelta(hours=1)  # between the first and the last look that found it gone
GONE_LOOKS: Final = 2

_MOST_COMPARED: Final = 400  # paragraphs; difflib takes the square of it at worst

Numbered = Sequence[tuple[int, str]]


def change_between(old: Article, new: Article) -> Change | None:
    """What `new` changed that makes it a version; None where it has the same `content_hash`.

    Indexes and texts of the paragraphs are those of the articles, as published.
    """
    before, after = essence(old), essence(new)
    fields = [name for name in ("title", "section", "authors") if getattr(before, name) != getattr(after, name)]
    removed, added = _paragraph_diff(before.paragraphs, after.paragraphs)
    if removed or added:
        fields.append("paragraphs")
    if not fields:
        return None
    return Change(
        tuple(fields),
        tuple([(place, old.paragraphs[place]) for place in removed]),
        tuple([(place, new.paragraphs[place]) for place in added]),
    )


def _paragraph_diff(old: Numbered, new: Numbered) -> tuple[list[int], list[int]]:
    """The places of the paragraphs that left and came; a moved paragraph did both."""
    head = 0
    while head < min(len(old), len(new)) and old[head][1] == new[head][1]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail][1] == new[-1 - tail][1]:
        tail += 1
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    ours, theirs = [text for _, text in old], [text for _, text in new]
    if max(len(ours), len(theirs)) > _MOST_COMPARED:
        gone, fresh = set(ours) - set(theirs), set(theirs) - set(ours)
        if not gone and not fresh:  # only moved or doubled
            return [place for place, _ in old], [place for place, _ in new]
        return [place for place, text in old if text in gone], [place for place, text in new if text in fresh]
    removed: list[int] = []
    added: list[int] = []
    for step, from_, to, start, end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if step != "equal":
            removed += [place for place, _ in old[from_:to]]
            added += [place for place, _ in new[start:end]]
    return removed, added


def next_recheck(
    first_seen: datetime, last_checked: datetime, changes: int = 0, rechecks: Sequence[timedelta] = RECHECKS
) -> datetime | None:
    """When to look at an article again; None where it is old enough to be left alone.

    The looks thin out with age, and one that would follow soon after `last_checked` is left out. An article that has
    changed (`changes` versions after the first) is looked at twice as often and twice as long: it is still being
    written.
    """
    steps = list(rechecks)
    if not steps:
        return None
    if changes > 0:
        middles = [first + (second - first) / 2 for first, second in pairwise(steps)]
        steps = sorted({*steps, *middles, steps[-1] * 2})
    for step in steps:
        if first_seen + step >= last_checked + step / 5:
            return first_seen + step
    return None


def confirms_withdrawal(first_gone: datetime | None, now: datetime, looks: int) -> bool:
    """Whether an article that was found gone (404, 410, a notice of removal) now counts as withdrawn.

    `looks` is how many looks in a row found it gone, this one included, `first_gone` when the first of them was.
    """
    return first_gone is not None and looks >= GONE_LOOKS and now - first_gone >= WITHDRAWN_AFTER


def next_look_at_gone(first_gone: datetime, now: datetime) -> datetime:
    """When to confirm that an article is gone."""
    return max(first_gone + WITHDRAWN_AFTER, now + timedelta(minutes=10))

"""When a source is polled at another URL than before. Pure: values in, values out.

A redirect that says "for good" (301, 308) is believed after it was given in several polls over more than a day: sites
that are being rebuilt, hacked or parked redirect everything for an afternoon. One that says "for now" never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from workers.records import Hop, Kind
from workers.store.standing import Move

POLLS = 3
TIME = timedelta(days=1)
_FOR_GOOD = frozenset({301, 308})
_KINDS = {
    Kind.FEED: frozenset({"rss", "atom", "rdf", "json", "cdf"}),
    Kind.SITEMAP: frozenset({"news-sitemap", "sitemap", "sitemap-index"}),
    Kind.LISTING: frozenset({"listing"}),
}


def kind_served(form: str | None) -> Kind | None:
    """The kind of document that a form belongs to; None for none and unknown ones."""
    return next((kind for kind, forms in _KINDS.items() if form in forms), None)


def promised(kind: Kind, serves: str | None) -> Kind:
    """What a source's URL is expected to serve: as configured, or else as it did before.

    A feed in whose place a page comes is broken; that it may become a section page would make it quiet instead.
    """
    return kind if kind is not Kind.AUTO else kind_served(serves) or Kind.AUTO


def moved_for_good(hops: Sequence[Hop]) -> str | None:
    """Where an answer's redirects lead for good: as far as each of them says so."""
    target: str | None = None
    for hop in hops:
        if hop.status not in _FOR_GOOD:
            break
        target = hop.url
    return target


def counted(move: Move | None, hops: Sequence[Hop], now: datetime) -> Move | None:
    """The move after one more good poll: begun, confirmed once more, begun anew elsewhere, or over."""
    target = moved_for_good(hops)
    if target is None:
        return None
    if move is None or move.url != target or now < move.since:
        return Move(target, now, 1)
    return Move(target, move.since, move.polls + 1)


def is_confirmed(move: Move, now: datetime) -> bool:
    """Whether it was said often enough over time enough."""
    return move.polls >= POLLS and now - move.since >= TIME


def needs_proof(move: Move | None, now: datetime) -> bool:
    """Whether one more confirmation decides: that poll has to see a body, since any page may answer 304."""
    return move is not None and is_confirmed(Move(move.url, move.since, move.polls + 1), now)

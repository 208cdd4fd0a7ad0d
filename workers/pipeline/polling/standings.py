"""What one good poll teaches of a source's address and validators, with the sentences that its history tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from workers.fetch.escape import printable
from workers.fetch.pace import origin_of, site_of
from workers.fetch.request import UNCONDITIONAL
from workers.pipeline.polling import moves, trust
from workers.pipeline.polling.announced import Read
from workers.records import Validators
from workers.store.standing import Move, Place, Standing


@dataclass(frozen=True, slots=True)
class Stood:
    """The standing to write; validators (None: keep those there are), a new place, what is to be said.

    `is_strange`: the source redirects for good to another kind of document. Nothing is learned of that one, so that
    the next poll sees the difference again.
    """

    standing: Standing
    validators: Validators | None
    place: Place | None = None
    says: tuple[str, ...] = ()
    is_strange: bool = False


def moving(polls: Iterable[Read], now: datetime) -> dict[str, str]:
    """The sources that would move by what these polls brought: id -> URL."""
    wanted: dict[str, str] = {}
    for poll in polls:
        move = moves.counted(poll.state.standing.move, poll.fetched.hops, now)
        if move is None or poll.state.listed_in == "backfill" or poll.fetched.status == 304:
            continue
        if moves.is_confirmed(move, now):
            wanted[poll.state.source.id] = move.url
    return wanted


def stand(poll: Read, *, new: int, taken_by: str | None, now: datetime) -> Stood:
    """After a good poll; `taken_by` is another source that polls the URL where this one would move to."""
    state, sent = poll.state, poll.fetched.validators
    keep: Validators | None
    if poll.fetched.status == 304:
        # A 304 that repeats no validator means: those you have are still good (RFC 9110 section 15.4.5).
        standing, lie = trust.after_304(state.standing)
        keep = (None if sent == UNCONDITIONAL else sent) if lie is None else UNCONDITIONAL
    else:
        standing, keep, lie = trust.after_body(
            state.standing, asked=poll.asked, known=state.validators, sent=sent, new=new, now=now
        )
    if (strange := _strange(poll)) is not None:
        return Stood(replace(standing, move=None), None, says=(strange,), is_strange=True)
    move, place, moved = _moved(poll, taken_by, now)
    says = tuple(said for said in (moved, lie) if said is not None)
    return Stood(replace(standing, move=move), keep, place, says)


def _strange(poll: Read) -> str | None:
    """What is to be said where a source redirects for good to another kind of document than it was."""
    target, was, found = moves.moved_for_good(poll.fetched.hops), moves.kind_served(poll.state.serves), poll.document
    if target is None or was is None or found is None or found.kind is was:
        return None
    return f"moved for good to {printable(target)}, which is a {found.kind.value} where a {was.value} was: not followed"


def _moved(poll: Read, taken_by: str | None, now: datetime) -> tuple[Move | None, Place | None, str | None]:
    """The move under way, the place to poll from now on, and what is to be said."""
    state = poll.state
    before = state.standing.move
    move = moves.counted(before, poll.fetched.hops, now)
    if move is None:
        return None, None, None
    there = f"moved for good to {printable(move.url)}"
    if not moves.is_confirmed(move, now) or poll.fetched.status == 304:
        begun = before is None or before.url != move.url
        said = f"says that it {there}: followed when it has said so for a day" if begun else None
        return move, None, said
    if taken_by is not None:
        return Move(move.url, now, 1), None, f"{there}, which source {taken_by} polls already: not followed"
    place = Place(move.url, site_of(move.url), origin_of(move.url))
    return None, place, f"{there}: polled there from now on, no more at {printable(state.source.url)}"

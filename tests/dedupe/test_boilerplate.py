"""What a source prints on every article is learned, in bounded room."""

from __future__ import annotations

import pytest

from tests.dedupe.articles import OTHER, STORY
from workers.dedupe.boilerplate import ROOM, Boilerplate
from workers.dedupe.fingerprint import fingerprint, paragraph_hash

FOOTER = "Sign up for our newsletter and never miss a story from the valley and the coast."


def edges(number: int, title: str = "") -> tuple[int, ...]:
    return fingerprint(title or f"Title {number}", (f"Lead {number}.", f"Body {number}.", FOOTER)).edges


def test_a_footer_is_known_after_a_few_articles_and_nothing_else_is() -> None:
    memory = Boilerplate().learn(edges(number) for number in range(3))
    assert memory.recurring() == frozenset()
    memory = memory.learn([edges(3)])
    assert memory.recurring() == {paragraph_hash(FOOTER)}


def test_a_footer_is_known_in_any_house_style() -> None:
    assert paragraph_hash(FOOTER) == paragraph_hash(f"  {FOOTER.upper()}  ".replace(".", " !"))


def test_a_title_of_every_day_is_no_title() -> None:
    memory = Boilerplate().learn(edges(number, "Photo of the day") for number in range(5))
    mark = fingerprint("Photo of the day", STORY, boilerplate=memory.recurring())
    assert mark.title == ()
    assert mark.sketch == fingerprint("Photo of the day", STORY).sketch


def test_a_long_memory_stays_small_and_keeps_what_matters() -> None:
    memory = Boilerplate()
    for start in range(0, 6000, 50):
        memory = memory.learn(edges(number) for number in range(start, start + 50))
    assert len(memory.counts) <= ROOM
    assert paragraph_hash(FOOTER) in memory.recurring()
    assert len(memory.to_bytes()) <= 5 + 12 * ROOM


def test_two_workers_learn_together() -> None:
    one = Boilerplate().learn(edges(number) for number in range(2))
    other = Boilerplate().learn(edges(number) for number in range(2, 4))
    assert one.plus(other).recurring() == {paragraph_hash(FOOTER)}
    assert one.plus(other).articles == 4


def test_a_rare_repetition_in_a_large_source_is_no_boilerplate() -> None:
    memory = Boilerplate().learn(fingerprint("t", (f"Lead {n}", *OTHER[:1] * (n % 100 == 0))).edges for n in range(500))
    assert paragraph_hash(OTHER[0]) not in memory.recurring()


def test_a_memory_survives_storage() -> None:
    memory = Boilerplate().learn(edges(number) for number in range(9))
    assert Boilerplate.from_bytes(memory.to_bytes()) == memory
    for broken in (b"", b"\x01", memory.to_bytes()[:-1], b"\x07" + memory.to_bytes()[1:]):
        with pytest.raises(ValueError, match="boilerplate"):
            Boilerplate.from_bytes(broken)

"""What a source prints on every article is learned from its articles, and makes no copies."""

from __future__ import annotations

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from workers.dedupe.boilerplate import Boilerplate
from workers.dedupe.fingerprint import paragraph_hash
from workers.pipeline.harvesting.memories import Memories
from workers.store.boilerplate import add_memories, read_memories

FOOTER = (
    "Tell Qasr Today is an independent paper of the harbour towns, printed since 1931 and owned by its readers; "
    "letters reach us at the old customs house, and nothing in it may be copied without leave."
)


def _story(number: int) -> tuple[str, ...]:
    words = [f"{word}{number}" for word in ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel")]
    first, second, third = " ".join(words * 3), " ".join(words[::-1] * 3), " ".join(words[::2] * 5)
    return f"{first}.", f"{second}.", f"{third}.", FOOTER


def test_a_footer_is_learned_and_used_by_the_next_turn(desk: Desk, site: Site) -> None:
    for first in (0, 6):
        urls = [
            site.put(f"/news/story-{n}", article(f"Story of day {n}", paragraphs=_story(n)))
            for n in range(first, first + 6)
        ]
        site.put("/feed", feed(urls), kind="application/rss+xml")
        desk.sources_are(one=site.url + "/feed")
        desk.wait(86400)
        desk.run()
    memories = Memories(desk)
    memories.load(["one"])
    assert paragraph_hash(FOOTER) in memories.recurring("one")
    assert len(desk.articles()) == 12


def test_workers_that_learned_apart_are_added_up(desk: Desk) -> None:
    def learn(articles: int) -> None:
        part = Boilerplate().learn([[1, 10 + n] for n in range(articles)])

        def merge(old: bytes | None) -> bytes:
            return (Boilerplate.from_bytes(old) if old else Boilerplate()).plus(part).to_bytes()

        desk.database.transact(lambda c: add_memories(c, desk.database, {"one": merge}, now=desk.now()))

    learn(3)
    learn(4)
    with desk.database.read() as connection:
        memory = Boilerplate.from_bytes(read_memories(connection, ["one", "two"])["one"])
    assert (memory.articles, memory.counts[1]) == (7, 7)
    assert memory.recurring() == {1}


def test_a_memory_that_nobody_can_read_is_begun_anew(desk: Desk) -> None:
    desk.database.transact(lambda c: add_memories(c, desk.database, {"one": lambda _: b"\xff later"}, now=desk.now()))
    memories = Memories(desk)
    memories.load(["one"])
    assert memories.recurring("one") == frozenset()
    memories.learn([("one", (5, n)) for n in range(200)])
    assert memories.recurring("one") == {5}

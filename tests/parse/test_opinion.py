from __future__ import annotations

from workers.parse.body import Body
from workers.parse.opinion import second_opinion

SHOWN = Body(("Loading",), 0.3)
STATED = (
    "First paragraph of the story, at some length.<br>Second &amp; last paragraph. " + "More of it follows here. " * 12
)


def test_stated_text_wins_where_hardly_any_is_shown() -> None:
    body = second_opinion(SHOWN, STATED)
    assert body.paragraphs[0] == "First paragraph of the story, at some length."
    assert (body.via, body.confidence) == ("json-ld", 0.5)


def test_a_shown_body_is_kept_beside_a_stated_teaser() -> None:
    shown = Body(("A long paragraph as shown. " * 20,), 0.9)
    assert second_opinion(shown, STATED) is shown


def test_a_short_statement_is_a_teaser() -> None:
    assert second_opinion(SHOWN, "Only a line.") is SHOWN
    assert second_opinion(SHOWN, None) is SHOWN
    assert second_opinion(SHOWN, "<p></p>" * 60) is SHOWN

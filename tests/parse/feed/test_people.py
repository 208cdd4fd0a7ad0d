"""Names out of author elements."""

from __future__ import annotations

import pytest

from workers.parse.feed.people import names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna Weber", ("Anna Weber",)),
        ("Anna Weber, Jo Klein and Mira Lind", ("Anna Weber", "Jo Klein", "Mira Lind")),
        ("Anna Weber &amp; Jo Klein", ("Anna Weber", "Jo Klein")),
        ("Weber, Anna", ("Weber, Anna",)),
        ("Johnson and Johnson", ("Johnson and Johnson",)),
        ("Weber, Anna; Klein, Jo", ("Weber, Anna", "Klein, Jo")),
        ("ليلى حداد، سامر نجار", ("ليلى حداد", "سامر نجار")),
        ("كتب: ليلى حداد، سامر نجار", ("ليلى حداد", "سامر نجار")),
        ("Text: Anna Weber", ("Anna Weber",)),
        ("Von Anna Weber", ("Anna Weber",)),
        ("Byron Smith", ("Byron Smith",)),
        ("noreply@h.example (Anna Weber)", ("Anna Weber",)),
        ("anna@h.example", ()),
        ("https://h.example/anna", ()),
        ("  ", ()),
        (",;|", ()),
        ("a;" * 10_000, ("a",)),
    ],
)
def test_people_are_named_apart(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names

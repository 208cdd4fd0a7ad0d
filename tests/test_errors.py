"""Errors as sentences that may hold strangers' words."""

from __future__ import annotations

import pickle

from workers.errors import Elsewhere, Refused, TryAgain


def test_nothing_that_strangers_wrote_reaches_a_log_or_a_terminal_unescaped() -> None:
    error = Refused("http://a.example/\u202egpj", "says \x1b[31mred\x07\r\nkhabar: all is well\x85", 403)
    assert str(error) == r"http://a.example/\u202egpj: says \x1b[31mred\x07\r\nkhabar: all is well\x85"


def test_words_in_any_script_stay_as_they_are() -> None:
    assert Refused("a", "\u0645\u06cc\u200c\u0634\u0648\u062f").why == "\u0645\u06cc\u200c\u0634\u0648\u062f"


def test_an_error_survives_pickling() -> None:
    for error in (Refused("a", "b\n", 403), Elsewhere("a", "b\n", "http://c", 301), TryAgain("a", "b\n", 9.0)):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))

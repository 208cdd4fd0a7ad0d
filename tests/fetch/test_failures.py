from __future__ import annotations

import http.client
import ssl

import pytest
import requests
from urllib3.exceptions import IncompleteRead, NewConnectionError, ProtocolError, ReadTimeoutError
from urllib3.exceptions import SSLError as WrappedSSLError

from workers.errors import KhabarError, TooLarge, TooSlow, Unreachable
from workers.fetch.deadline import DeadlinePassed
from workers.fetch.failures import error_of_ours, is_hang_up
from workers.fetch.wire import HeaderTooLarge, MalformedAnswer


def as_requests_has_it(error: BaseException) -> Exception:
    return requests.ConnectionError(ProtocolError("Connection aborted.", error))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (as_requests_has_it(ConnectionResetError(104, "reset")), True),
        (as_requests_has_it(BrokenPipeError(32, "pipe")), True),
        (requests.exceptions.SSLError(WrappedSSLError(ssl.SSLEOFError(8, "EOF occurred"))), True),
        (requests.exceptions.SSLError(WrappedSSLError(ssl.SSLZeroReturnError(6, "closed"))), True),
        (requests.exceptions.SSLError(WrappedSSLError(ssl.SSLCertVerificationError(1, "bad"))), False),
        (as_requests_has_it(MalformedAnswer("no HTTP")), False),
        (as_requests_has_it(TimeoutError()), False),
    ],
)
def test_a_hang_up_is_told_from_other_failures(error: Exception, expected: bool) -> None:
    assert is_hang_up(error) is expected


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (as_requests_has_it(DeadlinePassed("late")), TooSlow, "no whole answer within 30 s"),
        (as_requests_has_it(HeaderTooLarge("large")), TooLarge, "cap of 1000 bytes"),
        (ReadTimeoutError(None, "/", "x"), Unreachable, "stood still"),  # type: ignore[arg-type]
        (requests.ReadTimeout(TimeoutError()), Unreachable, "stood still"),
        (as_requests_has_it(ConnectionResetError(104, "Reset\x1b by peer")), Unreachable, r"reset\\x1b by peer"),
        (requests.exceptions.SSLError(WrappedSSLError(ssl.SSLError(1, "bad record"))), Unreachable, "TLS: "),
        (ProtocolError("x", IncompleteRead(13, 86)), Unreachable, "the body is cut short 86 bytes before its end"),
        (http.client.IncompleteRead(b"abc"), Unreachable, "the body is cut short after 3 bytes"),
        (http.client.IncompleteRead(b""), Unreachable, "the body is cut short$"),
        (NewConnectionError(None, "nobody there"), Unreachable, "nobody there"),  # type: ignore[arg-type]
    ],
)
def test_each_failure_becomes_an_error_with_a_sentence(error: Exception, kind: type[KhabarError], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        raise error_of_ours(error, "http://a.example/", False, 30, 1000)
    assert str(caught.value).isprintable()


def test_what_breaks_when_the_time_is_up_broke_for_that_reason() -> None:
    assert isinstance(error_of_ours(OSError("shut"), "http://a.example/", True, 30, 1000), TooSlow)

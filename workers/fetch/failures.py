"""What went wrong below, in the words of `workers.errors`: urllib3 and requests wrap a failure several times over."""

from __future__ import annotations

import http.client
import ssl

from requests import RequestException
from urllib3.exceptions import HTTPError, ReadTimeoutError

from workers.errors import KhabarError, TooLarge, TooSlow, Unreachable
from workers.fetch.deadline import DeadlinePassed
from workers.fetch.escape import printable
from workers.fetch.wire import HeaderTooLarge

TRANSPORT_ERRORS = (HTTPError, RequestException, OSError, http.client.HTTPException)
_HUNG_UP = (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError)


def is_hang_up(error: Exception) -> bool:
    """Whether the other side closed the connection, which is no failure of a kept-alive one: it may at any time."""
    return _is_a(error, *_HUNG_UP) is not None


def error_of_ours(error: Exception, about: str, is_late: bool, deadline: float, max_header_bytes: int) -> KhabarError:
    """The error of `workers.errors` that a failure of the transport is, with its reason in words."""
    if is_late or _is_a(error, DeadlinePassed):
        return TooSlow(about, f"no whole answer within {deadline:g} s")
    if _is_a(error, HeaderTooLarge):
        return TooLarge(about, f"the header is above the cap of {max_header_bytes} bytes")
    if _is_a(error, ReadTimeoutError, TimeoutError):
        return Unreachable(about, "the connection stood still")
    short = _is_a(error, http.client.IncompleteRead)
    if isinstance(short, http.client.IncompleteRead):
        return Unreachable(about, _how_short(short))
    trouble = _is_a(error, ssl.SSLError)
    if trouble:
        return Unreachable(about, f"TLS: {printable(_words(trouble), 200)}")
    root = _root(error)
    return Unreachable(about, f"no whole answer: {printable(_words(root), 200)}")


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what it wraps, also as an argument, which is urllib3's and requests' style, outermost first."""
    chain: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or one in chain or len(chain) > 20:
            continue
        chain.append(one)
        waiting += [arg for arg in one.args if isinstance(arg, BaseException)]
        waiting += [one.__cause__, one.__context__]
    return chain


def _is_a(error: BaseException, *kinds: type[BaseException]) -> BaseException | None:
    return next((one for one in _causes(error) if isinstance(one, kinds)), None)


def _root(error: BaseException) -> BaseException:
    wrapped = [one for one in _causes(error) if not isinstance(one, TRANSPORT_ERRORS[:2])]
    return wrapped[0] if wrapped else error


def _how_short(error: http.client.IncompleteRead) -> str:
    """Where a body broke off: of a chunked one it is not known how much is missing."""
    if error.expected:
        return f"the body is cut short {error.expected} bytes before its end"
    came: object = error.partial  # urllib3 gives a number where the standard library gives the bytes
    size = len(came) if isinstance(came, bytes) else came
    return f"the body is cut short after {size} bytes" if size else "the body is cut short"


def _words(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, ssl.SSLError):
        return getattr(error, "reason", None) or str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__

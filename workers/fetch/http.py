"""One client a process that turns a URL into a `Fetched` or into one of the errors of `workers.errors`.

It keeps four promises over urllib3: nothing is dialled but what the guard allows (`guard`), an exchange ends by its
deadline (`deadline`), no body is above its cap or half (`bodies`), and redirects are followed here, each judged anew.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import urllib3
from urllib3.exceptions import HTTPError, ReadTimeoutError

from workers.errors import Elsewhere, Refused, ServerTrouble, TooLarge, TooSlow, Unreachable, Unreadable
from workers.fetch.answers import REDIRECTS, WHOLE, Answer, error_for, wrong_kind
from workers.fetch.bodies import read_body
from workers.fetch.deadline import DeadlinePassed, Watch, Watchdog
from workers.fetch.escape import printable
from workers.fetch.guard import AddressGuard, Resolver
from workers.fetch.request import UNCONDITIONAL, Request
from workers.fetch.target import Target
from workers.fetch.transport import Exchange, Transport
from workers.fetch.wire import HeaderTooLarge
from workers.records import Fetched, Hop, Validators

Accept = Literal["page", "feed", "robots", "any"]
ERROR_BYTES = 64 * 1024  # of an answer that is not wanted, to tell what it is and to keep its connection


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How the web is asked. Times in seconds, sizes in bytes.

    `deadline` is over a whole exchange, redirects included; `max_bytes` is of the decoded body; `max_header_bytes` of
    one answer's header. Idle connections are kept to `pool_hosts` hosts, `pool_connections` each. `ca_file` names
    certificates to trust beside the public ones (an intranet's own authority).
    """

    user_agent: str
    connect_timeout: float = 10.0
    deadline: float = 30.0
    max_bytes: int = 10 * 1024 * 1024
    max_header_bytes: int = 64 * 1024
    max_redirects: int = 5
    allow_networks: tuple[str, ...] = ()
    allow_ports: tuple[int, ...] = (80, 443)
    pool_hosts: int = 64
    pool_connections: int = 4
    ca_file: str | None = None


@dataclass(slots=True)
class _Way:
    """One exchange on its way: the request, where it stands, and what it met."""

    request: Request
    watch: Watch
    may_follow: Callable[[str], bool] | None
    cap: int
    cut: bool
    hops: list[Hop] = field(default_factory=list)

    @property
    def about(self) -> str:
        return self.request.about


class HttpClient:
    """Safe for threads; made once a process, after the fork. `clock` gives `Fetched.fetched_at`, in UTC."""

    def __init__(
        self, policy: FetchPolicy, *, resolver: Resolver | None = None, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.policy = policy
        self._clock = clock
        self._guard = AddressGuard(policy.allow_networks, policy.allow_ports, resolver)
        self._transport = Transport(policy.pool_hosts, policy.pool_connections, policy.ca_file)
        self._watchdog = Watchdog()

    def get(
        self,
        url: str,
        *,
        validators: Validators = UNCONDITIONAL,
        headers: Mapping[str, str] = {},
        cookies: Mapping[str, str] = {},
        proxy: str | None = None,
        accept: Accept = "page",
        may_follow: Callable[[str], bool] | None = None,
        now: datetime | None = None,
    ) -> Fetched:
        """The whole answer to a conditional GET: status 200, 226 or 304 (then without a body).

        `headers` and `cookies` go to the site of `url` only. `may_follow` is asked about every redirect target;
        where it says no, Elsewhere is raised with that target. Raises every error of `workers.errors` that its
        page lists for fetching, never anything else for whatever the other side does.
        """
        now = now or self._clock()
        request = Request(url, self.policy.user_agent, accept, validators, headers, cookies, proxy)
        answer = self._ask(request, accept, may_follow)
        error = error_for(request.about, answer, now)
        if error is not None:
            raise error
        if answer.status == 304 and validators == UNCONDITIONAL:
            raise ServerTrouble(request.about, "the server answers 304 to a request without conditions")
        if answer.status != 304 and not answer.body and accept != "robots":
            raise ServerTrouble(request.about, f"the server answers {answer.status} with an empty body")
        return Fetched(
            url=url,
            final_url=answer.final_url,
            status=200 if answer.status == 203 else answer.status,
            headers=answer.headers,
            body=answer.body,
            fetched_at=now,
            hops=answer.hops,
            wire_bytes=answer.wire_bytes,
        )

    def ask(self, url: str, *, accept: Accept = "any", proxy: str | None = None, cut_at: int | None = None) -> Answer:
        """The last answer to a GET whatever its status; with `cut_at` a longer body ends there.

        Raises Refused (guard, URL), Unreachable, TooSlow, TooLarge and Unreadable.
        """
        request = Request(url, self.policy.user_agent, accept, proxy=proxy)
        return self._ask(request, accept, None, cut_at)

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str] = {}) -> Answer:
        """Sends `body` under the same guard, deadline and caps; the answer whatever its status, redirects unfollowed.

        Sent once: whether a request that broke off was processed is for the caller to find out.
        """
        request = Request(url, self.policy.user_agent, "any", headers=headers, method="POST", body=body)
        with self._watchdog.watch(self.policy.deadline) as watch:
            return self._once(_Way(request, watch, None, ERROR_BYTES, cut=True), Target.of(url))

    def close(self) -> None:
        """Closes idle connections and ends the watchdog's thread; exchanges under way end at once."""
        self._watchdog.close()
        self._transport.close()

    def _ask(
        self, request: Request, accept: Accept, may_follow: Callable[[str], bool] | None, cut_at: int | None = None
    ) -> Answer:
        cap = min(cut_at, self.policy.max_bytes) if cut_at is not None else self.policy.max_bytes
        target = Target.of(request.url)
        with self._watchdog.watch(self.policy.deadline) as watch:
            way = _Way(request, watch, may_follow, cap, cut=cut_at is not None)
            for _ in range(self.policy.max_redirects + 1):
                answer = self._once(way, target)
                location = answer.headers.get("location", "") if answer.status in REDIRECTS else ""
                if not location:
                    return answer
                target = self._next(way, target, answer.status, location)
        raise Unreadable(request.about, f"redirects more than {self.policy.max_redirects} times")

    def _next(self, way: _Way, target: Target, status: int, location: str) -> Target:
        """The target of a redirect, judged like the first one and by `may_follow`."""
        try:
            after = Target.of(target.join(_as_text(location)))
        except ValueError as e:
            raise Unreadable(way.about, f"redirects ({status}) to no URL: {printable(location, 200)}") from e
        except Refused as e:
            raise Refused(way.about, f"redirects ({status}) to {e.about}: {e.why}") from e
        if way.request.has_been_at(after):
            raise Unreadable(way.about, f"redirects in a circle, over {printable(after.url)}")
        if way.may_follow is not None and not way.may_follow(after.url):
            raise Elsewhere(way.about, f"redirects ({status}) to {printable(after.url)}", after.url, status)
        way.hops.append(Hop(status, after.url))
        return after

    def _once(self, way: _Way, target: Target) -> Answer:
        """One request and its answer, a connection that had gone stale replaced."""
        policy = self.policy
        exchange = Exchange(
            way.about,
            self._guard,
            way.watch,
            policy.connect_timeout,
            policy.max_header_bytes,
            self._transport.sessions,
        )
        try:
            response = self._send(way, exchange, target)
            try:
                return self._read(way, target, response)
            finally:
                way.watch.release()
                if not response.closed:
                    response.close()
        except (HTTPError, OSError, http.client.HTTPException) as e:
            raise _translated(way, e, policy) from e

    def _send(self, way: _Way, exchange: Exchange, target: Target) -> urllib3.BaseHTTPResponse:
        request = way.request
        while True:
            exchange.dialled = False
            headers = request.headers_for(target)
            try:
                return self._transport.send(
                    exchange, target, headers, method=request.method, body=request.body, proxy=request.proxy
                )
            except HTTPError as e:
                was_stale = not exchange.dialled and _is_a(e, ConnectionError)
                if not was_stale or request.method != "GET" or way.watch.is_over():
                    raise
            except ValueError as e:  # http.client's word for a header that cannot be sent
                raise Refused(way.about, f"a header of the request cannot be sent: {printable(str(e), 100)}") from e

    def _read(self, way: _Way, target: Target, response: urllib3.BaseHTTPResponse) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.itermerged()}
        status = response.status
        is_whole = status in WHOLE
        if is_whole and (kind := wrong_kind(headers, way.request.accept)):
            raise Unreadable(way.about, f"is {kind}, not a page")
        way.request.remember_cookies(target, status, response.headers.getlist("set-cookie"))
        if is_whole:
            body, size = read_body(response, way.about, way.watch, way.cap, cut=way.cut)
        else:
            body, size = _beginning(response, way)
        way.watch.left()
        final_url = target.url if way.hops else way.request.url
        return Answer(status, headers, body, final_url, tuple(way.hops), size)


def _beginning(response: urllib3.BaseHTTPResponse, way: _Way) -> tuple[bytes, int]:
    """What can be read of an answer that is no page; that it is damaged matters to nobody."""
    try:
        return read_body(response, way.about, way.watch, ERROR_BYTES, cut=True)
    except (Unreachable, Unreadable, HTTPError):
        way.watch.left()
        return b"", 0


def _as_text(location: str) -> str:
    """Headers arrive as Latin-1; most servers that put more than ASCII into a Location mean UTF-8."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _translated(way: _Way, error: Exception, policy: FetchPolicy) -> Exception:
    """The error of ours that a failure of the transport is."""
    if way.watch.is_over() or _is_a(error, DeadlinePassed):
        return TooSlow(way.about, f"no whole answer within {policy.deadline:g} s")
    if _is_a(error, HeaderTooLarge):
        return TooLarge(way.about, f"the header is above the cap of {policy.max_header_bytes} bytes")
    if isinstance(error, ReadTimeoutError) or _is_a(error, TimeoutError):
        return Unreachable(way.about, "the connection stood still")
    trouble = _is_a(error, ssl.SSLError)
    if trouble:
        return Unreachable(way.about, f"TLS: {printable(_words(trouble), 200)}")
    root = _root(error)
    return Unreachable(way.about, f"no whole answer: {printable(_words(root), 200)}")


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what it wraps, urllib3's argument style included, outermost first."""
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


def _is_a(error: BaseException, kind: type[BaseException]) -> BaseException | None:
    return next((one for one in _causes(error) if isinstance(one, kind)), None)


def _root(error: BaseException) -> BaseException:
    wrapped = [one for one in _causes(error) if not isinstance(one, HTTPError)]
    return wrapped[0] if wrapped else error


def _words(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, ssl.SSLError):
        return error.reason or str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__

"""One client a process that turns a URL into a `Fetched` or into one of the errors of `workers.errors`.

It keeps four promises over requests: nothing is dialled but what the guard allows (`guard`), an exchange ends by its
deadline (`deadline`), no body is above its cap or half (`bodies`), and redirects are followed here, each judged anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import urllib3
from urllib3.exceptions import HTTPError

from workers.errors import Elsewhere, Refused, ServerTrouble, Unreachable, Unreadable
from workers.fetch.answers import REDIRECTS, WHOLE, Answer, error_for, wrong_kind
from workers.fetch.bodies import read_body
from workers.fetch.deadline import Watch, Watchdog
from workers.fetch.escape import printable
from workers.fetch.failures import TRANSPORT_ERRORS, error_of_ours, is_hang_up
from workers.fetch.guard import AddressGuard, Resolver
from workers.fetch.request import UNCONDITIONAL, Request
from workers.fetch.session import GuardedSession, Outgoing
from workers.fetch.target import Target
from workers.fetch.transport import Exchange, Tickets
from workers.records import Fetched, Hop, Validators

Accept = Literal["page", "feed", "robots", "any"]
ERROR_BYTES = 64 * 1024  # of an answer that is not wanted, to tell what it is and to keep its connection


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How the web is asked. Times in seconds, sizes in bytes.

    `deadline` is over a whole exchange, redirects included; `max_bytes` is of the decoded body; `max_header_bytes` of
    one answer's header. Idle connections are kept to `pool_hosts` hosts, `pool_connections` each, for `pool_idle`
    seconds: after that a firewall on the way may have forgotten them. `ca_file` names certificates to trust beside the
    public ones (an intranet's own authority).
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
    pool_connections: int = 2
    pool_idle: float = 60.0
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
        self._session = GuardedSession(policy.pool_hosts, policy.pool_connections, policy.ca_file)
        self._tickets = Tickets()
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
        return self._once_only(Request(url, self.policy.user_agent, "any", headers=headers, method="POST", body=body))

    def options(self, url: str, *, headers: Mapping[str, str] = {}) -> Answer:
        """The answer to OPTIONS, as `post` gives it."""
        return self._once_only(Request(url, self.policy.user_agent, "any", headers=headers, method="OPTIONS"))

    def close(self) -> None:
        """Closes idle connections and ends the watchdog's thread; exchanges under way end at once."""
        self._watchdog.close()
        self._session.close()

    def _once_only(self, request: Request) -> Answer:
        with self._watchdog.watch(self.policy.deadline) as watch:
            return self._once(_Way(request, watch, None, ERROR_BYTES, cut=True), Target.of(request.url))

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
            self._tickets,
            policy.pool_idle,
        )
        try:
            response = self._send(way, exchange, target)
            try:
                return self._read(way, target, response)
            finally:
                way.watch.release()
                if not response.closed:
                    response.close()
        except TRANSPORT_ERRORS as e:
            is_late = way.watch.is_over()
            raise error_of_ours(e, way.about, is_late, policy.deadline, policy.max_header_bytes) from e

    def _send(self, way: _Way, exchange: Exchange, target: Target) -> urllib3.BaseHTTPResponse:
        """The answer, its body unread. A server may close a kept-alive connection at any time, be it while we ask."""
        request = way.request
        headers = request.headers_for(target)
        try:
            outgoing = Outgoing(
                exchange, target, headers, method=request.method, body=request.body, proxy=request.proxy
            )
            try:
                response = self._session.send(outgoing).raw
            except TRANSPORT_ERRORS as e:
                if not _may_repeat(way, exchange) or not is_hang_up(e):
                    raise
            else:
                if response.status != 408 or not _may_repeat(way, exchange):
                    return response
                response.close()  # its way to say that it had waited long enough for a next request
            exchange.anew = True
            return self._session.send(outgoing).raw
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
            is_feed = way.request.accept == "feed"
            body, size = read_body(response, way.about, way.watch, way.cap, cut=way.cut, sieve=is_feed)
        else:
            body, size = _beginning(response, way)
        way.watch.left()
        final_url = target.url if way.hops else way.request.url
        return Answer(status, headers, body, final_url, tuple(way.hops), size)


def _may_repeat(way: _Way, exchange: Exchange) -> bool:
    """Whether a request that got no answer may be sent again, once: on a kept-alive connection it proves nothing."""
    return not exchange.dialled and way.request.method == "GET" and not way.watch.is_over()


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

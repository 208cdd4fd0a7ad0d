"""The one `requests.Session` of a process, with nothing of requests' left that would act by itself.

requests' own redirects (which read a whole body, however large, on the way), cookie jar, environment proxies, retries
and CA bundle for each connection are off; its URL reading is not used, since two readings are a way round a guard.
What is left is what requests is good at: sessions, adapters, prepared requests. `http` reads the bodies, under a cap.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from requests.structures import CaseInsensitiveDict
from urllib3.util import Retry

from workers.errors import Refused
from workers.fetch.escape import printable
from workers.fetch.target import Target
from workers.fetch.transport import Exchange, Routes, on_behalf_of


class Outgoing(requests.PreparedRequest):
    """One request, prepared from our own reading of its URL and sent on behalf of an exchange.

    Raises ValueError for a header that cannot be sent.
    """

    def __init__(
        self,
        exchange: Exchange,
        target: Target,
        headers: Mapping[str, str],
        *,
        method: str = "GET",
        body: bytes | None = None,
        proxy: str | None = None,
    ) -> None:
        super().__init__()
        self.exchange = exchange
        self.target = target
        self.proxy = proxy
        self.method = method
        self.url = target.url
        self.body = body or None
        self.prepare_headers(headers)
        self.prepare_content_length(self.body)


class GuardedSession(requests.Session):
    """Sends `Outgoing` requests and refuses all others; safe for threads, since it keeps nothing but connections.

    At most `connections` idle ones are kept to each of `hosts` hosts. An answer comes with its body unread in `raw`.
    Raises what requests and urllib3 raise, DeadlinePassed, and Refused or Unreachable from the guard.
    """

    def __init__(self, hosts: int, connections: int, ca_file: str | None = None) -> None:
        super().__init__()
        self.trust_env = False
        self.stream = True
        self.headers.clear()
        self.cookies = _NoCookies()
        adapter = GuardedAdapter(Routes(hosts, connections, ca_file))
        self.adapters.clear()
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, always: redirects are followed in `http`, each judged anew."""
        return None


class GuardedAdapter(HTTPAdapter):
    """requests' way to the guarded pools."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        super().__init__(max_retries=Retry(total=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        self.poolmanager = self._routes.direct

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if not isinstance(request, Outgoing):
            raise Refused(printable(request.url or ""), "the session only sends what has a deadline and a guard")
        exchange = request.exchange
        left = exchange.watch.left()
        with on_behalf_of(exchange):
            # The watchdog comes first: a socket's own timeout is for the case that it does not.
            return super().send(request, stream=True, timeout=(min(exchange.connect_timeout, left), left + 1))

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> urllib3.HTTPConnectionPool:
        assert isinstance(request, Outgoing)
        return self._routes.pool_for(request.exchange, request.target, request.proxy)

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """Does nothing: the pools verify with the one context of the process; another bundle would cost 20 ms each."""

    def request_url(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> str:
        assert isinstance(request, Outgoing)
        target = request.target
        return target.url if request.proxy and target.scheme == "http" else target.path

    def build_response(self, req: requests.PreparedRequest, resp: urllib3.BaseHTTPResponse) -> requests.Response:
        response = requests.Response()
        response.status_code = resp.status
        response.reason = resp.reason or ""
        response.headers = CaseInsensitiveDict(resp.headers)
        response.url = req.url or ""
        response.request = req
        response.raw = resp
        return response

    def close(self) -> None:
        self._routes.close()


class _NoCookies(RequestsCookieJar):
    """Cookies belong to one exchange (`request`); a session's would tie all its exchanges together."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        return None

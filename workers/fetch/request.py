"""What is sent: an honest name, the conditions, and a source's own headers and cookies to its own site only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workers.errors import Refused
from workers.fetch.bodies import ACCEPT_ENCODING
from workers.fetch.escape import printable
from workers.fetch.pace import site_of
from workers.fetch.target import Target
from workers.records import Validators

_ACCEPT = {
    "page": "text/html,application/xhtml+xml;q=0.9,application/xml;q=0.8,*/*;q=0.5",
    "feed": "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml;q=0.9,"
    "application/xml;q=0.8,text/xml;q=0.8,application/json;q=0.7,text/html;q=0.6,*/*;q=0.1",
    "robots": "text/plain,*/*;q=0.1",
    "any": "*/*",
}
_OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "expect", "range"})
_FOR_ALL = frozenset({"user-agent", "accept", "accept-language"})  # tells nothing that is only for the source
UNCONDITIONAL = Validators()
_MAX_COOKIES = 20
_MAX_COOKIE = 4096


class Request:
    """One request and, over its redirects, the cookies that servers gave on the way (forgotten afterwards)."""

    def __init__(
        self,
        url: str,
        user_agent: str,
        accept: str,
        validators: Validators = UNCONDITIONAL,
        headers: Mapping[str, str] = {},
        cookies: Mapping[str, str] = {},
        proxy: str | None = None,
        method: str = "GET",
        body: bytes | None = None,
    ) -> None:
        self.url = url
        self.about = printable(url)
        self.accept = accept
        self.proxy = proxy
        self.method = method
        self.body = body
        self._first: Target | None = None
        self._for_site = dict(headers)
        self._cookies = dict(cookies)
        self._given: dict[str, dict[str, str]] = {}
        self._seen: set[tuple[str, str]] = set()
        self._common = {"User-Agent": user_agent, "Accept": _ACCEPT[accept], "Accept-Encoding": ACCEPT_ENCODING}
        if validators.etag is not None:
            self._common["If-None-Match"] = validators.etag
            if accept == "feed":
                self._common["A-IM"] = "feed"  # RFC 3229: only the entries that are new
        if validators.last_modified is not None:
            self._common["If-Modified-Since"] = validators.last_modified
        wrong = next((name for name in headers if name.lower() in _OURS), None)
        if wrong is not None:
            raise Refused(self.about, f"the header {printable(wrong, 40)} is not a source's to set")

    def headers_for(self, target: Target) -> dict[str, str]:
        """The headers for a request to `target`; the first call names the source's own site."""
        if self._first is None:
            self._first = target
        headers = dict(self._common)
        if self._for_site or self._cookies or self._given:
            is_own = self._is_own(target)
            for name, value in self._for_site.items():
                if is_own or name.lower() in _FOR_ALL:
                    for same in [known for known in headers if known.lower() == name.lower()]:
                        del headers[same]
                    headers[name] = value
            cookies = (self._cookies if is_own else {}) | self._given.get(target.origin, {})
            if cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._seen.add((target.url, headers.get("Cookie", "")))
        return headers

    def has_been_at(self, target: Target) -> bool:
        """Whether the same URL was asked with the same cookies already: it would only go in a circle."""
        cookies = (self._cookies if self._is_own(target) else {}) | self._given.get(target.origin, {})
        return (target.url, "; ".join(f"{name}={value}" for name, value in cookies.items())) in self._seen

    def remember_cookies(self, target: Target, status: int, set_cookies: Sequence[str]) -> None:
        """Keeps what a redirect sets, for its own origin: many a site redirects in a circle until it is sent back."""
        if not set_cookies or not 300 <= status < 400:
            return
        jar = self._given.setdefault(target.origin, {})
        for text in set_cookies[:_MAX_COOKIES]:
            name, equals, value = text.partition(";")[0].strip().partition("=")
            fits = name and equals and len(text) <= _MAX_COOKIE and (name in jar or len(jar) < _MAX_COOKIES)
            if fits and (name + value).isprintable():
                jar[name] = value

    def _is_own(self, target: Target) -> bool:
        first = self._first
        if first is None or target.origin == first.origin:
            return True
        if first.scheme == "https" and target.scheme == "http":
            return False
        return target.host == first.host or site_of(target.url) == site_of(first.url)

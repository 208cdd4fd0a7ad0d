from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from workers.errors import AskedToWait, Gone, KhabarError, Refused, ServerTrouble, TooSlow, Unreachable
from workers.fetch.pace import delay_of, origin_of, pause_after, site_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://news.bbc.co.uk/a", "bbc.co.uk"),
        ("http://WWW.Example.COM:8080/", "example.com"),
        ("https://example.com./", "example.com"),
        ("https://one.blogspot.com/", "one.blogspot.com"),
        ("https://a.one.blogspot.com/", "one.blogspot.com"),
        ("https://one.github.io/", "one.github.io"),
        ("https://github.io/", "github.io"),
        ("https://www.aljazeera.net/", "aljazeera.net"),
        ("https://www.موقع.شبكة/x", "xn--4gbrim.xn--ngbc5azd"),
        ("https://a.b.unknown-tld/", "b.unknown-tld"),
        ("http://localhost/", "localhost"),
        ("http://localhost:80/", "localhost"),
        ("http://localhost:8080/", "localhost:8080"),
        ("https://intranet:443/", "intranet"),
        ("http://127.1.0.1:8080/", "127.1.0.1:8080"),
        ("http://127.1.0.1/", "127.1.0.1"),
        ("http://[::1]/", "[::1]"),
        ("https://[2001:DB8::1]:8443/", "[2001:db8::1]:8443"),
    ],
)
def test_a_request_counts_against_the_registrable_domain(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("HTTPS://Example.com:443/a?b#c", "https://example.com"),
        ("http://example.com:443", "http://example.com:443"),
        ("http://مثال.example/", "http://xn--mgbh0fb.example"),
        ("http://[::0:1]:8080/", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_normalised(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize("url", ["ftp://a.example/", "/relative", "http://", "mailto:a@b.example"])
def test_what_cannot_be_asked_has_no_site(url: str) -> None:
    with pytest.raises(Refused):
        site_of(url)


@pytest.mark.parametrize(
    ("default", "crawl_delay", "cap", "expected"),
    [
        (2, None, 60, (2, "the default of 2 s")),
        (2, 1, 60, (2, "the default of 2 s")),
        (2, 10, 60, (10, "robots.txt asks for 10 s")),
        (2, 3600, 60, (60, "robots.txt asks for 3600 s, capped at 60 s")),
        (90, 3600, 60, (90, "robots.txt asks for 3600 s, capped at 90 s")),
        (0, None, 60, (0, "the default of 0 s")),
    ],
)
def test_a_crawl_delay_wins_within_its_cap(
    default: float, crawl_delay: float | None, cap: float, expected: tuple[float, str]
) -> None:
    assert delay_of(default, crawl_delay, cap) == expected


U = "http://a.example/"
PAUSES: list[tuple[KhabarError | int, float | None, int, float, str]] = [
    (200, None, 0, 0, "nothing speaks against"),
    (404, None, 5, 0, "nothing speaks against"),
    (Gone(U, "404"), None, 5, 0, "nothing speaks against"),
    (Refused(U, "robots.txt disallows /"), None, 50, 0, "nothing speaks against"),
    (429, None, 1, 30, "too many requests"),
    (AskedToWait(U, "429"), None, 2, 60, r"too many requests \(2 times in a row\)"),
    (429, None, 50, 3600, "too many requests"),
    (429, 120, 1, 120, "asked to wait 120 s: left in peace until 2026-11-24 12:02:00 UTC"),
    (AskedToWait(U, "429", 7), None, 1, 7, "asked to wait 7 s"),
    (AskedToWait(U, "429", 7), 9, 1, 9, "asked to wait 9 s"),
    (503, 1e9, 1, 86400, "asked to wait"),
    (429, 0, 1, 1, "asked to wait 0 s"),
    (ServerTrouble(U, "500", 44), None, 1, 44, "asked to wait 44 s"),
    (ServerTrouble(U, "500"), None, 1, 10, "in trouble"),
    (502, None, 3, 30, r"in trouble \(3 times"),
    (502, None, 500, 600, "in trouble"),
    (Unreachable(U, "DNS"), None, 2, 20, "cannot be reached"),
    (TooSlow(U, "30 s"), None, 1, 10, "too slow"),
    (403, None, 1, 0, "one page is forbidden"),
    (Refused(U, "403", status=403), None, 2, 0, "one page is forbidden"),
    (Refused(U, "403", status=403), None, 3, 30, r"forbidden \(3 times in a row\), taken for a rate limit"),
    (403, None, 5, 120, "taken for a rate limit"),
    (403, 15, 1, 15, "asked to wait 15 s"),
]


@pytest.mark.parametrize(("what", "retry_after", "failures", "seconds", "words"), PAUSES)
def test_a_site_is_left_in_peace_for_a_stated_reason(
    what: KhabarError | int, retry_after: float | None, failures: int, seconds: float, words: str
) -> None:
    paused, why = pause_after(what, retry_after, failures, NOW)
    assert paused == seconds
    with_jitter, _ = pause_after(what, retry_after, failures, NOW, jitter=1.0)
    assert with_jitter == min(seconds * 1.1, 86400)
    assert re.search(words, why)

"""URLs are read as the WHATWG URL standard has it: by cases of ours (sections 3 and 4), and by its own test data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.dedupe.whatwg import parse_url, read_host

BASE = "http://example.org/foo/bar?q#f"

READ = [
    # scheme, slashes, blanks
    ("http://example.com", "http://example.com/"),
    ("HTTP://EXAMPLE.COM/A", "http://example.com/A"),
    ("http:example.com", "http://example.com/"),
    ("http:/example.com/a", "http://example.com/a"),
    ("http:////example.com///a", "http://example.com///a"),
    ("http:\\\\example.com\\a\\b", "http://example.com/a/b"),
    (" \u0001http://example.com/ \t", "http://example.com/"),
    ("ht\ntp://exa\tmple.com/a\rb", "http://example.com/ab"),
    # user, port
    ("http://u@example.com/", "http://u@example.com/"),
    ("http://u:p@example.com/", "http://u:p@example.com/"),
    ("http://u:@example.com/", "http://u@example.com/"),
    ("http://:p@example.com/", "http://:p@example.com/"),
    ("http://@example.com/", "http://example.com/"),
    ("http://a:b@c:d@example.com/", "http://a:b%40c%3Ad@example.com/"),
    ("http://example.com:80/", "http://example.com/"),
    ("https://example.com:80/", "https://example.com:80/"),
    ("http://example.com:/", "http://example.com/"),
    ("http://example.com:000000080/", "http://example.com/"),
    ("http://example.com:65535/", "http://example.com:65535/"),
    # path
    ("http://example.com/a/./b/../c", "http://example.com/a/c"),
    ("http://example.com/a/%2E%2e/b", "http://example.com/b"),
    ("http://example.com/a/.%2E", "http://example.com/"),
    ("http://example.com/../../a", "http://example.com/a"),
    ("http://example.com/a/..", "http://example.com/"),
    ("http://example.com/a/.", "http://example.com/a/"),
    ("http://example.com/...", "http://example.com/..."),
    ("http://example.com/a//../b", "http://example.com/a/b"),
    ("http://example.com/a b", "http://example.com/a%20b"),
    ("http://example.com/é中", "http://example.com/%C3%A9%E4%B8%AD"),
    ("http://example.com/%zz%4", "http://example.com/%zz%4"),
    ("http://example.com/%7Ea", "http://example.com/%7Ea"),
    ('http://example.com/"<>^`{}|', "http://example.com/%22%3C%3E%5E%60%7B%7D|"),
    ("http://example.com/\ud800", "http://example.com/%EF%BF%BD"),
    ("http://example.com/😀", "http://example.com/%F0%9F%98%80"),
    # query, fragment
    ("http://example.com?a", "http://example.com/?a"),
    ("http://example.com/?", "http://example.com/?"),
    ("http://example.com/#", "http://example.com/#"),
    ("http://example.com/?a b'c\"<>`{|}", "http://example.com/?a%20b%27c%22%3C%3E`{|}"),
    ("http://example.com/?a/../b\\c", "http://example.com/?a/../b\\c"),
    ('http://example.com/#a b`<>"?#', "http://example.com/#a%20b%60%3C%3E%22?#"),
    # host names
    ("http://ex%41mple.com/", "http://example.com/"),
    ("http://bücher.example/", "http://xn--bcher-kva.example/"),
    ("http://faß.example/", "http://xn--fa-hia.example/"),
    ("http://ＥＸＡＭＰＬＥ。com/", "http://example.com/"),
    ("http://☃.example/", "http://xn--n3h.example/"),
    ("http://xn--bcher-kva.example/", "http://xn--bcher-kva.example/"),
    ("http://a_b.example/", "http://a_b.example/"),
    ("http://example.com./", "http://example.com./"),
    ("http://soft\u00adhyphen.example/", "http://softhyphen.example/"),
    # IPv4 in all its forms
    ("http://127.1/", "http://127.0.0.1/"),
    ("http://0x7F000001/", "http://127.0.0.1/"),
    ("http://017700000001/", "http://127.0.0.1/"),
    ("http://127.0.0x0.01./", "http://127.0.0.1/"),
    ("http://4294967295/", "http://255.255.255.255/"),
    ("http://0x/", "http://0.0.0.0/"),
    ("http://１２７.0.0.1/", "http://127.0.0.1/"),
    ("http://1.2.3.a/", "http://1.2.3.a/"),
    # IPv6
    ("http://[::1]/", "http://[::1]/"),
    ("http://[0:0:0:1:0:0:0:0]/", "http://[0:0:0:1::]/"),
    ("http://[1:0:0:2:0:0:0:3]/", "http://[1:0:0:2::3]/"),
    ("http://[2001:DB8::0001]:8080/", "http://[2001:db8::1]:8080/"),
    ("http://[::127.0.0.1]/", "http://[::7f00:1]/"),
    ("http://[1:0:2:3:4:5:6:7]/", "http://[1:0:2:3:4:5:6:7]/"),
]

REFUSED = [
    "",
    "example.com/a",
    "//example.com/a",
    "ftp://example.com/",
    "javascript:alert(1)",
    "http://",
    "http:///",
    "http://?a",
    "http://@/",
    "http://:80/",
    "http://example.com:65536/",
    "http://example.com:8a/",
    "http://example.com:-80/",
    "http://exa mple.com/",
    "http://exa<mple.com/",
    "http://exa^mple.com/",
    "http://exa|mple.com/",
    "http://a%00b/",
    "http://a%b/",
    "http://%zz/",
    "http://256.1.1.1/",
    "http://1.2.3.4.5/",
    "http://4294967296/",
    "http://1.2.3.08/",
    "http://09/",
    "http://example.0x1g.0/",
    "http://foo.1.2.3/",
    "http://[::1/",
    "http://[::1]x/",
    "http://[1:2:3]/",
    "http://[1::2::3]/",
    "http://[1:2:3:4:5:6:7:8:9]/",
    "http://[::1.2.3]/",
    "http://[::1.2.3.256]/",
    "http://[::12345]/",
    "http://[fe80::1%25eth0]/",
    "http://a\u200db.example/",
    "http://xn--a.example\u00e9xn--/",
    "http://\u00ad/",
]


@pytest.mark.parametrize(("text", "href"), READ)
def test_a_url_is_read_as_the_standard_says(text: str, href: str) -> None:
    url = parse_url(text)
    assert url is not None
    assert url.href == href


@pytest.mark.parametrize(("text", "href"), READ)
def test_what_was_written_reads_the_same_again(text: str, href: str) -> None:
    url = parse_url(href)
    assert url is not None
    assert url.href == href


@pytest.mark.parametrize("text", REFUSED)
def test_what_the_standard_refuses_is_no_url(text: str) -> None:
    assert parse_url(text) is None


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("a", "http://example.org/foo/a"),
        ("./a/", "http://example.org/foo/a/"),
        ("..", "http://example.org/"),
        ("/a", "http://example.org/a"),
        ("\\a", "http://example.org/a"),
        ("//h/a", "http://h/a"),
        ("/\\h/a", "http://h/a"),
        ("?a", "http://example.org/foo/bar?a"),
        ("#a", "http://example.org/foo/bar?q#a"),
        ("", "http://example.org/foo/bar?q"),
        ("http:a", "http://example.org/foo/a"),
        ("http:?a", "http://example.org/foo/bar?a"),
        ("http:/a", "http://example.org/a"),
        ("http://h/a", "http://h/a"),
        ("https:a", "https://a/"),
        ("a:b", None),
        ("///h", "http://h/"),
        (":a", "http://example.org/foo/:a"),
        ("a?b#c", "http://example.org/foo/a?b#c"),
    ],
)
def test_a_relative_url_is_read_against_its_base(text: str, href: str | None) -> None:
    found = parse_url(text, parse_url(BASE))
    assert (None if found is None else found.href) == href


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for candidate in (text, "http://" + text, "http://example.com/" + text):
        url = parse_url(candidate)
        if url is not None:
            again = parse_url(url.href)
            assert again is not None
            assert again.href == url.href
            assert url.href.isascii()


def test_a_host_of_megabytes_is_refused_without_idna() -> None:
    assert read_host("é" * 3_000_000) is None


DATA = Path(__file__).parents[1] / "data" / "whatwg"


@pytest.mark.parametrize(
    "case", json.loads((DATA / "urls.json").read_text()), ids=lambda case: ascii(case["input"])[:60]
)
def test_the_standards_own_urls_are_read_so(case: dict[str, str | None]) -> None:
    assert case["input"] is not None
    base = parse_url(case["base"]) if case.get("base") else None
    found = parse_url(case["input"], base)
    assert (None if found is None else found.href) == case["href"]


@pytest.mark.parametrize(
    "case", json.loads((DATA / "hosts.json").read_text()), ids=lambda case: ascii(case["input"])[:60]
)
def test_the_standards_own_hosts_are_read_so(case: dict[str, str | None]) -> None:
    found = parse_url(f"https://{case['input']}/x")
    assert (None if found is None else found.host) == case["output"]

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import Refused
from workers.fetch.escape import printable
from workers.fetch.target import Target, as_sent


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://Example.COM", "http://example.com/"),
        (" https://example.com:443/a b?c d#e\n", "https://example.com/a%20b?c%20d"),
        ("http://example.com?q", "http://example.com/?q"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://example.com/أخبار?ع=1", "https://example.com/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1?%D8%B9=1"),
        ("https://example.com/%d8%a3%zz", "https://example.com/%d8%a3%zz"),
        ("https://example.com/a/../b/./c/%2e%2E/d", "https://example.com/b/d"),
        ("https://example.com/../..", "https://example.com/"),
        ("https://example.com/a/..?x=/../y", "https://example.com/?x=/../y"),
        ("https://example.com\\a\\b?c\\d", "https://example.com/a/b?c%5Cd"),
        ('https://example.com/"<>{}^`', "https://example.com/%22%3C%3E%7B%7D%5E%60"),
        ("https://_dmarc.example_.com/", "https://_dmarc.example_.com/"),
        ("https://example.com//a", "https://example.com//a"),
    ],
)
def test_a_url_is_sent_as_browsers_send_it(url: str, sent: str) -> None:
    assert as_sent(url) == sent
    assert as_sent(sent) == sent


@given(
    st.text(max_size=60), st.sampled_from(["", "http://", "https://example.com/", "http://example.com:", "http://["])
)
def test_any_text_is_a_sendable_url_or_refused(text: str, begin: str) -> None:
    try:
        sent = as_sent(begin + text)
    except Refused:
        return
    assert sent.isascii()
    assert " " not in sent
    assert sent.isprintable()
    assert as_sent(sent) == sent
    assert Target.of(sent) == Target.of(begin + text)


@given(st.text())
def test_printable_text_is_one_short_line(text: str) -> None:
    assert printable(text, 50).isprintable()
    assert len(printable(text, 50)) <= 50

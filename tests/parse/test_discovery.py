"""Feeds that a page names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workers.parse.discovery import find_feeds

URL = "https://h.example/news/"


def test_alternates_come_first_in_the_pages_order_and_comments_last() -> None:
    page = """<!doctype html><head>
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
    <link rel="alternate" type="application/atom+xml" href="/atom.xml">
    <link rel="ALTERNATE" type="application/rss+xml; charset=utf-8" href="//feeds.example/all">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
    <link rel="alternate" hreflang="fr" href="/fr/"><link rel="stylesheet" href="/feed/style.css">
    </head><a href="javascript:feed()">RSS</a><a href="../feed">RSS</a>
    <a href="/rss/politics.xml">Politics</a><a href="/feedback">x</a>"""
    assert find_feeds(page, URL) == (
        "https://h.example/atom.xml",
        "https://feeds.example/all",
        "https://h.example/feed",
        "https://h.example/rss/politics.xml",
        "https://h.example/comments/feed/",
    )


def test_the_pages_base_counts() -> None:
    page = '<base href="https://other.example/x/"><link rel="alternate" type="application/rss+xml" href="feed">'
    assert find_feeds(page, URL) == ("https://other.example/x/feed",)


def test_no_more_than_thirty_are_named() -> None:
    assert len(find_feeds("".join(f'<a href="/{n}/feed">RSS</a>' for n in range(2_000)), URL)) == 30


@given(st.text(max_size=200))
def test_any_text_names_only_web_addresses(text: str) -> None:
    assert all(link.startswith(("http://", "https://")) for link in find_feeds(text + f'<a href="{text}/feed">', URL))

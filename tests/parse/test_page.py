from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.errors import NotAnArticle, Unreadable
from workers.parse.page import read_page

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://news.example/2026/11/24/bridge"


def test_a_page_of_paragraphs_becomes_an_article() -> None:
    first = "The bridge over the river was opened on Tuesday after three years of work, the city said."
    second = "Some 400 people walked over it in the first hour, and the first bus followed at noon."
    page = f"<html><title>Bridge</title><body><nav><a href=/>Home</a></nav><h1>Bridge</h1><p>{first}<p>{second}</body>"
    article = read_page(page, url=URL, fetched_at=NOW)
    assert article.title == "Bridge"
    assert article.paragraphs == (first, second)


def test_an_empty_page_is_no_article() -> None:
    with pytest.raises(NotAnArticle):
        read_page(b"  \n", url=URL, fetched_at=NOW)


def test_a_picture_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read_page(b"\x89PNG\r\n\x1a\n" + bytes(500), url=URL, fetched_at=NOW)

"""Feeds a second a core, ours beside feedparser's: `python -m benchmarks.feeds [--corpus FILE.jsonl.gz]`.

Without a corpus, feeds are generated (seeded): RSS and Atom, Latin, Arabic and Chinese, 10 to 200 entries, HTML
escaped and in CDATA, a few of them broken or in a legacy charset. A corpus has JSON lines
{"url","content_type","body_b64"}. CPU time, cleaning off on both sides, the best of several rounds; entries that
feedparser finds and we don't are counted as lost.
"""

from __future__ import annotations

import argparse
import binascii
import gzip
import io
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import feedparser

from workers.errors import GiveUp
from workers.parse.document import read_document
from workers.records import Kind

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NEWS_WORDS = {
    "en": "council opens market river bridge budget minister said Tuesday after months of talks about new rules",
    "ar": "قالت وزارة الصحة اليوم إن عدد المصابين ارتفع في العاصمة بعد اجتماع مجلس الوزراء الذي عقد مساء الاثنين",
    "zh": "政府 今天 公布 了 新的 经济 发展 计划 记者 从 北京 报道 会议 决定 明年 开始 实施",
}
WORDS = {language: words.split() for language, words in NEWS_WORDS.items()}
LEGACY = {"en": "windows-1252", "ar": "windows-1256", "zh": "gb18030"}


@dataclass(frozen=True)
class Sample:
    """One feed as it came over the wire."""

    url: str
    content_type: str | None
    body: bytes


def generated(count: int, seed: int) -> list[Sample]:
    """A mixture like the one that sources serve: nine of ten sound, sizes from 5 KB to 1 MB."""
    chance = random.Random(seed)
    return [_feed(chance, number) for number in range(count)]


def _feed(chance: random.Random, number: int) -> Sample:
    language = chance.choice(("en", "en", "ar", "zh"))
    is_atom = chance.random() < 0.3
    entries = chance.choice((10, 10, 15, 20, 25, 30, 50, 100, 200))
    items = "".join(_entry(chance, language, is_atom, f"{number}/{place}") for place in range(entries))
    charset = "utf-8" if chance.random() < 0.95 else LEGACY[language]
    if is_atom:
        text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title><id>x</id>{items}</feed>'
    else:
        text = (
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Feed</title>'
            f"<link>https://h{number}.example/</link>{items}</channel></rss>"
        )
    if chance.random() < 0.05:
        text = text.replace("</title>", " &nbsp; & more</title>", 3)
    body = f'<?xml version="1.0" encoding="{charset}"?>\n{text}'.encode(charset, "xmlcharrefreplace")
    return Sample(f"https://h{number}.example/feed", "application/xml", body)


def _entry(chance: random.Random, language: str, is_atom: bool, path: str) -> str:
    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS[language], k=count))

    def paragraph() -> str:
        return f'<p>{words(40)} <a href="{link}?a=1&amp;b=2">{words(3)}</a></p>\n'

    at = NOW - timedelta(minutes=chance.randrange(1, 100_000))
    link = f"https://h.example/{path}"
    html = "".join(paragraph() for _ in range(chance.randrange(1, 12)))
    packed = f"<![CDATA[{html}]]>" if chance.random() < 0.5 else escape(html)
    if is_atom:
        return (
            f'<entry><title>{words(9)}</title><link href="{link}"/><id>{link}</id>'
            f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated><author><name>{words(2)}</name></author>"
            f'<category term="{words(1)}"/><content type="html">{packed}</content></entry>\n'
        )
    return (
        f'<item><title>{words(9)}</title><link>{link}</link><guid isPermaLink="false">{path}</guid>'
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S +0000}</pubDate><dc:creator>{words(2)}</dc:creator>"
        f"<category>{words(1)}</category>"
        f"<description>{escape(words(30))}</description>"
        f"<content:encoded>{packed}</content:encoded></item>\n"
    )


def from_corpus(path: Path) -> list[Sample]:
    """The feeds of a JSON-lines file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Sample(row["url"], row.get("content_type"), binascii.a2b_base64(row["body_b64"])) for row in rows]


def ours(sample: Sample) -> int:
    """How many entries we find."""
    try:
        document = read_document(
            sample.body, url=sample.url, content_type=sample.content_type, kind=Kind.FEED, fetched_at=NOW
        )
    except GiveUp:
        return 0
    return len(document.entries)


def reference(sample: Sample) -> int:
    """How many entries feedparser finds, its cleaning and link resolving off."""
    headers = {"content-type": sample.content_type or "application/xml", "content-location": sample.url}
    parsed = feedparser.parse(
        io.BytesIO(sample.body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    return len(parsed.entries)


def cpu_seconds(read: Callable[[Sample], int], samples: list[Sample], rounds: int) -> tuple[float, list[int]]:
    """The best round's CPU seconds, and the entries of each feed."""
    best, found = float("inf"), list[int]()
    for _ in range(rounds):
        start = time.process_time()
        found = [read(sample) for sample in samples]
        best = min(best, time.process_time() - start)
    return best, found


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, metavar="FILE.jsonl.gz")
    parser.add_argument("--count", type=int, default=200, help="feeds to generate (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    samples = from_corpus(chosen.corpus) if chosen.corpus else generated(chosen.count, chosen.seed)
    size = sum(len(sample.body) for sample in samples) / 1e6
    fast, found = cpu_seconds(ours, samples, chosen.rounds)
    slow, expected = cpu_seconds(reference, samples, max(1, chosen.rounds - 2))
    lost = sum(max(0, theirs - mine) for mine, theirs in zip(found, expected, strict=True))
    print(f"{len(samples)} feeds, {size:.1f} MB; entries: feedparser {sum(expected)}, khabar {sum(found)}, lost {lost}")
    for name, seconds in (("feedparser, cleaning off", slow), ("khabar", fast)):
        print(f"{name:25} {len(samples) / seconds:8.0f} feeds/s a core {size / seconds:8.1f} MB/s")
    print(f"{'ratio':25} {slow / fast:8.1f}")


if __name__ == "__main__":
    main()

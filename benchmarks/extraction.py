"""Pages to article records: speed by CPU time, and scores where the truth is known.

    python -m benchmarks.extraction [--corpus FILE.jsonl[.gz]] [--limit N] [--rounds N]

Without a corpus, our own written pages (tests/data/pages) are read, many times over, then the 44 in other scripts
than Latin (tests/data/world), which have a line of their own. A corpus has JSON lines
{"id","url","html","truth":{"body": text or [paragraph, ...]}}; `truth` may be missing. trafilatura runs beside us where
it is installed. The score is the mean over pages of the F1 of word bags, and the share of pages whose words all agree.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workers.errors import GiveUp
from workers.parse.page import read_page

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OWN_PAGES = Path(__file__).parents[1] / "tests" / "data" / "pages"
OWN_WORLD = OWN_PAGES.parent / "world"
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"  # of scripts without blanks each letter counts as a word
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
Extractor = Callable[[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One page; `truth` is its text, None where nobody wrote it down."""

    url: str
    html: str
    truth: str | None


def from_corpus(path: Path) -> Iterator[Sample]:
    """The pages of a file of JSON lines."""
    with path.open("rb") as file:
        lines = gzip.GzipFile(fileobj=file) if path.suffix == ".gz" else file
        for line in lines:
            page = json.loads(line)
            body = (page.get("truth") or {}).get("body")
            truth = "\n".join(part.strip("[]") for part in body) if isinstance(body, list) else body
            yield Sample(page.get("url") or "https://corpus.example/", page["html"], truth)


def own_pages(folder: Path = OWN_PAGES) -> Iterator[Sample]:
    """The pages that this project wrote for its tests."""
    for path in sorted(folder.glob("*.html")):
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        yield Sample(expected["url"], path.read_text("utf-8"), "\n".join(expected["paragraphs"]))


def khabar(html: str, url: str) -> list[str]:
    """The paragraphs of our whole record; none where we say that the page is no article."""
    try:
        return list(read_page(html, url=url, fetched_at=NOW).paragraphs)
    except GiveUp:
        return []


def trafilatura() -> Extractor | None:
    """The peer as it reads a whole record, where it is installed."""
    try:
        from trafilatura import bare_extraction
    except ImportError:
        return None

    def extract(html: str, url: str) -> list[str]:
        document = bare_extraction(html, url=url, include_comments=False, include_tables=True, with_metadata=True)
        text = document.text if document is not None else None
        return (text or "").split("\n")

    return extract


def score(truth: str, paragraphs: list[str]) -> tuple[float, bool]:
    """F1 of the word bags, and whether all words agree in order."""
    wanted, got = _WORD.findall(truth.casefold()), _WORD.findall("\n".join(paragraphs).casefold())
    if not wanted or not got:
        return float(wanted == got), wanted == got
    shared = sum((Counter(wanted) & Counter(got)).values())
    return 2 * shared / (len(wanted) + len(got)), wanted == got


def measure(name: str, extract: Extractor, samples: list[Sample], rounds: int) -> float:
    """Prints the figures of one extractor and gives its pages a CPU second, in the best round."""
    for sample in samples[:3]:
        extract(sample.html, sample.url)  # tables are built at the first use
    best = float("inf")
    answers: list[list[str]] = []
    for _ in range(rounds):
        start = time.process_time()
        answers = [extract(sample.html, sample.url) for sample in samples]
        best = min(best, time.process_time() - start)
    scores = [score(s.truth, answer) for s, answer in zip(samples, answers, strict=True) if s.truth is not None]
    speed = len(samples) / best
    quality = ""
    if scores:
        mean = sum(f1 for f1, _ in scores) / len(scores)
        exact = sum(same for _, same in scores) / len(scores)
        quality = f"  F1 {mean:.4f}  exact {exact:.4f}"
    print(f"{name:24} {len(samples)} pages  {speed:8.1f} pages/s  {1000 / speed:7.2f} ms{quality}")
    return speed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="JSON lines, gzipped or not")
    parser.add_argument("--limit", type=int, help="only the first pages")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    samples = list(from_corpus(options.corpus)) if options.corpus else list(own_pages()) * 10
    samples = samples[: options.limit]
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)  # for both, as in our workers and in `khabar parse`
    ours = measure("khabar", khabar, samples, options.rounds)
    peer = trafilatura()
    if peer is None:
        print("trafilatura is not installed here: no comparison")
    else:
        print(f"khabar is {ours / measure('trafilatura', peer, samples, options.rounds):.1f} times as fast")
    if options.corpus is None:
        world = list(own_pages(OWN_WORLD))
        measure("khabar, other scripts", khabar, world, 1)
        if peer is not None:
            measure("trafilatura, the same", peer, world, 1)


if __name__ == "__main__":
    main()

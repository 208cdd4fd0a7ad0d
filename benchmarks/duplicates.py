"""Near-duplicate detection on articles with known copies: ours beside MinHash-LSH and SimHash at their usual settings.

    python -m benchmarks.duplicates                 # 21,000 articles; a few minutes
    python -m benchmarks.duplicates --articles 6000 --misses

The peers run where `datasketch` is installed beside khabar; without it only SimHash (written here) runs. Times are
CPU milliseconds an article for everything: fingerprint, candidates, decision.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from benchmarks.near_duplicates import Sample, generate
from workers.dedupe.boilerplate import Boilerplate
from workers.dedupe.fingerprint import Fingerprint, fingerprint
from workers.dedupe.likeness import compare, judge, likeliest

Pairs = set[tuple[int, int]]
Scores = dict[tuple[int, int], float]  # how alike an article and an earlier one are, for those taken as copies
PER_KEY = 16  # newest articles that are looked at a key


class Index:
    """The candidates of an article, as the store finds them: a few look-ups by key, the newest first."""

    def __init__(self) -> None:
        self.rows: dict[int, list[int]] = defaultdict(list)
        self.touched = 0

    def candidates(self, keys: Sequence[int]) -> list[int]:
        holders = [self.rows[key][-PER_KEY:] for key in keys if key in self.rows]
        self.touched += sum(map(len, holders))
        return likeliest(holders)

    def add(self, place: int, keys: Iterable[int]) -> None:
        for key in keys:
            self.rows[key].append(place)


def ours(samples: Sequence[Sample]) -> tuple[Scores, list[Fingerprint]]:
    """Pairs as khabar finds them, article by article, learning each source's boilerplate on the way."""
    index = Index()
    known: dict[int, Boilerplate] = {}
    recurring: dict[int, frozenset[int]] = {}
    waiting: dict[int, list[Sequence[int]]] = defaultdict(list)
    prints: list[Fingerprint] = []
    pairs: Scores = {}
    for place, sample in enumerate(samples):
        source = sample.source
        mark = fingerprint(sample.title, sample.paragraphs, sample.language, recurring.get(source, frozenset()))
        prints.append(mark)
        for other in index.candidates(mark.keys):
            like = judge(mark, prints[other], same_source=samples[other].source == source)
            if like:
                pairs[other, place] = like.score
        index.add(place, mark.keys)
        waiting[source].append(mark.edges)
        if len(waiting[source]) >= 10:  # as a worker does once a batch
            known[source] = known.get(source, Boilerplate()).learn(waiting.pop(source))
            recurring[source] = known[source].recurring()
    return pairs, prints


def simhash(samples: Sequence[Sample]) -> Scores:
    """SimHash of 64 bits over three-word shingles, at most 3 bits apart, found by 4 blocks of 16 bits."""
    from xxhash import xxh3_64_intdigest

    spread = [sum((byte >> bit & 1) << (16 * bit) for bit in range(8)) for byte in range(256)]
    blocks: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(4)]
    marks: list[int] = []
    pairs: Scores = {}
    for place, sample in enumerate(samples):
        features = _three_words(sample)[:60_000]
        sums = [0] * 8
        for feature in features:
            for byte, value in enumerate(xxh3_64_intdigest(feature).to_bytes(8, "little")):
                sums[byte] += spread[value]
        mark = 0
        for byte, total in enumerate(sums):
            for bit in range(8):
                mark |= (2 * (total >> (16 * bit) & 0xFFFF) > len(features)) << (8 * byte + bit)
        marks.append(mark)
        seen: set[int] = set()
        for block in range(4):
            row = blocks[block][mark >> (16 * block) & 0xFFFF]
            seen.update(row)
            row.append(place)
        for other in seen:
            apart = (marks[other] ^ mark).bit_count()
            if apart <= 3:
                pairs[other, place] = -apart
    return pairs


def minhash_lsh(threshold: float) -> Callable[[Sequence[Sample]], Scores] | None:
    """datasketch's MinHashLSH with 128 permutations over three-word shingles; None where it is not installed."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return None

    def run(samples: Sequence[Sample]) -> Scores:
        index = MinHashLSH(threshold=threshold, num_perm=128)
        marks: list[MinHash] = []
        pairs: Scores = {}
        for place, sample in enumerate(samples):
            mark = MinHash(num_perm=128)
            features = _three_words(sample)
            if features:
                mark.update_batch(features)
                for other in index.query(mark):
                    likeness = mark.jaccard(marks[other])
                    if likeness >= threshold:
                        pairs[other, place] = likeness
                index.insert(place, mark)
            marks.append(mark)
        return pairs

    return run


def _three_words(sample: Sample) -> list[bytes]:
    words = " ".join(sample.paragraphs).lower().split()
    if sample.language == "zh":
        words = list("".join(words))
    return [" ".join(words[at : at + 3]).encode() for at in range(max(len(words) - 2, min(1, len(words))))]


def joined(scores: Scores, count: int) -> Pairs:
    """All pairs of the clusters: an article joins the cluster of the earlier one that is most like it."""
    best: dict[int, tuple[float, int]] = {}
    for (other, place), score in scores.items():
        best[place] = max(best.get(place, (score, other)), (score, other))
    cluster = list(range(count))
    for place in range(count):
        if place in best:
            cluster[place] = cluster[best[place][1]]
    members: dict[int, list[int]] = defaultdict(list)
    for place, name in enumerate(cluster):
        members[name].append(place)
    return {pair for group in members.values() for pair in combinations(group, 2)}


def truth(samples: Sequence[Sample]) -> Pairs:
    stories: dict[int, list[int]] = defaultdict(list)
    for place, sample in enumerate(samples):
        stories[sample.story].append(place)
    return {pair for members in stories.values() for pair in combinations(members, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=21_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--misses", action="store_true", help="show what khabar got wrong")
    parser.add_argument("--alone", action="store_true", help="leave the peers out")
    options = parser.parse_args()
    samples = generate(options.articles, options.seed)
    wanted = truth(samples)
    kinds = ", ".join(f"{kind} {count}" for kind, count in Counter(sample.kind for sample in samples).most_common())
    print(f"{len(samples)} articles in 6 languages ({kinds}), {len(wanted)} pairs are copies")
    print(f"{'':26}{'pairs':>24}{'clusters':>24}{'CPU ms':>10}")
    print(f"{'':26}{'precision':>14}{'recall':>10}{'precision':>14}{'recall':>10}{'an article':>10}")
    begin = time.process_time()
    pairs, prints = ours(samples)
    _report("khabar", samples, pairs, wanted, time.process_time() - begin)
    if not options.alone:
        runs: list[tuple[str, Callable[[Sequence[Sample]], Scores] | None]] = [("SimHash 64, 3 bits", simhash)]
        runs += [(f"datasketch LSH {threshold}", minhash_lsh(threshold)) for threshold in (0.5, 0.7, 0.8)]
        for name, run in runs:
            if run is None:
                print(f"{name:26}{'not installed':>24}")
                continue
            begin = time.process_time()
            _report(name, samples, run(samples), wanted, time.process_time() - begin)
    sizes = [len(mark.to_bytes()) for mark in prints]
    keys = [len(mark.keys) for mark in prints]
    print(f"a fingerprint: {sum(sizes) / len(sizes):.0f} bytes and {sum(keys) / len(keys):.1f} keys on average")
    _by_language(samples, set(pairs), wanted)
    if options.misses:
        _misses(samples, prints, set(pairs), wanted)


def _report(name: str, samples: Sequence[Sample], scores: Scores, wanted: Pairs, seconds: float) -> None:
    clusters = joined(scores, len(samples))
    direct, whole = _rates(set(scores), wanted), _rates(clusters, wanted)
    cost = 1000 * seconds / len(samples)
    print(f"{name:26}{direct[0]:14.4f}{direct[1]:10.4f}{whole[0]:14.4f}{whole[1]:10.4f}{cost:10.3f}", flush=True)


def _rates(pairs: Pairs, wanted: Pairs) -> tuple[float, float]:
    right = len(pairs & wanted)
    return right / max(len(pairs), 1), right / max(len(wanted), 1)


def _by_language(samples: Sequence[Sample], pairs: Pairs, wanted: Pairs) -> None:
    for code in dict.fromkeys(sample.language for sample in samples):
        here = {pair for pair in pairs if samples[pair[0]].language == code}
        there = {pair for pair in wanted if samples[pair[0]].language == code}
        precision, recall = _rates(here, there)
        print(f"khabar, pairs in {code}:     precision {precision:.4f}, recall {recall:.4f}")


def _misses(samples: Sequence[Sample], prints: Sequence[Fingerprint], pairs: Pairs, wanted: Pairs) -> None:
    for name, wrong in (("joined wrongly", pairs - wanted), ("missed", wanted - pairs)):
        kinds = Counter(tuple(sorted((samples[one].kind, samples[other].kind))) for one, other in wrong)
        print(f"{name}: {len(wrong)}: {dict(kinds)}")
        for one, other in sorted(wrong)[:25]:
            common = len(set(prints[one].keys) & set(prints[other].keys))
            words = (prints[one].words, prints[other].words)
            print(f"  {samples[one].language} {samples[one].kind}/{samples[other].kind} words {words} keys {common}")
            print(f"    {compare(prints[one], prints[other])}")


if __name__ == "__main__":
    main()

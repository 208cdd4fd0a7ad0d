"""Fuzzes the parsers: a record or a GiveUp comes out of any bytes, nothing else, and soon.

    python -m tests.fuzz                        all targets in turn, 10 minutes
    python -m tests.fuzz pages feeds --seconds 60 --keep DIR

Atheris guides it by coverage where it is installed (`pip install atheris`; Linux and macOS); else inputs are mutated
blindly. Each finding is written to DIR once a cause, with its traceback beside it, and fuzzing goes on. Exit code 1
where there was one. What is found becomes a test in tests/parse.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

SLOW = 2.0  # CPU seconds that one input of some kilobytes may take
LARGEST = 60_000  # bytes


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"), metavar="DIR")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    atheris = importlib.import_module("atheris") if importlib.util.find_spec("atheris") else None
    with atheris.instrument_imports(include=["workers"]) if atheris else nullcontext():
        from tests.fuzz.targets import TARGETS
    if unknown := set(options.names) - set(TARGETS):
        parser.error(f"no target {min(unknown)!r}, only {', '.join(TARGETS)}")
    names = options.names or list(TARGETS)
    keeper = Keeper({name: TARGETS[name] for name in names}, options.keep, options.seconds)
    if atheris is None:
        _blindly(keeper, random.Random(options.seed))
    else:
        _guided(atheris, keeper, options.seed)
    return keeper.report()


class Keeper:
    """Runs inputs and keeps those that break the promise, one a cause."""

    def __init__(self, targets: dict[str, Any], folder: Path, seconds: float) -> None:
        self.targets, self.folder = targets, folder
        self.names = list(targets)
        self.tried = dict.fromkeys(targets, 0)
        self.slowest = dict.fromkeys(targets, 0.0)
        self.causes: set[str] = set()
        self.began = time.monotonic()
        self.ends = self.began + seconds

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends

    def run(self, name: str, data: bytes) -> None:
        before = time.process_time()
        cause = why = None
        try:
            self.targets[name].read(data)
        except Exception as error:  # this is what is looked for
            place = traceback.extract_tb(error.__traceback__)[-1]
            cause, why = f"{type(error).__name__} {place.filename}:{place.lineno}", traceback.format_exc()
        seconds = time.process_time() - before
        self.tried[name] += 1
        self.slowest[name] = max(self.slowest[name], seconds)
        if cause is None and seconds > SLOW:
            cause, why = f"slow {len(data) // 10_000}", f"{seconds:.1f} CPU seconds for {len(data)} bytes"
        if cause is not None and why is not None and f"{name} {cause}" not in self.causes:
            self.causes.add(f"{name} {cause}")
            self._keep(name, data, why)

    def _keep(self, name: str, data: bytes, why: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        path.with_suffix(".txt").write_text(why, encoding="utf-8", errors="backslashreplace")
        print(f"{path}: {why.strip().splitlines()[-1]}", flush=True)

    def report(self) -> int:
        for name, tried in self.tried.items():
            print(f"{name:10} {tried:9,} inputs, the slowest {self.slowest[name]:.2f} CPU s")
        print(f"{len(self.causes)} findings in {time.monotonic() - self.began:.0f} s")
        return 1 if self.causes else 0


def _blindly(keeper: Keeper, chance: random.Random) -> None:
    """Mutations of the seeds in turn, target by target."""
    while not keeper.is_over:
        for name, target in keeper.targets.items():
            keeper.run(name, mutated(target.seeds, target.dictionary, chance))


def mutated(seeds: Sequence[bytes], dictionary: Sequence[bytes], chance: random.Random) -> bytes:
    """A seed that a few blows have hit."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 2, 4, 8, 30))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 4, 30, 300, 3000)))
        blow = chance.randrange(7)
        if blow == 0:
            del data[at:end]
        elif blow == 1:
            data[at:at] = chance.choice(dictionary)
        elif blow == 2:
            data[at:at] = data[at:end] * chance.choice((1, 2, 50))
        elif blow == 3:
            data[at:end] = chance.randbytes(end - at)
        elif blow == 4 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif blow == 5:
            other = chance.choice(seeds)
            start = chance.randrange(len(other) + 1)
            data[at:end] = other[start : start + end - at]
        else:
            data[at:at] = chance.choice((b"9", b"-", b"<", b"&", b" ", b"\xd9\x80")) * chance.choice((1, 20, 500))
        del data[LARGEST:]
    return bytes(data)


def _guided(atheris: Any, keeper: Keeper, seed: int) -> None:
    """By coverage: the first byte of an input names the target, so that one run serves all."""
    with tempfile.TemporaryDirectory() as corpus:
        words: dict[bytes, None] = {}
        for n, target in enumerate(keeper.targets.values()):
            words |= dict.fromkeys(target.dictionary)
            for k, data in enumerate(target.seeds):
                Path(corpus, f"{n}-{k}").write_bytes(bytes([n]) + data[:LARGEST])
        dictionary = Path(corpus, "words.dict")
        spelt = ("".join(map("\\x{:02x}".format, word)) for word in words)
        dictionary.write_text("".join(f'"{word}"\n' for word in spelt))

        def one(data: bytes) -> None:
            if keeper.is_over:  # libFuzzer knows no way back, and would end the process without a word
                code = keeper.report()
                sys.stdout.flush()
                shutil.rmtree(corpus, ignore_errors=True)
                os._exit(code)
            if data:
                keeper.run(keeper.names[data[0] % len(keeper.names)], data[1:])

        flags = [f"-max_len={LARGEST}", f"-seed={seed or 1}", "-timeout=60", "-verbosity=0"]
        flags += [f"-dict={dictionary}", "-rss_limit_mb=2048", f"-artifact_prefix={keeper.folder}/"]
        keeper.folder.mkdir(parents=True, exist_ok=True)
        atheris.Setup([sys.argv[0], *flags, corpus], one)
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())

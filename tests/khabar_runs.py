"""A khabar of its own for a test: home, configuration, environment, and the command run for real."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import redis

from workers.cli import main
from workers.cli.embedded import EmbeddedValkey
from workers.demo.newsroom import to_toml
from workers.records import Source
from workers.settings import Places

KHABAR = [sys.executable, "-c", "from workers.cli import main; main()"]
PATIENCE = 100.0


@dataclass(slots=True)
class Khabar:
    """One installation in `folder`; `outside` names servers (KHABAR_DATABASE_URL ...) in place of the embedded ones."""

    folder: Path
    outside: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "KHABAR_HOME": str(self.folder / "home"),
            "KHABAR_CONFIG_DIR": str(self.folder / "config"),
            "KHABAR_SCHEDULES_DIR": str(self.folder / "schedules"),
        }
        return {k: v for k, v in os.environ.items() if not k.startswith("KHABAR_")} | own | self.outside

    def configure(
        self, sources: Iterable[Source] | str, ports: Iterable[int], delay: str = "0s", more: str = ""
    ) -> None:
        """Loopback may be reached at these ports; `more` are further lines of settings.toml."""
        config = self.folder / "config"
        config.mkdir(parents=True, exist_ok=True)
        (self.folder / "schedules").mkdir(exist_ok=True)
        fetch = f'[fetch]\nallow_networks = ["127.0.0.0/8"]\nallow_ports = {sorted(ports)}\nsite_delay = "{delay}"\n'
        (config / "settings.toml").write_text(fetch + more, encoding="utf-8")
        text = sources if isinstance(sources, str) else to_toml(list(sources))
        (config / "sources.toml").write_text(text, encoding="utf-8")

    def run(self, *words: str, timeout: float = PATIENCE) -> subprocess.CompletedProcess[str]:
        """The command, to its end."""
        return subprocess.run(
            [*KHABAR, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The command, under way, in a process group of its own."""
        return subprocess.Popen(
            [*KHABAR, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def until_idle(self) -> subprocess.CompletedProcess[str]:
        """`khabar run --until-idle`; what its workers logged is shown where the test fails."""
        done = self.run("run", "--until-idle", "--no-progress", "--processes", "2")
        print(done.stdout, done.stderr, self.log(), sep="\n")
        return done

    def log(self) -> str:
        path = self.folder / "home" / "logs" / "worker.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def lines(self, *words: str) -> list[dict[str, Any]]:
        """The JSON lines that a command prints."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def stored(self) -> int:
        """How many articles its SQLite store holds; none while there is no store."""
        file = self.folder / "home" / "khabar.sqlite"
        if not file.exists():
            return 0
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as connection:
            try:
                return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
            except sqlite3.OperationalError:  # its tables are still being made
                return 0

    def stream(self) -> list[dict[str, Any]]:
        """Every event in the stream, in order; the embedded server is started for the look where it is down."""
        places = Places.from_environment(self.environment)
        server = EmbeddedValkey(places) if places.redis_url is None else None
        if server is not None:
            server.start()
        client = redis.Redis.from_url(places.stream_redis_url)
        try:
            entries: Sequence[Any] = client.xrange("khabar:events")  # type: ignore[assignment]
            return [json.loads(fields[b"event"]) for _, fields in entries]
        finally:
            client.close()
            if server is not None:
                server.stop()


class Here(Khabar):
    """The same, its commands run within this process: a new one for each would cost most of the time."""

    def run(self, *words: str, timeout: float = 0.0) -> subprocess.CompletedProcess[str]:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("KHABAR_")]:
                patch.delenv(name)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["khabar", *words])
            with pytest.raises(SystemExit) as ended:
                main()
        texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
        return subprocess.CompletedProcess(words, int(ended.value.code or 0), *texts)


def kill_group(process: subprocess.Popen[str]) -> None:
    """kill -9 for the command and all that it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()

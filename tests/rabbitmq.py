"""A real RabbitMQ for tests, where the machine has one: in a folder of its own, gone when the test is."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import free_port

# Debian's own `rabbitmq-server` only runs as its service's user, over its service's folder.
_PROGRAMS = Path("/usr/lib/rabbitmq/bin")
PATIENCE = 90.0


def rabbitmq_programs() -> Path | None:
    """The folder with RabbitMQ's programs; None where it is not installed, and in CI (`.ci/run`), where all that is
    needed is started by the tests' own packages."""
    if os.environ.get("KHABAR_TEST_RABBITMQ") == "no":
        return None
    if (_PROGRAMS / "rabbitmq-server").exists():
        return _PROGRAMS
    found = shutil.which("rabbitmq-server")
    return Path(found).resolve().parent if found else None


@dataclass
class RabbitMq:
    """One broker in `folder`, on loopback, user and password `guest`."""

    folder: Path
    programs: Path
    port: int
    distribution: int
    epmd: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    @property
    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return os.environ | {
            "HOME": folder,  # the cookie by which its programs know each other
            "RABBITMQ_NODENAME": f"khabar-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.distribution),
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_PID_FILE": f"{folder}/pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_CONFIG_FILE": f"{folder}/none",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",  # one thread that does not spin
            "ERL_EPMD_PORT": str(self.epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    def start(self) -> None:
        """Runs it until it takes connections; a second time over the same data."""
        (self.folder / "plugins").write_text("[].", encoding="utf-8")
        with (self.folder / "out.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "rabbitmq-server")],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while self.ctl("await_startup", "--timeout", "60", check=False) != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"RabbitMQ does not start:\n{(self.folder / 'out.log').read_text()[-2000:]}")
            time.sleep(0.2)

    def ctl(self, *words: str, check: bool = True) -> int:
        """`rabbitmqctl`."""
        command = [str(self.programs / "rabbitmqctl"), "--quiet", *words]
        return subprocess.run(command, env=self._environment, capture_output=True, check=check, timeout=90).returncode

    def kill(self) -> None:
        """kill -9, for the broker and all that it started."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """In order; its port mapper (epmd), a daemon that it starts, too."""
        assert self.process is not None
        if self.process.poll() is None:
            self.ctl("shutdown", "--timeout", "20", check=False)
        self.kill()
        subprocess.run(["epmd", "-kill"], env=self._environment, capture_output=True, check=False, timeout=20)


@contextlib.contextmanager
def running_rabbitmq(folder: Path, programs: Path) -> Iterator[RabbitMq]:
    """A broker that takes connections."""
    broker = RabbitMq(folder, programs, free_port(), free_port(), free_port())
    try:
        broker.start()
        yield broker
    finally:
        if broker.process is not None:
            broker.end()

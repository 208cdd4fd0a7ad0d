"""`python -m workers worker|beat`: what `celery -A workers worker|beat` runs, without Celery's command line.

That one first loads every plug-in there is, Flower and an interactive shell among them, in each of the processes.
"""

from __future__ import annotations

import sys

from celery.utils.nodenames import default_nodename, host_format

from workers import logs
from workers.errors import BadConfig


def main(arguments: list[str]) -> int:
    """The exit code of one worker or beat, in the foreground until a signal ends it.

    A worker that gets SIGHUP ends in order and begins anew, with the settings of that moment.
    """
    sys.argv = ["-m", "workers", *arguments]  # Celery begins anew by these: this file's path would not find the package
    if arguments not in (["worker"], ["beat"]):
        print("usage: python -m workers worker|beat", file=sys.stderr)
        return 2
    try:
        from workers.celery import app  # reads all settings
    except BadConfig as e:
        print(f"khabar: {e}", file=sys.stderr)
        return 2
    if arguments == ["worker"]:
        name = host_format(default_nodename("khabar@%h"))
        worker = app.Worker(hostname=name, optimization="fair", without_gossip=True, without_mingle=True)
        worker.start()
        return int(worker.exitcode or 0)
    app.Beat(pidfile="", quiet=not logs.are_for_people()).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Whether this worker was asked to end: said in its main process, seen by the children that it forked."""

from __future__ import annotations

import multiprocessing

# Made before the fork, since Celery tells the children of its prefork pool nothing of a warm shutdown.
_asked = multiprocessing.get_context("fork").Event()


def ask_to_stop() -> None:
    """Tells all pumps of this worker to end their turns and hand back what they have."""
    _asked.set()


def stop_is_asked() -> bool:
    """Whether pumps should end their turns."""
    return _asked.is_set()

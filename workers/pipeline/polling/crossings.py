"""Redirects of polls: robots.txt of where they lead is read before that is asked, and another site's turn waited for.

A redirect is met in the middle of an exchange, in the thread that fetches. Within the site of the source's own URL it
is one request with the one before; any other site is asked in its own turn, or the poll fails and is tried again.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

from workers.errors import Refused, TryAgain
from workers.fetch.escape import printable
from workers.fetch.pace import origin_of, site_of
from workers.pipeline.errands import Robots, RobotsErrand
from workers.pipeline.polling import privileges
from workers.records import Source
from workers.services import Services
from workers.store import slots
from workers.store.pace import RobotsRow

PATIENCE = 10.0  # seconds that a poll waits for another site's turn, at most a third of its deadline


@dataclass(slots=True)
class Crossings:
    """Judges redirects for the fetch threads of one pump."""

    services: Services
    robots: Robots
    _read: list[RobotsRow] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may_follow(self, source: Source, url: str) -> bool:
        """True, after what has to be waited for; raises Refused or TryAgain, about the source, with the reason."""
        origin, site = origin_of(url), site_of(url)
        is_foreign = site != site_of(source.url)
        try:
            if not privileges.ignores_robots(source, site):
                if not self.robots.knows(origin):
                    self._ask_robots(source, origin, site, is_foreign)
                self.robots.check(url)
            if is_foreign:
                self._wait_for_turn(url, site)
        except Refused as e:
            raise Refused(source.url, f"redirects to {printable(url)}: {e.why}") from e
        except TryAgain as e:
            # Not the source's own site is to be left in peace for it.
            raise TryAgain(source.url, f"redirects to {printable(url)}: {e.why}", e.retry_after) from e
        return True

    def newly_read(self) -> list[RobotsRow]:
        """What was read of robots.txt files since the last call, to be stored."""
        with self._lock:
            rows, self._read = self._read, []
        return rows

    def _ask_robots(self, source: Source, origin: str, site: str, is_foreign: bool) -> None:
        if is_foreign:
            self._wait_for_turn(origin, site)
        row = self.robots.ask(RobotsErrand(origin, site, source.proxy))
        with self._lock:
            self._read.append(row)

    def _wait_for_turn(self, about: str, site: str) -> None:
        """Sleeps until the site may be asked, its turn taken; raises TryAgain where that is too long."""
        patience = timedelta(seconds=min(PATIENCE, self.services.settings.fetch.deadline / 3))
        database, rule = self.services.database, self.services.pace_rule
        with self._lock:  # of dozens of threads, one at a time needs a connection to the store
            now = self.services.now()
            turn = database.transact(
                lambda c: slots.reserve_turn(c, database, site, now=now, pace=rule, patience=patience)
            )
        wait = (turn - now).total_seconds()
        if turn - now > patience:
            raise TryAgain(about, f"{site} may not be asked for another {wait:.0f} s", wait)
        time.sleep(wait)

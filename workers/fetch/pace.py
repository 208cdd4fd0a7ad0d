"""Whom a request is counted against, and how long that one is left in peace. Pure: no clock, no chance, no state."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from workers.errors import AskedToWait, KhabarError, Refused, ServerTrouble, TooSlow, Unreachable
from workers.fetch.target import Target

LONGEST_PAUSE = 24 * 3600.0  # seconds, on a server's own word
RATE_PAUSE, RATE_CAP = 30.0, 3600.0  # a 429 without a Retry-After: doubled each time
FORBIDDEN_AS_LIMIT = 3  # so many 403 one after another are taken for a rate limit
TROUBLE_PAUSE, TROUBLE_CAP = 10.0, 600.0  # the server is in trouble or cannot be reached: longer by this each time
JITTER = 0.1  # a pause is longer by up to this share, so that those who were put off do not return together


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList  # takes 50 ms to load, and not every process needs it

    return PublicSuffixList()


def site_of(url: str) -> str:
    """The site whose pace a request is counted against.

    The registrable domain with private suffixes told apart (`news.bbc.co.uk` -> `bbc.co.uk`, but
    `one.blogspot.com` stays); for addresses and names without one (`localhost`, `intranet`) `host[:port]`, the default
    port left out. Raises Refused for a URL that cannot be asked.
    """
    target = Target.of(url)
    return registrable(target.host) or target.netloc


@lru_cache(maxsize=16384)
def registrable(host: str) -> str | None:
    """The registrable domain of an ASCII host name, None for addresses and public suffixes."""
    name = host.rstrip(".")
    if ":" in name or name.rpartition(".")[2].isdigit() or name.rpartition(".")[2].startswith("0x"):
        return None
    found = _suffixes().privatesuffix(name)
    return str(found) if found else None


def origin_of(url: str) -> str:
    """`scheme://host[:port]`, lower case, punycode, the default port left out. Raises Refused."""
    return Target.of(url).origin


def delay_of(default: float, crawl_delay: float | None, cap: float) -> tuple[float, str]:
    """Seconds between two requests to a site, and why: robots.txt may ask for more than the default, up to `cap`."""
    if crawl_delay is None or crawl_delay <= default:
        return default, f"the default of {default:g} s"
    if crawl_delay > cap:
        return max(cap, default), f"robots.txt asks for {crawl_delay:g} s, capped at {max(cap, default):g} s"
    return crawl_delay, f"robots.txt asks for {crawl_delay:g} s"


def pause_after(
    what: KhabarError | int,
    retry_after: float | None,
    consecutive_failures: int,
    now: datetime,
    jitter: float = 0.0,
) -> tuple[float, str]:
    """Seconds for which a whole site is left in peace after an answer, and why in words; 0 where it need not be.

    `what` is the error that came of it or the status; `retry_after` overrides the error's own;
    `consecutive_failures` counts this one; `jitter` is a random number from 0 to 1 that the caller draws.
    """
    asked = retry_after if retry_after is not None else getattr(what, "retry_after", None)
    seconds, why = _pause(what, asked, max(consecutive_failures, 1))
    if seconds <= 0:
        return 0.0, why
    seconds = min(seconds * (1 + JITTER * min(max(jitter, 0.0), 1.0)), LONGEST_PAUSE)
    until = now + timedelta(seconds=math.ceil(seconds))
    return seconds, f"{why}: left in peace until {until:%Y-%m-%d %H:%M:%S %Z}".rstrip()


def _pause(what: KhabarError | int, asked: float | None, failures: int) -> tuple[float, str]:
    status = what if isinstance(what, int) else getattr(what, "status", None)
    times = f" ({failures} times in a row)" if failures > 1 else ""
    limited = status == 429 or isinstance(what, AskedToWait)
    troubled = isinstance(what, ServerTrouble) or (isinstance(status, int) and status >= 500)
    if asked is not None and (limited or troubled or status == 403):
        return min(max(asked, 1.0), LONGEST_PAUSE), f"asked to wait {asked:g} s"
    if limited:
        return _doubled(failures), f"too many requests{times}"
    if status == 403 and (isinstance(what, (int, Refused))):
        if failures < FORBIDDEN_AS_LIMIT:
            return 0.0, "one page is forbidden"
        return _doubled(failures - FORBIDDEN_AS_LIMIT + 1), f"forbidden{times}, taken for a rate limit"
    if troubled:
        return min(TROUBLE_PAUSE * failures, TROUBLE_CAP), f"the server is in trouble{times}"
    if isinstance(what, (Unreachable, TooSlow)):
        said = "too slow" if isinstance(what, TooSlow) else "cannot be reached"
        return min(TROUBLE_PAUSE * failures, TROUBLE_CAP), f"{said}{times}"
    return 0.0, "nothing speaks against the next request"


def _doubled(times: int) -> float:
    return float(min(RATE_PAUSE * 2 ** min(times - 1, 20), RATE_CAP))

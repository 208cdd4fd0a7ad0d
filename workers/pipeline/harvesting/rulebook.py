"""Site rules by source: files of config/sites, read when a source first needs one and again when they changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from workers.errors import BadConfig
from workers.records import Article, Source
from workers.store.alarms import Alarm

if TYPE_CHECKING:
    from workers.parse.rules import SiteRules

log = structlog.get_logger(__name__)

_BROKEN = "broken:"


class RuleBook:
    """The rules of the folder config/sites. A file that is missing or wrong means the general way, and an alarm."""

    def __init__(self, config: Path) -> None:
        self._folder = config / "sites"
        self._read: dict[str, tuple[float, SiteRules | None, str]] = {}

    def of(self, source: Source, url: str) -> SiteRules | None:
        """The rules that the source names, where they cover the URL."""
        if source.rules is None:
            return None
        rules, _ = self._load(source.rules)
        return rules if rules is not None and rules.covers(url) else None

    def listing_of(self, source: Source) -> str | None:
        """The selector of a section page's links, where the source's rules give one."""
        if source.rules is None:
            return None
        rules, _ = self._load(source.rules)
        return None if rules is None else rules.listing

    def trouble_with(self, source: Source) -> str | None:
        """What is wrong with the source's file of rules, None where nothing is."""
        return self._load(source.rules)[1] or None if source.rules else None

    def _load(self, name: str) -> tuple[SiteRules | None, str]:
        from workers.parse.rules import read_rules  # BeautifulSoup is for sites with rules only

        path = self._folder / f"{name}.toml"
        try:
            changed = path.stat().st_mtime
            known = self._read.get(name)
            if known is None or known[0] != changed:
                known = (changed, read_rules(path.read_text(encoding="utf-8"), file=str(path)), "")
        except BadConfig as e:
            known = (changed, None, str(e))
        except (OSError, UnicodeDecodeError) as e:
            known = (0.0, None, f"{path}: cannot be read ({e})")
        if known[2] and self._read.get(name) != known:
            log.error("rules.bad", rules=name, problem=known[2])
        self._read[name] = known
        return known[1], known[2]


def broken_rules(source_id: str, article: Article) -> tuple[list[Alarm], list[tuple[str, str]]]:
    """(alarms, what is well) that an article read by rules tells of its source's rules."""
    broken = [name.removeprefix(_BROKEN) for name in article.origins if name.startswith(_BROKEN)]
    well = [name for name, origin in article.origins.items() if origin.via == "rule" and not name.startswith(_BROKEN)]
    alarms = [
        Alarm(
            source_id, f"rule:{name}", f"the rule for {name} matched nothing on {article.url}: the general way was used"
        )
        for name in broken
    ]
    return alarms, [(source_id, f"rule:{name}") for name in well]

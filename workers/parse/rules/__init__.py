"""Site rules: what a source editor writes where the general way does not read a site well (docs/site-rules.md).

`read_rules` makes a `SiteRules` of a TOML file, `apply_rules` reads a page by it, `with_rules` lays what it found over
the page's own metadata, `check_rules` runs the tests that stand in the file.
"""

from __future__ import annotations

from workers.parse.rules.apply import RuleResult, apply_rules, with_rules
from workers.parse.rules.check import check_rules
from workers.parse.rules.file import FIELDS, RuleTest, Selector, SiteRules, read_rules

__all__ = [
    "FIELDS",
    "RuleResult",
    "RuleTest",
    "Selector",
    "SiteRules",
    "apply_rules",
    "check_rules",
    "read_rules",
    "with_rules",
]

"""Any parser can be imported first: no module waits for one that waits for it."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

PARSE = Path(__file__).parent.parent.parent / "workers" / "parse"


def _name(path: Path) -> str:
    parts = path.relative_to(PARSE.parent.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, known: set[str]) -> set[str]:
    """Modules of ours that have to be there before this one is, packages above them included."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    parents = {name.rsplit(".", depth)[0] for name in found for depth in range(1, name.count(".") + 1)}
    own = _name(path)
    return {name for name in (found | parents) & known if name != own and not own.startswith(name + ".")}


def test_imports_run_in_one_direction() -> None:
    paths = sorted(PARSE.rglob("*.py"))
    known = {_name(path) for path in paths}
    graph = {_name(path): _imported(path, known) for path in paths}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle
    assert set(order) == known

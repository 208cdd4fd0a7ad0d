"""Imports point down only, and the pure rooms stay pure. This test is the wall; workers/__init__.py has the drawing."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest

WORKERS = Path(__file__).parent.parent / "workers"
ROOMS = ("fetch", "parse", "dedupe", "store", "notify")
BELOW = {
    "records": {"textlayout"},
    "errors": set(),
    "textlayout": {"records"},
    "logs": {"errors"},
    "stopping": set(),
    "settings": {"records", "errors"},
    **{room: {"records", "errors", "textlayout"} for room in ROOMS},
    "demo": {"records", "errors", "textlayout"},
    "services": {*ROOMS, "settings", "records", "errors", "stopping"},
    "pipeline": {*ROOMS, "services", "settings", "records", "errors"},
    "tasks": {"errors", "pipeline", "services"},
    "alive": {"settings"},
    "__main__": {"celery", "errors", "logs"},
    "celery": {"tasks", "settings", "logs", "alive", "stopping", "errors"},
}
PURE = ("parse", "dedupe", "records", "errors", "textlayout")
IMPURE_MODULES = {"os", "socket", "time", "requests", "urllib3", "redis", "sqlalchemy", "celery", "subprocess", "http"}
CELERY_ONLY_IN = {"celery", "tasks", "__main__"}
MIGRATIONS = "/store/migrations/versions/"  # written once, never changed: as long as what they make
LONGEST_FILE, LONGEST_FUNCTION = 320, 55  # lines: an idea, a screen; beyond these it is two
READS_CRON = "settings/cron.py"  # and for its crontab parser, where a rhythm has a cron


def _modules() -> list[tuple[str, Path]]:
    """(top-level room, file) of every module."""
    found = []
    for path in sorted(WORKERS.rglob("*.py")):
        parts = path.relative_to(WORKERS).with_suffix("").parts
        if parts != ("__init__",):
            found.append((parts[0], path))
    return found


def _within(value: object) -> str:
    """The module's place, as the test's name."""
    return str(value).rpartition("workers/")[2]


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def _imports(path: Path) -> set[str]:
    """Every module named in an import of the file, inside functions too, type-checking blocks left out."""
    tree = _tree(path)
    hidden: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            hidden.update(ast.walk(node))
    names: set[str] = set()
    for node in ast.walk(tree):
        if node in hidden:
            continue
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names if node.module == "workers")
        else:
            assert not isinstance(node, ast.ImportFrom) or node.level == 0, f"{path}: relative imports hide the layers"
    return names


@pytest.mark.parametrize(("room", "path"), _modules(), ids=_within)
def test_a_module_imports_only_what_lies_below_its_room(room: str, path: Path) -> None:
    ours = {name.split(".")[1] for name in _imports(path) if name.startswith("workers.")}
    if room in BELOW:
        assert ours - {room} <= BELOW[room]


@pytest.mark.parametrize(("room", "path"), _modules(), ids=_within)
def test_the_pure_rooms_know_no_network_clock_or_environment(room: str, path: Path) -> None:
    foreign = {name.split(".")[0] for name in _imports(path)}
    if room in PURE:
        assert not foreign & IMPURE_MODULES
        assert "datetime.now(" not in path.read_text(encoding="utf-8")
    if room not in CELERY_ONLY_IN and not path.as_posix().endswith(READS_CRON):
        assert "celery" not in foreign


@pytest.mark.parametrize("path", [path for _, path in _modules() if MIGRATIONS not in path.as_posix()], ids=_within)
def test_a_file_is_one_idea_and_a_function_fits_a_screen(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_FILE
    functions = (n for n in ast.walk(_tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    lengths = {function.name: (function.end_lineno or 0) - function.lineno + 1 for function in functions}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_every_room_of_the_drawing_is_there() -> None:
    assert {room for room, _ in _modules()} >= {*ROOMS, "pipeline", "services", "tasks", "celery", "cli"}

"""The house: folder order is data order is import order; each library has one home; nothing grows a tail."""

from __future__ import annotations

import ast
import statistics
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORDER = ("geo", "etl", "models", "dashboard")  # each imports itself and what stands left of it

HOMES = {  # library -> where it may be imported, and the rule as a sentence
    "geopandas": (("geo/",), "Geometry lives in geo/."),
    "shapely": (("geo/",), "Geometry lives in geo/."),
    "sqlalchemy": (("etl/store/", "etl/schema/", "etl/migrations/"), "SQL lives in etl/store/."),
    "alembic": (("etl/store/", "etl/migrations/"), "Migrations live in etl/migrations/."),
    "psycopg": (("etl/store/",), "SQL lives in etl/store/."),
    "statsmodels": (("models/",), "Statistics live in models/."),
    "scipy": (("models/", "geo/"), "Numerics live in models/ (and the hexagon assignment in geo/)."),
    "dash": (("dashboard/",), "Pages live in dashboard/."),
    "plotly": (("dashboard/",), "Figures live in dashboard/."),
    "matplotlib": (("dashboard/",), "Figures live in dashboard/."),
    "weasyprint": (("dashboard/",), "Paper lives in dashboard/."),
    "apscheduler": (("dashboard/schedule.py",), "The clock is one door: dashboard/schedule.py."),
}
LONGEST_FILE, LONGEST_FUNCTION, MOST_PARAMETERS = 300, 40, 5
FORBIDDEN_NAMES = {"common", "core", "utils", "helpers", "manager", "misc", "deprecated"}


@cache
def sources() -> tuple[Path, ...]:
    """Python files of the four packages, as git knows them (untracked ones count too)."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return tuple(ROOT / f for f in listed if f.split("/")[0] in ORDER and (ROOT / f).is_file())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[tuple[str, int, bool]]:
    """(dotted module, line, only for type checking) of every import, lazy ones too."""
    typing_only = {
        id(n)
        for block in ast.walk(tree(path))
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for n in ast.walk(block)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, id(node) in typing_only
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}:{node.lineno}: relative import; write the whole name"
            yield node.module, node.lineno, id(node) in typing_only


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def test_imports_point_down() -> None:
    """geo ← etl ← models ← dashboard, without exception."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sources()
        for name, line, _typing in imports(path)
        if name.split(".")[0] in ORDER
        and ORDER.index(name.split(".")[0]) > ORDER.index(path.relative_to(ROOT).parts[0])
    ]
    assert not wrong, "A lower package must not know a higher one:\n" + "\n".join(wrong)


def test_libraries_live_at_home() -> None:
    """Each library is imported in one place only; the rule is said when it is broken."""
    wrong = []
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        for name, line, typing_only in imports(path):
            homes, rule = HOMES.get(name.split(".")[0], (("",), ""))
            if not typing_only and not place.startswith(homes):
                wrong.append(f"{place}:{line} imports {name}. {rule}")
    assert not wrong, "\n".join(wrong)


def test_the_environment_is_read_in_one_place() -> None:
    """os.environ is touched by dashboard/config.py alone: settings enter at the doors."""
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers <= {"dashboard/config.py"}


def test_models_are_pure() -> None:
    """Only models/run*.py reads and writes the database; no model looks at a clock."""
    wrong = []
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        if not place.startswith("models/") or place.startswith(("models/run", "models/bench")):
            continue
        wrong += [f"{place}:{n} {m}" for m, n, t in imports(path) if m.startswith("etl.store") and not t]
        wrong += [
            f"{place}:{node.lineno} looks at the clock"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
        ]
    assert not wrong, "\n".join(wrong)


def test_no_drawer_for_odds_and_ends() -> None:
    """No common/, core/, utils/: what two packages need belongs to the lower one."""
    wrong = [p for p in sources() if FORBIDDEN_NAMES & {*p.relative_to(ROOT).with_suffix("").parts}]
    assert not wrong


@pytest.mark.parametrize("path", sources(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_stay_readable(path: Path) -> None:
    """No file above 300 lines with text on them."""
    lines = sum(1 for line in path.read_text().splitlines() if line.strip())
    assert lines <= LONGEST_FILE, f"{lines} lines; split it by what it is about"


def test_functions_stay_readable() -> None:
    """No function above 40 lines or with more than 5 parameters; the median stays small."""
    sizes, wrong = [], []
    for path, node in functions():
        size = node.end_lineno - node.lineno + 1
        sizes.append(size)
        arguments = node.args
        count = len(arguments.posonlyargs) + len(arguments.args) - _bound(arguments)
        where = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        if size > LONGEST_FUNCTION:
            wrong.append(f"{where}: {size} lines")
        if count > MOST_PARAMETERS:
            wrong.append(f"{where}: {count} positional parameters")
    assert not wrong, "\n".join(wrong)
    assert statistics.median(sizes) <= 10


def _bound(arguments: ast.arguments) -> int:
    return int(bool(arguments.args) and arguments.args[0].arg in {"self", "cls"})


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a workplace and no download address of a registry stands in the tree."""
    forbidden = ["/" + "work/", "pypi" + ".org", "files.pythonhosted" + ".org", "registry.npmjs" + ".org"]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    wrong = []
    for name in listed.split():
        path = ROOT / name
        if path.suffix in {".png", ".pdf", ".xlsx", ".parquet", ".woff2"} or not path.is_file():
            continue
        text = path.read_text(errors="ignore")
        wrong += [f"{name}: {word}" for word in forbidden if word in text]
    assert not wrong

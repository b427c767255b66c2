"""Fixtures that every area shares, and what is left out when a part of the machine is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.demo import prepare
from etl import store

ROOT = Path(__file__).resolve().parents[1]
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
PARTS = {
    "browser": (
        "Chromium",
        "apt-get install chromium",
        lambda: shutil.which("chromium") or shutil.which("chromium-browser"),
    ),
    "postgres": (
        "PostgreSQL (initdb, postgres)",
        "apt-get install postgresql",
        lambda: postgres_programs(),
    ),
}


def postgres_programs() -> Path | None:
    """Folder of PostgreSQL's server programs, newest first; Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).parent if on_path else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A missing part fails its tests in CI; elsewhere they are left out and named at the end."""
    for marker, (name, cure, present) in PARTS.items():
        if present():
            continue
        config.stash.setdefault(LEFT_OUT, []).append(f"{name}: pasang dengan `{cure}`")
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(_missing(name, cure))


def _missing(name: str, cure: str) -> pytest.MarkDecorator:
    reason = f"{name} tidak ada; pasang dengan `{cure}`"
    return pytest.mark.usefixtures("part_is_missing") if IN_CI else pytest.mark.skip(reason=reason)


@pytest.fixture
def part_is_missing() -> None:
    """In CI an absent browser or database server is an error of the machine, never a silent skip."""
    pytest.fail("Chromium atau PostgreSQL tidak ada pada mesin CI; lihat .ci/run")


LEFT_OUT: pytest.StashKey[list[str]] = pytest.StashKey()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end, in words, what this run did not test."""
    for line in config.stash.get(LEFT_OUT, []):
        terminalreporter.write_line(f"TIDAK DIUJI — {line}", yellow=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of reference data beside the project; its tests say plainly when it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"data rujukan tidak ada: {folder} (uji ini membutuhkannya; uji inti tidak)")
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """What ``netra init --demo`` makes, made once: read it, never change it (see ``demo_copy``)."""
    config = Settings(var_dir=tmp_path_factory.mktemp("demo"), _env_file=None)

    @contextmanager
    def quiet(_number: int, _total: int, _text: str) -> Iterator[list[str]]:
        yield []

    prepare(config, with_simulation=True, step=quiet)
    return config


@pytest.fixture
def demo_copy(demo: Settings, tmp_path: Path) -> Settings:
    """The demonstration's database as a copy of one's own."""
    store.backup(store.connect(demo.database_url()), tmp_path / "netra.db")
    return Settings(var_dir=tmp_path, _env_file=None)

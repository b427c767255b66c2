"""Databases for tests: an empty SQLite file, and a throw-away PostgreSQL cluster on a unix socket."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from etl import store
from etl.pipeline import load_reference
from etl.store.engine import Engine

LOADED_ON = date(2024, 4, 30)


def _server_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return found[0].parent if found else Path(shutil.which("initdb") or "/usr/bin/initdb").parent


def _run(command: list[str], folder: Path) -> None:
    # PostgreSQL refuses to run as root: then the user that Debian made for it runs it.
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address (without a database) of a cluster that lives as long as the test run."""
    programs = _server_programs()
    folder = Path(tempfile.mkdtemp(prefix="netra-pg-"))
    owner = "postgres" if os.geteuid() == 0 else getpass.getuser()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _run([str(programs / "initdb"), "-D", str(data), "-A", "trust", "-E", "UTF8", "--no-sync"], folder)
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
    _run([*control, "-o", options, "-l", str(folder / "log"), "start"], folder)
    try:
        yield f"postgresql://{owner}@/{{}}?host={folder}"
    finally:
        _run([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A migrated database that each test copies."""
    _administer(postgres_server, "CREATE DATABASE netra_template")
    engine = store.connect(postgres_server.format("netra_template"))
    store.migrate(engine)
    engine.dispose()
    return postgres_server


def _administer(server: str, command: str) -> None:
    engine = store.connect(server.format("postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(command))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A migrated, empty database of each kind."""
    if request.param == "sqlite":
        made = store.connect(f"sqlite:///{tmp_path / 'netra.db'}")
        store.migrate(made)
        yield made
        made.dispose()
        return
    yield from _postgres_copy(request.getfixturevalue("postgres_template"), "netra_template")


def _postgres_copy(server: str, template: str) -> Iterator[Engine]:
    name = f"test_{os.urandom(6).hex()}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    made = store.connect(server.format(name))
    yield made
    made.dispose()
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the packaged tables, copied by each test that needs them."""
    path = tmp_path_factory.mktemp("acuan") / "netra.db"
    made = store.connect(f"sqlite:///{path}")
    store.migrate(made)
    load_reference(made, today=LOADED_ON)
    made.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_loaded(postgres_template: str) -> str:
    """A PostgreSQL database with the packaged tables, copied likewise."""
    _administer(postgres_template, "CREATE DATABASE netra_loaded TEMPLATE netra_template")
    made = store.connect(postgres_template.format("netra_loaded"))
    load_reference(made, today=LOADED_ON)
    made.dispose()
    return postgres_template


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def loaded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of each kind with the packaged tables in it."""
    if request.param == "sqlite":
        store_copy = store.connect(f"sqlite:///{request.getfixturevalue('sqlite_loaded')}")
        store.backup(store_copy, tmp_path / "netra.db")
        store_copy.dispose()
        made = store.connect(f"sqlite:///{tmp_path / 'netra.db'}")
        yield made
        made.dispose()
        return
    yield from _postgres_copy(request.getfixturevalue("postgres_loaded"), "netra_loaded")


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """A migrated SQLite file alone, for what only files have."""
    made = store.connect(f"sqlite:///{tmp_path / 'netra.db'}")
    store.migrate(made)
    yield made
    made.dispose()

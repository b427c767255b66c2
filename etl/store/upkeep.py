"""For those who keep it running: backup and restore, what a doctor asks, which scopes need a fit."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text

from etl.schema import attendance, document, model_run, published_count, recommendation, sidak, violation
from etl.store.engine import StoreError, is_sqlite, plain_errors, read_revision
from etl.store.listing import data_version
from etl.store.people import check_audit
from etl.store.records import count_rows
from etl.store.scope import Scope
from geo import NATION

RECORDS = (sidak, attendance, violation, recommendation)  # streams that models fit
SQLITE_HEAD = b"SQLite format 3\x00"


def backup(engine: Engine, path: Path) -> None:
    """Write a consistent copy of the whole database to one file, also while it is in use.

    Raises:
        StoreError: the file exists or cannot be written, or PostgreSQL's ``pg_dump`` is not installed.
    """
    path = Path(path)
    if path.exists():
        raise StoreError(f"{path} sudah ada; cadangan tidak menimpa berkas.", code="file_exists")
    with plain_errors():
        path.parent.mkdir(parents=True, exist_ok=True)
    if engine.dialect.name == "sqlite":
        with plain_errors(), engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            with sqlite3.connect(path) as copy:
                connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
            copy.close()
        return
    _run_postgres(engine, "pg_dump", ["--format=custom", "--no-owner", f"--file={path}"])


def restore(engine: Engine, path: Path) -> None:
    """Replace the whole database by a backup.

    Raises:
        StoreError: no such file, not a backup of this kind of database, or it cannot be written; the database
            is then as before.
    """
    path = Path(path)
    if not path.is_file():
        raise StoreError(f"Cadangan {path} tidak ada.", code="file_missing")
    with plain_errors(), path.open("rb") as file:
        head = file.read(len(SQLITE_HEAD))
    if engine.dialect.name == "sqlite":
        if head != SQLITE_HEAD:
            raise StoreError(f"{path} bukan cadangan SQLite Netra.", code="database_unreadable")
        _restore_sqlite(engine, path)
        return
    if not head.startswith(b"PGDMP"):
        raise StoreError(f"{path} bukan cadangan PostgreSQL Netra.", code="database_unreadable")
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={_libpq(engine)}"]
    _run_postgres(engine, "pg_restore", [*options, str(path)], names_database=False)


def _restore_sqlite(engine: Engine, path: Path) -> None:
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        with plain_errors():
            ok = source.execute("PRAGMA quick_check").fetchone()[0]
            if ok != "ok":
                raise StoreError(f"{path} rusak; basis data tidak diubah.", code="database_unreadable")
            with engine.connect() as connection:
                source.backup(connection.connection.driver_connection)  # type: ignore[arg-type]
    finally:
        source.close()
    engine.dispose()


def _libpq(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run_postgres(engine: Engine, program: str, options: list[str], *, names_database: bool = True) -> None:
    found = shutil.which(program) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None
    )
    if found is None:
        raise StoreError(f"{program} tidak ada; pasang postgresql-client.", code="program_missing")
    command = [found, *options, *([f"--dbname={_libpq(engine)}"] if names_database else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        first = (done.stderr.strip().splitlines() or ["tanpa keterangan"])[0]
        raise StoreError(f"{program} gagal: {first}", code="database_unreachable")


def doctor_facts(connection: Connection) -> list[Mapping[str, Any]]:
    """What is fine and what is not: ``text, is_fine`` per fact.

    Raises:
        StoreError: the database cannot be read at all.
    """
    with plain_errors():
        revision = read_revision(connection.engine)
        facts: list[Mapping[str, Any]] = [
            {"text": f"{_server(connection)}, skema {revision or 'belum dibuat'}", "is_fine": bool(revision)},
        ]
        if not revision:
            return facts
        broken = check_audit(connection)
        audit_text = "rantai audit utuh" if broken is None else f"rantai audit putus pada baris {broken}"
        documents = count_rows(connection, document)
        last = connection.execute(select(func.max(document.c.known_on))).scalar()
        told = f", terakhir per {last}" if last else ""
        return [
            *facts,
            {"text": _integrity(connection), "is_fine": _integrity(connection) == "isi utuh"},
            {"text": audit_text, "is_fine": broken is None},
            {"text": f"{documents} dokumen{told}", "is_fine": documents > 0},
        ]


def _server(connection: Connection) -> str:
    if is_sqlite(connection):
        mode = connection.execute(text("PRAGMA journal_mode")).scalar()
        return f"SQLite {sqlite3.sqlite_version} ({mode})"
    return "PostgreSQL " + str(connection.execute(text("SHOW server_version")).scalar())


def _integrity(connection: Connection) -> str:
    if not is_sqlite(connection):
        return "isi utuh"
    answer = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
    return "isi utuh" if answer == "ok" else f"berkas rusak: {answer}; pulihkan cadangan"


def read_scopes(connection: Connection) -> list[str]:
    """Scopes that have something to fit: the nation when sources printed counts, provinces with records."""
    codes: set[str] = set()
    for table in RECORDS:
        places = select(func.substr(table.c.region_code, 1, 2)).where(table.c.known_to.is_(None)).distinct()
        codes |= set(connection.execute(places).scalars())
    printed = select(published_count.c.id).where(published_count.c.level == "provinsi").limit(1)
    nation = [NATION] if connection.execute(printed).first() else []
    return nation + sorted(codes - {NATION})


def fit_is_stale(connection: Connection, scope_code: str) -> bool:
    """Have documents or corrections come since the last run of this scope (also a failed one)?"""
    last = connection.execute(
        select(model_run.c.data_version)
        .where(model_run.c.scope_code == scope_code, model_run.c.status != "running")
        .order_by(model_run.c.id.desc())
        .limit(1)
    ).scalar()
    return last != data_version(connection, Scope.of(scope_code))


__all__ = ["backup", "doctor_facts", "fit_is_stale", "read_scopes", "restore"]

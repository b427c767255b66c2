"""The door to the database: connect, migrate, write in one transaction, and say in words what failed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, SQLAlchemyError

from etl.messages import fault
from geo.errors import NetraError

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
BUSY_TIMEOUT_MS = (
    10_000  # a nightly fit writes for less than that; a stuck writer should be named, not awaited
)
MIGRATION_LOCK = 0x4E4D4947  # "NMIG"
SQLITE_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA synchronous = FULL",  # 81 kill −9 during loads lost nothing with it
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
)
REFUSALS = (  # part of the driver's message, key of the sentence that tells a person
    ("database is locked", "database_locked"),
    ("lock timeout", "database_locked"),
    ("read-only transaction", "database_read_only"),
    ("readonly database", "database_read_only"),
    ("disk is full", "disk_full"),
    ("No space left", "disk_full"),
    ("disk I/O error", "disk_error"),
    ("unable to open", "database_unopened"),
    ("file is not a database", "database_no_database"),
    ("malformed", "database_damaged"),
    ("connection", "database_unreachable"),
    ("no such table", "not_migrated"),
    ("value too long", "value_too_long"),
    ("out of range", "value_too_large"),
    ("NUL", "value_nul"),
    ("does not exist", "not_migrated"),
)


class StoreError(NetraError):
    """The database refused; nothing was written."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn a driver's error into one Indonesian sentence; programming errors pass unchanged.

    Raises:
        StoreError: locked, read-only, full, unreachable or not yet migrated.
    """
    try:
        yield
    except (DatabaseError, sqlite3.Error, OSError) as error:
        text = str(getattr(error, "orig", None) or error)
        for part, key in REFUSALS:
            if part in text:
                raise fault(StoreError, key) from error
        raise


def connect(url: str) -> Engine:
    """Open an engine for ``sqlite:///path`` or ``postgresql://…``; no connection is made yet.

    Raises:
        StoreError: the address is not one of the two databases Netra knows, or its folder cannot be made.
    """
    try:
        parsed = make_url(url)
        kind = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(f"Alamat basis data tidak dikenal: {url}", code="database_url") from error
    if kind == "sqlite":
        return _connect_sqlite(url, parsed.database)
    if kind == "postgresql":
        engine = create_engine(parsed, pool_pre_ping=True, pool_size=5, max_overflow=10)
        event.listen(engine, "connect", _prepare_postgres)
        return engine
    raise StoreError(
        f"Basis data {kind} tidak didukung; pakai sqlite:/// atau postgresql://", code="database_url"
    )


def _prepare_postgres(raw: Any, _record: object) -> None:
    """A stuck writer is named after the same wait as on SQLite; PostgreSQL alone would wait for ever."""
    with raw.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
    raw.commit()


def _connect_sqlite(url: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        try:
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"Folder {Path(database).parent} tidak dapat dibuat; periksa izinnya.",
                code="database_unreachable",
            ) from error
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # we begin transactions ourselves: Python's sqlite3 would begin too late
    cursor = raw.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] not in {"wal", "memory"}:
        _try_wal(cursor)
    cursor.close()


def _try_wal(cursor: Any) -> None:
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # A database in a read-only folder can still be read; the first write then says so.
        if "readonly" not in str(error) and "locked" not in str(error):
            raise


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("netra_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it is kept, or nothing.

    On SQLite the write lock is taken at the beginning, so two writers wait for each other instead of failing
    half-way.

    Raises:
        StoreError: see ``plain_errors``.
    """
    with (
        plain_errors(),
        engine.connect().execution_options(netra_writes=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view for all reads inside the block."""
    with plain_errors(), engine.connect() as connection:
        yield connection


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to ``revision`` (up or down) in one transaction.

    Raises:
        StoreError: the database cannot be written.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        if not is_sqlite(connection):  # the server and the worker may start at the same moment
            connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        config.attributes["connection"] = connection
        head = ScriptDirectory.from_config(config).get_current_head()
        move = command.upgrade if revision in {"head", head} else command.downgrade
        move(config, revision)


def read_revision(engine: Engine) -> str | None:
    """Revision the tables stand at; None before the first ``migrate``."""
    from alembic.migration import MigrationContext

    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def naive_utc(moment: datetime) -> datetime:
    """Times are kept in UTC without a zone; one that has a zone is moved there."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def is_sqlite(connection: Connection) -> bool:
    """True on SQLite; the two databases differ only in bulk writing and in backup."""
    return connection.dialect.name == "sqlite"


__all__ = [
    "SQLAlchemyError",
    "StoreError",
    "connect",
    "is_sqlite",
    "migrate",
    "naive_utc",
    "plain_errors",
    "read_revision",
    "reading",
    "writing",
]

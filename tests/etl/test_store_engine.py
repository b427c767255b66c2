"""Opening, migrating, writing whole or not at all, and errors as sentences, on both databases."""

from __future__ import annotations

import os
import sqlite3
import stat
from datetime import date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, select, text

from etl import store
from etl.schema import FACTS, document, metadata, sidak
from etl.store.engine import Engine, is_sqlite
from etl.store.records import count_rows
from tests.etl.world import EVERYTHING, add_facts, add_regions

DAY = {"level": "team", "region_code": "99.71", "date": "2024-03-07", "team": "1", "caught_total": 2}


def test_migration_makes_the_schema(engine: Engine) -> None:
    """The migrated database is the one that etl/schema describes: nothing missing, nothing more."""
    with engine.connect() as cx:
        context = MigrationContext.configure(cx, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migration_down_and_up_again(engine: Engine) -> None:
    """Going down empties the database, going up again works, with data in it before."""
    add_regions(engine)
    store.migrate(engine, "base")
    assert store.read_revision(engine) is None
    store.migrate(engine)
    with store.reading(engine) as cx:
        assert store.read_regions(cx, EVERYTHING).is_empty()


def test_sqlite_waits_and_keeps_integrity(sqlite_engine: Engine) -> None:
    """SQLite runs in WAL mode, flushed at every commit, with foreign keys checked."""
    with store.reading(sqlite_engine) as cx:
        answers = [
            cx.execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert answers == ["wal", 2, 1]


def test_nothing_is_kept_when_a_write_fails(engine: Engine) -> None:
    """An error inside a transaction leaves the database as it was."""
    add_regions(engine)
    with pytest.raises(ZeroDivisionError):
        _write_then_fail(engine)
    with store.reading(engine) as cx:
        assert count_rows(cx, document) == 0


def _write_then_fail(engine: Engine) -> None:
    with store.writing(engine) as cx:
        cx.execute(document.insert().values(sha256="x", **_row()))
        raise ZeroDivisionError


def _row() -> dict[str, object]:
    return {
        "name": "x",
        "size_bytes": 1,
        "container": "csv",
        "outcome": "import",
        "known_on": date(2024, 1, 1),
        "received_at": datetime(2024, 1, 1),  # noqa: DTZ001 - kept in UTC without a zone
    }


def test_locked_database_is_one_sentence(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process holds the lock: the import says so and writes nothing."""
    add_regions(sqlite_engine)
    event.listen(sqlite_engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout = 50"))
    sqlite_engine.dispose()
    other = sqlite3.connect(sqlite_engine.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(store.StoreError, match="dikunci") as found:
        add_facts(sqlite_engine, "sidak", [DAY], sha256="a", known_on=date(2024, 3, 8))
    other.execute("ROLLBACK")
    other.close()
    assert found.value.code == "database_locked"
    with store.reading(sqlite_engine) as cx:
        assert count_rows(cx, sidak) == 0


def test_read_only_database_still_answers(sqlite_engine: Engine) -> None:
    """A database opened read-only refuses to write in words; what it held is still served."""
    add_regions(sqlite_engine)
    path = sqlite_engine.url.database
    sqlite_engine.dispose()
    closed = store.connect(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(store.StoreError, match="dibaca"):
        add_facts(closed, "sidak", [DAY], sha256="a", known_on=date(2024, 3, 8))
    with store.reading(closed) as cx:
        assert store.read_regions(cx, EVERYTHING).height == 4
    closed.dispose()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder_is_one_sentence(tmp_path: Path) -> None:
    """A folder without permission is named before anything happens."""
    tmp_path.chmod(stat.S_IREAD | stat.S_IEXEC)
    with pytest.raises(store.StoreError, match="Folder"):
        store.connect(f"sqlite:///{tmp_path}/var/netra.db")


def test_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    """A folder below a file cannot be made, not even by root: it is named before anything happens."""
    (tmp_path / "var").write_text("bukan folder")
    with pytest.raises(store.StoreError, match="Folder") as found:
        store.connect(f"sqlite:///{tmp_path}/var/dalam/netra.db")
    assert found.value.code == "database_unreachable"


def test_full_disk_is_one_sentence(sqlite_engine: Engine) -> None:
    """A disk that fills up in the middle leaves nothing of the document behind."""
    add_regions(sqlite_engine)
    with sqlite_engine.connect() as cx:
        pages = cx.execute(text("PRAGMA page_count")).scalar()
    event.listen(sqlite_engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count = {pages}"))
    sqlite_engine.dispose()
    many = [{**DAY, "team": str(n), "place": "x" * 500} for n in range(2000)]
    with pytest.raises(store.StoreError, match="penuh"):
        add_facts(sqlite_engine, "sidak", many, sha256="a", known_on=date(2024, 3, 8))
    with store.reading(sqlite_engine) as cx:
        assert (count_rows(cx, sidak), count_rows(cx, document)) == (0, 0)


def test_unknown_address_is_one_sentence() -> None:
    """Only the two databases are offered, and the message names them."""
    with pytest.raises(store.StoreError, match="postgresql"):
        store.connect("mysql://x/y")
    with pytest.raises(store.StoreError, match="Alamat"):
        store.connect("bukan alamat")


def test_unreachable_server_is_one_sentence(tmp_path: Path) -> None:
    """A PostgreSQL that does not answer is named, without a traceback of the driver."""
    gone = store.connect(f"postgresql://nobody@/netra?host={tmp_path}")
    with pytest.raises(store.StoreError, match="PostgreSQL"), store.reading(gone):
        pass


def test_file_that_is_no_database(tmp_path: Path) -> None:
    """A workbook given as a database is refused in words."""
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(b"PK\x03\x04" * 300)
    with (
        pytest.raises(store.StoreError, match="bukan basis data"),
        store.reading(store.connect(f"sqlite:///{path}")) as cx,
    ):
        cx.execute(select(document.c.id))


def test_bulk_rows_arrive_as_written(engine: Engine) -> None:
    """Dates, nulls, booleans, JSON and signs survive the bulk way into either database."""
    add_regions(engine)
    odd = {**DAY, "place": 'Warung "Bu\t\'A\\N"; ünïcode ×', "caught_total": 0, "reason": None}
    add_facts(engine, "sidak", [odd], sha256="a", known_on=date(2024, 3, 8))
    briefing = {
        "level": "event",
        "region_code": "99.71",
        "date": "2024-02-01",
        "opds": ["Dinas A", "Dinas B"],
    }
    add_facts(engine, "pembinaan", [briefing], sha256="b", known_on=date(2024, 3, 8))
    with store.reading(engine) as cx:
        kept = store.read_cases(cx, EVERYTHING, table="sidak").to_dicts()[0]
        event_row = store.read_cases(cx, EVERYTHING, table="prevention").to_dicts()[0]
        assert is_sqlite(cx) == (engine.dialect.name == "sqlite")
    assert (kept["place"], kept["caught_total"], kept["reason"]) == (odd["place"], 0, None)
    assert kept["occurred_on"] == date(2024, 3, 7)
    assert event_row["opds"] == '["Dinas A", "Dinas B"]'
    assert set(FACTS) >= {"sidak", "prevention"}

"""Both databases refuse alike: locked, read-only, full; the schema goes down and up with data in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from etl import store
from etl.pipeline import ImportOptions, ImportResult, import_document
from etl.resolve import resolve_quarantine
from etl.schema import FACTS, document, metadata, quarantine
from etl.store.engine import Engine, plain_errors
from etl.store.records import count_rows
from tests.etl.world import EVERYTHING

OPTIONS = ImportOptions(region_code="35.74", kind="sidak", today=date(2024, 4, 30), imported_by="uji")
RECAP = "Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n07/03/2024;1;Plaza;30;0\n07/03/2024;2;Pasar;25;9\n"
PEOPLE = """Tanggal;Nama;Status;OPD;Lokasi
07/03/2024;Budi;PNS;Dinas Xyzzy;Plaza
07/03/2024;Ani;PNS;Dinas Lain Kata;Plaza
"""
STEPS = ("0003", "0002", "0001")


def _counts(engine: Engine) -> dict[str, int]:
    with store.reading(engine) as cx:
        return {t.name: count_rows(cx, t) for t in (*FACTS.values(), document, quarantine)}


def test_steps_down_and_up_with_data(loaded: Engine) -> None:
    """Each step of the schema can be taken back and made again: documents, facts and waiting rows stay."""
    import_document(loaded, RECAP.encode(), name="a.csv", options=OPTIONS)
    import_document(loaded, PEOPLE.encode(), name="b.csv", options=OPTIONS)
    with store.reading(loaded) as cx:
        number = store.read_quarantine(cx, EVERYTHING).filter(kind="sidak")["id"][0]
    resolve_quarantine(loaded, number, value="Dinas Sosial", by="uji")
    before = _counts(loaded)
    assert before["sidak"] == 3
    for step in STEPS:
        store.migrate(loaded, step)
        assert store.read_revision(loaded) == step
        assert _rows(loaded) == before
    store.migrate(loaded)
    assert _counts(loaded) == before
    with loaded.connect() as cx:
        context = MigrationContext.configure(cx, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert import_document(loaded, RECAP.encode(), name="a.csv", options=OPTIONS).outcome == "known"
    later = replace(OPTIONS, today=date(2024, 5, 1))
    assert (
        import_document(loaded, RECAP.replace("9", "8").encode(), name="c.csv", options=later).record_count
        == 2
    )


def _rows(engine: Engine) -> dict[str, int]:
    """Counts without the model of the tables, which is ahead of a schema that went down."""
    with store.reading(engine) as cx:
        names = [*FACTS, "document", "quarantine"]
        return {n: cx.execute(text(f"SELECT count(*) FROM {n}")).scalar_one() for n in names}


@pytest.fixture
def locked(loaded: Engine) -> Iterator[Engine]:
    """A database that another process holds."""
    is_sqlite = loaded.dialect.name == "sqlite"
    wait = "PRAGMA busy_timeout = 100" if is_sqlite else "SET lock_timeout = 100"
    loaded.dispose()
    event.listen(loaded, "connect", lambda raw, _: raw.cursor().execute(wait))
    other = store.connect(loaded.url.render_as_string(hide_password=False))
    with other.connect().execution_options(netra_writes=True) as cx, cx.begin():
        if not is_sqlite:
            cx.execute(text("LOCK TABLE document IN EXCLUSIVE MODE"))
        yield loaded
    other.dispose()


def test_locked_database_refuses_whole(locked: Engine) -> None:
    """Another process writes: the import says so in one sentence; what was there is still served."""
    before = _counts(locked)
    with pytest.raises(store.StoreError, match="dikunci proses lain") as found:
        import_document(locked, RECAP.encode(), name="a.csv", options=OPTIONS)
    assert found.value.code == "database_locked"
    assert _counts(locked) == before


@pytest.fixture
def read_only(loaded: Engine) -> Iterator[Engine]:
    """A database that may only be read."""
    address = loaded.url.render_as_string(hide_password=False)
    loaded.dispose()
    if loaded.dialect.name == "sqlite":
        closed = store.connect(f"sqlite:///file:{loaded.url.database}?mode=ro&uri=true")
    else:
        closed = store.connect(address)
        event.listen(closed, "connect", _only_read)
    yield closed
    closed.dispose()


def _only_read(raw: object, _record: object) -> None:
    raw.cursor().execute("SET default_transaction_read_only = on")  # type: ignore[attr-defined]
    raw.commit()  # type: ignore[attr-defined]


def test_read_only_database_refuses_whole(read_only: Engine) -> None:
    """Nothing is written, the sentence names the cause, reading goes on."""
    before = _counts(read_only)
    with pytest.raises(store.StoreError, match="hanya boleh dibaca") as found:
        import_document(read_only, RECAP.encode(), name="a.csv", options=OPTIONS)
    assert found.value.code == "database_read_only"
    assert _counts(read_only) == before


def test_full_disk_refuses_whole(loaded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full at the last write of an import: nothing of the document is kept."""
    before = _counts(loaded)

    def full(*_parts: object, **_more: object) -> None:
        raise OperationalError("INSERT", {}, OSError(28, "No space left on device"))

    monkeypatch.setattr("etl.keeping.append_audit", full)
    with pytest.raises(store.StoreError, match="Cakram penuh") as found:
        import_document(loaded, RECAP.encode(), name="a.csv", options=OPTIONS)
    assert found.value.code == "disk_full"
    assert _counts(loaded) == before
    monkeypatch.undo()
    assert import_document(loaded, RECAP.encode(), name="a.csv", options=OPTIONS).outcome == "import"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("could not extend file: No space left on device", "disk_full"),
        ("database or disk is full", "disk_full"),
        ("disk I/O error", "disk_error"),
        ("canceling statement due to lock timeout", "database_locked"),
        ("server closed the connection unexpectedly", "database_unreachable"),
        ("cannot execute INSERT in a read-only transaction", "database_read_only"),
        ("value too long for type character varying(40)", "value_too_long"),
        ("integer out of range", "value_too_large"),
        ("PostgreSQL text fields cannot contain NUL (0x00) bytes", "value_nul"),
        ("database disk image is malformed", "database_unreadable"),
    ],
)
def test_drivers_errors_are_sentences(said: str, code: str) -> None:
    """What either driver says becomes one Indonesian sentence with a stable code."""
    with pytest.raises(store.StoreError) as found, plain_errors():
        raise OperationalError("x", {}, Exception(said))
    assert found.value.code == code
    assert str(found.value).endswith(".")


HARD = (
    (
        "team",
        f"Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n07/03/2024;{'Tim sangat panjang ' * 40};Plaza;3;1\n",
    ),
    ("place", f"Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n07/03/2024;1;{'Plaza ' * 3000};3;1\n"),
    ("count", "Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n07/03/2024;1;Plaza;99999999999999999999;1\n"),
    ("nul", "Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n07/03/2024;1;Pla\x00za;3;1\n"),
    ("emoji", "Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n07/03/2024;1;Plaza 🎉 \ud7ff;3;1\n"),
    ("quote", "Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n07/03/2024;1;'); DROP TABLE sidak;--;3;1\n"),
)


@pytest.mark.parametrize(("name", "content"), HARD, ids=[name for name, _ in HARD])
def test_hard_cells_are_kept_or_wait(loaded: Engine, name: str, content: str) -> None:
    """Endless texts, huge numbers, NULs and quotes are kept or quarantined alike on both databases."""
    result: ImportResult = import_document(loaded, content.encode(), name=f"{name}.csv", options=OPTIONS)
    assert result.outcome in {"import", "partial"}, result.message
    assert result.record_count + len(result.quarantined) >= 1
    assert _counts(loaded)["sidak"] == result.record_count

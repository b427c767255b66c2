"""After importing files full of people, none of them is in the database, its journal or the logs."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import etl.reading
from etl import store
from etl.annotate import annotated_workbook
from etl.pipeline import ImportOptions, import_document
from etl.resolve import accept_story, dismiss_quarantine, resolve_quarantine
from etl.store.engine import Engine
from geo import NetraError
from tests.etl import people
from tests.etl.world import EVERYTHING

TODAY = date(2024, 4, 30)
OPTIONS = ImportOptions(region_code="35.74", today=TODAY, hash_key=b"k", imported_by="uji")


def _bytes_of(engine: Engine, folder: Path) -> bytes:
    """Everything the database has on disk: the file and its journal, or a dump in plain text."""
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        return b"".join(p.read_bytes() for p in sorted(path.parent.glob(path.name + "*")))
    target = folder / "isi.dump"
    store.backup(engine, target)
    program = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_restore"))), Path("pg_restore"))
    done = subprocess.run([str(program), "-f", "-", str(target)], capture_output=True, check=True)
    assert done.stdout
    return done.stdout


def _found(text: bytes) -> list[str]:
    """Secrets in it, also where letters were folded."""
    folded = text.lower()
    return [secret for secret in people.SECRETS if secret.lower().encode() in folded]


def _work(engine: Engine) -> None:
    """What people do with what waits: settle, dismiss, correct, confirm a story."""
    with store.reading(engine) as cx:
        waiting = store.read_quarantine(cx, EVERYTHING)
        stories = store.read_news(cx, EVERYTHING)
        facts = store.read_cases(cx, EVERYTHING, table="sidak")
    for row in waiting.rows(named=True)[:12]:
        try:
            resolve_quarantine(engine, row["id"], value="Dinas Sosial", alike=True, by="uji")
        except NetraError:
            continue
    with store.reading(engine) as cx:
        left = store.read_quarantine(cx, EVERYTHING)
    dismiss_quarantine(engine, left["id"][0], reason=people.ABOUT, by="uji")
    for number in stories["id"]:
        accept_story(engine, number, by="uji")
    now = datetime(2024, 4, 30)  # noqa: DTZ001 - kept in UTC without a zone
    told = {"reason": people.ABOUT, "on": TODAY, "now": now, "by": "uji"}
    store.correct_fact(engine, table="sidak", row_id=facts["id"][0], changes={"reason": people.ABOUT}, **told)


@pytest.mark.parametrize("data_key", [None, "kunci uji"])
def test_nobody_is_in_the_database(
    loaded: Engine, tmp_path: Path, capfd: pytest.CaptureFixture, data_key: str | None
) -> None:
    """Every kind, sound and broken, in every container; also where files are kept, encrypted."""
    outcomes = set()
    for kind, name, data in people.files():
        options = replace(OPTIONS, kind=None if name.endswith("txt") else kind, data_key=data_key)
        result = import_document(loaded, data, name=name, options=options)
        outcomes.add(result.outcome)
        assert not _found(str(result.to_json()).encode()), name
        assert not _found(str(result).encode()), name
    assert outcomes >= {"import", "partial"}
    _work(loaded)
    assert _found(_bytes_of(loaded, tmp_path)) == []
    said = capfd.readouterr()
    assert _found((said.out + said.err).encode()) == []


def test_the_waiting_rows_go_out_without_names(loaded: Engine) -> None:
    """The workbook of rows that wait holds no name where the file was not kept; kept files hold their own."""
    data = people.xlsx(people.rows_of("sidak", broken=True))
    for key in (None, "kunci uji"):
        options = replace(OPTIONS, kind="sidak", data_key=key)
        document = import_document(loaded, data, name="a.xlsx", options=options).document_id or 0
        out = annotated_workbook(loaded, document, data_key=key, by="uji")
        book = openpyxl.load_workbook(io.BytesIO(out.content))
        cells = [c for s in book.worksheets for row in s.iter_rows() for c in row]
        own = [str(c.value) for c in cells if c.value is not None]
        said = [c.comment.text for c in cells if c.comment]
        assert _found("\n".join(said).encode()) == []
        assert bool(_found("\n".join([*own, *book.sheetnames]).encode())) == bool(key)
        store.undo_document(loaded, document, by="uji", now=datetime(2024, 5, 1))  # noqa: DTZ001 - UTC


def test_a_fault_of_ours_logs_no_row(
    loaded: Engine, capfd: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the reader itself fails, the log tells where in our code, and nothing of what was read."""

    def fail(document: object, _context: object) -> None:
        row = people.ABOUT
        raise ValueError(f"{row} in {document}")

    monkeypatch.setattr(etl.reading, "read_document", fail)
    data = people.xlsx(people.rows_of("sidak", broken=False))
    result = import_document(loaded, data, name="a.xlsx", options=OPTIONS)
    assert (result.outcome, result.code) == ("reject", "reader_fault")
    said = capfd.readouterr()
    assert "pembaca gagal" in said.out + said.err
    assert "test_privacy_database.py" in said.out + said.err
    assert _found((said.out + said.err + result.message).encode()) == []


def test_months_stay_names_of_sheets(loaded: Engine) -> None:
    """A sheet called after the month keeps its name, though somebody bears it; one called after him not."""
    rows = [["Tanggal", "Nama", "Status", "OPD", "Lokasi"]]
    rows += [["07/03/2024", "Maret Zulfahriansyah", "PNS", "Dinas Kesehatan", "Plaza"]]
    book = openpyxl.Workbook()
    book.active.title = "Maret 2024"
    second = book.create_sheet("Maret Zulfahriansyah")
    for row in rows:
        book.active.append(row)
        second.append([v.replace("07/03", "08/03") for v in row])
    target = io.BytesIO()
    book.save(target)
    result = import_document(loaded, target.getvalue(), name="a.xlsx", options=replace(OPTIONS, kind="sidak"))
    assert [r["sheet"] for r in result.records] == ["Maret 2024", "lembar ke-2"]

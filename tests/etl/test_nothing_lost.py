"""Every record of a fresh document is a believed fact; a later paper replaces its own subjects only."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from etl import store
from etl.context import Context
from etl.documents import open_document
from etl.mess import messy_workbook
from etl.pipeline import ImportOptions, ImportResult, import_document, import_many, undo
from etl.reading import read_document
from etl.simulate import simulate
from etl.store.engine import Engine
from etl.store.rows import TABLES
from tests.etl.sheets import workbook
from tests.etl.world import EVERYTHING

TODAY = date(2024, 12, 31)
OPTIONS = ImportOptions(region_code="35.74", today=TODAY, hash_key=b"k")
SIDAK = replace(OPTIONS, kind="sidak")
MESSY = 60  # generated workbooks
SIMULATED = 5  # papers of each kind
RECAP = """Tanggal;OPD;Jumlah diperiksa;Terjaring;Alasan
02/09/2024;Dinas Kesehatan;39;1;terlambat
02/09/2024;Dinas Kesehatan;39;2;mengikuti kampanye
03/09/2024;Dinas Perhubungan;20;0;-
"""
NAMELESS = """Tanggal;Status;OPD;Alasan
02/09/2024;PNS;Dinas Kesehatan;terlambat
02/09/2024;PNS;Dinas Kesehatan;terlambat
02/09/2024;THL;Dinas Kesehatan;belanja
"""


@pytest.fixture
def database(sqlite_loaded: Path, tmp_path: Path) -> Iterator[Engine]:
    """SQLite with the packaged tables."""
    source = store.connect(f"sqlite:///{sqlite_loaded}")
    store.backup(source, tmp_path / "netra.db")
    source.dispose()
    made = store.connect(f"sqlite:///{tmp_path / 'netra.db'}")
    yield made
    made.dispose()


def _believed(engine: Engine, result: ImportResult) -> int:
    """Facts of the document that count now."""
    with store.reading(engine) as cx:
        rows = store.read_cases(cx, EVERYTHING, table=TABLES[str(result.kind)].name, limit=None)
    return rows.filter(pl.col("document_id") == result.document_id).height


def test_every_sample_file_keeps_all_its_records(database: Engine, shared_data: Path) -> None:
    """Five messy samples: as many facts as records, Netralitas and Disiplin of a month side by side."""
    files = [p for p in sorted((shared_data / "messy").iterdir()) if p.suffix != ".md"]
    for path in files:
        result = import_document(database, path, options=OPTIONS)
        assert result.record_count == _believed(database, result) > 0, path.name
        if path.name.startswith("03_"):
            assert result.record_count == 55
            with store.reading(database) as cx:
                kept = store.read_cases(cx, EVERYTHING, table="violation", limit=None)
            assert set(kept["type_code"]) == {"netralitas", "disiplin"}
            told = [(r["opd"], r["date"], r["type_code"], r["cases"]) for r in result.records]
            rows = kept.select(
                "opd_name", pl.col("occurred_on").dt.strftime("%Y-%m"), "type_code", "cases"
            ).rows()
            assert sorted(rows) == sorted(told)
        assert undo(database, int(result.document_id or 0), by="uji") == path.name


def test_generated_mess_keeps_all_its_records(database: Engine) -> None:
    """Workbooks of every kind with repeated OPD, days and places: each record is one believed fact."""
    for seed in range(MESSY):
        messy = messy_workbook(seed)
        result = import_document(database, messy.data, name=f"{seed}.xlsx", options=OPTIONS)
        if result.document_id is None:
            assert not result.records
            continue
        assert result.record_count == _believed(database, result), (seed, result.kind)
        undo(database, result.document_id, by="uji")


def test_simulated_documents_keep_all_their_records(database: Engine, tmp_path: Path) -> None:
    """Papers of province 99, each alone in the database: nothing of a single paper is lost."""
    written = simulate(tmp_path / "documents")
    options = ImportOptions(is_simulated=True, today=date(2024, 10, 28))
    kinds = dict(pl.read_csv(written.manifest, infer_schema=False).select("file", "kind").rows())
    papers = {kind: [p for p in written.paths if kinds.get(p.name) == kind] for kind in set(kinds.values())}
    import_many(database, papers["wilayah"], options=options)
    for kind in sorted(papers.keys() & TABLES.keys()):
        found = papers[kind]
        for path in found[:: max(1, len(found) // SIMULATED)]:
            result = import_document(database, path, options=options)
            assert result.record_count == _believed(database, result) > 0, path.name
            undo(database, int(result.document_id or 0), by="uji")


OFFICES = ("Dinas Kesehatan", "Dinkes", "Diknas", "Dinas Antah Berantah", "Kec. Mayangan", "KPU", "-")
PEOPLE = ("Ani Wulandari", "Bima Sakti", "Citra Lestari", "Dodi Firmansyah", "Endah Puspita")


def _sidak(rng: random.Random) -> list[list[object]]:
    caught = [0, 2, "nihil", "x", -1]
    rows = [
        [n, f"{rng.randint(1, 31)} Februari 2024", rng.choice(OFFICES), rng.choice(caught)]
        for n in range(1, rng.randint(2, 9))
    ]
    return [["REKAP SIDAK"], ["No", "Tanggal", "OPD", "Terjaring"], *rows, [None, "JUMLAH", None, 9]]


def _month(rng: random.Random) -> list[list[object]]:
    marks = ["H", "S", "I", "DL", "TK", "?", "L", None]
    rows = [[n, who, *(rng.choice(marks) for _ in range(9))] for n, who in enumerate(PEOPLE, 1)]
    return [["DAFTAR HADIR DINAS KESEHATAN BULAN MEI 2024"], ["No", "Nama", *range(2, 11)], *rows]


def _list(rng: random.Random) -> list[list[object]]:
    said = ["Hadir", "Sakit", "TK", "entah", None]
    rows = [
        [who, rng.choice(OFFICES), rng.choice(["3 Mei 2024", "32 Mei 2024"]), rng.choice(said)]
        for who in PEOPLE
    ]
    return [["KEHADIRAN APEL"], ["Nama", "OPD", "Tanggal", "Status Kehadiran"], *rows]


def _staff(rng: random.Random) -> list[list[object]]:
    rows = [
        [rng.choice(OFFICES), rng.choice([9, "sembilan", "?"]), rng.choice([3, None]), 12] for _ in range(4)
    ]
    return [["JUMLAH PEGAWAI PER 30 JUNI 2024"], ["OPD", "PNS", "PPPK", "Jumlah"], *rows]


def _followed(rng: random.Random) -> list[list[object]]:
    rows = [[f"R-{n}/KASN", "3 Juni 2024", rng.choice(OFFICES), "Teguran lisan"] for n in range(3)]
    return [
        ["TINDAK LANJUT REKOMENDASI KASN"],
        ["Nomor Rekomendasi", "Tanggal Rekomendasi", "OPD", "Sanksi"],
        *rows,
    ]


SHAPES = (_sidak, _month, _list, _staff, _followed)


@pytest.mark.parametrize("seed", range(30))
def test_rows_of_every_shape_are_accounted_for(database: Engine, seed: int) -> None:
    """Sheets of several kinds, some below each other: each row is in one place, each record a fact."""
    rng = random.Random(seed)
    sheets: dict[str, list[list[object]]] = {}
    for number in range(rng.randint(1, 4)):
        rows = rng.choice(SHAPES)(rng)
        if rng.random() < 0.3:
            rows += [[], *rng.choice(SHAPES)(rng)]
        sheets[f"L{number}"] = rows
    result = import_document(database, workbook(sheets), name=f"{seed}.xlsx", options=OPTIONS)
    filled = {
        (name, n)
        for name, rows in sheets.items()
        for n, row in enumerate(rows, 1)
        if any(v is not None for v in row)
    }
    told = {(r["sheet"], r["row"]) for r in result.records}
    waiting = {(q["sheet"], q["row"]) for q in result.quarantined}
    rest = {(n["sheet"], n["row"]) for n in result.not_data}
    reading = read_document(open_document(workbook(sheets), name=f"{seed}.xlsx"), Context(TODAY, "35.74"))
    assert told | waiting | rest | set(reading.merged) == filled
    assert not rest & (told | waiting)
    assert not any(name.split()[0] in str(result.to_json()) for name in PEOPLE)
    kinds = {str(r.get("kind", result.kind)) for r in result.records}
    kept = 0
    with store.reading(database) as cx:
        for kind in kinds & TABLES.keys():
            rows = store.read_cases(cx, EVERYTHING, table=TABLES[kind].name, limit=None)
            kept += rows.filter(pl.col("document_id") == result.document_id).height
    assert kept == result.record_count


@pytest.mark.parametrize("text", [RECAP, NAMELESS])
def test_rows_that_differ_little_are_all_kept(loaded: Engine, text: str) -> None:
    """Rows of one OPD and day that differ only in the reason, or not at all for people without names."""
    result = import_document(loaded, text.encode(), name="a.csv", options=SIDAK)
    assert (result.record_count, result.quarantined) == (3, [])
    assert _believed(loaded, result) == 3
    assert import_document(loaded, text.encode(), name="lagi.csv", options=SIDAK).outcome == "known"
    assert _believed(loaded, result) == 3


CORRECTED = {
    "a count": (RECAP, RECAP.replace("39;2;", "39;3;"), 3),
    "a reason": (RECAP, RECAP.replace("mengikuti kampanye", "ikut deklarasi"), 3),
    "a person less": (NAMELESS, NAMELESS.replace("02/09/2024;THL;Dinas Kesehatan;belanja\n", ""), 2),
    "a person more": (NAMELESS, NAMELESS + "02/09/2024;THL;Dinas Kesehatan;ngopi\n", 4),
    "another order": (RECAP, "".join(sorted(RECAP.splitlines(keepends=True), reverse=True)), 3),
    "saved anew": (NAMELESS, NAMELESS.replace("\n", "\r\n"), 3),
}


@pytest.mark.parametrize("what", CORRECTED)
def test_corrected_file_replaces_whole_subjects(database: Engine, what: str) -> None:
    """The corrected paper of an operation counts alone, in whatever order the two are loaded."""
    first, second, count = CORRECTED[what]
    told = {"a.csv": (first, date(2024, 9, 5)), "b.csv": (second, date(2024, 9, 9))}
    states = []
    for order in itertools.permutations(told):
        numbers = []
        for name in order:
            text, known_on = told[name]
            result = import_document(
                database, text.encode(), name=name, options=replace(SIDAK, known_on=known_on)
            )
            numbers.append(int(result.document_id or 0))
        with store.reading(database) as cx:
            rows = store.read_cases(cx, EVERYTHING, table="sidak", limit=None)
            before = store.read_panel(cx, EVERYTHING, measure="sidak_terjaring", known_on=date(2024, 9, 8))
        assert set(rows["document_name"]) == {"b.csv"}
        assert rows.height == count
        shown = sorted(map(str, rows.select("row_no", "caught_total", "reason").rows()))
        states.append((shown, before["count"].sum()))
        for number in numbers:
            undo(database, number, by="uji")
    assert states[0] == states[1]


def test_two_papers_about_two_types_are_both_believed(loaded: Engine) -> None:
    """A recap of discipline cases does not push out the neutrality recap of the same OPD and month."""
    recap = "Bulan;Tahun;OPD;Jenis Pelanggaran;Jumlah Kasus\nSeptember;2024;Dinas Kesehatan;{};{}\n"
    options = replace(OPTIONS, kind="pelanggaran")
    for name, count in (("Netralitas", 2), ("Administrasi", 5)):
        import_document(loaded, recap.format(name, count).encode(), name=f"{name}.csv", options=options)
    with store.reading(loaded) as cx:
        rows = store.read_cases(cx, EVERYTHING, table="violation")
    assert sorted(rows["cases"]) == [2, 5]


def test_correction_touches_one_of_several_rows(loaded: Engine) -> None:
    """A correction of one row carries the other rows of its OPD and day over unchanged."""
    import_document(loaded, RECAP.encode(), name="a.csv", options=SIDAK)
    with store.reading(loaded) as cx:
        rows = store.read_cases(cx, EVERYTHING, table="sidak")
    wrong = rows.filter(pl.col("row_no") == 3)["id"][0]
    why = {"reason": "salah ketik", "by": "ani", "on": TODAY, "now": datetime(2024, 12, 31)}  # noqa: DTZ001
    store.correct_fact(loaded, table="sidak", row_id=wrong, changes={"caught_total": 7}, **why)
    with store.reading(loaded) as cx:
        now = store.read_cases(cx, EVERYTHING, table="sidak").sort("row_no")
    assert now.select("row_no", "caught_total").rows() == [(2, 1), (3, 7), (4, 0)]

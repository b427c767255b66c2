"""A workbook whose sheets are of several kinds gives all its records, each with its own kind."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from itertools import permutations

import polars as pl
import xlsxwriter

from etl import store
from etl.pipeline import ImportOptions, import_document, resolve_quarantine, undo
from etl.store.engine import Engine
from tests.etl.world import EVERYTHING

OPTIONS = ImportOptions(region_code="35.74", today=date(2024, 12, 31), hash_key=b"k")
SIDAK = [
    ["REKAP HASIL SIDAK KOTA PROBOLINGGO"],
    [],
    ["No", "Tanggal", "Tim", "Lokasi", "Jumlah diperiksa", "Terjaring", "ASN", "Non ASN"],
    [1, "7 Maret 2024", "Tim 1", "Plaza", 20, 0, 0, 0],
    [2, "7 Maret 2024", "Tim 2", "Pasar Baru", 31, 9, 4, 5],
    [3, "8 Maret 2024", "Tim 1", "Terminal", 12, 2, 2, 0],
    [4, "9 Maret 2024", "Tim 1", "Alun-alun", 12, 1, 0, 1],
    [5, "10 Maret 2024", "Tim 1", "Warung Jati", 9, 1, 0, 1],
]
STAFF = [
    ["JUMLAH PEGAWAI KEADAAN PER 30 JUNI 2024"],
    ["No", "OPD", "PNS", "PPPK", "Honorer", "Jumlah"],
    [1, "Dinas Kesehatan", 210, 33, 12, 255],
    [2, "Dinas Perhubungan", 61, 4, 20, 85],
]
BRIEFINGS = [
    ["DAFTAR KEGIATAN SOSIALISASI NETRALITAS ASN"],
    ["No", "Tanggal", "Jenis kegiatan", "Tempat", "Penyelenggara", "Jumlah peserta"],
    [1, "2 Februari 2024", "Sosialisasi", "Aula BKPSDM", "BKPSDM", 120],
]
FOLLOWED = [
    ["TINDAK LANJUT REKOMENDASI KASN"],
    ["No", "Nomor Rekomendasi", "Tanggal Rekomendasi", "OPD", "Sanksi direkomendasikan", "Tanggal keputusan"],
    [1, "R-101/KASN/2024", "3 Juni 2024", "Dinas Kesehatan", "Teguran tertulis", "1 Juli 2024"],
    [2, "R-102/KASN/2024", "4 Juni 2024", "Dinas Antah Berantah", "Teguran lisan", ""],
]
ATTENDANCE = [
    ["REKAP KEHADIRAN APEL 16 APRIL 2024"],
    ["No", "OPD", "Jumlah pegawai", "Hadir", "DL", "C", "S", "I", "TK"],
    [1, "Dinas Kesehatan", 30, 25, 1, 1, 1, 1, 1],
    [2, "Dinas Perhubungan", 12, 12, 0, 0, 0, 0, 0],
]
SHEETS = {
    "Sidak": SIDAK,
    "Pegawai": STAFF,
    "Pembinaan": BRIEFINGS,
    "Rekomendasi": FOLLOWED,
    "Apel": ATTENDANCE,
}
COUNTS = {"sidak": 5, "pegawai": 2, "pembinaan": 1, "tindak_lanjut": 1, "kehadiran": 2}


def _book(sheets: dict[str, list[list[object]]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    book.close()
    return target.getvalue()


def _facts(engine: Engine) -> dict[str, int]:
    tables = ("sidak", "headcount", "prevention", "recommendation", "attendance")
    with store.reading(engine) as cx:
        return {t: store.read_cases(cx, EVERYTHING, table=t, limit=None).height for t in tables}


def test_every_sheet_is_read_as_what_it_is(loaded: Engine) -> None:
    """Five sheets, five kinds: the file is a sidak recap, the others say their kind; undo takes all back."""
    before = _facts(loaded)
    result = import_document(loaded, _book(SHEETS), name="tahunan.xlsx", options=OPTIONS)
    assert result.kind == "sidak"
    assert Counter(r.get("kind", "sidak") for r in result.records) == COUNTS
    assert {r["sheet"] for r in result.records if "kind" not in r} == {"Sidak"}
    assert [(q["sheet"], q["reason"]) for q in result.quarantined] == [("Rekomendasi", "opd_unknown")]
    after = _facts(loaded)
    assert {t: after[t] - n for t, n in before.items()} == {
        "sidak": 5, "headcount": 2, "prevention": 1, "recommendation": 1, "attendance": 2,
    }  # fmt: skip
    undo(loaded, int(result.document_id or 0), by="uji")
    assert _facts(loaded) == before


def test_order_of_sheets_does_not_matter(loaded: Engine) -> None:
    """The kind of the file is that of most rows, wherever its sheet stands."""
    for names in list(permutations(SHEETS))[::29]:
        told = import_document(
            loaded,
            _book({n: SHEETS[n] for n in names}),
            name="tahunan.xlsx",
            options=ImportOptions(region_code="35.74", today=date(2024, 12, 31), dry_run=True),
        )
        assert told.kind == "sidak", names
        assert Counter(r.get("kind", "sidak") for r in told.records) == COUNTS


def test_two_tables_of_two_kinds_on_one_sheet(loaded: Engine) -> None:
    """A head-count below a sidak recap on the same sheet is a head-count."""
    told = import_document(
        loaded, _book({"Laporan": [*SIDAK, [], *STAFF]}), name="laporan.xlsx", options=OPTIONS
    )
    assert Counter(r.get("kind", "sidak") for r in told.records) == {"sidak": 5, "pegawai": 2}
    assert [r["as_of"] for r in told.records if r.get("kind") == "pegawai"] == ["2024-06-30"] * 2


def test_waiting_row_of_another_kind_is_mended(loaded: Engine) -> None:
    """Its quarantined row is read again as what its sheet is."""
    result = import_document(loaded, _book(SHEETS), name="tahunan.xlsx", options=OPTIONS)
    with store.reading(loaded) as cx:
        waiting = store.read_quarantine(cx, EVERYTHING, document_id=result.document_id)
    assert waiting["kind"].to_list() == ["tindak_lanjut"]
    assert resolve_quarantine(loaded, waiting["id"][0], value="Dinas Perhubungan", by="uji") == 1
    with store.reading(loaded) as cx:
        rows = store.read_cases(cx, EVERYTHING, table="recommendation", limit=None)
    mine = rows.filter(pl.col("document_id") == result.document_id)
    assert sorted(mine["rec_no"]) == ["R-101/KASN/2024", "R-102/KASN/2024"]


def test_a_later_file_of_one_kind_replaces_only_its_subjects(loaded: Engine) -> None:
    """The head-count of a mixed file is corrected by a file of head-counts alone; its sidak stays."""
    first = ImportOptions(region_code="35.74", today=date(2024, 12, 31), known_on=date(2024, 7, 1))
    second = ImportOptions(region_code="35.74", today=date(2024, 12, 31), known_on=date(2024, 8, 1))
    import_document(loaded, _book(SHEETS), name="tahunan.xlsx", options=first)
    changed = [[c if c != 210 else 211 for c in row] for row in STAFF]
    result = import_document(loaded, _book({"Pegawai": changed}), name="pegawai.xlsx", options=second)
    assert {f["reason"] for f in result.flags} & {"supersedes_earlier_file", "duplicate_across_files"}
    with store.reading(loaded) as cx:
        staff = store.read_cases(cx, EVERYTHING, table="headcount", limit=None)
        caught = store.read_cases(cx, EVERYTHING, table="sidak", limit=None)
    assert 211 in staff["pns"].to_list()
    assert 210 not in staff["pns"].to_list()
    assert caught.height == 5


def test_an_asked_kind_reads_only_that_kind(loaded: Engine) -> None:
    """Who says --kind pegawai gets the head-counts."""
    options = ImportOptions(region_code="35.74", kind="pegawai", today=date(2024, 12, 31), dry_run=True)
    told = import_document(
        loaded, _book({"Pegawai": STAFF, "Apel": ATTENDANCE}), name="a.xlsx", options=options
    )
    assert {r["sheet"] for r in told.records} >= {"Pegawai"}
    assert not [r for r in told.records if "kind" in r]

"""Rows that wait: settled one by one, alike, or in Excel and back; everything can be taken back."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import polars as pl
import pytest

from etl import store
from etl.annotate import annotated_workbook
from etl.pipeline import ImportOptions, import_document, undo
from etl.resolve import dismiss_quarantine, resolve_quarantine, undo_fix
from etl.store.engine import Engine
from geo import NetraError
from tests.etl.sheets import workbook
from tests.etl.world import EVERYTHING

TODAY = date(2024, 4, 30)
OPTIONS = ImportOptions(region_code="35.74", kind="sidak", today=TODAY, hash_key=b"k", imported_by="uji")
KEPT = replace(OPTIONS, data_key="kunci uji")

# The day stands in the title, the OPD of the second block in a heading: a row alone says neither.
PEOPLE = """
DAFTAR PEGAWAI TERJARING SIDAK TANGGAL 7 MARET 2024
No | Nama | NIP | Status | Unit Kerja | Lokasi | Alasan
1 | Budi Santoso | '198001012005011001 | PNS | Dinas Kesehatan | Plaza | belanja
2 | Sri Wahyuni | '198203042006042002 | PNS | Dinas Ngawur | Plaza | makan
3 | Agus Salim | '198203042006042003 | PNS | Dinas Ngawur | Pasar | makan
4 | Rina Wati | '198203042006042004 | PNS | Dinas Lain Sekali | Pasar | makan
"""
TEAMS = """
Tanggal | Tim | Lokasi | Jumlah diperiksa | Terjaring
@2024-03-07 | 1 | Plaza | 30 | 0
'31/02/2024 | 2 | Alun-alun | 25 | sembilan belas koma
@2024-03-14 | 1 | Pasar | 20 | 2
@2024-03-14 | 1 | Pasar | 20 | 2
"""


def _waiting(engine: Engine, document_id: int | None = None, status: str = "open") -> pl.DataFrame:
    with store.reading(engine) as cx:
        rows = store.read_quarantine(cx, EVERYTHING, document_id=document_id, status=status)
    return rows.filter(pl.col("kind") != "publikasi").sort("row_no", "id")


def _kept(engine: Engine, known_on: date | None = None) -> list[tuple[object, ...]]:
    with store.reading(engine) as cx:
        rows = store.read_cases(cx, EVERYTHING, table="sidak", known_on=known_on)
    return sorted(rows.select("row_no", "opd_name", "place", "occurred_on", "level").rows())


def _load(engine: Engine, text: str, options: ImportOptions = OPTIONS, name: str = "daftar.xlsx") -> int:
    result = import_document(engine, workbook({"Maret": text}), name=name, options=options)
    assert result.document_id is not None, result.message
    return result.document_id


def test_a_row_keeps_what_its_title_said(loaded: Engine) -> None:
    """A row settled alone has the day of the title, its level and its own row number."""
    _load(loaded, PEOPLE)
    number = int(_waiting(loaded)["id"][0])
    assert resolve_quarantine(loaded, number, value="Dinas Perhubungan", by="uji") == 1
    assert (4, "Dinas Perhubungan", "Plaza", date(2024, 3, 7), "person") in _kept(loaded)
    with store.reading(loaded) as cx:
        hashes = cx.exec_driver_sql("SELECT count(DISTINCT person_hash) FROM sidak").scalar()
    assert hashes == 2, "the person can still be counted as one"


def test_groups_hold_what_one_answer_settles(loaded: Engine) -> None:
    """Rows alike stand together with their number, the printed text and suggestions; largest first."""
    document = _load(loaded, PEOPLE)
    with store.reading(loaded) as cx:
        groups = store.read_quarantine_groups(cx, EVERYTHING, document_id=document)
    assert [(g["reason"], g["met"], g["count"]) for g in groups] == [
        ("opd_unknown", "Dinas Ngawur", 2),
        ("opd_unknown", "Dinas Lain Sekali", 1),
    ]
    assert groups[0]["title"] == "Unit Kerja"
    assert len(groups[0]["ids"]) == 2


def test_alike_stays_within_the_region(loaded: Engine) -> None:
    """One city's answer settles nothing in another, where the same name may mean another office."""
    here = _load(loaded, PEOPLE)
    other = PEOPLE.replace("belanja", "sarapan")
    there = _load(loaded, other, replace(OPTIONS, region_code="35.73"), "malang.xlsx")
    number = int(_waiting(loaded, here)["id"][0])
    assert resolve_quarantine(loaded, number, value="Dinas Perhubungan", alike=True, by="uji") == 2
    assert _waiting(loaded, there).height == 3


def test_an_office_that_no_list_knows(loaded: Engine) -> None:
    """A new OPD is refused as a typing error unless the person says that it exists; then it is remembered."""
    number = int(_waiting(loaded, _load(loaded, PEOPLE))["id"][0])
    with pytest.raises(NetraError, match="masih belum terbaca"):
        resolve_quarantine(loaded, number, value="Dinas Ngawur", by="uji")
    assert resolve_quarantine(loaded, number, value="Dinas Ngawur", as_new=True, alike=True, by="uji") == 2
    later = workbook({"April": PEOPLE.replace("7 MARET", "8 MARET")})
    again = import_document(loaded, later, name="april.xlsx", options=OPTIONS)
    assert [p["row"] for p in again.quarantined] == [6]


def test_undo_of_a_fix(loaded: Engine) -> None:
    """A fix taken back: its fact is gone, the row waits as it came, and what it taught is forgotten."""
    document = _load(loaded, PEOPLE)
    before, waiting = _kept(loaded), _waiting(loaded)
    first = int(waiting["id"][0])
    resolve_quarantine(loaded, first, value="Dinas Perhubungan", alike=True, by="uji")
    fixed = _waiting(loaded, document, "fixed")["id"].to_list()
    assert len(fixed) == 2
    for number in fixed:
        assert undo_fix(loaded, number, by="uji") == 1
    assert _kept(loaded) == before
    columns = ["id", "status", "message", "raw"]
    assert _waiting(loaded).select(columns).rows() == waiting.select(columns).rows()
    with store.reading(loaded) as cx:
        assert store.read_opd_aliases(cx).filter(pl.col("alias") == "Dinas Ngawur").is_empty()
        row = store.read_documents(cx, EVERYTHING).filter(pl.col("id") == document).row(0, named=True)
    assert (row["record_count"], row["quarantined_count"], row["outcome"]) == (1, 3, "partial")
    with pytest.raises(NetraError, match="belum diselesaikan"):
        undo_fix(loaded, first, by="uji")


def test_two_faults_in_one_row(loaded: Engine) -> None:
    """Correcting the first of two faults is kept; the row counts when the second is corrected too."""
    document = _load(loaded, TEAMS)
    rows = _waiting(loaded, document).filter(pl.col("row_no") == 3)
    assert rows["reason"].sort().to_list() == ["count_unreadable", "date_impossible"]
    bad_date = int(rows.filter(pl.col("reason") == "date_impossible")["id"][0])
    bad_count = int(rows.filter(pl.col("reason") == "count_unreadable")["id"][0])
    resolve_quarantine(loaded, bad_date, value="28/02/2024", by="uji")
    assert 3 not in [row[0] for row in _kept(loaded)]
    assert _waiting(loaded, document).filter(pl.col("row_no") == 3)["id"].to_list() == [bad_count]
    resolve_quarantine(loaded, bad_count, value="19", by="uji")
    assert (3, None, "Alun-alun", date(2024, 2, 28), "team") in _kept(loaded)
    assert undo_fix(loaded, bad_count, by="uji") == 1
    assert 3 not in [row[0] for row in _kept(loaded)]


def test_a_repeated_row_may_be_a_second_event(loaded: Engine) -> None:
    """Of two equal rows one waits; a person may say that both happened, or that one holds nothing."""
    document = _load(loaded, TEAMS)
    row = _waiting(loaded, document).filter(pl.col("reason") == "duplicate_row").row(0, named=True)
    resolve_quarantine(loaded, row["id"], accept=True, by="uji")
    assert [r[0] for r in _kept(loaded)].count(5) == 1
    undo_fix(loaded, row["id"], by="uji")
    assert dismiss_quarantine(loaded, row["id"], reason="ketikan ganda", by="uji") == 1
    assert [r[0] for r in _kept(loaded)].count(5) == 0
    assert undo_fix(loaded, row["id"], by="uji") == 0


def test_what_cannot_be_accepted(loaded: Engine) -> None:
    """An impossible date is not right because somebody says so."""
    rows = _waiting(loaded, _load(loaded, TEAMS)).filter(pl.col("reason") == "date_impossible")
    with pytest.raises(NetraError, match="tidak dapat diterima"):
        resolve_quarantine(loaded, int(rows["id"][0]), accept=True, by="uji")
    with pytest.raises(NetraError, match="Sebutkan nilai"):
        resolve_quarantine(loaded, int(rows["id"][0]), by="uji")


def test_answers_need_the_whole_region(loaded: Engine) -> None:
    """A clerk of another city, or of one office alone, settles nothing here."""
    number = int(_waiting(loaded, _load(loaded, PEOPLE))["id"][0])
    for scope in (store.Scope(("35.73",)), store.Scope(grants=[store.Grant("35.74", opd_id=1)])):
        with pytest.raises(store.StoreError, match="berwenang"):
            resolve_quarantine(loaded, number, value="Dinas Perhubungan", by="uji", scope=scope)
        with pytest.raises(store.StoreError, match="berwenang"):
            dismiss_quarantine(loaded, number, by="uji", scope=scope)
    own = store.Scope(grants=[store.Grant("35.74", stream="sidak")])
    assert resolve_quarantine(loaded, number, value="Dinas Perhubungan", by="uji", scope=own) == 1


def test_region_choice_is_remembered(loaded: Engine) -> None:
    """A place name that may mean two places: the answer settles all rows that say it, and later files."""
    text = """
REKAPITULASI TEMUAN BAWASLU
Kabupaten/Kota | Jumlah temuan | Jumlah laporan
Probolinggo | 3 | 2
Kabupaten Lumajang | 1 | 0
"""
    options = ImportOptions(kind="pelanggaran", today=TODAY, imported_by="uji")
    result = import_document(loaded, workbook({"A": text}), name="jatim.xlsx", options=options)
    rows = _waiting(loaded, result.document_id)
    assert rows["reason"].to_list() == ["region_ambiguous"]
    resolve_quarantine(loaded, int(rows["id"][0]), value="Kota Probolinggo", alike=True, by="uji")
    with store.reading(loaded) as cx:
        cases = store.read_cases(cx, EVERYTHING, table="violation")
    assert sorted(cases["region_code"]) == ["35.08", "35.74"]
    later = workbook({"B": text.replace("3 | 2", "4 | 2")})
    assert not import_document(loaded, later, name="lagi.xlsx", options=options).quarantined


# --- out to Excel and in again ------------------------------------------------------------------------


def _corrected(content: bytes, changes: dict[tuple[str, str], object]) -> bytes:
    """Somebody opens the workbook, changes cells and saves it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for (sheet, cell), value in changes.items():
        book[sheet][cell] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _marks(content: bytes) -> dict[str, str]:
    """Coordinates of red cells with their comments, over all sheets but the guide."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [c for s in book.worksheets if s.title != "Petunjuk Netra" for row in s.iter_rows() for c in row]
    return {c.coordinate: c.comment.text for c in cells if c.comment and c.fill.fgColor.rgb == "FFFFC7CE"}


def test_whole_workbook_out_and_in(loaded: Engine) -> None:
    """Red cells with comments; what comes back is a later version, and nothing is counted twice."""
    document = _load(loaded, PEOPLE, KEPT)
    out = annotated_workbook(loaded, document, data_key="kunci uji", by="uji")
    assert out.is_whole
    assert out.name == "daftar - perlu diperbaiki.xlsx"
    assert sorted(_marks(out.content)) == ["E4", "E5", "E6"]
    assert _marks(out.content)["E4"].startswith('OPD "Dinas Ngawur" tidak dikenal')
    book = openpyxl.load_workbook(io.BytesIO(out.content))
    assert book["Maret"]["B3"].value == "Budi Santoso", "values stay, as the kept file had them"
    fixed = {("Maret", "E4"): "Dinas Perhubungan", ("Maret", "E5"): "Dinas Sosial", ("Maret", "F3"): "Alun"}
    result = import_document(loaded, _corrected(out.content, fixed), name="daftar2.xlsx", options=KEPT)
    assert result.returns is not None
    assert "2 baris karantina selesai, 1 masih menunggu" in result.message
    assert [r[:3] for r in _kept(loaded)] == [
        (3, "Dinas Kesehatan", "Alun"),
        (4, "Dinas Perhubungan", "Plaza"),
        (5, "Dinas Sosial", "Pasar"),
    ]
    assert _waiting(loaded, document).is_empty()
    assert _waiting(loaded, document, "moved").height == 1
    assert _waiting(loaded, result.document_id)["row_no"].to_list() == [6]


def test_undo_of_a_corrected_workbook(loaded: Engine) -> None:
    """Taken back, the first version counts again and its rows wait as before."""
    document = _load(loaded, PEOPLE, KEPT)
    before, waiting = _kept(loaded), _waiting(loaded)
    out = annotated_workbook(loaded, document, data_key="kunci uji")
    back = _corrected(out.content, {("Maret", "E4"): "Dinas Sosial", ("Maret", "E3"): "Dinas Sosial"})
    result = import_document(loaded, back, name="x.xlsx", options=KEPT)
    assert _kept(loaded) != before
    undo(loaded, int(result.document_id or 0), by="uji")
    assert _kept(loaded) == before
    assert _waiting(loaded)["id"].to_list() == waiting["id"].to_list()


def test_second_round(loaded: Engine) -> None:
    """What is left goes out again without the marks of what was mended, and comes back a second time."""
    document = _load(loaded, PEOPLE, KEPT)
    out = annotated_workbook(loaded, document, data_key="kunci uji")
    back = _corrected(out.content, {("Maret", "E4"): "Dinas Sosial", ("Maret", "E5"): "Dinas Sosial"})
    first = import_document(loaded, back, name="daftar2.xlsx", options=KEPT)
    again = annotated_workbook(loaded, int(first.document_id or 0), data_key="kunci uji")
    assert sorted(_marks(again.content)) == ["E6"]
    assert openpyxl.load_workbook(io.BytesIO(again.content)).sheetnames.count("Petunjuk Netra") == 1
    done = _corrected(again.content, {("Maret", "E6"): "Dinas Perhubungan"})
    last = import_document(loaded, done, name="daftar3.xlsx", options=KEPT)
    assert last.outcome == "import"
    assert [r[1] for r in _kept(loaded)] == [
        "Dinas Kesehatan", "Dinas Sosial", "Dinas Sosial", "Dinas Perhubungan",
    ]  # fmt: skip
    with pytest.raises(NetraError, match="tidak ada baris yang menunggu"):
        annotated_workbook(loaded, int(last.document_id or 0), data_key="kunci uji")


def test_a_row_taken_out_is_no_longer_believed(loaded: Engine) -> None:
    """The office deletes a row that was right before: later it does not count, earlier it did."""
    document = _load(loaded, TEAMS, replace(KEPT, known_on=date(2024, 4, 1)))
    out = annotated_workbook(loaded, document, data_key="kunci uji")
    book = openpyxl.load_workbook(io.BytesIO(out.content))
    book["Maret"].delete_rows(2)
    target = io.BytesIO()
    book.save(target)
    import_document(loaded, target.getvalue(), name="y.xlsx", options=KEPT)
    assert [r[2] for r in _kept(loaded)] == ["Pasar"]
    assert [r[2] for r in _kept(loaded, date(2024, 4, 15))] == ["Plaza", "Pasar"]


@pytest.mark.parametrize("name", ["rekap.csv", "rekap.html"])
def test_other_containers_become_a_clean_workbook(loaded: Engine, name: str) -> None:
    """A delimited or HTML recap goes out as an XLSX of its table, at the same rows."""
    rows = [["Tanggal", "Tim", "Lokasi", "Jumlah diperiksa", "Terjaring"]]
    rows += [["07/03/2024", "1", "Plaza", "30", "2"], ["31/02/2024", "2", "Pasar", "20", "1"]]
    if name.endswith("csv"):
        data = "\n".join(";".join(r) for r in rows)
    else:
        cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows)
        data = f"<html><body><table>{cells}</table></body></html>"
    result = import_document(loaded, data.encode(), name=name, options=KEPT)
    out = annotated_workbook(loaded, int(result.document_id or 0), data_key="kunci uji")
    (place,) = _marks(out.content)
    sheet = openpyxl.load_workbook(io.BytesIO(out.content)).sheetnames[0]
    back = import_document(
        loaded, _corrected(out.content, {(sheet, place): "28/02/2024"}), name="b.xlsx", options=KEPT
    )
    assert back.outcome == "import"
    assert [r[2] for r in _kept(loaded)] == ["Plaza", "Pasar"]


def test_without_a_key_the_waiting_rows_go_out(loaded: Engine) -> None:
    """The file was not kept: its waiting rows are written without names, and come back to their document."""
    document = _load(loaded, PEOPLE)
    out = annotated_workbook(loaded, document)
    assert not out.is_whole
    text = str([c.value for s in openpyxl.load_workbook(io.BytesIO(out.content)) for r in s for c in r])
    assert "Wahyuni" not in text
    assert "1982030420" not in text
    assert len(_marks(out.content)) == 3
    place = next(iter(_marks(out.content)))
    back = _corrected(out.content, {("Baris menunggu", place): "Dinas Sosial"})
    result = import_document(loaded, back, name="kembali.xlsx", options=OPTIONS)
    assert "1 baris karantina selesai, 2 masih menunggu" in result.message
    assert (4, "Dinas Sosial", "Plaza", date(2024, 3, 7), "person") in _kept(loaded)
    assert _waiting(loaded, document).height == 2
    again = import_document(loaded, back, name="kembali.xlsx", options=OPTIONS)
    assert again.outcome == "known"
    undo(loaded, int(result.document_id or 0), by="uji")
    assert _waiting(loaded, document).height == 3
    assert len(_kept(loaded)) == 1


def test_a_wrong_key_is_one_sentence(loaded: Engine) -> None:
    """The office changed its key: the kept file stays closed, and the sentence names the setting."""
    document = _load(loaded, PEOPLE, KEPT)
    with pytest.raises(NetraError, match="NETRA_DATA_KEY"):
        annotated_workbook(loaded, document, data_key="lain")


def test_a_corrected_workbook_of_elsewhere(loaded: Engine, tmp_path: object) -> None:
    """Its document is not here: waiting rows alone are refused in words."""
    document = _load(loaded, PEOPLE)
    out = annotated_workbook(loaded, document)
    undo(loaded, document, by="uji")
    result = import_document(loaded, out.content, name="kembali.xlsx", options=OPTIONS)
    assert (result.outcome, result.code) == ("reject", "returned_unknown")


def test_nobody_replaces_what_is_not_theirs(loaded: Engine) -> None:
    """A workbook made from another region's document is refused to who may not write there."""
    document = _load(loaded, PEOPLE, KEPT)
    out = annotated_workbook(loaded, document, data_key="kunci uji")
    other = replace(KEPT, scope=store.Scope(("35.73",)))
    result = import_document(loaded, out.content, name="kembali.xlsx", options=other)
    assert (result.outcome, result.code) == ("reject", "scope")
    assert len(_kept(loaded)) == 1
    foreign = import_document(loaded, workbook({"A": TEAMS}), name="a.xlsx", options=other)
    assert (foreign.outcome, foreign.code) == ("reject", "scope")


def test_the_copy_may_come_before_its_original(loaded: Engine) -> None:
    """In whichever order the two are loaded, the corrected one counts."""
    first = workbook({"Maret": PEOPLE})
    document = int(import_document(loaded, first, name="a.xlsx", options=KEPT).document_id or 0)
    out = annotated_workbook(loaded, document, data_key="kunci uji")
    changes = {("Maret", f"E{n}"): "Dinas Sosial" for n in (3, 4, 5, 6)}
    back = _corrected(out.content, changes)
    import_document(loaded, back, name="b.xlsx", options=KEPT)
    expected = _kept(loaded)
    assert len(expected) == 4
    with store.reading(loaded) as cx:
        numbers = store.read_documents(cx, EVERYTHING).filter(pl.col("kind") == "sidak")["id"].to_list()
    for number in numbers:
        undo(loaded, number, by="uji")
    import_document(loaded, back, name="b.xlsx", options=KEPT)
    import_document(loaded, first, name="a.xlsx", options=KEPT)
    assert _kept(loaded) == expected


WIDE = """
REKAP PELANGGARAN DISIPLIN TAHUN 2023
No | OPD | Januari | Februari | Maret
1 | Dinas Kesehatan | 1 | 2 | 0
2 | Dinas Ngawur | 3 | 1 | 2
3 | Dinas Sosial | 1 | x2y | 4
"""


def test_months_side_by_side(loaded: Engine) -> None:
    """An unknown OPD settles all months of its row, a bad count its month alone, each at its own cell."""
    options = ImportOptions(region_code="35.74", today=TODAY, imported_by="uji")
    result = import_document(loaded, workbook({"A": WIDE}), name="tahun.xlsx", options=options)
    rows = _waiting(loaded, result.document_id)
    assert rows["reason"].to_list() == ["opd_unknown", "count_unreadable"]
    assert resolve_quarantine(loaded, int(rows["id"][0]), value="Dinas Perhubungan", by="uji") == 1
    assert resolve_quarantine(loaded, int(rows["id"][1]), value="7", by="uji") == 1
    with store.reading(loaded) as cx:
        kept = store.read_cases(cx, EVERYTHING, table="violation").filter(pl.col("row_no") > 3)
    assert sorted(kept.select("row_no", "col_no", "opd_name", "occurred_on", "cases").rows()) == [
        (4, 3, "Dinas Perhubungan", date(2023, 1, 1), 3),
        (4, 4, "Dinas Perhubungan", date(2023, 2, 1), 1),
        (4, 5, "Dinas Perhubungan", date(2023, 3, 1), 2),
        (5, 3, "Dinas Sosial", date(2023, 1, 1), 1),
        (5, 4, "Dinas Sosial", date(2023, 2, 1), 7),
        (5, 5, "Dinas Sosial", date(2023, 3, 1), 4),
    ]


def test_a_deleted_guide_does_not_matter(loaded: Engine) -> None:
    """The marker stands in the file's properties too, which Excel keeps."""
    document = _load(loaded, PEOPLE, KEPT)
    out = annotated_workbook(loaded, document, data_key="kunci uji")
    book = openpyxl.load_workbook(io.BytesIO(out.content))
    del book["Petunjuk Netra"]
    for row in (4, 5, 6):
        book["Maret"][f"E{row}"] = "Dinas Sosial"
    target = io.BytesIO()
    book.save(target)
    result = import_document(loaded, target.getvalue(), name="x.xlsx", options=KEPT)
    assert "3 baris karantina selesai, 0 masih menunggu" in result.message
    assert _waiting(loaded, document).is_empty()


def test_a_returned_list_is_foreseen(loaded: Engine) -> None:
    """A dry run of a returned list of rows says what would be settled, and writes nothing."""
    document = _load(loaded, PEOPLE)
    out = annotated_workbook(loaded, document)
    first, second, *_ = _marks(out.content)
    changes = {("Baris menunggu", first): "Dinas Sosial", ("Baris menunggu", second): "Dinas Abrakadabra"}
    back = _corrected(out.content, changes)
    seen = import_document(loaded, back, name="b.xlsx", options=replace(OPTIONS, dry_run=True))
    assert "1 baris karantina selesai, 2 masih menunggu" in seen.message
    assert _waiting(loaded, document).height == 3
    real = import_document(loaded, back, name="b.xlsx", options=OPTIONS)
    assert real.message == seen.message


def test_look_and_results_stay(loaded: Engine) -> None:
    """Merged cells, hidden sheets, widths and numbers stay; formulas become the results they had."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet, other = book.add_worksheet("Maret"), book.add_worksheet("lama")
    other.write(0, 0, "arsip")
    other.hide()
    sheet.merge_range(
        "A1:E1", "REKAP SIDAK MARET 2024", book.add_format({"bold": True, "bg_color": "#DDEEFF"})
    )
    sheet.set_column(3, 3, 33)
    sheet.write_row(2, 0, ["Tanggal", "Tim", "Lokasi", "Jumlah diperiksa", "Terjaring"])
    sheet.write_row(3, 0, ["07/03/2024", "1", "Plaza", 30])
    sheet.write_formula("E4", "=1+2", None, 3)
    sheet.write_row(4, 0, ["31/02/2024", "2", "Pasar", 20, 1])
    book.close()
    result = import_document(loaded, target.getvalue(), name="m.xlsx", options=KEPT)
    out = annotated_workbook(loaded, int(result.document_id or 0), data_key="kunci uji")
    made = openpyxl.load_workbook(io.BytesIO(out.content))
    assert [str(r) for r in made["Maret"].merged_cells.ranges] == ["A1:E1"]
    assert made["lama"].sheet_state == "hidden"
    assert made["Maret"].column_dimensions["D"].width > 30
    assert made["Maret"]["A1"].fill.fgColor.rgb == "FFDDEEFF"
    assert made["Maret"]["E4"].value == 3
    back = import_document(
        loaded, _corrected(out.content, {("Maret", "A5"): date(2024, 2, 28)}), name="m2.xlsx", options=KEPT
    )
    assert back.outcome == "import"
    with store.reading(loaded) as cx:
        assert sorted(store.read_cases(cx, EVERYTHING, table="sidak")["caught_total"]) == [1, 3]


CASES = {
    "kehadiran": (
        """
REKAPITULASI KEHADIRAN APEL PAGI TANGGAL 8 APRIL 2024
No | OPD | Jumlah pegawai | Hadir | Dinas luar | Cuti | Sakit | Tanpa keterangan
1 | Dinas Ngawur | 50 | 45 | 1 | 1 | 1 | 2
""",
        ("attendance", {"occurred_on": date(2024, 4, 8), "total": 50, "unexcused": 2}),
    ),
    "tindak_lanjut": (
        """
REKAP TINDAK LANJUT REKOMENDASI KASN TAHUN 2023
No | Nomor rekomendasi | Tanggal rekomendasi | OPD | Jumlah orang | Sanksi direkomendasikan | Status
1 | R-1/KASN/2023 | @2023-05-03 | Dinas Ngawur | 1 | Hukuman disiplin sedang | Proses
""",
        ("recommendation", {"rec_no": "R-1/KASN/2023", "sanction_recommended": "hd_sedang"}),
    ),
    "pegawai": (
        "JUMLAH PEGAWAI PER 31 JANUARI 2024\nNo | OPD | PNS | PPPK\n1 | Dinkesss XX | 30 | 5",
        ("headcount", {"occurred_on": date(2024, 1, 31), "pns": 30, "pppk": 5}),
    ),
    "sidak": (
        """
DAFTAR ASN TERJARING SIDAK
Hari/Tanggal : Kamis, 7 Maret 2024
No | Nama | Status | Unit Kerja | Alasan
Lokasi: Plaza
1 | Budi | PNS | Dinas Sosial | belanja
Lokasi: Pasar
1 | Citra | PNS | Dinas Ngawur | belanja
""",
        ("sidak", {"occurred_on": date(2024, 3, 7), "place": "Pasar", "level": "person"}),
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_every_kind_is_settled_with_its_surroundings(loaded: Engine, kind: str) -> None:
    """Day of the title, place of the section, as-of day: a settled row has what stood around it."""
    text, (table, expected) = CASES[kind]
    result = import_document(
        loaded, workbook({"A": text}), name=f"{kind}.xlsx", options=replace(OPTIONS, kind=None)
    )
    assert result.kind == kind
    (number,) = _waiting(loaded, result.document_id)["id"].to_list()
    resolve_quarantine(loaded, number, value="Dinas Perhubungan", by="uji")
    with store.reading(loaded) as cx:
        rows = store.read_cases(cx, EVERYTHING, table=table).filter(pl.col("opd_name") == "Dinas Perhubungan")
    (row,) = rows.rows(named=True)
    assert {name: row[name] for name in expected} == expected

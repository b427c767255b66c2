"""What Netra hands out, Netra reads back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from etl.kinds import KINDS
from etl.templates import template_columns, write_template
from geo.errors import NetraError

from .sheets import read

SAMPLES: dict[str, object] = {
    "date": date(2024, 6, 3), "count": 3, "percent": 75.0, "opd": "Dinas Kesehatan", "time": "08:30",
    "text": "keterangan singkat", "place": "Plaza", "opds": "Dinas Kesehatan, Dinas Sosial", "number": 1.5,
    "region": "Kota Probolinggo", "letter": 1, "yesno": "Ya",
}  # fmt: skip
WORDS = {
    "kode": "35.74", "nama": "Kota Probolinggo", "induk": "35", "election_code": "PILKADA_2024", "level": "kabkota",  # noqa: E501
    "end_on": date(2024, 6, 9), "employment": "PNS", "source": "Temuan", "type_code": "Netralitas ASN",
    "event_type": "Webinar", "office": "Bupati", "sanction_recommended": "Teguran lisan", "zona": "WIB",
    "sanction_given": "Teguran lisan", "decision_date": date(2024, 6, 9), "idis_date": date(2024, 6, 10),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(KINDS))
def test_an_empty_template_is_recognised_and_empty(kind: str, tmp_path: Path) -> None:
    """No row, no record, and the sentence says that only titles are there."""
    reading = read(write_template(kind, tmp_path / "t.xlsx").read_bytes(), name="t.xlsx")
    assert (reading.kind, reading.reason, reading.records) == (kind, "table_empty", [])


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_column_of_a_filled_template_is_read(kind: str, tmp_path: Path) -> None:
    """Each title leads to its own field with full confidence."""
    path = write_template(kind, tmp_path / "t.xlsx")
    columns = template_columns(kind)
    book = openpyxl.load_workbook(path)
    sheet = book["Isian"]
    sheet.cell(4, 1, 1)
    for number, column in enumerate(columns, 2):
        choice = "Selesai" if kind == "tindak_lanjut" else "Diteruskan"
        value = WORDS.get(column.field, choice if column.field == "status_code" else SAMPLES.get(column.form))
        sheet.cell(4, number, value)
    book.save(path)
    reading = read(path.read_bytes(), name="t.xlsx")
    named = {c["title"]: (c["field"], c["confidence"]) for c in reading.layouts[0].columns}
    for column in columns:
        assert named[column.title] == (column.field, 1.0)
    assert reading.quarantined == []
    assert len(reading.records) == 1


def test_an_unknown_kind_is_a_sentence(tmp_path: Path) -> None:
    """The error names the kinds there are."""
    with pytest.raises(NetraError, match="sidak"):
        write_template("ramalan", tmp_path / "t.xlsx")


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_choice_of_a_template_is_understood(kind: str, tmp_path: Path) -> None:
    """One row for each entry of the longest drop-down: nothing waits, every choice is known."""
    path = write_template(kind, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    sheet, lists = book["Isian"], book["Pilihan"]
    assert (book.sheetnames, lists.sheet_state) == (["Isian", "Petunjuk", "Pilihan"], "hidden")
    choices = {
        n: [c.value for c in lists[get_column_letter(n)] if c.value] for n in range(2, lists.max_column + 1)
    }
    if KINDS[kind].has_region:
        assert sheet["A2"].value == "Wilayah:"
        sheet["B2"] = "Kota Probolinggo"
    for row in range(max((len(c) for c in choices.values()), default=1)):
        sheet.cell(4 + row, 1, row + 1)
        for number, column in enumerate(template_columns(kind), 2):
            words = choices.get(number)
            value = words[row % len(words)] if words else WORDS.get(column.field, SAMPLES.get(column.form))
            sheet.cell(4 + row, number, f"{column.field} {row}" if value == SAMPLES["text"] else value)
    book.save(path)
    reading = read(path.read_bytes(), name="t.xlsx", region_code=None)
    assert reading.quarantined == []
    assert "value_ignored" not in {f.reason for f in reading.flags}
    assert len(reading.records) == max((len(c) for c in choices.values()), default=1)
    if kind in ("sidak", "kehadiran", "pegawai", "tindak_lanjut"):
        assert {r["region_code"] for r in reading.records} == {"35.74"}

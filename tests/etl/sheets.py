"""Small workbooks as text: one line a row, cells parted by |, empty cells blank."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date

import openpyxl

from etl.documents import Document, open_document
from etl.reading import Context, Reading, read_document

TODAY = date(2025, 3, 1)


def cells(text: str) -> list[list[object]]:
    """Rows of a text table; whole numbers become numbers, 'quoted ones stay text, lines of - stay empty."""
    return [[_value(cell.strip()) for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def _value(cell: str) -> object:
    if cell.startswith("'"):
        return cell[1:]
    if cell.lstrip("-").isdigit() and len(cell) < 12 and not (len(cell) > 1 and cell.startswith("0")):
        return int(cell)
    if cell.startswith("@"):
        return date.fromisoformat(cell[1:])
    return cell or None


def workbook(
    sheets: Mapping[str, str | list[list[object]]],
    *,
    merges: Iterable[str] = (),
    hidden_rows: Iterable[int] = (),
    hidden_sheets: Iterable[str] = (),
) -> bytes:
    """An XLSX of these sheets; merges and hidden rows are of the first one."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in cells(content) if isinstance(content, str) else content:
            sheet.append(row if any(v is not None for v in row) else [])
        if name in set(hidden_sheets):
            sheet.sheet_state = "hidden"
    first = book.worksheets[0]
    for box in merges:
        first.merge_cells(box)
    for row in hidden_rows:
        first.row_dimensions[row].hidden = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(data: bytes | str, *, name: str = "berkas.xlsx", **context: object) -> Reading:
    """Read bytes (or the text of one sheet) for Kota Probolinggo unless told otherwise."""
    if isinstance(data, str):
        data = workbook({"Sheet1": data})
    given = {"uploaded_on": TODAY, "region_code": "35.74", "hash_key": b"kunci"} | context
    return read_document(opened(data, name), Context(**given))  # type: ignore[arg-type]


def opened(data: bytes, name: str) -> Document:
    """The document of these bytes."""
    return open_document(data, name=name)


def table(reading: Reading, *names: str) -> list[tuple]:
    """Records as tuples of these fields, None where absent."""
    return [tuple(r.get(n) for n in names) for r in reading.records]


def reasons(reading: Reading) -> list[tuple[int, str]]:
    """(row, reason) of what waits."""
    return [(p.row, p.reason) for p in reading.quarantined]


def flags(reading: Reading) -> set[str]:
    """Codes of all flags."""
    return {f.reason for f in reading.flags}

"""Paper as offices make it: letterhead, header, rows, a Jumlah row, a place, a date and no name below.

Every paper says SIMULASI. The same paper always gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

MARK = "DOKUMEN SIMULASI – SELURUH ISI REKAAN, BUKAN DATA NYATA"
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
Cell = str | int | float | date | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``columns`` may hold "Upper\\nLower" for a header of two rows."""

    name: str
    heads: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    summed: Sequence[int] = ()  # columns that the Jumlah row adds up
    foot: Sequence[str] = ()


@dataclass(frozen=True)
class Paper:
    """One document: a workbook (``sheets``), a delimited file (one sheet) or a text."""

    name: str
    kind: str
    region_code: str | None
    known_on: date
    sheets: Sequence[Sheet] = ()
    text: str = ""
    delimiter: str = field(default=";")

    def write(self, folder: Path) -> Path:
        """Write it into the folder under its name; the suffix says how."""
        path = folder / self.name
        if path.suffix == ".xlsx":
            _write_workbook(self, path)
        elif path.suffix == ".csv":
            path.write_text(_delimited(self), encoding="utf-8-sig", newline="")
        else:
            path.write_text(self.text, encoding="utf-8")
        return path


def long_date(day: date) -> str:
    """31 Maret 2020."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def written(day: date | None, style: int) -> Cell:
    """A date as this office writes it: a date cell, 31/03/2020, Selasa, 31 Maret 2020, 31-03-2020 …"""
    if day is None:
        return None
    return (
        day,
        f"{day:%d/%m/%Y}",
        f"{DAYS[day.weekday()]}, {long_date(day)}",
        f"{day:%d-%m-%Y}",
        f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
    )[style % 5]


def signature(place: str, day: date, office: str) -> list[str]:
    """Place, date and office; nobody's name."""
    return [f"{place}, {long_date(day)}", office, "(tanda tangan dan cap)"]


def _write_workbook(paper: Paper, path: Path) -> None:
    options = {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False, "in_memory": True}
    book = xlsxwriter.Workbook(path, options)
    book.set_properties({"created": datetime(2024, 1, 1), "title": "SIMULASI", "comments": MARK})  # noqa: DTZ001
    forms = {
        "head": book.add_format({"bold": True}),
        "mark": book.add_format({"italic": True, "font_color": "#9C5700"}),
        "column": book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"}),
        "cell": book.add_format({"border": 1}),
        "date": book.add_format({"border": 1, "num_format": "dd/mm/yyyy"}),
    }
    for sheet in paper.sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, forms)
    book.close()


def _write_sheet(target: Any, sheet: Sheet, forms: dict[str, Any]) -> None:
    target.write_string(0, 0, MARK, forms["mark"])
    for row, line in enumerate(sheet.heads, start=1):
        target.write_string(row, 0, line, forms["head"])
    top = _write_columns(target, sheet, len(sheet.heads) + 2, forms)
    for row, cells in enumerate(sheet.rows, start=top):
        _write_row(target, row, cells, forms)
    below = top + len(sheet.rows)
    if sheet.summed:
        _write_row(target, below, total_row(sheet), forms)
        below += 1
    for row, line in enumerate(sheet.foot, start=below + 1):
        target.write_string(row, max(len(sheet.columns) - 3, 0), line)
    target.set_column(1, len(sheet.columns), 18)


def _write_columns(target: Any, sheet: Sheet, top: int, forms: dict[str, Any]) -> int:
    """Header of one row, or of two where a title has a part below it; returns the first free row."""
    if not any("\n" in title for title in sheet.columns):
        for col, title in enumerate(sheet.columns):
            target.write_string(top, col, title, forms["column"])
        return top + 1
    uppers = [title.split("\n")[0] for title in sheet.columns]
    for col, title in enumerate(sheet.columns):
        upper, _, lower = title.partition("\n")
        if not lower:
            target.merge_range(top, col, top + 1, col, upper, forms["column"])
            continue
        target.write_string(top + 1, col, lower, forms["column"])
        width = uppers.count(upper)
        if uppers.index(upper) == col:
            target.merge_range(top, col, top, col + width - 1, upper, forms["column"])
    return top + 2


def _write_row(target: Any, row: int, cells: Sequence[Cell], forms: dict[str, Any]) -> None:
    for col, value in enumerate(cells):
        if value is None:
            target.write_blank(row, col, None, forms["cell"])
        elif isinstance(value, date):
            target.write_datetime(row, col, value, forms["date"])
        elif isinstance(value, str):
            target.write_string(row, col, value, forms["cell"])
        else:
            target.write_number(row, col, value, forms["cell"])


def total_row(sheet: Sheet) -> list[Cell]:
    """The Jumlah row: sums of the numbers of the summed columns."""
    cells: list[Cell] = [None] * len(sheet.columns)
    cells[min(1, len(cells) - 1)] = "JUMLAH"
    for col in sheet.summed:
        cells[col] = sum(v for v in (row[col] for row in sheet.rows) if isinstance(v, int | float))
    return cells


def _delimited(paper: Paper) -> str:
    """Title lines, header, rows; no total."""
    sheet, out = paper.sheets[0], io.StringIO()
    writer = csv.writer(out, delimiter=paper.delimiter, lineterminator="\r\n")
    for line in (MARK, *sheet.heads):
        writer.writerow([line])
    writer.writerow(sheet.columns)
    for row in sheet.rows:
        writer.writerow([v.strftime("%d/%m/%Y") if isinstance(v, date) else v for v in row])
    return out.getvalue()

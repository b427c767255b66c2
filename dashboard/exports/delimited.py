"""CSV for programs: UTF-8, commas, decimal points, ISO days; the age and source of the data in every row."""

from __future__ import annotations

import csv
import io

from dashboard.exports.sheet import Sheet, plain

MARK = "\ufeff"  # Excel reads UTF-8 only with it
STAMP = ("data_per", "sumber")


def to_csv(sheet: Sheet, *, link: str) -> bytes:
    """The rows with two columns more: the day of the data, and the source with the address of the view."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*(c.key for c in sheet.columns), *STAMP])
    stamp = (plain(sheet.data_on), plain(f"{sheet.source} {link}".strip()))
    for row in sheet.rows:
        writer.writerow([*(plain(row.get(c.key)) for c in sheet.columns), *stamp])
    return (MARK + text.getvalue()).encode()

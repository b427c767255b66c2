"""XLSX that looks like the screen: heading, sentence, quiet table, source; numbers stay numbers."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import xlsxwriter

from dashboard.exports.sheet import RIGHT, Sheet, safe_text
from dashboard.figures.theme import LIGHT

FORMATS = {"count": "#,##0", "rate": "#,##0.00", "percent": "0%", "day": "d mmm yyyy"}
FIRST_ROW = 4  # title, sentence, a blank row, then the heads
WIDEST, NARROWEST = 48, 9  # characters
FONT = {"font_name": "Calibri", "font_size": 11, "font_color": LIGHT.ink, "valign": "top"}


def to_xlsx(sheet: Sheet, *, link: str) -> bytes:
    """One sheet; nothing in it is ever a formula, and the address of the view stands below the table."""
    body = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(body, options)
    book.set_properties({"title": sheet.title, "company": "Netra", "comments": sheet.source})
    page = book.add_worksheet(_tab(sheet.name))
    _head(book, page, sheet)
    _rows(book, page, sheet)
    _foot(book, page, sheet, link)
    _paper(page, sheet)
    book.close()
    return body.getvalue()


def _tab(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\'")[:31] or "Netra"


def _head(book: Any, page: Any, sheet: Sheet) -> None:
    page.write_string(0, 0, safe_text(sheet.title), book.add_format(FONT | {"bold": True, "font_size": 15}))
    soft = book.add_format(FONT | {"font_color": LIGHT.ink_2})
    if sheet.note:
        page.write_string(1, 0, safe_text(sheet.note), soft)
    page.write_string(2, 0, safe_text(sheet.source), soft)
    for index, column in enumerate(sheet.columns):
        line = {"bold": True, "font_color": LIGHT.ink_3, "bottom": 1, "bottom_color": LIGHT.line_strong}
        side = {"align": "right"} if column.kind in RIGHT else {}
        look = book.add_format(FONT | line | {"text_wrap": True} | side)
        page.write_string(FIRST_ROW, index, safe_text(column.title), look)
        page.set_column(index, index, _width(sheet, index))
    page.freeze_panes(FIRST_ROW + 1, 1)


def _width(sheet: Sheet, index: int) -> int:
    column = sheet.columns[index]
    longest = max((len(str(row.get(column.key) or "")) for row in sheet.rows), default=0)
    wanted = longest if column.kind in {"text", "link"} else 12
    return max(NARROWEST, min(WIDEST, max(wanted, max(map(len, column.title.split()), default=0)) + 2))


def _rows(book: Any, page: Any, sheet: Sheet) -> None:
    hairline = {"bottom": 1, "bottom_color": LIGHT.line}
    looks = [
        book.add_format(
            FONT | hairline | ({"num_format": FORMATS[c.kind]} if c.kind in FORMATS else {"text_wrap": True})
        )
        for c in sheet.columns
    ]
    for number, row in enumerate(sheet.rows, FIRST_ROW + 1):
        for index, column in enumerate(sheet.columns):
            _cell(page, (number, index), row.get(column.key), looks[index])
    if sheet.rows:
        page.autofilter(FIRST_ROW, 0, FIRST_ROW + len(sheet.rows), len(sheet.columns) - 1)


def _cell(page: Any, at: tuple[int, int], value: Any, look: Any) -> None:
    """Blank stays blank: a missing number is no zero, and a dash would turn its column into text."""
    if value is None or value != value:
        page.write_blank(*at, None, look)
    elif isinstance(value, bool | int | float):
        page.write_number(*at, value, look)
    elif isinstance(value, date):
        page.write_datetime(*at, value, look)
    else:
        page.write_string(*at, safe_text(str(value)), look)


def _foot(book: Any, page: Any, sheet: Sheet, link: str) -> None:
    soft = book.add_format(FONT | {"font_color": LIGHT.ink_3, "font_size": 9})
    last = FIRST_ROW + len(sheet.rows) + 2
    page.write_string(last, 0, safe_text(sheet.source), soft)
    page.write_string(last + 1, 0, link, soft)


def _paper(page: Any, sheet: Sheet) -> None:
    page.hide_gridlines(2)
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(FIRST_ROW)
    page.set_footer("&L&8Netra&R&8&P/&N")
    if len(sheet.columns) > 5:
        page.set_landscape()

"""Old XLS (BIFF) by xlrd, with merges, hidden parts and the cell's number format."""

from __future__ import annotations

import io

import xlrd
from xlrd.formatting import Format

from etl.documents.grid import (
    COLUMN_LIMIT,
    SHEET_LIMIT,
    Grid,
    Refused,
    apart,
    clean,
    from_serial,
    is_date_format,
    percent,
)


def read_xls(data: bytes) -> list[Grid]:
    """All sheets; raises Refused."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise Refused("file_protected") from error
        raise Refused("file_unreadable", part="XLS") from error
    except MemoryError:
        raise
    except Exception as error:  # xlrd meets broken records with whatever error comes first
        raise Refused("file_unreadable", part="XLS") from error
    if book.nsheets > SHEET_LIMIT:
        raise Refused("too_many_sheets", count=book.nsheets)
    return [_grid(book, sheet) for sheet in book.sheets()]


def _grid(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Grid:
    grid = Grid(sheet.name, is_hidden=sheet.visibility != 0)
    grid.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    grid.merged = apart([(r1 + 1, c1 + 1, r2, c2) for r1, r2, c1, c2 in sheet.merged_cells])
    styles = _styles(book)
    for row in range(sheet.nrows):
        cells = sheet.row(row)
        grid.far_cell_count += sum(1 for c in cells[COLUMN_LIMIT:] if c.ctype not in (0, 6))
        grid.put(row + 1, [_value(cell, styles, book.datemode == 1) for cell in cells[:COLUMN_LIMIT]])
    return grid


def _styles(book: xlrd.Book) -> list[str]:
    styles = []
    for xf in book.xf_list:
        form: Format | None = book.format_map.get(xf.format_key)
        text = form.format_str if form else ""
        styles.append("%" if "%" in text.split(";")[0] else "d" if is_date_format(text) else "")
    return styles


def _value(cell: xlrd.sheet.Cell, styles: list[str], is_1904: bool) -> object:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return clean(cell.value)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        if cell.xf_index is not None and cell.xf_index < len(styles) and styles[cell.xf_index] == "%":
            return percent(cell.value)
        return int(cell.value) if cell.value.is_integer() and abs(cell.value) < 1e15 else cell.value
    if cell.ctype == xlrd.XL_CELL_DATE:
        return from_serial(cell.value, is_1904=is_1904)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    return None

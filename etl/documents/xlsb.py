"""XLSB: the workbook as binary records in a zip ([MS-XLSB] 2.1.4), read one after the other."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator

from etl.documents.archive import open_zip
from etl.documents.grid import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    SHEET_LIMIT,
    Grid,
    Refused,
    apart,
    clean,
    from_serial,
    percent,
)
from etl.documents.xlsx import cell_format, sheet_targets

ROW, MERGE, SHEET, BOOK, STRING, FORMAT, STYLE, STYLES_BEGIN, STYLES_END = (
    0, 176, 156, 153, 19, 44, 47, 617, 618,
)  # fmt: skip
CELLS = range(1, 12)
RICH_TEXT = 62
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
IS_HIDDEN = 0x10  # fDyZero of a row header
Record = tuple[int, bytes]


def read_xlsb(data: bytes) -> list[Grid]:
    """All sheets in the workbook's order; raises Refused."""
    archive = open_zip(data)
    try:
        return _read(archive)
    except (struct.error, IndexError, KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Refused("file_unreadable", part="XLSB") from error


def _read(archive: zipfile.ZipFile) -> list[Grid]:
    book = next((n for n in archive.namelist() if n.lower().endswith("workbook.bin")), None)
    if book is None:
        raise Refused("file_not_supported", what="zip")
    targets, sheets, is_1904 = sheet_targets(archive, book), [], False
    for kind, body in _records(archive.read(book)):
        if kind == BOOK:
            is_1904 = bool(body[0] & 1)
        elif kind == SHEET:
            relation, at = _wide(body, 8)
            sheets.append((_wide(body, at)[0], targets.get(relation, ""), body[0] != 0))
    if len(sheets) > SHEET_LIMIT:
        raise Refused("too_many_sheets", count=len(sheets))
    strings, formats = _strings(archive), _formats(archive)
    names = set(archive.namelist())
    return [
        _Sheet(Grid(name, is_hidden=hidden), strings, formats, is_1904).read(archive.read(path))
        for name, path, hidden in sheets
        if path in names
    ]


def _records(data: bytes) -> Iterator[Record]:
    """(number, body) of every record; numbers and lengths are written seven bits a byte."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        for _ in range(4):
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[at : at + length]
        at += length


def _wide(body: bytes, at: int) -> tuple[str, int]:
    """(text, position behind it) of a counted UTF-16 string; a null string is empty."""
    length = struct.unpack_from("<I", body, at)[0]
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _strings(archive: zipfile.ZipFile) -> list[str | None]:
    path = next((n for n in archive.namelist() if n.lower().endswith("sharedstrings.bin")), None)
    records = _records(archive.read(path)) if path else ()
    return [clean(_wide(body, 1)[0]) for kind, body in records if kind == STRING]


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """For each cell style "" (plain), "d" (date or time) or "%" (percentage)."""
    path = next((n for n in archive.namelist() if n.lower().endswith("styles.bin")), None)
    custom: dict[int, str] = {}
    formats: list[str] = []
    is_cell = False
    for kind, body in _records(archive.read(path)) if path else ():
        if kind == FORMAT:
            custom[struct.unpack_from("<H", body)[0]] = _wide(body, 2)[0]
        elif kind in (STYLES_BEGIN, STYLES_END):
            is_cell = kind == STYLES_BEGIN
        elif kind == STYLE and is_cell:
            formats.append(cell_format(struct.unpack_from("<H", body, 2)[0], custom))
    return formats


class _Sheet:
    def __init__(self, grid: Grid, strings: list[str | None], formats: list[str], is_1904: bool) -> None:
        self.grid, self.strings, self.formats, self.is_1904 = grid, strings, formats, is_1904
        self.row = self.cell_count = 0
        self.values: list[object] = []

    def read(self, data: bytes) -> Grid:
        for kind, body in _records(data):
            if kind == ROW and len(body) >= 12:
                self._open_row(body)
            elif (kind in CELLS or kind == RICH_TEXT) and len(body) > 8:
                self._cell(kind, body)
            elif kind == MERGE:
                r1, r2, c1, c2 = struct.unpack_from("<4I", body)
                self.grid.merged.append((r1 + 1, c1 + 1, r2 + 1, c2 + 1))
        self.grid.put(self.row, self.values)
        self.grid.merged = apart(self.grid.merged)
        return self.grid

    def _open_row(self, body: bytes) -> None:
        self.grid.put(self.row, self.values)
        self.row, self.values = struct.unpack_from("<I", body)[0] + 1, []
        if body[11] & IS_HIDDEN:
            self.grid.hidden_rows.add(self.row)

    def _cell(self, kind: int, body: bytes) -> None:
        column, style = struct.unpack_from("<II", body)
        style &= 0xFFFFFF
        if column >= COLUMN_LIMIT:
            self.grid.far_cell_count += 1
            return
        self.cell_count += 1
        if self.cell_count > CELL_LIMIT:
            raise Refused("too_large", count=CELL_LIMIT)
        self.values.extend([None] * (column + 1 - len(self.values)))
        self.values[column] = self._value(
            kind, body, self.formats[style] if style < len(self.formats) else ""
        )

    def _value(self, kind: int, body: bytes, form: str) -> object:
        if kind == 7:
            number = struct.unpack_from("<I", body, 8)[0]
            return self.strings[number] if number < len(self.strings) else None
        if kind in (6, 8):
            return clean(_wide(body, 8)[0])
        if kind == RICH_TEXT:
            return clean(_wide(body, 9)[0])
        if kind in (3, 11):
            return ERRORS.get(body[8], "#N/A")
        if kind in (4, 10):
            return bool(body[8])
        number = (
            _packed(struct.unpack_from("<I", body, 8)[0])
            if kind == 2
            else struct.unpack_from("<d", body, 8)[0]
        )
        return self._number(number, form)

    def _number(self, number: float, form: str) -> object:
        if form == "d":
            return from_serial(number, is_1904=self.is_1904)
        if form == "%":
            return percent(number)
        return int(number) if number == int(number) and abs(number) < 1e15 else number


def _packed(value: int) -> float:
    """An RK number: 30 bits of an integer or of a double, perhaps in hundredths ([MS-XLSB] 2.5.122)."""
    if value & 2:
        number = float((value >> 2) - (1 << 30) if value & 0x80000000 else value >> 2)
    else:
        number = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))[0]
    return number / 100 if value & 1 else number

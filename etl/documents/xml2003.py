"""SpreadsheetML 2003: what many web applications send under the name .xls."""

from __future__ import annotations

from xml.parsers import expat

from etl.documents.archive import xml_parser
from etl.documents.grid import CELL_LIMIT, COLUMN_LIMIT, SHEET_LIMIT, Grid, Refused, clean
from etl.documents.xlsx_sheet import _iso


def read_xml2003(data: bytes) -> list[Grid]:
    """All sheets; raises Refused."""
    scan = _Scan()
    parser = xml_parser(scan.start, scan.end, scan.text)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused("file_unreadable", part="XML") from error
    return scan.grids


class _Scan:
    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.row = self.column = self.across = self.cell_count = 0
        self.values: list[object] = []
        self.kind = ""
        self.parts: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        given = {k.rpartition(":")[2]: v for k, v in attributes.items()}
        if tag == "Worksheet":
            if len(self.grids) >= SHEET_LIMIT:
                raise Refused("too_many_sheets", count=len(self.grids) + 1)
            self.grids.append(Grid(given.get("Name")))
            self.row = 0
        elif tag == "Visible" or not self.grids:
            return
        elif tag == "Row":
            self.row = _integer(given.get("Index")) or self.row + 1
            self.column, self.values = 0, []
            if given.get("Hidden") == "1":
                self.grids[-1].hidden_rows.add(self.row)
        elif tag == "Cell":
            self._cell(given)
        elif tag == "Data":
            self.kind, self.parts = given.get("Type", "String"), []

    def _cell(self, given: dict[str, str]) -> None:
        self.column = _integer(given.get("Index")) or self.column + 1
        across, down = _integer(given.get("MergeAcross")), _integer(given.get("MergeDown"))
        if across or down:
            box = (self.row, self.column, self.row + down, self.column + across)
            self.grids[-1].merged.append(box)
        self.across = across

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "Data" and self.parts is not None:
            self._keep(_value(self.kind, "".join(self.parts)))
            self.parts = None
        elif tag == "Cell":
            self.column += self.across
            self.across = 0
        elif tag == "Row" and self.grids:
            self.grids[-1].put(self.row, self.values)
            self.values = []

    def text(self, data: str) -> None:
        if self.parts is not None:
            self.parts.append(data)

    def _keep(self, value: object) -> None:
        if self.column > COLUMN_LIMIT:
            self.grids[-1].far_cell_count += 1
            return
        self.cell_count += 1
        if self.cell_count > CELL_LIMIT:
            raise Refused("too_large", count=CELL_LIMIT)
        self.values.extend([None] * (self.column - len(self.values)))
        self.values[self.column - 1] = value


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _value(kind: str, raw: str) -> object:
    if kind == "Number":
        try:
            number = float(raw)
        except ValueError:
            return clean(raw)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    return _iso(raw) if kind == "DateTime" else clean(raw)

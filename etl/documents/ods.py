"""ODS by streaming expat; repeated cells and rows are expanded only where they hold something."""

from __future__ import annotations

from datetime import time

from etl.documents.archive import open_zip, parse_part
from etl.documents.grid import CELL_LIMIT, COLUMN_LIMIT, SHEET_LIMIT, Grid, Refused, clean, percent
from etl.documents.xlsx_sheet import _iso

_REPEATED_ROW_LIMIT = 10_000  # equal rows with content; more is padding


def read_ods(data: bytes) -> list[Grid]:
    """All sheets; raises Refused."""
    archive = open_zip(data)
    scan = _Scan()
    if not parse_part(archive, "content.xml", scan.start, scan.end, scan.text):
        raise Refused("file_not_supported", what="zip")
    return scan.grids


class _Scan:
    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.row = self.repeat_row = self.cell_count = 0
        self.values: list[object] = []
        self.cell: dict[str, str] | None = None
        self.paragraphs: list[str] = []
        self.depth_text = 0
        self.is_note = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "style":
            self.style = attributes.get("style:name", "")
        elif tag == "table-properties" and attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "table":
            self._open_table(attributes)
        elif tag == "table-row":
            self._open_row(attributes)
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell, self.paragraphs = attributes, []
        elif tag == "annotation":
            self.is_note = True
        elif tag == "p" and self.cell is not None and not self.is_note:
            self.depth_text += 1
            self.paragraphs.append("")
        elif tag in ("s", "tab", "line-break") and self.depth_text:
            self.paragraphs[-1] += " "

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "p" and self.depth_text:
            self.depth_text -= 1
        elif tag == "annotation":
            self.is_note = False
        elif tag in ("table-cell", "covered-table-cell") and self.cell is not None:
            self._close_cell(self.cell)
            self.cell = None
        elif tag == "table-row":
            self._close_row()

    def text(self, data: str) -> None:
        if self.depth_text:
            self.paragraphs[-1] += data

    def _open_table(self, attributes: dict[str, str]) -> None:
        if len(self.grids) >= SHEET_LIMIT:
            raise Refused("too_many_sheets", count=len(self.grids) + 1)
        is_hidden = attributes.get("table:style-name", "") in self.hidden_styles
        self.grids.append(Grid(attributes.get("table:name"), is_hidden=is_hidden))
        self.row = 0

    def _open_row(self, attributes: dict[str, str]) -> None:
        self.row += 1
        self.repeat_row = _integer(attributes.get("table:number-rows-repeated"))
        self.values = []
        if attributes.get("table:visibility") in ("collapse", "filter") and self.grids:
            self.grids[-1].hidden_rows.update(range(self.row, self.row + min(self.repeat_row, 10_000)))

    def _close_row(self) -> None:
        if self.grids and any(v is not None for v in self.values):
            for offset in range(min(self.repeat_row, _REPEATED_ROW_LIMIT)):
                self.cell_count += len(self.values)
                if self.cell_count > CELL_LIMIT:
                    raise Refused("too_large", count=CELL_LIMIT)
                self.grids[-1].put(self.row + offset, list(self.values))
        self.row += self.repeat_row - 1

    def _close_cell(self, attributes: dict[str, str]) -> None:
        if not self.grids:
            return
        value = _value(attributes, "\n".join(self.paragraphs))
        repeat = _integer(attributes.get("table:number-columns-repeated"))
        column = len(self.values) + 1
        grid = self.grids[-1]
        if value is None and attributes.get("table:formula"):
            grid.uncached.add((self.row, column))
        rows, columns = (_integer(attributes.get(f"table:number-{k}-spanned")) for k in ("rows", "columns"))
        if rows > 1 or columns > 1:
            grid.merged.append((self.row, column, self.row + rows - 1, column + columns - 1))
        room = max(0, COLUMN_LIMIT - len(self.values))
        if value is not None and repeat > room:
            grid.far_cell_count += repeat - room
        self.values.extend([value] * min(repeat, room))


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdigit() and int(text) > 0 else 1


def _value(attributes: dict[str, str], shown: str) -> object:
    kind = attributes.get("office:value-type", "")
    try:
        if kind in ("float", "currency", "percentage"):
            number = float(attributes["office:value"])
            if kind == "percentage":
                return percent(number)
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if kind == "date":
            return _iso(attributes["office:date-value"])
        if kind == "time":
            hours, minutes = attributes["office:time-value"].lstrip("PT").split("M")[0].split("H")
            return time(int(hours) % 24, int(minutes))
        if kind == "boolean":
            return attributes.get("office:boolean-value") == "true"
    except (KeyError, ValueError):
        return clean(shown)
    return clean(attributes.get("office:string-value") or shown)

"""HTML pages: tables become sheets, the rest is text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from etl.documents.grid import CELL_LIMIT, COLUMN_LIMIT, SHEET_LIMIT, Grid, Refused, clean, lead_lines

_SILENT = {"script", "style", "template", "noscript", "head"}
DEPTH_LIMIT = 20  # tables inside each other
_BREAKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "section", "article", "center"}


def read_html(text: str) -> tuple[list[Grid], str | None]:
    """(tables with at least two rows and two columns, running text); the first row of a table is row 1."""
    scan = _Scan()
    scan.feed(text)
    scan.close()
    while scan.open:
        scan.close_table()
    grids = [g for g in scan.grids if g.row_count >= 2 and max(len(r) for r in g.cells) >= 2]
    return grids, clean("".join(scan.words))


@dataclass
class _Open:
    """A table that has begun and not ended; tables stand in cells of other tables on many pages."""

    grid: Grid
    row: int = 0
    values: list[object] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)


class _Scan(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.words: list[str] = []
        self.silent = self.cell_count = self.told = 0
        self.open: list[_Open] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT and tag != "head":
            self.silent += 1
        elif tag == "table":
            self._open_table()
        elif self.open and tag == "tr":
            self._close_row()
            self._open_row(attributes)
        elif self.open and tag in ("td", "th"):
            self._close_cell()
            given = dict(attributes)
            self.open[-1].span = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self.open[-1].cell = []
        elif tag in _BREAKS:
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and tag != "head":
            self.silent = max(0, self.silent - 1)
        elif not self.open:
            return
        elif tag == "caption" and self.open[-1].cell is None:
            self.open[-1].grid.lead += lead_lines("".join(self.words[self.told :]), [])
            self.told = len(self.words)
        elif tag == "table":
            self.close_table()
        elif tag in ("td", "th"):
            self._close_cell()
        elif tag == "tr":
            self._close_row()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._say(data)

    def _say(self, text: str) -> None:
        cell = self.open[-1].cell if self.open else None
        (self.words if cell is None else cell).append(text)

    def _open_table(self) -> None:
        if len(self.grids) >= SHEET_LIMIT:
            raise Refused("too_many_sheets", count=len(self.grids) + 1)
        before = self.grids[0].lead if self.grids else []
        for table in self.open:  # what stands around a table inside a cell is its heading
            self.words.extend(["\n", *(table.cell or []), "\n"])
            table.cell = None if table.cell is None else []
        lead = lead_lines("".join(self.words[self.told :]), before)
        self.told = len(self.words)
        self.grids.append(Grid(f"Tabel {len(self.grids) + 1}", lead=lead))
        if len(self.open) < DEPTH_LIMIT:
            self.open.append(_Open(self.grids[-1]))

    def _open_row(self, attributes: list[tuple[str, str | None]]) -> None:
        table = self.open[-1]
        table.row += 1
        if any("display:none" in (v or "").replace(" ", "") for k, v in attributes if k == "style"):
            table.grid.hidden_rows.add(table.row)

    def close_table(self) -> None:
        """End the innermost open table, also one that the page never closed."""
        if self.open:
            self._close_row()
            self.open.pop()

    def _close_cell(self) -> None:
        table = self.open[-1]
        if table.cell is None:
            return
        value, table.cell = clean(" ".join("".join(table.cell).split())), None
        column = len(table.values) + 1
        while (table.row, column) in table.taken:
            table.values.append(None)
            column += 1
        if column > COLUMN_LIMIT:
            table.grid.far_cell_count += value is not None
            return
        self.cell_count += 1
        if self.cell_count > CELL_LIMIT:
            raise Refused("too_large", count=CELL_LIMIT)
        _place(table, value, column)

    def _close_row(self) -> None:
        self._close_cell()
        table = self.open[-1]
        if table.values:
            table.grid.put(table.row, table.values)
        table.values = []


def _place(table: _Open, value: str | None, column: int) -> None:
    rows, columns = table.span
    columns = min(columns, COLUMN_LIMIT - column + 1)
    table.values.append(value)
    table.values.extend([None] * (columns - 1))
    if rows == columns == 1:
        return
    table.grid.merged.append((table.row, column, table.row + rows - 1, column + columns - 1))
    for row in range(table.row + 1, table.row + rows):
        for offset in range(columns):
            table.taken.add((row, column + offset))


def _span(text: str | None) -> int:
    return max(1, min(int(text), 1000)) if text and text.strip().isdigit() else 1

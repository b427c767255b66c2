"""HTML pages: tables become sheets, the rest is text."""

from __future__ import annotations

from html.parser import HTMLParser

from etl.documents.grid import CELL_LIMIT, COLUMN_LIMIT, SHEET_LIMIT, Grid, Refused, clean, lead_lines

_SILENT = {"script", "style", "template", "noscript", "head"}
_BREAKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "section", "article", "center"}


def read_html(text: str) -> tuple[list[Grid], str | None]:
    """(tables with at least two rows and two columns, running text); the first row of a table is row 1."""
    scan = _Scan()
    scan.feed(text)
    scan.close()
    scan.close_table()
    grids = [g for g in scan.grids if g.row_count >= 2 and max(len(r) for r in g.cells) >= 2]
    return grids, clean("".join(scan.words))


class _Scan(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.words: list[str] = []
        self.silent = self.depth = self.row = self.cell_count = self.told = 0
        self.values: list[object] = []
        self.taken: dict[tuple[int, int], bool] = {}
        self.cell: list[str] | None = None
        self.span = (1, 1)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT and tag != "head":
            self.silent += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self._open_table()
        elif self.depth == 1 and tag == "tr":
            self._close_row()
            self.row += 1
            if any("display:none" in (v or "").replace(" ", "") for k, v in attributes if k == "style"):
                self.grids[-1].hidden_rows.add(self.row)
        elif self.depth == 1 and tag in ("td", "th"):
            self._close_cell()
            given = dict(attributes)
            self.span = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self.cell = []
        elif tag in _BREAKS:
            (self.words if self.cell is None else self.cell).append("\n" if self.cell is None else " ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and tag != "head":
            self.silent = max(0, self.silent - 1)
        elif tag == "caption" and self.depth == 1 and self.cell is None:
            self.grids[-1].lead += lead_lines("".join(self.words[self.told :]), [])
            self.told = len(self.words)
        elif tag == "table" and self.depth:
            self.depth -= 1
            if self.depth == 0:
                self.depth = 1
                self.close_table()
                self.depth = 0
        elif self.depth == 1 and tag in ("td", "th"):
            self._close_cell()
        elif self.depth == 1 and tag == "tr":
            self._close_row()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            (self.words if self.cell is None else self.cell).append(data)

    def _open_table(self) -> None:
        if len(self.grids) >= SHEET_LIMIT:
            raise Refused("too_many_sheets", count=len(self.grids) + 1)
        before = self.grids[0].lead if self.grids else []
        lead = lead_lines("".join(self.words[self.told :]), before)
        self.told = len(self.words)
        self.grids.append(Grid(f"Tabel {len(self.grids) + 1}", lead=lead))
        self.row, self.values, self.taken = 0, [], {}

    def close_table(self) -> None:
        """End the open table, also one that the page never closed."""
        if self.depth:
            self._close_row()

    def _close_cell(self) -> None:
        if self.cell is None or not self.grids:
            return
        value, self.cell = clean(" ".join("".join(self.cell).split())), None
        column = len(self.values) + 1
        while (self.row, column) in self.taken:
            self.values.append(None)
            column += 1
        if column > COLUMN_LIMIT:
            self.grids[-1].far_cell_count += value is not None
            return
        self.cell_count += 1
        if self.cell_count > CELL_LIMIT:
            raise Refused("too_large", count=CELL_LIMIT)
        self._place(value, column)

    def _place(self, value: str | None, column: int) -> None:
        rows, columns = self.span
        columns = min(columns, COLUMN_LIMIT - column + 1)
        self.values.append(value)
        self.values.extend([None] * (columns - 1))
        if rows == columns == 1:
            return
        self.grids[-1].merged.append((self.row, column, self.row + rows - 1, column + columns - 1))
        for row in range(self.row + 1, self.row + rows):
            for offset in range(columns):
                self.taken[row, column + offset] = True

    def _close_row(self) -> None:
        self._close_cell()
        if self.values and self.grids:
            self.grids[-1].put(self.row, self.values)
        self.values = []


def _span(text: str | None) -> int:
    return max(1, min(int(text), 1000)) if text and text.strip().isdigit() else 1

"""DOCX: tables become sheets, paragraphs become text."""

from __future__ import annotations

from etl.documents.archive import open_zip, parse_part
from etl.documents.grid import COLUMN_LIMIT, Grid, Refused, clean, lead_lines


def read_docx(data: bytes) -> tuple[list[Grid], str | None]:
    """(tables with at least two rows and two columns, running text); raises Refused."""
    scan = _Scan()
    if not parse_part(open_zip(data), "word/document.xml", scan.start, scan.end, scan.text):
        raise Refused("file_not_supported", what="zip")
    grids = [g for g in scan.grids if g.row_count >= 2 and max(len(r) for r in g.cells) >= 2]
    return grids, clean("\n".join(scan.paragraphs))


class _Scan:
    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.paragraphs: list[str] = []
        self.words: list[str] = []
        self.depth = self.row = self.told = 0
        self.is_text = False
        self.values: list[object] = []
        self.cell: list[str] = []
        self.span, self.merge = 1, ""
        self.open_merges: dict[int, int] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "tbl":
            self.depth += 1
            if self.depth == 1:
                before = self.grids[0].lead if self.grids else []
                lead = lead_lines("\n".join(self.paragraphs[self.told :]), before)
                self.told = len(self.paragraphs)
                self.grids.append(Grid(f"Tabel {len(self.grids) + 1}", lead=lead))
                self.row, self.open_merges = 0, {}
        elif tag == "tr" and self.depth == 1:
            self.row, self.values = self.row + 1, []
        elif tag == "tc" and self.depth == 1:
            self.cell, self.span, self.merge = [], 1, ""
        elif tag == "gridSpan":
            value = next(iter(attributes.values()), "1")
            self.span = min(int(value), COLUMN_LIMIT) if value.isdigit() else 1
        elif tag == "vMerge":
            self.merge = next(iter(attributes.values()), "continue")
        elif tag == "t":
            self.is_text = True
        elif tag in ("tab", "br"):
            self.words.append(" ")

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t":
            self.is_text = False
        elif tag == "p":
            text, self.words = "".join(self.words), []
            (self.cell if self.depth else self.paragraphs).append(text)
        elif tag == "tc" and self.depth == 1:
            self._close_cell()
        elif tag == "tr" and self.depth == 1:
            self.grids[-1].put(self.row, self.values[:COLUMN_LIMIT])
        elif tag == "tbl":
            self.depth -= 1

    def text(self, data: str) -> None:
        if self.is_text:
            self.words.append(data)

    def _close_cell(self) -> None:
        column = len(self.values) + 1
        grid = self.grids[-1]
        self.values.append(clean(" ".join(" ".join(self.cell).split())))
        self.values.extend([None] * (self.span - 1))
        if self.merge == "restart":
            self.open_merges[column] = len(grid.merged)
            grid.merged.append((self.row, column, self.row, column + self.span - 1))
        elif self.merge and column in self.open_merges:
            index = self.open_merges[column]
            r1, c1, _, c2 = grid.merged[index]
            grid.merged[index] = (r1, c1, self.row, c2)
        elif self.span > 1:
            grid.merged.append((self.row, column, self.row, column + self.span - 1))

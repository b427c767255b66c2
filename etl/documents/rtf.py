"""RTF: tables become sheets, paragraphs become text (Rich Text Format 1.9.1)."""

from __future__ import annotations

import re

from etl.documents.grid import CELL_LIMIT, COLUMN_LIMIT, SHEET_LIMIT, Grid, Refused, clean, lead_lines

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_SILENT = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf", "footer",
    "footerl", "footerr", "footerf", "footnote", "object", "themedata", "datastore", "listtable", "fldinst",
    "listoverridetable", "rsidtbl", "generator", "nonshppict", "latentstyles", "xmlnstbl", "filetbl",
    "annotation",
}  # fmt: skip
_SIGNS = {"tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
          "ldblquote": "“", "rdblquote": "”", "bullet": "•"}  # fmt: skip
DEPTH_LIMIT = 500


def read_rtf(data: bytes) -> tuple[list[Grid], str | None]:
    """(tables with at least two rows and two columns, running text); raises Refused."""
    scan = _Scan()
    for match in _TOKEN.finditer(data):
        scan.take(match)
    scan.end_table()
    grids = [g for g in scan.grids if g.row_count >= 2 and max(len(r) for r in g.cells) >= 2]
    text = clean("\n".join([*scan.paragraphs, "".join(scan.words)]))
    if not grids and text is None:
        raise Refused("file_scan")
    return grids, text


class _Scan:
    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.paragraphs: list[str] = []
        self.words: list[str] = []
        self.groups: list[tuple[bool, int]] = []  # is silent, signs to skip after \u
        self.is_silent, self.skip, self.left = False, 1, 0
        self.values: list[object] = []
        self.shapes: list[str] = []  # "", first or rest of a merge, per cell: "h+", "h", "v+", "v"
        self.shape = ""
        self.is_table, self.row, self.told, self.cell_count = False, 0, 0, 0

    def take(self, match: re.Match[bytes]) -> None:
        word, number, code, sign, brace, plain = match.groups()
        if brace:
            self._brace(brace)
        elif word:
            self._control(word.decode(), int(number) if number else None)
        elif sign == b"*":
            self.is_silent = True
        elif self.is_silent:
            return
        elif code:
            self._say(bytes([int(code, 16)]).decode("cp1252", "replace"), 1)
        elif sign:
            self._say({b"~": " ", b"_": "-", b"-": ""}.get(sign, sign.decode("latin-1")), 1)
        elif plain:
            self._say(plain.decode("cp1252", "replace"), len(plain))

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self.groups) >= DEPTH_LIMIT:
                raise Refused("file_unreadable", part="RTF")
            self.groups.append((self.is_silent, self.skip))
        elif self.groups:
            self.is_silent, self.skip = self.groups.pop()

    def _say(self, text: str, length: int) -> None:
        """Text, without what stands in for a Unicode sign just written."""
        dropped = min(self.left, length)
        self.left -= dropped
        self.words.append(text[dropped:])

    def _control(self, word: str, number: int | None) -> None:
        if word in _SILENT:
            self.is_silent = True
        if self.is_silent:
            return
        if word == "u" and number is not None:
            sign = number % 0x10000
            self.words.append("\ufffd" if 0xD800 <= sign < 0xE000 else chr(sign))
            self.left = self.skip
        elif word == "uc":
            self.skip = max(0, min(number or 0, 10))
        elif word in _SIGNS:
            self.words.append(_SIGNS[word])
        elif word in ("par", "sect", "page"):
            self._paragraph()
        else:
            self._table(word)

    def _paragraph(self) -> None:
        if self.is_table:
            self.words.append(" ")
            return
        self.paragraphs.append("".join(self.words))
        self.words = []

    def _table(self, word: str) -> None:
        if word == "trowd":
            self.shapes, self.shape = [], ""
            if not self.is_table and not self.values:
                self._open_table()
        elif word in ("clmgf", "clmrg", "clvmgf", "clvmrg"):
            self.shape = word[2] + ("+" if word.endswith("gf") else "")
        elif word == "cellx":
            self.shapes.append(self.shape)
            self.shape = ""
        elif word in ("cell", "nestcell"):
            self._cell()
        elif word in ("row", "nestrow"):
            self._row()
        elif word == "pard" and self.is_table and not self.values and not "".join(self.words).strip():
            self.is_table = False  # the next paragraph says again whether it is in the table
        elif word == "intbl":
            self.is_table = bool(self.grids)

    def _open_table(self) -> None:
        if self.grids and self.row and not self._has_new_text():
            self.is_table = True
            return  # every row declares itself: the table goes on
        if len(self.grids) >= SHEET_LIMIT:
            raise Refused("too_many_sheets", count=len(self.grids) + 1)
        lead = lead_lines("\n".join(self.paragraphs[self.told :]), self.grids[0].lead if self.grids else [])
        self.told, self.row, self.is_table = len(self.paragraphs), 0, True
        self.grids.append(Grid(f"Tabel {len(self.grids) + 1}", lead=lead))

    def _has_new_text(self) -> bool:
        return any(p.strip() for p in self.paragraphs[self.told :])

    def _cell(self) -> None:
        self.cell_count += 1
        if self.cell_count > CELL_LIMIT:
            raise Refused("too_large", count=CELL_LIMIT)
        value, self.words = clean(" ".join("".join(self.words).split())), []
        self.values.append(value)

    def _row(self) -> None:
        if not self.grids:
            self.values = []
            return
        self.row += 1
        grid = self.grids[-1]
        grid.far_cell_count += sum(v is not None for v in self.values[COLUMN_LIMIT:])
        for column, shape in enumerate(self.shapes[: len(self.values)], 1):
            self._merge(grid, column, shape)
        grid.put(self.row, self.values[:COLUMN_LIMIT])
        self.values = []

    def _merge(self, grid: Grid, column: int, shape: str) -> None:
        if shape.endswith("+"):
            grid.merged.append((self.row, column, self.row, column))
            return
        for number in range(len(grid.merged) - 1, -1, -1) if shape else ():
            r1, c1, r2, c2 = grid.merged[number]
            if shape == "v" and c1 == column and r2 == self.row - 1:
                grid.merged[number] = (r1, c1, self.row, c2)
                return
            if shape == "m" and r1 == self.row and c2 == column - 1:
                grid.merged[number] = (r1, c1, r2, column)
                return

    def end_table(self) -> None:
        """A table that the file never closed keeps its rows."""
        if self.values:
            self._row()

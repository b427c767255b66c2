"""What every container yields: sheets of cells with the row numbers a person sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

COLUMN_LIMIT = 512  # a cell further right is noted and left; no office fills 512 columns by hand
CELL_LIMIT = 6_000_000  # cells with content in one document
SHEET_LIMIT = 1_000
LEAD_LINES, LEAD_LENGTH = 12, 160  # heading lines before a table that are kept; a longer line is prose

Box = tuple[int, int, int, int]  # first row, first column, last row, last column, 1-based

_DROPPED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 8203, 8204, 8205, 65279))
_CLEAN = {**_DROPPED, 0xA0: " ", 0x2007: " ", 0x202F: " ", 13: "\n"}


class Refused(Exception):
    """This file is not read; ``code`` is a reason of messages.toml, ``details`` fills its sentence."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(slots=True)
class Grid:
    """One sheet: ``cells[i]`` is the row that a person sees as number ``rows[i]``; blank rows are left out.

    Values are None, str (trimmed, never empty), int, float, bool, date, datetime or time. A number shown as
    a percentage arrives as text ("98,33%"). ``merged`` holds (first row, first column, last row, last
    column), 1-based; only the first cell of a merge carries its value. ``uncached`` are formula cells
    without a value. ``lead`` is text that stands before the table and outside of it (HTML, DOCX, RTF).
    """

    name: str | None
    cells: list[list[object]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Box] = field(default_factory=list)
    uncached: set[tuple[int, int]] = field(default_factory=set)
    injected: set[tuple[int, int]] = field(default_factory=set)
    far_cell_count: int = 0
    lead: list[str] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """Rows with at least one cell of content."""
        return len(self.rows)

    def put(self, row: int, values: list[object]) -> None:
        """Append one row, trimmed on the right; blank rows vanish."""
        while values and values[-1] is None:
            values.pop()
        if values:
            self.cells.append(values)
            self.rows.append(row)


def apart(merged: list[Box]) -> list[Box]:
    """Merges that do not overlap in their first column: no program writes others, filling them never ends."""
    found: list[Box] = []
    reached: dict[int, int] = {}
    for box in sorted(set(merged), key=lambda b: (b[0], b[1])):
        if box[0] > reached.get(box[1], 0):
            found.append(box)
            reached[box[1]] = box[2]
    return found


def lead_lines(text: str, before: list[str]) -> list[str]:
    """Heading lines of the text before a table, below those of the page's first table; prose is left out."""
    lines = [line for raw in text.splitlines() if (line := " ".join(raw.split()))]
    own = [line for line in lines if len(line) <= LEAD_LENGTH]
    return [*before[:LEAD_LINES], *own[-LEAD_LINES:]]


def clean(text: str) -> str | None:
    """Trim, drop control and zero-width signs, keep line breaks; empty becomes None."""
    if not text.isascii() or not text.isprintable():
        text = text.replace("\r\n", "\n").translate(_CLEAN)
    return text.strip() or None


def from_serial(serial: float, *, is_1904: bool = False) -> date | datetime | time | float:
    """An Excel serial day as a date; below one a time of day; out of range it stays a number."""
    if is_1904:
        serial += 1462
    if 0 <= serial < 1:
        return (datetime(1900, 1, 1) + timedelta(seconds=round(serial * 86400))).time()  # noqa: DTZ001
    if not 1 <= serial < 2_958_466:
        return serial
    base = datetime(1899, 12, 30) if serial >= 61 else datetime(1899, 12, 31)  # noqa: DTZ001 - Lotus' 1900
    moment = base + timedelta(seconds=round(serial * 86400))
    return moment.date() if moment.time() == time() else moment


def is_date_format(code: str) -> bool:
    """Does an Excel number format show a date or time? Quoted text, colours and escapes do not count."""
    bare, i = [], 0
    while i < len(code):
        char = code[i]
        if char == '"':
            end = code.find('"', i + 1)
            i = len(code) if end < 0 else end
        elif char == "[":
            end = code.find("]", i)
            if code[i + 1 : i + 2].lower() in ("h", "m", "s"):
                return True
            i = len(code) if end < 0 else end
        elif char in "\\_*":
            i += 1
        else:
            bare.append(char.lower())
        i += 1
    text = "".join(bare).split(";")[0]
    return "general" not in text and any(c in text for c in "dmyhs") and "0" not in text.replace("ss.0", "")


def percent(value: float) -> str:
    """0.9833 shown as a percentage: "98,33%"."""
    return f"{round(value * 100, 6):.10g}".replace(".", ",") + "%"

"""Tables that only blanks keep apart: PDF text in layout and typewritten lists → cells.

Two blanks part two cells. The commonest number of cells in a row says how many columns there are; rows with
fewer are laid over them, rows below that only continue words are joined to the row above.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from etl.documents.grid import Grid, clean

_RULER = re.compile(r"[\s|+:=_–—-]+")  # a line drawn with signs
_CELL = re.compile(r"\S+(?:\s\S+)*")
LEAST_COLUMNS, LEAST_ROWS = 3, 3


class Piece(NamedTuple):
    """One printed cell and where it stands."""

    start: int
    end: int
    text: str


def read_aligned(lines: list[str], name: str | None, *, least_rows: int = LEAST_ROWS) -> Grid | None:
    """The table in these lines, row numbers being line numbers; None when they are running text."""
    pieces = [
        [Piece(m.start(), m.end(), m[0]) for m in _CELL.finditer(line.replace("\t", "  "))] for line in lines
    ]
    rows = zip(lines, pieces, strict=True)
    full = [row for line, row in rows if len(row) >= LEAST_COLUMNS and not _RULER.fullmatch(line)]
    if len(full) < least_rows:
        return None
    spans = _columns(full)
    grid = Grid(name)
    inside = False
    for number, row in enumerate(pieces, 1):
        if _RULER.fullmatch(lines[number - 1]):
            continue
        if len(row) == 1 and not inside:
            grid.put(number, [clean(row[0].text)])
            continue
        inside = inside or len(row) >= LEAST_COLUMNS
        values = _laid(row, spans)
        if not _continue(grid, number, values):
            grid.put(number, values)
    return grid


def _columns(rows: list[list[Piece]]) -> list[tuple[int, int]]:
    """Where each column begins and ends, from the rows that have all of them."""
    counts = Counter(len(row) for row in rows)
    width = max(
        counts,
        key=lambda n: (
            counts[n] >= min(len(rows), max(2, 0.25 * len(rows))),
            n if counts[n] > 1 or len(rows) < LEAST_ROWS else 0,
            counts[n],
        ),
    )
    full = [row for row in rows if len(row) == width]
    return [(min(r[c].start for r in full), max(r[c].end for r in full)) for c in range(width)]


def _laid(row: list[Piece], spans: list[tuple[int, int]]) -> list[object]:
    """The cells of one row in their columns: one each when complete, else where they overlap most."""
    if len(row) == len(spans):
        return [clean(piece.text) for piece in row]
    values: list[object] = [None] * len(spans)
    pieces = [part for piece in row for part in (_words(piece, spans) if len(row) > 1 else [piece])]
    is_sparse, column = len(pieces) <= len(spans), -1
    for number, piece in enumerate(pieces):
        after = len(pieces) - number - 1 if is_sparse else 0
        room = range(column + 1 if is_sparse else max(column, 0), len(spans) - after)
        column = min(room, key=lambda c: (_apart(piece, spans[c]), c))
        before = values[column]
        values[column] = clean(piece.text if before is None else f"{before} {piece.text}")
    return values


def _words(piece: Piece, spans: list[tuple[int, int]]) -> list[Piece]:
    """The cell, or its words where it lies over several columns: one blank may part narrow titles."""
    over = [span for span in spans if min(piece.end, span[1]) - max(piece.start, span[0]) > 0]
    if len(over) < 2:
        return [piece]
    found = re.finditer(r"\S+", piece.text)
    return [Piece(piece.start + m.start(), piece.start + m.end(), m[0]) for m in found]


def _apart(piece: Piece, span: tuple[int, int]) -> float:
    """How badly a cell fits a column: less is better."""
    shared = min(piece.end, span[1]) - max(piece.start, span[0])
    middle = abs((piece.start + piece.end) - (span[0] + span[1])) / 2
    return middle * 0.1 - shared if shared > 0 else middle + 5


def _continue(grid: Grid, number: int, values: list[object]) -> bool:
    """Words under words, with nothing in the first column: the rest of a cell that was too narrow."""
    if not grid.cells or grid.rows[-1] != number - 1 or values[0] is not None:
        return False
    last = grid.cells[-1]
    here = [c for c, v in enumerate(values) if v is not None]
    is_numbered = bool(last) and str(last[0] or "").rstrip(".").isdigit()
    if not is_numbered or len(here) > 2 or not all(c < len(last) and last[c] is not None for c in here):
        return False
    if any(str(values[c])[:1].isdigit() for c in here) or any(str(last[c])[:1].isdigit() for c in here):
        return False
    for c in here:
        last[c] = f"{last[c]} {values[c]}"
    return True

"""Small numbers are hidden from readers who do not own the records, and nobody can subtract them back.

A count of 1 to 4 in a small office points at persons. Hiding that cell alone is no protection where a total
stands beside it, so more cells are hidden until

* every total that has hidden cells has at least two, together at least ``SMALLEST_SHOWN``: their sum can
  always be had by subtraction;
* no hidden cell follows from all shown totals together. The hidden cells x satisfy A x = s, one row of A
  per total; a cell is safe when some vector of the null space of A moves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

SMALLEST_SHOWN = 5  # persons; DOMAIN 9
HIDDEN = "is_hidden"
TOLERANCE = 1e-9


def suppress(frame: pl.DataFrame, column: str, groups: Sequence[str | Sequence[str]] = ()) -> pl.DataFrame:
    """Hide small counts and what would give them away.

    Args:
        frame: one row per cell.
        column: the count; zeros and NULL are shown as they are.
        groups: for each kind of total shown beside the cells, the column (or columns) whose values name the
            totals, e.g. ``["region_code", "phase_code"]`` when totals per region and per phase are shown.
            Without groups only the overall total counts.

    Returns:
        ``frame`` with ``column`` NULL where hidden, ``is_hidden``, and for each kind of total a column
        ``hide_total_<columns>`` (``hide_total_all`` without groups): true where even the total must not be
        printed, because it is small itself or nothing is left to hide behind.
    """
    keys = [[g] if isinstance(g, str) else list(g) for g in groups] or [[]]
    values = frame[column].cast(pl.Float64).to_list()
    hidden = [v is not None and 0 < v < SMALLEST_SHOWN for v in values]
    totals = [_Total(n, rows) for n, key in enumerate(keys) for rows in _totals(frame, key)]
    if any(hidden):
        _hide_more(values, hidden, totals)
    marks = [pl.Series(HIDDEN, hidden, dtype=pl.Boolean)]
    for n, key in enumerate(keys):
        out = {row for total in totals if total.kind == n and not total.is_told for row in total.rows}
        name = f"hide_total_{'_'.join(key) or 'all'}"
        marks.append(pl.Series(name, [row in out for row in range(frame.height)], dtype=pl.Boolean))
    shown = pl.when(pl.col(HIDDEN)).then(None).otherwise(pl.col(column)).alias(column)
    return frame.with_columns(marks).with_columns(shown)


@dataclass
class _Total:
    """One printed total: which kind, over which rows, and whether it may be printed."""

    kind: int
    rows: list[int]
    is_told: bool = True


def _totals(frame: pl.DataFrame, key: list[str]) -> list[list[int]]:
    """Row numbers behind each total of one kind."""
    if not key:
        return [list(range(frame.height))]
    rows = frame.select(key).with_row_index("_row").group_by(key, maintain_order=True).agg("_row")
    return rows["_row"].to_list()


def _hide_more(values: list[float | None], hidden: list[bool], totals: list[_Total]) -> None:
    """Hide cells, and where none is left totals, in place, until nothing small can be had by subtraction."""
    while True:
        told = [t for t in totals if t.is_told]
        exposed = [t for t in told if _gives_away(values, hidden, t.rows)]
        if not exposed:
            exposed = _fixing(hidden, told)
        if not exposed:
            return
        choices = [c for t in exposed if (c := _next_cell(values, hidden, t.rows)) is not None]
        for cell in choices:
            hidden[cell] = True
        if not choices:
            exposed[0].is_told = False


def _gives_away(values: list[float | None], hidden: list[bool], rows: list[int]) -> bool:
    out = [values[r] or 0.0 for r in rows if hidden[r]]
    return bool(out) and (len(out) < 2 or sum(out) < SMALLEST_SHOWN)


def _next_cell(values: list[float | None], hidden: list[bool], rows: list[int]) -> int | None:
    """The smallest cell that still says something; a zero only when there is no other."""
    said = [(values[r] == 0, values[r] or 0.0, r) for r in rows if not hidden[r] and values[r] is not None]
    return min(said)[2] if said else None


def _fixing(hidden: list[bool], told: list[_Total]) -> list[_Total]:
    """Totals that together fix a hidden cell; those of the first such cell are enough for one round."""
    fixed = _determined(hidden, [t.rows for t in told])
    return [t for t in told if fixed and fixed[0] in t.rows]


def _determined(hidden: list[bool], totals: list[list[int]]) -> list[int]:
    """Hidden cells that the totals together fix exactly."""
    cells = [n for n, is_out in enumerate(hidden) if is_out]
    place = {cell: n for n, cell in enumerate(cells)}
    rows = [[place[r] for r in total if hidden[r]] for total in totals]
    found: list[int] = []
    for component in _components(rows, len(cells)):
        index = {cell: n for n, cell in enumerate(component)}
        inside = [row for row in rows if row and row[0] in index]
        matrix = np.zeros((len(inside), len(component)))
        for n, row in enumerate(inside):
            matrix[n, [index[c] for c in row]] = 1.0
        # The projection on the null space moves cell j by 1 - leverage_j: leverage 1 means fixed. Totals are
        # far fewer than cells, so it is had from A A' instead of A.
        gram = np.linalg.pinv(matrix @ matrix.T, hermitian=True)
        leverage = np.einsum("ij,ij->j", matrix, gram @ matrix)
        found += [cells[c] for c, fixed in zip(component, leverage > 1 - TOLERANCE, strict=True) if fixed]
    return found


def _components(rows: list[list[int]], count: int) -> list[list[int]]:
    """Cells that share totals, directly or through others."""
    parent = list(range(count))

    def root(cell: int) -> int:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for row in rows:
        for cell in row[1:]:
            parent[root(cell)] = root(row[0])
    groups: dict[int, list[int]] = {}
    for cell in range(count):
        groups.setdefault(root(cell), []).append(cell)
    return list(groups.values())

"""Remarks on cells of a table: texts that look like formulas, formulas without a value, hidden rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from etl.gather import Note

if TYPE_CHECKING:
    from etl.assemble import Assembler

_SIGNS = "=@＝+-|"
_RISKY = re.compile(r"^\s*[=@＝]\s*\w|^\s*[+-]\s*[A-Za-z]+\s*[(!|]|^\W?\w+\|")


def cell_notes(assembler: Assembler) -> dict[int, list[Note]]:
    """What is odd about cells, by number of the row in the body."""
    grid, notes = assembler.table.grid, dict[int, list[Note]]()
    risky = _risky(assembler)
    if not (risky or grid.injected or grid.uncached or grid.hidden_rows):
        return {}
    for number, index in enumerate(assembler.body.rows):
        row, told = grid.rows[index], list[Note]()
        for column in range(len(assembler.columns)):
            if (number, column) in risky or (row, column + 1) in grid.injected:
                told.append((column + 1, "formula_injection", {}))
            if (row, column + 1) in grid.uncached:
                title = next((s.title for s in assembler.plan.slots if s.index == column), "")
                told.append((column + 1, "formula_no_cached_value", {"column": title}))
        if row in grid.hidden_rows:
            told.append((None, "hidden_row", {}))
        if told:
            notes[number] = told
    return notes


def _risky(assembler: Assembler) -> set[tuple[int, int]]:
    found = set()
    for column, values in enumerate(assembler.columns):
        texts = {v for v in set(values) if isinstance(v, str) and v[:1] in _SIGNS and _RISKY.match(v)}
        if texts:
            found |= {(n, column) for n, v in enumerate(values) if isinstance(v, str) and v in texts}
    return found


__all__ = ["cell_notes"]

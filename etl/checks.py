"""Checks of a whole reading: nothing is lost, levels of one operation are told apart."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence

from etl.context import Flag, Reading
from etl.documents.grid import Grid
from etl.messages import sentence
from etl.values import read_count

OUTLIER_FROM = 5  # counts in a column before one of them can stand out
_OF_CASES = ("caught_total", "asn", "non_asn", "excused_with_letter", "cases", "persons")
OPERATION = ("region_code", "date", "level")
OUTLIERS = dict.fromkeys(_OF_CASES, (1000, 100))  # smallest suspicious count, times the median


class RowsLost(AssertionError):
    """Rows with content that are neither record nor merged, quarantined or listed."""


def check_nothing_lost(reading: Reading, sheets: Sequence[Grid]) -> None:
    """Every row with content is accounted for; raises RowsLost."""
    have = {(g.name, row) for g in sheets for row in g.rows}
    told = {p for b in reading.records.blocks for p in zip(b.column("sheet"), b.column("row"), strict=True)}
    told |= {(p.sheet, p.row) for p in reading.quarantined}
    told |= {(n.sheet, n.row) for n in reading.not_data}
    told |= set(reading.merged)
    lost = have - told
    if lost:
        raise RowsLost(f"{len(lost)} baris tidak tercatat, mis. {sorted(lost, key=str)[:5]}")


def check_totals(
    totals: Sequence[tuple[int, int]],
    columns: Sequence[tuple[int, str, list[int]]],
    grid: Grid,
    flag: Callable[..., None],
) -> None:
    """Printed totals against what stands above them, since the last total or since the beginning.

    `totals` = (row index, data rows above it); `columns` = (column index, title, values).
    """
    for column, title, values in columns:
        last = 0
        for index, count in totals:
            cells = grid.cells[index]
            printed = read_count(cells[column] if column < len(cells) else None, "").value
            met = sum(values[:count])
            if isinstance(printed, int) and count > last and printed not in {met, sum(values[last:count])}:
                details = {"met": met, "expected": printed, "column": title}
                flag(grid, grid.rows[index], column + 1, "sum_mismatch", **details)
            last = count


def outlier_from(values: Sequence[object], name: str) -> float | None:
    """Counts from here on are out of all proportion to their column: 4500 caught where others caught 2.

    Staff differs a thousandfold between a school office and a section, so its limit is wider.
    """
    counts = [v for v in values if v.__class__ is int]
    if len(counts) < OUTLIER_FROM:
        return None
    smallest, times = OUTLIERS.get(name, (20_000, 1000))
    if max(counts) < smallest:  # type: ignore[type-var]
        return None
    return max(smallest, times * max(1, statistics.median(counts)))  # type: ignore[type-var]


def flag_two_levels(reading: Reading, file: str, language: str) -> None:
    """Person rows beside team or place rows of the same day and region are one operation seen twice."""
    levels: dict[tuple, set[str]] = defaultdict(set)
    blocks = [b for b in reading.records.blocks if b.kind in ("", "sidak")]
    for block in blocks:
        for region, day, level in set(zip(*map(block.column, OPERATION), strict=True)):
            levels[region, day].add("person" if level == "person" else "sum")
    both = {key for key, found in levels.items() if len(found) > 1}
    for block in blocks if both else ():
        for region, day, level, sheet, row in zip(
            *map(block.column, (*OPERATION, "sheet", "row")), strict=True
        ):
            if level == "person" and (region, day) in both:
                both.discard((region, day))
                place = {"file": file, "sheet": sheet, "row": row}
                message = sentence("two_levels_same_operation", language=language, **place)
                reading.flags.append(Flag(sheet, row, None, "two_levels_same_operation", message))

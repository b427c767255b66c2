"""Checks of a whole reading: nothing is lost, levels of one operation are told apart."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence

from etl.context import Flag, Reading
from etl.documents.grid import Grid
from etl.messages import sentence
from etl.values import Cell, read_count, rejected

OUTLIER_FROM = 5  # counts in a column before one of them can stand out
_OF_CASES = ("caught_total", "asn", "non_asn", "excused_with_letter", "cases", "persons")
OUTLIERS = dict.fromkeys(_OF_CASES, (1000, 100))  # smallest suspicious count, times the median


class RowsLost(AssertionError):
    """Rows with content that are neither record nor merged, quarantined or listed."""


def check_nothing_lost(reading: Reading, sheets: Sequence[Grid]) -> None:
    """Every row with content is accounted for; raises RowsLost."""
    have = {(g.name, row) for g in sheets for row in g.rows}
    told = {(r["sheet"], r["row"]) for r in reading.records}
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


def without_outliers(cells: list[Cell], printed: Sequence[object], name: str) -> list[Cell]:
    """Counts out of all proportion to their column reject their row: 4500 caught where others caught 2.

    Staff differs a thousandfold between a school office and a section, so its limit is wider.
    """
    counts = [c.value for c in cells if isinstance(c.value, int) and not isinstance(c.value, bool)]
    if len(counts) < OUTLIER_FROM:
        return cells
    smallest, times = OUTLIERS.get(name, (20_000, 1000))
    limit = max(smallest, times * max(1, statistics.median(counts)))
    return [
        rejected("count_outlier", met) if isinstance(c.value, int) and c.value >= limit else c
        for c, met in zip(cells, printed, strict=True)
    ]


def flag_two_levels(reading: Reading, file: str, language: str) -> None:
    """Person rows beside team or place rows of the same day and region are one operation seen twice."""
    levels: dict[tuple, set[str]] = defaultdict(set)
    for record in reading.records:
        levels[_operation(record)].add("person" if record["level"] == "person" else "sum")
    flagged = set()
    for record in reading.records:
        key = _operation(record)
        if len(levels[key]) < 2 or record["level"] != "person" or key in flagged:
            continue
        flagged.add(key)
        place = {"file": file, "sheet": record["sheet"], "row": record["row"]}
        message = sentence("two_levels_same_operation", language=language, **place)
        reading.flags.append(Flag(record["sheet"], record["row"], None, "two_levels_same_operation", message))


def _operation(record: dict) -> tuple:
    return (record.get("region_code"), record.get("date"))

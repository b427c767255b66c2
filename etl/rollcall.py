"""Roll calls: one row a person, one column a day (cells H, S, I, A, DL …), or one row a person and day.

Persons are counted per OPD and day and never kept. Only days on which somebody was called are said: a blank
cell is no absence, a holiday no day. A list of the absent alone gives no total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from etl.block import Block
from etl.column_names import Naming
from etl.documents.grid import Grid
from etl.kinds.kehadiran import STATUSES
from etl.kinds.vocabulary import attendance
from etl.values import is_dash

if TYPE_CHECKING:
    from etl.context import Context
    from etl.table_columns import Plan
    from etl.titles import Titles

PERSON = frozenset({"person_name", "person_id", "person_id2"})
GROUP = ("region_code", "opd", "unit", "date", "date_end", "time", "level")
_OFFICE = re.compile(r"(?i)\b(?:dinas|badan|kecamatan|rsud|sekretariat|inspektorat|satuan|satpol)\b[^\d:]*$")
SUBJECT = ("region_code", "opd", "unit", "date")
MOST_ROWS = 60  # of a sheet in which a header with day numbers is looked for
FEWEST_DAYS = 5  # numbered columns that make a month
LARGEST_GAP = 4  # days between two columns: weekends and holidays are left out
CLEAR_SHARE = 0.6


def is_roll(plan: Plan) -> bool:
    """Does each row of an attendance table speak of one person?"""
    return plan.kind.name == "kehadiran" and bool(PERSON & plan.fields)


# --- days as columns ---------------------------------------------------------------------------------


def with_days(grid: Grid, context: Context, file: str) -> Grid:
    """The sheet with its day numbers 1–31 as dates, when a title names the month."""
    from etl.titles import read_titles

    found = next(
        ((i, cs) for i in range(min(len(grid.cells), MOST_ROWS)) if (cs := _day_numbers(grid, i))), None
    )
    if found is None:
        return grid
    index, columns = found
    lines = [" ".join(str(v) for v in cells if isinstance(v, str)) for cells in grid.cells[:index]]
    month = read_titles((*grid.lead, *lines), grid.name, file, context).month
    if month is None:
        return grid
    cells = list(grid.cells)
    cells[index] = list(cells[index])
    for column, number in columns:
        if (day := _day(month, number)) is not None:
            cells[index][column] = f"{day.day}/{day.month}/{day.year}"
    return replace(grid, cells=cells)


def _day_numbers(grid: Grid, index: int) -> list[tuple[int, int]]:
    """(column, day) of a row that numbers days: rising, at most a weekend apart, no numbering of columns."""
    found: list[tuple[int, int]] = []
    for column, value in enumerate(grid.cells[index]):
        text = str(value).strip() if value is not None and not isinstance(value, bool) else ""
        number = int(text) if re.fullmatch(r"0?[1-9]|[12]\d|3[01]", text) else None
        if number is None:
            if found and text and len(found) >= FEWEST_DAYS:
                break
            continue
        if found and not 0 < number - found[-1][1] <= LARGEST_GAP:
            if len(found) >= FEWEST_DAYS:
                break
            found = []
        found.append((column, number))
    is_numbering = (
        bool(found)
        and found[0][0] < 2
        and found[0][1] == 1
        and len(found) > found[-1][1] - 1
        and not any(isinstance(v, str) and not v.strip().isdigit() for v in grid.cells[index][: found[0][0]])
    )
    starts_late = bool(found) and any(v is not None for v in grid.cells[index][: found[0][0]])
    hangs = (
        bool(found) and index > 0 and any(isinstance(v, str) for v in grid.cells[index - 1][: found[0][0]])
    )
    return found if len(found) >= FEWEST_DAYS and not is_numbering and (starts_late or hangs) else []


def _day(month: tuple[int, int], number: int) -> date | None:
    try:
        return date(month[0], month[1], number)
    except ValueError:
        return None


# --- columns of statuses -----------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _is_status(text: str) -> bool:
    return attendance(text) is not None


def name_statuses(plan: Plan, samples: dict[int, list[Any]]) -> None:
    """In a table of persons, columns of days or remarks whose cells are statuses hold statuses."""
    column = plan.kind.column("status")
    named = {s.naming.field for s in plan.slots}
    if plan.kind.name != "kehadiran" or column is None or not PERSON & named:
        return
    has_days = any(s.day for s in plan.slots)
    for slot in plan.slots:
        values = [v for v in samples[slot.index] if not is_dash(v)]
        is_free = slot.day if has_days else slot.naming.field in ("note", "pct_present", "reason", None)
        if not (is_free and values) or ("status" in named and not slot.day):
            continue
        told = [not isinstance(v, int | float) and _is_status(str(v)) for v in values]
        if sum(told) >= CLEAR_SHARE * len(values):
            slot.naming = Naming(column, 0.9)


def with_office(titles: Titles, context: Context) -> Titles:
    """Persons of a roll call without a column of offices work where its title or letterhead says."""
    if titles.opd is not None:
        return titles
    for line in titles.text.splitlines():
        found = _OFFICE.search(line)
        match = context.opds.resolve(found[0], region_code=context.region_code) if found else None
        if match is not None and match.status == "ok" and match.name:
            return replace(titles, opd=match.name)
    return titles


# --- counting ----------------------------------------------------------------------------------------


def counted(block: Block) -> tuple[Block, set[int], set[int]]:
    """One record per OPD and day of a table of persons, rows that went into others' records, rows of no use.

    Of no use: nobody was called (a holiday), or only the absent are listed and nobody says why.
    """
    places = list(zip(*map(block.column, GROUP), strict=True))
    first: dict[tuple, int] = {}
    for line, place in enumerate(places):
        first.setdefault(place, line)
    sums: dict[str, dict[tuple, int]] = {}
    for name in ("total", *STATUSES):
        for place, value in zip(places, block.column(name), strict=True):
            if isinstance(value, int):
                told = sums.setdefault(name, {})
                told[place] = told.get(place, 0) + value
    _totals(sums)
    kept = [place for place in first if any(told.get(place) for told in sums.values())]
    lines = [first[place] for place in kept]
    names = [n for n in (*GROUP, "sheet", "row", "col") if n in block.names]
    columns: dict[str, list[Any]] = {n: [block.column(n)[line] for line in lines] for n in names}
    columns |= {name: [told.get(place) for place in kept] for name, told in sums.items()}
    known = set(kept)
    rows = [row for row, place in zip(block.column("row"), places, strict=True) if place in known]
    merged = set(rows) - set(columns.get("row", ()))
    made = Block(block.kind, columns, length=len(kept), is_other=block.is_other)
    return made, merged, set(block.column("row")) - set(rows)


def recapped(rolls: Sequence[Block], blocks: Sequence[Block]) -> list[tuple[Block, list[bool]]]:
    """Rolls whose OPD and day a recap of the same document tells too, with a mark for those records.

    A person's row and the recap of it are two levels of one roll call and are never added up.
    """
    of_rolls = {id(block) for block in rolls}
    told = {
        place
        for block in blocks
        if block.kind == "kehadiran" and id(block) not in of_rolls
        for place in zip(*map(block.column, SUBJECT), strict=True)
    }
    marked = [(b, [p in told for p in zip(*map(b.column, SUBJECT), strict=True)]) for b in rolls]
    return [(block, marks) for block, marks in marked if any(marks)]


def _totals(sums: dict[str, dict[tuple, int]]) -> None:
    """Without a printed total it is the sum of all statuses; a list of the absent alone has none."""
    if not any(sums.get("present", {}).values()):
        sums.pop("total", None)
        return
    for place in {p for told in sums.values() for p in told}:
        said = sum(sums.get(name, {}).get(place, 0) for name in STATUSES)
        known = sums.setdefault("total", {})
        known[place] = max(known.get(place, 0), said)


__all__ = ["counted", "is_roll", "name_statuses", "recapped", "with_days", "with_office"]

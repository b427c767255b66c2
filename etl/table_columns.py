"""Which column holds what: titles first, then what stands in the cells, then what a person confirmed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from etl.column_checks import (
    check_shapes,
    find_missing_opd,
    name_by_shape,
    places_that_are_opd,
    status_in_notes,
)
from etl.column_names import (
    GOOD,
    NOTHING,
    Naming,
    day_of,
    match_title,
    month_of,
    name_stack,
    year_of,
)
from etl.column_plan import Plan, Slot
from etl.context import Context
from etl.headers import Table
from etl.kinds import Kind
from etl.kinds.columns import Column, fold
from etl.lines import is_ditto
from etl.rollcall import name_statuses
from etl.words import read_number

SAMPLE = 120  # cells of a column looked at
ASSUMED = 0.3  # weight of a nameless month: any kind could count it
SHORTEST_SAID = 6  # signs of a synonym that a table's title must hold to say what is counted
PERIODS = re.compile(
    r"(?i)\b(?:semester|triwulan|tw|tahap|periode|minggu|pekan|(?:bulan|tahun) (?:ini|lalu)"
    r"|sebelum|sesudah|awal|akhir)\b"
)
BARE_SUM = {"jumlah", "total"}
SUMS = {"jumlah", "total", "rata", "rerata", "keseluruhan", "seluruhnya", "tahun", "akhir"}
NUMERIC = ("count", "percent", "number")

__all__ = ["Plan", "Slot", "layout_of", "plan_columns", "quick_score"]


def layout_of(table: Table) -> str:
    """A hash of the column titles: what a confirmed mapping is remembered by."""
    text = "\n".join("/".join(" ".join(fold(t)) for t in stack) for stack in table.stacks)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def plan_columns(table: Table, kind: Kind, context: Context) -> Plan:
    """Name the columns of a table for a kind."""
    slots = [_slot(table, index, kind) for index in range(table.first_column, table.last_column)]
    plan = Plan(kind, slots, layout=layout_of(table))
    samples = {s.index: _sample(table, s.index) for s in slots}
    _months_of_shares(plan, samples)
    name_statuses(plan, samples)
    check_shapes(plan, samples)
    status_in_notes(plan, samples)
    if table.is_headless:
        name_by_shape(plan, samples, context)
    else:
        find_missing_opd(plan, samples, context)
    _remembered(plan, context)
    places_that_are_opd(plan, samples, context)
    _settle(plan, table)
    plan.score = sum(
        max(s.naming.score * (ASSUMED if s.is_assumed else 1.0) for s in found) * _weight(kind, name)
        for name, found in plan.by_field.items()
    )
    return plan


def _weight(kind: Kind, name: str) -> float:
    column = kind.column(name)
    return column.weight if column else 0.0


def _slot(table: Table, index: int, kind: Kind) -> Slot:
    stack = table.stacks[index] if index < len(table.stacks) else ()
    day = next((d for t in stack if (d := day_of(t))), None) if kind.shapes else None
    year = next((y for t in stack if (y := year_of(t))), None) if table.has_years and not day else None
    month = (day.month, day.year) if day else next((m for t in stack if (m := month_of(t))), None)
    month = month or ((1, year) if year else None)
    rest = tuple(
        t for t in stack if not month_of(t) and not (day and day_of(t)) and not (year and year_of(t))
    )
    title = " / ".join(stack)
    if month is None or (len(rest) == len(stack)):
        return Slot(index, title, name_stack(stack, kind.name))
    naming = name_stack(rest, kind.name) if rest else NOTHING
    is_assumed = naming.score < GOOD or naming.column is None or naming.column.form not in NUMERIC
    if is_assumed:
        told = _told(table, kind)
        counts = kind.shapes.get(1, ())
        if column := told or (kind.column(counts[0]) if counts else None):
            naming = Naming(column, 0.85 if not rest else 0.8)
        is_assumed = told is None
    has_month = any(month_of(t) for t in stack)
    iso = day.isoformat() if day else str(year) if year and not has_month else None
    if year and has_month and month and month[1] is None:
        month = (month[0], year)
    return Slot(index, title, naming, month, " ".join(rest).lower(), iso, is_assumed)


def _told(table: Table, kind: Kind) -> Column | None:
    """What the table's title says that its months count."""
    said = " ".join(fold("\n".join(table.title_lines())))
    best: tuple[int, Column | None] = (SHORTEST_SAID, None)
    for column in kind.columns:
        for synonym in column.synonyms if column.form == "count" else ():
            words = " ".join(fold(synonym))
            if len(words) > best[0] and f" {words} " in f" {said} ":
                best = (len(words), column)
    return best[1]


def _sample(table: Table, index: int) -> list[object]:
    """Cells of a column: no lone headings and signatures, no ditto marks, not its title printed again."""
    cells, lonely = table.grid.cells, table.last_column - table.first_column < 3
    titles = table.stacks[index] if index < len(table.stacks) else ()
    found: list[object] = []
    for i in table.body:
        row = cells[i]
        value = row[index] if index < len(row) else None
        if value is None or is_ditto(value) or value in titles:
            continue
        if lonely or len(row) - row.count(None) > 1:
            found.append(value)
            if len(found) >= SAMPLE:
                break
    return found


def _months_of_shares(plan: Plan, samples: dict[int, list[object]]) -> None:
    """Nameless months whose cells are fractions or carry a percent sign hold shares, not counts."""
    share = plan.kind.column("pct_present")
    nameless = [s for s in plan.slots if s.month and s.naming.score <= 0.85]
    values = [v for s in nameless for v in samples[s.index]]
    if share is None or not any("%" in str(v) or isinstance(read_number(v).value, float) for v in values):
        return
    for slot in nameless:
        slot.naming = Naming(share, 0.85)


def _remembered(plan: Plan, context: Context) -> None:
    """What a person confirmed for this layout stands above everything."""
    mapping = context.mappings.get(plan.layout, {})
    for slot in plan.slots:
        wanted = mapping.get(str(slot.index + 1))
        if wanted is not None:
            slot.naming = Naming(plan.kind.column(wanted), 1.0) if wanted else NOTHING


def _settle(plan: Plan, table: Table) -> None:
    """One field, several columns: summands stay together, a printed sum stands alone, else the best."""
    plan.by_field = {}
    for slot in plan.slots:
        if slot.naming.field and slot.naming.score >= 0.7:
            plan.by_field.setdefault(slot.naming.field, []).append(slot)
    if plan.is_wide:
        _drop_sums(plan)
        return
    for name, found in list(plan.by_field.items()):
        column = plan.kind.column(name)
        if len(found) == 1 or column is None:
            continue
        plan.by_field[name] = _summands(found, table) if column.form == "count" else _best(plan, name, found)


def _drop_sums(plan: Plan) -> None:
    """ "Jumlah" to the right of months is their sum, no field of each month; to the left it is the staff."""
    first = min((s.index for s in plan.slots if s.month), default=0)
    for name, found in list(plan.by_field.items()):
        kept = [s for s in found if s.month or s.index < first or not set(fold(s.title)) <= SUMS]
        plan.by_field[name] = kept
        if not kept:
            del plan.by_field[name]


def _latest(found: list[Slot]) -> list[Slot]:
    """Of the same title below "Bulan lalu" and "Bulan ini" the last group: periods are no summands."""
    groups = [s.title.rpartition(" / ")[0] for s in found]
    named = [g for g in groups if PERIODS.search(g)]
    if len(set(named)) < 2:
        return found
    last = [s for s, g in zip(found, groups, strict=True) if g == named[-1]]
    for slot in last:
        slot.naming = replace(slot.naming, score=min(slot.naming.score, 0.8))  # a person should look at it
    return last


def _summands(found: list[Slot], table: Table) -> list[Slot]:
    found = _latest(found)
    totals = [s for s in found if s.naming.part == "total"]
    whole = [s for s in found if not s.naming.part and s.naming.score >= 0.97]
    if totals:
        return totals[:1]
    bare = [s for s in whole if set(fold(s.title)) <= BARE_SUM]
    others = [s for s in found if s not in bare]
    if len(bare) == 1 and others:
        return bare if _holds(table, bare[0], others) else others
    parts = [s for s in found if s.naming.part]
    if whole and parts:
        return whole[:1] if len(parts) < 2 or _adds_up(table, whole[0], parts) else parts
    if len({fold(s.title) for s in found}) == 1:
        return found[:1]
    return found


def _numbers(table: Table, whole: Slot, parts: list[Slot]) -> list[tuple[float, float]]:
    """(whole, sum of the parts) of the rows that say both."""
    found = []
    for i in table.body[:40]:
        row = table.grid.cells[i]
        first, *rest = (
            read_number(row[s.index]).value if s.index < len(row) else None for s in (whole, *parts)
        )
        if first is not None and any(n is not None for n in rest):
            found.append((first, sum(n or 0 for n in rest)))
    return found


def _adds_up(table: Table, whole: Slot, parts: list[Slot]) -> bool:
    """Is the printed sum the sum of these parts in most rows? "JML" may belong to another group."""
    rows = _numbers(table, whole, parts)
    return 2 * sum(a == b for a, b in rows) >= len(rows)


def _holds(table: Table, whole: Slot, parts: list[Slot]) -> bool:
    """Is the bare "Jumlah" nowhere below these parts? Then they are some of what it sums."""
    return all(a >= b for a, b in _numbers(table, whole, parts))


def _best(plan: Plan, name: str, found: list[Slot]) -> list[Slot]:
    """The best text or date column; a second OPD column is the unit below it."""
    ranked = sorted(found, key=lambda s: -s.naming.score)
    unit = plan.kind.column("unit")
    if name == "opd" and unit is not None and "unit" not in plan.by_field:
        lower = next((s for s in found if "unit" in fold(s.title) or "tugas" in fold(s.title)), None)
        if lower is not None:
            plan.by_field["unit"] = [lower]
            return [s for s in ranked if s is not lower][:1]
    if name.startswith("person") or name in ("note", "row_no"):
        return found
    return ranked[:1]


def quick_score(table: Table, kind: Kind) -> float:
    """How many columns a kind would recognise, by titles only."""
    fields: dict[str, float] = {}
    for stack in table.stacks[table.first_column : table.last_column]:
        naming = match_title(stack[-1], kind.name) if stack else NOTHING
        if naming.column and naming.score >= GOOD:
            fields[naming.column.field] = naming.column.weight
    return sum(fields.values())

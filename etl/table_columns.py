"""Which column holds what: titles first, then what stands in the cells, then what a person confirmed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.column_names import GOOD, NOTHING, Naming, day_of, match_title, month_of, name_stack
from etl.column_shapes import is_employment, opd_share, shape_of, share_of
from etl.context import Context
from etl.headers import Table
from etl.kinds import Kind
from etl.kinds.columns import BASE, Column, fold
from etl.lines import is_ditto
from etl.words import read_number

SAMPLE = 120  # cells of a column looked at
ASSUMED = 0.3  # weight of a nameless month: any kind could count it
SHORTEST_SAID = 6  # signs of a synonym that a table's title must hold to say what is counted
SUMS = {"jumlah", "total", "rata", "rerata", "keseluruhan", "seluruhnya", "tahun", "akhir"}
NUMERIC = ("count", "percent", "number")
TRUSTED = 0.5  # share of cells that must fit the column's form

PUBLIC_PLACE = re.compile(
    r"(?i)(?:pasar|terminal|taman|alun|plaza|mall?\b|pusat|warung|kafe|cafe|warkop|toko|jalan|jl\b|stasiun|gor\b)"
)


@dataclass(slots=True)
class Slot:
    """One column: its index (0-based), meaning, and the month (or ISO day) it stands for in wide tables."""

    index: int
    title: str
    naming: Naming
    month: tuple[int, int | None] | None = None
    variant: str = ""
    day: str | None = None
    is_assumed: bool = (
        False  # a nameless period: what is counted was taken from the kind or the table's title
    )


@dataclass(slots=True)
class Plan:
    """All columns of a table under one kind; `score` says how well they fit it."""

    kind: Kind
    slots: list[Slot]
    score: float = 0.0
    guessed: bool = False
    layout: str = ""
    by_field: dict[str, list[Slot]] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """Fields that have a column."""
        return frozenset(self.by_field)

    @property
    def is_wide(self) -> bool:
        """Months stand side by side."""
        return any(s.month for s in self.slots)

    def meets_needs(self) -> bool:
        """Is one of the sets that the kind needs complete?"""
        return any(need <= self.fields for need in self.kind.needs)


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
    _check_shapes(plan, samples)
    if table.is_headless:
        _name_by_shape(plan, samples, context)
    else:
        _find_missing_opd(plan, samples, context)
    _remembered(plan, context)
    _places_that_are_opd(plan, samples, context)
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
    month = (day.month, day.year) if day else next((m for t in stack if (m := month_of(t))), None)
    rest = tuple(t for t in stack if not month_of(t) and not (day and day_of(t)))
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
    iso = day.isoformat() if day else None
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
    cells, lonely = table.grid.cells, table.last_column - table.first_column < 3
    found: list[object] = []  # lone cells are headings and signatures, ditto marks say nothing of their own
    for i in table.body:
        row = cells[i]
        if (
            index < len(row)
            and row[index] is not None
            and not is_ditto(row[index])
            and (lonely or sum(v is not None for v in row) > 1)
        ):
            found.append(row[index])
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


def _check_shapes(plan: Plan, samples: dict[int, list[object]]) -> None:
    """A title that its cells contradict loses: "Temuan" over sentences is no count."""
    for slot in plan.slots:
        column, values = slot.naming.column, samples[slot.index]
        counted = _counted(plan.kind, column, values) if column is not None else None
        if counted is not None:
            slot.naming = Naming(counted, slot.naming.score)
            continue
        if column and column.form == "code" and column.field != "employment" and is_employment(values):
            slot.naming = NOTHING  # "Status" over PNS and THL is no status of a case
        if column is None or column.form not in ("count", "percent", "date", "number"):
            continue
        numeric_days = column.form == "date" and all(isinstance(v, int) and 1 <= v <= 31 for v in values)
        if len(values) >= 3 and share_of(column.form, values) < TRUSTED and not numeric_days:
            other = _textual(plan, slot)
            slot.naming = other


def _counted(kind: Kind, column: Column, values: Sequence[object]) -> Column | None:
    """Numbers below "PNS/PPPK" count ASN, whole numbers above 100 below "Kehadiran" persons present."""
    if column.field == "employment" and values and share_of("count", values) >= 0.8:
        return kind.column("asn")
    if column.field == "pct_present" and any(isinstance(v, int) and v > 150 for v in values):
        return kind.column("present")
    return None


def _textual(plan: Plan, slot: Slot) -> Naming:
    """Another meaning of the same title among the kind's text columns."""
    for column in (*plan.kind.all_columns, *BASE):
        if column.form in ("text", "code", "place", "private") and any(
            fold(s) == fold(slot.title) for s in column.synonyms
        ):
            return Naming(column, 0.9)
    words = set(fold(slot.title))
    for name in ("reason", "violation_text", "note"):
        text_column = plan.kind.column(name)
        if text_column and words & {"temuan", "pelanggaran", "hasil", "uraian", "kasus"} and name != "note":
            return Naming(text_column, 0.8)
    return NOTHING


def _find_missing_opd(plan: Plan, samples: dict[int, list[object]], context: Context) -> None:
    """A table without a recognised OPD title: the column whose cells are OPD names."""
    fields = {s.naming.field for s in plan.slots if s.naming.score >= GOOD}
    if fields & {"opd", "kecamatan", "place"} or plan.kind.column("opd") is None:
        return
    for slot in plan.slots:
        if (
            slot.naming.score < GOOD
            and len(samples[slot.index]) >= 2
            and opd_share(samples[slot.index], context) >= 0.6
        ):
            slot.naming = Naming(plan.kind.column("opd"), 0.8)
            return


def _places_that_are_opd(plan: Plan, samples: dict[int, list[object]], context: Context) -> None:
    """ "Lokasi" that lists offices is the OPD inspected; a market or a bus station is a place outside.

    Whoever was caught at the station does not work for the transport office.
    """
    if any(s.naming.field in ("opd", "kecamatan") and s.naming.score >= 0.7 for s in plan.slots):
        return
    for slot in plan.slots:
        offices = [v for v in samples[slot.index] if not (isinstance(v, str) and PUBLIC_PLACE.match(v))]
        if (
            slot.naming.field == "place"
            and plan.kind.column("opd")
            and len(offices) >= 0.6 * len(samples[slot.index])
            and opd_share(offices, context) >= 0.6
        ):
            slot.naming = Naming(plan.kind.column("opd"), slot.naming.score)


def _name_by_shape(plan: Plan, samples: dict[int, list[object]], context: Context) -> None:
    """No titles at all: numbering, dates, OPD names, identity numbers, employment words, then counts."""
    plan.guessed = True
    counts: list[Slot] = []
    for slot in plan.slots:
        values = samples[slot.index]
        name = shape_of(values, context) if values else None
        if name == "count":
            counts.append(slot)
        elif name and plan.kind.column(name) and not any(s.naming.field == name for s in plan.slots):
            slot.naming = Naming(plan.kind.column(name), 0.75)
        elif name == "date" and (column := _first_date(plan.kind)):
            slot.naming = Naming(column, 0.75)
    for slot, name in zip(counts, plan.kind.shapes.get(len(counts), ()), strict=False):
        slot.naming = Naming(plan.kind.column(name), 0.7)


def _first_date(kind: Kind) -> Column | None:
    return next((c for c in kind.columns if c.form == "date"), None)


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
    """ "Jumlah" beside months is their sum, no field of each month."""
    for name, found in list(plan.by_field.items()):
        kept = [s for s in found if s.month or not set(fold(s.title)) <= SUMS]
        plan.by_field[name] = kept
        if not kept:
            del plan.by_field[name]


def _summands(found: list[Slot], table: Table) -> list[Slot]:
    totals = [s for s in found if s.naming.part == "total"]
    whole = [s for s in found if not s.naming.part and s.naming.score >= 0.97]
    if totals:
        return totals[:1]
    parts = [s for s in found if s.naming.part]
    if whole and parts:
        return whole[:1] if len(parts) < 2 or _adds_up(table, whole[0], parts) else parts
    if len({fold(s.title) for s in found}) == 1:
        return found[:1]
    return found


def _adds_up(table: Table, whole: Slot, parts: list[Slot]) -> bool:
    """Is the printed sum the sum of these parts in most rows? "JML" may belong to another group."""
    right = seen = 0
    for i in table.body[:40]:
        row = table.grid.cells[i]
        numbers = [read_number(row[s.index]).value if s.index < len(row) else None for s in (whole, *parts)]
        if numbers[0] is not None and any(n is not None for n in numbers[1:]):
            seen += 1
            right += numbers[0] == sum(n or 0 for n in numbers[1:])
    return right * 2 >= seen


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

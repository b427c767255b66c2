"""Rows of one table → records, problems and flags: columns are parsed whole, then rows put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress

from etl.block import mapped
from etl.body import Body, BodyReader
from etl.cell_notes import cell_notes
from etl.checks import check_totals, outlier_from
from etl.column_readers import reader_for
from etl.context import Context
from etl.draft import Column, Draft
from etl.gather import Gatherer
from etl.headers import Table
from etl.kinds.row import Issue
from etl.places import Places
from etl.placing import PLACED, Placer
from etl.privacy import person_hash, scrub_names
from etl.rollcall import PERSON, is_roll, with_office
from etl.table_columns import Plan, Slot
from etl.titles import Titles
from etl.values import BLANK, Cell, is_dash, rejected

_NIL = re.compile(r"(?i)^[-–( ]*(?:nihil|tidak ada|kosong|nol)[-–). ]*$")
LOOKED_UP = frozenset({"opd", "unit", "region_code"})  # fields that no column of their own need give


@dataclass(slots=True)
class Parsed:
    """One column read: a value per row of the body; `odd` are the cells that say more than a value."""

    values: Column
    odd: dict[int, Cell] = field(default_factory=dict)

    def is_said(self, number: int) -> bool:
        """Does the cell hold anything?"""
        return self.values[number] is not None or number in self.odd


class Assembler:
    """Everything about one table of one document."""

    def __init__(self, table: Table, plan: Plan, titles: Titles, gatherer: Gatherer) -> None:
        self.table, self.plan, self.titles, self.gatherer = table, plan, titles, gatherer
        self.context: Context = gatherer.context
        self.kind = plan.kind
        self.body: Body = BodyReader(table, plan, self.context).read()
        if is_roll(plan):
            self._only_persons()
            self.titles = with_office(titles, self.context)
        self.columns: list[Sequence[object]] = list(zip(*self.body.cells, strict=True))
        self.places = Places(self.context, self.kind, self.titles, self._opd_texts())
        self.parsed: dict[int, Parsed] = {}
        self.is_wide = plan.is_wide
        self.side = table.first_column + 1 if table.first_column else None
        self.people_slots = plan.by_field.get("person_name", [])
        self.named = [self._named(cells) for cells in self.body.cells] if self.people_slots else []
        self.nil: frozenset[int] = frozenset(self._nil())

    def read(self) -> None:
        """Hand every row of the body to the gatherer."""
        for index, why in self.body.other:
            self.gatherer.not_data(self.table.grid, index, why)
        for index in self.body.joined:
            self.gatherer.joined(self.table.grid, index)
        if self.body.rows:
            for slot in self._slots():
                self.parsed[slot.index] = self._column(slot)
            self._rows()
        check_totals(self.body.totals, self._counted(), self.table.grid, self.gatherer.flag)

    def _only_persons(self) -> None:
        """A row of a roll call that names nobody (weekdays, dates, remarks) is no data."""
        columns = [s.index for name in PERSON for s in self.plan.by_field.get(name, ())]
        told = [
            any(cells[c] is not None and not is_dash(cells[c]) for c in columns) for cells in self.body.cells
        ]
        if not all(told):
            body = self.body
            body.other += [
                (index, "note") for index, is_told in zip(body.rows, told, strict=True) if not is_told
            ]
            body.rows, body.cells = list(compress(body.rows, told)), list(compress(body.cells, told))
            body.sections = list(compress(body.sections, told))

    def _slots(self) -> Iterator[Slot]:
        for name, found in self.plan.by_field.items():
            column = self.kind.column(name)
            if column and column.form not in ("none", "private", "opds") and name not in PLACED:
                yield from found

    def _opd_texts(self) -> list[str]:
        """OPD names of this table as the resolver sees them, to suggest from."""
        found = []
        for name, form in (("opd", ""), ("kecamatan", "Kecamatan ")):
            for slot in self.plan.by_field.get(name, ()):
                found += [
                    f"{form}{v}" for cells in self.body.cells[:2000] if (v := cells[slot.index]) is not None
                ]
        return found

    def _column(self, slot: Slot) -> Parsed:
        """One column parsed: every distinct cell once."""
        column = slot.naming.column
        values = self.columns[slot.index]
        if column is None:
            return Parsed([None] * len(values))
        reader = reader_for(
            column, list(values), self.kind, titles=self.titles, today=self.context.uploaded_on
        )
        cells = mapped(values, lambda value: BLANK if value is None else reader(value))
        parsed = Parsed([cell.value for cell in cells])
        limit = outlier_from(parsed.values, column.field) if column.form == "count" else None
        if limit is not None:
            for number, count in enumerate(parsed.values):
                if isinstance(count, int) and count >= limit:
                    cells[number] = rejected("count_outlier", values[number])
                    parsed.values[number] = None
        distinct = {id(cell): cell for cell in cells}.values()
        if not all(cell.is_plain for cell in distinct):
            parsed.odd = {n: cell for n, cell in enumerate(cells) if not cell.is_plain}
        return parsed

    # --- lines ---------------------------------------------------------------------------------------

    def _rows(self) -> None:
        notes = cell_notes(self)
        repeated = self.gatherer.repeated(self)
        draft = self._draft(repeated)
        before = dict(draft.values)
        own = frozenset(self.plan.by_field) | LOOKED_UP
        draft.finish(self.kind, self.titles.text, self.context.uploaded_on, own)
        self._blot(draft)
        self.gatherer.take(self, draft, before, notes=notes, repeated=repeated)

    def _draft(self, repeated: dict[int, tuple[str | None, int]]) -> Draft:
        if not self.is_wide:
            draft = self._lines(list(range(len(self.body.rows))), self.plan.by_field)
            draft.at = [self.side] * len(draft)
        else:
            draft = Draft.joined(list(self._months(repeated)) or [Draft([], [])])
        if self.nil and not self.is_wide:
            self._say_nil(draft)
        Placer(self, draft).place()
        if self.is_wide:  # the row's own place is told before a month's missing year
            for found in draft.problems.values():
                found.sort(key=lambda issue: issue.name == "month")
        self._hash(draft)
        return draft

    def _lines(self, numbers: list[int], by_field: dict[str, list[Slot]]) -> Draft:
        """Parsed columns side by side; several columns of one count are added up."""
        draft = Draft(numbers, [frozenset(by_field)] * len(numbers), order=[0] * len(numbers))
        is_whole = len(numbers) == len(self.body.rows)
        reads = self.kind.reads
        for name, slots in by_field.items():
            if reads is None or name in reads:
                first = self.columns[slots[0].index]
                draft.texts[name] = [v if isinstance(v := first[n], str) else None for n in numbers]
            parsed = [(s, self.parsed[s.index]) for s in slots if s.index in self.parsed]
            if not parsed or name in ("row_no", "note"):
                continue
            for slot, column in parsed:
                self._take_odd(draft, name, slot, column=column)
            values = parsed[0][1].values if len(parsed) == 1 else _added([p.values for _, p in parsed])
            said = values if is_whole else [values[n] for n in numbers]
            old = draft.values.get(name)
            draft.values[name] = list(said) if old is None else [
                b if a is None else a for a, b in zip(said, old, strict=True)
            ]  # fmt: skip
        return draft

    def _take_odd(self, draft: Draft, name: str, slot: Slot, *, column: Parsed) -> None:
        """What cells say beside their value: why they reject their row, what is odd, further fields."""
        if not column.odd:
            return
        for line, number in enumerate(draft.numbers):
            cell = column.odd.get(number)
            if cell is None:
                continue
            if cell.reject:
                draft.reject(line, Issue(cell.reject[0], name, {**cell.reject[1], "column": slot.title}))
            for code, details in cell.flags:
                draft.flag(line, Issue(code, name, {**details, "column": slot.title}))
            for extra, value in (cell.extra or {}).items():
                draft.own(extra)[line] = value

    # --- months side by side -------------------------------------------------------------------------

    def _months(self, repeated: dict[int, tuple[str | None, int]]) -> Iterator[Draft]:
        """For every month and every set of its columns that a row fills: the lines of those rows."""
        keys = {n: [s for s in found if not s.month] for n, found in self.plan.by_field.items()}
        keys = {n: found for n, found in keys.items() if found and not self._is_sum(n)}
        silent = set(range(len(self.body.rows))) - repeated.keys()
        for order, group in enumerate(self._groups()):
            filled: dict[tuple[int, ...], list[int]] = {}
            for number in range(len(self.body.rows)):
                said = tuple(i for i, s in enumerate(group) if self.parsed[s.index].is_said(number))
                if said and number not in repeated:
                    filled.setdefault(said, []).append(number)
                    silent.discard(number)
            for said, numbers in filled.items():
                yield self._month(numbers, keys, [group[i] for i in said], order=order)
        for number in sorted(silent):
            self.gatherer.not_data(self.table.grid, self.body.rows[number], "blank_form")

    def _is_sum(self, name: str) -> bool:
        """Counts beside the days of a roll call add up the month; its days say it all."""
        column = self.kind.column(name)
        return is_roll(self.plan) and column is not None and column.form in ("count", "percent")

    def _groups(self) -> list[list[Slot]]:
        """Columns of wide tables by month, and by variant where several stand for the same field."""
        groups: dict[tuple, list[Slot]] = {}
        is_called = is_roll(self.plan)
        for slot in self.plan.slots:
            if slot.month and slot.index in self.parsed:
                is_one = is_called or slot.variant  # "Masuk" and "Pulang" of one day are one call
                key = (slot.month, slot.day, None if is_one else slot.naming.field)
                groups.setdefault(key, []).append(slot)
        found = []
        for slots in groups.values():
            fields = [s.naming.field for s in slots]
            is_together = is_called or len(set(fields)) == len(fields)
            found.extend([slots] if is_together else [[s] for s in slots])
        return found

    def _month(
        self, numbers: list[int], keys: dict[str, list[Slot]], said: list[Slot], *, order: int
    ) -> Draft:
        draft = self._lines(numbers, {**keys, **{str(s.naming.field): [s] for s in reversed(said)}})
        draft.at, draft.order = [said[0].index + 1] * len(draft), [order] * len(draft)
        month, year = said[0].month or (1, None)
        years: Column = [year] * len(draft) if year else draft.values.pop("year", []) or [None] * len(draft)
        known = [y or self.titles.year for y in years]
        day = said[0].day
        draft.values["date"] = [day or (f"{y}-{month:02d}" if y else None) for y in known]
        for line, value in enumerate(draft.values["date"]):
            if value is None:
                draft.reject(line, Issue("date_missing", "month"))
        if self.kind.name == "pelanggaran" and said[0].variant:
            variant = said[0].variant
            code = "disiplin" if "disiplin" in variant else self.kind.vocabularies["type_code"](variant)
            if code:
                draft.fill("type_code", [code] * len(draft))
        return draft

    # --- persons -------------------------------------------------------------------------------------

    def _nil(self) -> Iterator[int]:
        """Rows of a list of persons that say "nihil": the team looked and caught nobody, which is data."""
        for number, people in enumerate(self.named if self.kind.name == "sidak" else ()):
            if people and _NIL.match(people[0]):
                yield number

    def _say_nil(self, draft: Draft) -> None:
        draft.own("caught_total")
        for number in self.nil:
            draft.values["caught_total"][number] = 0
        less = frozenset({"opd", "unit", "kecamatan", "person_name", "person_id"})
        draft.add_fields(sorted(self.nil), frozenset({"caught_total"}), less)

    def people(self, number: int) -> list[str]:
        """Names that the row prints, to be blotted out of its texts."""
        return [] if number in self.nil or not self.named else self.named[number]

    def _named(self, cells: Sequence[object]) -> list[str]:
        return [str(v) for s in self.people_slots if (v := cells[s.index]) is not None and not is_dash(v)]

    def _hash(self, draft: Draft) -> None:
        """A keyed hash of each person, to count repeats."""
        slots = self.plan.by_field.get("person_id")
        if not (self.people_slots or slots) or not self.context.hash_key:
            return
        hashes: Column = []
        for number in draft.numbers:
            people = self.people(number)
            identity = self.columns[slots[0].index][number] if slots else None
            identity = None if is_dash(identity) else identity
            name = people[0] if people else None
            is_told = bool(people or identity)
            hashes.append(person_hash(self.context.hash_key, number=identity, name=name) if is_told else None)
        if any(hashes):
            draft.values["person_hash"] = hashes

    def _blot(self, draft: Draft) -> None:
        """Take a row's names out of its other texts."""
        if not self.people_slots:
            return
        people = [self.people(number) for number in draft.numbers]
        for name, values in draft.values.items():
            column = self.kind.column(name)
            if column is not None and column.form in ("text", "place"):
                draft.values[name] = [
                    scrub_names(v, names) if names and isinstance(v, str) else v
                    for names, v in zip(people, values, strict=True)
                ]

    def _counted(self) -> list[tuple[int, str, list[int]]]:
        """(column, title, values) of the plain count columns, for the printed totals."""
        found = []
        for name, slots in self.plan.by_field.items() if not self.is_wide and self.body.totals else ():
            column = self.kind.column(name)
            for slot in slots if column is not None and column.form == "count" else ():
                parsed = self.parsed.get(slot.index)
                values = [c if isinstance(c, int) else 0 for c in (parsed.values if parsed else [])]
                found.append((slot.index, slot.title, values))
        return found


def _added(columns: list[Column]) -> Column:
    """The sum of whole numbers of each row; of other values the last one said."""
    found: Column = []
    for cells in zip(*columns, strict=True):
        counts = [c for c in cells if isinstance(c, int) and not isinstance(c, bool)]
        others = [c for c in cells if c is not None]
        found.append(sum(counts) if counts else others[-1] if others else None)
    return found

"""Rows of one table → records, problems and flags: columns are parsed whole, then rows put together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.body import Body, BodyReader, plain_team
from etl.checks import check_totals, without_outliers
from etl.column_readers import reader_for
from etl.context import Context
from etl.gather import Gatherer
from etl.headers import Table
from etl.kinds.row import Row
from etl.places import Places, ward
from etl.privacy import person_hash, scrub_names
from etl.table_columns import Plan, Slot
from etl.titles import Titles
from etl.values import BLANK, ERRORS, Cell, is_dash

PLACED = {"opd", "kecamatan", "unit", "region", "region_code", "province"}
_NIL = re.compile(r"(?i)^[-–( ]*(?:nihil|tidak ada|kosong|nol)[-–). ]*$")
_RISKY = re.compile(r"^\s*[=@＝]\s*\w|^\s*[+-]\s*[A-Za-z]+\s*[(!|]|^\W?\w+\|")


class Assembler:
    """Everything about one table of one document."""

    def __init__(self, table: Table, plan: Plan, titles: Titles, gatherer: Gatherer) -> None:
        self.table, self.plan, self.titles, self.gatherer = table, plan, titles, gatherer
        self.context: Context = gatherer.context
        self.kind = plan.kind
        self.body: Body = BodyReader(table, plan, self.context).read()
        self.places = Places(self.context, self.kind, titles, self._opd_texts())
        self.parsed: dict[int, list[Cell]] = {}
        self.is_wide = plan.is_wide
        self.side = table.first_column + 1 if table.first_column else None
        self.people_slots = plan.by_field.get("person_name", [])
        self.placed = {name: slots[0].index for name, slots in plan.by_field.items() if name in PLACED}
        self.has_marks = bool(table.grid.injected or table.grid.uncached or table.grid.hidden_rows)

    def read(self) -> None:
        """Hand every row of the body to the gatherer."""
        for index, why in self.body.other:
            self.gatherer.not_data(self.table.grid, index, why)
        for index in self.body.joined:
            self.gatherer.joined(self.table.grid, index)
        for slot in self._slots():
            self.parsed[slot.index] = self._column(slot)
        for number, cells in enumerate(self.body.cells):
            self._row(number, cells)
        check_totals(self.body.totals, self._counted(), self.table.grid, self.gatherer.flag)

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

    def _column(self, slot: Slot) -> list[Cell]:
        """One column parsed: every distinct cell once."""
        column = slot.naming.column
        if column is None:
            return []
        values = [cells[slot.index] for cells in self.body.cells]
        reader = reader_for(column, values, self.kind, titles=self.titles, today=self.context.uploaded_on)
        memo: dict[tuple[type, object], Cell] = {}
        found = []
        for value in values:
            key = (value.__class__, value)
            cell = memo.get(key)
            if cell is None:
                cell = memo[key] = BLANK if value is None else reader(value)
            found.append(cell)
        return without_outliers(found, values, column.field) if column.form == "count" else found

    # --- one row ---------------------------------------------------------------------------------

    def _row(self, number: int, cells: list[object]) -> None:
        index = self.body.rows[number]
        self._note_cells(index, cells)
        if self.gatherer.is_repeated(self, number, cells):
            return
        if not self.is_wide:
            self._finish(self._parsed_row(number, cells, self.plan.by_field), index, cells)
            return
        keys = {n: [s for s in found if not s.month] for n, found in self.plan.by_field.items()}
        keys = {n: found for n, found in keys.items() if found}
        any_said = False
        for group in self._months():
            said = [s for s in group if self.parsed[s.index][number] is not BLANK]
            if said:
                any_said = True
                self._finish(self._month_row(number, cells, keys, said), index, cells)
        if not any_said:
            self.gatherer.not_data(self.table.grid, index, "blank_form")

    def _months(self) -> list[list[Slot]]:
        """Columns of wide tables by month, and by variant where several stand for the same field."""
        groups: dict[tuple, list[Slot]] = {}
        for slot in self.plan.slots:
            if slot.month and slot.index in self.parsed:
                groups.setdefault((slot.month, slot.naming.field if not slot.variant else None), []).append(
                    slot
                )
        found = []
        for slots in groups.values():
            fields = [s.naming.field for s in slots]
            found.extend([slots] if len(set(fields)) == len(fields) else [[s] for s in slots])
        return found

    def _month_row(
        self, number: int, cells: list[object], keys: dict[str, list[Slot]], said: list[Slot]
    ) -> Row:
        fields = {**keys, **{str(s.naming.field): [s] for s in said}}
        row = self._parsed_row(number, cells, fields)
        month, year = said[0].month or (1, None)
        known = year or row.values.pop("year", None) or self.titles.year
        if known is None:
            row.reject("date_missing", "month")
        else:
            row.values["date"] = f"{known}-{month:02d}"
        row.column = said[0].index + 1
        variant = said[0].variant
        if self.kind.name == "pelanggaran" and "type_code" not in row.values and variant:
            code = "disiplin" if "disiplin" in variant else self.kind.vocabularies["type_code"](variant)
            if code:
                row.values["type_code"] = code
        return row

    def _is_nil(self, cells: list[object]) -> bool:
        """A list of persons that says "nihil": the team looked and caught nobody, which is data."""
        if self.kind.name != "sidak" or not self.people_slots:
            return False
        people = self._people(cells)
        return bool(people) and bool(_NIL.match(people[0]))

    def _parsed_row(self, number: int, cells: list[object], by_field: dict[str, list[Slot]]) -> Row:
        row = Row(self.table.grid.rows[self.body.rows[number]], {}, {}, self.context.uploaded_on)
        row.fields, row.title, row.column = frozenset(by_field), self.titles.text, self.side
        for name, slots in by_field.items():
            column = self.parsed.get(slots[0].index)
            if column is not None and len(slots) == 1 and column[number].is_plain:
                if column[number].value is not None:
                    row.values[name] = column[number].value
            elif column is not None:
                self._take(row, name, [(s, self.parsed[s.index][number]) for s in slots])
            first = cells[slots[0].index]
            if isinstance(first, str):
                row.texts[name] = first
        if self._is_nil(cells):
            row.values["caught_total"], row.fields = 0, row.fields | {"caught_total"}
            row.fields -= {"opd", "unit", "kecamatan", "person_name", "person_id"}
        self._place(row, cells, number)
        return row

    def _take(self, row: Row, name: str, found: list[tuple[Slot, Cell]]) -> None:
        """Put a field's cell into the row; several columns of one count are added up."""
        total: int | None = None
        for slot, cell in found:
            if cell.reject:
                row.reject(cell.reject[0], name, **cell.reject[1], column=slot.title)
            for code, details in cell.flags:
                row.flag(code, name, **details, column=slot.title)
            if cell.extra:
                row.values.update(cell.extra)
            if isinstance(cell.value, int) and not isinstance(cell.value, bool) and len(found) > 1:
                total = (total or 0) + cell.value
            elif cell.value is not None:
                row.values[name] = cell.value
        if total is not None:
            row.values[name] = total

    def _place(self, row: Row, cells: list[object], number: int) -> None:
        section = self.body.sections[number]
        said = dict.fromkeys(PLACED)
        for name, column in self.placed.items():
            said[name] = None if is_dash(cells[column]) else cells[column]
        if said["unit"]:
            said["unit"] = ward(said["unit"], self.plan.by_field["unit"][0].title)
        for name, value in said.items():
            if isinstance(value, str) and value in ERRORS:
                row.reject("value_error", name, met=value)
                return
        if self.kind.has_region:
            self._apply(row, self.places.region(said["region_code"], said["region"], said["province"]))
        if "date" not in row.values and (day := section.date or self._title_date(row)):
            row.values["date"] = day
            if self.titles.end and day == self.titles.date and not section.date:
                row.values.setdefault("date_end", self.titles.end)
        if self.titles.as_of and self.kind.column("as_of") and "as_of" not in row.values:
            row.values["as_of"] = self.titles.as_of
        team = section.team or (plain_team(self.titles.team) if self.titles.team else None)
        if team and "team" not in row.values and self.kind.column("team"):
            row.values["team"] = team
            row.fields |= {"team"}
        if section.place and "place" not in row.values and self.kind.column("place"):
            row.values["place"] = section.place
        self._listed(row, cells)
        if self.kind.column("opd") is None:
            return
        fallback = section.opd or (self.titles.opd if "opd" not in row.fields else None)
        code = row.values.get("region_code")
        where = (str(code) if code else None, row.day(), bool(row.fields & {"opd", "kecamatan", "unit"}))
        self._apply(row, self.places.opd(said["opd"], said["kecamatan"], said["unit"], fallback, where))

    def _title_date(self, row: Row) -> str | None:
        """The title's day stands for rows only where the table has no date column of its own."""
        has_own = bool(row.fields & {"date"}) and not (self.titles.date and len(self.titles.date) == 10)
        return None if has_own else self.titles.date

    def _apply(self, row: Row, place: object) -> None:
        row.values.update(place.values)  # type: ignore[attr-defined]
        if place.reject:  # type: ignore[attr-defined]
            code, name, details = place.reject  # type: ignore[attr-defined]
            row.reject(code, name, **details)
        for code, name, details in place.flags:  # type: ignore[attr-defined]
            row.flag(code, name, **details)

    def _cell(self, cells: list[object], name: str) -> object:
        slots = self.plan.by_field.get(name)
        value = cells[slots[0].index] if slots else None
        return None if is_dash(value) else value

    def _listed(self, row: Row, cells: list[object]) -> None:
        """A list of OPD in one cell (pembinaan); names that are not known stay out and are flagged."""
        text = self._cell(cells, "opds") if "opds" in self.plan.by_field else None
        if isinstance(text, str):
            names, unknown = self.context.opds.resolve_list(text, region_code=self.context.region_code)
            if names:
                row.values["opds"] = names
            for piece in unknown:
                row.flag("value_ignored", "opds", met=piece)

    # --- finishing -------------------------------------------------------------------------------

    def _finish(self, row: Row, index: int, cells: list[object]) -> None:
        people = [] if not self.people_slots or self._is_nil(cells) else self._people(cells)
        number = self._cell(cells, "person_id")
        if people or number:
            hashed = person_hash(self.context.hash_key, number=number, name=people[0] if people else None)
            if hashed:
                row.values["person_hash"] = hashed
        row.values.pop("row_no", None)
        row.values.pop("note", None)
        self.kind.finish(row)
        if people:
            for name, value in row.values.items():
                if isinstance(value, str) and self._is_free_text(name):
                    row.values[name] = scrub_names(value, people)
        self.gatherer.row(self, row, index, cells)

    def _is_free_text(self, name: str) -> bool:
        column = self.kind.column(name)
        return column is not None and column.form in ("text", "place")

    def _people(self, cells: list[object]) -> list[str]:
        return [str(v) for s in self.people_slots if (v := cells[s.index]) is not None and not is_dash(v)]

    def _note_cells(self, index: int, cells: list[object]) -> None:
        grid, row = self.table.grid, self.table.grid.rows[index]
        if not self.has_marks and not any(isinstance(v, str) and v[:1] in "=@＝+-|" for v in cells):
            return
        for column, value in enumerate(cells):
            if (isinstance(value, str) and value[:1] in "=@＝+-|" and _RISKY.match(value)) or (
                row,
                column + 1,
            ) in grid.injected:
                self.gatherer.flag(grid, row, column + 1, "formula_injection")
            if (row, column + 1) in grid.uncached:
                self.gatherer.flag(
                    grid, row, column + 1, "formula_no_cached_value", column=self._title(column)
                )
        if row in grid.hidden_rows:
            self.gatherer.flag(grid, row, None, "hidden_row")

    def _title(self, column: int) -> str:
        return next((s.title for s in self.plan.slots if s.index == column), "")

    def _counted(self) -> list[tuple[int, str, list[int]]]:
        """(column, title, values) of the plain count columns, for the printed totals."""
        if self.is_wide:
            return []
        found = []
        for name, slots in self.plan.by_field.items():
            column = self.kind.column(name)
            for slot in slots if column is not None and column.form == "count" else ():
                values = [c.value if isinstance(c.value, int) else 0 for c in self.parsed.get(slot.index, [])]
                found.append((slot.index, slot.title, values))
        return found

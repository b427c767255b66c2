"""Rows of one table → records, problems and flags: columns are parsed as a whole, then rows are put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from etl.body import Body, BodyReader
from etl.context import Context
from etl.gather import Gatherer
from etl.headers import Table
from etl.kinds.columns import Column
from etl.kinds.row import Row
from etl.places import Places
from etl.privacy import person_hash, scrub_names
from etl.table_columns import Plan, Slot
from etl.titles import Titles
from etl.values import (
    BLANK,
    Cell,
    DateReader,
    is_dash,
    months_come_first,
    read_code,
    read_count,
    read_decimal,
    read_letter,
    read_month,
    read_percent,
    read_text,
    read_time,
    read_year,
)
from etl.words import read_date

PLACED = {"opd", "kecamatan", "unit", "region", "region_code", "province"}
FUTURE_FIELDS = {"start_on", "end_on", "day", "vote_on"}
END_NAMES = {"date": "date_end", "start_on": "end_on", "day": "day_end"}
RECAP_DATES = ("date", "as_of", "date_known", "date_received", "date_occurred", "rec_date")
Reader = Callable[[object], Cell]
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
        self._totals()

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
        reader = self._reader(column, values)
        memo: dict[tuple[type, object], Cell] = {}
        found = []
        for value in values:
            key = (value.__class__, value)
            cell = memo.get(key)
            if cell is None:
                cell = memo[key] = BLANK if value is None else reader(value)
            found.append(cell)
        return found

    def _reader(self, column: Column, values: list[object]) -> Reader:
        form, name = column.form, column.field
        vocabulary = self.kind.vocabularies.get(name)
        if form == "date":
            return self._dates(name, values).read
        if form == "percent":
            numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
            is_fraction = bool(numbers) and max(numbers) <= 1 and any(0 < v < 1 for v in numbers)
            return lambda value: read_percent(value, is_fraction=is_fraction)
        if form == "month":
            return lambda value: read_month(value, self.titles.year)
        if form in ("code", "yesno") and vocabulary is not None:
            return lambda value: read_code(value, vocabulary)
        if form == "time":
            return lambda value: read_time(value, name)
        simple: dict[str, Reader] = {
            "count": lambda value: read_count(value, name), "number": read_decimal, "year": read_year,
            "letter": read_letter,
        }  # fmt: skip
        return simple.get(form, read_text)

    def _dates(self, name: str, values: list[object]) -> DateReader:
        month = self.titles.month if name in ("date", "date_occurred") else None
        month = month if month and _keeps_to(month, values) else None
        return DateReader(
            self.context.uploaded_on,
            self.titles.year,
            month,
            months_come_first(values),
            name in FUTURE_FIELDS,
            END_NAMES.get(name),
        )

    # --- one row ---------------------------------------------------------------------------------

    def _row(self, number: int, cells: list[object]) -> None:
        index = self.body.rows[number]
        self._note_cells(index, cells)
        if self.gatherer.is_repeated(self, index, cells):
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

    def _parsed_row(self, number: int, cells: list[object], by_field: dict[str, list[Slot]]) -> Row:
        row = Row(self.table.grid.rows[self.body.rows[number]], {}, {}, self.context.uploaded_on)
        row.fields, row.title, row.column = frozenset(by_field), self.titles.text, self.side
        for name, slots in by_field.items():
            if slots[0].index in self.parsed:
                self._take(row, name, [(s, self.parsed[s.index][number]) for s in slots])
            first = cells[slots[0].index]
            if isinstance(first, str):
                row.texts[name] = first
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
        said = {name: self._cell(cells, name) for name in PLACED}
        said["unit"] = self._unit(said["unit"])
        if self.kind.has_region:
            self._apply(row, self.places.region(said["region_code"], said["region"], said["province"]))
        if "date" not in row.values and (day := section.date or self._title_date(row)):
            row.values["date"] = day
            if self.titles.end and day == self.titles.date and not section.date:
                row.values.setdefault("date_end", self.titles.end)
        if self.titles.as_of and self.kind.column("as_of") and "as_of" not in row.values:
            row.values["as_of"] = self.titles.as_of
        if section.team and "team" not in row.values:
            row.values["team"] = section.team
            row.fields |= {"team"}
        if section.place and "place" not in row.values and self.kind.column("place"):
            row.values["place"] = section.place
        self._opds(row, cells)
        if self.kind.column("opd") is None:
            return
        fallback = section.opd or (self.titles.opd if "opd" not in row.fields else None)
        code = row.values.get("region_code")
        where = (str(code) if code else None, _day(row), bool(row.fields & {"opd", "kecamatan", "unit"}))
        self._apply(row, self.places.opd(said["opd"], said["kecamatan"], said["unit"], fallback, where))

    def _unit(self, text: object) -> object:
        """Below the title "Kelurahan" the bare name "Jati" is Kelurahan Jati."""
        slots = self.plan.by_field.get("unit", [])
        is_ward = isinstance(text, str) and bool(slots) and "kelurahan" in slots[0].title.lower()
        if is_ward and not re.match(r"(?i)kel|lurah|desa|ds\b", str(text)):
            return f"Kelurahan {text}"
        return text

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

    def _opds(self, row: Row, cells: list[object]) -> None:
        """A list of OPD in one cell (pembinaan); names that are not known stay out and are flagged."""
        listed = self._cell(cells, "opds") if "opds" in self.plan.by_field else None
        if not isinstance(listed, str):
            return
        names, unknown = [], []
        for piece in re.split(r"[,;\n/]+", listed):
            if not piece.strip() or re.search(r"(?i)seluruh|semua|se-?kota|se-?kab", piece):
                continue
            for name in self._listed(piece.strip()):
                found = self.context.opds.resolve(name, region_code=self.context.region_code)
                (names if found.name else unknown).append(found.name or name)
        if names:
            row.values["opds"] = list(dict.fromkeys(n for n in names if n))
        for piece in unknown:
            row.flag("value_ignored", "opds", met=piece)

    def _listed(self, piece: str) -> list[str]:
        """ "Dinkes dan Dinsos" is two, "Dinas Pendidikan dan Kebudayaan" is one."""
        whole = self.context.opds.resolve(piece, region_code=self.context.region_code)
        return [piece] if whole.name or " dan " not in piece else [p.strip() for p in piece.split(" dan ")]

    # --- finishing -------------------------------------------------------------------------------

    def _finish(self, row: Row, index: int, cells: list[object]) -> None:
        people = self._people(cells)
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
        slots = self.plan.by_field.get("person_name", [])
        return [str(v) for s in slots if (v := cells[s.index]) is not None and not is_dash(v)]

    def _note_cells(self, index: int, cells: list[object]) -> None:
        grid, row = self.table.grid, self.table.grid.rows[index]
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

    def _totals(self) -> None:
        """Printed totals against what stands above them, since the last total or since the beginning."""
        for name, slots in self.plan.by_field.items():
            column = self.kind.column(name)
            if column is None or column.form != "count" or self.is_wide:
                continue
            for slot in slots:
                self._total_of(slot)

    def _total_of(self, slot: Slot) -> None:
        values = [c.value if isinstance(c.value, int) else 0 for c in self.parsed.get(slot.index, [])]
        last = 0
        for index, count in self.body.totals:
            cells = self.table.grid.cells[index]
            printed = read_count(cells[slot.index] if slot.index < len(cells) else None, "").value
            sums = {sum(values[last:count]), sum(values[:count])}
            if isinstance(printed, int) and count > last and printed not in sums:
                grid, row = self.table.grid, self.table.grid.rows[index]
                details = {"met": sum(values[:count]), "expected": printed, "column": slot.title}
                self.gatherer.flag(grid, row, slot.index + 1, "sum_mismatch", **details)
            last = count


def _keeps_to(month: tuple[int, int], values: list[object]) -> bool:
    """Do the cells that leave no doubt lie in the title's month? Then doubtful ones do too."""
    days = [v if isinstance(v, date) else read_date(v).start for v in values[:200] if v is not None]
    sure = [(d.year, d.month) == month for d in days if d is not None and d.day > 12]
    return sum(sure) >= len(sure) / 2


def _day(row: Row) -> date | None:
    """The row's day, for OPD names that changed over time."""
    for name in RECAP_DATES:
        text = str(row.values.get(name, ""))
        if len(text) == 10:
            return date.fromisoformat(text)
        if re.fullmatch(r"\d{4}(-\d{2})?", text):
            return date.fromisoformat((text + "-01-01")[:10])
    return None

"""Collects what reading finds, keeps account of every row, and writes the sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from etl.block import Block, mapped
from etl.context import Context, Flag, Layout, NotData, Problem, Reading
from etl.documents.grid import Grid
from etl.draft import MOST_WAITING, Column, Draft, TooManyWaiting
from etl.kinds.row import Issue, Row
from etl.messages import sentence
from etl.privacy import scrub_names
from etl.rollcall import counted, is_roll, recapped
from etl.table_columns import Plan
from etl.values import lists_names
from etl.waiting import about

if TYPE_CHECKING:
    from etl.assemble import Assembler

RAW_LENGTH = 500  # signs of a cell that are kept for the quarantine
ROWS = 2**24  # more than a sheet can have
GUESS_BELOW = 0.85  # naming confidence that a person should look at
Place = tuple[str | None, int]  # (sheet, row)
Repeats = Mapping[int, Place]
Note = tuple[int | None, str, dict[str, object]]  # column, code, details
BAD_DATES = {"date_impossible", "date_unreadable", "date_future", "value_error"}
TWO_LEVELS = "two_levels_same_operation"
OF_OFFICE = {"opd_missing", "opd_unknown", "opd_ambiguous"}
BAD_COUNTS = {"count_unreadable", "count_not_integer", "count_negative", "count_outlier", "value_error"}


class Line(NamedTuple):
    """One line that has something to say: number in the body, printed row, values, 1-based column."""

    number: int
    row: int
    values: dict[str, object]
    column: int | None


class Gatherer:
    """One document's Reading while it grows."""

    def __init__(self, reading: Reading, context: Context, file: str) -> None:
        self.reading, self.context, self.file = reading, context, file
        self.seen: set[tuple[str | None, int]] = set()  # (sheet, row)
        self._repeats: dict[tuple, dict[tuple, int]] = {}  # values → sheet and row in one number
        self._sheets: dict[str | None, int] = {}
        self.rolls: list[Block] = []  # counted from rows of persons
        self._flagged: set[tuple] = set()

    def not_data(self, grid: Grid, index: int, why: str) -> None:
        """This row holds no data; the first word about a row counts."""
        key = (grid.name, grid.rows[index])
        if key not in self.seen:
            self.seen.add(key)
            self.reading.not_data.append(NotData(grid.name, grid.rows[index], why))

    def joined(self, grid: Grid, index: int) -> None:
        """This row continued the one above."""
        self.joined_row(grid, grid.rows[index])

    def joined_row(self, grid: Grid, row: int) -> None:
        """The same by the row's own number."""
        self.seen.add((grid.name, row))
        self.reading.merged.append((grid.name, row))

    def flag(self, grid: Grid, row: int | None, at: int | None, code: str, /, **details: object) -> None:
        """Something odd; the same remark on a cell is made once."""
        key = (grid.name, row, at, code)
        if key in self._flagged:
            return
        self._flagged.add(key)
        message = self._sentence(grid, row, code, details)
        self.reading.flags.append(Flag(grid.name, row, at, code, message))

    def _sentence(self, grid: Grid, row: int | None, code: str, details: dict[str, object]) -> str:
        return sentence(
            code, language=self.context.language, file=self.file, sheet=grid.name, row=row, **details
        )

    def repeated(self, assembler: Assembler) -> dict[int, Place]:
        """Rows (by number in the body) equal to an earlier one in everything but their number, and which."""
        by_field = assembler.plan.by_field
        may_look_alike = assembler.kind.name == "sidak" and "employment" in by_field
        if may_look_alike and not any(n.startswith("person") for n in by_field):
            return {}  # two unnamed persons
        numbering = {s.index for s in by_field.get("row_no", ())}
        columns = [mapped(v, _comparable) for i, v in enumerate(assembler.columns) if i not in numbering]
        grid, body, titles = assembler.table.grid, assembler.body, assembler.titles
        said = (assembler.plan.layout, titles.date, titles.opd, titles.team)
        known: dict[int, dict[tuple, int]] = {}
        for section in {id(s): s for s in body.sections}.values():
            key = (*said, section.team, section.date, section.opd, section.place)
            known[id(section)] = self._repeats.setdefault(key, {})
        found = {}
        self._sheets.setdefault(grid.name, len(self._sheets))
        first = self._sheets[grid.name] * ROWS
        for number, values in enumerate(zip(*columns, strict=True)):
            here = first + grid.rows[body.rows[number]]
            earlier = known[id(body.sections[number])].setdefault(values, here)
            if earlier != here:
                found[number] = ([*self._sheets][earlier // ROWS], earlier % ROWS)
                if len(found) > MOST_WAITING:
                    raise TooManyWaiting(Issue("duplicate_row", None, {"other": earlier % ROWS}))
        return found

    def take(
        self,
        assembler: Assembler,
        draft: Draft,
        before: Mapping[str, Column],
        *,
        notes: Mapping[int, list[Note]],
        repeated: Repeats,
    ) -> None:
        """The finished lines of a table: records with their flags, or the reasons why a row waits.

        ``before``: the values of the lines before the kind finished them.
        """
        grid, rows = assembler.table.grid, assembler.body.rows
        self.seen.update((grid.name, grid.rows[index]) for index in rows)
        lines = draft.telling(repeated)
        waiting: set[int] = set()
        for number in sorted(lines.keys() | notes.keys() | repeated.keys()):
            row = grid.rows[rows[number]]
            for column, code, details in notes.get(number, ()):
                self.flag(grid, row, column, code, **details)
            if number in repeated:
                waiting.update(lines.get(number, ()))
                first = lines.get(number, [None])[0]
                values = (
                    {} if first is None else {k: v for k, c in before.items() if (v := c[first]) is not None}
                )
                self._repeat(assembler, Line(number, row, values, None), repeated[number])
                continue
            for line in lines.get(number, ()):
                if self._line(assembler, draft, line):
                    waiting.add(line)
        self._records(assembler, draft, waiting)

    def _repeat(self, assembler: Assembler, line: Line, earlier: Place) -> None:
        sheet, row = earlier
        other = row if sheet == assembler.table.grid.name else f"{row} ({sheet})"
        self._problem(assembler, line, Issue("duplicate_row", None, {"other": other}))

    def _line(self, assembler: Assembler, draft: Draft, line: int) -> bool:
        """Say what is wrong or odd about a line; True when it waits."""
        grid, number, outcome = assembler.table.grid, draft.numbers[line], draft.outcomes[line]
        told = Line(number, grid.rows[assembler.body.rows[number]], draft.said(line), draft.at[line])
        problems = [*draft.problems.get(line, ()), *outcome.problems]
        for issue in _distinct(problems):
            self._problem(assembler, told, issue)
        if problems:
            return True
        people = assembler.people(number)
        for issue in (*draft.flags.get(line, ()), *outcome.flags):
            details = dict(issue.details)
            if isinstance(details.get("met"), str):
                details["met"] = scrub_names(str(details["met"]), people)
            self.flag(grid, told.row, self._column(assembler, issue, told), issue.code, **details)
        return False

    def _records(self, assembler: Assembler, draft: Draft, waiting: set[int]) -> None:
        grid = assembler.table.grid
        rows = [grid.rows[assembler.body.rows[number]] for number in draft.numbers]
        columns: dict[str, Sequence[object]] = {
            "level": [outcome.level for outcome in draft.outcomes],
            "sheet": [grid.name] * len(rows),
            "row": rows,
        }
        if any(at is not None for at in draft.at):
            columns["col"] = draft.at
        said = {n: c for n, c in draft.values.items() if c.count(None) < len(c)}
        kind = assembler.kind.name
        block = Block(kind, columns | said, length=len(rows), is_other=kind != self.reading.kind)
        if waiting:
            block = block.chosen([line not in waiting for line in range(len(rows))])
        if is_roll(assembler.plan):
            block, others, unused = counted(block)
            self.reading.merged.extend((grid.name, row) for row in sorted(others))
            for row in sorted(unused):
                self.reading.not_data.append(NotData(grid.name, row, "blank_form"))
                self.flag(grid, row, None, "value_ignored", met="kehadiran tanpa rincian")
            self.rolls.append(block)
        self.reading.records.add(block)

    def _problem(self, assembler: Assembler, line: Line, issue: Issue) -> None:
        grid, details = assembler.table.grid, dict(issue.details)
        is_of_row = issue.name in ("opd", "region") and assembler.is_wide  # said once, not for every month
        key = (grid.name, line.row, issue.code, issue.name)
        if is_of_row and key in self._flagged:
            return
        self._flagged.add(key)
        suggestions = list(details.pop("suggestions", []) or [])  # type: ignore[call-overload]
        people = assembler.people(line.number)
        if "met" in details:
            details["met"] = scrub_names(str(details["met"]), people)
        message = self._sentence(grid, line.row, issue.code, details)
        raw = _raw(assembler.plan, assembler.body.cells[line.number], people)
        column = self._column(assembler, issue, line)
        told = Row(line.row, line.values, {}, self.context.uploaded_on, column=line.column)
        more = about(assembler.plan, told, issue.name)
        kind = None if assembler.kind.name == self.reading.kind else assembler.kind.name
        found = Problem(grid.name, line.row, column, issue.code, message, raw, suggestions, **more, kind=kind)
        self.reading.quarantined.append(found)
        if len(self.reading.quarantined) > MOST_WAITING:
            raise TooManyWaiting(issue)

    def _column(self, assembler: Assembler, issue: Issue, line: Line) -> int | None:
        if line.column is not None and issue.name not in ("opd", "region"):
            return line.column
        slots = assembler.plan.by_field.get(issue.name or "")
        return slots[0].index + 1 if slots else None

    def one_level(self) -> None:
        """Where a recap tells an OPD and day too, persons' rows are its second level: left out, and said."""
        records = self.reading.records
        for block, marks in recapped(self.rolls, records.blocks):
            for sheet, row, is_told in zip(block.column("sheet"), block.column("row"), marks, strict=True):
                if is_told:
                    message = sentence(
                        TWO_LEVELS, language=self.context.language, file=self.file, sheet=sheet, row=row
                    )
                    self.reading.flags.append(Flag(sheet, row, None, TWO_LEVELS, message))
            kept = block.chosen([not is_told for is_told in marks])
            gone = set(block.column("row")) - set(kept.column("row"))
            self.reading.merged.extend((block.column("sheet")[0], row) for row in sorted(gone))
            records.blocks[records.blocks.index(block)] = kept
        records.blocks = [b for b in records.blocks if b.length]

    def layout(self, assembler: Assembler) -> None:
        """Say how the columns were understood; low confidence is flagged once per column."""
        plan, grid = assembler.plan, assembler.table.grid
        header_row = grid.rows[assembler.table.header[-1]] if assembler.table.header else grid.rows[0]
        used = {s.index for found in plan.by_field.values() for s in found}
        columns = [
            {"col": s.index + 1, "title": s.title, "field": s.naming.field if s.index in used else None,
             "confidence": round(s.naming.score, 2)}
            for s in plan.slots
        ]  # fmt: skip
        self.reading.layouts.append(Layout(grid.name, header_row, plan.kind.name, plan.layout, columns))
        if plan.guessed:
            named = ", ".join(f"{s.index + 1}={s.naming.field}" for s in plan.slots if s.naming.field)
            self.flag(grid, header_row, None, "header_missing", met=named)
            return
        for slot in plan.slots:
            column = slot.naming.column
            if (
                slot.index in used
                and column
                and column.form not in ("none", "private")
                and slot.naming.score < GUESS_BELOW
            ):
                self.flag(
                    grid, header_row, slot.index + 1, "column_guessed", met=slot.title, expected=column.title
                )


def _raw(plan: Plan, cells: Sequence[object], people: list[str]) -> dict[str, str]:
    """Printed texts of the recognised columns; personal columns and unrecognised ones stay out."""
    raw = {}
    for found in plan.by_field.values():
        for slot in found:
            column, value = slot.naming.column, cells[slot.index]
            if column is None or column.form == "private" or value is None:
                continue
            if column.form == "pairs" and lists_names(value):
                continue
            raw[slot.title or str(slot.index + 1)] = scrub_names(_shown(value)[:RAW_LENGTH], people)
    return raw


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _comparable(value: object) -> object:
    return _folded(value) if isinstance(value, str) else value


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _distinct(issues: list[Issue]) -> list[Issue]:
    """One remark per reason and field; "missing" says nothing new where something unreadable stands."""
    codes = {issue.code for issue in issues}
    kept: dict[tuple, Issue] = {}
    for issue in issues:
        is_echo = (
            (issue.code == "date_missing" and codes & BAD_DATES)
            or (issue.code == "count_missing" and codes & BAD_COUNTS)
            or (issue.code in OF_OFFICE and "not_asn" in codes)
        )
        if not is_echo:
            kept.setdefault((issue.code, None if issue.code == "not_asn" else issue.name), issue)
    return list(kept.values())

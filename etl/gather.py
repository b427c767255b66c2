"""Collects what reading finds, keeps account of every row, and writes the sentences."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from etl.context import Context, Flag, Layout, NotData, Problem, Reading
from etl.documents.grid import Grid
from etl.kinds.row import Issue, Row
from etl.messages import sentence
from etl.privacy import scrub_names
from etl.table_columns import Plan
from etl.waiting import about

if TYPE_CHECKING:
    from etl.assemble import Assembler

RAW_LENGTH = 500  # signs of a cell that are kept for the quarantine
GUESS_BELOW = 0.85  # naming confidence that a person should look at
BAD_DATES = {"date_impossible", "date_unreadable", "date_future", "value_error"}
BAD_COUNTS = {"count_unreadable", "count_not_integer", "count_negative", "count_outlier", "value_error"}


class Gatherer:
    """One document's Reading while it grows."""

    def __init__(self, reading: Reading, context: Context, file: str) -> None:
        self.reading, self.context, self.file = reading, context, file
        self.seen: set[tuple[str | None, int]] = set()  # (sheet, row)
        self._repeats: dict[tuple, tuple[str | None, int]] = {}
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

    def is_repeated(self, assembler: Assembler, number: int, cells: list[object]) -> bool:
        """A row equal to an earlier one in everything but its number waits for a person."""
        by_field = assembler.plan.by_field
        numbering = {s.index for s in by_field.get("row_no", ())}
        may_look_alike = assembler.kind.name == "sidak" and "employment" in by_field
        if may_look_alike and not any(n.startswith("person") for n in by_field):
            return False  # two unnamed persons
        grid, index = assembler.table.grid, assembler.body.rows[number]
        values = tuple(_comparable(v) for i, v in enumerate(cells) if i not in numbering)
        titles, section = assembler.titles, assembler.body.sections[number]
        said = (titles.date, titles.opd, titles.team, section.team, section.date, section.opd, section.place)
        here = (grid.name, grid.rows[index])
        sheet, earlier = self._repeats.setdefault((assembler.plan.layout, said, values), here)
        if (sheet, earlier) == here:
            return False
        row = Row(grid.rows[index], {}, {}, self.context.uploaded_on)
        if not assembler.is_wide:  # a person may say that they are two events: keep what the titles told
            row.values = assembler._parsed_row(number, cells, by_field).values
        row.reject("duplicate_row", None, other=earlier if sheet == grid.name else f"{earlier} ({sheet})")
        self.row(assembler, row, index, cells)
        return True

    def row(self, assembler: Assembler, row: Row, index: int, cells: list[object]) -> None:
        """A finished row: a record with its flags, or the reasons why it waits."""
        grid = assembler.table.grid
        self.seen.add((grid.name, grid.rows[index]))
        if row.problems:
            for issue in _distinct(row.problems):
                self._problem(assembler, row, issue, cells)
            return
        record: dict[str, object] = {"level": row.level, "sheet": grid.name, "row": row.number}
        if row.column is not None:
            record["col"] = row.column
        record |= {k: v for k, v in row.values.items() if v is not None}
        self.reading.records.append(record)
        people = assembler._people(cells) if row.flags else []
        for issue in row.flags:
            if isinstance(issue.details.get("met"), str):
                issue.details["met"] = scrub_names(str(issue.details["met"]), people)
            self.flag(grid, row.number, self._column(assembler, issue, row), issue.code, **issue.details)

    def _problem(self, assembler: Assembler, row: Row, issue: Issue, cells: list[object]) -> None:
        grid, details = assembler.table.grid, dict(issue.details)
        is_of_row = issue.name in ("opd", "region") and assembler.is_wide  # said once, not for every month
        key = (grid.name, row.number, issue.code, issue.name)
        if is_of_row and key in self._flagged:
            return
        self._flagged.add(key)
        suggestions = list(details.pop("suggestions", []) or [])  # type: ignore[call-overload]
        people = assembler._people(cells)
        if "met" in details:
            details["met"] = scrub_names(str(details["met"]), people)
        message = self._sentence(grid, row.number, issue.code, details)
        raw = _raw(assembler.plan, cells, people)
        column = self._column(assembler, issue, row)
        self.reading.quarantined.append(
            Problem(
                grid.name,
                row.number,
                column,
                issue.code,
                message,
                raw,
                suggestions,
                **about(assembler.plan, row, issue.name),
            )
        )

    def _column(self, assembler: Assembler, issue: Issue, row: Row) -> int | None:
        if row.column is not None and issue.name not in ("opd", "region"):
            return row.column
        slots = assembler.plan.by_field.get(issue.name or "")
        return slots[0].index + 1 if slots else None

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


def _raw(plan: Plan, cells: list[object], people: list[str]) -> dict[str, str]:
    """Printed texts of the recognised columns; personal columns and unrecognised ones stay out."""
    raw = {}
    for found in plan.by_field.values():
        for slot in found:
            column, value = slot.naming.column, cells[slot.index]
            if column is None or column.form == "private" or value is None:
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
        is_echo = (issue.code == "date_missing" and codes & BAD_DATES) or (
            issue.code == "count_missing" and codes & BAD_COUNTS
        )
        if not is_echo:
            kept.setdefault((issue.code, None if issue.code == "not_asn" else issue.name), issue)
    return list(kept.values())

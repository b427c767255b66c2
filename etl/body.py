"""The rows below a header: data, or something that must be named and listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from etl.block import mapped
from etl.context import Context
from etl.headers import Table
from etl.lines import is_column_numbers, is_ditto, is_note, is_number, is_section, is_signature, is_total
from etl.table_columns import Plan
from etl.values import is_dash
from etl.words import read_date, read_roman

COUNTED = ("count", "percent", "number", "letter")
MOST_IN_NOTES = 3  # filled cells of a note, a heading or a signature
_LABEL = re.compile(
    r"^(?:lokasi|tempat|titik|sasaran|opd|skpd|unit kerja|hari\s*[/,]?\s*tanggal|tanggal|tgl|hari)\s*[:=]\s*(.+)$",  # noqa: E501
    re.IGNORECASE,
)
_TEAM = re.compile(r"^(?:tim|regu|kelompok)\s*(?:sidak)?\s*[:.-]?\s*([ivx]+|\d+|[a-z])\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading inside the table says about the rows below it; one object for all of them."""

    team: str | None = None
    date: str | None = None
    opd: str | None = None
    place: str | None = None


@dataclass(slots=True)
class Body:
    """Data rows (index into grid.cells, cells) with their sections; other rows as (index, why)."""

    rows: list[int] = field(default_factory=list)
    cells: list[list[object]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    other: list[tuple[int, str]] = field(default_factory=list)
    totals: list[tuple[int, int]] = field(default_factory=list)  # (row index, number of data rows before it)
    joined: list[int] = field(default_factory=list)


class BodyReader:
    """Walks once through a table's body."""

    def __init__(self, table: Table, plan: Plan, context: Context) -> None:
        self.table, self.plan, self.context = table, plan, context
        slots = [s for found in plan.by_field.values() for s in found]
        self.slots = {s.index: s for s in slots}
        self.forms = {s.index: s.naming.column.form for s in slots if s.naming.column}
        self.counted = {i for i, form in self.forms.items() if form in COUNTED}
        self.first_count = min(self.counted, default=table.last_column)
        self.numbering = {s.index for s in plan.by_field.get("row_no", ())}
        self.keys = {
            i for i, form in self.forms.items() if form in ("opd", "kecamatan", "unit", "region", "date")
        }
        self.header_texts = [_texts(table.grid.cells[i]) for i in table.header]
        self.has_numeric_header = any(text.isdigit() for texts in self.header_texts for text in texts)
        self.merged_texts = _vertical_texts(table, self.forms)
        self.section = Section()
        self.is_over = False
        self.body = Body()

    def read(self) -> Body:
        """Classify every row of the body."""
        rows = [self._cells(index) for index in self.table.body]
        close = self._to_look_at(rows)
        body, previous = self.body, None
        for index, cells, look in zip(self.table.body, rows, close, strict=True):
            if not look and body.rows:
                body.rows.append(index)
                body.cells.append(cells)
                body.sections.append(self.section)
                self.is_over = False
            else:
                self._classify(index, cells, previous)
            previous = index
        return body

    def _classify(self, index: int, cells: list[object], above: int | None) -> None:
        previous = None if above is None else self.table.grid.rows[above]
        why = self._why(index, cells, previous)
        if why is None:
            self._data(index, cells)
        elif why == "joined":
            self._join(index, cells)
        else:
            self.body.other.append((index, why))

    def _cells(self, index: int) -> list[object]:
        """The table's part of a row, as long as the table is wide; merges filled."""
        cells, first, last = self.table.grid.cells[index], self.table.first_column, self.table.last_column
        if first or len(cells) > last:
            cells = [None] * first + cells[first:last]
        fill = self.merged_texts.get(self.table.grid.rows[index])
        if len(cells) < last:
            cells = cells + [None] * (last - len(cells))
        elif fill:
            cells = list(cells)
        for column, value in fill or ():
            if column < len(cells) and cells[column] is None:
                cells[column] = value
        return cells

    def _to_look_at(self, rows: list[list[object]]) -> list[bool]:
        """Most rows are plain: well filled, a number where numbers are counted, no word of a total."""
        if self.has_numeric_header:
            return [True] * len(rows)
        columns = list(zip(*rows, strict=True))
        titles = {text for texts in self.header_texts for text in texts}
        words = {v for column in columns for v in set(column) if v.__class__ is str and not v[:1].isdigit()}  # type: ignore[index]
        telling = {v for v in words if _may_tell(v) or " ".join(v.lower().split()) in titles}  # type: ignore[attr-defined,arg-type]
        filled = [len(cells) - cells.count(None) for cells in rows]
        plain = self._filled_rightly(columns, {v for v in words if is_dash(v)}, filled)
        close = [count <= MOST_IN_NOTES or not ok for count, ok in zip(filled, plain, strict=True)]
        for column in columns if telling else ():
            if not telling.isdisjoint(column):
                close = [known or v in telling for known, v in zip(close, column, strict=True)]
        return close

    def _filled_rightly(
        self, columns: list[tuple[object, ...]], dashes: set[object], filled: list[int]
    ) -> Sequence[object]:
        """A whole number where numbers are counted; without counts a numbered row that says something."""
        counted = [mapped(columns[i], _is_whole) for i in self.counted if i < len(columns)]
        if counted:
            return counted[0] if all(counted[0]) else list(map(any, zip(*counted, strict=True)))
        said = filled
        for i, column in enumerate(columns):
            if i in self.numbering:
                said = [n - 1 if v is not None else 0 for n, v in zip(said, column, strict=True)]
            elif not dashes.isdisjoint(column):
                said = [n - (v in dashes) for n, v in zip(said, column, strict=True)]
        return [n > 0 for n in said]

    def _why(self, index: int, cells: list[object], previous: int | None) -> str | None:
        filled = [i for i, v in enumerate(cells) if v is not None]
        if not filled:
            return "other_table"
        first = next((v for v in cells if isinstance(v, str)), None)
        if _texts(cells) in self.header_texts:
            return "header"
        if is_column_numbers(cells) and not self.body.rows:
            return "column_numbers"
        if first is not None and self._is_total(cells, first):
            self.body.totals.append((index, len(self.body.rows)))
            return "total"
        has_values = any(cells[i] is not None for i in self.counted) if self.counted else False
        if self._is_signature(cells, filled, has_values, index, previous):
            return "signature"
        if (
            first is not None
            and is_note(first)
            and len(filled) <= MOST_IN_NOTES
            and not any(is_number(cells[i]) for i in self.counted)
        ):
            return "note"
        if len(filled) == 1:
            return self._heading(cells[filled[0]], filled[0], index)
        return self._unfilled(index, cells, filled)

    def _is_total(self, cells: list[object], first: str) -> bool:
        """A total stands among the labels, and the row is not a person or place of that name."""
        position = next(i for i, v in enumerate(cells) if v is first)
        if not is_total(first) or position > max(self.first_count, 2):
            return False
        return not any(isinstance(cells[i], int) and i < position for i in self.numbering)

    def _is_signature(
        self, cells: list[object], filled: list[int], has_values: bool, index: int, previous: int | None
    ) -> bool:
        texts = [cells[i] for i in filled if isinstance(cells[i], str)]
        if any(is_number(cells[i]) for i in filled if i not in self.numbering) and not self.is_over:
            return False
        gap = previous is not None and self.table.grid.rows[index] - previous > 1
        looks = any(is_signature(t) for t in texts) and len(filled) <= MOST_IN_NOTES
        has_key = any(cells[i] is not None and not is_signature(str(cells[i])) for i in self.keys)
        if any(is_number(cells[i]) for i in self.counted):
            return False
        if looks and (not has_key or gap or bool(self.body.totals)):
            self.is_over = True
        return self.is_over and len(filled) <= MOST_IN_NOTES

    def _heading(self, value: object, column: int, index: int) -> str:
        """A lone cell: a section that speaks for the rows below, or a note."""
        text = str(value)
        if is_number(value):
            return "blank_form" if column in self.numbering else "note"
        if team := _TEAM.match(text):
            place = text.split(":", 1)[-1].strip() if ":" in text else None
            self.section = Section(team=plain_team(team[1]), place=place)
            return "section"
        label = _LABEL.match(text)
        said = label[1] if label else text
        day = read_date(said[:80], year=None, near=self.context.uploaded_on)
        if day.precision == "day" and day.iso:
            self.section = replace(self.section, date=day.iso)
            return "section"
        if label and text.lower().startswith(("lokasi", "tempat", "titik", "sasaran")):
            self.section = replace(self.section, place=said)  # "Pasar" alone would be an OPD
            return "section"
        opd = self.context.opds.resolve(said, region_code=self.context.region_code)
        if opd.status == "ok":
            self.section = replace(self.section, opd=opd.name)
            return "blank_form" if column in self.keys and not _is_merged(self.table, index) else "section"
        return "section" if is_section(text) else "note"

    def _unfilled(self, index: int, cells: list[object], filled: list[int]) -> str | None:
        row = self.table.grid.rows[index]
        if any(r == row for r, _ in self.table.grid.uncached):
            return None
        telling = [i for i in filled if i not in self.numbering and not is_dash(cells[i])]
        if not telling and not any(i in self.counted for i in filled):
            return "blank_form"
        if (
            all(
                (i in self.keys and self.forms.get(i) not in ("date",)) or i not in self.slots
                for i in telling
            )
            and self.counted
        ):
            return "blank_form" if not any(i in self.counted for i in filled) else None
        return "joined" if self._is_continued(cells, filled) else None

    def _is_continued(self, cells: list[object], filled: list[int]) -> bool:
        """Only words in text columns, no number where the others have one: the rest of the row above."""
        if not self.body.rows or not self.numbering or self.counted:
            return False
        last = self.body.cells[-1]
        if any(cells[i] is not None for i in self.numbering) or all(last[i] is None for i in self.numbering):
            return False
        texty = {i for i, form in self.forms.items() if form in ("text", "place", "private", "none")}
        return all(i in texty or i not in self.slots for i in filled)

    def _data(self, index: int, cells: list[object]) -> None:
        self.is_over = False
        if self.body.cells:
            last = self.body.cells[-1]
            for i, value in enumerate(cells):
                if i not in self.counted and is_ditto(value):
                    cells[i] = last[i]
        self.body.rows.append(index)
        self.body.cells.append(cells)
        self.body.sections.append(
            Section(self.section.team, self.section.date, self.section.opd, self.section.place)
        )

    def _join(self, index: int, cells: list[object]) -> None:
        last = self.body.cells[-1] = list(self.body.cells[-1])
        for i, value in enumerate(cells):
            if value is not None:
                last[i] = value if last[i] is None else f"{last[i]} {value}"
        self.body.joined.append(index)


def plain_team(text: str) -> str:
    """ "II" and "2" are the same team."""
    number = read_roman(text) if text.isalpha() else None
    return str(number) if number else text


def _may_tell(text: str) -> bool:
    """A word that could make its row a total, or stands for the cell above."""
    return is_total(text) or is_ditto(text)


def _is_whole(value: object) -> bool:
    return value.__class__ is int or (value.__class__ is str and value.isdigit())  # type: ignore[attr-defined]


def _texts(cells: list[object]) -> tuple[str, ...]:
    return tuple(" ".join(str(v).lower().split()) for v in cells if v is not None)


def _is_merged(table: Table, index: int) -> bool:
    row = table.grid.rows[index]
    return any(r1 == row and c2 > c1 for r1, c1, _, c2 in table.grid.merged)


def _vertical_texts(table: Table, forms: dict[int, str]) -> dict[int, list[tuple[int, object]]]:
    """Cells merged downwards, for the rows they cover: words and dates are repeated, counts never."""
    fill: dict[int, list[tuple[int, object]]] = {}
    by_row = {row: i for i, row in enumerate(table.grid.rows)}
    for r1, c1, r2, _ in table.grid.merged:
        if (
            r2 == r1
            or r1 not in by_row
            or by_row[r1] in table.header
            or forms.get(c1 - 1) in (*COUNTED, None)
        ):
            continue
        row = table.grid.cells[by_row[r1]]
        if c1 - 1 < len(row) and row[c1 - 1] is not None and forms[c1 - 1] != "none":
            for r in range(r1 + 1, min(r2, r1 + 5000) + 1):
                fill.setdefault(r, []).append((c1 - 1, row[c1 - 1]))
    return fill

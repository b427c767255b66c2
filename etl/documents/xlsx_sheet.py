"""Expat handlers for one worksheet part of an XLSX."""

from __future__ import annotations

from datetime import date, datetime

from etl.documents.grid import CELL_LIMIT, COLUMN_LIMIT, Grid, Refused, apart, clean, from_serial, percent

_ROW_LIMIT = 1_048_576
_MERGE_LIMIT = 200_000
_RISKY = ("HYPERLINK", "DDE", "WEBSERVICE", "CMD|", "IMPORTXML", "CALL(", "REGISTER", "EXEC(")
_columns: dict[str, int] = {}


def column_number(reference: str) -> int:
    """ "AB12" → 28; 0 when there are no letters."""
    letters = reference.rstrip("0123456789")
    number = _columns.get(letters)
    if number is None:
        number = 0
        for char in letters.upper().replace("$", "")[:4]:
            number = number * 26 + ord(char) - 64
        if len(_columns) < 20_000:
            _columns[letters] = number
    return number


def _row_number(reference: str) -> int:
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$")
    return int(digits) if digits.isdigit() else 0


class SheetScan:
    """Collects one sheet into its Grid; feed it to an expat parser, then call finish()."""

    def __init__(self, grid: Grid, strings: list[str | None], formats: list[str], is_1904: bool) -> None:
        self.grid, self.strings, self.formats, self.is_1904 = grid, strings, formats, is_1904
        self.row, self.column, self.cell_count = 0, 0, 0
        self.values: list[object] = []
        self.kind = self.style = ""
        self.parts: list[str] = []
        self.formula: list[str] | None = None
        self.is_value = self.is_formula = self.has_value = False
        self._rows: dict[int, list[object]] = {}
        self._starts = {"c": self._cell, "row": self._row, "v": self._value, "t": self._value,
                        "f": self._formula, "mergeCell": self._merge}  # fmt: skip
        self._ends = {"c": self._end_cell, "row": self._end_row, "v": self._end_value,
                      "t": self._end_value, "f": self._end_formula}  # fmt: skip

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        handler = self._starts.get(tag) or (self._starts.get(tag.rpartition(":")[2]) if ":" in tag else None)
        if handler is not None:
            handler(attributes)

    def end(self, tag: str) -> None:
        handler = self._ends.get(tag) or (self._ends.get(tag.rpartition(":")[2]) if ":" in tag else None)
        if handler is not None:
            handler()

    def text(self, data: str) -> None:
        if self.is_value:
            self.parts.append(data)
        elif self.is_formula and self.formula is not None:
            self.formula.append(data)

    def finish(self) -> Grid:
        for number in sorted(self._rows):
            self.grid.put(number, self._rows[number])
        self.grid.merged = apart(self.grid.merged)
        return self.grid

    def _row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", "")
        self.row = int(given) if given.isdigit() else self.row + 1
        self.column, self.values = 0, []
        if attributes.get("hidden") in ("1", "true"):
            self.grid.hidden_rows.add(self.row)

    def _end_row(self) -> None:
        if not self.values or not 0 < self.row <= _ROW_LIMIT:
            return
        if self.row in self._rows:  # two <row r="5">: keep both, nothing is lost
            self.row = max(self._rows) + 1
        self._rows[self.row] = self.values

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        self.column = column_number(reference) or self.column + 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.parts, self.formula, self.has_value = [], None, False

    def _value(self, _attributes: dict[str, str]) -> None:
        self.is_value = self.has_value = True

    def _end_value(self) -> None:
        self.is_value = False

    def _formula(self, _attributes: dict[str, str]) -> None:
        self.is_formula, self.formula = True, []

    def _end_formula(self) -> None:
        self.is_formula = False

    def _end_cell(self) -> None:
        value = self._convert("".join(self.parts)) if self.has_value else None
        if self.formula is not None:
            self._note_formula(value)
        if value is None:
            return
        if self.column > COLUMN_LIMIT:
            self.grid.far_cell_count += 1
            return
        self.cell_count += 1
        if self.cell_count > CELL_LIMIT:
            raise Refused("too_large", count=CELL_LIMIT)
        self.values.extend([None] * (self.column - 1 - len(self.values)))
        if len(self.values) == self.column - 1:
            self.values.append(value)
        else:
            self.values[self.column - 1] = value

    def _note_formula(self, value: object) -> None:
        if self.column > COLUMN_LIMIT:
            return
        if value is None:
            self.grid.uncached.add((self.row, self.column))
        formula = "".join(self.formula or ()).upper()
        if any(word in formula for word in _RISKY):
            self.grid.injected.add((self.row, self.column))

    def _convert(self, raw: str) -> object:
        kind = self.kind
        if kind == "s":
            index = int(raw) if raw.strip().isdigit() else -1
            return self.strings[index] if 0 <= index < len(self.strings) else None
        if kind in ("str", "inlineStr", "e"):
            return clean(raw)
        if kind == "b":
            return raw.strip() in ("1", "true")
        if kind == "d":
            return _iso(raw)
        return self._number(raw.strip())

    def _number(self, raw: str) -> object:
        try:
            value: float | int = int(raw) if raw.isdigit() else float(raw)
        except ValueError:
            return clean(raw)
        if isinstance(value, float):
            if value != value or value in (float("inf"), float("-inf")):
                return raw
            if value.is_integer() and abs(value) < 1e15:
                value = int(value)
        form = (
            self.formats[int(self.style)]
            if self.style.isdigit() and int(self.style) < len(self.formats)
            else ""
        )
        if form == "d":
            return from_serial(value, is_1904=self.is_1904)
        return percent(value) if form == "%" else value

    def _merge(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        box = (
            _row_number(first),
            column_number(first),
            _row_number(last or first),
            column_number(last or first),
        )
        if min(box) > 0 and len(self.grid.merged) < _MERGE_LIMIT:
            self.grid.merged.append(box)


def _iso(raw: str) -> object:
    try:
        moment = datetime.fromisoformat(raw.strip().rstrip("Z"))
    except ValueError:
        return clean(raw)
    return date(moment.year, moment.month, moment.day) if not (moment.hour or moment.minute) else moment

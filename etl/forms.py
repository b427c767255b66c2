"""Records that stand upright: lines "label : value" of a form, and tables whose rows are fields.

Each becomes a table of one row whose column titles are the labels, so that the rest reads it like any other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from etl.column_names import GOOD, day_of, match_title, month_of, year_of
from etl.documents.grid import Grid
from etl.lines import is_total

MOST_UPRIGHT = 200  # rows of a sheet that may be an upright table
MOST_LINES = 400  # of a sheet that is read as forms
COUNTED = ("count", "percent")
VAGUE = ("uraian", "keterangan", "status", "jenis", "kategori")  # a label that says nothing of its row
LABEL_LENGTH = 50
LEAST_LABELS = 3  # known fields that make a form
MOST_RECORDS = 100  # columns of an upright table
_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|[ivx]{1,4}[.)]|[-•*])\s+", re.IGNORECASE)

Pair = tuple[int, str, object]  # index of the row, label, value
Form = tuple[
    Grid, list[str], list[int], int
]  # one row of values, its labels, rows of the sheet, first column


def find_forms(grid: Grid, kinds: tuple[str, ...]) -> list[Form]:
    """Forms below each other; none when too few labels are known."""
    return _lines(grid, kinds)


def is_pair(cells: list[object]) -> bool:
    """ "Tanggal : 7 Maret 2018": a line of a form, never column titles."""
    filled = [v for v in cells if v is not None]
    if not filled or not isinstance(filled[0], str):
        return False
    return any(v == ":" for v in filled) or (len(filled) == 2 and filled[0].rstrip().endswith(":"))


def _lines(grid: Grid, kinds: tuple[str, ...]) -> list[Form]:
    said = [(i, *pair) for i, cells in enumerate(grid.cells[:MOST_LINES]) if (pair := _pair(cells))]
    forms: list[Form] = []
    for part in _apart(said):
        labels = [label for _, label, _ in part]
        if len(part) > 40 or _known(labels, kinds) < LEAST_LABELS:
            continue
        rows = [grid.rows[i] for i, _, _ in part]
        page = replace(grid, cells=[[value for _, _, value in part]], rows=[rows[0]], merged=[])
        forms.append((page, labels, rows, 0))
    return forms


def _apart(said: list[Pair]) -> list[list[Pair]]:
    """A form begins again where its first known label comes again."""
    parts: list[list[Pair]] = [[]]
    for pair in said:
        label = pair[1].lower()
        if any(label == other.lower() for _, other, _ in parts[-1]):
            parts.append([])
        parts[-1].append(pair)
    return parts


def _pair(cells: list[object]) -> tuple[str, object] | None:
    """(label, value) of a line: "Tempat : Plaza" in one cell, or in neighbouring ones."""
    filled = [v for v in cells if v is not None and v != ":"]
    if len(filled) > 2 and (_is_number(filled[0]) or _NUMBERED.fullmatch(f"{filled[0]} ")):
        filled = filled[1:]
    if not filled or not isinstance(filled[0], str) or len(filled) > 2:
        return None
    label, colon, rest = filled[0].partition(":")
    value = filled[1] if len(filled) == 2 else rest.strip()
    if isinstance(value, str):
        value = value.lstrip(": ").strip()
    is_said = bool(colon) or len(filled) == 2
    label = _bare(label)
    return (
        (label, value or (0 if value == 0 else None))
        if is_said and label and len(label) <= LABEL_LENGTH
        else None
    )


def find_upright(grid: Grid, kinds: tuple[str, ...]) -> list[Form]:
    """ "Uraian | Dinkes | Dishub", "Jumlah ASN | 100 | 40", "Hadir | 95 | 40": each column is a record."""
    found = _label_column(grid, kinds) if len(grid.cells) <= MOST_UPRIGHT else None
    if found is None:
        return []
    column, rows = found
    width = max(len(grid.cells[i]) for i in rows)
    filled = {c: sum(_at(grid, i, c) is not None for i in rows) for c in range(column + 1, width)}
    names = {c: _at(grid, rows[0], c) for c in filled}
    records = [c for c, n in filled.items() if n >= len(rows) / 2 and not is_total(str(names[c] or ""))]
    if len(records) < 2 or len(records) > MOST_RECORDS:
        return []
    labels = [_bare(str(_at(grid, i, column) or "")) for i in rows]
    labels[0] = _first_label(labels[0], [_at(grid, rows[0], c) for c in records], kinds)
    forms: list[Form] = []
    for number, c in enumerate(records):
        values: list[object] = [None] * c + [_at(grid, i, c) for i in rows]
        lines = [grid.rows[i] for i in (rows if not number else rows[:1])]
        page = replace(grid, cells=[values], rows=[grid.rows[rows[0]]], merged=[])
        forms.append((page, labels, lines, c))
    return forms


def _label_column(grid: Grid, kinds: tuple[str, ...]) -> tuple[int, list[int]] | None:
    """The column whose texts are known fields, with the rows from the names down to the last field."""
    for column in range(min(3, max((len(r) for r in grid.cells), default=0))):
        texts = {
            i: v
            for i, r in enumerate(grid.cells)
            if isinstance(v := _at(grid, i, column), str) and len(r) > column + 2
        }
        if len(set(texts.values())) < len(texts):
            continue  # labels do not come again; values of a list do
        known = [i for i, v in texts.items() if _counts([_bare(v)], kinds)]
        if _counts([_bare(texts[i]) for i in known], kinds) < LEAST_LABELS:
            continue
        first, last = known[0], known[-1]
        names = first - 1 if first and len(grid.cells[first - 1]) > column + 2 else first
        inside = [i for i in range(names, last + 1) if len(grid.cells[i]) > column + 1]
        if len(known) >= 0.6 * len(inside) and sum(_is_counted(grid, i, column) for i in known) >= 2:
            return column, inside
    return None


def _first_label(label: str, values: list[object], kinds: tuple[str, ...]) -> str:
    """ "Uraian" or nothing over names of offices means OPD; over months or days it means those."""
    for title, is_one in (("Tanggal", day_of), ("Bulan", month_of), ("Tahun", year_of)):
        if all(is_one(v) for v in values):
            return title
    return label if label and _known([label], kinds) and label.lower() not in VAGUE else "OPD"


def _known(labels: list[str], kinds: tuple[str, ...]) -> int:
    """How many different fields of one kind the labels name."""
    return max(
        (len({n.field for t in labels if (n := match_title(t, k)).score >= GOOD}) for k in kinds), default=0
    )


def _counts(labels: list[str], kinds: tuple[str, ...]) -> int:
    """How many different counts of one kind the labels name, spelled as titles are."""
    found = (
        {n.field for t in labels if (n := match_title(t, k, True)).column and n.column.form in COUNTED}
        for k in kinds
    )
    return max(map(len, found), default=0)


def _is_counted(grid: Grid, index: int, column: int) -> bool:
    rest = [v for v in grid.cells[index][column + 1 :] if v is not None]
    return bool(rest) and all(_is_number(v) or str(v)[:1].isdigit() or set(str(v)) <= set("-–") for v in rest)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bare(text: str) -> str:
    return _NUMBERED.sub("", " ".join(text.split())).strip(" :")


def _at(grid: Grid, index: int, column: int) -> object:
    row = grid.cells[index]
    return row[column] if column < len(row) else None

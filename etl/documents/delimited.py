"""Delimited text of any delimiter and encoding, and the plain text of letters and news."""

from __future__ import annotations

import csv
import io
import math
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter

from etl.documents.aligned import read_aligned
from etl.documents.grid import CELL_LIMIT, COLUMN_LIMIT, Grid, Refused, clean

DELIMITERS = ("\t", ";", "|", ",")
_RULER = frozenset("-:=_+")
_SAMPLE = 200  # records looked at to choose a delimiter
_LABELS = 4  # lines "label : value" that make a form
_LABELLED = re.compile(r"\s*[-*•]?\s*([A-Za-z][\w /.-]{1,30}?)\s*[:=]\s*\S.{0,80}$")
_CELL_LENGTH = 40  # signs: most cells of a list are short, most parts between commas of a story are not
_SWALLOWED = 20  # line breaks in one field: a quote was opened and never closed


def decode(data: bytes) -> str:
    """Text of UTF-8 or UTF-16 (with or without BOM), else Windows-1252 as Indonesian Excel writes."""
    if data.startswith(BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    head = data[:4096]
    if head.count(0) > len(head) // 4:
        is_little = head[1::2].count(0) >= head[::2].count(0)
        return data.decode("utf-16-le" if is_little else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def choose_delimiter(text: str) -> tuple[str, float]:
    """(delimiter, evenness 0–1): the share of rows with the commonest number of fields, at least two."""
    lines = text[: 1 << 18]
    best, best_score, evenness = ",", 0.0, 0.0
    for delimiter in DELIMITERS:
        rows = _sample(lines, delimiter)
        if not rows:
            continue
        width, count = Counter(len(r) for r in rows).most_common(1)[0]
        wide = sum(1 for r in rows if len(r) > 1)
        if width == 1:
            width, count = Counter(len(r) for r in rows if len(r) > 1).most_common(1)[0] if wide else (1, 0)
        share = count / len(rows)
        score = share * math.log(width) if width > 1 else 0.0
        if score > best_score * 1.05:
            best, best_score, evenness = delimiter, score, share
    return best, evenness


def _sample(text: str, delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) >= _SAMPLE:
                break
    except csv.Error:
        return rows
    return rows


def is_table(text: str) -> bool:
    """Does a text without a telling name look like a table? At least 3 even rows of 3 or more fields."""
    delimiter, evenness = choose_delimiter(text)
    rows = _sample(text[: 1 << 16], delimiter)
    width = Counter(len(r) for r in rows).most_common(1)[0][0] if rows else 0
    return len(rows) >= 3 and width >= 3 and evenness >= (0.9 if delimiter == "," else 0.6)


def tables_in_text(text: str) -> list[Grid]:
    """Tables of a plain text: by delimiter, or by blanks that keep columns apart; a story has none."""
    if (form := _form(text[: 1 << 14])) is not None:
        return [form]
    delimiter, _ = choose_delimiter(text)
    rows = _sample(text[: 1 << 16], delimiter)
    width, count = Counter(len(r) for r in rows).most_common(1)[0] if rows else (1, 0)
    wide = Counter(len(r) for r in rows if len(r) >= 3)
    if wide:
        width, count = wide.most_common(1)[0]
    cells = sorted(len(c) for r in rows if len(r) == width for c in r)
    if width >= 3 and count >= 3 and count >= 0.4 * len(rows) and cells[len(cells) * 3 // 4] <= _CELL_LENGTH:
        return read_delimited(text)
    grid = read_aligned(text[: 1 << 20].splitlines(), None)
    return [grid] if grid is not None and sum(len(r) >= 3 for r in grid.cells) >= 0.4 * grid.row_count else []


def _form(text: str) -> Grid | None:
    """A short message of "label : value" lines, one line a row; rows are line numbers."""
    lines = text.splitlines()
    said = [line for line in lines if line.strip()]
    labels = [m[1] for line in said if (m := _LABELLED.match(line))]
    if len(labels) < _LABELS or len(labels) < 0.5 * len(said):
        return None
    grid = Grid(None)
    for number, line in enumerate(lines, 1):
        grid.put(number, [clean(line)])
    return grid


def read_delimited(text: str) -> list[Grid]:
    """One sheet without a name; its row numbers are the reader's record numbers, the first record is 1."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[4], rest
    else:
        delimiter, _ = choose_delimiter(text)
    csv.field_size_limit(1 << 24)
    try:
        return [_grid(text, delimiter, csv.QUOTE_MINIMAL)]
    except (csv.Error, _Swallowed):
        try:
            return [_grid(text, delimiter, csv.QUOTE_NONE)]
        except csv.Error as error:
            raise Refused("file_unreadable", part="CSV") from error


class _Swallowed(Exception):
    pass


def _grid(text: str, delimiter: str, quoting: int) -> Grid:
    grid = Grid(None)
    cache: dict[str, str | None] = {"": None}
    cell_count = 0
    source = io.StringIO(text.replace("\0", ""), newline="")
    for number, row in enumerate(csv.reader(source, delimiter=delimiter, quoting=quoting), 1):  # type: ignore[arg-type]
        values: list[object] = []
        for raw in row[:COLUMN_LIMIT]:
            if raw in cache:
                values.append(cache[raw])
                continue
            if quoting == csv.QUOTE_MINIMAL and raw.count("\n") > _SWALLOWED:
                raise _Swallowed
            value = clean(raw)
            if len(cache) < 200_000:
                cache[raw] = value
            values.append(value)
        cell_count += len(values)
        if cell_count > CELL_LIMIT * 2:
            raise Refused("too_large", count=CELL_LIMIT * 2)
        grid.far_cell_count += sum(1 for v in row[COLUMN_LIMIT:] if v.strip())
        if not _is_ruler(values):
            grid.put(number, values)
    return grid


def _is_ruler(values: list[object]) -> bool:
    """ "|---|---:|" below the titles of a typed table."""
    texts = [str(v) for v in values if v is not None]
    return len(texts) > 1 and all(len(t) > 1 and set(t) <= _RULER for t in texts)

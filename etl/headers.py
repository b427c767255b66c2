"""Find the tables of a sheet: header rows among letterheads, two-row headers, several blocks, side by side.

A row is a header when at least three of its texts (or half of two) are column titles of one kind; rows that
hang below it by merges, or continue it with texts only, belong to it. Without any header the sheet is one
nameless table, if it looks like one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from etl.column_names import GOOD, day_of, match_title, month_of, year_of
from etl.documents.grid import Grid
from etl.forms import Form, find_forms, find_upright, is_pair
from etl.kinds import KINDS
from etl.lines import is_column_numbers, is_number
from etl.period_titles import are_days_below, day_titles, spell_days, split_dates, year_titles

LOOK_CLOSELY = 60  # rows of a sheet in which also misspelt titles count; further down exact ones only
TITLE_LENGTH = 90  # signs; a longer text is no column title
HEADER_ROWS = 4
MARKS_OF_A_MONTH = 8
TITLE_ROWS = 8  # rows above a header in which its month may stand
_VALUE = re.compile(r"\d{6,}|\d+[/.-]\d+[/.-]\d+|\d/\w+/|^\d+[.,]\d+$")  # dates, register numbers, decimals


@dataclass(slots=True)
class Table:
    """One block: indices into `grid.cells`. `stacks[c]` are the titles above column c, uppermost first."""

    grid: Grid
    above: list[int]  # rows between the previous block and this header: letterhead, title, period
    header: list[int]
    numbers: list[int]  # rows that only number the columns
    body: list[int]
    stacks: list[tuple[str, ...]] = field(default_factory=list)
    first_column: int = 0
    last_column: int = 0
    form_rows: list[int] = field(default_factory=list)  # "label : value" lines that were read as one record

    @property
    def is_headless(self) -> bool:
        """No row of titles was found."""
        return not self.header and not self.form_rows

    @property
    def has_years(self) -> bool:
        """Do years stand side by side as titles?"""
        return sum(any(year_of(t) for t in stack) for stack in self.stacks) >= 2

    def title_lines(self) -> list[str]:
        """The texts above the table, outside of it or in the rows before its header."""
        rows = (self.grid.cells[i] for i in ([] if self.form_rows else self.above))
        return [*self.grid.lead, *(" ".join(v for v in row if isinstance(v, str)) for row in rows)]


def find_tables(grid: Grid, kinds: tuple[str, ...]) -> list[Table]:
    """The blocks of a sheet in order; every row with content is in exactly one block (or its `above`)."""
    if upright := _forms(grid, find_upright(grid, kinds)):
        return upright
    blocks: list[tuple[int, int]] = []  # first header row, first body row
    printed: frozenset[object] = frozenset()
    for start in range(len(grid.cells)):
        if blocks and (start < blocks[-1][1] or not _may_start_again(grid, start, printed)):
            continue
        if _is_header(grid, start, kinds):
            if blocks and _goes_on(grid, start, blocks[-1]):
                continue
            first = _upper(grid, start, blocks[-1][1] if blocks else 0)
            blocks.append((first, _lower(grid, start)))
            printed = _spellings(grid, range(*blocks[-1]))
    if not blocks:
        return _forms(grid, find_forms(grid, kinds)) or _headless(grid)
    tables = []
    for n, (first, body_start) in enumerate(blocks):
        end = blocks[n + 1][0] if n + 1 < len(blocks) else len(grid.cells)
        tables.extend(_table(grid, (blocks[n - 1][1] if n else 0, first, body_start, end), is_first=n == 0))
    return tables


def _table(grid: Grid, bounds: tuple[int, int, int, int], *, is_first: bool) -> list[Table]:
    _, first, body_start, end = bounds
    numbers = []
    while body_start < end and is_column_numbers(grid.cells[body_start]):
        numbers.append(body_start)
        body_start += 1
    header = list(range(first, body_start - len(numbers)))
    above = list(range(first)) if is_first else []
    body = list(range(body_start, end))
    width = max((len(grid.cells[i]) for i in (*header, *body)), default=0)
    before = [
        v for i in range(max(0, first - TITLE_ROWS), first) for v in grid.cells[i] if isinstance(v, str)
    ]
    stacks = spell_days(split_dates(header_stacks(grid, header, width)), [*grid.lead, *before])
    return [
        Table(grid, above, header, numbers, body, stacks, left, right)
        for left, right in _side_by_side(stacks)
    ]


def _forms(grid: Grid, found: list[Form]) -> list[Table]:
    """Records that stand upright, each as a table of one row."""
    tables: list[Table] = []
    for page, labels, rows, first in found:
        above = [] if tables else [i for i, row in enumerate(grid.rows) if row < rows[0]]
        page.lead = page.lead + [" ".join(str(v) for v in grid.cells[i] if v is not None) for i in above]
        stacks: list[tuple[str, ...]] = [()] * first + [(label,) for label in labels]
        tables.append(Table(page, above, [], [], [0], stacks, first, len(stacks), form_rows=rows))
    return tables


def _headless(grid: Grid) -> list[Table]:
    """All rows as one nameless table when most have the same shape, else no table."""
    if not grid.cells:
        return []
    widths = [sum(v is not None for v in row) for row in grid.cells]
    width = max(widths)
    start = next((i for i, w in enumerate(widths) if w >= max(2, width - 2)), 0)
    body = list(range(start, len(grid.cells)))
    full = sum(1 for i in body if widths[i] >= max(2, width - 2))
    if width < 2 or full < max(2, len(body) // 2):
        return []
    columns = max(len(row) for row in grid.cells)
    return [Table(grid, list(range(start)), [], [], body, [()] * columns, 0, columns)]


def _may_start_again(grid: Grid, index: int, printed: frozenset[object]) -> bool:
    """A further header follows a gap or a lone line, or repeats the titles above: data may be words too."""
    before, cells = grid.cells[index - 1], grid.cells[index]
    if grid.rows[index] - grid.rows[index - 1] > 1 or len(before) - before.count(None) <= 2:
        return True
    if printed.isdisjoint(cells):  # most rows of a long table
        return False
    titles = {t for t in printed if str(t) == str(t).lower()}
    same = sum(str(v).lower() in titles for v in cells if v is not None)
    return same >= 3 and same >= 0.6 * len(titles)


def _goes_on(grid: Grid, start: int, block: tuple[int, int]) -> bool:
    """The same titles directly below a row of the list, as printed again on each page: no new block."""
    above = grid.cells[start - 1]
    if len(above) - above.count(None) < 3 or start < block[1] + 1:
        return False
    same = [_folded(grid.cells[i]) for i in range(*block)]
    return _folded(grid.cells[start]) in same


def _folded(cells: list[object]) -> tuple[str, ...]:
    return tuple(" ".join(str(v).lower().split()) for v in cells if v is not None)


def _spellings(grid: Grid, rows: range) -> frozenset[object]:
    """The titles of a header as printed, in small letters and in capitals."""
    texts = [str(v) for i in rows for v in grid.cells[i] if v is not None]
    return frozenset(form for t in texts for form in (t, t.lower(), t.upper(), t.title()))


def _is_header(grid: Grid, index: int, kinds: tuple[str, ...]) -> bool:
    cells = [v for v in grid.cells[index] if v is not None]
    if days := day_titles(cells) or year_titles(cells):
        cells = [v for v in cells if day_of(v) is None and year_of(v) is None]
    texts = [v for v in cells if isinstance(v, str) and len(v) <= TITLE_LENGTH]
    if len(texts) + days < 2 or len(texts) < 0.6 * len(cells) or any(_VALUE.search(t) for t in texts):
        return False
    if is_pair(grid.cells[index]) or _is_numbered_marks(cells, texts):
        return False
    months = days + sum(month_of(t) is not None for t in texts)
    is_quick = index >= LOOK_CLOSELY
    for kind in kinds:
        fields = set()
        for text in texts:
            naming = match_title(text, kind, is_quick)
            if naming.column is not None and naming.score >= GOOD:
                fields.add(naming.field)
        hits = len(fields) + (2 if months >= 2 else months)
        if hits >= 3 or (
            hits == 2 and len(cells) <= 4 and len(fields - {"row_no"}) + months >= 1 and index < LOOK_CLOSELY
        ):
            return True
    return False


def _is_numbered_marks(cells: list[object], texts: list[str]) -> bool:
    """A numbered row of H, S, H, DL … is a person's month, though each letter could be a title."""
    return len(texts) >= MARKS_OF_A_MONTH and is_number(cells[0]) and len(set(texts)) <= len(texts) / 2


def _upper(grid: Grid, start: int, floor: int) -> int:
    """Rows above that group the titles: several texts, no numbers, merged across some but not all columns."""
    first = start
    while first > floor and start - first < HEADER_ROWS - 1:
        above = first - 1
        cells = [v for v in grid.cells[above] if v is not None]
        is_near = grid.rows[first] - grid.rows[above] == 1
        if not is_near or len(cells) < 2 or any(is_number(v) for v in cells):
            break
        if not all(isinstance(v, str) and len(v) <= TITLE_LENGTH for v in cells) or not _groups(
            grid, above, first
        ):
            break
        first = above
    return first


def _groups(grid: Grid, above: int, below: int) -> bool:
    row, width = grid.rows[above], len(grid.cells[below])
    return any(r1 <= row <= r2 and (r2 > row or 1 < c2 - c1 + 1 < width) for r1, c1, r2, c2 in grid.merged)


def _lower(grid: Grid, start: int) -> int:
    """First row after the header: rows that hang from it or only add texts below blanks belong to it."""
    last = start
    deep = max((r2 for r1, _, r2, _ in grid.merged if r1 <= grid.rows[start] <= r2), default=grid.rows[start])
    deep = min(deep, grid.rows[start] + HEADER_ROWS - 1)
    while last + 1 < len(grid.cells) and last + 1 - start < HEADER_ROWS:
        below = last + 1
        below_cells = grid.cells[below]
        if are_days_below(below_cells, grid.cells[last]):
            return below + 1
        if grid.rows[below] > deep and not _continues(grid, last, below):
            break
        if any(is_number(v) for v in below_cells) or is_column_numbers(below_cells):
            break
        last = below
    return last + 1


def _continues(grid: Grid, header: int, below: int) -> bool:
    """Short texts only, each standing under a title or to the right of one, the first columns empty."""
    if grid.rows[below] - grid.rows[header] != 1:
        return False
    cells = grid.cells[below]
    texts = [v for v in cells if v is not None]
    if len(texts) < 2 or not all(isinstance(v, str) and len(v) <= 40 for v in texts):
        return False
    top = grid.cells[header]
    first = next(i for i, v in enumerate(top) if v is not None)
    if first < len(cells) and cells[first] is not None:
        return False
    under_blank = sum(1 for i, v in enumerate(cells) if v is not None and (i >= len(top) or top[i] is None))
    return under_blank > 0 and all(_is_titleish(str(v)) for v in texts)


def _is_titleish(text: str) -> bool:
    from etl.column_names import PARTS
    from etl.kinds.columns import fold

    if " ".join(fold(text)) in PARTS or month_of(text):
        return True
    return any(match_title(text, kind).score >= GOOD for kind in KINDS) or len(text) <= 12


def header_stacks(grid: Grid, header: list[int], width: int) -> list[tuple[str, ...]]:
    """For each column its titles from top to bottom, merges filled, repeated ones once."""
    lines = [[_text(v) for v in grid.cells[i]] + [""] * (width - len(grid.cells[i])) for i in header]
    for depth, index in enumerate(header):
        _fill_merges(grid, grid.rows[index], header, lines, depth)
    for depth in range(len(lines) - 1):
        _fill_right(lines[depth], lines[depth + 1])
    stacks = []
    for column in range(width):
        stack: list[str] = []
        for line in lines:
            if line[column] and (not stack or stack[-1] != line[column]):
                stack.append(line[column])
        stacks.append(tuple(stack))
    return stacks


def _text(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _fill_merges(grid: Grid, row: int, header: list[int], lines: list[list[str]], depth: int) -> None:
    rows = {grid.rows[i]: d for d, i in enumerate(header)}
    for r1, c1, r2, c2 in grid.merged:
        if r1 != row or c1 > len(lines[depth]):
            continue
        text = lines[depth][c1 - 1]
        for r in range(r1, min(r2, r1 + HEADER_ROWS) + 1):
            target = rows.get(r)
            if target is None or not text:
                continue
            for c in range(c1 - 1, min(c2, len(lines[target]))):
                lines[target][c] = lines[target][c] or text


def _fill_right(line: list[str], below: list[str]) -> None:
    """An unmerged group title stands over the blanks to its right that have a title below."""
    current = ""
    for column, text in enumerate(line):
        if text:
            current = text if below[column] and below[column] != text else ""
        elif below[column] and current:
            line[column] = current
        else:
            current = ""


def _side_by_side(stacks: list[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Column ranges of blocks that stand next to each other: the same first title comes again."""
    filled = [c for c, stack in enumerate(stacks) if stack]
    if not filled:
        return [(0, len(stacks))]
    first = tuple(t.lower() for t in stacks[filled[0]])
    again = [c for c in filled if tuple(t.lower() for t in stacks[c]) == first]
    if len(again) < 2 or month_of(first[-1]) or any(b - a < 2 for a, b in pairwise(again)):
        return [(0, len(stacks))]
    bounds = [*again[1:], len(stacks)]
    pieces = [(0 if n == 0 else a, b) for n, (a, b) in enumerate(zip(again, bounds, strict=True))]
    titles = [tuple(t[-1].lower() for t in stacks[a:b] if t) for a, b in pieces]
    is_same = all(len(set(t) & set(titles[0])) >= 2 for t in titles)
    return pieces if is_same else [(0, len(stacks))]

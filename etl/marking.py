"""Red cells, comments and a guide in a workbook; runs as a child process: ``python -m etl.marking``.

A workbook may be large or hostile, so it is opened only here, under limits of memory and time. Reads one
pickled ``Task`` (a dict) from standard input and writes the marked workbook to standard output.

Formulas are replaced by the values they had: a workbook saved without Excel would lose these otherwise.
"""

from __future__ import annotations

import io
import pickle
import re
import sys
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

GUIDE = "Petunjuk Netra"  # the reader takes a sheet of this name for instructions
AUTHOR = "Netra"
MARKER = "NETRA-KEMBALI"
PROPERTY = "Netra"  # of the file: the marker once more, should somebody delete the guide
RED = PatternFill("solid", fgColor="FFFFC7CE", bgColor="FFFFC7CE")
HEAD = PatternFill("solid", fgColor="FF0F5C5C", bgColor="FF0F5C5C")
MEMORY_LIMIT = 1536 * 2**20  # bytes of address space
NUMBERED = re.compile(r"lembar ke-(\d+)")  # as etl.discreet calls such a sheet
COMMENT_LENGTH = 900  # signs; Excel shows no more at a glance
MOST_MARKED = 5_000  # cells; the guide lists all
RISKY = re.compile(r"^[=+\-@\t\r＝]")
Task = dict[str, Any]


def mark(task: Task) -> bytes:
    """The workbook of a task as bytes.

    Args:
        task: ``content`` (bytes of an XLSX) or ``sheets`` ([(name, [(row number, cells)])]); ``problems``
            ([{sheet, row, col, text, hint}]), ``fixed`` ([{sheet, row, col, value}]), ``guide`` (lines),
            ``heads`` (titles of the list of problems), ``marker``.
    """
    if task.get("content"):
        book = _with_values(task["content"])
    else:
        book = _plain(task["sheets"], task.get("widths") or {})
    _clear(book)
    for fix in task.get("fixed", ()):
        cell = _cell(book, fix)
        if cell is not None:
            put(cell, fix["value"])
    for problem in task["problems"][:MOST_MARKED]:
        _mark_cell(book, problem)
    _write_guide(book, task)
    if PROPERTY in book.custom_doc_props.names:
        del book.custom_doc_props[PROPERTY]
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value=task["marker"]))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _with_values(content: bytes) -> Any:
    """The workbook with the results in place of its formulas; one that was never computed stays a formula."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    formulas = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and cell.data_type == "f"
    ]
    if formulas:
        computed = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for cell in formulas:
            value = computed[cell.parent.title][cell.coordinate].value
            if value is not None:
                put(cell, value)
    return book


def put(cell: Any, value: Any) -> None:
    """Write a value; a text that Excel would run as a formula is kept as the text it is."""
    cell.value = value
    if isinstance(value, str) and RISKY.match(value) and not _is_number(value):
        cell.data_type = "s"
        cell.quotePrefix = True


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[\d.,]+", text) is not None


def _plain(sheets: list[tuple[str, list[tuple[int, list[Any]]]]], widths: dict[str, int]) -> Any:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31] or "Data")
        for number, cells in rows:
            for column, value in enumerate(cells, 1):
                if value is not None:
                    put(sheet.cell(number, column), value)
        for column in range(1, 1 + max((len(c) for _, c in rows), default=0)):
            sheet.column_dimensions[get_column_letter(column)].width = widths.get(str(column), 18)
    return book


def _clear(book: Any) -> None:
    """Marks of an earlier round go: what was mended must not stay red."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows() if GUIDE in book.sheetnames else ():
            for cell in row:
                if isinstance(cell, Cell) and cell.comment and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill()
    if GUIDE in book.sheetnames:
        del book[GUIDE]


def _cell(book: Any, place: Task) -> Cell | None:
    """The cell that a problem is about: its column, else the first filled one of its row."""
    sheet = _sheet(book, place["sheet"])
    if sheet is None or not place["row"]:
        return None
    column = place["col"] or next((c.column for c in sheet[place["row"]] if c.value is not None), 1)
    for box in sheet.merged_cells.ranges:
        if box.min_row <= place["row"] <= box.max_row and box.min_col <= column <= box.max_col:
            return sheet.cell(box.min_row, box.min_col)
    return sheet.cell(place["row"], column)


def _sheet(book: Any, name: str | None) -> Worksheet | None:
    sheets = [s for s in book.worksheets if s.title != GUIDE]
    if name is None:
        return sheets[0] if sheets else None
    if numbered := NUMBERED.fullmatch(name):  # its own name tells of a person
        return sheets[int(numbered[1]) - 1] if int(numbered[1]) <= len(sheets) else None
    return next((s for s in sheets if s.title.strip() == name.strip()), None)


def _mark_cell(book: Any, problem: Task) -> None:
    cell = _cell(book, problem)
    if cell is None:
        return
    cell.fill = RED
    text = problem["text"] + (f"\n{problem['hint']}" if problem["hint"] else "")
    if cell.comment:
        text = f"{cell.comment.text}\n\n{text}"
    cell.comment = Comment(text[:COMMENT_LENGTH], AUTHOR, height=140, width=320)


def _write_guide(book: Any, task: Task) -> None:
    sheet = book.create_sheet(GUIDE)
    for number, line in enumerate(task["guide"], 1):
        cell = sheet.cell(number, 1, line)
        cell.font = Font(bold=number == 1, size=14 if number == 1 else 11)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(task["heads"]))
        sheet.row_dimensions[number].height = 22 if number == 1 else 15 * (1 + len(line) // 110)
    first = len(task["guide"]) + 2
    for column, (title, width) in enumerate(task["heads"], 1):
        cell = sheet.cell(first, column, title)
        cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), HEAD
        sheet.column_dimensions[get_column_letter(column)].width = width
    _list_problems(book, sheet, task["problems"], first + 1)
    last = first + len(task["problems"]) + 2
    sheet.cell(last, 1, task["marker_note"]).font = Font(size=8, color="FF808080")
    sheet.cell(last + 1, 1, task["marker"]).font = Font(size=8, color="FF808080")
    sheet.freeze_panes = sheet.cell(first + 1, 1)


def _list_problems(book: Any, sheet: Worksheet, problems: list[Task], first: int) -> None:
    for number, problem in enumerate(problems, first):
        place = _cell(book, problem) if number < first + MOST_MARKED else None
        told = (problem["sheet"], problem["row"], problem["column"], problem["text"], problem["hint"])
        for column, value in enumerate(told, 1):
            cell = sheet.cell(number, column)
            put(cell, value)
            cell.alignment = Alignment(wrap_text=column > 2, vertical="top")
        if place is not None:
            link = sheet.cell(number, 2)
            link.hyperlink = f"#'{place.parent.title}'!{place.coordinate}"
            link.font = Font(underline="single", color="FF0F5C5C")


def main() -> None:
    """Mark one workbook."""
    _limit_memory()
    task = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our own parent
    sys.stdout.buffer.write(mark(task))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows: the time limit remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()

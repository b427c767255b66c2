"""Any office's document → records, problems, flags and the list of rows that are not data.

Rows in = rows of records + merged + quarantined + not data: checked on every document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from etl.assemble import Assembler
from etl.block import Records
from etl.checks import check_nothing_lost, flag_two_levels
from etl.choosing import choose_kind, kinds_of_tables, may_stand_together
from etl.context import Context, Flag, Layout, NotData, Problem, Reading, Record
from etl.documents import Document
from etl.documents.grid import Grid
from etl.draft import MOST_WAITING, TooManyWaiting
from etl.gather import Gatherer
from etl.headers import Table, find_tables
from etl.kinds import KINDS
from etl.kinds.row import Issue
from etl.lines import is_note, is_signature
from etl.messages import sentence, summary
from etl.rollcall import with_days
from etl.table_columns import Plan, plan_columns
from etl.titles import Titles, read_titles
from etl.unswept import unswept
from etl.words import find_dates

__all__ = ["Context", "Flag", "Layout", "NotData", "Problem", "Reading", "Record", "read_document"]

STORY_LENGTH = 200  # signs of running text worth reading as news
INSTRUCTION_SHEETS = re.compile(
    r"(?i)petunjuk|instruksi|daftar pilihan|referensi|^ref$|pilihan|panduan|legenda"
)


@unswept()
def read_document(document: Document, context: Context) -> Reading:
    """Read a document under a context. Never raises for what an office wrote; RowsLost is a fault of ours."""
    if context.kind == "berita" or (not document.sheets and document.text):
        from etl.kinds.berita import read_berita

        return read_berita(document.text or "", context)
    sheets = [with_days(grid, context, document.name) for grid in document.sheets]
    found = [(grid, _tables(grid, context)) for grid in sheets]
    reading = Reading(None, context.region_code, row_count=sum(g.row_count for g in document.sheets))
    gatherer = Gatherer(reading, context, document.name)
    lines = [_title_lines(grid, tables) for grid, tables in found]
    said = [
        (table, [*(_lines_above(table) if n else above), grid.name or ""])
        for (grid, tables), above in zip(found, lines, strict=True)
        for n, table in enumerate(tables)
    ]
    kind = context.kind or choose_kind(said, lines, document, context)
    reading.kind = kind
    kinds = iter(kinds_of_tables(said, kind, context))
    last: Titles | None = None
    try:
        for (grid, tables), above in zip(found, lines, strict=True):
            last = _read_sheet(document, (grid, tables, above), kinds, gatherer) or last
    except TooManyWaiting as much:
        return _refused_whole(reading, document, context, much.issue)
    gatherer.one_level()
    _finish(reading, document, context, last)
    return _as_text(reading, document, context)


def _refused_whole(reading: Reading, document: Document, context: Context, issue: Issue) -> Reading:
    """Nothing is kept of a document whose rows wait by tens of thousands; one of the reasons is told."""
    details = {k: v for k, v in issue.details.items() if k != "suggestions"}
    why = sentence(issue.code, language=context.language, **details)
    told = {"file": document.name, "count": MOST_WAITING, "met": why}
    message = sentence("too_many_waiting", language=context.language, **told)
    return Reading(
        None, context.region_code, row_count=reading.row_count, message=message, reason="too_many_waiting"
    )


def _as_text(reading: Reading, document: Document, context: Context) -> Reading:
    """A page or letter whose tables are no recap may still tell a story."""
    if not reading.reason or context.kind or len(document.text or "") < STORY_LENGTH:
        return reading
    from etl.kinds.berita import read_berita

    told = read_berita(document.text or "", context)
    return told if told.records else reading


def _tables(grid: Grid, context: Context) -> list[Table]:
    if grid.name and INSTRUCTION_SHEETS.search(grid.name):
        return []
    kinds = (context.kind,) if context.kind in KINDS else tuple(KINDS)
    return find_tables(grid, kinds)


def _title_lines(grid: Grid, tables: Sequence[Table]) -> list[str]:
    """Texts above the first table; a sheet without tables is all title."""
    above = tables[0].above if tables else range(min(len(grid.cells), 30))
    return [*grid.lead, *(" ".join(str(v) for v in grid.cells[i] if isinstance(v, str)) for i in above)]


def _read_sheet(
    document: Document,
    sheet: tuple[Grid, list[Table], list[str]],
    kinds: Iterator[str | None],
    gatherer: Gatherer,
) -> Titles | None:
    grid, tables, lines = sheet
    kind = gatherer.reading.kind
    titles = read_titles(tuple(lines), grid.name, document.name, gatherer.context)
    if grid.far_cell_count:
        gatherer.flag(grid, None, None, "far_cells", met=grid.far_cell_count)
    used = False
    for number, table in enumerate(tables):
        own_kind = next(kinds)
        plan = plan_columns(table, KINDS[own_kind], gatherer.context) if own_kind in KINDS else None
        if plan is None or not (plan.meets_needs() or gatherer.context.mappings.get(plan.layout)):
            continue
        if own_kind != kind and not may_stand_together(kind, own_kind):
            gatherer.flag(grid, None, None, "sheet_of_other_kind", met=own_kind, expected=kind)
            for index in (*table.header, *table.numbers, *table.body):
                gatherer.not_data(grid, index, "other_table")
            continue
        own = titles if not number else _block_titles(table, titles, gatherer)
        _read_table(table, plan, own, gatherer)
        used = True
    if used and grid.is_hidden:
        gatherer.flag(grid, None, None, "hidden_sheet")
    _list_rest(grid, tables, gatherer, is_used=used)
    return titles if used else None


def _lines_above(table: Table) -> list[str]:
    """The lines just above a later block's header."""
    grid, first = table.grid, (table.header or table.body or [0])[0]
    lines = []
    for index in range(first - 1, max(-1, first - 4), -1):
        cells = [v for v in grid.cells[index] if v is not None]
        if len(cells) > 2 or not all(isinstance(v, str) for v in cells):
            break
        lines.append(" ".join(str(v) for v in cells))
    return lines


def _block_titles(table: Table, titles: Titles, gatherer: Gatherer) -> Titles:
    """A later block takes the lines just above its header, when they name a period; else the sheet's."""
    lines = _lines_above(table)
    own = read_titles(tuple(lines), None, "", gatherer.context) if lines else None
    if own is None or not (own.date or own.as_of or own.team or own.opd):
        return titles
    said = replace(
        titles,
        text=f"{titles.text}\n{own.text}",
        as_of=own.as_of or titles.as_of,
        opd=own.opd or titles.opd,
        team=own.team or titles.team,
    )
    if own.date is None:
        return said
    return replace(said, date=own.date, end=own.end, year=own.year, month=own.month)


def _read_table(table: Table, plan: Plan, titles: Titles, gatherer: Gatherer) -> None:
    assembler = Assembler(table, plan, titles, gatherer)
    gatherer.layout(assembler)
    for index in table.header:
        gatherer.not_data(table.grid, index, "header")
    for row in table.form_rows[1:]:
        gatherer.joined_row(table.grid, row)
    for index in table.numbers:
        gatherer.not_data(table.grid, index, "column_numbers")
    assembler.read()


def _list_rest(grid: Grid, tables: Sequence[Table], gatherer: Gatherer, *, is_used: bool) -> None:
    """Rows that no table of this kind took: what they are, in one word each."""
    above = {i for t in tables for i in t.above}
    is_help = bool(grid.name and INSTRUCTION_SHEETS.search(grid.name))
    for index, cells in enumerate(grid.cells):
        if (grid.name, grid.rows[index]) in gatherer.seen:
            continue
        texts = [v for v in cells if isinstance(v, str)]
        if is_help:
            why = "instruction"
        elif index in above:
            why = "title"
        elif not is_used and tables:
            why = "other_table"
        else:
            why = _word_for(texts, is_used)
        gatherer.not_data(grid, index, why)


def _word_for(texts: list[str], is_used: bool) -> str:
    if any(is_note(t) for t in texts):
        return "note"
    if any(is_signature(t) for t in texts):
        return "signature"
    return "note" if texts or is_used else "other_table"


def _finish(reading: Reading, document: Document, context: Context, titles: Titles | None) -> None:
    combine = KINDS[reading.kind].combine if reading.kind in KINDS else None
    if combine is not None:
        kept, merged = combine(list(reading.records))
        reading.records = Records.of(str(reading.kind), kept)
        reading.merged.extend((r["sheet"], r["row"]) for r in merged)
    codes = set(reading.records.column("region_code"))
    if len(codes) == 1:
        reading.region_code = codes.pop() or context.region_code
    elif titles and titles.region_code and context.region_code is None:
        reading.region_code = titles.region_code
    reading.known_on = _signed_on(reading, document, context)
    if reading.kind == "sidak":
        flag_two_levels(reading, document.name, context.language)
    check_nothing_lost(reading, document.sheets)
    reading.reason = _refusal(reading, document)
    details = {"kind": reading.kind, "met": "kolom wajib"}
    if reading.reason:
        reading.message = sentence(reading.reason, language=context.language, file=document.name, **details)
    else:
        reading.message = _summary(reading, document.name, context.language)


def _refusal(reading: Reading, document: Document) -> str | None:
    if reading.records or reading.quarantined:
        return None
    if not any(g.row_count for g in document.sheets):
        return "file_empty" if not document.text else "table_missing"
    if reading.layouts:
        return "table_empty"
    if reading.kind is None:
        has_tables = any(n.why == "other_table" for n in reading.not_data)
        return "kind_unknown" if has_tables else "table_missing"
    return "kind_conflict"


def _summary(reading: Reading, file: str, language: str) -> str:
    waiting = len({(p.sheet, p.row) for p in reading.quarantined})
    counts = {"records": len(reading.records), "waiting": waiting, "odd": len(reading.flags)}
    return summary(file, reading.kind, language=language, **counts, rest=len(reading.not_data))


def _signed_on(reading: Reading, document: Document, context: Context) -> date | None:
    """The day in the signature block ("Probolinggo, 1 Juli 2024"): what the office knew by then."""
    signed = {(n.sheet, n.row) for n in reading.not_data if n.why == "signature"}
    for grid in document.sheets:
        for row, cells in zip(reversed(grid.rows[-15:]), reversed(grid.cells[-15:]), strict=True):
            for value in cells if (grid.name, row) in signed else ():
                if isinstance(value, str) and is_signature(value) and "," in value and len(value) < 60:
                    days = find_dates(value.partition(",")[2], near=context.uploaded_on)
                    if len(days) == 1 and days[0][0].precision == "day":
                        start = days[0][0].start
                        return start if start and start <= context.uploaded_on else None
    return None

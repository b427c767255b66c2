"""Any office's document → records, problems, flags and the list of rows that are not data.

Rows in = rows of records + merged + quarantined + not data: checked on every document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from etl.assemble import Assembler
from etl.block import Records
from etl.checks import check_nothing_lost, flag_two_levels
from etl.context import Context, Flag, Layout, NotData, Problem, Reading, Record
from etl.documents import Document
from etl.documents.grid import Grid
from etl.gather import Gatherer
from etl.headers import Table, find_tables
from etl.kinds import KINDS
from etl.lines import is_note, is_signature
from etl.messages import sentence, summary
from etl.table_columns import Plan, plan_columns, quick_score
from etl.titles import Titles, read_titles
from etl.unswept import unswept
from etl.words import find_dates

__all__ = ["Context", "Flag", "Layout", "NotData", "Problem", "Reading", "Record", "read_document"]

CLEAR = 2.0  # points (column weights plus title words) a kind needs to be chosen unasked
ROWS_WEIGHT = 3.0  # points: as much as a telling title word
LIKELY = 4  # kinds whose columns are looked at closely
STORY_LENGTH = 200  # signs of running text worth reading as news
LOOKED_AT = 12  # tables of a document that decide its kind
NAMELESS = {"sidak": 1.0, "kehadiran": 0.6}  # what tables without any titles usually are
INSTRUCTION_SHEETS = re.compile(
    r"(?i)petunjuk|instruksi|daftar pilihan|referensi|^ref$|pilihan|panduan|legenda"
)


@unswept()
def read_document(document: Document, context: Context) -> Reading:
    """Read a document under a context. Never raises for what an office wrote; RowsLost is a fault of ours."""
    if context.kind == "berita" or (not document.sheets and document.text):
        from etl.kinds.berita import read_berita

        return read_berita(document.text or "", context)
    found = [(grid, _tables(grid, context)) for grid in document.sheets]
    reading = Reading(None, context.region_code, row_count=sum(g.row_count for g in document.sheets))
    gatherer = Gatherer(reading, context, document.name)
    lines = [_title_lines(grid, tables) for grid, tables in found]
    kind = context.kind or _choose_kind([t for _, ts in found for t in ts], lines, document, context)
    reading.kind = kind
    last: Titles | None = None
    for (grid, tables), above in zip(found, lines, strict=True):
        last = _read_sheet(document, (grid, tables, above), kind, gatherer) or last
    _finish(reading, document, context, last)
    return _as_text(reading, document, context)


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


def _choose_kind(
    tables: Sequence[Table], lines: Sequence[Sequence[str]], document: Document, context: Context
) -> str | None:
    """The kind whose columns and title words fit best; None when nothing is clear."""
    names = [g.name or "" for g in document.sheets]
    title = "\n".join(
        [*(line for ls in lines for line in ls), *names, re.sub(r"[_-]+", " ", document.name)]
    ).lower()
    words = {name: _title_points(name, title) for name in KINDS}
    quick = {name: max((quick_score(t, kind) for t in tables), default=0.0) for name, kind in KINDS.items()}
    likely = sorted(KINDS, key=lambda name: -(words[name] + quick[name]))
    is_headless = all(t.is_headless for t in tables)
    scores = {name: _fit(name, tables, context) for name in (likely if is_headless else likely[:LIKELY])}
    shares = _shares(tables, likely[:LIKELY])
    scores = {name: fit + words[name] + shares.get(name, 0.0) for name, fit in scores.items() if fit}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best and scores[best] >= (CLEAR / 2 if is_headless else CLEAR) else None


def _shares(tables: Sequence[Table], kinds: Sequence[str]) -> dict[str, float]:
    """Several tables of several kinds: the kind with most rows should win, up to ROWS_WEIGHT points."""
    rows: dict[str, int] = {}
    for table in tables if len(tables) > 1 else ():
        points = {name: quick_score(table, KINDS[name]) for name in kinds}
        best = max(points, key=lambda name: points[name])
        rows[best] = rows.get(best, 0) + (len(table.body) if points[best] else 0)
    total = sum(rows.values())
    return {name: ROWS_WEIGHT * count / total for name, count in rows.items()} if total else {}


def _title_points(kind: str, title: str) -> float:
    return sum(weight for pattern, weight in KINDS[kind].titles if re.search(pattern, title))


def _fit(name: str, tables: Sequence[Table], context: Context) -> float:
    """The best table's column points under a kind; 0 when what the kind needs is not there."""
    best = 0.0
    for table in tables[:LOOKED_AT]:
        plan = plan_columns(table, KINDS[name], context)
        if not plan.meets_needs() or (table.is_headless and not plan.fields & {"opd", "person_id"}):
            continue
        share = NAMELESS.get(name, 0.5) if table.is_headless and "pct_present" not in plan.fields else 1.0
        best = max(best, plan.score * share)
    return best


def _read_sheet(
    document: Document, sheet: tuple[Grid, list[Table], list[str]], kind: str | None, gatherer: Gatherer
) -> Titles | None:
    grid, tables, lines = sheet
    titles = read_titles(tuple(lines), grid.name, document.name, gatherer.context)
    if grid.far_cell_count:
        gatherer.flag(grid, None, None, "far_cells", met=grid.far_cell_count)
    used = False
    for number, table in enumerate(tables):
        plan = plan_columns(table, KINDS[kind], gatherer.context) if kind in KINDS else None
        if plan is None or not (plan.meets_needs() or gatherer.context.mappings.get(plan.layout)):
            continue
        own = titles if not number else _block_titles(table, tables, titles, document, gatherer)
        _read_table(table, plan, own, gatherer)
        used = True
    if not used and tables and kind and gatherer.context.kind is None:
        other = _choose_kind(tables, [lines], replace(document, name=""), gatherer.context)
        if other and other != kind:
            gatherer.flag(grid, None, None, "sheet_of_other_kind", met=other, expected=kind)
    if used and grid.is_hidden:
        gatherer.flag(grid, None, None, "hidden_sheet")
    _list_rest(grid, tables, gatherer, is_used=used)
    return titles if used else None


def _block_titles(
    table: Table, tables: Sequence[Table], titles: Titles, document: Document, gatherer: Gatherer
) -> Titles:
    """A later block takes period, OPD and team from the lines just above its header, else the sheet's."""
    grid, first = table.grid, (table.header or table.body or [0])[0]
    lines = []
    for index in range(first - 1, max(-1, first - 4), -1):
        cells = [v for v in grid.cells[index] if v is not None]
        if len(cells) > 2 or not all(isinstance(v, str) for v in cells):
            break
        lines.append(" ".join(str(v) for v in cells))
    own = read_titles(tuple(lines), None, "", gatherer.context) if lines else None
    if own is None or not (own.date or own.team or own.opd):
        return titles
    period = own if own.date else titles
    return replace(
        titles,
        text=f"{titles.text}\n{own.text}",
        date=period.date,
        end=period.end,
        year=period.year,
        month=period.month,
        opd=own.opd or titles.opd,
        team=own.team or titles.team,
    )


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

"""Which kind is a document, and each of its tables? Columns and title words vote; the reader may say it.

A document has one kind, that of most of its rows. A table that clearly is of another kind is read as that one
where both are facts of events and persons: a year's workbook holds sidak, attendance and head-counts alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.context import Context
from etl.documents import Document
from etl.headers import Table
from etl.kinds import KINDS
from etl.table_columns import plan_columns, quick_score

CLEAR = 2.0  # points (column weights plus title words) a kind needs to be chosen unasked
ROWS_WEIGHT = 3.0  # points: as much as a telling title word
LIKELY = 4  # kinds whose columns are looked at closely
LOOKED_AT = 12  # tables of a document that decide its kind
NAMELESS = {"sidak": 1.0, "kehadiran": 0.6}  # what tables without any titles usually are
TOGETHER = {"sidak", "kehadiran", "pelanggaran", "tindak_lanjut", "pembinaan", "pegawai"}
Titled = tuple[Table, Sequence[str]]
BETTER = 1.5  # points by which another kind must fit a table better than the document's


def choose_kind(
    said: Sequence[Titled], lines: Sequence[Sequence[str]], document: Document, context: Context
) -> str | None:
    """The kind whose columns and title words fit best; None when nothing is clear.

    Args:
        said: every table with the texts above it and its tab.
        lines: the texts above the first table of each sheet.
    """
    several = _of_most_rows(said, context)
    if several:
        return several
    tables = [table for table, _ in said]
    names = [g.name or "" for g in document.sheets]
    title = "\n".join(
        [*(line for ls in lines for line in ls), *names, re.sub(r"[_-]+", " ", document.name)]
    ).lower()
    shares = _shares(tables) if len(tables) > 1 else {}
    is_headless = all(t.is_headless for t in tables)
    fits, words = _scores(tables, title, context)
    scores = {name: fit + words[name] + shares.get(name, 0.0) for name, fit in fits.items()}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best and scores[best] >= (CLEAR / 2 if is_headless else CLEAR) else None


def _of_most_rows(said: Sequence[Titled], context: Context) -> str | None:
    """Tables of several kinds, each clear by itself: the kind of most rows is the document's."""
    rows: dict[str, int] = {}
    for table, lines in said[:LOOKED_AT] if len(said) > 1 else ():
        fits, words = _scores([table], "\n".join(lines).lower(), context)
        scores = {name: fit + words[name] for name, fit in fits.items() if not table.is_headless}
        best = max(scores, key=lambda name: scores[name], default=None)
        if best is not None and words[best] and scores[best] >= CLEAR:
            rows[best] = rows.get(best, 0) + len(table.body)
    if len(rows) < 2 or not rows.keys() <= TOGETHER:
        return None
    return max(KINDS, key=lambda name: rows.get(name, 0))


def _scores(
    tables: Sequence[Table], title: str, context: Context
) -> tuple[dict[str, float], dict[str, float]]:
    """(column points of the likeliest kinds whose needs are met, title points of all)."""
    words = {name: _title_points(name, title) for name in KINDS}
    quick = {name: max((quick_score(t, kind) for t in tables), default=0.0) for name, kind in KINDS.items()}
    likely = sorted(KINDS, key=lambda name: -(words[name] + quick[name]))
    is_headless = all(t.is_headless for t in tables)
    fits = {name: _fit(name, tables, context) for name in (likely if is_headless else likely[:LIKELY])}
    return {name: fit for name, fit in fits.items() if fit}, words


def _shares(tables: Sequence[Table]) -> dict[str, float]:
    """Several tables of several kinds: the kind with most rows should win, up to ROWS_WEIGHT points."""
    rows: dict[str, int] = {}
    for table in tables:
        points = {name: quick_score(table, kind) for name, kind in KINDS.items()}
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


def may_stand_together(kind: str | None, other: str | None) -> bool:
    """May one document hold records of both? Regions, calendars and candidates come in files of their own."""
    return kind in TOGETHER and other in TOGETHER


def kinds_of_tables(said: Sequence[Titled], kind: str | None, context: Context) -> list[str | None]:
    """For each table the document's kind, or one that fits the table clearly better."""
    if len(said) == 1 or context.kind is not None or kind is None:
        return [kind] * len(said)
    memo: dict[tuple, str | None] = {}
    found = []
    for table, lines in said:
        title = "\n".join(lines).lower()
        key = (tuple(table.stacks), table.first_column, *(_title_points(name, title) for name in KINDS))
        if key not in memo:
            memo[key] = kind if table.is_headless else _kind_of(table, kind, title, context)
        found.append(memo[key])
    return found


def _kind_of(table: Table, kind: str, title: str, context: Context) -> str:
    fits, words = _scores([table], title, context)
    if kind not in fits and (fit := _fit(kind, [table], context)):
        fits[kind] = fit
    scores = {name: fit + words[name] for name, fit in fits.items()}
    best = max(sorted(scores), key=lambda name: scores[name], default=kind)
    own = scores.get(kind)
    is_better = best != kind and scores[best] >= (CLEAR if own is None else max(CLEAR, own + BETTER))
    return best if is_better else kind

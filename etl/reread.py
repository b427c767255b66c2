"""One row read again, alone, with what a person corrected in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from etl.waiting import one_row, title_line
from etl.world import World

Row = Mapping[str, Any]


@dataclass
class Again:
    """Records at the place of the printed row, or the (reason, field) that are left and a sentence."""

    records: list[dict[str, Any]] = field(default_factory=list)
    left: set[tuple[str, str | None]] = field(default_factory=set)
    why: str = ""


def read_again(row: Row, changes: Mapping[str, str], *, world: World) -> Again:
    """Read a row of the quarantine (with its document's ``kind, region_code, known_on, name``) again.

    Args:
        changes: {printed title, or title of the kind: right text}; what is not printed becomes a new column.
    """
    from etl.documents import Document, Grid
    from etl.importing import ImportOptions
    from etl.kinds import KINDS
    from etl.reading import read_document

    kind, raw, inherited = str(row["kind"]), dict(row["raw"] or {}), row["inherited"] or {}
    printed = {k: v for k, v in changes.items() if k in raw or k in (inherited.get("columns") or {})}
    titles, cells = one_row(KINDS.get(kind), {**raw, **printed}, inherited)
    for title, text in changes.items():
        if title not in printed:
            _set(titles, cells, title, text)
    names_region = row["field"] == "region" and bool(changes)
    told_region = inherited.get("region_code") or row["region_code"]
    lines: list[list[object]] = [[above]] if (above := title_line(inherited)) else []
    table: list[list[object]] = [*lines, list(titles), list(cells)]
    grid = Grid(str(row["sheet"] or ""), cells=table, rows=[1, 3, 4][-len(table) :])
    document = Document(str(row["name"]), "", 0, "xlsx", (grid,), None)
    options = ImportOptions(
        region_code=None if names_region else told_region, kind=kind, today=row["known_on"]
    )
    told = read_document(document, world.context(options))
    records = [_placed(dict(r), row, titles) for r in told.records]
    left = {(p.reason, p.field) for p in told.quarantined}
    why = told.quarantined[0].message if told.quarantined else told.message
    return Again(records, left if told.quarantined else set(), why) if records or left else _unread(row, why)


def _unread(row: Row, why: str) -> Again:
    return Again([], {(str(row["reason"]), row["field"])}, why)


def _set(titles: list[str], cells: list[str | None], title: str, text: str) -> None:
    if title in titles:
        cells[titles.index(title)] = text
    else:
        titles.append(title)
        cells.append(text)


def _placed(record: dict[str, Any], row: Row, titles: list[str]) -> dict[str, Any]:
    """The record at the sheet, row and column where it was printed."""
    inherited = row["inherited"] or {}
    fields, columns = inherited.get("fields") or {}, inherited.get("cols") or {}
    read_at = record.pop("col", None)
    record["sheet"], record["row"] = row["sheet"], row["row_no"]
    if columns and read_at:
        record["col"] = columns.get(titles[read_at - 1], read_at)
    elif inherited.get("is_month") and row["col_no"]:
        record["col"] = row["col_no"]
    if record.get("level") == "person" and fields.get("person_hash"):
        record["person_hash"] = fields["person_hash"]
    if record.get("region_code") is None:
        record["region_code"] = row["region_code"]
    return record


__all__ = ["Again", "read_again"]

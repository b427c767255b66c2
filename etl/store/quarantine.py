"""Rows that wait for a person: lists, groups alike, settling them and taking that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, Table, and_, delete, func, select, update

from etl.messages import fault
from etl.schema import FACTS, document, quarantine
from etl.store.engine import StoreError
from etl.store.frames import read_frame
from etl.store.listing import documents_within, in_force, waiting_on
from etl.store.ordering import order_versions
from etl.store.scope import Scope, within

OF_DOCUMENT = (document.c.region_code, document.c.known_on, document.c.name)
MOST_GROUPED = 50_000  # rows read to be put into groups


def read_quarantine(
    connection: Connection,
    scope: Scope,
    *,
    reason: str | None = None,
    status: str = "open",
    document_id: int | None = None,
    known_on: date | None = None,
) -> pl.DataFrame:
    """Rows that wait, grouped by reason; ``raw``, ``suggestions``, ``inherited`` and ``fix`` are JSON text.

    Args:
        status: "open", "fixed", "dismissed" or "moved" (it waits in a corrected workbook now).
        known_on: rows that waited on that day, whatever became of them; ``status`` is then not looked at.
    """
    kind = func.coalesce(quarantine.c.kind, document.c.kind).label("kind")
    columns = [c for c in quarantine.c if c.name != "kind"]
    query = (
        select(*columns, document.c.name.label("document_name"), kind, document.c.region_code)
        .join(document, document.c.id == quarantine.c.document_id)
        .where(documents_within(scope), in_force(known_on))
        .where(waiting_on(known_on) if known_on else quarantine.c.status == status)
    )
    query = query.where(quarantine.c.reason == reason) if reason else query
    query = query.where(quarantine.c.document_id == document_id) if document_id else query
    return read_frame(connection, query).sort("reason", "document_id", "id")


def read_quarantine_groups(
    connection: Connection,
    scope: Scope,
    *,
    region_code: str | None = None,
    document_id: int | None = None,
    known_on: date | None = None,
) -> list[dict[str, Any]]:
    """Rows that wait, those alike together: one answer settles a group. Largest groups first.

    Returns:
        ``reason, field, title, met`` (printed text), ``count, ids, suggestions, message`` (of the first),
        ``kind, region_code, documents`` (names).
    """
    query = _full().where(documents_within(scope), in_force(known_on), waiting_on(known_on))
    query = query.where(within(document.c.region_code, region_code)) if region_code else query
    query = query.where(quarantine.c.document_id == document_id) if document_id else query
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for found in connection.execute(query.order_by(quarantine.c.id).limit(MOST_GROUPED)).mappings():
        row = dict(found)
        group = groups.setdefault(_likeness(row), _group(row))
        group["ids"].append(row["id"])
        group["count"] += 1
        if row["name"] not in group["documents"]:
            group["documents"].append(row["name"])
    return sorted(groups.values(), key=lambda g: (-g["count"], g["reason"], g["ids"][0]))


def _full() -> Select[Any]:
    kind = func.coalesce(quarantine.c.kind, document.c.kind).label("kind")
    columns = [c for c in quarantine.c if c.name != "kind"]
    return select(*columns, *OF_DOCUMENT, kind).join(document, document.c.id == quarantine.c.document_id)


def _group(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("reason", "field", "title", "message", "kind", "region_code")
    first = {name: row[name] for name in names}
    shown = row["suggestions"] or []
    return {**first, "met": printed(row), "count": 0, "ids": [], "suggestions": shown, "documents": []}


def printed(row: Mapping[str, Any]) -> str | None:
    """The text that the reason is about, as printed; None where the table has no such column."""
    value = (row["raw"] or {}).get(row["title"]) if row["title"] else None
    return None if value is None else str(value)


def _likeness(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Rows with equal likeness have the same answer; what is not printed is alike within its document."""
    met = printed(row)
    region = (row["inherited"] or {}).get("region_code") or row["region_code"]
    place = row["document_id"] if met is None else region
    return row["reason"], row["field"], met, place


def quarantine_row(connection: Connection, quarantine_id: int, *, status: str = "open") -> dict[str, Any]:
    """One row with its document's ``kind, region_code, known_on, name``.

    Raises:
        StoreError: no such row, or it does not stand at this status.
    """
    found = connection.execute(_full().where(quarantine.c.id == quarantine_id)).mappings().first()
    if found is None or found["status"] != status:
        key = "waiting_row_gone" if status == "open" else "waiting_row_open"
        raise fault(StoreError, key, number=quarantine_id)
    return dict(found)


def waiting_rows(connection: Connection, document_id: int) -> list[dict[str, Any]]:
    """Every row of a document that waits or waited, in the order of its sheets and rows."""
    query = _full().where(quarantine.c.document_id == document_id)
    order = (quarantine.c.sheet, quarantine.c.row_no, quarantine.c.col_no, quarantine.c.id)
    return [dict(r) for r in connection.execute(query.order_by(*order)).mappings()]


def same_row(connection: Connection, row: Mapping[str, Any], *, status: str = "open") -> list[dict[str, Any]]:
    """All problems of the printed row (of a wide table: of the row and month) that ``row`` is about."""
    here = and_(
        quarantine.c.document_id == row["document_id"],
        quarantine.c.sheet.is_not_distinct_from(row["sheet"]),
        quarantine.c.row_no == row["row_no"],
        quarantine.c.status == status,
    )
    found = [dict(r) for r in connection.execute(_full().where(here).order_by(quarantine.c.id)).mappings()]
    months = {r["id"]: _is_month(r) for r in found}
    if not any(months.values()):
        return found
    return [r for r in found if r["col_no"] == row["col_no"] or not months[r["id"]]]


def _is_month(row: Mapping[str, Any]) -> bool:
    """Is it about one month of a wide row? Then its date stands in the column's title."""
    return bool((row["inherited"] or {}).get("is_month"))


def quarantine_alike(connection: Connection, row: Mapping[str, Any]) -> list[int]:
    """Other open rows of the same region with the same reason about the same printed text."""
    query = _full().where(
        quarantine.c.reason == row["reason"],
        quarantine.c.status == "open",
        quarantine.c.id != row["id"],
        document.c.undone_at.is_(None),
    )
    likeness = _likeness(row)
    found = connection.execute(query.order_by(quarantine.c.id)).mappings()
    return [int(r["id"]) for r in found if _likeness(dict(r)) == likeness]


def close_quarantine(
    connection: Connection,
    ids: Sequence[int],
    *,
    status: str,
    by: str | None,
    now: datetime,
    **more: Any,
) -> None:
    """Settle rows: "fixed", "dismissed" or "moved"; ``more`` are further columns (``fix``)."""
    done = {"status": status, "resolved_at": now, "resolved_by": by, **more}
    for n in range(0, len(ids), 500):
        some = quarantine.c.id.in_(list(ids[n : n + 500]))
        connection.execute(update(quarantine).where(some).values(**done))


def note_fix(connection: Connection, ids: Sequence[int], fix: Mapping[str, Any]) -> None:
    """Remember what a person corrected in a row that still waits for another reason."""
    connection.execute(update(quarantine).where(quarantine.c.id.in_(list(ids))).values(fix=dict(fix)))


def reopen(connection: Connection, ids: Sequence[int]) -> None:
    """These rows wait again, as they came."""
    back = {"status": "open", "resolved_at": None, "resolved_by": None, "fix": None}
    back["settled_document_id"] = None
    connection.execute(update(quarantine).where(quarantine.c.id.in_(list(ids))).values(**back))


def newest_ids(connection: Connection) -> dict[str, int]:
    """Largest id per fact table, before a fix writes."""
    return {
        name: int(connection.execute(select(func.max(t.c.id))).scalar() or 0) for name, t in FACTS.items()
    }


def facts_since(connection: Connection, document_id: int, before: Mapping[str, int]) -> dict[str, list[int]]:
    """Facts of the document that a fix has written: ``{table: [ids]}``."""
    found = {}
    for name, table in FACTS.items():
        mine = and_(table.c.document_id == document_id, table.c.id > before[name])
        ids = list(connection.execute(select(table.c.id).where(mine).order_by(table.c.id)).scalars())
        if ids:
            found[name] = ids
    return found


def take_out(connection: Connection, facts: Mapping[str, Sequence[int]]) -> None:
    """Remove facts that a fix had written; earlier versions speak again."""
    for name, ids in facts.items():
        table: Table = FACTS[name]
        mine = table.c.id.in_(list(ids))
        keys = set(connection.execute(select(table.c.natural_key).where(mine)).scalars())
        connection.execute(delete(table).where(mine))
        order_versions(connection, table, keys)


def count_waiting(connection: Connection, document_id: int) -> int:
    """Bring the document's own count up to date: rows that wait, facts it gave. Returns how many wait."""
    open_rows = select(func.count(quarantine.c.id)).where(
        quarantine.c.document_id == document_id, quarantine.c.status == "open"
    )
    waiting = int(connection.execute(open_rows).scalar_one())
    known = connection.execute(select(document).where(document.c.id == document_id)).mappings().one()
    values: dict[str, Any] = {"quarantined_count": waiting}
    if known["outcome"] in {"import", "partial"}:
        values["outcome"] = "partial" if waiting else "import"
    connection.execute(update(document).where(document.c.id == document_id).values(**values))
    return waiting


def add_records(connection: Connection, document_id: int, count: int) -> None:
    """The document tells of so many records more (or fewer)."""
    total = document.c.record_count + count
    connection.execute(update(document).where(document.c.id == document_id).values(record_count=total))


__all__ = [
    "add_records",
    "close_quarantine",
    "count_waiting",
    "facts_since",
    "newest_ids",
    "note_fix",
    "printed",
    "quarantine_alike",
    "quarantine_row",
    "read_quarantine",
    "read_quarantine_groups",
    "reopen",
    "same_row",
    "take_out",
    "waiting_rows",
]

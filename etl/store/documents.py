"""Documents and what hangs on them: keep, find, undo; quarantine, flags, remembered columns and aliases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, RowMapping, and_, delete, insert, select, update

from etl.schema import column_mapping, document, flag, news, opd_alias, quarantine
from etl.store.engine import StoreError, writing
from etl.store.facts import remove_facts
from etl.store.frames import insert_row, read_frame, write_rows
from etl.store.records import REFERENCE_KINDS, documents_within
from etl.store.scope import Scope


def find_document(connection: Connection, sha256: str) -> RowMapping | None:
    """The document with these bytes, one that was undone too."""
    return connection.execute(select(document).where(document.c.sha256 == sha256)).mappings().first()


def keep_document(connection: Connection, row: Mapping[str, Any]) -> int:
    """Keep a document's row, or revive the one that was undone; returns its id."""
    known = find_document(connection, str(row["sha256"]))
    if known is None:
        return insert_row(connection, document, row)
    values = {**row, "undone_at": None}
    connection.execute(update(document).where(document.c.id == known["id"]).values(**values))
    return int(known["id"])


def keep_problems(
    connection: Connection, document_id: int, *, quarantined: Sequence[Any], flags: Sequence[Any]
) -> None:
    """Rows that wait for a person, and what was odd."""
    waiting = [
        {
            **_cell(problem, document_id),
            "reason": problem.reason,
            "message": problem.message,
            "raw": problem.raw,
            "suggestions": problem.suggestions,
            "status": "open",
        }
        for problem in quarantined
    ]
    write_rows(connection, quarantine, waiting)
    odd = [{**_cell(f, document_id), "reason": f.reason, "message": f.message} for f in flags]
    write_rows(connection, flag, odd)


def _cell(problem: Any, document_id: int) -> dict[str, Any]:
    return {"document_id": document_id, "sheet": problem.sheet, "row_no": problem.row, "col_no": problem.col}


def undo_document(engine: Engine, document_id: int, *, by: str | None, now: datetime) -> int:
    """Take a document back: its facts go, earlier versions speak again, its row stays with the time.

    Returns:
        How many facts went.

    Raises:
        StoreError: no such document, undone before, or one of reference rows that others rest on.
    """
    from etl.store.people import append_audit

    with writing(engine) as connection:
        known = connection.execute(select(document).where(document.c.id == document_id)).mappings().first()
        if known is None or known["undone_at"] is not None:
            raise StoreError(f"Dokumen no. {document_id} tidak ada atau sudah dibatalkan.", code="not_found")
        if known["kind"] in REFERENCE_KINDS:
            raise StoreError(
                f"Dokumen {known['kind']} adalah acuan bagi data lain dan tidak dapat dibatalkan; "
                "muat dokumen yang benar untuk menggantinya.",
                code="reference",
            )
        gone = remove_facts(connection, document_id)
        for table in (quarantine, flag, news):
            connection.execute(delete(table).where(table.c.document_id == document_id))
        connection.execute(update(document).where(document.c.id == document_id).values(undone_at=now))
        append_audit(connection, action="undo", actor=by, now=now, subject=str(known["name"]))
    return gone


def read_quarantine(
    connection: Connection,
    scope: Scope,
    *,
    reason: str | None = None,
    status: str = "open",
    document_id: int | None = None,
) -> pl.DataFrame:
    """Rows that wait, grouped by reason; ``raw`` and ``suggestions`` are JSON text."""
    query = (
        select(*quarantine.c, document.c.name.label("document_name"), document.c.kind, document.c.region_code)
        .join(document, document.c.id == quarantine.c.document_id)
        .where(documents_within(scope), document.c.undone_at.is_(None), quarantine.c.status == status)
    )
    query = query.where(quarantine.c.reason == reason) if reason else query
    query = query.where(quarantine.c.document_id == document_id) if document_id else query
    return read_frame(connection, query).sort("reason", "document_id", "id")


def quarantine_row(connection: Connection, quarantine_id: int) -> dict[str, Any]:
    """One waiting row with its document.

    Raises:
        StoreError: no such row, or it was settled before.
    """
    query = (
        select(quarantine, document.c.kind, document.c.region_code, document.c.known_on, document.c.name)
        .join(document, document.c.id == quarantine.c.document_id)
        .where(quarantine.c.id == quarantine_id)
    )
    found = connection.execute(query).mappings().first()
    if found is None or found["status"] != "open":
        raise StoreError(
            f"Baris karantina no. {quarantine_id} tidak ada atau sudah selesai.", code="not_found"
        )
    return dict(found)


def quarantine_alike(connection: Connection, row: Mapping[str, Any], column: str) -> list[int]:
    """Other open rows with the same reason and the same printed text in that column."""
    query = select(quarantine.c.id, quarantine.c.raw).where(
        quarantine.c.reason == row["reason"], quarantine.c.status == "open", quarantine.c.id != row["id"]
    )
    wanted = (row["raw"] or {}).get(column)
    return [number for number, raw in connection.execute(query) if raw and raw.get(column) == wanted]


def close_quarantine(
    connection: Connection, ids: Sequence[int], *, status: str, by: str | None, now: datetime
) -> None:
    """Settle rows: "fixed" or "dismissed"; the document's count of waiting rows follows."""
    done = {"status": status, "resolved_at": now, "resolved_by": by}
    connection.execute(update(quarantine).where(quarantine.c.id.in_(list(ids))).values(**done))


def remember_alias(
    connection: Connection, *, region_code: str | None, alias: str, name: str, by: str | None
) -> None:
    """What a person confirmed an OPD's name to mean in that region, from now on."""
    same = and_(opd_alias.c.alias == alias, opd_alias.c.region_code == region_code)
    connection.execute(delete(opd_alias).where(same))
    row = {"region_code": region_code, "alias": alias, "name": name, "confirmed_by": by or "pengguna"}
    connection.execute(insert(opd_alias).values(**row))


def remember_columns(
    engine: Engine, *, kind: str, layout: str, mapping: Mapping[str, str], now: datetime
) -> None:
    """What a person confirmed an office's columns to mean."""
    with writing(engine) as connection:
        same = (column_mapping.c.kind == kind) & (column_mapping.c.layout == layout)
        connection.execute(delete(column_mapping).where(same))
        row = {"kind": kind, "layout": layout, "mapping": dict(mapping), "confirmed_at": now}
        connection.execute(insert(column_mapping).values(**row))


def read_mappings(connection: Connection) -> dict[str, dict[str, str]]:
    """Remembered columns: hash of the layout → {column number as text: field}."""
    query = select(column_mapping.c.layout, column_mapping.c.mapping)
    return {row[0]: row[1] for row in connection.execute(query).all()}


def document_name(connection: Connection, document_id: int) -> str:
    """File name of a document."""
    return str(connection.execute(select(document.c.name).where(document.c.id == document_id)).scalar_one())


def document_known_on(connection: Connection, document_id: int) -> date:
    """Day on which a document was made known."""
    query = select(document.c.known_on).where(document.c.id == document_id)
    return connection.execute(query).scalar_one()

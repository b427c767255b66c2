"""Documents and what hangs on them: keep, find, undo; quarantine, flags, remembered columns and aliases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, RowMapping, and_, delete, insert, select, update

from etl.messages import fault
from etl.privacy import scrub
from etl.schema import column_mapping, document, flag, news, opd_alias, quarantine, region_alias
from etl.store.engine import StoreError, naive_utc, writing
from etl.store.facts import remove_facts
from etl.store.frames import insert_row, read_frame, write_rows
from etl.store.listing import REFERENCE_KINDS


def find_document(connection: Connection, sha256: str) -> RowMapping | None:
    """The document with these bytes, one that was undone too."""
    return connection.execute(select(document).where(document.c.sha256 == sha256)).mappings().first()


def document_row(connection: Connection, document_id: int) -> dict[str, Any]:
    """One document in force, with its encrypted bytes where they are kept.

    Raises:
        StoreError: there is none, or it was undone.
    """
    found = connection.execute(select(document).where(document.c.id == document_id)).mappings().first()
    if found is None or found["undone_at"] is not None:
        raise fault(StoreError, "document_gone", number=document_id)
    return dict(found)


def current_of(connection: Connection, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The latest corrected copy in force of a document, or the document itself."""
    seen = {row["sha256"]}
    while True:
        query = select(document).where(
            document.c.replaces_sha256 == row["sha256"],
            document.c.undone_at.is_(None),
            document.c.sha256.not_in(seen),
        )
        later = connection.execute(query.order_by(document.c.id.desc()).limit(1)).mappings().first()
        if later is None:
            return row
        row = dict(later)
        seen.add(row["sha256"])


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
            "kind": getattr(problem, "kind", None),
            "field": problem.field,
            "title": problem.title,
            "inherited": problem.inherited,
            "status": "open",
        }
        for problem in quarantined
    ]
    write_rows(connection, quarantine, waiting)
    odd = [{**_cell(f, document_id), "reason": f.reason, "message": f.message} for f in flags]
    write_rows(connection, flag, odd)


def _cell(problem: Any, document_id: int) -> dict[str, Any]:
    return {"document_id": document_id, "sheet": problem.sheet, "row_no": problem.row, "col_no": problem.col}


def mark_typed(engine: Engine, document_id: int) -> None:
    """These figures were typed by a person: they come after the papers of their day."""
    from etl.store.ordering import order_document

    with writing(engine) as connection:
        known = document_row(connection, document_id)
        values = {"container": "isian", "name": str(known["name"]).removesuffix(".csv")}
        connection.execute(update(document).where(document.c.id == document_id).values(**values))
        order_document(connection, document_id)


def undo_document(
    engine: Engine, document_id: int, *, by: str | None, now: datetime, reason: str | None = None
) -> int:
    """Take a document back: its facts go, earlier versions speak again, its row stays with the time.

    Returns:
        How many facts went.

    Raises:
        StoreError: no such document, undone before, or one of reference rows that others rest on.
    """
    from etl.store.people import append_audit
    from etl.store.replacing import unsettle

    with writing(engine) as connection:
        known = connection.execute(select(document).where(document.c.id == document_id)).mappings().first()
        if known is None or known["undone_at"] is not None:
            raise fault(StoreError, "document_gone", number=document_id)
        if known["kind"] in REFERENCE_KINDS:
            raise fault(StoreError, "document_is_reference", kind=known["kind"])
        gone = remove_facts(connection, document_id)
        for table in (quarantine, flag, news):
            connection.execute(delete(table).where(table.c.document_id == document_id))
        connection.execute(update(document).where(document.c.id == document_id).values(undone_at=now))
        unsettle(connection, dict(known))
        detail = {"document": document_id, "facts": gone, "reason": scrub(reason or "") or None}
        subject = str(known["name"])
        append_audit(connection, action="undo", actor=by, now=now, subject=subject, detail=detail)
    return gone


def remember_alias(
    connection: Connection, *, region_code: str | None, alias: str, name: str, by: str | None
) -> None:
    """What a person confirmed an OPD's name to mean in that region, from now on."""
    connection.execute(delete(opd_alias).where(_same_alias(alias, region_code)))
    row = {"region_code": region_code, "alias": alias, "name": name, "confirmed_by": by or "pengguna"}
    connection.execute(insert(opd_alias).values(**row))


def _same_alias(alias: str, region_code: str | None) -> Any:
    place = opd_alias.c.region_code
    return and_(opd_alias.c.alias == alias, place == region_code if region_code else place.is_(None))


def forget_alias(connection: Connection, *, region_code: str | None, alias: str, name: str) -> None:
    """Take back what ``remember_alias`` said, unless somebody has said otherwise since."""
    same = and_(_same_alias(alias, region_code), opd_alias.c.name == name)
    connection.execute(delete(opd_alias).where(same))


def remember_region(
    connection: Connection, *, alias: str, region_code: str, by: str | None, now: datetime
) -> None:
    """What a person confirmed a printed place name to mean, from now on."""
    connection.execute(delete(region_alias).where(region_alias.c.alias == alias))
    row = {"alias": alias, "region_code": region_code, "confirmed_by": by, "confirmed_at": now}
    connection.execute(insert(region_alias).values(**row))


def forget_region_alias(connection: Connection, *, alias: str, region_code: str) -> None:
    """Take that back."""
    same = and_(region_alias.c.alias == alias, region_alias.c.region_code == region_code)
    connection.execute(delete(region_alias).where(same))


def read_region_aliases(connection: Connection) -> pl.DataFrame:
    """Place names that people confirmed: ``id, alias, region_code, confirmed_by, confirmed_at``."""
    return read_frame(connection, select(region_alias).order_by(region_alias.c.alias))


def remember_columns(
    engine: Engine,
    *,
    kind: str,
    layout: str,
    mapping: Mapping[str, str],
    now: datetime,
    by: str | None = None,
) -> None:
    """What a person confirmed an office's columns to mean: {column number as text, 1-based: field}."""
    from etl.store.people import append_audit

    now = naive_utc(now)
    with writing(engine) as connection:
        same = (column_mapping.c.kind == kind) & (column_mapping.c.layout == layout)
        connection.execute(delete(column_mapping).where(same))
        row = {"kind": kind, "layout": layout, "mapping": dict(mapping)}
        told = {**row, "confirmed_at": now, "confirmed_by": by}
        connection.execute(insert(column_mapping).values(**told))
        append_audit(connection, action="columns", actor=by, now=now, subject=kind, detail=row)


def forget_columns(engine: Engine, mapping_id: int, *, by: str | None, now: datetime) -> None:
    """Columns of that layout are named by their titles again."""
    from etl.store.people import append_audit

    now = naive_utc(now)
    with writing(engine) as connection:
        connection.execute(delete(column_mapping).where(column_mapping.c.id == mapping_id))
        detail = {"mapping": mapping_id}
        append_audit(connection, action="columns", actor=by, now=now, subject="dilupakan", detail=detail)


def read_remembered_columns(connection: Connection) -> pl.DataFrame:
    """Layouts whose columns a person named: ``id, kind, layout, mapping`` (JSON), who and when."""
    return read_frame(connection, select(column_mapping).order_by(column_mapping.c.id))


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

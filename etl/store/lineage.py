"""From a number back to its paper: a document, the facts that came from it, one fact with its versions."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, Table, and_, case, func, or_, select

from etl.schema import FACTS, correction, document, opd, quarantine, region
from etl.store.engine import StoreError
from etl.store.frames import read_frame
from etl.store.listing import documents_known
from etl.store.scope import STREAMS, Scope

PRIVATE = {"person_hash"}  # counts repeats inside the database, never leaves it


def read_document(connection: Connection, scope: Scope, document_id: int) -> dict[str, Any] | None:
    """Row of one document without its bytes, with ``has_content``; None when there is none in the scope."""
    columns = [c for c in document.c if c.name != "content"]
    kept = document.c.content.is_not(None).label("has_content")
    query = select(*columns, kept).where(document.c.id == document_id, documents_known(scope))
    found = connection.execute(query).mappings().first()
    return dict(found) if found else None


def find_documents(
    connection: Connection, scope: Scope, *, limit: int = 50, offset: int = 0, **wanted: Any
) -> tuple[pl.DataFrame, int]:
    """One page of documents, newest first, and how many there are.

    Args:
        wanted: ``text`` (part of the name), ``kind``, ``region_code``, ``state`` ("berlaku", "dibatalkan",
            "menunggu": with open quarantine).
    """
    conditions = [documents_known(scope), *_document_filters(**wanted)]
    total = connection.execute(select(func.count()).select_from(document).where(*conditions)).scalar_one()
    waiting = (
        select(func.count(quarantine.c.id))
        .where(quarantine.c.document_id == document.c.id, quarantine.c.status == "open")
        .scalar_subquery()
        .label("waiting_count")
    )
    columns = [c for c in document.c if c.name != "content"]
    query = select(*columns, waiting).where(*conditions).order_by(document.c.id.desc())
    return read_frame(connection, query.limit(limit).offset(offset)), int(total)


def _document_filters(
    text: str | None = None, kind: str | None = None, region_code: str | None = None, state: str | None = None
) -> list[Any]:
    found: list[Any] = []
    if text:
        found.append(func.lower(document.c.name).contains(text.lower(), autoescape=True))
    if kind:
        found.append(document.c.kind == kind)
    if region_code:
        below = document.c.region_code.startswith(region_code + ".", autoescape=True)
        found.append(or_(document.c.region_code == region_code, below))
    if state in ("berlaku", "dibatalkan"):
        undone = document.c.undone_at.is_not(None)
        found.append(undone if state == "dibatalkan" else ~undone)
    if state == "menunggu":
        found.append(
            select(quarantine.c.id)
            .where(quarantine.c.document_id == document.c.id, quarantine.c.status == "open")
            .exists()
        )
    return found


def document_kinds(connection: Connection, scope: Scope) -> list[str]:
    """Kinds of documents the reader may know of."""
    query = select(document.c.kind).where(documents_known(scope), document.c.kind.is_not(None)).distinct()
    return sorted(str(kind) for kind in connection.execute(query).scalars())


def count_facts(connection: Connection, scope: Scope, document_id: int) -> dict[str, tuple[int, int]]:
    """Per fact table: (facts of this document within the scope, those that count today)."""
    found: dict[str, tuple[int, int]] = {}
    for name, facts in FACTS.items():
        if name in STREAMS and not scope.covers_stream(STREAMS[name]):
            continue
        counts = func.sum(case((facts.c.known_to.is_(None), 1), else_=0))
        query: Any = select(func.count(facts.c.id), counts)
        query = query.where(facts.c.document_id == document_id)
        total, believed = connection.execute(scope.limit(query, facts)).one()
        if total:
            found[name] = (int(total), int(believed or 0))
    return found


def read_facts(
    connection: Connection, scope: Scope, *, document_id: int, table: str, limit: int = 200
) -> pl.DataFrame:
    """Facts of one document in the order they were printed, with ``region_name, opd_name``; ``known_to`` null
    where they count today.

    Raises:
        StoreError: no such table, or the reader may not see its records.
    """
    facts = _table(scope, table)
    query = _named(facts).where(facts.c.document_id == document_id)
    query = query.order_by(facts.c.sheet, facts.c.row_no, facts.c.col_no, facts.c.id).limit(limit)
    return read_frame(connection, scope.limit(query, facts))


def read_fact(connection: Connection, scope: Scope, *, table: str, row_id: int) -> dict[str, Any] | None:
    """One fact with its names, document and natural key; None when there is none in the scope."""
    facts = _table(scope, table)
    found = read_frame(connection, scope.limit(_named(facts).where(facts.c.id == row_id), facts))
    return found.row(0, named=True) if found.height else None


def read_history(connection: Connection, scope: Scope, *, table: str, natural_key: str) -> pl.DataFrame:
    """Every version of one subject, the one that counts first, with names and document."""
    facts = _table(scope, table)
    query = _named(facts).where(facts.c.natural_key == natural_key)
    frame = read_frame(connection, scope.limit(query, facts))
    return frame.sort(
        "known_to",
        "known_from",
        "document_id",
        "row_no",
        descending=[True, True, True, False],
        nulls_last=False,
    )


def read_fact_corrections(
    connection: Connection, scope: Scope, *, table: str, natural_key: str
) -> pl.DataFrame:
    """Corrections of one subject, newest first; nothing when the subject lies outside the scope."""
    facts = _table(scope, table)
    mine = scope.limit(select(facts.c.id).where(facts.c.natural_key == natural_key), facts).exists()
    same = and_(correction.c.fact_table == table, correction.c.natural_key == natural_key)
    return read_frame(connection, select(correction).where(same, mine).order_by(correction.c.id.desc()))


def _named(facts: Table) -> Select[Any]:
    return (
        select(
            *[c for c in facts.c if c.name not in PRIVATE],
            region.c.name.label("region_name"),
            opd.c.name.label("opd_name"),
            document.c.name.label("document_name"),
            document.c.imported_by,
            document.c.received_at,
        )
        .join(region, region.c.code == facts.c.region_code)
        .join(document, document.c.id == facts.c.document_id)
        .outerjoin(opd, opd.c.id == facts.c.opd_id)
    )


def _table(scope: Scope, name: str) -> Table:
    """The fact table of that name, if the reader may see its single records."""
    if not scope.may_see_records:
        raise StoreError("Akun ini hanya boleh melihat angka gabungan, bukan catatan.", code="scope")
    if name not in FACTS:
        raise StoreError("Tabel catatan itu tidak ada.", code="table_unknown")
    if name in STREAMS:
        scope.require_stream(STREAMS[name])
    return FACTS[name]


__all__ = [
    "count_facts",
    "document_kinds",
    "find_documents",
    "read_document",
    "read_fact",
    "read_fact_corrections",
    "read_facts",
    "read_history",
]

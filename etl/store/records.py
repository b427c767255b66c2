"""Records as pages show them: published figures, recommendations, single cases, documents, freshness."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, and_, case, func, or_, select

from etl.schema import (
    FACTS,
    correction,
    document,
    flag,
    news,
    opd,
    published_count,
    quarantine,
    recommendation,
    region,
)
from etl.store.engine import StoreError
from etl.store.frames import read_frame
from etl.store.merged import read_merged
from etl.store.places import believed
from etl.store.scope import Scope, within

RECOMMENDATION = (
    "region_code",
    "opd_id",
    "rec_no",
    "rec_date",
    "agency",
    "persons",
    "sanction_recommended",
    "decision_date",
    "sanction_given",
    "status_code",
    "document_id",
    "sheet",
    "row_no",
    "known_from",
)
STREAMS = {
    "sidak": "sidak",
    "attendance": "kehadiran",
    "violation": "netralitas",
    "recommendation": "tindak_lanjut",
    "prevention": "pembinaan",
}
REFERENCE_KINDS = ("wilayah", "kalender", "kandidat")
PRIVATE = {"person_hash", "natural_key"}  # needed to count repeats, never shown


def read_published(
    connection: Connection,
    scope: Scope,
    *,
    election: str | None = None,
    metric: str | None = None,
    level: str | None = None,
    unit: str | None = None,
) -> pl.DataFrame:
    """Figures printed by public sources, with ``region_name, parent_code``; nothing summed or merged."""
    columns = [c for c in published_count.c if c.name not in PRIVATE]
    query = (
        select(*columns, region.c.name.label("region_name"), region.c.parent_code)
        .join(region, region.c.code == published_count.c.region_code)
        .where(believed(published_count))
    )
    for column, wanted in (
        (published_count.c.election_code, election),
        (published_count.c.metric, metric),
        (published_count.c.level, level),
        (published_count.c.count_unit, unit),
    ):
        query = query.where(column == wanted) if wanted else query
    rows = read_frame(connection, scope.limit(query, published_count))
    return rows.sort("election_code", "metric", "count_unit", "region_code", "as_of", "id", nulls_last=True)


def read_recommendations(
    connection: Connection, scope: Scope, *, today: date, is_open: bool | None = None
) -> pl.DataFrame:
    """Recommendations and how long they have waited.

    Returns:
        ``key, region_code, region_name, opd_id, opd_name, rec_no, rec_date, agency, persons,
        sanction_recommended, decision_date, sanction_given, status_code, is_open, days_open, document_id,
        sheet, row_no``; ``days_open`` counts to the decision, or to ``today`` while open.
    """
    scope.require_stream("tindak_lanjut")
    merged = read_merged(connection, scope, table=recommendation, names=RECOMMENDATION)
    rows = merged.filter(pl.col("rec_date").is_null() | (pl.col("rec_date") <= today)).rename(
        {"natural_key": "key"}
    )
    rows = _with_names(connection, rows)
    decided = pl.col("decision_date").is_not_null() & (pl.col("decision_date") <= today)
    open_now = ~(
        decided | ((pl.col("status_code") == "selesai") & pl.col("decision_date").is_null()).fill_null(False)
    )
    until = pl.when(decided).then("decision_date").otherwise(pl.lit(today))
    rows = rows.with_columns(
        open_now.alias("is_open"), (until - pl.col("rec_date")).dt.total_days().alias("days_open")
    ).sort("is_open", "days_open", "key", descending=[True, True, False], nulls_last=True)
    return rows if is_open is None else rows.filter(pl.col("is_open") == is_open)


def _with_names(connection: Connection, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``region_name`` and ``opd_name``."""
    places = read_frame(
        connection, select(region.c.code.label("region_code"), region.c.name.label("region_name"))
    )
    units = read_frame(connection, select(opd.c.id.label("opd_id"), opd.c.name.label("opd_name")))
    named = rows.join(places, on="region_code", how="left", maintain_order="left")
    return named.join(units, on="opd_id", how="left", maintain_order="left")


def read_cases(
    connection: Connection,
    scope: Scope,
    *,
    table: str,
    region_code: str | None = None,
    opd_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int | None = 200,
) -> pl.DataFrame:
    """Single records with the document, sheet and row they were printed in; newest first.

    Raises:
        StoreError: the reader may not see records, or there is no such table.
    """
    facts = _facts(scope, table)
    query = (
        select(
            *[c for c in facts.c if c.name not in PRIVATE],
            region.c.name.label("region_name"),
            opd.c.name.label("opd_name"),
            document.c.name.label("document_name"),
            document.c.source_url.label("document_source_url"),
        )
        .join(region, region.c.code == facts.c.region_code)
        .join(document, document.c.id == facts.c.document_id)
        .outerjoin(opd, opd.c.id == facts.c.opd_id)
        .where(believed(facts))
    )
    if region_code:
        query = query.where(within(facts.c.region_code, region_code))
    query = query.where(facts.c.opd_id == opd_id) if opd_id else query
    query = query.where(facts.c.occurred_on >= since) if since else query
    query = query.where(facts.c.occurred_on <= until) if until else query
    query = query.order_by(facts.c.occurred_on.desc(), facts.c.id.desc()).limit(limit)
    return read_frame(connection, scope.limit(query, facts))


def _facts(scope: Scope, table: str) -> Table:
    """The table of that name, if the reader may see its single records."""
    if not scope.may_see_records:
        raise StoreError("Akun ini hanya boleh melihat angka gabungan, bukan catatan.", code="scope")
    if table not in FACTS:
        raise StoreError(f"Tabel catatan {table!r} tidak ada.", code="table_unknown")
    if table in STREAMS:
        scope.require_stream(STREAMS[table])
    return FACTS[table]


def read_news(connection: Connection, scope: Scope, *, needs_review: bool | None = None) -> pl.DataFrame:
    """What texts said, newest first; ``record`` is JSON text with spans."""
    query = (
        select(*news.c, document.c.name.label("document_name"), document.c.source_url)
        .join(document, document.c.id == news.c.document_id)
        .where(document.c.undone_at.is_(None), scope.where(func.coalesce(news.c.region_code, "00")))
    )
    if needs_review is not None:
        query = query.where(news.c.needs_review == needs_review)
    return read_frame(connection, query.order_by(news.c.id.desc()))


def documents_within(scope: Scope) -> Any:
    """Documents a reader may know of: of the scope's regions; those of several regions only nationally."""
    column = document.c.region_code
    if scope.is_national:
        return document.c.id.is_not(None)
    above = [code.rsplit(".", n)[0] for code in scope.regions for n in range(1, code.count(".") + 1)]
    return and_(column.is_not(None), or_(scope.where(column), column.in_(above)))


def read_documents(connection: Connection, scope: Scope, *, limit: int | None = 500) -> pl.DataFrame:
    """Documents, newest first, without their bytes; ``undone_at`` set where one was taken back."""
    columns = [c for c in document.c if c.name != "content"]
    query = select(*columns).where(documents_within(scope)).order_by(document.c.id.desc()).limit(limit)
    return read_frame(connection, query)


def read_flags(connection: Connection, scope: Scope, *, document_id: int | None = None) -> pl.DataFrame:
    """What was odd and kept: ``document_id, document_name, sheet, row_no, col_no, reason, message``."""
    query = (
        select(*flag.c, document.c.name.label("document_name"))
        .join(document, document.c.id == flag.c.document_id)
        .where(documents_within(scope), document.c.undone_at.is_(None))
    )
    query = query.where(flag.c.document_id == document_id) if document_id else query
    return read_frame(connection, query.order_by(flag.c.document_id, flag.c.id))


def read_freshness(connection: Connection, scope: Scope) -> dict[str, Any]:
    """Age of the data in force: ``last_known_on, document_count, open_quarantine_count``."""
    tells = document.c.kind.not_in(REFERENCE_KINDS)  # a list of regions says nothing about what happened
    last_known = func.max(case((tells, document.c.known_on)))
    known = select(last_known, func.count(document.c.id)).where(
        documents_within(scope), document.c.undone_at.is_(None)
    )
    waiting = (
        select(func.count(quarantine.c.id))
        .join(document, document.c.id == quarantine.c.document_id)
        .where(documents_within(scope), document.c.undone_at.is_(None), quarantine.c.status == "open")
    )
    last, count = connection.execute(known).one()
    return {
        "last_known_on": last,
        "document_count": count,
        "open_quarantine_count": connection.execute(waiting).scalar_one(),
    }


def data_version(connection: Connection, scope: Scope) -> str:
    """Fingerprint of what the scope's figures rest on: the documents in force and the corrections made.

    The same documents give the same version in whatever order they came.
    """
    hashes = connection.execute(
        select(document.c.sha256).where(documents_within(scope), document.c.undone_at.is_(None))
    ).scalars()
    made = connection.execute(
        select(correction.c.fact_table, correction.c.natural_key, correction.c.field, correction.c.new_value)
    )
    whole = hashlib.sha256()
    for part in (*sorted(hashes), *sorted(repr(tuple(row)) for row in made)):
        whole.update(part.encode())
    return whole.hexdigest()[:16]


def count_rows(connection: Connection, table: Table) -> int:
    """How many rows a table holds; for doctor and tests."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


__all__ = [
    "count_rows",
    "data_version",
    "documents_within",
    "read_cases",
    "read_documents",
    "read_flags",
    "read_freshness",
    "read_news",
    "read_published",
    "read_recommendations",
]

"""Records as pages show them: published figures, recommendations, single cases, documents, freshness."""

from __future__ import annotations

from datetime import date

import polars as pl
from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from etl.messages import fault
from etl.schema import (
    FACTS,
    document,
    news,
    opd,
    published_count,
    recommendation,
    region,
)
from etl.store.engine import StoreError
from etl.store.frames import read_frame
from etl.store.listing import in_force
from etl.store.merged import read_merged
from etl.store.news import PREVENTION
from etl.store.places import believed
from etl.store.scope import STREAMS, Scope, within

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
NEWS_STREAMS = {  # stream -> what stories of it are called
    "sidak": ("sidak_lapangan", "sidak_prokes", "rencana_sidak"),
    "kehadiran": ("sidak_kehadiran",),
    "netralitas": ("netralitas_kasus", "netralitas_rekap"),
    "tindak_lanjut": ("netralitas_sanksi", "disiplin_rekap", "kepatuhan_ppk"),
    "pembinaan": tuple(sorted(PREVENTION)),
}
PRIVATE = {"person_hash", "natural_key"}  # needed to count repeats, never shown


def read_published(
    connection: Connection,
    scope: Scope,
    *,
    election: str | None = None,
    metric: str | None = None,
    level: str | None = None,
    unit: str | None = None,
    known_on: date | None = None,
) -> pl.DataFrame:
    """Figures printed by public sources, with ``region_name, parent_code``; nothing summed or merged.

    ``known_on``: as they were known on that day. They are public: a grant of one OPD shows its region's too.
    """
    columns = [c for c in published_count.c if c.name not in PRIVATE]
    query = (
        select(*columns, region.c.name.label("region_name"), region.c.parent_code)
        .join(region, region.c.code == published_count.c.region_code)
        .where(believed(published_count, known_on), scope.where(published_count.c.region_code))
    )
    for column, wanted in (
        (published_count.c.election_code, election),
        (published_count.c.metric, metric),
        (published_count.c.level, level),
        (published_count.c.count_unit, unit),
    ):
        query = query.where(column == wanted) if wanted else query
    rows = read_frame(connection, query)
    return rows.sort("election_code", "metric", "count_unit", "region_code", "as_of", "id", nulls_last=True)


def read_recommendations(
    connection: Connection,
    scope: Scope,
    *,
    today: date,
    is_open: bool | None = None,
    known_on: date | None = None,
) -> pl.DataFrame:
    """Recommendations and how long they have waited.

    Returns:
        ``key, region_code, region_name, opd_id, opd_name, rec_no, rec_date, agency, persons,
        sanction_recommended, decision_date, sanction_given, status_code, is_open, days_open, document_id,
        sheet, row_no``; ``days_open`` counts to the decision, or to ``today`` while open. ``known_on``: as it
        was known on that day.
    """
    scope.require_stream("tindak_lanjut")
    merged = read_merged(connection, scope, table=recommendation, names=RECOMMENDATION, known_on=known_on)
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
    known_on: date | None = None,
) -> pl.DataFrame:
    """Single records with the document, sheet and row they were printed in; newest first.

    ``known_on``: as they were known on that day; default: what is believed now.

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
        .where(believed(facts, known_on))
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
        raise fault(StoreError, "records_not_granted")
    if table not in FACTS:
        raise fault(StoreError, "fact_table_unknown", met=table)
    if table in STREAMS:
        scope.require_stream(STREAMS[table])
    return FACTS[table]


def read_news(
    connection: Connection, scope: Scope, *, needs_review: bool | None = None, known_on: date | None = None
) -> pl.DataFrame:
    """What texts said, newest first; ``record`` is JSON text with spans."""
    query = (
        select(*news.c, document.c.name.label("document_name"), document.c.source_url)
        .join(document, document.c.id == news.c.document_id)
        .where(in_force(known_on), _stories_within(scope))
    )
    if needs_review is not None:
        query = query.where(news.c.needs_review == needs_review)
    return read_frame(connection, query.order_by(news.c.id.desc()))


def _stories_within(scope: Scope) -> ColumnElement[bool]:
    """A story is of a whole region, and of the stream that its kind belongs to."""
    place = func.coalesce(news.c.region_code, "00")
    every = Scope(grants=[g for g in scope.grants if g.stream is None]).where_whole(place)
    some = [
        and_(
            Scope(grants=[g for g in scope.grants if g.stream == stream]).where_whole(place),
            news.c.event_type.in_(kinds),
        )
        for stream, kinds in NEWS_STREAMS.items()
    ]
    return or_(every, *some)


def count_rows(connection: Connection, table: Table) -> int:
    """How many rows a table holds; for doctor and tests."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


__all__ = [
    "count_rows",
    "read_cases",
    "read_news",
    "read_published",
    "read_recommendations",
]

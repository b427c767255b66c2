"""When somebody looked: the spans of days that documents of a stream cover, and who was briefed.

A document that names one region covers it (a province: its kab/kota that the stream knows) from the first day
it tells of to the day it was made known. A document that names none covers each region in it from that
region's first to its last day. A document that came more than ``LATE_DAYS`` after the last thing it tells is
a look back: it covers only up to that thing.
"""

from __future__ import annotations

from datetime import date

import polars as pl
from sqlalchemy import Connection, Table, func, select

from etl.schema import document, opd, prevention
from etl.store.frames import read_frame
from etl.store.places import believed
from etl.store.scope import Scope

LATE_DAYS = 56


def read_coverage_spans(
    connection: Connection, scope: Scope, *, table: Table, known_on: date | None = None
) -> pl.DataFrame:
    """Spans of observation of one stream, per document and region: ``region_code, first_on, last_on``."""
    told = _told(connection, scope, table, known_on)
    if told.is_empty():
        return told.select("region_code", "first_on", "last_on")
    whole = pl.col("document_region").is_not_null()
    by_document = (
        told.filter(whole)
        .group_by("document_region", "document_id", "known_on", maintain_order=True)
        .agg(pl.col("first_on").min(), pl.col("last_on").max())
    )
    places = told.select("region_code").unique(maintain_order=True)
    shared = by_document.join(places, how="cross").filter(_is_below())
    spans = pl.concat(
        [
            shared.select("region_code", "first_on", "last_on", "known_on"),
            told.filter(~whole).select("region_code", "first_on", "last_on", "known_on"),
        ]
    )
    late = (pl.col("known_on") - pl.col("last_on")).dt.total_days() > LATE_DAYS
    end = pl.when(late).then("last_on").otherwise(pl.max_horizontal("known_on", "last_on"))
    return spans.with_columns(end.alias("last_on")).select("region_code", "first_on", "last_on")


def _is_below() -> pl.Expr:
    code, above = pl.col("region_code"), pl.col("document_region")
    return (above == "00") | (code == above) | code.str.starts_with(pl.concat_str(above, pl.lit(".")))


def _told(connection: Connection, scope: Scope, table: Table, known_on: date | None) -> pl.DataFrame:
    """Per document and region: first and last day told of; months and years say nothing of weeks."""
    day = func.coalesce(
        table.c.occurred_on, table.c.known_from
    )  # an undated row tells of the day it was known
    query = (
        select(
            table.c.region_code,
            table.c.document_id,
            document.c.region_code.label("document_region"),
            func.max(table.c.known_from).label("known_on"),
            func.min(day).label("first_on"),
            func.max(func.coalesce(table.c.occurred_to, day)).label("last_on"),
        )
        .join(document, document.c.id == table.c.document_id)
        .where(func.coalesce(table.c.date_precision, "day") == "day")
        .group_by(table.c.region_code, table.c.document_id, document.c.region_code)
    )
    if known_on:
        query = query.where(table.c.known_from <= known_on)
    frame = read_frame(connection, scope.limit(query, table))
    return frame.with_columns(pl.col("known_on", "first_on", "last_on").cast(pl.Date)).sort(
        "region_code", "document_id"
    )


def read_coverage(
    connection: Connection,
    scope: Scope,
    *,
    today: date,
    election: str | None = None,
    phase: str | None = None,
    known_on: date | None = None,
) -> pl.DataFrame:
    """Which OPD was briefed in this phase (or ever), which never, as known on a day (default: now).

    Returns:
        ``region_code, opd_id, opd_name, briefed_count, last_on``; an OPD never briefed has 0 and NULL.
    """
    from etl.store.places import read_calendar

    scope.require_stream("pembinaan")
    units = read_frame(
        connection,
        select(opd.c.region_code, opd.c.id.label("opd_id"), opd.c.name.label("opd_name")).where(
            scope.where(opd.c.region_code, opd.c.id, stream="pembinaan")
        ),
    )
    events = _briefings(connection, scope, today=today, known_on=known_on)
    if election or phase:
        calendar = read_calendar(connection)
        keep = [
            (election is None or e == election) and (phase is None or p == phase)
            for e, p in (calendar.primary_phase(d, r) for r, d in events.select("region_code", "day").rows())
        ]
        events = events.filter(pl.Series(keep, dtype=pl.Boolean))
    counted = events.group_by("region_code", "opd_name").agg(
        pl.len().cast(pl.Int64).alias("briefed_count"), pl.col("day").max().alias("last_on")
    )
    return (
        units.join(counted, on=["region_code", "opd_name"], how="left")
        .with_columns(pl.col("briefed_count").fill_null(0))
        .sort("region_code", "opd_name")
    )


def _briefings(connection: Connection, scope: Scope, *, today: date, known_on: date | None) -> pl.DataFrame:
    """One row per event and OPD represented: ``region_code, opd_name, day``.

    An event is of a region and names its OPD in a list, so a grant of one OPD reaches it too; the caller
    keeps the OPD that were granted.
    """
    query = select(prevention.c.region_code, prevention.c.opds, prevention.c.occurred_on.label("day")).where(
        believed(prevention, known_on),
        prevention.c.occurred_on <= today,
        scope.where(prevention.c.region_code, stream="pembinaan"),
    )
    rows = read_frame(connection, query)
    names = pl.col("opds").str.json_decode(pl.List(pl.String)).alias("opd_name")
    return rows.filter(pl.col("opds").is_not_null()).select("region_code", names, "day").explode("opd_name")


__all__ = ["read_coverage", "read_coverage_spans"]

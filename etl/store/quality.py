"""How complete and how late the data of each office are: documents, what waits, what was odd, delays."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Table, func, select

from etl.schema import FACTS, document, flag, quarantine, region
from etl.store.frames import read_frame
from etl.store.listing import REFERENCE_KINDS, documents_known, in_force
from etl.store.scope import STREAMS, Scope

LATE_DAYS = 7  # a violation is to be reported within seven days of knowing (DOMAIN: clocks)


def read_quality(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Per region and kind of document: what came, when last, what waits, what was odd.

    Returns:
        ``region_code, region_name, kind, document_count, last_known_on, record_count, waiting_count,
        odd_count``; documents of several regions stand under no region and are left out.
    """
    waiting = _per_document(quarantine, quarantine.c.status == "open")
    odd = _per_document(flag)
    query = (
        select(
            document.c.region_code,
            region.c.name.label("region_name"),
            document.c.kind,
            document.c.known_on,
            document.c.record_count,
            waiting.label("waiting_count"),
            odd.label("odd_count"),
        )
        .join(region, region.c.code == document.c.region_code)
        .where(documents_known(scope), in_force(), document.c.kind.not_in(REFERENCE_KINDS))
    )
    rows = read_frame(connection, query)
    return (
        rows.group_by("region_code", "region_name", "kind")
        .agg(
            pl.len().alias("document_count"),
            pl.col("known_on").max().alias("last_known_on"),
            pl.col("record_count", "waiting_count", "odd_count").sum(),
        )
        .sort("region_code", "kind")
    )


def _per_document(table: Table, *conditions: ColumnElement[bool]) -> Any:
    count = select(func.count(table.c.id)).where(table.c.document_id == document.c.id, *conditions)
    return count.correlate(document).scalar_subquery()


def read_delays(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Days from an event to the document that first told it, per region and stream.

    Returns:
        ``region_code, stream, event_count, median_days, p90_days, late_share`` (0–1, later than LATE_DAYS);
        only events whose day is known, the median over at least one.
    """
    found = []
    for name, stream in STREAMS.items():
        if not scope.covers_stream(stream):
            continue
        facts = FACTS[name]
        query = (
            select(facts.c.region_code, facts.c.occurred_on, func.min(facts.c.known_from).label("told_on"))
            .where(facts.c.occurred_on.is_not(None), facts.c.date_precision == "day")
            .group_by(facts.c.region_code, facts.c.occurred_on, facts.c.natural_key)
        )
        found.append(read_frame(connection, scope.limit(query, facts)).with_columns(stream=pl.lit(stream)))
    if not found:
        return pl.DataFrame(schema=dict.fromkeys(("region_code", "stream"), pl.String))
    days = (pl.col("told_on") - pl.col("occurred_on")).dt.total_days()
    return (
        pl.concat(found)
        .with_columns(days.clip(lower_bound=0).alias("days"))
        .group_by("region_code", "stream")
        .agg(
            pl.len().alias("event_count"),
            pl.col("days").median().alias("median_days"),
            pl.col("days").quantile(0.9).alias("p90_days"),
            (pl.col("days") > LATE_DAYS).mean().alias("late_share"),
        )
        .sort("region_code", "stream")
    )


__all__ = ["LATE_DAYS", "read_delays", "read_quality"]

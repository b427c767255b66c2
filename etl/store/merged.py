"""One row per case or recommendation, put together from all its versions.

A later paper often says only what is new (number, status, decision). What it leaves out was not taken back:
each field keeps the last value that any version stated. Where one document tells a subject in several rows,
nothing can be put together and the latest document speaks alone.
"""

from __future__ import annotations

from datetime import date

import polars as pl
from sqlalchemy import Connection, Table, select

from etl.schema import document
from etl.store.frames import read_frame
from etl.store.ordering import not_replaced
from etl.store.scope import Scope

PLACED = ("document_id", "sheet", "row_no", "col_no", "known_from")  # of the latest version, stated or not


def read_merged(
    connection: Connection,
    scope: Scope,
    *,
    table: Table,
    names: tuple[str, ...],
    known_on: date | None = None,
) -> pl.DataFrame:
    """Columns ``names`` of every subject as known on that day (default: now), in order of their keys.

    Args:
        table: violation or recommendation.
    """
    wanted = list(dict.fromkeys(("natural_key", "document_id", "known_from", *names)))
    query = select(*[table.c[n] for n in wanted], document.c.sha256).join(
        document, document.c.id == table.c.document_id
    )
    query = query.where(not_replaced(known_on))
    if known_on:
        query = query.where(table.c.known_from <= known_on)
    rows = read_frame(connection, scope.limit(query, table)).sort("natural_key", "known_from", "sha256")
    several = pl.struct("natural_key", "document_id").is_duplicated().any().over("natural_key")
    latest = pl.col("sha256") == pl.col("sha256").last().over("natural_key")
    alone = rows.filter(several & latest)
    kept = [pl.col(n).last() if n in PLACED else pl.col(n).drop_nulls().last() for n in wanted[1:]]
    merged = rows.filter(~several).group_by("natural_key", maintain_order=True).agg(kept)
    return pl.concat([merged.select(wanted), alone.select(wanted)]).sort("natural_key")

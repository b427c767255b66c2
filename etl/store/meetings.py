"""Prevention events as the desk of a province reads them: who met, where, with whom."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Connection, select

from etl.schema import prevention
from etl.store.frames import read_frame
from etl.store.places import believed
from etl.store.scope import Scope


def read_meetings(connection: Connection, scope: Scope, *, event_type: str) -> pl.DataFrame:
    """Dated events of a kind (``rakor``, ``sosialisasi`` …) that are believed now, in order of days.

    Returns:
        ``id, region_code, occurred_on, event_type, place, host, opds`` (JSON list), ``opd_count,
        participants``; empty for a reader without the stream ``pembinaan``.
    """
    c = prevention.c
    columns = [
        c.id,
        c.region_code,
        c.occurred_on,
        c.event_type,
        c.place,
        c.host,
        c.opds,
        c.opd_count,
        c.participants,
    ]
    query = select(*columns).where(
        believed(prevention), c.occurred_on.is_not(None), c.event_type == event_type
    )
    if not scope.covers_stream("pembinaan"):
        query = query.limit(0)
    return read_frame(connection, scope.limit(query, prevention).order_by(c.occurred_on, c.id))


__all__ = ["read_meetings"]

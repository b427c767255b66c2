"""Places that a region knows by name, and what inspections found in each kecamatan.

A place belongs to a kecamatan because the region's own list says so, or because its point lies in it: inside
its boundary where the office has added boundaries, else nearest to its point. That is asked when it is read,
so boundaries count from the day they are there. *Kantor Kec. Arjasa* needs no list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

import polars as pl
from sqlalchemy import Connection, and_, delete, insert, select

from etl.panel import one_level
from etl.schema import place, region
from etl.store.frames import read_frame
from etl.store.panels import counted_sidak
from etl.store.scope import Scope
from geo.locating import locate
from geo.names import fold

KECAMATAN = 3  # level of a region
FILLERS = {"kec", "kecamatan", "kantor", "camat"}
SCHEMA = {
    "kecamatan_code": pl.String,
    "place": pl.String,
    "day": pl.Date,
    "count": pl.Int64,
    "effort": pl.Float64,
    "operations": pl.Int64,
}


def write_places(connection: Connection, records: Sequence[Mapping[str, Any]]) -> int:
    """Add or replace places (``region_code, nama, jenis, nama_kecamatan, lat, lon, source_url``) by name."""
    rows = [_row(connection, record) for record in records]
    for row in rows:
        same = and_(place.c.region_code == row["region_code"], place.c.name_key == row["name_key"])
        connection.execute(delete(place).where(same))
        connection.execute(insert(place), [row])
    return len(rows)


def _row(connection: Connection, record: Mapping[str, Any]) -> dict[str, Any]:
    code, name = str(record["region_code"]), str(record["nama"]).strip()
    below = _kecamatan(connection, code)
    said = _key(str(record.get("nama_kecamatan") or ""))
    told = next(
        (c for c, n in below.select("code", "name").iter_rows() if said and said in (_key(n), _key(c))), None
    )
    return {
        "region_code": code,
        "name": name,
        "name_key": _key(name),
        "kind": record.get("jenis"),
        "kecamatan_code": told,
        "lat": record.get("lat"),
        "lon": record.get("lon"),
        "source_url": record.get("source_url"),
    }


def _key(name: str) -> str:
    """Names that mean the same place: *Kec. Arjasa*, *Kecamatan Arjasa*, *ARJASA*."""
    words = [w for w in re.findall(r"[a-z0-9]+", fold(name)) if w not in FILLERS]
    return " ".join(words)


def _kecamatan(connection: Connection, region_code: str) -> pl.DataFrame:
    own = and_(region.c.level == KECAMATAN, region.c.parent_code == region_code)
    query = select(region.c.code, region.c.name, region.c.lat, region.c.lon).where(own)
    return read_frame(connection, query.order_by(region.c.code))


def read_found(
    connection: Connection,
    scope: Scope,
    *,
    region_code: str,
    since: date | None = None,
    until: date | None = None,
    known_on: date | None = None,
    boundaries: Path | None = None,
) -> pl.DataFrame:
    """What each operation found at each place of a kab/kota.

    ``boundaries``: folder of the boundaries that the office added (``geo.vintages``).

    Returns:
        ``kecamatan_code`` (null: nobody said where the place is), ``place, day, count`` (persons caught
        without a duty letter), ``effort`` (persons checked, null when not stated), ``operations``, by day.

    Raises:
        StoreError: the scope does not include inspections.
    """
    scope.require_stream("sidak")
    rows = counted_sidak(connection, scope, known_on, "place")
    rows = rows.filter((pl.col("region_code") == region_code) & pl.col("place").is_not_null())
    if since:
        rows = rows.filter(pl.col("day") >= since)
    if until:
        rows = rows.filter(pl.col("day") <= until)
    if rows.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    found = one_level(rows, by=["region_code", "operation_key", "place"])
    names = found["place"].unique(maintain_order=True).to_list()
    day = until or cast(date, found["day"].max())
    known = _where(connection, region_code, names, boundaries=boundaries, on=day)
    codes = pl.col("place").replace_strict(known, default=None, return_dtype=pl.String)
    columns = [pl.col(name).cast(kind) for name, kind in SCHEMA.items()]
    return found.with_columns(codes.alias("kecamatan_code")).select(columns).sort("day", "place")


def _where(
    connection: Connection, region_code: str, names: Sequence[str], *, boundaries: Path | None, on: date
) -> dict[str, str | None]:
    """Kecamatan of each written place: from the region's list, its point there, else from its own words."""
    columns = (place.c.name_key, place.c.kecamatan_code, place.c.lat, place.c.lon)
    query = select(*columns).where(place.c.region_code == region_code).order_by(place.c.name_key)
    rows = read_frame(connection, query)
    below = _kecamatan(connection, region_code)
    listed = {key: code for key, code in rows.select("name_key", "kecamatan_code").iter_rows() if code}
    pointed = rows.filter(pl.col("kecamatan_code").is_null()).drop_nulls(["lat", "lon"])
    points = pointed.select(pl.col("name_key").alias("name"), pl.col("lat", "lon").cast(pl.Float64))
    at = locate(points, below, folder=boundaries, level=KECAMATAN, parent=region_code, on=on)
    listed |= {key: code for key, code in at.select("name", "code").iter_rows() if code}
    own = {_key(name): code for code, name in below.select("code", "name").iter_rows()}
    return {name: listed.get(_key(name)) or own.get(_key(name)) for name in names}


__all__ = ["read_found", "write_places"]

"""Between SQL and Polars: read a query as a frame, write many rows fast.

Bulk rows go through the raw connection inside the running transaction: ``executemany`` on SQLite, ``COPY`` on
PostgreSQL (SQLAlchemy Core is three to ten times slower on either).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Select,
    Table,
    insert,
)

from etl.block import mapped
from etl.store.engine import is_sqlite

Row = Mapping[str, Any]
SQLITE_PLAIN = {str, int, float, bool, bytes, type(None)}  # handed to the driver as they are
_TYPES: tuple[tuple[type, Any], ...] = (
    (Boolean, pl.Boolean),
    (Integer, pl.Int64),
    (Float, pl.Float64),
    (DateTime, pl.Datetime("us")),
    (Date, pl.Date),
    (LargeBinary, pl.Binary),
)


def read_frame(connection: Connection, query: Select[Any]) -> pl.DataFrame:
    """The query's rows; column types come from the tables, so an empty answer has them too.

        text = pl.Series(name, values, dtype=pl.String)
        return text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us")
    are and turned into columns at once: three times as fast as value by value.
    """
    columns = list(query.selected_columns)
    result = connection.execute(query)
    rows: Any = result.cursor.fetchall() if result.cursor is not None else []
    result.close()
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    series = [_series(c.name, c.type, v) for c, v in zip(columns, values, strict=True)]
    return pl.DataFrame(series)


def _series(name: str, kind: object, values: Sequence[Any]) -> pl.Series:
    target = next((found for known, found in _TYPES if isinstance(kind, known)), pl.String)
    if isinstance(kind, JSON):
        values = [v if v is None or isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]
    first = next((v for v in values if v is not None), None)
    if target == pl.Date and isinstance(first, str):  # SQLite keeps days and times as text
        return pl.Series(name, values, dtype=pl.String).str.to_date("%Y-%m-%d")
    if target == pl.Datetime("us") and isinstance(first, str):
        return pl.Series(name, values, dtype=pl.String).str.to_datetime(
            "%Y-%m-%d %H:%M:%S%.f", time_unit="us"
        )
    if target == pl.Boolean and isinstance(first, int):
        return pl.Series(name, values, dtype=pl.Int64).cast(pl.Boolean)
    return pl.Series(name, values, dtype=target, strict=False)


def write_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Append rows (dicts by column name; a missing key is NULL) inside the running transaction.

    Returns:
        How many rows were written.
    """
    used = {name for row in rows for name in row}
    columns = {c.name: [row.get(c.name) for row in rows] for c in table.columns if c.name in used}
    return write_columns(connection, table, columns)


def write_columns(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> int:
    """Append rows given as columns of equal length inside the running transaction; returns how many."""
    told = {
        name: [_json_cell(v) for v in column] if isinstance(table.c[name].type, JSON) else column
        for name, column in columns.items()
        if column.count(None) < len(column)
    }
    if not told:
        return 0
    writer = _write_sqlite if is_sqlite(connection) else _write_copy
    writer(connection, table, told)
    return len(next(iter(told.values())))


def insert_row(connection: Connection, table: Table, values: Row) -> int:
    """Add one row and return its new id."""
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def write_frame(connection: Connection, table: Table, frame: pl.DataFrame, **fixed: object) -> int:
    """Append a frame; its columns that the table lacks are left out, ``fixed`` columns are added."""
    names = [c for c in frame.columns if c in table.c and c not in fixed]
    rows = frame.select(names).to_dicts()
    return write_rows(connection, table, [{**row, **fixed} for row in rows])


def _json_cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _write_sqlite(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    marks = ", ".join("?" * len(columns))
    sql = f"INSERT INTO {_quoted(table.name)} ({', '.join(map(_quoted, columns))}) VALUES ({marks})"  # noqa: S608
    cursor = connection.connection.cursor()
    plain = [c if {*map(type, c)} <= SQLITE_PLAIN else mapped(c, _sqlite_cell) for c in columns.values()]
    cells: Any = zip(*plain, strict=True)
    cursor.executemany(sql, cells)
    cursor.close()


def _sqlite_cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")  # as SQLAlchemy writes it
    if isinstance(value, date):
        return value.isoformat()
    return value


def _write_copy(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    sql = f"COPY {_quoted(table.name)} ({', '.join(map(_quoted, columns))}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(sql) as copy:
        for row in zip(*columns.values(), strict=True):
            copy.write_row(row)


def _quoted(name: str) -> str:
    return f'"{name}"'  # our own table and column names only, never a user's text


__all__ = ["insert_row", "read_frame", "write_columns", "write_frame", "write_rows"]

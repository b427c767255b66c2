"""A forecast's fingerprint: what was said before a week began cannot be changed unnoticed afterwards.

SHA-256 over the rows, one line each in a fixed order, numbers as their shortest exact text. The run writes it
into the audit log, whose lines are chained; whoever holds the rows can compute it again.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import polars as pl

from models.forecast_weekly import COLUMNS

KEYS = ["measure", "model", "region_code", "week"]


def frozen(forecasts: pl.DataFrame, *, as_of: dt.date) -> pl.DataFrame:
    """The rows said in time: weeks that begin after ``as_of``, sorted."""
    ahead = forecasts.filter((pl.col("week") > as_of) & (pl.col("horizon_weeks") > 0))
    return ahead.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items()).sort(KEYS)


def fingerprint(forecasts: pl.DataFrame, *, as_of: dt.date) -> str:
    """Hexadecimal SHA-256 of the rows of ``frozen``; the order in which they come does not matter."""
    digest = hashlib.sha256()
    for row in frozen(forecasts, as_of=as_of).iter_rows():
        digest.update(("|".join(_text(value) for value in row) + "\n").encode())
    return digest.hexdigest()


def _text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(_text(v) for v in value)
    return repr(float(value)) if isinstance(value, float) else str(value)

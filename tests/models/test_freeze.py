"""Frozen forecasts: the same rows give the same fingerprint, any change another."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from models.forecast_weekly import COLUMNS, LEVELS, NAMED
from models.freeze import fingerprint, frozen

TODAY = dt.date(2024, 10, 28)


def forecasts() -> pl.DataFrame:
    """Two regions: the week that has begun, the next one, and a nowcast of a past one."""
    rows = [
        {
            "measure": "netralitas_dugaan", "model": model, "region_code": code, "week": week,
            "horizon_weeks": horizon, "mean": 0.1 + horizon, **dict.fromkeys(NAMED, 1.0),
            "quantiles": [float(k) for k in range(len(LEVELS))],
        }
        for code in ("99.01", "99.02")
        for model, week, horizon in (
            ("nowcast", dt.date(2024, 10, 21), 0),
            ("gabungan", TODAY, 1),
            ("gabungan", dt.date(2024, 11, 4), 2),
        )
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=COLUMNS)


def test_order_does_not_matter() -> None:
    """Rows come back from a database in any order."""
    table = forecasts()
    assert fingerprint(table, as_of=TODAY) == fingerprint(table.reverse(), as_of=TODAY)
    assert len(fingerprint(table, as_of=TODAY)) == 64


def test_only_weeks_that_have_not_begun_are_frozen() -> None:
    """A week is forecast before its Monday or not at all; nowcasts are no forecasts."""
    assert frozen(forecasts(), as_of=TODAY)["week"].unique().to_list() == [dt.date(2024, 11, 4)]


@pytest.mark.parametrize(
    "change",
    [
        pl.col("mean") + 1e-12,
        pl.col("q95") + 1,
        pl.lit("99.03").alias("region_code"),
        pl.col("quantiles").list.reverse(),
    ],
)
def test_any_change_shows(change: pl.Expr) -> None:
    """A mean moved by a trillionth, another quantile, another region: another fingerprint."""
    table = forecasts()
    assert fingerprint(table.with_columns(change), as_of=TODAY) != fingerprint(table, as_of=TODAY)

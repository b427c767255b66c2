"""Rates by kecamatan of one kab/kota: what inspections found at the places that the region knows by name.

Counted over the days of the election (and phase) looked at. An operation enters a rate only when it says how
many were checked; one at a place that nobody has located is counted in the sentence, never spread out.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.intervals import byar
from dashboard.pages.context import Context

LEVEL = "kecamatan"
MEASURE = "sidak_terjaring"  # the one measure whose records say where


def days(context: Context) -> list[tuple[date, date]]:
    """First and last day of each phase looked at; empty: all time."""
    phases = context.phase_table()
    if context.view.phase:
        phases = phases.filter(pl.col("code") == context.view.phase)
    return list(phases.select("start_on", "end_on").iter_rows())


def found(context: Context) -> pl.DataFrame:
    """Rows of ``store.read_found`` on the days looked at."""
    rows = context.reader.found(context.code)
    spans = days(context)
    if not spans or rows.is_empty():
        return rows
    return rows.filter(pl.any_horizontal(pl.col("day").is_between(first, last) for first, last in spans))


def kecamatan_rates(context: Context) -> pl.DataFrame:
    """One row per kecamatan where somebody looked: ``code, count, effort, rate, rate_lower, rate_upper``.

    ``rate``: persons caught per ``rate_base`` checked, Byar's 95 % interval; null where nobody said how many.
    """
    stated = pl.col("effort").is_not_null()
    base = context.measure.rate_base
    low, high = byar(pl.col("_caught"))
    per = base / pl.col("effort")
    return (
        found(context)
        .drop_nulls("kecamatan_code")
        .group_by(pl.col("kecamatan_code").alias("code"), maintain_order=True)
        .agg(
            pl.col("count").sum().cast(pl.Float64),
            pl.col("effort").filter(stated).sum(),
            pl.col("count").filter(stated).sum().cast(pl.Float64).alias("_caught"),
        )
        .with_columns(pl.when(pl.col("effort") > 0).then(pl.col("effort")))
        .with_columns((pl.col("_caught") * per).alias("rate"), (low * per).alias("rate_lower"))
        .with_columns(pl.when(pl.col("effort") > 0).then(high * per).alias("rate_upper"))
        .drop("_caught")
    )


def unlocated(context: Context) -> tuple[int, list[str]]:
    """Operations at places whose kecamatan nobody has told, and those places, the commonest first."""
    rows = found(context).filter(pl.col("kecamatan_code").is_null())
    if rows.is_empty():
        return 0, []
    places = (
        rows.group_by("place")
        .agg(pl.col("operations").sum())
        .sort(["operations", "place"], descending=[True, False])
    )
    return int(rows["operations"].sum()), places["place"].to_list()


def places_in(context: Context, code: str) -> pl.DataFrame:
    """Places of one kecamatan: ``place, count, effort`` (null when some did not say), ``operations``."""
    every = pl.when(pl.col("effort").is_not_null().all()).then(pl.col("effort").sum()).alias("effort")
    return (
        found(context)
        .filter(pl.col("kecamatan_code") == code)
        .group_by("place")
        .agg(pl.col("count").sum(), every, pl.col("operations").sum())
        .sort(["count", "place"], descending=[True, False])
    )

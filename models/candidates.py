"""What a visit to each OPD is expected to find: the planner's input.

    finds per visit ~ rate_o · persons checked per visit,   rate_o shrunken towards that of its region

An OPD never visited has its region's usual risk and a wide interval: exploration is for such places.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from models.dispersion import weekly_dispersion
from models.gamma_poisson import fit_exchangeable
from models.rates import with_offset

SIDAK = "sidak_terjaring"
USUAL_CHECKED = 20.0  # persons per visit where no document states it


def visit_candidates(opd_panel: pl.DataFrame, opds: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """``opd_panel``: sidak panel by OPD; ``opds``: ``opd_id, region_code, name``. For ``plan.plan_week``.

    Returns ``region_code, opd_id, name, expected_finds, finds_lower, finds_upper, days_since_visit``.
    """
    found = with_offset(opd_panel, measure=SIDAK)
    spread = weekly_dispersion(found.rows) if found.rows.height else None
    sums = found.rows.group_by("region_code", "opd_id", maintain_order=True).agg(
        pl.col("count").filter(pl.col("offset") > 0).sum().cast(pl.Float64).alias("count"),
        pl.col("offset").sum(),
        pl.col("operations").sum(),
        pl.col("week").filter(pl.col("operations") > 0).max().alias("last"),
    )
    units = opds.select("region_code", "opd_id", "name")
    table = units.join(sums, on=["region_code", "opd_id"], how="left", maintain_order="left")
    table = table.with_columns(pl.col("count", "offset").fill_null(0.0))
    checked = _per_visit(table)
    inflation = 1.0 + (spread.k if spread else 0.0)
    parts = [_region(p, checked, inflation) for p in table.partition_by("region_code", maintain_order=True)]
    days = (pl.lit(on) - pl.col("last")).dt.total_days().alias("days_since_visit")
    kept = ["region_code", "opd_id", "name", "expected_finds", "finds_lower", "finds_upper"]
    return (
        pl.concat(parts).select(*kept, days)
        if parts
        else pl.DataFrame(schema=dict.fromkeys(kept, pl.Float64))
    )


def _per_visit(table: pl.DataFrame) -> float:
    visits = float(table["operations"].fill_null(0).sum())
    return float(table["offset"].sum()) / visits if visits > 0 else USUAL_CHECKED


def _region(part: pl.DataFrame, checked: float, inflation: float) -> pl.DataFrame:
    y, e = part["count"].to_numpy(), part["offset"].to_numpy()
    if e.sum() <= 0:
        none = [pl.lit(None, pl.Float64).alias(c) for c in ("expected_finds", "finds_lower", "finds_upper")]
        return part.with_columns(none)
    fit = fit_exchangeable(y, e, inflation=np.full(len(y), inflation))
    return part.with_columns(
        expected_finds=pl.Series(fit.mean() * checked),
        finds_lower=pl.Series(fit.quantile(0.025) * checked),
        finds_upper=pl.Series(fit.quantile(0.975) * checked),
    )

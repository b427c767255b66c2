"""Looked more, or found more? Two checks that stand beside every ranking of inspections.

*Outcome test* (Becker 1957; Knowles, Persico & Todd 2001): the share found among the persons checked,

    caught_r / f ~ Binomial(checked_r / f, p_r),   logit p_r exchangeable (:mod:`models.proportions`)

with ``f`` the over-dispersion of catches in visits (beta-binomial in spirit). A region with many catches and
an ordinary hit rate was looked at more. *Exposure shift*: the rank of each region when catches are divided by
persons checked, by operations and by staff; a place whose rank moves far owes it to the divisor.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from models.dispersion import weekly_dispersion
from models.gamma_poisson import fit_exchangeable
from models.proportions import fit_proportions
from models.rates import with_offset

SIDAK = "sidak_terjaring"
EXPOSURES = {"checked": "effort", "operations": "operations", "staff": "exposure"}


def hit_rates(panel: pl.DataFrame) -> pl.DataFrame:
    """Sidak panel by region → ``region_code, checked, operations, count, hit_rate, hit_rate_lower,
    hit_rate_upper, verdict`` (ditemukan_lebih | ditemukan_kurang | diperiksa_lebih | setara).

    Regions where nobody was checked are left out: they say nothing.
    """
    rows = with_offset(panel, measure=SIDAK).rows.filter(pl.col("effort") > 0)
    sums = (
        rows.group_by("region_code")
        .agg(
            pl.col("effort").sum().alias("checked"),
            pl.col("operations").sum().cast(pl.Float64),
            pl.col("count").sum().cast(pl.Float64),
            (pl.col("effort") ** 2).sum().alias("_square"),
            pl.col("exposure").mean().alias("_staff"),
        )
        .sort("region_code")
    )
    if sums.is_empty():
        return sums.select("region_code", "checked", "operations", "count")
    spread = weekly_dispersion(rows)
    share = (pl.col("count") / pl.col("checked")) * pl.col("_square")
    f = sums.with_columns(share.alias("_s")).select(spread.inflation("_s", "checked")).to_series().to_numpy()
    fit = fit_proportions(sums["count"].to_numpy() / f, sums["checked"].to_numpy() / f)
    return sums.with_columns(
        hit_rate=pl.Series(fit.mean()),
        hit_rate_lower=pl.Series(fit.quantile(0.025)),
        hit_rate_upper=pl.Series(fit.quantile(0.975)),
    ).select(pl.exclude("_square", "_staff"), _verdict())


def _verdict() -> pl.Expr:
    """Against the pooled hit rate; "looked at more" = more checked per staff member than most, same share."""
    pooled = pl.col("count").sum() / pl.col("checked").sum()
    intensity = pl.col("checked") / pl.col("_staff")
    return (
        pl.when(pl.col("hit_rate_lower") > pooled)
        .then(pl.lit("ditemukan_lebih"))
        .when(pl.col("hit_rate_upper") < pooled)
        .then(pl.lit("ditemukan_kurang"))
        .when(intensity > intensity.median())
        .then(pl.lit("diperiksa_lebih"))
        .otherwise(pl.lit("setara"))
        .alias("verdict")
    )


def exposure_shift(panel: pl.DataFrame) -> pl.DataFrame:
    """``region_code, rank_checked, rank_operations, rank_staff, shift``: rank 1 = highest shrunken rate."""
    rows = with_offset(panel, measure=SIDAK).rows.filter(pl.col("operations") > 0)
    sums = (
        rows.group_by("region_code")
        .agg(
            pl.col("count").sum().cast(pl.Float64),
            pl.col("effort", "operations").sum().cast(pl.Float64),
            pl.col("exposure").mean(),
        )
        .sort("region_code")
    )
    ranks = {f"rank_{name}": _rank(sums, column) for name, column in EXPOSURES.items()}
    table = sums.select("region_code").with_columns(**ranks)
    spread = pl.max_horizontal(*ranks) - pl.min_horizontal(*ranks)
    return table.with_columns(spread.alias("shift"))


def _rank(sums: pl.DataFrame, column: str) -> pl.Series:
    size = sums[column].cast(pl.Float64).fill_null(0.0).to_numpy()
    if size.sum() <= 0:
        return pl.Series([None] * len(sums), dtype=pl.Float64)
    count = sums["count"].to_numpy()
    rate = fit_exchangeable(count, size * count.sum() / size.sum()).mean()
    rate[size <= 0] = np.nan
    return pl.Series(rate).fill_nan(None).rank("average", descending=True)

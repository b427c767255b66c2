"""How much less a count says than its size: over-dispersion that includes the echo from week to week.

With weekly residuals ``r_t = y_t - mu_t`` about common steps times the unit's level, the long-run variance
``V = Σ_t Σ_|l|<=L (1 - |l|/(L+1)) r_t r_{t+l}`` (Newey & West 1987) compares with ``Σ mu``. One number for
all units, ``k = (V - Σ mu) / Σ mu²``, is the median over regions, so that a single burst does not widen every
interval. A total then has inflation ``f = 1 + k Σ mu² / Σ mu``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

LAGS = 13  # weeks: an echo of 0.3 has died by then, a region's own campaign habit is partly seen
FEWEST_WEEKS = 20
LARGEST = 5.0  # k: beyond it the mean is wrong, not the variance


def excess(cells: pl.DataFrame) -> float:
    """k of ``cells``: ``unit, week, count, mean``; weeks in which nobody looked are absent."""
    parts = [_unit(part) for part in cells.sort("unit", "week").partition_by("unit", maintain_order=True)]
    known = np.array([p for p in parts if p is not None])
    if len(known) == 0:
        return 0.0
    ratio = known[:, 0] / np.maximum(known[:, 1], 1e-12)
    return float(np.clip(_weighted_median(ratio, known[:, 1]), 0.0, LARGEST))


def step_means(rows: pl.DataFrame, *, steps: Sequence[str]) -> pl.DataFrame:
    """``mean``: the rate of all units in each step times ``offset`` times the unit's own level.

    A mean of its own for each unit and step would follow every burst and leave no variance to be seen.
    """
    common = pl.col("count").sum().over(steps) / pl.col("offset").sum().over(steps) if steps else pl.lit(1.0)
    rows = rows.with_columns((common * pl.col("offset")).fill_nan(0.0).alias("_common"))
    own = pl.col("count").sum().over("unit") / pl.col("_common").sum().over("unit")
    return rows.with_columns((own.fill_nan(0.0) * pl.col("_common")).alias("mean")).drop("_common")


def _unit(part: pl.DataFrame) -> tuple[float, float] | None:
    if len(part) < FEWEST_WEEKS or part["count"].sum() == 0:
        return None
    mean = part["mean"].to_numpy()
    residual = part["count"].to_numpy() - mean
    variance = residual @ residual
    for lag in range(1, LAGS + 1):
        variance += 2 * (1 - lag / (LAGS + 1)) * (residual[lag:] @ residual[:-lag])
    return float(variance - mean.sum()), float(mean @ mean)


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])

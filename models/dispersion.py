"""How much less a count says than its size: bursts within a week, and the echo from week to week.

With weekly residuals ``r_t = y_t - mu_t`` about common steps times the unit's level,

    k    = (Σ r_t² - Σ mu_t) / Σ mu_t²                                    (negative binomial, size 1 / k)
    echo = 1 + 2 Σ_l<=L (1 - l/(L+1)) Σ r_t r_{t+l} / Σ r_t²              (Newey & West 1987)

and a sum has inflation ``f = echo (1 + k Σ mu² / Σ mu)`` over a Poisson count. Both are medians over regions,
so that a single burst does not widen every interval. One mean per unit and step would follow every burst and
leave no variance to be seen: hence the common course.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

LAGS = 13  # weeks: an echo of 0.3 has died by then, a region's own campaign habit is partly seen
FEWEST_WEEKS, FEWEST_FOR_ECHO = 6, 20
LARGEST_K, LARGEST_ECHO = 5.0, 6.0  # beyond them the mean is wrong, not the variance
STEP = ("election_code", "phase_code")


@dataclass(frozen=True)
class Dispersion:
    """``k`` per week and ``echo`` over weeks; 0 and 1 = Poisson."""

    k: float
    echo: float

    def inflation(self, square: str = "square", expected: str = "expected") -> pl.Expr:
        """f of a sum whose weekly means add up to ``expected`` and their squares to ``square``."""
        ratio = pl.when(pl.col(expected) > 0).then(pl.col(square) / pl.col(expected)).otherwise(0.0)
        return self.echo * (1.0 + self.k * ratio)


POISSON = Dispersion(0.0, 1.0)


def weekly_dispersion(rows: pl.DataFrame) -> Dispersion:
    """``rows``: a panel with ``offset``; OPD of a region are added up, weeks nobody looked are left out."""
    steps = [c for c in STEP if c in rows.columns]
    weekly = (
        rows.group_by(["region_code", *steps, "week"], maintain_order=True)
        .agg(pl.col("count", "offset").sum())
        .filter(pl.col("offset") > 0)
        .rename({"region_code": "unit"})
    )
    return dispersion(with_means(weekly, steps=steps)) if weekly.height else POISSON


def dispersion(cells: pl.DataFrame) -> Dispersion:
    """``cells``: ``unit, week, count, mean``."""
    parts = [_unit(part) for part in cells.sort("unit", "week").partition_by("unit", maintain_order=True)]
    known = np.array([p for p in parts if p is not None])
    if len(known) == 0:
        return POISSON
    here, lagged, mean, square = known.T
    k = _weighted_median((here - mean) / np.maximum(square, 1e-12), square)
    echo = _weighted_median(1.0 + lagged / np.maximum(here, 1e-12), here)
    return Dispersion(float(np.clip(k, 0.0, LARGEST_K)), float(np.clip(echo, 1.0, LARGEST_ECHO)))


def with_means(rows: pl.DataFrame, *, steps: Sequence[str]) -> pl.DataFrame:
    """``mean``: the rate of all units in each step times ``offset`` times the unit's own level."""
    common = pl.col("count").sum().over(steps) / pl.col("offset").sum().over(steps) if steps else pl.lit(1.0)
    rows = rows.with_columns((common * pl.col("offset")).fill_nan(0.0).alias("_common"))
    own = pl.col("count").sum().over("unit") / pl.col("_common").sum().over("unit")
    return rows.with_columns((own.fill_nan(0.0) * pl.col("_common")).alias("mean")).drop("_common")


def _unit(part: pl.DataFrame) -> tuple[float, float, float, float] | None:
    """Σ r², twice the weighted autocovariances, Σ mu, Σ mu²."""
    if len(part) < FEWEST_WEEKS or part["count"].sum() == 0:
        return None
    mean = part["mean"].to_numpy()
    residual = part["count"].to_numpy() - mean
    lags = range(1, LAGS + 1 if len(part) >= FEWEST_FOR_ECHO else 1)
    echo = sum(2 * (1 - lag / (LAGS + 1)) * (residual[lag:] @ residual[:-lag]) for lag in lags)
    return float(residual @ residual), float(echo), float(mean.sum()), float(mean @ mean)


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])

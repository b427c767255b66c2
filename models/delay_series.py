"""Final total from a cumulative published series: a few totals by as-of date, nothing else.

    E C(t) = N · G(t),  increments between publications ~ NB(N ΔG, variance = omega · mean)
    G: share 1 − pi up to voting day rising as exp(−days to vote / tau), share pi after it, fading as
    exp(−t/late)

One series cannot tell its own tail before it comes; the prior does, and is stated: pi ~ Beta(2, 4) (mean one
third, 90 % 0.08–0.66), the same for the part of the rest that comes evenly over the year before, tau ~
LogN(45 days, 0.35), late ~ LogN(120 days, 0.6), omega ~ LogN(8, 0.7), log N flat. The interval is therefore
wide and says so (``relative_width``). Posterior by weighting prior draws on a grid of N. A published total
that falls is a correction: its increment counts as zero.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError
from models.scores import nb_log_pmf

Array = NDArray[np.float64]

DRAWS = 3000
GRID = np.exp(np.linspace(0.0, np.log(20.0), 100))  # N as a multiple of the last total
TAIL_BETA = (2.0, 4.0)
RISE_DAYS, RISE_SD = 45.0, 0.35
LATE_DAYS, LATE_SD = 120.0, 0.6
LUMP, LUMP_SD = 8.0, 0.7
STEADY_DAYS = 365.0  # part of the reports comes evenly over the year before the vote
STEADY_BETA = (2.0, 4.0)


@dataclass(frozen=True)
class FinalTotal:
    """Expected final total with its 90 % interval, and the share already published."""

    mean: float
    median: float
    lower: float
    upper: float
    published: float

    @property
    def relative_width(self) -> float:
        """Width of the interval over the median: above 1 it says little more than "more will come"."""
        return (self.upper - self.lower) / self.median


def final_total(series: pl.DataFrame, *, vote_on: dt.date, today: dt.date, seed: int = 0) -> FinalTotal:
    """Final total from columns as_of (date) and value (cumulative) published up to ``today``."""
    known = series.filter(pl.col("as_of") <= today).drop_nulls(["as_of", "value"]).sort("as_of")
    known = known.group_by("as_of", maintain_order=True).agg(pl.col("value").max())
    if known.is_empty():
        raise NetraError("Belum ada angka kumulatif yang diterbitkan sampai hari itu.", code="no_data")
    value = np.maximum.accumulate(known["value"].to_numpy().astype(float))
    days = (known["as_of"] - vote_on).dt.total_days().to_numpy().astype(float)
    rng = np.random.default_rng(seed)
    curve = _curve(days, rng)
    steps = np.diff(curve, axis=1, prepend=0.0)
    lump = LUMP * np.exp(LUMP_SD * rng.standard_normal(DRAWS))
    totals = value[-1] * GRID
    weight = _weights(np.diff(value, prepend=0.0), steps, lump, totals)
    picked = rng.choice(weight.size, size=DRAWS, p=weight.ravel())
    draw, place = np.unravel_index(picked, weight.shape)
    rest = totals[place] * (1 - curve[draw, -1])
    jitter = totals[place] * (GRID[1] - 1) * (rng.random(DRAWS) - 0.5)  # between the points of the grid
    final = value[-1] + _lumpy(rng, np.maximum(rest + jitter, 0.0), lump[draw])
    low, middle, high = np.quantile(final, (0.05, 0.5, 0.95))
    return FinalTotal(float(final.mean()), float(middle), float(low), float(high), float(value[-1]))


def _curve(days: Array, rng: np.random.Generator) -> Array:
    """G at days after the vote (negative: before), (draws, n)."""
    tail = rng.beta(*TAIL_BETA, (DRAWS, 1))
    rise = RISE_DAYS * np.exp(RISE_SD * rng.standard_normal((DRAWS, 1)))
    late = LATE_DAYS * np.exp(LATE_SD * rng.standard_normal((DRAWS, 1)))
    before = np.minimum(days, 0.0)
    steady = np.clip(1 + before / STEADY_DAYS, 0.0, 1.0)
    even = rng.beta(*STEADY_BETA, (DRAWS, 1))
    up = (1 - even) * np.exp(before / rise) + even * steady
    return np.asarray((1 - tail) * up + tail * -np.expm1(-np.maximum(days, 0.0) / late))


def _weights(increments: Array, steps: Array, lump: Array, totals: Array) -> Array:
    """Posterior weight of every prior draw and every N, (draws, grid), summing to one."""
    logs = np.zeros((len(steps), len(totals)))
    for k, increment in enumerate(increments):
        mean = np.maximum(steps[:, k, None] * totals, 1e-6)
        size = np.maximum(mean / np.maximum(lump[:, None] - 1, 1e-2), 1e-4)
        logs += nb_log_pmf(np.full(mean.shape, np.round(increment)), mean, size)
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _lumpy(rng: np.random.Generator, mean: Array, lump: Array) -> Array:
    spread = np.maximum(lump - 1, 1e-2)
    return rng.poisson(rng.gamma(np.maximum(mean / spread, 1e-6), spread)).astype(float)

"""Has it risen? The last four finished weeks against the four before, both as they will stand in the end.

    N_a, N_b   draws of the final totals (``delay``), so that both are equally complete
    ratio      = Gamma(N_a/omega + ½) / Gamma(N_b/omega + ½),   omega = 1 + m/k

``omega``: bursts; m the weekly level, k the gamma shape of weeks about it. The ratio is of rates, not of the
counts that happened to come: eight against six is no rise yet.

Not for: measures that arrive whole (compare finished weeks per operation instead).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from models.delay import Unfinished, count_quantiles
from models.forecast_weekly import LEVELS

Array = NDArray[np.float64]

TOTAL, CHANGE = "nowcast_4pekan", "perubahan_4pekan"
WEEKS = 4
SURE = 0.9  # probability from which a change is said


@dataclass(frozen=True)
class Change:
    """Final totals (expected, 5 %, 95 %) of the last four weeks and the four before; ratio of their rates
    (median, 5 %, 95 %); probability that the rate rose; ``verdict`` "naik" | "turun" | "sama".
    """

    recent: tuple[float, float, float]
    before: tuple[float, float, float]
    ratio: tuple[float, float, float]
    probability_higher: float

    @property
    def verdict(self) -> str:
        """ "sama" says that the two cannot be told apart, not that they are equal."""
        if self.probability_higher >= SURE:
            return "naik"
        return "turun" if self.probability_higher <= 1 - SURE else "sama"


def change_of(forecasts: pl.DataFrame, *, region_code: str) -> Change | None:
    """The change stored in forecast rows of one measure; None where delays could not be learnt."""
    rows = forecasts.filter(pl.col("region_code") == region_code)
    totals = rows.filter(pl.col("model") == TOTAL).sort("horizon_weeks", descending=True)
    ratio = rows.filter(pl.col("model") == CHANGE)
    if totals.height < 2 or ratio.is_empty():
        return None
    recent, before = (tuple(r) for r in totals.select("mean", "q05", "q95").head(2).iter_rows())
    said = ratio.row(0, named=True)
    return Change(
        recent, before, (said["q50"], said["q05"], said["q95"]), probability_above(said["quantiles"], 1.0)
    )


def probability_above(quantiles: ArrayLike, value: float) -> float:
    """P(X > value) from the 23 stored quantiles, between 0.01 and 0.99."""
    points = np.asarray(quantiles, float)
    return float(1 - np.interp(value, points, LEVELS, left=LEVELS[0], right=LEVELS[-1]))


def change_rows(part: Unfinished, rng: np.random.Generator) -> list[tuple[str, int, float, Array]]:
    """(model, horizon_weeks, mean, 23 quantiles) of one region's last eight weeks; none with fewer."""
    if len(part.weeks) < 2 * WEEKS:
        return []
    draws = part.draws(rng)[:, -2 * WEEKS :]
    totals = np.stack([draws[:, WEEKS:].sum(axis=1), draws[:, :WEEKS].sum(axis=1)], axis=1)
    seen = part.seen[-2 * WEEKS :]
    least = np.array([seen[WEEKS:].sum(), seen[:WEEKS].sum()])
    values = count_quantiles(totals, np.array(LEVELS), least, rng)
    omega = 1 + part.level[-2 * WEEKS :].mean() / part.shape
    rates = rng.standard_gamma(totals / omega + 0.5)
    ratio = rates[:, 0] / np.maximum(rates[:, 1], 1e-6)
    return [
        (TOTAL, 0, float(totals[:, 0].mean()), values[:, 0]),
        (TOTAL, -WEEKS, float(totals[:, 1].mean()), values[:, 1]),
        (CHANGE, 0, float(np.exp(np.log(ratio).mean())), np.quantile(ratio, LEVELS)),
    ]

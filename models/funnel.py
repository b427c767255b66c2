"""Funnel: which units lie further from the common rate than chance and usual differences explain.

    y_i ~ Poisson(m E_i theta_i),   theta_i gamma or log-normal, mean 1, spread tau

``m`` and ``tau`` come from all units together as a mixture of this in-control model with a small share of
outliers anywhere within a factor of ``FAR``, so that outliers do not widen the limits that should show them
(robust, in place of winsorised z-scores: Spiegelhalter 2005; Spiegelhalter et al. 2012). p-values are exact
mid-p (Lancaster 1961), made two-sided by Blaker's rule (:mod:`models.count_laws`): common software compares a
square-root scale with a raw ratio and calls every zero "low". Flags are adjusted for the number of units
(Benjamini & Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import minimize

from models.count_laws import GAMMA, LOGNORMAL, log_pmf, mid_p, two_sided

TAILS = {"95": 0.025, "998": 0.001}
FALSE_DISCOVERY = 0.03  # estimated m and tau make p a little too small: measured, this holds 5 %
FAR = 10.0  # an outlier's relative risk lies between 1/10 and 10
OUTLIER_NODES = 11
OUTLIER_SHARE = (0.02, 30.0)  # prior mean and weight in units: two in a hundred
SMALLEST_TAU, LARGEST_TAU = 1e-3, 3.0
FIRST_TAUS = (0.05, 0.4)
TELLS_LAWS_APART = 0.15  # tau below which gamma and log-normal are one
FEWEST_FOR_LAWS = 100  # units: a tail that fewer cannot show
CURVE_POINTS = 30
SEEN = 1.0  # log likelihood that a spread must earn
EDGE_SHARE = -4.0  # logit of two per cent


@dataclass(frozen=True)
class Control:
    """The in-control model: common level m, spread tau of the units' own rates, share of outliers."""

    level: float
    tau: float
    outlier_share: float
    family: str = GAMMA


def funnel(table: pl.DataFrame, *, control: Control | None = None) -> pl.DataFrame:
    """``table``: ``id, count, expected``. Adds ``ratio, p_low, p_high`` (mid-p), ``p_value`` (two-sided),
    ``p_adjusted``, ``outside_95, outside_998``, ``flag`` (tinggi | rendah | null, adjusted).

    Units with expected 0 or no count carry no information and stay unflagged.
    """
    seen = (table["expected"].fill_null(0) > 0) & table["count"].is_not_null()
    y = table["count"].fill_null(0).cast(pl.Float64).to_numpy()
    e = np.where(seen, table["expected"].fill_null(0).cast(pl.Float64), 0.0)
    known = seen.to_numpy()
    found = control or fit_control(y[known], e[known])
    low, high = (np.full(len(y), 0.5) for _ in range(2))
    low[known], high[known] = mid_p(y[known], found.level * e[known], tau=found.tau, family=found.family)
    both = np.ones(len(y))
    both[known] = two_sided(low[known], high[known], found.level * e[known], law=(found.tau, found.family))
    adjusted = np.ones(len(y))
    adjusted[known] = benjamini_hochberg(both[known])
    result = table.with_columns(
        ratio=pl.when(seen).then(pl.col("count") / pl.col("expected")),
        p_low=pl.Series(low),
        p_high=pl.Series(high),
        p_value=pl.Series(both),
        p_adjusted=pl.Series(adjusted),
        **{f"outside_{name}": pl.Series(both < 2 * tail) for name, tail in TAILS.items()},
    )
    side = pl.when(pl.col("p_high") < pl.col("p_low")).then(pl.lit("tinggi")).otherwise(pl.lit("rendah"))
    return result.with_columns(flag=pl.when(pl.col("p_adjusted") < FALSE_DISCOVERY).then(side))


def curve(
    control: Control, largest_expected: float, *, smallest_expected: float | None = None
) -> pl.DataFrame:
    """Limits for the drawing: ``expected, lower_95, upper_95, lower_998, upper_998``; limits are y / E."""
    least = largest_expected / 1000 if smallest_expected is None else smallest_expected * 0.9
    expected = np.geomspace(max(least, 0.1), max(largest_expected * 1.05, 0.2), CURVE_POINTS)
    columns = {"expected": expected}
    for name, tail in TAILS.items():
        low, high = limits(expected, control=control, tail=tail)
        columns |= {f"lower_{name}": low / expected, f"upper_{name}": high / expected}
    return pl.DataFrame(columns)


def fit_control(count: np.ndarray, expected: np.ndarray) -> Control:
    """Most likely m, tau, share of outliers; the log-normal law where it fits better than the gamma."""
    if len(count) < 2 or count.sum() == 0:
        return Control(max(count.sum(), 0.5) / max(expected.sum(), 1e-12), SMALLEST_TAU, 0.0)
    usual = _fit(count, expected, family=GAMMA, start=None)
    none = _cost(np.array([np.log(usual[1].level), np.log(SMALLEST_TAU), EDGE_SHARE]), count, expected, GAMMA)
    if none - usual[0] < SEEN:  # too few counts to see any spread: Poisson limits, which are the tighter ones
        return Control(usual[1].level, SMALLEST_TAU, usual[1].outlier_share)
    if usual[1].tau < TELLS_LAWS_APART or len(count) < FEWEST_FOR_LAWS:
        return usual[1]
    other = _fit(count, expected, family=LOGNORMAL, start=usual[1])
    return min(usual, other, key=lambda f: f[0])[1]


def _fit(
    count: np.ndarray, expected: np.ndarray, *, family: str, start: Control | None
) -> tuple[float, Control]:
    level = np.log(count.sum() / expected.sum())
    is_few = len(count) < FEWEST_FOR_LAWS  # their likelihood is flat: one start, and no last digits
    first = [[level, np.log(tau), -3.5] for tau in (FIRST_TAUS[1:] if is_few else FIRST_TAUS)]
    if start is not None:
        first = [[np.log(start.level), np.log(start.tau), np.log(start.outlier_share + 1e-6)]]
    search = {"xatol": 2e-2, "fatol": 1e-2} if is_few else {"xatol": 2e-3, "fatol": 1e-3}
    data = (count, expected, family)
    fits = [minimize(_cost, np.array(x), args=data, method="Nelder-Mead", options=search) for x in first]
    best = min(fits, key=lambda f: f.fun)
    tau = float(np.clip(np.exp(best.x[1]), SMALLEST_TAU, LARGEST_TAU))
    share = float(1 / (1 + np.exp(-best.x[2])))
    return float(best.fun), Control(float(np.exp(best.x[0])), tau, share, family)


def _cost(parameters: np.ndarray, count: np.ndarray, expected: np.ndarray, family: str) -> float:
    """Minus the log posterior of the mixture."""
    log_level, log_tau, logit = parameters
    tau = float(np.clip(np.exp(log_tau), SMALLEST_TAU, LARGEST_TAU))
    share = 1 / (1 + np.exp(-np.clip(logit, -12, 4)))
    mean = np.exp(log_level) * expected
    factors = np.exp(np.linspace(-np.log(FAR), np.log(FAR), OUTLIER_NODES))[:, None]
    each = log_pmf(count, factors * mean, tau=tau)
    best = each.max(axis=0)
    far = best + np.log(np.exp(each - best).mean(axis=0))
    near = log_pmf(count, mean, tau=tau, family=family)
    mixed = np.logaddexp(np.log1p(-share) + near, np.log(share) + far).sum()
    usual, weight = OUTLIER_SHARE
    prior = weight * (usual * np.log(share) + (1 - usual) * np.log1p(-share))
    return -float(mixed + prior - 0.5 * tau**2) + max(0.0, abs(log_tau) - 12.0)


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Adjusted p-values: the smallest false discovery rate at which each unit would be flagged."""
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(adjusted, 1.0)


def limits(expected: np.ndarray, *, control: Control, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """Counts on the two limits: the last one too low and the first too high; 0 = none is too low."""
    mean = control.level * expected
    spread = np.sqrt(mean + (control.tau * mean) ** 2)

    def is_outside(count: np.ndarray) -> np.ndarray:
        low, high = mid_p(np.maximum(count, 0.0), mean, tau=control.tau, family=control.family)
        p = two_sided(low, high, mean, law=(control.tau, control.family))
        return (count >= 0) & (p < 2 * tail)

    low = _last(is_outside, np.full_like(mean, -1.0), np.floor(mean))
    high = _last(lambda y: ~is_outside(y), np.floor(mean), np.floor(mean + 40.0 * spread + 40.0)) + 1
    return np.maximum(low, 0.0), high


def _last(holds: Callable[[np.ndarray], np.ndarray], low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Largest whole number from ``low`` (taken to hold) to below ``high`` for which ``holds``."""
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        yes = holds(middle)
        low, high = np.where(yes, middle, low), np.where(yes, high, middle)
    return low

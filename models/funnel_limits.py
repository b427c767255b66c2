"""Control limits for funnels of ratios, rates and proportions, exact where a closed form exists.

Poisson (ratios and rates): with ``y`` observed events the expected number at which ``y`` would just be
improbable is ``chi²_{p, 2(y+1)} / 2`` or ``chi²_{1-p, 2y} / 2`` (Garwood 1936; Spiegelhalter 2005).
Proportions: the score (Wilson) interval turned around. Significance of one unit: exact below 10 events,
Byar's approximation from 10 on. Test vectors: PHEindicatormethods, which searches the same limits by halving
``v = E / (1 + y + E)`` 23 times; ``halvings=PHE_HALVINGS`` gives its digits.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import chi2, norm, poisson

LIMITS = {"2s": 0.975, "3s": 0.999}  # 95 % and 99.8 %
EXACT_BELOW = 10  # events
PHE_HALVINGS = 23


def expected_limits(
    observed: np.ndarray, p: float, *, halvings: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Expected events (lower limit's, upper limit's) at which ``observed`` lies on the limit."""
    y = np.asarray(observed, dtype=float)
    if halvings is not None:
        low = _halved(lambda e: poisson.cdf(y, e) < 1 - p, y, halvings)
        high = _halved(lambda e: poisson.sf(y - 1, e) > 1 - p, y, halvings)
        return low, np.where(y > 0, high, 0.0)
    return chi2.ppf(p, 2 * y + 2) / 2, np.where(y > 0, chi2.ppf(1 - p, np.maximum(2 * y, 1e-9)) / 2, 0.0)


def _halved(is_too_high: Callable[[np.ndarray], np.ndarray], y: np.ndarray, halvings: int) -> np.ndarray:
    v = np.full(y.shape, 0.5)
    for k in range(2, halvings + 2):
        v = np.where(is_too_high((1 + y) * v / (1 - v)), v - 0.5**k, v + 0.5**k)
    return (1 + y) * v / (1 - v)


def ratio_limits(observed: np.ndarray, p: float, *, halvings: int | None = None) -> dict[str, np.ndarray]:
    """Funnel of ratios: expected events, relative distance from 1, and the ratio × 100, on both limits."""
    result = {}
    for side, expected in zip(
        ("lower", "upper"), expected_limits(observed, p, halvings=halvings), strict=True
    ):
        result[f"{side}_expected"] = expected
        result[f"{side}_distance"] = observed / expected - 1
        result[f"{side}_ratio"] = 100 * observed / expected
    return result


def rate_limits(
    events: np.ndarray, p: float, *, baseline: float, base: float, years: float, halvings: int | None = None
) -> dict[str, np.ndarray]:
    """Funnel of rates per ``base``: population of one year and rate on both limits."""
    result = {}
    for side, expected in zip(("lower", "upper"), expected_limits(events, p, halvings=halvings), strict=True):
        population = expected / baseline * base
        result[f"{side}_population"] = population / years
        result[f"{side}_limit"] = events / population * base
    return result


def proportion_limits(population: np.ndarray, p: float, *, average: float) -> tuple[np.ndarray, np.ndarray]:
    """Limits (0–1) of a proportion of ``population``: where its Wilson interval just touches ``average``."""
    n = np.asarray(population, dtype=float)
    z2 = norm.ppf(p) ** 2
    centre = average * (n / z2 + 1)
    scale = 1 / z2 + 1 / n
    constant = average * (n * (average * (n / z2 + 2) - 1) + z2 * (average - 1))
    root = np.sqrt(np.maximum(centre**2 - scale * constant, 0.0))
    return np.clip((centre - root) / scale / n, 0, 1), np.clip((centre + root) / scale / n, 0, 1)


def count_interval(count: np.ndarray, p: float) -> tuple[np.ndarray, np.ndarray]:
    """Interval of an expected count: exact below 10 events, Byar from 10 on."""
    y = np.asarray(count, dtype=float)
    z = norm.ppf(p)
    safe = np.maximum(y, 1.0)
    byar_low = safe * (1 - 1 / (9 * safe) - z / (3 * np.sqrt(safe))) ** 3
    byar_high = (y + 1) * (1 - 1 / (9 * (y + 1)) + z / (3 * np.sqrt(y + 1))) ** 3
    exact_high, exact_low = expected_limits(y, p)
    is_few = y < EXACT_BELOW
    return np.where(is_few, exact_low, byar_low), np.where(is_few, exact_high, byar_high)


def wilson_interval(cases: np.ndarray, population: np.ndarray, p: float) -> tuple[np.ndarray, np.ndarray]:
    """Score interval of a proportion (Wilson 1927)."""
    z = norm.ppf(p)
    n = np.asarray(population, dtype=float)
    middle = 2 * cases + z**2
    half = z * np.sqrt(z**2 + 4 * cases * (1 - cases / n))
    return (middle - half) / (2 * (n + z**2)), (middle + half) / (2 * (n + z**2))

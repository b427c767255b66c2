"""Scores of probabilistic forecasts of counts: proper, exact, lower is better.

Negative binomial NB(mean mu, size n), variance ``mu + mu²/n`` (n = inf: Poisson):

    log score   −log P(Y = y)
    RPS = CRPS  Σ_k (P(Y ≤ k) − 1{y ≤ k})²                     Czado, Gneiting & Held 2009, Biometrics 65
    WIS         (½|y − m| + Σ_α (α/2) IS_α) / (K + ½)           Bracher et al. 2021, PLoS Comput Biol 17
    IS_α        (u − l) + (2/α)(l − y)₊ + (2/α)(y − u)₊         Gneiting & Raftery 2007, JASA 102
    CRPS sample mean|X − y| − ½ mean|X − X'|
    PIT         P(Y ≤ y − 1) + U · P(Y = y), U uniform          Smith 1985; Czado et al. 2009

Every function takes arrays of one shape and returns an array of that shape; nothing is averaged unseen.
A mean over targets is only comparable on equal targets: see ``scores_table.compare``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

Array = NDArray[np.float64]

STIRLING_FROM = 1e4  # above this size the two log-gammas cancel; their difference is expanded instead
TAIL = 1e-15  # remaining upper tail at which the sum of the RPS may stop
RECURSION_UP_TO = 300.0  # mean up to which P(Y = 0) stays far from underflow


def nb_log_pmf(y: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Array:
    """log P(Y = y) of NB(mean, size); accurate to 1e-12 also where the size is nearly infinite."""
    y, mean, size = _aligned(y, mean, size)
    size = np.minimum(size, 1e12)
    gammas = log_rising(y, size)
    with np.errstate(divide="ignore"):
        log_odds = np.where(mean > 0, np.log(mean) - np.log1p(mean / size), -np.inf)
    counted = np.where(y > 0, y * np.where(y > 0, log_odds, 0.0), 0.0)
    return np.asarray(gammas - special.gammaln(y + 1) - size * np.log1p(mean / size) + counted)


def log_score(y: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Array:
    """−log P(Y = y)."""
    return -nb_log_pmf(y, mean, size)


def dawid_sebastiani(y: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Array:
    """(y − mu)²/var + log var, the score of the first two moments (Dawid & Sebastiani 1999)."""
    y, mean, size = _aligned(y, mean, size)
    variance = mean + mean**2 / size
    return np.asarray((y - mean) ** 2 / variance + np.log(variance))


def nb_cdf(y: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Array:
    """P(Y ≤ y); 0 below zero."""
    y, mean, size = _aligned(y, mean, size)
    floor = np.floor(y)
    inside = special.betainc(size, np.maximum(floor, 0) + 1, size / (size + mean))
    poisson = special.pdtr(np.maximum(floor, 0), mean)
    return np.where(floor < 0, 0.0, np.where(size > 1e9, poisson, inside))


def rps(y: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Array:
    """Ranked probability score of NB(mean, size) at integer y: Σ_k (F(k) − 1{y ≤ k})², to 1e-10.

    Small means run up the pmf by its recursion; large ones sum F over the window that is neither 0 nor 1.
    """
    y, mean, size = _aligned(y, mean, size)
    flat = [np.ravel(v) for v in (y, mean, size)]
    result = np.zeros(flat[0].shape)
    small = flat[1] <= RECURSION_UP_TO
    if small.any():
        result[small] = _rps_by_recursion(*(v[small] for v in flat))
    for i in np.flatnonzero(~small):
        result[i] = _rps_by_window(*(float(v[i]) for v in flat))
    return result.reshape(y.shape)


def crps_samples(y: ArrayLike, samples: ArrayLike) -> Array:
    """CRPS of an empirical forecast: y (…), samples (…, draws)."""
    y = np.asarray(y, float)
    ordered = np.sort(np.asarray(samples, float), axis=-1)
    draws = ordered.shape[-1]
    weights = (2 * np.arange(1, draws + 1) - draws - 1) / draws**2
    return np.asarray(np.abs(ordered - y[..., None]).mean(axis=-1) - (ordered * weights).sum(axis=-1))


@dataclass(frozen=True)
class Wis:
    """Weighted interval score and its three parts, which add up to it."""

    total: Array
    dispersion: Array
    underprediction: Array
    overprediction: Array


def wis(y: ArrayLike, quantiles: ArrayLike, levels: ArrayLike) -> Wis:
    """WIS of quantile forecasts: y (…), quantiles (…, L), levels (L) symmetric about one half.

    Weights α/2 per central interval and ½ for the median, divided by K + ½ (Bracher et al. 2021).
    """
    y, quantiles, levels = np.asarray(y, float), np.asarray(quantiles, float), np.asarray(levels, float)
    pairs, median = _central_pairs(levels)
    total = len(pairs) + (0.5 if median is not None else 0.0)
    parts = np.zeros((3, *y.shape))
    for low, high, alpha in pairs:
        lower, upper = quantiles[..., low], quantiles[..., high]
        parts[0] += alpha / 2 * (upper - lower)
        parts[1] += np.maximum(y - upper, 0)
        parts[2] += np.maximum(lower - y, 0)
    if median is not None:
        parts[1] += 0.5 * np.maximum(y - quantiles[..., median], 0)
        parts[2] += 0.5 * np.maximum(quantiles[..., median] - y, 0)
    parts /= total
    return Wis(parts.sum(axis=0), parts[0], parts[1], parts[2])


def quantile_bias(y: ArrayLike, quantiles: ArrayLike, levels: ArrayLike) -> Array:
    """Bias in −1 … 1, positive when the forecast lies above what came (Funk et al. 2019).

    Below the median 1 − 2·(highest level whose quantile is ≤ y), above it 1 − 2·(lowest level ≥ y).
    """
    y, quantiles, levels = np.asarray(y, float)[..., None], np.asarray(quantiles, float), np.asarray(levels)
    median = quantiles[..., [int(np.argmin(np.abs(levels - 0.5)))]]
    reached = np.where(quantiles <= y, levels, 0.0).max(axis=-1)
    needed = np.where(quantiles >= y, levels, 1.0).min(axis=-1)
    y, median = y[..., 0], median[..., 0]
    return np.where(y < median, 1 - 2 * reached, np.where(y > median, 1 - 2 * needed, 0.0))


def covered(y: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> NDArray[np.bool_]:
    """Whether y lies inside the closed interval."""
    y = np.asarray(y, float)
    return np.asarray((y >= np.asarray(lower)) & (y <= np.asarray(upper)))


def pit(below: ArrayLike, at_or_below: ArrayLike, *, seed: int) -> Array:
    """Randomised PIT from P(Y ≤ y − 1) and P(Y ≤ y): uniform if and only if the forecast is calibrated."""
    low, high = np.asarray(below, float), np.asarray(at_or_below, float)
    return np.asarray(low + np.random.default_rng(seed).random(low.shape) * (high - low))


def pit_coverage(values: ArrayLike, levels: ArrayLike = (0.5, 0.8, 0.9, 0.95)) -> Array:
    """Share of PIT values inside the central interval of each level; equals the level when calibrated."""
    distance = np.abs(np.asarray(values, float) - 0.5)
    return np.array([(distance <= level / 2).mean() for level in np.atleast_1d(np.asarray(levels, float))])


def brier(probability: ArrayLike, happened: ArrayLike) -> Array:
    """(p − o)² per case (Brier 1950)."""
    return np.asarray((np.asarray(probability, float) - np.asarray(happened, float)) ** 2)


def pai(found: ArrayLike, chosen: ArrayLike) -> float:
    """Prediction accuracy index: share of finds in the chosen places over their share of all places.

    Chainey, Tompson & Uhlig 2008. NaN when nothing was found anywhere: no information, not zero.
    """
    found, chosen = np.asarray(found, float), np.asarray(chosen, bool)
    if found.sum() == 0 or not chosen.any():
        return float("nan")
    return float(found[chosen].sum() / found.sum() / chosen.mean())


def pei(found: ArrayLike, chosen: ArrayLike) -> float:
    """Prediction efficiency index: finds in the chosen places over the best choice of as many (Hunt 2016)."""
    found, chosen = np.asarray(found, float), np.asarray(chosen, bool)
    best = np.sort(found)[::-1][: int(chosen.sum())].sum()
    return float(found[chosen].sum() / best) if best > 0 else float("nan")


# --- how ------------------------------------------------------------------------------------------


def _aligned(*values: ArrayLike) -> tuple[Array, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(v, float) for v in values)))


def log_rising(y: Array, size: Array) -> Array:
    """log Γ(size + y) − log Γ(size) − y log size; y integer ≥ 0."""
    small = np.minimum(size, STIRLING_FROM)
    plain = special.gammaln(small + y) - special.gammaln(small) - y * np.log(small)
    big = np.maximum(size, STIRLING_FROM)
    tail = (1 / (big + y) - 1 / big) / 12 - (1 / (big + y) ** 3 - 1 / big**3) / 360
    expanded = (big + y - 0.5) * np.log1p(y / big) - y + tail
    return np.where(size > STIRLING_FROM, expanded, plain)


def _rps_by_recursion(y: Array, mean: Array, size: Array) -> Array:
    size = np.minimum(size, 1e12)
    total = np.zeros(y.shape)
    place: NDArray[np.int64] = np.arange(len(y))
    ratio = mean / (size + mean)
    mass = np.exp(-size * np.log1p(mean / size))
    reached, k = mass.copy(), 0
    while len(place):
        total[place] += (reached - (y <= k)) ** 2
        mass = mass * (size + k) / (k + 1) * ratio
        open_ = (k < y) | (1 - reached > TAIL) & (mass > TAIL * 1e-3)
        reached, k = reached + mass, k + 1
        if not open_.all():
            place = place[open_]
            y, size, ratio, mass, reached = (v[open_] for v in (y, size, ratio, mass, reached))
    return total


def _rps_by_window(y: float, mean: float, size: float) -> float:
    """Sum over the window outside which F is 0 or 1 to 1e-14; the rest is |distance| exactly."""
    frozen = stats.poisson(mean) if size > 1e9 else stats.nbinom(size, size / (size + mean))
    low, high = float(frozen.ppf(1e-14)), float(frozen.isf(1e-14)) + 1
    grid = np.arange(low, high)
    inside = ((frozen.cdf(grid) - (y <= grid)) ** 2).sum()
    return float(inside + max(low - y, 0.0) + max(y - high, 0.0))


def _central_pairs(levels: Array) -> tuple[list[tuple[int, int, float]], int | None]:
    """Index pairs of symmetric levels with alpha = 2·level, and the median's index."""
    order = {round(float(level), 9): i for i, level in enumerate(levels)}
    pairs = [
        (i, order[round(1 - level, 9)], 2 * level)
        for level, i in order.items()
        if level < 0.5 and round(1 - level, 9) in order
    ]
    if 2 * len(pairs) + (0.5 in order) != len(levels):
        raise ValueError("tingkat kuantil harus berpasangan di sekitar 0,5")
    return pairs, order.get(0.5)

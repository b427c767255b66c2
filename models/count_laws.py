"""Counts whose own rates differ: Poisson mixed by a gamma (negative binomial) or by a log-normal.

``y ~ Poisson(mean theta)``, E theta = 1; ``gamma``: variance tau²; ``lognormal``: ``log theta ~ N(-tau²/2,
tau²)``. The two agree on small tau and part in the tail that a funnel's outer limit asks about. The
log-normal's probabilities use Gauss-Hermite nodes centred on each count's own mode (Liu & Pierce 1994), its
tails a grid.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln, logsumexp
from scipy.stats import nbinom, poisson

GAMMA, LOGNORMAL = "gamma", "lognormal"
POISSON_BELOW = 2e-3  # tau: a relative spread nobody could see
NODES, WEIGHTS = np.polynomial.hermite.hermgauss(9)
MODE_STEPS = 8
GRID = np.linspace(-7.0, 7.0, 701)


def log_pmf(count: np.ndarray, mean: np.ndarray, *, tau: float, family: str = GAMMA) -> np.ndarray:
    """log P(Y = count); shapes broadcast."""
    if tau <= POISSON_BELOW:
        return count * np.log(mean) - mean - gammaln(count + 1)
    if family == GAMMA:
        size = 1.0 / tau**2
        share = np.log1p(mean / size)
        constant = gammaln(size + count) - gammaln(size) - gammaln(count + 1)
        return constant - size * share + count * (np.log(mean) - np.log(size) - share)
    return _log_pmf_lognormal(count, mean, tau)


def _log_pmf_lognormal(count: np.ndarray, mean: np.ndarray, tau: float) -> np.ndarray:
    shift = np.log(mean) - tau**2 / 2
    x = (np.log(count + 0.5) - shift) / (1.0 + 1.0 / (tau**2 * (count + 0.5)))  # log theta at a first guess
    for _ in range(MODE_STEPS):
        rate = np.exp(shift + x)
        x = x + np.clip((count - rate - x / tau**2) / (rate + 1 / tau**2), -1.0, 1.0)
    width = 1.0 / np.sqrt(np.exp(shift + x) + 1 / tau**2)
    at = x[..., None] + np.sqrt(2.0) * width[..., None] * NODES
    log_rate = shift[..., None] + at
    inside = count[..., None] * log_rate - np.exp(log_rate) - at**2 / (2 * tau**2) + NODES**2
    constant = np.log(width / tau) - 0.5 * np.log(np.pi) - gammaln(count + 1)
    return logsumexp(inside, b=WEIGHTS, axis=-1) + constant


def mid_p(
    count: np.ndarray, mean: np.ndarray, *, tau: float, family: str = GAMMA
) -> tuple[np.ndarray, np.ndarray]:
    """P(Y < y) + ½ P(Y = y) and P(Y > y) + ½ P(Y = y) (Lancaster 1961); each is exact in its own tail."""
    if tau <= POISSON_BELOW:
        law = poisson(mean)
    elif family == GAMMA:
        law = nbinom(1 / tau**2, 1 / (1 + tau**2 * mean))
    else:
        return _mid_p_lognormal(count, mean, tau)
    half = law.pmf(count) / 2
    return law.cdf(count - 1) + half, law.sf(count) + half


def _mid_p_lognormal(count: np.ndarray, mean: np.ndarray, tau: float) -> tuple[np.ndarray, np.ndarray]:
    weight = np.exp(-0.5 * GRID**2)
    weight /= weight.sum()
    rate = mean[..., None] * np.exp(tau * GRID - tau**2 / 2)
    y = count[..., None]
    half = poisson.pmf(y, rate) / 2
    return (poisson.cdf(y - 1, rate) + half) @ weight, (poisson.sf(y, rate) + half) @ weight

"""Counts whose own rates differ: Poisson mixed by a gamma (negative binomial) or by a log-normal.

``y ~ Poisson(mean theta)``, E theta = 1; ``gamma``: variance tau²; ``lognormal``: ``log theta ~ N(-tau²/2,
tau²)``. The two agree on small tau and part in the tail that a funnel's outer limit asks about. The
log-normal's probabilities use Gauss-Hermite nodes centred on each count's own mode (Liu & Pierce 1994), its
tails a grid. Two-sided p-values add to a count's own tail the opposite tail that is no likelier (Blaker 2000,
Canadian Journal of Statistics 28): where no count is low enough to be improbable, the upper limit has the
whole of the error to itself, instead of half of it being lost.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, gammaln, logsumexp, pdtr, pdtrc

GAMMA, LOGNORMAL = "gamma", "lognormal"
POISSON_BELOW = 2e-3  # tau: a relative spread nobody could see
NODES, WEIGHTS = np.polynomial.hermite.hermgauss(9)
MODE_STEPS = 8
CLOSE = 0.05  # a tail beyond it is no limit's
GRID = np.linspace(-7.0, 7.0, 703)
COARSE_UP_TO = 300.0  # mean tau²: below it a Poisson is wider than three steps of the grid


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


def two_sided(low: np.ndarray, high: np.ndarray, mean: np.ndarray, *, law: tuple[float, str]) -> np.ndarray:
    """p (n,) of counts whose mid-p tails are ``low`` and ``high``; ``law``: tau and family.

    Beyond ``CLOSE`` twice the smaller tail: nobody asks there.
    """
    own = np.minimum(low, high)
    result = np.minimum(1.0, 2 * own)
    for is_high in (True, False):
        here = np.flatnonzero((own < CLOSE) & ((high < low) == is_high))
        if len(here):
            result[here] = own[here] + _opposite(own[here], mean[here], law=law, is_high=is_high)
    return result


def _opposite(own: np.ndarray, mean: np.ndarray, *, law: tuple[float, str], is_high: bool) -> np.ndarray:
    """Mid-p of the most central count of the other side that is no likelier than ``own``; 0 = none is."""
    tau, family = law
    sign = -1.0 if is_high else 1.0  # from the mean outwards
    far = np.floor(mean) + 1 if is_high else 40.0 * np.sqrt(mean + (tau * mean) ** 2) + 40.0
    inner, outer = np.zeros_like(mean), np.broadcast_to(far, mean.shape).astype(float)
    start = np.floor(mean) if is_high else np.ceil(mean)
    while (outer - inner > 1).any():
        middle = np.floor((inner + outer) / 2)
        at = np.maximum(start + sign * middle, 0.0)
        tail = mid_p(at, mean, tau=tau, family=family)[0 if is_high else 1]
        inside = (tail > own) & (start + sign * middle >= 0)
        inner, outer = np.where(inside, middle, inner), np.where(inside, outer, middle)
    at = start + sign * outer
    tail = mid_p(np.maximum(at, 0.0), mean, tau=tau, family=family)[0 if is_high else 1]
    return np.where(at >= 0, tail, 0.0)


def mid_p(
    count: np.ndarray, mean: np.ndarray, *, tau: float, family: str = GAMMA
) -> tuple[np.ndarray, np.ndarray]:
    """P(Y < y) + ½ P(Y = y) and P(Y > y) + ½ P(Y = y) (Lancaster 1961); each is exact in its own tail."""
    if family == LOGNORMAL and tau > POISSON_BELOW:
        return _mid_p_lognormal(count, mean, tau)
    half = np.exp(log_pmf(count, mean, tau=tau, family=family)) / 2
    if tau <= POISSON_BELOW:
        return _below(count, mean) + half, pdtrc(count, mean) + half
    size = 1.0 / tau**2
    share = 1.0 / (1.0 + tau**2 * mean)
    low = np.where(count > 0, betainc(size, np.maximum(count, 1.0), share), 0.0)
    return low + half, betainc(count + 1.0, size, 1.0 - share) + half


def _below(count: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """P(Y < count) of a Poisson."""
    return np.where(count > 0, pdtr(np.maximum(count - 1.0, 0.0), mean), 0.0)


def _mid_p_lognormal(count: np.ndarray, mean: np.ndarray, tau: float) -> tuple[np.ndarray, np.ndarray]:
    grid = GRID if (mean.max() * tau**2 > COARSE_UP_TO) else GRID[::3]
    weight = np.exp(-0.5 * grid**2)
    weight /= weight.sum()
    rate = mean[..., None] * np.exp(tau * grid - tau**2 / 2)
    y = np.broadcast_to(count[..., None], rate.shape)
    half = np.exp(y * np.log(rate) - rate - gammaln(count + 1.0)[..., None]) / 2
    return (_below(y, rate) + half) @ weight, (pdtrc(y, rate) + half) @ weight

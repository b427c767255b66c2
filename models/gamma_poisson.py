"""Exchangeable rates: what is known of each unit's relative risk after looking at all of them.

    y_i / f_i ~ Poisson(E_i theta_i / f_i),   theta_i ~ Gamma(a, a / m)      (mean m, variance m² / a)

``f_i >= 1`` is the unit's own over-dispersion (1 = Poisson): counts in bursts carry less information than
their size says. Given (m, a) the posterior is exact, ``theta_i ~ Gamma(a + y_i/f_i, a/m + E_i/f_i)``; the two
hyperparameters are not plugged in but integrated over a grid of their negative binomial likelihood, flat in
``log m`` and half-normal(1) in ``1/sqrt(a)``. Plugging them in makes intervals too short when units are few
(Carlin & Louis 2000, ch. 5; rank intervals: Goldstein & Spiegelhalter 1996).
Not for: neighbours that resemble each other (:mod:`models.areal`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc, gammaln
from scipy.stats import gamma

SPREADS = np.concatenate([[0.005, 0.02, 0.05], np.linspace(0.1, 2.5, 25)])  # 1/sqrt(a): sd of theta / m
LEVEL_NODES = 5
LEVEL_REACH = 2.5  # standard deviations of log m on each side
NEGLIGIBLE = 1e-3
QUANTILE_STEPS = 8
LONGEST_STEP = 0.5  # in log theta
TOLERANCE = 1e-3
SMALLEST = 1e-12


@dataclass(frozen=True)
class Exchangeable:
    """Mixture over K hyperparameter nodes; ``shape`` (K, N) and ``rate`` (K, N) of the gamma posteriors."""

    weight: np.ndarray  # (K,)
    shape: np.ndarray
    rate: np.ndarray
    level: float  # posterior mean of m
    spread: float  # posterior mean of 1/sqrt(a)

    def mean(self) -> np.ndarray:
        """Posterior mean (N,) of theta."""
        return self.weight @ (self.shape / self.rate)

    def above(self, threshold: float | np.ndarray) -> np.ndarray:
        """P(theta_i > threshold) (N,)."""
        return self.weight @ gammaincc(self.shape, self.rate * threshold)

    def quantile(self, share: float) -> np.ndarray:
        """Posterior quantile (N,): Newton in log theta from the gamma with the mixture's moments."""
        mean = self.mean()
        second = self.weight @ (self.shape * (self.shape + 1) / self.rate**2)
        variance = np.maximum(second - mean**2, 1e-300)
        level = np.log(np.maximum(gamma.ppf(share, mean**2 / variance, scale=variance / mean), SMALLEST))
        constant = gammaln(self.shape)
        for _ in range(QUANTILE_STEPS):
            theta = np.exp(level)
            log_density = self.shape * np.log(self.rate * theta) - self.rate * theta - constant
            density = self.weight @ np.exp(log_density)  # of log theta
            step = (self.above(theta) - (1 - share)) / np.maximum(density, SMALLEST)
            step = np.clip(step, -LONGEST_STEP, LONGEST_STEP)
            level = np.clip(level + step, np.log(SMALLEST), None)
            if np.abs(step).max() < TOLERANCE:
                break
        return np.exp(level)

    def draw(self, draw_count: int, *, rng: np.random.Generator) -> np.ndarray:
        """Joint draws (draw_count, N): one pair of hyperparameters for all units of a draw."""
        ends = np.floor(np.cumsum(self.weight) * draw_count + 0.5).astype(int)
        ends[-1] = draw_count
        node = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
        return rng.gamma(self.shape[node]) / self.rate[node]


def fit_exchangeable(
    count: np.ndarray, expected: np.ndarray, *, inflation: np.ndarray | float = 1.0
) -> Exchangeable:
    """``count``, ``expected`` (N,); expected 0 = no information (the posterior is then the prior)."""
    y = count / inflation
    e = expected / inflation
    seen = e > 0
    log_levels = _level_nodes(y[seen], e[seen])
    precision = 1.0 / SPREADS**2
    grid_m, grid_a = (g.ravel() for g in np.meshgrid(np.exp(log_levels), precision, indexing="ij"))
    density = _log_marginal(y[seen], e[seen], grid_m, grid_a) - 0.5 / grid_a + _log_widths(len(log_levels))
    weight = np.exp(density - density.max())
    weight /= weight.sum()
    keep = weight > NEGLIGIBLE
    m, a, weight = grid_m[keep], grid_a[keep], weight[keep] / weight[keep].sum()
    return Exchangeable(
        weight=weight,
        shape=a[:, None] + y,
        rate=(a / m)[:, None] + e,
        level=float(weight @ m),
        spread=float(weight @ (1 / np.sqrt(a))),
    )


def _level_nodes(y: np.ndarray, e: np.ndarray) -> np.ndarray:
    """Nodes of log m about the pooled rate, as far as its over-dispersed standard error may reach."""
    total = max(float(y.sum()), 0.5)
    pooled = total / max(float(e.sum()), 1e-12)
    residual = (y - pooled * e) ** 2
    spread = np.sqrt(max(float(residual.sum()), total)) / total
    return np.log(pooled) + np.linspace(-LEVEL_REACH, LEVEL_REACH, LEVEL_NODES) * min(spread, 1.0)


def _log_widths(level_count: int) -> np.ndarray:
    """The spreads are unevenly spaced: each node speaks for the stretch between its neighbours."""
    return np.tile(np.log(np.gradient(SPREADS)), level_count)


def _log_marginal(y: np.ndarray, e: np.ndarray, m: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Negative binomial log-likelihood (K,) of all units; constants in y are left out."""
    shape = a[:, None]
    mean = m[:, None] * e
    share = np.log1p(mean / shape)
    terms = gammaln(shape + y) - gammaln(shape) - shape * share + y * (np.log(mean) - np.log(shape) - share)
    return terms.sum(axis=1)

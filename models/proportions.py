"""Exchangeable proportions: ``r_i ~ Binomial(n_i, p_i)``, ``logit p_i ~ N(mu, sigma²)``.

mu flat, ``sigma² ~ inverse gamma(0.001, 0.001)`` (the *Surgical* example of BUGS; Spiegelhalter, Best, Gilks
& Inskip 1996). Nothing is sampled to get there: mu and sigma on a grid, each logit by quadrature on a line,
so the posterior is exact up to the grids. For the share of recommendations followed up, and for hit rates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit, logit, logsumexp

LINE = 161  # points of logit p
MU_NODES, SIGMA_NODES = 21, 25
SIGMAS = (0.02, 3.0)
SHAPE = RATE = 0.001
REACH = 4.0
NEGLIGIBLE = 1e-5


@dataclass(frozen=True)
class Proportions:
    """``line`` (L,) of logits; ``mass`` (K, N, L) posterior of each unit under each of K weighted nodes."""

    line: np.ndarray
    weight: np.ndarray
    mass: np.ndarray
    mean_share: float  # posterior mean of expit(mu)

    def mean(self) -> np.ndarray:
        """Posterior mean (N,) of p."""
        return np.einsum("k,knl,l->n", self.weight, self.mass, expit(self.line))

    def quantile(self, share: float) -> np.ndarray:
        """Posterior quantile (N,) of p."""
        total = np.cumsum(np.einsum("k,knl->nl", self.weight, self.mass), axis=1)
        edges = self.line + (self.line[1] - self.line[0]) / 2
        return expit(np.array([np.interp(share, row, edges) for row in total]))

    def draw(self, draw_count: int, *, rng: np.random.Generator) -> np.ndarray:
        """Joint draws (draw_count, N) of p."""
        sizes = np.diff(np.floor(np.cumsum(self.weight) * draw_count + 0.5).astype(int), prepend=0)
        sizes[-1] += draw_count - sizes.sum()
        step = self.line[1] - self.line[0]
        parts = []
        for mass, size in zip(self.mass, sizes, strict=True):
            u = rng.random((size, len(mass)))
            places = [np.interp(u[:, i], np.cumsum(row), self.line + step / 2) for i, row in enumerate(mass)]
            parts.append(np.column_stack(places))
        return expit(np.concatenate(parts))


def fit_proportions(cases: np.ndarray, trials: np.ndarray) -> Proportions:
    """``cases``, ``trials`` (N,); trials 0 = no information."""
    crude = logit((cases + 0.5) / (trials + 1.0))
    pooled = logit((cases.sum() + 0.5) / (trials.sum() + 1.0))
    line = np.linspace(min(crude.min(), pooled) - REACH, max(crude.max(), pooled) + REACH, LINE)
    likelihood = cases[:, None] * log_expit(line) + (trials - cases)[:, None] * log_expit(-line)
    mus = np.linspace(pooled - 2.0, pooled + 2.0, MU_NODES)
    sigmas = np.geomspace(*SIGMAS, SIGMA_NODES)
    mu, sigma = (g.ravel() for g in np.meshgrid(mus, sigmas, indexing="ij"))
    prior = -0.5 * ((line - mu[:, None]) / sigma[:, None]) ** 2
    prior -= logsumexp(prior, axis=1, keepdims=True)
    log_mass = prior[:, None, :] + likelihood
    marginal = logsumexp(log_mass, axis=2)
    density = marginal.sum(axis=1) - 2 * SHAPE * np.log(sigma) - RATE / sigma**2  # per log sigma
    weight = np.exp(density - density.max())
    weight /= weight.sum()
    keep = weight > NEGLIGIBLE
    mass = np.exp(log_mass[keep] - marginal[keep][:, :, None])
    weight = weight[keep] / weight[keep].sum()
    return Proportions(line, weight, mass, float(weight @ expit(mu[keep])))

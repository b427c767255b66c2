"""Linear pool of forecasts with weights earned on past log scores.

    p(y) = Σ_m w_m p_m(y),   w maximises Σ log Σ_m w_m p_m(y_past) + Σ_m (a − 1) log w_m,  w_m ≥ floor

Gneiting & Raftery 2007; Hall & Mitchell 2007 (Int J Forecasting 23): the pool's log score cannot be worse
than the mean of its members'. EM keeps the weights a distribution and converges without a tuning constant.

Where one negative binomial has to be handed on (``one_step``), means and sizes are pooled instead,

    mu = Σ_m w_m mu_m,   log n = Σ_m w_m log n_m + a + b log mu,

with (w, a, b) at the maximum of the past log score of exactly that forecast; a, b ~ N(0, 0.05²) correct the
spread.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from models.scores import nb_log_pmf

Array = NDArray[np.float64]

FLOOR = 0.02
PRIOR_COUNT = 4.0  # pseudo-observations per member: with little past, equal weights
SPREAD_SD = 0.05
BLEND_PRIOR_COUNT = 15.0  # the same for the blend of one_step, whose likelihood is sharper
SIZE_GRID = np.exp(np.linspace(np.log(0.05), np.log(200.0), 25))


def earned_weights(log_density: Array, *, floor: float = FLOOR, prior: Array | None = None) -> Array:
    """Weights (M,) from past log densities (n, M); rows with NaN tell nothing.

    ``prior`` (M,) pseudo-observations: what the weights are with little past. A floor keeps every member
    alive: it may be right next.
    """
    density = log_density[np.isfinite(log_density).all(axis=1)]
    members = log_density.shape[1]
    prior = np.full(members, PRIOR_COUNT) if prior is None else prior
    weights = prior / prior.sum()
    relative = np.exp(density - density.max(axis=1, keepdims=True)) if len(density) else density
    for _ in range(500 if len(density) else 0):
        share = relative * weights
        share /= share.sum(axis=1, keepdims=True)
        new = (share.sum(axis=0) + prior) / (len(density) + prior.sum())
        moved = np.abs(new - weights).max()
        weights = new
        if moved < 1e-5:
            break
    return with_floor(weights, floor)


def earned_blend(y: Array, means: Array, sizes: Array, *, trust: Array, start: Array | None = None) -> Array:
    """(logits of w, a, b) of one pooled negative binomial; y, trust (n,), means, sizes (n, M)."""
    members = means.shape[1]
    start = np.zeros(members + 2) if start is None else start
    good = np.isfinite(y) & np.isfinite(means).all(axis=1)
    if not good.any():
        return start
    data = (y[good], np.maximum(means[good], 1e-8), np.log(sizes[good]), trust[good])
    found = optimize.minimize(_blend_loss, start, data, jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return np.asarray(found.x)


def blend(coefficients: Array, means: Array, sizes: Array) -> tuple[Array, Array]:
    """Mean and size of the pooled negative binomial; means, sizes (M, …)."""
    weights, (a, b) = special.softmax(coefficients[:-2]), coefficients[-2:]
    mean = np.tensordot(weights, means, 1)
    logs = np.tensordot(weights, np.log(sizes), 1) + a + b * np.log(np.maximum(mean, 1e-8))
    return mean, np.exp(np.clip(logs, np.log(1e-3), np.log(1e6)))


def _blend_loss(x: Array, y: Array, means: Array, log_sizes: Array, trust: Array) -> tuple[float, Array]:
    members = means.shape[1]
    log_weights = x[:members] - special.logsumexp(x[:members])
    weights, (a, b) = np.exp(log_weights), x[members:]
    mean = means @ weights
    logs = np.log(mean)
    n = np.exp(np.clip(log_sizes @ weights + a + b * logs, -6.9, 13.8))
    shrink = np.log(n / (n + mean))
    value = special.gammaln(y + n) - special.gammaln(n) + n * shrink + y * (logs - np.log(n + mean))
    by_mean = y / mean - (y + n) / (n + mean)
    by_log_size = n * (special.digamma(y + n) - special.digamma(n) + shrink + (mean - y) / (n + mean))
    slopes = means * (by_mean + by_log_size * b / mean)[:, None] + log_sizes * by_log_size[:, None]
    by_weight = (trust[:, None] * slopes).sum(axis=0)
    logits = weights * (by_weight - weights @ by_weight) + BLEND_PRIOR_COUNT * (1 - members * weights)
    tail = [
        (trust * by_log_size).sum() - a / SPREAD_SD**2,
        (trust * by_log_size * logs).sum() - b / SPREAD_SD**2,
    ]
    loss = (
        -(trust * value).sum() - BLEND_PRIOR_COUNT * log_weights.sum() + 0.5 * (a * a + b * b) / SPREAD_SD**2
    )
    return float(loss), -np.concatenate([logits, tail])


def with_floor(weights: Array, floor: float) -> Array:
    """No weight under the floor, the sum still one."""
    raised = np.maximum(weights, floor)
    spare = raised - floor
    room = 1 - floor * len(weights)
    return np.asarray(
        floor + spare / spare.sum() * room if spare.sum() > 0 else np.full(len(weights), 1 / len(weights))
    )


def size_of_errors(y: Array, means: Array) -> float:
    """The size at which past counts y (n, R) were most likely under the means; 1 when there is no past."""
    seen = np.isfinite(y)
    if not seen.any():
        return 1.0
    y, means = y[seen], np.maximum(means[seen], 1e-6)
    likelihood = [nb_log_pmf(y, means, np.full(y.shape, size)).sum() for size in SIZE_GRID]
    return float(SIZE_GRID[int(np.argmax(likelihood))])

"""Simulated futures: paths of weekly counts from every member, horizons 1 … H.

Endemic–epidemic members run their own recursion forward, so the paths carry contagion from week to week and
from region to region:

    mu_{t+h} = end_{t+h} + own_{t+h} Σ_k w_k y_{t+h−k} + near_{t+h} (Σ_k w_k y_{t+h−k}) W,   y ~ NB(mu,
    size(mu))

with a draw of the endemic level per path from the fit's covariance (what is not known of the parameters
counts). Naive members draw NB(mean, size) with the size fitted to their own past errors at each horizon.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.forecast_members import naive_mean
from models.forecast_pool import size_of_errors
from models.forecast_series import Series
from models.spacetime import Model
from models.spacetime_fit import Fit

Array = NDArray[np.float64]

HIGHEST_MEAN = 1e6
HIGHEST_GROWTH = 1.5  # a path's mean stays below so many times the highest count its region has ever had
ERROR_WEEKS = 78
ERROR_SPACING = 2
LARGEST_LEVEL_SD = 0.5


def draw_counts(rng: np.random.Generator, mean: Array, size: Array) -> Array:
    """Negative binomial counts as gamma–Poisson, any shape."""
    mean = np.clip(mean, 1e-9, HIGHEST_MEAN)
    return rng.poisson(rng.standard_gamma(np.broadcast_to(size, mean.shape)) * (mean / size)).astype(float)


def model_paths(
    model: Model, fitted: Fit, last: int, *, horizons: int, rng: np.random.Generator, paths: int
) -> Array:
    """Paths (H, paths, R) of an endemic–epidemic model after week ``last``."""
    weeks = slice(last + 1, last + 1 + horizons)
    regions = model.counts.shape[1]
    rates = dict.fromkeys(("offset", "own", "near"), np.zeros((horizons, regions)))
    for component, rate in zip(model.components, model.rates(fitted, weeks), strict=True):
        rates[component.carrier] = rates[component.carrier] + np.broadcast_to(rate, (horizons, regions))
    logit, log_exponent = model.shapes(fitted)
    lag, _ = model.kernel.lags(logit)
    near, _ = model.kernel.weights(float(np.exp(log_exponent)))
    level = _level_draws(fitted, rng, paths)
    past = [np.repeat(row[None], paths, axis=0) for row in _latest(model, last)]
    ceiling = _ceiling(model.counts[: last + 1])
    result = np.empty((horizons, paths, regions))
    for h in range(horizons):
        carried = sum(weight * week for weight, week in zip(lag, past, strict=True))
        mean = rates["offset"][h] * level + rates["own"][h] * carried
        if rates["near"][h].any():
            mean = mean + rates["near"][h] * (carried @ near)
        mean = np.clip(mean, 1e-9, ceiling)
        result[h] = draw_counts(rng, mean, fitted.sizes(mean))
        past = [result[h], *past[:-1]]
    return result


def naive_paths(
    series: Series, name: str, last: int, *, sizes: Array, rng: np.random.Generator, paths: int
) -> Array:
    """Paths (H, paths, R) of a naive member, sizes (H,); weeks are independent given the mean."""
    means = np.array([naive_mean(series, name, last, h) for h in range(1, len(sizes) + 1)])
    shape = (len(sizes), paths, means.shape[1])
    return draw_counts(rng, np.broadcast_to(means[:, None], shape), sizes[:, None, None])


def naive_sizes(series: Series, name: str, last: int, *, horizons: int) -> Array:
    """Size per horizon at which the member's own past errors were most likely, (H,).

    Fitted at the first, middle and last horizon, interpolated between them.
    """
    origins = range(max(last - ERROR_WEEKS - horizons, 4), last, ERROR_SPACING)
    asked = sorted({1, (1 + horizons) // 2, horizons})
    found = []
    for h in asked:
        usable = [k for k in origins if k + h <= last]
        if not usable:
            found.append(1.0)
            continue
        means = np.array([naive_mean(series, name, k, h) for k in usable])
        found.append(size_of_errors(series.counts[[k + h for k in usable]], means))
    return np.exp(np.interp(np.arange(1, horizons + 1), asked, np.log(found)))


def path_moments(paths: Array) -> tuple[Array, Array]:
    """Mean and size (H, R) of the negative binomial with the paths' mean and variance."""
    mean = paths.mean(axis=1) + 0.5 / (paths.shape[1] + 1)
    extra = np.maximum(paths.var(axis=1) - mean, 1e-3 * mean**2 + 1e-9)
    return mean, np.clip(mean**2 / extra, 1e-2, 1e6)


# --- how ------------------------------------------------------------------------------------------


def _latest(model: Model, last: int) -> Array:
    """Counts of the last K weeks, newest first; unseen ones as the model's lags fill them."""
    return model.lagged[:, last + 1]


def _ceiling(counts: Array) -> Array:
    """Highest mean a path may take, (R,): contagion fitted one week at a time can explode over eight."""
    seen = np.where(np.isfinite(counts), counts, 0.0)
    return np.asarray(
        HIGHEST_GROWTH * np.maximum(seen.max(axis=0), np.quantile(seen.max(axis=0), 0.75)) + 3.0
    )


def _level_draws(fitted: Fit, rng: np.random.Generator, paths: int) -> Array:
    """exp(noise) of the endemic intercept, (paths, 1): the parameter that data know least."""
    variance = fitted.covariance[0, 0] if fitted.covariance.size else 0.0
    spread = min(float(np.sqrt(max(variance, 0.0))), LARGEST_LEVEL_SD)
    return np.asarray(np.exp(spread * rng.standard_normal((paths, 1)) - 0.5 * spread**2))

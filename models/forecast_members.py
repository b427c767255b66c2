"""The members of the pool: two naive ones and three endemic–epidemic models, all with one face.

    persistensi   the last week's count, a tenth of the region's mean so that zero is not certainty
    rerata        rolling mean of the last eight weeks, shrunk towards the region's mean
    klimatologi   the same season (or phase) in earlier years, shrunk gamma–Poisson towards the region's mean
    dasar         endemic–epidemic with geometric lags, no region effects
    utama         + shrunken region effects in all three parts, region × election time, phi by phase
    musiman       + season in the autoregression and in the neighbours' share, two more harmonics

A naive member is NB(mean, size) with the size fitted per horizon to its own past errors: an honest interval,
not only a point. Endemic–epidemic members: ``spacetime``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.forecast_series import Series
from models.spacetime import Component, Kernel, Model

Array = NDArray[np.float64]

LAG_COUNT = 5
NAIVE = ("persistensi", "rerata", "klimatologi")
MODELS = ("dasar", "utama", "musiman")
ROLLING_WEEKS = 8
LEVEL_WEIGHT = 0.1
CLIMATE_WIDTH_WEEKS = 3.0
TREND_PRECISION = 25.0  # per year: a trend may be read, hardly extrapolated
PAST_PRECISION = 1.0
# Fitted to one week ahead, a seasonal phi above one explodes over eight (flu: CRPS 0.74 instead of 0.54).
PATH_PAST_PRECISION = 300.0
HARMONIC_PRECISION = 0.3  # times k⁴ for harmonic k: smooth seasons unless the data insist


def harmonics(season: Array, count: int) -> Array:
    """sin, cos of 1 … count cycles a year, (T, 2·count)."""
    angles = 2 * np.pi * season[:, None] * np.arange(1, count + 1)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(len(season), 2 * count)


@dataclass(frozen=True)
class _Recipe:
    harmonic_count: int
    has_local: bool
    has_seasonal_past: bool
    has_trend: bool


RECIPES = {
    "dasar": _Recipe(1, False, False, False),
    "utama": _Recipe(2, True, False, True),
    "musiman": _Recipe(3, True, True, False),
}


def build(series: Series, name: str, *, is_for_paths: bool = False) -> Model:
    """The endemic–epidemic model ``name`` on a series; priors weak enough to vanish with a year of data.

    For paths the season of contagion is held near zero (``PATH_PAST_PRECISION``).
    """
    recipe = RECIPES[name]
    total, regions = series.counts.shape
    flat = np.ones((total, 1))
    single = np.ones((total, regions, 1)) if recipe.has_local else None
    endemic, penalty = _endemic(series, recipe)
    past, past_penalty = flat, np.array([0.2])
    if recipe.has_seasonal_past:
        past = np.concatenate([flat, harmonics(series.season, 1)], axis=1)
        tight = PATH_PAST_PRECISION if is_for_paths else PAST_PRECISION
        past_penalty = np.array([0.2, tight, tight])
    own, own_penalty = past, past_penalty
    if series.active.any() and recipe.has_local:  # phi by phase: contagion is not the same in a campaign
        wide = np.broadcast_to(past[:, None], (total, regions, past.shape[1]))
        own, own_penalty = (
            np.concatenate([wide, series.active[..., None]], axis=-1),
            np.append(past_penalty, 4.0),
        )
    local = single
    if single is not None and series.active.any():
        local = np.concatenate([single, series.active[..., None]], axis=-1)
    centre = lambda design, level: np.eye(design.shape[-1])[0] * level  # noqa: E731 - intercept only
    parts = [
        Component("offset", endemic, series.exposure, local, penalty),
        Component("own", own, 1.0, single, own_penalty, centre(own, -1.0)),
    ]
    if series.orders.any():
        parts.append(Component("near", past, 1.0, single, past_penalty, centre(past, -2.0)))
    kernel = Kernel(series.orders, LAG_COUNT, is_decay_free=True)
    return Model(series.counts, tuple(parts), kernel, has_size_slope=True, shape_prior=(0.25, 1.0))


def _endemic(series: Series, recipe: _Recipe) -> tuple[Array, Array]:
    total, regions = series.counts.shape
    cycles = np.repeat(np.arange(1, recipe.harmonic_count + 1), 2)
    columns = [np.ones((total, 1)), harmonics(series.season, recipe.harmonic_count)]
    penalty = [np.array([1e-4]), HARMONIC_PRECISION * cycles**4.0]
    if recipe.has_trend:
        columns.append((series.season - series.season.mean())[:, None])
        penalty.append(np.array([TREND_PRECISION]))
    design = np.concatenate(columns, axis=1)
    if series.steps.shape[-1]:
        wide = np.broadcast_to(design[:, None], (total, regions, design.shape[1]))
        design = np.concatenate([wide, series.steps], axis=-1)
        penalty.append(series.step_penalty)
    return design, np.concatenate(penalty)


# --- naive ----------------------------------------------------------------------------------------


def naive_mean(series: Series, name: str, last: int, horizon: int) -> Array:
    """Mean of the naive member for week ``last + horizon`` from weeks ≤ last, (R,)."""
    return _NAIVE[name](series, last, horizon)


def _level(series: Series, last: int) -> Array:
    """Region's mean count so far, shrunk towards the panel's with the weight of four weeks."""
    past = series.counts[: last + 1]
    seen = np.isfinite(past)
    share = series.exposure[min(last, len(series.exposure) - 1)]
    total, weeks = np.where(seen, past, 0.0).sum(axis=0), seen.sum(axis=0)
    common = (total.sum() + 0.5) / max((weeks * share).sum() + 1.0, 1.0)
    return np.asarray((total + 4 * common * share) / (weeks + 4))


def _recent(series: Series, last: int, weights: Array) -> tuple[Array, Array]:
    window = series.counts[max(0, last + 1 - len(weights)) : last + 1][::-1]
    weights = weights[: len(window), None] * np.isfinite(window)
    return (weights * np.where(np.isfinite(window), window, 0.0)).sum(axis=0), weights.sum(axis=0)


def _persistence(series: Series, last: int, horizon: int) -> Array:
    total, weight = _recent(series, last, np.array([1.0]))
    return np.asarray((total + LEVEL_WEIGHT * _level(series, last)) / (weight + LEVEL_WEIGHT))


def _rolling(series: Series, last: int, horizon: int) -> Array:
    total, weight = _recent(series, last, np.ones(ROLLING_WEEKS))
    return np.asarray((total + _level(series, last)) / (weight + 1))


def _climate(series: Series, last: int, horizon: int) -> Array:
    target = min(last + horizon, len(series.season) - 1)
    distance = (series.season[: last + 1] - series.season[target] + 0.5) % 1.0 - 0.5
    kernel = np.exp(-0.5 * (distance * 52 / CLIMATE_WIDTH_WEEKS) ** 2)
    if series.active.any():  # between and during elections are different climates
        same = series.active[: last + 1] == series.active[target]
        weights = (kernel[:, None] + 0.05) * same
    else:
        weights = np.repeat(kernel[:, None], series.counts.shape[1], axis=1)
    past = series.counts[: last + 1]
    weights = weights * np.isfinite(past)
    past = np.where(np.isfinite(past), past, 0.0)
    level = _level(series, last)
    common = ((weights * past).sum() + 0.5 * level.mean()) / ((weights * level).sum() + 0.5 * level.mean())
    return np.asarray(((weights * past).sum(axis=0) + 2 * level * common) / (weights.sum(axis=0) + 2))


_NAIVE: dict[str, Callable[[Series, int, int], Array]] = {
    "persistensi": _persistence,
    "rerata": _rolling,
    "klimatologi": _climate,
}

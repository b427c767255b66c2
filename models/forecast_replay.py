"""What every member would have said at past weeks, with only what was known then: weights and backtests
live on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.forecast_members import LAG_COUNT, MODELS, NAIVE, build
from models.forecast_paths import model_paths, naive_paths, naive_sizes, path_moments
from models.forecast_pool import earned_weights
from models.forecast_series import Series
from models.scores import nb_log_pmf
from models.spacetime_fit import Fit, fit

Array = NDArray[np.float64]

SHORTEST_FIT_WEEKS = 26  # fewer weeks than this, or no event at all: naive members only
TOLERANCE = 1e-3
EARLIER_ITERATIONS = 5
GOLDEN = (5**0.5 - 1) / 2
REACH = 3  # weeks of horizon on either side from which a weight is learnt
NAIVE_PRIOR, MODEL_PRIOR = 0.2, 4.0  # pseudo-observations: naive members are wide


@dataclass(frozen=True)
class Said:
    """Paths (M, H, paths, R) of the members named, as said after week ``last``."""

    last: int
    names: tuple[str, ...]
    paths: Array

    def log_density(self, series: Series) -> Array:
        """log P(y) of what came, (H, R, M); NaN where nothing was observed; NB with the paths' moments."""
        horizons = self.paths.shape[1]
        truth = np.full((horizons, len(series.units)), np.nan)
        came = series.counts[self.last + 1 : self.last + 1 + horizons]
        truth[: len(came)] = came
        moments = [path_moments(p) for p in self.paths]
        density = [nb_log_pmf(np.nan_to_num(truth), mean, size) for mean, size in moments]
        return np.where(np.isfinite(truth)[..., None], np.stack(density, axis=-1), np.nan)


def replay(
    known: Series | Callable[[int], Series],
    origins: list[int],
    *,
    horizons: int,
    paths: int,
    seed: int,
    fits: dict[str, Fit] | None = None,
) -> Iterator[Said]:
    """Members' paths at each origin (ascending); each fit starts from the one before and sees no later week.

    Every fit but the last is stopped after ``EARLIER_ITERATIONS`` steps from the start given by the origin
    before: its forecasts weigh members, they are not shown. ``fits`` receives the last fits.
    ``known`` may be a function of the origin: the series as it had been reported by then.
    """
    fits = {} if fits is None else fits
    sizes: dict[str, Array] = {}
    for count, last in enumerate(origins):
        rng = np.random.default_rng([seed, last])
        then = (known(last) if callable(known) else known).until(last, horizons)
        if count % 4 == 0 or last == origins[-1]:  # the spread of a naive rule changes slowly
            sizes = {name: naive_sizes(then, name, last, horizons=horizons) for name in NAIVE}
        drawn = [naive_paths(then, n, last, sizes=sizes[n], rng=rng, paths=paths) for n in NAIVE]
        names = list(NAIVE)
        if can_fit(then, last):
            for name in MODELS:
                model = build(then, name, is_for_paths=True)
                steps = EARLIER_ITERATIONS if name in fits and last != origins[-1] else 60
                fits[name] = fit(model, last, start=fits.get(name), iterations=steps, tolerance=TOLERANCE)
                drawn.append(model_paths(model, fits[name], last, horizons=horizons, rng=rng, paths=paths))
                names.append(name)
        yield Said(last, tuple(names), np.array(drawn))


def can_fit(series: Series, last: int) -> bool:
    """Enough weeks, and at least as many events as the plainest model has coefficients."""
    past = series.counts[: max(last + 1, 0)]
    return bool(
        np.isfinite(past).any(axis=1).sum() >= LAG_COUNT + SHORTEST_FIT_WEEKS and np.nansum(past) >= 12
    )


def horizon_weights(past: list[Array], names: tuple[str, ...], *, horizons: int) -> Array:
    """Weights (H, M) from past log densities (each (H, R, M)); near horizons are learnt together."""
    prior = np.array([NAIVE_PRIOR if name in NAIVE else MODEL_PRIOR for name in names])
    usable = [d for d in past if d.shape[-1] == len(names)]
    table = np.array(usable) if usable else np.full((1, horizons, 1, len(names)), np.nan)
    near = [table[:, max(h - REACH, 0) : h + REACH + 1] for h in range(horizons)]
    return np.array([earned_weights(part.reshape(-1, len(names)), prior=prior) for part in near])


def pooled_paths(said: Said, weights: Array) -> Array:
    """Draws (H, paths, R) of the pool: weighted means of the members' quantiles (Vincent 1912; Lichtendahl et
    al. 2013, Manag Sci 59), which is as sharp as its members where a linear pool is wider.

    Means of counts are brought back to counts by a fixed dither, so that low means keep their level. A draw
    is no path: weeks are ordered by size, each for itself.
    """
    _, horizons, draws, regions = said.paths.shape
    dither = (np.arange(draws) * GOLDEN)[:, None] % 1.0
    result = np.empty((horizons, draws, regions))
    for h in range(horizons):  # one at a time: a nation's paths are large
        ordered = np.sort(said.paths[:, h], axis=1)
        result[h] = np.floor(np.tensordot(weights[h], ordered, 1) + dither)
    return result

"""Forecasts: one week ahead in a fixed form, and 1–8 weeks by simulated paths.

``one_step`` pools the members of ``forecast_members`` with weights earned on their past one-week log scores
(``forecast_pool``) into one negative binomial, so that its log score and RPS can be recomputed by anyone.
Members are refitted every ``REFIT_WEEKS`` on earlier weeks only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError
from models.forecast_members import LAG_COUNT, MODELS, NAIVE, build, naive_mean
from models.forecast_pool import blend, earned_blend, size_of_errors
from models.forecast_series import Series, from_wide
from models.forecast_weekly import forecast_weeks
from models.scores import log_score, rps
from models.spacetime import Model
from models.spacetime_fit import Fit, fit
from models.threads import one_thread

Array = NDArray[np.float64]

__all__ = ["forecast_weeks", "one_step"]

REFIT_WEEKS = 4
WARM_UP_WEEKS = 52  # weeks before the first origin on which the weights are earned
WARM_UP_REFIT_WEEKS = 13
SHORTEST_FIT_WEEKS = 20  # below this only naive members speak
ERROR_WEEKS = 104
TOLERANCE = 1e-4
HALFLIFE_WEEKS = 78.0


@one_thread
def one_step(
    counts: pl.DataFrame,
    neighbours: object,
    *,
    populations: object = None,
    origins: Sequence[object],
    seed: int = 0,
) -> pl.DataFrame:
    """Rolling one-week-ahead forecasts; an origin is the last week known, its forecast is for the week after.

    counts: wide frame, week column first, one column per unit. neighbours: frame i, j of unit names, or a
    square frame or array of adjacency or of neighbourhood orders. populations: frame unit and number, frame
    week × unit, mapping or array. origins: values of the week column. Returns week, unit, mean, size,
    log_score, rps (null where the week has not happened). ``seed`` is kept for the form: nothing here is
    random.
    """
    series = from_wide(counts, neighbours, populations)
    places = sorted(_place(series, origin) for origin in origins)
    if not places:
        return _frame(series, [], np.zeros((0, 0)), np.zeros((0, 0)))
    start = max(places[0] - WARM_UP_WEEKS, min(LAG_COUNT + SHORTEST_FIT_WEEKS, places[0]))
    means, sizes = _replay(series, start, places)
    blended = _blended(series, (means, sizes), start, places)
    return _frame(series, places, np.array([m for m, _ in blended]), np.array([n for _, n in blended]))


def _blended(
    series: Series, replay: tuple[Array, Array], start: int, places: list[int]
) -> list[tuple[Array, Array]]:
    """The pooled forecast of each origin; weights from weeks before it, renewed as often as the fits."""
    means, sizes = replay
    alive = np.isfinite(means).all(axis=(0, 2))
    result, coefficients, renewed = [], None, -1000
    for place in places:
        k = place - start
        members = alive if alive.any() else np.isfinite(means[k]).all(axis=1)
        if coefficients is None or place - renewed >= REFIT_WEEKS:
            rows = [np.swapaxes(v[:k, members], 1, 2).reshape(-1, members.sum()) for v in (means, sizes)]
            trust = np.repeat(0.5 ** (np.arange(k)[::-1] / HALFLIFE_WEEKS), len(series.units))
            y = series.counts[start + 1 : start + 1 + k].ravel()
            coefficients, renewed = earned_blend(y, *rows, trust=trust, start=coefficients), place
        result.append(blend(coefficients, means[k, members], sizes[k, members]))
    return result


def _replay(series: Series, start: int, places: list[int]) -> tuple[Array, Array]:
    """Means and sizes (n, M, R) of every week from start to the last origin.

    The endemic–epidemic members alone as soon as the first origin has enough weeks for them, else naive ones.
    """
    steps = range(start, places[-1] + 1)
    is_long = start + 1 >= LAG_COUNT + SHORTEST_FIT_WEEKS and np.nansum(series.counts[: start + 1]) > 0
    if is_long:
        pairs = [_model_steps(series, build(series, name), steps, places[0]) for name in MODELS]
    else:
        pairs = [_naive_steps(series, name, steps) for name in NAIVE]
    return np.stack([m for m, _ in pairs], axis=1), np.stack([s for _, s in pairs], axis=1)


def _model_steps(series: Series, model: Model, steps: range, first_origin: int) -> tuple[Array, Array]:
    means = np.full((len(steps), len(series.units)), np.nan)
    sizes = np.ones_like(means)
    fitted: Fit | None = None
    fitted_at = -1000
    for n, last in enumerate(steps):
        every = REFIT_WEEKS if last >= first_origin else WARM_UP_REFIT_WEEKS
        if last + 1 - model.first < SHORTEST_FIT_WEEKS or not np.nansum(series.counts[: last + 1]):
            continue
        if last - fitted_at >= every or last == first_origin:
            fitted, fitted_at = fit(model, last, start=fitted, tolerance=TOLERANCE), last
        assert fitted is not None
        means[n], sizes[n] = model.predictive_size(fitted, last + 1)
    return means, sizes


def _naive_steps(series: Series, name: str, steps: range) -> tuple[Array, Array]:
    begin = max(steps[0] - ERROR_WEEKS, 1)
    path = np.array([naive_mean(series, name, last, 1) for last in range(begin, steps[-1] + 1)])
    sizes = np.ones((len(steps), path.shape[1]))
    for n, last in enumerate(steps):
        if n % WARM_UP_REFIT_WEEKS == 0:
            size = size_of_errors(series.counts[begin + 1 : last + 1], path[: last - begin])
        sizes[n] = size
    return path[steps[0] - begin :], sizes


def _place(series: Series, origin: object) -> int:
    try:
        return series.weeks.index(origin, 0, len(series.weeks) - 1)
    except ValueError:
        raise NetraError(f"Minggu asal {origin} tidak ada pada tabel hitungan.") from None


def _frame(series: Series, places: list[int], mean: Array, size: Array) -> pl.DataFrame:
    shape = (len(places), len(series.units))
    mean, size = mean.reshape(shape), size.reshape(shape)
    y = series.counts[[k + 1 for k in places]] if places else np.zeros(shape)
    seen = np.isfinite(y)
    filled = np.where(seen, y, 0.0)
    scores = {"log_score": log_score(filled, mean, size), "rps": rps(filled, mean, size)}
    weeks = [series.weeks[k + 1] for k in places for _ in series.units]
    return pl.DataFrame(
        {
            "week": weeks,
            "unit": series.units * len(places),
            "mean": mean.ravel(),
            "size": size.ravel(),
            **{name: np.where(seen, v, np.nan).ravel() for name, v in scores.items()},
        }
    ).with_columns(pl.col("log_score", "rps").fill_nan(None))

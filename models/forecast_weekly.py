"""Weekly forecasts of a panel: 1 … H weeks, every region, the pool beside its naive rivals.

    p(y_{t+h}) = Σ_m w_{m,h} p_m(y_{t+h})

Weights are earned per horizon on log scores at ``WEIGHT_ORIGINS`` earlier weeks, each forecast with only what
was known then; no member falls under 2 %. Quantiles are those of the paths, so they never cross. What cannot
be said is not said: a region never observed has no rows; with too few weeks only the naive members speak.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError
from models.forecast_panel import from_panel
from models.forecast_replay import Said, can_fit, horizon_weights, pooled_paths, replay
from models.forecast_series import Series
from models.spacetime_fit import Fit
from models.threads import one_thread

Array = NDArray[np.float64]

LEVELS = (0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99)  # the 23 of forecast hubs
NAMED = {"q025": 0.025, "q05": 0.05, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75,
         "q90": 0.9, "q95": 0.95, "q975": 0.975}  # fmt: skip
SHOWN = ("gabungan", "utama", "persistensi", "klimatologi", "rerata")
WEIGHT_ORIGINS = 8
WEIGHT_SPACING_WEEKS = 8
WEIGHT_PATHS = 100
COLUMNS: dict[str, Any] = {
    "measure": pl.String, "model": pl.String, "region_code": pl.String, "week": pl.Date,
    "horizon_weeks": pl.Int64, "mean": pl.Float64, **dict.fromkeys(NAMED, pl.Float64),
    "quantiles": pl.List(pl.Float64),
}  # fmt: skip


@one_thread
def forecast_weeks(
    panel: pl.DataFrame, neighbours: object, *, horizons: int = 8, paths: int = 1000, seed: int
) -> pl.DataFrame:
    """Columns of table ``forecast`` for the weeks after the last count, per measure in the panel.

    ``quantiles`` holds the 23 levels of ``LEVELS``. ``utama`` is missing where data are too few for a model;
    an empty frame means that nothing was ever observed (``why_withheld`` says it in a sentence).
    """
    frames = [pl.DataFrame(schema=COLUMNS)]
    for measure in panel["measure"].unique().sort().to_list():
        part = panel.filter(pl.col("measure") == measure)
        try:
            series = from_panel(part, neighbours, horizons=horizons)
        except NetraError:
            continue
        said, weights = current(series, horizons=horizons, paths=paths, seed=seed)
        frames.append(_table(series, said, weights).insert_column(0, pl.lit(measure).alias("measure")))
    return pl.concat([f.select(list(COLUMNS)) for f in frames])


def why_withheld(panel: pl.DataFrame, measure: str, *, horizons: int = 8) -> str | None:
    """Indonesian sentence on why a forecast is missing or plain; None when the full pool speaks."""
    try:
        series = from_panel(panel.filter(pl.col("measure") == measure), None, horizons=horizons)
    except NetraError as problem:
        return problem.message
    if can_fit(series, last_week(series)):
        return None
    return "Data terlalu sedikit untuk model utama: prakiraan hanya dari persistensi, rerata dan klimatologi."


def current(series: Series, *, horizons: int, paths: int, seed: int) -> tuple[Said, Array]:
    """What the members say after the last count, and the weights (H, M) they have earned."""
    last = last_week(series)
    earlier = [last - horizons - WEIGHT_SPACING_WEEKS * k for k in range(WEIGHT_ORIGINS)][::-1]
    earlier = [k for k in earlier if can_fit(series, k)]
    fits: dict[str, Fit] = {}
    density = [
        said.log_density(series)
        for said in replay(series, earlier, horizons=horizons, paths=WEIGHT_PATHS, seed=seed, fits=fits)
    ]
    said = next(replay(series, [last], horizons=horizons, paths=paths, seed=seed, fits=fits))
    return said, horizon_weights(density, said.names, horizons=horizons)


def last_week(series: Series) -> int:
    """Index of the last week with a count."""
    return int(np.flatnonzero(np.isfinite(series.counts).any(axis=1))[-1])


def quantiles(paths: Array, levels: tuple[float, ...] = LEVELS) -> Array:
    """Quantiles (H, R, L) of paths (H, paths, R): order statistics, hence counts and never crossing."""
    ordered = np.sort(paths, axis=1)
    draws = paths.shape[1]
    places = np.clip(np.ceil(np.array(levels) * draws - 1e-9).astype(int) - 1, 0, draws - 1)
    return np.moveaxis(ordered[:, places], 1, 2)


def _table(series: Series, said: Said, weights: Array) -> pl.DataFrame:
    by_model = {"gabungan": pooled_paths(said, weights)}
    by_model |= {name: p for name, p in zip(said.names, said.paths, strict=True) if name in SHOWN}
    seen = np.asarray(np.isfinite(series.counts).any(axis=0), bool)
    frames = [
        _rows(series, said.last, model, by_model[model][:, :, seen], seen)
        for model in SHOWN
        if model in by_model
    ]
    return pl.concat(frames)


def _rows(series: Series, last: int, model: str, paths: Array, seen: NDArray[np.bool_]) -> pl.DataFrame:
    horizons, _, regions = paths.shape
    values = quantiles(paths).reshape(horizons * regions, len(LEVELS))
    units = [u for u, s in zip(series.units, seen, strict=True) if s]
    start = series.weeks[last]
    assert isinstance(start, dt.date)
    weeks = [start + dt.timedelta(weeks=h) for h in range(1, horizons + 1) for _ in units]
    return pl.DataFrame(
        {
            "model": [model] * len(values),
            "region_code": units * horizons,
            "week": weeks,
            "horizon_weeks": np.repeat(np.arange(1, horizons + 1), regions),
            "mean": paths.mean(axis=1).ravel(),
            **{name: values[:, LEVELS.index(level)] for name, level in NAMED.items()},
            "quantiles": pl.Series(values.tolist(), dtype=pl.List(pl.Float64)),
        }
    )

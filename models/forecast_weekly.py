"""Weekly forecasts of a panel: 1 … H weeks, every region, the pool beside its naive rivals.

    Q_{t+h}(level) = Σ_m w_{m,h} Q_{m,t+h}(level)

Weights are earned per horizon on log scores at ``WEIGHT_ORIGINS`` earlier weeks, each forecast with only what
was known then; no member falls under 2 %. Quantiles are those of the paths, so they never cross. What cannot
be said is not said: a region never observed has no rows; with too few weeks only the naive members speak.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError
from models.forecast_members import NAIVE
from models.forecast_panel import from_panel
from models.forecast_replay import Said, can_fit, horizon_weights, pooled_paths, replay
from models.forecast_series import Series
from models.forecast_vote import UNTIL_VOTE, spread_of, total_scores, totals
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
        now = current(series, horizons=horizons, paths=paths, seed=seed)
        tables = [_table(series, now.said, now.weights), _until_vote(part, neighbours, now, seed)]
        frames += [t.insert_column(0, pl.lit(measure).alias("measure")) for t in tables]
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


@dataclass(frozen=True)
class Now:
    """What the members say after the last count, the weights (H, M) they have earned, their last fits, and
    how much wider totals came than was said (``forecast_vote.spread_of``).
    """

    said: Said
    weights: Array
    fits: dict[str, Fit]
    spread: float


def current(series: Series, *, horizons: int, paths: int, seed: int) -> Now:
    """Members and weights after the last count of the series."""
    last = last_week(series)
    earlier = [last - horizons - WEIGHT_SPACING_WEEKS * k for k in range(WEIGHT_ORIGINS)][::-1]
    earlier = [k for k in earlier if can_fit(series, k)]
    fits: dict[str, Fit] = {}
    density, errors = [], [np.zeros(0)]
    for past in replay(series, earlier, horizons=horizons, paths=WEIGHT_PATHS, seed=seed, fits=fits):
        density.append(past.log_density(series))
        errors.append(total_scores(past, series, seed=past.last))
    said = next(replay(series, [last], horizons=horizons, paths=paths, seed=seed, fits=fits))
    weights = horizon_weights(density, said.names, horizons=horizons)
    return Now(said, weights, fits, spread_of(np.concatenate(errors)))


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


def _until_vote(panel: pl.DataFrame, neighbours: object, now: Now, seed: int) -> pl.DataFrame:
    """One row per region with a vote ahead: the total until then, ``horizon_weeks`` its number of weeks."""
    earned = zip(now.said.names, now.weights.mean(axis=0), strict=True)
    share = {name: float(weight) for name, weight in earned if name not in NAIVE}
    ahead, regions, draws = totals(
        panel, neighbours, weights=share, spread=now.spread, seed=seed, fits=now.fits
    )
    values = quantiles(draws[None])[0] if regions else np.zeros((0, len(LEVELS)))
    start = panel.filter(pl.col("count").is_not_null())["week"].max()
    assert isinstance(start, dt.date)
    columns = {name: values[:, LEVELS.index(level)] for name, level in NAMED.items()}
    weeks = [ahead[u] for u in regions]
    table = {
        "model": [UNTIL_VOTE] * len(regions), "region_code": regions,
        "week": [start + dt.timedelta(weeks=h) for h in weeks], "horizon_weeks": weeks,
        "mean": draws.mean(axis=0), **columns, "quantiles": values.tolist(),
    }  # fmt: skip
    schema = {name: kind for name, kind in COLUMNS.items() if name != "measure"}
    return pl.DataFrame(table, schema_overrides=schema).select(list(schema))


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

"""How good would we have been: past weeks forecast again with only what was known then.

Same members, same pool, same code as live (``forecast_replay``). At origin t every model is fitted on weeks
≤ t, the pool's weights come from targets ≤ t, and, where ``as_known`` is given, even the past counts are
those that had been reported by t (cases keep arriving for months: DOMAIN 6). Truth is the panel as it is now.

Scores: ``scores``; log score of a path forecast by the negative binomial with the paths' moments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError
from models.forecast_panel import from_panel
from models.forecast_paths import path_moments
from models.forecast_replay import Said, can_fit, horizon_weights, pooled_paths, replay
from models.forecast_series import Series
from models.forecast_weekly import LEVELS, SHOWN, last_week, quantiles
from models.scores import covered, crps_samples, log_score, quantile_bias, wis
from models.scores_table import SCORES, TARGET, compare
from models.threads import one_thread

Array = NDArray[np.float64]

ORIGINS = 14
SPACING_WEEKS = 6
WARM_UP = 4  # origins whose scores only earn weights
PATHS = 200
TARGET_SCHEMA = {
    "measure": pl.String, "model": pl.String, "origin": pl.Date, "region_code": pl.String, "week": pl.Date,
    "horizon_weeks": pl.Int64, "count": pl.Float64, **dict.fromkeys(SCORES, pl.Float64),
}  # fmt: skip


def backtest(
    panel: pl.DataFrame,
    neighbours: object,
    *,
    origins: Sequence[dt.date] | None = None,
    horizons: int = 8,
    seed: int = 0,
    as_known: Callable[[dt.date], pl.DataFrame] | None = None,
) -> pl.DataFrame:
    """Columns of table ``score`` for the models shown beside each other; empty where the past is too
    short.
    """
    scored = backtest_targets(
        panel, neighbours, origins=origins, horizons=horizons, seed=seed, as_known=as_known
    )
    return compare(scored, target=[*TARGET, "origin"])


@one_thread
def backtest_targets(
    panel: pl.DataFrame,
    neighbours: object,
    *,
    origins: Sequence[dt.date] | None = None,
    horizons: int = 8,
    seed: int = 0,
    as_known: Callable[[dt.date], pl.DataFrame] | None = None,
) -> pl.DataFrame:
    """One row per model, origin, region and target week. origins: Mondays of the last week known.

    ``as_known(day)`` gives the panel as it stood at the end of that week; without it past counts are taken as
    complete, and the table says how well weeks were foreseen, not how well delays were.
    """
    frames = [pl.DataFrame(schema=TARGET_SCHEMA)]
    for measure in panel["measure"].unique().sort().to_list():
        try:
            series = from_panel(panel.filter(pl.col("measure") == measure), neighbours, horizons=horizons)
        except NetraError:
            continue
        known = _known(series, (measure, neighbours, horizons), as_known)
        rows = _measure(series, known, _places(series, origins, horizons), horizons, seed)
        frames += [f.insert_column(0, pl.lit(measure).alias("measure")) for f in rows]
    return pl.concat([f.select([pl.col(c).cast(t) for c, t in TARGET_SCHEMA.items()]) for f in frames])


def _known(
    series: Series,
    reading: tuple[str, object, int],
    as_known: Callable[[dt.date], pl.DataFrame] | None,
) -> Callable[[int], Series]:
    measure, neighbours, horizons = reading
    if as_known is None:
        return lambda last: series

    def then(last: int) -> Series:
        day = series.weeks[last]
        assert isinstance(day, dt.date)
        past = as_known(day + dt.timedelta(days=6)).filter(pl.col("measure") == measure)
        part = from_panel(past, neighbours, horizons=horizons)
        counts = np.full(series.counts.shape, np.nan)
        columns = [series.units.index(u) for u in part.units]
        offset = series.weeks.index(part.weeks[0])
        end = min(offset + len(part.weeks), last + 1)
        counts[offset:end, columns] = part.counts[: end - offset]
        return replace(series, counts=counts)

    return then


def _places(series: Series, origins: Sequence[dt.date] | None, horizons: int) -> list[int]:
    """Indices of the origins, with the warm-up before them; only weeks on which a model can stand."""
    last = last_week(series)
    if origins is None:
        places = [last - horizons - SPACING_WEEKS * k for k in range(ORIGINS + WARM_UP)]
    else:
        asked = [series.weeks.index(o) for o in origins if o in series.weeks]
        first = min(asked, default=0)
        places = [*asked, *(first - horizons - SPACING_WEEKS * k for k in range(WARM_UP))]
    return sorted({k for k in places if k > 0 and can_fit(series, k)})


def _measure(
    series: Series, known: Callable[[int], Series], places: list[int], horizons: int, seed: int
) -> list[pl.DataFrame]:
    density: list[tuple[int, Array]] = []
    frames = []
    for count, said in enumerate(replay(known, places, horizons=horizons, paths=PATHS, seed=seed)):
        mine = said.log_density(series)
        past = [d for last, d in density if last + horizons <= said.last]
        weights = horizon_weights(past, said.names, horizons=horizons)
        density.append((said.last, mine))
        if count >= min(WARM_UP, len(places) - 1):
            frames.append(_score(series, said, weights, mine))
    return frames


def _score(series: Series, said: Said, weights: Array, density: Array) -> pl.DataFrame:
    horizons = said.paths.shape[1]
    truth = np.full((horizons, len(series.units)), np.nan)
    came = series.counts[said.last + 1 : said.last + 1 + horizons]
    truth[: len(came)] = came
    pool = pooled_paths(said, weights)
    mean, size = path_moments(pool)
    table = {"gabungan": (pool, log_score(np.nan_to_num(truth), mean, size))}
    for m, name in enumerate(said.names):
        if name in SHOWN:
            table[name] = (said.paths[m], -density[..., m])
    return pl.concat([_rows(series, said.last, name, truth, pair) for name, pair in table.items()])


def _rows(series: Series, last: int, model: str, truth: Array, pair: tuple[Array, Array]) -> pl.DataFrame:
    paths, log_scores = pair
    step, region = np.nonzero(np.isfinite(truth))
    y = truth[step, region]
    values = quantiles(paths)[step, region]
    at = {level: values[:, LEVELS.index(level)] for level in (0.05, 0.25, 0.75, 0.95)}
    first = series.weeks[last]
    assert isinstance(first, dt.date)
    return pl.DataFrame(
        {
            "model": [model] * len(y),
            "origin": [first] * len(y),
            "region_code": [series.units[r] for r in region],
            "week": [first + dt.timedelta(weeks=int(h) + 1) for h in step],
            "horizon_weeks": step + 1,
            "count": y,
            "log_score": log_scores[step, region],
            "crps": crps_samples(y, np.moveaxis(paths, 1, 2)[step, region]),
            "wis": wis(y, values, LEVELS).total,
            "coverage_50": covered(y, at[0.25], at[0.75]).astype(float),
            "coverage_90": covered(y, at[0.05], at[0.95]).astype(float),
            "bias": quantile_bias(y, values, LEVELS),
        }
    )

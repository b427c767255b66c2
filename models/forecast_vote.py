"""From now until voting day: the total of the weeks to come, for each region.

    total = Σ_{h=1}^{H} y_{t+h},   H = weeks until the voting week, which is counted

Paths of the endemic–epidemic members are summed, so contagion from week to week is in the interval; the naive
members' weeks are independent and would make it too narrow. The members' share is what they have earned one
to eight weeks ahead. Errors of past totals stretch the interval about its median (``spread``): what is not
known of a season's size adds up over weeks and is not seen in single ones.

Beyond ``NEAR_WEEKS`` one election tells less of the next than weeks tell of weeks: half of the paths are
the same weeks before earlier votes of the same kind, shared over the regions as all their cases are, and
every path has a factor of its own election, log sd ``ELECTION_SD`` (DESIGN: the prior between elections).

Not for: a vote more than ``LONGEST_WEEKS`` away, or too few weeks for a model: then nothing is said.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from models.forecast_members import NAIVE
from models.forecast_panel import ELECTION_SD, from_panel
from models.forecast_replay import Said, can_fit, replay
from models.forecast_series import Series
from models.spacetime_fit import Fit

Array = NDArray[np.float64]

UNTIL_VOTE = "sampai_pemungutan"
LONGEST_WEEKS = 60
PATHS = 400
NEAR_WEEKS = 8
ANALOG_SHARE = 0.5
ANALOG_SIZE = 4.0  # negative binomial size of a region's total about its expected share
SPREAD_RANGE = (1.0, 2.5)
SPREAD_PRIOR = 20.0  # past totals that weigh as much as the model's own word


def weeks_to_vote(panel: pl.DataFrame) -> dict[str, int]:
    """Weeks after the last one observed until the voting week, it included, of regions with a vote ahead."""
    seen = panel.filter(pl.col("count").is_not_null())
    if seen.is_empty():
        return {}
    last = seen["week"].max()
    assert isinstance(last, dt.date)
    known = panel.filter(pl.col("days_to_vote").is_not_null() & (pl.col("week") <= last))
    newest = known.sort("week").group_by("region_code", maintain_order=True).last()
    found = {}
    for region, week, days in newest.select("region_code", "week", "days_to_vote").iter_rows():
        vote = week + dt.timedelta(days=int(days))
        horizon = (vote - last).days // 7
        if 1 <= horizon <= LONGEST_WEEKS:
            found[region] = horizon
    return dict(sorted(found.items()))


def totals(
    panel: pl.DataFrame,
    neighbours: object,
    *,
    weights: dict[str, float],
    spread: float,
    seed: int,
    fits: dict[str, Fit] | None = None,
) -> tuple[dict[str, int], list[str], Array]:
    """(weeks per region, regions, sampled totals (paths, regions)); no region where nothing can be said.

    weights: share of each endemic–epidemic member.
    """
    ahead = weeks_to_vote(panel)
    if not ahead:
        return {}, [], np.zeros((PATHS, 0))
    series = from_panel(panel, neighbours, horizons=max(ahead.values()))
    last = int(np.flatnonzero(np.isfinite(series.counts).any(axis=1))[-1])
    if not can_fit(series, last):
        return {}, [], np.zeros((PATHS, 0))
    kept = {} if fits is None else dict(fits)
    said = next(replay(series, [last], horizons=max(ahead.values()), paths=PATHS, seed=seed, fits=kept))
    regions = [u for u in series.units if u in ahead]
    columns = [series.units.index(u) for u in regions]
    horizons = np.array([ahead[u] for u in regions])
    sums = np.cumsum(said.paths[:, :, :, columns], axis=1)  # (M, H, paths, regions)
    picked = sums[:, horizons - 1, :, np.arange(len(regions))]  # (regions, M, paths)
    pooled = stretched(_pooled(np.moveaxis(picked, 0, 2), said.names, weights), spread)
    if horizons.max() > NEAR_WEEKS:
        pooled = _far(panel, (regions, horizons), pooled, np.random.default_rng([seed, 3]))
    return ahead, regions, pooled


def total_scores(said: Said, series: Series, *, seed: int) -> Array:
    """Normal scores of the totals over all horizons that came after a past origin, one per region."""
    horizons = said.paths.shape[1]
    came = series.counts[said.last + 1 : said.last + 1 + horizons]
    whole = np.isfinite(came).all(axis=0) if len(came) == horizons else np.zeros(came.shape[1], bool)
    models = [m for m, name in enumerate(said.names) if name not in NAIVE]
    if not models or not whole.any():
        return np.zeros(0)
    paths = said.paths[models].sum(axis=1).reshape(-1, came.shape[1])[:, whole]
    y = came.sum(axis=0)[whole]
    below, at = (paths < y).mean(axis=0), (paths <= y).mean(axis=0)
    draw = below + np.random.default_rng(seed).random(len(y)) * (at - below)
    edge = 0.5 / len(paths)
    return np.asarray(special.ndtri(np.clip(draw, edge, 1 - edge)))


def spread_of(scores: Array) -> float:
    """Factor by which intervals of totals are stretched: root mean square of past normal scores, shrunken."""
    squares = (scores**2).sum() + SPREAD_PRIOR
    return float(np.clip(np.sqrt(squares / (len(scores) + SPREAD_PRIOR)), *SPREAD_RANGE))


def stretched(draws: Array, spread: float) -> Array:
    """Draws (n, R) moved away from their median by a factor, on a scale on which counts spread evenly."""
    roots = np.sqrt(draws + 0.375)
    middle = np.median(roots, axis=0)
    return np.asarray(np.round(np.maximum(middle + spread * (roots - middle), 0.0) ** 2 - 0.375).clip(0))


def _pooled(sums: Array, names: tuple[str, ...], weights: dict[str, float]) -> Array:
    """Mixture (paths, R) of the members' totals (M, paths, R); a path is one member's whole future."""
    members = [m for m, name in enumerate(names) if name in weights]
    share = np.array([weights[names[m]] for m in members])
    ends = np.round(np.cumsum(share / share.sum()) * sums.shape[1]).astype(int)
    begins = np.concatenate([[0], ends[:-1]])
    parts = [sums[m, a:b] for m, a, b in zip(members, begins, ends, strict=True)]
    return np.concatenate(parts)


def _far(
    panel: pl.DataFrame, asked: tuple[list[str], Array], draws: Array, rng: np.random.Generator
) -> Array:
    """Totals far ahead: earlier elections join in, and an election's own factor; near ones stay."""
    _, horizons = asked
    factor = np.exp(ELECTION_SD * rng.standard_normal((len(draws), 1)) - ELECTION_SD**2 / 2)
    far = np.round(draws * factor)
    analogs = _analogs(panel, asked)
    if len(analogs):
        count = round(ANALOG_SHARE * len(draws))
        places = rng.choice(len(draws), count, replace=False)
        mean = analogs[rng.integers(len(analogs), size=count)] * factor[places]
        far[places] = rng.poisson(rng.gamma(ANALOG_SIZE, np.maximum(mean, 1e-6) / ANALOG_SIZE))
    return np.where(horizons > NEAR_WEEKS, far, draws)


def _analogs(panel: pl.DataFrame, asked: tuple[list[str], Array]) -> Array:
    """Expected totals (elections, regions) if the weeks were those before an earlier vote of its kind."""
    regions, horizons = asked
    seen = panel.filter(pl.col("count").is_not_null())
    now = seen.filter(pl.col("election_code").is_not_null()).sort("week")["election_code"]
    kind = str(now[-1]).split("_")[0] if len(now) else ""
    counts = dict(seen.group_by("region_code", maintain_order=True).agg(pl.col("count").sum()).iter_rows())
    whole = sum(counts.values())
    share = np.array([(counts.get(r, 0.0) + 0.5) / (whole + 0.5 * len(regions)) for r in regions])
    found = []
    days = 7 * int(horizons.max())
    for (code,), part in seen.group_by(["election_code"], maintain_order=True):
        same = part.filter(pl.col("days_to_vote").is_not_null())
        away = same["days_to_vote"].to_numpy()
        if not len(away) or str(code).split("_")[0] != kind or away.min() > 6 or away.max() < days - 7:
            continue  # not of the kind, not over, or not seen from so far away
        window = [
            same.filter(pl.col("days_to_vote").is_between(0, 7 * h - 1))["count"].sum() for h in horizons
        ]
        found.append(np.array(window, float) * share)
    return np.array(found)

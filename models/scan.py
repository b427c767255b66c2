"""Space-time scan statistic: where and when were there more cases than the model expects, if anywhere?

    windows = (a region and its nearest ones along the declared neighbours) × (last 1 … W weeks)
    score   = Σ y log(y/mu) − (y − mu), y > mu, over omega   (Kulldorff 2001, JRSS A 164)
    p       = (1 + #{simulated maxima ≥ score}) / (1 + simulations)           (Dwass 1957)

``mu`` is what was expected with everything known (season, phase, effort, contagion); ``size`` the negative
binomial size of a cell, by which the simulated maxima are drawn, so that ordinary bursts are no cluster.
``y, mu`` are a window's totals, ``omega`` its variance over its mean. Clusters that overlap a likelier one
are left out.

A p-value holds for the whole search, not for each window: the false-alarm rate of a week in which nothing is
wrong is ``alpha``. ``power`` says how often a cluster of a given strength would be found; without it silence
says nothing.

Not for: weeks whose reports are still under way (complete them first: ``delay``), or a search repeated daily
without a smaller ``alpha``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError
from models.forecast_series import orders_of

Array = NDArray[np.float64]

ALPHA = 0.05
SIMULATIONS = 499
LONGEST_WEEKS = 8
LARGEST_SHARE = 0.25  # of the regions in one window
MOST_REGIONS = 60
COLUMNS: dict[str, Any] = {
    "regions": pl.List(pl.String), "first_week": pl.Int64, "weeks": pl.Int64, "count": pl.Float64,
    "expected": pl.Float64, "ratio": pl.Float64, "score": pl.Float64, "p_value": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Scan:
    """``clusters``: columns ``COLUMNS``, likeliest first, those with p ≤ alpha; ``first_week`` is the row of
    the counts in which a cluster begins, all end with the last row. ``critical``: the score to be exceeded.
    """

    clusters: pl.DataFrame
    critical: float
    alpha: float
    simulations: int


def scan(
    counts: Array,
    expected: Array,
    neighbours: object,
    *,
    regions: Sequence[str],
    size: float | Array = np.inf,
    alpha: float = ALPHA,
    seed: int = 0,
) -> Scan:
    """counts, expected (T, R), the last row the last week; neighbours as for ``forecast_series.orders_of``;
    size: NB size of each cell, inf for Poisson. NaN counts are not observed and not expected.
    """
    counts, expected, size = _checked(counts, expected, size, regions)
    zones = _zones(orders_of(neighbours, list(regions)), expected.sum(axis=0))
    spans = min(LONGEST_WEEKS, len(counts))
    tails = _tails(expected, spans), _tails(expected + expected**2 / size, spans)
    mean, variance = (tail @ zones.T for tail in tails)
    scores = _scores(_tails(counts, spans) @ zones.T, mean, variance)
    maxima = _null_maxima((expected[-spans:], size[-spans:]), zones, (mean, variance), seed)
    critical = float(np.quantile(maxima, 1 - alpha, method="higher"))
    found = _clusters(scores, zones, maxima, alpha)
    rows = [_told((counts, expected), zones[z] > 0, w, regions) | said for z, w, said in found]
    return Scan(pl.DataFrame(rows, schema=COLUMNS), critical, alpha, SIMULATIONS)


def power(
    expected: Array,
    neighbours: object,
    *,
    regions: Sequence[str],
    ratio: float,
    weeks: int = 4,
    size: float | Array = np.inf,
    alpha: float = ALPHA,
    trials: int = 100,
    seed: int = 0,
) -> float:
    """Share of trials in which a region and its neighbours with ``ratio`` times the expected cases in the
    last weeks are found at all; with ratio 1 the false-alarm rate.
    """
    _, expected, size = _checked(np.zeros_like(expected), expected, size, regions)
    orders = orders_of(neighbours, list(regions))
    zones = _zones(orders, expected.sum(axis=0))
    spans = min(LONGEST_WEEKS, len(expected))
    expected, size = expected[-spans:], size[-spans:]
    mean = _tails(expected, spans) @ zones.T
    variance = _tails(expected + expected**2 / size, spans) @ zones.T
    critical = np.quantile(
        _null_maxima((expected, size), zones, (mean, variance), seed), 1 - alpha, method="higher"
    )
    rng = np.random.default_rng([seed, 1])
    hits = 0
    for _ in range(trials):
        centre = rng.integers(len(regions))
        raised = expected.copy()
        raised[-weeks:, (orders[centre] == 1) | (np.arange(len(regions)) == centre)] *= ratio
        hits += bool(
            _scores(_tails(_draw(rng, raised, size), spans) @ zones.T, mean, variance).max() > critical
        )
    return hits / trials


# --- how ------------------------------------------------------------------------------------------


def _checked(
    counts: Array, expected: Array, size: float | Array, regions: Sequence[str]
) -> tuple[Array, Array, Array]:
    if counts.shape != expected.shape or counts.shape[1] != len(regions):
        raise NetraError("Pindaian klaster: hitungan, harapan dan daftar wilayah tidak sama bentuknya.")
    seen = np.isfinite(counts) & np.isfinite(expected)
    mean = np.where(seen, np.maximum(np.nan_to_num(expected), 1e-9), 0.0)
    return (
        np.where(seen, np.nan_to_num(counts), 0.0),
        mean,
        np.broadcast_to(np.asarray(size, float), mean.shape),
    )


def _zones(orders: Array, weight: Array) -> Array:
    """Every region with its nearest 0, 1, 2 … by order of neighbourhood, distinct sets as rows (Z, R) of 0/1.

    Within an order the busier regions join first.
    """
    count = len(orders)
    most = int(np.clip(LARGEST_SHARE * count, 1, MOST_REGIONS))
    rows = set()
    for centre in range(count):
        linked = np.flatnonzero(orders[centre] >= 1)
        nearest = linked[np.lexsort((-weight[linked], orders[centre, linked]))]
        chain = [centre, *nearest[: most - 1].tolist()]
        rows |= {tuple(sorted(chain[:k])) for k in range(1, len(chain) + 1)}
    zones = np.zeros((len(rows), count))
    for k, row in enumerate(sorted(rows)):
        zones[k, list(row)] = 1.0
    return zones


def _tails(cells: Array, spans: int) -> Array:
    """Sums over the last 1 … spans weeks, (…, spans, R)."""
    return np.asarray(np.cumsum(cells[..., ::-1, :], axis=-2)[..., :spans, :])


def _scores(y: Array, mean: Array, variance: Array) -> Array:
    """Log likelihood ratio of each window's total (…, W, Z), deflated by its variance over its mean."""
    mean = np.maximum(mean, 1e-9)
    gain = y * np.log(np.maximum(y, 1e-9) / mean) - (y - mean)
    return np.where(y > mean, gain * mean / np.maximum(variance, mean), 0.0)


def _null_maxima(cells: tuple[Array, Array], zones: Array, moments: tuple[Array, Array], seed: int) -> Array:
    """Largest score of simulated weeks in which nothing is wrong, (SIMULATIONS,)."""
    rng = np.random.default_rng(seed)
    spans = len(cells[0])
    return np.array(
        [_scores(_tails(_draw(rng, *cells), spans) @ zones.T, *moments).max() for _ in range(SIMULATIONS)]
    )


def _draw(rng: np.random.Generator, mean: Array, size: Array) -> Array:
    if np.isinf(size).all():
        return rng.poisson(mean).astype(float)
    shape = np.minimum(size, 1e6)
    return rng.poisson(rng.standard_gamma(shape) * (mean / shape)).astype(float)


def _clusters(
    scores: Array, zones: Array, maxima: Array, alpha: float
) -> list[tuple[int, int, dict[str, float]]]:
    """(zone, last weeks, score and p) of likeliest windows that share no region, down to p = alpha."""
    taken = np.zeros(zones.shape[1], bool)
    found = []
    for place in np.argsort(-scores, axis=None, kind="stable"):
        span, zone = divmod(int(place), scores.shape[1])
        score = float(scores[span, zone])
        p = (1 + (maxima >= score).sum()) / (1 + len(maxima))
        if p > alpha or score <= 0:
            break
        inside = zones[zone] > 0
        if not (inside & taken).any():
            taken |= inside
            found.append((zone, span + 1, {"score": score, "p_value": float(p)}))
    return found


def _told(
    cells: tuple[Array, Array], inside: NDArray[np.bool_], weeks: int, regions: Sequence[str]
) -> dict[str, object]:
    count, expected = (float(part[-weeks:, inside].sum()) for part in cells)
    return {
        "regions": [r for r, is_in in zip(regions, inside, strict=True) if is_in],
        "first_week": len(cells[0]) - weeks, "weeks": weeks, "count": count, "expected": expected,
        "ratio": count / expected,
    }  # fmt: skip

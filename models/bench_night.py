"""Row 13: a nation of 514 regions over 260 weeks; the main fit, a year of weekly refits, the whole night."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import Delaunay
from scipy.special import expit

from models.forecast_members import build
from models.forecast_replay import pooled_paths
from models.forecast_series import Series, orders_of
from models.forecast_weekly import current, quantiles
from models.gate import Gate, Row, at_most, row
from models.league import league
from models.spacetime_fit import Fit, fit
from models.threads import one_thread

Array = NDArray[np.float64]

REGIONS, WEEKS, HORIZONS, PATHS = 514, 260, 8, 1000
REFITS = 52
FIT_TOLERANCE, REFIT_TOLERANCE = 1e-5, 1e-4
LEVEL, SPREAD, SIZE = 1.5, 0.5, 4.0  # cases per week of the middle region, log sd of regions, NB size
PEERS = "mgcv bam 37–223 s, hhh4 38 s"


def bench() -> Iterator[Row]:
    """Simulated, seconds of CPU on one thread; memory is the highest of this process so far."""
    series = nation(seed=1)
    size = f"{REGIONS} × {WEEKS}"
    (found, steps), seconds = _timed(lambda: _main_fit(series))
    told: dict[str, Any] = {"unit": "s", "reference": PEERS, "spread": f"{steps} langkah"}
    yield _seconds("13-main", f"model utama, {size}: detik CPU", seconds, (10.0, 4.0), told)
    _, seconds = _timed(lambda: refits(series, found))
    told = {"unit": "s", "reference": "hhh4 38 s satu kali"}
    yield _seconds("13-refits", f"model utama, {size}: {REFITS} minggu", seconds, (60.0, 25.0), told)
    _, seconds = _timed(lambda: night(series))
    told = {"unit": "s", "spread": f"{PATHS} lintasan × {HORIZONS} minggu, peringkat, corong"}
    yield _seconds("13-night", f"semalam penuh, {size}: detik CPU", seconds, (180.0, 60.0), told)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    what = f"semalam penuh, {size}: memori tertinggi"
    yield row(
        "13-memory", what, peak, unit="GB", reference="mgcv 2,5–4,1", gate=at_most(2.0), goal=at_most(0.6)
    )


def _seconds(key: str, what: str, value: float, bounds: tuple[float, float], told: dict[str, Any]) -> Row:
    gate, goal = (Gate(upper=bound) for bound in bounds)
    return row(key, what, value, gate=gate, goal=goal, **told)


def _main_fit(series: Series) -> tuple[Fit, int]:
    found = one_thread(fit)(build(series, "utama"), WEEKS - 1, tolerance=FIT_TOLERANCE)
    return found, found.iteration_count


@one_thread
def refits(series: Series, found: Fit) -> Fit:
    """The main model fitted again for each of the last 52 weeks, from the fit of the week before."""
    model = build(series, "utama")
    for last in range(WEEKS - REFITS, WEEKS):
        found = fit(model, last, start=found, tolerance=REFIT_TOLERANCE)
    return found


@one_thread
def night(series: Series) -> pl.DataFrame:
    """Members, earned weights, paths and quantiles; ranks and funnel (``league``) of the last year."""
    now = current(series, horizons=HORIZONS, paths=PATHS, seed=1)
    quantiles(pooled_paths(now.said, now.weights))
    year = slice(WEEKS - 52, WEEKS)
    table = pl.DataFrame(
        {
            "id": series.units,
            "count": series.counts[year].sum(axis=0),
            "expected": series.exposure[year].sum(axis=0) * np.nansum(series.counts[year]) / (52 * REGIONS),
        }
    )
    return league(table, seed=1)


def nation(*, seed: int) -> Series:
    """Contagion within and between neighbours, regions that differ, a yearly wave and two elections."""
    rng = np.random.default_rng(seed)
    units = [f"{k:03d}" for k in range(REGIONS)]
    mesh = Delaunay(rng.random((REGIONS, 2)))
    pairs = {tuple(sorted((int(a), int(b)))) for t in mesh.simplices for a in t for b in t if a < b}
    edges = pl.DataFrame([(units[a], units[b]) for a, b in sorted(pairs)], schema=["i", "j"], orient="row")
    orders = orders_of(edges, units)
    near = (orders == 1) / np.maximum((orders == 1).sum(axis=1, keepdims=True), 1)
    total = WEEKS + HORIZONS
    season = np.arange(total) / 52.0
    campaign = expit((np.cos(2 * np.pi * (season - 0.8) / 2.5) - 0.8) * 20)
    active = np.repeat((campaign > 0.5).astype(float)[:, None], REGIONS, axis=1)
    exposure = np.repeat(rng.lognormal(0, 0.7, REGIONS)[None], total, axis=0)
    exposure /= exposure.mean()
    log_rate = (
        np.log(LEVEL) + 0.3 * np.sin(2 * np.pi * season)[:, None] + SPREAD * rng.standard_normal(REGIONS)
    )
    counts = np.zeros((total, REGIONS))
    for t in range(1, total):
        mean = exposure[t] * np.exp(log_rate[t] + 0.7 * active[t]) * 0.5 + 0.3 * counts[t - 1]
        mean = mean + 0.1 * counts[t - 1] @ near
        counts[t] = rng.poisson(rng.gamma(SIZE, mean / SIZE))
    counts[WEEKS:] = np.nan
    return Series(
        list(range(total)), units, counts, exposure, orders, season,
        active[..., None], np.ones(1), active,
    )  # fmt: skip


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.process_time()
    return work(), time.process_time() - begin

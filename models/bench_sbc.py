"""Simulation-based calibration: truths drawn from the prior must rank evenly among the posterior's draws.

    theta ~ prior,  y ~ model(theta),  rank = #{draws < theta}  is uniform                (Talts et al. 2018)

whatever the statistic of theta. Worlds are kept or thrown away by their data alone (too few or too many cases
for a register, or a fit that says itself that it cannot be trusted): that leaves the posterior, and so the
law of the ranks, untouched. Three levels: the areal model alone, OPD inside regions, and the whole way from
weekly rows of a panel through steps, bursts and neighbours to relative risks. There the bursts are part of
what is drawn, while the program estimates them, so the ranks are even only as far as that estimate is good;
and expected counts add up to what was counted, so worlds in which one area has ``STEEPEST`` times the common
rate are left out (by their data): there the level is no longer free, as the prior has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from scipy.spatial import Delaunay
from scipy.stats import chisquare

from models.areal import COEFFICIENT_SCALE, fit_bym2
from models.areal_graph import adjacency, scaled_icar
from models.areal_grid import SIGMA_SCALE
from models.dispersion import Dispersion, weekly_dispersion
from models.gate import Row, more_than, row
from models.spatial import field
from models.standard import step_cells
from models.threads import one_thread
from models.units import KIND_SD, TAU_PRIOR, TAUS, unit_draws

WORLDS, AREAS, DRAWS, BINS = 300, 40, 400, 10
FEWEST, MOST, LARGEST = 60, 40_000, 4_000  # cases in all, and in one area
WEEKS, BURSTS, STEEPEST = 60, (0.0, 0.6), 10.0
REGIONS, OPDS, KINDS = 12, 15, 5
Ranks = dict[str, float]  # share of draws below the truth, by statistic
WHAT = {
    "areal": "BYM2 dari priornya sendiri",
    "units": "OPD dalam wilayah dari priornya sendiri",
    "pipeline": "dari baris mingguan sampai risiko relatif",
}


@one_thread
def rows(worlds: int = WORLDS) -> list[Row]:
    """One row per level: the smallest chi-squared p over its statistics."""
    return [_row(key, worlds) for key in WHAT]


def bench(shared: Path | None) -> Iterator[Row]:
    """Rows of issue 4, no. 18."""
    yield from rows()


def _row(key: str, worlds: int) -> Row:
    p = p_values(LEVELS[key], worlds)
    told = ", ".join(f"{name} {value:.3f}" for name, value in p.items())
    spread = f"{worlds} dunia; {told}"
    return row(f"18-{key}", f"kalibrasi dengan simulasi, {WHAT[key]}: p χ² terkecil", min(p.values()),
               spread=spread, gate=more_than(0.001))  # fmt: skip


def p_values(world: Callable[[np.random.Generator], Ranks | None], worlds: int) -> dict[str, float]:
    """Chi-squared p of even ranks, by statistic, over so many worlds that count."""
    found: list[Ranks] = []
    for seed in range(100 * worlds):
        if len(found) == worlds:
            break
        one = world(np.random.default_rng([18, seed]))
        found += [one] if one is not None else []
    result = {}
    for name in found[0]:
        shares = np.array([one[name] for one in found])
        counts = np.bincount(np.minimum((shares * BINS).astype(int), BINS - 1), minlength=BINS)
        result[name] = float(chisquare(counts).pvalue)
    return result


def _ranks(draws: np.ndarray, true: np.ndarray, rng: np.random.Generator) -> Ranks:
    """Statistics of log RR (D, N) and (N,): one area at random, spread over areas, the highest."""
    one = int(rng.integers(len(true)))
    said = {"satu wilayah": draws[:, one], "sebaran": draws.std(axis=1), "tertinggi": draws.max(axis=1)}
    came = {"satu wilayah": true[one], "sebaran": true.std(), "tertinggi": true.max()}
    jitter = rng.uniform(0, 1 / (len(draws) + 1))
    return {name: float((said[name] < came[name]).sum() / (len(draws) + 1) + jitter) for name in said}


def _graph(rng: np.random.Generator) -> pl.DataFrame:
    corners = Delaunay(rng.uniform(size=(AREAS, 2))).simplices
    links = {tuple(sorted((int(t[a]), int(t[b])))) for t in corners for a, b in ((0, 1), (1, 2), (0, 2))}
    return pl.DataFrame(sorted(links), schema=["i", "j"], orient="row").with_columns(
        pl.all().cast(pl.String).str.zfill(3)
    )


def _effects(edges: pl.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """b (N,) from the prior of :mod:`models.areal`."""
    values, vectors = np.linalg.eigh(scaled_icar(adjacency(_codes(), edges)))
    shared = vectors @ (np.sqrt(np.maximum(values, 0.0)) * rng.standard_normal(AREAS))
    sigma, rho = abs(rng.normal(0, SIGMA_SCALE)), rng.beta(0.5, 0.5)
    return np.asarray(sigma * (np.sqrt(rho) * shared + np.sqrt(1 - rho) * rng.standard_normal(AREAS)))


def _codes() -> list[str]:
    return [f"{k:03d}" for k in range(AREAS)]


def _is_register(count: np.ndarray) -> bool:
    return bool(FEWEST <= count.sum() <= MOST and count.max() <= LARGEST)


def areal_world(rng: np.random.Generator) -> Ranks | None:
    """One world of the areal model; None = thrown away by its data."""
    edges = _graph(rng)
    eta = rng.normal(0, COEFFICIENT_SCALE) + _effects(edges, rng)
    expected = rng.gamma(2.0, 4.0, AREAS)
    count = rng.poisson(np.exp(np.clip(eta, -30, 20)) * expected)
    if not _is_register(count):
        return None
    table = pl.DataFrame({"id": _codes(), "count": count, "expected": expected})
    fit = fit_bym2(table, edges, draws=DRAWS, seed=int(rng.integers(2**31)))
    return _ranks(np.log(fit.draws), eta, rng) if fit.is_converged else None


def unit_world(rng: np.random.Generator) -> Ranks | None:
    """One world of OPD inside regions: totals given, shares from the prior."""
    prior = np.exp(-0.5 * (TAUS / TAU_PRIOR) ** 2) * np.gradient(TAUS)
    tau = rng.choice(TAUS, p=prior / prior.sum())
    shape = (REGIONS, OPDS)
    kind = rng.integers(KINDS, size=shape)
    theta = np.exp(rng.normal(0, KIND_SD, KINDS))[kind] * rng.gamma(tau**-2, tau**2, shape)
    staff = rng.lognormal(3.0, 0.7, shape)
    share = staff * theta / (staff * theta).sum(axis=1, keepdims=True)
    count = np.array(
        [rng.multinomial(n, p) for n, p in zip(rng.integers(20, 200, REGIONS), share, strict=True)]
    )
    opd = np.arange(REGIONS * OPDS)
    panel = pl.DataFrame({"week": 1, "region_code": [f"{r:02d}" for r in opd // OPDS], "opd_id": opd,
                          "count": count.ravel(), "offset": staff.ravel()})  # fmt: skip
    kinds = pl.DataFrame({"opd_id": opd, "kind": kind.ravel().astype(str)})
    mean = (staff * theta).sum(axis=1, keepdims=True) / staff.sum(axis=1, keepdims=True)
    draws = unit_draws(panel, kinds=kinds, seed=int(rng.integers(2**31)))
    return _ranks(np.log(draws), np.log(theta / mean).ravel(), rng)


def pipeline_world(rng: np.random.Generator) -> Ranks | None:
    """One world of weekly counts: steps, bursts, head-counts that differ, risks from the prior."""
    edges = _graph(rng)
    risk = np.exp(np.clip(_effects(edges, rng), -30, 20))
    staff = rng.lognormal(8.0, 0.6, AREAS)
    phase = np.repeat(rng.lognormal(0.0, 1.0, 4), WEEKS // 4)
    level = np.exp(rng.normal(0, 1.0)) * 10 / (staff.mean() * phase.sum())
    mean = level * phase[:, None] * staff * risk
    k = rng.uniform(*BURSTS)
    count = rng.poisson(mean * rng.gamma(1 / k, k, mean.shape))
    rate = count.sum(axis=0) / staff
    if not _is_register(count.sum(axis=0)) or rate.max() > STEEPEST * count.sum() / staff.sum():
        return None
    rows_ = _panel(count, staff)
    spread = Dispersion(weekly_dispersion(rows_).k, 1.0)  # this world has bursts and no echo
    found = field(step_cells(rows_), edges, spread=spread, draws=DRAWS, seed=int(rng.integers(2**31)))
    if not found.is_converged:
        return None
    weight = staff / staff.sum()
    draws = found.draws / (found.draws @ weight)[:, None]
    return _ranks(np.log(draws), np.log(risk / (risk @ weight)), rng)


def _panel(count: np.ndarray, staff: np.ndarray) -> pl.DataFrame:
    """A panel with ``offset``; T × N counts, N head-counts."""
    week, area = np.indices(count.shape).reshape(2, -1)
    first = date(2024, 1, 1)
    return pl.DataFrame(
        {
            "region_code": [_codes()[a] for a in area],
            "week": [first + timedelta(weeks=int(w)) for w in week],
            "election_code": "PILKADA_2024",
            "phase_code": [f"P{w // (WEEKS // 4)}" for w in week],
            "count": count.ravel(),
            "effort": None,
            "exposure": staff[area],
            "offset": staff[area],
        },
        schema_overrides={"effort": pl.Float64},
    )


LEVELS: dict[str, Callable[[np.random.Generator], Ranks | None]] = {
    "areal": areal_world,
    "units": unit_world,
    "pipeline": pipeline_world,
}

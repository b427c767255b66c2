"""Measurements of BYM2 beside long MCMC, and of the tables built on it (``make bench ONLY=stats``)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.spatial import Delaunay

from models import bench_league, bench_plan, bench_provinces, bench_sbc, bench_truth, bench_units
from models.areal import ArealFit, fit_bym2
from models.areal_graph import adjacency, scaled_icar
from models.gate import Row, at_most, between, row

SETS = {"scotlip": "aff", "nc_sids74": "nwprop"}
MGCV = {"scotlip": (0.174, 0.06), "nc_sids74": (0.17, 0.15)}  # largest relative error of RR; seconds
SECONDS = {"scotlip": (0.5, 0.1), "nc_sids74": (1.0, 0.2)}
TEXT = {"id": pl.String, "i": pl.String, "j": pl.String}
LARGE = 544
SIGMA, RHO = 0.4, 0.5
NUTS_NOISE = "NUTS sendiri ± 2–4 % per wilayah"
REPEATS = 3


def bench(shared: Path | None) -> Iterator[Row]:
    """Rows of issue 4, no. 1–3, 8–13, 15, 17, 18; without the reference data only the simulated ones."""
    if shared is not None:
        for name in SETS:
            yield from _against_mcmc(shared / "bench" / name, name)
    yield from _large()
    yield _odd_graph()
    yield from bench_league.bench(shared)
    yield from bench_truth.bench()
    yield from bench_units.bench(shared)
    yield from bench_provinces.bench(shared)
    yield from bench_plan.bench(shared)
    yield from bench_sbc.bench(shared)


def _against_mcmc(folder: Path, name: str) -> Iterator[Row]:
    table = pl.read_csv(folder / "data.csv", schema_overrides=TEXT).rename({"y": "count", "E": "expected"})
    edges = pl.read_csv(folder / "edges.csv", schema_overrides=TEXT)
    reference = pl.read_csv(folder / "ref_stan_bym2.csv", schema_overrides=TEXT)
    fit, seconds = _timed(table, edges, covariates=[SETS[name]])
    yield from _distances(fit, reference, name)
    gate, goal = SECONDS[name]
    what = f"BYM2 {name}: detik CPU, {len(table)} wilayah, 8.000 undian"
    told = {"unit": "s", "reference": f"NUTS 60–66, mgcv {MGCV[name][1]}"}
    yield row(f"2-{name}", what, seconds, gate=at_most(gate), goal=at_most(goal), **told)


def _distances(fit: ArealFit, reference: pl.DataFrame, name: str) -> Iterator[Row]:
    """Largest distances to the sampler's means, probabilities, spreads and rank ends."""
    ours, theirs = _numbers(fit.estimates), _numbers(reference)
    error = np.abs(ours["rr_mean"] / theirs["rr_mean"] - 1).max()
    mgcv = f"mgcv {MGCV[name][0]}"
    what = f"BYM2 {name}: galat relatif RR terbesar"
    yield row(f"1-{name}-rr", what, error, reference=mgcv, gate=at_most(0.03), goal=at_most(0.01))
    for level, printed in (("1.0", "p_gt_1"), ("1.5", "p_gt_1.5")):
        gap = np.abs(ours[f"p_above_{level}"] - theirs[printed]).max()
        what = f"BYM2 {name}: galat P(RR>{level}) terbesar"
        yield row(f"1-{name}-p{level}", what, gap, gate=at_most(0.04), goal=at_most(0.015))
    ratio = float((ours["rr_sd"] / theirs["rr_sd"]).mean())
    what = f"BYM2 {name}: nisbah simpangan baku rata-rata"
    wanted = {"gate": between(0.97, 1.03), "goal": between(0.99, 1.01)}
    yield row(f"1-{name}-sd", what, ratio, spread=NUTS_NOISE, **wanted)
    pairs = (("rank_lower", "rank_lo"), ("rank_upper", "rank_hi"))
    ends = max(float(np.abs(ours[a] - theirs[b]).max()) for a, b in pairs) / len(reference)
    what = f"BYM2 {name}: ujung selang peringkat, bagian dari N"
    yield row(f"1-{name}-rank", what, ends, gate=at_most(0.05), goal=at_most(0.02))


def _numbers(table: pl.DataFrame) -> dict[str, np.ndarray]:
    return {c: table[c].to_numpy() for c in table.columns}


def _timed(table: pl.DataFrame, edges: pl.DataFrame, **options: Any) -> tuple[ArealFit, float]:
    """Fit and the least CPU seconds of a few runs."""
    best, fit = np.inf, None
    for _ in range(REPEATS):
        begun = time.process_time()
        fit = fit_bym2(table, edges, **options)
        best = min(best, time.process_time() - begun)
    assert fit is not None
    return fit, best


def scattered(count: int, *, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Random points joined by a Delaunay net; risks drawn from BYM2 itself, half of them shared."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(size=(count, 2))
    corners = Delaunay(points).simplices
    links = {tuple(sorted((int(t[a]), int(t[b])))) for t in corners for a, b in ((0, 1), (1, 2), (0, 2))}
    expected = rng.gamma(2.0, 4.0, count)
    edges = pl.DataFrame(sorted(links), schema=["i", "j"], orient="row")
    values, vectors = np.linalg.eigh(scaled_icar(adjacency(range(count), edges)))
    shared = vectors @ (np.sqrt(np.maximum(values, 0.0)) * rng.standard_normal(count))
    risk = np.exp(SIGMA * (np.sqrt(RHO) * shared + np.sqrt(1 - RHO) * rng.standard_normal(count)))
    table = pl.DataFrame(
        {"id": range(count), "count": rng.poisson(expected * risk), "expected": expected, "true": risk}
    )
    return table, edges


def _large() -> Iterator[Row]:
    table, edges = scattered(LARGE, seed=1)
    fit, seconds = _timed(table, edges)
    told = {"unit": "s", "reference": "NUTS 144, mgcv 16"}
    what = f"BYM2 {LARGE} wilayah: detik CPU"
    yield row("2-544", what, seconds, gate=at_most(10.0), goal=at_most(1.5), **told)
    wide, ours = _numbers(table), _numbers(fit.estimates)
    true = wide["true"] * wide["expected"].sum() / (wide["true"] @ wide["expected"])
    held = float(((ours["rr_lower"] < true) & (true < ours["rr_upper"])).mean())
    what = f"BYM2 {LARGE} wilayah: cakupan selang 95 %"
    yield row("1-544-cover", what, held, gate=between(0.90, 0.98), goal=between(0.935, 0.965))


def _odd_graph() -> Row:
    """Two parts and three islands: five components, finite everywhere (else the row says 0 components)."""
    table, edges = scattered(40, seed=2)
    far = table.with_columns(pl.col("id") + 100)
    islands = pl.DataFrame(
        {"id": [201, 202, 203], "count": [0, 5, 40], "expected": [5.0, 5.0, 5.0], "true": [1.0] * 3}
    )
    whole = pl.concat([table, far, islands.cast(table.schema)])
    fit = fit_bym2(whole, pl.concat([edges, edges + 100]), draws=1000)
    finite = bool(np.isfinite(fit.estimates.drop("id").to_numpy().astype(float)).all())
    what = "BYM2 dua bagian dan tiga pulau: komponen, 0 bila ada yang tak terhingga"
    return row("3-parts", what, fit.component_count if finite else 0, gate=between(5, 5))

"""Measurements on worlds with known truth: do 95 % intervals hold where effort follows risk?

What is true of a region or a phase is its expected count over all histories that its effects could have had,
contagion included:

    M_rt = endemic_rt + phi_t Σ_k w_k M_r,t-k + kappa Σ_k w_k Σ_j W_jr M_j,t-k

and not the mean given the history it happened to have: that one already holds the accidents which an interval
is there for, and against it every honest interval looks too wide (99 % instead of 95).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from etl.simulate.panels import panel as simulated_panel
from etl.simulate.process import is_close_to_vote
from etl.simulate.truth import Truth
from models.areal_graph import adjacency
from models.elasticity import fit_elasticity
from models.gate import Row, between, row
from models.rates import WEEKS_PER_YEAR, rates, with_offset
from models.risk import fit_region_phase
from models.threads import one_thread

SIDAK, CASES = "sidak_terjaring", "netralitas_dugaan"
CONTAGION = ("phi", "phi_campaign", "kappa", "lag_decay", "lag_count")
SEEDS, NATIONAL_SEEDS = 100, 4
NATION = 514
WHAT = {
    "region-sidak": "laju sidak wilayah",
    "region-cases": "laju netralitas wilayah",
    "elasticity": "elastisitas tangkapan terhadap operasi",
    "phase": "laju rata-rata tahapan",
}


def bench() -> Iterator[Row]:
    """Rows of issue 4, no. 12: a province of 12 regions, five elections; then the nation."""
    yield from _rows("12", worlds(SEEDS), f"{SEEDS} dunia, 12 wilayah")
    yield from _rows("12-514", worlds(NATIONAL_SEEDS, regions=NATION), f"{NATIONAL_SEEDS} dunia, 514 wilayah")


def _rows(key: str, found: list[dict[str, float]], told: str) -> Iterator[Row]:
    for name in (n for n in WHAT if n in found[0]):
        values = np.array([world[name] for world in found])
        error = values.std(ddof=1) / np.sqrt(len(values))
        wanted = {"gate": between(0.90, 0.98), "goal": between(0.935, 0.965)}
        what = f"{WHAT[name]}: cakupan selang 95 %"
        reference, spread = "log-linear tanpa usaha 0,36", f"{told}, galat baku {error:.3f}"
        yield row(f"{key}-{name}", what, values.mean(), reference=reference, spread=spread, **wanted)


@one_thread
def worlds(seeds: int, *, regions: int = 12) -> list[dict[str, float]]:
    """Coverage by effect of each world; the nation has few OPD and no elasticity of its own (one number)."""
    return [_world(seed, regions=regions) for seed in range(seeds)]


def _world(seed: int, *, regions: int) -> dict[str, float]:
    is_nation = regions > NATION / 2
    panel, truth, edges = simulated_panel(regions, 4 if is_nation else 40, seed=seed)
    means = long_run(truth, edges)
    held = {
        "region-sidak": _regions(panel, means, SIDAK),
        "region-cases": _regions(panel, means, CASES),
        "phase": _phases(panel, means, edges),
    }
    if is_nation:
        return held
    found = fit_elasticity(panel.filter(pl.col("measure") == SIDAK))
    gamma = float(str(truth.parameters["gamma"]))
    return held | {"elasticity": float(found.lower < gamma < found.upper)}


def long_run(truth: Truth, edges: pl.DataFrame) -> pl.DataFrame:
    """``truth.expected`` with ``mean`` over all histories instead of the one that happened; inspections have
    no contagion and keep theirs.
    """
    cases = truth.expected.filter(pl.col("measure") == CASES).sort("week", "region_code")
    codes = cases["region_code"].unique().sort().to_list()
    mean = cases["endemic"].to_numpy().reshape(-1, len(codes)).copy()
    phases = cases["phase_code"].to_list()[:: len(codes)]
    numbers = {name: float(str(truth.parameters[name])) for name in CONTAGION}
    weights = numbers["lag_decay"] ** np.arange(int(numbers["lag_count"]))
    weights /= weights.sum()
    links = adjacency(codes, edges)
    spread = numbers["kappa"] * links / np.maximum(links.sum(axis=1, keepdims=True), 1)
    for t, phase in enumerate(phases):
        phi = numbers["phi_campaign" if is_close_to_vote(phase) else "phi"]
        for k, weight in enumerate(weights[:t], start=1):
            mean[t] += weight * (phi * mean[t - k] + mean[t - k] @ spread)
    others = truth.expected.filter(pl.col("measure") != CASES)
    return pl.concat([cases.with_columns(mean=pl.Series(mean.ravel())), others])


def _regions(panel: pl.DataFrame, means: pl.DataFrame, measure: str) -> float:
    """Share of regions whose true relative rate lies in its interval."""
    rows = with_offset(panel, measure=measure).rows
    mean = means.filter(pl.col("measure") == measure).select("region_code", "week", "mean")
    both = rows.join(mean, on=["region_code", "week"]).filter(pl.col("offset") > 0)
    sums = both.group_by("region_code").agg(pl.col("mean", "offset").sum()).sort("region_code")
    expected, offset = sums["mean"].to_numpy(), sums["offset"].to_numpy()
    true = expected / offset / (expected.sum() / offset.sum())
    table = rates(panel, measure=measure).filter(pl.col("rr").is_not_null())
    return _held(true, table["rr_lower"].to_numpy(), table["rr_upper"].to_numpy())


def _phases(panel: pl.DataFrame, means: pl.DataFrame, edges: pl.DataFrame) -> float:
    effects = fit_region_phase(panel, edges, measure=CASES)[1].filter(pl.col("term") == "laju_tahapan")
    keys = ["election_code", "phase_code"]
    sums = means.filter(pl.col("measure") == CASES).group_by(keys).agg(pl.col("mean", "exposure").sum())
    both = effects.join(sums, on=keys, nulls_equal=True)
    rate = (both["mean"] / both["exposure"]).to_numpy() * WEEKS_PER_YEAR * 1000
    lower = both["lower"].fill_null(0.0).to_numpy()
    return _held(rate, lower, both["upper"].to_numpy())


def _held(true: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> float:
    return float(((lower <= true) & (true <= upper)).mean())

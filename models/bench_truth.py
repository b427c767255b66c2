"""Measurements on worlds with known truth: do 95 % intervals hold where effort follows risk?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from etl.simulate.panels import panel as simulated_panel
from etl.simulate.truth import Truth
from models.elasticity import fit_elasticity
from models.gate import Row, between, row
from models.rates import WEEKS_PER_YEAR, rates, with_offset
from models.risk import fit_region_phase
from models.threads import one_thread

SIDAK, CASES = "sidak_terjaring", "netralitas_dugaan"
SEEDS = 20
WHAT = {
    "region-sidak": "laju sidak wilayah",
    "region-cases": "laju netralitas wilayah",
    "elasticity": "elastisitas tangkapan terhadap operasi",
    "phase": "laju rata-rata tahapan",
}


def bench() -> Iterator[Row]:
    """Rows of issue 4, no. 12, for the first risk model (12 regions, five elections)."""
    found = _worlds()
    for key, what in WHAT.items():
        values = np.array([world[key] for world in found])
        told: Row = {"spread": f"{SEEDS} benih", "reference": "log-linear tanpa usaha 0,36"}
        wanted = {"gate": between(0.90, 0.98), "goal": between(0.935, 0.965)}
        yield row(f"12-{key}", f"{what}: cakupan selang 95 %", values.mean(), **told, **wanted)


@one_thread
def _worlds() -> list[dict[str, float]]:
    return [_world(seed) for seed in range(SEEDS)]


def _world(seed: int) -> dict[str, float]:
    panel, truth, edges = simulated_panel(12, 40, seed=seed)
    found = fit_elasticity(panel.filter(pl.col("measure") == SIDAK))
    gamma = float(str(truth.parameters["gamma"]))
    return {
        "region-sidak": _regions(panel, truth, SIDAK),
        "region-cases": _regions(panel, truth, CASES),
        "elasticity": float(found.lower < gamma < found.upper),
        "phase": _phases(panel, truth, edges),
    }


def _regions(panel: pl.DataFrame, truth: Truth, measure: str) -> float:
    """Share of regions whose true relative rate, given what happened before, lies in its interval."""
    rows = with_offset(panel, measure=measure).rows
    mean = truth.expected.filter(pl.col("measure") == measure).select("region_code", "week", "mean")
    both = rows.join(mean, on=["region_code", "week"]).filter(pl.col("offset") > 0)
    sums = both.group_by("region_code").agg(pl.col("mean", "offset").sum()).sort("region_code")
    expected, offset = sums["mean"].to_numpy(), sums["offset"].to_numpy()
    true = expected / offset / (expected.sum() / offset.sum())
    table = rates(panel, measure=measure).filter(pl.col("rr").is_not_null())
    return _held(true, table["rr_lower"].to_numpy(), table["rr_upper"].to_numpy())


def _phases(panel: pl.DataFrame, truth: Truth, edges: pl.DataFrame) -> float:
    effects = fit_region_phase(panel, edges, measure=CASES)[1].filter(pl.col("term") == "laju_tahapan")
    true = truth.rates.filter(pl.col("measure") == CASES)
    both = effects.join(true, on=["election_code", "phase_code"], nulls_equal=True)
    rate = both["rate"].to_numpy() * WEEKS_PER_YEAR * 1000
    lower = both["lower"].fill_null(0.0).to_numpy()
    return _held(rate, lower, both["upper"].to_numpy())


def _held(true: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> float:
    return float(((lower <= true) & (true <= upper)).mean())

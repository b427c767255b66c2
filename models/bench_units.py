"""Measurements of the OPD fit at national size (issue 4, no. 13), with the truth beside the seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from models.gate import Row, at_most, between, row
from models.units import fit_units

REGIONS, OPDS, WEEKS = 514, 40, 260
SPREAD = 0.5  # sd of an OPD's own risk
REPEATS = 2


def national(seed: int) -> tuple[pl.DataFrame, np.ndarray]:
    """5.3 million rows by OPD and week, and the true RR (R × O) inside each region; weeks come in bursts."""
    rng = np.random.default_rng(seed)
    staff = np.round(rng.lognormal(4.0, 0.8, (REGIONS, OPDS)))
    theta = rng.gamma(SPREAD**-2, SPREAD**2, (REGIONS, OPDS))
    burst = rng.gamma(3.0, 1 / 3.0, (WEEKS, REGIONS, 1))
    level = 3e-4 * np.exp(0.5 * rng.standard_normal((REGIONS, 1)))
    count = rng.poisson(level * staff * theta * burst).astype(np.int32)
    week, region, opd = np.indices(count.shape, dtype=np.int32).reshape(3, -1)
    codes = pl.Series([f"{r:04d}" for r in range(REGIONS)])
    panel = pl.DataFrame(
        {
            "week": week,
            "region_code": codes.gather(region),
            "opd_id": region * OPDS + opd,
            "count": count.ravel(),
            "offset": np.broadcast_to(staff, count.shape).ravel(),
        }
    )
    return panel, theta / ((staff * theta).sum(axis=1) / staff.sum(axis=1))[:, None]


def bench(shared: Path | None) -> Iterator[Row]:
    """Rows of issue 4, no. 13, for OPD inside their region; simulated."""
    panel, true = national(seed=13)
    seconds = np.inf
    for _ in range(REPEATS):
        begun = time.process_time()
        fit = fit_units(panel, seed=1)
        seconds = min(seconds, time.process_time() - begun)
    size = f"{REGIONS} × {OPDS} × {WEEKS}"
    told = {"unit": "s", "reference": "mgcv bam 37–223"}
    what = f"OPD dalam wilayah, {size}: detik CPU"
    yield row("13-opd", what, seconds, gate=at_most(10.0), goal=at_most(3.0), **told)
    ours = fit.estimates
    held = (ours["rr_lower"].to_numpy() < true.ravel()) & (true.ravel() < ours["rr_upper"].to_numpy())
    wanted = {"gate": between(0.90, 0.98), "goal": between(0.935, 0.965)}
    yield row("13-opd-cover", f"OPD dalam wilayah, {size}: cakupan selang 95 %", held.mean(), **wanted)

"""Expected counts: what each region would have if only time and size mattered.

    expected_rs = offset_rs rate_s,   count_rs ~ Poisson(offset_rs rate_s m_r),   s = election × phase

Indirect standardisation with both margins fitted in turn (Breslow & Day 1987, ch. 4): the rate of a step is
what it would be at the average region's risk, so a phase in which only risky regions were inspected does
not look like a risky phase, nor they like average regions. Weeks without information (offset 0) count on
neither side.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from models.dispersion import STEP

ROUNDS = 30
HALF_COUNTS = 2.0  # a region's own level is held back by as many expected counts of the average region
TOLERANCE = 1e-6


def step_cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Per region, election and phase: ``count, offset, effort, exposure, weeks, square,
    expected, level`` (the region's own, average 1).

    ``rows``: a panel with ``offset`` (:func:`models.rates.with_offset`). ``square``: Σ expected² of weeks.
    """
    seen = rows.with_columns(pl.when(pl.col("offset") > 0).then("count").otherwise(0).alias("_known"))
    cells = (
        seen.group_by(["region_code", *STEP], maintain_order=True)
        .agg(
            pl.col("_known").sum().cast(pl.Float64).alias("count"),
            pl.col("offset").sum(),
            pl.col("effort").cast(pl.Float64).sum(),
            pl.col("exposure").cast(pl.Float64).mean(),
            (pl.col("offset") > 0).sum().alias("weeks"),
            (pl.col("offset") ** 2).sum().alias("square"),
        )
        .sort("region_code", *STEP, nulls_last=True)
    )
    rates, levels = _step_rates(cells)
    rate = pl.Series("_rate", rates)
    return cells.with_columns(
        (pl.col("square") * rate**2).alias("square"),
        (pl.col("offset") * rate).alias("expected"),
        pl.Series("level", levels),
    )


def election_name(code: str) -> str:
    """ "PILKADA_2024" as people write it."""
    return code.replace("_", " ").capitalize()


def region_cells(cells: pl.DataFrame, *, election: str | None = None) -> pl.DataFrame:
    """Sums per region over all steps, or over those of one election."""
    chosen = cells if election is None else cells.filter(pl.col("election_code") == election)
    added = ["count", "offset", "effort", "weeks", "square", "expected"]
    sums = [pl.col(added).sum(), pl.col("exposure").mean()]
    return chosen.group_by("region_code", maintain_order=True).agg(sums).sort("region_code")


def _step_rates(cells: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Rate (C,) of each cell's step at the average region's level, and the level (C,) of its region."""
    y, offset = cells["count"].to_numpy(), cells["offset"].to_numpy()
    region = cells["region_code"].rank("dense").to_numpy() - 1
    names = pl.concat_str([pl.col(c).fill_null("-") for c in STEP], separator="|")
    step = cells.select(names.rank("dense")).to_series().to_numpy() - 1
    level = np.ones(int(region.max()) + 1 if len(region) else 0)
    total = np.bincount(step, weights=y)
    rate = np.zeros(len(y))
    for _ in range(ROUNDS):
        base = np.bincount(step, weights=offset * level[region])
        rate = np.divide(total, base, out=np.zeros_like(base), where=base > 0)[step]
        expected = np.bincount(region, weights=offset * rate)
        fresh = (np.bincount(region, weights=y) + HALF_COUNTS) / (expected + HALF_COUNTS)
        fresh *= expected.sum() / max(float(fresh @ expected), 1e-300)
        moved = float(np.abs(fresh - level).max()) if len(level) else 0.0
        level = fresh
        if moved < TOLERANCE:
            break
    return rate, level[region]

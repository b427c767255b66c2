"""When a case got on record: the reporting delay of every simulated case."""

from __future__ import annotations

import numpy as np
import polars as pl

from etl.simulate.design import Design
from etl.simulate.parameters import Parameters
from etl.simulate.process import Cases


def delay_pmf(parameters: Parameters) -> np.ndarray:
    """P(delay = 0, 1, … weeks): a quick and a slow geometric part, cut at ``longest_delay``."""
    p, weeks = parameters, np.arange(parameters.longest_delay + 1)

    def geometric(mean: float) -> np.ndarray:
        return (mean / (1 + mean)) ** weeks / (1 + mean)

    mass = p.quick_share * geometric(p.quick_weeks) + (1 - p.quick_share) * geometric(p.slow_weeks)
    return mass / mass.sum()


def draw_reports(cases: Cases, parameters: Parameters, rng: np.random.Generator) -> pl.DataFrame:
    """One row per case: index of week, region and OPD slot, and the weeks until it was on record."""
    flat = np.flatnonzero(cases.counts)
    flat = np.repeat(flat, cases.counts.ravel()[flat])
    week, region, slot = np.unravel_index(flat, cases.counts.shape)
    pmf = delay_pmf(parameters)
    return pl.DataFrame(
        {"t": week, "r": region, "o": slot, "delay_weeks": rng.choice(len(pmf), len(flat), p=pmf)}
    )


def known_day(calendar: pl.DataFrame) -> pl.Expr:
    """Date on which a case of week ``t`` was on record: the Sunday of its reporting week."""
    first = calendar["week"][0]
    return pl.lit(first) + pl.duration(weeks=pl.col("t") + pl.col("delay_weeks"), days=6)


def reporting_triangle(design: Design, calendar: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """``region_code, week, known_week, count``."""
    return (
        reports.with_columns(
            week=pl.lit(calendar["week"][0]) + pl.duration(weeks=pl.col("t")),
            known_week=known_day(calendar) - pl.duration(days=6),
            region_code=pl.Series(np.array(design.codes)[reports["r"].to_numpy()]),
        )
        .group_by("region_code", "week", "known_week")
        .agg(count=pl.len().cast(pl.Int64))
        .sort("region_code", "week", "known_week")
    )

"""Simulated counts in the shape of ``store.read_panel``, straight from the process, without documents."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from etl.simulate.design import Design, draw_design
from etl.simulate.parameters import NETRALITAS, SIDAK, Parameters
from etl.simulate.phases import week_table
from etl.simulate.process import Cases, Effects, Visits, draw_cases, draw_effects, draw_visits
from etl.simulate.truth import Truth, delay_pmf, tell_truth

COLUMNS = [
    "region_code",
    "opd_id",
    "week",
    "election_code",
    "phase_code",
    "days_to_vote",
    "measure",
    "count",
    "effort",
    "operations",
    "exposure",
    "known_on",
]
Level = Literal["kabkota", "opd"]


def panel(
    regions: int = 12,
    opds: int = 40,
    *,
    weeks: int | None = None,
    seed: int = 99,
    elections: tuple[str, ...] | None = None,
    level: Level = "kabkota",
    measures: tuple[str, ...] = (NETRALITAS, SIDAK),
    parameters: Parameters | None = None,
    known_on: date | None = None,
) -> tuple[pl.DataFrame, Truth, pl.DataFrame]:
    """One simulated world: (panel, truth, neighbours ``i, j``).

    ``weeks``: only the last so many weeks up to 30 Dec 2024 (None = all from June 2017). ``elections``: keep
    only weeks of these elections (None = all weeks; between elections ``election_code`` is null).
    ``known_on``: count only the neutrality cases that had been reported by then and drop later weeks. Sidak
    rows exist only where somebody inspected; neutrality rows of a region exist for every week, zeros
    included. ``effort`` is persons checked (sidak) or null (neutrality, unless
    ``parameters.supervision_elasticity`` is not 0).
    """
    p = parameters or Parameters()
    calendar = week_table(weeks)
    design = draw_design(regions, opds, np.random.default_rng([seed, 1]))
    effects = draw_effects(design, p, np.random.default_rng([seed, 2]))
    cases = draw_cases(design, effects, calendar, parameters=p, rng=np.random.default_rng([seed, 3]))
    visits = draw_visits(design, effects, calendar, parameters=p, rng=np.random.default_rng([seed, 4]))
    reports = draw_reports(cases, p, np.random.default_rng([seed, 5]))
    truth = Truth(
        **tell_truth(design, effects, calendar, drawn=(cases, visits), p=p),  # type: ignore[arg-type]
        reporting=_reporting(design, calendar, reports),
    )
    frames = {
        NETRALITAS: lambda: cases_panel(
            design, calendar, cases, reports=reports, level=level, until=known_on
        ),
        SIDAK: lambda: visits_panel(design, calendar, visits, level=level),
    }
    frame = pl.concat([frames[m]() for m in measures])
    if elections is not None:
        frame = frame.filter(pl.col("election_code").is_in(elections))
    if known_on:
        frame = frame.filter(pl.col("week") <= known_on)
    return frame, truth, design.neighbours


def draw_reports(cases: Cases, parameters: Parameters, rng: np.random.Generator) -> pl.DataFrame:
    """One row per case: index of week, region and OPD slot, and the weeks until it was on record."""
    flat = np.flatnonzero(cases.counts)
    flat = np.repeat(flat, cases.counts.ravel()[flat])
    week, region, slot = np.unravel_index(flat, cases.counts.shape)
    pmf = delay_pmf(parameters)
    return pl.DataFrame(
        {"t": week, "r": region, "o": slot, "delay_weeks": rng.choice(len(pmf), len(flat), p=pmf)}
    )


def _known(calendar: pl.DataFrame) -> pl.Expr:
    """Date on which a case of week ``t`` was on record: the Sunday of its reporting week."""
    first = calendar["week"][0]
    return pl.lit(first) + pl.duration(weeks=pl.col("t") + pl.col("delay_weeks"), days=6)


def _reporting(design: Design, calendar: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    return (
        reports.with_columns(
            week=pl.lit(calendar["week"][0]) + pl.duration(weeks=pl.col("t")),
            known_week=_known(calendar) - pl.duration(days=6),
            region_code=pl.Series(np.array(design.codes)[reports["r"].to_numpy()]),
        )
        .group_by("region_code", "week", "known_week")
        .agg(count=pl.len().cast(pl.Int64))
        .sort("region_code", "week", "known_week")
    )


def cases_panel(
    design: Design,
    calendar: pl.DataFrame,
    cases: Cases,
    *,
    reports: pl.DataFrame,
    level: Level,
    until: date | None = None,
) -> pl.DataFrame:
    """Neutrality panel; with ``until`` only what was on record then."""
    keys = ["t", "r"] if level == "kabkota" else ["t", "r", "o"]
    seen = reports.with_columns(known_on=_known(calendar))
    if until:
        seen = seen.filter(pl.col("known_on") <= until)
    counted = seen.group_by(keys).agg(count=pl.len().cast(pl.Int64), late=pl.col("known_on").max())
    exposure = cases.asn.sum(2) if level == "kabkota" else cases.asn
    grid = (
        _index(exposure.shape)
        .with_columns(exposure=pl.Series(exposure.ravel()))
        .filter(pl.col("exposure") > 0)
    )
    effort: np.ndarray | list[None] = [None] * grid.height
    if cases.effort is not None:
        effort = cases.effort[grid["t"].to_numpy(), grid["r"].to_numpy()]
    frame = grid.with_columns(effort=pl.Series(effort, dtype=pl.Float64), operations=pl.lit(None, pl.Int64))
    frame = frame.join(counted, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("count").fill_null(0)
    )
    return _finish(frame, design, calendar, NETRALITAS)


def visits_panel(design: Design, calendar: pl.DataFrame, visits: Visits, *, level: Level) -> pl.DataFrame:
    """Sidak panel; exposure is the staff of the region or OPD in 2020 scaled to the year."""
    frame = pl.DataFrame(
        {
            "t": visits.week,
            "r": visits.region,
            "o": visits.slot,
            "count": visits.caught.astype(np.int64),
            "effort": visits.checked.astype(float),
            "exposure": design.staff[visits.region, visits.slot],
            "operations": visits.operations[visits.week, visits.region].astype(np.int64),
        }
    )
    if level == "kabkota":
        totals = design.staff.sum(1)
        frame = (
            frame.group_by("t", "r")
            .agg(pl.col("count", "effort").sum(), pl.col("operations").first())
            .sort("t", "r")
        )
        frame = frame.with_columns(exposure=pl.Series(totals[frame["r"].to_numpy()]))
    else:
        frame = frame.with_columns(operations=pl.lit(1, pl.Int64))  # one visit of that OPD
    return _finish(frame.with_columns(late=pl.lit(None, pl.Date)), design, calendar, SIDAK)


def _index(shape: tuple[int, ...]) -> pl.DataFrame:
    columns = np.indices(shape, dtype=np.int32).reshape(len(shape), -1)
    return pl.DataFrame(dict(zip("tro", columns, strict=False))).with_columns(pl.all().cast(pl.Int64))


def _finish(frame: pl.DataFrame, design: Design, calendar: pl.DataFrame, measure: str) -> pl.DataFrame:
    """Index columns become codes; columns in their order, rows by region, OPD and week."""
    is_opd = "o" in frame.columns
    opd = design.opd_id(frame["r"].to_numpy(), frame["o"].to_numpy()) if is_opd else [None] * frame.height
    days = calendar.with_row_index("t").with_columns(pl.col("t").cast(pl.Int64))
    return (
        frame.with_columns(
            region_code=pl.Series(np.array(design.codes)[frame["r"].to_numpy()]),
            opd_id=pl.Series(opd, dtype=pl.Int64),
            measure=pl.lit(measure),
        )
        .join(days, on="t", how="left", maintain_order="left")
        .with_columns(known_on=pl.max_horizontal(pl.col("late"), pl.col("week") + pl.duration(days=6)))
        .select(COLUMNS)
        .sort("region_code", "opd_id", "week")
    )


__all__ = ["COLUMNS", "Cases", "Effects", "Visits", "cases_panel", "draw_reports", "panel", "visits_panel"]

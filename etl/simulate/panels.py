"""Simulated counts in the shape of ``store.read_panel``, straight from the process, without documents."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from etl.simulate.parameters import NETRALITAS, SIDAK, Parameters
from etl.simulate.reports import known_day
from etl.simulate.story import World, draw_world
from etl.simulate.truth import Truth, truth_of

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
    ``known_on``: count only the neutrality cases that had been reported by then and drop later weeks. A
    region that inspects has a sidak row for every week (effort 0: nobody looked), one that never does has
    none; at OPD level only visits have rows. Neutrality rows exist for every week, zeros included.
    ``effort`` is persons checked (sidak) or null (neutrality, unless
    ``parameters.supervision_elasticity`` is not 0).
    """
    world = draw_world(regions, opds, seed=seed, parameters=parameters, weeks=weeks)
    frame = world_panel(world, measures=measures, level=level, known_on=known_on)
    if elections is not None:
        frame = frame.filter(pl.col("election_code").is_in(elections))
    return frame, truth_of(world), world.design.neighbours


def world_panel(
    world: World,
    *,
    measures: tuple[str, ...] = (NETRALITAS, SIDAK),
    level: Level = "kabkota",
    known_on: date | None = None,
) -> pl.DataFrame:
    """The panel of a drawn world; arguments as in :func:`panel`."""
    make = {
        NETRALITAS: lambda: cases_panel(world, level=level, until=known_on),
        SIDAK: lambda: visits_panel(world, level=level),
    }
    frame = pl.concat([make[m]() for m in measures])
    return frame.filter(pl.col("week") <= known_on) if known_on else frame


def cases_panel(world: World, *, level: Level, until: date | None = None) -> pl.DataFrame:
    """Neutrality panel; with ``until`` only what was on record then."""
    cases = world.cases
    keys = ["t", "r"] if level == "kabkota" else ["t", "r", "o"]
    seen = world.reports.with_columns(known_on=known_day(world.calendar))
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
    return _finish(frame, world, NETRALITAS)


def visits_panel(world: World, *, level: Level) -> pl.DataFrame:
    """Sidak panel; exposure is the staff of the region or OPD in 2020."""
    visits, design = world.visits, world.design
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
        totals = frame.group_by("t", "r").agg(pl.col("count", "effort").sum(), pl.col("operations").first())
        grid = _index(visits.operations.shape).filter(pl.col("r").is_in(frame["r"].unique().implode()))
        frame = grid.join(totals, on=["t", "r"], how="left", maintain_order="left").fill_null(0)
        frame = frame.with_columns(exposure=pl.Series(design.staff.sum(1)[frame["r"].to_numpy()]))
    else:
        frame = frame.with_columns(operations=pl.lit(1, pl.Int64))  # one visit of that OPD
    return _finish(frame.with_columns(late=pl.lit(None, pl.Date)), world, SIDAK)


def _index(shape: tuple[int, ...]) -> pl.DataFrame:
    columns = np.indices(shape, dtype=np.int32).reshape(len(shape), -1)
    return pl.DataFrame(dict(zip("tro", columns, strict=False))).with_columns(pl.all().cast(pl.Int64))


def _finish(frame: pl.DataFrame, world: World, measure: str) -> pl.DataFrame:
    """Index columns become codes; columns in their order, rows by region, OPD and week."""
    design, is_opd = world.design, "o" in frame.columns
    opd = design.opd_id(frame["r"].to_numpy(), frame["o"].to_numpy()) if is_opd else [None] * frame.height
    days = world.calendar.with_row_index("t").with_columns(pl.col("t").cast(pl.Int64))
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

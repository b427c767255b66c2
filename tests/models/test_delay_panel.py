"""Late cases in the forecast: recent weeks are completed, the week in progress waits, nobody peeks."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from etl.simulate import panel as simulated_panel
from models.backtest import backtest_targets
from models.delay_change import CHANGE, TOTAL, change_of
from models.delay_panel import (
    TRIANGLE,
    as_it_stood,
    as_known,
    completed,
    judged_until,
    last_monday,
    nowcast_rows,
)
from models.forecast_weekly import COLUMNS, NAMED
from models.scores_table import paired_difference

CASES, VISITS = "netralitas_dugaan", "sidak_terjaring"
SUNDAY = dt.date(2024, 10, 27)


@pytest.fixture(scope="module")
def world() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Final counts of six simulated regions, their reports, their neighbours."""
    panel, truth, edges = simulated_panel(6, 40, seed=1)
    late = truth.reporting.with_columns(pl.lit(CASES).alias("measure")).select(list(TRIANGLE))
    return panel, late, edges


def test_the_panel_as_it_stood_is_the_simulations_own(world: tuple) -> None:
    """Counting reports up to a day gives the panel that the simulation itself shows for that day."""
    panel, late, _ = world
    theirs, _, _ = simulated_panel(6, 40, seed=1, known_on=SUNDAY)
    ours = as_it_stood(panel, late, day=SUNDAY)
    columns = ["measure", "region_code", "week", "count"]
    assert ours.select(columns).sort(columns[:3]).equals(theirs.select(columns).sort(columns[:3]))


def test_completed_weeks_come_nearer_to_the_final_count(world: tuple) -> None:
    """Over the last half year the expected finals miss the truth by less than a third of what is missing."""
    panel, late, _ = world
    window = pl.col("week").is_between(SUNDAY - dt.timedelta(weeks=26), SUNDAY)
    is_case = pl.col("measure") == CASES
    sums = [t.filter(window & is_case)["count"].sum() for t in (
        panel, as_it_stood(panel, late, day=SUNDAY), as_known(panel, late, SUNDAY))]  # fmt: skip
    final, stood, expected = sums
    assert stood < 0.7 * final
    assert abs(expected - final) < (final - stood) / 3


def test_old_weeks_visits_and_the_calendar_stay(world: tuple) -> None:
    """Weeks older than the longest delay, measures that arrive whole and weeks to come are not touched."""
    panel, late, _ = world
    stood = as_it_stood(panel, late, day=SUNDAY)
    ahead = stood.filter(pl.col("week") == last_monday(SUNDAY)).with_columns(
        week=pl.lit(dt.date(2024, 11, 4)), count=pl.lit(None, pl.Int64)
    )
    made = completed(pl.concat([stood, ahead]), late.filter(pl.col("known_week") <= SUNDAY), today=SUNDAY)
    assert made.filter(pl.col("week") == dt.date(2024, 11, 4))["count"].null_count() == ahead.height
    keys = ["measure", "region_code", "week"]
    both = made.join(stood, on=keys, suffix="_stood")
    is_old = pl.col("week") < SUNDAY - dt.timedelta(weeks=80)
    kept = both.filter(is_old | (pl.col("measure") == VISITS))
    assert kept["count"].equals(kept["count_stood"].cast(pl.Float64), check_names=False)
    assert (both["count"] >= both["count_stood"]).all()


def test_the_week_in_progress_is_not_over(world: tuple) -> None:
    """On Wednesday the last past week is the one that ended on Sunday."""
    panel, late, _ = world
    wednesday = SUNDAY + dt.timedelta(days=3)
    made = completed(panel, late.filter(pl.col("known_week") <= wednesday), today=wednesday)
    assert made["week"].max() == dt.date(2024, 10, 21)
    assert last_monday(SUNDAY) == last_monday(wednesday) == dt.date(2024, 10, 21)


def test_few_reports_teach_no_delay(world: tuple) -> None:
    """With a handful of cases counts stay as they are, and no nowcast is shown."""
    panel, late, _ = world
    few = late.head(10)
    made = completed(panel, few, today=SUNDAY)
    assert made["count"].equals(panel.filter(pl.col("week") <= SUNDAY)["count"].cast(pl.Float64))
    assert nowcast_rows(few, today=SUNDAY).is_empty()
    assert judged_until(few, measure=CASES, today=SUNDAY) == last_monday(SUNDAY)


def test_nowcast_rows_fit_their_table(world: tuple) -> None:
    """Eight finished weeks per region at horizons 0 to −7; quantiles rise and start at what is known."""
    _, late, _ = world
    rows = nowcast_rows(late, today=SUNDAY)
    assert rows.columns == list(COLUMNS)
    assert set(rows["model"]) == {"nowcast", TOTAL, CHANGE}
    rows = rows.filter(pl.col("model") == "nowcast")
    assert rows.filter(pl.col("horizon_weeks") == 0)["week"].unique().to_list() == [dt.date(2024, 10, 21)]
    assert set(rows["horizon_weeks"]) == set(range(-7, 1))
    assert (np.diff(rows.select(list(NAMED)).to_numpy(), axis=1) >= 0).all()
    known = late.filter(pl.col("known_week") <= SUNDAY)
    seen = known.group_by("region_code", "week").agg(pl.col("count").sum().alias("seen"))
    both = rows.join(seen, on=["region_code", "week"])
    assert (both["q025"] >= both["seen"]).all()


def test_the_change_compares_weeks_of_equal_completeness(world: tuple) -> None:
    """Raw counts of recent weeks always fall; the final totals and the ratio of rates are told instead."""
    _, late, _ = world
    known = late.filter(pl.col("known_week") <= SUNDAY)
    rows = nowcast_rows(late, today=SUNDAY)
    region = known.group_by("region_code").agg(pl.col("count").sum()).sort("count")["region_code"][-1]
    found = change_of(rows, region_code=region)
    assert found is not None
    weeks = known.filter(
        (pl.col("region_code") == region) & (pl.col("week") > SUNDAY - dt.timedelta(weeks=4))
    )
    assert found.recent[1] >= weeks["count"].sum()
    assert found.recent[1] <= found.recent[0] <= found.recent[2]
    assert found.ratio[1] < found.ratio[0] < found.ratio[2]
    assert 0.01 <= found.probability_higher <= 0.99
    assert change_of(rows, region_code="tidak ada") is None


def test_nobody_peeks(world: tuple) -> None:
    """Reports that arrive later change neither the completed panel nor the nowcast of a day."""
    panel, late, _ = world
    early = late.filter(pl.col("known_week") <= SUNDAY)
    assert as_known(panel, late, SUNDAY).equals(as_known(panel, early, SUNDAY))
    assert nowcast_rows(late, today=SUNDAY, seed=1).equals(nowcast_rows(early, today=SUNDAY, seed=1))


def test_only_known_weeks_judge(world: tuple) -> None:
    """With delays of months, the last week that judges a forecast lies months back."""
    _, late, _ = world
    until = judged_until(late, measure=CASES, today=SUNDAY)
    assert 26 < (last_monday(SUNDAY) - until).days / 7 < 78
    assert judged_until(late, measure=VISITS, today=SUNDAY) == last_monday(SUNDAY)


def test_completing_late_weeks_helps_the_forecast(world: tuple) -> None:
    """Out of sample, 24 origins of 2023–2024: the pool's CRPS falls, and a paired block bootstrap over
    origins excludes no gain.
    """
    panel, late, edges = world
    panel = panel.filter(pl.col("measure") == CASES)
    origins = [dt.date(2024, 10, 21) - dt.timedelta(weeks=4 * k) for k in range(24)]
    frames = []
    for name in ("as it stood", "completed"):

        def then(day: dt.date, name: str = name) -> pl.DataFrame:
            return as_known(panel, late, day) if name == "completed" else as_it_stood(panel, late, day=day)

        scored = backtest_targets(panel, edges, origins=origins, seed=1, as_known=then)
        frames.append(scored.filter(pl.col("model") == "gabungan").with_columns(pl.lit(name).alias("model")))
    gain = paired_difference(pl.concat(frames), ("completed", "as it stood"))
    assert gain.upper < 0

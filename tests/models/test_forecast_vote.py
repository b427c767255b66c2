"""The total until voting day: for the right weeks, honest about what one election tells of the next."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from etl.simulate import panel as simulated_panel
from models.forecast import forecast_weeks
from models.forecast_vote import UNTIL_VOTE, spread_of, stretched, weeks_to_vote

CASES = "netralitas_dugaan"
VOTE_WEEK = dt.date(2024, 11, 25)  # Pilkada 2024: voting on Wednesday 27 November


@pytest.fixture(scope="module")
def world() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Final counts of eight simulated regions and their neighbours."""
    table, _, neighbours = simulated_panel(regions=8, seed=3)
    return table.filter(pl.col("measure") == CASES), neighbours


@pytest.mark.parametrize(("last", "weeks"), [(dt.date(2024, 4, 29), 30), (dt.date(2024, 10, 21), 5)])
def test_totals_hold_what_came(world: tuple, last: dt.date, weeks: int) -> None:
    """Seven months and five weeks ahead: the week of the vote counts, 90 % intervals hold most regions."""
    panel, neighbours = world
    known = panel.filter(pl.col("week") <= last)
    found = forecast_weeks(known, neighbours, paths=100, seed=1).filter(pl.col("model") == UNTIL_VOTE)
    assert found["horizon_weeks"].unique().to_list() == [weeks]
    assert found["week"].unique().to_list() == [VOTE_WEEK]
    ahead = panel.filter((pl.col("week") > last) & (pl.col("week") <= VOTE_WEEK))
    truth = ahead.group_by("region_code").agg(pl.col("count").sum().alias("came"))
    both = found.join(truth, on="region_code")
    assert both.select(pl.col("came").is_between(pl.col("q05"), pl.col("q95")).sum()).item() >= 6
    assert 0.5 < both["mean"].sum() / both["came"].sum() < 1.5


def test_after_the_vote_nothing_is_ahead(world: tuple) -> None:
    """A region whose vote is over, and one that never votes, have no such row."""
    panel, _ = world
    assert weeks_to_vote(panel.filter(pl.col("week") <= dt.date(2024, 12, 9))) == {}
    assert weeks_to_vote(panel.with_columns(days_to_vote=pl.lit(None, pl.Int64))) == {}
    far = panel.filter(pl.col("week") <= dt.date(2021, 8, 2))  # Pemilu 2024 is two and a half years away
    assert weeks_to_vote(far) == {}


def test_past_errors_stretch_totals() -> None:
    """Totals that came twice as far out as said are said wider; good ones stay as they are."""
    rng = np.random.default_rng(1)
    assert spread_of(np.zeros(0)) == 1.0
    assert spread_of(rng.standard_normal(400)) == pytest.approx(1.0, abs=0.1)
    wide = spread_of(2 * rng.standard_normal(400))
    assert wide == pytest.approx(1.95, abs=0.15)
    draws = rng.poisson(30.0, (4000, 1)).astype(float)
    assert stretched(draws, wide).std() == pytest.approx(wide * draws.std(), rel=0.1)
    assert (stretched(draws, 1.0) == draws).all()

"""The track record: only what was known then, equal targets, never worse than the naive ones."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from etl.simulate import panel as simulated_panel
from models.backtest import backtest, backtest_targets
from models.scores_table import SCORES, TARGET, compare, paired_difference

LAST = dt.date(2024, 10, 21)
ORIGINS = [dt.date(2024, 3, 4) + dt.timedelta(weeks=6 * k) for k in range(4)]


@pytest.fixture(scope="module")
def world() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Neutrality cases of six simulated regions up to the demo's day."""
    table, _, neighbours = simulated_panel(regions=6)
    return table.filter((pl.col("week") <= LAST) & (pl.col("measure") == "netralitas_dugaan")), neighbours


@pytest.fixture(scope="module")
def scored(world: tuple[pl.DataFrame, pl.DataFrame]) -> pl.DataFrame:
    """Every target of the default origins."""
    return backtest_targets(*world, horizons=4, seed=1)


def test_every_model_meets_the_same_targets(scored: pl.DataFrame) -> None:
    """Five models, the same regions, weeks and horizons; the table of scores follows."""
    table = compare(scored, target=[*TARGET, "origin"])
    assert table["target_count"].n_unique() == 1
    assert set(table["model"].unique()) == {"gabungan", "utama", "persistensi", "klimatologi", "rerata"}
    assert table.select(pl.col(SCORES).is_finite().all()).row(0) == (True,) * len(SCORES)


def test_the_pool_is_not_worse_than_any_naive_rule(scored: pl.DataFrame) -> None:
    """No harm: against each naive rule the pool's CRPS is not significantly worse, and better on the
    whole.
    """
    gains = [
        paired_difference(scored, ("gabungan", name)) for name in ("persistensi", "klimatologi", "rerata")
    ]
    assert all(gain.lower <= 0 for gain in gains)
    assert sum(gain.mean for gain in gains) < 0


def test_intervals_cover_about_what_they_say(scored: pl.DataFrame) -> None:
    """Closed 90 % intervals of small counts cover at least 85 %."""
    pool = scored.filter(pl.col("model") == "gabungan")
    assert pool["coverage_90"].mean() > 0.85


def test_later_weeks_change_nothing_said_before(world: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """Counts after the last target could be anything: the scores of earlier origins stay."""
    table, neighbours = world
    end = ORIGINS[-1] + dt.timedelta(weeks=2)
    wild = table.with_columns(
        pl.when(pl.col("week") > end).then(99).otherwise(pl.col("count")).alias("count")
    )
    first, second = (
        backtest_targets(t, neighbours, origins=ORIGINS, horizons=2, seed=1) for t in (table, wild)
    )
    assert first.equals(second)


def test_counts_that_arrived_late_are_not_known_early(world: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """With the panel as it stood then, the last weeks look emptier and the forecasts are lower."""
    table, neighbours = world

    def as_known(day: dt.date) -> pl.DataFrame:
        late = pl.col("week") > day - dt.timedelta(weeks=4)
        return table.filter(pl.col("week") <= day).with_columns(
            pl.when(late).then(0).otherwise(pl.col("count")).alias("count")
        )

    now = backtest_targets(table, neighbours, origins=ORIGINS, horizons=2, seed=1)
    then = backtest_targets(table, neighbours, origins=ORIGINS, horizons=2, seed=1, as_known=as_known)
    assert now.select(TARGET).equals(then.select(TARGET))
    assert not now["crps"].equals(then["crps"])


def test_a_short_past_gives_an_empty_record(world: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """Ten weeks of data: no track record yet, and no error."""
    table, neighbours = world
    assert backtest(table.filter(pl.col("week") > LAST - dt.timedelta(weeks=10)), neighbours).is_empty()

"""Forecasts: only the past is used, quantiles never cross, little data is said to be little."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etl.simulate import panel as simulated_panel
from geo import NetraError
from models import scores
from models.forecast import forecast_weeks, one_step
from models.forecast_pool import FLOOR, blend, earned_blend, earned_weights
from models.forecast_vote import UNTIL_VOTE
from models.forecast_weekly import LEVELS, NAMED, SHOWN, why_withheld

MONDAY = dt.date(2023, 1, 2)


def small_panel(counts: np.ndarray, **columns: object) -> pl.DataFrame:
    """A panel of one measure from counts (weeks, regions); regions 99.01, 99.02 …"""
    weeks, regions = counts.shape
    rows = [
        {
            "region_code": f"99.{r + 1:02d}", "opd_id": None, "week": MONDAY + dt.timedelta(weeks=t),
            "election_code": None, "phase_code": "JEDA", "days_to_vote": None, "measure": "netralitas_dugaan",
            "count": int(counts[t, r]), "effort": None, "operations": None, "exposure": 5000.0, "known_on":
            None, **columns,
        }
        for r in range(regions) for t in range(weeks)
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def noisy_counts(weeks: int, regions: int) -> np.ndarray:
    """Counts with a yearly wave and a memory of one week."""
    rng = np.random.default_rng(12)
    counts = np.zeros((weeks, regions))
    for t in range(1, weeks):
        mean = np.exp(0.5 + 0.6 * np.sin(2 * np.pi * t / 52)) + 0.4 * counts[t - 1]
        counts[t] = rng.poisson(rng.gamma(2.0, mean / 2.0))
    return counts


def wide(counts: np.ndarray) -> pl.DataFrame:
    """The same counts as the wide frame of one_step."""
    columns = {f"u{r}": counts[:, r].astype(int) for r in range(counts.shape[1])}
    return pl.DataFrame({"week": np.arange(1, len(counts) + 1), **columns})


NEIGHBOURS = pl.DataFrame({"i": ["u0", "u1"], "j": ["u1", "u2"]})


@pytest.fixture(scope="module")
def forecast() -> pl.DataFrame:
    """The demo province, four weeks before Pilkada 2024."""
    table, _, neighbours = simulated_panel(regions=6)
    known = table.filter(
        (pl.col("week") <= dt.date(2024, 10, 21)) & (pl.col("measure") == "netralitas_dugaan")
    )
    return forecast_weeks(known, neighbours, horizons=8, paths=300, seed=1)


@pytest.mark.parametrize(
    ("name", "files", "origins", "log_score", "rps"),
    [
        ("measles", ("counts", "nborder", "units"), range(65, 78), 1.102, 0.748),
        ("rota", ("rotaBE_counts", "rotaBE_nborder", "rotaBE_units"), range(259, 363), 1.7939, 1.3850),
    ],
)
def test_one_step_is_not_worse_than_the_best_hhh4(
    shared_data: Path, name: str, files: tuple[str, str, str], origins: range, log_score: float, rps: float
) -> None:
    """Rolling one-week-ahead scores of two disease series: at least hhh4's best within half a percent."""
    counts, neighbours, units = (pl.read_csv(shared_data / f"bench/{name}/{f}.csv") for f in files)
    scored = one_step(
        counts, neighbours, populations=units.select(units.columns[0], pl.col("^pop.*$")), origins=origins
    )
    assert len(scored) == len(origins) * (len(counts.columns) - 2)
    assert scored["log_score"].mean() < log_score * 1.005
    assert scored["rps"].mean() < rps * 1.005


def test_one_step_scores_are_those_of_its_mean_and_size() -> None:
    """Anyone can recompute log_score and rps from mean, size and the count that came."""
    counts = noisy_counts(80, 3)
    scored = one_step(wide(counts), NEIGHBOURS, origins=[70, 75, 80])
    assert scored["week"].unique().sort().to_list() == [71, 76, 81]
    assert scored.filter(pl.col("week") == 81)["log_score"].null_count() == 3  # not happened yet
    row = scored.row(0, named=True)
    assert row["log_score"] == pytest.approx(float(scores.log_score(counts[70, 0], row["mean"], row["size"])))
    assert row["rps"] == pytest.approx(float(scores.rps(counts[70, 0], row["mean"], row["size"])))


def test_one_step_never_sees_the_future() -> None:
    """Changing every count after an origin changes nothing said at that origin."""
    counts = noisy_counts(90, 3)
    other = counts.copy()
    other[80:] = 50
    before = one_step(wide(counts), NEIGHBOURS, origins=[78, 80])
    after = one_step(wide(other), NEIGHBOURS, origins=[78, 80])
    assert before["mean"].to_list() == after["mean"].to_list()
    assert before["size"].to_list() == after["size"].to_list()


@pytest.mark.parametrize("weeks", [3, 10, 40])
def test_one_step_speaks_plainly_on_short_series(weeks: int) -> None:
    """Three weeks of counts still give a finite, wide forecast."""
    scored = one_step(wide(noisy_counts(weeks, 3)), NEIGHBOURS, origins=[weeks - 1])
    assert scored["log_score"].is_finite().all()


def test_an_unknown_origin_is_refused() -> None:
    """An origin that is not a week of the table is named in the error."""
    with pytest.raises(NetraError, match="99"):
        one_step(wide(noisy_counts(30, 3)), NEIGHBOURS, origins=[99])


def test_all_zero_counts_give_a_small_honest_mean() -> None:
    """Nothing ever happened: the mean is small, not zero, and the score finite."""
    scored = one_step(wide(np.zeros((60, 3))), NEIGHBOURS, origins=[55])
    assert scored["mean"].is_between(1e-9, 0.2).all()


def test_forecast_has_the_columns_and_rows_of_its_table(forecast: pl.DataFrame) -> None:
    """Five models, eight weeks, six regions; weeks are the Mondays after the last count. One total each."""
    assert len(forecast) == len(SHOWN) * 8 * 6 + 6
    assert forecast["week"].min() == dt.date(2024, 10, 28)
    assert set(forecast["model"].unique()) == {*SHOWN, UNTIL_VOTE}
    assert forecast.select(pl.all().null_count()).sum_horizontal().item() == 0


def test_quantiles_never_cross(forecast: pl.DataFrame) -> None:
    """Both the named quantiles and the 23 rise with their level."""
    named = forecast.select(list(NAMED)).to_numpy()
    full = np.array(forecast["quantiles"].to_list())
    assert full.shape[1] == len(LEVELS)
    assert (np.diff(named, axis=1) >= 0).all()
    assert (np.diff(full, axis=1) >= 0).all()


def test_same_input_same_forecast() -> None:
    """The seed decides everything that is random."""
    table = small_panel(noisy_counts(60, 3))
    first, second = (forecast_weeks(table, None, horizons=3, paths=50, seed=4) for _ in range(2))
    assert first.equals(second)


def test_short_panel_gives_only_the_plain_members() -> None:
    """Ten weeks: pool of naive rules, no main model, and a sentence that says so."""
    table = small_panel(noisy_counts(10, 3))
    found = forecast_weeks(table, None, horizons=4, paths=50, seed=1)
    assert set(found["model"].unique()) == {"gabungan", "persistensi", "klimatologi", "rerata"}
    assert "terlalu sedikit" in (why_withheld(table, "netralitas_dugaan") or "")


def test_all_zero_panel_gives_small_counts() -> None:
    """No case on record: median zero, mean small, no error."""
    found = forecast_weeks(small_panel(np.zeros((80, 3))), None, horizons=4, paths=100, seed=1)
    assert found["q50"].max() == 0
    assert found["mean"].max() < 0.3


def test_no_observed_week_gives_no_row_and_a_reason() -> None:
    """Nothing observed: an empty table with its columns and an Indonesian sentence."""
    table = small_panel(np.zeros((5, 2))).with_columns(count=pl.lit(None, dtype=pl.Int64))
    assert forecast_weeks(table, None, seed=1).is_empty()
    assert "ditahan" in (why_withheld(table, "netralitas_dugaan") or "")


def test_weeks_without_operations_are_not_clean_weeks() -> None:
    """A sidak measure with effort zero every second week forecasts the level of the weeks with effort."""
    counts = np.full((80, 2), 6.0)
    counts[1::2] = 0
    table = small_panel(counts).with_columns(
        effort=pl.when(pl.col("count") > 0).then(50.0).otherwise(0.0), measure=pl.lit("sidak_terjaring")
    )
    found = forecast_weeks(table, None, horizons=2, paths=200, seed=1).filter(pl.col("model") == "gabungan")
    assert found["mean"].min() > 4


def test_earned_weights_follow_the_better_member() -> None:
    """The member with the higher past density gets the weight, the other keeps the floor."""
    density = np.column_stack([np.full(500, -1.0), np.full(500, -3.0)])
    weights = earned_weights(density)
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] > 0.9
    assert weights[1] >= FLOOR
    assert earned_weights(density[:0]).tolist() == [0.5, 0.5]


def test_blend_finds_the_true_member() -> None:
    """Counts drawn from the first member: its weight wins and the spread stays."""
    rng = np.random.default_rng(9)
    means = np.column_stack([rng.gamma(2, 2, 3000), rng.gamma(2, 2, 3000)])
    sizes = np.full(means.shape, 2.0)
    y = rng.poisson(rng.gamma(2.0, means[:, 0] / 2.0))
    found = earned_blend(y, means, sizes, trust=np.ones(3000))
    mean, size = blend(found, means[:5].T, sizes[:5].T)
    assert mean == pytest.approx(means[:5, 0], rel=0.15)
    assert size == pytest.approx(np.full(5, 2.0), rel=0.3)

"""The simulated panel: reproducible, of the right shape, and true to its own formulas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etl.simulate import Parameters, Truth, panel
from etl.simulate.design import border_matrix
from etl.simulate.parameters import NETRALITAS, SIDAK
from etl.simulate.phases import legal_calendar
from etl.simulate.process import components, icar

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


def test_same_seed_same_world() -> None:
    """Two draws with one seed are equal, with another seed they differ."""
    first, truth, borders = panel(seed=5, weeks=60)
    again, truth_again, borders_again = panel(seed=5, weeks=60)
    other, _, _ = panel(seed=6, weeks=60)
    assert first.equals(again)
    assert borders.equals(borders_again)
    assert truth.expected.equals(truth_again.expected)
    assert not first.equals(other)


def test_shape_is_that_of_read_panel() -> None:
    """Columns, Mondays, a row per region and week; for sidak only where anybody ever inspects."""
    frame, truth, borders = panel(weeks=80)
    assert frame.columns == COLUMNS
    assert set(frame["week"].dt.weekday()) == {1}
    neutrality = frame.filter(pl.col("measure") == NETRALITAS)
    assert neutrality.height == 12 * 80
    assert neutrality["effort"].null_count() == neutrality.height
    sidak = frame.filter(pl.col("measure") == SIDAK)
    assert sidak.height == sidak["region_code"].n_unique() * 80
    assert (sidak["operations"] > 0).equals(sidak["effort"] > 0)
    assert sidak.filter(pl.col("operations") == 0)["count"].sum() == 0
    assert set(borders["i"]) | set(borders["j"]) <= set(truth.regions["region_code"])
    assert (borders["i"] < borders["j"]).all()


def test_opd_level_adds_up_to_region_level() -> None:
    """The two levels are two views of one world."""
    region, _, _ = panel(seed=7)
    opd, _, _ = panel(seed=7, level="opd")
    keys = ["measure", "region_code", "week"]
    total = opd.group_by(keys).agg(pl.col("count").sum()).sort(keys)
    assert total.filter(pl.col("count") > 0).equals(
        region.filter(pl.col("count") > 0).select(*keys, "count").sort(keys)
    )


def test_counts_average_to_their_expected_value() -> None:
    """Σ counts / Σ means of many worlds is 1, for both measures."""
    for measure in (NETRALITAS, SIDAK):
        pairs = [panel(seed=s, measures=(measure,)) for s in range(12)]
        counted = sum(frame["count"].sum() for frame, _, _ in pairs)
        expected = sum(t.expected.filter(pl.col("measure") == measure)["mean"].sum() for _, t, _ in pairs)
        assert counted / expected == pytest.approx(1.0, abs=0.04)


def test_reports_arrive_late_as_in_2020() -> None:
    """About 36 % of the cases of Pilkada 2020 become known later than ten days after the vote."""
    shares = []
    for seed in range(20):
        _, truth, _ = panel(seed=seed, measures=(NETRALITAS,))
        cases = truth.reporting.filter(pl.col("week").is_between(date(2019, 9, 2), date(2020, 12, 28)))
        late = cases.filter(pl.col("known_week") + pl.duration(days=6) > date(2020, 12, 19))
        shares.append(late["count"].sum() / cases["count"].sum())
    assert np.mean(shares) == pytest.approx(0.36, abs=0.03)


def test_what_was_known_on_a_day() -> None:
    """With known_on only cases on record by then are counted, and no later week appears."""
    whole, _, _ = panel(measures=(NETRALITAS,))
    then, _, _ = panel(measures=(NETRALITAS,), known_on=date(2020, 12, 9))
    joined = then.join(whole, on=["region_code", "week"], suffix="_final")
    assert then["week"].max() <= date(2020, 12, 9)
    assert then["known_on"].max() <= date(2020, 12, 13)
    assert (joined["count"] <= joined["count_final"]).all()
    assert then["count"].sum() < joined["count_final"].sum()


def test_supervision_effort_appears_when_it_matters() -> None:
    """With an elasticity the neutrality panel carries its effort, without it none."""
    frame, _, _ = panel(
        weeks=40, measures=(NETRALITAS,), parameters=replace(Parameters(), supervision_elasticity=0.4)
    )
    assert frame["effort"].min() >= 1


def test_weeks_follow_the_law() -> None:
    """The week of 28 Oct 2024 is campaign at H−30; spring 2020 is suspended; summer 2021 is JEDA."""
    frame, _, _ = panel(regions=1, measures=(NETRALITAS,))
    weeks = frame.select("week", "election_code", "phase_code", "days_to_vote")
    assert (date(2024, 10, 28), "PILKADA_2024", "KAMPANYE", 30) in weeks.rows()
    assert (date(2020, 4, 6), "PILKADA_2020", "TAHAPAN_DITUNDA", 247) in weeks.rows()
    assert (date(2021, 7, 5), None, "JEDA", None) in weeks.rows()
    assert legal_calendar().primary_phase(date(2024, 11, 24)) == ("PILKADA_2024", "MASA_TENANG")


def test_neighbours_are_those_of_the_map() -> None:
    """Three points in a row: the outer two do not touch; a province is one piece."""
    points = np.array([[0.0, 0.0], [0.0, 1.0], [0.0, 2.0]])
    assert border_matrix(["99.01", "99.02", "99.03"], points).tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    _, truth, borders = panel(weeks=1)
    codes = list(truth.regions["region_code"].unique(maintain_order=True))
    links = np.zeros((12, 12))
    for i, j in borders.iter_rows():
        links[codes.index(i), codes.index(j)] = links[codes.index(j), codes.index(i)] = 1
    assert len(components(links)) == 1


def test_icar_is_scaled_to_variance_one() -> None:
    """The geometric mean of the marginal variances of the spatial part is 1; islands are independent."""
    chain = np.eye(6, k=1) + np.eye(6, k=-1)
    lonely = np.zeros((7, 7))
    lonely[:6, :6] = chain
    drawn = np.array([icar(lonely, np.random.default_rng(n)) for n in range(4000)])
    variance = drawn.var(0)
    assert np.exp(np.log(variance[:6]).mean()) == pytest.approx(1.0, abs=0.05)
    assert variance[6] == pytest.approx(1.0, abs=0.08)


def test_truth_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Every table and the gamma of effort come back."""
    _, truth, _ = panel(regions=3, weeks=30)
    truth.write(tmp_path)
    again = Truth.read(tmp_path)
    assert again.expected.equals(truth.expected)
    assert again.parameters["gamma"] == truth.parameters["gamma"] == 0.6

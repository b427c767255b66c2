"""Funnels: published vectors, promised error rates, flags."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.count_laws import GAMMA, LOGNORMAL, log_pmf, mid_p, two_sided
from models.funnel import Control, benjamini_hochberg, curve, fit_control, funnel, limits
from models.funnel_limits import (
    LIMITS,
    PHE_HALVINGS,
    count_interval,
    proportion_limits,
    rate_limits,
    ratio_limits,
    wilson_interval,
)
from models.funnel_rows import FEWEST_UNITS, funnel_rows

SIDES = ("lower", "upper")


def vectors(shared_data: Path, name: str) -> pl.DataFrame:
    table = pl.read_csv(shared_data / "bench" / "phe_funnels" / f"testdata_funnel_{name}.csv")
    return table.rename({c: c.strip().strip('"').strip() for c in table.columns})


def close(ours: np.ndarray, theirs: pl.Series) -> bool:
    """Equal to 1e-6, relative for large numbers and absolute for small ones."""
    return bool(np.allclose(ours, theirs.to_numpy(), rtol=1e-6, atol=1e-6))


def test_ratio_funnel_equals_phe(shared_data: Path) -> None:
    """Every row of the ratio funnel: expected events, distance and ratio on four limits."""
    table = vectors(shared_data, "ratio_outputs")
    y = table["Observed_events"].to_numpy()
    for name, p in LIMITS.items():
        ours = ratio_limits(y, p, halvings=PHE_HALVINGS)
        for side in SIDES:
            assert close(ours[f"{side}_expected"], table[f"{side}_{name}_exp_events"])
            assert close(ours[f"{side}_distance"], table[f"{side}_{name}_count"])
            assert close(ours[f"{side}_ratio"], table[f"{side}_{name}_isr"])


def test_rate_funnel_equals_phe(shared_data: Path) -> None:
    """Every row of the rate funnel (three years of data), and its baseline."""
    table, inputs = vectors(shared_data, "rate_outputs"), vectors(shared_data, "rate_input_funnels")
    baseline = inputs["ev"].sum() / (inputs["ev"] / inputs["rate"]).sum()
    assert baseline == pytest.approx(table["baseline"][0], abs=1e-6)
    for name, p in LIMITS.items():
        events = table["Events"].to_numpy()
        ours = rate_limits(events, p, baseline=baseline, base=1e5, years=3, halvings=PHE_HALVINGS)
        for side in SIDES:
            assert close(ours[f"{side}_population"], table[f"{side}_{name}_population_1_year"])
            assert close(ours[f"{side}_limit"], table[f"{side}_{name}_limit"])


def test_proportion_funnel_equals_phe(shared_data: Path) -> None:
    """Every row of the proportion funnel, and every significance."""
    table, inputs = vectors(shared_data, "prop_outputs"), vectors(shared_data, "prop_inputs")
    average = inputs["numerator"].sum() / inputs["denominator"].sum()
    for suffix, p in (("2s0025limit", 0.975), ("3s0001limit", 0.999)):
        lower, upper = proportion_limits(table["Population"].to_numpy(), p, average=average)
        assert close(100 * lower, table[f"Lower{suffix}"])
        assert close(100 * upper, table[f"Upper{suffix}"])
    cases, people = inputs["numerator"].to_numpy(), inputs["denominator"].to_numpy()
    limits = [wilson_interval(cases, people, p) for p in LIMITS.values()]
    assert significance(limits, average).tolist() == inputs["significance"].to_list()


def test_ratio_significance_equals_phe(shared_data: Path) -> None:
    """Every unit's significance, exact below ten events and Byar's from ten on."""
    inputs = vectors(shared_data, "ratio_inputs")
    limits = [count_interval(inputs["obs"].to_numpy(), p) for p in LIMITS.values()]
    assert significance(limits, inputs["expected"].to_numpy()).tolist() == inputs["significance"].to_list()


def significance(limits: list, target: object) -> np.ndarray:
    (low2, high2), (low3, high3) = limits
    names = ["High (0.001)", "High (0.025)", "Low (0.001)", "Low (0.025)"]
    return np.select([low3 > target, low2 > target, high3 < target, high2 < target], names, "Not significant")


def test_exact_limits_stay_near_the_published_ones() -> None:
    """Closed form and bisection agree to 5e-5: the search stops at 1e-7 on its own scale."""
    y = np.arange(1.0, 101)
    for p in LIMITS.values():
        exact, searched = ratio_limits(y, p), ratio_limits(y, p, halvings=PHE_HALVINGS)
        for name in exact:
            np.testing.assert_allclose(exact[name], searched[name], rtol=6e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("median", "tau", "outliers"), [(0.5, 0, 0), (2, 0, 0), (2, 0.6, 10), (10, 0.3, 10), (50, 0.3, 0)]
)
@pytest.mark.parametrize("law", ["gamma", "lognormal"])
def test_in_control_units_stay_inside(median: float, tau: float, outliers: int, law: str) -> None:
    """At most 0.5 % of 1,600 in-control units lie outside nominal 99.8 % limits, also with two per cent
    outliers. Too few units for the gate of 0.05–0.4 %: ``make bench`` measures that.
    """
    rng = np.random.default_rng(7)
    outside = []
    for _ in range(4):
        expected = median * np.exp(0.8 * rng.standard_normal(400))
        theta = np.ones(400)
        if tau:
            theta = (
                rng.gamma(tau**-2, tau**2, 400) if law == "gamma" else rng.lognormal(-(tau**2) / 2, tau, 400)
            )
        theta[:outliers] *= 2.5
        table = pl.DataFrame({"id": range(400), "count": rng.poisson(expected * theta), "expected": expected})
        outside.append(funnel(table)["outside_998"][outliers:].mean())
    assert np.mean(outside) <= 0.005


def test_zero_is_not_low_by_itself() -> None:
    """With two expected, no case at all is ordinary: common software flags every such unit."""
    table = pl.DataFrame({"id": range(30), "count": [0, 1, 2, 3, 4, 2] * 5, "expected": [2.0] * 30})
    result = funnel(table, control=Control(1.0, 1e-3, 0.0))
    assert not result["outside_998"].any()
    assert result["flag"].is_null().all()


def test_a_true_outlier_is_flagged_and_named() -> None:
    """Three hundred against a hundred expected is "tinggi", thirty "rendah"."""
    rng = np.random.default_rng(3)
    expected = np.full(100, 100.0)
    count = rng.poisson(expected)
    count[0], count[1] = 300, 30
    flags = funnel(pl.DataFrame({"id": range(100), "count": count, "expected": expected}))["flag"]
    assert flags[0] == "tinggi"
    assert flags[1] == "rendah"
    assert flags[2:].is_null().all()


def test_no_information_is_not_judged() -> None:
    """Expected 0 or no count: in the table, never flagged."""
    table = pl.DataFrame({"id": [1, 2, 3, 4], "count": [5, None, 0, 6], "expected": [5.0, 5.0, 0.0, 6.0]})
    result = funnel(table)
    assert result["ratio"].to_list()[1:3] == [None, None]
    assert result["flag"].is_null().all()


def test_tau_is_robust() -> None:
    """Two per cent outliers hardly move the spread."""
    rng = np.random.default_rng(1)
    expected = np.full(500, 50.0)
    theta = rng.gamma(1 / 0.09, 0.09, 500)
    theta[:10] *= 3
    assert fit_control(rng.poisson(expected * theta), expected).tau == pytest.approx(0.3, abs=0.05)


def test_lognormal_probabilities_add_up() -> None:
    """Adaptive quadrature against the fine grid: the same law."""
    y = np.arange(0.0, 600)
    mean = np.full(600, 40.0)
    p = np.exp(log_pmf(y, mean, tau=0.5, family=LOGNORMAL))
    assert p.sum() == pytest.approx(1.0, abs=2e-4)
    np.testing.assert_allclose(mid_p(y, mean, tau=0.5, family=LOGNORMAL)[0], np.cumsum(p) - p / 2, atol=1e-4)


def test_benjamini_hochberg_by_hand() -> None:
    """Four p-values, adjusted as on paper."""
    np.testing.assert_allclose(
        benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.5])), [0.04, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.5]
    )


def test_curve_narrows() -> None:
    """More expected, narrower limits; the outer pair lies outside the inner."""
    limits = curve(Control(1.0, 0.2, 0.0), 500.0)
    assert limits["upper_998"][-1] < limits["upper_998"][20]
    assert (limits["upper_998"] >= limits["upper_95"]).all()
    assert (limits["lower_998"] <= limits["lower_95"]).all()


@pytest.mark.parametrize("tau", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("family", [GAMMA, LOGNORMAL])
def test_small_expected_counts_use_their_error(tau: float, family: str) -> None:
    """Over units with 0.3–8 expected, the known law puts 0.05–0.25 % outside 99.8 % limits: where no count is
    low enough, the upper limit has the error to itself. Doubling the smaller tail loses half of it.
    """
    mean = np.geomspace(0.3, 8, 200)
    y = np.arange(0.0, 120)
    outside = []
    for m in mean:
        at = np.full(len(y), m)
        p = np.exp(log_pmf(y, at, tau=tau, family=family))
        both = two_sided(*mid_p(y, at, tau=tau, family=family), at, law=(tau, family))
        outside.append(p[both < 0.002].sum())
    assert 0.0005 < np.mean(outside) < 0.0025


def test_the_drawn_limits_are_the_ones_that_judge() -> None:
    """A count on the drawn upper limit is outside, one less is inside; the same below."""
    control = Control(1.0, 0.3, 0.0)
    expected = np.array([0.5, 3.0, 20.0, 150.0])
    low, high = limits(expected, control=control, tail=0.001)
    for y, is_outside in ((high, True), (high - 1, False), (low + 1, False)):
        table = pl.DataFrame({"id": range(4), "count": y, "expected": expected})
        assert (funnel(table, control=control)["outside_998"] == is_outside).all()
    table = pl.DataFrame({"id": [0], "count": low[3:], "expected": expected[3:]})
    assert funnel(table, control=control)["outside_998"].all()


def test_pages_get_limits_of_each_election() -> None:
    """Limits by expected count and the usual spread, per election; too few regions give none."""
    rng = np.random.default_rng(1)
    expected = np.tile(np.linspace(2, 40, FEWEST_UNITS), 2)
    table = pl.DataFrame(
        {
            "election_code": ["A"] * FEWEST_UNITS + [None] * FEWEST_UNITS,
            "count": rng.poisson(expected),
            "expected": expected,
        }
    )
    rows = funnel_rows(table)
    assert set(rows["term"]) == {"corong_95", "corong_998", "corong_sebaran", "corong_tingkat"}
    assert set(rows["election_code"]) == {"A", None}
    outer = rows.filter(term="corong_998", election_code="A")
    assert outer["value"].is_sorted()
    assert (outer["lower"] < 1).all()
    assert (outer["upper"] > 1).all()
    assert funnel_rows(table.head(FEWEST_UNITS - 1)).is_empty()

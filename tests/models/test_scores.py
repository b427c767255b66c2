"""Scores of forecasts: equal to the reference programs, proper, unwilling to compare apples with pears."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from geo import NetraError
from models import scores
from models.scores_table import block_bootstrap, calibration_error, check_equal_targets, reliability


def test_negative_binomial_scores_equal_surveillance(shared_data: Path) -> None:
    """Log score, RPS and DSS equal R's surveillance to 1e-8, also where the size is a million."""
    table = pl.read_csv(shared_data / "bench/scoring/reference_nb_scores.csv")
    y, mean, size = (table[c].to_numpy() for c in ("y", "mu", "size"))
    for function, column in (
        (scores.log_score, "logs"),
        (scores.rps, "rps"),
        (scores.dawid_sebastiani, "dss"),
    ):
        assert np.abs(function(y, mean, size) - table[column].to_numpy()).max() < 1e-8, column


def test_wis_and_its_parts_equal_scoringutils(shared_data: Path) -> None:
    """WIS, dispersion, under- and overprediction and bias of 887 forecasts equal scoringutils to 1e-9."""
    keys = ["location", "target_end_date", "target_type", "model", "horizon"]
    folder = shared_data / "bench/scoring"
    given = pl.read_csv(
        folder / "example_quantile.csv", null_values="NA", infer_schema_length=None
    ).drop_nulls()
    wide = (
        given.sort(*keys, "quantile_level")
        .group_by(keys, maintain_order=True)
        .agg("predicted", "quantile_level")
    )
    reference = pl.read_csv(folder / "reference_wis.csv", infer_schema_length=None)
    table = reference.join(wide, on=keys, how="left", maintain_order="left")
    y, quantiles = table["observed"].to_numpy(), np.array(table["predicted"].to_list())
    levels = table["quantile_level"][0].to_numpy()
    found = scores.wis(y, quantiles, levels)
    parts = {
        "wis": found.total, "dispersion": found.dispersion, "underprediction": found.underprediction,
        "overprediction": found.overprediction, "bias": scores.quantile_bias(y, quantiles, levels),
    }  # fmt: skip
    for name, values in parts.items():
        expected = table[name].to_numpy()
        assert np.abs((values - expected) / np.maximum(1, np.abs(expected))).max() < 1e-9, name


@pytest.mark.parametrize(
    ("mean", "size"), [(0.3, 0.4), (7.0, 2.0), (299.0, 5.0), (301.0, 5.0), (2000.0, 30.0)]
)
def test_rps_is_the_sum_it_claims_to_be(mean: float, size: float) -> None:
    """Recursion and window give the plain sum of squared differences of distribution functions."""
    grid = np.arange(0, 20 * int(mean + 10))
    reached = stats.nbinom.cdf(grid, size, size / (size + mean))
    for y in (0, int(mean), int(3 * mean)):
        plain = ((reached - (y <= grid)) ** 2).sum()
        assert scores.rps(y, mean, size) == pytest.approx(plain, rel=1e-8)


def test_sample_crps_approaches_the_exact_one() -> None:
    """The CRPS of many samples is the RPS of the distribution they came from."""
    rng = np.random.default_rng(4)
    samples = rng.negative_binomial(2.0, 2.0 / 7.0, (1, 200_000))
    assert scores.crps_samples([9.0], samples)[0] == pytest.approx(float(scores.rps(9, 5.0, 2.0)), rel=0.01)


def test_the_true_forecast_scores_best() -> None:
    """Propriety: on average nobody beats the distribution the counts came from."""
    rng = np.random.default_rng(5)
    y = rng.negative_binomial(3.0, 3.0 / 8.0, 20_000)
    for score in (scores.log_score, scores.rps):
        truth = score(y, 5.0, 3.0).mean()
        assert all(
            truth < score(y, m, n).mean() for m, n in ((4.0, 3.0), (6.0, 3.0), (5.0, 1.0), (5.0, 30.0))
        )


def test_pit_of_a_calibrated_forecast_covers_its_levels() -> None:
    """Randomised PIT values of a true forecast cover 50, 80, 90 and 95 % within two points."""
    rng = np.random.default_rng(6)
    y = rng.negative_binomial(1.0, 1.0 / 2.0, 20_000)
    values = scores.pit(scores.nb_cdf(y - 1, 1.0, 1.0), scores.nb_cdf(y, 1.0, 1.0), seed=1)
    assert scores.pit_coverage(values) == pytest.approx([0.5, 0.8, 0.9, 0.95], abs=0.02)


def test_quantiles_must_pair_around_one_half() -> None:
    """A set of levels without its mirror has no interval score."""
    with pytest.raises(ValueError, match="berpasangan"):
        scores.wis(1.0, [0.0, 1.0, 2.0], [0.1, 0.5, 0.8])


def test_pai_and_pei_of_a_perfect_and_an_empty_choice() -> None:
    """Best choice: PEI 1; nothing found anywhere: no information, not zero."""
    found, chosen = [5, 0, 1, 0], [True, False, False, False]
    assert scores.pei(found, chosen) == 1.0
    assert scores.pai(found, chosen) == pytest.approx(5 / 6 / 0.25)
    assert np.isnan(scores.pai([0, 0, 0, 0], chosen))


def test_models_scored_on_different_targets_are_not_compared() -> None:
    """One region missing from one model's targets, and the comparison is refused by name."""
    target = {"measure": "m", "week": 1, "horizon_weeks": 1}
    rows = [{"model": m, "region_code": r, **target} for m, r in (("a", "1"), ("a", "2"), ("b", "1"))]
    with pytest.raises(NetraError, match="sasaran berbeda"):
        check_equal_targets(pl.DataFrame(rows))


def test_block_bootstrap_sees_a_difference_and_no_difference() -> None:
    """A steady gain excludes zero, noise around zero does not."""
    noise = np.random.default_rng(7).normal(0, 1, 60)
    assert block_bootstrap(noise - 2.0, np.ones(60)).excludes_zero
    assert not block_bootstrap(noise - noise.mean(), np.ones(60)).excludes_zero


def test_reliability_of_honest_probabilities() -> None:
    """Where 30 % is said, 30 % happens: calibration error near zero; shifted by 0.2 it is 0.2."""
    rng = np.random.default_rng(8)
    p = rng.random(50_000) * 0.7
    happened = rng.random(50_000) < p
    assert calibration_error(p, happened) < 0.01
    assert calibration_error(p + 0.2, happened) == pytest.approx(0.2, abs=0.01)
    assert reliability(p, happened)["count"].sum() == 50_000

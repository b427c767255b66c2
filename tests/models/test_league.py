"""League tables: ranks that know their uncertainty, in the right direction, within strata."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import rankdata

from models.duty import follow_up_estimates
from models.gamma_poisson import fit_exchangeable
from models.league import indistinct_groups, league, ranked
from models.proportions import fit_proportions


def test_surgical_ranks_equal_jags(shared_data: Path) -> None:
    """Twelve hospitals (BUGS): median ranks and 95 % ends as by JAGS, population mean 0.0728."""
    table = pl.read_csv(shared_data / "bench" / "institutions" / "surgical_reference.csv")
    fit = fit_proportions(table["r"].to_numpy().astype(float), table["n"].to_numpy().astype(float))
    assert abs(fit.mean_share - 0.0728) < 0.0005
    rank = np.argsort(np.argsort(fit.draw(20_000, rng=np.random.default_rng(1)), axis=1), axis=1) + 1
    assert np.median(rank, axis=0).tolist() == table["rank_med"].to_list()
    ends = np.quantile(rank, [0.025, 0.975], axis=0, method="inverted_cdf")
    assert ends[0].tolist() == table["rank_lo"].to_list()
    assert ends[1].tolist() == table["rank_hi"].to_list()
    np.testing.assert_allclose(fit.mean(), table["p_mean"], rtol=0.01)


def test_bowel_cancer_is_mostly_indistinct(shared_data: Path) -> None:
    """379 authorities: ranks as by gamma-Poisson EB, and hardly anybody can be told apart."""
    path = shared_data / "bench" / "institutions" / "bowel_reference.csv"
    reference = pl.read_csv(path, infer_schema_length=None)
    table = league(reference.select("id", count="o", expected="e"), draws=2000).join(reference, on="id")
    assert (table["value"] - table["eb_mean"]).abs().max() < 0.05
    assert np.corrcoef(table["rank_mean"], table["rank_mean_right"])[0, 1] > 0.995
    assert ((table["rank_upper"] - table["rank_lower"]) > len(table) / 2).mean() > 0.9


def test_rank_intervals_cover() -> None:
    """95 % rank intervals hold the true rank in 93–97 % of 3,600 cases, few counts or many."""
    rng = np.random.default_rng(11)
    inside = []
    for median, tau in ((2, 0.3), (2, 0.6), (10, 0.3), (10, 0.6), (50, 0.3), (50, 0.6)):
        for _ in range(4):
            expected = median * np.exp(0.8 * rng.standard_normal(150))
            theta = rng.gamma(tau**-2, tau**2, 150)
            fit = fit_exchangeable(rng.poisson(expected * theta).astype(float), expected)
            places = ranked(fit.draw(1500, rng=rng))
            true = rankdata(-theta)
            inside.append(
                ((places["rank_lower"].to_numpy() <= true) & (true <= places["rank_upper"].to_numpy())).mean()
            )
    assert 0.93 <= np.mean(inside) <= 0.97


def test_worst_tenth_is_calibrated() -> None:
    """Where P(worst tenth) says 40 in a hundred, about 40 in a hundred are."""
    rng = np.random.default_rng(5)
    said, came = [], []
    for _ in range(12):
        expected = 10 * np.exp(0.8 * rng.standard_normal(200))
        theta = rng.gamma(1 / 0.25, 0.25, 200)
        fit = fit_exchangeable(rng.poisson(expected * theta).astype(float), expected)
        said.append(ranked(fit.draw(1000, rng=rng))["p_worst_tenth"].to_numpy())
        came.append(rankdata(-theta) <= 20)
    p, hit = np.concatenate(said), np.concatenate(came)
    for low, high in ((0.05, 0.3), (0.3, 0.6), (0.6, 0.95)):
        inside = (p >= low) & (p < high)
        assert abs(p[inside].mean() - hit[inside].mean()) < 0.08


def test_direction_comes_from_the_measure() -> None:
    """Where higher is better, rank 1 is the lowest share."""
    table = pl.DataFrame({"id": ["a", "b"], "count": [90, 10], "trials": [100, 100]})
    assert league(table, kind="share", better="higher")["id"][0] == "b"
    assert league(table, kind="share", better="lower")["id"][0] == "a"


def test_strata_are_ranked_apart() -> None:
    """Every stratum has its own first place."""
    table = pl.DataFrame(
        {
            "id": list("abcd"),
            "kind": ["dinas", "dinas", "kecamatan", "kecamatan"],
            "count": [9, 3, 40, 90],
            "expected": [5.0, 5.0, 50.0, 50.0],
        }
    )
    result = league(table, strata=["kind"], draws=500)
    assert (
        result.group_by("kind").agg(pl.col("rank_mean").min()).filter(pl.col("rank_mean") < 1.6).height == 2
    )


def test_no_information_comes_last_without_a_rank() -> None:
    """Expected 0: in the table, no value, no rank."""
    table = pl.DataFrame({"id": list("abc"), "count": [5, 7, 0], "expected": [5.0, 5.0, 0.0]})
    last = league(table, draws=300).row(-1, named=True)
    assert last["id"] == "c"
    assert last["rank_mean"] is None


def test_groups_that_cannot_be_told_apart() -> None:
    """Two clear levels: two groups; noise: one."""
    rng = np.random.default_rng(0)
    field = rng.standard_normal((2000, 4)) * 0.1 + np.array([2.0, 2.0, 0.0, 0.0])
    mean_rank = np.array([1.4, 1.6, 3.4, 3.6])
    assert indistinct_groups(field, mean_rank).tolist() == [1, 1, 2, 2]
    assert indistinct_groups(rng.standard_normal((2000, 4)), mean_rank).tolist() == [1, 1, 1, 1]


def test_follow_up_share_is_shrunken_and_ranked() -> None:
    """One of one decided is no 100 %; the region with 2 of 20 needs attention first."""
    rows = (
        [("99.01", i >= 2) for i in range(20)] + [("99.02", i >= 18) for i in range(20)] + [("99.03", False)]
    )
    table = follow_up_estimates(pl.DataFrame(rows, schema=["region_code", "is_open"], orient="row"))
    assert table["count"].to_list() == [2.0, 18.0, 1.0]
    assert table["rate"][2] < 95
    assert table["rank_mean"].arg_min() == 0
    assert table["band"].to_list()[:2] == ["mungkin", "lebih_baik"]

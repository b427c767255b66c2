"""Provinces of 2024 from what was printed before: better than the index, its doubt said."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from models.bench_provinces import provinces, published
from models.provinces import compare, guess, hits, printed_lists, rank_correlation
from models.provinces_record import IKP, MODEL, PERSISTENCE, lead, province_scores, record_rows


@pytest.fixture(scope="module")
def said() -> tuple:
    """What each rival says of 34 provinces, and what came."""
    found = province_scores(published(), provinces())
    assert found is not None
    return found


def test_the_published_figures_are_met(said: tuple) -> None:
    """Persistence +0.50 and 7 of 10, the index −0.11 and 4: as computed from the same sources elsewhere."""
    table = {row["name"]: row for row in compare(*said).iter_rows(named=True)}
    assert table[PERSISTENCE]["rho"] == pytest.approx(0.50, abs=0.005)
    assert table[PERSISTENCE]["hits"] == 7
    assert table[IKP]["rho"] == pytest.approx(-0.11, abs=0.005)
    assert table[IKP]["hits"] == 4


def test_the_model_is_not_worse_than_last_time(said: tuple) -> None:
    """Rank correlation and hits at least persistence's, clearly better than the index; 34 provinces cannot
    tell the model from persistence.
    """
    table = {row["name"]: row for row in compare(*said).iter_rows(named=True)}
    assert table[MODEL]["rho"] >= table[PERSISTENCE]["rho"]
    assert table[MODEL]["hits"] >= table[PERSISTENCE]["hits"]
    assert table[MODEL]["rho_lower"] > table[IKP]["rho"]
    _, low, high = lead(*said)
    assert low < 0 < high


def test_nothing_printed_in_2024_is_used() -> None:
    """Changing every figure of 2024 leaves the guess as it was."""
    later = pl.col("as_of") >= "2024"
    changed = published().with_columns(
        pl.when(later).then(pl.col("value") * 7 + 1).otherwise("value").alias("value")
    )
    first, second = province_scores(published(), provinces()), province_scores(changed, provinces())
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first[0][MODEL], second[0][MODEL])


def test_a_list_of_both_ends_is_no_list_of_the_highest() -> None:
    """Jawa Tengah had 74 in September 2020; a list that ends at 1 and leaves it out knows nothing of it."""
    codes = provinces()["code"].sort().to_list()
    lists = printed_lists(published(), codes, before="2024-01-01")
    both_ends = next(one for one in lists if (one.agency, one.as_of) == ("Bawaslu", "2020-10-04"))
    top = next(one for one in lists if one.as_of == "2022-12-31")
    assert np.isinf(both_ends.upper[codes.index("33")])
    assert top.upper[codes.index("11")] == 123


def test_a_true_order_is_found_again() -> None:
    """Two lists of simulated provinces with lasting differences: the guess follows the lasting part."""
    rng = np.random.default_rng(4)
    codes = [f"{c}" for c in range(11, 51)]
    own = rng.normal(0, 1, len(codes))
    same = {"metric": "m", "count_unit": "kasus", "level": "provinsi", "agency": "A", "category": None}
    rows = [
        {**same, "election_code": f"E{k}", "as_of": f"20{k}-01-01", "region_code": c, "value": float(y)}
        for k in (18, 20)
        for c, y in zip(codes, rng.poisson(8 * np.exp(own + 0.3 * rng.normal(size=len(own)))), strict=True)
    ]
    table = pl.DataFrame(rows, schema_overrides={"category": pl.String})
    lists = printed_lists(table, codes, before="2024")
    places = pl.DataFrame({"code": codes, "population": [1_000_000] * len(codes)})
    found = guess(lists, places, scores={}, target="E24")
    assert rank_correlation(found.table["expected"].to_numpy(), own) > 0.9


def test_the_record_is_written_for_the_page() -> None:
    """Six rows with intervals; without the lists none."""
    rows = record_rows(published(), provinces())
    assert rows.height == 6
    assert (rows["lower"] <= rows["value"]).all()
    assert (rows["value"] <= rows["upper"]).all()
    assert record_rows(published().filter(pl.col("election_code") != "PEMILU_2024"), provinces()).is_empty()


def test_hits_and_correlation_by_hand() -> None:
    """Twelve places, the first ten moved by one: nine hits; a reversed order is −1."""
    came = np.arange(12, 0, -1.0)
    assert hits(np.roll(came, 1), came) == 9
    assert rank_correlation(-came, came) == pytest.approx(-1.0)
    assert rank_correlation(np.ones(12), came) == 0.0

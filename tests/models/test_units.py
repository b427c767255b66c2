"""OPD inside a region: margins are enough, bursts cancel, kinds are shared, intervals hold."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from geo import NetraError
from models.units import collapse, fit_units, kinds_of

REGIONS, OPDS = 30, 20


def world(tau: float, events: int, *, seed: int, weeks: int = 4) -> tuple[pl.DataFrame, np.ndarray]:
    """Weeks with wildly different totals, and the true RR of every OPD inside its region."""
    rng = np.random.default_rng(seed)
    staff = rng.lognormal(3, 0.7, (REGIONS, OPDS))
    theta = rng.gamma(tau**-2, tau**2, (REGIONS, OPDS))
    share = staff * theta / (staff * theta).sum(axis=1, keepdims=True)
    totals = rng.poisson(events / weeks * rng.gamma(0.5, 2, (weeks, REGIONS)))
    counts = np.stack([[rng.multinomial(n, p) for n, p in zip(row, share, strict=True)] for row in totals])
    week, region, opd = np.indices(counts.shape).reshape(3, -1)
    panel = pl.DataFrame(
        {
            "week": week,
            "region_code": [f"{r:02d}" for r in region],
            "opd_id": region * OPDS + opd,
            "count": counts.ravel(),
            "offset": np.broadcast_to(staff, counts.shape).ravel(),
        }
    )
    mean = (staff * theta).sum(axis=1) / staff.sum(axis=1)
    return panel, (theta / mean[:, None]).ravel()


@pytest.mark.parametrize(("tau", "events"), [(0.5, 100), (0.3, 400), (1.0, 60)])
def test_intervals_hold(tau: float, events: int) -> None:
    """95 % intervals of 600 OPD hold the truth, although weeks come in bursts."""
    panel, true = world(tau, events, seed=1)
    fit = fit_units(panel, seed=1)
    held = (fit.estimates["rr_lower"].to_numpy() < true) & (true < fit.estimates["rr_upper"].to_numpy())
    assert 0.92 < held.mean() < 0.98
    assert fit.spread == pytest.approx(tau, abs=0.12)


def test_the_collapse_keeps_all_that_matters() -> None:
    """Expected counts add up to the region's count, in every region, however weeks differ."""
    panel, _ = world(0.5, 100, seed=2)
    sums = collapse(panel).group_by("region_code").agg(pl.col("count", "expected").sum())
    np.testing.assert_allclose(sums["count"], sums["expected"], rtol=1e-9)


def test_a_week_in_which_only_one_opd_was_seen_says_nothing() -> None:
    """Nine catches where only one was visited do not make it worse than its neighbour."""
    rows = [(1, "a", 1, 9, 10.0), (2, "a", 1, 3, 10.0), (2, "a", 2, 3, 10.0)]
    panel = pl.DataFrame(rows, schema=["week", "region_code", "opd_id", "count", "offset"], orient="row")
    rr = dict(fit_units(panel).estimates.select("opd_id", "rr").iter_rows())
    assert rr[1] == pytest.approx(rr[2], rel=0.1)


def test_what_a_kind_has_elsewhere_counts() -> None:
    """An OPD with no count of its own is not average when its kind is high in every other region."""
    rng = np.random.default_rng(3)
    rows = [
        (1, f"{r:02d}", 10 * r + k, int(rng.poisson(9 if k == 0 else 3)) * (r > 0), 100.0)
        for r in range(20)
        for k in range(6)
    ]
    rows += [(1, "00", k, 1, 100.0) for k in range(6)]
    panel = pl.DataFrame(rows, schema=["week", "region_code", "opd_id", "count", "offset"], orient="row")
    kinds = pl.DataFrame({"opd_id": range(200)}).with_columns(kind=(pl.col("opd_id") % 10).cast(pl.String))
    fit = fit_units(panel, kinds=kinds)
    first = fit.estimates.filter(region_code="00", opd_id=0)["rr"][0]
    assert first > 1.5
    top = fit.kinds.filter(kind="0").row(0, named=True)
    assert top["lower"] > 1.5


def test_poor_input_gives_an_honest_answer() -> None:
    """No counts at all: no estimates. Missing columns: a sentence."""
    panel, _ = world(0.5, 100, seed=4)
    assert fit_units(panel.with_columns(count=pl.lit(0))).estimates.is_empty()
    with pytest.raises(NetraError, match="offset"):
        fit_units(panel.drop("offset"))


def test_names_shared_by_regions_are_kinds() -> None:
    """Three regions with a Dinas Pendidikan share its kind; a lone kecamatan falls back to "kecamatan"."""
    opds = pl.DataFrame(
        {
            "opd_id": [1, 2, 3, 4, 5],
            "name": ["Dinas Pendidikan"] * 3 + ["Kecamatan Kanigaran", "UPT"],
            "opd_kind": ["dinas"] * 3 + ["kecamatan", None],
        }
    )
    assert kinds_of(opds)["kind"].to_list() == ["Dinas Pendidikan"] * 3 + ["kecamatan", "lain"]


def test_the_same_seed_gives_the_same_estimates() -> None:
    """Identical input, identical output."""
    panel, _ = world(0.5, 100, seed=5)
    assert fit_units(panel, seed=7).estimates.equals(fit_units(panel, seed=7).estimates)

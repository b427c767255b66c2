"""Clusters in space and time: a planted one is found in its place, quiet weeks and bursts are none."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from geo import NetraError
from models import scan as module
from models.scan import power, scan

SIDE, WEEKS, LEVEL = 6, 12, 3.0
REGIONS = [f"{r}{c}" for r in range(SIDE) for c in range(SIDE)]


def grid() -> pl.DataFrame:
    """Edges of a square lattice of regions."""
    pairs = [(f"{r}{c}", f"{r}{c + 1}") for r in range(SIDE) for c in range(SIDE - 1)]
    pairs += [(f"{r}{c}", f"{r + 1}{c}") for r in range(SIDE - 1) for c in range(SIDE)]
    return pl.DataFrame(pairs, schema=["i", "j"], orient="row")


def drawn(mean: np.ndarray, *, seed: int, size: float = np.inf) -> np.ndarray:
    """Counts about a mean."""
    rng = np.random.default_rng(seed)
    rate = mean if np.isinf(size) else rng.gamma(size, mean / size)
    return rng.poisson(rate).astype(float)


@pytest.fixture(autouse=True)
def few_simulations(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred instead of five hundred: tests are shorter, p-values coarser."""
    monkeypatch.setattr(module, "SIMULATIONS", 99)


EVEN = np.full((WEEKS, len(REGIONS)), LEVEL)


def test_a_planted_cluster_is_recovered() -> None:
    """Five regions with two and a half times the cases in the last three weeks: found, placed, dated."""
    planted = ["22", "12", "32", "21", "23"]
    mean = EVEN.copy()
    mean[-3:, [REGIONS.index(r) for r in planted]] *= 2.5
    found = scan(drawn(mean, seed=1), EVEN, grid(), regions=REGIONS, seed=1).clusters
    best = found.row(0, named=True)
    shared = len(set(best["regions"]) & set(planted))
    assert shared >= 4
    assert len(best["regions"]) <= 8
    assert 2 <= best["weeks"] <= 4
    assert best["first_week"] == WEEKS - best["weeks"]
    assert best["p_value"] <= 0.05
    assert best["ratio"] == pytest.approx(2.5, rel=0.3)


@pytest.mark.parametrize("size", [np.inf, 2.0])
def test_quiet_weeks_stay_quiet(size: float) -> None:
    """Where nothing is wrong 5 % of searches raise an alarm, within the noise of 120, bursts or not."""
    assert power(EVEN, grid(), regions=REGIONS, ratio=1.0, size=size, trials=120, seed=3) <= 0.09


def test_bursts_need_their_own_yardstick() -> None:
    """Bursty counts judged as Poisson alarm most of the time; judged by their size they seldom do."""
    alarms = {np.inf: 0, 2.0: 0}
    for seed in range(6):
        counts = drawn(EVEN, seed=seed, size=2.0)
        for size in alarms:
            alarms[size] += scan(counts, EVEN, grid(), regions=REGIONS, size=size).clusters.height > 0
    assert alarms[np.inf] >= 4
    assert alarms[2.0] <= 1


def test_power_grows_with_strength() -> None:
    """What a stronger cluster would do is said beside silence."""
    weak, strong = (power(EVEN, grid(), regions=REGIONS, ratio=r, trials=30, seed=1) for r in (1.2, 2.5))
    assert weak < strong
    assert strong > 0.8


def test_islands_and_unseen_weeks_are_no_obstacle() -> None:
    """A region without neighbours is a window of its own; NaN is neither observed nor expected."""
    counts = drawn(EVEN, seed=5)
    counts[:4, 3] = np.nan
    counts[-2:, 0] = 30
    found = scan(counts, EVEN, None, regions=REGIONS).clusters
    assert found["regions"][0].to_list() == ["00"]
    assert found.schema == pl.Schema(module.COLUMNS)


def test_same_seed_same_clusters() -> None:
    """The seed decides everything that is random; shapes that differ are refused in words."""
    counts = drawn(EVEN * 1.3, seed=2)
    first, second = (scan(counts, EVEN, grid(), regions=REGIONS, seed=4).clusters for _ in range(2))
    assert first.equals(second)
    with pytest.raises(NetraError, match="bentuk"):
        scan(counts, EVEN[:, :3], grid(), regions=REGIONS)

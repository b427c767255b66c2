"""The endemic–epidemic core: the same likelihood as hhh4, its derivatives, its limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models import scores
from models.forecast_series import from_wide
from models.spacetime import Component, Kernel, Model
from models.spacetime_fit import fit, log_likelihood


def season(weeks: int) -> np.ndarray:
    """Intercept, trend and one yearly wave, as hhh4's addSeason2formula writes them."""
    t = np.arange(weeks)
    return np.column_stack([np.ones(weeks), t, np.sin(2 * np.pi * t / 52), np.cos(2 * np.pi * t / 52)])


def measles(shared_data: Path, *, is_powerlaw: bool = False) -> Model:
    """The two measles models of Meyer, Held & Höhle 2017 (JSS 77)."""
    folder = shared_data / "bench/measles"
    series = from_wide(pl.read_csv(folder / "counts.csv"), pl.read_csv(folder / "nborder.csv"))
    units = pl.read_csv(folder / "units.csv")
    counts = series.counts[:-1]
    weeks, regions = counts.shape
    population = units["popfrac"].to_numpy()
    offset = np.repeat(population[None], weeks, axis=0)
    one = np.ones((weeks, 1))
    if not is_powerlaw:
        parts = (Component("offset", season(weeks), offset), Component("own", one), Component("near", one))
        return Model(counts, parts, Kernel(series.orders, is_normalised=False))
    wide = np.repeat(season(weeks)[:, None], regions, axis=1)
    susceptible = np.broadcast_to(np.log(1 - units["vacc1"].to_numpy())[None, :, None], (weeks, regions, 1))
    gravity = np.stack(
        [np.ones((weeks, regions)), np.repeat(np.log(population)[None], weeks, axis=0)], axis=-1
    )
    parts = (
        Component("offset", np.concatenate([wide, susceptible], axis=-1), offset),
        Component("own", one),
        Component("near", gravity),
    )
    return Model(counts, parts, Kernel(series.orders, is_distance_free=True))


@pytest.mark.parametrize(
    ("is_powerlaw", "expected", "overdispersion"),
    [(False, -971.72089583, 2.01383903), (True, -931.03231213, 1.60778649)],
)
def test_likelihood_equals_hhh4(
    shared_data: Path, is_powerlaw: bool, expected: float, overdispersion: float
) -> None:
    """Basic and power-law measles models reach hhh4's maximum and its overdispersion to six digits."""
    model = measles(shared_data, is_powerlaw=is_powerlaw)
    found = fit(model, len(model.counts) - 1)
    assert found.is_converged
    assert log_likelihood(model, len(model.counts) - 1, found) == pytest.approx(expected, abs=1e-5)
    assert 1 / found.size[0] == pytest.approx(overdispersion, rel=1e-4)


@pytest.mark.parametrize("is_powerlaw", [False, True])
def test_rolling_scores_equal_hhh4(shared_data: Path, is_powerlaw: bool) -> None:
    """Thirteen rolling one-week-ahead forecasts: means, sizes and scores as hhh4's, gate 1e-3, here 1e-5."""
    name = "powerlaw" if is_powerlaw else "basic"
    reference = pl.read_csv(shared_data / f"bench/measles/osa_rolling_{name}.csv").sort("week", "unit")
    model, found, rows = measles(shared_data, is_powerlaw=is_powerlaw), None, []
    for last in range(64, 77):
        found = fit(model, last, start=found)
        mean = model.mean(found, slice(last + 1, last + 2))[0]
        y = model.counts[last + 1]
        rows.append((mean, scores.log_score(y, mean, found.size), scores.rps(y, mean, found.size)))
    for k, column in enumerate(("mean", "logs", "rps")):
        ours = np.concatenate([r[k] for r in rows])
        assert np.mean(ours) == pytest.approx(reference[column].mean(), abs=1e-5), column


def simulated(weeks: int, regions: int, *, seed: int) -> tuple[Model, np.ndarray]:
    """Counts of a known model: level 0.7 with region effects of sd 0.5, phi 0.3, neighbours 0.1."""
    rng = np.random.default_rng(seed)
    orders = np.abs(np.subtract.outer(np.arange(regions), np.arange(regions))).astype(float)
    effects = rng.normal(0, 0.5, regions)
    near = (orders == 1) / np.maximum((orders == 1).sum(axis=1, keepdims=True), 1)
    counts = np.zeros((weeks, regions))
    for t in range(1, weeks):
        mean = np.exp(0.7 + effects) + 0.3 * counts[t - 1] + 0.1 * counts[t - 1] @ near
        counts[t] = rng.poisson(rng.gamma(2.0, mean / 2.0))
    one, local = np.ones((weeks, 1)), np.ones((weeks, regions, 1))
    parts = (Component("offset", one, 1.0, local), Component("own", one), Component("near", one))
    return Model(counts, parts, Kernel(orders, is_distance_free=False)), effects


def test_known_parameters_come_back() -> None:
    """From 300 simulated weeks: phi, size, region effects and their spread near the truth."""
    model, effects = simulated(300, 12, seed=3)
    found = fit(model, 299)
    _, own, near = np.exp(found.beta)
    assert found.is_converged
    assert own == pytest.approx(0.3, abs=0.06)
    assert near == pytest.approx(0.1, abs=0.06)
    assert found.size[0] == pytest.approx(2.0, rel=0.2)
    assert np.corrcoef(found.local[:, 0], effects)[0, 1] > 0.95
    assert 1 / np.sqrt(found.precision[0, 0]) == pytest.approx(effects.std(), rel=0.35)


def test_slopes_are_the_derivatives_of_the_mean() -> None:
    """Every column of slopes agrees with a finite difference, kernel parameters included."""
    model, _ = simulated(40, 5, seed=1)
    kernel = Kernel(model.kernel.orders, lag_count=3, is_decay_free=True, is_distance_free=True)
    model = Model(model.counts, model.components, kernel)
    weeks = slice(3, 40)
    start = model.start(weeks)
    _, slopes, _ = model.derivatives(start, weeks)
    for k in range(len(start.beta)):
        bumped = start.beta.copy()
        bumped[k] += 1e-6

        change = (model.mean(replace(start, beta=bumped), weeks) - model.mean(start, weeks)) / 1e-6
        assert np.abs(change - slopes[..., k]).max() < 1e-4, k


def test_unseen_weeks_tell_nothing() -> None:
    """Counts hidden as NaN change neither the others' weight nor the finiteness of the fit."""
    model, _ = simulated(120, 6, seed=2)
    counts = model.counts.copy()
    counts[40:60, 2] = np.nan
    found = fit(Model(counts, model.components, model.kernel), 119)
    assert found.is_converged
    assert np.isfinite(found.beta).all()


def test_all_zero_counts_stay_finite() -> None:
    """A panel without a single event gives a tiny mean, not an error."""
    model, _ = simulated(60, 4, seed=2)
    found = fit(Model(np.zeros((60, 4)), model.components, model.kernel), 59)
    mean = Model(np.zeros((60, 4)), model.components, model.kernel).mean(found, slice(30, 31))
    assert np.isfinite(mean).all()
    assert mean.max() < 0.1

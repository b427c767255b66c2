"""The mode and variances of hhh4: against its published fits, and derivatives against differences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models import scores
from models.bench_hhh4 import flu, measles, with_local
from models.scores import nb_log_pmf
from models.spacetime import Component, Kernel, Model
from models.spacetime_fit import Fit, fit, log_likelihood
from models.spacetime_gram import Cells
from models.spacetime_laplace import fit_laplace


def test_random_intercepts_equal_hhh4(shared_data: Path) -> None:
    """Thirteen rolling refits with random intercepts in all three parts: mean scores as hhh4's to 1e-5."""
    folder = shared_data / "bench/measles"
    known = pl.read_csv(folder / "osa_rolling_ri.csv", schema_overrides={"unit": pl.String})
    known = known.sort("week", "unit")
    model, found, rows = measles(folder, has_powerlaw=True, has_local=True), None, []
    for last in range(64, 77):
        found = fit_laplace(model, last, start=found)
        assert found.is_converged
        mean, y = model.mean(found, slice(last + 1, last + 2))[0], model.counts[last + 1]
        rows.append((mean, scores.log_score(y, mean, found.size), scores.rps(y, mean, found.size)))
    for k, column in enumerate(("mean", "logs", "rps")):
        ours = np.concatenate([r[k] for r in rows])
        assert np.mean(ours) == pytest.approx(known[column].mean(), rel=1e-5, abs=1e-5), column


@pytest.mark.parametrize(
    ("parts", "expected"),
    [(("offset",), -18851.02187197), (("offset", "near"), -18696.60054241)],
)
def test_influenza_models_reach_hhh4s_penalised_likelihood(
    shared_data: Path, parts: tuple[str, ...], expected: float
) -> None:
    """B1 and B2 of Paul & Held 2011, 140 districts × 416 weeks: hhh4's own figure, which stops at
    1e-5 of its variances."""
    model = with_local(flu(shared_data / "bench/flu"), *parts)
    last = len(model.counts) - 1
    found = fit_laplace(model, last, tolerance=1e-5)
    own = 0.5 * np.einsum("iq,qr,ir->", found.local, found.precision, found.local)
    assert found.is_converged
    assert log_likelihood(model, last, found) - own == pytest.approx(expected, abs=5e-3)


def world(*, regions: int = 5, weeks: int = 160, **options: object) -> Model:
    """Free kernel, covariates common and regional, effects with and without a covariate."""
    rng = np.random.default_rng(3)
    orders = np.abs(np.subtract.outer(np.arange(regions), np.arange(regions))).astype(float)
    near = (orders == 1) / (orders == 1).sum(axis=1, keepdims=True)
    counts = np.zeros((weeks, regions))
    for t in range(1, weeks):
        mean = 1.5 + 0.4 * counts[t - 1] + 0.25 * counts[t - 1] @ near
        counts[t] = rng.poisson(rng.gamma(3.0, mean / 3.0))
    counts[20:24, 1] = np.nan
    design = np.ones((weeks, regions, 3))
    design[..., 1] = np.sin(np.arange(weeks) / 8)[:, None]
    design[..., 2] = rng.normal(0, 0.5, (weeks, regions))
    local = np.stack([np.ones((weeks, regions)), rng.random((weeks, regions))], axis=-1)
    parts = (
        Component("offset", design, 1.0, local),
        Component("own", np.ones((weeks, 1)), 1.0, local[..., :1]),
        Component("near", design[..., :2]),
    )
    kernel = Kernel(orders, lag_count=3, is_decay_free=True, is_distance_free=True)
    return Model(counts, parts, kernel, shape_prior=(0.25, 1.0), **options)  # type: ignore[arg-type]


def value(model: Model, weeks: slice, at: Fit) -> float:
    """Log-likelihood without penalty."""
    y, mean = model.counts[weeks], model.mean(at, weeks)
    return float(np.nansum(nb_log_pmf(y, mean, at.sizes(mean))))


def test_information_is_the_curvature_of_the_likelihood() -> None:
    """Gradient and Hessian in every coefficient and region effect agree with finite differences."""
    model, rng = world(), np.random.default_rng(1)
    weeks = slice(model.first, 50)
    base = model.start(weeks)
    at = replace(base, beta=base.beta + rng.normal(0, 0.1, len(base.beta)), local=rng.normal(0, 0.2, (5, 3)))
    y = np.nan_to_num(model.counts[weeks])
    seen, n = np.isfinite(model.counts[weeks]), at.size
    cells = Cells(model, weeks, at)
    mean = cells.parts.sum(axis=0)
    score = np.where(seen, (y - mean) * n / (mean * (mean + n)), 0.0)
    weight = np.where(seen, y / mean**2 - (y + n) / (mean + n) ** 2, 0.0)
    found = cells.gram(score, weight, is_observed=True)
    count = len(at.beta)

    def moved(step: np.ndarray) -> float:
        beta, local = at.beta + step[:count], at.local + step[count:].reshape(at.local.shape)
        return value(model, weeks, replace(at, beta=beta, local=local))

    size, h = count + at.local.size, 1e-4
    unit = np.eye(size) * h
    slope = np.array([(moved(e) - moved(-e)) / (2 * h) for e in unit])
    assert slope[:count] == pytest.approx(found.gradient, abs=1e-4)
    assert slope[count:].reshape(at.local.shape) == pytest.approx(found.own, abs=1e-4)
    for a in range(size):
        for b in range(a, size):
            ends = (moved(unit[a] + unit[b]) - moved(unit[a] - unit[b]) - moved(unit[b] - unit[a])
                    + moved(-unit[a] - unit[b]))  # fmt: skip
            assert -ends / (4 * h * h) == pytest.approx(entry(found, a, b, count), abs=2e-3), (a, b)


def entry(found: object, a: int, b: int, count: int) -> float:
    """One entry of the arrow-shaped matrix."""
    q = found.own.shape[1]  # type: ignore[attr-defined]
    if b < count:
        return float(found.top[a, b])  # type: ignore[attr-defined]
    region, place = divmod(b - count, q)
    if a < count:
        return float(found.side[region, a, place])  # type: ignore[attr-defined]
    other, here = divmod(a - count, q)
    return float(found.corner[region, here, place]) if other == region else 0.0  # type: ignore[attr-defined]


@pytest.mark.parametrize("has_unit_size", [False, True])
def test_the_point_reached_is_a_maximum(has_unit_size: bool) -> None:
    """No step in any coefficient or size from the fit leads higher."""
    model = world(has_unit_size=has_unit_size, is_precision_fixed=True)
    found = fit_laplace(model, 159, tolerance=1e-6)
    weeks, rng = slice(model.first, 160), np.random.default_rng(5)
    assert found.is_converged

    def height(at: Fit) -> float:
        prior = (model.penalty * (at.beta - model.prior_mean) ** 2).sum()
        logs = np.log(at.size)
        sizes = ((logs - logs.mean()) ** 2).sum() / model.size_spread**2
        own = np.einsum("iq,qr,ir->", at.local, at.precision, at.local)
        return value(model, weeks, at) - 0.5 * (prior + own + sizes)

    top = height(found)
    for _ in range(40):
        step = 1e-2 * rng.standard_normal(len(found.beta))
        logs = 1e-2 * rng.standard_normal(5 if has_unit_size else 1)
        near = replace(found, beta=found.beta + step, size=found.size * np.exp(logs),
                       local=found.local + 1e-2 * rng.standard_normal(found.local.shape))  # fmt: skip
        assert height(near) <= top + 1e-6


def test_a_fixed_size_stays() -> None:
    """A Poisson model is a size that is fixed and large."""
    model = world(is_size_fixed=True)
    start = fit(model, 159, iterations=1)
    found = fit_laplace(model, 159, start=replace(start, size=np.full(5, 1e6)))
    assert found.is_converged
    assert (found.size == 1e6).all()


def test_a_start_far_away_comes_home() -> None:
    """Where the curvature is not a maximum's, the expected information leads back."""
    model = world()
    usual = fit_laplace(model, 159)
    far = replace(usual, beta=usual.beta + 0.7, local=usual.local + 0.5)
    found = fit_laplace(model, 159, start=far)
    assert found.is_converged
    assert found.beta[:3] == pytest.approx(usual.beta[:3], abs=0.02)

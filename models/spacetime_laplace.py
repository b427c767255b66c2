"""The mode by Newton's observed information, and variances at the maximum of the Laplace marginal likelihood.

    l(sigma) = log p(y, û | θ̂) − ½ log |H(θ̂, û)|,   H = −∂² log p / ∂(β, log n, u)²

as hhh4 has it (Paul & Held 2011, Stat Med 30, section 3). Its score in a variance is zero at

    sigma² = Σ_i û_i² / (R − Σ_i [H⁻¹]_ii / sigma²)                              (MacKay 1992)
    Λ⁻¹ = (Σ_i û_i û_i' + [H⁻¹]_ii) / R   with correlated effects                 (EM)

a fixed point that is reached in a few steps by Anderson's extrapolation. ``spacetime_fit`` uses the expected
information instead, which is never indefinite: sturdier on thin data, but its variances are not hhh4's.

Not for: sizes that grow with the mean (``has_size_slope``), which are returned as they came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.scores import log_rising as _log_rising
from models.spacetime_fit import SIZE_RANGE, SMALLEST_MEAN, Fit, fit, size_derivatives
from models.spacetime_gram import Cells, Gram

if TYPE_CHECKING:
    from models.spacetime import Model

Array = NDArray[np.float64]

LONGEST_STEP = 2.0
SMALLEST_VARIANCE = 1e-6
SURE = 0.1  # a Newton step this short leads up
STARTING_STEPS, SCORING_STEPS = 6, 4
NEAR = 0.3  # largest change of a step after which the variances may move too
MEMORY = 3  # earlier points of the extrapolation


@dataclass(frozen=True)
class _Arrow:
    """Negative Hessian: top (G, G) of (β, log n), side (R, G, Q), corner (R, Q, Q) of a region's own
    effects (and its log n where sizes are its own); gradient (G,), own (R, Q).
    """

    top: Array
    side: Array
    corner: Array
    gradient: Array
    own: Array

    def inner(self) -> Array:
        """corner⁻¹ side', (R, Q, G)."""
        return np.asarray(np.linalg.solve(self.corner, np.swapaxes(self.side, 1, 2)))

    def schur(self, inner: Array) -> Array:
        """What is left of ``top`` with the regions' own effects eliminated."""
        return np.asarray(self.top - (self.side @ inner).sum(axis=0))

    def is_definite(self) -> bool:
        """Whether it is a maximum's curvature."""
        try:
            np.linalg.cholesky(self.corner)
            np.linalg.cholesky(self.schur(self.inner()))
        except np.linalg.LinAlgError:
            return False
        return True

    def step(self) -> tuple[Array, Array]:
        """Newton step of (β, log n) and of the own effects."""
        inner = self.inner()
        alone = np.linalg.solve(self.corner, self.own[..., None])[..., 0]
        right = self.gradient - (self.side @ alone[..., None]).sum(axis=0)[:, 0]
        top = np.linalg.solve(self.schur(inner), right)
        return top, alone - inner @ top

    def own_covariance(self) -> Array:
        """Blocks [H⁻¹]_ii, (R, Q, Q)."""
        inner = self.inner()
        return np.asarray(
            np.linalg.inv(self.corner) + inner @ np.linalg.inv(self.schur(inner)) @ np.swapaxes(inner, 1, 2)
        )


def fit_laplace(
    model: Model, last: int, *, start: Fit | None = None, iterations: int = 60, tolerance: float = 1e-4
) -> Fit:
    """Fit on weeks ``model.first … last`` as hhh4 does, from a fit nearby where one is given.

    ``tolerance``: largest change of a coefficient or log variance at rest; the last step is a Newton step, so
    what is left is far smaller. ``is_converged`` says whether it was reached.
    """
    found = start or fit(model, last, iterations=STARTING_STEPS, tolerance=1e-3)
    if model.has_size_slope:
        return found
    panel = _Panel(model, slice(model.first, last + 1))
    now, past = replace(found, is_converged=False), _Extrapolation()
    bare = panel.curvature(now)
    for step in range(1, iterations + 1):
        arrow = bare.with_priors(model, now)
        if not arrow.is_definite():  # far from the mode; the expected information leads nearer
            nearer = fit(model, last, start=now, iterations=SCORING_STEPS, tolerance=1e-3)
            now, past = replace(nearer, is_converged=False), _Extrapolation()
            bare = panel.curvature(now)
            continue
        now, moved = panel.climbed(now, arrow.step())
        bare = panel.curvature(now)
        arrow = bare.with_priors(model, now)
        if moved > NEAR or not arrow.is_definite():
            continue
        here = _logs(_inverse(now.precision), model)
        proposed = _variances(model, now, arrow)
        rest = tolerance if len(here) else 30 * tolerance  # without variances Newton squares what is left
        if max(np.abs(proposed - here).max(initial=0.0), moved) < rest:
            return _finish(model, now, arrow, found.iteration_count + step)
        if model.local_count:
            now = replace(now, precision=_inverse(_covariance(past.next(here, proposed), model)))
    return replace(now, iteration_count=found.iteration_count + iterations)


# --- the mode ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Panel:
    """The weeks of one fit: what is asked of them at every step."""

    model: Model
    weeks: slice

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        return np.isfinite(self.model.counts[self.weeks])

    @cached_property
    def y(self) -> Array:
        return np.where(self.seen, self.model.counts[self.weeks], 0.0)

    def climbed(self, now: Fit, step: tuple[Array, Array]) -> tuple[Fit, float]:
        """The step, halved until it leads up, and the largest change it made."""
        longest = max(np.abs(step[0]).max(initial=0.0), np.abs(step[1]).max(initial=0.0), 1e-300)
        if longest < SURE:
            return _moved(self.model, now, *step), float(longest)
        value, stride = self._penalised(now), min(1.0, LONGEST_STEP / longest)
        for _ in range(20):
            trial = _moved(self.model, now, stride * step[0], stride * step[1])
            if self._penalised(trial) >= value - 1e-9 * (1 + abs(value)):
                return trial, float(stride * longest)
            stride /= 2
        return now, 0.0

    def _penalised(self, now: Fit) -> float:
        """Penalised log-likelihood up to a constant."""
        model, seen, y = self.model, self.seen, self.y
        mean = np.maximum(model.mean(now, self.weeks), SMALLEST_MEAN)
        n = np.broadcast_to(now.size, y.shape)
        cells = -n * np.log1p(mean / n)
        some = y > 0
        above, mean, n = y[some], mean[some], n[some]
        cells[some] += _log_rising(above, n) + above * (np.log(mean) - np.log1p(mean / n))
        prior = (model.penalty * (now.beta - model.prior_mean) ** 2).sum()
        own = np.einsum("iq,qr,ir->", now.local, now.precision, now.local)
        return float(cells[seen].sum() - 0.5 * (prior + own + (_size_prior(model, now) ** 2).sum()))

    def curvature(self, now: Fit) -> _Bare:
        """Gradient and negative Hessian of the log-likelihood, by region."""
        y, seen, n = self.y, self.seen, now.size
        cells = Cells(self.model, self.weeks, now)
        mean = np.maximum(cells.parts.sum(axis=0), SMALLEST_MEAN)
        score = np.where(seen, (y - mean) * n / (mean * (mean + n)), 0.0)
        weight = np.where(seen, y / mean**2 - (y + n) / (mean + n) ** 2, 0.0)
        by_size = np.where(seen, (y - mean) * n / (mean + n) ** 2, 0.0)  # d score / d log n
        first, second = size_derivatives(n, mean, y, seen)
        mixed = -cells.by_region(by_size)
        return _Bare(
            cells.gram(score, weight, is_observed=True), mixed, first.sum(axis=0), -second.sum(axis=0)
        )


def _moved(model: Model, now: Fit, top: Array, own: Array) -> Fit:
    q, count = model.local_count, len(now.beta)
    logs = own[:, q] if model.has_unit_size else top[-1]
    size = now.size if model.is_size_fixed else np.clip(now.size * np.exp(logs), *SIZE_RANGE)
    return replace(now, beta=now.beta + top[:count], local=now.local + own[:, :q], size=size)


def _size_prior(model: Model, now: Fit) -> Array:
    """Standardised distance of the log sizes from their common value; nothing where there is one size."""
    logs = np.log(now.size)
    return np.asarray((logs - logs.mean()) / model.size_spread if model.has_unit_size else 0 * logs[:1])


# --- its curvature ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Bare:
    """Likelihood alone: sums of (β, u), their cross with log n by region (R, P + q), and log n's own first
    and negative second derivative (R,).
    """

    sums: Gram
    mixed: Array
    first: Array
    second: Array

    def with_priors(self, model: Model, now: Fit) -> _Arrow:
        """In the arrow's places, with penalties of β, u and the sizes."""
        count, sums = len(now.beta), self.sums
        own = sums.own - now.local @ now.precision
        corner = sums.corner + now.precision + 1e-12 * np.eye(model.local_count)
        top, side = sums.top + np.diag(model.penalty), sums.side
        slope = sums.gradient - model.penalty * (now.beta - model.prior_mean)
        mixed, first, second = self._of_size(model)
        if model.has_unit_size:  # log n_i is one more effect of region i; its centre moves little in a step
            prior = _size_prior(model, now) / model.size_spread
            own = np.concatenate([own, (first - prior)[:, None]], axis=1)
            corner = _bordered(corner, mixed[:, count:], second + model.size_spread**-2)
            side = np.concatenate([side, mixed[:, :count, None]], axis=2)
            return _Arrow(top, side, corner, slope, own)
        top = _bordered(top, mixed[:, :count].sum(axis=0), second.sum())
        side = np.concatenate([side, mixed[:, None, count:]], axis=1)
        return _Arrow(top, side, corner, np.append(slope, first.sum()), own)

    def _of_size(self, model: Model) -> tuple[Array, Array, Array]:
        if model.is_size_fixed:
            return np.zeros_like(self.mixed), np.zeros_like(self.first), np.ones_like(self.second)
        return self.mixed, self.first, self.second


def _bordered(block: Array, edge: Array, corner: Array | float) -> Array:
    """A symmetric matrix (…, n, n) with one more row and column."""
    n = block.shape[-1]
    wide = np.zeros((*block.shape[:-2], n + 1, n + 1))
    wide[..., :n, :n] = block
    wide[..., n, :n] = wide[..., :n, n] = edge
    wide[..., n, n] = corner
    return wide


# --- variances ----------------------------------------------------------------------------------------


def _variances(model: Model, now: Fit, arrow: _Arrow) -> Array:
    """The next point of the fixed point, as logarithms."""
    q = model.local_count
    if q == 0 or model.is_precision_fixed:
        return _logs(_inverse(now.precision), model)
    spread = arrow.own_covariance()[:, :q, :q].sum(axis=0)
    squares = now.local.T @ now.local
    if model.is_correlated:
        return _logs((squares + spread) / len(now.local), model)
    variance = 1 / np.diag(now.precision)
    free = np.maximum(len(now.local) - np.diag(spread) / variance, 1e-3)
    return np.log(
        np.clip(np.diag(squares) / free, np.maximum(variance / 20, SMALLEST_VARIANCE), 20 * variance)
    )


def _inverse(matrix: Array) -> Array:
    return np.asarray(np.linalg.inv(matrix), float)


def _logs(covariance: Array, model: Model) -> Array:
    """Log variances, or the upper triangle of the matrix logarithm of a full covariance."""
    if not len(covariance):
        return np.zeros(0)
    if not model.is_correlated:
        return np.log(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance)
    full = (vectors * np.log(np.maximum(values, SMALLEST_VARIANCE))) @ vectors.T
    return np.asarray(full[np.triu_indices(len(full))])


def _covariance(logs: Array, model: Model) -> Array:
    if not model.is_correlated:
        return np.diag(np.exp(logs))
    q = model.local_count
    full = np.zeros((q, q))
    full[np.triu_indices(q)] = logs
    full = full + np.triu(full, 1).T
    values, vectors = np.linalg.eigh(full)
    return np.asarray((vectors * np.exp(values)) @ vectors.T)


class _Extrapolation:
    """Anderson's acceleration (1965) of a fixed point x → g(x)."""

    def __init__(self) -> None:
        self.points: list[Array] = []
        self.images: list[Array] = []

    def next(self, point: Array, image: Array) -> Array:
        """Next point to try; never further than ``LONGEST_STEP`` from the plain step."""
        self.points, self.images = [*self.points, point][-MEMORY:], [*self.images, image][-MEMORY:]
        if len(self.points) < 2:
            return image
        rest = np.array(self.images) - np.array(self.points)
        change = (rest[:-1] - rest[-1]).T
        gamma = np.linalg.lstsq(change, -rest[-1], rcond=None)[0]
        moved = self.images[-1] + (np.array(self.images[:-1]) - self.images[-1]).T @ gamma
        return np.asarray(image + np.clip(moved - image, -0.7, 0.7))


def _finish(model: Model, now: Fit, arrow: _Arrow, steps: int) -> Fit:
    """Covariances in the shapes of ``Fit``: of β with everything else integrated out, of u given β."""
    count, q = len(now.beta), model.local_count
    inner = arrow.inner()
    return replace(
        now,
        covariance=np.asarray(np.linalg.inv(arrow.schur(inner))[:count, :count]),
        local_covariance=np.asarray(np.linalg.inv(arrow.corner)[:, :q, :q]),
        local_slope=inner[:, :q, :count],
        is_converged=True,
        iteration_count=steps,
    )

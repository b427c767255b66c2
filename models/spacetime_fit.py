"""Maximum (penalised) likelihood for additive endemic–epidemic negative binomial models.

    y_it ~ NB(mu_it, n_i),   var = mu + mu²/n
    mu_it = Σ_c exp(x_c,it'β_c + l_c,it'u_i) · z_c,it(θ)
    u_i ~ N(0, Λ⁻¹),   β ~ N(m, S⁻¹) (S = 0: no penalty),   log n_i ~ N(log n, τ²)

``c`` runs over the components of ``spacetime.Model``: endemic (z = population or staff), own past
(z = Σ_k w_k y_{i,t−k}) and neighbours' past (z = Σ_k w_k Σ_j W_ji y_{j,t−k}); θ = lag decay and distance
exponent. Same likelihood as hhh4 (Held, Höhle & Hofmann 2005; Paul & Held 2011, Stat Med 30).

Fisher scoring in (β, θ, u) with step halving: the expected information is never indefinite, the mean and n
are orthogonal in it, and the region effects drop out by a Schur complement, so a step costs O(cells · p²).
Variances by the fixed point of the Laplace marginal likelihood (Fellner 1986; Schall 1991; MacKay 1992).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

from models.spacetime_gram import Cells

if TYPE_CHECKING:
    from models.spacetime import Model

Array = NDArray[np.float64]

SMALLEST_MEAN = 1e-10
SIZE_RANGE = (1e-3, 1e6)  # beyond these the data cannot tell the size from Poisson
LEAST_VARIANCE = 3e-3
SERIES_FROM = 8.0
SLOPE_SD = 0.5  # prior of the size's slope: between NB2 and NB1
LONGEST_STEP = 3.0  # largest change of any coefficient in one step, on the log scale


@dataclass(frozen=True)
class Fit:
    """Estimates of one model on the first weeks of one panel.

    beta (P + shapes), local (R, q), precision (q, q) of the local effects, size (R).
    covariance (P, P) of beta with the local effects integrated out; is_converged is told, never assumed.
    """

    beta: Array
    local: Array
    precision: Array
    size: Array
    size_slope: float = 0.0  # cell size = size · mu^slope: 0 is NB2 (hhh4), 1 is NB1
    log_likelihood: float = float("nan")
    is_converged: bool = False
    iteration_count: int = 0
    covariance: Array = field(default_factory=lambda: np.zeros((0, 0)))
    local_covariance: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    local_slope: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))  # −du/dβ (R, q, P)

    def sizes(self, mean: Array) -> Array:
        """Size of the negative binomial at each mean (…, R)."""
        if self.size_slope == 0.0:
            return np.broadcast_to(self.size, mean.shape)
        return np.clip(self.size * np.maximum(mean, 1e-3) ** self.size_slope, *SIZE_RANGE)


@dataclass(frozen=True)
class _System:
    """One linear system: arrow of the global block and R small local blocks."""

    top: Array
    side: Array
    corner: Array
    gradient: Array
    local_gradient: Array


def fit(
    model: Model, last: int, *, start: Fit | None = None, iterations: int = 60, tolerance: float = 1e-8
) -> Fit:
    """Fit on weeks ``model.first … last`` (index, inclusive); a start from the week before saves most
    steps.
    """
    weeks = slice(model.first, last + 1)
    now = start or model.start(weeks)
    y = model.counts[weeks]
    seen = np.isfinite(y)
    y = np.where(seen, y, 0.0)
    new = -np.inf
    for step in range(1, iterations + 1):
        system, size, value_here = _system(model, weeks, now, y, seen)
        gain, now, new = _improve(model, weeks, now, system, (y, seen, size, value_here))
        now, change = _update_size(model, now, model.mean(now, weeks), y, seen)
        now, shift = _update_precision(model, now, system)
        # a coefficient that tells nothing may drift on: what counts is the likelihood still to be gained
        if gain < 100 * tolerance and max(change, shift) < np.sqrt(tolerance):
            return _finish(replace(now, is_converged=True, iteration_count=step), system, new)
    return _finish(replace(now, is_converged=False, iteration_count=iterations), system, new)


def log_likelihood(model: Model, last: int, fitted: Fit) -> float:
    """Σ log P(y) over the weeks of the fit, constants included, no penalty."""
    from models.scores import nb_log_pmf

    weeks = slice(model.first, last + 1)
    y, mean = model.counts[weeks], model.mean(fitted, weeks)
    return float(np.nansum(nb_log_pmf(y, mean, fitted.sizes(mean))))


# --- one step -------------------------------------------------------------------------------------


def _system(model: Model, weeks: slice, now: Fit, y: Array, seen: Array) -> tuple[_System, Array, float]:
    cells = Cells(model, weeks, now)
    mean = np.maximum(cells.parts.sum(axis=0), SMALLEST_MEAN)
    size = now.sizes(mean)  # held during the step: its own derivative is the size update's business
    weight = np.where(seen, 1 / (mean + mean**2 / size), 0.0)
    found = cells.gram((y - mean) * weight, weight, is_observed=False)
    top = found.top + np.diag(model.penalty)
    gradient = found.gradient - model.penalty * (now.beta - model.prior_mean)
    corner = found.corner + now.precision + 1e-12 * np.eye(model.local_count)
    own = found.own - now.local @ now.precision
    value = _objective(model, now, mean, (y, seen, size))
    return _System(top, found.side, corner, gradient, own), size, value


def _objective(model: Model, now: Fit, mean: Array, data: tuple[Array, Array, Array]) -> float:
    """Penalised log-likelihood at fixed cell sizes, up to terms without (β, θ, u)."""
    y, seen, size = data
    mean = np.maximum(mean, SMALLEST_MEAN)
    cells = y * np.log(mean) - (y + size) * np.log(mean + size)
    prior = 0.5 * (model.penalty * (now.beta - model.prior_mean) ** 2).sum()
    return float(
        cells[seen].sum() - prior - 0.5 * np.einsum("iq,qr,ir->", now.local, now.precision, now.local)
    )


def _solve(system: _System) -> tuple[Array, Array]:
    if system.side.shape[-1] == 0:
        return _solve_symmetric(system.top, system.gradient), np.zeros(system.local_gradient.shape)
    inner = np.linalg.solve(system.corner, np.swapaxes(system.side, 1, 2))
    alone = np.linalg.solve(system.corner, system.local_gradient[..., None])[..., 0]
    schur = system.top - np.einsum("ipq,iqr->pr", system.side, inner, optimize=True)
    right = system.gradient - np.einsum("ipq,iq->p", system.side, alone)
    beta = _solve_symmetric(schur, right)
    return beta, alone - inner @ beta


def _solve_symmetric(matrix: Array, right: Array) -> Array:
    scale = np.sqrt(np.maximum(np.diag(matrix), 1e-12))
    scaled = matrix / np.outer(scale, scale) + 1e-10 * np.eye(len(scale))
    return np.asarray(np.linalg.solve(scaled, right / scale) / scale)


def _improve(
    model: Model, weeks: slice, now: Fit, system: _System, state: tuple[Array, Array, Array, float]
) -> tuple[float, Fit, float]:
    *data, value = state
    beta, local = _solve(system)
    gain = float(beta @ system.gradient + (local * system.local_gradient).sum())
    longest = max(np.abs(beta).max(initial=0.0), np.abs(local).max(initial=0.0), 1e-300)
    stride = min(1.0, LONGEST_STEP / longest)
    for _ in range(25):
        trial = replace(now, beta=now.beta + stride * beta, local=now.local + stride * local)
        reached = _objective(model, trial, model.mean(trial, weeks), (data[0], data[1], data[2]))
        if np.isfinite(reached) and reached >= value - 1e-10 * (1 + abs(value)):
            return gain, trial, reached
        stride /= 2
    return 0.0, now, value


# --- size and variances ---------------------------------------------------------------------------


def _update_size(model: Model, now: Fit, mean: Array, y: Array, seen: Array) -> tuple[Fit, float]:
    """A Newton step for log n, common or per region with shrinkage towards the common value."""
    if model.is_size_fixed:
        return now, 0.0
    if model.has_size_slope:
        return _update_sloped_size(now, mean, y, seen)
    if not model.has_unit_size:
        slope, bend = size_derivatives(now.size[:1], mean, y, seen)
        step = _newton(slope.sum(), bend.sum())
        size = np.clip(now.size * np.exp(step), *SIZE_RANGE)
        return replace(now, size=size), float(abs(np.log(size[0] / now.size[0])))
    slope, bend = size_derivatives(now.size, mean, y, seen)
    logs = np.log(now.size)
    centre = logs.mean()
    tight = 1 / model.size_spread**2
    steps = _newton(slope.sum(axis=0) - tight * (logs - centre), bend.sum(axis=0) - tight)
    size = np.clip(np.exp(logs + steps), *SIZE_RANGE)
    return replace(now, size=size), float(np.abs(np.log(size / now.size)).max())


def _update_sloped_size(now: Fit, mean: Array, y: Array, seen: Array) -> tuple[Fit, float]:
    """A Newton step for (log n, slope) of cell size n·mu^slope; slope ~ N(0, 0.5²)."""
    logs = np.log(np.maximum(mean, 1e-3))
    slope, bend = size_derivatives(now.sizes(mean), mean, y, seen)
    gradient = np.array([slope.sum(), (slope * logs).sum() - now.size_slope / SLOPE_SD**2])
    matrix = _sloped_curvature(np.where(seen, -bend, 0.0), logs)
    if np.linalg.eigvalsh(matrix)[0] <= 0:  # minus the part of the second derivative that the first explains
        matrix = _sloped_curvature(np.where(seen, np.maximum(slope - bend, 1e-6) * (bend < slope), 0.0), logs)
    step = np.clip(np.linalg.solve(matrix + 1e-9 * np.eye(2), gradient), -0.5, 0.5)
    size = np.clip(now.size * np.exp(step[0]), *SIZE_RANGE)
    return replace(now, size=size, size_slope=float(now.size_slope + step[1])), float(np.abs(step).max())


def _sloped_curvature(curve: Array, logs: Array) -> Array:
    mixed = (curve * logs).sum()
    return np.array([[curve.sum(), mixed], [mixed, (curve * logs**2).sum() + 1 / SLOPE_SD**2]])


def size_derivatives(
    size: Array, mean: Array, y: Array, seen: Array | NDArray[np.bool_]
) -> tuple[Array, Array]:
    """First and second derivative of log P(y) in log n; cells that were not seen give 0."""
    size = np.broadcast_to(size, y.shape)
    above, n = y[y > 0], size[y > 0]  # at y = 0 both differences of gammas vanish
    first, second = np.zeros(y.shape), np.zeros(y.shape)
    first[y > 0] = special.digamma(above + n) - special.digamma(n)
    second[y > 0] = trigamma(above + n) - trigamma(n)
    total = size + mean
    plain = first + np.log(size / total) + (mean - y) / total
    bend = second + 1 / size - 1 / total - (mean - y) / total**2
    slope = size * plain
    return np.where(seen, slope, 0.0), np.where(seen, slope + size**2 * bend, 0.0)


def trigamma(x: Array) -> Array:
    """Second derivative of log Γ, to 1e-11, ten times as fast as scipy's: recurrence up to 8, then the
    asymptotic series (Abramowitz & Stegun 6.4.6, 6.4.12).
    """
    result, x = np.zeros_like(x), np.array(x, float)
    while (small := x < SERIES_FROM).any():
        result[small] += x[small] ** -2
        x[small] += 1
    inverse = 1 / x
    square = inverse * inverse
    series = 1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * (5 / 66))))
    return np.asarray(result + inverse + square / 2 + inverse * square * series)


def _newton(slope: Array | float, bend: Array | float) -> Array:
    """Newton step; where the curve bends the wrong way, a plain step uphill."""
    slope, bend = np.asarray(slope, float), np.asarray(bend, float)
    step = np.where(bend < 0, -slope / np.where(bend < 0, bend, -1.0), np.sign(slope))
    return np.clip(step, -1.0, 1.0)


def _update_precision(model: Model, now: Fit, system: _System) -> tuple[Fit, float]:
    """Λ⁻¹ ← mean of u u' + cov(u), the EM fixed point; diagonal unless the model asks for correlation."""
    q = now.local.shape[1]
    if q == 0 or model.is_precision_fixed:
        return now, 0.0
    spread = _local_covariance(system)
    raw = (np.einsum("iq,ir->qr", now.local, now.local) + spread.sum(axis=0)) / len(now.local)
    if model.is_correlated:
        new = raw
    else:  # MacKay: the same fixed point, reached in a few steps
        variance = 1 / np.diag(now.precision)
        free = np.maximum(len(now.local) - np.einsum("iqq->q", spread) / variance, 1e-3)
        new = np.diag(np.clip((now.local**2).sum(axis=0) / free, variance / 20, variance * 20))
    new = new + np.diag(np.full(q, 1e-5))
    told = np.diag(new) > LEAST_VARIANCE  # a variance on its way to zero never arrives
    shift = np.abs(np.log(np.diag(new) * np.diag(now.precision)))[told].max(initial=0.0)
    return replace(now, precision=np.linalg.inv(new)), float(shift)


def _local_covariance(system: _System) -> Array:
    inverse = np.linalg.inv(system.corner)
    inner = inverse @ np.swapaxes(system.side, 1, 2)
    schur = system.top - np.einsum("ipq,iqr->pr", system.side, inner, optimize=True)
    middle = np.linalg.pinv(schur, hermitian=True)
    return np.asarray(inverse + np.einsum("iqp,pr,isr->iqs", inner, middle, inner, optimize=True))


def _finish(now: Fit, system: _System, value: float) -> Fit:
    """Covariances from the last system solved: at rest it is the system at the estimate."""
    inner: Array = np.asarray(np.linalg.solve(system.corner, np.swapaxes(system.side, 1, 2)), float)
    schur = system.top - np.einsum("ipq,iqr->pr", system.side, inner, optimize=True)
    covariance = np.asarray(np.linalg.pinv(schur, hermitian=True))
    alone: Array = np.asarray(np.linalg.inv(system.corner), float)
    return replace(
        now, covariance=covariance, local_covariance=alone, local_slope=inner, log_likelihood=value
    )

"""The Gaussian that lies closest to a latent field seen through Poisson counts, and what it misses.

    y_i ~ Poisson(E_i exp(eta_i)),   eta ~ N(0, A)

1. Variational Gaussian ``N(m, S)`` (Opper & Archambeau 2009): Newton in ``eta`` with ``E_i`` replaced by
   ``E_i exp(S_ii / 2)``; ``S = (A^-1 + W)^-1``, ``W = diag(mu)``, ``mu_i = E_i exp(m_i + S_ii / 2)``.
   ``A`` is never inverted (Rasmussen & Williams 2006, algorithm 3.1), so rho = 0 or 1 is no special case.
2. Cumulants of order two and up, from the expansion around it. All derivatives of the log-likelihood beyond
   the second are ``h = -mu``; about the variational Gaussian every self-contraction has been summed, so only
   links between two places remain (the third-derivative correction of the mean, one order further):
   ``log Z  += ½ Σ_ij mu_i mu_j (exp(S_ij) - 1 - S_ij - S_ij²/2)``
   ``cov    += S (½ mu mu' ∘ S∘S) S``
   ``mean   += S (½ h ∘ diag(cov added) + h ∘ (S∘S∘S) h / 6)``
   ``kappa3  = (S∘S∘S) h``,  ``kappa4 = (S⁴) h + 3 diag(S² (mu mu' ∘ S) S²)``
Against long MCMC on scotlip and nc_sids74 what remains lies inside the sampler's own noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.special import gammaln

NEWTON_STEPS = 60
LONGEST_STEP = 2.0  # on the log scale: more is a wild guess on a flat likelihood
MODE_TOLERANCE = 1e-3  # Newton doubles its digits: the step after this one would be 1e-6
SCOUT_TOLERANCE = 0.1
VARIANCE_TOLERANCE = 1e-3  # of diag S on the log scale
LONGEST_RISE = 0.5  # of a variance in one step: where nothing was seen it would overshoot and come back
OUTER_STEPS = 80
MANY = 250  # areas
LARGE = 0.5  # covariance from which the series of exp is left
TRUSTED, FADING = 0.8, 6  # skewness; on the reference sets it stays below 0.35
EXTRA_IN_DRAWS = 8 / 9  # the quadratic term that gives draws their skewness brings the other ninth


@dataclass(frozen=True)
class Gaussian:
    """Posterior of eta (N,) under one set of hyperparameters; cumulants are of each eta_i alone."""

    log_evidence: float
    mode: np.ndarray  # (N,) variational mean m
    covariance: np.ndarray  # (N, N) for draws: S and 8/9 of the covariance added, see EXTRA_IN_DRAWS
    mu: np.ndarray  # (N,) E exp(m + S_ii/2)
    mean: np.ndarray  # (N,) corrected
    variance: np.ndarray
    kappa3: np.ndarray
    kappa4: np.ndarray
    trust: float  # 1 where the expansion holds, towards 0 where next to nothing was counted
    is_converged: bool


def fit_gaussian(
    prior: np.ndarray, count: np.ndarray, expected: np.ndarray, *, start: tuple[np.ndarray, np.ndarray]
) -> Gaussian:
    """``prior`` A (N, N); ``count``, ``expected`` (N,), 0 = not observed; ``start`` = (mean, variance)."""
    mode, variance = start
    for _ in range(OUTER_STEPS):
        mode, weight, found = newton(prior, count, expected * np.exp(variance / 2), start=mode)
        root = np.sqrt(weight)
        factor = _factor(prior, root)
        half = solve_triangular(factor, root[:, None] * prior, lower=True, check_finite=False)
        fresh = np.diag(prior) - np.einsum("ij,ij->j", half, half)
        change = (np.abs(fresh - variance) / (1.0 + variance)).max()
        variance = np.minimum(fresh, variance + LONGEST_RISE)
        if change < VARIANCE_TOLERANCE:
            break
    covariance = prior - half.T @ half
    is_converged = bool(found and change < VARIANCE_TOLERANCE)
    return _corrected(count, expected, mode=mode, covariance=covariance, parts=(factor, is_converged))


def newton(
    prior: np.ndarray,
    count: np.ndarray,
    expected: np.ndarray,
    *,
    start: np.ndarray,
    tolerance: float = MODE_TOLERANCE,
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Mode of eta, the weight W there, and whether it was reached."""
    mode = start
    for _ in range(NEWTON_STEPS):
        weight = expected * np.exp(mode)
        root = np.sqrt(weight)
        factor = _factor(prior, root)
        right = weight * mode + count - weight
        dual = right - root * cho_solve((factor, True), root * (prior @ right), check_finite=False)
        step = prior @ dual - mode
        length = float(np.abs(step).max())
        mode = mode + step * min(1.0, LONGEST_STEP / max(length, 1e-300))
        if length < tolerance:
            return mode, expected * np.exp(mode), True
    return mode, expected * np.exp(mode), False


def laplace_evidence(
    prior: np.ndarray, count: np.ndarray, expected: np.ndarray, *, start: np.ndarray
) -> tuple:
    """Plain Laplace log marginal likelihood (up to a constant) and the mode: cheap, to find where to look.

    In single precision where there are many areas, and with the factor of the last step: it is wrong in the
    third decimal, and nobody asks.
    """
    rough: np.ndarray = prior.astype(_precision(prior))
    mode = start
    for _ in range(NEWTON_STEPS):
        weight = expected * np.exp(mode)
        root = np.sqrt(weight).astype(rough.dtype)
        factor = _factor(rough, root)
        right = (weight * mode + count - weight).astype(rough.dtype)
        dual = right - root * cho_solve((factor, True), root * (rough @ right), check_finite=False)
        step = (rough @ dual).astype(float) - mode
        length = float(np.abs(step).max())
        mode = mode + step * min(1.0, LONGEST_STEP / max(length, 1e-300))
        if length < SCOUT_TOLERANCE:
            break
    weight = expected * np.exp(mode)
    dual = count - weight
    value = float(count @ mode - weight.sum() - 0.5 * mode @ dual - np.log(np.diag(factor)).sum(dtype=float))
    return value, mode


def _precision(matrix: np.ndarray) -> np.dtype:
    """Single for many areas: corrections of a few per cent keep six digits and take half the time."""
    return np.dtype(np.float32 if len(matrix) > MANY else np.float64)


def _factor(prior: np.ndarray, root: np.ndarray) -> np.ndarray:
    matrix = root[:, None] * prior * root
    matrix[np.diag_indices_from(matrix)] += 1.0
    return cholesky(matrix, lower=True, overwrite_a=True, check_finite=False)


def _corrected(
    count: np.ndarray, expected: np.ndarray, *, mode: np.ndarray, covariance: np.ndarray, parts: tuple
) -> Gaussian:
    factor, is_converged = parts
    mu = expected * np.exp(mode + np.diag(covariance) / 2)
    trust = _trust(np.diag(covariance), mu)
    shift, extra, kappa3, kappa4, link = cumulants(covariance, mu)
    mean_shift = covariance @ (trust * shift)
    extra = trust * extra
    return Gaussian(
        log_evidence=_bound(count, expected, mode=mode, covariance=covariance, factor=factor) + trust * link,
        covariance=covariance + extra * EXTRA_IN_DRAWS,
        mu=mu,
        mean=mode + mean_shift,
        mode=mode,
        variance=np.diag(covariance) + np.diag(extra),
        kappa3=trust * kappa3,
        kappa4=trust * kappa4,
        trust=trust,
        is_converged=is_converged,
    )


def _trust(variance: np.ndarray, mu: np.ndarray) -> float:
    """1 where the expansion holds; it fades where a place is more skewed than TRUSTED (few counts)."""
    steepest = float((mu * variance**1.5).max())
    return 1.0 if steepest <= TRUSTED else (TRUSTED / steepest) ** FADING


def _bound(
    count: np.ndarray, expected: np.ndarray, *, mode: np.ndarray, covariance: np.ndarray, factor: np.ndarray
) -> float:
    """Evidence lower bound; KL needs tr(A^-1 S) = N - Σ mu_i S_ii and A^-1 m = count - mu at the optimum."""
    diagonal = np.diag(covariance)
    mu = expected * np.exp(mode + diagonal / 2)
    seen = expected > 0
    likelihood = count[seen] @ (mode[seen] + np.log(expected[seen])) - mu.sum() - gammaln(count + 1).sum()
    divergence = 0.5 * (mode @ (count - mu) - mu @ diagonal) + np.log(np.diag(factor)).sum()
    return float(likelihood - divergence)


def cumulants(
    covariance: np.ndarray, mu: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]:
    """Terms of the module's head: (S^-1 mean shift, covariance added, kappa3, kappa4, log Z added)."""
    rough, few = covariance.astype(_precision(covariance)), mu.astype(_precision(covariance))
    square = rough * rough
    cube = square * rough
    pairs = few[:, None] * few
    extra = (rough @ (pairs * square) @ rough).astype(float) / 2
    rest = cube * (1 / 6 + rough * (1 / 24 + rough * (1 / 120 + rough / 720)))  # exp(S) - 1 - S - S²/2
    large = np.abs(rough) > LARGE
    rest[large] = np.expm1(rough[large]) - rough[large] - square[large] / 2
    link = 0.5 * float(mu @ rest @ mu)
    kappa3 = -(cube @ mu)
    shift = -0.5 * mu * np.diag(extra) - mu * kappa3 / 6
    kappa4 = -((square * square) @ mu) + 3 * ((square @ (pairs * rough)) * square).sum(axis=1, dtype=float)
    return shift, extra, kappa3, kappa4, link

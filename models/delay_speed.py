"""How fast reports come, and whether that changes: reverse-time hazards that drift.

    h_{t,d} = P(delay = d | delay ≤ d, week t),   −log(1 − h_{t,d}) = exp(a_{d,t} + speed_t + tilt_t g_d)
    F_t(D) = Π_{d > D} (1 − h_{t,d}),             g_d = d, centred and scaled where reports come

``speed`` alone would be proportional reversed hazards (Gupta & Gupta 2007, JSPI 137; reversal of time:
Kalbfleisch & Lawless 1989, JASA 84): F_t = F^exp(speed_t). ``tilt`` lets long delays shrink more than short
ones, as when every step of the way becomes faster; ``a`` lets one delay change by itself (a monthly batch
ends). All are random walks over knots a few weeks apart, with one variance for each of the three kinds, the
likelier one: where nothing changes they are next to nothing. The last weeks, of which only the first reports
are known, carry the walks on with their doubt.

Fisher scoring of the binomial counts, their information divided by the overdispersion, each delay's own walk
eliminated; hazards are drawn as Betas about the estimate given a draw of speed and tilt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

KNOT_WEEKS, MOST_KNOTS = 4, 30
STEPS, AT_REST = 14, 0.02  # largest change of a walk, and relative change of a variance, at rest
PRIOR_EVENTS = 0.3  # pseudo-reports per delay, out of that many times the delay
FIRST_VARIANCE, LEAST_VARIANCE, MOST_VARIANCE = 0.01, 1e-6, 0.25  # of a step of a walk
LONGEST_STEP = 1.0
START_PRECISION = 1e4  # speed and tilt are told from the oldest week


@dataclass(frozen=True)
class Speed:
    """Fitted hazards: alpha (D,) = a_d of the last week for d = 1 … D, tilts (D,) = g_d, walks (2, K) of
    speed and tilt at the knots, ``weeks`` (T, K) from knots to weeks; covariance (2K, 2K) of the walks,
    alpha's own information (D,) given them and its slope on them (D, 2K).
    """

    alpha: Array
    tilts: Array
    walks: Array
    weeks: Array
    covariance: Array
    information: Array
    cross: Array
    variances: Array

    def completeness(self, rng: np.random.Generator, draws: int) -> Array:
        """Draws (draws, T) of the share F_t known of each week, the last one 0 weeks old."""
        total, count = self.weeks.shape
        root = np.linalg.cholesky(self.covariance + 1e-12 * np.eye(2 * count))
        drift = rng.standard_normal((draws, 2 * count)) @ root.T
        walks = self.walks.ravel() + drift
        speed = np.clip(walks[:, :count] @ self.weeks.T, -3, 3)
        tilt = np.clip(walks[:, count:] @ self.weeks.T, -3, 3)
        rate = self._rates(rng, draws) * np.exp(np.clip(-drift @ self.cross.T, -3, 3))
        result = np.ones((draws, total))
        for age in range(min(total, len(self.alpha))):
            t = total - 1 - age
            tail = rate[:, age:] * np.exp(speed[:, t, None] + tilt[:, t, None] * self.tilts[age:])
            result[:, t] = np.exp(-tail.sum(axis=1))
        return result

    def latest(self) -> Array:
        """F(D) for D = 0 … D at the speed of the last week, estimate."""
        speed, tilt = self.walks @ self.weeks[-1]
        rate = np.exp(self.alpha + speed + tilt * self.tilts)
        return np.asarray(np.exp(-np.append(np.cumsum(rate[::-1])[::-1], 0.0)))

    def _rates(self, rng: np.random.Generator, draws: int) -> Array:
        """lambda_d given the walks, (draws, D): Betas of the hazard with the estimate's mean and variance."""
        rate = np.exp(self.alpha)
        hazard = -np.expm1(-rate)
        slope = rate * (1 - hazard)
        trials = hazard * (1 - hazard) / np.maximum(slope**2 / self.information, 1e-12)
        trials = np.maximum(trials - 1, 1e-2)
        ends = np.maximum(hazard * trials, 1e-3), np.maximum((1 - hazard) * trials, 1e-3)
        drawn = rng.beta(*ends, (draws, len(rate)))
        return np.asarray(-np.log1p(-np.minimum(drawn, 1 - 1e-9)))


def fit_speed(triangle: Array) -> Speed:
    """Hazards of a triangle (T, D + 1) by week and delay, NaN where reports are still to come."""
    known = np.isfinite(triangle)[:, 1:]
    filled = np.where(np.isfinite(triangle), triangle, 0.0)
    new, base = np.where(known, filled[:, 1:], 0.0), np.where(known, np.cumsum(filled, axis=1)[:, 1:], 0.0)
    delays = np.arange(1, triangle.shape[1])
    hazard = (new.sum(axis=0) + PRIOR_EVENTS) / (base.sum(axis=0) + PRIOR_EVENTS * (1 + delays))
    frame = _Frame(new, base, _hats(len(triangle)), _tilts(new.sum(axis=0)))
    alpha = np.repeat(np.log(-np.log1p(-np.minimum(hazard, 0.999)))[:, None], frame.weeks.shape[1], axis=1)
    walks, variances = np.zeros((2, frame.weeks.shape[1])), np.full(3, FIRST_VARIANCE)
    for _ in range(STEPS):
        solved = frame.solve(alpha, walks, variances)
        steps, moved = solved.steps()
        alpha, walks = alpha + steps, walks + moved
        before, variances = variances, solved.variances(alpha, walks)
        rests = np.abs(np.log(variances / before)).max() < AT_REST * 5
        if rests and max(np.abs(steps[:, -1]).max(), np.abs(moved).max()) < AT_REST:
            break
    return Speed(alpha[:, -1], frame.tilts, walks, frame.weeks, solved.covariance,
                 1 / solved.inverse[:, -1, -1], solved.cross[:, -1], variances)  # fmt: skip


# --- how ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Solved:
    """One linear system: inverse (D, K, K) of each delay's own block, cross (D, K, 2K) its slope on the
    common walks, covariance (2K, 2K) of those, gradients own (D, K) and common (2K,); the variances before.
    """

    inverse: Array
    cross: Array
    covariance: Array
    own: Array
    common: Array
    before: Array

    def steps(self) -> tuple[Array, Array]:
        """Changes of the delays' walks (D, K) and of the common ones (2, K)."""
        common = self.common - np.einsum("dka,dk->a", self.cross, self.own, optimize=True)
        moved = np.clip(self.covariance @ common, -LONGEST_STEP, LONGEST_STEP)
        steps = np.einsum("dkl,dl->dk", self.inverse, self.own) - self.cross @ moved
        return np.clip(steps, -LONGEST_STEP, LONGEST_STEP), moved.reshape(2, -1)

    def variances(self, alpha: Array, walks: Array) -> Array:
        """Fixed point of the marginal likelihood (MacKay 1992) for the steps of speed, tilt and own walks."""
        count = walks.shape[1]
        local = np.einsum("dka,ab,dlb->kl", self.cross, self.covariance, self.cross, optimize=True)
        local += self.inverse.sum(axis=0)
        blocks = [self.covariance[:count, :count], self.covariance[count:, count:], local]
        squares = [*(np.diff(walks, axis=1) ** 2).sum(axis=1), (np.diff(alpha, axis=1) ** 2).sum()]
        number = np.array([1, 1, len(alpha)]) * (count - 1)
        free = np.maximum(number - np.array([_doubt(block) for block in blocks]) / self.before, 0.05)
        return np.clip(np.array(squares) / free, LEAST_VARIANCE, MOST_VARIANCE)


@dataclass(frozen=True)
class _Frame:
    """Reports ``new`` of ``base`` known so far, (T, D); ``weeks`` (T, K) and ``tilts`` (D,) of ``Speed``."""

    new: Array
    base: Array
    weeks: Array
    tilts: Array

    def solve(self, alpha: Array, walks: Array, variances: Array) -> _Solved:
        """The scoring system at the delays' walks (D, K) and the common ones (2, K)."""
        count = walks.shape[1]
        weight, score, spread = self._cells(alpha, walks)
        prior_score, prior_weight = _prior(alpha[:, -1], spread)
        blocks = self._blocks(weight)
        own = blocks + _walk(count) / variances[2]
        own[:, -1, -1] += prior_weight
        inverse: Array = np.asarray(np.linalg.inv(own), float)
        mixed = np.concatenate([blocks, blocks * self.tilts[:, None, None]], axis=2)
        cross = inverse @ mixed
        powers = [np.tensordot(self.tilts**k, blocks, 1) for k in range(3)]
        start = np.diag(np.arange(count) == 0) * START_PRECISION
        walk = np.kron(np.diag(1 / variances[:2]), _walk(count)) + np.kron(np.eye(2), start)
        corner = np.block([[powers[0], powers[1]], [powers[1], powers[2]]]) + walk
        covariance = np.linalg.inv(corner - np.einsum("dka,dkb->ab", mixed, cross, optimize=True))
        first = score.T @ self.weeks - alpha @ _walk(count) / variances[2]
        first[:, -1] += prior_score
        common = np.concatenate([score.sum(axis=1) @ self.weeks, (score @ self.tilts) @ self.weeks])
        common = common - walk @ walks.ravel()
        return _Solved(inverse, cross, np.asarray(covariance, float), first, common, variances)

    def _cells(self, alpha: Array, walks: Array) -> tuple[Array, Array, float]:
        """Weight and score of each cell (T, D), and the overdispersion they are divided by."""
        speed, tilt = walks @ self.weeks.T
        rate = self.weeks @ alpha.T + speed[:, None] + tilt[:, None] * self.tilts
        rate = np.exp(np.clip(rate, -30, 3))
        hazard = -np.expm1(-rate)
        safe, slope = np.maximum(hazard * (1 - hazard), 1e-12), rate * (1 - hazard)
        spread = _overdispersion(self.new, self.base, hazard)
        score = (self.new - self.base * hazard) * slope / safe / spread
        return self.base * slope**2 / safe / spread, score, spread

    def _blocks(self, weight: Array) -> Array:
        """Σ_t weight b_t b_t' per delay, tridiagonal (D, K, K)."""
        k = np.arange(self.weeks.shape[1])
        result = np.zeros((weight.shape[1], len(k), len(k)))
        result[:, k, k] = weight.T @ self.weeks**2
        beside = weight.T @ (self.weeks[:, :-1] * self.weeks[:, 1:])
        result[:, k[:-1], k[1:]] = result[:, k[1:], k[:-1]] = beside
        return result


def _walk(count: int) -> Array:
    """Precision of a random walk with steps of variance one."""
    steps = np.diff(np.eye(count), axis=0)
    return np.asarray(steps.T @ steps)


def _doubt(part: Array) -> float:
    """Summed variance of a walk's steps."""
    return float((np.diag(part)[1:] + np.diag(part)[:-1] - 2 * np.diag(part, 1)).sum())


def _hats(weeks: int) -> Array:
    """Linear interpolation (T, K) from knots every few weeks, the last one at the last week."""
    apart = max(KNOT_WEEKS, -(-weeks // MOST_KNOTS))
    places = np.arange(weeks - 1, -apart, -apart)[::-1]
    distance = np.abs(np.arange(weeks)[:, None] - places[None]) / apart
    return np.maximum(1 - distance, 0.0)


def _tilts(reports: Array) -> Array:
    """d, centred and scaled over the reports that came late."""
    delays = np.arange(1.0, len(reports) + 1)
    share = (reports + 1e-3) / (reports + 1e-3).sum()
    centre = (share * delays).sum()
    spread = np.sqrt((share * (delays - centre) ** 2).sum())
    return np.asarray(np.clip((delays - centre) / max(spread, 0.3), -3, 3))


def _prior(alpha: Array, spread: float) -> tuple[Array, Array]:
    """Score and information of the pseudo-reports at walks of zero."""
    trials = PRIOR_EVENTS * (1 + np.arange(1, len(alpha) + 1))
    rate = np.exp(alpha)
    hazard = -np.expm1(-rate)
    safe, slope = np.maximum(hazard * (1 - hazard), 1e-12), rate * (1 - hazard)
    return (PRIOR_EVENTS - trials * hazard) * slope / safe / spread, trials * slope**2 / safe / spread


def _overdispersion(new: Array, base: Array, hazard: Array) -> float:
    """Pearson statistic of the binomial steps over its degrees of freedom, at least 1."""
    variance = base * hazard * (1 - hazard)
    used = variance > 0.05
    if used.sum() < 10:
        return 1.0
    return float(max(((new - base * hazard)[used] ** 2 / variance[used]).sum() / used.sum(), 1.0))

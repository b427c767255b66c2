"""Integrating over the two hyperparameters of BYM2 on a small grid that finds its own place.

``sigma ~ half-normal(5)``, ``rho ~ Beta(½, ½)`` (Morris et al. 2019). With ``rho = sin²(phi)`` that prior is
flat in ``phi`` on (0, π/2), and the posterior is even about both ends of ``phi`` and about ``sigma = 0``:
the midpoint rule converges as fast at these borders as inside. A cheap Laplace scout looks at the whole
plane, then at the box where something is left, until the box no longer shrinks: with 50 areas it stays wide,
with 5,000 it closes in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import RegularGridInterpolator

from models.areal_gauss import Gaussian, fit_gaussian, laplace_evidence

SIGMA_SCALE = 5.0
LARGEST_SIGMA = 5.0  # a relative risk of e^5 one standard deviation out: nothing on earth
Box = tuple[float, float, float, float]  # phi from, to, sigma from, to
WHOLE_BOX: Box = (0.0, float(np.pi / 2), 0.0, LARGEST_SIGMA)
SCOUT_SHAPE = (5, 7)
FINE_SHAPE = (40, 40)
SPACING = 1.3  # standard deviations between nodes: the midpoint rule errs by 2 exp(-2 pi² / 1.3²) = 2e-5
FEWEST_NODES, MOST_NODES = 4, (7, 9)
ROUNDS = 7
STILL = 0.5  # a box that keeps this share of its area after a look has been found
DROP = 8.0  # log density below the best at which the box ends: ± 4 standard deviations
NEGLIGIBLE = 6.0  # nodes that the scout puts this far below the best are not computed


@dataclass(frozen=True)
class Node:
    """One pair of hyperparameters with its posterior weight."""

    phi: float
    sigma: float
    weight: float
    field: Gaussian


@dataclass(frozen=True)
class Problem:
    """Counts, expected (N,); scaled ICAR covariance, prior covariance X B X' of the regression (N, N)."""

    count: np.ndarray
    expected: np.ndarray
    icar: np.ndarray
    regression: np.ndarray

    def effects(self, phi: float, sigma: float) -> np.ndarray:
        """Covariance of b: sigma² (rho K + (1 - rho) I); an island, K = 1, keeps variance sigma²."""
        rho = np.sin(phi) ** 2
        covariance = sigma**2 * rho * self.icar
        covariance[np.diag_indices_from(covariance)] += sigma**2 * (1.0 - rho)
        return covariance

    def prior(self, phi: float, sigma: float) -> np.ndarray:
        """Covariance of eta."""
        return self.effects(phi, sigma) + self.regression


def integrate(problem: Problem) -> list[Node]:
    """Nodes with weights that add up to 1."""
    box, scouted = find_box(problem)
    axes = _axes(box, _node_shape(box, scouted))
    guess = _interpolated(scouted, at=axes)
    wanted = guess > guess.max() - NEGLIGIBLE
    start = (_first_guess(problem), np.full(len(problem.count), 0.01))
    found = []
    for phi, sigma in _snake(axes, wanted):
        field = fit_gaussian(problem.prior(phi, sigma), problem.count, problem.expected, start=start)
        start = (field.mode, field.variance)
        found.append((phi, sigma, field.log_evidence + _log_prior(sigma), field))
    share = np.exp(np.array([f[2] for f in found]) - max(f[2] for f in found))
    share /= share.sum()
    return [Node(f[0], f[1], float(w), f[3]) for f, w in zip(found, share, strict=True)]


def _node_shape(box: Box, scouted: tuple) -> tuple[int, int]:
    """As many nodes as keep them ``SPACING`` standard deviations apart: the midpoint rule needs no more."""
    fine = _axes(box, FINE_SHAPE)
    density = _interpolated(scouted, at=fine)
    weight = np.exp(density - density.max())
    counts = []
    for axis, (low, high) in enumerate(((box[0], box[1]), (box[2], box[3]))):
        share = weight.sum(axis=1 - axis) / weight.sum()
        spread = np.sqrt(share @ (fine[axis] - share @ fine[axis]) ** 2)
        counts.append(
            int(np.clip(np.ceil((high - low) / (SPACING * spread)), FEWEST_NODES, MOST_NODES[axis]))
        )
    return counts[0], counts[1]


def find_box(problem: Problem) -> tuple[Box, tuple]:
    """Where the posterior lies (phi from, to, sigma from, to), and the last look: axes and log density."""
    box, start = WHOLE_BOX, _first_guess(problem)
    for _ in range(ROUNDS):
        axes = _axes(box, SCOUT_SHAPE)
        density = np.full(SCOUT_SHAPE, -np.inf)
        for phi, sigma in _snake(axes, np.full(SCOUT_SHAPE, True)):
            value, start = laplace_evidence(
                problem.prior(phi, sigma), problem.count, problem.expected, start=start
            )
            density[np.searchsorted(axes[0], phi), np.searchsorted(axes[1], sigma)] = value + _log_prior(
                sigma
            )
        smaller = _shrunk(box, axes, density)
        if _area(smaller) > STILL * _area(box):
            return smaller, (axes, density)
        box = smaller
    return box, (axes, density)


def _axes(box: Box, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Midpoints along phi and sigma."""
    return _midpoints(box[0], box[1], shape[0]), _midpoints(box[2], box[3], shape[1])


def _midpoints(low: float, high: float, count: int) -> np.ndarray:
    return low + (high - low) / count * (np.arange(count) + 0.5)


def _snake(axes: tuple[np.ndarray, np.ndarray], wanted: np.ndarray) -> list[tuple[float, float]]:
    """Wanted places row by row, back and forth: each fit starts from its neighbour's."""
    return [
        (float(axes[0][i]), float(axes[1][j]))
        for i in range(len(axes[0]))
        for j in range(len(axes[1]))[:: 1 if i % 2 == 0 else -1]
        if wanted[i, j]
    ]


def _shrunk(box: Box, axes: tuple[np.ndarray, np.ndarray], density: np.ndarray) -> Box:
    """The part of the box within DROP of the best, one cell more on each side, never outside the box."""
    inside = density > density.max() - DROP
    ends = []
    for axis, low, high in ((0, box[0], box[1]), (1, box[2], box[3])):
        at = axes[axis][inside.any(axis=1 - axis)]
        step = axes[axis][1] - axes[axis][0]
        ends += [max(low, float(at[0] - step)), min(high, float(at[-1] + step))]
    return ends[0], ends[1], ends[2], ends[3]


def _area(box: Box) -> float:
    return (box[1] - box[0]) * (box[3] - box[2])


def _log_prior(sigma: float) -> float:
    return -0.5 * (sigma / SIGMA_SCALE) ** 2


def _first_guess(problem: Problem) -> np.ndarray:
    return np.log((problem.count + 0.5) / (problem.expected + 0.5))


def _interpolated(scouted: tuple, *, at: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    axes, density = scouted
    surface = RegularGridInterpolator(axes, density, bounds_error=False, fill_value=None)
    return surface(tuple(np.meshgrid(*at, indexing="ij")))

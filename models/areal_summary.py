"""From a mixture of skewed fields to relative risks, probabilities, intervals, joint draws and ranks.

Marginals use the cumulants of :mod:`models.areal_gauss`: ``E RR = Σ_k w_k exp(k1 + k2/2 + k3/6 + k4/24)``
and an Edgeworth tail. They carry no Monte Carlo noise. Ranks need the field as a whole: draws ``z ~ N(0, S)``
become ``eta = mean + z + (z² - diag S) ∘ h S / 6``, which has the third cumulants of the posterior, all N³ of
them. Pairs ``z, -z`` remove the noise of the first moment. Where next to nothing was counted the expansion
has no say: skewness and excess are held within ``STEEPEST`` and ``HEAVIEST``.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import cholesky
from scipy.special import ndtr

from models.areal_grid import Node

JITTER = 1e-10
ALMOST = 1e-9  # 0.025 * 8000 is 200, whatever its last digit
QUANTILE_STEPS = 4
LONGEST_STEP = 0.1
STEEPEST, HEAVIEST = 0.8, 0.8
WIDEST = 2.0  # variance of eta in the second moment: a likelihood with any count cuts the tail beyond
CUMULANTS = ("mean", "variance", "kappa3", "kappa4")


def stack(nodes: list[Node]) -> tuple[np.ndarray, np.ndarray]:
    """Weights (K, 1) and cumulants (4, K, N) of the mixture."""
    weights = np.array([[node.weight] for node in nodes])
    fields = [node.field for node in nodes]
    mean, variance, kappa3, kappa4 = (np.array([getattr(f, name) for f in fields]) for name in CUMULANTS)
    steep, heavy = STEEPEST * variance**1.5, HEAVIEST * variance**2
    return weights, np.array([mean, variance, np.clip(kappa3, -steep, steep), np.clip(kappa4, -heavy, heavy)])


def moments(weights: np.ndarray, cumulants: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation (N,) of exp(eta)."""
    k1, k2, k3, k4 = cumulants
    first = (weights * np.exp(k1 + k2 / 2 + k3 / 6 + k4 / 24)).sum(axis=0)
    widest = 2 * k1 + k2 + np.minimum(k2, WIDEST)
    second = (weights * np.exp(widest + k3 * 8 / 6 + k4 * 16 / 24)).sum(axis=0)
    return first, np.sqrt(np.maximum(second - first**2, 0.0))


def tail(
    weights: np.ndarray, cumulants: np.ndarray, level: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """P(eta_i > level) (N,), Edgeworth to kappa4 and kappa3², and the Gaussian part of the density."""
    k1, k2, k3, k4 = cumulants
    spread = np.sqrt(k2)
    u = (level - k1) / spread
    skew, excess = k3 / spread**3, k4 / spread**4
    lean = skew / 6 * (u**2 - 1) + excess / 24 * (u**3 - 3 * u) + skew**2 / 72 * (u**5 - 10 * u**3 + 15 * u)
    density = np.exp(-0.5 * u**2) / np.sqrt(2 * np.pi)
    above = (weights * np.clip(ndtr(-u) + density * lean, 0.0, 1.0)).sum(axis=0)
    return above, (weights * density / spread).sum(axis=0)


def quantile(weights: np.ndarray, cumulants: np.ndarray, *, share: float, start: np.ndarray) -> np.ndarray:
    """eta (N,) below which ``share`` of the posterior lies: Newton from ``start``, the draws' quantile."""
    level = start
    for _ in range(QUANTILE_STEPS):
        above, density = tail(weights, cumulants, level)
        step = (above - (1 - share)) / np.maximum(density, 1e-12)
        level = level + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
    return level


def draw(nodes: list[Node], draw_count: int, *, rng: np.random.Generator) -> np.ndarray:
    """Joint draws (draw_count, N) of eta; every node gets its share, so the mixture itself adds no noise."""
    edges = np.floor(np.cumsum([node.weight for node in nodes]) * draw_count + 0.5).astype(int)
    edges[-1] = draw_count
    sizes = np.diff(edges, prepend=0)
    return np.concatenate(
        [_draw_node(n, int(s), rng=rng) for n, s in zip(nodes, sizes, strict=True) if s > 0]
    )


def _draw_node(node: Node, size: int, *, rng: np.random.Generator) -> np.ndarray:
    f = node.field
    wobble = JITTER * np.diag(f.covariance).mean()
    root = cholesky(f.covariance + wobble * np.eye(len(f.mu)), lower=True, check_finite=False)
    half = rng.standard_normal(((size + 1) // 2, len(f.mu))) @ root.T
    z = np.concatenate([half, -half])[:size]
    spread = np.diag(f.covariance)
    pull = np.minimum(f.mu, STEEPEST / spread**1.5) / 6
    return f.mean + z - ((z**2 - spread) * pull) @ f.covariance


def ranks(draws: np.ndarray) -> np.ndarray:
    """Rank (D, N) of every area in every draw, 1 = highest."""
    order = np.argsort(-draws, axis=1)
    result = np.empty(order.shape, dtype=np.int32)
    np.put_along_axis(result, order, np.arange(1, draws.shape[1] + 1, dtype=np.int32)[None, :], axis=1)
    return result


def rank_interval(rank: np.ndarray, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Ends (N,), (N,) of the equal-tailed interval of ranks, whole numbers, from the counts of each rank."""
    draws, areas = rank.shape
    cells = (rank - 1).astype(np.int64) * areas + np.arange(areas)
    below = np.cumsum(np.bincount(cells.ravel(), minlength=areas * areas).reshape(areas, areas), axis=0)
    tail = (1 - level) / 2
    wanted = [np.ceil(share * draws - ALMOST) for share in (tail, 1 - tail)]
    first, last = ((below < w).sum(axis=0) + 1 for w in wanted)
    return first, last

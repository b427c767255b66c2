"""How a hexagon layout is found: relax the points, snap them to a lattice, improve by exchanging cells.

Each place i has a target t_i (its point, in cell units) and neighbours j; u_ij is the direction in which j
really lies, 1 cell long. The points first move under springs towards x_i − x_j = u_ij and keep 1 cell from
each other, 2 cells across the sea. ``linear_sum_assignment`` then gives each place its own cell, and
simulated annealing (Kirkpatrick et al. 1983, Science 220: 671–680) exchanges cells to lower

    E = A Σ |x_i − t_i|² + B Σ |x_i − x_j − u_ij|² − C #(touching, same group) − D #(touching, same island)
        + F #(touching, different islands)

so that provinces hold together, islands stay islands and neighbours stay neighbours. Deterministic by seed.
scipy is imported when a layout is made, not when a frozen one is read.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from geo.hexagons import AROUND, ROW_HEIGHT, Cell, centre

TO_TARGET, TO_NEIGHBOUR = 0.15, 0.3  # A, B
SAME_GROUP, SAME_ISLAND, OTHER_ISLAND = 1.2, 0.3, 2.0  # C, D, F
HOT, COLD = 1.0, 0.03  # temperatures of the annealing, in units of E
ANCHOR, ISLAND_ANCHOR, SPRING, STEP = 0.003, 0.1, 0.5, 0.35  # relaxation
SEA = 2.0  # cells kept between islands while relaxing
REACH = 3.5  # cells: how far from any point a cell may lie


@dataclass(frozen=True)
class Places:
    """What is laid out: ``targets`` n × 2 in cell units; edges as index pairs with the wished difference."""

    targets: np.ndarray
    islands: Sequence[object]
    groups: Sequence[object]
    edges: np.ndarray  # m × 2 indices, land neighbours
    ferries: np.ndarray = field(default_factory=lambda: np.empty((0, 2), dtype=int))
    ferry_lengths: tuple[float, float] = (2.2, 4.5)  # cells; shorter and longer links are drawn in

    def wishes(self) -> np.ndarray:
        """Unit vectors x_i − x_j of the land edges."""
        return _clipped(self.targets, self.edges, (1.0, 1.0))


def fit(places: Places, *, moves: int, seed: int = 0) -> list[Cell]:
    """One cell per place. ``moves`` exchanges are tried; about 10 µs each."""
    if len(places.targets) == 1:
        return [(0, 0)]
    relaxed = relax(places)
    return anneal(snap(relaxed), relaxed, places, moves=moves, seed=seed)


def relax(places: Places, *, steps: int = 800) -> np.ndarray:
    """Positions n × 2 after springs, anchors and repulsion."""
    from scipy.spatial import cKDTree

    edges = np.vstack([places.edges, places.ferries]).astype(int)
    wish = np.vstack([places.wishes(), _clipped(places.targets, places.ferries, places.ferry_lengths)])
    names = np.unique(np.asarray(places.islands, dtype=str), return_inverse=True)[1]
    members = [np.flatnonzero(names == k) for k in range(names.max() + 1)]
    x = places.targets.copy()
    for _ in range(steps):
        force = ANCHOR * (places.targets - x)
        for island in members:
            force[island] += ISLAND_ANCHOR * (places.targets[island] - x[island]).mean(0)
        pull = SPRING / 4 * (x[edges[:, 0]] - x[edges[:, 1]] - wish)
        _add(force, edges, -pull)
        _add(force, *_repulsion(x, names, cKDTree(x).query_pairs(SEA, output_type="ndarray")))
        x = x + STEP * force
    return x


def _repulsion(x: np.ndarray, names: np.ndarray, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    apart = x[pairs[:, 0]] - x[pairs[:, 1]]
    length = np.linalg.norm(apart, axis=1) + 1e-9
    needed = np.where(names[pairs[:, 0]] == names[pairs[:, 1]], 1.0, SEA)
    return pairs, apart * (np.maximum(needed - length, 0) / length / 2)[:, None]


def _add(force: np.ndarray, edges: np.ndarray, push: np.ndarray) -> None:
    np.add.at(force, edges[:, 0], push)
    np.add.at(force, edges[:, 1], -push)


def _clipped(targets: np.ndarray, edges: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    """Differences target_i − target_j with their length brought between two limits."""
    if not len(edges):
        return np.empty((0, 2))
    apart = targets[edges[:, 0]] - targets[edges[:, 1]]
    length = np.linalg.norm(apart, axis=1, keepdims=True) + 1e-9
    return apart / length * np.clip(length, *limits)


def snap(x: np.ndarray) -> list[Cell]:
    """Cells with the least sum of squared distances, one each (Jonker–Volgenant, scipy)."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial import cKDTree

    (left, low), (right, high) = x.min(0) - REACH, x.max(0) + REACH
    rows = range(math.floor(low / ROW_HEIGHT), math.ceil(high / ROW_HEIGHT) + 1)
    cells = [(q, r) for r in rows for q in range(math.floor(left - r / 2), math.ceil(right - r / 2) + 1)]
    centres = np.array([centre(cell) for cell in cells])
    near = np.flatnonzero(cKDTree(x).query(centres)[0] < REACH)
    cost = ((x[:, None] - centres[near][None]) ** 2).sum(-1)
    return [cells[near[k]] for k in linear_sum_assignment(cost)[1]]


def anneal(cells: list[Cell], x: np.ndarray, places: Places, *, moves: int, seed: int) -> list[Cell]:
    """Exchange cells (or move into the sea) while that lowers E, at first also when it does not."""
    board = _Board(cells, x, places)
    chance = random.Random(seed)
    for move in range(moves):
        heat = HOT * (COLD / HOT) ** (move / moves)
        one = chance.randrange(len(cells))
        links = board.links[one]
        base = board.cells[chance.choice(links)[0] if links and chance.random() < 0.5 else one]
        step = chance.choice(AROUND)
        there = (base[0] + step[0], base[1] + step[1])
        here = board.cells[one]
        if there != here:
            rise = board.exchange(one, there)
            if rise > 0 and chance.random() >= math.exp(-rise / heat):
                board.exchange(one, here)
    return board.cells


class _Board:
    """Which place sits on which cell, and what it costs."""

    def __init__(self, cells: list[Cell], x: np.ndarray, places: Places) -> None:
        self.cells = list(cells)
        self.taken = {cell: i for i, cell in enumerate(self.cells)}
        self.at = [centre(cell) for cell in self.cells]
        self.targets = [(float(a), float(b)) for a, b in x]
        self.islands, self.groups = list(places.islands), list(places.groups)
        self.links: list[list[tuple[int, float, float]]] = [[] for _ in cells]
        for (i, j), (dx, dy) in zip(places.edges.tolist(), places.wishes().tolist(), strict=True):
            self.links[i].append((j, dx, dy))
            self.links[j].append((i, -dx, -dy))

    def exchange(self, one: int, there: Cell) -> float:
        """Move ``one`` to a cell, and whoever sits there to its old cell; the change of E."""
        here, other = self.cells[one], self.taken.get(there)
        before = self._cost(one) + (self._cost(other) if other is not None else 0.0)
        del self.taken[here]
        self._put(one, there)
        if other is not None:
            self._put(other, here)
        return self._cost(one) + (self._cost(other) if other is not None else 0.0) - before

    def _put(self, one: int, cell: Cell) -> None:
        self.cells[one], self.at[one], self.taken[cell] = cell, centre(cell), one

    def _cost(self, one: int) -> float:
        (x, y), (tx, ty), (q, r) = self.at[one], self.targets[one], self.cells[one]
        cost = TO_TARGET * ((x - tx) ** 2 + (y - ty) ** 2)
        for j, dx, dy in self.links[one]:
            jx, jy = self.at[j]
            cost += TO_NEIGHBOUR * ((x - jx - dx) ** 2 + (y - jy - dy) ** 2)
        for dq, dr in AROUND:
            other = self.taken.get((q + dq, r + dr))
            if other is not None:
                cost += self._touch(one, other)
        return cost

    def _touch(self, one: int, other: int) -> float:
        if self.islands[one] != self.islands[other]:
            return OTHER_ISLAND
        return -SAME_GROUP if self.groups[one] == self.groups[other] else -SAME_ISLAND

"""From degrees to the targets of a hexagon layout: scale, and draw empty sea together a little.

A coordinate v becomes (1 − λ) v + λ F(v), F the smoothed distribution of all places stretched over the same
range: crowded Java widens, the empty Banda Sea narrows, and the order of places from west to east stays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from geo.layout import Places
from geo.neighbours import island

SHORT_FERRY = 2.5  # cells


@dataclass(frozen=True, slots=True)
class Warp:
    """``spacing``: degrees per cell, None = from the distances of neighbours; λ; smoothing in degrees.

    ``crossing``: least and greatest length of a ferry link, in cells.
    """

    spacing: float | None = None
    east: float = 0.0
    north: float = 0.0
    smooth_east: float = 3.0
    smooth_north: float = 2.0
    crossing: tuple[float, float] = (2.2, 4.5)


def prepare(
    points: pl.DataFrame,
    edges: pl.DataFrame,
    *,
    groups: Sequence[object] | None = None,
    ferries: pl.DataFrame | None = None,
    warp: Warp | None = None,
) -> Places:
    """What ``layout.fit`` needs, from points (``code, lat, lon``) and edges (``i, j``)."""
    warp = warp or Warp()
    codes = points["code"].to_list()
    lon, lat = points["lon"].to_numpy(), points["lat"].to_numpy()
    degrees = np.column_stack(
        [
            _warped(lon, warp.east, warp.smooth_east) * math.cos(math.radians(float(lat.mean()))),
            _warped(lat, warp.north, warp.smooth_north),
        ]
    )
    land = _indices(codes, edges)
    sea = _indices(codes, ferries) if ferries is not None else np.empty((0, 2), dtype=int)
    return Places(
        targets=degrees / (warp.spacing or _usual_length(degrees, land, sea)),
        islands=[island(code) or "" for code in codes],
        groups=list(groups) if groups is not None else [""] * len(codes),
        edges=land,
        ferries=sea,
        ferry_lengths=warp.crossing,
    )


def _indices(codes: list[str], edges: pl.DataFrame) -> np.ndarray:
    index = {code: i for i, code in enumerate(codes)}
    pairs = [(index[i], index[j]) for i, j in edges.select("i", "j").iter_rows() if i in index and j in index]
    return np.array(pairs, dtype=int).reshape(-1, 2)


def _usual_length(degrees: np.ndarray, land: np.ndarray, sea: np.ndarray) -> float:
    """Degrees per cell: the median land neighbour touches, the median ferry crosses SHORT_FERRY cells."""
    usual = max(_median_length(degrees, land), _median_length(degrees, sea) / SHORT_FERRY)
    spread = float(np.ptp(degrees, axis=0).max()) / (2 * math.sqrt(len(degrees)))
    return usual or spread or 1.0


def _median_length(degrees: np.ndarray, edges: np.ndarray) -> float:
    if not len(edges):
        return 0.0
    return float(np.median(np.linalg.norm(degrees[edges[:, 0]] - degrees[edges[:, 1]], axis=1)))


def _warped(v: np.ndarray, share: float, smooth: float) -> np.ndarray:
    if share == 0:
        return v
    grid = np.linspace(v.min() - 1, v.max() + 1, 400)
    density = np.exp(-0.5 * ((grid[:, None] - v[None]) / smooth) ** 2).sum(1)
    rank = np.cumsum(density)
    rank = (rank - rank[0]) / (rank[-1] - rank[0])
    return (1 - share) * v + share * (grid[0] + np.interp(v, grid, rank) * (grid[-1] - grid[0]))

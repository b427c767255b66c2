"""Names that fit: short forms for cells, and places in the sea for the names of provinces.

A label may not cover a cell or another label; among the free places the one nearest to its own cells wins,
and places nearer to somebody else's cells cost extra. Boxes are LETTER × size wide per letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import polars as pl

from geo.tables import DATA

LETTER = 0.56  # width of a letter of the system's sans-serif, in its height
DISTANCES = (1.0, 1.3, 1.7, 2.2, 2.8, 3.5, 4.5)  # cells between a cell and its label's centre line
ANGLES = np.arange(0, 360, 15)
FOREIGN = 1.5  # what it costs to stand nearer to another group's cells, in cells
Box = tuple[float, float, float, float]  # centre x, y, half width, half height
CLEAR = 0.55  # a cell's radius and a hairline
SCHEMA = {
    "group": pl.String,
    "text": pl.String,
    "x": pl.Float64,
    "y": pl.Float64,
    "tip_x": pl.Float64,
    "tip_y": pl.Float64,
}


@cache
def _short() -> dict[str, str]:
    return dict(pl.read_csv(DATA / "short_names.csv", schema_overrides={"code": pl.String}).iter_rows())


def short_name(code: str, name: str) -> str:
    """A name for a cell: *Jatim*, *Kota Probolinggo*, *Jember*, *Kep. Meranti*."""
    if code in _short():
        return _short()[code]
    for word in ("Kabupaten ", "Kab. ", "Provinsi ", "Kecamatan ", "Administrasi "):
        name = name.replace(word, "")
    return name.replace("Kepulauan ", "Kep. ")


def labels(
    layout: pl.DataFrame,
    texts: Mapping[str, str],
    *,
    group: Mapping[str, str] | None = None,
    size: float = 1.0,
) -> pl.DataFrame:
    """Centre ``x, y`` of each group's text, ``size`` cells high, and the cell it names (``tip_x, tip_y``).

    ``texts``: group → text; by default groups are provinces (first two digits of the code).
    """
    at = layout.select("x", "y").to_numpy()
    owner = np.array([group[code] if group else code[:2] for code in layout["code"]])
    boxes: list[Box] = []
    rows = []
    for name in sorted(set(owner) & set(texts), key=lambda g: (-len(texts[g]), g)):
        half = (LETTER * size * len(texts[name]) / 2, size * 0.6)
        x, y = _free_place(at, owner == name, half, boxes)
        boxes.append((x, y, *half))
        own = at[owner == name]
        tip = own[np.argmin(np.hypot(*(own - (x, y)).T))]
        rows.append((name, texts[name], round(x, 3), round(y, 3), float(tip[0]), float(tip[1])))
    return pl.DataFrame(sorted(rows), schema=SCHEMA, orient="row")


def _free_place(
    at: np.ndarray,
    mine: np.ndarray,
    half: tuple[float, float],
    boxes: list[tuple[float, float, float, float]],
) -> tuple[float, float]:
    angles = np.radians(ANGLES)
    own, middle = at[mine], at[mine].mean(0)
    # From each own cell outwards; sideways the text's half width comes on top.
    steps = [(d, a) for d in DISTANCES for a in angles]
    out = np.array([(np.cos(a) * (d + half[0]), np.sin(a) * (d + half[1] / 2)) for d, a in steps])
    places = (own[:, None, :] + out[None]).reshape(-1, 2)
    gap = _gaps(places, at, half)
    nearest_own = gap[:, mine].min(1)
    nearest_other = gap[:, ~mine].min(1) if (~mine).any() else np.full(len(places), np.inf)
    cost = nearest_own + 0.25 * np.hypot(*(places - middle).T)
    cost += np.where(nearest_other < nearest_own, FOREIGN, 0.0)
    cost[gap.min(1) < CLEAR] = np.inf
    for x, y, half_x, half_y in boxes:
        beside = np.abs(places[:, 0] - x) > half[0] + half_x + 0.2
        above = np.abs(places[:, 1] - y) > half[1] + half_y
        cost[~(beside | above)] = np.inf
    best = places[np.argmin(cost)]
    return float(best[0]), float(best[1])


def _gaps(places: np.ndarray, at: np.ndarray, half: tuple[float, float]) -> np.ndarray:
    """Distance from each label's box to each cell's centre: places × cells."""
    apart = np.abs(places[:, None, :] - at[None])
    outside = np.maximum(apart - np.array(half), 0)
    return np.hypot(outside[..., 0], outside[..., 1])

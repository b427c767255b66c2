"""Hexagon cartograms: every region one cell of equal size, drawn from points alone.

On a geographic map of Indonesia Kota Probolinggo (55 km²) cannot be seen; here it is as large as Merauke.
Layouts of the provinces, of the 514 kab/kota, and of the kab/kota inside each province are frozen in
``data/``; ``place`` makes one for any other points. x grows to the right and y upwards, in cell widths.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from geo import hexagons
from geo.neighbours import neighbours

DATA = Path(__file__).parent / "data"
SCHEMA = {"code": pl.String, "q": pl.Int64, "r": pl.Int64, "x": pl.Float64, "y": pl.Float64}
MOVES_PER_PLACE, MOST_MOVES = 400, 120_000


@cache
def provinces() -> pl.DataFrame:
    """Frozen layout of the 38 provinces: ``code, q, r, x, y``."""
    return _frozen("cartogram_provinces.csv")


@cache
def kabkota() -> pl.DataFrame:
    """Frozen layout of the 514 kab/kota, provinces held together and islands apart."""
    return _frozen("cartogram_kabkota.csv")


@cache
def province(code: str) -> pl.DataFrame:
    """Frozen layout of the kab/kota of one packaged province; empty for another code."""
    return _frozen("cartogram_within.csv").filter(pl.col("code").str.starts_with(f"{code}."))


@cache
def province_labels() -> pl.DataFrame:
    """Where the provinces' names stand around ``kabkota()``: ``group, text, x, y, tip_x, tip_y``.

    ``x, y`` is the centre of a text 1 cell high; leave room for texts beyond the outermost cells.
    """
    return pl.read_csv(DATA / "cartogram_labels.csv", schema_overrides={"group": pl.String})


def layout(level_or_points: int | pl.DataFrame) -> pl.DataFrame:
    """Level 1 → ``provinces()``, level 2 → ``kabkota()``, a frame of points → ``place(points)``."""
    if isinstance(level_or_points, pl.DataFrame):
        return place(level_or_points)
    return provinces() if level_or_points == 1 else kabkota()


def place(points: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
    """Layout of any points (``code, lat, lon``): ``code, q, r, x, y`` in the order given, one cell per code.

    The kab/kota of a whole packaged province come frozen; others are found in about 10 ms per place
    and remembered.
    """
    rows = tuple(points.select("code", "lat", "lon").iter_rows())
    if not rows:
        return pl.DataFrame(schema=SCHEMA)
    known = province(rows[0][0].partition(".")[0])
    if known.height == len(rows) and set(known["code"]) == {code for code, _, _ in rows}:
        order = pl.DataFrame({"code": [code for code, _, _ in rows]})
        return order.join(known, on="code", how="left", maintain_order="left")
    return _placed(rows, seed)


@cache
def _placed(rows: tuple[tuple[str, float, float], ...], seed: int) -> pl.DataFrame:
    from geo.layout import fit
    from geo.projection import prepare

    points = pl.DataFrame(
        rows, schema={"code": pl.String, "lat": pl.Float64, "lon": pl.Float64}, orient="row"
    )
    edges = neighbours(points, extra=points.clear())
    moves = min(MOVES_PER_PLACE * len(rows), MOST_MOVES)
    return as_layout(points["code"].to_list(), fit(prepare(points, edges), moves=moves, seed=seed))


def block(codes: Sequence[str]) -> pl.DataFrame:
    """A compact block for things without a place (the OPD of a region), in reading order from top left."""
    width = max(1, math.ceil(math.sqrt(len(codes) * hexagons.ROW_HEIGHT)))
    cells = [(i % width + i // width // 2, -(i // width)) for i in range(len(codes))]
    return as_layout(list(codes), cells) if cells else pl.DataFrame(schema=SCHEMA)


def as_layout(codes: list[str], cells: list[hexagons.Cell]) -> pl.DataFrame:
    """Codes with their cells as a table ``code, q, r, x, y``, moved so that x and y begin at 0."""
    low = min(r for _, r in cells)
    left = math.floor(min(q + (r - low) / 2 for q, r in cells))
    cells = [(q - left, r - low) for q, r in cells]
    rows = [(code, *cell, *hexagons.centre(cell)) for code, cell in zip(codes, cells, strict=True)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def hexagon(x: float, y: float, *, size: float = 0.94) -> list[tuple[float, float]]:
    """The 6 corners of a cell, clockwise from the top; by default with a hairline to its neighbours."""
    return hexagons.corners(x, y, size=size)


def outline(
    layout: pl.DataFrame, group: Mapping[str, str] | None = None
) -> dict[str, list[list[tuple[float, float]]]]:
    """Closed rings around the cells of each group; by default around provinces (first two digits)."""
    cells: dict[str, set[hexagons.Cell]] = {}
    for code, q, r in layout.select("code", "q", "r").iter_rows():
        cells.setdefault(group[code] if group else code[:2], set()).add((q, r))
    return {name: hexagons.outline(part) for name, part in sorted(cells.items())}


def quality(layout: pl.DataFrame, true_edges: pl.DataFrame, points: pl.DataFrame) -> dict[str, float]:
    """Share of true neighbours (``i, j``) that touch, and mean displacement in cells after the best fit.

    The layout is first laid over the points by scale and shift (least squares), since only shape matters.
    """
    import numpy as np

    cell = {code: (q, r) for code, q, r in layout.select("code", "q", "r").iter_rows()}
    pairs = [(i, j) for i, j in true_edges.select("i", "j").iter_rows() if i in cell and j in cell]
    touching = sum(hexagons.distance(cell[i], cell[j]) == 1 for i, j in pairs)
    both = layout.join(points, on="code", maintain_order="left")
    here, there = both.select("x", "y").to_numpy(), both.select("lon", "lat").to_numpy()
    here, there = here - here.mean(0), there - there.mean(0)
    scale = (here * there).sum(0) / (there**2).sum(0)
    moved = np.linalg.norm(here - there * scale, axis=1)
    return {"touching_share": touching / max(len(pairs), 1), "displacement_cells": float(moved.mean())}


def _frozen(name: str) -> pl.DataFrame:
    return pl.read_csv(DATA / name, schema_overrides=SCHEMA)

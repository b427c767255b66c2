"""Make the frozen layouts again: ``python -m geo.freeze`` writes ``data/cartogram_*.csv``.

Run it when a region is added to ``regions.csv``. It tries several seeds and keeps the layout whose provinces
hold together best and where most neighbours touch; about two minutes.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from geo import cartogram
from geo.hexagons import Cell, distance, pieces
from geo.labels import labels, short_name
from geo.layout import fit
from geo.neighbours import island, links, neighbours
from geo.projection import Warp, prepare
from geo.tables import DATA, packaged_regions

NATIONAL = Warp(spacing=0.62, east=0.3, north=0.15)
INSIDE = Warp(east=0.2, north=0.2, crossing=(2.0, 2.6))
# Drawn by hand: 38 cells are few enough to get every border right. Four characters are one cell.
PROVINCES = """\
11          21
  12  14                      65          75  71      82      96
    13  15      19      61  64      76  72                      92  91
      17  16              62  63      73  74          81          94  95
        18                                                              93
                  31  33  35
                36  32  34      51      52      53
""".splitlines()
SEEDS = range(6)


def main() -> None:
    """Write the four tables."""
    _write(kabkota(), "cartogram_kabkota.csv")
    _write_labels()
    _write(provinces(), "cartogram_provinces.csv")
    _write(within(), "cartogram_within.csv")


def kabkota() -> pl.DataFrame:
    """The 514 kab/kota of the whole country."""
    points = _points(2)
    codes = points["code"].to_list()
    edges = neighbours(points, extra=points.clear())
    places = prepare(points, edges, groups=[c[:2] for c in codes], ferries=links(), warp=NATIONAL)
    return _best([fit(places, moves=400_000, seed=seed) for seed in SEEDS], codes, edges)


def _write_labels() -> None:
    names = packaged_regions().filter(pl.col("level") == 1).select("code", "name")
    texts = {code: short_name(code, name) for code, name in names.iter_rows()}
    layout = pl.read_csv(DATA / "cartogram_kabkota.csv", schema_overrides=cartogram.SCHEMA)
    labels(layout, texts).write_csv(DATA / "cartogram_labels.csv")


def provinces() -> pl.DataFrame:
    """The 38 provinces, from the drawing above."""
    cells = {
        code: (round(x + row / 2), -row) for row, line in enumerate(PROVINCES) for code, x in _read(line)
    }
    return cartogram.as_layout(sorted(cells), [cells[code] for code in sorted(cells)])


def _read(line: str) -> list[tuple[str, float]]:
    return [(found.group(), found.start() / 4) for found in re.finditer(r"\d\d", line)]


def within() -> pl.DataFrame:
    """The kab/kota of each province by itself."""
    points = _points(2)
    parts = []
    for (_,), group in points.group_by(pl.col("code").str.head(2), maintain_order=True):
        codes, edges = group["code"].to_list(), neighbours(group, extra=points.clear())
        places = prepare(group, edges, ferries=links(), warp=INSIDE)
        parts.append(_best([fit(places, moves=1500 * len(codes), seed=s) for s in SEEDS], codes, edges))
    return pl.concat(parts)


def _points(level: int) -> pl.DataFrame:
    return packaged_regions().filter(pl.col("level") == level).select("code", "lat", "lon")


def _best(layouts: list[list[Cell]], codes: list[str], edges: pl.DataFrame) -> pl.DataFrame:
    pairs = [(codes.index(i), codes.index(j)) for i, j in edges.iter_rows()]

    def score(cells: list[Cell]) -> tuple[int, int]:
        touching = sum(distance(cells[i], cells[j]) == 1 for i, j in pairs)
        return _extra_pieces(codes, cells), -touching

    return cartogram.as_layout(codes, min(layouts, key=score))


def _extra_pieces(codes: list[str], cells: list[Cell]) -> int:
    """Parts of a province on one island beyond the first."""
    parts: dict[tuple[str, str | None], set[Cell]] = {}
    for code, cell in zip(codes, cells, strict=True):
        parts.setdefault((code[:2], island(code)), set()).add(cell)
    return sum(len(pieces(part)) - 1 for part in parts.values())


def _write(layout: pl.DataFrame, name: str, *, folder: Path = DATA) -> None:
    layout.with_columns(pl.col("x", "y").round(4)).write_csv(folder / name)


if __name__ == "__main__":
    main()

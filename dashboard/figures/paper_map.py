"""Hexagon map for paper and mail: the cells, classes and fading of the map on screen."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dashboard.figures.classes import spread
from dashboard.figures.hexmap import SMALL_LABELS, colour_of, extent, ink_on
from dashboard.figures.paper import MM_PER_INCH, blank
from dashboard.figures.theme import LIGHT
from geo.cartogram import hexagon

_KEY_SHARE = 0.13  # of the height, for the printed breaks
_KEY_MM = 17
LARGEST_PT, PT_PER_INCH = 7.5, 72
LETTER_WIDTH = 0.6  # of its height, on average, in the paper's typeface


def paper_map(
    places: pl.DataFrame,
    *,
    bounds: Sequence[float],
    texts: Sequence[str],
    size_mm: tuple[float, float],
    selected: str | None = None,
) -> Figure:
    """Map of ``places`` (columns of ``hexmap.COLUMNS`` and ``label``) with its classes printed below.

    ``texts`` has one text a class and, last, the words for no data.
    """
    figure = blank(*size_mm)
    axes = figure.add_axes((0.0, _KEY_SHARE, 1.0, 1 - _KEY_SHARE))
    axes.set_aspect("equal")
    axes.axis("off")
    rows = places.to_dicts()
    fills = [colour_of(row, bounds, LIGHT) for row in rows]
    corners = [hexagon(row["x"], row["y"]) for row in rows]
    axes.add_collection(
        PolyCollection(corners, facecolors=[f for f, _ in fills], edgecolors="white", linewidths=1)
    )
    empty = [c for c, (_, is_hatched) in zip(corners, fills, strict=True) if is_hatched]
    edge = LIGHT.line_strong
    axes.add_collection(
        PolyCollection(empty, facecolors="none", edgecolors=edge, hatch="////", linewidths=0.5)
    )
    chosen = [c for c, row in zip(corners, rows, strict=True) if row["code"] == selected]
    axes.add_collection(PolyCollection(chosen, facecolors="none", edgecolors=LIGHT.ink, linewidths=1.6))
    _fit(axes, places)
    if len(rows) <= SMALL_LABELS:
        _labels(axes, rows, bounds, size=_letter_size(places, size_mm))
    _key(figure, bounds, texts)
    return figure


def _fit(axes: Axes, places: pl.DataFrame) -> None:
    left, right, bottom, top = extent(places)
    pad = 0.02 * max(right - left, top - bottom)
    axes.set(xlim=(left - pad, right + pad), ylim=(bottom - pad, top + pad))


def _letter_size(places: pl.DataFrame, size_mm: tuple[float, float]) -> float:
    """Points, such that the longest line fits into its cell."""
    left, right, bottom, top = extent(places)
    cell_mm = min(size_mm[0] / (right - left), (1 - _KEY_SHARE) * size_mm[1] / (top - bottom))
    letters = max(len(line) for text in ["-", *places["label"]] for line in str(text).split("<br>"))
    return min(LARGEST_PT, 0.88 * cell_mm / (LETTER_WIDTH * letters) * PT_PER_INCH / MM_PER_INCH)


def _labels(axes: Axes, rows: list[dict], bounds: Sequence[float], *, size: float) -> None:
    for row in rows:
        text = str(row["label"]).replace("<br>", "\n")
        ink = ink_on(row, bounds, LIGHT)
        axes.text(
            row["x"], row["y"], text, ha="center", va="center", fontsize=size, color=ink, linespacing=0.9
        )


def _key(figure: Figure, bounds: Sequence[float], texts: Sequence[str]) -> None:
    """Printed breaks, side by side: the classes touch, the sample for no data stands apart."""
    axes = figure.add_axes((0.01, 0.0, 0.98, _KEY_SHARE))
    axes.set(xlim=(0, figure.get_figwidth() * MM_PER_INCH * 0.98), ylim=(0, 1))
    axes.axis("off")
    step = min(_KEY_MM, axes.get_xlim()[1] / (len(texts) + 0.8))
    for i, text in enumerate(texts):
        is_empty = i == len(texts) - 1
        left = i * step + (0.4 * step if is_empty else 0)
        fill = LIGHT.paper if is_empty else LIGHT.classes[spread(i, len(bounds) + 1)]
        hatch, edge = ("//////", LIGHT.line_strong) if is_empty else (None, LIGHT.line)
        box = Rectangle(
            (left, 0.52), step - 0.4, 0.32, facecolor=fill, edgecolor=edge, hatch=hatch, linewidth=0.4
        )
        axes.add_patch(box)
        axes.text(left, 0.4, text, fontsize=7, color=LIGHT.ink_2, va="top")

"""Hexagon map for paper: one cell per region, value by class, unsure values pale, no data hatched."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from dashboard.figures.scale import Classes
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from dashboard.figures.paper import EMPTY, HAIRLINE, INK, MUTED, blank
from geo import cartogram

_LABEL_INK_ON_DARK = "white"
_DARK_FROM = 0.5  # relative luminance under which white text reads better


def hex_map(cells: pl.DataFrame, classes: Classes, *, size_mm: tuple[float, float], no_data: str) -> Figure:
    """Map of ``cells`` (columns ``code, x, y, label, value``; value NULL = no data) with its scale.

    ``size_mm`` is width and height; ``no_data`` the words beside the hatched sample.
    """
    figure = blank(*size_mm)
    axes = figure.add_axes((0.0, 0.16, 1.0, 0.84))
    axes.set_aspect("equal")
    axes.axis("off")
    rows = cells.to_dicts()
    corners = [cartogram.hexagon(r["x"], r["y"]) for r in rows]
    colours = [EMPTY if r["value"] is None else classes.colour(r["value"]) for r in rows]
    axes.add_collection(PolyCollection(corners, facecolors=colours, edgecolors="white", linewidths=0.8))
    blanks = [c for c, r in zip(corners, rows, strict=True) if r["value"] is None]
    hatched = {"facecolors": "none", "edgecolors": HAIRLINE, "hatch": "////", "linewidths": 0.4}
    axes.add_collection(PolyCollection(blanks, **hatched))
    _labels(axes, rows, colours)
    axes.autoscale_view()
    _scale(figure, classes, no_data)
    return figure


def _labels(axes: Axes, rows: Sequence[dict], colours: Sequence[str]) -> None:
    size = 7.5 if len(rows) <= 20 else 5.2
    if len(rows) > 60:
        return
    for row, colour in zip(rows, colours, strict=True):
        ink = _LABEL_INK_ON_DARK if _luminance(colour) < _DARK_FROM else INK
        axes.text(row["x"], row["y"], row["label"], ha="center", va="center", fontsize=size, color=ink)


def _scale(figure: Figure, classes: Classes, no_data: str) -> None:
    axes = figure.add_axes((0.04, 0.02, 0.92, 0.12))
    axes.set(xlim=(0, 10), ylim=(0, 1))
    axes.axis("off")
    width = min(1.3, 8 / len(classes.colours))
    for i, colour in enumerate(classes.colours):
        axes.add_patch(_box(i * width, colour))
        axes.text(i * width, 0.32, classes.texts[i], fontsize=6.8, color=MUTED, va="top")
    at = len(classes.colours) * width + 0.25
    patch = _box(at, EMPTY)
    patch.set(hatch="////", edgecolor=HAIRLINE)
    axes.add_patch(patch)
    axes.text(at, 0.32, no_data, fontsize=6.8, color=MUTED, va="top")


def _box(x: float, colour: str):
    from matplotlib.patches import Rectangle

    return Rectangle((x, 0.42), 0.55, 0.34, facecolor=colour, edgecolor="none")


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

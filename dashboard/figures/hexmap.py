"""Every place one hexagon of equal size: a small city is as visible as a large regency.

Position comes from ``geo.cartogram`` (code, x, y; neighbours stay neighbours), value and interval from the
estimates. Classes have printed breaks; a value whose interval is wide fades towards the paper; a place
without data is hatched and never coloured as zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import polars as pl

from dashboard.figures.classes import class_of, spread
from dashboard.figures.theme import Style, Theme, base_layout, mix
from geo.cartogram import hexagon

COLUMNS = ("code", "name", "x", "y", "value", "lower", "upper", "hover")
FADES = (0.0, 0.2, 0.42)  # certain, uncertain, very uncertain
WIDE, VERY_WIDE = 1.5, 3.0  # width of the interval over its estimate
WIDEST_LETTER = 0.64  # of its height, in the widest of the system's sans-serif faces
SMALL_LABELS = 60  # up to this many places the code or short name is printed inside


def certainty(value: float | None, lower: float | None, upper: float | None) -> int:
    """0 certain, 1 uncertain, 2 very uncertain: width of the interval relative to the value."""
    if not value or lower is None or upper is None:
        return 0 if lower is None else 2
    width = (upper - lower) / value
    return 0 if width < WIDE else 1 if width < VERY_WIDE else 2


def hexmap(
    places: pl.DataFrame,
    *,
    bounds: Sequence[float],
    style: Style,
    selected: str | None = None,
    outlines: Sequence[Sequence[tuple[float, float]]] = (),
) -> go.Figure:
    """Map of ``places`` (columns COLUMNS; null value = no data; optional ``label`` printed inside).

    ``outlines`` are closed rings around groups of cells, such as provinces.
    """
    figure, look = go.Figure(), style.look
    for (colour, is_hatched), rows in _groups(places, bounds, look).items():
        figure.add_trace(_cells(rows, colour, is_hatched=is_hatched, look=look))
    if outlines:
        figure.add_trace(_borders(outlines, look))
    chosen = [row for row in places.iter_rows(named=True) if row["code"] == selected]
    if chosen:
        figure.add_trace(_ring(chosen[0], look))
    figure.add_trace(_targets(places, bounds, look))
    figure.update_layout(**base_layout(style, height=None), **_axes(places))
    return figure


def aspect(places: pl.DataFrame) -> str:
    """Width over height of the map as CSS: it fills its column on every screen, and no more."""
    if places.is_empty():
        return "2 / 1"
    left, right, bottom, top = extent(places)
    pad = 0.04 * (right - left)
    return f"{right - left + pad:.3f} / {top - bottom + pad:.3f}"


def letter_size(places: pl.DataFrame) -> str:
    """Height of a label's letters as CSS, such that the longest fits into its cell at any width of the map.

    ``cqw`` is a hundredth of the map's width; the style sheet caps it at 11 px, and leaves labels out where
    they would be too small to read.
    """
    if "label" not in places.columns or places.is_empty() or places.height > SMALL_LABELS:
        return "0px"
    left, right, _, _ = extent(places)
    letters = max(len(line) for text in places["label"] for line in text.split("<br>"))
    return f"{100 / (right - left + 1) / (WIDEST_LETTER * max(letters, 1)):.2f}cqw"


def _groups(places: pl.DataFrame, bounds: Sequence[float], look: Theme) -> dict[tuple[str, bool], list[dict]]:
    """Cells that share a colour are one trace: 514 places need about fifteen."""
    groups: dict[tuple[str, bool], list[dict]] = defaultdict(list)
    for row in places.iter_rows(named=True):
        groups[colour_of(row, bounds, look)].append(row)
    return dict(sorted(groups.items()))


def colour_of(row: dict, bounds: Sequence[float], look: Theme) -> tuple[str, bool]:
    """Fill of a cell, and whether it is hatched because there are no data; paper and screen agree."""
    index = class_of(row["value"], bounds)
    if index is None:
        return look.paper, True
    full = look.classes[spread(index, len(bounds) + 1)]
    return mix(full, look.paper, FADES[certainty(row["value"], row["lower"], row["upper"])]), False


def _cells(rows: list[dict], colour: str, *, is_hatched: bool, look: Theme) -> go.Scatter:
    xs, ys = _pen([_closed(row) for row in rows])
    pattern = {"shape": "/", "fgcolor": look.line_strong, "bgcolor": look.paper, "size": 5, "solidity": 0.22}
    return go.Scatter(
        x=xs,
        y=ys,
        mode="lines",
        fill="toself",
        fillcolor=colour,
        fillpattern=pattern if is_hatched else None,
        line={"color": look.line_strong if is_hatched else look.paper, "width": 0.75 if is_hatched else 1.5},
        hoverinfo="skip",
    )


def _closed(row: dict) -> list[tuple[float, float]]:
    corners = hexagon(row["x"], row["y"])
    return [*corners, corners[0]]


def _pen(rings: Sequence[Sequence[tuple[float, float]]]) -> tuple[np.ndarray, np.ndarray]:
    """Rings as one stroke; NaN lifts the pen. Typed arrays travel as bytes: less text, no parsing."""
    points = [point for ring in rings for point in (*ring, (np.nan, np.nan))]
    xs, ys = np.array(points, dtype=np.float32).T
    return xs, ys


def _borders(rings: Sequence[Sequence[tuple[float, float]]], look: Theme) -> go.Scatter:
    """All borders as one trace; a gap lifts the pen between rings."""
    xs, ys = _pen(rings)
    line = {"color": look.line_strong, "width": 1.25}
    return go.Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip")


def _ring(row: dict, look: Theme) -> go.Scatter:
    loop = _closed(row)
    return go.Scatter(
        x=[x for x, _ in loop],
        y=[y for _, y in loop],
        mode="lines",
        line={"color": look.ink, "width": 2.5},
        hoverinfo="skip",
    )


def _targets(places: pl.DataFrame, bounds: Sequence[float], look: Theme) -> go.Scatter:
    """Invisible points that answer the pointer and carry the labels of small maps."""
    has_labels = "label" in places.columns and places.height <= SMALL_LABELS
    return go.Scatter(
        x=places["x"].to_list(),
        y=places["y"].to_list(),
        mode="markers+text" if has_labels else "markers",
        text=places["label"].to_list() if has_labels else None,
        textfont={"size": 11, "color": [ink_on(row, bounds, look) for row in places.iter_rows(named=True)]},
        marker={"size": 18 if places.height > 100 else 34, "color": "rgba(0,0,0,0)", "symbol": "hexagon"},
        customdata=places["code"].to_list(),
        hovertext=places["hover"].to_list(),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def ink_on(row: dict, bounds: Sequence[float], look: Theme) -> str:
    """Ink or paper, whichever stands out on the cell."""
    colour, is_hatched = colour_of(row, bounds, look)
    if is_hatched:
        return look.ink_3
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    is_bright = 0.299 * red + 0.587 * green + 0.114 * blue > 140
    return "#15201f" if is_bright else "#ffffff"


def extent(places: pl.DataFrame) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of all cells."""
    corners = [c for row in places.iter_rows(named=True) for c in hexagon(row["x"], row["y"])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), max(xs), min(ys), max(ys)


def _axes(places: pl.DataFrame) -> dict:
    hidden = {"visible": False, "fixedrange": True}
    if places.is_empty():
        return {"xaxis": hidden, "yaxis": hidden}
    left, right, bottom, top = extent(places)
    pad = 0.02 * (right - left)
    return {
        "xaxis": hidden | {"range": [left - pad, right + pad], "constrain": "domain"},
        "yaxis": hidden | {"range": [bottom - pad, top + pad], "scaleanchor": "x", "constrain": "domain"},
    }

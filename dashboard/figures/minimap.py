"""A map in the size of a stamp, for rows of them: cells, classes and fading of the large one. SVG as text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from dashboard.figures.hexmap import colour_of, extent
from dashboard.figures.theme import Theme
from geo.cartogram import hexagon

SCALE = 20.0  # drawing units a cell
PAD = 2.0


def minimap(places: pl.DataFrame, *, bounds: Sequence[float], look: Theme) -> str:
    """SVG of ``places`` (columns x, y, value, lower, upper; null value = no data, hatched)."""
    if places.is_empty():
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SCALE:.0f} {SCALE:.0f}"/>'
    left, right, bottom, top = extent(places)
    width, height = (right - left) * SCALE + 2 * PAD, (top - bottom) * SCALE + 2 * PAD
    groups: dict[tuple[str, bool], list[str]] = {}
    for row in places.iter_rows(named=True):
        at = f"M{(row['x'] - left) * SCALE + PAD:.0f} {(top - row['y']) * SCALE + PAD:.0f}{_outline()}"
        groups.setdefault(colour_of(row, bounds, look), []).append(at)
    paths = [
        _path(colour, "".join(cells), is_hatched, look)
        for (colour, is_hatched), cells in sorted(groups.items())
    ]
    hatch = (
        f'<pattern id="a" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0V4" stroke="{look.line_strong}" stroke-width="1.4"/></pattern>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}">{hatch}{"".join(paths)}</svg>'
    )


def _outline() -> str:
    """The hexagon around the pen as relative moves."""
    corners = [(x * SCALE, -y * SCALE) for x, y in hexagon(0.0, 0.0)]
    steps = [corners[0], *[(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners)]]
    first, *rest = [f"{x:.1f} {y:.1f}" for x, y in steps]
    return f"m{first}l{' '.join(rest)}z"


def _path(colour: str, cells: str, is_hatched: bool, look: Theme) -> str:
    fill = "url(#a)" if is_hatched else colour
    edge = f' stroke="{look.line_strong}" stroke-width=".6"' if is_hatched else ""
    return f'<path d="{cells}" fill="{fill}"{edge}/>'

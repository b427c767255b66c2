"""Every place in its own boundaries: the hexagon map's classes, fading, hatching and clicks on real shapes.

The figure holds values and the address of the shapes; the browser fetches those once and keeps them. One
trace colours what is known, one hatches what is not (``netra.css`` turns its grey into a pattern), one draws
the chosen place's border.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.hexmap import SMALL_LABELS, colour_of, ink_on
from dashboard.figures.theme import Style, Theme, base_layout
from geo.labels import short_name
from geo.vintages import Box, Shape

HATCHED = {"light": "#c9d2ce", "dark": "#3a4744"}  # a grey of its own: the style sheet knows it and hatches
PAD = 0.02  # of the width, around the shapes
DESIGN_PX, HIGHEST_PX = 860, 560  # the map's column at 1440 px, and no higher than a screen shows
LETTER_PX, LINE_PX, TEXT_PX = 7.0, 15, 11
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Ground:
    """Where the shapes lie: ``url`` of GeoJSON whose ids are codes, and each code's outline in short."""

    url: str
    shapes: Mapping[str, Shape]


def geomap(
    places: pl.DataFrame,
    *,
    ground: Ground,
    bounds: Sequence[float],
    style: Style,
    selected: str | None = None,
) -> go.Figure:
    """Map of ``places`` (code, name, value, lower, upper, hover)."""
    figure, look = go.Figure(), style.look
    rows = drawn(places, ground).to_dicts()
    empty = [row for row in rows if row["value"] is None]
    known = [row for row in rows if row["value"] is not None]
    if empty:
        hatched = HATCHED[look.name]
        figure.add_trace(_areas(empty, ground, [hatched] * len(empty), look))
    if known:
        figure.add_trace(_areas(known, ground, [colour_of(row, bounds, look)[0] for row in known], look))
    chosen = [row for row in rows if row["code"] == selected]
    if chosen:
        figure.add_trace(_border(chosen[0]["code"], ground, look))
    named = _fitting(rows, ground) if len(rows) <= SMALL_LABELS else []
    if named:
        figure.add_trace(_names(named, [ink_on(row, bounds, look) for row in named]))
    figure.update_layout(**base_layout(style, height=None), geo=_frame([r["code"] for r in rows], ground))
    return figure


def drawn(places: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """Places that have a shape; the page says how many have none."""
    return places.filter(pl.col("code").is_in(list(ground.shapes)))


def aspect(places: pl.DataFrame, ground: Ground) -> str:
    """Width over height as CSS; near the equator a degree is as wide as it is high."""
    codes = drawn(places, ground)["code"].to_list()
    if not codes:
        return "2 / 1"
    west, south, east, north = _extent(codes, ground)
    return f"{east - west:.3f} / {north - south:.3f}"


def letter_size(places: pl.DataFrame, ground: Ground) -> str:
    """Height of a letter as a share of the column's width, so that names shrink with the map."""
    codes = drawn(places, ground)["code"].to_list()
    return f"{100 * TEXT_PX / _design_width(codes, ground):.2f}cqw" if codes else "0px"


def _design_width(codes: Sequence[str], ground: Ground) -> float:
    """Pixels of the map itself on a screen of 1440 px: a tall map is as high as allowed, and narrow."""
    west, south, east, north = _extent(codes, ground)
    return min(DESIGN_PX, HIGHEST_PX * (east - west) / (north - south))


def _extent(codes: Sequence[str], ground: Ground) -> Box:
    west, south, east, north = zip(*(ground.shapes[code].box for code in codes), strict=True)
    pad = PAD * (max(east) - min(west))
    return min(west) - pad, min(south) - pad, max(east) + pad, max(north) + pad


def _frame(codes: Sequence[str], ground: Ground) -> dict:
    quiet = {"visible": False, "bgcolor": CLEAR, "projection": {"type": "equirectangular"}}
    if not codes:
        return quiet
    west, south, east, north = _extent(codes, ground)
    return quiet | {"lonaxis": {"range": [west, east]}, "lataxis": {"range": [south, north]}}


def _areas(rows: list[dict], ground: Ground, colours: list[str], look: Theme) -> go.Choropleth:
    """Places filled with ``colours``: the value is the colour's number, so there is no scale between them."""
    palette = sorted(set(colours))
    steps = [(i / len(palette), (i + 1) / len(palette), colour) for i, colour in enumerate(palette)]
    return go.Choropleth(
        geojson=ground.url,
        featureidkey="id",
        locations=[row["code"] for row in rows],
        z=[palette.index(colour) for colour in colours],
        zmin=-0.5,
        zmax=len(palette) - 0.5,
        colorscale=[[at, colour] for start, end, colour in steps for at in (start, end)],
        showscale=False,
        marker={"line": {"color": look.paper, "width": 0.5 if len(rows) > SMALL_LABELS else 1}},
        customdata=[row["code"] for row in rows],
        hovertext=[row["hover"] for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _border(code: str, ground: Ground, look: Theme) -> go.Choropleth:
    return go.Choropleth(
        geojson=ground.url,
        featureidkey="id",
        locations=[code],
        z=[0],
        colorscale=[[0, CLEAR], [1, CLEAR]],
        showscale=False,
        marker={"line": {"color": look.ink, "width": 1.5}},
        hoverinfo="skip",
    )


def _fitting(rows: list[dict], ground: Ground) -> list[dict]:
    """Rows whose name fits into their shape at the design's width, in one line or two, and where."""
    if not rows:
        return []
    codes = [row["code"] for row in rows]
    west, _, east, _ = _extent(codes, ground)
    degree = (east - west) / _design_width(codes, ground)
    fitting = []
    for row in rows:
        name = short_name(row["code"], row["name"])
        for text in (name, name.replace(" ", "<br>", 1)):
            lines = text.split("<br>")
            width, height = LETTER_PX * max(map(len, lines)), LINE_PX * len(lines)
            at = ground.shapes[row["code"]].room(width * degree, height * degree)
            if at is not None:
                fitting.append(row | {"x": at[0], "y": at[1], "label": text})
                break
    return fitting


def _names(rows: list[dict], inks: list[str]) -> go.Scattergeo:
    return go.Scattergeo(
        lon=[row["x"] for row in rows],
        lat=[row["y"] for row in rows],
        mode="text",
        text=[row["label"] for row in rows],
        textfont={"size": TEXT_PX, "color": inks},
        hoverinfo="skip",
    )

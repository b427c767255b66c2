"""Peta in boundaries that the office added: which vintage, the switch to it, whose they are."""

from __future__ import annotations

from datetime import date

import polars as pl
from dash import dcc, html

from dashboard.boundaries import Shapes
from dashboard.components.attributes import ROUTE, attrs
from dashboard.components.blocks import graph
from dashboard.figures.geomap import HIGHEST_PX, Ground, aspect, geomap, letter_size
from dashboard.figures.theme import Style
from dashboard.pages.context import PUBLIC, Context
from dashboard.places import LEVEL_NUMBER, shown_series
from dashboard.view import SHAPED
from geo import NATION

MAP_ID = "peta-segi-enam"  # the map of the page, whichever way it is drawn: a click on it chooses a place
WAYS = {None: "peta.bentuk_segi", SHAPED: "peta.bentuk_batas"}  # shape of the view -> its name on screen


def shapes_of(context: Context, places: pl.DataFrame) -> Shapes | None:
    """Boundaries of these places on the day of the election looked at; None = hexagons only."""
    level = LEVEL_NUMBER.get(context.level)
    if level is None or context.is_simulated:
        return None
    parents = frozenset(code.rpartition(".")[0] or NATION for code in places["code"])
    return context.reader.shapes(level, election_day(context), parents)


def election_day(context: Context) -> date:
    """Day of the vote looked at: boundaries are those of that election; today when there is none."""
    code = context.election
    if context.measure.key == PUBLIC and not context.view.election:
        code = (shown_series(context) or {}).get("election_code", code)
    known = {e.code: e for e in context.calendar.elections}
    day = known[code].vote_day(context.code) if code in known else None
    return day or context.today


def switch(context: Context, shapes: Shapes | None) -> html.Nav | None:
    """*segi enam | batas wilayah*: two links; absent when there is nothing to switch to."""
    if shapes is None:
        return None
    words, now = context.words, context.view.shape if context.view.shape == SHAPED else None

    def link(shape: str | None) -> html.A:
        here = attrs(aria_current="true") if shape == now else {}
        return html.A(words(WAYS[shape]), href=context.view.href(shape=shape), **ROUTE, **here)

    return html.Nav(
        [link(s) for s in WAYS], className="bentuk", **attrs(aria_label=words("peta.bentuk_label"))
    )


def shaped_map(context: Context, frame: pl.DataFrame, shapes: Shapes, bounds: list[float]) -> dcc.Graph:
    """The map of ``frame`` (see ``peta.map_frame``) in its boundaries."""
    ground = Ground(shapes.url, shapes.outlines)
    style = Style(context.look, context.words, context.words.language)
    figure = geomap(frame, ground=ground, bounds=bounds, style=style, selected=context.view.selected)
    size = {"aspectRatio": aspect(frame, ground), "width": "100%", "maxHeight": f"{HIGHEST_PX}px"}
    return graph(figure, size=size | {"--label": letter_size(frame, ground)}, graph_id=MAP_ID)


def credit(context: Context, frame: pl.DataFrame, shapes: Shapes) -> html.P:
    """Under the map: whose boundaries, of which year, and how many places the file does not hold."""
    words = context.words
    missing = frame.filter(~pl.col("code").is_in(list(shapes.outlines))).height
    parts = [shapes.attribution.rstrip(".") + "."]
    if shapes.year:
        parts.append(words("peta.batas_tahun", tahun=shapes.year))
    if missing:
        parts.append(words("peta.batas_kurang", n=words.number(missing)))
    return html.P(" ".join(parts), className="kecil samar atribusi")

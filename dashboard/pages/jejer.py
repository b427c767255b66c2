"""Peta side by side: the same places phase by phase and election by election, in the same classes.

Each small map is a picture of its own address, which a browser keeps: choosing another view sends no picture
twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl
from dash import html
from flask import Flask, Response, abort, make_response, request

from dashboard.components.attributes import ROUTE, attrs
from dashboard.components.blocks import legend, section
from dashboard.figures.classes import breaks, spread
from dashboard.figures.minimap import minimap
from dashboard.pages.context import PUBLIC, Context
from dashboard.places import place_table, published_series
from dashboard.view import View, ViewError, parse_view
from geo import NATION

if TYPE_CHECKING:
    from dashboard.drawing import Screen

ADDRESS = "/peta/kecil.svg"
MIMETYPE, KEPT_SECONDS = "image/svg+xml", 86400
FEWEST, MOST = 2, 12  # small maps in a row


@dataclass(frozen=True)
class Small:
    """One small map: its view and its places."""

    context: Context
    places: pl.DataFrame


def phases(context: Context) -> list[Small]:
    """The election looked at, phase by phase, where anything was recorded; empty below two."""
    if context.measure.key == PUBLIC:
        return []
    codes = dict.fromkeys(context.phase_table()["code"].to_list())
    return _known(context, (replace(context.view, phase=code, election=context.election) for code in codes))


def elections(context: Context) -> list[Small]:
    """The same places in each election, oldest first."""
    if context.measure.key == PUBLIC:
        every = replace(context, view=replace(context.view, election=None))
        codes = {s["election_code"] for s in published_series(every)}
    else:
        codes = {e.code for e in context.calendar.elections_of(context.code)}
    dated = [e for e in context.calendar.elections if e.code in codes and e.vote_on]
    ordered = sorted(dated, key=lambda e: str(e.vote_on))
    return _known(context, (replace(context.view, phase=None, election=e.code) for e in ordered))


def _known(context: Context, views: Iterator[View]) -> list[Small]:
    contexts = [replace(context, view=replace(v, selected=None, shape=None)) for v in views]
    made = [Small(one, place_table(one)) for one in contexts]
    known = [one for one in made if one.places["rate"].drop_nulls().len()]
    return known[-MOST:] if len(known) >= FEWEST else []


def shared_breaks(row: list[Small]) -> list[float]:
    """Classes of a whole row, so that a colour means the same number in each of its maps."""
    return breaks([rate for one in row for rate in one.places["rate"].to_list()])


def build(context: Context) -> list:
    """A row for the phases and one for the elections, where there is something to compare."""
    rows = {"jejer.tahapan": phases(context), "jejer.pemilihan": elections(context)}
    return [_row(context, key, row) for key, row in rows.items() if row]


def _row(context: Context, key: str, row: list[Small]) -> html.Section:
    words = context.words
    bounds = shared_breaks(row)
    colours = [spread(i, len(bounds) + 1) for i in range(len(bounds) + 1)]
    name = "jejer jejer-lebar" if context.code == NATION else "jejer"  # the country is wide
    maps = html.Div([_small(context, one, is_phase=key == "jejer.tahapan") for one in row], className=name)
    title = words(key, pemilihan=context.election_name(context.election))
    return section(title, maps, legend(bounds, words, colours=colours), sentence=words("jejer.kalimat"))


def _small(context: Context, one: Small, *, is_phase: bool) -> html.A:
    view = one.context.view
    name = context.phase_name(view.phase) if is_phase else context.election_name(view.election)
    here = view.phase == context.view.phase if is_phase else view.election == context.election
    source = f"{ADDRESS}{view.search()}&v={_version(context)}"
    current = attrs(aria_current="true") if here else {}
    picture = html.Img(src=source, alt=_spoken(context, name, one.places))
    return html.A([picture, html.Span(name)], href=view.href(), **ROUTE, **current)


def _version(context: Context) -> str:
    """Changes with the data and with the colours, so that a browser may keep the picture."""
    return hashlib.sha256(repr((context.reader.version, context.look.name)).encode()).hexdigest()[:12]


def _spoken(context: Context, name: str, places: pl.DataFrame) -> str:
    """What the small map shows, for readers who do not see it."""
    top = places.drop_nulls("rate").sort("rate", descending=True).row(0, named=True)
    return context.words("jejer.suara", nama=name, wilayah=top["name"], nilai=context.words.rate(top["rate"]))


def picture(context: Context) -> str:
    """SVG of one small map in the classes of its row."""
    from dashboard.pages.peta import map_frame

    row = phases(context) if context.view.phase else elections(context)
    return minimap(map_frame(context, place_table(context)), bounds=shared_breaks(row), look=context.look)


def install(server: Flask, screen: Screen) -> None:
    """Add the pictures' route; sign-in is asked by the guard before it."""

    @server.get(ADDRESS)
    def small_map() -> Response:
        return _answer(screen)


def _answer(screen: Screen) -> Response:
    from dashboard.drawing import check

    try:
        context = screen.context(parse_view("/peta", request.query_string.decode("utf-8", "replace")))
        check(context)
    except ViewError:
        abort(400)
    key = (
        "minimap",
        context.reader.version,
        context.reader.scope,
        context.today,
        context.view,
        context.look.name,
    )
    answer = make_response(screen.cache.get(key, lambda: picture(context)))
    answer.headers["Content-Type"] = MIMETYPE
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return answer

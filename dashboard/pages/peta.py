"""Peta: where? Every place one hexagon; a click answers *why*."""

from __future__ import annotations

from datetime import date
from typing import cast

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import kecamatan
from dashboard.components.attributes import attrs
from dashboard.components.blocks import band, figure_block, graph, legend, table
from dashboard.components.takeaway import takeaway
from dashboard.figures.classes import breaks, spread
from dashboard.figures.hexmap import aspect, hexmap, letter_size
from dashboard.figures.theme import Style
from dashboard.pages import jejer
from dashboard.pages.batas import MAP_ID, credit, shaped_map, shapes_of, switch
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.mengapa import why
from dashboard.pages.nasional import metric_name, source_link, unit_name
from dashboard.pages.peta_kosong import why_empty
from dashboard.pages.peta_label import ROOMY, printed
from dashboard.pages.peta_lembar import map_sheet
from dashboard.pages.saring import controls, names_of
from dashboard.places import LEVEL_NUMBER, place_table, shown_series
from dashboard.view import SHAPED
from geo import NATION, cartogram

COMB_WIDTH = 8
READABLE_PX = 8.2  # height of a label's letters on a phone: the map is as wide as that needs, and slides
PHONE_PX = 358  # room for a map on a phone of 390
WIDEST_PX = 1100  # of a map without labels: 514 cells that a finger can tell apart


def build(context: Context) -> list:
    """Filter, one sentence, map with legend, the panel beside it."""
    places = place_table(context)
    head = [controls(context, *names_of(context)), html.H1(headline(context, places), className="utama")]
    known = places.drop_nulls("rate")
    if known.is_empty():
        return [*head, why_empty(context, places)]
    map_part = _map(context, places)
    return [
        *head,
        html.P(note(context, places), className="anak-utama"),
        html.Div([map_part, why(context, places)], className="dua lebar"),
        *jejer.build(context),
    ]


def headline(context: Context, places: pl.DataFrame) -> str:
    """The map in one sentence: the highest place and its rate with interval, and how many are known."""
    words = context.words
    known = places.drop_nulls("rate").sort("rate", descending=True)
    if known.is_empty():
        return words("peta.judul_kosong", ukuran=context.measure.label(words.language))
    top = known.row(0, named=True)
    return words(
        "peta.judul" if known.height > 1 else "peta.judul_satu",
        wilayah=top["name"],
        nilai=words.rate(top["rate"]),
        rentang=words.range(top["rate_lower"], top["rate_upper"]),
        laju=rate_unit(context),
    )


def rate_unit(context: Context) -> str:
    """Unit of the measure's rate in the reader's language."""
    key = f"laju.{context.measure.key}"
    return context.words(key) if context.words.has(key) else context.measure.rate


def note(context: Context, places: pl.DataFrame) -> str:
    words = context.words
    known = places["rate"].drop_nulls().len()
    counted = words("peta.tercakup", n=words.number(known), dari=words.number(places.height))
    if context.level == kecamatan.LEVEL:
        return f"{counted} {_kecamatan_note(context)}"
    series = shown_series(context) if context.measure.key == PUBLIC else None
    if series is None:
        return f"{counted} {context.measure.counts if words.language == 'id' else context.measure.counts_en}"
    return (
        counted
        + " "
        + words(
            "peta.seri",
            metrik=metric_name(context, series["metric"]),
            satuan=unit_name(context, series["count_unit"]),
            lembaga=series["agency"] or "–",
            hari=words.day(series["as_of"]),
        )
    )


def _kecamatan_note(context: Context) -> str:
    """Which days were counted, and how many operations stood at places that nobody has located."""
    words, spans = context.words, kecamatan.days(context)
    counts = context.measure.counts if words.language == "id" else context.measure.counts_en
    seen = kecamatan.found(context)["day"]
    first, last = (spans[0][0], min(spans[-1][1], context.today)) if spans else (seen.min(), seen.max())
    text = words(
        "kecamatan.catatan",
        counts=counts,
        mulai=words.short_day(cast(date, first)),
        akhir=words.short_day(cast(date, last)),
    )
    count, names = kecamatan.unlocated(context)
    if not count:
        return text
    some = ", ".join(f"“{name}”" for name in names[:2]) + (" …" if len(names) > 2 else "")
    return f"{text} {words('kecamatan.tanpa_tempat', n=words.number(count), tempat=some)}"


def layout(context: Context) -> pl.DataFrame:
    """Positions of the places looked at: frozen for the nation, laid out from points for any other set."""
    if context.code == NATION:
        return cartogram.provinces() if context.level == "provinsi" else cartogram.kabkota()
    if context.level == "opd":
        return honeycomb(place_table(context))
    below = context.below(context.regions.filter(pl.col("level") == LEVEL_NUMBER[context.level]), "code")
    points = below.select("code", "lat", "lon").drop_nulls()
    return (
        cartogram.place(points)
        if points.height
        else pl.DataFrame(schema={"code": pl.String, "x": pl.Float64, "y": pl.Float64})
    )


def honeycomb(places: pl.DataFrame) -> pl.DataFrame:
    """Work units have no place on a map: rows of a honeycomb, highest rate first, those without data last."""
    ordered = places.sort("rate", descending=True, nulls_last=True)["code"].to_list()
    cells = [(code, *divmod(i, COMB_WIDTH)) for i, code in enumerate(ordered)]
    rows = [(code, column + 0.5 * (row % 2), -row * 3**0.5 / 2) for code, row, column in cells]
    return pl.DataFrame(rows, schema={"code": pl.String, "x": pl.Float64, "y": pl.Float64}, orient="row")


def map_frame(context: Context, places: pl.DataFrame) -> pl.DataFrame:
    """What the hexagon map draws: position, value, interval, label and the words under the pointer."""
    positions = layout(context).select("code", "x", "y")
    return described(context, places).join(positions, on="code", how="inner", maintain_order="left")


def described(context: Context, places: pl.DataFrame) -> pl.DataFrame:
    """What every map draws of a place: code, name, value, lower, upper, hover, label."""
    rows = places.to_dicts()
    return places.select(
        "code",
        "name",
        pl.col("rate").cast(pl.Float64).alias("value"),
        pl.col("rate_lower").cast(pl.Float64).alias("lower"),
        pl.col("rate_upper").cast(pl.Float64).alias("upper"),
        pl.Series("hover", [_hover(context, row) for row in rows], dtype=pl.String),
        pl.Series("label", printed(context, places), dtype=pl.String),
    )


def _hover(context: Context, row: dict) -> str:
    words = context.words
    if row["rate"] is None:
        return f"<b>{row['name']}</b><br>{words('peta.tanpa_data')}"
    interval = words.range(row["rate_lower"], row["rate_upper"])
    counted = words("peta.dari_hitungan", n=words.number(row["count"]))
    return f"<b>{row['name']}</b><br>{words.rate(row['rate'])} ({interval}) {rate_unit(context)}<br>{counted}"


def _map(context: Context, places: pl.DataFrame) -> html.Div:
    words = context.words
    bounds = breaks(places["rate"].to_list())
    shapes = shapes_of(context, places)
    if shapes is not None and context.view.shape == SHAPED:
        frame = described(context, places)
        drawing = [shaped_map(context, frame, shapes, bounds), credit(context, frame, shapes)]
    else:
        drawing = [_hexagons(context, places, bounds)]
    colours = [spread(i, len(bounds) + 1) for i in range(len(bounds) + 1)]
    key = [
        html.P(rate_unit(context), className="kecil samar"),
        legend(bounds, words, colours=colours),
        html.P(words("peta.pudar"), className="kecil samar"),
    ]
    figure = figure_block(
        drawing[0],
        label=headline(context, places),
        legend=html.Div([*drawing[1:], *key]),
        foot=_foot(context, places),
    )
    width, middle = _phone_width(drawing[0]), _middle(context, places)
    return html.Div([switch(context, shapes), _sliding(context, figure, width=width, middle=middle)])


def _phone_width(drawing: Component) -> int:
    """Pixels that the map needs for its names to be read, whatever the screen has."""
    said = str(getattr(drawing, "style", {}).get("--label", "0px"))
    letters = float(said.removesuffix("cqw").removesuffix("px"))
    return min(WIDEST_PX, round(100 * READABLE_PX / letters)) if letters else WIDEST_PX


def _middle(context: Context, places: pl.DataFrame) -> float:
    """How far to the east the place looked at lies, 0 to 1: a sliding map opens there."""
    at = layout(context).select("code", "x")
    top = places.drop_nulls("rate").sort("rate", descending=True)["code"].to_list()[:1]
    chosen = at.filter(pl.col("code").is_in([context.view.selected])) if context.view.selected else at.clear()
    found = chosen if chosen.height else at.filter(pl.col("code").is_in(top))
    low, high = float(str(at["x"].min())), float(str(at["x"].max()))
    return round((found["x"][0] - low) / (high - low), 3) if found.height and high > low else 0.0


def _sliding(context: Context, figure: html.Figure, *, width: int, middle: float) -> html.Figure:
    """On a phone the drawing keeps the width it needs and slides sideways, by finger or by arrow keys."""
    if width <= PHONE_PX:
        return figure
    drawing, *rest = figure.children
    drawing.style = {"--lebar": f"{width}px"}
    words = context.words
    said = attrs(aria_label=words("peta.geser_label"), data_tengah=str(middle))
    frame = html.Div(drawing, className="geser", tabIndex=0, role="region", **said)
    hint = html.P(words("peta.geser"), className="kecil samar geser-petunjuk", **attrs(aria_hidden="true"))
    figure.children = [frame, hint, *rest]
    return figure


def _foot(context: Context, places: pl.DataFrame) -> html.Div:
    """Source, link, files; the numbers as the table that the page has for them."""
    sheet = map_sheet(context)
    assert sheet is not None, "there are rates to draw"
    line = takeaway(context, sheet, is_map=True, shows_table=False)
    rows = place_rows(context, places)
    return html.Div([line, html.Details([html.Summary(context.words("umum.lihat_tabel")), rows])])


def _hexagons(context: Context, places: pl.DataFrame, bounds: list[float]) -> dcc.Graph:
    frame = map_frame(context, places)
    style = Style(context.look, context.words, context.words.language)
    figure = hexmap(
        frame, bounds=bounds, style=style, selected=context.view.selected, outlines=outlines(context)
    )
    size = {"aspectRatio": aspect(frame), "width": "100%", "--label": letter_size(frame)}
    if frame.height <= ROOMY:
        size |= {"maxWidth": "600px", "margin": "0 auto"}
    return graph(figure, size=size, graph_id=MAP_ID)


def outlines(context: Context) -> list[list[tuple[float, float]]]:
    """Borders of the provinces, where their kab/kota are drawn side by side."""
    if context.code != NATION or context.level != "kabkota":
        return []
    return [ring for rings in cartogram.outline(cartogram.kabkota()).values() for ring in rings]


def place_rows(context: Context, places: pl.DataFrame) -> html.Div:
    """The map as a table: the same numbers, highest first; places without data are counted below it."""
    words = context.words
    is_public = context.measure.key == PUBLIC
    heads = [
        words("kolom.wilayah"),
        words("kolom.jumlah"),
        words("kolom.laju"),
        words("kolom.rentang"),
        words("kolom.sumber" if is_public else "kolom.pita"),
    ]
    rows = []
    known = places.drop_nulls("rate")
    for r in known.sort("rate", descending=True).iter_rows(named=True):
        last = source_link({"source_url": r["note"], "agency": None}) if is_public else band(r["band"], words)
        rows.append(
            [
                r["name"],
                words.number(r["count"]),
                words.rate(r["rate"]),
                words.range(r["rate_lower"], r["rate_upper"]),
                last,
            ]
        )
    rest = html.P(
        words("peta.lainnya", n=words.number(places.height - known.height)), className="kecil samar"
    )
    return html.Div([table(heads, rows, right=(1, 2, 3)), rest])

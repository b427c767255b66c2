"""Peta: where? Every place one hexagon; a click answers *why*."""

from __future__ import annotations

import polars as pl
from dash import html

from dashboard.components.blocks import band, empty, figure_block, foot, graph, legend, table
from dashboard.figures.classes import breaks, spread
from dashboard.figures.hexmap import aspect, hexmap
from dashboard.figures.theme import Style
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.mengapa import why
from dashboard.pages.nasional import metric_name, source_link, unit_name
from dashboard.pages.saring import controls
from dashboard.places import place_table, shown_series
from geo import NATION, cartogram

MAP_ID = "peta-segi-enam"
ROOMY = 20  # up to this many places the cells are large: whole names, and a map that need not fill the page


def build(context: Context) -> list:
    """Filter, one sentence, map with legend, the panel beside it."""
    names = (
        ("measure", "region", "election")
        if context.measure.key == PUBLIC
        else ("measure", "region", "election", "phase")
    )
    places = place_table(context)
    head = [controls(context, *names), html.H1(headline(context, places), className="utama")]
    known = places.drop_nulls("rate")
    if known.is_empty():
        return [*head, empty(context.words("peta.kosong"), context.words("peta.kosong_saran"))]
    map_part = _map(context, places)
    return [
        *head,
        html.P(note(context, places), className="anak-utama"),
        html.Div([map_part, why(context, places)], className="dua lebar"),
    ]


def headline(context: Context, places: pl.DataFrame) -> str:
    """The map in one sentence: the highest place and its rate with interval, and how many are known."""
    words = context.words
    known = places.drop_nulls("rate").sort("rate", descending=True)
    if known.is_empty():
        return words("peta.judul_kosong", ukuran=context.measure.label(words.language))
    top = known.row(0, named=True)
    return words(
        "peta.judul",
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


def layout(context: Context) -> pl.DataFrame:
    """Positions of the places looked at: frozen for the nation, laid out from points for any other set."""
    if context.code == NATION:
        return cartogram.provinces() if context.level == "provinsi" else cartogram.kabkota()
    below = context.below(context.regions.filter(pl.col("level") == 2), "code")
    points = below.select("code", "lat", "lon").drop_nulls()
    return (
        cartogram.place(points)
        if points.height
        else pl.DataFrame(schema={"code": pl.String, "x": pl.Float64, "y": pl.Float64})
    )


def map_frame(context: Context, places: pl.DataFrame) -> pl.DataFrame:
    """What the figure draws: position, value, interval, label and the words under the pointer."""
    placed = places.join(
        layout(context).select("code", "x", "y"), on="code", how="inner", maintain_order="left"
    )
    rows = [
        row
        | {"hover": _hover(context, row), "label": short_name(row["name"], is_roomy=placed.height <= ROOMY)}
        for row in placed.iter_rows(named=True)
    ]
    keys = ("code", "name", "x", "y", "rate", "rate_lower", "rate_upper", "hover", "label")
    kinds = [pl.String, pl.String, *[pl.Float64] * 5, pl.String, pl.String]
    frame = pl.DataFrame([{k: r[k] for k in keys} for r in rows], schema=dict(zip(keys, kinds, strict=True)))
    return frame.rename({"rate": "value", "rate_lower": "lower", "rate_upper": "upper"})


def short_name(name: str, *, is_roomy: bool = False) -> str:
    """A name that fits into a hexagon: two words in their short forms; whole words where cells are large."""
    if is_roomy:
        return "<br>".join(name.replace("Kabupaten ", "").replace("Kota ", "").split()[:2])
    known = {
        "Sumatera": "Sum",
        "Kalimantan": "Kal",
        "Sulawesi": "Sul",
        "Nusa Tenggara": "NT",
        "Kepulauan": "Kep",
        "Papua": "Pap",
        "Maluku": "Mal",
        "Jawa": "Jw",
        "Bangka Belitung": "Babel",
        "Daerah Istimewa": "DI",
        "Daerah Khusus Ibukota": "",
        "Daerah Khusus": "",
        "Yogyakarta": "Yogya",
        "Bengkulu": "Bengk",
        "Gorontalo": "Gtalo",
        "Barat Daya": "BD",
        "Pegunungan": "Peg",
        "Tengah": "Teng",
        "Tenggara": "Tgg",
        "Selatan": "Sel",
        "Timur": "Tim",
        "Barat": "Bar",
        "Utara": "Ut",
        "Kabupaten": "",
        "Kota": "",
        "DKI": "",
    }
    for long, short in known.items():
        name = name.replace(long, short)
    words = name.split()
    return "<br>".join(w[:7] for w in words[:2])


def _hover(context: Context, row: dict) -> str:
    words = context.words
    if row["rate"] is None:
        return f"<b>{row['name']}</b><br>{words('peta.tanpa_data')}"
    interval = words.range(row["rate_lower"], row["rate_upper"])
    counted = words("peta.dari_hitungan", n=words.number(row["count"]))
    return f"<b>{row['name']}</b><br>{words.rate(row['rate'])} ({interval}) {rate_unit(context)}<br>{counted}"


def _map(context: Context, places: pl.DataFrame) -> html.Figure:
    words = context.words
    bounds = breaks(places["rate"].to_list())
    frame = map_frame(context, places)
    figure = hexmap(
        frame, bounds=bounds, style=Style(context.look, words, words.language), selected=context.view.selected
    )
    colours = [spread(i, len(bounds) + 1) for i in range(len(bounds) + 1)]
    size = {"aspectRatio": aspect(frame), "width": "100%"}
    if frame.height <= ROOMY:
        size |= {"maxWidth": "600px", "margin": "0 auto"}
    return figure_block(
        graph(figure, size=size, graph_id=MAP_ID),
        label=headline(context, places),
        legend=html.Div(
            [
                html.P(rate_unit(context), className="kecil samar"),
                legend(bounds, words, colours=colours),
                html.P(words("peta.pudar"), className="kecil samar"),
            ]
        ),
        foot=foot(words, source=context.source, link=context.view.href(), table=place_rows(context, places)),
    )


def place_rows(context: Context, places: pl.DataFrame) -> html.Div:
    """The map as a table: the same numbers, highest first, places without data at the end."""
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
    for r in places.sort("rate", descending=True, nulls_last=True).iter_rows(named=True):
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
    return table(heads, rows, right=(1, 2, 3))

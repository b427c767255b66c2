"""Peta: where? Every place one hexagon; a click answers *why*."""

from __future__ import annotations

import polars as pl
from dash import dcc, html

from dashboard import kecamatan
from dashboard.components.blocks import band, empty, figure_block, graph, legend, table
from dashboard.components.takeaway import takeaway
from dashboard.figures.classes import breaks, spread
from dashboard.figures.hexmap import aspect, hexmap, letter_size
from dashboard.figures.theme import Style
from dashboard.pages import jejer
from dashboard.pages.batas import MAP_ID, credit, shaped_map, shapes_of, switch
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.mengapa import why
from dashboard.pages.nasional import metric_name, source_link, unit_name
from dashboard.pages.peta_lembar import map_sheet
from dashboard.pages.saring import controls, names_of
from dashboard.places import LEVEL_NUMBER, place_table, shown_series
from dashboard.view import SHAPED
from etl.measures import MEASURES
from geo import NATION, cartogram, labels

COMB_WIDTH = 8
ROOMY = 20  # up to this many places the cells are large: whole names, and a map that need not fill the page


def build(context: Context) -> list:
    """Filter, one sentence, map with legend, the panel beside it."""
    places = place_table(context)
    head = [controls(context, *names_of(context)), html.H1(headline(context, places), className="utama")]
    known = places.drop_nulls("rate")
    if known.is_empty():
        return [*head, empty(*_why_empty(context, places))]
    map_part = _map(context, places)
    return [
        *head,
        html.P(note(context, places), className="anak-utama"),
        html.Div([map_part, why(context, places)], className="dua lebar"),
        *jejer.build(context),
    ]


def _why_empty(context: Context, places: pl.DataFrame) -> tuple[str, str]:
    """Why there is nothing to draw, and what to do."""
    words = context.words
    if context.level == kecamatan.LEVEL and context.measure.key != kecamatan.MEASURE:
        name = MEASURES[kecamatan.MEASURE].label(words.language)
        return words("kecamatan.hanya_sidak"), words("kecamatan.hanya_sidak_saran", ukuran=name)
    if context.level == kecamatan.LEVEL and places.is_empty():
        name = context.region["name"]
        return words("kecamatan.belum_dimuat", wilayah=name), words("kecamatan.belum_dimuat_saran")
    return words("peta.kosong"), words("peta.kosong_saran")


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
    first, last = (spans[0][0], min(spans[-1][1], context.today)) if spans else (None, context.today)
    text = words(
        "kecamatan.catatan", counts=counts, mulai=words.short_day(first), akhir=words.short_day(last)
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
        pl.Series("label", _labels(context, places), dtype=pl.String),
    )


def _labels(context: Context, places: pl.DataFrame) -> list[str]:
    """What is printed inside each hexagon."""
    if context.level == "opd":
        return [unit_name_short(name) for name in places["name"]]
    if context.level == "kabkota" and places.height > ROOMY:
        return list(map(whole_name, places["code"], places["name"]))
    return [short_name(name, is_roomy=places.height <= ROOMY) for name in places["name"]]


def short_name(name: str, *, is_roomy: bool = False) -> str:
    """A name that fits into a hexagon: two words in their short forms; whole words where cells are large."""
    if is_roomy:
        for kind in ("Kabupaten ", "Kota ", "Kecamatan "):
            name = name.removeprefix(kind)
        return "<br>".join(name.split()[:2])
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


def whole_name(code: str, name: str) -> str:
    """The usual short form of a kab/kota, never cut, in one line or two: *Kota* tells Kediri from Kediri."""
    words = labels.short_name(code, name).split()
    ways = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(len(words))]
    return "<br>".join(line for line in min(ways, key=lambda way: max(map(len, way))) if line)


def unit_name_short(name: str) -> str:
    """What tells one work unit from another: the generic first word is left out."""
    words = name.split()
    return "<br>".join(w[:10] for w in (words[1:3] if len(words) > 1 else words))


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
    return html.Div([switch(context, shapes), figure])


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

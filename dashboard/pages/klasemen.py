"""Klasemen: who stands out, and who cannot be told apart? Intervals before ranks; the head's own duty first."""

from __future__ import annotations

import dash_ag_grid as dag
import polars as pl
from dash import html

from dashboard.components.blocks import empty, figure_block, foot, section
from dashboard.figures.funnel import funnel
from dashboard.figures.theme import Style
from dashboard.intervals import funnel_limits, wilson
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.peta import rate_unit
from dashboard.pages.ringkasan import decision
from dashboard.pages.saring import controls
from dashboard.places import place_table

ROW_HEIGHT, MOST_ROWS_SHOWN, OPEN_SHOWN, OPEN_LISTED = 40, 14, 8, 200


def build(context: Context) -> list:
    """Table with intervals, funnel, the heads' follow-up and what is still open."""
    words = context.words
    names = ("measure", "region", "election") if context.measure.key == PUBLIC else ("measure", "region", "election", "phase")
    places = place_table(context)
    known = places.drop_nulls("rate")
    head = [controls(context, *names), html.H1(headline(context, known), className="utama")]
    if known.is_empty():
        return [*head, empty(words("peta.kosong"), words("peta.kosong_saran"))]
    main = figure_block(grid(context, places), label=headline(context, known), foot=foot(words, source=context.source, link=context.view.href()))
    parts = [*head, html.P(words("klasemen.baca", laju=rate_unit(context)), className="anak-utama"), html.Div(main, className="bagian"), _funnel(context, known)]
    return [*parts, *_follow_up(context)] if context.is_simulated else parts


def headline(context: Context, known: pl.DataFrame) -> str:
    """How many places differ from the average by more than chance, and how many cannot be told apart."""
    words = context.words
    if known.is_empty():
        return words("peta.judul_kosong", ukuran=context.measure.label(words.language))
    average = overall(known)
    above = known.filter(pl.col("rate_lower") > average).height
    below = known.filter(pl.col("rate_upper") < average).height
    apart = words.number(known.height - above - below)
    return words("klasemen.judul", atas=words.number(above), bawah=words.number(below), sama=apart, semua=words.number(known.height))


def overall(known: pl.DataFrame) -> float:
    """Rate of all known places together, weighted by what they were observed with."""
    weights = known["count"] / known["rate"]
    finite = weights.is_finite() & (known["rate"] > 0)
    total = float(weights.filter(finite).sum())
    return float(known["count"].filter(finite).sum()) / total if total else 0.0


def grid(context: Context, places: pl.DataFrame) -> dag.AgGrid:
    """The league table: interval drawn in the cell, band in words, rank as a range."""
    rows = grid_rows(context, places)
    return dag.AgGrid(
        rowData=rows,
        columnDefs=_columns(context),
        columnSize="responsiveSizeToFit",
        defaultColDef={"sortable": True, "resizable": False, "suppressHeaderMenuButton": True, "suppressMovable": True},
        dashGridOptions={"rowHeight": ROW_HEIGHT, "headerHeight": 44, "suppressCellFocus": False, "animateRows": False, "domLayout": "autoHeight" if len(rows) <= MOST_ROWS_SHOWN else "normal"},
        className="papan ag-theme-quartz",
        style={"height": None if len(rows) <= MOST_ROWS_SHOWN else f"{ROW_HEIGHT * MOST_ROWS_SHOWN + 48}px", "width": "100%"},
        dangerously_allow_code=False,
    )


def _columns(context: Context) -> list[dict]:
    words = context.words
    number = {"type": "rightAligned", "valueFormatter": {"function": "params.data[params.colDef.field + '_teks']"}}
    columns = [
        {"field": "nama", "headerName": words("kolom.wilayah"), "minWidth": 150, "flex": 2, "pinned": None},
        {"field": "rentang", "headerName": words("klasemen.kolom_rentang", laju=rate_unit(context)), "cellRenderer": "Rentang", "minWidth": 150, "flex": 4, "sortable": False},
        {"field": "laju", "headerName": words("kolom.laju"), "maxWidth": 90, **number, "sort": "desc"},
        {"field": "ujung", "headerName": words("kolom.rentang"), "type": "rightAligned", "maxWidth": 130, "sortable": False},
        {"field": "jumlah", "headerName": words("kolom.jumlah"), "maxWidth": 100, **number},
    ]
    if context.measure.key == PUBLIC:
        return columns
    return [
        *columns,
        {"field": "peringkat", "headerName": words("kolom.peringkat"), "type": "rightAligned", "maxWidth": 110, "sortable": False},
        {"field": "pita", "headerName": words("kolom.pita"), "cellRenderer": "Pita", "minWidth": 150, "flex": 1, "sortable": False},
    ]


def grid_rows(context: Context, places: pl.DataFrame) -> list[dict]:
    """Rows of the grid: texts are made here, so that screen and export say the same."""
    words = context.words
    known = places.drop_nulls("rate")
    most = float(known["rate_upper"].max() or 1)
    middle = overall(known)
    return [_grid_row(words, r, most, middle) for r in places.sort("rate", descending=True, nulls_last=True).iter_rows(named=True)]


def _grid_row(words, r: dict, most: float, middle: float) -> dict:
    said = words("klasemen.sel", nama=r["name"], nilai=words.rate(r["rate"]), rentang=words.range(r["rate_lower"], r["rate_upper"]))
    ranks = f"{words.number(r['rank_lower'])}–{words.number(r['rank_upper'])}" if r["rank_lower"] is not None else "–"
    return {
        "nama": r["name"],
        "rentang": {"lo": r["rate_lower"], "hi": r["rate_upper"], "nilai": r["rate"], "maks": most, "rujukan": middle, "teks": said if r["rate"] is not None else words("peta.tanpa_data")},
        "laju": r["rate"],
        "laju_teks": words.rate(r["rate"]),
        "ujung": words.range(r["rate_lower"], r["rate_upper"]),
        "jumlah": r["count"],
        "jumlah_teks": words.number(r["count"]),
        "peringkat": ranks,
        "pita": {"kode": r["band"] or "tanpa_data", "teks": words(f"pita.{r['band'] or 'tanpa_data'}")},
    }


def _funnel(context: Context, known: pl.DataFrame) -> html.Section | None:
    words = context.words
    seen = known.filter((pl.col("count") > 0) & (pl.col("rate") > 0)).with_columns((pl.col("count") / pl.col("rate")).alias("base"))
    if seen.height < 5:
        return None
    middle = overall(known)
    limits = funnel_limits(middle, float(seen["base"].min()), 1.05 * float(seen["base"].max()))
    points = seen.select("name", pl.col("base").alias("exposure"), "rate", ((pl.col("rate_lower") > middle) | (pl.col("rate_upper") < middle)).alias("is_outside"))
    figure = funnel(points, limits=limits, average=middle, style=Style(context.look, words, words.language))
    block = figure_block(figure, label=words("klasemen.corong_kalimat"), foot=foot(words, source=context.source, link=context.view.href()))
    return section(words("klasemen.corong"), block, sentence=words("klasemen.corong_kalimat"))


def _follow_up(context: Context) -> list:
    """Share of recommendations decided per head, and those that still wait."""
    words = context.words
    rows = context.below(context.reader.recommendations(context.today))
    if rows.is_empty():
        return []
    waiting = rows.filter(pl.col("is_open")).sort("days_open", descending=True, nulls_last=True)
    items = [decision(r, words_of=context) for r in waiting.head(OPEN_LISTED).iter_rows(named=True)]
    shares = _shares(context, rows)
    duty = section(words("klasemen.kewajiban"), shares, sentence=words("klasemen.kewajiban_kalimat"))
    open_list = section(words("klasemen.terbuka", n=waiting.height), html.Ul(items[:OPEN_SHOWN], className="daftar"), _rest(context, items[OPEN_SHOWN:], waiting.height))
    return [duty, html.Div(open_list, id="tindak-lanjut")]


def _rest(context: Context, items: list, total: int) -> html.Details | None:
    if not items:
        return None
    summary = html.Summary(context.words("ringkasan.semua", n=total))
    return html.Details([summary, html.Ul(items, className="daftar")])


def _shares(context: Context, rows: pl.DataFrame) -> dag.AgGrid:
    counted = rows.group_by("region_name", maintain_order=True).agg((~pl.col("is_open")).sum().alias("done"), pl.len().alias("total"), pl.col("days_open").median().alias("days"))
    words, data = context.words, []
    for r in counted.iter_rows(named=True):
        low, high = wilson(r["done"], r["total"], 100)
        share = 100 * r["done"] / r["total"]
        text = words("klasemen.sel", nama=r["region_name"], nilai=words.number(share), rentang=words.range(low, high))
        data.append({"nama": r["region_name"], "rentang": {"lo": low, "hi": high, "nilai": share, "maks": 100, "teks": text}, "laju": share, "laju_teks": f"{words.number(share)}%", "ujung": words.range(low, high), "jumlah": f"{r['done']} / {r['total']}", "hari": words.number(r["days"])})
    number = {"type": "rightAligned", "valueFormatter": {"function": "params.data[params.colDef.field + '_teks']"}}
    columns = [
        {"field": "nama", "headerName": words("kolom.ppk"), "minWidth": 150, "flex": 2},
        {"field": "rentang", "headerName": words("klasemen.diputus"), "cellRenderer": "Rentang", "minWidth": 150, "flex": 4, "sortable": False},
        {"field": "laju", "headerName": words("kolom.persen"), "maxWidth": 90, **number, "sort": "asc"},
        {"field": "ujung", "headerName": words("kolom.rentang"), "type": "rightAligned", "maxWidth": 120, "sortable": False},
        {"field": "jumlah", "headerName": words("kolom.diputus_dari"), "type": "rightAligned", "maxWidth": 120, "sortable": False},
        {"field": "hari", "headerName": words("kolom.hari_median"), "type": "rightAligned", "maxWidth": 120, "sortable": False},
    ]
    return dag.AgGrid(rowData=data, columnDefs=columns, columnSize="responsiveSizeToFit", defaultColDef={"sortable": True, "suppressHeaderMenuButton": True, "suppressMovable": True}, dashGridOptions={"rowHeight": ROW_HEIGHT, "headerHeight": 44, "animateRows": False, "domLayout": "autoHeight"}, className="papan ag-theme-quartz", style={"height": None}, dangerously_allow_code=False)

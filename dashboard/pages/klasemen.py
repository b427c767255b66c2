"""Klasemen: who stands out, and who cannot be told apart? Intervals before ranks."""

from __future__ import annotations

import dash_ag_grid as dag
import polars as pl
from dash import html

from dashboard.components.blocks import empty, figure_block, foot, section
from dashboard.components.league import (
    band_column,
    interval_column,
    league_grid,
    name_column,
    number_column,
    text_column,
)
from dashboard.figures.funnel import funnel
from dashboard.figures.theme import Style
from dashboard.i18n import Texts
from dashboard.intervals import funnel_limits
from dashboard.pages import kewajiban
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.peta import rate_unit
from dashboard.pages.saring import controls, names_of
from dashboard.places import place_table


def build(context: Context) -> list:
    """Table with intervals, funnel, the heads' follow-up and what is still open."""
    words = context.words
    places = place_table(context)
    known = places.drop_nulls("rate")
    head = [controls(context, *names_of(context)), html.H1(headline(context, known), className="utama")]
    if known.is_empty():
        return [*head, empty(words("peta.kosong"), words("peta.kosong_saran"))]
    main = figure_block(
        grid(context, places),
        label=headline(context, known),
        foot=foot(words, source=context.source, link=context.view.href()),
    )
    parts = [
        *head,
        html.P(words("klasemen.baca", laju=rate_unit(context)), className="anak-utama"),
        html.Div(main, className="bagian"),
        _funnel(context, known),
    ]
    return [*parts, *kewajiban.build(context)] if context.has_records else parts


def headline(context: Context, known: pl.DataFrame) -> str:
    """How many places differ from the average by more than chance, and how many cannot be told apart."""
    words = context.words
    if known.is_empty():
        return words("peta.judul_kosong", ukuran=context.measure.label(words.language))
    average = overall(known)
    above = known.filter(pl.col("rate_lower") > average).height
    below = known.filter(pl.col("rate_upper") < average).height
    apart = words.number(known.height - above - below)
    return words(
        "klasemen.judul",
        atas=words.number(above),
        bawah=words.number(below),
        sama=apart,
        semua=words.number(known.height),
    )


def overall(known: pl.DataFrame) -> float:
    """Rate of all known places together, weighted by what they were observed with."""
    weights = known["count"] / known["rate"]
    finite = weights.is_finite() & (known["rate"] > 0)
    total = float(weights.filter(finite).sum())
    return float(known["count"].filter(finite).sum()) / total if total else 0.0


def grid(context: Context, places: pl.DataFrame) -> dag.AgGrid:
    """The league table: interval drawn in the cell, band in words, rank as a range."""
    words = context.words
    columns = [
        name_column(words("kolom.wilayah")),
        interval_column(words("klasemen.kolom_rentang")),
        number_column("laju", words("kolom.laju"), sort="desc"),
        text_column("ujung", words("kolom.rentang")),
        number_column("jumlah", words("kolom.jumlah")),
    ]
    if context.measure.key != PUBLIC:
        columns += [text_column("peringkat", words("kolom.peringkat")), band_column(words("kolom.pita"))]
    return league_grid(grid_rows(context, places), columns)


def grid_rows(context: Context, places: pl.DataFrame) -> list[dict]:
    """Rows of the grid: texts are made here, so that screen and export say the same."""
    words = context.words
    known = places.drop_nulls("rate")
    most = max(known["rate_upper"].drop_nulls().to_list(), default=1.0)
    middle = overall(known)
    return [
        _grid_row(words, r, most, middle)
        for r in places.sort("rate", descending=True, nulls_last=True).iter_rows(named=True)
    ]


def _grid_row(words: Texts, r: dict, most: float, middle: float) -> dict:
    said = words(
        "klasemen.sel",
        nama=r["name"],
        nilai=words.rate(r["rate"]),
        rentang=words.range(r["rate_lower"], r["rate_upper"]),
    )
    ranks = (
        f"{words.number(r['rank_lower'])}–{words.number(r['rank_upper'])}"
        if r["rank_lower"] is not None
        else "–"
    )
    return {
        "nama": r["name"],
        "rentang": {
            "lo": r["rate_lower"],
            "hi": r["rate_upper"],
            "nilai": r["rate"],
            "maks": most,
            "rujukan": middle,
            "teks": said if r["rate"] is not None else words("peta.tanpa_data"),
        },
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
    seen = known.filter((pl.col("count") > 0) & (pl.col("rate") > 0)).with_columns(
        (pl.col("count") / pl.col("rate")).alias("base")
    )
    if seen.height < 5:
        return None
    middle = overall(known)
    bases = seen["base"].to_list()
    limits = funnel_limits(middle, min(bases), 1.05 * max(bases))
    points = seen.select(
        "name",
        pl.col("base").alias("exposure"),
        "rate",
        ((pl.col("rate_lower") > middle) | (pl.col("rate_upper") < middle)).alias("is_outside"),
    )
    figure = funnel(points, limits=limits, average=middle, style=Style(context.look, words, words.language))
    block = figure_block(
        figure,
        label=words("klasemen.corong_kalimat"),
        foot=foot(words, source=context.source, link=context.view.href()),
    )
    return section(words("klasemen.corong"), block, sentence=words("klasemen.corong_kalimat"))

"""Klasemen: who stands out, and who cannot be told apart? Intervals before ranks."""

from __future__ import annotations

import dash_ag_grid as dag
import polars as pl
from dash import html

from dashboard.components.blocks import empty, figure_block
from dashboard.components.league import (
    band_column,
    interval_column,
    league_grid,
    name_column,
    number_column,
    text_column,
)
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.pages import cakupan, corong, kewajiban, rakor
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.peta import rate_unit
from dashboard.pages.saring import controls, names_of
from dashboard.places import place_table
from etl.measures import Measure

GRID_ID = "klasemen-papan"
BETTER, SAME, WORSE, UNKNOWN = "lebih_baik", "tak_terbedakan", "perlu_perhatian", "tanpa_data"


def build(context: Context) -> list:
    """Table with intervals, funnel, the desk's meetings, the heads' follow-up, briefing coverage."""
    words = context.words
    places = place_table(context)
    known = places.drop_nulls("rate")
    head = [controls(context, *names_of(context)), html.H1(headline(context, known), className="utama")]
    if known.is_empty():
        return [*head, empty(words("peta.kosong"), words("peta.kosong_saran")), *_duties(context)]
    main = figure_block(
        grid(context, places),
        label=headline(context, known),
        foot=takeaway(context, league_sheet(context), has_picture=False, shows_table=False),
        is_picture=False,
    )
    return [
        *head,
        html.P(words("klasemen.baca", laju=rate_unit(context)), className="anak-utama"),
        html.P(words(f"klasemen.arah_{context.measure.better}"), className="kecil samar"),
        html.Div(main, className="bagian"),
        corong.build(context),
        *_duties(context),
    ]


def _duties(context: Context) -> list:
    if not context.has_records:
        return []
    return [*kewajiban.build(context), rakor.build(context), cakupan.build(context)]


def band_of(row: dict, middle: float, measure: Measure) -> str:
    """Band of a place against the average of all; which side is good stands in the measure's registry."""
    low, high = row["rate_lower"], row["rate_upper"]
    if low is None or high is None:
        return UNKNOWN
    above, below = (WORSE, BETTER) if measure.better == "lower" else (BETTER, WORSE)
    return above if low > middle else below if high < middle else SAME


def headline(context: Context, known: pl.DataFrame) -> str:
    """How many places differ from the average by more than chance, and how many cannot be told apart."""
    words = context.words
    if known.is_empty():
        return words("peta.judul_kosong", ukuran=context.measure.label(words.language))
    middle = overall(known)
    bands = [band_of(row, middle, context.measure) for row in known.iter_rows(named=True)]
    return words(
        "klasemen.judul_pita",
        perhatian=words.number(bands.count(WORSE)),
        baik=words.number(bands.count(BETTER)),
        sama=words.number(bands.count(SAME)),
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
    words, known = context.words, places.drop_nulls("rate")
    most = max(known["rate_upper"].drop_nulls().to_list(), default=1.0)
    columns = [
        name_column(words("kolom.wilayah")),
        interval_column(words("klasemen.kolom_rentang"), most=most, middle=overall(known)),
        number_column("laju", words("kolom.laju"), sort="desc"),
        text_column("ujung", words("kolom.rentang")),
        number_column("jumlah", words("kolom.jumlah")),
        band_column(words("kolom.pita")),
    ]
    if context.measure.key != PUBLIC:
        columns.insert(5, text_column("peringkat", words("kolom.peringkat_kisaran")))
    return league_grid(
        grid_rows(context, places),
        columns,
        grid_id=GRID_ID,
        is_choice=True,
        chosen=context.view.selected or "",
    )


def grid_rows(context: Context, places: pl.DataFrame) -> list[dict]:
    """Rows of the grid: texts are made here, so that screen and export say the same."""
    middle = overall(places.drop_nulls("rate"))
    return [
        _grid_row(context, r, middle)
        for r in places.sort("rate", descending=True, nulls_last=True).iter_rows(named=True)
    ]


def _grid_row(context: Context, r: dict, middle: float) -> dict:
    words = context.words
    ends = words.range(r["rate_lower"], r["rate_upper"])
    band = band_of(r, middle, context.measure)
    return {
        "kode": r["code"],
        "nama": r["name"],
        "rentang": {"teks": words("peta.tanpa_data")}
        if r["rate"] is None
        else {"lo": _short(r["rate_lower"]), "hi": _short(r["rate_upper"])},
        "laju": _short(r["rate"]),
        "laju_teks": words.rate(r["rate"]),
        "ujung": ends,
        "jumlah": r["count"],
        "jumlah_teks": words.number(r["count"]),
        "peringkat": _ranks(context, r),
        "pita": {"kode": band, "teks": words(f"pita.{band}")},
    }


def _ranks(context: Context, r: dict) -> str:
    words = context.words
    if r["rank_lower"] is None:
        return "–"
    return f"{words.number(r['rank_lower'])}–{words.number(r['rank_upper'])}"


def _short(value: float | None) -> float | None:
    """Four figures are enough to draw with; 514 rows travel on every change of the filter."""
    return None if value is None else float(f"{value:.4g}")


def league_sheet(context: Context) -> Sheet:
    """The league table as a file: the same rows, highest first, rank as a range, band in words."""
    words, places = context.words, place_table(context)
    middle = overall(places.drop_nulls("rate"))
    rows = [
        {
            "code": r["code"],
            "nama": r["name"],
            "laju": r["rate"],
            "bawah": r["rate_lower"],
            "atas": r["rate_upper"],
            "jumlah": r["count"],
            "peringkat_dari": r["rank_lower"],
            "peringkat_sampai": r["rank_upper"],
            "pita": words(f"pita.{band_of(r, middle, context.measure)}"),
        }
        for r in places.sort("rate", descending=True, nulls_last=True).iter_rows(named=True)
    ]
    title = headline(context, places.drop_nulls("rate"))
    note = words("klasemen.baca", laju=rate_unit(context))
    return Sheet("klasemen", title, league_columns(context), rows, note, context.source, context.data_on)


def league_columns(context: Context) -> tuple[Column, ...]:
    """Columns of a table of places; no bare rank among them."""
    words = context.words
    ranks = (
        Column("peringkat_dari", words("kolom.peringkat_dari"), "count"),
        Column("peringkat_sampai", words("kolom.peringkat_sampai"), "count"),
    )
    return (
        Column("nama", words("kolom.wilayah")),
        Column("laju", f"{words('kolom.laju')} ({rate_unit(context)})", "rate"),
        Column("bawah", words("kolom.bawah95"), "rate"),
        Column("atas", words("kolom.atas95"), "rate"),
        Column("jumlah", words("kolom.jumlah"), "count"),
        *(() if context.measure.key == PUBLIC else ranks),
        Column("pita", words("kolom.pita")),
    )


__all__ = ["build", "grid_rows", "league_sheet", "overall"]

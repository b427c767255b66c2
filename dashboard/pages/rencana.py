"""Titik rawan & rencana: where next week? Hot spots with probability, then visits under a budget."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import html

from dashboard.components.attributes import ROUTE
from dashboard.components.blocks import band, chance, empty, section
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.pages import rencana_daftar, rencana_isian
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.rencana_daftar import plan_of, together
from dashboard.pages.saring import controls
from dashboard.places import place_table

HOT_SHOWN = 5


def build(context: Context) -> list:
    """Hot spots of the phase looked at, the plan of the coming week, the form for another."""
    words = context.words
    if context.measure.key == PUBLIC:
        return [
            controls(context, "region"),
            html.H1(words("rencana.judul_publik"), className="utama"),
            empty(words("rencana.kosong_publik"), words("rencana.kosong_saran")),
        ]
    plan, items = plan_of(context)
    return [
        controls(context, "measure", "region", "phase"),
        html.H1(_headline(context, plan, items), className="utama"),
        html.P(words("rencana.peringatan"), className="anak-utama"),
        rencana_daftar.build(context, plan, items),
        rencana_isian.build(context, plan),
        _hot(context),
    ]


def _headline(context: Context, plan: dict[str, Any] | None, items: pl.DataFrame) -> str:
    words = context.words
    if plan is None or items.is_empty():
        return words("rencana.judul_kosong")
    expected, lower, upper = together(items)
    return words(
        "rencana.judul",
        hari=words.day(plan["week"], year=False),
        n=words.number(items.height),
        temuan=words.number(expected),
        rentang=words.counts(lower, upper),
    )


def _hot(context: Context) -> html.Section:
    words, known = context.words, hot_places(context)
    if known.is_empty():
        return section(words("rencana.titik"), empty(words("rencana.titik_kosong")))
    items = [_hot_item(context, r) for r in known.head(HOT_SHOWN).iter_rows(named=True)]
    return section(
        words("rencana.titik"),
        html.Ul(items, className="daftar"),
        takeaway(context, hot_sheet(context), has_picture=False),
        sentence=words("rencana.titik_kalimat"),
    )


def _hot_item(context: Context, r: dict[str, Any]) -> html.Li:
    words = context.words
    link = context.view.href("peta", selected=r["code"])
    risk = words(
        "rencana.risiko", kali=words.rate(r["rr"]), rentang=words.range(r["rr_lower"], r["rr_upper"])
    )
    return html.Li(
        [
            html.Div(
                [html.A(r["name"], href=link, className="pokok", **ROUTE), html.Div(risk, className="rinci")]
            ),
            html.Div([chance(r["p_above"], words), html.Br(), band(r["band"], words)], className="kanan"),
        ]
    )


def hot_places(context: Context) -> pl.DataFrame:
    """Places with a probability, most probable first."""
    return place_table(context).drop_nulls("p_above").sort("p_above", descending=True)


def hot_sheet(context: Context) -> Sheet:
    """Hot spots as a file: probability, risk with interval, band in words."""
    words = context.words
    rows = [
        {
            "nama": r["name"],
            "peluang": r["p_above"],
            "kali": r["rr"],
            "bawah": r["rr_lower"],
            "atas": r["rr_upper"],
            "pita": words(f"pita.{r['band'] or 'tanpa_data'}"),
        }
        for r in (hot_places(context) if context.measure.key != PUBLIC else pl.DataFrame()).iter_rows(
            named=True
        )
    ]
    columns = (
        Column("nama", words("kolom.tempat")),
        Column("peluang", words("mengapa.peluang"), "percent"),
        Column("kali", words("kolom.kali_rata"), "rate"),
        Column("bawah", words("kolom.bawah95"), "rate"),
        Column("atas", words("kolom.atas95"), "rate"),
        Column("pita", words("kolom.pita")),
    )
    note = words("rencana.titik_kalimat")
    return Sheet("titik", words("rencana.titik"), columns, rows, note, context.source, context.data_on)


__all__ = ["build", "hot_sheet", "together"]

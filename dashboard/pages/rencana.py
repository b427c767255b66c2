"""Titik rawan & rencana: where next week? Hot spots with probability, then visits under a budget."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import html

from dashboard.components.attributes import ROUTE, attrs
from dashboard.components.blocks import band, chance, empty, foot, section, table
from dashboard.i18n import Texts
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.saring import controls
from dashboard.places import place_table

HOT_SHOWN, VISITS_SHOWN = 5, 12
RIGHT = (0, 3, 4, 5)  # columns of numbers


def build(context: Context) -> list:
    """Hot spots of the phase looked at, and the plan for next week."""
    words = context.words
    if context.measure.key == PUBLIC:
        return [
            controls(context, "region"),
            html.H1(words("rencana.judul_publik"), className="utama"),
            empty(words("rencana.kosong_publik"), words("rencana.kosong_saran")),
        ]
    plan, items = context.reader.plan(context.code.split(".")[0])
    items = context.below(items)
    places = place_table(context)
    return [
        controls(context, "measure", "region", "phase"),
        html.H1(_headline(context, plan, items), className="utama"),
        html.P(words("rencana.peringatan"), className="anak-utama"),
        _hot(context, places),
        _plan(context, plan, items),
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


def together(items: pl.DataFrame) -> tuple[float, float, float]:
    """Expected finds of all visits and their interval; places are independent: distances add in squares."""
    mean = float(items["expected_finds"].sum())
    below = float(((items["expected_finds"] - items["finds_lower"]) ** 2).sum()) ** 0.5
    above = float(((items["finds_upper"] - items["expected_finds"]) ** 2).sum()) ** 0.5
    return mean, max(0.0, mean - below), mean + above


def _plan(context: Context, plan: dict | None, items: pl.DataFrame) -> html.Section:
    words = context.words
    if plan is None or items.is_empty():
        return section(words("rencana.daftar"), empty(words("rencana.kosong"), words("rencana.kosong_saran")))
    heads = [
        words(f"kolom.{k}")
        for k in ("urut", "tempat", "alasan", "temuan", "ujung", "terakhir", "tim", "cara")
    ]
    body = [_row(words, r) for r in items.sort("rank").iter_rows(named=True)]
    rest = None
    if len(body) > VISITS_SHOWN:
        more = html.Summary(words("rencana.selebihnya", n=len(body) - VISITS_SHOWN))
        rest = html.Details([more, table(heads, body[VISITS_SHOWN:], right=RIGHT)])
    sentence = words(
        "rencana.kalimat",
        pekan=words.day(plan["week"]),
        tim=plan["team_count"],
        hari=plan["day_count"],
        jelajah=words.percent(plan["exploration_share"]),
    )
    tools = html.P(
        html.Button(words("rencana.cetak"), type="button", className="tombol", **attrs(data_cetak="1")),
        style={"marginTop": "16px"},
    )
    return section(
        words("rencana.daftar"),
        table(heads, body[:VISITS_SHOWN], right=RIGHT),
        rest,
        foot(words, source=context.source, link=context.view.href()),
        tools,
        sentence=sentence,
    )


def _row(words: Texts, r: dict) -> list[Any]:
    last = words("rencana.belum_pernah")
    if r["days_since_visit"] is not None:
        last = words("ringkasan.hari_n", n=words.number(r["days_since_visit"]))
    below = html.Div(r["region_name"], className="kecil samar") if r["opd_name"] else None
    return [
        r["rank"],
        [html.B(r["opd_name"] or r["region_name"]), below],
        r["reason"],
        words.rate(r["expected_finds"]),
        words.counts(r["finds_lower"], r["finds_upper"]),
        last,
        words("rencana.tim_hari", tim=r["team_no"] or "–", hari=r["day_no"] or "–"),
        words("rencana.jelajah" if r["is_exploration"] else "rencana.terarah"),
    ]


def _hot(context: Context, places: pl.DataFrame) -> html.Section:
    words = context.words
    known = places.drop_nulls("p_above").sort("p_above", descending=True)
    if known.is_empty():
        return section(words("rencana.titik"), empty(words("rencana.titik_kosong")))
    items = [
        html.Li(
            [
                html.Div(
                    [
                        html.A(
                            r["name"],
                            href=context.view.href("peta", selected=r["code"]),
                            className="pokok",
                            **ROUTE,
                        ),
                        html.Div(
                            words(
                                "rencana.risiko",
                                kali=words.rate(r["rr"]),
                                rentang=words.range(r["rr_lower"], r["rr_upper"]),
                            ),
                            className="rinci",
                        ),
                    ]
                ),
                html.Div([chance(r["p_above"], words), html.Br(), band(r["band"], words)], className="kanan"),
            ]
        )
        for r in known.head(HOT_SHOWN).iter_rows(named=True)
    ]
    return section(
        words("rencana.titik"),
        html.Ul(items, className="daftar"),
        foot(words, source=context.source, link=context.view.href()),
        sentence=words("rencana.titik_kalimat"),
    )

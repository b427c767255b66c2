"""Tren: when? Weekly counts with legal phases, late reports and forecast; earlier elections beside."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from dash import html

from dashboard.components.blocks import empty, figure_block
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.figures.theme import Style
from dashboard.figures.trend import Behind, trend
from dashboard.pages import banding, catatan, susulan, tren_publik
from dashboard.pages.banding import aligned_weeks
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.ringkasan import visible, weekly
from dashboard.pages.saring import controls

WEEKS_BACK = 52


def build(context: Context) -> list:
    """Weekly trend where offices keep records; running totals as printed for other places."""
    return tren_publik.build(context) if context.measure.key == PUBLIC else _weekly(context)


def _weekly(context: Context) -> list:
    words = context.words
    weeks = weekly(context, context.measure.key)
    head = [controls(context, "measure", "region")]
    if weeks.is_empty():
        return [
            *head,
            html.H1(words("tren.judul_kosong"), className="utama"),
            empty(words("tren.kosong"), words("peta.kosong_saran")),
        ]
    title = headline(context, weeks)
    return [
        *head,
        html.H1([title, html.Span(f" {outlook(context)}", className="lanjutan")], className="utama"),
        html.P(words("tren.baca_susulan" if has_late(context) else "tren.baca"), className="anak-utama"),
        html.Div(_figure(context, weeks, title), className="bagian"),
        catatan.build(context, first_on(context)),
        banding.build(context, weeks),
    ]


def _figure(context: Context, weeks: pl.DataFrame, title: str) -> html.Figure:
    shown = susulan.with_expected(visible(context, weeks), late(context))
    shown = shown.filter(pl.col("week") > first_on(context))
    behind = Behind(
        phases=context.phase_table(context.phase_now[0]),
        marks=catatan.marks(context, first_on(context)),
        today=context.today,
    )
    figure = trend(
        shown,
        forecast=susulan.future(context, context.measure.key),
        behind=behind,
        style=Style(context.look, context.words, context.words.language),
    )
    sheet = weeks_sheet(context)
    assert sheet is not None, "there are weeks"
    return figure_block(figure, label=title, foot=takeaway(context, sheet))


def first_on(context: Context) -> date:
    """Day before which the figure shows nothing."""
    return context.today - timedelta(weeks=WEEKS_BACK)


def late(context: Context) -> pl.DataFrame:
    """Expected final counts of the latest weeks of the measure looked at."""
    return susulan.nowcast(context, context.measure.key)


def has_late(context: Context) -> bool:
    """True where the last weeks still grow by late reports."""
    return late(context).height > 0


def headline(context: Context, weeks: pl.DataFrame) -> str:
    """What changed, or that it cannot be said yet."""
    words = context.words
    change = susulan.recent_change(context, context.measure.key, weeks)
    said = change.sentence(words) if change else words("tren.belum_cukup")
    return words("tren.judul", ukuran=context.measure.label(words.language), kalimat=said)


def outlook(context: Context) -> str:
    """What is expected next week with its interval, and until voting day."""
    ahead = susulan.future(context, context.measure.key)
    if ahead.is_empty():
        return ""
    words, first = context.words, ahead.row(0, named=True)
    is_late = context.measure.key in susulan.ARRIVES_LATE
    next_week = words(
        "tren.judul_depan_susulan" if is_late else "tren.judul_depan_lengkap",
        pekan=words("tren.pekan_ini" if first["week"] <= context.today else "tren.pekan_depan"),
        nilai=words.number(first["mean"]),
        rentang=words.counts(first["q05"], first["q95"]),
    )
    return f"{next_week} {susulan.until_vote_sentence(context, context.measure.key)}".strip()


def weeks_sheet(context: Context) -> Sheet | None:
    """The figure's numbers, newest first: on record so far, expected final count, forecast."""
    if context.measure.key == PUBLIC:
        return tren_publik.printed_sheet(context)
    weeks = visible(context, weekly(context, context.measure.key))
    if weeks.is_empty():
        return None
    words = context.words
    past = susulan.with_expected(weeks, late(context)).filter(pl.col("week") > first_on(context))
    ahead = susulan.future(context, context.measure.key)
    rows = [
        {"pekan": r["week"], "tercatat": None, "perkiraan": r["mean"], "bawah": r["q05"], "atas": r["q95"]}
        for r in ahead.reverse().iter_rows(named=True)
    ]
    rows += [
        {
            "pekan": r["week"],
            "tercatat": r["count"],
            "perkiraan": r["expected"] if r["q05"] is not None else None,
            "bawah": r["q05"],
            "atas": r["q95"],
        }
        for r in past.reverse().iter_rows(named=True)
    ]
    columns = (
        Column("pekan", words("kolom.pekan"), "day"),
        Column("tercatat", words("kolom.tercatat"), "count"),
        Column("perkiraan", words("kolom.perkiraan_akhir"), "rate"),
        Column("bawah", words("kolom.bawah90"), "count"),
        Column("atas", words("kolom.atas90"), "count"),
    )
    note = words("tren.baca_susulan" if has_late(context) else "tren.baca")
    title = headline(context, weekly(context, context.measure.key))
    return Sheet("tren", title, columns, rows, note=note, source=context.source, data_on=context.data_on)


__all__ = ["aligned_weeks", "build", "weeks_sheet"]

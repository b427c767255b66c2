"""Briefing coverage: which OPD was briefed in this phase, which never."""

from __future__ import annotations

import polars as pl
from dash import html

from dashboard.components.blocks import empty, section, table
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.pages.context import Context

SHOWN = 12


def build(context: Context) -> html.Section | None:
    """Per city the share of OPD reached; of one city its OPD, those never briefed first."""
    words, rows = context.words, coverage(context)
    if rows.is_empty():
        return None
    reached = rows.filter(pl.col("briefed_count") > 0).height
    sentence = words(
        "cakupan.kalimat",
        n=words.number(reached),
        dari=words.number(rows.height),
        tahap=context.phase_name(*reversed(context.phase_now)),
    )
    sheet = _sheet(context, rows)
    if not sheet.rows:
        return section(words("cakupan.judul"), empty(words("cakupan.kosong")), sentence=sentence)
    body = _table(context, sheet)
    foot = takeaway(context, sheet, has_picture=False, shows_table=False)
    return section(words("cakupan.judul"), body, foot, sentence=sentence)


def coverage(context: Context) -> pl.DataFrame:
    """``region_code, opd_name, briefed_count, last_on`` in the phase of today."""
    return context.below(context.reader.coverage(context.today, *context.phase_now))


def coverage_sheet(context: Context) -> Sheet | None:
    """Briefing coverage as a file."""
    rows = coverage(context) if context.has_records else pl.DataFrame()
    return _sheet(context, rows) if rows.height else None


def _sheet(context: Context, rows: pl.DataFrame) -> Sheet:
    made = _by_unit(context, rows) if context.region["level"] == 2 else _by_city(context, rows)
    title, note = context.words("cakupan.judul"), context.words("cakupan.baca")
    return Sheet("cakupan", title, made[0], made[1], note, context.source, context.data_on)


def _by_city(context: Context, rows: pl.DataFrame) -> tuple[tuple[Column, ...], list[dict]]:
    words = context.words
    cities = rows.group_by("region_code", maintain_order=True).agg(
        (pl.col("briefed_count") > 0).sum().alias("reached"),
        pl.len().alias("all"),
        pl.col("last_on").max(),
    )
    found = [
        {
            "wilayah": context.name_of(r["region_code"]),
            "bagian": r["reached"] / r["all"],
            "terjangkau": r["reached"],
            "belum": r["all"] - r["reached"],
            "terakhir": r["last_on"],
        }
        for r in cities.sort(pl.col("reached") / pl.col("all"), "region_code").iter_rows(named=True)
    ]
    columns = (
        Column("wilayah", words("kolom.wilayah")),
        Column("bagian", words("kolom.terjangkau"), "percent"),
        Column("terjangkau", words("kolom.opd_terjangkau"), "count"),
        Column("belum", words("kolom.opd_belum"), "count"),
        Column("terakhir", words("kolom.terakhir_dibina"), "day"),
    )
    return columns, found


def _by_unit(context: Context, rows: pl.DataFrame) -> tuple[tuple[Column, ...], list[dict]]:
    words = context.words
    found = [
        {"opd": r["opd_name"], "kali": r["briefed_count"], "terakhir": r["last_on"]}
        for r in rows.sort("briefed_count", "opd_name").iter_rows(named=True)
    ]
    columns = (
        Column("opd", words("kolom.opd")),
        Column("kali", words("kolom.kali_dibina"), "count"),
        Column("terakhir", words("kolom.terakhir_dibina"), "day"),
    )
    return columns, found


def _table(context: Context, sheet: Sheet) -> html.Div:
    from dashboard.exports.sheet import shown

    words = context.words
    rows = [[shown(r.get(c.key), c.kind, words) for c in sheet.columns] for r in sheet.rows]
    heads = [c.title for c in sheet.columns]
    first = table(heads, rows[:SHOWN], right=sheet.right)
    if len(rows) <= SHOWN:
        return html.Div(first)
    more = html.Summary(words("cakupan.selebihnya", n=words.number(len(rows) - SHOWN)))
    return html.Div([first, html.Details([more, table(heads, rows[SHOWN:], right=sheet.right)])])

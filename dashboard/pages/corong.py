"""The funnel beside the league table: is a rate unusual, given how much was observed?"""

from __future__ import annotations

import polars as pl
from dash import html

from dashboard.components.attributes import attrs
from dashboard.components.blocks import figure_block, graph, section
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.figures.funnel import funnel
from dashboard.figures.theme import Style
from dashboard.intervals import funnel_limits
from dashboard.pages.context import Context
from dashboard.pages.peta import rate_unit
from dashboard.places import place_table

FUNNEL_ID, CHOSEN_ID = "klasemen-corong", "klasemen-pilihan"
FEWEST = 5  # places; with fewer there is no funnel to see


def build(context: Context, known: pl.DataFrame, middle: float) -> html.Section | None:
    """The figure, linked with the table above by the place's code (``assets/pilihan.js``)."""
    words, seen = context.words, points(known, middle)
    if seen.height < FEWEST:
        return None
    bases = seen["exposure"].to_list()
    limits = funnel_limits(middle, min(bases), 1.05 * max(bases))
    style = Style(context.look, words, words.language)
    figure = funnel(seen, limits=limits, average=middle, style=style, selected=context.view.selected)
    chosen = html.P(
        words("klasemen.pilihan"), id=CHOSEN_ID, className="kecil samar", **attrs(aria_live="polite")
    )
    block = figure_block(
        graph(figure, graph_id=FUNNEL_ID),
        label=words("klasemen.corong_kalimat"),
        legend=chosen,
        foot=takeaway(context, funnel_sheet(context)),
    )
    return section(words("klasemen.corong"), block, sentence=words("klasemen.corong_kalimat"))


def points(known: pl.DataFrame, middle: float) -> pl.DataFrame:
    """``code, name, exposure, rate, rate_lower, rate_upper, is_outside``: rates as observed, by their base.

    The table's rates are drawn towards each other; here each stands where its own count puts it. One unit of
    the base is what one unit of rate divides by; its scale is common to all places and is found from them.
    """
    seen = known.filter((pl.col("count") > 0) & (pl.col("rate") > 0))
    if seen.is_empty():
        return seen.select("code", "name", pl.col("rate").alias("exposure"), "rate")
    denominator = "effort" if seen["effort"].null_count() < seen.height else "exposure"
    usable = seen.filter(pl.col(denominator) > 0)
    scale = (usable["count"] / usable["rate"] / usable[denominator]).median()
    base = pl.col(denominator) * float(scale or 0.0)  # type: ignore[arg-type]
    return (
        usable.with_columns(base.alias("base"))
        .filter(pl.col("base") > 0)
        .select(
            "code",
            "name",
            pl.col("base").alias("exposure"),
            (pl.col("count") / pl.col("base")).alias("rate"),
            "count",
            "rate_lower",
            "rate_upper",
            ((pl.col("rate_lower") > middle) | (pl.col("rate_upper") < middle)).alias("is_outside"),
        )
    )


def funnel_sheet(context: Context) -> Sheet:
    """The funnel's numbers: each place's base, rate as observed, and whether it lies outside."""
    from dashboard.pages.klasemen import overall

    words, known = context.words, place_table(context).drop_nulls("rate")
    middle = overall(known)
    found = points(known, middle)
    rows = [
        {
            "nama": r["name"],
            "pembagi": r["exposure"],
            "laju": r["rate"],
            "bawah": r["rate_lower"],
            "atas": r["rate_upper"],
            "letak": words("klasemen.luar" if r["is_outside"] else "klasemen.dalam"),
        }
        for r in (found.iter_rows(named=True) if "is_outside" in found.columns else ())
    ]
    columns = (
        Column("nama", words("kolom.wilayah")),
        Column("pembagi", words("klasemen.corong_x"), "rate"),
        Column("laju", f"{words('kolom.laju')} ({rate_unit(context)})", "rate"),
        Column("bawah", words("kolom.bawah95"), "rate"),
        Column("atas", words("kolom.atas95"), "rate"),
        Column("letak", words("kolom.letak")),
    )
    note = words("klasemen.corong_kalimat")
    return Sheet("corong", words("klasemen.corong"), columns, rows, note, context.source, context.data_on)

"""Tren of places without records of their own: running totals as public sources printed them."""

from __future__ import annotations

import polars as pl
from dash import html

from dashboard.components.blocks import empty, figure_block
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.figures.lines import cumulative
from dashboard.figures.theme import Style
from dashboard.pages.context import Context
from dashboard.pages.nasional import metric_name, national_rows, unit_name
from dashboard.pages.saring import controls

PRINTED_ELECTION, PRINTED_YEAR, FEWEST_POINTS = "PILKADA_2020", 2020, 3
SERIES = ("dilaporkan", "direkomendasikan", "ditindaklanjuti_ppk")  # printed again and again in 2020


def build(context: Context) -> list:
    """One figure: what was reported, recommended and followed up, day of print by day of print."""
    words, head = context.words, [controls(context, "measure", "region")]
    lines = printed_series(context)
    if lines.height < FEWEST_POINTS:
        kosong = empty(words("tren.kosong_publik"), words("nasional.catatan_saran"))
        return [*head, html.H1(words("tren.judul_kosong"), className="utama"), kosong]
    vote = context.calendar.election(PRINTED_ELECTION).vote_on
    style = Style(context.look, words, words.language)
    figure = cumulative(lines.select("label", "as_of", "value"), vote_on=vote, style=style)
    title, sheet = _title(context, lines), printed_sheet(context)
    assert sheet is not None
    return [
        *head,
        html.H1(title, className="utama"),
        html.P(words("tren.publik_baca"), className="anak-utama"),
        html.Div(figure_block(figure, label=title, foot=takeaway(context, sheet)), className="bagian"),
    ]


def printed_series(context: Context) -> pl.DataFrame:
    """Running totals that sources printed during an election year: columns of ``published`` and ``label``."""
    order = pl.col("metric").replace_strict({m: i for i, m in enumerate(SERIES)}, default=9)
    names = {m: metric_name(context, m) for m in SERIES}
    rows = national_rows(context).filter(
        pl.col("metric").is_in(SERIES),
        pl.col("count_unit") == "ASN",
        pl.col("election_code") == PRINTED_ELECTION,
        pl.col("as_of").dt.year() == PRINTED_YEAR,
    )
    rows = rows.unique(["metric", "as_of"], keep="first", maintain_order=True)
    return rows.with_columns(pl.col("metric").replace_strict(names).alias("label")).sort(order, "as_of")


def printed_sheet(context: Context) -> Sheet | None:
    """The figure's numbers with who printed them."""
    words, lines = context.words, printed_series(context)
    if lines.height < FEWEST_POINTS:
        return None
    rows = [
        {
            "yang_dihitung": r["label"],
            "per": r["as_of"],
            "jumlah": r["value"],
            "satuan": unit_name(context, r["count_unit"]),
            "sumber": r["source_url"],
            "sumber_teks": r["agency"],
        }
        for r in lines.iter_rows(named=True)
    ]
    columns = (
        Column("yang_dihitung", words("kolom.yang_dihitung")),
        Column("per", words("kolom.per_tanggal"), "day"),
        Column("jumlah", words("kolom.jumlah"), "count"),
        Column("satuan", words("kolom.satuan")),
        Column("sumber", words("kolom.sumber"), "link"),
    )
    note = words("tren.publik_baca")
    return Sheet("tren", _title(context, lines), columns, rows, note, context.source, context.data_on)


def _title(context: Context, lines: pl.DataFrame) -> str:
    reported = lines.filter(pl.col("metric") == SERIES[0]).sort("as_of")
    if reported.is_empty():
        return context.words("tren.publik_judul_umum")
    first, last = reported.row(0, named=True), reported.row(-1, named=True)
    words = context.words
    return words(
        "tren.publik_judul",
        awal=words.number(first["value"]),
        hari_awal=words.day(first["as_of"], year=False),
        akhir=words.number(last["value"]),
        hari_akhir=words.day(last["as_of"]),
    )

"""The head's own duty: how many recommendations were decided, how long it took, which ones still wait."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import html

from dashboard.components.blocks import figure_block, foot, section
from dashboard.components.league import interval_column, league_grid, name_column, number_column, text_column
from dashboard.i18n import Texts
from dashboard.intervals import wilson
from dashboard.pages.context import Context
from dashboard.pages.ringkasan import decision

SHOWN, LISTED = 8, 200


def build(context: Context) -> list:
    """Share of recommendations decided per appointing authority, and those that still wait."""
    words = context.words
    rows = context.below(context.reader.recommendations(context.today))
    if rows.is_empty():
        return []
    waiting = rows.filter(pl.col("is_open")).sort("days_open", descending=True, nulls_last=True)
    items = [decision(r, words_of=context) for r in waiting.head(LISTED).iter_rows(named=True)]
    open_list = section(
        words("klasemen.terbuka", n=words.number(waiting.height)),
        html.Ul(items[:SHOWN], className="daftar"),
        _rest(context, items[SHOWN:]),
    )
    return [_duty(context, rows), html.Div(open_list, id="tindak-lanjut")]


def _duty(context: Context, rows: pl.DataFrame) -> html.Section:
    words = context.words
    grid = league_grid([_row(words, r) for r in shares(rows).iter_rows(named=True)], _columns(words))
    below = foot(words, source=context.source, link=context.view.href())
    block = figure_block(grid, label=words("klasemen.kewajiban_kalimat"), foot=below)
    return section(words("klasemen.kewajiban"), block, sentence=words("klasemen.kewajiban_kalimat"))


def shares(rows: pl.DataFrame) -> pl.DataFrame:
    """Decided and all recommendations per authority, with the median days to the decision or until today."""
    return rows.group_by("region_name", maintain_order=True).agg(
        (~pl.col("is_open")).sum().alias("done"),
        pl.len().alias("total"),
        pl.col("days_open").median().alias("days"),
    )


def _columns(words: Texts) -> list[dict[str, Any]]:
    return [
        name_column(words("kolom.ppk")),
        interval_column(words("klasemen.diputus")),
        number_column("laju", words("kolom.persen"), sort="asc"),
        text_column("ujung", words("kolom.rentang")),
        text_column("jumlah", words("kolom.diputus_dari")),
        text_column("hari", words("kolom.hari_median")),
    ]


def _row(words: Texts, r: dict) -> dict[str, Any]:
    low, high = wilson(r["done"], r["total"], 100)
    share = 100 * r["done"] / r["total"]
    ends = words.range(low, high)
    said = words("klasemen.sel", nama=r["region_name"], nilai=words.number(share), rentang=ends)
    return {
        "nama": r["region_name"],
        "rentang": {"lo": low, "hi": high, "nilai": share, "maks": 100, "teks": said},
        "laju": share,
        "laju_teks": f"{words.number(share)}%",
        "ujung": ends,
        "jumlah": f"{words.number(r['done'])} / {words.number(r['total'])}",
        "hari": words.number(r["days"]),
    }


def _rest(context: Context, items: list) -> html.Details | None:
    if not items:
        return None
    summary = html.Summary(context.words("klasemen.selebihnya", n=len(items)))
    return html.Details([summary, html.Ul(items, className="daftar")])

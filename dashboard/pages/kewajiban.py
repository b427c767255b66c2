"""The head's own duty: how many recommendations were decided, how long it took, which ones still wait."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import html

from dashboard.components.blocks import figure_block, section
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
from dashboard.intervals import wilson
from dashboard.pages.context import Context
from dashboard.pages.jam import working_days
from dashboard.pages.ringkasan import decision
from dashboard.pages.sanksi import sanction_name
from etl.measures import MEASURES

SHOWN, LISTED = 8, 12  # the file holds all
FOLLOWED = MEASURES["tindak_lanjut"]


def build(context: Context) -> list:
    """Share of recommendations decided per appointing authority, and those that still wait."""
    words = context.words
    rows = recommendations(context)
    if rows.is_empty():
        return []
    waiting = open_rows(rows)
    items = [decision(r, words_of=context) for r in waiting.head(LISTED).iter_rows(named=True)]
    open_list = section(
        words("klasemen.terbuka", n=words.number(waiting.height)),
        html.Ul(items[:SHOWN], className="daftar"),
        _rest(context, items[SHOWN:]),
        takeaway(context, _open_sheet(context, rows), has_picture=False, shows_table=False),
        sentence=words("klasemen.terbuka_kalimat"),
    )
    return [_duty(context, rows), html.Div(open_list, id="tindak-lanjut")]


def recommendations(context: Context) -> pl.DataFrame:
    """Those of the region looked at and of all below it."""
    return context.below(context.reader.recommendations(context.today))


def open_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """What waits, longest first."""
    return rows.filter(pl.col("is_open")).sort("days_open", descending=True, nulls_last=True)


def _duty(context: Context, rows: pl.DataFrame) -> html.Section:
    words = context.words
    table = shares(rows)
    middle = 100 * float(table["done"].sum()) / max(1.0, float(table["total"].sum()))
    grid = league_grid(
        [_row(context, r, middle) for r in table.iter_rows(named=True)], _columns(context, middle)
    )
    below = takeaway(context, _duty_sheet(context, rows), has_picture=False, shows_table=False)
    label = words("klasemen.kewajiban_kalimat")
    block = figure_block(grid, label=label, foot=below, is_picture=False)
    return section(words("klasemen.kewajiban"), block, sentence=label)


def shares(rows: pl.DataFrame) -> pl.DataFrame:
    """Decided and all recommendations per authority, with the median days to the decision or until today."""
    return rows.group_by("region_name", maintain_order=True).agg(
        (~pl.col("is_open")).sum().alias("done"),
        pl.len().alias("total"),
        pl.col("days_open").median().alias("days"),
    )


def _columns(context: Context, middle: float) -> list[dict[str, Any]]:
    words = context.words
    return [
        name_column(words("kolom.ppk")),
        interval_column(words("klasemen.diputus"), most=100, middle=middle),
        number_column("laju", words("kolom.persen"), sort="asc"),
        text_column("ujung", words("kolom.rentang")),
        text_column("jumlah", words("kolom.diputus_dari")),
        text_column("hari", words("kolom.hari_median")),
        band_column(words("kolom.pita")),
    ]


def band_of_share(low: float | None, high: float | None, middle: float) -> str:
    """More decided is better: the measure's registry says so."""
    assert FOLLOWED.better == "higher"
    if low is None or high is None:
        return "tanpa_data"
    return "lebih_baik" if low > middle else "perlu_perhatian" if high < middle else "tak_terbedakan"


def _row(context: Context, r: dict, middle: float) -> dict[str, Any]:
    words = context.words
    low, high = wilson(r["done"], r["total"], 100)
    share = 100 * r["done"] / r["total"]
    ends = words.range(low, high)
    band = band_of_share(low, high, middle)
    return {
        "nama": r["region_name"],
        "rentang": {"lo": _short(low), "hi": _short(high)},
        "laju": _short(share),
        "laju_teks": f"{words.number(share)}%",
        "ujung": ends,
        "jumlah": f"{words.number(r['done'])} / {words.number(r['total'])}",
        "hari": words.number(r["days"]),
        "pita": {"kode": band, "teks": words(f"pita.{band}")},
    }


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def _rest(context: Context, items: list) -> html.Details | None:
    if not items:
        return None
    summary = html.Summary(context.words("klasemen.berikutnya", n=len(items)))
    return html.Details([summary, html.Ul(items, className="daftar")])


def duty_sheet(context: Context) -> Sheet | None:
    """The heads' table as a file."""
    rows = recommendations(context) if context.has_records else pl.DataFrame()
    return _duty_sheet(context, rows) if rows.height else None


def _duty_sheet(context: Context, rows: pl.DataFrame) -> Sheet:
    words, found = context.words, []
    for r in shares(rows).iter_rows(named=True):
        low, high = wilson(r["done"], r["total"])
        found.append(
            {
                "ppk": r["region_name"],
                "bagian": r["done"] / r["total"],
                "bawah": low,
                "atas": high,
                "diputus": r["done"],
                "semua": r["total"],
                "hari": r["days"],
            }
        )
    columns = (
        Column("ppk", words("kolom.ppk")),
        Column("bagian", words("klasemen.diputus"), "percent"),
        Column("bawah", words("kolom.bawah95"), "percent"),
        Column("atas", words("kolom.atas95"), "percent"),
        Column("diputus", words("kolom.diputus"), "count"),
        Column("semua", words("kolom.rekomendasi"), "count"),
        Column("hari", words("kolom.hari_median"), "count"),
    )
    title, note = words("klasemen.kewajiban"), words("klasemen.kewajiban_kalimat")
    return Sheet("kewajiban", title, columns, found, note, context.source, context.data_on)


def open_sheet(context: Context) -> Sheet | None:
    """Recommendations that wait, as a file."""
    rows = recommendations(context) if context.has_records else pl.DataFrame()
    return _open_sheet(context, rows) if rows.height else None


def _open_sheet(context: Context, rows: pl.DataFrame) -> Sheet:
    """Readers of aggregates see region and number, not the work unit: it is often one person's case."""
    words, is_owner = context.words, not context.smallest
    found = [
        {
            "wilayah": r["region_name"],
            "opd": r["opd_name"] if is_owner else None,
            "nomor": r["rec_no"],
            "lembaga": r["agency"],
            "sanksi": sanction_name(context, r) if is_owner else None,
            "sejak": r["rec_date"],
            "hari_kerja": working_days(context, r["rec_date"], context.today),
            "hari": r["days_open"],
        }
        for r in open_rows(rows).iter_rows(named=True)
    ]
    own = (Column("opd", words("kolom.opd")), Column("sanksi", words("kolom.sanksi")))
    columns = (
        Column("wilayah", words("kolom.wilayah")),
        *own[:1][: int(is_owner)],
        Column("nomor", words("kolom.nomor")),
        Column("lembaga", words("kolom.lembaga")),
        *own[1:][: int(is_owner)],
        Column("sejak", words("kolom.sejak"), "day"),
        Column("hari_kerja", words("kolom.hari_kerja"), "count"),
        Column("hari", words("kolom.hari"), "count"),
    )
    title = words("klasemen.terbuka", n=words.number(len(found)))
    note = words("klasemen.terbuka_kalimat")
    return Sheet("terbuka", title, columns, found, note, context.source, context.data_on)

"""The *desk Pilkada* of a province: its cities side by side, with the meetings (rakor) they held."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import polars as pl
from dash import html

from dashboard.components.attributes import ROUTE
from dashboard.components.blocks import section, table
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet, shown
from dashboard.pages.context import Context

MEETING = "rakor"
BACK_DAYS = 365
NAMES_SHOWN = 3


def build(context: Context) -> html.Section | None:
    """Per city: meetings in a year, the last one, who invited, which agencies came; None below a province."""
    words = context.words
    sheet = desk_sheet(context)
    if sheet is None:
        return None
    heads = [c.title for c in sheet.columns]
    body = [_line(context, sheet, row) for row in sheet.rows]
    met = sum(1 for row in sheet.rows if row["kali"])
    sentence = words("rakor.kalimat", n=words.number(met), dari=words.number(len(sheet.rows)))
    foot = takeaway(context, sheet, has_picture=False, shows_table=False)
    return section(words("rakor.judul"), table(heads, body, right=sheet.right), foot, sentence=sentence)


def _line(context: Context, sheet: Sheet, row: dict[str, Any]) -> list[Any]:
    words = context.words
    cells: list[Any] = [shown(row.get(c.key), c.kind, words) for c in sheet.columns]
    href = context.view.href(region=row["code"], selected=None, level=None, phase=None)
    cells[0] = html.A(row["wilayah"], href=href, **ROUTE)
    return cells


def meetings(context: Context) -> pl.DataFrame:
    """Coordination meetings of a year: ``region_code, occurred_on, host, place, opds, participants``."""
    rows = context.reader.meetings(MEETING)
    if rows.is_empty():
        return rows
    since = context.today - timedelta(days=BACK_DAYS)
    return (
        context.below(rows).filter(pl.col("occurred_on").is_between(since, context.today)).sort("occurred_on")
    )


def desk_sheet(context: Context) -> Sheet | None:
    """The province's desk as a table: one row per city, met or not."""
    if context.region["level"] != 1 or not context.has_records:
        return None
    words, held = context.words, meetings(context)
    cities = context.regions.filter(pl.col("parent_code") == context.code).sort("code")
    rows = [_row(context, city, held) for city in cities.iter_rows(named=True)]
    columns = (
        Column("wilayah", words("kolom.wilayah")),
        Column("kali", words("rakor.kali"), "count"),
        Column("terakhir", words("rakor.terakhir"), "day"),
        Column("pengundang", words("rakor.pengundang")),
        Column("hadir", words("rakor.hadir")),
        Column("peserta", words("rakor.peserta"), "count"),
        Column("tempat", words("rakor.tempat")),
    )
    title, note = words("rakor.judul"), words("rakor.baca")
    return Sheet("rakor", title, columns, rows, note, context.source, context.data_on)


def _row(context: Context, city: dict[str, Any], held: pl.DataFrame) -> dict[str, Any]:
    own = held.filter(pl.col("region_code") == city["code"]) if held.height else held
    last = own.row(-1, named=True) if own.height else {}
    return {
        "code": city["code"],
        "wilayah": city["name"],
        "kali": own.height,
        "terakhir": last.get("occurred_on"),
        "pengundang": last.get("host"),
        "hadir": _agencies(context, last.get("opds"), last.get("opd_count")),
        "peserta": last.get("participants"),
        "tempat": last.get("place"),
    }


def _agencies(context: Context, opds: str | None, count: int | None) -> str | None:
    """The first few by name, the others by number."""
    names = json.loads(opds) if opds else []
    if not names:
        return context.words("rakor.opd_n", n=context.words.number(count)) if count else None
    more = len(names) - NAMES_SHOWN
    said = ", ".join(names[:NAMES_SHOWN])
    return context.words("rakor.dan_lagi", nama=said, n=more) if more > 0 else said

"""The map as a table and as a file: the same places, highest first, those without data last and empty."""

from __future__ import annotations

from dashboard.exports.sheet import Column, Sheet
from dashboard.pages.context import PUBLIC, Context
from dashboard.places import place_table


def map_sheet(context: Context) -> Sheet | None:
    """Every place of the map with rate, interval and count; ``code`` joins it to shapes and points."""
    from dashboard.pages.peta import headline, note, rate_unit

    words, places = context.words, place_table(context)
    if places.drop_nulls("rate").is_empty():
        return None
    is_public = context.measure.key == PUBLIC
    rows = [
        {
            "code": r["code"],
            "kode": r["code"],
            "nama": r["name"],
            "jumlah": r["count"],
            "laju": r["rate"],
            "bawah": r["rate_lower"],
            "atas": r["rate_upper"],
            "pita": None if is_public else words(f"pita.{r['band'] or 'tanpa_data'}"),
            "sumber": r["note"] if is_public else None,
        }
        for r in places.sort("rate", descending=True, nulls_last=True).iter_rows(named=True)
    ]
    last = (
        Column("sumber", words("kolom.sumber"), "link") if is_public else Column("pita", words("kolom.pita"))
    )
    columns = (
        Column("kode", words("kolom.kode")),
        Column("nama", words("kolom.wilayah")),
        Column("jumlah", words("kolom.jumlah"), "count"),
        Column("laju", f"{words('kolom.laju')} ({rate_unit(context)})", "rate"),
        Column("bawah", words("kolom.bawah95"), "rate"),
        Column("atas", words("kolom.atas95"), "rate"),
        last,
    )
    title, told = headline(context, places), note(context, places)
    return Sheet("peta", title, columns, rows, told, context.source, context.data_on)

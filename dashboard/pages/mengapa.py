"""*Mengapa?* The panel beside the map: one place, one sentence, its interval, drivers, effort and cases."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from dash import html

from dashboard import kecamatan
from dashboard.components.attributes import ROUTE, attrs
from dashboard.components.blocks import band
from dashboard.pages.context import Context
from dashboard.pages.data import link
from dashboard.places import LEVEL_NUMBER
from dashboard.view import SHAPED

CASE_WEEKS = 12
TABLES = {"netralitas_dugaan": "violation", "sidak_terjaring": "sidak"}


def why(context: Context, places: pl.DataFrame) -> html.Aside:
    """Panel of the chosen place; without a choice, of the highest one."""
    words = context.words
    chosen = places.filter(pl.col("code") == (context.view.selected or "")).rows(named=True)
    row = chosen[0] if chosen else places.sort("rate", descending=True, nulls_last=True).row(0, named=True)
    if row["rate"] is None:
        return html.Aside(
            [html.H2(row["name"]), html.P(words("mengapa.tanpa_data"), className="kalimat")],
            className="samping",
        )
    advice = "pilih_batas" if context.view.shape == SHAPED else "pilih"
    parts = [
        html.P(words(f"mengapa.{advice}"), className="kecil samar") if not chosen else None,
        html.H2(row["name"]),
        html.P(_sentence(context, row), className="kalimat"),
        html.P(
            [
                html.Span(words.rate(row["rate"]), className="nilai"),
                html.Span(f" {words.range(row['rate_lower'], row['rate_upper'])}", className="samar"),
            ]
        ),
        band(row["band"], words) if row["band"] else None,
        _facts(context, row),
        _drivers(context, row),
        _places(context, row),
        _cases(context, row),
        _deeper(context, row),
    ]
    return html.Aside(parts, className="samping", **attrs(aria_label=words("mengapa.label")))


def _sentence(context: Context, row: dict) -> str:
    words, rr = context.words, row["rr"]
    if context.level == kecamatan.LEVEL:
        share = {"n": words.number(row["count"]), "diperiksa": words.number(row["effort"])}
        return words("kecamatan.terhitung", **share)
    if rr is None:
        return words("mengapa.terhitung", n=words.number(row["count"]))
    key = (
        "mengapa.di_atas"
        if row["rr_lower"] and row["rr_lower"] > 1
        else "mengapa.di_bawah"
        if row["rr_upper"] and row["rr_upper"] < 1
        else "mengapa.setara"
    )
    return words(key, kali=words.rate(rr), rentang=words.range(row["rr_lower"], row["rr_upper"]))


def _facts(context: Context, row: dict) -> html.Dl:
    words = context.words
    measure = context.measure
    facts = [(words("kolom.jumlah"), f"{words.number(row['count'])} {measure.unit}")]
    if row["effort"] is not None and measure.effort:
        facts.append((words("mengapa.usaha"), f"{words.number(row['effort'])} {measure.effort}"))
    if row["exposure"] is not None:
        facts.append(
            (words("mengapa.pajanan"), f"{words.number(row['exposure'])} {_unit(context, measure.exposure)}")
        )
    if row["rank_lower"] is not None:
        facts.append(
            (
                words("mengapa.peringkat"),
                f"{words.number(row['rank_lower'])}–{words.number(row['rank_upper'])}",
            )
        )
    if row["p_above"] is not None:
        facts.append((words("mengapa.peluang"), words.percent(row["p_above"])))
    return html.Dl([part for name, value in facts for part in (html.Dt(name), html.Dd(value))])


def _unit(context: Context, unit: str) -> str:
    return context.words(f"satuan.{unit}") if context.words.has(f"satuan.{unit}") else unit


def _drivers(context: Context, row: dict) -> html.Div | None:
    """Contributions on the log scale, as times the average: the longest bar explains most."""
    words, drivers = context.words, row.get("drivers") or []
    if not drivers:
        return None
    most = max(abs(d["value"]) for d in drivers) or 1.0
    items = [_driver(context, d, most) for d in drivers]
    return html.Div(
        [html.H3(words("mengapa.pendorong")), html.Ul(items, className="pendorong")],
        style={"marginTop": "16px"},
    )


def _driver(context: Context, driver: dict, most: float) -> html.Li:
    words, value = context.words, driver["value"]
    name = (
        words(f"pendorong.{driver['term']}")
        if words.has(f"pendorong.{driver['term']}")
        else str(driver["term"]).replace("_", " ")
    )
    width = f"{50 * abs(value) / most:.0f}%"
    place = {"left": "50%", "width": width} if value >= 0 else {"right": "50%", "width": width}
    bar = html.Span(
        html.Span(className="batang" if value >= 0 else "batang turun", style=place), className="jalur"
    )
    return html.Li([html.Span(name), bar, html.Span(f"×{words.number(2.718281828**value, 2)}")])


def _cases(context: Context, row: dict) -> html.Details | None:
    """The records behind the number, with document and row; only for readers with record rights."""
    table = TABLES.get(context.measure.key)
    if not table or context.level == "opd" or not context.reader.scope.may_see_records:
        return None
    words = context.words
    found = context.reader.cases(table, row["code"], context.today - timedelta(weeks=CASE_WEEKS))
    found = found.filter(pl.col("occurred_on") <= context.today) if found.height else found
    items = [_case(context, table, r) for r in found.head(8).iter_rows(named=True)]
    if not items:
        return None
    return html.Details(
        [
            html.Summary(words("mengapa.kasus", n=found.height, minggu=CASE_WEEKS)),
            html.Ul(items, className="kecil"),
        ],
        style={"marginTop": "16px"},
    )


def _case(context: Context, table: str, case: dict) -> html.Li:
    """One record; it leads to its row, with every version and the document."""
    words = context.words
    said = words(
        "mengapa.kasus_baris",
        hari=words.short_day(case["occurred_on"]),
        opd=case["opd_name"] or "–",
        dokumen=case["document_name"],
        baris=case["row_no"] or "–",
    )
    if case.get("id") is None:
        return html.Li(said)
    return html.Li(html.A(said, href=link(context, f"/catatan/{table}/{case['id']}")))


def _places(context: Context, row: dict) -> html.Details | None:
    """The places of a kecamatan where inspections stood, with what each found."""
    if context.level != kecamatan.LEVEL or not context.reader.scope.may_see_records:
        return None
    words = context.words
    items = [
        html.Li(
            words(
                "kecamatan.tempat_baris" if r["effort"] else "kecamatan.tempat_baris_operasi",
                tempat=r["place"],
                n=words.number(r["count"]),
                diperiksa=words.number(r["effort"]),
                operasi=words.number(r["operations"]),
            )
        )
        for r in kecamatan.places_in(context, row["code"]).iter_rows(named=True)
    ]
    return html.Details(
        [html.Summary(words("kecamatan.tempat")), html.Ul(items, className="kecil")],
        open=True,
        style={"marginTop": "16px"},
    )


def _deeper(context: Context, row: dict) -> html.P | None:
    """One level down, for places that have places below them."""
    if context.level not in LEVEL_NUMBER or context.level == kecamatan.LEVEL:
        return None
    link = context.view.href(region=row["code"], selected=None, level=None, phase=None)
    return html.P(
        html.A(context.words("mengapa.lebih_dalam", wilayah=row["name"]), href=link, **ROUTE),
        style={"marginTop": "16px"},
    )

"""Mutu: how good were we? Past forecasts beside naive ones and IKP; how complete and late the data are."""

from __future__ import annotations

import polars as pl
from dash import html

from dashboard.components.blocks import chance, empty, figure_block, foot, section, table
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Sheet
from dashboard.figures.skill import coverage, relative_error
from dashboard.figures.theme import Style
from dashboard.i18n import Texts
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.mutu_lembar import (
    delay_sheet,
    delays_of,
    model_name,
    office_sheet,
    score_sheet,
    scores_of,
)
from dashboard.pages.saring import controls
from etl.store import LATE_DAYS

BEST, NAIVE = "gabungan", "rerata"
RIVALS = ("model", "bertahan", "ikp")  # provinces ordered by us, as last time, by the index
MOST_OFFICES = 40


def build(context: Context) -> list:
    """Track record, calibration, the rival index, delays, completeness per office, freshness."""
    words = context.words
    if context.measure.key == PUBLIC:
        return [
            controls(context, "region"),
            html.H1(words("mutu.judul_publik"), className="utama"),
            html.P(words("mutu.ikp"), className="anak-utama"),
            _rivals(context),
            *_offices(context),
            _data(context),
        ]
    scores = scores_of(context)
    return [
        controls(context, "measure", "region"),
        html.H1(headline(words, scores), className="utama"),
        html.P(words("mutu.baca"), className="anak-utama"),
        _record(context, scores),
        _calibration(context, scores),
        *_offices(context),
        _rivals(context),
        _data(context),
    ]


def headline(words: Texts, scores: pl.DataFrame) -> str:
    """How much better than the moving average, weighted by what was forecast; never more than was shown."""
    error = pl.col("wis").dot("target_count") / pl.col("target_count").sum()
    means = dict(scores.group_by("model", maintain_order=True).agg(error).rows()) if scores.height else {}
    if BEST not in means or NAIVE not in means or not means[NAIVE]:
        return words("mutu.judul_kosong")
    gain = 1 - means[BEST] / means[NAIVE]
    if abs(gain) < 0.005:
        return words("mutu.judul_sama")
    return words("mutu.judul_lebih" if gain > 0 else "mutu.judul_kurang", persen=words.percent(abs(gain)))


def weighted(rows: pl.DataFrame, value: str, weight: str) -> float:
    """Mean of a column weighted by another."""
    return float(rows.select(pl.col(value).dot(weight) / pl.col(weight).sum()).item())


def _style(context: Context) -> Style:
    return Style(context.look, context.words, context.words.language)


def _record(context: Context, scores: pl.DataFrame) -> html.Section:
    words = context.words
    if scores.is_empty():
        return section(words("mutu.rekam"), empty(words("mutu.rekam_kosong"), words("mutu.rekam_saran")))
    naive = scores.filter(pl.col("model") == NAIVE).select("horizon_weeks", pl.col("wis").alias("naive"))
    ratios = scores.join(naive, on="horizon_weeks").filter(pl.col("naive") > 0)
    ratios = ratios.with_columns((pl.col("wis") / pl.col("naive")).alias("ratio"))
    names = {m: model_name(words, m) for m in scores["model"].unique().to_list()}
    sheet = score_sheet(context)
    assert sheet is not None, "there are scores"
    below = takeaway(context, sheet)
    if ratios.is_empty():
        return section(words("mutu.rekam"), below, sentence=words("mutu.rekam_kalimat"))
    figure = relative_error(ratios, style=_style(context), best=BEST, names=names)
    drawn = figure_block(figure, label=words("mutu.rekam_label"), foot=below)
    return section(words("mutu.rekam"), drawn, sentence=words("mutu.rekam_kalimat"))


def _calibration(context: Context, scores: pl.DataFrame) -> html.Section | None:
    words = context.words
    rows = scores.filter(pl.col("model") == BEST) if scores.height else scores
    if rows.is_empty():
        return None
    held = weighted(rows, "coverage_90", "target_count")
    said = "tepat" if abs(held - 0.9) <= 0.03 else "lebar" if held > 0.9 else "sempit"
    sentence = words(f"mutu.kalibrasi_{said}", n=words.number(100 * held))
    figure = coverage(rows, style=_style(context))
    below = foot(words, source=context.source, link=context.view.href())
    label = words("mutu.kalibrasi_label")
    return section(words("mutu.kalibrasi"), figure_block(figure, label=label, foot=below), sentence=sentence)


def _rivals(context: Context) -> html.Section | None:
    """Order of provinces by us, as last time, and by IKP, against what came later."""
    words = context.words
    rows = context.reader.effects(PUBLIC, "rekam")
    told = {r["term"]: r for r in rows.iter_rows(named=True)} if rows.height else {}
    body = []
    for rival in RIVALS:
        rank, ten = told.get(f"rekam_peringkat:{rival}"), told.get(f"rekam_sepuluh:{rival}")
        if rank is not None:
            ends = {"bawah": words.number(rank["lower"], 2), "atas": words.number(rank["upper"], 2)}
            interval = words("mutu.dari_sampai", **ends)
            body.append(
                [
                    words(f"mutu.cara_{rival}"),
                    words.number(rank["value"], 2),
                    interval,
                    words.number(ten["value"]) if ten else "–",
                ]
            )
    if not body:
        return None
    heads = [words(f"mutu.{k}") for k in ("urutan", "korelasi", "rentang", "sepuluh")]
    return section(
        words("mutu.ikp_judul"), table(heads, body, right=(1, 2, 3)), sentence=words("mutu.ikp_kalimat")
    )


# --- the offices' data --------------------------------------------------------------------------------------


def _offices(context: Context) -> list[html.Section]:
    return [_delays(context), _completeness(context)]


def _delays(context: Context) -> html.Section:
    """How long it takes from an event to the document that tells it."""
    words, rows, sheet = context.words, delays_of(context), delay_sheet(context)
    title = words("mutu.tunda")
    if sheet is None:
        return section(title, empty(words("mutu.tunda_kosong")))
    body = [
        [
            r["office"],
            r["told"],
            words.number(r["event_count"]),
            words("mutu.hari", n=words.number(r["median_days"])),
            words("mutu.hari", n=words.number(r["p90_days"])),
            chance(r["late_share"], words),
        ]
        for r in sheet.rows
    ]
    late = weighted(rows, "late_share", "event_count")
    sentence = words("mutu.tunda_kalimat", persen=words.percent(late), hari=LATE_DAYS)
    return section(title, *_long(context, sheet, body), sentence=sentence)


def _completeness(context: Context) -> html.Section:
    """Per region: what came, how old the newest is, what waits, what was odd."""
    words, sheet = context.words, office_sheet(context)
    title = words("mutu.kantor_judul")
    if sheet is None:
        return section(title, empty(words("mutu.kantor_kosong"), words("mutu.kantor_saran")))
    body = [
        [
            r["region_name"],
            html.Span(r["kinds"], className="kecil samar"),
            words.number(r["document_count"]),
            words.short_day(r["last_known_on"]),
            words("mutu.hari", n=words.number(r["age_days"])),
            words.number(r["record_count"]),
            words.number(r["waiting_count"]),
            words.number(r["odd_per_100"], 1),
        ]
        for r in sheet.rows
    ]
    return section(title, *_long(context, sheet, body), sentence=words("mutu.kantor_kalimat"))


def _long(context: Context, sheet: Sheet, body: list[list]) -> list:
    """A table whose later rows wait behind a click, with its files below."""
    heads = [c.title for c in sheet.columns]
    parts: list = [table(heads, body[:MOST_OFFICES], right=sheet.right)]
    if len(body) > MOST_OFFICES:
        more = html.Summary(context.words("mutu.kantor_lain", n=len(body) - MOST_OFFICES))
        parts.append(html.Details([more, table(heads, body[MOST_OFFICES:], right=sheet.right)]))
    return [*parts, takeaway(context, sheet, has_picture=False, shows_table=False)]


def _data(context: Context) -> html.Section:
    words, fresh = context.words, context.reader.freshness()
    runs = context.reader.runs()
    rows = [
        [words("mutu.terakhir"), words.day(fresh.get("last_known_on"))],
        [words("mutu.dokumen"), words.number(fresh.get("document_count"))],
        [words("mutu.karantina"), words.number(fresh.get("open_quarantine_count"))],
    ]
    if runs.height:
        last = runs.row(0, named=True)
        rows.append(
            [
                words("mutu.hitung"),
                words("mutu.versi", hari=words.day(last["as_of"]), versi=last["model_version"]),
            ]
        )
    return section(words("mutu.data"), table([words("mutu.hal"), words("mutu.keadaan")], rows))

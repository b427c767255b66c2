"""Mutu: how good were we? The track record beside the naive forecasts, and the state of the data."""

from __future__ import annotations

import polars as pl
from dash import html

from dashboard.components.blocks import empty, foot, section, table
from dashboard.i18n import Texts
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.saring import controls

HORIZONS = (1, 4, 8)  # weeks ahead shown first
BEST, NAIVE = "gabungan", "rerata"


def build(context: Context) -> list:
    """Scores by model and horizon; freshness and quarantine."""
    words = context.words
    if context.measure.key == PUBLIC:
        return [
            controls(context, "region"),
            html.H1(words("mutu.judul_publik"), className="utama"),
            html.P(words("mutu.ikp"), className="anak-utama"),
            _data(context),
        ]
    scores = context.reader.scores(context.measure.key)
    return [
        controls(context, "measure", "region"),
        html.H1(_headline(context, scores), className="utama"),
        html.P(words("mutu.baca"), className="anak-utama"),
        _scores(context, scores),
        _data(context),
    ]


def _headline(context: Context, scores: pl.DataFrame) -> str:
    words = context.words
    means = (
        dict(scores.group_by("model", maintain_order=True).agg(pl.col("wis").mean()).rows())
        if scores.height
        else {}
    )
    if BEST not in means or NAIVE not in means or not means[NAIVE]:
        return words("mutu.judul_kosong")
    gain = 1 - means[BEST] / means[NAIVE]
    if abs(gain) < 0.005:
        return words("mutu.judul_sama")
    return words("mutu.judul_lebih" if gain > 0 else "mutu.judul_kurang", persen=words.percent(abs(gain)))


def _scores(context: Context, scores: pl.DataFrame) -> html.Section:
    words = context.words
    if scores.is_empty():
        return section(words("mutu.rekam"), empty(words("mutu.rekam_kosong")))
    main = scores.filter(pl.col("horizon_weeks").is_in(HORIZONS))
    rest = scores.filter(~pl.col("horizon_weeks").is_in(HORIZONS))
    more = html.Details([html.Summary(words("mutu.selebihnya")), _score_table(words, rest)])
    below = foot(words, source=context.source, link=context.view.href())
    parts = [_score_table(words, main), more if rest.height else None, below]
    return section(words("mutu.rekam"), *parts, sentence=words("mutu.rekam_kalimat"))


def _score_table(words: Texts, scores: pl.DataFrame) -> html.Div:
    keys = ("model", "horizon", "sasaran", "wis", "crps", "log", "cakupan50", "cakupan90")
    body = [
        [
            words(f"model.{r['model']}") if words.has(f"model.{r['model']}") else r["model"],
            words("mutu.pekan", n=r["horizon_weeks"]),
            words.number(r["target_count"]),
            words.number(r["wis"], 2),
            words.number(r["crps"], 2),
            words.number(r["log_score"], 2),
            words.percent(r["coverage_50"]),
            words.percent(r["coverage_90"]),
        ]
        for r in scores.sort("horizon_weeks", "wis").iter_rows(named=True)
    ]
    return table([words(f"kolom.{k}") for k in keys], body, right=tuple(range(2, 8)))


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
        rows.append([words("mutu.hitung"), f"{words.day(last['as_of'])} · {last['model_version']}"])
    return section(words("mutu.data"), table([words("mutu.hal"), words("mutu.keadaan")], rows))

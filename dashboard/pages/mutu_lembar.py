"""Tables of Mutu, for the screen and to take along: scores, delays, completeness per office."""

from __future__ import annotations

import polars as pl

from dashboard.exports.sheet import Column, Sheet
from dashboard.i18n import Texts
from dashboard.pages.context import PUBLIC, Context
from etl.measures import MEASURES

HORIZONS = (1, 4, 8)  # weeks ahead listed first


def of_scope(context: Context, scores: pl.DataFrame) -> pl.DataFrame:
    """Scores of the narrowest run that covers the region looked at."""
    if scores.is_empty() or "scope_code" not in scores.columns:
        return scores
    covering = [c for c in scores["scope_code"].unique().to_list() if c == "00" or context.code.startswith(c)]
    if not covering:
        return scores.clear()
    narrowest = max(covering, key=lambda c: 0 if c == "00" else len(c))
    return scores.filter(pl.col("scope_code") == narrowest)


def scores_of(context: Context) -> pl.DataFrame:
    """Track record shown for this view; empty where only the published record speaks."""
    if context.measure.key == PUBLIC:
        return pl.DataFrame()
    return of_scope(context, context.reader.scores(context.measure.key))


def model_name(words: Texts, model: str) -> str:
    """A model's name on screen."""
    return words(f"model.{model}") if words.has(f"model.{model}") else model


def score_sheet(context: Context) -> Sheet | None:
    """Scores by model and weeks ahead; None before the first backtest."""
    words, scores = context.words, scores_of(context)
    if scores.is_empty():
        return None
    ordered = scores.with_columns((~pl.col("horizon_weeks").is_in(HORIZONS)).alias("later"))
    rows = [
        {**r, "model": model_name(words, r["model"])}
        for r in ordered.sort("later", "horizon_weeks", "wis").iter_rows(named=True)
    ]
    columns = (
        Column("model", words("kolom.model")),
        Column("horizon_weeks", words("mutu.pekan_depan"), "count"),
        Column("target_count", words("kolom.sasaran"), "count"),
        Column("wis", "WIS", "rate"),
        Column("crps", "CRPS", "rate"),
        Column("log_score", words("kolom.log"), "rate"),
        Column("coverage_50", words("kolom.cakupan50"), "percent"),
        Column("coverage_90", words("kolom.cakupan90"), "percent"),
    )
    return _sheet(context, "rekam-jejak", "mutu.rekam", columns, rows, note="mutu.rekam_kalimat")


def delays_of(context: Context) -> pl.DataFrame:
    """Delays of the measure's stream where it has any, else of all streams; longest first."""
    rows = context.below(context.reader.delays())
    if rows.is_empty():
        return rows
    chosen = rows.filter(pl.col("stream") == MEASURES[context.measure.key].stream)
    chosen = rows if chosen.is_empty() else chosen
    return chosen.sort("median_days", "region_code", descending=[True, False])


def delay_sheet(context: Context) -> Sheet | None:
    """Days from an event to the document that told it; None without dated events."""
    words, delays = context.words, delays_of(context)
    if delays.is_empty():
        return None
    names = dict(context.regions.select("code", "name").rows())
    rows = [
        {**r, "office": names.get(r["region_code"], r["region_code"]), "told": words(f"aliran.{r['stream']}")}
        for r in delays.iter_rows(named=True)
    ]
    columns = (
        Column("office", words("mutu.kantor")),
        Column("told", words("mutu.aliran")),
        Column("event_count", words("mutu.kejadian"), "count"),
        Column("median_days", words("mutu.separuh"), "count"),
        Column("p90_days", words("mutu.sembilan"), "count"),
        Column("late_share", words("mutu.terlambat"), "percent"),
    )
    return _sheet(context, "keterlambatan", "mutu.tunda", columns, rows)


def offices_of(context: Context) -> pl.DataFrame:
    """One line per region with its age in days, the one silent longest first."""
    rows = context.below(context.reader.quality())
    if rows.is_empty():
        return rows
    sums = ["document_count", "record_count", "waiting_count", "odd_count"]
    age = (pl.lit(context.today) - pl.col("last_known_on")).dt.total_days().clip(lower_bound=0)
    odd = pl.when(pl.col("record_count") > 0).then(100 * pl.col("odd_count") / pl.col("record_count"))
    return (
        rows.group_by("region_code", "region_name", maintain_order=True)
        .agg(pl.col(sums).sum(), pl.col("last_known_on").max(), pl.col("kind").unique().sort())
        .with_columns(age.alias("age_days"), odd.alias("odd_per_100"))
        .sort("last_known_on", "region_code")
    )


def office_sheet(context: Context) -> Sheet | None:
    """Completeness per region; None before its first document."""
    words, offices = context.words, offices_of(context)
    if offices.is_empty():
        return None
    rows = [
        {**r, "kinds": ", ".join(kind_name(words, k) for k in r["kind"])}
        for r in offices.iter_rows(named=True)
    ]
    columns = (
        Column("region_name", words("mutu.kantor")),
        Column("kinds", words("mutu.jenis")),
        Column("document_count", words("mutu.dokumen"), "count"),
        Column("last_known_on", words("mutu.terakhir_pendek"), "day"),
        Column("age_days", words("mutu.umur"), "count"),
        Column("record_count", words("mutu.catatan"), "count"),
        Column("waiting_count", words("mutu.menunggu"), "count"),
        Column("odd_per_100", words("mutu.janggal"), "rate"),
    )
    return _sheet(context, "kelengkapan", "mutu.kantor_judul", columns, rows, note="mutu.kantor_kalimat")


def kind_name(words: Texts, kind: str) -> str:
    """A document kind's name on screen."""
    return words(f"jenis.{kind}") if words.has(f"jenis.{kind}") else kind


def _sheet(
    context: Context, name: str, title: str, columns: tuple[Column, ...], rows: list[dict], *, note: str = ""
) -> Sheet:
    words = context.words
    said = words(note) if note else ""
    return Sheet(name, words(title), columns, rows, said, context.source, context.data_on)

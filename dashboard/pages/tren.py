"""Tren: when? Weekly counts with legal phases, the forecast as a fan, earlier elections beside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from dash import html

from dashboard.components.blocks import empty, figure_block, foot, section, table
from dashboard.figures.lines import aligned, cumulative
from dashboard.figures.theme import Style
from dashboard.figures.trend import trend
from dashboard.pages.context import PUBLIC, Context
from dashboard.pages.nasional import metric_name, national_rows, source_link, unit_name
from dashboard.pages.phrases import last_weeks
from dashboard.pages.ringkasan import visible, weekly
from dashboard.pages.saring import controls

PRINTED_ELECTION, PRINTED_YEAR, FEWEST_POINTS = "PILKADA_2020", 2020, 3
WEEKS_BACK, WEEKS_ALIGNED = 52, 30
SERIES = ("dilaporkan", "direkomendasikan", "ditindaklanjuti_ppk")  # printed again and again in 2020


def build(context: Context) -> list:
    """Weekly trend of the simulation; running totals as printed for real places."""
    return _published(context) if context.measure.key == PUBLIC else _weekly(context)


def _weekly(context: Context) -> list:
    words = context.words
    weeks = weekly(context, context.measure.key)
    head = [controls(context, "measure", "region")]
    if weeks.is_empty():
        return [
            *head,
            html.H1(words("tren.judul_kosong"), className="utama"),
            empty(words("tren.kosong"), words("peta.kosong_saran")),
        ]
    ahead = future(context)
    title = headline(context, weeks)
    weeks = visible(context, weeks)
    figure = trend(
        weeks.filter(pl.col("week") > context.today - timedelta(weeks=WEEKS_BACK)).select("week", "count"),
        forecast=ahead,
        phases=context.phase_table(context.phase_now[0]),
        today=context.today,
        style=Style(context.look, words, words.language),
    )
    block = figure_block(
        figure,
        label=title,
        foot=foot(words, source=context.source, link=context.view.href(), table=_rows(context, weeks, ahead)),
    )
    return [
        *head,
        html.H1([title, html.Span(f" {outlook(context, ahead)}", className="lanjutan")], className="utama"),
        html.P(words("tren.baca"), className="anak-utama"),
        html.Div(block, className="bagian"),
        _aligned(context, weeks),
    ]


def future(context: Context) -> pl.DataFrame:
    """Forecast of the pool from this week on for the region looked at."""
    rows = context.reader.forecasts(context.measure.key, context.code)
    return rows.filter(
        (pl.col("model") == "gabungan") & (pl.col("week") + timedelta(days=6) >= context.today)
    ).sort("week")


def headline(context: Context, weeks: pl.DataFrame) -> str:
    """What changed."""
    words = context.words
    said = last_weeks(weeks["count"].to_list(), smallest=context.smallest).sentence(words)
    return words("tren.judul", ukuran=context.measure.label(words.language), kalimat=said)


def outlook(context: Context, ahead: pl.DataFrame) -> str:
    """What is expected next week, with its interval."""
    if ahead.is_empty():
        return ""
    words, first = context.words, ahead.row(0, named=True)
    return words(
        "tren.judul_depan",
        nilai=words.number(first["mean"]),
        rentang=words.counts(first["q05"], first["q95"]),
    )


def _rows(context: Context, weeks: pl.DataFrame, ahead: pl.DataFrame) -> html.Div:
    words = context.words
    rows = [
        [words.short_day(r["week"]), words.rate(r["mean"]), words.range(r["q05"], r["q95"])]
        for r in ahead.reverse().iter_rows(named=True)
    ]
    rows += [
        [words.short_day(r["week"]), words.number(r["count"]), "–"]
        for r in weeks.tail(WEEKS_BACK).reverse().iter_rows(named=True)
    ]
    return table(
        [words("kolom.pekan"), words("kolom.jumlah"), words("kolom.prakiraan90")], rows, right=(1, 2)
    )


def _aligned(context: Context, weeks: pl.DataFrame) -> html.Section | None:
    """This election beside the earlier ones, on weeks before their votes."""
    words = context.words
    lines = aligned_weeks(context, weeks)
    if lines["election"].n_unique() < 2:
        return None
    figure = aligned(lines, style=Style(context.look, words, words.language))
    heads = [words("kolom.pemilihan"), words("tren.minggu_ke_pungut"), words("kolom.rerata4")]
    rows = [[r["label"], r["weeks_to_vote"], words.rate(r["count"])] for r in lines.iter_rows(named=True)]
    foot_ = foot(
        words, source=context.source, link=context.view.href(), table=table(heads, rows, right=(1, 2))
    )
    return section(
        words("tren.banding"),
        figure_block(figure, label=words("tren.banding_kalimat"), foot=foot_),
        sentence=words("tren.banding_kalimat"),
    )


def aligned_weeks(context: Context, weeks: pl.DataFrame) -> pl.DataFrame:
    """Four-week means by weeks to the vote: ``election, label, is_current, weeks_to_vote, count``."""
    smooth = weeks.with_columns(pl.col("count").rolling_mean(4, min_samples=4).alias("mean")).drop_nulls(
        "mean"
    )
    parts = []
    for election in context.calendar.elections_of(context.code):
        vote = election.vote_day(context.code)
        if vote is None or election.kind != "pilkada":
            continue
        ahead = smooth.with_columns(
            ((pl.lit(vote) - pl.col("week")).dt.total_days() // 7).alias("weeks_to_vote")
        )
        near = ahead.filter(pl.col("weeks_to_vote").is_between(-8, WEEKS_ALIGNED))
        is_current = election.code == context.election
        parts.append(
            near.select(
                pl.lit(election.code).alias("election"),
                pl.lit(election.name).alias("label"),
                pl.lit(is_current).alias("is_current"),
                "weeks_to_vote",
                pl.col("mean").alias("count"),
            )
        )
    kept = [p for p in parts if p.height]
    empty_lines: dict[str, Any] = {
        "election": pl.String,
        "label": pl.String,
        "is_current": pl.Boolean,
        "weeks_to_vote": pl.Int64,
        "count": pl.Float64,
    }
    return pl.concat(kept).cast(pl.Schema(empty_lines)) if kept else pl.DataFrame(schema=empty_lines)


def _published(context: Context) -> list:
    words, head = context.words, [controls(context, "measure", "region")]
    lines = printed_series(context)
    if lines.height < FEWEST_POINTS:
        kosong = empty(words("tren.kosong_publik"), words("nasional.catatan_saran"))
        return [*head, html.H1(words("tren.judul_kosong"), className="utama"), kosong]
    vote = context.calendar.election(PRINTED_ELECTION).vote_on
    style = Style(context.look, words, words.language)
    figure = cumulative(lines.select("label", "as_of", "value"), vote_on=vote, style=style)
    title = _published_title(context, lines)
    below = foot(words, source=context.source, link=context.view.href(), table=_printed_rows(context, lines))
    return [
        *head,
        html.H1(title, className="utama"),
        html.P(words("tren.publik_baca"), className="anak-utama"),
        html.Div(figure_block(figure, label=title, foot=below), className="bagian"),
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


def _printed_rows(context: Context, lines: pl.DataFrame) -> html.Div:
    words = context.words
    heads = [words(f"kolom.{k}") for k in ("yang_dihitung", "per_tanggal", "jumlah", "satuan", "sumber")]
    body = [
        [
            r["label"],
            words.short_day(r["as_of"]),
            words.number(r["value"]),
            unit_name(context, r["count_unit"]),
            source_link(r),
        ]
        for r in lines.iter_rows(named=True)
    ]
    return table(heads, body, right=(2,))


def _published_title(context: Context, lines: pl.DataFrame) -> str:
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

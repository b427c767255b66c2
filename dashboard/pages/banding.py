"""This election beside the earlier ones: four-week means aligned on the distance to voting day (H−n)."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import html

from dashboard.components.blocks import figure_block, section
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.figures.lines import aligned
from dashboard.figures.theme import Style
from dashboard.pages import susulan
from dashboard.pages.context import Context
from dashboard.pages.ringkasan import visible, weekly

WEEKS_ALIGNED, WEEKS_AFTER, MEAN_WEEKS = 30, 8, 4
LINES: dict[str, Any] = {
    "election": pl.String,
    "label": pl.String,
    "is_current": pl.Boolean,
    "weeks_to_vote": pl.Int64,
    "count": pl.Float64,
}


def build(context: Context, weeks: pl.DataFrame) -> html.Section | None:
    """The overlay; None where only one election is on record."""
    words = context.words
    lines = aligned_weeks(context, visible(context, weeks))
    if lines["election"].n_unique() < 2:
        return None
    figure = aligned(lines, style=Style(context.look, words, words.language))
    sentence = _sentence(context, lines)
    sheet = _sheet(context, lines)
    return section(
        words("tren.banding"),
        figure_block(figure, label=sentence, foot=takeaway(context, sheet)),
        sentence=sentence,
    )


def _sentence(context: Context, lines: pl.DataFrame) -> str:
    """How this election stands beside the last one at the same distance to the vote."""
    words = context.words
    now = lines.filter("is_current").sort("weeks_to_vote")
    before = lines.filter(~pl.col("is_current"))
    if now.is_empty() or before.is_empty():
        return words("tren.banding_kalimat")
    here = now.row(0, named=True)
    last = before.filter(pl.col("weeks_to_vote") == here["weeks_to_vote"])
    if last.is_empty():
        return words("tren.banding_kalimat")
    then = last.row(-1, named=True)
    return words(
        "tren.banding_angka",
        n=here["weeks_to_vote"],
        kini=words.rate(here["count"]),
        dulu=words.rate(then["count"]),
        pemilihan=then["label"],
    )


def aligned_weeks(context: Context, weeks: pl.DataFrame) -> pl.DataFrame:
    """Four-week means by weeks to the vote: columns LINES.

    Late reports are thought of, or the last means would always seem to fall.
    """
    late = susulan.nowcast(context, context.measure.key)
    whole = susulan.with_expected(susulan.finished(weeks, context.today), late)
    smooth = whole.with_columns(
        pl.col("expected").rolling_mean(MEAN_WEEKS, min_samples=MEAN_WEEKS).alias("mean")
    ).drop_nulls("mean")
    kept = [
        part
        for e in context.calendar.elections_of(context.code)
        if (part := _line(context, smooth, e)) is not None
    ]
    return pl.concat(kept).cast(pl.Schema(LINES)) if kept else pl.DataFrame(schema=LINES)


def _line(context: Context, smooth: pl.DataFrame, election: Any) -> pl.DataFrame | None:
    vote = election.vote_day(context.code)
    if vote is None or election.kind != "pilkada":
        return None
    ahead = smooth.with_columns(((pl.lit(vote) - pl.col("week")).dt.total_days() // 7).alias("weeks_to_vote"))
    near = ahead.filter(pl.col("weeks_to_vote").is_between(-WEEKS_AFTER, WEEKS_ALIGNED))
    if near.is_empty():
        return None
    return near.select(
        pl.lit(election.code).alias("election"),
        pl.lit(election.name).alias("label"),
        pl.lit(election.code == context.election).alias("is_current"),
        "weeks_to_vote",
        pl.col("mean").alias("count"),
    )


def aligned_sheet(context: Context) -> Sheet | None:
    """The overlay's numbers."""
    lines = aligned_weeks(context, visible(context, weekly(context, context.measure.key)))
    return _sheet(context, lines) if lines["election"].n_unique() > 1 else None


def _sheet(context: Context, lines: pl.DataFrame) -> Sheet:
    words = context.words
    columns = (
        Column("pemilihan", words("kolom.pemilihan")),
        Column("pekan", words("tren.minggu_ke_pungut"), "count"),
        Column("rerata", words("kolom.rerata4"), "rate"),
    )
    rows = [
        {"pemilihan": r["label"], "pekan": r["weeks_to_vote"], "rerata": r["count"]}
        for r in lines.iter_rows(named=True)
    ]
    title = words("tren.banding")
    return Sheet("banding", title, columns, rows, _sentence(context, lines), context.source, context.data_on)

"""Late reports (*laporan susulan*): what recent weeks will come to once all of them are in.

The models write, per region and scope, the expected final count of each recent week, of the last four weeks
and the four before, the ratio of the two, and what is still to come until the vote (table ``forecast``).
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from dashboard.pages.context import Context
from dashboard.pages.phrases import Change, Expected, last_weeks

CASES, SIDAK = "netralitas_dugaan", "sidak_terjaring"
ARRIVES_LATE = frozenset({CASES, "netralitas_diteruskan"})  # a sidak is written down on its day
WEEKLY, FOUR_WEEKS, RATIO, UNTIL_VOTE, AHEAD = (
    "nowcast",
    "nowcast_4pekan",
    "perubahan_4pekan",
    "sampai_pemungutan",
    "gabungan",
)
WEEKS = 4
STALE_DAYS = 10  # an expectation made before that does not know of the reports that came since


def rows_of(context: Context, measure: str, model: str) -> pl.DataFrame:
    """Rows of one kind for the region looked at, in order of weeks."""
    rows = context.reader.forecasts(measure, context.code)
    return rows.filter(pl.col("model") == model).sort("week")


def fresh_rows(context: Context, measure: str, model: str) -> pl.DataFrame:
    """The same, but nothing when the models have not run lately."""
    rows = rows_of(context, measure, model)
    return rows.filter(pl.col("as_of") + timedelta(days=STALE_DAYS) >= context.today)


def future(context: Context, measure: str) -> pl.DataFrame:
    """Forecast of the pool from this week on."""
    rows = rows_of(context, measure, AHEAD)
    return rows.filter(pl.col("week") + timedelta(days=6) >= context.today)


def nowcast(context: Context, measure: str) -> pl.DataFrame:
    """Expected final counts of recent weeks: columns of ``forecast``; empty for what arrives whole."""
    return fresh_rows(context, measure, WEEKLY)


def until_vote(context: Context, measure: str) -> Expected | None:
    """What is expected from this week to voting day; None when no vote is near."""
    rows = fresh_rows(context, measure, UNTIL_VOTE).filter(
        pl.col("week") + timedelta(days=6) >= context.today
    )
    return Expected.of(rows.row(0, named=True)) if rows.height else None


def until_vote_sentence(context: Context, measure: str) -> str:
    """*Sampai hari pemungutan suara diperkirakan masih 170 kasus (90%: 110–250).*"""
    expected = until_vote(context, measure)
    if expected is None:
        return ""
    words = context.words
    return words(
        "susulan.sampai_pemungutan",
        nilai=words.number(expected.mean),
        rentang=words.counts(expected.q05, expected.q95),
    )


def finished(weeks: pl.DataFrame, today: date) -> pl.DataFrame:
    """Weeks that are over: a running week is short by itself."""
    return weeks.filter(pl.col("week") + timedelta(days=6) < today)


def recent_change(context: Context, measure: str, weeks: pl.DataFrame) -> Change | None:
    """The last four finished weeks against the four before; None when there are fewer than eight."""
    done = finished(weeks, context.today)
    if done.height < 2 * WEEKS:
        return None
    if measure in ARRIVES_LATE:
        return _late_change(context, measure, done)
    change = last_weeks(done["count"].to_list(), smallest=context.smallest)
    operations = last_weeks(done["operations"].to_list()) if measure == SIDAK else None
    pair = (
        (operations.now, operations.before) if operations and operations.now and operations.before else None
    )
    return Change(change.now, change.before, smallest=context.smallest, operations=pair)


def _late_change(context: Context, measure: str, done: pl.DataFrame) -> Change:
    totals = fresh_rows(context, measure, FOUR_WEEKS)
    ratio = fresh_rows(context, measure, RATIO)
    recent = totals.filter(pl.col("horizon_weeks") == 0)
    earlier = totals.filter(pl.col("horizon_weeks") == -WEEKS)
    last: date = (recent if recent.height else done)["week"].to_list()[-1]
    return Change(
        now=_total(done, last),
        before=_total(done, last - timedelta(weeks=WEEKS)),
        smallest=context.smallest,
        is_partial=True,
        final=_first(recent),
        final_before=_first(earlier),
        ratio=_first(ratio),
    )


def _total(weeks: pl.DataFrame, last: date) -> float:
    """Sum of the four weeks that end with the week of Monday ``last``."""
    first = last - timedelta(weeks=WEEKS - 1)
    return float(weeks.filter(pl.col("week").is_between(first, last))["count"].sum())


def _first(rows: pl.DataFrame) -> Expected | None:
    return Expected.of(rows.row(0, named=True)) if rows.height else None


def with_expected(weeks: pl.DataFrame, late: pl.DataFrame) -> pl.DataFrame:
    """``weeks`` with ``expected, q05, q95``: the expected final count where one is known, else the count."""
    known = late.select("week", pl.col("mean").alias("expected"), "q05", "q95")
    joined = weeks.join(known, on="week", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("expected", pl.col("count").cast(pl.Float64)).alias("expected"))

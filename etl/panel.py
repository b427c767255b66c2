"""The panel: the one table models read. Tables in, tables out; ``etl.store.read_panel`` feeds it.

Columns::

    region_code  opd_id  week(Monday)  election_code  phase_code  days_to_vote  measure
    count  effort  effort_unit  operations  exposure  known_on

* ``count``       what the measure counts, in its unit; 0 inside observation, absent outside.
* ``effort``      sidak: persons checked where every operation of the week says so, else operations
                  (``effort_unit`` "diperiksa" or "operasi"); attendance: persons at roll-call.
                  0 = nobody looked.
* ``operations``  operations, roll-calls, recommendations or events behind the count, zero-catch ones too.
* ``exposure``    dated head-count (ASN or all staff), OPD, recommendations or inhabitants, as the measure
                  says; the first known head-count stands in for the weeks before it, none is invented.
* ``known_on``    the last day on which something in this cell became known; NULL where nothing happened.

Team totals, OPD totals and person rows of one operation are levels of the same thing: the first of ``RANKS``
that states a count speaks for the operation, they are never added up; an office's own paper before a story.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from etl.calendar import Calendar

RANKS = {  # totals first: a list of persons may be incomplete; an unknown level comes last
    "event": 0,
    "region_count": 0,
    "team": 1,
    "place": 2,
    "opd": 3,
    "aggregate_opd_day": 3,
    "person": 4,
}
GAP_WEEKS = 8  # two documents of one office further apart than this leave a gap that nobody observed
PANEL = {
    "region_code": pl.String,
    "opd_id": pl.Int64,
    "week": pl.Date,
    "election_code": pl.String,
    "phase_code": pl.String,
    "days_to_vote": pl.Int64,
    "measure": pl.String,
    "count": pl.Int64,
    "effort": pl.Float64,
    "effort_unit": pl.String,
    "operations": pl.Int64,
    "exposure": pl.Float64,
    "known_on": pl.Date,
}
EVENTS = {  # what happened on a day; opd_id NULL speaks for the region, else for the OPD, never both
    "region_code": pl.String,
    "opd_id": pl.Int64,
    "day": pl.Date,
    "count": pl.Int64,
    "effort": pl.Float64,
    "operations": pl.Int64,
    "known_on": pl.Date,
}


@dataclass(frozen=True)
class Sources:
    """What a panel is built from.

    ``events`` shape ``EVENTS``; ``coverage`` ``region_code, first_on, last_on`` (days someone looked);
    ``units`` ``region_code, opd_id`` of the OPD (level "opd" only); ``exposure`` ``region_code, opd_id,
    as_of, exposure``, one series per unit, or None: the events themselves (``operations``) are it.
    """

    events: pl.DataFrame
    coverage: pl.DataFrame
    exposure: pl.DataFrame | None
    units: pl.DataFrame | None = None


def build(
    sources: Sources, calendar: Calendar, *, measure: str, level: str, effort_is_checked: bool = False
) -> pl.DataFrame:
    """One row per unit and observed week, by region, OPD and week.

    Args:
        level: "kabkota", "provinsi" or "opd".
        effort_is_checked: the events' ``effort`` is persons checked and may be unstated (sidak).
    """
    sources = _at_level(sources, level)
    grid = weeks_observed(sources.coverage)
    if grid.is_empty():
        return pl.DataFrame(schema=PANEL)
    if level == "opd":
        units = sources.units if sources.units is not None else _units_met(sources.events)
        grid = grid.join(units, on="region_code", how="inner")
    else:
        grid = grid.with_columns(pl.lit(None, pl.Int64).alias("opd_id"))
    cells = _cells(sources.events, effort_is_checked=effort_is_checked)
    joined = grid.join(cells, on=["region_code", "opd_id", "week"], how="left", nulls_equal=True)
    weeks = grid["week"].sort().to_list()
    regions = grid["region_code"].unique().sort().to_list()
    phases = calendar.week_table(weeks[0], weeks[-1], region_codes=regions)
    panel = joined.join(phases, on=["region_code", "week"], how="left")
    panel = _with_exposure(panel, sources.exposure)
    unit = "diperiksa" if effort_is_checked else None
    return (
        panel.with_columns(
            pl.col("count", "operations").fill_null(0),
            pl.col("effort").fill_null(0.0),
            pl.col("effort_unit").fill_null(pl.lit(unit, pl.String)),
            pl.lit(measure).alias("measure"),
        )
        .select([pl.col(name).cast(kind) for name, kind in PANEL.items()])
        .sort("region_code", "opd_id", "week")
    )


def one_level(rows: pl.DataFrame, *, by: list[str]) -> pl.DataFrame:
    """Choose for each operation the level that speaks for it and sum that level's rows.

    Args:
        rows: ``level, is_story, count, checked, day, known_on`` and the columns of ``by`` (which name an
            operation); ``is_story``: told by the news, not by the office.

    Returns:
        ``by, day, count, effort (persons checked or NULL), operations = 1, known_on``; operations whose count
        no level states are left out: "belasan" is not a number.
    """
    rank = pl.col("level").replace_strict(RANKS, default=len(RANKS), return_dtype=pl.Int64)
    sums = (
        rows.with_columns((rank + pl.col("is_story").cast(pl.Int64) * (len(RANKS) + 1)).alias("_rank"))
        .group_by(*by, "_rank")
        .agg(
            pl.col("day").min(),
            pl.when(pl.col("count").is_not_null().any()).then(pl.col("count").sum()).alias("count"),
            pl.when(pl.col("checked").is_not_null().any()).then(pl.col("checked").sum()).alias("checked"),
            pl.col("known_on").max(),
        )
        .sort(*by, "_rank")
    )
    return (
        sums.group_by(by, maintain_order=True)
        .agg(
            pl.col("day").min(),
            pl.col("count").drop_nulls().first(),
            pl.col("checked").max().cast(pl.Float64).alias("effort"),
            pl.lit(1, pl.Int64).alias("operations"),
            pl.col("known_on").max(),
        )
        .filter(pl.col("count").is_not_null())
    )


def weeks_observed(coverage: pl.DataFrame) -> pl.DataFrame:
    """Weeks in which somebody looked.

    Args:
        coverage: ``region_code, first_on, last_on``, one row per document and region; rows less than
            ``GAP_WEEKS`` apart are joined, longer silences are gaps.

    Returns:
        ``region_code, week``, each once, in order.
    """
    monday = pl.col("first_on", "last_on").dt.truncate("1w")
    spans = coverage.with_columns(monday).sort("region_code", "first_on", "last_on")
    until_now = pl.col("last_on").cum_max().shift(1).over("region_code")
    is_new = (pl.col("first_on") > until_now + pl.duration(weeks=GAP_WEEKS)).fill_null(True)
    return (
        spans.with_columns(is_new.cum_sum().over("region_code").alias("_span"))
        .group_by("region_code", "_span", maintain_order=True)
        .agg(pl.col("first_on").min(), pl.col("last_on").max())
        .select("region_code", pl.date_ranges("first_on", "last_on", "1w").alias("week"))
        .explode("week")
        .unique(maintain_order=True)
        .sort("region_code", "week")
    )


def from_parquet(path: Path | str, *, measure: str | None = None) -> pl.LazyFrame:
    """A panel kept as Parquet (a file or a folder of partitions), read lazily: filter before ``collect``."""
    found = Path(path)
    panel = pl.scan_parquet(found / "**" / "*.parquet" if found.is_dir() else found)
    return panel if measure is None else panel.filter(pl.col("measure") == measure)


def _at_level(sources: Sources, level: str) -> Sources:
    exposure = sources.exposure
    if level == "kabkota":
        own = pl.col("region_code").str.len_chars() == 5
        return Sources(
            sources.events.filter(own & pl.col("opd_id").is_null()),
            sources.coverage.filter(own),
            None if exposure is None else exposure.filter(own & pl.col("opd_id").is_null()),
        )
    if level == "provinsi":
        province = pl.col("region_code").str.slice(0, 2)
        return Sources(
            sources.events.filter(pl.col("opd_id").is_null()).with_columns(province),
            sources.coverage.with_columns(province),
            None if exposure is None else _province_exposure(exposure.filter(pl.col("opd_id").is_null())),
        )
    return Sources(
        sources.events.filter(pl.col("opd_id").is_not_null()),
        sources.coverage,
        None if exposure is None else exposure.filter(pl.col("opd_id").is_not_null()),
        sources.units,
    )


def _province_exposure(exposure: pl.DataFrame) -> pl.DataFrame:
    """On each day that any region of the province was counted, the sum of the latest counts of all."""
    if exposure.is_empty():
        return exposure
    province = pl.col("region_code").str.slice(0, 2).alias("province")
    series = exposure.with_columns(province).sort("as_of")
    days = series.select("province", "as_of").unique(maintain_order=True)
    regions = series.select("province", "region_code").unique(maintain_order=True)
    grid = days.join(regions, on="province", how="inner").sort("as_of")
    known = grid.join_asof(
        series.drop("province", "opd_id"),
        on="as_of",
        by="region_code",
        strategy="backward",
        check_sortedness=False,
    )
    return (
        known.group_by("province", "as_of", maintain_order=True)
        .agg(pl.col("exposure").sum())
        .select(
            pl.col("province").alias("region_code"),
            pl.lit(None, pl.Int64).alias("opd_id"),
            "as_of",
            "exposure",
        )
    )


def _units_met(events: pl.DataFrame) -> pl.DataFrame:
    return events.select("region_code", "opd_id").unique(maintain_order=True)


def _cells(events: pl.DataFrame, *, effort_is_checked: bool) -> pl.DataFrame:
    week = pl.col("day").dt.truncate("1w").alias("week")
    stated = pl.col("effort").is_not_null().all()
    cells = (
        events.with_columns(week)
        .group_by("region_code", "opd_id", "week", maintain_order=True)
        .agg(
            pl.col("count").sum(),
            pl.col("operations").sum(),
            pl.col("known_on").max(),
            pl.col("effort").sum().alias("_effort"),
            stated.alias("_stated"),
        )
    )
    if not effort_is_checked:
        unitless = pl.lit(None, pl.String).alias("effort_unit")
        return cells.rename({"_effort": "effort"}).with_columns(unitless).drop("_stated")
    return cells.with_columns(
        pl.when("_stated").then("_effort").otherwise(pl.col("operations").cast(pl.Float64)).alias("effort"),
        pl.when("_stated").then(pl.lit("diperiksa")).otherwise(pl.lit("operasi")).alias("effort_unit"),
    ).drop("_effort", "_stated")


def _with_exposure(panel: pl.DataFrame, exposure: pl.DataFrame | None) -> pl.DataFrame:
    """Latest head-count not after the week; before the first one, the first one."""
    if exposure is None:
        return panel.with_columns(pl.col("operations").fill_null(0).cast(pl.Float64).alias("exposure"))
    unit = pl.concat_str("region_code", pl.col("opd_id").cast(pl.String).fill_null("-"), separator="|").alias(
        "_unit"
    )
    left = panel.with_columns(unit).sort("week")
    right = exposure.with_columns(unit).select("_unit", "as_of", "exposure").sort("as_of")
    dated = left.join_asof(
        right, left_on="week", right_on="as_of", by="_unit", strategy="backward", check_sortedness=False
    )
    first = right.unique("_unit", keep="first", maintain_order=True).select(
        "_unit", pl.col("exposure").alias("_first")
    )
    return (
        dated.join(first, on="_unit", how="left")
        .with_columns(pl.coalesce("exposure", "_first"))
        .drop("_unit", "_first", "as_of")
    )

"""From facts to the panel: SQL fetches rows of one stream, ``etl.panel`` turns them into weeks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, func, select

from etl.measures import MEASURES, Measure
from etl.panel import EVENTS, Sources, build, one_level
from etl.schema import attendance, document, opd, prevention, recommendation, region, sidak, violation
from etl.store.coverage import read_coverage_spans
from etl.store.engine import StoreError
from etl.store.frames import read_frame
from etl.store.merged import read_merged
from etl.store.places import believed, read_calendar, read_headcounts, region_totals
from etl.store.scope import Scope

MERGED = (violation, recommendation)  # subjects whose later papers say only what is new
# A register or recap holds these too; they are not neutrality.
OTHER_TYPES = ("administrasi", "disiplin", "kode_etik", "pidana")


def read_panel(
    connection: Connection,
    scope: Scope,
    *,
    measure: str,
    level: str = "kabkota",
    since: date | None = None,
    until: date | None = None,
    known_on: date | None = None,
) -> pl.DataFrame:
    """The panel of one measure within the scope; columns and rules in ``etl.panel``.

    Args:
        level: "kabkota", "opd" or "provinsi".
        since, until: keep weeks that begin in this range.
        known_on: only what was known on that day (backtests); default: what is believed now.

    Raises:
        StoreError: the measure has no weekly panel, or the scope does not include its stream.
    """
    entry = MEASURES.get(measure)
    if entry is None or entry.stream not in READERS:
        raise StoreError(f"Ukuran {measure!r} tidak punya panel mingguan.", code="measure_unknown")
    scope.require_stream(entry.stream)
    if level != "opd":
        scope = scope.whole()  # the rows of one OPD must not pass for those of its region
    sources = _sources(connection, scope, entry, known_on)
    calendar, is_sidak = read_calendar(connection), entry.stream == "sidak"
    panel = build(sources, calendar, measure=measure, level=level, effort_is_checked=is_sidak)
    if level == "provinsi":
        panel = panel.filter(covered(panel["region_code"], scope))
    if since:
        panel = panel.filter(pl.col("week") >= since)
    return panel.filter(pl.col("week") <= until) if until else panel


def covered(codes: pl.Series, scope: Scope) -> pl.Series:
    """Which regions are granted whole: a province is not, where only one of its kab/kota is."""
    granted = {code: scope.covers_whole(code) for code in codes.unique().to_list()}
    return pl.Series([granted[code] for code in codes.to_list()], dtype=pl.Boolean)


def _sources(connection: Connection, scope: Scope, entry: Measure, known_on: date | None) -> Sources:
    table, reader = READERS[entry.stream]
    events = reader(connection, scope, entry, known_on)
    return Sources(
        events.select([pl.col(name).cast(kind) for name, kind in EVENTS.items()]),
        read_coverage_spans(connection, scope, table=table, known_on=known_on),
        _exposure(connection, scope, entry, known_on),
        _units(connection, scope),
    )


def read_triangle(
    connection: Connection, scope: Scope, *, measure: str, known_on: date | None = None
) -> pl.DataFrame:
    """Counts by week of the event and week in which we learnt of it, for nowcasts.

    Returns:
        ``region_code, week, known_week, count``; a later version of a known case does not count again.
    """
    entry = MEASURES[measure]
    scope.require_stream(entry.stream)
    scope = scope.whole()
    table, reader = READERS[entry.stream]
    events = reader(connection, scope, entry, known_on).filter(pl.col("opd_id").is_null())
    first = _first_known(connection, scope, table, known_on)
    if "natural_key" in events.columns:
        events = events.join(first, on="natural_key", how="left").with_columns(
            pl.coalesce("first_known", "known_on").alias("known_on")
        )
    return (
        events.group_by(
            "region_code",
            pl.col("day").dt.truncate("1w").alias("week"),
            pl.col("known_on").dt.truncate("1w").alias("known_week"),
        )
        .agg(pl.col("count").sum())
        .sort("region_code", "week", "known_week")
    )


def _first_known(connection: Connection, scope: Scope, table: Table, known_on: date | None) -> pl.DataFrame:
    query = scope.limit(
        select(table.c.natural_key, func.min(table.c.known_from).label("first_known")), table
    ).group_by(table.c.natural_key)
    if known_on:
        query = query.where(table.c.known_from <= known_on)
    return read_frame(connection, query).with_columns(pl.col("first_known").cast(pl.Date))


def _rows(
    connection: Connection, scope: Scope, table: Table, known_on: date | None, *names: str
) -> pl.DataFrame:
    base = ("region_code", "opd_id", "document_id", "natural_key", "level", "occurred_on", "date_precision")
    columns = (*base, "known_from", *names)
    if table in MERGED:
        return read_merged(connection, scope, table=table, names=columns, known_on=known_on)
    query = select(*[table.c[n] for n in columns]).where(believed(table, known_on))
    return read_frame(connection, scope.limit(query, table))


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with a day: "Maret 2018" belongs to no week."""
    return rows.filter(
        pl.col("occurred_on").is_not_null() & (pl.col("date_precision").fill_null("day") == "day")
    ).rename({"occurred_on": "day", "known_from": "known_on"})


def _sidak(connection: Connection, scope: Scope, _m: Measure, known_on: date | None) -> pl.DataFrame:
    """Operations with the persons caught without a duty letter, per region and per OPD."""
    rows = counted_sidak(connection, scope, known_on)
    regions = one_level(rows, by=["region_code", "operation_key"]).with_columns(
        pl.lit(None, pl.Int64).alias("opd_id")
    )
    units = one_level(
        rows.filter(pl.col("opd_id").is_not_null()), by=["region_code", "operation_key", "opd_id"]
    )
    return pl.concat([regions.select(list(EVENTS)), units.select(list(EVENTS))])


def counted_sidak(
    connection: Connection, scope: Scope, known_on: date | None = None, *more: str
) -> pl.DataFrame:
    """Rows of inspections with a day, ``count`` (caught without a letter), ``is_story`` (of the news).

    Levels of one operation stand side by side: ``etl.panel.one_level`` chooses the one that speaks.
    """
    names = ("operation_key", "checked", "caught_total", "asn", "non_asn", "excused_with_letter", *more)
    rows = _with_stories(connection, _dated(_rows(connection, scope, sidak, known_on, *names)))
    split = pl.when(pl.any_horizontal(pl.col("asn", "non_asn").is_not_null())).then(
        pl.sum_horizontal("asn", "non_asn")
    )
    caught = pl.coalesce("caught_total", split, pl.when(pl.col("level") == "person").then(1))
    return rows.with_columns((caught - pl.col("excused_with_letter").fill_null(0)).clip(0).alias("count"))


def _with_stories(connection: Connection, rows: pl.DataFrame) -> pl.DataFrame:
    """Mark what the news told, so that an office's own recap of the same operation speaks first."""
    stories = set(connection.execute(select(document.c.id).where(document.c.kind == "berita")).scalars())
    return rows.with_columns(pl.col("document_id").is_in(sorted(stories)).alias("is_story"))


def _violation(connection: Connection, scope: Scope, entry: Measure, known_on: date | None) -> pl.DataFrame:
    """Cases by the day they became known; forwarded ones by the day they were forwarded."""
    names = ("type_code", "status_code", "date_forwarded", "forwarded_to", "cases", "findings", "reports")
    rows = _rows(connection, scope, violation, known_on, *names)
    rows = rows.filter(~pl.col("type_code").fill_null("").is_in(OTHER_TYPES))
    cases = rows.filter(pl.col("level").is_in(["case", "person"]))
    if entry.key == "netralitas_diteruskan":
        is_forwarded = pl.col("date_forwarded").is_not_null() | (pl.col("status_code") == "diteruskan")
        cases = cases.filter(is_forwarded.fill_null(False)).with_columns(
            pl.coalesce("date_forwarded", "occurred_on").alias("occurred_on")
        )
        return _for_both(_counted(_dated(cases)))
    cases = _counted(_dated(cases))
    return _for_both(pl.concat([cases, _daily_recaps(rows, cases)]))


def _daily_recaps(rows: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Cases per OPD and day that a recap states, in weeks of which no register lists the cases themselves."""
    counts = pl.coalesce("cases", pl.sum_horizontal("findings", "reports", ignore_nulls=True))
    is_told = pl.any_horizontal(pl.col("cases", "findings", "reports").is_not_null())
    recaps = _counted(_dated(rows.filter((pl.col("level") == "aggregate_opd_day") & is_told)))
    recaps = recaps.with_columns(counts.cast(pl.Int64).alias("count"))
    week = pl.col("day").dt.truncate("1w").alias("_week")
    told = cases.select("region_code", week).unique(maintain_order=True)
    free = recaps.with_columns(week).join(
        told, on=["region_code", "_week"], how="anti", maintain_order="left"
    )
    return free.drop("_week").select(cases.columns)


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    one = pl.lit(1, pl.Int64)
    return rows.with_columns(
        one.alias("count"), pl.lit(None, pl.Float64).alias("effort"), one.alias("operations")
    )


def _for_both(rows: pl.DataFrame) -> pl.DataFrame:
    """Each row speaks for its region, and once more for its OPD where it has one."""
    region_rows = rows.with_columns(pl.lit(None, pl.Int64).alias("opd_id"))
    return pl.concat([region_rows, rows.filter(pl.col("opd_id").is_not_null())])


def _attendance(connection: Connection, scope: Scope, _m: Measure, known_on: date | None) -> pl.DataFrame:
    """Roll-calls: unexcused of those who should have stood there; a printed total wins over its OPD rows."""
    rows = _dated(_rows(connection, scope, attendance, known_on, "total", "unexcused"))
    rows = rows.filter(pl.col("unexcused").is_not_null()).with_columns(
        pl.col("unexcused").alias("count"),
        pl.col("total").cast(pl.Float64).alias("effort"),
        pl.lit(1, pl.Int64).alias("operations"),
    )
    whole = rows.filter(pl.col("opd_id").is_null())
    units = rows.filter(pl.col("opd_id").is_not_null())
    summed = units.join(whole, on=["region_code", "day"], how="anti", maintain_order="left")
    return pl.concat([whole, summed.with_columns(pl.lit(None, pl.Int64).alias("opd_id")), units])


def _recommendation(connection: Connection, scope: Scope, _m: Measure, known_on: date | None) -> pl.DataFrame:
    """Recommendations by the day they were received; those decided count."""
    rows = _dated(_rows(connection, scope, recommendation, known_on, "decision_date", "status_code"))
    decided = (pl.col("decision_date").is_not_null() | (pl.col("status_code") == "selesai")).fill_null(False)
    return _for_both(_counted(rows).with_columns(decided.cast(pl.Int64).alias("count")))


def _prevention(connection: Connection, scope: Scope, _m: Measure, known_on: date | None) -> pl.DataFrame:
    """Prevention events, with the work units represented as effort; each OPD named counts one for itself."""
    rows = _dated(_rows(connection, scope, prevention, known_on, "opd_count", "opds"))
    events = _counted(rows).with_columns(pl.col("opd_count").cast(pl.Float64).alias("effort"))
    names = pl.col("opds").str.json_decode(pl.List(pl.String)).alias("name")
    units = read_frame(connection, select(opd.c.region_code, opd.c.name, opd.c.id.label("unit")))
    named = events.filter(pl.col("opds").is_not_null()).with_columns(names).explode("name")
    named = named.join(units, on=["region_code", "name"], how="inner", maintain_order="left")
    own = [pl.lit(None, pl.Int64).alias("opd_id"), pl.col("unit").alias("opd_id")]
    return pl.concat([events.with_columns(own[0]), named.with_columns(own[1]).select(events.columns)])


READERS: dict[str, tuple[Table, Callable[..., pl.DataFrame]]] = {
    "sidak": (sidak, _sidak),
    "netralitas": (violation, _violation),
    "kehadiran": (attendance, _attendance),
    "tindak_lanjut": (recommendation, _recommendation),
    "pembinaan": (prevention, _prevention),
}


def _units(connection: Connection, scope: Scope) -> pl.DataFrame:
    query = select(opd.c.region_code, opd.c.id.label("opd_id")).where(
        scope.where(opd.c.region_code, opd.c.id)
    )
    return read_frame(connection, query).sort("region_code", "opd_id")


def _exposure(
    connection: Connection, scope: Scope, entry: Measure, known_on: date | None
) -> pl.DataFrame | None:
    """Series of the measure's exposure per unit: ``region_code, opd_id, as_of, exposure``; None = itself."""
    if entry.exposure in {"asn", "pegawai"}:
        counts = read_headcounts(connection, scope, known_on=known_on)
        column = "asn" if entry.exposure == "asn" else "total"
        both = pl.concat([region_totals(counts), counts.filter(pl.col("opd_id").is_not_null())])
        return both.select(
            "region_code", "opd_id", "as_of", pl.col(column).cast(pl.Float64).alias("exposure")
        )
    if entry.exposure == "rekomendasi":
        return None
    return _static_exposure(connection, scope, entry)


def _static_exposure(connection: Connection, scope: Scope, entry: Measure) -> pl.DataFrame:
    amount: Any = func.count(opd.c.id) if entry.exposure == "opd" else func.max(region.c.population)
    query = (
        select(region.c.code.label("region_code"), amount.label("exposure"))
        .select_from(region.outerjoin(opd, opd.c.region_code == region.c.code))
        .where(scope.where(region.c.code))
        .group_by(region.c.code)
    )
    since = pl.lit(date(1900, 1, 1)).alias("as_of")
    regions = read_frame(connection, query).select(
        "region_code", pl.lit(None, pl.Int64).alias("opd_id"), since, pl.col("exposure").cast(pl.Float64)
    )
    if entry.exposure != "opd":
        return regions
    each = _units(connection, scope).with_columns(since, pl.lit(1.0).alias("exposure"))
    return pl.concat([regions, each])


__all__ = ["counted_sidak", "read_panel", "read_triangle"]

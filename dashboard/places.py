"""The places of a view with their rates, intervals and bands: what map, league table and side panel share.

Estimates of the models come first. The national record is what sources printed: counts per province, each
with its own unit, agency and date. A place that nothing says anything about stays in the table with nulls:
it is drawn as "no data", never as zero.
"""

from __future__ import annotations

import polars as pl

from dashboard import kecamatan
from dashboard.intervals import byar
from dashboard.pages.context import PUBLIC, Context
from dashboard.reader import SIMULATED
from etl.store import suppress

RATES = ("count", "effort", "exposure", "rate", "rate_lower", "rate_upper")
RISKS = ("rr", "rr_lower", "rr_upper", "p_above", "p_worst_tenth", "rank_mean", "rank_lower", "rank_upper")
NUMBERS = (*RATES, *RISKS)
KNOWN = {
    "code": pl.String,
    **dict.fromkeys(NUMBERS, pl.Float64),
    "band": pl.String,
    "drivers": pl.Null,
    "note": pl.String,
}
FITS = ("unit", "bym2", "glm", "eb")  # who is asked first for risk and rank; "unit": OPD inside a region
RATE_FITS = ("eb", "bym2", "glm")  # who is asked first for the rate
HIDDEN = "disembunyikan"  # note of a place whose count is too small to show
COUNTED_UNITS = ("kasus", "laporan", "ASN", "PNS")  # scores, shares and ranks are no counts
# Indexes, staff numbers, reports of every kind and counts by kind stand in the same record.
NOT_VIOLATIONS = "^(ikp|pegawai|asn_|menurut_|laporan_semua|dugaan_semua)"
ENOUGH_FOR_A_MAP = 8  # places that a source printed
LEVEL_NUMBER = {"provinsi": 1, "kabkota": 2, kecamatan.LEVEL: 3}


def place_table(context: Context) -> pl.DataFrame:
    """Places below the region looked at: ``code, name, NUMBERS, band, drivers, note``; one row per place."""
    places = _places(context)
    known = _known(context)
    table = places.join(known, on="code", how="left", maintain_order="left")
    may_see_all = context.reader.scope.may_see_records or context.measure.key == PUBLIC
    return table if may_see_all else without_small(table)


def _known(context: Context) -> pl.DataFrame:
    if context.level == kecamatan.LEVEL:
        is_told = context.measure.key == kecamatan.MEASURE
        return _filled(kecamatan.kecamatan_rates(context)) if is_told else pl.DataFrame(schema=KNOWN)
    return published_rates(context) if context.measure.key == PUBLIC else _estimated(context)


def without_small(table: pl.DataFrame) -> pl.DataFrame:
    """Small counts, and what gives them away, are hidden from readers of aggregates: count and rate both,
    since a rate times its denominator is the count again."""
    hidden = suppress(table, "count")
    blank = [
        pl.when(pl.col("is_hidden")).then(None).otherwise(pl.col(c)).alias(c) for c in RATES if c != "count"
    ]
    said = pl.when(pl.col("is_hidden")).then(pl.lit(HIDDEN)).otherwise(pl.col("note")).alias("note")
    return hidden.with_columns(*blank, said).drop("is_hidden")


def _places(context: Context) -> pl.DataFrame:
    if context.level == "opd":
        rows = estimates_below(context)
        named = rows.select(pl.col("opd_id").cast(pl.String).alias("code"), pl.col("opd_name").alias("name"))
        return named.drop_nulls().unique("code", keep="first", maintain_order=True).sort("name")
    wanted = pl.col("level") == LEVEL_NUMBER[context.level]
    found = context.below(context.regions.filter(wanted), "code")
    return found.select("code", "name").sort("code")


def _estimated(context: Context) -> pl.DataFrame:
    """One row per place: rate from the shrunken estimate, risk and rank from the spatial one where it is."""
    rows = _of_view(estimates_below(context), context)
    key = pl.col("opd_id").cast(pl.String) if context.level == "opd" else pl.col("region_code")
    rows = rows.with_columns(key.alias("code"))
    rates = _first(rows, RATE_FITS).select("code", *RATES)
    risks = _first(rows.filter(pl.col("band").is_not_null()), FITS).select("code", *RISKS, "band", "drivers")
    return rates.join(risks, on="code", how="left").with_columns(pl.lit(None, pl.String).alias("note"))


def estimates_below(context: Context) -> pl.DataFrame:
    """Estimates of the places below the region looked at, all elections and phases."""
    measure, level = context.measure.key, context.level
    key = ("below", measure, level, context.code)
    return context.reader.remember(key, lambda: context.below(context.reader.estimates(measure, level)))


def _of_view(rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Rows of the election and phase looked at; all observed time when that election has none."""
    phase = context.view.phase
    of_phase = pl.col("phase_code").is_null() if phase is None else pl.col("phase_code") == phase
    chosen = rows.filter((pl.col("election_code") == context.election) & of_phase)
    if chosen.height or phase or context.view.election:
        return chosen
    return rows.filter(pl.col("election_code").is_null() & pl.col("phase_code").is_null())


def _first(rows: pl.DataFrame, fits: tuple[str, ...]) -> pl.DataFrame:
    order = pl.col("fit").replace_strict({f: i for i, f in enumerate(fits)}, default=99)
    return rows.sort("code", order).unique("code", keep="first", maintain_order=True)


# --- the published record ---------------------------------------------------------------------------


def published_series(context: Context) -> list[dict]:
    """Series at the level looked at: those that print enough places for a map first, of them the latest.

    Keys: election_code, metric, count_unit, as_of, agency, source_url, places.
    """
    rows = context.reader.published().filter(
        pl.col("level") == context.level,
        pl.col("election_code").is_not_null(),
        ~pl.col("region_code").str.starts_with(SIMULATED),
    )
    if rows.is_empty():
        return []
    rows = context.below(rows).filter(
        pl.col("count_unit").is_in(COUNTED_UNITS), ~pl.col("metric").str.contains(NOT_VIOLATIONS)
    )
    keys = ["election_code", "metric", "count_unit", "as_of", "agency"]
    return (
        rows.group_by(keys, maintain_order=True)
        .agg(pl.col("region_code").n_unique().alias("places"), pl.col("source_url").first())
        .sort(pl.col("places") >= ENOUGH_FOR_A_MAP, "as_of", "places", descending=True, nulls_last=True)
        .to_dicts()
    )


def shown_series(context: Context) -> dict | None:
    """The series of the election looked at; without a choice, the latest that fills a map."""
    series = published_series(context)
    if context.view.election:
        series = [s for s in series if s["election_code"] == context.view.election]
    return series[0] if series else None


def published_rates(context: Context) -> pl.DataFrame:
    """Printed counts of the shown series as rates per population, each with its Poisson interval."""
    series = shown_series(context)
    if series is None:
        return pl.DataFrame(schema=KNOWN)
    same = [
        pl.col(k).eq_missing(pl.lit(series[k]))
        for k in ("election_code", "metric", "count_unit", "as_of", "agency")
    ]
    rows = context.reader.published().filter(*same, pl.col("level") == context.level)
    people = context.regions.select("code", pl.col("population").alias("exposure").cast(pl.Float64))
    rates = (
        rows.group_by(pl.col("region_code").alias("code"), maintain_order=True)
        .agg(pl.col("value").first().alias("count"), pl.col("source_url").first().alias("note"))
        .join(people, on="code", how="left", maintain_order="left")
    )
    base = context.measure.rate_base
    low, high = byar(pl.col("count"))
    per = base / pl.col("exposure")
    rates = rates.with_columns(
        (pl.col("count") * per).alias("rate"),
        (low * per).alias("rate_lower"),
        (high * per).alias("rate_upper"),
    )
    return _filled(rates)


def _filled(rates: pl.DataFrame) -> pl.DataFrame:
    """``rates`` with every column of the table; what nothing tells is null."""
    missing = [c for c in KNOWN if c not in rates.columns]
    return rates.with_columns(pl.lit(None, KNOWN[c]).alias(c) for c in missing).select(list(KNOWN))

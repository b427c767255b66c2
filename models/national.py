"""The nation by province, from counts that public sources printed.

Sources print lists of the provinces with most cases, each with its own unit, agency and day: *kasus* are not
persons, Bawaslu's allegations are not KASN's violations, October 2020 is not the end of 2020. So each
election has one series, estimated by itself and never added to another; a province that a list does not name
is *not observed*, not zero. Expected counts share the printed national total (where the same source prints
it, else the listed sum) by inhabitants: head-counts of civil servants by province are not public. Rates are
per million inhabitants; neighbours as in :mod:`models.areal`.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from models.dispersion import POISSON
from models.hotspots import with_band
from models.rates import exact_interval
from models.spatial import spatial_estimates
from models.standard import election_name

MEASURE = "netralitas_publik"
UNIT = "kasus"  # the unit that 2019, 2020 and 2024 have in common; persons are another
BASE = 1_000_000.0
FEWEST_PROVINCES = 8
NOT_COUNTS = ("ikp",)  # scores


@dataclass(frozen=True)
class Series:
    """One source's list for one election; ``total`` None = the source prints no national figure for it."""

    election: str
    metric: str
    agency: str
    as_of: object
    provinces: int
    total: float | None


def series_of(published: pl.DataFrame) -> list[Series]:
    """The longest list of cases of each election, in order of election."""
    rows = _cases(published)
    by = ["election_code", "metric", "agency", "as_of"]
    lists = (
        rows.filter(pl.col("level") == "provinsi")
        .group_by(by, maintain_order=True)
        .agg(pl.col("region_code").n_unique().alias("n"))
        .filter(pl.col("n") >= FEWEST_PROVINCES)
        .sort("election_code", "n", "as_of", descending=[False, True, True])
        .unique("election_code", keep="first", maintain_order=True)
    )
    return [
        Series(r["election_code"], r["metric"], r["agency"], r["as_of"], r["n"], _total(rows, r))
        for r in lists.iter_rows(named=True)
    ]


def _cases(published: pl.DataFrame) -> pl.DataFrame:
    return published.filter(
        (pl.col("count_unit") == UNIT)
        & pl.col("value").is_not_null()
        & pl.col("category").is_null()
        & pl.col("election_code").is_not_null()
    )


def _total(rows: pl.DataFrame, key: dict) -> float | None:
    same = [pl.col(c).eq_missing(pl.lit(key[c])) for c in ("election_code", "metric", "agency", "as_of")]
    found = rows.filter(*same, pl.col("level") == "nasional")["value"]
    return float(found[0]) if len(found) else None


def national_estimates(
    published: pl.DataFrame, provinces: pl.DataFrame, edges: pl.DataFrame, *, seed: int = 0
) -> tuple[pl.DataFrame, list[str]]:
    """Rows ``fit`` = "eb" (the printed count with its exact interval) and "bym2" per election; notes.

    ``published``: ``store.read_published``; ``provinces``: ``code, population``; ``edges``: ``i, j``.
    """
    parts, notes = [], []
    for series in series_of(published):
        cells = _table(_cases(published), provinces, series)
        parts.append(_printed(cells, series))
        rows, label = spatial_estimates(
            cells, edges, spread=POISSON, base=BASE, election=series.election, seed=seed
        )
        parts.append(rows.filter(pl.col("expected") > 0) if rows.height else rows)
        notes.append(_note(series, len(provinces), label))
    return pl.concat([p for p in parts if p.height], how="diagonal") if parts else pl.DataFrame(), notes


def _table(rows: pl.DataFrame, provinces: pl.DataFrame, series: Series) -> pl.DataFrame:
    """All provinces in the shape of ``standard.step_cells``; unlisted ones have offset and expected 0."""
    key = {
        "election_code": series.election,
        "metric": series.metric,
        "agency": series.agency,
        "as_of": series.as_of,
    }
    same = [pl.col(c).eq_missing(pl.lit(v)) for c, v in key.items()]
    printed = (
        rows.filter(*same, pl.col("level") == "provinsi").group_by("region_code").agg(pl.col("value").first())
    )
    people = provinces.select(pl.col("code").alias("region_code"), pl.col("population").cast(pl.Float64))
    table = people.join(printed, on="region_code", how="left", maintain_order="left").sort("region_code")
    listed = pl.col("value").is_not_null() & (pl.col("population") > 0)
    total, everybody = series.total, float(table["population"].sum())
    if total is None:
        total = float(table["value"].sum())
    rate = total / max(everybody, 1.0)
    offset = pl.when(listed).then("population").otherwise(0.0)
    return table.select(
        "region_code",
        pl.lit(series.election).alias("election_code"),
        pl.lit(None, pl.String).alias("phase_code"),
        pl.col("value").alias("count"),
        offset.alias("offset"),
        pl.lit(None, pl.Float64).alias("effort"),
        pl.col("population").alias("exposure"),
        pl.lit(1).alias("weeks"),
        pl.lit(0.0).alias("square"),
        pl.lit(1.0).alias("level"),
        (offset * rate).alias("expected"),
    )


def _printed(cells: pl.DataFrame, series: Series) -> pl.DataFrame:
    """What the source printed, as a rate with its exact Poisson interval; nothing is shrunken here."""
    listed = cells.filter(pl.col("offset") > 0)
    low, high = exact_interval(listed["count"].to_numpy())
    ends = {"rate_lower": pl.Series(low), "rate_upper": pl.Series(high)}
    rows = listed.with_columns(rate=pl.col("count"), fit=pl.lit("eb"), **ends)
    rows = rows.with_columns(pl.col("rate", *ends) / pl.col("offset") * BASE)
    empty = [pl.lit(None, pl.Float64).alias(c) for c in ("rr", "rr_lower", "rr_upper", "p_above")]
    banded = with_band(rows.with_columns(empty)).with_columns(pl.lit(None, pl.String).alias("band"))
    return banded.drop("offset", "weeks", "square", "level", strict=False)


def _note(series: Series, province_count: int, label: str) -> str:
    total = "" if series.total is not None else ", tanpa angka nasional pada sumber yang sama"
    text = (
        f"{election_name(series.election)}: {series.agency}, {UNIT}, per {series.as_of}, "
        f"{series.provinces} dari {province_count} provinsi disebut{total}"
    )
    return f"{text}; {label}" if label else text

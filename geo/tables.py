"""The table of regions: its columns, the packaged rows, the packaged synonyms."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from geo.errors import NetraError

DATA = Path(__file__).parent / "data"
SCHEMA = {
    "code": pl.String,
    "name": pl.String,
    "kind": pl.String,  # negara provinsi kabupaten kota kecamatan kelurahan
    "level": pl.Int64,  # 0 nation, 1 province, 2 kab/kota, 3 kecamatan, 4 kelurahan
    "parent_code": pl.String,
    "zone": pl.String,  # WIB WITA WIT
    "lat": pl.Float64,  # degrees, WGS 84, a point inside
    "lon": pl.Float64,
    "population": pl.Int64,
    "area_km2": pl.Float64,
}
NEEDED = ("code", "name", "kind", "level")


@cache
def packaged_regions() -> pl.DataFrame:
    """Indonesia, 38 provinces, 514 kab/kota with SCHEMA's columns and ``bps_2020``, ``bps_2023``."""
    return pl.read_csv(
        DATA / "regions.csv", schema_overrides={**SCHEMA, "bps_2020": pl.String, "bps_2023": pl.String}
    )


@cache
def packaged_synonyms() -> pl.DataFrame:
    """Columns ``code, name``: other ways to write a region's name."""
    return pl.read_csv(DATA / "synonyms.csv", schema_overrides={"code": pl.String}).select("code", "name")


def shaped(frame: pl.DataFrame) -> pl.DataFrame:
    """A user's rows with SCHEMA's columns and types; what he does not say is null. Raises NetraError."""
    missing = [name for name in NEEDED if name not in frame.columns]
    if missing:
        raise NetraError(f"Tabel wilayah tidak memuat kolom {', '.join(missing)}.", code="region_columns")
    columns = [
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, dtype=kind).alias(name)
        for name, kind in SCHEMA.items()
    ]
    result = frame.select(columns)
    twice = result.filter(pl.col("code").is_duplicated())["code"].unique().sort().to_list()
    if twice:
        raise NetraError(
            f"Tabel wilayah memuat kode lebih dari sekali: {', '.join(twice[:5])}. "
            "Sisakan satu baris per kode.",
            code="region_duplicate",
        )
    return result

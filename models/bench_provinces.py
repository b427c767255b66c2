"""Measurements by province: 2024 from what was printed before (issue 4, no. 15)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

import etl
from geo.tables import packaged_regions
from models.gate import Row, at_least, row
from models.provinces import compare
from models.provinces_record import IKP, MODEL, PERSISTENCE, lead, province_scores

NAMES = {MODEL: "model", PERSISTENCE: "seperti 2019", IKP: "IKP 2024"}
RECORDS = ("netralitas_jumlah.csv", "ikp.csv")


def published() -> pl.DataFrame:
    """The packaged record of printed counts and scores, in the shape of ``store.read_published``."""
    folder = Path(etl.__path__[0]) / "published"
    tables = [pl.read_csv(folder / name, infer_schema=False) for name in RECORDS]
    return (
        pl.concat(tables).rename({"election": "election_code"}).with_columns(pl.col("value").cast(pl.Float64))
    )


def provinces() -> pl.DataFrame:
    """``code, population`` of today's provinces."""
    return packaged_regions().filter(pl.col("level") == 1).select("code", "population")


def bench(shared: Path | None) -> Iterator[Row]:
    """Rows of issue 4, no. 15, on the published record that the project holds itself."""
    found = province_scores(published(), provinces())
    if found is None:
        return
    table = {r["name"]: r for r in compare(*found).iter_rows(named=True)}
    gain, low, high = lead(*found)
    for who, name in NAMES.items():
        r = table[who]
        told = f"34 provinsi, 95 %: {r['rho_lower']:.2f} sampai {r['rho_upper']:.2f}"
        what = f"provinsi 2024, {name}: korelasi peringkat"
        gate = at_least(table[PERSISTENCE]["rho"]) if who == MODEL else None
        reference = "seperti 2019 +0,50; IKP −0,11"
        yield row(f"15-{who}-rank", what, r["rho"], spread=told, reference=reference, gate=gate)
        told = f"95 %: {r['hits_lower']:.0f} sampai {r['hits_upper']:.0f}"
        what = f"provinsi 2024, {name}: dari sepuluh teratas"
        gate = at_least(table[PERSISTENCE]["hits"]) if who == MODEL else None
        yield row(f"15-{who}-ten", what, r["hits"], spread=told, reference="7; IKP 4", gate=gate)
    told = f"95 %: {low:+.2f} sampai {high:+.2f}"
    yield row("15-lead", "provinsi 2024: korelasi peringkat model dikurangi seperti 2019", gain, spread=told)

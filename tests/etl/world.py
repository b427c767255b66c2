"""A small whole world for tests of the store: one simulated province, two regions, a few records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from etl import store
from etl.block import Block
from etl.schema import document, region
from etl.store.engine import Connection, Engine
from etl.store.facts import write_facts
from etl.store.frames import insert_row, write_rows
from etl.store.rows import TABLES, fact_columns

EVERYTHING = store.Scope.everything()
REGIONS = (
    ("00", "Indonesia", "negara", 0, None),
    ("99", "Provinsi Simulasi", "provinsi", 1, "00"),
    ("99.01", "Kabupaten Satu", "kabupaten", 2, "99"),
    ("99.71", "Kota Dua", "kota", 2, "99"),
)


def add_regions(engine: Engine) -> None:
    """The places."""
    names = ("code", "name", "kind", "level", "parent_code")
    with store.writing(engine) as cx:
        rows = [{**dict(zip(names, r, strict=True)), "is_simulated": r[0] != "00"} for r in REGIONS]
        write_rows(cx, region, rows)


def add_document(
    cx: Connection, sha256: str, *, known_on: date, kind: str, region_code: str | None = "99"
) -> int:
    """A document's row without a file."""
    row: dict[str, Any] = {
        "sha256": sha256,
        "name": f"{sha256}.xlsx",
        "size_bytes": 1,
        "container": "xlsx",
        "kind": kind,
        "region_code": region_code,
        "outcome": "import",
        "known_on": known_on,
        "received_at": datetime(2024, 1, 1),  # noqa: DTZ001 - kept in UTC without a zone
        "is_simulated": True,
    }
    counts = ("row_count", "record_count", "quarantined_count", "not_data_count")
    return insert_row(cx, document, {**row, **dict.fromkeys(counts, 0)})


def add_facts(
    engine: Engine, kind: str, records: list[dict[str, Any]], *, sha256: str, known_on: date, **place: Any
) -> int:
    """Keep records as one document, as the pipeline does."""
    with store.writing(engine) as cx:
        number = add_document(cx, sha256, known_on=known_on, kind=kind, **place)
        facts = {TABLES[kind].name: fact_columns(kind, Block.of(kind, records))}
        write_facts(cx, facts, document_id=number, known_on=known_on)
    return number

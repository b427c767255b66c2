"""The tables that come with the program, imported like any file: places, calendar, published record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from etl.importing import ImportOptions, ImportResult
from etl.pipeline import import_document
from etl.store.engine import Engine
from etl.world import World
from geo.errors import NetraError

HERE = Path(__file__).resolve().parent
REGIONS = HERE.parent / "geo" / "data" / "regions.csv"
REFERENCE = (
    "kalender.csv",
    "hari_libur.csv",
    *(f"kandidat_pilkada_{y}.csv" for y in (2017, 2018, 2020, 2024)),
)
REFERENCE = (*REFERENCE, "kandidat_ulang_2025.csv")


def load_reference(
    engine: Engine,
    *,
    hash_key: bytes = b"",
    today: date | None = None,
    progress: Callable[[int, int, ImportResult], None] | None = None,
) -> list[ImportResult]:
    """Import the packaged tables (regions, calendar, holidays, contests, published record) like any file.

    Raises:
        NetraError: a packaged table could not be read: the installation is damaged.
    """
    kinds = [(REGIONS, "wilayah")]
    kinds += [
        (HERE / "reference" / n, "kandidat" if n.startswith("kandidat") else "kalender") for n in REFERENCE
    ]
    kinds += [(path, "publikasi") for path in sorted((HERE / "published").glob("*.csv"))]
    world: World | None = None
    results = []
    for path, kind in kinds:
        options = ImportOptions(kind=kind, imported_by="acuan", today=today, hash_key=hash_key)
        result = import_document(engine, path, options=options, world=world)
        if result.outcome in {"reject", "empty"}:
            raise NetraError(f"Tabel acuan {path.name} tidak terbaca: {result.message}", code="installation")
        world = world if kind != "wilayah" and world else World.of(engine)
        results.append(result)
        if progress:
            progress(len(results), len(kinds), result)
    return results

"""``make bench [ONLY=start|etl|stats|geo|pages|mail]``: measure, print a table, write var/bench.json.

Each area keeps its own measurements beside its code; this module only collects, prints and keeps them.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dashboard.config import calm_threads
from geo.errors import NetraError

SOURCES = {
    "start": ("dashboard.bench_start",),
    "etl": ("etl.bench_tables", "etl.news.bench", "etl.store.bench"),
    "stats": ("models.bench_areal", "models.bench_forecast"),
    "geo": ("geo.bench",),
    "pages": ("dashboard.bench_pages", "dashboard.bench_load"),
    "mail": ("dashboard.bench_mail",),
}
COLUMNS = ("area", "id", "what", "value", "unit", "spread", "reference", "gate", "goal", "ok")
ROOT = Path(__file__).resolve().parents[1]


def reference_folder() -> Path | None:
    """Folder of reference data beside the project; None when it is absent."""
    folder = ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


def measure(areas: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Rows of all modules of these areas, as they come."""
    shared = reference_folder()
    for area in areas:
        for name in SOURCES[area]:
            yield from importlib.import_module(name).bench(shared)


def main(arguments: list[str]) -> None:
    """Print each row as it is measured; keep all of them in var/bench.json."""
    unknown = set(arguments) - set(SOURCES)
    if unknown:
        raise NetraError(f"Bagian {', '.join(sorted(unknown))} tidak ada. Pilih: {', '.join(SOURCES)}.")
    rows = []
    print(" | ".join(COLUMNS))
    for row in measure(arguments or SOURCES):
        rows.append({name: row.get(name) for name in COLUMNS})
        print(" | ".join(_cell(row.get(name)) for name in COLUMNS), flush=True)
    target = Path("var") / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(rows, indent=1, default=str))
    print(
        f"{sum(r['ok'] is False for r in rows)} dari {len(rows)} angka di luar batas; tersimpan di {target}"
    )
    if reference_folder() is None:
        raise NetraError(
            "Data rujukan ../shared/data tidak ada, jadi angka yang dibandingkan dengannya tidak diukur. "
            "Letakkan folder itu di samping proyek, lalu ulangi."
        )


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "" if value is None else str(value)


if __name__ == "__main__":
    calm_threads()
    try:
        main(sys.argv[1:])
    except NetraError as error:
        sys.exit(f"Galat: {error}")

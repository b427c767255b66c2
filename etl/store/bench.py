"""How fast documents become records and records a panel: rows for ``make bench ONLY=etl``.

Each rate is measured beside the bare library on the same rows and the same kind of database, in the same run,
so that a slow machine does not hide a slow program.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from etl import store
from etl.pipeline import ImportOptions, import_document, load_reference, undo
from etl.store.engine import Engine

ROWS = 50_000
TODAY = date(2024, 4, 30)
REPEATS = 3


def bench(shared: Path | None) -> Iterator[dict[str, Any]]:
    """Rows ``{area, id, what, value, unit, spread, reference, gate, goal, ok}``; nothing shared is needed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        database = _database(place / "netra.db")
        yield _row(
            "reference", "tabel acuan dan catatan publik dimuat", *_times(lambda: _fresh(place)), gate=5.0
        )
        yield from _delimited(database, place)
        yield from _panel(database)
        database.dispose()


def _database(path: Path) -> Engine:
    made = store.connect(f"sqlite:///{path}")
    store.migrate(made)
    load_reference(made, today=TODAY)
    return made


def _fresh(place: Path) -> None:
    with tempfile.TemporaryDirectory(dir=place) as folder:
        _database(Path(folder) / "netra.db").dispose()


def _times(work: Callable[[], object], repeats: int = REPEATS) -> tuple[float, float]:
    """Median and range of the wall time in seconds."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), max(taken) - min(taken)


def _row(
    name: str, what: str, value: float, spread: float, *, unit: str = "s", **limits: Any
) -> dict[str, Any]:
    gate = limits.get("gate")
    is_rate = limits.pop("higher_is_better", False)
    ok = None if gate is None else bool(value >= gate if is_rate else value <= gate)
    row = {"area": "etl", "id": f"store.{name}", "what": what, "value": value, "unit": unit, "spread": spread}
    return {**row, "reference": None, "goal": None, **limits, "gate": gate, "ok": ok}


def _delimited(database: Engine, place: Path) -> Iterator[dict[str, Any]]:
    """End to end import of delimited rows, against Polars reading and writing the same rows."""
    for kind, frame in (("sidak", _recap()), ("kehadiran", _attendance())):
        path = place / f"{kind}.csv"
        options = ImportOptions(region_code="35.74", kind=kind, today=TODAY)
        ratios, last = [], ""
        for turn in range(REPEATS):  # one after the other, so that both meet the same machine
            frame.with_columns(pl.lit(turn).alias("Keterangan")).write_csv(path, separator=";")
            bare, _ = _times(lambda: _bare(path, place / "bare.db"), 1)  # noqa: B023 - called at once
            start = time.perf_counter()
            result = import_document(database, path, options=options)
            ours = time.perf_counter() - start
            ratios.append(bare / ours)
            last = f"Polars {bare:.2f} s, Netra {ours:.2f} s"
            if turn < REPEATS - 1:
                undo(database, int(result.document_id or 0), by="bench")
        what = f"{result.record_count} baris CSV {kind} dari berkas sampai basis data, dibanding Polars polos"
        name = "delimited" if kind == "sidak" else f"delimited.{kind}"
        limits = {"reference": last, "gate": 0.25, "goal": 0.3}
        spread = max(ratios) - min(ratios)
        yield _row(
            name, what, statistics.median(ratios), spread, unit="rasio", higher_is_better=True, **limits
        )
    known, spread = _times(lambda: import_document(database, path, options=options))
    yield _row("known", "berkas yang sudah dikenal dimuat lagi", known, spread, gate=0.1)


def _attendance() -> pl.DataFrame:
    """A daily recap of every OPD with all reasons, whose parts add up."""
    days = pl.date_range(date(2018, 1, 1), date(2023, 12, 31), "1d", eager=True)
    number = pl.int_range(ROWS, eager=True)
    offices = pl.Series(
        ["Dinas Kesehatan", "Dinas Perhubungan", "Satpol PP", "Kecamatan Mayangan", "RSUD"] * 5
    )
    parts = {
        "DL": number % 4,
        "C": number % 3,
        "S": number % 5 // 3,
        "I": number % 7 // 5,
        "TK": number % 11 // 9,
    }
    present = number % 30 + 8
    return pl.DataFrame(
        {
            "OPD": offices.gather(number // days.len()),
            "Tanggal": days.gather(number % days.len()).dt.strftime("%d/%m/%Y"),
            "Jumlah pegawai": present + sum(parts.values()),
            "Hadir": present,
            **parts,
        }
    )


def _recap() -> pl.DataFrame:
    days = pl.date_range(date(2018, 1, 1), date(2023, 12, 31), "1d", eager=True)
    number = pl.int_range(ROWS, eager=True)
    return pl.DataFrame(
        {
            "Tanggal": days.gather(number % days.len()).dt.strftime("%d/%m/%Y"),
            "Tim": (number // days.len()) % 60 + 1,
            "Lokasi": pl.Series("Lokasi", [f"Titik {n % 97}" for n in range(ROWS)]),
            "Jumlah diperiksa": number % 40 + 1,
            "Terjaring": number % 5,
        }
    )


def _bare(path: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    frame = pl.read_csv(path, separator=";")
    address = f"sqlite:///{target}"
    frame.write_database("sidak", address, engine="sqlalchemy", if_table_exists="replace")


def _panel(database: Engine) -> Iterator[dict[str, Any]]:
    """The panel of eight years of one city, and the size of a province from frames alone."""
    scope = store.Scope.of("35")

    def read() -> None:
        with store.reading(database) as connection:
            store.read_panel(connection, scope, measure="sidak_terjaring")

    yield _row("panel.city", f"panel mingguan dari {ROWS} baris tercatat", *_times(read), gate=2.0)
    province, spread = _times(_province)
    yield _row("panel.province", "panel 12 daerah × 40 OPD × 416 minggu", province, spread, gate=1.0)


def _province() -> None:
    from etl.calendar import Calendar
    from etl.panel import EVENTS, Sources, build

    first = date(2017, 1, 2)
    weeks = pl.DataFrame({"day": [first + timedelta(weeks=n) for n in range(416)]})
    codes = pl.DataFrame({"region_code": [f"99.{n:02}" for n in range(1, 13)]})
    units = codes.join(pl.DataFrame({"opd_id": pl.int_range(1, 41, eager=True)}), how="cross")
    counts = [
        pl.lit(1, pl.Int64).alias("count"),
        pl.lit(20.0).alias("effort"),
        pl.lit(1, pl.Int64).alias("operations"),
    ]
    events = units.join(weeks, how="cross").with_columns(*counts, pl.col("day").alias("known_on"))
    since, until = pl.lit(first), pl.lit(weeks["day"][-1])
    coverage = codes.with_columns(since.alias("first_on"), until.alias("last_on"))
    exposure = units.with_columns(since.alias("as_of"), pl.lit(100.0).alias("exposure"))
    sources = Sources(events.select(list(EVENTS)), coverage, exposure, units)
    build(sources, Calendar([], []), measure="sidak_terjaring", level="opd", effort_is_checked=True)

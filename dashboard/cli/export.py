"""Command that writes tables to files: ``netra export``, also as they were known on a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import engine, out, parse_day, print_json, require_region
from geo.errors import NetraError

if TYPE_CHECKING:
    import polars as pl

RECORDS = {
    "sidak": "sidak",
    "kehadiran": "attendance",
    "pelanggaran": "violation",
    "tindak_lanjut": "recommendation",
    "pembinaan": "prevention",
    "pegawai": "headcount",
}
OTHERS = ("publikasi", "panel", "dokumen", "karantina")
RISKY = re.compile(r"^[=+\-@\t\r＝]")  # what a spreadsheet would run as a formula


def register(app: typer.Typer) -> None:
    """Add the command to the terminal."""
    app.command()(export)


def export(
    what: Annotated[str, typer.Argument(help=f"{', '.join((*RECORDS, *OTHERS))}.")],
    *,
    region: Annotated[str, typer.Option(help="Kode wilayah; 00 = semua.")] = "00",
    known_on: Annotated[str | None, typer.Option(help="Seperti diketahui pada tanggal itu.")] = None,
    measure: Annotated[
        str, typer.Option(help="Untuk panel: ukuran, mis. sidak_terjaring.")
    ] = "sidak_terjaring",
    level: Annotated[str, typer.Option(help="Untuk panel: kabkota, opd, provinsi.")] = "kabkota",
    to: Annotated[Path | None, typer.Option(help="Berkas .csv atau .json; tanpa ini: JSON ke layar.")] = None,
) -> None:
    """Tulis catatan, panel, atau daftar ke berkas; --known-on menjawab “apa yang kita tahu waktu itu”."""
    if what not in RECORDS and what not in OTHERS:
        raise NetraError(f"Tabel {what!r} tidak ada. Pilih {', '.join((*RECORDS, *OTHERS))}.")
    database, day = engine(), parse_day(known_on, "--known-on")
    require_region(database, None if region == "00" else region)
    from etl import store

    scope = store.Scope.of(region)
    with store.reading(database) as cx:
        frame = _read(cx, scope, what, {"measure": measure, "level": level}, day)
    if to is None:
        print_json(frame.to_dicts())
        return
    _write(frame, to)
    out.print(f"{to}: {frame.height} baris{f', seperti diketahui {day}' if day else ''}.", markup=False)


def _read(cx: Any, scope: Any, what: str, panel: dict[str, str], day: date | None) -> pl.DataFrame:
    from etl import store

    others: dict[str, Callable[..., pl.DataFrame]] = {
        "publikasi": store.read_published,
        "panel": store.read_panel,
        "dokumen": store.read_documents,
        "karantina": store.read_quarantine,
    }
    if what in RECORDS:
        return store.read_cases(cx, scope, table=RECORDS[what], limit=None, known_on=day)
    options: dict[str, dict[str, Any]] = {"panel": {**panel}, "dokumen": {"limit": None}}
    more = options.get(what, {})
    return others[what](cx, scope, known_on=day, **more)


def _write(frame: pl.DataFrame, path: Path) -> None:
    import orjson
    import polars as pl

    kind = path.suffix.lower()
    if kind not in {".csv", ".json"}:
        raise NetraError(f"{path}: tulis ke .csv atau .json.")
    texts = [c for c, t in frame.schema.items() if t == pl.String]
    safe = frame.with_columns(
        pl.when(pl.col(c).str.contains(RISKY.pattern)).then("'" + pl.col(c)).otherwise(pl.col(c)).alias(c)
        for c in texts
    )
    flat = safe.with_columns(pl.col(c).cast(pl.String) for c, t in safe.schema.items() if t.is_nested())
    try:
        if kind == ".csv":
            flat.write_csv(path)
        else:
            path.write_bytes(orjson.dumps(frame.to_dicts(), default=str))
    except OSError as error:
        raise NetraError(f"{path} tidak dapat ditulis; periksa folder dan izinnya.") from error

"""Commands about places: ``netra geo find`` and ``netra geo add``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import engine, err, out, parse_day, print_json, settings, table
from geo.errors import NetraError

if TYPE_CHECKING:
    from geo.regions import Gazetteer, Match

geo_app = typer.Typer(help="Wilayah: cari nama, tambahkan batas wilayah.", no_args_is_help=True)
SIMULATED = "99"  # the fictional province has no boundaries anywhere
LEVELS = {"provinsi": 1, "kabkota": 2, "kecamatan": 3}


def register(app: typer.Typer) -> None:
    """Add these commands to the terminal."""
    app.add_typer(geo_app, name="geo")
    geo_app.command()(find)
    geo_app.command()(add)


def find(
    name: Annotated[str, typer.Argument(help="Nama seperti tertulis di dokumen.")],
    within: Annotated[str | None, typer.Option(help="Kode wilayah induk.")] = None,
    on: Annotated[str | None, typer.Option(help="Tanggal dokumen; bawaan hari ini.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Jawaban untuk dibaca program.")] = False,
) -> None:
    """Cari kode wilayah dari nama, singkatan, atau nama lama."""
    from etl import store

    with store.reading(engine()) as cx:
        book = store.read_gazetteer(cx)
    day = parse_day(on, "--on")
    matches = book.find(name, within=within, on=day)
    if not matches:
        raise NetraError(
            f"Tidak ada wilayah yang mirip {name!r}. Periksa ejaan, atau muat daftar wilayahnya."
        )
    sure = book.find_codes([name], within=within, on=day)[0]
    rows = [_candidate(book, match, sure) for match in matches]
    if json:
        print_json(rows)
        return
    cells = [(r["code"], r["name"], r["parent"] or "–", r["score"], r["name_then"] or "") for r in rows]
    table(["Kode", "Nama", "Di", "Kemiripan", "Namanya waktu itu"], cells)
    for row in rows:
        if len(row["successors"]) > 1:
            now = ", ".join(book.get(code).name for code in row["successors"])
            out.print(f"{row['name']} pada tanggal itu kini: {now}.", markup=False)
    if sure is None:
        out.print("Belum pasti: tulis Provinsi, Kota atau Kabupaten, atau sebut induknya dengan --within.")


def _candidate(book: Gazetteer, match: Match, sure: str | None) -> dict[str, Any]:
    """One row of the answer; ``is_sure``: no question is needed; ``successors``: what covers it today."""
    above = book.path(match.region.code)[:-1]
    return {
        "code": match.region.code,
        "name": match.region.name,
        "parent": above[-1].name if above else None,
        "score": match.score,
        "is_sure": match.region.code == sure,
        "name_then": match.name_then,
        "successors": list(match.successors),
    }


def add(
    source: Annotated[
        str, typer.Argument(help="Berkas GeoJSON, TopoJSON, GPKG, Shapefile (zip), atau https://…")
    ],
    level: Annotated[str | None, typer.Option(help="provinsi, kabkota, kecamatan; bawaan: dikenali.")] = None,
    year: Annotated[int | None, typer.Option(help="Tahun berlakunya batas.")] = None,
    attribution: Annotated[str | None, typer.Option(help="Sumber yang ditampilkan pada peta.")] = None,
) -> None:
    """Tambahkan batas wilayah: dicocokkan, diperbaiki, disederhanakan, dan dilaporkan."""
    from dashboard.boundaries import FOLDER
    from etl import store
    from geo.boundaries import add_boundaries
    from geo.regions import Gazetteer

    if level is not None and level not in LEVELS:
        raise NetraError(f"--level {level!r} tidak ada. Pilih {', '.join(LEVELS)}.")
    config = settings()
    with store.reading(engine(config)) as cx:
        frame = store.read_gazetteer(cx).frame
    book = Gazetteer(frame.filter(~frame["code"].str.starts_with(SIMULATED)))
    folder = config.var_dir / FOLDER
    with tempfile.TemporaryDirectory() as temporary:
        path = _fetched(source, Path(temporary)) if source.startswith(("http:", "https:")) else Path(source)
        asset, lines = add_boundaries(
            path,
            folder=folder,
            level=LEVELS.get(level or ""),
            year=year,
            attribution=attribution,
            gazetteer=book,
            progress=lambda text: err.print(f"  {text}", markup=False),
        )
    for line in lines:
        out.print(line, markup=False)
    out.print(f"Tersimpan: {folder / asset.file}", markup=False)


def _fetched(url: str, folder: Path) -> Path:
    from geo.fetch import fetch

    return fetch(url, folder=folder)

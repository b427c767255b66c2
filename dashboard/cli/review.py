"""Command about rows that wait: ``netra quarantine`` lists, settles, takes back, writes the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import engine, out, parse_day, print_json, require_region, settings, table
from geo.errors import NetraError

if TYPE_CHECKING:
    from sqlalchemy import Engine

BY = "terminal"
Number = Annotated[int | None, typer.Option(help="Nomor dokumen.")]


def register(app: typer.Typer) -> None:
    """Add the command to the terminal."""
    app.command()(quarantine)


def quarantine(
    *,
    fix: Annotated[int | None, typer.Option(help="Nomor baris yang diperbaiki.")] = None,
    value: Annotated[str | None, typer.Option(help="Nilai yang benar, mis. nama OPD baku.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Dengan --fix: terima apa adanya.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Dengan --value: OPD baru yang memang ada.")] = False,
    alike: Annotated[bool, typer.Option("--alike", help="Juga semua yang serupa, dan ingat.")] = False,
    dismiss: Annotated[int | None, typer.Option(help="Nomor baris yang bukan data.")] = None,
    undo: Annotated[int | None, typer.Option(help="Nomor baris yang perbaikannya ditarik.")] = None,
    reason: Annotated[str | None, typer.Option(help="Saring menurut kode, atau alasan --dismiss.")] = None,
    document: Number = None,
    workbook: Annotated[Path | None, typer.Option(help="Tulis buku kerja dokumen itu, sel merah.")] = None,
    region: Annotated[str | None, typer.Option(help="Hanya wilayah ini dan di bawahnya.")] = None,
    grouped: Annotated[bool, typer.Option("--grouped", help="Kelompokkan yang serupa.")] = False,
    known_on: Annotated[str | None, typer.Option(help="Keadaan pada tanggal itu.")] = None,
    lang: Annotated[str, typer.Option(help="Bahasa buku kerja: id atau en.")] = "id",
    json: Annotated[bool, typer.Option("--json", help="Jawaban untuk dibaca program.")] = False,
) -> None:
    """Baris yang menunggu keputusan orang: daftar, perbaiki, tarik kembali, atau unduh ke Excel."""
    database = engine()
    if workbook is not None:
        _write(database, document, workbook, lang)
    elif fix is not None:
        _fix(database, fix, {"value": value, "accept": accept, "as_new": new, "alike": alike})
    elif dismiss is not None:
        _dismiss(database, dismiss, reason=reason, alike=alike)
    elif undo is not None:
        _undo(database, undo)
    else:
        require_region(database, region)
        asked = {"document_id": document, "known_on": parse_day(known_on, "--known-on")}
        _groups(database, region, asked, json) if grouped else _list(database, region, reason, asked, json)


def _write(database: Engine, document: int | None, path: Path, lang: str) -> None:
    from etl.pipeline import annotated_workbook

    if document is None:
        raise NetraError("--workbook membutuhkan --document, mis. --document 12.")
    key = settings().data_key.get_secret_value() or None
    made = annotated_workbook(database, document, data_key=key, by=BY, language=lang)
    try:
        path.write_bytes(made.content)
    except OSError as error:
        raise NetraError(f"{path} tidak dapat ditulis; periksa folder dan izinnya.") from error
    what = "buku kerja asal dengan sel merah" if made.is_whole else "baris yang menunggu saja"
    out.print(f"{path}: {what}, {made.waiting} hal. Perbaiki, lalu `netra import {path}`.", markup=False)


def _fix(database: Engine, number: int, said: dict[str, Any]) -> None:
    from etl import pipeline

    if not said["value"] and not said["accept"]:
        raise NetraError("--fix membutuhkan --value 'Dinas Kesehatan', atau --accept.")
    count = pipeline.resolve_quarantine(database, number, by=BY, **said)
    out.print(f"{count} baris karantina diperbaiki. Tarik kembali dengan `netra quarantine --undo {number}`.")


def _dismiss(database: Engine, number: int, *, reason: str | None, alike: bool) -> None:
    from etl import pipeline

    count = pipeline.dismiss_quarantine(database, number, reason=reason, alike=alike, by=BY)
    out.print(f"{count} baris dinyatakan bukan data; jejaknya tetap.")


def _undo(database: Engine, number: int) -> None:
    from etl import pipeline

    gone = pipeline.undo_fix(database, number, by=BY)
    out.print(f"Perbaikan baris {number} ditarik; {gone} catatan tidak lagi dihitung, baris menunggu lagi.")


def _list(
    database: Engine, region: str | None, reason: str | None, asked: dict[str, Any], as_json: bool
) -> None:
    from etl import store

    scope = store.Scope.of(region) if region else store.Scope.everything()
    with store.reading(database) as cx:
        waiting = store.read_quarantine(cx, scope, reason=reason, **asked)
    if as_json:
        print_json(waiting.to_dicts())
        return
    rows = waiting.select("id", "document_name", "sheet", "row_no", "reason", "message").rows()
    heads = ["No.", "Dokumen", "Lembar", "Baris", "Alasan", "Keterangan"]
    table(heads, rows, title=f"{len(rows)} baris menunggu")


def _groups(database: Engine, region: str | None, asked: dict[str, Any], as_json: bool) -> None:
    from etl import store

    with store.reading(database) as cx:
        groups = store.read_quarantine_groups(cx, store.Scope.everything(), region_code=region, **asked)
    if as_json:
        print_json(groups)
        return
    rows = [
        (g["count"], g["ids"][0], g["reason"], g["title"], g["met"], "; ".join(g["suggestions"][:2]))
        for g in groups
    ]
    heads = ["Banyak", "No.", "Alasan", "Kolom", "Tertulis", "Saran"]
    table(heads, rows, title=f"{len(rows)} kelompok; satu jawaban untuk tiap kelompok: --fix NO --alike")

"""Commands about documents: init, migrate, import, undo, simulate, template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import (
    engine,
    out,
    parse_day,
    print_json,
    require_region,
    settings,
    step,
)
from geo.errors import NetraError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from etl.pipeline import ImportOptions

LABELS = {
    "id": ("karantina", "tanda", "dan {n} lagi; lihat `netra quarantine`."),
    "en": ("waiting", "remark", "and {n} more; see `netra quarantine`."),
}
Json = Annotated[bool, typer.Option("--json", help="Jawaban untuk dibaca program.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the terminal."""
    app.command()(init)
    app.command()(migrate)
    app.command("import")(import_files)
    app.command()(undo)
    app.command()(simulate)
    app.command()(template)


def init(
    demo: Annotated[
        bool, typer.Option("--demo", help="Sertakan simulasi provinsi 99 dan hitung model.")
    ] = False,
) -> None:
    """Siapkan basis data, muat catatan publik, dan (dengan --demo) provinsi simulasi."""
    from dashboard import demo as showcase

    showcase.prepare(settings(), with_simulation=demo, step=step)


def migrate(revision: Annotated[str, typer.Argument(help="Revisi tujuan.")] = "head") -> None:
    """Bawa tabel basis data ke versi program ini (data tetap)."""
    from etl import store

    store.migrate(engine(must_exist=False), revision)
    out.print(f"Basis data berada pada revisi {revision}.")


def import_files(
    files: Annotated[list[Path], typer.Argument(help="Berkas yang dimuat, urutan bebas.")],
    *,
    region: Annotated[str | None, typer.Option(help="Kode wilayah, mis. 35.74.")] = None,
    kind: Annotated[str, typer.Option(help="Jenis dokumen; auto = dikenali dari isinya.")] = "auto",
    known_on: Annotated[
        str | None, typer.Option(help="Tanggal dokumen diketahui; bawaan: yang tercetak.")
    ] = None,
    source_url: Annotated[str | None, typer.Option(help="Alamat sumber publik.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Periksa saja, basis data tidak berubah.")
    ] = False,
    lang: Annotated[str, typer.Option(help="Bahasa pesan: id atau en.")] = "id",
    json: Json = False,
) -> None:
    """Muat dokumen: buku kerja, CSV, register, atau teks berita."""
    from etl.pipeline import ImportOptions

    if lang not in LABELS:
        raise NetraError(f"--lang {lang!r} tidak ada. Pilih {' atau '.join(LABELS)}.")
    config = settings()
    options = ImportOptions(
        region_code=region,
        kind=None if kind == "auto" else kind,
        known_on=parse_day(known_on, "--known-on"),
        imported_by="terminal",
        source_url=source_url,
        dry_run=dry_run,
        language=lang,
        today=config.day(),
        hash_key=config.secret_key(),
        data_key=config.data_key.get_secret_value() or None,
    )
    database = engine(config)
    require_region(database, region)
    accepted = [_import_one(database, path, options=options, as_json=json) for path in files]
    if not all(accepted):
        raise typer.Exit(1)


def _import_one(database: Engine, path: Path, *, options: ImportOptions, as_json: bool) -> bool:
    from etl.pipeline import ImportResult, import_document

    try:
        result = import_document(database, path, options=options)
    except NetraError as error:  # the database refused, not the file
        result = ImportResult.refused(path.name, error, language=options.language)
    print_json(result.to_json()) if as_json else _describe(result, options.language)
    return bool(result.outcome != "reject")


def _describe(result: Any, language: str) -> None:
    waits, odd, more = LABELS[language]
    out.print(result.message, markup=False)  # it names the file
    for problem in result.quarantined[:10]:
        out.print(f"  {waits} — {problem['message']}", markup=False)
    for remark in result.flags[:10]:
        out.print(f"  {odd} — {remark['message']}", markup=False)
    hidden = max(0, len(result.quarantined) - 10) + max(0, len(result.flags) - 10)
    if hidden:
        out.print(f"  … {more.format(n=hidden)}", markup=False)


def undo(
    document_id: Annotated[int, typer.Argument(help="Nomor dokumen.")],
    reason: Annotated[str | None, typer.Option(help="Alasan, untuk jejak audit.")] = None,
) -> None:
    """Batalkan satu dokumen: faktanya tidak lagi dihitung, jejaknya tetap."""
    from etl import pipeline

    name = pipeline.undo(engine(), document_id, by="terminal", reason=reason)
    out.print(f"Dokumen {document_id} ({name}) dibatalkan; versi sebelumnya berlaku kembali.", markup=False)


def simulate(
    folder: Annotated[Path, typer.Argument(help="Folder tujuan.")] = Path("var/simulasi"),
    seed: Annotated[int, typer.Option(help="Benih acak.")] = 99,
    size: Annotated[str, typer.Option(help="region, province, atau nation.")] = "province",
    regions: Annotated[int, typer.Option(help="Banyak kabupaten/kota.")] = 12,
    opds: Annotated[int, typer.Option(help="Banyak OPD tiap daerah.")] = 40,
) -> None:
    """Tulis provinsi fiktif 99 (SIMULASI) sebagai dokumen beserta kebenarannya."""
    from etl.simulate import simulate as write

    made = write(folder, seed=seed, size=size, regions=regions, opds=opds)
    out.print(
        f"{len(made.paths)} dokumen SIMULASI di {folder}; kebenaran di {made.truth_folder}.", markup=False
    )


def template(
    kind: Annotated[str, typer.Argument(help="Jenis dokumen, mis. sidak.")],
    to: Annotated[Path | None, typer.Option(help="Berkas tujuan.")] = None,
) -> None:
    """Buku kerja kosong untuk satu jenis dokumen, dengan petunjuk dan daftar pilihan."""
    from etl.templates import write_template

    path = to or Path(f"templat-{kind}.xlsx")
    write_template(kind, path)
    out.print(f"Templat {kind} ditulis ke {path}.", markup=False)

"""Commands that keep Netra running: serve, worker, backup, restore, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.console import engine, out, settings, table
from geo.errors import NetraError


def register(app: typer.Typer) -> None:
    """Add these commands to the terminal."""
    app.command()(serve)
    app.command()(worker)
    app.command()(backup)
    app.command()(restore)
    app.command()(doctor)


def serve(
    with_worker: Annotated[bool, typer.Option("--with-worker", help="Sertakan proses pekerja.")] = False,
    workers: Annotated[int, typer.Option(help="Banyak proses web.")] = 1,
) -> None:
    """Sajikan dasbor pada NETRA_HOST:NETRA_PORT."""
    from dashboard.serving import serve as run
    from etl import store

    config = settings()
    if store.read_revision(engine(config)) is None:
        raise NetraError("Basis data belum berisi tabel Netra. Jalankan `netra init` lebih dahulu.")
    run(config, workers=workers, with_worker=with_worker)


def worker(
    once: Annotated[bool, typer.Option("--once", help="Kerjakan yang tertunda lalu selesai.")] = False,
) -> None:
    """Proses pekerja: hitungan malam, cuplikan Senin, antrean surel."""
    from dashboard.schedule import run_worker

    run_worker(settings(), once=once)


def backup(to: Annotated[Path, typer.Argument(help="Berkas cadangan tujuan.")]) -> None:
    """Salin basis data yang konsisten ke satu berkas, juga saat dipakai."""
    from etl import store

    store.backup(engine(), to)
    out.print(f"Cadangan ditulis ke {to}.", markup=False)


def restore(
    source: Annotated[Path, typer.Argument(help="Berkas cadangan.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ganti basis data yang ada.")] = False,
) -> None:
    """Kembalikan basis data dari cadangan."""
    from etl import store

    if not yes:
        raise NetraError("Basis data yang ada akan diganti. Ulangi dengan --yes bila memang dimaksud.")
    store.restore(engine(must_exist=False), source)
    out.print(f"Basis data dikembalikan dari {source}.", markup=False)


def doctor(check_mail: Annotated[bool | None, typer.Option("--mail/--no-mail")] = None) -> None:
    """Periksa jam, zona, basis data, cakram, huruf, peramban, SMTP dan versi."""
    from dashboard.health import examine

    findings = examine(settings(), check_mail=check_mail)
    table(["", "Bagian", "Keadaan"], [["baik" if f.is_fine else "PERLU", f.part, f.text] for f in findings])
    if not all(f.is_fine for f in findings):
        raise typer.Exit(1)

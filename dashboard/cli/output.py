"""Commands that make paper and mail: snapshot, briefing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.console import engine, out, parse_day, settings


def register(app: typer.Typer) -> None:
    """Add these commands to the terminal."""
    app.command()(snapshot)
    app.command()(briefing)


def snapshot(
    scope: Annotated[str, typer.Option(help="Kode wilayah.")] = "99",
    week: Annotated[str | None, typer.Option(help="Senin pekan edisi, mis. 2024-10-28.")] = None,
    to: Annotated[Path, typer.Option(help="Folder untuk HTML, PNG dan PDF.")] = Path("var/cuplikan"),
    send: Annotated[str | None, typer.Option(help="Kirim juga ke alamat surel ini.")] = None,
    lang: Annotated[str, typer.Option(help="Bahasa: id atau en.")] = "id",
) -> None:
    """Cuplikan mingguan sebagai berkas, dan dengan --send juga sebagai surel."""
    from dashboard import snapshot as weekly

    config, database = settings(), engine()
    edition = weekly.render_edition(
        database, scope, config=config, week=parse_day(week, "--week"), language=lang
    )
    for path in weekly.write_files(edition, to):
        out.print(f"Ditulis: {path}", markup=False)
    if send:
        weekly.send_edition(edition, send, config=config)
        out.print(f"Terkirim ke {send}.", markup=False)


def briefing(
    region: Annotated[str, typer.Argument(help="Kode wilayah, mis. 99.71.")],
    to: Annotated[Path | None, typer.Option(help="Berkas PDF tujuan.")] = None,
) -> None:
    """Lembar taklimat satu halaman A4 untuk satu wilayah."""
    from dashboard.snapshot import render_sheet

    config = settings()
    path = to or Path(f"taklimat-{region}.pdf")
    path.write_bytes(render_sheet(engine(config), region, config=config))
    out.print(f"Ditulis: {path}", markup=False)

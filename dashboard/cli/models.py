"""Commands about statistics: fit, backtest, plan."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.cli.console import engine, err, out, parse_day, print_json, require_region, settings, table
from geo.errors import NetraError


def register(app: typer.Typer) -> None:
    """Add these commands to the terminal."""
    app.command()(fit)
    app.command()(backtest)
    app.command()(plan)


def fit(
    scope: Annotated[str | None, typer.Option(help="Kode wilayah; bawaan: semua yang berdata.")] = None,
    seed: Annotated[int, typer.Option(help="Benih acak.")] = 1,
    today: Annotated[str | None, typer.Option(help="Hitung seolah hari ini tanggal itu.")] = None,
) -> None:
    """Hitung laju, risiko, prakiraan dan rencana dari data yang ada sekarang."""
    from etl import store
    from models.run import fit_scope

    config, database = settings(), engine()
    require_region(database, scope)
    on = parse_day(today, "--today") or config.day()
    with store.reading(database) as cx:
        scopes = [scope] if scope else store.read_scopes(cx)
    if not scopes:
        raise NetraError("Belum ada data untuk dihitung. Muat dokumen dengan `netra import`.")
    for code in scopes:
        report = fit_scope(database, code, today=on, seed=seed, progress=lambda text: err.print(f"  {text}"))
        out.print(f"{code}: {report.message}", markup=False)


def backtest(
    scope: Annotated[str, typer.Option(help="Kode wilayah.")] = "99",
    json: Annotated[bool, typer.Option("--json", help="Jawaban untuk dibaca program.")] = False,
) -> None:
    """Rekam jejak prakiraan terdahulu di samping yang naif, dari hitungan terakhir."""
    import polars as pl

    from etl import store
    from etl.measures import MEASURES

    with store.reading(engine()) as cx:
        tables = [store.read_scores(cx, measure=measure, scope_code=scope) for measure in MEASURES]
    scores = pl.concat([t for t in tables if t.height] or tables[:1])
    if scores.is_empty():
        raise NetraError(f"Belum ada rekam jejak untuk {scope}. Jalankan `netra fit --scope {scope}`.")
    if json:
        print_json(scores.to_dicts())
        return
    shown = scores.select("measure", "model", "horizon_weeks", "target_count", "crps", "wis", "coverage_90")
    table(
        ["Ukuran", "Model", "Minggu", "Sasaran", "CRPS", "WIS", "Cakupan 90 %"],
        [
            [*r[:4], *(None if v is None else f"{v:.3f}".replace(".", ",") for v in r[4:])]
            for r in shown.rows()
        ],
    )


def plan(
    scope: Annotated[str, typer.Option(help="Kode wilayah.")] = "99",
    teams: Annotated[int, typer.Option(help="Banyak tim.")] = 3,
    days: Annotated[int, typer.Option(help="Banyak hari.")] = 5,
    explore: Annotated[float, typer.Option(help="Bagian kunjungan acak, 0 sampai 0,5.")] = 0.2,
) -> None:
    """Susun rencana pengawasan minggu depan di bawah anggaran tim dan hari."""
    from etl import store
    from models.run import plan_scope

    config, database = settings(), engine()
    require_region(database, scope)
    plan_scope(database, scope, today=config.day(), teams=teams, days=days, exploration_share=explore)
    with store.reading(database) as cx:
        head, items = store.read_plan(cx, store.Scope.everything(), scope_code=scope)
    if head is None:
        raise NetraError(
            f"Rencana untuk {scope} belum dapat disusun: belum ada hitungan. Jalankan `netra fit`."
        )
    rows = items.select(
        "rank", "region_name", "opd_name", "expected_finds", "days_since_visit", "reason"
    ).rows()
    table(
        ["No.", "Wilayah", "OPD", "Perkiraan", "Hari sejak", "Alasan"],
        [[*r[:3], f"{r[3]:.1f}".replace(".", ","), *r[4:]] for r in rows],
        title=f"Rencana pekan {head['week']}: {teams} tim, {days} hari",
    )

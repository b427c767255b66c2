"""Commands about what figures rest on: the legal calendar and head-counts, shown and edited."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import engine, out, parse_day, require_region, settings, table
from geo.errors import NetraError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from etl.store import Author

calendar_app = typer.Typer(help="Kalender pemilihan: tahapan suatu hari; tambah, ubah, hapus.")
headcount_app = typer.Typer(help="Jumlah pegawai menurut OPD; isi dengan tangan.")
Code = Annotated[str, typer.Argument(help="Kode pemilihan, mis. PILKADA_2029.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the terminal."""
    app.add_typer(calendar_app, name="calendar")
    app.add_typer(headcount_app, name="headcount")


def _author() -> Author:
    from etl.store import Author

    return Author("terminal", datetime.now(UTC).replace(tzinfo=None))


# --- calendar ---------------------------------------------------------------------------------------


@calendar_app.callback(invoke_without_command=True)
def calendar(
    context: typer.Context,
    day: Annotated[str | None, typer.Option(help="Tanggal; bawaan hari ini.")] = None,
    region: Annotated[str, typer.Option(help="Kode wilayah.")] = "00",
) -> None:
    """Tahapan pada suatu hari dan hari pemungutan suara berikutnya."""
    if context.invoked_subcommand:
        return
    from etl import store

    on = parse_day(day, "--day") or settings().day()
    with store.reading(engine()) as cx:
        known = store.read_calendar(cx)
    election, phase = known.primary_phase(on, region_code=region)
    others = ", ".join(f"{p.election_code} {p.name}" for p in known.phases_on(on)) or "tidak ada"
    upcoming = known.next_vote(on, region_code=region)
    out.print(f"{on}: tahapan utama {election or '–'} {phase}; semua tahapan: {others}.", markup=False)
    if upcoming is None:
        out.print("Pemungutan suara berikutnya belum ditetapkan; `netra calendar vote KODE --on TANGGAL`.")
    else:
        out.print(f"Pemungutan suara berikutnya {upcoming[1]} ({upcoming[0]}), H−{(upcoming[1] - on).days}.")


@calendar_app.command("list")
def list_phases(
    election: Annotated[str | None, typer.Argument(help="Kode pemilihan; bawaan semua.")] = None,
) -> None:
    """Semua pemilihan dan tahapannya, dengan nomor untuk diubah atau dihapus."""
    import polars as pl

    from etl import store

    with store.reading(engine()) as cx:
        elections, phases = store.read_elections(cx), store.read_phases(cx)
    if election:
        elections, phases = (
            f.filter(pl.col(c) == election) for f, c in ((elections, "code"), (phases, "election_code"))
        )
        if elections.is_empty():
            raise NetraError(f"Pemilihan {election!r} tidak ada; lihat `netra calendar list`.")
    table(
        ["Kode", "Nama", "Jenis", "Pemungutan suara"],
        elections.select("code", "name", "kind", "vote_on").rows(),
    )
    rows = phases.select("id", "election_code", "code", "name", "start_on", "end_on").rows()
    table(["No.", "Pemilihan", "Kode", "Tahapan", "Mulai", "Selesai"], rows)


@calendar_app.command("vote")
def vote(
    code: Code,
    *,
    name: Annotated[str | None, typer.Option(help="Nama; wajib untuk pemilihan baru.")] = None,
    kind: Annotated[str, typer.Option(help="pilkada, pemilu, ulang, atau rencana.")] = "pilkada",
    on: Annotated[
        str | None, typer.Option(help="Hari pemungutan suara; tanpa ini: belum ditetapkan.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="Dasar hukum atau catatan.")] = None,
) -> None:
    """Tambah atau ubah pemilihan; tanggal boleh belum ada."""
    from etl import store

    if kind not in {"pilkada", "pemilu", "ulang", "rencana"}:
        raise NetraError(f"--kind {kind!r} tidak ada. Pilih pilkada, pemilu, ulang, rencana.")
    database, day = engine(), parse_day(on, "--on")
    with store.reading(database) as cx:
        known = {r["code"]: r for r in store.read_elections(cx).iter_rows(named=True)}
    if code not in known and not name:
        raise NetraError(f"Pemilihan {code} belum ada; sebutkan --name untuk membuatnya.")
    row: dict[str, Any] = {"name": name or known[code]["name"], "kind": kind, "vote_on": day}
    store.edit_election(database, _author(), code=code, **row, **({"note": note} if note else {}))
    out.print(f"{code}: pemungutan suara {day or 'belum ditetapkan'}.", markup=False)


@calendar_app.command("phase")
def phase(
    code: Code,
    phase_code: Annotated[str, typer.Argument(help="Kode tahapan, mis. KAMPANYE.")],
    *,
    start: Annotated[str | None, typer.Option(help="Mulai, mis. 2029-09-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Selesai.")] = None,
    name: Annotated[str | None, typer.Option(help="Nama tahapan.")] = None,
    number: Annotated[int | None, typer.Option(help="Nomor tahapan yang diubah (lihat list).")] = None,
    source_url: Annotated[str | None, typer.Option(help="Alamat dasar hukum.")] = None,
) -> None:
    """Tambah tahapan, atau ubah yang bernomor."""
    from etl import store

    row: dict[str, Any] = {
        "election_code": code,
        "code": phase_code.upper(),
        "name": name or phase_code.replace("_", " ").capitalize(),
        "start_on": parse_day(start, "--start"),
        "end_on": parse_day(end, "--end"),
        "source_url": source_url,
    }
    kept = store.edit_phase(engine(), _author(), phase_id=number, **row)
    out.print(f"Tahapan no. {kept} ({row['name']}) disimpan.", markup=False)


@calendar_app.command("remove")
def remove(number: Annotated[int, typer.Argument(help="Nomor tahapan (lihat list).")]) -> None:
    """Hapus satu tahapan."""
    from etl import store

    code = store.remove_phase(engine(), _author(), number)
    out.print(f"Tahapan no. {number} dihapus dari {code}.", markup=False)


# --- head-counts ------------------------------------------------------------------------------------


@headcount_app.callback(invoke_without_command=True)
def headcount(
    context: typer.Context,
    region: Annotated[str | None, typer.Option(help="Kode wilayah.")] = None,
    day: Annotated[str | None, typer.Option(help="Tanggal; bawaan hari ini.")] = None,
    known_on: Annotated[str | None, typer.Option(help="Seperti diketahui pada tanggal itu.")] = None,
) -> None:
    """Jumlah pegawai yang berlaku pada suatu tanggal, menurut OPD."""
    if context.invoked_subcommand:
        return
    if region is None:
        raise NetraError("Sebutkan wilayah, mis. `netra headcount --region 35.74`.")
    _show(engine(), region, parse_day(day, "--day") or settings().day(), parse_day(known_on, "--known-on"))


def _show(database: Engine, region: str, on: date, known_on: date | None) -> None:
    from etl import store

    with store.reading(database) as cx:
        found = store.read_headcount(cx, store.Scope.of(region), level="opd", on=on, known_on=known_on)
    if found.is_empty():
        raise NetraError(f"Belum ada jumlah pegawai untuk {region} per {on}. Muat dokumen jenis pegawai.")
    columns = ["opd_name", "pns", "pppk", "non_asn", "total", "as_of"]
    table(["OPD", "PNS", "PPPK", "Non-ASN", "Jumlah", "Per"], found.select(columns).rows())


@headcount_app.command("set")
def set_headcount(
    region: Annotated[str, typer.Argument(help="Kode wilayah, mis. 35.74.")],
    as_of: Annotated[str, typer.Argument(help="Keadaan per tanggal, mis. 2024-01-31.")],
    *,
    opd: Annotated[str | None, typer.Option(help="OPD; tanpa ini jumlah seluruh wilayah.")] = None,
    pns: Annotated[int | None, typer.Option(min=0)] = None,
    pppk: Annotated[int | None, typer.Option(min=0)] = None,
    part_time: Annotated[int | None, typer.Option(min=0, help="PPPK paruh waktu.")] = None,
    non_asn: Annotated[int | None, typer.Option(min=0)] = None,
    total: Annotated[int | None, typer.Option(min=0)] = None,
    reason: Annotated[str, typer.Option(help="Dari mana angkanya.")] = "",
) -> None:
    """Isi jumlah pegawai satu OPD atau wilayah dengan tangan."""
    from etl.entry import enter_headcount

    database, day = engine(), parse_day(as_of, "AS_OF")
    require_region(database, region)
    assert day is not None
    counts = {"pns": pns, "pppk": pppk, "pppk_part_time": part_time, "non_asn": non_asn, "total": total}
    number = enter_headcount(
        database, region_code=region, as_of=day, counts=counts, opd=opd, reason=reason, by="terminal",
        today=settings().day(),
    )  # fmt: skip
    out.print(f"Disimpan sebagai dokumen no. {number}; tarik kembali dengan `netra undo {number}`.")

"""Commands about people: ``netra user`` and ``netra recipient``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import engine, out, print_json, require_region, table
from geo.errors import NetraError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from etl.store import Grant

BY = "terminal"
Json = Annotated[bool, typer.Option("--json", help="Jawaban untuk dibaca program.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the terminal."""
    app.command()(user)
    app.command()(recipient)


def user(
    login: Annotated[str | None, typer.Argument(help="Nama masuk; tanpa ini: daftar semua akun.")] = None,
    *,
    role: Annotated[
        str | None, typer.Option(help="admin, pengelola, analis, pimpinan, pengawas, publik.")
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="Wilayah[:OPD[:jenis]], boleh berulang; mis. 35.74 atau 35.09:Dinas Sosial."),
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Ganti sandi akun yang sudah ada.")] = False,
    disable: Annotated[bool, typer.Option("--disable", help="Matikan akun.")] = False,
    enable: Annotated[bool, typer.Option("--enable", help="Hidupkan lagi.")] = False,
    json: Json = False,
) -> None:
    """Daftar akun; buat akun (sandi acak dicetak sekali); ubah peran, wilayah, sandi; matikan."""
    database = engine()
    if login is None:
        _list_users(database, json)
        return
    from etl import store

    with store.reading(database) as cx:
        known = store.find_user(cx, login)
    changes: dict[str, Any] = {}
    if role:
        changes["role"] = role
    if scope:
        changes["scopes"] = [_grant(database, text) for text in scope]
    if disable or enable:
        changes["disabled"] = disable
    if known is None and not (reset or disable or enable):
        _create(database, login, changes)
    elif known is None:
        raise NetraError(f"Akun “{login}” tidak ada; lihat `netra user`.")
    else:
        _change(database, login, known.id, changes, reset=reset)


def _create(database: Engine, login: str, changes: dict[str, Any]) -> None:
    from dashboard.access import new_user
    from etl import store

    role, grants = changes.get("role", "pimpinan"), changes.get("scopes") or [store.Grant("00")]
    with store.reading(database) as cx:
        store.check_scopes(cx, grants)
    password = new_user(database, login, role=role, scope_code=grants[0].region_code)
    with store.reading(database) as cx:
        made = store.find_user(cx, login)
    if made is not None and [*made.scope.grants] != grants:
        store.change_user(database, made.id, scopes=grants, by=BY, now=datetime.now(UTC))
    places = ", ".join(store.describe_grant(g) for g in grants)
    out.print(f"Pengguna {login} ({role}, wilayah {places}). Sandi: {password}", markup=False)


def _change(database: Engine, login: str, number: int, changes: dict[str, Any], *, reset: bool) -> None:
    from etl import store

    if not changes and not reset:
        raise NetraError(f"Akun “{login}” sudah ada; --reset mengganti sandinya, --role dan --scope haknya.")
    if changes:
        store.change_user(database, number, by=BY, now=datetime.now(UTC), **changes)
        out.print(f"Akun {login} diubah: {', '.join(sorted(changes))}.", markup=False)
    if reset:
        from dashboard.access import new_user

        password = new_user(database, login, role="", reset=True)
        out.print(f"Pengguna {login}. Sandi: {password}", markup=False)


def _grant(database: Engine, text: str) -> Grant:
    """A right as typed: region, region:OPD, region::jenis, region:OPD:jenis."""
    from etl import store

    code, _, rest = text.partition(":")
    name, _, stream = rest.partition(":")
    require_region(database, code)
    if not name:
        return store.Grant(code, None, stream or None)
    with store.reading(database) as cx:
        units = store.read_opds(cx, store.Scope.of(code))
    found = [r["opd_id"] for r in units.iter_rows(named=True) if name in (r["name"], str(r["opd_id"]))]
    if len(found) != 1:
        raise NetraError(
            f"OPD “{name}” {'tidak ada' if not found else 'lebih dari satu'} di wilayah {code}; "
            "tulis nama bakunya seperti di halaman Data, atau nomornya."
        )
    return store.Grant(code, found[0], stream or None)


def _list_users(database: Engine, as_json: bool) -> None:
    import polars as pl

    from etl import store

    with store.reading(database) as cx:
        users, rights = store.read_users(cx), store.read_rights(cx)
    shown = []
    for row in users.iter_rows(named=True):
        mine = rights.filter(pl.col("user_id") == row["id"]).iter_rows(named=True)
        places = [":".join(filter(None, (r["region_code"], r["opd_name"], r["stream"]))) for r in mine]
        shown.append((row["login"], row["role"], "mati" if row["disabled_at"] else "aktif", places))
    if as_json:
        print_json([dict(zip(("login", "role", "state", "scopes"), r, strict=True)) for r in shown])
        return
    table(["Akun", "Peran", "Keadaan", "Wilayah"], [(*r[:3], ", ".join(r[3])) for r in shown])


def recipient(
    email: Annotated[str | None, typer.Argument(help="Alamat surel; tanpa ini: daftar.")] = None,
    *,
    scope: Annotated[str, typer.Option(help="Kode wilayah.")] = "99",
    lang: Annotated[str, typer.Option(help="Bahasa: id atau en.")] = "id",
    remove: Annotated[bool, typer.Option("--remove", help="Berhenti mengirim ke alamat ini.")] = False,
    json: Json = False,
) -> None:
    """Daftar penerima cuplikan Senin; tambah satu, atau hentikan dengan --remove."""
    from dashboard.snapshot.message import address
    from etl import store

    database = engine()
    if email is None:
        _list_recipients(database, json)
        return
    address(email)
    if lang not in {"id", "en"}:
        raise NetraError(f"--lang {lang!r} tidak ada. Pilih id atau en.")
    require_region(database, scope)
    if remove:
        _remove(database, email, scope)
        return
    store.add_recipient(database, email=email, scope_code=scope, language=lang, now=datetime.now(UTC))
    out.print(f"{email} menerima cuplikan wilayah {scope} setiap Senin.", markup=False)


def _remove(database: Engine, email: str, scope: str) -> None:
    from etl import store

    now = datetime.now(UTC).replace(tzinfo=None)
    with store.reading(database) as cx:
        rows = store.read_recipients(cx, scope_code=scope).filter(email=email).rows(named=True)
    if not rows:
        raise NetraError(f"{email} tidak menerima cuplikan wilayah {scope}; lihat `netra recipient`.")
    author = store.Author(BY, now)
    store.change_recipient(
        database, author, rows[0]["id"], scope=store.Scope.everything(), unsubscribed_at=now
    )
    out.print(f"{email} tidak lagi menerima cuplikan wilayah {scope}.", markup=False)


def _list_recipients(database: Engine, as_json: bool) -> None:
    from etl import store

    names = ["email", "scope_code", "language", "created_at", "unsubscribed_at"]
    with store.reading(database) as cx:
        rows = store.read_recipients(cx).select(names)
    if as_json:
        print_json(rows.to_dicts())
        return
    table(["Alamat", "Wilayah", "Bahasa", "Sejak", "Berhenti"], rows.rows())

"""Penerima and Pengguna: who gets the weekly mail, and who may enter with which role and region."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from dashboard import access
from dashboard.i18n import LANGUAGES
from dashboard.pages.data import forms
from dashboard.pages.data.desk import Desk, Door
from dashboard.pages.data.forms import FormError
from etl import store
from etl.store.people import ROLES
from geo import NATION

ANY_NUMBER = "<int(max=2147483647):number>"
STREAMS = ("sidak", "kehadiran", "netralitas", "tindak_lanjut", "pembinaan")


def install(door: Door) -> None:
    """Routes of these panels."""
    door.get("/penerima", right="acuan")(show_recipients)
    door.post("/penerima", right="acuan", again=show_recipients)(add_recipient)
    door.post(f"/penerima/{ANY_NUMBER}", right="acuan", again=show_recipients)(change_recipient)
    door.get("/pengguna", right="pengguna")(show_users)
    door.post("/pengguna", right="pengguna", again=show_users)(add_user)
    door.get(f"/pengguna/{ANY_NUMBER}", right="pengguna")(show_user)
    door.post(f"/pengguna/{ANY_NUMBER}", right="pengguna", again=show_user)(change_user)
    door.post(f"/pengguna/{ANY_NUMBER}/sandi", right="pengguna", again=show_user)(reset_password)
    door.post(f"/pengguna/{ANY_NUMBER}/akses", right="pengguna", again=show_user)(switch_user)


# --- recipients ------------------------------------------------------------------------------------------


def show_recipients(desk: Desk, problem: str = "", number: int | None = None) -> Response:
    """Recipients of the account's regions, those who left last."""
    rows = desk.read(store.read_recipients).rows(named=True)
    own = [r for r in rows if desk.scope.covers_whole(r["scope_code"])]
    own.sort(key=lambda r: (r["unsubscribed_at"] is not None, r["email"]))
    return desk.page(
        "penerima", panel="penerima", problem=problem, rows=own, regions=writable(desk), languages=LANGUAGES
    )


def writable(desk: Desk) -> list[dict[str, Any]]:
    """Regions that this account may write for, the country first where it is granted."""
    nation = [{"code": NATION, "name": "Indonesia", "level": 0, "parent_code": None}]
    own = [r for r in desk.own_regions if r["code"] != NATION and desk.scope.covers_whole(r["code"])]
    return [*(nation if desk.scope.covers_whole(NATION) else []), *own]


def _scope_code(desk: Desk) -> str:
    codes = {r["code"] for r in writable(desk)}
    code = forms.choice(request.form, "wilayah", codes, label=desk.words("impor.wilayah"))
    assert code is not None
    return code


def add_recipient(desk: Desk) -> Response:
    """A new address for a region's weekly mail."""
    email, code = forms.mail(request.form, "surel"), _scope_code(desk)
    language = forms.choice(request.form, "bahasa", LANGUAGES, label=desk.words("penerima.bahasa")) or "id"
    name = forms.line(request.form, "nama", label=desk.words("penerima.nama"), longest=80, needed=False)
    author = desk.author()
    number = store.add_recipient(
        desk.engine,
        email=email,
        scope_code=code,
        language=language,
        display_name=name or None,
        now=author.now,
    )
    store.note(desk.engine, author, "recipient", f"penerima {number}", scope=code, after="ditambah")
    return desk.go("/penerima", said="penerima_disimpan")


def change_recipient(desk: Desk, number: int) -> Response:
    """Stop, resume, or another language."""
    row: dict[str, Any] = {}
    author = desk.author()
    if request.form.get("tindakan") == "berhenti":
        row["unsubscribed_at"] = author.now
    elif request.form.get("tindakan") == "lanjut":
        row["unsubscribed_at"] = None
    else:
        row["language"] = forms.choice(request.form, "bahasa", LANGUAGES, label=desk.words("penerima.bahasa"))
        name = forms.line(request.form, "nama", label=desk.words("penerima.nama"), longest=80, needed=False)
        row["display_name"] = name or None
    store.change_recipient(desk.engine, author, number, scope=desk.scope, **row)
    return desk.go("/penerima", said="penerima_disimpan")


# --- users -----------------------------------------------------------------------------------------------


def _users(desk: Desk) -> list[dict[str, Any]]:
    """Accounts whose whole scope lies within this administrator's."""
    rows = desk.read(store.read_users).rows(named=True)
    return [r for r in rows if all(desk.scope.covers_whole(c) for c in r["regions"] or [NATION])]


def show_users(desk: Desk, problem: str = "") -> Response:
    """Accounts and the form for a new one."""
    roles = [(r, desk.words(f"peran.{r}")) for r in ROLES]
    return desk.page(
        "pengguna", panel="pengguna", problem=problem, rows=_users(desk), regions=writable(desk), roles=roles,
        streams=STREAMS, ticked=request.form.getlist("aliran"),
    )  # fmt: skip


def _user(desk: Desk, number: int) -> dict[str, Any]:
    found = next((r for r in _users(desk) if r["id"] == number), None)
    if found is None:
        raise FormError("Akun itu tidak ada, atau di luar wilayah Anda.", code="not_found")
    return found


def show_user(desk: Desk, number: int, problem: str = "", password: str = "") -> Response:
    """One account: role, region, streams, password, access."""
    user = _user(desk, number)
    roles = [(r, desk.words(f"peran.{r}")) for r in ROLES]
    return desk.page(
        "pengguna_satu", panel="pengguna", problem=problem, user=user, regions=writable(desk), roles=roles,
        password=password, is_self=user["id"] == desk.session.user.id, streams=STREAMS,
        ticked=[g.stream for g in desk.read(store.find_user, user["login"]).scope.grants],
    )  # fmt: skip


def add_user(desk: Desk) -> Response:
    """A new account; its first password is shown once and must be changed at the first sign-in."""
    login = forms.login(request.form, "nama_masuk")
    name = forms.line(request.form, "nama", label=desk.words("pengguna.nama"), longest=80)
    role = forms.choice(request.form, "peran", ROLES, label=desk.words("pengguna.peran")) or ""
    code = _scope_code(desk)
    grants: dict[str, Any] = {"scopes": _grants(desk, code), "name": name}
    grants["by"] = desk.session.user.login
    password = access.new_user(desk.engine, login, role=role, scope_code=code, **grants)
    user = desk.read(store.find_user, login)
    return show_user(desk, user.id, password=password)


def _grants(desk: Desk, code: str) -> list[dict[str, Any]]:
    """Rows of the scope: the region in the streams ticked; none ticked = all."""
    ticked = [s for s in request.form.getlist("aliran") if s in STREAMS]
    label = desk.words("pengguna.aliran")
    if len(ticked) != len(request.form.getlist("aliran")):
        raise FormError(f"“{label}”: pilih dari daftar.", code="choice_unknown")
    streams: list[str | None] = [*ticked] if 0 < len(ticked) < len(STREAMS) else [None]
    return [{"region_code": code, "opd_id": None, "stream": s} for s in streams]


def _keep_an_admin(desk: Desk, user: dict[str, Any]) -> None:
    """The country must not be left without somebody who can let others in."""
    others = [
        r
        for r in desk.read(store.read_users).rows(named=True)
        if r["role"] == "admin" and not r["disabled_at"] and NATION in (r["regions"] or [])
    ]
    if [r["id"] for r in others] == [user["id"]]:
        raise FormError("Ini admin nasional yang terakhir; angkat admin lain dahulu.", code="last_admin")


def change_user(desk: Desk, number: int) -> Response:
    """Another name, role or region."""
    user = _user(desk, number)
    name = forms.line(request.form, "nama", label=desk.words("pengguna.nama"), longest=80)
    role = forms.choice(request.form, "peran", ROLES, label=desk.words("pengguna.peran")) or ""
    code = _scope_code(desk)
    if user["role"] == "admin" and (role != "admin" or code != NATION):
        _keep_an_admin(desk, user)
    author = desk.author()
    store.change_user(
        desk.engine, number, by=author.login, now=author.now, display_name=name, role=role,
        scopes=_grants(desk, code),
    )  # fmt: skip
    return desk.go(f"/pengguna/{number}", said="pengguna_disimpan")


def reset_password(desk: Desk, number: int) -> Response:
    """A new first password; every session of the account ends."""
    user = _user(desk, number)
    if user["id"] == desk.session.user.id:
        raise FormError("Sandi sendiri diganti di halaman Ganti sandi.", code="own_password")
    by = desk.session.user.login
    password = access.new_user(desk.engine, user["login"], role=user["role"], reset=True, by=by)
    return show_user(desk, number, password=password)


def switch_user(desk: Desk, number: int) -> Response:
    """Close or open an account; nobody closes the own one."""
    user = _user(desk, number)
    if user["id"] == desk.session.user.id:
        raise FormError("Akun sendiri tidak dapat ditutup.", code="own_account")
    is_closing = user["disabled_at"] is None
    if is_closing and user["role"] == "admin":
        _keep_an_admin(desk, user)
    author = desk.author()
    store.change_user(desk.engine, number, by=author.login, now=author.now, disabled=is_closing)
    return desk.go(f"/pengguna/{number}", said="pengguna_disimpan")

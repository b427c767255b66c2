"""Kalender: elections and their phases. The next Pilkada has no fixed date, so people keep it up by hand."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, request

from dashboard.pages.data import forms
from dashboard.pages.data.desk import Desk, Door
from dashboard.pages.data.forms import FormError
from etl import store

KINDS = ("pilkada", "pemilu", "ulang", "rencana")
ANY_NUMBER = "<int(max=2147483647):number>"
_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,31}")


def install(door: Door) -> None:
    """Routes of this panel."""
    door.get("/kalender", right="lihat")(show)
    door.post("/kalender/pemilihan", right="kalender", again=show)(save_election)
    door.post("/kalender/tahapan", right="kalender", again=show)(save_phase)
    door.post(f"/kalender/tahapan/{ANY_NUMBER}/hapus", right="kalender", again=show)(remove_phase)


def show(desk: Desk, problem: str = "", number: int | None = None) -> Response:
    """All elections; of the one chosen its phases, with forms for those who may edit."""
    elections = desk.read(store.read_elections).rows(named=True)
    asked = forms.clean(request.values.get("pemilihan", ""))[:32]
    chosen = next((e for e in elections if e["code"] == asked), None)
    phases: list[dict[str, Any]] = []
    if chosen:
        frame = desk.read(store.read_phases)
        phases = frame.filter(frame["election_code"] == asked).rows(named=True)
    wanted = request.values.get("tahapan", "")
    editing = next((p for p in phases if str(p["id"]) == wanted), None)
    kinds = [(k, desk.words(f"kalender.jenis_{k}")) for k in KINDS]
    return desk.page(
        "kalender", panel="kalender", problem=problem, elections=elections, chosen=chosen, phases=phases,
        editing=editing, kinds=kinds, can_edit=desk.may("kalender"),
    )  # fmt: skip


def save_election(desk: Desk) -> Response:
    """Add or change an election; without a date it counts as not fixed."""
    words = desk.words
    code = forms.line(request.form, "pemilihan", label=words("kalender.kode"), longest=32).upper()
    code = re.sub(r"[\s\-]+", "_", code)
    if not _CODE.fullmatch(code):
        raise FormError(
            "Kode pemilihan: huruf besar, angka, garis bawah; misalnya PILKADA_2031.", code="code"
        )
    row = {
        "name": forms.line(request.form, "nama", label=words("kalender.nama"), longest=120),
        "kind": forms.choice(request.form, "jenis", KINDS, label=words("impor.jenis")),
        "vote_on": forms.day(request.form, "pungut", label=words("kalender.pungut")),
        "note": forms.line(request.form, "catatan", label=words("isian.note"), longest=500, needed=False)
        or None,
    }
    store.edit_election(desk.engine, desk.author(forms.reason(request.form)), code=code, **row)
    return desk.go("/kalender", said="kalender_disimpan", pemilihan=code)


def save_phase(desk: Desk) -> Response:
    """Add or change a phase: both days, source and reason."""
    words = desk.words
    code = forms.line(request.form, "pemilihan", label=words("kalender.kode"), longest=32)
    name = forms.line(request.form, "nama", label=words("kalender.tahapan"), longest=160)
    typed = forms.line(request.form, "kode", label=words("kalender.kode"), longest=40, needed=False)
    start = forms.day(request.form, "mulai", label=words("kalender.mulai"), needed=True)
    end = forms.day(request.form, "selesai", label=words("kalender.selesai")) or start
    source = forms.address(request.form, "sumber", label=words("impor.sumber"))
    note = forms.line(request.form, "catatan", label=words("isian.note"), longest=500, needed=False)
    number = forms.number(request.form, "tahapan") if request.form.get("tahapan") else None
    shown = re.sub(r"[^A-Z0-9]+", "_", (typed or name).upper()).strip("_")[:40]
    row = {"election_code": code, "code": shown, "name": name, "start_on": start, "end_on": end}
    row |= {"source_url": source, "note": note or None}
    store.edit_phase(desk.engine, desk.author(forms.reason(request.form)), phase_id=number, **row)
    return desk.go("/kalender", said="kalender_disimpan", pemilihan=code)


def remove_phase(desk: Desk, number: int) -> Response:
    """Take a phase out, with a reason."""
    code = store.remove_phase(desk.engine, desk.author(forms.reason(request.form)), number)
    return desk.go("/kalender", said="kalender_dihapus", pemilihan=code)

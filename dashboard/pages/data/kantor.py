"""OPD & nama lain, Pegawai: what offices are called, and how many people work there."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

from flask import Response, request

from dashboard.pages.data import forms
from dashboard.pages.data.desk import Desk, Door
from dashboard.pages.data.dokumen import page_number
from dashboard.pages.data.forms import FormError
from dashboard.pages.data.preview import options_of
from dashboard.pages.data.staging import Item
from etl import pipeline, store

PAGE_ROWS = 60
COUNTS = ("pns", "pppk", "pppk_part_time", "non_asn")
TITLES = {"pns": "PNS", "pppk": "PPPK", "pppk_part_time": "PPPK paruh waktu", "non_asn": "Non-ASN"}
ANY_NUMBER = "<int(max=2147483647):number>"


def install(door: Door) -> None:
    """Routes of these panels."""
    door.get("/opd", right="lihat")(show_names)
    door.post("/opd", right="acuan", again=show_names)(save_name)
    door.post(f"/opd/{ANY_NUMBER}/hapus", right="acuan", again=show_names)(remove_name)
    door.post(f"/kolom/{ANY_NUMBER}/lupakan", right="muat", again=show_names)(forget_columns)
    door.get("/pegawai", right="lihat")(show_staff)
    door.post("/pegawai", right="acuan", again=show_staff)(save_staff)


def _region(desk: Desk) -> str | None:
    """Region asked for, the account's own, else none."""
    asked = forms.clean(request.values.get("wilayah", ""))[:16]
    codes = {r["code"] for r in desk.own_regions}
    return asked if asked in codes else desk.home


def show_names(desk: Desk, problem: str = "", number: int | None = None) -> Response:
    """OPD of a region and the names that people confirmed for it."""
    region = _region(desk)
    opds: list[dict[str, Any]] = []
    if region:
        frame = desk.read(store.read_opds, desk.scope, region_code=region)
        opds = frame.filter(frame["region_code"] == region).rows(named=True)
    aliases = desk.read(store.read_aliases, desk.scope).rows(named=True)
    shown = [a for a in aliases if a["confirmed_by"] and (not region or a["region_code"] in (region, None))]
    page, pages = page_number(), max(1, math.ceil(len(opds) / PAGE_ROWS))
    return desk.page(
        "opd", panel="opd", problem=problem, region=region, regions=desk.own_regions, total=len(opds),
        opds=opds[(page - 1) * PAGE_ROWS : page * PAGE_ROWS], names=[o["name"] for o in opds],
        aliases=shown, page=page, pages=pages, can_edit=desk.may("acuan"),
        columns=_remembered(desk) if desk.may("muat") else [],
    )  # fmt: skip


def _remembered(desk: Desk) -> list[dict[str, Any]]:
    """Columns that this account named; a national account sees what everybody named."""
    rows = desk.read(store.read_remembered_columns).rows(named=True)
    own = [r for r in rows if desk.scope.is_national or r["confirmed_by"] == desk.session.user.login]
    return [r | {"mapping": json.loads(r["mapping"] or "{}")} for r in own]


def forget_columns(desk: Desk, number: int) -> Response:
    """Columns of that layout are named by their titles again."""
    if number not in {r["id"] for r in _remembered(desk)}:
        raise FormError("Ingatan kolom itu tidak ada, atau milik orang lain.", code="not_found")
    author = desk.author()
    store.forget_columns(desk.engine, number, by=author.login, now=author.now)
    return desk.go("/opd", said="kolom_dilupakan")


def _own_region(desk: Desk) -> str:
    """Region of the form; only one that this account may write for."""
    codes = {r["code"] for r in desk.own_regions if desk.scope.covers_whole(r["code"])}
    code = forms.choice(request.form, "wilayah", codes, label=desk.words("impor.wilayah"))
    assert code is not None
    return code


def save_name(desk: Desk) -> Response:
    """This other name means that OPD in the region, between these days."""
    words, region = desk.words, _own_region(desk)
    alias = forms.line(request.form, "nama_lain", label=words("opd.nama_lain"), longest=160)
    name = forms.line(request.form, "opd", label=words("opd.opd"), longest=160)
    start = forms.day(request.form, "mulai", label=words("opd.mulai"))
    end = forms.day(request.form, "selesai", label=words("opd.selesai"))
    if start and end and end < start:
        raise FormError("Tanggal akhir berada sebelum tanggal mulai.", code="date_order")
    author = desk.author(forms.reason(request.form))
    days = {"valid_from": start, "valid_to": end}
    store.save_alias(desk.engine, author, region_code=region, alias=alias, name=name, **days)
    return desk.go("/opd", said="alias_disimpan", wilayah=region)


def remove_name(desk: Desk, number: int) -> Response:
    """Forget a confirmed name."""
    store.remove_alias(desk.engine, desk.author(), number, scope=desk.scope)
    return desk.go("/opd", said="alias_dihapus", wilayah=forms.clean(request.form.get("wilayah", ""))[:16])


def show_staff(desk: Desk, problem: str = "") -> Response:
    """Head-counts in force per OPD, and a form for a new count."""
    region = _region(desk)
    rows: list[dict[str, Any]] = []
    names: list[str] = []
    if region:
        frame = desk.read(store.read_headcount, desk.scope, level="opd", on=desk.today)
        rows = frame.filter(frame["region_code"] == region).sort("opd_name").rows(named=True)
        opds = desk.read(store.read_opds, desk.scope, region_code=region)
        names = opds.filter(opds["region_code"] == region)["name"].to_list()
    sums = {c: sum(r[c] or 0 for r in rows) for c in ("pns", "pppk", "non_asn", "total")}
    return desk.page(
        "pegawai", panel="pegawai", problem=problem, region=region, regions=desk.own_regions, rows=rows,
        names=names, sums=sums, can_edit=desk.may("acuan"), counts=COUNTS,
    )  # fmt: skip


def save_staff(desk: Desk) -> Response:
    """A count of one OPD becomes a small document of its own: it has versions and can be undone."""
    words, region = desk.words, _own_region(desk)
    opd = forms.line(request.form, "opd", label=words("opd.opd"), longest=160)
    as_of = forms.day(request.form, "per", label=words("isian.as_of"), needed=True)
    assert as_of is not None
    if as_of > desk.today:
        raise FormError("Tanggal jumlah pegawai tidak boleh sesudah hari ini.", code="date_future")
    counts = {c: forms.count(request.form, c, label=words(f"isian.{c}")) for c in COUNTS}
    given = {c: n for c, n in counts.items() if n is not None}
    if not given:
        raise FormError(
            "Isi sedikitnya satu jumlah; kosong berarti tidak diketahui, bukan nol.", code="empty"
        )
    reason = forms.reason(request.form)
    moment = desk.author().now
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(["OPD", "Per tanggal", *(TITLES[c] for c in given)])
    table.writerow([opd, as_of.isoformat(), *given.values()])
    item = Item(f"isian-pegawai-{region}-{moment:%Y%m%d-%H%M%S}.csv", "", 0, region=region, kind="pegawai")
    data = text.getvalue().encode()
    result = pipeline.import_document(desk.engine, data, options=options_of(desk, item), name=item.name)
    if not result.records:
        waiting = result.quarantined[0]["message"] if result.quarantined else result.message
        raise FormError(waiting, code="not_stored")
    author = desk.author(reason)
    store.note(desk.engine, author, "headcount", item.name, region_code=region, opd=opd, counts=given)
    return desk.go("/pegawai", said="pegawai_disimpan", wilayah=region)

"""Catatan: one counted fact, from the number to its cell, with every version and a form to correct it."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
from flask import Response, request

from dashboard.pages.data import forms
from dashboard.pages.data.columns import field_title
from dashboard.pages.data.desk import Desk, Door
from dashboard.pages.data.dokumen import QUIET, TABLE_KIND, filled
from dashboard.pages.data.forms import FormError
from dashboard.pages.data.rights import may_handle
from etl import store
from etl.store.corrections import FIXED

PLACE = "/catatan/<table>/<int(max=2147483647):number>"
HIDDEN = {"sheet", "row_no", "col_no", "date_precision", "as_of_precision", "opds", "unit", "occurred_to"}
DAYS = {"occurred_on", "occurred_to"}


def install(door: Door) -> None:
    """Routes of this panel."""
    door.get(PLACE, right="catatan")(show)
    door.post(f"{PLACE}/koreksi", right="muat", again=show)(correct)


def require_fact(desk: Desk, table: str, number: int) -> dict[str, Any]:
    """A fact that this account may see; FormError otherwise."""
    found: dict[str, Any] | None = None
    if table in TABLE_KIND:
        found = desk.read(store.read_fact, desk.scope, table=table, row_id=number)
    if found is None:
        raise FormError("Catatan itu tidak ada, atau di luar kewenangan akun ini.", code="not_found")
    return found


def show(desk: Desk, table: str, number: int, problem: str = "") -> Response:
    """The fact, its versions, its corrections, and what may be corrected."""
    fact = require_fact(desk, table, number)
    key = fact["natural_key"]
    history = desk.read(store.read_history, desk.scope, table=table, natural_key=key)
    corrections = desk.read(store.read_fact_corrections, desk.scope, table=table, natural_key=key)
    kind, words = TABLE_KIND[table], desk.words
    names = [c for c in filled(history) if c in fact]
    fields = [(c, field_title(c, words, kind), fact[c]) for c in names if fact[c] is not None]
    can_correct = (
        desk.may("muat") and fact["known_to"] is None and may_handle(desk.scope, kind, fact["region_code"])
    )
    return desk.page(
        "catatan", panel="dokumen", problem=problem, fact=fact, table=table, kind=kind, fields=fields,
        history=history.rows(named=True), heads=[(c, field_title(c, words, kind)) for c in names],
        corrections=corrections.rows(named=True), can_correct=can_correct,
        editable=_editable(fact, kind, desk, history.schema) if can_correct else [],
    )  # fmt: skip


def _editable(fact: dict[str, Any], kind: str, desk: Desk, types: Any) -> list[dict[str, Any]]:
    """Fields of the form: those of the table that a correction may touch, with the column's type."""
    found = []
    for name, value in fact.items():
        if name in FIXED | HIDDEN or name in QUIET - DAYS:
            continue
        title = field_title(name, desk.words, kind)
        found.append({"name": name, "title": title, "value": value, "type": types[name]})
    return [f | {"is_day": f["type"] == pl.Date} for f in found]


def correct(desk: Desk, table: str, number: int) -> Response:
    """Store the changed fields as a new version with reason and name."""
    fact = require_fact(desk, table, number)
    kind = TABLE_KIND[table]
    if not may_handle(desk.scope, kind, fact["region_code"]):
        raise FormError("Catatan ini milik wilayah lain.", code="scope")
    reason = forms.reason(request.form)
    changes: dict[str, Any] = {}
    key = fact["natural_key"]
    types = desk.read(store.read_history, desk.scope, table=table, natural_key=key).schema
    for field in _editable(fact, kind, desk, types):
        sent = request.form.get(f"isian-{field['name']}")
        if sent is None:
            continue
        value = _value(field)
        if value != fact[field["name"]]:
            changes[field["name"]] = value
    if not changes:
        raise FormError(
            "Belum ada yang diubah; tulis nilai yang benar pada salah satu kolom.", code="unchanged"
        )
    author = desk.author(reason)
    store.correct_fact(
        desk.engine, table=table, row_id=number, changes=changes, reason=reason, by=author.login,
        on=desk.today, now=author.now,
    )  # fmt: skip
    newest = desk.read(store.read_history, desk.scope, table=table, natural_key=key)
    return desk.go(f"/catatan/{table}/{newest['id'][0]}", said="dikoreksi")


def _value(field: dict[str, Any]) -> Any:
    """What was written, as the column keeps it; empty means "not said"."""
    name = f"isian-{field['name']}"
    if field["is_day"]:
        return forms.day(request.form, name, label=field["title"])
    text = forms.line(request.form, name, label=field["title"], longest=500, needed=False)
    if not text:
        return None
    if field["type"].is_integer():
        return forms.count(request.form, name, label=field["title"])
    if field["type"].is_float():
        return _decimal(text, field["title"])
    return text == "1" if field["type"] == pl.Boolean else text


def _decimal(text: str, title: str) -> float:
    try:
        found = float(text.replace(".", "").replace(",", ".") if "," in text else text)
    except ValueError as error:
        raise FormError(f"“{title}”: {text[:20]} bukan angka.", code="number") from error
    if not math.isfinite(found):
        raise FormError(f"“{title}”: {text[:20]} bukan angka.", code="number")
    return found

"""Dokumen: what was loaded, what came of it, and taking one back."""

from __future__ import annotations

import math
from typing import Any

from flask import Response, request

from dashboard.pages.data import forms
from dashboard.pages.data.columns import field_title
from dashboard.pages.data.desk import Desk, Door
from dashboard.pages.data.forms import FormError
from dashboard.pages.data.rights import REFERENCE, may_handle
from etl import pipeline, store

PAGE_ROWS = 50
MOST_FACTS = 200
STATES = ("berlaku", "menunggu", "dibatalkan")
ANY_NUMBER = "<int(max=2147483647):number>"
TABLE_KIND = {
    "sidak": "sidak",
    "attendance": "kehadiran",
    "violation": "pelanggaran",
    "recommendation": "tindak_lanjut",
    "prevention": "pembinaan",
    "headcount": "pegawai",
    "published_count": "publikasi",
}
QUIET = {
    "id", "document_id", "document_name", "sheet", "row_no", "col_no", "natural_key", "known_from",
    "known_to",
    "version_reason", "level", "region_code", "region_name", "opd_id", "opd_name", "unit", "occurred_on",
    "occurred_to", "date_precision", "operation_key", "imported_by", "received_at", "person_hash",
    "as_of_precision", "op_key",
}  # fmt: skip


def install(door: Door) -> None:
    """Routes of this panel."""
    door.get("/dokumen", right="lihat")(show)
    door.get(f"/dokumen/{ANY_NUMBER}", right="lihat")(show_document)
    door.post(f"/dokumen/{ANY_NUMBER}/batalkan", right="muat", again=show_document)(undo)


def page_number() -> int:
    """Page asked for; 1 when the address says something else."""
    text = request.args.get("hal", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def show(desk: Desk) -> Response:
    """The list with its filters; the address holds them."""
    asked = {
        "text": forms.clean(request.args.get("cari", ""))[:80],
        "kind": forms.clean(request.args.get("jenis", ""))[:24],
        "region_code": forms.clean(request.args.get("wilayah", ""))[:16],
        "state": request.args.get("status", "") if request.args.get("status") in STATES else "",
    }
    page = page_number()
    wanted = {k: v or None for k, v in asked.items()}
    offset = (page - 1) * PAGE_ROWS
    found, total = desk.read(store.find_documents, desk.scope, limit=PAGE_ROWS, offset=offset, **wanted)
    kinds = [(k, desk.kind(k)) for k in desk.read(store.document_kinds, desk.scope)]
    query = {"cari": asked["text"], "jenis": asked["kind"], "wilayah": asked["region_code"]}
    return desk.page(
        "dokumen", panel="dokumen", rows=found.rows(named=True), total=total, page=page, kinds=kinds,
        pages=max(1, math.ceil(total / PAGE_ROWS)), query=query | {"status": asked["state"]},
        states=STATES, regions=desk.own_regions,
    )  # fmt: skip


def require_document(desk: Desk, number: int) -> dict[str, Any]:
    """A document that this account may know of; FormError otherwise."""
    found: dict[str, Any] | None = desk.read(store.read_document, desk.scope, number)
    if found is None:
        raise FormError(
            f"Dokumen no. {number} tidak ada, atau di luar kewenangan akun ini.", code="not_found"
        )
    return found


def show_document(desk: Desk, number: int, problem: str = "") -> Response:
    """One document: who and when, what became of its rows, the facts that came from it."""
    found = require_document(desk, number)
    is_own = may_handle(desk.scope, found["kind"], found["region_code"]) and desk.may("catatan")
    tables = desk.read(store.count_facts, desk.scope, number) if desk.scope.may_see_records else {}
    asked = request.args.get("tabel", "")
    table = asked if asked in tables else next(iter(tables), None)
    facts = _facts(desk, number, table) if table else {}
    values: dict[str, Any] = {"waiting": [], "flags": []}
    if is_own:
        flags = desk.read(store.read_flags, desk.scope, document_id=number)
        waiting = desk.read(store.read_quarantine, desk.scope, document_id=number)
        values = {"waiting": waiting.rows(named=True), "flags": flags.rows(named=True)}
    can_undo = is_own and desk.may("muat") and found["undone_at"] is None and found["kind"] not in REFERENCE
    names = {name: desk.kind(TABLE_KIND[name]) for name in tables}
    return desk.page(
        "dokumen_satu", panel="dokumen", problem=problem, doc=found, tables=tables, table=table, names=names,
        can_undo=can_undo, is_own=is_own, corrects=_corrected(found), **facts, **values,
    )  # fmt: skip


def _corrected(found: dict[str, Any]) -> bool:
    """Was it written by a person on a page rather than loaded from a file?"""
    return found["container"] == "koreksi"


def _facts(desk: Desk, number: int, table: str) -> dict[str, Any]:
    frame = desk.read(store.read_facts, desk.scope, document_id=number, table=table, limit=MOST_FACTS)
    columns = filled(frame)
    heads = [(c, field_title(c, desk.words, TABLE_KIND[table])) for c in columns]
    numeric = {c for c in columns if frame.schema[c].is_numeric()}
    return {"facts": frame.rows(named=True), "heads": heads, "numeric": numeric}


def filled(frame: Any) -> list[str]:
    """Columns of a fact table that say something in these rows."""
    return [c for c in frame.columns if c not in QUIET and frame[c].null_count() < frame.height]


def undo(desk: Desk, number: int) -> Response:
    """Take a document back, with a reason; earlier versions speak again."""
    found = require_document(desk, number)
    if not may_handle(desk.scope, found["kind"], found["region_code"]):
        raise FormError("Dokumen ini milik wilayah lain; hanya pengelolanya dapat membatalkan.", code="scope")
    reason = forms.reason(request.form)
    pipeline.undo(desk.engine, number, by=desk.session.user.login, reason=reason)
    return desk.go(f"/dokumen/{number}", said="dokumen_batal")


__all__ = ["filled", "install", "page_number", "require_document", "show_document"]

"""Karantina: rows that wait for a person, by reason and printed text; one answer settles all alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from dashboard.pages.data import forms
from dashboard.pages.data.desk import Desk, Door, download
from dashboard.pages.data.forms import FormError
from dashboard.pages.data.preview import story_of
from dashboard.pages.data.rights import may_handle
from etl import pipeline, store
from etl.resolve import dismiss_quarantine, resolve_quarantine, undo_fix

MOST_GROUPS = 40  # groups drawn at once; the rest after those are settled, or by reason
SETTLED = ("fixed", "dismissed")
ANY_NUMBER = "<int(max=2147483647):number>"


def install(door: Door) -> None:
    """Routes of this panel."""
    door.get("/karantina", right="catatan")(show)
    door.get(f"/karantina/{ANY_NUMBER}", right="catatan")(show_row)
    door.post(f"/karantina/{ANY_NUMBER}/perbaiki", right="muat", again=show_row)(fix)
    door.post(f"/karantina/{ANY_NUMBER}/sisihkan", right="muat", again=show_row)(dismiss)
    door.post(f"/karantina/{ANY_NUMBER}/tarik", right="muat")(take_back)
    door.post(f"/karantina/berita/{ANY_NUMBER}/terima", right="muat")(accept)
    door.get(f"/dokumen/{ANY_NUMBER}/periksa.xlsx", right="muat")(workbook)


def show(desk: Desk, problem: str = "") -> Response:
    """Groups of open rows by reason, or those that were settled."""
    reason, document = forms.clean(request.args.get("alasan", ""))[:40], _document(desk)
    if request.args.get("status") == "selesai":
        return _settled(desk, problem)
    groups = desk.read(store.read_quarantine_groups, desk.scope, document_id=document)
    counts: dict[str, int] = {}
    for group in groups:
        counts[group["reason"]] = counts.get(group["reason"], 0) + group["count"]
    wanted = [g for g in groups if not reason or g["reason"] == reason]
    by_reason: dict[str, list[Mapping[str, Any]]] = {}
    for group in sorted(wanted, key=lambda g: -counts[g["reason"]])[:MOST_GROUPS]:
        by_reason.setdefault(group["reason"], []).append(group)
    name = desk.read(store.document_name, document) if document and groups else None
    return desk.page(
        "karantina", panel="karantina", problem=problem, counts=counts, by_reason=by_reason, reason=reason,
        hidden=max(0, len(wanted) - MOST_GROUPS), total=sum(counts.values()), document=document,
        document_name=name, stories=[] if document or reason else _stories(desk),
    )  # fmt: skip


def _stories(desk: Desk) -> list[dict[str, Any]]:
    """Stories read from texts that wait for review, with the words each field rests on."""
    rows = desk.read(store.read_news, desk.scope, needs_review=True).rows(named=True)
    own = [r for r in rows if desk.scope.covers_whole(r["region_code"] or "00")]
    return [r | {"story": story_of(_decoded(r["record"]) or {})} for r in own[:MOST_GROUPS]]


def accept(desk: Desk, number: int) -> Response:
    """A story is right as it was read: its facts count from now on."""
    if number not in {r["id"] for r in _stories(desk)}:
        raise FormError("Berita itu tidak ada, atau sudah diterima.", code="not_found")
    count = pipeline.accept_story(desk.engine, number, by=desk.session.user.login, scope=desk.scope)
    return desk.go("/karantina", said="berita_diterima", n=count)


def _document(desk: Desk) -> int | None:
    text = request.args.get("dokumen", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    found = desk.read(store.read_document, desk.scope, int(text))
    if found is None or not may_handle(desk.scope, found["kind"], found["region_code"]):
        raise FormError("Dokumen itu tidak ada, atau di luar kewenangan akun ini.", code="not_found")
    return int(text)


def _settled(desk: Desk, problem: str) -> Response:
    rows = [
        row
        for status in SETTLED
        for row in desk.read(store.read_quarantine, desk.scope, status=status).rows(named=True)
    ]
    rows.sort(key=lambda row: str(row["resolved_at"]), reverse=True)
    return desk.page(
        "karantina_selesai", panel="karantina", problem=problem, rows=rows[:200], total=len(rows)
    )


def _row(desk: Desk, number: int) -> dict[str, Any]:
    """An open or settled row that this account may see; FormError otherwise."""
    for status in ("open", *SETTLED):
        frame = desk.read(store.read_quarantine, desk.scope, status=status)
        found = frame.filter(frame["id"] == number)
        if found.height:
            row = found.row(0, named=True)
            raw, offered = _decoded(row["raw"]), _decoded(row["suggestions"])
            return row | {"raw": raw or {}, "suggestions": offered or []}
    raise FormError("Baris itu tidak ada, atau di luar kewenangan akun ini.", code="not_found")


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def show_row(desk: Desk, number: int, problem: str = "") -> Response:
    """One row whole: every printed cell can be corrected."""
    row = _row(desk, number)
    groups = desk.read(store.read_quarantine_groups, desk.scope, document_id=None)
    group = next((g for g in groups if number in g["ids"]), None)
    return desk.page("karantina_baris", panel="karantina", problem=problem, row=row, group=group)


def fix(desk: Desk, number: int) -> Response:
    """Correct one row, or all alike; a name that was confirmed is remembered."""
    row = _row(desk, number)
    alike = request.form.get("serupa") == "1"
    by, changes = desk.session.user.login, _changes(row)
    told: dict[str, Any] = {"alike": alike, "by": by, "scope": desk.scope}
    if request.form.get("terima") == "1":
        count = resolve_quarantine(desk.engine, number, accept=True, **told)
    elif changes:
        count = resolve_quarantine(desk.engine, number, changes=changes, **told)
    else:
        value = forms.line(request.form, "nilai", label=desk.words("karantina.nilai"))
        as_new = request.form.get("baru") == "1"
        count = resolve_quarantine(desk.engine, number, value=value, as_new=as_new, **told)
    said = "diperbaiki_ingat" if alike else "diperbaiki"
    return desk.go("/karantina", said=said, n=count)


def _changes(row: Mapping[str, Any]) -> dict[str, str]:
    """Cells of the whole-row form that were written anew."""
    changes = {}
    for place, (title, printed) in enumerate(row["raw"].items()):
        sent = request.form.get(f"sel-{place}")
        if sent is not None and (text := forms.clean(sent)[:500]) != forms.clean(printed):
            changes[title] = text
    return changes


def dismiss(desk: Desk, number: int) -> Response:
    """This row holds nothing that counts; it stays on record with the reason."""
    _row(desk, number)
    reason = forms.reason(request.form)
    alike = request.form.get("serupa") == "1"
    by = desk.session.user.login
    count = dismiss_quarantine(desk.engine, number, alike=alike, reason=reason, by=by, scope=desk.scope)
    return desk.go("/karantina", said="disisihkan", n=count)


def take_back(desk: Desk, number: int) -> Response:
    """Undo a fix or a dismissal."""
    undo_fix(desk.engine, number, by=desk.session.user.login, scope=desk.scope)
    return desk.go("/karantina", said="dikembalikan")


def workbook(desk: Desk, number: int) -> Response:
    """The document with its waiting cells marked, to be corrected in a spreadsheet and loaded again."""
    settings = desk.screen.settings
    made = pipeline.annotated_workbook(
        desk.engine,
        number,
        data_key=settings.data_key.get_secret_value() or None,
        by=desk.session.user.login,
        scope=desk.scope,
    )
    return download(made.content, made.name)

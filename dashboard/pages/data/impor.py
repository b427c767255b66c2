"""Impor: hand in files or a text, look at what they say, then save or forget."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, request
from werkzeug.datastructures import FileStorage

from dashboard.pages.data import forms
from dashboard.pages.data.columns import column_choices, kind_title, read_mapping
from dashboard.pages.data.desk import Desk, Door, download
from dashboard.pages.data.forms import FormError
from dashboard.pages.data.preview import options_of, read_preview
from dashboard.pages.data.rights import REFERENCE
from dashboard.pages.data.staging import LARGEST_BATCH, LARGEST_FILE, MOST_FILES, Batch, Item, Staging
from etl import pipeline, store
from etl.store.documents import find_document
from etl.store.scope import STREAM_OF_KIND
from geo import NetraError

LARGEST_TEXT = 400_000  # signs of a pasted text
LOADED = ("sidak", "kehadiran", "pelanggaran", "tindak_lanjut", "pembinaan", "pegawai", "kandidat", "berita")


def install(door: Door) -> None:
    """Routes of this panel."""
    door.get("/impor", right="muat")(show)
    door.post("/impor", right="muat", again=show)(hand_in)
    door.get("/impor/<token>", right="muat")(show_batch)
    door.post("/impor/<token>/<int(max=99):number>/baca", right="muat", again=show_batch)(read_again)
    door.post("/impor/<token>/simpan", right="muat", again=show_batch)(save)
    door.post("/impor/<token>/batal", right="muat")(forget)
    door.get("/templat/<kind>", right="muat")(template)


def show(desk: Desk, problem: str = "") -> Response:
    """The empty form."""
    more: dict[str, Any] = {"regions": desk.own_regions, "home": desk.office, "kinds": _kinds(desk)}
    more |= {"largest": LARGEST_FILE, "most": MOST_FILES, "batch": LARGEST_BATCH}
    return desk.page("impor", panel="impor", problem=problem, **more)


def _kinds(desk: Desk) -> list[tuple[str, str]]:
    """Kinds this account may load, as (code, name)."""
    kinds = [*LOADED, *(("kalender",) if desk.scope.is_national else ())]
    allowed = [k for k in kinds if k not in STREAM_OF_KIND or desk.scope.covers_stream(STREAM_OF_KIND[k])]
    return [(k, kind_title(k, desk.words)) for k in allowed]


def hand_in(desk: Desk) -> Response:
    """Take files and texts, read each, and lead to the preview."""
    sent = request.files.getlist("berkas")
    try:
        batch_files = [*_files(desk, sent), *_pasted(desk)]
    finally:
        for file in sent:
            file.close()
    if not batch_files:
        raise FormError("Pilih sedikitnya satu berkas, atau tempel teks beritanya.", code="upload_empty")
    staging = Staging(desk.screen.settings)
    batch = staging.add(desk.session.user.id, batch_files)
    for number, (_item, data) in enumerate(batch_files):
        _look(desk, staging, batch, number, data=data)
    staging.keep(batch)
    return desk.go(f"/impor/{batch.token}")


def _files(desk: Desk, sent: Iterable[FileStorage]) -> list[tuple[Item, bytes]]:
    found = []
    for file in sent:
        if not file.filename:
            continue
        name = forms.file_name(file.filename)
        data = file.stream.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            size = LARGEST_FILE // 1024**2
            raise FormError(
                f"{name}: lebih dari {size} MB. Pecah berkasnya, atau muat lewat terminal: netra import.",
                code="file_too_big",
            )
        found.append((_item(desk, name, data), data))
    if len(found) > MOST_FILES:
        raise FormError(f"Paling banyak {MOST_FILES} berkas sekali unggah.", code="too_many_files")
    return found


def _pasted(desk: Desk) -> list[tuple[Item, bytes]]:
    text = request.form.get("teks", "").replace("\x00", "").strip()
    if not text:
        return []
    if len(text) > LARGEST_TEXT:
        raise FormError("Teks terlalu panjang; tempel satu berita saja.", code="text_too_long")
    now = datetime.now(ZoneInfo(desk.screen.settings.zone))
    data = text.encode("utf-8", "replace")
    item = _item(desk, f"teks-tempel-{now:%Y%m%d-%H%M%S}.txt", data)
    item.source_url = forms.address(request.form, "sumber", label=desk.words("impor.sumber"))
    item.kind = "berita"
    return [(item, data)]


def _item(desk: Desk, name: str, data: bytes) -> Item:
    item = Item(name, sha256(data).hexdigest(), len(data), region=desk.office)
    _told(desk, item)
    return item


def _told(desk: Desk, item: Item) -> None:
    """What the form says about region, kind and day."""
    codes = {r["code"] for r in desk.own_regions}
    label = desk.words
    item.region = (
        forms.choice(request.form, "wilayah", codes, label=label("impor.wilayah"), needed=False)
        or item.region
    )
    if "wilayah" in request.form and not request.form["wilayah"].strip():
        item.region = desk.office
    kinds = {k for k, _name in _kinds(desk)}
    item.kind = forms.choice(request.form, "jenis", kinds, label=label("impor.jenis"), needed=False)
    known_on = forms.day(request.form, "tanggal", label=label("impor.tanggal"))
    if known_on and known_on > desk.today:
        raise FormError("Tanggal diketahui tidak boleh sesudah hari ini.", code="date_future")
    item.known_on = known_on.isoformat() if known_on else None


def _look(desk: Desk, staging: Staging, batch: Batch, number: int, *, data: bytes) -> None:
    """Read one file and keep what it says; known and refused files say so."""
    item = batch.items[number]
    known = desk.read(find_document, item.sha256)
    if known is not None and known["undone_at"] is None:
        item.state, item.document_id = "known", known["id"]
        item.message = desk.words("impor.sudah_ada", n=known["id"], hari=desk.words.day(known["known_on"]))
        staging.drop(batch, number)
        return
    try:
        preview = read_preview(desk.engine, item, data, options=options_of(desk, item))
        item.state, item.message = "waiting", ""
        if preview.get("regions") and not (preview["region_code"] or item.region or preview["asks_region"]):
            item.region = desk.home  # cities of one province: the document is the province's
        if preview["outcome"] != "ready":
            item.message = preview["message"]
        elif refused := _outside(desk, preview):
            item.message = refused
            preview = {"outcome": "outside", "message": refused}  # nothing of another region is shown
    except NetraError as error:
        preview = {"outcome": "refused", "message": error.message, "code": error.code}
        item.message = error.message
    staging.keep_preview(batch, number, preview)


def _outside(desk: Desk, preview: dict[str, Any]) -> str:
    """A sentence when the file speaks of what this account may not load."""
    kind = preview["kind"]
    if kind in REFERENCE and not desk.scope.is_national:
        return desk.words("impor.acuan_nasional", jenis=kind_title(kind, desk.words))
    if kind in STREAM_OF_KIND and not desk.scope.covers_stream(STREAM_OF_KIND[kind]):
        return desk.words("impor.luar_bidang", jenis=kind_title(kind, desk.words))
    codes = {*preview["regions"], *([preview["region_code"]] if preview["region_code"] else [])}
    if preview["is_elsewhere"] and not desk.scope.is_national:
        return desk.words("impor.luar_wilayah")
    if all(desk.scope.covers_whole(code, STREAM_OF_KIND.get(kind)) for code in codes):
        return ""
    return desk.words("impor.luar_wilayah")


def show_batch(desk: Desk, token: str, number: int | None = None, problem: str = "") -> Response:
    """Preview of a batch; ``?berkas=n`` opens one file, the first that waits otherwise."""
    staging = Staging(desk.screen.settings)
    batch = staging.open(token, desk.session.user.id)
    asked = request.args.get("berkas", "")
    if number is None and asked.isascii() and asked.isdigit() and len(asked) < 4:
        number = int(asked)
    waiting = [n for n, item in enumerate(batch.items) if item.state == "waiting"]
    opened = number if number is not None and number < len(batch.items) else next(iter(waiting), 0)
    previews = {n: staging.preview(batch, n) for n in waiting}
    preview = previews.get(opened)
    ready = [n for n in waiting if (previews[n] or {}).get("outcome") == "ready"]
    choices = column_choices(preview, desk.words) if preview and preview["outcome"] == "ready" else {}
    return desk.page(
        "pratinjau", panel="impor", problem=problem, batch=batch, opened=opened, item=batch.items[opened],
        preview=preview, previews=previews, ready=ready, choices=choices, regions=desk.own_regions,
        kinds=_kinds(desk),
    )  # fmt: skip


def read_again(desk: Desk, token: str, number: int) -> Response:
    """The same bytes with another region, kind, day, or with columns named by a person."""
    staging = Staging(desk.screen.settings)
    batch = staging.open(token, desk.session.user.id)
    if number >= len(batch.items) or batch.items[number].state != "waiting":
        raise FormError("Berkas itu sudah selesai.", code="upload_done")
    item = batch.items[number]
    preview = staging.preview(batch, number)
    _told(desk, item)
    if preview and preview.get("layouts") and item.kind in (None, preview["kind"]):
        item.mappings |= read_mapping(request.form, preview)
    _look(desk, staging, batch, number, data=staging.data(batch, number))
    staging.keep(batch)
    return desk.go(f"/impor/{token}", said="dibaca_ulang", berkas=number)


def save(desk: Desk, token: str) -> Response:
    """Save one file (``berkas``) or all that are ready, each in its own transaction."""
    staging = Staging(desk.screen.settings)
    batch = staging.open(token, desk.session.user.id)
    wanted = {forms.number(request.form, "berkas")} if request.form.get("berkas") else set(range(99))
    saved = 0
    for number, item in enumerate(batch.items):
        preview = staging.preview(batch, number)
        if number in wanted and item.state == "waiting" and preview and preview["outcome"] == "ready":
            saved += _save_one(desk, staging, batch, number=number, kind=str(preview["kind"]))
            staging.keep(batch)
    if not saved:
        raise FormError("Tidak ada berkas yang dapat disimpan.", code="nothing_saved")
    return desk.go(f"/impor/{token}", said="disimpan", n=saved)


def _save_one(desk: Desk, staging: Staging, batch: Batch, *, number: int, kind: str) -> int:
    item, data = batch.items[number], staging.data(batch, number)
    result = pipeline.import_document(desk.engine, data, options=options_of(desk, item), name=item.name)
    item.message, item.document_id = result.message, result.document_id
    if result.outcome in ("reject", "empty"):
        item.state = "refused"
        return 0
    for layout, mapping in item.mappings.items():
        now = desk.author().now
        store.remember_columns(
            desk.engine, kind=kind, layout=layout, mapping=mapping, now=now, by=desk.session.user.login
        )
    item.state = "known" if result.outcome == "known" else "saved"
    staging.drop(batch, number)
    return 1


def forget(desk: Desk, token: str) -> Response:
    """Drop a batch: nothing of it stays."""
    staging = Staging(desk.screen.settings)
    staging.drop(staging.open(token, desk.session.user.id))
    return desk.go("/impor", said="dibatalkan")


def template(desk: Desk, kind: str) -> Response:
    """An empty workbook of one kind."""
    from etl.templates import write_template

    if kind not in {k for k, _name in _kinds(desk)} - {"berita"}:
        raise FormError("Templat untuk jenis itu tidak ada.", code="choice_unknown")
    with TemporaryDirectory() as folder:
        content = write_template(kind, Path(folder) / f"templat-{kind}.xlsx").read_bytes()
    return download(content, f"templat-{kind}.xlsx")


def allow_upload() -> None:
    """Larger bodies for this one route; everything else keeps the small limit of callbacks."""
    if request.path == "/data/impor" and request.method == "POST":
        request.max_content_length = LARGEST_BATCH
        request.max_form_memory_size = 2 * LARGEST_TEXT
        request.max_form_parts = 200


__all__ = ["allow_upload", "install"]

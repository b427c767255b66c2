"""Data: what was loaded, from where, and what waits for a person; the panels behind it are plain forms."""

from __future__ import annotations

from urllib.parse import urlencode

from dash import html

from dashboard.components.attributes import attrs
from dashboard.components.blocks import empty, section, table
from dashboard.pages.context import Context
from dashboard.pages.data.rights import may, panels

LATEST, REASONS = 12, 6


def build(context: Context) -> list:
    """Doors to the panels, what waits by reason, the latest documents."""
    words, role, scope = context.words, role_of(context), context.reader.scope
    if not may(role, scope, "lihat"):
        return [
            html.H1(words("data.judul_publik"), className="utama"),
            html.P(words("data.publik"), className="anak-utama"),
            html.P(html.A(words("sandi.judul"), href="/sandi"), className="kecil samar"),
        ]
    fresh = context.reader.freshness()
    waiting = fresh.get("open_quarantine_count") or 0
    title = words("data.judul", n=words.number(fresh.get("document_count")), karantina=words.number(waiting))
    return [
        _panels(context, role),
        html.H1(title, className="utama"),
        html.P(words("data.cara"), className="anak-utama"),
        _load(context) if may(role, scope, "muat") else None,
        _quarantine(context) if may(role, scope, "catatan") else None,
        _documents(context),
        html.P(html.A(words("sandi.judul"), href="/sandi"), className="kecil samar tindakan"),
    ]


def role_of(context: Context) -> str:
    """Role of the account; where none is signed in (paper, tests) as much as the scope allows."""
    return context.role or ("pengelola" if context.reader.scope.may_see_records else "analis")


def link(context: Context, path: str, **query: str) -> str:
    """Address of a panel in the language looked at."""
    if context.words.language != "id":
        query["bahasa"] = context.words.language
    return f"/data{path}" + (f"?{urlencode(query)}" if query else "")


def _panels(context: Context, role: str) -> html.Nav:
    words = context.words
    here = html.A(words("data.panel_ikhtisar"), href=link(context, ""), **attrs(aria_current="page"))
    others = [
        html.A(words(f"data.panel_{name}"), href=link(context, f"/{name}"))
        for name in panels(role, context.reader.scope)
    ]
    return html.Nav([here, *others], className="panel", **attrs(aria_label=words("data.panel_label")))


def _load(context: Context) -> html.P:
    return html.P(
        html.A(context.words("data.muat"), href=link(context, "/impor"), className="tombol utama-t"),
        className="tindakan",
    )


def _quarantine(context: Context) -> html.Section:
    words, rows = context.words, context.reader.quarantine()
    if rows.is_empty():
        return section(words("data.karantina"), empty(words("data.karantina_kosong")))
    counts = (
        rows.group_by("reason", maintain_order=True).len().sort("len", "reason", descending=[True, False])
    )
    items = [
        html.Li(
            [
                html.A(
                    words(f"sebab.{reason}") if words.has(f"sebab.{reason}") else reason.replace("_", " "),
                    href=link(context, "/karantina", alasan=reason),
                    className="nama",
                ),
                html.Span(words("karantina.baris_n", n=words.number(count)), className="kanan"),
            ]
        )
        for reason, count in counts.head(REASONS).iter_rows()
    ]  # fmt: skip
    return section(
        words("data.karantina"), html.Ul(items, className="deret"), sentence=words("data.karantina_kalimat")
    )


def _documents(context: Context) -> html.Section:
    words, rows = context.words, context.reader.documents()
    if rows.is_empty():
        return section(words("data.dokumen"), empty(words("data.dokumen_kosong")))
    heads = [
        words(f"kolom.{k}") for k in ("dokumen", "jenis", "wilayah", "diketahui", "catatan", "karantina")
    ]
    body = [
        _document(context, row) for row in rows.sort("id", descending=True).head(LATEST).iter_rows(named=True)
    ]
    more = html.P(html.A(words("data.semua_dokumen"), href=link(context, "/dokumen")), className="tindakan")
    sentence = words("data.dokumen_kalimat", n=words.number(len(body)))
    return section(words("data.dokumen"), table(heads, body, right=(4, 5)), more, sentence=sentence)


def _document(context: Context, row: dict) -> list:
    words = context.words
    kind = words(f"jenis.{row['kind']}") if words.has(f"jenis.{row['kind']}") else row["kind"] or "–"
    is_undone = row.get("undone_at") is not None
    name = html.A(shown_name(row["name"]), href=link(context, f"/dokumen/{row['id']}"), title=row["name"])
    return [
        html.Span([name, html.Span(words("dokumen.status_dibatalkan"), className="status mati")])
        if is_undone
        else name,
        kind,
        context.name_of(row["region_code"]) if row["region_code"] else "–",
        words.short_day(row["known_on"]),
        words.number(row["record_count"]),
        words.number(row["quarantined_count"]),
    ]


def shown_name(name: str, most: int = 64) -> str:
    """A file's name short enough for a cell, without signs that turn the line round."""
    from dashboard.pages.data.forms import file_name

    clean = file_name(name)
    return clean if len(clean) <= most else f"{clean[: most // 2]}…{clean[-(most // 2 - 1) :]}"


__all__ = ["build", "link", "role_of", "shown_name"]

"""Data: what was loaded, from where, and what waits for a person."""

from __future__ import annotations

from dash import html

from dashboard.components.blocks import empty, section, table
from dashboard.pages.context import Context

SHOWN, FIRST = 100, 12


def build(context: Context) -> list:
    """Documents with their outcome, and the quarantine by reason."""
    words = context.words
    fresh = context.reader.freshness()
    waiting = fresh.get("open_quarantine_count") or 0
    title = words("data.judul", n=words.number(fresh.get("document_count")), karantina=words.number(waiting))
    return [
        html.H1(title, className="utama"),
        html.P(words("data.cara"), className="anak-utama"),
        _quarantine(context),
        _documents(context),
    ]


def _quarantine(context: Context) -> html.Section:
    words, rows = context.words, context.reader.quarantine()
    if rows.is_empty() or not context.reader.scope.may_see_records:
        return section(words("data.karantina"), empty(words("data.karantina_kosong")))
    heads = [words(f"kolom.{k}") for k in ("dokumen", "lembar", "baris", "alasan")]
    body = [
        [
            r.get("document_name") or r.get("document_id"),
            r.get("sheet") or "–",
            r.get("row_no") or "–",
            r["message"],
        ]
        for r in rows.head(SHOWN).iter_rows(named=True)
    ]
    return section(
        words("data.karantina"), table(heads, body, right=(2,)), sentence=words("data.karantina_kalimat")
    )


def _documents(context: Context) -> html.Section:
    words, rows = context.words, context.reader.documents()
    if rows.is_empty():
        return section(words("data.dokumen"), empty(words("data.dokumen_kosong")))
    heads = [
        words(f"kolom.{k}")
        for k in ("dokumen", "jenis", "wilayah", "diketahui", "hasil", "catatan", "karantina")
    ]
    body = [
        [
            r["name"],
            r["kind"] or "–",
            context.name_of(r["region_code"]) if r["region_code"] else "–",
            words.short_day(r["known_on"]),
            words(f"hasil.{r['outcome']}"),
            words.number(r["record_count"]),
            words.number(r["quarantined_count"]),
        ]
        for r in rows.iter_rows(named=True)
    ]
    parts: list = [table(heads, body[:FIRST], right=(5, 6))]
    if len(body) > FIRST:
        parts.append(
            html.Details(
                [
                    html.Summary(words("data.selebihnya", n=len(body) - FIRST)),
                    table(heads, body[FIRST:], right=(5, 6)),
                ]
            )
        )
    return section(
        words("data.dokumen"), *parts, sentence=words("data.dokumen_kalimat", n=words.number(rows.height))
    )

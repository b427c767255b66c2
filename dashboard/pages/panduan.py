"""Panduan: what each measure means and how an interval is read; generated from the measure registry."""

from __future__ import annotations

from dash import html

from dashboard.components.blocks import section, table
from dashboard.pages.context import Context
from etl.measures import MEASURES


def build(context: Context) -> list:
    """Measures, and the five rules of reading."""
    words = context.words
    body = [
        [m.label(words.language), m.unit, m.rate, m.counts if words.language == "id" else m.counts_en]
        for m in MEASURES.values()
    ]
    heads = [words(f"kolom.{k}") for k in ("ukuran", "satuan", "laju", "yang_dihitung")]
    rules = html.Ul([html.Li(words(f"panduan.aturan_{i}")) for i in range(1, 6)], className="daftar")
    return [
        html.H1(words("panduan.judul"), className="utama"),
        section(words("panduan.membaca"), rules),
        section(words("panduan.ukuran"), table(heads, body)),
    ]

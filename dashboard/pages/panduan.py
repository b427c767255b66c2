"""Panduan: how to read Netra. Measures from their registry, intervals in pictures, bands, words, methods."""

from __future__ import annotations

from dash import html

from dashboard.components.attributes import ROUTE, attrs
from dashboard.components.blocks import band, section, table
from dashboard.figures.reading import intervals
from dashboard.pages.context import Context
from dashboard.view import PAGES
from etl.measures import MEASURES

METHODS = "panduan/metode"
RULES = range(1, 6)
BANDS = ("sangat_mungkin", "mungkin", "perlu_perhatian", "tak_terbedakan", "lebih_baik", "tanpa_data")
CASES = {  # three pairs of intervals: how they lie, and what may be said of them
    "tumpuk": ((0.30, 0.45, 0.62), (0.40, 0.56, 0.74)),
    "pisah": ((0.12, 0.20, 0.30), (0.55, 0.70, 0.86)),
    "lebar": ((0.10, 0.52, 0.95), (0.42, 0.50, 0.58)),
}
AVERAGE = 0.48


def build(context: Context) -> list:
    """The page's parts, top to bottom."""
    words = context.words
    return [
        html.H1(words("panduan.judul"), className="utama"),
        _contents(context),
        section(words("panduan.membaca"), _rules(context)),
        _reading(context),
        _measures(context),
        _bands(context),
        _words(context),
        _methods(context),
    ]


def _contents(context: Context) -> html.Nav:
    words = context.words
    parts = ("rentang", "ukuran", "penilaian", "istilah", "metode")
    links = [html.A(words(f"panduan.{p}"), href=f"#panduan-{p}") for p in parts]
    return html.Nav(links, className="isi-panduan", **attrs(aria_label=words("panduan.isi")))


def _rules(context: Context) -> html.Ul:
    return html.Ul([html.Li(context.words(f"panduan.aturan_{i}")) for i in RULES], className="daftar")


def _reading(context: Context) -> html.Div:
    """Three pictures: overlapping, apart, wide."""
    words = context.words
    cards = [
        html.Div(
            [
                html.H3(words(f"panduan.rentang_{name}")),
                html.Img(src=intervals(rows, look=context.look, reference=AVERAGE), alt=""),
                html.P(words(f"panduan.rentang_{name}_arti"), className="kecil"),
            ]
        )
        for name, rows in CASES.items()
    ]
    body = html.Div(cards, className="kecil-kisi panduan-rentang")
    made = section(words("panduan.rentang"), body, sentence=words("panduan.rentang_kalimat"))
    return html.Div(made, id="panduan-rentang")


def _measures(context: Context) -> html.Div:
    words = context.words
    body = [
        [
            html.B(m.label(words.language)),
            m.counts if words.language == "id" else m.counts_en,
            rate_of(context, m.key),
            words(f"panduan.arah_{m.better}"),
            words(f"panduan.tampak_{m.shown}"),
        ]
        for m in MEASURES.values()
    ]
    heads = [words(f"kolom.{k}") for k in ("ukuran", "yang_dihitung", "laju", "arah", "tampak")]
    return html.Div(section(words("panduan.ukuran"), table(heads, body)), id="panduan-ukuran")


def rate_of(context: Context, key: str) -> str:
    """A measure's rate in the reader's language."""
    words = context.words
    return words(f"laju.{key}") if words.has(f"laju.{key}") else MEASURES[key].rate


def _bands(context: Context) -> html.Div:
    words = context.words
    items = [
        html.Li([html.Div(band(code, words)), html.Div(words(f"panduan.pita_{code}"))]) for code in BANDS
    ]
    made = section(words("panduan.penilaian"), html.Ul(items, className="daftar panduan-pita"))
    return html.Div(made, id="panduan-penilaian")


def _words(context: Context) -> html.Div:
    words = context.words
    keys = sorted(k for k in words.sentences if k.startswith("istilah."))
    pairs: list = []
    for key in keys:
        term, _, meaning = words(key).partition(": ")
        pairs += [html.Dt(term), html.Dd(meaning)]
    made = section(words("panduan.istilah"), html.Dl(pairs, className="istilah"))
    return html.Div(made, id="panduan-istilah")


def _methods(context: Context) -> html.Div | None:
    words = context.words
    if METHODS not in PAGES:
        return None
    link = html.A(words("panduan.ke_metode"), href=context.view.href(METHODS), className="tombol", **ROUTE)
    made = section(words("panduan.metode"), html.P(link), sentence=words("panduan.metode_kalimat"))
    return html.Div(made, id="panduan-metode")

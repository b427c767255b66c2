"""Metode: every model in words, with its formula, when not to use it, and its papers; from the registry."""

from __future__ import annotations

from dash import html

from dashboard.components.attributes import ROUTE, attrs
from dashboard.pages.context import Context
from models.methods import METHODS, Method


def build(context: Context) -> list:
    """Contents, then one section per method."""
    words = context.words
    links = [html.A(_said(context, m.title), href=f"#metode-{m.key}") for m in METHODS]
    back = html.A(words("navigasi.panduan"), href=context.view.href("panduan"), **ROUTE)
    return [
        html.P([back, " › ", words("panduan.metode")], className="remah"),
        html.H1(words("metode.judul", n=len(METHODS)), className="utama"),
        html.P(words("metode.kalimat"), className="anak-utama"),
        html.Nav(links, className="isi-panduan", **attrs(aria_label=words("panduan.isi"))),
        *[_method(context, m) for m in METHODS],
    ]


def _said(context: Context, texts: dict[str, str]) -> str:
    """In the reader's language, else in the other."""
    return texts.get(context.words.language) or next(iter(texts.values()))


def _method(context: Context, method: Method) -> html.Section:
    words = context.words
    formula = html.Pre(method.formula, tabIndex=0, **attrs(aria_label=words("metode.rumus")))
    return html.Section(
        [
            html.H2(_said(context, method.title)),
            html.P(_said(context, method.what), className="kalimat"),
            formula,
            html.P([html.B(words("metode.jangan")), " ", _said(context, method.when_not)]),
            html.Ul([html.Li(html.Cite(p, lang="en")) for p in method.papers], className="pustaka"),
            html.P([words("metode.kode"), " ", html.Code(method.function)], className="kecil samar"),
        ],
        className="bagian metode",
        id=f"metode-{method.key}",
    )

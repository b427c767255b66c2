"""The frame around every page: brand, seven places, tools; the band that says SIMULASI; the foot."""

from __future__ import annotations

from datetime import date

from dash import dcc, html

from dashboard.components.attributes import ROUTE, attrs
from dashboard.i18n import Texts
from dashboard.pages.context import Context
from dashboard.view import View

PLACES = ("ringkasan", "peta", "tren", "klasemen", "rencana", "mutu", "data")


def shell(context: Context, *, title: str, body: list) -> html.Div:
    """Whole page: header, band when simulated, body, foot."""
    view, words = context.view, context.words
    header = html.Div([_brand(view), _places(view, words), _tools(context)], className="rangka")
    return html.Div(
        [
            html.A(words("umum.lompat"), href="#utama", className="lompat"),
            html.Header(header, className="atas"),
            _simulated(words) if context.is_simulated else None,
            _as_known(context) if view.known_on else None,
            html.Main(html.Div(body, className="rangka isi"), id="utama", tabIndex=-1),
            _foot(view, words),
        ],
        **attrs(data_judul=f"{title} · Netra"),
    )


def _brand(view: View) -> html.A:
    mark = html.Img(src="/assets/favicon.svg", alt="")
    return html.A([mark, "Netra"], href=view.href("ringkasan"), className="merek", **ROUTE)


def _places(view: View, words: Texts) -> html.Nav:
    def link(page: str) -> html.A:
        here = attrs(aria_current="page") if page == view.page else {}
        return html.A(words(f"navigasi.{page}"), href=view.href(page), **ROUTE, **here)

    return html.Nav(
        [link(p) for p in PLACES], className="tempat", **attrs(aria_label=words("navigasi.label"))
    )


def _tools(context: Context) -> html.Div:
    view, words = context.view, context.words
    other = "en" if view.language == "id" else "id"
    return html.Div(
        [
            html.A(
                other.upper(), href=view.href(language=other), lang=other, title=words("umum.bahasa_lain")
            ),
            html.Button(
                "◐",
                type="button",
                title=words("umum.tema"),
                **attrs(aria_label=words("umum.tema"), data_tema_tukar="1"),
            ),
            html.Form(
                [
                    dcc.Input(type="hidden", name="csrf", value=context.csrf),
                    html.Button(words("umum.keluar"), type="submit", title=context.reader_name),
                ],
                action="/keluar",
                method="POST",
            ),
        ],
        className="alat",
    )


def _simulated(words: Texts) -> html.Div:
    return html.Div(
        html.Div([html.B("SIMULASI"), words("umum.simulasi")], className="rangka"),
        className="simulasi",
        role="note",
    )


def _as_known(context: Context) -> html.Div:
    """The band of a page that tells what was known on an earlier day."""
    view, words = context.view, context.words
    day = words.day(date.fromisoformat(str(view.known_on)))
    back = html.A(words("dahulu.kembali"), href=view.href(known_on=None), **ROUTE)
    mark, sentence = html.B(words("dahulu.tanda", hari=day)), words("dahulu.kalimat")
    inner = html.Div([mark, sentence, " ", back], className="rangka")
    return html.Div(inner, className="simulasi", role="note")


def _foot(view: View, words: Texts) -> html.Footer:
    return html.Footer(
        html.Div(
            [
                html.Span(words("umum.kaki")),
                html.A(words("navigasi.ringkas"), href="/ringkas" + view.search(selected=None)),
                html.A(words("navigasi.panduan"), href=view.href("panduan"), **ROUTE),
            ],
            className="rangka",
        ),
        className="kaki",
    )

"""Blocks of a page: a number with its range, a figure with its table and source, an empty answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.attributes import attrs
from dashboard.figures.theme import config
from dashboard.i18n import Texts


def section(title: str, *children: Any, sentence: Any = None) -> html.Section:
    """A part of a page: heading, one sentence, content."""
    head: list = [html.H2(title)]
    if sentence:
        head.append(html.P(sentence, className="kalimat"))
    return html.Section([*head, *children], className="bagian")


@dataclass(frozen=True)
class Number:
    """What a card says: the value, its unit, its range, its change in words, a small picture."""

    name: str
    value: str
    unit: str
    interval: str = ""
    change: str = ""
    picture: Component | None = None


def big_number(number: Number) -> html.Div:
    """A numeral that is read across a room; unit and range small beside it, change as words."""
    beside = [
        html.Span(number.unit, className="satuan"),
        html.Br(),
        html.Span(number.interval, className="rentang"),
    ]
    return html.Div(
        [
            html.P(number.name, className="nama"),
            html.P([html.Span(number.value, className="nilai"), html.Span(beside)], className="besar"),
            number.picture,
            html.P(number.change, className="ubah"),
        ],
        className="angka",
    )


def graph(figure: go.Figure, *, size: dict[str, str] | None = None, graph_id: str | None = None) -> dcc.Graph:
    """A drawn figure; ``size`` as CSS, else the height that the figure itself states."""
    extra: dict[str, Any] = {"id": graph_id} if graph_id else {}
    language = "id" if figure.layout.separators == ",." else "en"
    style = size or {"height": f"{figure.layout.height or 400}px"}
    return dcc.Graph(figure=figure, config=config(language), style=style, className="grafik", **extra)


def figure_block(
    figure: go.Figure | Component,
    *,
    label: str,
    foot: Component,
    legend: Component | None = None,
    is_picture: bool = True,
) -> html.Figure:
    """A figure, its label for readers who do not see it, its legend and its foot (source, link, table).

    A table is no picture (``is_picture`` False): its cells are read one by one.
    """
    drawn = graph(figure) if isinstance(figure, go.Figure) else figure
    drawing = html.Div(drawn, role="img" if is_picture else "group", **attrs(aria_label=label))
    return html.Figure([drawing, legend, foot], className="gambar")


def foot(words: Texts, *, source: str, link: str, table: Component | None = None) -> html.Div:
    """Under every figure: where the numbers come from, the link to this view, the numbers themselves."""
    copy = html.Button(
        words("umum.salin"), type="button", **attrs(data_salin=link, data_tersalin=words("umum.tersalin"))
    )
    line = html.Figcaption([html.Span(source, className="sumber"), copy], className="gambar-kaki")
    if table is None:
        return html.Div(line)
    return html.Div([line, html.Details([html.Summary(words("umum.lihat_tabel")), table])])


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Sequence[int] = ()) -> html.Div:
    """A plain table; columns in ``right`` hold numbers. On a phone each row is a small list of its own."""

    def style(index: int) -> dict:
        return {"className": "kanan"} if index in right else {}

    head = html.Tr([html.Th(h, scope="col", **style(i)) for i, h in enumerate(heads)])
    titles = [attrs(data_judul=h) for h in heads]
    body = [html.Tr([html.Td(cell, **style(i), **titles[i]) for i, cell in enumerate(row)]) for row in rows]
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(body)]),
        className="tabel-geser",
        tabIndex=0,
        role="region",
        **attrs(aria_label=", ".join(heads)),
    )


def empty(sentence: str, advice: str = "") -> html.Div:
    """Why there is nothing here, and what to do."""
    return html.Div(
        [html.P(sentence), html.P(advice, className="kecil samar")], className="kosong-kotak", role="note"
    )


def band(code: str | None, words: Texts) -> html.Span:
    """A named band: colour is never the only sign."""
    name = code or "tanpa_data"
    return html.Span(words(f"pita.{name}"), className=f"pita pita-{name}")


def chance(share: float | None, words: Texts) -> html.Span:
    """A probability as a short bar and as a number."""
    if share is None:
        return html.Span("–", className="samar")
    bar = html.Span(html.Span(className="batang", style={"width": f"{100 * share:.0f}%"}), className="jalur")
    return html.Span([bar, words.percent(share)], className="peluang")


def legend(bounds: Sequence[float], words: Texts, *, colours: Sequence[int]) -> html.Ul:
    """Classes with their printed breaks, and what hatching means."""
    edges = [words.rate(b) for b in bounds]
    names = (
        [
            words("peta.di_bawah", x=edges[0]),
            *[f"{a}–{b}" for a, b in pairwise(edges)],
            words("peta.mulai", x=edges[-1]),
        ]
        if edges
        else [words("peta.satu_kelas")]
    )
    items = [
        html.Li([html.Span(className=f"petak kelas-{c}"), html.Span(n, className="teks")])
        for c, n in zip(colours, names, strict=True)
    ]
    none = html.Li(
        [html.Span(className="petak"), html.Span(words("peta.tanpa_data"), className="teks")],
        className="kosong",
    )
    return html.Ul([*items, none], className="legenda")

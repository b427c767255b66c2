"""Peta without numbers: why there is nothing to draw, and links to what there is."""

from __future__ import annotations

import polars as pl
from dash import html

from dashboard import kecamatan
from dashboard.components.attributes import ROUTE
from dashboard.components.blocks import empty
from dashboard.pages.context import PUBLIC, Context
from dashboard.places import estimates_below
from etl.measures import MEASURES

MOST_LINKS = 4


def why_empty(context: Context, places: pl.DataFrame) -> html.Div:
    """One sentence why, one what to do, and the choices that have numbers as links."""
    words, name = context.words, context.measure.label(context.words.language)
    if context.level == kecamatan.LEVEL:
        return _without_kecamatan(context, places)
    if context.measure.key == PUBLIC:
        return empty(words("peta.kosong"), words("peta.kosong_saran"))
    known = estimates_below(context)
    if known.is_empty() and context.level == "opd":
        said = empty(words("peta.kosong_opd", ukuran=name), words("peta.kosong_opd_saran", ukuran=name))
        return html.Div([said, _links(context, [*_province(context), *_other_measures(context)])])
    said = empty(words("peta.kosong"), words("peta.kosong_saran"))
    return html.Div([said, _links(context, _other_elections(context, known))])


def _without_kecamatan(context: Context, places: pl.DataFrame) -> html.Div:
    words = context.words
    if context.measure.key != kecamatan.MEASURE:
        name = MEASURES[kecamatan.MEASURE].label(words.language)
        said = empty(words("kecamatan.hanya_sidak"), words("kecamatan.hanya_sidak_saran", ukuran=name))
        return html.Div([said, _links(context, [(name, context.view.href(measure=kecamatan.MEASURE))])])
    if places.is_empty():
        name = context.region["name"]
        return empty(words("kecamatan.belum_dimuat", wilayah=name), words("kecamatan.belum_dimuat_saran"))
    return empty(words("peta.kosong"), words("peta.kosong_saran"))


def _links(context: Context, choices: list[tuple[str, str]]) -> html.P | None:
    if not choices:
        return None
    parts: list = [context.words("peta.kosong_ada"), " "]
    for i, (name, href) in enumerate(choices[:MOST_LINKS]):
        parts += [", " if i else "", html.A(name, href=href, **ROUTE)]
    return html.P(parts, className="pilihan-lain")


def _other_measures(context: Context) -> list[tuple[str, str]]:
    """Measures that are estimated for the work units of this region."""
    found = []
    for key, measure in MEASURES.items():
        if key in (context.measure.key, PUBLIC) or not context.reader.scope.covers_stream(measure.stream):
            continue
        if context.below(context.reader.estimates(key, "opd")).height:
            href = context.view.href(measure=key, election=None, phase=None, selected=None)
            found.append((measure.label(context.words.language), href))
    return found


def _province(context: Context) -> list[tuple[str, str]]:
    """The same measure by kab/kota of the province."""
    parent = context.code.partition(".")[0]
    if parent == context.code or not context.reader.scope.covers(parent):
        return []
    name = next((n for c, n in context.regions.select("code", "name").iter_rows() if c == parent), parent)
    href = context.view.href(region=parent, level="kabkota", selected=None)
    return [(context.words("peta.kosong_provinsi", wilayah=name), href)]


def _other_elections(context: Context, known: pl.DataFrame) -> list[tuple[str, str]]:
    """Elections for which there are numbers of this measure at this level."""
    codes = known.drop_nulls("rate")["election_code"].drop_nulls().unique(maintain_order=True).to_list()
    return [
        (context.election_name(code), context.view.href(election=code, phase=None))
        for code in codes
        if code != context.election or context.view.phase
    ]

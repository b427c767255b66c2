"""Under every figure and table: source and age, the link to the view, files to take along, the numbers."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attrs
from dashboard.components.blocks import table
from dashboard.exports.names import file_name
from dashboard.exports.sheet import Sheet, shown
from dashboard.i18n import Texts
from dashboard.pages.context import Context

FILES = ("xlsx", "csv")
MAP_FILES = (*FILES, "geojson")
MOST_ROWS = 60  # on the screen; the files hold all


def takeaway(
    context: Context,
    sheet: Sheet,
    *,
    has_picture: bool = True,
    is_map: bool = False,
    shows_table: bool = True,
) -> html.Div:
    """The foot of a figure (``has_picture``), or of a table that stands above it (not ``shows_table``)."""
    words = context.words
    copy = html.Button(
        words("umum.salin"),
        type="button",
        **attrs(data_salin=context.view.href(), data_tersalin=words("umum.tersalin")),
    )
    tools: list[Component] = [copy]
    if has_picture:
        tools.append(_picture_button(context, sheet))
    tools += [_file_link(context, sheet, kind) for kind in (MAP_FILES if is_map else FILES)]
    line = html.Figcaption(
        [html.Span(sheet.source, className="sumber"), html.Span(tools, className="bawa")],
        className="gambar-kaki",
    )
    if not shows_table:
        return html.Div(line)
    return html.Div(
        [line, html.Details([html.Summary(words("umum.lihat_tabel")), sheet_table(sheet, words)])]
    )


def sheet_table(sheet: Sheet, words: Texts) -> Component:
    """The numbers behind a figure; a long one is cut here, its files are whole."""
    heads = [c.title for c in sheet.columns]
    rows = [[_cell(row, c.key, c.kind, words) for c in sheet.columns] for row in sheet.rows[:MOST_ROWS]]
    body = table(heads, rows, right=sheet.right)
    if len(sheet.rows) <= MOST_ROWS:
        return body
    rest = words("unduh.selebihnya", n=words.number(len(sheet.rows) - MOST_ROWS))
    return html.Div([body, html.P(rest, className="kecil samar")])


def _cell(row: dict, key: str, kind: str, words: Texts) -> Component | str:
    if kind == "link":
        name, address = row.get(f"{key}_teks"), str(row.get(key) or "")
        if not address.startswith(("https://", "http://")):
            return name or address or "–"
        return html.A(name or address.split("/")[2], href=address, rel="noopener noreferrer", target="_blank")
    return shown(row.get(key), kind, words)


def _file_link(context: Context, sheet: Sheet, kind: str) -> html.A:
    words, view = context.words, context.view
    href = f"/unduh/{view.page}/{sheet.name}.{kind}{view.search()}"
    label = words("unduh.berkas", jenis=kind.upper(), isi=sheet.title)
    return html.A(words(f"unduh.{kind}"), href=href, download="", **attrs(aria_label=label))


def _picture_button(context: Context, sheet: Sheet) -> html.Button:
    words = context.words
    name = file_name(sheet, context.region["name"], "png")
    label = words("unduh.berkas", jenis="PNG", isi=sheet.title)
    said = attrs(data_png=name, data_judul=sheet.title, data_sumber=sheet.source, aria_label=label)
    return html.Button("PNG", type="button", **said)

"""``/unduh/<page>/<table>.<kind>``: the numbers of a view as a file, from the same tables as the screen.

The reader, the scope and the suppression are those of the page: a file never says more than its figure.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, make_response, request

from dashboard.exports.delimited import to_csv
from dashboard.exports.features import Geometries, to_geojson
from dashboard.exports.names import file_name
from dashboard.exports.sheet import Sheet
from dashboard.exports.workbook import to_xlsx
from dashboard.view import ViewError, parse_view
from geo import NetraError

if TYPE_CHECKING:
    from dashboard.drawing import Screen
    from dashboard.pages.context import Context

ROUTE = "/unduh/"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


def install(server: Flask, screen: Screen) -> None:
    """Add the route; sign-in is asked by the guard before it."""

    @server.get(f"{ROUTE}<page>/<name>.<kind>")
    def download(page: str, name: str, kind: str) -> Response:
        if kind not in TYPES:
            abort(404)
        return _answer(screen, page, name, kind)


def _answer(screen: Screen, page: str, name: str, kind: str) -> Response:
    from dashboard.drawing import check
    from dashboard.exports.catalogue import MAPS, SHEETS

    maker = SHEETS.get((page, name))
    if maker is None or (kind == "geojson" and (page, name) not in MAPS):
        abort(404)
    try:
        context = screen.context(parse_view(f"/{page}", request.query_string.decode("utf-8", "replace")))
        check(context)
        sheet = maker(context)
    except ViewError:
        abort(400)
    except NetraError:
        abort(404)
    if sheet is None:
        abort(404)
    link = screen.settings.public_url() + context.view.href()
    answer = make_response(_body(sheet, kind, context=context, link=link))
    answer.headers["Content-Type"] = TYPES[kind]
    answer.headers["Cache-Control"] = "no-store"  # a reader's own scope is in it
    name = file_name(sheet, context.region["name"], kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _body(sheet: Sheet, kind: str, *, context: Context, link: str) -> bytes:
    if kind == "csv":
        return to_csv(sheet, link=link)
    if kind == "xlsx":
        return to_xlsx(sheet, link=link)
    geometries, attribution = _geometries(context, sheet)
    return to_geojson(sheet, geometries, link=link, attribution=attribution)


def _geometries(context: Context, sheet: Sheet) -> tuple[Geometries, str]:
    """Outlines where the office added boundaries, else each place's point; whose they are."""
    from dashboard.pages.batas import shapes_of
    from dashboard.places import place_table

    codes = {row["code"] for row in sheet.rows}
    rows = context.regions.filter(context.regions["code"].is_in(list(codes)))
    found: Geometries = {
        r["code"]: {"type": "Point", "coordinates": [r["lon"], r["lat"]]}
        for r in rows.drop_nulls(["lat", "lon"]).iter_rows(named=True)
    }
    shapes = shapes_of(context, place_table(context))
    if shapes is None:
        return found, context.words("unduh.titik")
    return found | _outlines(context, shapes.url, codes), shapes.attribution


def _outlines(context: Context, url: str, codes: set[str]) -> Geometries:
    folder = context.reader.shapes_folder
    path = Path(folder or ".") / f"{url.rsplit('/', 1)[-1]}.gz"
    if not path.is_file():
        return {}
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    return {str(f["id"]): _rewound(f["geometry"]) for f in features if str(f.get("id")) in codes}


def _rewound(geometry: dict) -> dict:
    """Figures need clockwise rings, RFC 7946 wants outer rings the other way round."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    turned = [[ring[::-1] for ring in part] for part in parts]
    return geometry | {"coordinates": turned if geometry["type"] == "MultiPolygon" else turned[0]}

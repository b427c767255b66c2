"""Files of every figure: the screen's numbers, safe in a spreadsheet, within the reader's scope."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest
from dash import html
from dash.development.base_component import Component
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.markup import to_html
from dashboard.drawing import BUILDERS
from dashboard.exports.catalogue import MAPS, SHEETS
from dashboard.exports.delimited import to_csv
from dashboard.exports.features import to_geojson
from dashboard.exports.names import file_name, slug
from dashboard.exports.sheet import KINDS, Column, Sheet, safe_text
from dashboard.exports.workbook import FIRST_ROW, to_xlsx
from etl.store import Scope
from tests.dashboard.conftest import Site
from tests.dashboard.world import context

LINK = "https://netra.example/klasemen?wilayah=99"
COLUMNS = (Column("nama", "Nama"), Column("n", "Jumlah", "count"), Column("hari", "Hari", "day"))
AGGREGATES = Scope(regions=("00",), may_see_records=False)


def sheet(*rows: dict, columns: tuple[Column, ...] = COLUMNS) -> Sheet:
    return Sheet(
        "uji", "Judul", columns, rows, "Cara membaca.", "Data per 28 Oktober 2024.", date(2024, 10, 28)
    )


def cells(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", ["=1+1", "+62", "-x", "@a", "\tx", "\rx", "＝1", " =1", "\u00a0=1", "\n=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A name that begins like a formula stays text in CSV and XLSX; also full-width and after blanks."""
    made = sheet({"nama": text, "n": 1, "hari": None})
    assert cells(to_csv(made, link=LINK))[1][0].startswith("'")
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(made, link=LINK)))
    cell = book.active.cell(FIRST_ROW + 2, 1)
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


@given(st.text(max_size=40))
def test_text_survives_and_never_begins_with_a_sign(text: str) -> None:
    """Whatever a document said, a cell's first sign is harmless; only an apostrophe is added."""
    safe = safe_text(text)
    assert safe in (text, "'" + text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_numbers_stay_numbers_and_blanks_stay_blank() -> None:
    """A negative number gets no apostrophe; a missing one is an empty cell, never 0."""
    made = sheet({"nama": "A", "n": -3, "hari": date(2024, 10, 7)}, {"nama": "B", "n": None, "hari": None})
    assert cells(to_csv(made, link=LINK))[1][:3] == ["A", "-3", "2024-10-07"]
    assert cells(to_csv(made, link=LINK))[2][:3] == ["B", "", ""]
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx(made, link=LINK))).active
    first, second = ([c.value for c in row] for row in page.iter_rows(FIRST_ROW + 2, FIRST_ROW + 3))
    assert (first[1], first[2].date(), second[1]) == (-3, date(2024, 10, 7), None)


def test_the_workbook_looks_like_the_screen() -> None:
    """Sentence on top, how to read it, source and age, quiet heads, the address below."""
    page = openpyxl.load_workbook(
        io.BytesIO(to_xlsx(sheet({"nama": "A", "n": 1, "hari": None}), link=LINK))
    ).active
    assert [page.cell(i, 1).value for i in (1, 2, 3)] == [
        "Judul",
        "Cara membaca.",
        "Data per 28 Oktober 2024.",
    ]
    assert [c.value for c in page[FIRST_ROW + 1]] == ["Nama", "Jumlah", "Hari"]
    assert page.freeze_panes == f"B{FIRST_ROW + 2}"
    assert LINK in {c.value for row in page.iter_rows() for c in row}


def test_each_row_of_a_csv_knows_its_age_and_source() -> None:
    """A row that is copied elsewhere still says as of when, from where, and how to see it again."""
    rows = cells(to_csv(sheet({"nama": "A", "n": 1, "hari": None}), link=LINK))
    assert rows[0][-2:] == ["data_per", "sumber"]
    assert rows[1][-2:] == ["2024-10-28", f"Data per 28 Oktober 2024. {LINK}"]


def test_geojson_keeps_places_without_a_point() -> None:
    """A place that nobody located has geometry null; a missing rate is null, not 0."""
    rows = [{"code": "35", "laju": None}, {"code": "36", "laju": 1.5}]
    made = sheet(*rows, columns=(Column("laju", "Laju", "rate"),))
    point = {"type": "Point", "coordinates": [112.0, -7.0]}
    told = json.loads(to_geojson(made, {"35": point}, link=LINK, attribution="BPS"))
    assert [f["geometry"] for f in told["features"]] == [point, None]
    assert [f["properties"]["laju"] for f in told["features"]] == [None, 1.5]
    assert told["netra"]["geometri"] == "BPS"


def test_names_of_files_say_what_where_and_when() -> None:
    """Letters, digits and hyphens, whatever a region is called."""
    made = sheet()
    assert file_name(made, "Kabupaten Banyuwangi", "xlsx") == "netra-uji-kabupaten-banyuwangi-2024-10-28.xlsx"
    assert slug("../../etc/passwd\u0000 «Jember»") == "etc-passwd-jember"


@pytest.mark.parametrize(("page", "name"), list(SHEETS))
@pytest.mark.parametrize("region", ["00", "99", "99.71"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_table_can_be_made(page: str, name: str, region: str, language: str) -> None:
    """Each is a table with known kinds of columns, or none where the page shows none; in both languages."""
    made = SHEETS[(page, name)](context(page=page, region=region, language=language))
    if made is None:
        return
    assert made.name == name
    assert made.source
    assert {c.kind for c in made.columns} <= set(KINDS)
    assert not [c.title for c in made.columns if "⟨" in c.title]
    assert len({c.key for c in made.columns}) == len(made.columns)
    to_xlsx(made, link=LINK)
    assert len(cells(to_csv(made, link=LINK))) == len(made.rows) + 1


def links(node: object) -> Iterator[str]:
    """Addresses of files on a page."""
    if isinstance(node, list | tuple):
        for part in node:
            yield from links(part)
    elif isinstance(node, Component):
        if isinstance(node, html.A) and str(getattr(node, "href", "")).startswith("/unduh/"):
            yield node.href
        yield from links(getattr(node, "children", None))


@pytest.mark.parametrize("page", ["ringkasan", "peta", "tren", "klasemen", "rencana"])
@pytest.mark.parametrize("region", ["00", "99", "99.71"])
def test_every_link_to_a_file_is_answered(site: Site, page: str, region: str) -> None:
    """What the page offers exists: the right type, a sensible name, kept by nobody in between."""
    request = context(page=page, region=region)
    found = set(links(BUILDERS[page].build(request)))
    client = site.sign_in()
    assert found or region != "99"
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert 'attachment; filename="netra-' in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/unduh/klasemen/klasemen.exe", 404),
        ("/unduh/klasemen/tidak-ada.csv", 404),
        ("/unduh/klasemen/klasemen.geojson?wilayah=99", 404),
        ("/unduh/klasemen/klasemen.csv?wilayah=77", 400),
        ("/unduh/klasemen/klasemen.csv?wilayah=' OR 1=1", 400),
        ("/unduh/../app.py", 404),
    ],
)
def test_hostile_addresses_of_files(site: Site, address: str, status: int) -> None:
    """Never a 500, never another's data."""
    assert site.sign_in().get(address).status_code == status


def test_a_file_is_for_those_who_are_signed_in(site: Site) -> None:
    """The guard stands before files as before pages."""
    assert site.client().get("/unduh/klasemen/klasemen.csv?wilayah=99").status_code == 401


def test_another_region_is_not_in_a_file(site: Site) -> None:
    """An account of one city gets nothing of the city beside it."""
    if not site.engine:
        return
    site.add_user("kota", role="pengawas", scope="99.71")
    client = site.sign_in("kota")
    assert client.get("/unduh/klasemen/klasemen.csv?wilayah=99.01").status_code == 400


def test_small_counts_are_not_in_a_file_either() -> None:
    """What the table hides from readers of aggregates, its file hides too."""
    for page, name in SHEETS:
        made = SHEETS[(page, name)](context(page=page, region="99", scope=AGGREGATES))
        if made is None or name in {"terbuka", "kewajiban", "rencana", "cakupan", "rakor", "tren", "banding"}:
            continue
        for row in made.rows:
            assert not 0 < (row.get("jumlah") or 0) < 5, (page, name, row)


def test_the_map_has_its_points(site: Site) -> None:
    """GeoJSON for maps: every place with a point or an outline."""
    assert {("peta", "peta")} == MAPS
    answer = site.sign_in().get("/unduh/peta/peta.geojson?wilayah=99")
    told = json.loads(answer.get_data())
    assert len(told["features"]) == 12
    assert all(f["geometry"]["type"] == "Point" for f in told["features"])


def test_every_foot_offers_the_same_tools() -> None:
    """Copy the link, picture, workbook, CSV; on maps GeoJSON too."""
    tren = to_html(BUILDERS["tren"].build(context(page="tren", region="99")))
    peta = to_html(BUILDERS["peta"].build(context(page="peta", region="99")))
    for sign in ("data-salin", "data-png", ".xlsx", ".csv"):
        assert sign in tren
        assert sign in peta
    assert ".geojson" in peta
    assert ".geojson" not in tren

"""One number on its whole way: from a cell of a workbook to a pixel of a figure. Read this test first.

An office of Kota Probolinggo writes in Excel that team 2 caught 9 of 60 persons checked at the bus station.
The 9 becomes a record, a fact with its row number, a weekly count, a rate with its interval, a class on the
map, and at last the colour of a hexagon on paper. At each station the test looks at it.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from matplotlib.colors import to_hex
from matplotlib.image import imread
from openpyxl import Workbook

from dashboard.figures.classes import breaks, class_of, spread
from dashboard.figures.paper import as_png
from dashboard.figures.paper_map import paper_map
from dashboard.figures.theme import LIGHT
from etl import pipeline, store
from geo import cartogram
from models.rates import rates

CITY, OTHER_CITY = "35.74", "35.71"
ROWS = (  # team, place, checked, caught, ASN, non-ASN: team 1 caught nobody, and that is data
    (1, "Plaza", 40, 0, 0, 0),
    (2, "Terminal", 60, 9, 5, 4),
    (4, "Pasar Baru", 50, 2, 1, 1),
)
ROW_OF_TEAM_2 = 6  # as a person sees it in Excel


def workbook(path: Path, *, city: str, rows: tuple = ROWS) -> Path:
    """A recap as offices write it: letterhead, header, rows, a total that must not be counted."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Rekap"
    sheet.append([f"PEMERINTAH {city.upper()}"])
    sheet.append(["REKAPITULASI HASIL SIDAK DISIPLIN ASN TANGGAL 7 MARET 2018"])
    sheet.append([])
    sheet.append(["Tim", "Lokasi", "Jumlah Diperiksa", "Jumlah Terjaring", "ASN", "Non ASN"])
    for row in rows:
        sheet.append(row)
    sheet.append(["JUMLAH", None, *(sum(r[i] for r in rows) for i in (2, 3, 4, 5))])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory):
    """A database with the regions and calendar of the country, and two cities' recaps."""
    folder = tmp_path_factory.mktemp("satu")
    database = store.connect(f"sqlite:///{folder / 'netra.db'}")
    store.migrate(database)
    pipeline.load_reference(database, hash_key=b"uji", today=date(2018, 4, 1))
    quiet = tuple(
        (team, place, checked, min(caught, 1), 0, min(caught, 1)) for team, place, checked, caught, *_ in ROWS
    )
    for code, name, rows in ((CITY, "Kota Probolinggo", ROWS), (OTHER_CITY, "Kota Kediri", quiet)):
        options = pipeline.ImportOptions(region_code=code, known_on=date(2018, 3, 31), hash_key=b"uji")
        result = pipeline.import_document(
            database, workbook(folder / f"{code}.xlsx", city=name, rows=rows), options=options
        )
        assert result.outcome == "import", result.message
    return database


@pytest.fixture(scope="module")
def records(engine) -> pl.DataFrame:
    with store.reading(engine) as cx:
        return store.read_cases(cx, store.Scope.everything(), table="sidak", region_code=CITY)


@pytest.fixture(scope="module")
def panel(engine) -> pl.DataFrame:
    with store.reading(engine) as cx:
        return store.read_panel(cx, store.Scope.everything(), measure="sidak_terjaring")


@pytest.fixture(scope="module")
def estimates(panel: pl.DataFrame) -> pl.DataFrame:
    return rates(panel, measure="sidak_terjaring")


def test_the_cell_becomes_a_fact_that_remembers_its_row(records: pl.DataFrame) -> None:
    """9 caught of 60 checked, in row 6 of sheet Rekap of that file; the zero of team 1 is kept as zero."""
    team_2 = records.filter(pl.col("team") == "2").row(0, named=True)
    assert (team_2["caught_total"], team_2["checked"], team_2["asn"], team_2["non_asn"]) == (9, 60, 5, 4)
    assert (team_2["document_name"], team_2["sheet"], team_2["row_no"]) == (
        f"{CITY}.xlsx",
        "Rekap",
        ROW_OF_TEAM_2,
    )
    assert records.filter(pl.col("team") == "1")["caught_total"].to_list() == [0]
    assert records.height == len(ROWS)  # the line JUMLAH is no fourth team


def test_the_fact_becomes_a_weekly_count_with_its_effort(panel: pl.DataFrame) -> None:
    """Week of Monday 5 March 2018 in the campaign of Pilkada 2018: 11 caught, 150 checked, one operation."""
    week = panel.filter(pl.col("region_code") == CITY, pl.col("count") > 0).row(0, named=True)
    assert (week["week"], week["phase_code"]) == (date(2018, 3, 5), "KAMPANYE")
    assert (week["count"], week["effort"]) == (11, 150)


def test_the_count_becomes_a_rate_with_an_interval(estimates: pl.DataFrame) -> None:
    """11 of 150 is 7.3 per 100; shrunken towards the other city's 1.3, and the interval holds both ends."""
    row = estimates.filter(pl.col("region_code") == CITY).row(0, named=True)
    assert (row["count"], row["effort"]) == (11, 150)
    assert 1.3 < row["rate"] <= 7.4
    assert row["rate_lower"] < row["rate"] < row["rate_upper"]


def test_the_rate_becomes_the_colour_of_a_hexagon(estimates: pl.DataFrame) -> None:
    """The middle of the city's cell has the colour of its rate's class, the other city another."""
    cells = cartogram.province("35")
    values = dict(estimates.select("region_code", "rate").rows())
    codes = cells["code"].to_list()
    places = cells.select("code", "x", "y").with_columns(
        name=pl.col("code"),
        label=pl.lit(""),
        hover=pl.lit(""),
        value=pl.Series([values.get(c) for c in codes], dtype=pl.Float64),
    )
    places = places.with_columns(lower=pl.col("value"), upper=pl.col("value"))  # certain: no fading
    bounds = breaks(places["value"].to_list())
    figure = paper_map(places, bounds=bounds, texts=["", ""], size_mm=(120, 90))
    pixels = imread(io.BytesIO(as_png(figure, width_px=1200)))

    index = class_of(values[CITY], bounds)
    assert index is not None
    assert pixel(figure, pixels, places, CITY) == LIGHT.classes[spread(index, len(bounds) + 1)]
    assert pixel(figure, pixels, places, OTHER_CITY) != pixel(figure, pixels, places, CITY)


def pixel(figure, pixels, places: pl.DataFrame, code: str) -> str:
    """Colour of the picture in the middle of a region's cell."""
    x, y = places.filter(pl.col("code") == code).select("x", "y").row(0)
    scale = pixels.shape[1] / figure.bbox.width
    left, bottom = figure.axes[0].transData.transform((x, y)) * scale
    return to_hex(pixels[pixels.shape[0] - 1 - round(bottom), round(left)][:3])

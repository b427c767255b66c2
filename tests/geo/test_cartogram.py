"""One cell per region, provinces in one piece, islands apart, neighbours together."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import cartogram, freeze, hexagons
from geo.labels import labels, short_name
from geo.neighbours import island, neighbours
from geo.tables import packaged_regions

REGIONS = packaged_regions()
KABKOTA = REGIONS.filter(pl.col("level") == 2)
NAMES = dict(REGIONS.select("code", "name").iter_rows())

# Land borders between provinces that the drawing of 38 cells must show.
BORDERS = """
11-12 12-13 12-14 13-14 13-15 13-17 14-15 15-16 15-17 16-17 16-18 17-18 31-32 31-36 32-33 32-36 33-34 33-35
61-62 61-64 62-63 62-64 63-64 64-65 71-75 72-73 72-74 72-75 72-76 73-74 73-76 91-94 91-95 92-94 92-96 93-95
94-95
"""


def _cells(layout: pl.DataFrame) -> dict[str, hexagons.Cell]:
    return {code: (q, r) for code, q, r in layout.select("code", "q", "r").iter_rows()}


def test_every_region_has_one_cell() -> None:
    """38 and 514 cells, no two alike, for exactly the packaged codes."""
    for layout, level in ((cartogram.provinces(), 1), (cartogram.kabkota(), 2)):
        cells = _cells(layout)
        assert set(cells) == set(REGIONS.filter(pl.col("level") == level)["code"])
        assert len(set(cells.values())) == len(cells) == layout.height


def test_every_province_by_itself() -> None:
    """Each province's own layout has a cell for each of its kab/kota."""
    for code in REGIONS.filter(pl.col("level") == 1)["code"]:
        cells = _cells(cartogram.province(code))
        assert set(cells) == set(KABKOTA.filter(pl.col("parent_code") == code)["code"])
        assert len(set(cells.values())) == len(cells)


def test_the_drawing_of_provinces_shows_their_borders() -> None:
    """Aceh touches Sumatera Utara, Jawa Tengah touches Yogyakarta, and so on."""
    cells = _cells(cartogram.provinces())
    pairs = [pair.split("-") for pair in BORDERS.split()]
    assert [f"{a}-{b}" for a, b in pairs if hexagons.distance(cells[a], cells[b]) > 1] == []


def test_provinces_hold_together_on_each_island() -> None:
    """On one island a province is one piece: an outline around it means something."""
    parts: dict[tuple[str, str | None], set[hexagons.Cell]] = {}
    for code, cell in _cells(cartogram.kabkota()).items():
        parts.setdefault((code[:2], island(code)), set()).add(cell)
    torn = [key for key, cells in parts.items() if len(hexagons.pieces(cells)) > 1]
    assert torn == []


def test_islands_do_not_touch() -> None:
    """Sea lies between Sumatera, Jawa, Kalimantan, Sulawesi and the rest."""
    cells = _cells(cartogram.kabkota())
    taken = {cell: code for code, cell in cells.items()}
    touching = {
        tuple(sorted((str(island(code)), str(island(taken[near])))))
        for code, (q, r) in cells.items()
        for dq, dr in hexagons.AROUND
        if (near := (q + dq, r + dr)) in taken and island(taken[near]) != island(code)
    }
    assert touching <= {("Kei", "Aru")}, touching


def test_neighbours_stay_near() -> None:
    """Most neighbours touch, and the map still looks like Indonesia (places move few cells)."""
    edges = neighbours(KABKOTA, extra=KABKOTA.clear())
    quality = cartogram.quality(cartogram.kabkota(), edges, KABKOTA.select("code", "lat", "lon"))
    assert quality["touching_share"] > 0.6
    assert quality["displacement_cells"] < 3.5


def test_west_stays_west() -> None:
    """Rank order from west to east and from south to north is kept almost everywhere."""
    both = cartogram.kabkota().join(KABKOTA, on="code")
    assert both.select(pl.corr("x", "lon", method="spearman")).item() > 0.98
    assert both.select(pl.corr("y", "lat", method="spearman")).item() > 0.93


def test_outline_encloses_the_cells() -> None:
    """A ring's area is its cells' area; rings are closed and holes run the other way."""
    for name, rings in cartogram.outline(cartogram.kabkota()).items():
        count = KABKOTA.filter(pl.col("parent_code") == name).height
        assert all(ring[0] == ring[-1] for ring in rings)
        assert sum(_area(ring) for ring in rings) == pytest.approx(-count * _area_of_one())


def test_a_ring_of_cells_has_a_hole() -> None:
    """Six cells around an empty one: outer ring clockwise, hole against."""
    outer, hole = sorted(hexagons.outline(set(hexagons.AROUND)), key=_area)
    assert _area(outer) == pytest.approx(-7 * _area_of_one())
    assert _area(hole) == pytest.approx(_area_of_one())


def _area(ring: list[tuple[float, float]]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


def _area_of_one() -> float:
    return hexagons.ROW_HEIGHT


def test_labels_cover_no_cell_and_no_label() -> None:
    """38 names, each clear of every cell and of every other name."""
    placed, at = cartogram.province_labels(), cartogram.kabkota().select("x", "y").to_numpy()
    boxes = [(x, y, 0.28 * len(text)) for text, x, y in placed.select("text", "x", "y").iter_rows()]
    assert len(boxes) == 38
    for i, (x, y, half) in enumerate(boxes):
        assert not ((abs(at[:, 0] - x) < half + 0.4) & (abs(at[:, 1] - y) < 0.6)).any()
        for x2, y2, half2 in boxes[:i]:
            assert abs(x - x2) >= half + half2 or abs(y - y2) >= 1.0


def test_short_names() -> None:
    """What stands in a cell."""
    assert short_name("35", NAMES["35"]) == "Jatim"
    assert short_name("35.09", NAMES["35.09"]) == "Jember"
    assert short_name("35.74", NAMES["35.74"]) == "Kota Probolinggo"
    assert short_name("14.10", NAMES["14.10"]) == "Kep. Meranti"


POINTS = st.lists(st.tuples(st.floats(-11, 6), st.floats(95, 141)), min_size=0, max_size=12, unique=True)


@settings(max_examples=25, deadline=None)
@given(POINTS)
def test_any_points_can_be_placed(points: list[tuple[float, float]]) -> None:
    """However the points lie, also on one spot: one cell per code, in the order given."""
    codes = [f"99.{i:02d}" for i in range(len(points))]
    frame = pl.DataFrame(
        {"code": codes, "lat": [p[0] for p in points], "lon": [p[1] for p in points]},
        schema={"code": pl.String, "lat": pl.Float64, "lon": pl.Float64},
    )
    layout = cartogram.place(frame)
    assert layout["code"].to_list() == codes
    assert len(set(_cells(layout).values())) == len(codes)


def test_twelve_kabkota_of_a_fictional_province() -> None:
    """Province 99 is drawn like any other, and the same way every time."""
    grid = [(f"99.{i:02d}", -7 - 0.3 * (i // 4), 112 + 0.4 * (i % 4)) for i in range(12)]
    points = pl.DataFrame(grid, schema=["code", "lat", "lon"], orient="row")
    cells = set(_cells(cartogram.place(points)).values())
    assert len(hexagons.pieces(cells)) == 1
    assert cartogram.place(points).equals(cartogram.place(points.clone()))


def test_kecamatan_of_a_region(shared_data: Path) -> None:
    """The 31 kecamatan of Jember: one piece, most neighbours touching."""
    table = pl.read_csv(shared_data / "regions" / "districts.csv", infer_schema_length=0)
    points = table.filter(pl.col("parent") == "35.09").select(
        code="kode", lat=pl.col("lat").cast(float), lon=pl.col("lon").cast(float)
    )
    layout = cartogram.place(points)
    quality = cartogram.quality(layout, neighbours(points), points)
    assert layout.height == 31
    assert len(hexagons.pieces(set(_cells(layout).values()))) == 1
    assert quality["touching_share"] > 0.6


def test_labels_of_a_small_layout() -> None:
    """Labels can be asked for any groups."""
    layout = cartogram.province("35")
    placed = labels(layout, {"35": "Jawa Timur"}, size=0.5)
    assert placed.height == 1


def test_geo_is_light() -> None:
    """A web worker that draws frozen maps loads neither geopandas nor scipy."""
    code = (
        "import sys; from geo import cartogram, neighbours, regions, boundaries; cartogram.kabkota();"
        "cartogram.outline(cartogram.provinces()); regions.Gazetteer.packaged().resolve('Jember');"
        "print([m for m in ('geopandas', 'shapely', 'scipy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("count", [0, 1, 2, 7, 40])
def test_opd_in_a_block(count: int) -> None:
    """Units without a place stand in one compact block, one cell each, in their order."""
    codes = [f"opd{i}" for i in range(count)]
    layout = cartogram.block(codes)
    cells = _cells(layout)
    assert list(cells) == codes
    assert len(set(cells.values())) == count
    assert len(hexagons.pieces(set(cells.values()))) == min(count, 1)
    assert not count or layout["y"].max() - layout["y"].min() < 2 * count**0.5 + 1


def test_the_frozen_drawing_is_the_drawing() -> None:
    """data/cartogram_provinces.csv is what geo/freeze.py draws."""
    drawn = freeze.provinces().with_columns(pl.col("x", "y").round(4))
    assert drawn.equals(cartogram.provinces())

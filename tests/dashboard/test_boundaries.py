"""Boundaries on the page Peta: offered when added, sent once, closed to strangers, and never in the way."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard import boundaries
from dashboard.boundaries import Shapes
from dashboard.components.markup import to_html
from dashboard.figures.geomap import Ground, aspect, geomap
from dashboard.figures.hexmap import colour_of
from dashboard.figures.theme import LIGHT, Style
from dashboard.i18n import texts
from dashboard.pages import batas, peta, peta_label
from dashboard.pages.context import Context
from dashboard.places import place_table
from geo.vintages import Asset, Shape, choose, keep, outlines
from tests.dashboard.conftest import Site
from tests.dashboard.world import World, context

STYLE = Style(LIGHT, texts("id"))
CREDIT = "Batas: contoh, CC BY 4.0"


def _square(west: float, south: float) -> list[list[list[float]]]:
    east, north = west + 5, south + 5
    return [[[west, south], [west, north], [east, north], [east, south], [west, south]]]


def _vintage(folder: Path, codes: list[str], *, year: int | None, level: int = 1, parents: str = "00") -> str:
    """Keep squares side by side as a vintage; returns the asset's name."""
    features = [
        {
            "type": "Feature",
            "id": code,
            "geometry": {"type": "Polygon", "coordinates": _square(100 + 5 * i, -5)},
        }
        for i, code in enumerate(codes)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    name = f"batas-{level}-{year or 'umum'}-{abs(hash(text)) % 16**12:012x}.geojson"
    packed = gzip.compress(text, mtime=0)
    asset = Asset(name, level, year, CREDIT, len(codes), len(packed), 0.0, "x", "y", parents.split())
    keep(folder, asset, text, packed)
    return name


class Mapped(World):
    """The hand-made world of an office that added boundaries."""

    folder: Path

    def shapes(self, level: int, on: date, parents: frozenset[str]) -> Shapes | None:  # type: ignore[override]
        return boundaries.find(self.folder, level=level, on=on, parents=parents)


def _asked(folder: Path, **view: str) -> Context:
    plain = context(**view)
    world = Mapped(plain.reader.scope)
    world.folder = folder
    return Context(plain.view, world, plain.words, plain.look)


def _page(folder: Path, **view: str) -> str:
    return to_html(peta.build(_asked(folder, page="peta", **view)))


def test_without_boundaries_there_is_no_switch(tmp_path: Path) -> None:
    """Nobody added a file: hexagons, no word about it, and ``bentuk=batas`` in the address is harmless."""
    for view in ({}, {"shape": "batas"}):
        page = _page(tmp_path, **view)
        assert "batas wilayah" not in page
        assert 'class="bentuk"' not in page


def test_with_boundaries_hexagons_stay_the_default(tmp_path: Path) -> None:
    """The switch leads to the shapes; until it is used nothing is fetched."""
    _vintage(tmp_path, ["73", "33", "52", "74", "94"], year=2018)
    page = _page(tmp_path)
    assert 'href="/peta?bentuk=batas"' in page
    assert CREDIT not in page
    assert '<a aria-current="true" data-rute="1" href="/peta">segi enam</a>' in page


def test_the_shapes_come_with_their_source(tmp_path: Path) -> None:
    """Whose boundaries, of which year, and how many places have none, stand under the map."""
    places = place_table(context(page="peta"))["code"].to_list()
    _vintage(tmp_path, places[2:], year=2018)
    page = _page(tmp_path, shape="batas")
    assert CREDIT in page
    assert "Batas tahun 2018." in page
    assert "2 wilayah tidak ada dalam berkas batas ini" in page


@pytest.mark.parametrize(
    ("election", "year"), [("PEMILU_2019", 2018), ("PILKADA_2020", 2018), ("PILKADA_2024", 2023)]
)
def test_the_election_chooses_the_vintage(tmp_path: Path, election: str, year: int) -> None:
    """Elections before the four new provinces are drawn in the provinces of their time."""
    for one in (2018, 2023):
        _vintage(tmp_path, ["73", "33", "52", "74", "94"], year=one)
    request = _asked(tmp_path, page="peta", election=election)
    shapes = batas.shapes_of(request, place_table(request))
    assert shapes is not None
    assert shapes.year == year


def test_the_simulated_province_has_no_boundaries(tmp_path: Path) -> None:
    """Province 99 lies nowhere: no switch there, whatever was added."""
    _vintage(tmp_path, ["99.71"], year=None, level=2, parents="99")
    assert 'class="bentuk"' not in _page(tmp_path, region="99", shape="batas")


def test_one_province_does_not_stand_for_the_country(tmp_path: Path) -> None:
    """A file that covers less than half of what is looked at is passed over."""
    _vintage(tmp_path, ["35.78"], year=2024, level=2, parents="35")
    day = date(2024, 11, 27)
    assert choose(tmp_path, level=2, on=day, parents={"35"}) is not None
    assert choose(tmp_path, level=2, on=day, parents={"11", "12", "35"}) is None


def test_a_damaged_folder_leaves_the_hexagons(tmp_path: Path) -> None:
    """An index that cannot be read is logged; the page stands."""
    (tmp_path / "batas.json").write_text("{")
    assert 'class="bentuk"' not in _page(tmp_path, shape="batas")


# --- the figure ------------------------------------------------------------------------------------


def _ground(tmp_path: Path, codes: list[str]) -> Ground:
    _vintage(tmp_path, codes, year=None)
    asset = choose(tmp_path, level=1, on=date(2024, 1, 1))
    assert asset is not None
    return Ground("/batas/x", outlines(tmp_path, asset))


def _frame() -> pl.DataFrame:
    values = [1.0, 5.0, None]
    lower, upper = [0.8, 0.2, None], [1.2, 20.0, None]
    names = ["Jawa Tengah", "Sulawesi Selatan", "Bali"]
    columns = {"code": ["33", "73", "51"], "name": names, "value": values, "lower": lower, "upper": upper}
    return pl.DataFrame(columns | {"hover": names})


def test_values_travel_without_shapes(tmp_path: Path) -> None:
    """The figure holds the address of the shapes, not one coordinate of them."""
    figure = geomap(_frame(), ground=_ground(tmp_path, ["33", "73", "51"]), bounds=[2], style=STYLE)
    areas = [trace for trace in figure.data if trace.type == "choropleth"]
    assert {trace.geojson for trace in areas} == {"/batas/x"}
    assert len(figure.to_json()) < 20_000


def test_the_same_classes_and_fading_as_the_hexagons(tmp_path: Path) -> None:
    """Every known place has exactly the colour its hexagon has."""
    figure = geomap(_frame(), ground=_ground(tmp_path, ["33", "73", "51"]), bounds=[2], style=STYLE)
    known = next(t for t in figure.data if "33" in t.locations)
    colours = dict(zip(known.locations, (known.colorscale[2 * z][1] for z in known.z), strict=True))
    assert colours == {
        r["code"]: colour_of(r, [2], LIGHT)[0] for r in _frame().to_dicts() if r["value"] is not None
    }


def test_a_place_without_data_is_hatched_by_the_style_sheet(tmp_path: Path) -> None:
    """Its grey is in no class, and the style sheet knows that very grey in light and dark."""
    figure = geomap(_frame(), ground=_ground(tmp_path, ["33", "73", "51"]), bounds=[2], style=STYLE)
    empty = next(t for t in figure.data if t.type == "choropleth" and "51" in t.locations)
    grey = empty.colorscale[0][1]
    assert grey not in LIGHT.classes
    sheet = (Path(boundaries.__file__).parent / "assets" / "peta.css").read_text()
    assert "rgb({}, {}, {})".format(*(int(grey[i : i + 2], 16) for i in (1, 3, 5))) in sheet


def test_the_chosen_place_has_a_border(tmp_path: Path) -> None:
    """A click adds one trace, and clicks carry the code."""
    ground = _ground(tmp_path, ["33", "73", "51"])
    plain, chosen = (geomap(_frame(), ground=ground, bounds=[2], style=STYLE, selected=s) for s in ("", "73"))
    assert len(chosen.data) == len(plain.data) + 1
    assert {c for t in plain.data if t.type == "choropleth" for c in t.customdata} == {"33", "73", "51"}


def test_nothing_to_draw_is_a_map(tmp_path: Path) -> None:
    """No place has a shape: an empty figure, no error."""
    ground = Ground("/batas/x", {})
    assert len(geomap(_frame(), ground=ground, bounds=[2], style=STYLE).data) == 0
    assert aspect(_frame(), ground) == "2 / 1"


def test_a_name_is_written_only_where_it_fits() -> None:
    """A square of one degree has room for half a degree, in its middle; a strait has none."""
    square = Shape((0, 0, 1, 1), 0.0, 1 / 24, ((0.0, 1.0),) * 24)
    assert square.room(0.5, 0.5) == pytest.approx((0.5, 0.75), abs=0.3)
    assert square.room(1.5, 0.1) is None
    assert Shape((0, 0, 1, 1), 0.0, 1 / 24, ((0.0, 0.01),) * 24).room(0.1, 0.1) is None


# --- the route -------------------------------------------------------------------------------------


@pytest.fixture
def kept(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = Path(site.engine.url.database or "").parent / boundaries.FOLDER
    return _vintage(folder, ["73", "33"], year=2020)


def test_shapes_are_sent_packed_and_kept_for_a_year(site: Site, kept: str) -> None:
    """The packed twin goes out as it lies on disk; the address never changes its meaning."""
    answer = site.sign_in().get(f"/batas/{kept}", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.mimetype == "application/geo+json"
    assert [f["id"] for f in json.loads(gzip.decompress(answer.data))["features"]] == ["73", "33"]


def test_a_browser_that_cannot_unpack_gets_the_text(site: Site, kept: str) -> None:
    """Without gzip the same content plain."""
    answer = site.sign_in().get(f"/batas/{kept}", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert json.loads(answer.data)["type"] == "FeatureCollection"


def test_strangers_get_no_shapes(site: Site, kept: str) -> None:
    """The guard stands before this route as before all others."""
    assert site.client().get(f"/batas/{kept}").status_code == 401


@pytest.mark.parametrize(
    "name", ["batas.json", "netra.db", "batas-2-2020-000000000000.geojson", "x.gz", "..."]
)
def test_only_assets_of_that_folder_are_answered(site: Site, kept: str, name: str) -> None:
    """The index, the database and what is not there: 404, and not to be kept."""
    answer = site.sign_in().get(f"/batas/{name}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["..%2fnetra.db", "../kunci", "%2e%2e/%2e%2e/etc/passwd", "%2fetc%2fpasswd"])
def test_a_path_leads_to_a_page_and_never_to_a_file(site: Site, kept: str, name: str) -> None:
    """A way out of the folder is no address of an asset: what comes is one of our own pages."""
    with site.sign_in().get(f"/batas/{name}") as answer:
        assert answer.mimetype == "text/html"
        assert b"root:" not in answer.data
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_policy_is_as_strict_as_before(site: Site, kept: str) -> None:
    """Shapes and the empty world map come from here: no other host is allowed, and none is needed."""
    with site.sign_in().get("/assets/topo/world_110m.json") as answer:
        assert answer.status_code == 200
        assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
        assert all(not part["geometries"] for part in answer.get_json(force=True)["objects"].values())


@pytest.mark.parametrize(
    ("code", "name", "label"),
    [
        ("35.71", "Kota Kediri", "Kota<br>Kediri"),
        ("35.06", "Kabupaten Kediri", "Kediri"),
        ("35.10", "Kabupaten Banyuwangi", "Banyuwangi"),
        ("73.24", "Kabupaten Luwu Timur", "Luwu<br>Timur"),
    ],
)
def test_a_cell_says_kota_where_it_is_one(code: str, name: str, label: str) -> None:
    """Two Kediri stand side by side in Jawa Timur; no name is cut."""
    assert peta_label.whole_name(code, name) == label

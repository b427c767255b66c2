"""A user's own boundary file is a minute's work; a bad one says what is wrong and changes nothing."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from geo import coverage
from geo.boundaries import add_boundaries, assets, choose, contiguity, read_boundaries, report
from geo.errors import BoundaryError
from geo.regions import Gazetteer
from geo.travel import containing

Write = Callable[..., Path]
CORNER = (112.0, -8.0)  # west, south of the four test regions; each half a degree wide


def _gazetteer() -> Gazetteer:
    rows = {
        "code": ["99", "99.01", "99.02", "99.03", "99.71"],
        "name": ["Raya", "Kabupaten Barat", "Kabupaten Timur", "Kabupaten Selatan", "Kota Pusat"],
        "kind": ["provinsi", "kabupaten", "kabupaten", "kabupaten", "kota"],
        "level": [1, 2, 2, 2, 2],
        "parent_code": ["00", "99", "99", "99", "99"],
        "lat": [None, -7.75, -7.75, -8.25, -8.25],
        "lon": [None, 112.25, 112.75, 112.25, 112.75],
        "area_km2": [None, 3050.0, 3050.0, 3050.0, 3050.0],
    }
    return Gazetteer(pl.DataFrame(rows))


def _square(west: float, south: float, size: float = 0.5) -> list[list[list[float]]]:
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


SQUARES = {
    "99.01": _square(112.0, -8.0),
    "99.02": _square(112.5, -8.0),
    "99.03": _square(112.0, -8.5),
    "99.71": _square(112.5, -8.5),
}


def _feature(code: str, rings: list[Any], **properties: object) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": rings}
    return {"type": "Feature", "properties": {"kode": code, **properties}, "geometry": geometry}


def _collection(shapes: dict[str, Any] | None = None, **more: object) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [_feature(code, rings) for code, rings in (shapes or SQUARES).items()],
        **more,
    }


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(content: object, name: str = "batas.geojson") -> Path:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return to_file


def test_four_squares(write: Write, tmp_path: Path) -> None:
    """A clean file: all matched, nothing to report, neighbours known, asset packed and named by its hash."""
    path = write(_collection(attribution="Batas: uji"))
    found = read_boundaries(path, gazetteer=_gazetteer())
    assert found.codes == ["99.01", "99.02", "99.03", "99.71"]
    assert report(found, _gazetteer()) == ["4 wilayah dikenali menurut kode Kemendagri, kolom kode."]
    assert ("99.01", "99.02") in contiguity(found).iter_rows()
    asset, _ = add_boundaries(path, folder=tmp_path / "var", year=2024, gazetteer=_gazetteer())
    content = json.loads((tmp_path / "var" / asset.file).read_bytes())
    assert [feature["id"] for feature in content["features"]] == found.codes
    assert asset.attribution == "Batas: uji"
    packed = (tmp_path / "var" / f"{asset.file}.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "var" / asset.file).read_bytes()
    assert asset.packed_bytes == len(packed)


def test_outer_rings_run_clockwise(write: Write) -> None:
    """Against the clock, a browser's map would fill the whole sphere outside the region."""
    import shapely

    found = read_boundaries(write(_collection()), gazetteer=_gazetteer())
    assert not any(shapely.is_ccw(shapely.get_exterior_ring(shape)) for shape in found.shapes)


def test_matched_by_name(write: Write) -> None:
    """Without codes the names do, with their usual abbreviations."""
    names = {
        "99.01": "Kab. Barat",
        "99.02": "KABUPATEN TIMUR",
        "99.03": "Kab. Selatan",
        "99.71": "Kota Pusat",
    }
    features = [_feature("", SQUARES[code], WADMKK=name) for code, name in names.items()]
    found = read_boundaries(
        write({"type": "FeatureCollection", "features": features}), gazetteer=_gazetteer()
    )
    assert found.codes == list(names)
    assert found.matched_by == "nama, kolom WADMKK"


def test_bps_codes_are_told_from_kemendagri(write: Write) -> None:
    """1101 is Simeulue at BPS and Aceh Selatan in the decree; where the polygon lies decides."""
    at = {"1101": (96.08, 2.61, 0.4), "1103": (97.44, 3.16, 0.5), "1171": (95.32, 5.55, 0.07)}
    features = [_feature(code, _square(lon - w / 2, lat - w / 2, w)) for code, (lon, lat, w) in at.items()]
    found = read_boundaries(write({"type": "FeatureCollection", "features": features}), level=2)
    assert found.codes == ["11.01", "11.09", "11.71"]
    assert found.matched_by == "kode BPS, kolom kode"


def test_a_bow_tie_is_repaired(write: Write) -> None:
    """A ring that crosses itself is undone and reported; its neighbours are untouched."""
    w, s = 112.0, -8.0
    bow = [[[w, s], [w + 0.5, s + 0.5], [w + 0.5, s], [w, s + 0.5], [w, s]]]
    found = read_boundaries(write(_collection({**SQUARES, "99.01": bow})), gazetteer=_gazetteer())
    assert found.findings.repaired == ["99.01"]
    assert any("diperbaiki" in line for line in report(found, _gazetteer()))


def test_islands_in_several_features_are_merged(write: Write) -> None:
    """Two features of one code become one region, and the report says so."""
    content = _collection()
    content["features"].append(_feature("99.01", _square(111.8, -7.3, 0.1)))
    found = read_boundaries(write(content), gazetteer=_gazetteer())
    assert len(found.codes) == 4
    assert found.findings.merged == ["99.01"]


def test_overlaps_and_missing_are_reported(write: Write) -> None:
    """A polygon that covers a strip of its neighbour, and a region that is not in the file."""
    shapes = {code: rings for code, rings in SQUARES.items() if code != "99.71"}
    shapes["99.01"] = _square(112.0, -8.0, 0.55)
    found = read_boundaries(write(_collection(shapes)), gazetteer=_gazetteer())
    assert found.findings.missing == ["99.71"]
    assert {pair[:2] for pair in found.findings.overlaps} == {("99.01", "99.02")}
    lines = report(found, _gazetteer())
    assert any(line.startswith("Kabupaten Barat dan Kabupaten Timur bertumpuk") for line in lines)
    assert any("Kota Pusat" in line and "tidak ada" in line for line in lines)


def test_an_unknown_feature_is_named(write: Write) -> None:
    """A feature that is no region is skipped by number and by what it is called."""
    content = _collection()
    content["features"].append(_feature("77.99", _square(113, -8), nama="Danau"))
    found = read_boundaries(write(content), gazetteer=_gazetteer())
    assert found.unmatched == [(5, "77.99, Danau")]


def test_a_polygon_far_from_its_region_is_reported(write: Write) -> None:
    """A code on the wrong polygon: the region's own point lies elsewhere."""
    shapes = {**SQUARES, "99.71": _square(111.0, -7.0)}
    found = read_boundaries(write(_collection(shapes)), gazetteer=_gazetteer())
    assert found.findings.misplaced == ["99.71"]
    assert any("jauh dari letak" in line for line in report(found, _gazetteer()))


def test_any_projection_that_is_named(write: Write, tmp_path: Path) -> None:
    """A Shapefile in UTM, in a zip with a folder, is read like the same shapes in degrees."""
    import geopandas as gpd

    table = gpd.read_file(write(_collection())).to_crs(32749)
    (tmp_path / "shp").mkdir()
    table.to_file(tmp_path / "shp" / "batas.shp")
    archive = tmp_path / "batas.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for part in (tmp_path / "shp").iterdir():
            packed.write(part, f"data/{part.name}")
    found = read_boundaries(archive, gazetteer=_gazetteer())
    assert found.codes == list(SQUARES)
    assert found.frame.total_bounds == pytest.approx([112.0, -8.5, 113.0, -7.5], abs=1e-6)


@pytest.mark.parametrize(("name", "driver"), [("b.gpkg", "GPKG"), ("b.fgb", "FlatGeobuf")])
def test_other_formats(write: Write, tmp_path: Path, name: str, driver: str) -> None:
    """GeoPackage and FlatGeobuf."""
    import geopandas as gpd

    gpd.read_file(write(_collection())).to_file(tmp_path / name, driver=driver)
    assert read_boundaries(tmp_path / name, gazetteer=_gazetteer()).codes == list(SQUARES)


def _zip(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name in names:
            packed.writestr(name, json.dumps(_collection()))
    return path


POINT = {
    "type": "Feature",
    "properties": {"kode": "99.01"},
    "geometry": {"type": "Point", "coordinates": [112, -8]},
}
BAD_FILES: list[tuple[object, str, str]] = [
    ("", "batas.geojson", "kosong"),
    ('{"type": "FeatureColl', "batas.geojson", r"JSON rusak \(baris 1\)"),
    ("[1, 2]", "batas.json", "bukan GeoJSON"),
    ({"type": "FeatureCollection", "features": []}, "batas.geojson", "tidak ada satu pun fitur"),
    ({"type": "FeatureCollection", "features": [POINT]}, "batas.geojson", "bukan poligon"),
    ("x", "batas.docx", "format tidak dikenal"),
    ("bukan sqlite", "batas.gpkg", "tidak terbaca"),
    ("bukan zip", "batas.zip", "arsip zip rusak"),
    (_collection({"1": _square(0, 50)}), "batas.geojson", "di luar Indonesia"),
    (_collection({"abc": SQUARES["99.01"]}), "batas.geojson", "kurang dari separuh.*Kolom yang ada: kode"),
    (_collection({**SQUARES, "99.01": _square(112.0, -8.0, 2.0)}), "batas.geojson", "kali luas resminya"),
]


@pytest.mark.parametrize(("content", "name", "says"), BAD_FILES)
def test_bad_files(write: Write, content: object, name: str, says: str) -> None:
    """Each says in one sentence what is wrong and what to do."""
    with pytest.raises(BoundaryError, match=says):
        read_boundaries(write(content, name), gazetteer=_gazetteer())


def test_no_projection_and_metres(tmp_path: Path, write: Write) -> None:
    """Coordinates in metres without a .prj cannot be placed."""
    import geopandas as gpd

    table = gpd.read_file(write(_collection())).to_crs(32749)
    (tmp_path / "shp").mkdir()
    table.to_file(tmp_path / "shp" / "batas.shp")
    (tmp_path / "shp" / "batas.prj").unlink()
    with pytest.raises(BoundaryError, match=r"Sertakan berkas \.prj"):
        read_boundaries(tmp_path / "shp" / "batas.shp", gazetteer=_gazetteer())


@pytest.mark.parametrize("names", [("../../etc/batas.geojson",), ("/batas.geojson",), ("..\\b.geojson",)])
def test_archives_with_odd_paths(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Nothing is written outside; the path is named."""
    with pytest.raises(BoundaryError, match="jalur yang tidak wajar"):
        read_boundaries(_zip(tmp_path, *names), gazetteer=_gazetteer())


def test_archives_with_two_files_or_none(tmp_path: Path) -> None:
    """Which one is meant is for the user to say."""
    with pytest.raises(BoundaryError, match="tepat satu"):
        read_boundaries(_zip(tmp_path, "a.geojson", "b.geojson"), gazetteer=_gazetteer())
    with pytest.raises(BoundaryError, match="tidak ada"):
        read_boundaries(_zip(tmp_path, "baca.txt"), gazetteer=_gazetteer())


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    """The size is looked at before the file is opened (the limit is 200 MB)."""
    monkeypatch.setattr("geo.shapes.LARGEST_BYTES", 100)
    with pytest.raises(BoundaryError, match="batasnya"):
        read_boundaries(write(_collection()), gazetteer=_gazetteer())


def test_a_packed_bomb(tmp_path: Path) -> None:
    """An archive that unpacks a thousandfold is refused before it is unpacked."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("b.geojson", " " * 10_000_000)
    with pytest.raises(BoundaryError, match="melebihi batas"):
        read_boundaries(path, gazetteer=_gazetteer())


def test_the_same_polygon_twice_under_two_codes(write: Write) -> None:
    """Two regions cannot lie on one spot."""
    shapes = {**SQUARES, "99.71": _square(112.49, -8.0, 0.5)}
    with pytest.raises(BoundaryError, match=r"Kota Pusat \(99\.71\) bertumpuk"):
        read_boundaries(write(_collection(shapes)), gazetteer=_gazetteer())


def test_kecamatan_before_their_list_is_loaded(write: Write) -> None:
    """The sentence says what to load first, not that the codes are wrong."""
    path = write(_collection({"99.01.01": SQUARES["99.01"]}))
    with pytest.raises(BoundaryError, match=r"belum memuat kecamatan.*netra import --kind wilayah"):
        read_boundaries(path, gazetteer=_gazetteer(), level=3)


def test_vintages_side_by_side(write: Write, tmp_path: Path) -> None:
    """Each election day finds the boundaries of its time; a bad file leaves them in use."""
    folder, path = tmp_path / "var", write(_collection())
    for year in (2018, 2024):
        add_boundaries(path, folder=folder, year=year, gazetteer=_gazetteer())
    bad = write("{", "rusak.geojson")
    with pytest.raises(BoundaryError):
        add_boundaries(bad, folder=folder, year=2020, gazetteer=_gazetteer())
    years = {
        day: choose(folder, level=2, on=day)
        for day in (date(2018, 6, 27), date(2020, 12, 9), date(2024, 11, 27))
    }
    assert [asset.year for asset in years.values() if asset] == [2018, 2018, 2024]
    assert choose(folder, level=2, on=date(2015, 12, 9)) is not None
    assert choose(folder, level=3, on=date(2024, 11, 27)) is None
    assert len(assets(folder)) == 2


def test_the_same_year_again_replaces(write: Write, tmp_path: Path) -> None:
    """One asset per level and year; loading the same file again changes nothing."""
    one, _ = add_boundaries(write(_collection()), folder=tmp_path / "v", year=2024, gazetteer=_gazetteer())
    two, _ = add_boundaries(write(_collection()), folder=tmp_path / "v", year=2024, gazetteer=_gazetteer())
    assert one == two
    assert assets(tmp_path / "v") == [one]


@pytest.mark.parametrize(
    ("name", "level", "count"),
    [("provinces_lite.geojson", 1, 38), ("regencies_lite.geojson", 2, 514), ("regencies.topojson", 2, 514)],
)
def test_the_country(shared_data: Path, tmp_path: Path, name: str, level: int, count: int) -> None:
    """Every region matches; the packed asset is under 300 kB; no region is lost or broken by simplifying."""
    import geopandas as gpd

    asset, lines = add_boundaries(shared_data / "boundaries" / name, folder=tmp_path, year=2020)
    assert (asset.level, asset.count) == (level, count)
    assert asset.packed_bytes <= 300_000
    assert lines[0].startswith(f"{count} wilayah dikenali")
    drawn = gpd.read_file(tmp_path / asset.file)
    assert drawn.geometry.is_valid.all()
    assert not drawn.geometry.is_empty.any()


def test_a_34_province_file(shared_data: Path, tmp_path: Path) -> None:
    """Before 2022 Papua was one province: refused for today's map, welcome for that of 2018."""
    import geopandas as gpd

    table = gpd.read_file(shared_data / "boundaries" / "provinces_lite.geojson")
    old = {"93": "91", "94": "91", "95": "91", "96": "92"}
    table["kode"] = table["kode"].map(lambda code: old.get(code, code))
    path = tmp_path / "lama.geojson"
    table[["kode", "geometry"]].dissolve("kode").reset_index().to_file(path)
    with pytest.raises(
        BoundaryError, match="Papua Selatan, Papua Tengah, Papua Pegunungan, Papua Barat Daya"
    ):
        add_boundaries(path, folder=tmp_path / "var")
    asset, _ = add_boundaries(path, folder=tmp_path / "var", year=2018)
    assert asset.count == 34


def test_kecamatan_and_the_places_in_them(shared_data: Path) -> None:
    """81 kecamatan of three regencies and a kota; the town square of Probolinggo lies in one of them."""
    table = pl.read_csv(shared_data / "regions" / "districts.csv", infer_schema_length=0)
    rows = table.select(
        code="kode",
        name="nama",
        kind=pl.lit("kecamatan"),
        level=pl.lit(3, dtype=pl.Int64),
        parent_code="parent",
        lat=pl.col("lat").cast(float),
        lon=pl.col("lon").cast(float),
    )
    found = read_boundaries(
        shared_data / "boundaries" / "districts_focus.geojson", gazetteer=Gazetteer.packaged().extended(rows)
    )
    assert (found.level, len(found.codes)) == (3, 81)
    square = pl.DataFrame({"name": ["Alun-alun", "laut"], "lat": [-7.7433, -7.0], "lon": [113.2155, 113.2]})
    held = containing(square, found.codes, found.shapes)["code"].to_list()
    assert held[0] is not None
    assert held[0].startswith("35.74.")
    assert held[1] is None


@pytest.mark.parametrize("tolerance", [0.002, 0.01])
def test_shared_borders_stay_shared(shared_data: Path, tolerance: float) -> None:
    """After simplifying, neighbours still meet; hairs under 100 m, from rounding, in at most 2 %."""
    import shapely

    found = read_boundaries(shared_data / "boundaries" / "regencies.topojson", level=2)
    simple = coverage.simplify(found.shapes, tolerance=tolerance)
    hairs = ~shapely.is_empty(shapely.coverage_invalid_edges(simple))
    assert hairs.sum() <= 0.02 * len(simple)
    assert shapely.is_valid(simple).all()
    before, after = (shapely.get_num_coordinates(shapes).sum() for shapes in (found.shapes, simple))
    assert after <= before * 1.001  # rounding may add a corner where three borders meet

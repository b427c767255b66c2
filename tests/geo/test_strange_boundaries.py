"""Boundary files as strangers send them: what can be understood is used, the rest named by its feature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from geo.boundaries import read_boundaries, report
from geo.errors import BoundaryError
from geo.regions import Gazetteer
from tests.geo.test_boundaries import SQUARES, Write, _collection, _feature, _gazetteer, _square, write

__all__ = ["write"]
NAN = float("nan")
W, S = 112.5, -8.5  # corner of 99.71
BROKEN_RINGS = {
    "of two points": [[[W, S], [W + 0.5, S]]],
    "not a number": [[[NAN, S], [W, S], [W, S + 0.5], [NAN, S]]],
    "without area": [[[W, S], [W + 0.5, S], [W, S], [W, S]]],
    "words": "abc",
}


@pytest.mark.parametrize("rings", BROKEN_RINGS.values(), ids=list(BROKEN_RINGS))
def test_a_feature_without_a_readable_shape_is_named(write: Write, rings: Any) -> None:
    """One ruined ring does not spoil the file: its feature is skipped and named, its region is missing."""
    found = read_boundaries(write(_collection({**SQUARES, "99.71": rings})), gazetteer=_gazetteer())
    lines = report(found, _gazetteer())
    assert found.codes == ["99.01", "99.02", "99.03"]
    assert 'Fitur 4 ("99.71") tidak punya bentuk yang dapat dibaca dan dilewati.' in lines
    assert found.findings.missing == ["99.71"]


def test_an_open_ring_is_closed(write: Write) -> None:
    """A ring whose last point is not its first is closed, not refused."""
    rings = [SQUARES["99.71"][0][:-1]]
    found = read_boundaries(write(_collection({**SQUARES, "99.71": rings})), gazetteer=_gazetteer())
    assert len(found.codes) == 4


def test_most_shapes_lost(write: Write) -> None:
    """A cut file has features without shapes: said so, with the first of them, not blamed on the names."""
    shapes = {code: (rings if code == "99.01" else []) for code, rings in SQUARES.items()}
    with pytest.raises(BoundaryError, match=r"3 dari 4 fitur tidak punya bentuk.*mulai fitur 2"):
        read_boundaries(write(_collection(shapes)), gazetteer=_gazetteer())


def test_one_code_on_two_regions(write: Write) -> None:
    """Feature 4 bears the code of feature 1 but lies in Kota Pusat: both are named."""
    content = _collection()
    content["features"][3]["properties"]["kode"] = "99.01"
    with pytest.raises(BoundaryError, match=r"fitur 1 dan 4 sama-sama berkode 99\.01.*Kota Pusat \(99\.71\)"):
        read_boundaries(write(content), gazetteer=_gazetteer())
    assert len(read_boundaries(write(content), gazetteer=_gazetteer(), year=2010).codes) == 3


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::999999", "proyeksi kami"])
def test_a_projection_nobody_knows(write: Write, name: str) -> None:
    """A projection that is named but unknown is not taken for degrees."""
    crs = {"type": "name", "properties": {"name": name}}
    with pytest.raises(BoundaryError, match=f'proyeksi "{name}" tidak dikenal'):
        read_boundaries(write(_collection(crs=crs)), gazetteer=_gazetteer())


def test_metres_without_a_projection(write: Write) -> None:
    """GeoJSON in metres: the sentence speaks of the projection, not of swapped axes."""
    far = {code: _square(12_400_000.0 + i, -900_000.0, 50_000) for i, code in enumerate(SQUARES)}
    with pytest.raises(BoundaryError, match="proyeksinya tidak disebut"):
        read_boundaries(write(_collection(far)), gazetteer=_gazetteer())


def test_swapped_axes(write: Write) -> None:
    """Latitude before longitude lies outside Indonesia, and the sentence says what may be wrong."""
    swapped = {code: [[[y, x] for x, y in ring] for ring in rings] for code, rings in SQUARES.items()}
    with pytest.raises(BoundaryError, match="bujur dan lintang tertukar"):
        read_boundaries(write(_collection(swapped)), gazetteer=_gazetteer())


def test_codes_that_became_numbers(write: Write) -> None:
    """A table program made 99.10 the number 99.1; it is still that region."""
    rows = _gazetteer().frame.with_columns(pl.col("code").replace("99.71", "99.10"))
    content = _collection()
    for feature in content["features"]:
        feature["properties"]["kode"] = float(feature["properties"]["kode"].replace("99.71", "99.1"))
    assert "99.10" in read_boundaries(write(content), gazetteer=Gazetteer(rows)).codes


def test_bare_names_are_told_apart_by_their_place(shared_data: Path, tmp_path: Path) -> None:
    """Jawa Timur with bare names only: Probolinggo, Kediri, Malang … are the one whose point they hold."""
    whole = json.loads((shared_data / "boundaries" / "regencies_lite.geojson").read_text())
    features = [f for f in whole["features"] if f["properties"]["kode"].startswith("35.")]
    for feature in features:
        feature.pop("id", None)
        bare = feature["properties"]["nama"].replace("Kabupaten ", "").replace("Kota ", "")
        feature["properties"] = {"WADMKK": bare, "kode_asli": None}
    path = tmp_path / "jatim.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = read_boundaries(path)
    assert len(found.codes) == 38
    assert {"35.13", "35.74", "35.06", "35.71"} <= set(found.codes)


def test_a_file_of_kecamatan_without_their_list(write: Write) -> None:
    """Many features a region: probably kecamatan; the report says how to add them as such."""
    strips = [
        _feature(code, _square(rings[0][0][0], rings[0][0][1], 0.5)) for code, rings in SQUARES.items()
    ] * 6
    found = read_boundaries(write({"type": "FeatureCollection", "features": strips}), gazetteer=_gazetteer())
    assert any("--level kecamatan" in line for line in report(found, _gazetteer()))


def test_an_office_that_knows_only_its_own_kecamatan(write: Write) -> None:
    """The file holds the kecamatan of a country, the list those of one city: these count, by their codes."""
    own = {
        "code": ["99.71.01", "99.71.02"],
        "name": ["Kecamatan Timur", "Kecamatan Barat"],
        "kind": ["kecamatan"] * 2,
        "level": [3] * 2,
        "parent_code": ["99.71"] * 2,
        "lat": [-8.25, -8.25],
        "lon": [112.55, 112.65],
    }
    book = Gazetteer(pl.concat([_gazetteer().frame, pl.DataFrame(own)], how="diagonal_relaxed"))
    far = [_feature(f"99.01.{i:02d}", _square(111.0 + i / 10, -7.0, 0.1), nama="Timur") for i in range(1, 20)]
    here = [
        _feature("99.71.01", _square(112.5, -8.3, 0.1), nama="Timur"),
        _feature("99.71.02", _square(112.6, -8.3, 0.1), nama="Barat"),
    ]
    file = write({"type": "FeatureCollection", "features": [*far, *here]})
    found = read_boundaries(file, level=3, gazetteer=book)
    assert found.codes == ["99.71.01", "99.71.02"]
    assert found.matched_by == "kode Kemendagri, kolom kode"

"""A place is in the kecamatan whose boundary holds it; without boundaries, in that of the nearest point."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl

from geo.boundaries import add_boundaries
from geo.locating import locate
from tests.geo.test_boundaries import SQUARES, _collection, _gazetteer

DAY = date(2024, 10, 28)
REGIONS = _gazetteer().frame.filter(pl.col("level") == 2).select("code", "lat", "lon")
PLACES = pl.DataFrame(
    {
        "name": ["pasar", "dermaga", "laut lepas"],
        "lat": [-7.99, -7.75, -7.75],
        "lon": [112.49, 111.997, 111.8],
    }
)


def _added(folder: Path, shapes: dict) -> Path:
    file = folder / "batas.geojson"
    file.write_text(json.dumps(_collection(shapes)))
    add_boundaries(file, folder=folder / "batas", gazetteer=_gazetteer())
    return folder / "batas"


def _codes(folder: Path | None) -> list[str | None]:
    return locate(PLACES, REGIONS, folder=folder, level=2, parent="99", on=DAY)["code"].to_list()


def test_inside_then_almost_then_nearest(tmp_path: Path) -> None:
    """Inside a boundary; on a quay 300 m before it; far out at sea the nearest point decides."""
    assert _codes(_added(tmp_path, SQUARES)) == ["99.01", "99.01", "99.01"]
    swapped = {**SQUARES, "99.01": SQUARES["99.03"], "99.03": SQUARES["99.01"]}
    moved = tmp_path / "lain"
    moved.mkdir()
    assert _codes(_added(moved, swapped)) == ["99.03", "99.03", "99.01"]


def test_without_boundaries(tmp_path: Path) -> None:
    """No folder, an empty folder: the nearest point, as before."""
    assert _codes(None) == _codes(tmp_path) == ["99.01", "99.01", "99.01"]


def test_no_places() -> None:
    """An empty list stays empty."""
    assert locate(PLACES.clear(), REGIONS, folder=None, level=2, parent="99", on=DAY).height == 0

"""How far, how long, and in which region a point lies."""

from __future__ import annotations

import polars as pl
import pytest

from geo.regions import Gazetteer
from geo.travel import distance_km, nearest, travel_hours

INDONESIA = Gazetteer.packaged()


def test_surabaya_to_jakarta() -> None:
    """About 660 km as the crow flies."""
    assert distance_km((-7.2575, 112.7521), (-6.2088, 106.8456)) == pytest.approx(664, abs=5)


def test_travel_is_symmetric_and_complete() -> None:
    """n · (n − 1) pairs, the same both ways, longer across the sea."""
    points = INDONESIA.frame.filter(pl.col("code").is_in(["35.10", "51.01", "35.09"])).select(
        "code", "lat", "lon"
    )
    pairs = {(i, j): (km, hours) for i, j, km, hours in travel_hours(points).iter_rows()}
    assert len(pairs) == 6
    assert all(pairs[i, j] == pairs[j, i] for i, j in pairs)
    assert pairs["35.10", "51.01"][1] > 2
    assert pairs["35.09", "35.10"][1] < 3


def test_a_market_finds_its_region() -> None:
    """Nearest point within 60 km; the open sea has none."""
    places = pl.DataFrame({"name": ["Pasar Baru", "laut"], "lat": [-7.757, -4.5], "lon": [113.216, 112.5]})
    regions = INDONESIA.frame.filter(pl.col("level") == 2)
    found = nearest(places, regions)
    assert found["code"].to_list() == ["35.74", None]
    assert found["km"][0] < 5


def test_nothing_to_find() -> None:
    """No regions with points: no code, no error."""
    places = pl.DataFrame({"name": ["x"], "lat": [0.0], "lon": [100.0]})
    assert nearest(places, INDONESIA.frame.clear())["code"].to_list() == [None]

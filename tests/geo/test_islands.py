"""Islands and links, entered by hand, agree with real boundaries."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from geo.boundaries import read_boundaries
from geo.neighbours import island
from geo.tables import DATA

KM_PER_DEGREE = 111.2
LONGEST_KM = 300
NEAR_DEGREES = 0.005


@pytest.fixture(scope="module")
def shapes(request: pytest.FixtureRequest) -> dict[str, object]:
    """Shape of each kab/kota."""
    folder: Path = request.getfixturevalue("shared_data")
    found = read_boundaries(folder / "boundaries" / "regencies_lite.geojson")
    return dict(zip(found.codes, found.shapes, strict=True))


def test_the_regions_of_an_island_form_one_piece(shapes: dict[str, object]) -> None:
    """From any kab/kota of an island one reaches all others of it by land."""
    import shapely

    codes = list(shapes)
    every = np.array([shapes[code] for code in codes])
    one, other = shapely.STRtree(every).query(every, predicate="dwithin", distance=NEAR_DEGREES)
    beside: dict[str, set[str]] = defaultdict(set)
    for i, j in zip(one, other, strict=True):
        if island(codes[i]) == island(codes[j]):
            beside[codes[i]].add(codes[j])
    torn = []
    for name in {island(code) for code in codes}:
        own = {code for code in codes if island(code) == name}
        reached, front = set(), [min(own)]
        while front:
            code = front.pop()
            reached.add(code)
            front += beside[code] - reached
        torn += [(name, own - reached)] if own - reached else []
    assert torn == []


def test_a_link_crosses_no_more_than_a_strait(shapes: dict[str, object]) -> None:
    """Ferries and bridges join shores less than 300 km apart: a wrong code would lie farther."""
    import shapely

    links = pl.read_csv(DATA / "links.csv", infer_schema=False)
    far = [
        (a, b)
        for a, b in links.select("code_a", "code_b").iter_rows()
        if shapely.distance(shapes[a], shapes[b]) * KM_PER_DEGREE > LONGEST_KM
    ]
    assert far == []

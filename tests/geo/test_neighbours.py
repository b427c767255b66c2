"""Who borders whom, from points; compared with true borders."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from geo import NetraError
from geo.neighbours import components, island, links, neighbours
from geo.tables import packaged_regions

KABKOTA = packaged_regions().filter(pl.col("level") == 2)
NO_LINKS = KABKOTA.clear()


def test_ferries_make_three_components() -> None:
    """West (Sabang to Tanimbar), middle (Kalimantan, Sulawesi, northern Maluku), Papua; none stands alone."""
    edges = neighbours(KABKOTA)
    assert set(edges["i"]) | set(edges["j"]) == set(KABKOTA["code"])
    component = components(KABKOTA["code"].to_list(), edges)
    assert component["11.72"] == component["35.74"] == component["81.03"]
    assert component["64.71"] == component["73.71"] == component["82.71"]
    assert set(component.values()) == {0, 1, 2}


def test_no_link_is_invented_across_the_sea() -> None:
    """Without declared links every edge stays on its island, and islands are components of their own."""
    edges = neighbours(KABKOTA, extra=NO_LINKS)
    assert all(island(i) == island(j) for i, j in edges.iter_rows())
    count = len(set(components(KABKOTA["code"].to_list(), edges).values()))
    assert count == len({island(code) for code in KABKOTA["code"]})


def test_suramadu_and_bali_strait() -> None:
    """Declared: Surabaya–Bangkalan by bridge, Banyuwangi–Jembrana by ferry."""
    edges = set(neighbours(KABKOTA).iter_rows())
    assert {("35.26", "35.78"), ("35.10", "51.01")} <= edges
    assert set(links()["i"]) | set(links()["j"]) <= set(KABKOTA["code"])


def test_edges_are_sorted_and_come_once() -> None:
    """i < j, no loops, in order: two runs write the same file."""
    edges = neighbours(KABKOTA)
    assert (edges["i"] < edges["j"]).all()
    assert edges.equals(edges.unique().sort("i", "j"))


def test_a_square_and_its_centre() -> None:
    """The centre of a square is everyone's neighbour and stands between opposite corners."""
    points = pl.DataFrame(
        {
            "code": ["99.01", "99.02", "99.03", "99.04", "99.05"],
            "lat": [0.0, 0.0, 1.0, 1.0, 0.5],
            "lon": [0.0, 1.0, 0.0, 1.0, 0.5],
        }
    )
    edges = set(neighbours(points).iter_rows())
    assert {(f"99.0{i}", "99.05") for i in range(1, 5)} <= edges
    assert ("99.01", "99.04") not in edges


@pytest.mark.parametrize("count", [0, 1, 2])
def test_very_few_points(count: int) -> None:
    """None, one and two points have 0, 0 and 1 edges."""
    points = pl.DataFrame(
        {
            "code": [f"99.0{i}" for i in range(count)],
            "lat": [0.0] * count,
            "lon": [float(i) for i in range(count)],
        },
        schema={"code": pl.String, "lat": pl.Float64, "lon": pl.Float64},
    )
    assert neighbours(points).height == max(0, count - 1)


def test_a_missing_point_says_whose() -> None:
    """The message names the region."""
    points = pl.DataFrame({"code": ["99.01", "99.02"], "lat": [0.0, None], "lon": [0.0, 1.0]})
    with pytest.raises(NetraError, match=r"99\.02"):
        neighbours(points)


def test_against_true_borders(shared_data: Path) -> None:
    """Points alone find the borders of the 514 kab/kota with precision and recall above 0.7."""
    from geo.boundaries import contiguity, read_boundaries

    table = read_boundaries(shared_data / "boundaries" / "regencies_lite.geojson", level=2)
    true = set(contiguity(table).iter_rows())
    found = set(neighbours(KABKOTA, extra=NO_LINKS).iter_rows())
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    assert precision > 0.7
    assert recall > 0.7

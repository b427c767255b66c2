"""From points to regions, and how far apart they are: for places of a sidak and for the planner.

Distance is the great circle (haversine); a road is longer, so travel is distance × DETOUR at a usual speed;
between islands it is a ferry and its wait. Good for ordering visits, not for a timetable.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from geo.neighbours import EARTH_RADIUS_KM, island, unit_vectors

DETOUR = 1.4  # road : straight line; 1.3–1.5 in hilly Java
ROAD_KMH = 40.0  # provincial roads with towns
FERRY_KMH = 20.0
FERRY_WAIT_HOURS = 2.0
FARTHEST_KM = 60.0  # a place farther than this from every known point is not in any of them


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points (lat, lon) in degrees."""
    return float(distances_km(np.array([a]), np.array([b]))[0, 0])


def distances_km(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Matrix of great-circle distances between points n × 2 and m × 2 (lat, lon in degrees)."""
    one, two = unit_vectors(a[:, 0], a[:, 1]), unit_vectors(b[:, 0], b[:, 1])
    chord = np.linalg.norm(one[:, None] - two[None], axis=2)
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2, 0, 1))


def travel_hours(points: pl.DataFrame) -> pl.DataFrame:
    """All pairs of ``points`` (``code, lat, lon``): ``i, j, km, hours`` one way, i ≠ j, in order."""
    codes = points["code"].to_list()
    at = points.select("lat", "lon").to_numpy()
    km = distances_km(at, at)
    islands = np.array([island(code) or "" for code in codes])
    is_sea = islands[:, None] != islands[None]
    hours = np.where(is_sea, km / FERRY_KMH + FERRY_WAIT_HOURS, km * DETOUR / ROAD_KMH)
    i, j = np.nonzero(~np.eye(len(codes), dtype=bool))
    names = np.array(codes, dtype=object)
    return pl.DataFrame(
        {
            "i": names[i].tolist(),
            "j": names[j].tolist(),
            "km": km[i, j].round(2),
            "hours": hours[i, j].round(2),
        },
        schema={"i": pl.String, "j": pl.String, "km": pl.Float64, "hours": pl.Float64},
    )


def nearest(places: pl.DataFrame, regions: pl.DataFrame, *, farthest_km: float = FARTHEST_KM) -> pl.DataFrame:
    """The region (``code, lat, lon``) whose point is nearest to each place (``name, lat, lon``).

    Adds ``code`` and ``km``; ``code`` is null beyond ``farthest_km``. With boundaries use ``containing``:
    near a border the nearest point may lie across it.
    """
    known = regions.drop_nulls(["lat", "lon"])
    if known.is_empty() or places.is_empty():
        return places.with_columns(code=pl.lit(None, dtype=pl.String), km=pl.lit(None, dtype=pl.Float64))
    km = distances_km(places.select("lat", "lon").to_numpy(), known.select("lat", "lon").to_numpy())
    best = km.argmin(1)
    found = pl.DataFrame({"code": known["code"].gather(best), "km": km.min(1).round(2)})
    near = pl.when(pl.col("km") <= farthest_km).then("code")
    return pl.concat([places, found.with_columns(near)], how="horizontal")


def containing(places: pl.DataFrame, codes: Sequence[str], shapes: np.ndarray) -> pl.DataFrame:
    """The region whose boundary holds each place (``name, lat, lon``): adds ``code``, null when none does."""
    import shapely

    points = shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
    place, shape = shapely.STRtree(shapes).query(points, predicate="intersects")
    found: dict[int, str] = {}
    for i, k in zip(place.tolist(), shape.tolist(), strict=True):
        found.setdefault(i, codes[k])
    column = [found.get(i) for i in range(places.height)]
    return places.with_columns(pl.Series("code", column, dtype=pl.String))

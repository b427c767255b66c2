"""Polygons as one coverage: repaired, one per code, checked for overlaps, gaps and impossible areas.

Simplifying keeps shared borders shared (``shapely.coverage_simplify``, Visvalingam–Whyatt by area), so no
slivers open between neighbours. Rings are wound for the screen: outer rings clockwise, otherwise a browser's
map fills the sphere outside the region.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from geo.regions import Gazetteer

if TYPE_CHECKING:
    import geopandas as gpd

KM_PER_DEGREE = 111.195
LEAST_OVERLAP_KM2 = 1.0  # and at least SHARE of the smaller region
SHARE = 0.01
LARGEST_RATIO, SMALLEST_RATIO = 2.0, 0.4  # area against the decree; 2020 boundaries differ by up to 1.6
TOUCH_DEGREES = 0.01  # about 1 km: simplified files leave hairs between neighbours


@dataclass
class Findings:
    """What the checks of a coverage saw; areas in km²."""

    repaired: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    overlaps: list[tuple[str, str, float]] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)  # polygon far from the region's own point
    odd_areas: list[tuple[str, float]] = field(default_factory=list)  # code, area : official area


def repair(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Valid polygons (self-crossings undone, spikes and empty rings dropped) and which ones had to change."""
    import shapely

    broken = ~shapely.is_valid(shapes)
    fixed = shapes.copy()
    fixed[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return np.array([_polygons_only(shape) for shape in fixed], dtype=object), broken


def _polygons_only(shape: object) -> object:
    import shapely

    parts = shapely.get_parts(shape, return_index=False) if shape is not None else []
    parts = [
        p for part in parts for p in shapely.get_parts(part) if shapely.get_type_id(p) == 3 and p.area > 0
    ]
    return shapely.multipolygons(parts) if len(parts) > 1 else parts[0] if parts else shapely.Polygon()


def merge(codes: list[str], shapes: np.ndarray) -> tuple[list[str], np.ndarray, list[str]]:
    """One shape per code, in order of code, and the codes that came in several parts."""
    import shapely

    groups: dict[str, list[int]] = {}
    for i, code in enumerate(codes):
        groups.setdefault(code, []).append(i)
    ordered = sorted(groups)
    one = [
        shapes[groups[c][0]] if len(groups[c]) == 1 else shapely.union_all(shapes[groups[c]]) for c in ordered
    ]
    return ordered, np.array(one, dtype=object), [code for code in ordered if len(groups[code]) > 1]


def wind(shapes: np.ndarray) -> np.ndarray:
    """Outer rings clockwise, holes against it."""
    import shapely

    return shapely.orient_polygons(shapes, exterior_cw=True)


def area_km2(shapes: np.ndarray) -> np.ndarray:
    """Area of shapes in degrees, each at its own latitude."""
    import shapely

    middle = shapely.get_y(shapely.centroid(shapes))
    return shapely.area(shapes) * KM_PER_DEGREE**2 * np.cos(np.radians(np.nan_to_num(middle)))


def check(codes: list[str], shapes: np.ndarray, gazetteer: Gazetteer) -> Findings:
    """Overlaps, gaps, missing codes and areas that cannot be."""
    area = area_km2(shapes)
    found = Findings(missing=_missing(codes, gazetteer))
    found.overlaps = _overlaps(codes, shapes, area)
    found.gaps = _gaps(shapes)
    for code, size in zip(codes, area, strict=True):
        official = gazetteer.get(code).area_km2
        if official and not SMALLEST_RATIO <= size / official <= LARGEST_RATIO:
            found.odd_areas.append((code, float(size / official)))
    return found


def _missing(codes: list[str], gazetteer: Gazetteer) -> list[str]:
    """Sisters of the regions present that are absent: those with the same parent, or of the same level."""
    present, level = set(codes), gazetteer.get(codes[0]).level
    parents = {gazetteer.get(code).parent_code for code in codes}
    whole = len(parents) > 30
    rows = gazetteer.frame.filter(pl.col("level") == level)
    if not whole:
        rows = rows.filter(pl.col("parent_code").is_in([p for p in parents if p]))
    return [code for code in rows["code"] if code not in present]


def _overlaps(codes: list[str], shapes: np.ndarray, area: np.ndarray) -> list[tuple[str, str, float]]:
    import shapely

    left, right = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    inner, outer = shapely.STRtree(shapes).query(shapes, predicate="covered_by")
    pairs = {
        (min(i, j), max(i, j)) for i, j in [*zip(left, right, strict=True), *zip(inner, outer, strict=True)]
    }
    found = []
    for i, j in sorted(pair for pair in pairs if pair[0] != pair[1]):
        shared = float(area_km2(np.array([shapely.intersection(shapes[i], shapes[j])]))[0])
        if shared > max(LEAST_OVERLAP_KM2, SHARE * min(area[i], area[j])):
            found.append((codes[i], codes[j], shared))
    return found


def _gaps(shapes: np.ndarray) -> list[float]:
    """Holes in the union that no region fills, largest first; lakes inside one region are not gaps."""
    import shapely

    union = shapely.union_all(shapes)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    if not holes:
        return []
    touched = shapely.STRtree(shapes).query(np.array(holes, dtype=object), predicate="intersects")[0]
    between = [hole for k, hole in enumerate(holes) if (touched == k).sum() > 1]
    sizes = area_km2(np.array(between, dtype=object)) if between else np.array([])
    return sorted((float(s) for s in sizes if s > LEAST_OVERLAP_KM2), reverse=True)


def simplify(shapes: np.ndarray, *, tolerance: float, places: int = 3) -> np.ndarray:
    """Fewer points; shared borders stay shared, no region vanishes. ``tolerance`` in degrees."""
    import shapely

    simple = shapely.coverage_simplify(shapes, tolerance) if tolerance else shapes
    rounded = shapely.set_precision(simple, 10**-places, mode="valid_output")
    lost = shapely.is_empty(rounded)
    rounded[lost] = shapes[lost]
    return wind(rounded)


def contiguity(codes: list[str], shapes: np.ndarray) -> pl.DataFrame:
    """Edges ``i, j`` (i < j, sorted) of regions closer than TOUCH_DEGREES."""
    import shapely

    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCH_DEGREES)
    touching = zip(left, right, strict=True)
    pairs = sorted({(min(codes[i], codes[j]), max(codes[i], codes[j])) for i, j in touching if i != j})
    return pl.DataFrame(pairs, schema={"i": pl.String, "j": pl.String}, orient="row")


def as_frame(codes: list[str], shapes: np.ndarray) -> gpd.GeoDataFrame:
    """Columns ``code, geometry`` in WGS 84."""
    import geopandas as gpd

    return gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs=4326)

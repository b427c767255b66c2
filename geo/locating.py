"""In which of some regions a named place lies: by the boundaries an office added, else by the nearest point.

Kept boundaries are simplified to about 200 m, so a quay may stand a little outside: it belongs to the shape
it almost touches. A place that no shape holds goes to the region whose own point is nearest.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from geo.travel import containing, nearest
from geo.vintages import choose

if TYPE_CHECKING:
    import numpy as np

ALMOST_DEGREES = 0.005  # about 500 m
SCHEMA = {"name": pl.String, "lat": pl.Float64, "lon": pl.Float64}


def locate(
    places: pl.DataFrame, regions: pl.DataFrame, *, folder: Path | None, level: int, parent: str, on: date
) -> pl.DataFrame:
    """The region of each place: ``places`` (``name, lat, lon``) with ``code``, null when none is near.

    ``regions``: ``code, lat, lon`` of those that come into question, the children of ``parent``; ``folder``:
    where ``geo.vintages`` keeps boundaries, None = there are none; ``on`` chooses among their vintages.
    """
    by_point = nearest(places, regions)["code"]
    if places.is_empty() or folder is None:
        return places.with_columns(by_point.alias("code"))
    asset = choose(folder, level=level, on=on, parent=parent)
    codes, shapes = _shapes(folder / asset.file) if asset else ([], None)
    own = [i for i, code in enumerate(codes) if code in set(regions["code"])]
    if shapes is None or not own:
        return places.with_columns(by_point.alias("code"))
    held = containing(places, [codes[i] for i in own], shapes[own])["code"]
    touched = _touched(places, [codes[i] for i in own], shapes[own])
    return places.with_columns(held.fill_null(touched).fill_null(by_point).alias("code"))


def _touched(places: pl.DataFrame, codes: Collection[str], shapes: np.ndarray) -> pl.Series:
    """The shape that each place almost touches."""
    import shapely

    points = shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
    place, shape = shapely.STRtree(shapes).query_nearest(points, max_distance=ALMOST_DEGREES)
    found = dict(zip(place.tolist(), shape.tolist(), strict=True))
    names = list(codes)
    return pl.Series([names[found[i]] if i in found else None for i in range(places.height)], dtype=pl.String)


@lru_cache(maxsize=8)
def _shapes(file: Path) -> tuple[list[str], np.ndarray | None]:
    """Codes and shapes of a kept asset; its name holds its hash, so it never changes."""
    import numpy as np
    import shapely

    features = json.loads(file.read_bytes())["features"]
    texts = [json.dumps(feature["geometry"]) for feature in features]
    return [feature["id"] for feature in features], np.array(shapely.from_geojson(texts))

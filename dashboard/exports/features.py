"""GeoJSON of a map: a feature per place, its point or outline, the numbers of the table as properties."""

from __future__ import annotations

import json
from typing import Any

from dashboard.exports.sheet import Sheet

Geometries = dict[str, dict[str, Any]]  # code -> GeoJSON geometry (WGS 84)


def to_geojson(sheet: Sheet, geometries: Geometries, *, link: str, attribution: str = "") -> bytes:
    """A FeatureCollection (RFC 7946); rows need ``code``; a place without a known point has geometry null."""
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "geometry": geometries.get(row["code"]),
            "properties": {c.key: _value(row.get(c.key)) for c in sheet.columns} | {"code": row["code"]},
        }
        for row in sheet.rows
    ]
    about = {
        "title": sheet.title,
        "data_per": _value(sheet.data_on),
        "sumber": sheet.source,
        "tautan": link,
        "geometri": attribution,
    }
    body = {"type": "FeatureCollection", "name": sheet.name, "netra": about, "features": features}
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def _value(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return None if isinstance(value, float) and value != value else value

"""Which region each polygon of a file is: by Kemendagri code, by BPS code, or by name.

Columns are not known beforehand, and codes deceive: 1101 is Aceh Selatan in the decree and Simeulue at BPS.
So every column is read in every way, and the reading whose regions lie where their polygons lie wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from geo.changes import current_code
from geo.codes import is_code, normalise_code
from geo.errors import BoundaryError
from geo.regions import Gazetteer
from geo.tables import packaged_regions

if TYPE_CHECKING:
    import geopandas as gpd

NEAR_DEGREES = 0.35  # a region's point may lie this far from its polygon (old or coarse boundaries)
FEWEST = 0.5  # share of features that must be recognised
CITIES = 2  # level of kabupaten and kota; all of them are packaged
PLENTY = 0.95  # share at which a code column needs no names beside it
MOST_COLUMNS = 60


Codes = list[str | None]
Locator = Callable[[list[str], Codes, int | None], Codes]


@dataclass(frozen=True)
class Reading:
    """One way to read a column: the code of each feature, None where it says nothing."""

    how: str  # "kode Kemendagri" | "kode BPS" | "nama"
    column: str
    codes: list[str | None]
    is_near: list[bool]  # whether the region lies where the polygon lies

    @property
    def agreement(self) -> int:
        """Features whose region lies where their polygon lies."""
        return sum(self.is_near)


def match_regions(table: gpd.GeoDataFrame, gazetteer: Gazetteer, *, level: int | None, name: str) -> Reading:
    """The best reading of a file. Raises BoundaryError when fewer than half of its features are known."""
    near = _nearness(table, gazetteer)
    columns = {
        str(c): [_text(v) for v in table[c]] for c in list(table.columns)[:MOST_COLUMNS] if c != "geometry"
    }

    def judged(how: str, column: str, codes: Codes) -> Reading:
        codes = [c if c and (level is None or gazetteer.get(c).level == level) else None for c in codes]
        return Reading(
            how, column, codes, [bool(code) and near(i, code or "") for i, code in enumerate(codes)]
        )

    best = _best([judged(*way) for way in _code_readings(columns, gazetteer)])
    expected = _expected(len(table), gazetteer, level)
    if best is None or best.agreement < PLENTY * expected:
        located = _locator(table, gazetteer)
        named = (judged(*way) for way in _name_readings(columns, gazetteer, level, located))
        best = _best([*([best] if best else []), *named])
    if best is None or best.agreement < FEWEST * expected:
        if level and level > 2 and not (gazetteer.frame["level"] == level).any():
            raise BoundaryError(
                f"{name}: daftar wilayah belum memuat kecamatan. Muat dahulu daftarnya (kode, nama, induk) "
                "dengan netra import --kind wilayah, lalu ulangi.",
                code="boundary_unmatched",
            )
        raise BoundaryError(
            f"{name}: kurang dari separuh fitur dikenali sebagai wilayah. Beri kolom kode Kemendagri (mis. "
            "35.74) atau nama lengkap (mis. Kota Probolinggo). "
            f"Kolom yang ada: {', '.join(columns) or 'tidak ada'}.",
            code="boundary_unmatched",
        )
    return best


def _expected(features: int, gazetteer: Gazetteer, level: int | None) -> int:
    """Features that should be known: an office has its own kecamatan, its file those of the country."""
    if level is None or level <= CITIES:
        return features
    return min(features, gazetteer.frame.filter(pl.col("level") == level).height or features)


def _best(readings: list[Reading]) -> Reading | None:
    return max(readings, key=lambda reading: reading.agreement, default=None)


def _code_readings(columns: dict[str, list[str]], gazetteer: Gazetteer) -> Iterator[tuple[str, str, Codes]]:
    bps = _bps_codes()
    for column, values in columns.items():
        yield "kode Kemendagri", column, [_kemendagri(value, gazetteer) for value in values]
        for codes in bps:
            yield "kode BPS", column, [codes.get(re.sub(r"\D", "", value)) for value in values]


def _name_readings(
    columns: dict[str, list[str]], gazetteer: Gazetteer, level: int | None, located: Locator
) -> Iterator[tuple[str, str, Codes]]:
    worded = {c: v for c, v in columns.items() if sum(_is_worded(x) for x in v) > len(v) / 2}
    for column, values in worded.items():
        for each in (level,) if level is not None else (None, 1, 2):
            yield "nama", column, located(values, gazetteer.find_codes(values, level=each), each)
        for other, texts in worded.items():  # a second column may name the region above
            if other != column:
                yield "nama", column, _within(values, gazetteer.find_codes(texts), gazetteer, level)


def _locator(table: gpd.GeoDataFrame, gazetteer: Gazetteer) -> Locator:
    """Settles bare names of several regions (*Probolinggo*): the one whose point the polygon holds."""
    import shapely

    shapes = table.geometry.to_numpy()

    def holds(i: int, code: str) -> bool:
        region = gazetteer.get(code)
        if region.lat is None or region.lon is None or shapes[i] is None:
            return False
        return bool(shapely.intersects_xy(shapes[i], region.lon, region.lat))

    def located(values: list[str], codes: Codes, level: int | None) -> Codes:
        for i, code in enumerate(codes):
            if code is None and values[i]:
                same = [m.region.code for m in gazetteer.find(values[i], level=level) if m.is_exact]
                inside = [c for c in same if holds(i, c)]
                codes[i] = inside[0] if len(inside) == 1 else None
        return codes

    return located


def _is_worded(value: str) -> bool:
    return 3 <= len(value) <= 60 and not any(letter.isdigit() for letter in value)


def _within(values: list[str], above: Codes, gazetteer: Gazetteer, level: int | None) -> Codes:
    if sum(code is not None for code in above) <= len(values) / 2:
        return [None] * len(values)
    pairs = zip(values, above, strict=True)
    return [gazetteer.find_codes([v], within=c, level=level)[0] if c else None for v, c in pairs]


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):  # a code that a table made a number: 3574.0, 35.1
        return str(int(value)) if value.is_integer() else f"{value:.2f}" if 10 < value < 100 else str(value)
    return str(value).strip()


def _kemendagri(value: str, gazetteer: Gazetteer) -> str | None:
    code = current_code(normalise_code(value)) if is_code(value) else ""
    return code if code in gazetteer else None


def _bps_codes() -> list[dict[str, str]]:
    regions = packaged_regions()
    return [
        dict(regions.select(column, "code").drop_nulls().iter_rows()) for column in ("bps_2023", "bps_2020")
    ]


def _nearness(table: gpd.GeoDataFrame, gazetteer: Gazetteer) -> Callable[[int, str], bool]:
    import shapely

    shapes = table.geometry.to_numpy()
    shapely.prepare(shapes)

    def near(i: int, code: str) -> bool:
        region = gazetteer.get(code)
        if region.lat is None or region.lon is None:
            return True
        box = shapely.bounds(shapes[i])
        if not np.isfinite(box).all():
            return False
        west, south, east, north = box + np.array([-1, -1, 1, 1]) * NEAR_DEGREES
        if not (west <= region.lon <= east and south <= region.lat <= north):
            return False
        return bool(shapely.dwithin(shapes[i], shapely.Point(region.lon, region.lat), NEAR_DEGREES))

    return near

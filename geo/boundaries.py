"""A user's own boundaries: read, match, repair, check, simplify, and keep as an asset of one vintage.

A map asset is GeoJSON with nothing but codes and shapes, named by its hash so that a browser may keep it for
a year, with its packed twin beside it. A file that fails any check changes nothing: the old boundaries stay.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from geo import coverage
from geo.coverage import Findings
from geo.errors import BoundaryError
from geo.matching import Reading, match_regions
from geo.regions import Gazetteer
from geo.shapes import read_shapes
from geo.vintages import Asset, assets, choose, keep

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

LARGEST_ASSET_BYTES = 300_000  # packed; issue: right at 1440 px, quick on a phone
FIRST_TOLERANCE = 0.002  # degrees, about 200 m: finer than a pixel of the country at 1440 px
IMPOSSIBLE_RATIO = 3.0  # area against the decree beyond which a polygon is another region's
CITIES = 2  # level of kabupaten and kota
LAST_SPLIT = 2015  # since then no kabupaten or kota was split
CROWDED = 5  # features a region from which the file rather holds the level below
SPLIT_2022 = frozenset({"93", "94", "95", "96"})


@dataclass(frozen=True)
class Boundaries:
    """Shapes by code (``frame``: code, geometry, WGS 84) with what was found out about them."""

    frame: gpd.GeoDataFrame
    level: int
    matched_by: str  # "kode BPS, kolom ADM2_PCODE"
    unmatched: list[tuple[int, str]]  # feature number, what it is called
    shapeless: list[tuple[int, str]]  # features whose shape cannot be read or is empty
    findings: Findings
    features: int = 0  # in the file

    @property
    def codes(self) -> list[str]:
        return list(self.frame["code"])

    @property
    def shapes(self) -> np.ndarray:
        return self.frame.geometry.to_numpy()


def read_boundaries(
    path: Path, *, level: int | None = None, gazetteer: Gazetteer | None = None, year: int | None = None
) -> Boundaries:
    """Read and check a boundary file. Raises BoundaryError in one sentence that says what to do.

    ``level``: 1 provinces, 2 kab/kota, 3 kecamatan (then the gazetteer must know them); None = what matches.
    ``year``: of the boundaries; files of before 2023 may have 34 provinces.
    """
    gazetteer = gazetteer or Gazetteer.packaged()
    table = read_shapes(path)
    reading = match_regions(table, gazetteer, level=level, name=path.name)
    level = level or Counter(gazetteer.get(c).level for c in reading.codes if c).most_common(1)[0][0]
    boundaries = _assembled(table, reading, level, gazetteer)
    _refuse_taken(table, reading, boundaries, gazetteer, name=path.name, year=year)
    _refuse_impossible(boundaries, gazetteer, path.name, year)
    return boundaries


def _assembled(table: gpd.GeoDataFrame, reading: Reading, level: int, gazetteer: Gazetteer) -> Boundaries:
    shapes, broken = coverage.repair(table.geometry.to_numpy())
    is_known = [bool(code) and gazetteer.get(code or "").level == level for code in reading.codes]
    kept = [i for i, known in enumerate(is_known) if known and not shapes[i].is_empty]
    codes, merged, several = coverage.merge([str(reading.codes[i]) for i in kept], shapes[kept])
    findings = coverage.check(codes, merged, gazetteer)
    findings.repaired = sorted({str(reading.codes[i]) for i in kept if broken[i]})
    findings.merged = several
    findings.misplaced = sorted({str(reading.codes[i]) for i in kept if not reading.is_near[i]})
    rest = [(i, (i + 1, _called(table, i))) for i in range(len(table)) if i not in set(kept)]
    unmatched = [called for i, called in rest if not is_known[i]]
    shapeless = [called for i, called in rest if is_known[i]]
    how = f"{reading.how}, kolom {reading.column}"
    return Boundaries(
        coverage.as_frame(codes, coverage.wind(merged)),
        level,
        how,
        unmatched,
        shapeless,
        findings,
        len(table),
    )


def _refuse_taken(
    table: gpd.GeoDataFrame,
    reading: Reading,
    found: Boundaries,
    gazetteer: Gazetteer,
    *,
    name: str,
    year: int | None,
) -> None:
    """One code on two features, one of which covers the place of a region that is missing: a wrong code.

    Before LAST_SPLIT a region may well have covered what is another's today.
    """
    import shapely

    if year is not None and year < LAST_SPLIT:
        return
    shapes, codes = table.geometry.to_numpy(), reading.codes
    several = {code for code, count in Counter(codes).items() if code and count > 1} - SPLIT_2022
    for code in [c for c in found.findings.missing if c not in SPLIT_2022 and several]:
        place = gazetteer.get(code)
        if place.lat is None or place.lon is None:
            continue
        holds = shapely.intersects_xy(shapes, place.lon, place.lat)
        taken = next((i for i, c in enumerate(codes) if holds[i] and c in several), None)
        if taken is None:
            continue
        twin = next(i for i, c in enumerate(codes) if c == codes[taken] and i != taken)
        raise BoundaryError(
            f"{name}: fitur {min(taken, twin) + 1} dan {max(taken, twin) + 1} sama-sama berkode "
            f"{codes[taken]} ({gazetteer.get(str(codes[taken])).name}), padahal fitur {taken + 1} terletak "
            f"di {place.name} ({code}). Perbaiki kodenya; untuk batas lama sebut --year.",
            code="boundary_duplicate",
        )


def _called(table: gpd.GeoDataFrame, i: int) -> str:
    texts = [
        str(value) for name, value in table.iloc[i].items() if name != "geometry" and isinstance(value, str)
    ]
    return ", ".join(texts[:3]) or "tanpa nama"


def _refuse_impossible(found: Boundaries, gazetteer: Gazetteer, name: str, year: int | None) -> None:
    absent = set(found.findings.missing) & SPLIT_2022
    if found.level == 1 and absent and (year is None or year > 2022):
        raise BoundaryError(
            f"{name}: berkas ini memakai pembagian sebelum 2022; provinsi "
            f"{', '.join(gazetteer.get(c).name for c in sorted(absent))} tidak ada. Gunakan berkas 38 "
            "provinsi, atau sebut tahunnya dengan --year 2022 atau lebih awal.",
            code="boundary_34_provinces",
        )
    for code, ratio in found.findings.odd_areas:
        if ratio > IMPOSSIBLE_RATIO and not (year and year <= 2022 and code in {"91", "92"}):
            raise BoundaryError(
                f"{name}: {gazetteer.get(code).name} ({code}) luasnya {ratio:.1f} kali luas resminya. "
                "Periksa kode fitur itu atau proyeksi berkasnya.",
                code="boundary_area",
            )
    twice = [pair for pair in found.findings.overlaps if pair[2] > 0.5 * _smaller(found, pair)]
    if twice:
        one, other, _ = twice[0]
        raise BoundaryError(
            f"{name}: {gazetteer.get(one).name} ({one}) dan {gazetteer.get(other).name} ({other}) bertumpuk "
            "hampir seluruhnya. Hapus salah satu atau perbaiki kodenya.",
            code="boundary_overlap",
        )


def _smaller(found: Boundaries, pair: tuple[str, str, float]) -> float:
    both = found.frame[found.frame["code"].isin(pair[:2])]
    return float(coverage.area_km2(both.geometry.to_numpy()).min())


def report(found: Boundaries, gazetteer: Gazetteer | None = None) -> list[str]:
    """What a person should know before using the file, a sentence a line; the first says what matched."""
    places = gazetteer or Gazetteer.packaged()
    seen, say = found.findings, lambda codes: ", ".join(places.get(code).name for code in codes[:5])
    lines = [f"{len(found.codes)} wilayah dikenali menurut {found.matched_by}."]
    lines += [
        f'Fitur {number} ("{called}") tidak dikenali dan dilewati.' for number, called in found.unmatched[:10]
    ]
    if len(found.unmatched) > 10:
        lines.append(f"Dan {len(found.unmatched) - 10} fitur lain tidak dikenali.")
    lines += [
        f'Fitur {number} ("{called}") tidak punya bentuk yang dapat dibaca dan dilewati.'
        for number, called in found.shapeless[:10]
    ]
    if seen.missing:
        lines.append(f"{len(seen.missing)} wilayah tidak ada dalam berkas: {say(seen.missing)}.")
    if seen.merged:
        lines.append(
            f"{len(seen.merged)} wilayah terdiri dari beberapa fitur dan digabung: {say(seen.merged)}."
        )
    if found.level == CITIES and found.features > CROWDED * len(found.codes):
        lines.append(
            f"Berkas ini memuat {found.features} fitur. Bila itu kecamatan, muat daftarnya dengan netra "
            "import --kind wilayah, lalu ulangi dengan --level kecamatan."
        )
    if seen.repaired:
        lines.append(f"{len(seen.repaired)} bentuk diperbaiki (garis berpotongan): {say(seen.repaired)}.")
    if seen.misplaced:
        lines.append(f"{len(seen.misplaced)} bentuk jauh dari letak wilayahnya: {say(seen.misplaced)}.")
    for one, other, area in seen.overlaps[:5]:
        lines.append(f"{places.get(one).name} dan {places.get(other).name} bertumpuk {area:.0f} km².")
    if seen.gaps:
        lines.append(f"{len(seen.gaps)} celah di antara wilayah, terbesar {seen.gaps[0]:.0f} km².")
    for code, ratio in seen.odd_areas[:5]:
        lines.append(f"{places.get(code).name}: luasnya {ratio:.2f} kali luas resmi.")
    return lines


def contiguity(found: Boundaries) -> pl.DataFrame:
    """True neighbours: edges ``i, j`` of regions whose borders meet."""
    return coverage.contiguity(found.codes, found.shapes)


def add_boundaries(
    path: Path,
    *,
    folder: Path,
    level: int | None = None,
    year: int | None = None,
    attribution: str | None = None,
    gazetteer: Gazetteer | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[Asset, list[str]]:
    """Read, check, simplify and keep a file as a vintage in ``folder``; returns it and the report's lines."""
    places = gazetteer or Gazetteer.packaged()
    progress("membaca dan mencocokkan")
    found = read_boundaries(path, level=level, gazetteer=places, year=year)
    progress("menyederhanakan")
    text, tolerance = _small_enough(found)
    packed = gzip.compress(text, 9, mtime=0)
    asset = Asset(
        file=f"batas-{found.level}-{year or 'umum'}-{hashlib.sha256(text).hexdigest()[:12]}.geojson",
        level=found.level,
        year=year,
        attribution=attribution or _printed_attribution(path) or f"Batas wilayah: {path.name}",
        count=len(found.codes),
        packed_bytes=len(packed),
        tolerance_degrees=tolerance,
        source=path.name,
        source_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        parents=sorted({places.get(code).parent_code or "" for code in found.codes}),
    )
    progress("menyimpan")
    keep(folder, asset, text, packed)
    return asset, report(found, places)


def _small_enough(found: Boundaries) -> tuple[bytes, float]:
    tolerance = FIRST_TOLERANCE
    while True:
        text = _geojson(found.codes, coverage.simplify(found.shapes, tolerance=tolerance))
        if len(gzip.compress(text, 6)) <= LARGEST_ASSET_BYTES or tolerance > 0.2:
            return text, tolerance
        tolerance *= 1.5


def _geojson(codes: list[str], shapes: np.ndarray) -> bytes:
    import shapely

    features: list[dict[str, Any]] = []
    for code, shape in zip(codes, shapes, strict=True):
        geometry = json.loads(shapely.to_geojson(shape))
        features.append({"type": "Feature", "id": code, "properties": {}, "geometry": geometry})
    content = {"type": "FeatureCollection", "features": features}
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def _printed_attribution(path: Path) -> str | None:
    if path.suffix.lower() not in {".geojson", ".json", ".topojson"}:
        return None
    text = json.loads(path.read_bytes()).get("attribution")
    return text if isinstance(text, str) and text.strip() else None


__all__ = ["Asset", "Boundaries", "add_boundaries", "assets", "choose", "contiguity", "read_boundaries"]

"""Read a boundary file: GeoJSON, TopoJSON, GPKG, FlatGeobuf, a Shapefile in a zip; always as WGS 84.

A file comes from a stranger: its size is limited before it is opened, an archive is unpacked under plain
names only, and every complaint names the file and the feature. geopandas is imported when a file is read.
"""

from __future__ import annotations

import json
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import BoundaryError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

LARGEST_BYTES = 200_000_000  # of a file, and of an archive unpacked
HIGHEST_RATIO = 200  # unpacked : packed; text of coordinates packs 5 to 10 times
FORMATS = {".geojson", ".json", ".topojson", ".gpkg", ".fgb", ".zip", ".shp"}
SHAPEFILE_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
INDONESIA = (94.0, -12.0, 142.0, 7.0)  # west, south, east, north in degrees
HALF_TURN = 180.0
MOST_LOST = 0.5  # share of features without a shape from which the whole file is suspect
POLYGONS = ("Polygon", "MultiPolygon")


def read_shapes(path: Path) -> gpd.GeoDataFrame:
    """Polygons of a file in WGS 84 with their columns as text, index = feature number from 1.

    Raises BoundaryError: unknown format, damaged, too large, empty, unknown projection, outside Indonesia,
    features that are no polygons.
    """
    _check_file(path)
    with tempfile.TemporaryDirectory() as folder:
        table = _read(_unpacked(path, Path(folder)) if path.suffix.lower() == ".zip" else path, path.name)
    if table.empty:
        raise BoundaryError(
            f"{path.name}: tidak ada satu pun fitur. Ekspor ulang berkasnya.", code="boundary_empty"
        )
    table.index = range(1, len(table) + 1)
    _check_polygons(table, path.name)
    _check_whole(table, path.name)
    return _in_degrees(table, path.name)


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise BoundaryError(
            f"Berkas batas {path} tidak ada. Periksa nama dan foldernya.", code="boundary_missing"
        )
    size = path.stat().st_size
    if size == 0:
        raise BoundaryError(f"{path.name} kosong (0 byte). Unduh atau ekspor ulang.", code="boundary_empty")
    if size > LARGEST_BYTES:
        raise BoundaryError(
            f"{path.name} berukuran {size / 1e6:.0f} MB, batasnya {LARGEST_BYTES / 1e6:.0f} MB. "
            "Sederhanakan dahulu batasnya atau ambil satu tingkat wilayah saja.",
            code="boundary_too_large",
        )
    if path.suffix.lower() not in FORMATS:
        raise BoundaryError(
            f"{path.name}: format tidak dikenal. Gunakan GeoJSON, TopoJSON, GPKG, FlatGeobuf, atau Shapefile "
            "dalam zip.",
            code="boundary_format",
        )


def _unpacked(path: Path, folder: Path) -> Path:
    """The one boundary file of an archive, written into ``folder`` under a plain name."""
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = _wanted(archive, path)
            for member in wanted:
                (folder / f"batas{Path(member.filename).suffix.lower()}").write_bytes(archive.read(member))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise BoundaryError(
            f"{path.name}: arsip zip rusak atau bersandi. Buat ulang arsipnya.", code="boundary_damaged"
        ) from error
    return next(found for found in sorted(folder.iterdir()) if found.suffix in FORMATS)


def _wanted(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise BoundaryError(
                f'{path.name}: arsip memuat jalur yang tidak wajar, "{member.filename}". Buat ulang arsipnya '
                "tanpa folder.",
                code="boundary_archive",
            )
    size = sum(m.file_size for m in members)
    if size > LARGEST_BYTES or size > HIGHEST_RATIO * max(path.stat().st_size, 1):
        raise BoundaryError(
            f"{path.name}: isi arsip {size / 1e6:.0f} MB setelah dibuka, melebihi batas.",
            code="boundary_too_large",
        )
    mains = [m for m in members if Path(m.filename).suffix.lower() in FORMATS - {".zip"}]
    if len(mains) != 1:
        names = ", ".join(m.filename for m in mains[:5]) or "tidak ada"
        raise BoundaryError(
            f"{path.name}: arsip harus memuat tepat satu berkas batas, ditemukan: {names}.",
            code="boundary_archive",
        )
    stem = mains[0].filename.rpartition(".")[0]
    parts_of = [m for m in members if m.filename.rpartition(".")[0] == stem]
    return [m for m in parts_of if m is mains[0] or Path(m.filename).suffix.lower() in SHAPEFILE_PARTS]


def _read(path: Path, name: str) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from pyogrio.errors import DataLayerError, DataSourceError

    if path.suffix.lower() in {".geojson", ".json", ".topojson"}:
        _check_json(path, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = gpd.read_file(path, engine="pyogrio", on_invalid="fix")
    except (DataSourceError, DataLayerError, ValueError, RuntimeError, OSError) as error:
        raise BoundaryError(
            f"{name}: isinya tidak terbaca sebagai batas wilayah. Ekspor ulang dari program pemetaan.",
            code="boundary_damaged",
        ) from error
    if not isinstance(table, gpd.GeoDataFrame) or _is_missing(table).all():
        raise BoundaryError(
            f"{name}: tidak memuat bentuk wilayah apa pun. Ekspor ulang dengan bentuknya.",
            code="boundary_empty",
        )
    return table


def _check_json(path: Path, name: str) -> None:
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        where = f" (baris {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise BoundaryError(
            f"{name}: JSON rusak{where}; mungkin unduhannya terpotong. Unduh ulang.", code="boundary_damaged"
        ) from error
    if not isinstance(content, dict) or content.get("type") not in {
        "FeatureCollection",
        "Topology",
        "Feature",
    }:
        raise BoundaryError(f"{name}: JSON ini bukan GeoJSON atau TopoJSON.", code="boundary_format")
    if content.get("type") == "FeatureCollection" and not content.get("features"):
        raise BoundaryError(
            f"{name}: tidak ada satu pun fitur. Ekspor ulang berkasnya.", code="boundary_empty"
        )
    _check_projection(content, name)


def _check_projection(content: dict[str, Any], name: str) -> None:
    """A projection that is named must be one: a reader that does not know it takes it for degrees."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    crs = content.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    said = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(said, str):
        return
    try:
        CRS.from_user_input(said)
    except CRSError as error:
        raise BoundaryError(
            f'{name}: proyeksi "{said[:60]}" tidak dikenal. Ekspor ulang ke WGS 84 (EPSG:4326).',
            code="boundary_projection",
        ) from error


def _check_polygons(table: gpd.GeoDataFrame, name: str) -> None:
    sort = table.geometry.geom_type
    wrong = table.index[~sort.isin([*POLYGONS, "GeometryCollection"]) & ~_is_missing(table)]
    if len(wrong) == len(table):
        raise BoundaryError(
            f"{name}: fitur 1 berjenis {sort.iloc[0]}, bukan poligon. Batas wilayah harus poligon.",
            code="boundary_not_polygon",
        )


def _is_missing(table: gpd.GeoDataFrame) -> np.ndarray:
    """Features without a geometry; an empty one is there (geopandas warns of that when asked)."""
    import shapely

    return shapely.is_missing(table.geometry.to_numpy())


def _check_whole(table: gpd.GeoDataFrame, name: str) -> None:
    """Most features have lost their shape: the file was cut, or its parts do not belong together."""
    lost = table.index[_is_missing(table) | table.geometry.is_empty]
    if len(lost) > MOST_LOST * len(table):
        raise BoundaryError(
            f"{name}: {len(lost)} dari {len(table)} fitur tidak punya bentuk yang dapat dibaca (mulai fitur "
            f"{lost[0]}). Berkasnya mungkin terpotong; unduh atau ekspor ulang.",
            code="boundary_damaged",
        )


def _in_degrees(table: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    west, south, east, north = table.total_bounds
    looks_like_degrees = (
        INDONESIA[0] <= west <= east <= INDONESIA[2] and INDONESIA[1] <= south <= north <= INDONESIA[3]
    )
    is_metres = table.crs is not None and table.crs.is_geographic and max(map(abs, (west, east))) > HALF_TURN
    if table.crs is None or is_metres:
        if not looks_like_degrees:
            raise BoundaryError(
                f"{name}: proyeksinya tidak disebut dan koordinatnya bukan derajat di Indonesia (mulai "
                f"{west:.6g}, {south:.6g}). Sertakan berkas .prj atau ekspor ke WGS 84 (EPSG:4326).",
                code="boundary_projection",
            )
        return table.set_crs(4326)
    table = table.to_crs(4326)
    west, south, east, north = table.total_bounds
    if not (west < INDONESIA[2] and east > INDONESIA[0] and south < INDONESIA[3] and north > INDONESIA[1]):
        raise BoundaryError(
            f"{name}: bentuknya terletak di luar Indonesia (bujur {west:.1f} sampai {east:.1f}, "
            f"lintang {south:.1f} sampai {north:.1f}). Mungkin bujur dan lintang tertukar."
            " Ekspor ulang ke WGS 84.",
            code="boundary_projection",
        )
    return table

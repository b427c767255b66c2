"""Wilayah: regions with code, name, parent, zone and a point; the way kecamatan and fictional regions enter."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row

COLUMNS = columns("""
kode       | text   | 2   | Kode       | kode wilayah, kode kemendagri, code, kode kecamatan
nama       | text   | 1   | Nama       | nama wilayah, name, nama daerah, nama kecamatan
jenis      | text   | 1   | Jenis      | kind, bentuk, tingkat
induk      | text   | 1.5 | Induk      | kode induk, parent, parent_code
zona       | text   | 1.5 | Zona       | zona waktu, zone
lat        | number | 1.5 | Lintang    | lat, latitude, garis lintang
lon        | number | 1.5 | Bujur      | lon, longitude, lng, long, garis bujur
penduduk   | number | 0.5 | Penduduk   | jumlah penduduk, population
luas_km2   | number | 0.5 | Luas (km²) | luas, luas wilayah, area_km2, luas km2
source_url | text   | 0.3 | Sumber     | source_url, url, tautan sumber
""")


def finish(row: Row) -> None:
    """A region needs its code and its name."""
    row.level = "region_count"
    for name in ("kode", "nama"):
        if not row.values.get(name):
            row.reject("region_unknown", name, met=row.texts.get("nama", ""))
            return
    lat, lon = row.values.get("lat"), row.values.get("lon")
    if (isinstance(lat, float | int) and abs(lat) > 90) or (isinstance(lon, float | int) and abs(lon) > 180):
        row.reject("count_outlier", "lat", met=f"{lat}, {lon}")
    row.drop("date", "position", "person_hash")


WILAYAH = Kind(
    name="wilayah",
    title="Daftar wilayah",
    columns=COLUMNS,
    titles=((r"daftar wilayah|kode wilayah|data wilayah", 2.0),),
    needs=(frozenset({"kode", "nama", "induk"}), frozenset({"kode", "nama", "lat"}), frozenset({"kode", "nama"})),
    finish=finish,
    reads=frozenset({"nama"}),
    has_region=False,
    without=frozenset({"opd", "kecamatan", "unit", "region", "region_code", "province", "person_name", "note"}),
)  # fmt: skip

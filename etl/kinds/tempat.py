"""Tempat: markets, squares and offices of a kab/kota with their kecamatan or point, kept by the office itself.

A sidak list says *Alun-alun*; only the region knows in which kecamatan that is.
"""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row

COLUMNS = columns("""
nama           | text   | 1   | Nama tempat | tempat, lokasi, nama lokasi, nama titik, titik
jenis          | text   | 0.5 | Jenis       | jenis tempat, jenis lokasi
nama_kecamatan | text   | 1   | Kecamatan   | nama kecamatan, kode kecamatan, wilayah kecamatan
lat            | number | 1.5 | Lintang     | lat, latitude, garis lintang
lon            | number | 1.5 | Bujur       | lon, longitude, lng, long, garis bujur
source_url     | text   | 0.3 | Sumber      | source_url, url, tautan sumber
""")


def finish(row: Row) -> None:
    """A place needs its name, and a kecamatan or a point on the earth."""
    row.level = "place"
    if not row.values.get("nama"):
        row.reject("value_error", "nama", met=row.texts.get("nama", ""))
    has_point = row.values.get("lat") is not None and row.values.get("lon") is not None
    if not has_point and not row.values.get("nama_kecamatan"):
        row.reject("value_error", "nama_kecamatan", met="")
    if has_point and not _is_on_earth(row.values["lat"], row.values["lon"]):
        row.reject("count_outlier", "lat", met=f"{row.values['lat']}, {row.values['lon']}")
    row.drop("date", "position", "person_hash")


def _is_on_earth(lat: object, lon: object) -> bool:
    return (
        isinstance(lat, float | int) and isinstance(lon, float | int) and abs(lat) <= 90 and abs(lon) <= 180
    )


TEMPAT = Kind(
    name="tempat",
    title="Daftar tempat",
    columns=COLUMNS,
    titles=((r"daftar (?:nama )?(?:tempat|titik|lokasi)\b", 2.0), (r"gazet+er", 1.5)),
    needs=(frozenset({"nama", "nama_kecamatan", "lat"}), frozenset({"nama", "lat", "lon"}), frozenset({"nama", "nama_kecamatan", "jenis"})),
    finish=finish,
    without=frozenset({"opd", "kecamatan", "unit", "person_name", "note"}),
)  # fmt: skip

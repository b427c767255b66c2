"""Publikasi: counts that public sources printed, each with unit, agency, as-of date and source."""

from __future__ import annotations

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row

COLUMNS = columns("""
election_code | text   | 1   | Pemilihan    | election, election_code
metric        | text   | 2   | Ukuran       | metric, yang dihitung
count_unit    | text   | 1.5 | Satuan       | count_unit, unit, satuan hitung
level         | text   | 1   | Tingkat      | level
region        | region | 0.5 | Wilayah      | region, daerah, nama, nama wilayah
value         | number | 1.5 | Nilai        | value, angka
value_min     | number | 1   | Nilai terendah | value_min
value_max     | number | 1   | Nilai tertinggi | value_max
category      | text   | 1   | Golongan     | category, kategori
as_of         | date   | 1   | Per tanggal  | as_of, keadaan per
agency        | text   | 1   | Lembaga      | agency, instansi
source_url    | text   | 1   | Sumber       | source_url, url, tautan sumber
note          | text   | 0.2 | Catatan      | note, keterangan
""")


def finish(row: Row) -> None:
    """A printed figure needs what it counts, where, and a value or a range."""
    row.level = str(row.values.pop("level", "region_count"))
    if not row.has_any("value", "value_min", "value_max", "category"):
        row.reject("count_missing", "value")
    if not row.has_any("metric"):
        row.reject("row_not_understood", "metric", kind="publikasi")
    row.drop("date", "position", "person_hash")


PUBLIKASI = Kind(
    name="publikasi",
    title="Angka yang dipublikasikan",
    columns=COLUMNS,
    titles=((r"publikasi|published", 2.0),),
    needs=(frozenset({"metric", "value"}),),
    finish=finish,
    skims=frozenset({"region_code", "source_url"}),
    reads=frozenset(),
    without=frozenset({"opd", "kecamatan", "unit", "province", "person_name", "measure_unit"}),
)

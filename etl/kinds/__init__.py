"""Document kinds: one file each, with a table that says what its columns mean."""

from __future__ import annotations

from etl.kinds.kalender import KALENDER
from etl.kinds.kandidat import KANDIDAT
from etl.kinds.kehadiran import KEHADIRAN
from etl.kinds.kind import Kind
from etl.kinds.pegawai import PEGAWAI
from etl.kinds.pelanggaran import PELANGGARAN
from etl.kinds.pembinaan import PEMBINAAN
from etl.kinds.publikasi import PUBLIKASI
from etl.kinds.sidak import SIDAK
from etl.kinds.tempat import TEMPAT
from etl.kinds.tindak_lanjut import TINDAK_LANJUT
from etl.kinds.wilayah import WILAYAH

__all__ = ["KINDS", "Kind"]

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        SIDAK,
        KEHADIRAN,
        PELANGGARAN,
        TINDAK_LANJUT,
        PEMBINAAN,
        PEGAWAI,
        KANDIDAT,
        KALENDER,
        WILAYAH,
        TEMPAT,
        PUBLIKASI,
    )
}

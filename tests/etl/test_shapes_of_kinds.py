"""Shapes besides the plain recap: pairs in a cell, staff by sex or rank, words for numbers."""

from __future__ import annotations

from etl.importing import ImportOptions
from tests.etl.sheets import read, workbook

NAMES = ("Ani", "Bima", "Citra", "Dodi", "Eko", "Fajar")


def _plain(record: dict[str, object]) -> dict[str, object]:
    return {k: v for k, v in record.items() if k not in ("level", "sheet", "row", "col", "region_code")}


def _hides_names(reading: object) -> bool:
    told = str([list(reading.records), reading.quarantined, reading.flags])  # type: ignore[attr-defined]
    return not any(name in told for name in NAMES)


def test_pairs_listed_in_one_cell_are_counted() -> None:
    """Names of candidates stay out of records, waiting rows and remarks; how many pairs there are is kept."""
    reading = read(
        """
DAFTAR PASANGAN CALON PILKADA 2024
No | Kabupaten/Kota | Pasangan Calon | Petahana
1 | Kota Probolinggo | 1. Ani Wulandari - Bima Sakti; 2. Citra Lestari - Dodi Firmansyah | Ani Wulandari
2 | Kota Malang | 1. Ani dan Bima 2. Citra dan Dodi 3. Eko dan Fajar | Tidak ada
3 | Kota Kediri | Eko Prasetyo - Fajar Nugroho (petahana) melawan kotak kosong |
4 | Kota Blitar | Ani Wulandari dan kawan-kawan yang belum jelas; Bima; | -
""",
        region_code=None,
    )
    found = [(r["pair_count"], r.get("has_incumbent"), r.get("has_empty_box")) for r in reading.records]
    assert found == [(2, True, None), (3, False, None), (1, True, True), (2, None, None)]
    assert _hides_names(reading)


def test_one_row_a_pair_is_one_record_a_contest() -> None:
    """The region is printed beside the first pair only; a contest with one pair has an empty box."""
    reading = read(
        """
DAFTAR PASANGAN CALON PILKADA 2024
No | Kabupaten/Kota | Nomor Urut | Nama Calon Wali Kota | Nama Calon Wakil
1 | Kota Probolinggo | 1 | Ani Wulandari | Bima Sakti
 | | 2 | Citra Lestari | Dodi
2 | Kota Malang | 1 | Eko | Fajar
""",
        region_code=None,
    )
    found = [(r["region_code"], r["pair_count"], r.get("has_empty_box")) for r in reading.records]
    assert found == [("35.74", 2, None), ("35.73", 1, True)]
    assert _hides_names(reading)


def test_staff_by_sex_rank_and_post_is_counted_once() -> None:
    """Men + women = all: the printed sum is kept, its parts are not added to it."""
    by_sex = read("""
JUMLAH PEGAWAI PER 30 JUNI 2024
No | OPD | Pria | Wanita | Jumlah
1 | Dinas Kesehatan | 10 | 20 | 30
""")
    by_rank = read("""
JUMLAH PNS MENURUT GOLONGAN KEADAAN 30 JUNI 2024
No | OPD | Gol I | Gol II | Gol III | Gol IV | Jumlah
1 | Dinas Kesehatan | 1 | 5 | 20 | 4 | 30
""")
    by_post = read("""
DATA PEGAWAI KEADAAN 30 JUNI 2024
No | OPD | Eselon II | Eselon III | Eselon IV | Fungsional | Pelaksana | Jumlah
1 | Dinas Kesehatan | 1 | 3 | 6 | 10 | 10 | 30
""")
    rows = [
        ["REKAP PEGAWAI PER 30 JUNI 2024"], ["No", "OPD", "PNS", None, "PPPK", None, "Jumlah"],
        [None, None, "L", "P", "L", "P", None], [1, "Dinas Kesehatan", 8, 15, 3, 4, 30],
    ]  # fmt: skip
    both = read(workbook({"S": rows}, merges=["C2:D2", "E2:F2", "A2:A3", "B2:B3", "G2:G3"]))
    for reading in (by_sex, by_rank, by_post, both):
        assert reading.kind == "pegawai"
        assert [r["total"] for r in reading.records] == [30]
    assert (both.records[0]["pns"], both.records[0]["pppk"]) == (23, 7)


def test_status_says_to_whom_a_case_went() -> None:
    """ "Diteruskan ke KASN" without a column for it."""
    reading = read("""
REGISTER PELANGGARAN NETRALITAS
No | Nomor Register | Instansi | Tanggal diketahui | Status
1 | 001/Reg/TM/PB/X/2024 | Dinas Kesehatan | 1 Oktober 2024 | Diteruskan ke BKN
2 | 002/Reg/TM/PB/X/2024 | Dinas Kesehatan | 2 Oktober 2024 | Dihentikan
""")
    assert [r.get("forwarded_to") for r in reading.records] == ["BKN", None]


def test_all_offices_is_no_number_and_no_reason_to_wait() -> None:
    """ "Semua OPD" came to the briefing: kept without a count, and said."""
    reading = read("""
KEGIATAN SOSIALISASI NETRALITAS
No | Tanggal | Kegiatan | Penyelenggara | Jumlah OPD | Jumlah peserta
1 | 1 Oktober 2024 | Sosialisasi | BKPSDM | semua OPD | 100
2 | 2 Oktober 2024 | Sosialisasi | BKPSDM | 12 | 40
3 | 3 Oktober 2024 | Sosialisasi | BKPSDM | 9 | 30
""")
    assert [r.get("opd_count") for r in reading.records] == [None, 12, 9]
    assert [f.reason for f in reading.flags] == ["value_ignored"]


def test_outsider_is_asked_one_thing() -> None:
    """A pupil on the list has no OPD to miss."""
    reading = read("""
DAFTAR TERJARING SIDAK 7 MARET 2024
No | Nama | Status | OPD | Lokasi
1 | Ani | PNS | Dinas Kesehatan | Pasar
2 | Citra | Pelajar | - | Pasar
""")
    assert [(p.row, p.reason) for p in reading.quarantined] == [(4, "not_asn")]


def test_auto_means_find_out_yourself() -> None:
    """What the terminal offers as the default kind is no kind."""
    assert ImportOptions(kind="auto").kind is None


def test_person_ticked_below_a_status_is_a_person() -> None:
    """V below "Honorer" is one person caught, not a team's count; nobody's name is kept."""
    reading = read("""
DAFTAR PEGAWAI TERJARING SIDAK 7 MARET 2024
No | Nama | OPD | PNS | Honorer | Lokasi
1 | Ani W | Dinas Kesehatan | V | | Pasar
2 | Bima | Dinas Perhubungan | | V | Pasar
""")
    found = [(r["level"], r.get("employment"), r.get("asn"), r.get("non_asn")) for r in reading.records]
    assert found == [("person", None, 1, None), ("person", "NON_ASN", None, 1)]
    assert _hides_names(reading)

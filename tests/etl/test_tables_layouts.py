"""Layouts beside the plain list: forms, upright tables, periods as columns, titles that need each other."""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import pytest

from .sheets import flags, read, reasons, table, workbook


def test_forms_below_each_other() -> None:
    """Two minutes of inspections on one sheet are two records; numbering and colons are no content."""
    form = """
BERITA ACARA SIDAK
1. | Hari / Tanggal | : | Senin, 1 Juli 2024
2. | Perangkat Daerah | : | Dinas Kesehatan
3. | Jumlah pegawai diperiksa | : | 50 orang
4. | Jumlah pelanggaran | : | 2 orang
"""
    second = (
        form.replace("Senin, 1", "Selasa, 2").replace("Dinas Kesehatan", "Dishub").replace("2 orang", "nihil")
    )
    reading = read(form + "\n" + second)
    assert table(reading, "date", "opd", "checked", "caught_total", "row") == [
        ("2024-07-01", "Dinas Kesehatan", 50, 2, 2),
        ("2024-07-02", "Dinas Perhubungan", 50, 0, 9),
    ]


def test_a_form_whose_lines_look_like_titles() -> None:
    """ "OPD : Dinas Kesehatan" is a line of a form, not a header of two known titles."""
    reading = read("""
FORMULIR LAPORAN SIDAK
Tanggal | : | Kamis, 14 Maret 2024
OPD | : | Dinas Kesehatan
Jumlah Diperiksa | : | 45 orang
ASN | : | 1
Non ASN | : | 2
""")
    assert table(reading, "date", "opd", "checked", "asn", "non_asn") == [
        ("2024-03-14", "Dinas Kesehatan", 45, 1, 2)
    ]


def test_offices_side_by_side() -> None:
    """Fields as rows and offices as columns: one record a column, which the record names."""
    reading = read("""
REKAP KEHADIRAN APEL 1 APRIL 2024

Uraian | Dinkes | Dishub | Inspektorat
Jumlah ASN | 100 | 40 | 30
1. Hadir | 95 | 40 | 28
2. Sakit | 3 | - | 1
3. Tanpa Keterangan | 2 | 0 | 1
""")
    assert table(reading, "col", "opd", "date", "total", "present", "sick", "unexcused") == [
        (2, "Dinas Kesehatan", "2024-04-01", 100, 95, 3, 2),
        (3, "Dinas Perhubungan", "2024-04-01", 40, 40, 0, 0),
        (4, "Inspektorat", "2024-04-01", 30, 28, 1, 1),
    ]


def test_days_as_columns() -> None:
    """Each day is a column; what is counted stands in the title; the sum on the right is no field."""
    reading = read("""
REKAP KETIDAKHADIRAN TANPA KETERANGAN MINGGU KE-2 BULAN AGUSTUS 2024
No | OPD | 5/8/2024 | 6/8/2024 | Jumlah
1 | Dinkes | 1 | 0 | 1
2 | Dishub | 0 | | 0
""")
    assert table(reading, "col", "date", "opd", "unexcused", "total") == [
        (3, "2024-08-05", "Dinas Kesehatan", 1, None),
        (4, "2024-08-06", "Dinas Kesehatan", 0, None),
        (3, "2024-08-05", "Dinas Perhubungan", 0, None),
    ]


@pytest.mark.parametrize("titles", ["2022 | 2023", "Tahun 2022 | Tahun 2023"])
def test_years_as_columns(titles: str) -> None:
    """A head-count per year, as numbers or words."""
    reading = read(f"""
PERKEMBANGAN JUMLAH ASN KOTA PROBOLINGGO
No | OPD | {titles}
1 | Dinkes | 910 | 950
2 | Setda | 198 | 190
""")
    assert table(reading, "col", "as_of", "total") == [
        (3, "2022", 910), (4, "2023", 950), (3, "2022", 198), (4, "2023", 190),
    ]  # fmt: skip


def test_months_count_what_the_title_names() -> None:
    """Months alone do not make a recap one of events: the title says what was counted."""
    reading = read("""
JUMLAH PELANGGARAN DISIPLIN ASN PER OPD TAHUN 2023
No | OPD | Jan | Feb | Jumlah
1 | Dinkes | 1 | 2 | 3
""")
    assert reading.kind == "pelanggaran"
    assert table(reading, "col", "cases") == [(3, 1), (4, 2)]


def test_ditto_marks_do_not_hide_a_column_of_dates() -> None:
    """ "sda" and 〃 stand for the cell above; most of the column may be such marks."""
    reading = read("""
HASIL SIDAK MEI 2024
No | Tanggal | OPD | Diperiksa | Terjaring
1 | 2 Mei 2024 | Dinkes | 20 | 1
2 | sda | Dishub | 15 | 0
3 | 3 Mei 2024 | Setda | 40 | 2
4 | 〃 | Inspektorat | 12 | 0
5 | idem | DLH | 10 | 1
""")
    assert [r["date"][-2:] for r in reading.records] == ["02", "02", "03", "03", "03"]


def test_number_and_date_below_a_common_title() -> None:
    """ "Nomor" below "Nomor dan Tanggal Rekomendasi" is the recommendation's, below "SK Sanksi" the decision's."""
    text = """
MATRIKS TINDAK LANJUT REKOMENDASI KASN
No | Nomor dan Tanggal Rekomendasi | | Unit Kerja | SK Penjatuhan Sanksi | | Status
 | Nomor | Tanggal | | Nomor | Tanggal |
1 | R-1234/KASN/9/2020 | 7 September 2020 | Dinkes | 800/12/2020 | 20 Oktober 2020 | Selesai
"""
    reading = read(workbook({"TL": text}, merges=["B2:C2", "E2:F2"]))
    assert table(reading, "rec_no", "rec_date", "decision_no", "decision_date") == [
        ("R-1234/KASN/9/2020", "2020-09-07", "800/12/2020", "2020-10-20")
    ]


def test_cells_correct_their_titles() -> None:
    """ "Rekomendasi" over sanctions is no letter number; "Keterangan" that says Selesai or Belum is the status."""
    reading = read("""
REKAP TINDAK LANJUT REKOMENDASI BKN
No | Nomor Surat BKN | Tanggal Surat | OPD | Rekomendasi | SK Wali Kota | Keterangan
1 | 7/B/2024 | 12/09/2024 | Dinkes | Teguran lisan | 188/1/2024 | Selesai
2 | 9/B/2024 | 03/10/2024 | Dishub | Hukuman disiplin berat | | Belum ditindaklanjuti
""")
    assert table(reading, "rec_no", "sanction_recommended", "decision_no", "status_code") == [
        ("7/B/2024", "teguran_lisan", "188/1/2024", "selesai"),
        ("9/B/2024", "hd_berat", None, "belum"),
    ]


def test_a_date_may_be_followed_by_a_place() -> None:
    """ "Selasa, 9 Januari 2018 / Pendopo" is a day; "Peserta" over words yields to "Jumlah" over numbers."""
    reading = read("""
LAPORAN SOSIALISASI ASN
NO | WAKTU & TEMPAT | KEGIATAN | PESERTA | JUMLAH
1 | Selasa, 9 Januari 2018 / Pendopo | Sosialisasi netralitas ASN | Kepala OPD | 45
2 | Kamis, 15 Februari 2018 / Aula | Bimtek disiplin | Kasubag umum | 80 org
""")
    assert table(reading, "date", "participants") == [("2018-01-09", 45), ("2018-02-15", 80)]


def test_shares_of_one_beside_percentages() -> None:
    """0.8929 among percentages is 89.29 percent; where all are small they are left alone."""
    reading = read("""
KEHADIRAN 16 APRIL 2024
OPD | Hadir | %
Dinkes | 96 | 96,47
Dishub | 50 | 0,8929
Setda | 95 | 94,06 %
""")
    assert [r["pct_present"] for r in reading.records] == [96.47, 89.29, 94.06]


def test_a_row_for_all_offices_is_a_total() -> None:
    """ "SELURUH OPD" above the list is listed as a total, not sent to a person."""
    reading = read("""
KEHADIRAN HARI PERTAMA KERJA 26/4/23
No | OPD | ASN | Hadir | Cuti
 | SELURUH OPD | 200 | 190 | 10
1 | Dinkes | 120 | 113 | 7
2 | Dukcapil | 80 | 77 | 3
""")
    assert table(reading, "row", "total", "present") == [(4, 120, 113), (5, 80, 77)]
    assert not reading.quarantined


def test_blocks_named_after_their_team() -> None:
    """Each block has its team above its own header."""
    block = """
TIM {}
No | Lokasi | Diperiksa | ASN | Non ASN
1 | Pasar Kraksaan | 10 | 1 | 2
2 | Alun-alun | 5 | 0 | 0
"""
    reading = read("RAZIA ASN 12 SEPTEMBER 2018\n" + block.format("I") + block.format("II"))
    assert [r["team"] for r in reading.records] == ["1", "1", "2", "2"]


def test_bare_names_below_puskesmas() -> None:
    """A list of puskesmas by bare name belongs to the health office."""
    reading = read("""
SIDAK KE PUSKESMAS
Tgl | Nama Puskesmas | Diperiksa | Tidak di tempat
3-1-2023 | Ketapang | 40 | 2
""")
    assert table(reading, "opd", "unit", "caught_total") == [("Dinas Kesehatan", "Puskesmas Ketapang", 2)]


@pytest.mark.parametrize(
    ("title", "code", "reason"),
    [
        ("REKAP SIDAK JEMBER TAHUN 2024", "35.09", None),
        ("PROBOLINGGO, 6 MEI 2024", None, "region_ambiguous"),
        ("REKAP SIDAK DISIPLIN", None, "region_unknown"),
        ("PEMERINTAH KOTA CONTOH", None, "region_unknown"),
        ("Kantor Kecamatan Jember, Jl. Madiun 3", None, "region_unknown"),
    ],
)
def test_regions_named_without_their_form(title: str, code: str | None, reason: str | None) -> None:
    """One place of that name is taken, two ask; invented names, kecamatan and streets name none."""
    reading = read(
        f"{title}\nTanggal | OPD | Diperiksa | Terjaring\n6/5/2024 | Dinkes | 30 | 1", region_code=None
    )
    assert reading.region_code == code
    assert reasons(reading) == ([(3, reason)] if reason else [])


def test_schools_of_a_province() -> None:
    """SMA and SMK belong to the province's Dinas Pendidikan, and are no local OPD of a city."""
    text = "SIDAK\nTanggal | OPD | Diperiksa | Terjaring\n6/5/2024 | SMAN 1 Gresik | 30 | 1"
    (record,) = read(text, region_code="35").records
    assert (str(record["opd"]).startswith("Dinas Pendidikan"), record["unit"]) == (True, "SMAN 1 Gresik")
    assert reasons(read(text)) == [(3, "not_local_opd")]


def test_roman_months_between_blanks() -> None:
    """5 XI 2019."""
    reading = read("SIDAK\nTanggal | OPD | Diperiksa\n5 XI 2019 | Dinkes | 30\n6 xii 2019 | Dishub | 30")
    assert [r["date"] for r in reading.records] == ["2019-11-05", "2019-12-06"]
    assert flags(reading) <= {"header_missing"}


def test_days_below_a_group() -> None:
    """1, 2, 3 below "TANGGAL" are days of the title's month; the staff on the left belongs to each day."""
    text = """
REKAP HARIAN KEHADIRAN APEL
BULAN JULI 2024
NO | OPD | JML | TANGGAL | |
 | | | 1 | 2 | 3
1 | Dinkes | 100 | 95 | 96 | 97
"""
    reading = read(workbook({"S": text}, merges=["D3:F3", "A3:A4", "B3:B4", "C3:C4"]))
    assert table(reading, "col", "date", "total", "present") == [
        (4, "2024-07-01", 100, 95), (5, "2024-07-02", 100, 96), (6, "2024-07-03", 100, 97),
    ]  # fmt: skip


def test_dates_beside_a_label_that_says_nothing() -> None:
    """ "Status" over two days: an upright table of two head-counts."""
    reading = read("""
JUMLAH PEGAWAI KOTA PROBOLINGGO MENURUT STATUS
Status | 31 Desember 2022 | 31 Desember 2023
PNS | 3500 | 3400
PPPK | 400 | 700
Non ASN | 1500 | 1200
Jumlah | 5400 | 5300
""")
    assert table(reading, "as_of", "pns", "pppk", "non_asn", "total") == [
        ("2022-12-31", 3500, 400, 1500, 5400), ("2023-12-31", 3400, 700, 1200, 5300),
    ]  # fmt: skip


def test_letters_below_the_titles() -> None:
    """ "a b c d" numbers the columns and is no row."""
    reading = read("""
KEHADIRAN 29 APRIL 2024
NO | OPD | JUMLAH | HADIR
a | b | c | d
1 | Dinkes | 100 | 90
""")
    assert table(reading, "row", "total", "present") == [(4, 100, 90)]
    assert not reading.quarantined


def test_ranges_of_days() -> None:
    """ "5 s.d. 7 Februari" in a title is a range, no as-of day; "30 Agustus - 1 September 2024" in a cell too."""
    reading = read("SIDAK\nTanggal 5 s.d. 7 Februari 2024\nOPD | Diperiksa | Terjaring\nDinkes | 30 | 1")
    assert table(reading, "date", "date_end") == [("2024-02-05", "2024-02-07")]
    reading = read("RAKOR\nTanggal | Kegiatan | Peserta\n30 Agustus - 1 September 2024 | Rakor | 21")
    assert table(reading, "date", "date_end") == [("2024-08-30", "2024-09-01")]


def test_kinds_of_breach_and_their_sum() -> None:
    """ "Jumlah" is the sum of the kinds beside it, which are not added to it."""
    text = """
REKAP PELANGGARAN DISIPLIN HASIL SIDAK 5 FEBRUARI 2024
No | OPD | Jenis Pelanggaran | | | Jumlah
 | | Terlambat | Tidak di tempat | Seragam |
1 | Dinkes | 2 | 1 | 0 | 3
"""
    assert table(read(workbook({"S": text}, merges=["C2:E2"])), "caught_total") == [(3,)]


def test_employment_in_the_notes() -> None:
    """ "Keterangan" over ASN and Non ASN says how each person is employed."""
    reading = read("""
DAFTAR TERJARING SIDAK 12 NOVEMBER 2019
No | Nama | OPD | Lokasi | Keterangan
1 | A | Dinas Sosial | Pasar | ASN
2 | B | Dishub | Pasar | Non ASN
""")
    assert table(reading, "level", "employment") == [("person", None), ("person", "NON_ASN")]


def test_a_short_message_is_a_form() -> None:
    """Lines "label: value" as sent by telephone."""
    lines = ("LAPORAN SIDAK", "Hari/Tanggal: Kamis, 10 Oktober 2024", "Lokasi: Pasar Baru", "Tim: 2",
             "Diperiksa: 25 orang", "Terjaring: 3 orang", "ASN: 1", "Non ASN: 2")  # fmt: skip
    reading = read("\n".join(lines).encode(), name="laporan.txt")
    assert table(reading, "row", "date", "team", "checked", "caught_total", "asn", "non_asn") == [
        (2, "2024-10-10", "2", 25, 3, 1, 2)
    ]


def test_numbers_below_a_title_of_words() -> None:
    """ "Keterangan / Hadir" over numbers counts who was present."""
    text = """
APEL PAGI 3 JULI 2024
No | OPD | Jumlah | Keterangan | |
 | | | Hadir | Sakit | TK
1 | Dinkes | 100 | 97 | 2 | 1
2 | BPKAD | 40 | 40 | - | -
"""
    reading = read(workbook({"S": text}, merges=["D2:F2", "A2:A3", "B2:B3", "C2:C3"]))
    assert table(reading, "present", "sick", "unexcused") == [(97, 2, 1), (40, 0, 0)]
    assert "BPKAD" not in {p.message for p in reading.quarantined}  # begins like "Bpk." and is an office


def test_spaced_titles_and_a_list_of_the_absent() -> None:
    """ "N a m a" and "N I P" are private; "Ket." over TK counts the unexcused of each OPD."""
    reading = read("""
DAFTAR ASN TIDAK MASUK KERJA TANPA KETERANGAN
HARI RABU TANGGAL 26 APRIL 2023
No. | N a m a | N I P | Jabatan | Unit Kerja | Ket.
1 | A. B | '197001011990031001 | Pelaksana | Dinas Kesehatan | TK
2 | C. D | '198002022005012002 | Guru | SDN Jati 1 | TK
""")
    assert table(reading, "date", "opd", "unexcused") == [
        ("2023-04-26", "Dinas Kesehatan", 1),
        ("2023-04-26", "Dinas Pendidikan dan Kebudayaan", 1),
    ]


def test_a_sanction_that_nobody_decided_yet() -> None:
    """ "Bentuk Sanksi" beside a recommendation without a decision is the recommended one."""
    reading = read("""
TINDAK LANJUT REKOMENDASI KASN
No | OPD | Rekomendasi (Nomor, Tanggal) | Bentuk Sanksi | Tindak Lanjut PPK
1 | Dinkes | R-77/KASN/3/2018 tanggal 5 Maret 2018 | Sanksi moral pernyataan tertutup | Belum
""")
    assert table(reading, "sanction_recommended", "sanction_given", "status_code") == [
        ("moral_tertutup", None, "belum")
    ]


def test_a_semester_is_counted_at_its_end() -> None:
    """Head-counts of "SEMESTER I" stand for June."""
    reading = read(
        "JUMLAH PEGAWAI SEMESTER I TAHUN 2024\nOPD | PNS | PPPK\nDinkes | 100 | 20\nDishub | 30 | 4"
    )
    assert {(r["as_of"], r.get("date_end")) for r in reading.records} == {("2024-06", None)}


def test_groups_that_are_dates() -> None:
    """The same titles below "Keadaan 31-12-2023" and "Keadaan 30-06-2024" are two records, never one sum."""
    text = """
REKAPITULASI PEGAWAI
No | Unit Kerja | Keadaan 31-12-2023 | | Keadaan 30-06-2024 |
 | | PNS | PPPK | PNS | PPPK
1 | Dinkes | 100 | 20 | 98 | 25
"""
    reading = read(workbook({"S": text}, merges=["C2:D2", "E2:F2", "A2:A3", "B2:B3"]))
    assert table(reading, "col", "as_of", "pns", "pppk") == [
        (3, "2023-12-31", 100, 20),
        (5, "2024-06-30", 98, 25),
    ]


def test_groups_that_are_periods_are_not_added_up() -> None:
    """Below "Bulan lalu" and "Bulan ini" the later group counts, and a person is asked to look."""
    text = """
JUMLAH PEGAWAI PER 30 JUNI 2024
No | OPD | Bulan lalu | | Bulan ini |
 | | PNS | PPPK | PNS | PPPK
1 | Dinkes | 100 | 20 | 98 | 25
"""
    reading = read(workbook({"S": text}, merges=["C2:D2", "E2:F2", "A2:A3", "B2:B3"]))
    assert table(reading, "pns", "pppk") == [(98, 25)]
    assert "column_guessed" in flags(reading)


def test_parts_in_words() -> None:
    """ "4 orang (1 ASN, 3 non ASN)" says the total and its parts; "Terlapor" over "Camat" is no count."""
    reading = read(
        "SIDAK\nTgl | OPD | Hasil\n3/6/2024 | Dinkes | nihil\n5/6/2024 | Setda | 4 orang (1 ASN, 3 non ASN)"
    )
    assert table(reading, "caught_total", "asn", "non_asn") == [(0, None, None), (4, 1, 3)]
    reading = read("""
REGISTER PELANGGARAN
No | Nomor register | Terlapor | OPD | Tanggal diketahui | Status
1 | 01/LP/PB/Kab/16.34/IX/2020 | Camat | Dinkes | 1 September 2020 | Dihentikan
""")
    assert table(reading, "reg_no", "persons", "status_code") == [
        ("01/LP/PB/Kab/16.34/IX/2020", None, "dihentikan")
    ]


def test_asn_beside_non_asn_is_a_part() -> None:
    """ "Personil ASN terjaring" alone is the total, beside Non ASN one part; "Waktu" may hold days."""
    head = "Waktu | Asal OPD | Personil ASN terjaring"
    reading = read(f"SIDAK\n{head} | Personil Non ASN terjaring\nSenin 5/8/2024 09:00 | Dinkes | 1 | 2")
    assert table(reading, "date", "asn", "non_asn", "caught_total") == [("2024-08-05", 1, 2, 3)]
    reading = read(f"SIDAK\n{head}\nSenin 5/8/2024 09:00 | Dinkes | 1")
    assert table(reading, "asn", "caught_total") == [(None, 1)]


def test_sexes_in_one_title() -> None:
    """ "PNS Laki-laki" and "PNS Perempuan" add up to PNS."""
    reading = read(
        "OPD | PNS Laki-laki | PNS Perempuan | PPPK L | Keadaan\nDinkes | 10 | 20 | 3 | 31 Maret 2024"
    )
    assert table(reading, "as_of", "pns", "pppk") == [("2024-03-31", 30, 3)]


def test_offices_that_carry_their_region() -> None:
    """A form without a title: "Dinas Sosial Kota Pasuruan" says the region; two different ones say none."""
    text = "Tanggal | OPD | Diperiksa\n6/3/2024 | Dinas Sosial Kota Pasuruan | 40\n6/3/2024 | Dishub | 12"
    assert {r["region_code"] for r in read(text, region_code=None).records} == {"35.75"}
    both = text + "\n6/3/2024 | Dinkes Kota Kediri | 5"
    assert {p.reason for p in read(both, region_code=None).quarantined} == {"region_unknown"}

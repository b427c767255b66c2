"""Recaps as offices print them: each test is one layout met in the wild, with what it must yield."""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

from .sheets import flags, read, reasons, table, workbook


def test_persons_with_place_letter_and_outsiders() -> None:
    """One row a person; a village head is not staff; the clock, the school's OPD and the letter are read."""
    reading = read("""
PEMERINTAH KOTA PROBOLINGGO
BADAN KEPEGAWAIAN DAN PENGEMBANGAN SDM
DAFTAR PEGAWAI TERJARING SIDAK HARI RABU, 7 MARET 2018

No | Nama | NIP | Pangkat/Gol | Jabatan | Status | Unit Kerja | Jam | Lokasi | Alasan | Surat Tugas | Ket.
1 | Budi | '198001012005011001 | III/c | Staf | PNS | Dinas Kesehatan | 09.15 | Plaza | Belanja | Tidak ada | BKPSDM
2 | Siti | '197902022006042002 | III/b | Guru | PNS | SDN Sukabumi 2 | 09.30 | Plaza | Fotokopi | Ada |
3 | Joko | - | - | Staf | THL | Satpol PP | 10.00 WIB | Alun-alun | ngopi | - |
4 | Wati | - | - | Kades | Perangkat Desa | Desa Sukamaju | 10.00 | Alun-alun | | |
 | | | | | | | | Probolinggo, 8 Maret 2018
 | | | | | | | | Kepala BKPSDM
""")
    assert table(reading, "level", "employment", "opd", "unit", "time", "excused_with_letter") == [
        ("person", "PNS", "Dinas Kesehatan", None, "09:15", 0),
        ("person", "PNS", "Dinas Pendidikan dan Kebudayaan", "SDN Sukabumi 2", "09:30", 1),
        ("person", "NON_ASN", "Satuan Polisi Pamong Praja", None, "10:00", None),
    ]
    assert {r["date"] for r in reading.records} == {"2018-03-07"}
    assert reasons(reading) == [(9, "not_asn")]
    assert reading.known_on is not None
    assert reading.known_on.isoformat() == "2018-03-08"


def test_teams_of_the_seed_case() -> None:
    """Kota Probolinggo, March 2018: team 1 none, 2 nine, 4 two, 5 four; zero catches are data."""
    reading = read("""
REKAP HASIL SIDAK 7 MARET 2018
TIM | LOKASI | TERJARING | | JUMLAH
 | | ASN | NON ASN |
I | Plaza Probolinggo | 0 | 0 | 0
II | Pasar Baru | 4 | 5 | 9
IV | Warung Kopi | 2 | nihil | 2
V | Alun-alun | 1 | 3 | 5
JUMLAH | | 7 | 8 | 16
""")
    assert table(reading, "level", "team", "asn", "non_asn", "caught_total") == [
        ("team", "1", 0, 0, 0),
        ("team", "2", 4, 5, 9),
        ("team", "4", 2, 0, 2),
        ("team", "5", 1, 3, 5),
    ]
    assert [(f.row, f.reason) for f in reading.flags] == [(7, "sum_mismatch")]


def test_teams_in_tabs_and_the_same_operation_in_sum() -> None:
    """A tab "Tim 2" with "Nihil" is a team that caught nobody; persons and teams are two levels."""
    persons = """
DAFTAR TERJARING SIDAK 7 MARET 2018
No | Nama | NIP | Status | OPD | Lokasi
"""
    reading = read(
        workbook(
            {
                "Tim 1": persons + "1 | Fulan | - | PNS | Dinkes | Plaza\n2 | Fulanah | - | THL | sda | idem",
                "Tim 2": persons + "1 | Nihil",
                "Rekap": """
REKAP SIDAK 7 MARET 2018
Tim | Lokasi | ASN | Non ASN | Jumlah
1 | Plaza | 1 | 1 | 2
""",
            }
        )
    )
    assert table(reading, "level", "team", "opd", "place", "caught_total") == [
        ("person", "1", "Dinas Kesehatan", "Plaza", None),
        ("person", "1", "Dinas Kesehatan", "Plaza", None),
        ("team", "2", None, None, 0),
        ("team", "1", None, "Plaza", 2),
    ]
    assert flags(reading) == {"two_levels_same_operation"}


def test_teams_as_headings_inside_the_table() -> None:
    """ "TIM II" over rows names their team."""
    reading = read("""
HASIL SIDAK
Tanggal : 7 Maret 2018
No | Lokasi | Jumlah Diperiksa | Terjaring
TIM I
1 | Plaza | 20 | 0
TIM II
1 | Alun-alun | 10 | 1
Sub Jumlah | | 30 | 1
""")
    assert table(reading, "team", "place", "checked", "caught_total", "date") == [
        ("1", "Plaza", 20, 0, "2018-03-07"),
        ("2", "Alun-alun", 10, 1, "2018-03-07"),
    ]


def test_groups_over_asn_and_others() -> None:
    """Checked and caught are both split; the staff of the OPD is neither; "idem" repeats the date."""
    reading = read(
        workbook(
            {
                "A": """
HASIL INSPEKSI MENDADAK
PEMERINTAH PROVINSI JAWA TIMUR
KOTA PROBOLINGGO
NO | HARI/TANGGAL | OPD | JUMLAH PEGAWAI | | DIPERIKSA | | TERJARING | | | KET
 | | | ASN | NON ASN | ASN | NON ASN | ASN | NON ASN | JML |
1 | Senin/3-6-2024 | Dinkes | 40 | 10 | 20 | 5 | 1 | 2 | 3 | -
2 | idem | DLH | 40 | 10 | 20 | 5 | 0 | 0 | 0 | nihil
"""
            },
            merges=["A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:G4", "H4:J4", "K4:K5"],
        ),
        region_code=None,
    )
    assert table(reading, "region_code", "date", "checked", "asn", "non_asn", "caught_total") == [
        ("35.74", "2024-06-03", 25, 1, 2, 3),
        ("35.74", "2024-06-03", 25, 0, 0, 0),
    ]


def test_attendance_with_every_kind_of_bad_row() -> None:
    """Each row that cannot be read waits with its own reason; the others are kept."""
    reading = read("""
DAFTAR HADIR APEL PAGI
HARI/TANGGAL : SENIN, 3 JUNI 2024
NO | SKPD | JML PEG | H | DL | C | S | I | TB | TK | %
1 | Dinkes | 50 | 45 | 1 | 1 | 1 | 1 | 0 | 1 | 90,00
2 | Dishub | 1.050 | 1.000 | | 50 | | | | | 95,24
3 | Dinas Antah Berantah | 10 | 10 | | | | | | | 100
4 | KPU | 10 | 10
5 | | 10 | 10
6 | DLH | 10 | 12 | | | | | | | 120
7 | DLH | -3 | 2
8 | Dinsos | '1.5 | 2
9 | Disnaker
10 | Setwan | #REF! | 9
1 | Dinkes | 50 | 45 | 1 | 1 | 1 | 1 | 0 | 1 | 90,00
""")
    assert table(reading, "opd", "total", "present", "leave", "unexcused", "pct_present") == [
        ("Dinas Kesehatan", 50, 45, 1, 1, 90.0),
        ("Dinas Perhubungan", 1050, 1000, 50, None, 95.24),
        ("Dinas Lingkungan Hidup", 10, 12, None, None, 120.0),
    ]
    assert reasons(reading) == [
        (6, "opd_unknown"),
        (7, "not_local_opd"),
        (8, "opd_missing"),
        (10, "count_negative"),
        (11, "count_not_integer"),
        (13, "value_error"),
        (14, "duplicate_row"),
    ]
    assert (12, "blank_form") in [(n.row, n.why) for n in reading.not_data]
    assert flags(reading) == {"over_100_percent"}


def test_three_header_rows_and_a_letter_above() -> None:
    """PNS and PPPK present are added; the letter's own date is not the roll-call's."""
    reading = read(
        workbook(
            {
                "A": """
Nomor : 800/123/2024
Tanggal : 5 Juni 2024
REKAP KEHADIRAN APEL HARI SENIN, 3 JUNI 2024
NO | UNIT KERJA | JUMLAH PEGAWAI | KEHADIRAN | | | | | | |
 | | | HADIR | | TIDAK HADIR | | | | JML |
 | | | PNS | PPPK | S | I | C | TK | |
1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10
1 | Dinkes | 50 | 30 | 10 | 2 | 3 | 4 | 1 | 10
Jumlah | | 50 | 30 | 10 | 2 | 3 | 4 | 1 | 10
Catatan : 1 orang sakit keras
"""
            },
            merges=["A4:A6", "B4:B6", "C4:C6", "D4:J4", "D5:E5", "F5:I5", "J5:J6"],
        )
    )
    names = ("date", "total", "present", "sick", "permit", "leave", "unexcused")
    assert table(reading, *names) == [("2024-06-03", 50, 40, 2, 3, 4, 1)]
    assert not reading.flags
    why = {n.row: n.why for n in reading.not_data}
    assert [why[r] for r in (1, 3, 4, 7, 9, 10)] == [
        "title",
        "title",
        "header",
        "column_numbers",
        "total",
        "note",
    ]


def test_months_in_tabs_and_offices_in_tabs() -> None:
    """The tab says the month ("Januari" of the title's year) or the OPD."""
    sheet = "REKAP KEHADIRAN TAHUN 2024\nNo | OPD | Jumlah Pegawai | Hadir | TK\n1 | Dinkes | 50 | 49 | 1"
    months = read(workbook({"Januari": sheet, "Februari": sheet}))
    assert table(months, "level", "date") == [("opd_month", "2024-01"), ("opd_month", "2024-02")]
    page = "REKAP KEHADIRAN BULAN JUNI 2024\nNo | Tanggal | Jumlah Pegawai | Hadir | TK\n1 | 3 | 50 | 49 | 1"
    offices = read(workbook({"Dinkes": page, "DLH": page}))
    assert table(offices, "opd", "date") == [
        ("Dinas Kesehatan", "2024-06-03"),
        ("Dinas Lingkungan Hidup", "2024-06-03"),
    ]


def test_months_as_columns() -> None:
    """Twelve months side by side: one record a cell, the column kept; shares are shares."""
    reading = read("""
REKAPITULASI PERSENTASE KEHADIRAN TAHUN 2023
No | OPD | Jan | Feb | Mar
1 | Dinkes | 98,5 | 97 | 99
2 | DLH | 88 | - | 91,5
""")
    assert table(reading, "row", "col", "date", "pct_present") == [
        (3, 3, "2023-01", 98.5),
        (3, 4, "2023-02", 97.0),
        (3, 5, "2023-03", 99.0),
        (4, 3, "2023-01", 88.0),
        (4, 5, "2023-03", 91.5),
    ]


def test_blocks_below_and_beside_each_other() -> None:
    """A second block takes its own day; a block to the right says its column."""
    below = read("""
REKAP KEHADIRAN APEL
SENIN, 3 JUNI 2024
NO | OPD | JUMLAH | HADIR
1 | Dinkes | 50 | 45
JUMLAH | | 50 | 45

SELASA, 4 JUNI 2024
NO | OPD | JUMLAH | HADIR
1 | Dinkes | 50 | 44
Mengetahui,
""")
    assert table(below, "date", "present") == [("2024-06-03", 45), ("2024-06-04", 44)]
    beside = read("""
REKAP KEHADIRAN APEL 3 JUNI 2024
NO | OPD | JUMLAH | HADIR | | NO | OPD | JUMLAH | HADIR
1 | Dinkes | 50 | 45 | | 2 | DLH | 20 | 19
""")
    assert table(beside, "row", "col", "opd", "present") == [
        (3, None, "Dinas Kesehatan", 45),
        (3, 6, "Dinas Lingkungan Hidup", 19),
    ]


def test_swapped_future_and_contradicting_dates() -> None:
    """Excel swapped day and month; a future date waits; a wrong weekday is only flagged."""
    reading = read("""
HASIL SIDAK BULAN JUNI 2024
No | Tanggal | OPD | Diperiksa | Terjaring
1 | @2024-03-06 | Dinkes | 20 | 2
2 | 13/06/2024 | DLH | 15 | 1
3 | 01/01/2030 | DLH | 15 | 1
4 | Senin, 4 Juni 2024 | Dishub | 5 | 0
5 | 31/06/2024 | Dinsos | 5 | 0
""")
    assert table(reading, "date") == [("2024-06-03",), ("2024-06-13",), ("2024-06-04",)]
    assert reasons(reading) == [(5, "date_future"), (7, "date_impossible")]
    assert [(f.row, f.reason) for f in reading.flags] == [(3, "date_swapped"), (6, "weekday_mismatch")]


def test_american_dates_are_noticed_by_their_company() -> None:
    """05/13 only makes sense month first; then 05/06 is May too."""
    reading = read("""
HASIL SIDAK
No | Tanggal | OPD | Diperiksa | Terjaring
1 | 05/13/2024 | Dinkes | 20 | 2
2 | 05/06/2024 | DLH | 15 | 1
""")
    assert table(reading, "date") == [("2024-05-13",), ("2024-05-06",)]
    assert flags(reading) == {"date_swapped"}


def test_dates_merged_over_rows_are_repeated_and_counts_are_not() -> None:
    """A date merged over two rows holds for both; a count merged over two is counted once."""
    reading = read(
        workbook(
            {
                "S": """
HASIL SIDAK OPD BULAN MEI 2024
No | Tanggal | OPD | Jumlah Diperiksa | Terjaring
1 | 6 Mei 2024 | Dinkes | 20 | 2
2 | | DLH | | 1
"""
            },
            merges=["B3:B4", "D3:D4"],
        )
    )
    assert table(reading, "date", "checked", "caught_total") == [
        ("2024-05-06", 20, 2),
        ("2024-05-06", None, 1),
    ]


def test_bawaslu_register() -> None:
    """Register with Roman months, position class, seven-day clock; village head and impossible date wait."""
    reading = read(
        """
REGISTER PENANGANAN PELANGGARAN PILKADA 2024 BAWASLU KABUPATEN PROBOLINGGO
No | No. Register | Temuan/ Laporan | Terlapor | Jabatan | Instansi | Tgl Diketahui | Tgl Laporan | Jenis Pelanggaran | Uraian | Status | Diteruskan ke
1 | 002/Reg/LP/PB/Kab/16.12/X/2024 | | Fulan | Camat | Kec. Kraksaan | 1 Okt 2024 | 12 Okt 2024 | Netralitas ASN | Like dan komen postingan paslon | Diteruskan | BKN
2 | 003/TM/PB/Kab/16.12/X/2024 | Temuan | X | Kepala Desa | Desa Y | 1 Okt 2024 | | Pidana | | Dihentikan |
3 | 004/TM/PB/Kab/16.12/X/2024 | Temuan | X | Guru | SDN 1 Kraksaan | 31/02/2024 | | Netralitas | foto bersama calon | Klarifikasi |
""",
        region_code="35.13",
    )
    names = ("level", "source", "position_class", "opd", "violation", "status_code", "forwarded_to")
    assert table(reading, *names) == [
        ("case", "laporan", "camat_lurah", "Kecamatan Kraksaan", "SKB2022:D6", "diteruskan", "BKN")
    ]
    assert reasons(reading) == [(4, "not_asn"), (5, "date_impossible")]
    assert flags(reading) == {"late_report_over_7_days"}


def test_recap_of_regions() -> None:
    """Per region with an as-of date; a name that may be city or regency is asked."""
    reading = read(
        """
REKAP TEMUAN DAN LAPORAN NETRALITAS ASN PILKADA 2024 SE-JAWA TIMUR PER 31 OKTOBER 2024
No | Kabupaten/Kota | Temuan | Laporan | Jumlah
1 | Kota Probolinggo | 2 | 3 | 5
2 | Probolinggo | 2 | 3 | 5
3 | Kab. Jember | 2 | 3 | 6
4 | Kab. Atlantis | 0 | 0 | 0
Total | | 6 | 9 | 16
""",
        region_code="35",
    )
    assert table(reading, "level", "region_code", "findings", "reports", "cases", "as_of") == [
        ("region_count", "35.74", 2, 3, 5, "2024-10-31"),
        ("region_count", "35.09", 2, 3, 6, "2024-10-31"),
    ]
    assert reasons(reading) == [(4, "region_ambiguous"), (6, "region_unknown")]
    assert reading.quarantined[0].suggestions == ["Kabupaten Probolinggo", "Kota Probolinggo"]
    assert flags(reading) == {"sum_mismatch"}


def test_recommendations_and_decisions() -> None:
    """Two-row header of three groups; the status follows from the words."""
    reading = read("""
MATRIKS TINDAK LANJUT REKOMENDASI KASN
No | Nama | OPD | Rekomendasi | | | Keputusan PPK | | | Status
 | | | Nomor | Tanggal | Sanksi | Nomor | Tanggal | Sanksi |
1 | Fulan | Dinkes | R-123/KASN/1/2021 | 5 Januari 2021 | Hukuman disiplin sedang | 800/12/2021 | 1 Maret 2021 | Penundaan kenaikan gaji berkala 1 tahun | Selesai
2 | Fulan | DLH | R-124/KASN/1/2021 | 5 Januari 2021 | Sanksi moral pernyataan terbuka | | | | Belum ditindaklanjuti
""")
    names = ("rec_no", "sanction_recommended", "decision_date", "sanction_given", "status_code")
    assert table(reading, *names) == [
        ("R-123/KASN/1/2021", "hd_sedang", "2021-03-01", "kgb_1", "selesai"),
        ("R-124/KASN/1/2021", "moral_terbuka", None, None, "belum"),
    ]


def test_prevention_events() -> None:
    """Participants may be vague; the OPD of one cell are a list; "seluruh OPD" names none."""
    reading = read("""
DATA KEGIATAN SOSIALISASI NETRALITAS ASN TAHUN 2020
No | Hari/Tgl | Kegiatan | Tempat | Penyelenggara | OPD Peserta | Jml Peserta
1 | 20 Nopember 2020 | Webinar netralitas | Zoom | Bawaslu | Seluruh OPD | ± 300
2 | 5-6 Oktober 2020 | Bimtek netralitas | Hotel | Bawaslu | Dinkes dan Dinsos | puluhan
""")
    names = ("date", "date_end", "event_type", "opds", "participants", "participants_min", "participants_max")
    assert table(reading, *names) == [
        ("2020-11-20", None, "webinar", None, 300, None, None),
        ("2020-10-05", "2020-10-06", "bimtek", ["Dinas Kesehatan", "Dinas Sosial"], None, 20, 99),
    ]


def test_head_counts_with_groups_and_numbered_columns() -> None:
    """PNS and PPPK below "ASN"; a new OPD of a head-count is kept and said; totals are checked."""
    reading = read("""
REKAPITULASI JUMLAH PEGAWAI
KEADAAN PER 31 DESEMBER 2023
NO | PERANGKAT DAERAH | ASN | | NON ASN | JUMLAH
 | | PNS | PPPK | |
1 | 2 | 3 | 4 | 5 | 6
1 | Sekretariat Daerah | 120 | 5 | 30 | 155
2 | Dinas Penanggulangan Alien | 20 | 5 | 3 | 28
3 | RSUD dr. Mohamad Saleh | 300 | 50 | 100 | 451
 | JUMLAH TOTAL | 440 | 60 | 133 | 634
""")
    assert table(reading, "opd", "pns", "pppk", "non_asn", "total", "as_of") == [
        ("Sekretariat Daerah", 120, 5, 30, 155, "2023-12-31"),
        ("Dinas Penanggulangan Alien", 20, 5, 3, 28, "2023-12-31"),
        ("RSUD", 300, 50, 100, 451, "2023-12-31"),
    ]
    assert {(f.row, f.reason) for f in reading.flags} == {(7, "opd_new"), (8, "sum_mismatch")}


def test_candidates_one_row_a_pair() -> None:
    """Rows of pairs become one contest; names of candidates are not kept."""
    reading = read("""
DAFTAR PASANGAN CALON WALI KOTA PROBOLINGGO PILKADA 2024
No Urut | Nama Pasangan Calon | Partai Pengusung | Petahana
1 | A - B | P1 | Tidak
2 | C - D | P2 | Ya
""")
    assert table(reading, "election_code", "office", "pair_count", "has_incumbent") == [
        ("PILKADA_2024", "wali_kota", 2, True)
    ]
    assert reading.merged == [("Sheet1", 4)]


def test_a_file_for_another_region_waits_whole() -> None:
    """A workbook of Kabupaten Probolinggo handed in for Kota Probolinggo."""
    reading = read("""
PEMERINTAH KABUPATEN PROBOLINGGO
REKAP KEHADIRAN 3 JUNI 2024
NO | OPD | JUMLAH | HADIR
1 | Dinkes | 50 | 45
""")
    assert (reading.records, reasons(reading)) == ([], [(4, "region_conflict")])


def test_what_is_not_ours_is_said() -> None:
    """An inventory is no recap; an empty form has no rows; each has its sentence."""
    inventory = read("No | Nama Barang | Merk | Tahun | Harga\n1 | Laptop | A | 2020 | 12000000")
    assert (inventory.reason, inventory.records) == ("kind_unknown", [])
    form = read("REKAP SIDAK\nNo | Tanggal | OPD | Diperiksa | Terjaring\n1\n2")
    assert form.reason == "table_empty"
    assert "judul kolom" in form.message


def test_english_sentences() -> None:
    """The same reasons in English."""
    reading = read(
        "REKAP SIDAK 3 JUNI 2024\nNo | OPD | Diperiksa | Terjaring\n1 | KPU | 3 | 1", language="en"
    )
    assert "vertical agency" in reading.quarantined[0].message


def test_a_confirmed_mapping_stands_above_guesses() -> None:
    """What a person said about a layout is used the next time."""
    text = "REKAP SIDAK 3 JUNI 2024\nNo | OPD | Kolom X | Terjaring\n1 | Dinkes | 30 | 1"
    layout = read(text).layouts[0]
    again = read(text, mappings={layout.hash: {"3": "checked"}})
    assert table(again, "checked", "caught_total") == [(30, 1)]


def test_minutes_written_as_a_form() -> None:
    """ "Tempat : Plaza" line by line is one record; its other lines are counted as merged."""
    reading = read("""
BERITA ACARA SIDAK
Hari/Tanggal | : | Rabu, 7 Maret 2018
Lokasi | : | Plaza
Jam | : | 09.00 - 11.00 WIB
Jumlah diperiksa | : | 20 orang
Terjaring | : | 3
""")
    names = ("row", "date", "place", "time_start", "time_end", "checked", "caught_total")
    assert table(reading, *names) == [(2, "2018-03-07", "Plaza", "09:00", "11:00", 20, 3)]
    assert [row for _, row in reading.merged] == [3, 4, 5, 6]


def test_counts_out_of_proportion_and_broken_cells_wait() -> None:
    """4500 caught where others caught two; #N/A and #REF! name the cell."""
    reading = read("""
HASIL SIDAK 3 JUNI 2024
No | OPD | Diperiksa | Terjaring
1 | Dinkes | 20 | 2
2 | DLH | 20 | 4500
3 | Dishub | 20 | 0
4 | Dinsos | 20 | 1
5 | Setwan | 20 | 1
6 | Setda | '#N/A | 1
7 | '#REF! | 20 | 1
""")
    assert reasons(reading) == [(4, "count_outlier"), (8, "value_error"), (9, "value_error")]


def test_groups_of_offices_with_their_own_totals() -> None:
    """ "JUMLAH I", "JUMLAH I + II" are totals; kelurahan below a kecamatan heading belong to it."""
    groups = read("""
REKAP APEL SENIN 3 JUNI 2024
NO | OPD | JML | HADIR | TIDAK HADIR
I. SEKRETARIAT
1 | Setda | 100 | 90 | 10
JUMLAH I | | 100 | 90 | 10
II. DINAS
3 | Dinkes | 50 | 45 | 5
JUMLAH II | | 50 | 45 | 5
JUMLAH I + II | | 150 | 135 | 15
""")
    assert table(groups, "opd", "total") == [("Sekretariat Daerah", 100), ("Dinas Kesehatan", 50)]
    wards = read("""
REKAP KEHADIRAN APEL 3 JUNI 2024
No | Unit Kerja | Jumlah | Hadir
A. KECAMATAN MAYANGAN
1 | Kelurahan Jati | 10 | 9
B. KECAMATAN KANIGARAN
1 | Kel. Tisnonegaran | 8 | 8
""")
    assert table(wards, "opd", "unit") == [
        ("Kecamatan Mayangan", "Kelurahan Jati"),
        ("Kecamatan Kanigaran", "Kelurahan Tisnonegaran"),
    ]


def test_a_sidak_recap_of_a_month_is_no_day() -> None:
    """Without days in the rows the title's month is the date."""
    reading = read("REKAP SIDAK BULAN JUNI 2024\nNo | OPD | Diperiksa | Terjaring\n1 | Dinkes | 20 | 2")
    assert table(reading, "level", "date") == [("aggregate_opd_month", "2024-06")]


def test_months_with_several_fields_each() -> None:
    """Present, permit and unexcused below each month: one record a month."""
    reading = read("""
REKAP KEHADIRAN TAHUN 2024
NO | OPD | JANUARI | | | FEBRUARI | |
 | | Hadir | Izin | TK | Hadir | Izin | TK
1 | Dinkes | 45 | 1 | 2 | 44 | 2 | 1
""")
    assert table(reading, "col", "date", "present", "permit", "unexcused") == [
        (3, "2024-01", 45, 1, 2),
        (6, "2024-02", 44, 2, 1),
    ]

"""Passages of our own, written for the tests: fictional events in real places, with what a reader would enter."""

from __future__ import annotations

from typing import Any, NamedTuple


class Passage(NamedTuple):
    """`expected`: fields that must be so; None = must be absent."""

    name: str
    title: str
    text: str
    expected: dict[str, Any]


_NONE = {"asn": None, "non_asn": None, "total": None}

SIDAK = (
    Passage(
        "weekday contradicts the date",
        "Asyik Belanja, 18 ASN Terjaring",
        "MAGETAN - Satpol PP bersama BKD dan Inspektorat Magetan menyisir Pasar Sayur, Rabu (12/11/2019). Sebanyak "
        "18 ASN kedapatan berbelanja pada jam dinas. Penindakan merujuk PP Nomor 53 Tahun 2010.",
        {"event_type": "sidak_lapangan", "date": "2019-11-12", "region": "Kabupaten Magetan", "total": 18, "asn": 18,
         "non_asn": None, "locations": ["Pasar Sayur"], "agencies": ["Satpol PP", "BKD", "Inspektorat"],
         "flags": ["weekday_mismatch"]},
    ),
    Passage(
        "belasan is an interval",
        "Belasan ASN Terciduk di Swalayan",
        "METRO - Belasan ASN di Kota Metro terciduk petugas Satpol PP saat berbelanja di swalayan pada jam kerja, "
        "Selasa (7/2/2023). Mereka diminta membuat surat pernyataan.",
        {"event_type": "sidak_lapangan", "date": "2023-02-07", "region": "Kota Metro", "total": None, "total_min": 11,
         "total_max": 19, "asn": None, "sanction": "surat pernyataan"},
    ),
    Passage(
        "checked and caught are two numbers",
        "Razia Jam Kerja di Ngawi",
        "Petugas Satpol PP Kabupaten Ngawi memeriksa 20 orang berseragam dinas di Jalan Ahmad Yani, Kamis "
        "(9/11/2017). Dari jumlah itu, 13 ASN terjaring karena tidak membawa surat izin.",
        {"event_type": "sidak_lapangan", "date": "2017-11-09", "total": 13, "asn": 13, "checked": 20,
         "region": "Kabupaten Ngawi"},
    ),
    Passage(
        "one civil servant and one contract worker",
        "Dua Pegawai Terjaring di Warkop",
        "KLATEN – Razia Satpol PP Klaten di dua warkop, Selasa (19/8/2025), menjaring satu ASN dan satu tenaga "
        "kontrak. Keduanya langsung didata dan membuat surat pernyataan.",
        {"event_type": "sidak_lapangan", "date": "2025-08-19", "total": 2, "asn": 1, "non_asn": 1,
         "region": "Kabupaten Klaten"},
    ),
    Passage(
        "about thirty",
        "Puluhan ASN Kepergok di Mal",
        "Satpol PP Sampang mendapati sekitar 30 ASN berbelanja di mal saat jam dinas, Kamis (12/2/2026). Kasatpol PP "
        "mengatakan semuanya diberi teguran lisan.",
        {"event_type": "sidak_lapangan", "total": 30, "total_qualifier": "approx", "region": "Kabupaten Sampang",
         "sanction": "teguran lisan", "date": "2026-02-12"},
    ),
    Passage(
        "finds told spot by spot are added up",
        "Sejumlah Pegawai Kepergok Keluar Kantor",
        "Patroli Satpol PP Kabupaten Brebes pada Selasa (8/9/2020) mendapati tiga ASN di Warung Sate Mantap. Petugas "
        "kemudian menemukan dua pegawai honorer di Toko Sinar Jaya. Semua ditegur lisan.",
        {"event_type": "sidak_lapangan", "total": 5, "asn": 3, "non_asn": 2, "date": "2020-09-08",
         "locations": ["Warung Sate Mantap", "Toko Sinar Jaya"]},
    ),
    Passage(
        "officers and spots are not the caught",
        "Satpol PP Sisir Lima Titik",
        "SRAGEN - Sebanyak 40 personel gabungan diterjunkan menyisir lima titik keramaian di Sragen, Senin "
        "(4/3/2019). Operasi dibagi empat regu. Hasilnya, tujuh PNS dan empat tenaga honorer terjaring.",
        {"event_type": "sidak_lapangan", "total": 11, "asn": 7, "non_asn": 4, "teams": 4, "date": "2019-03-04",
         "region": "Kabupaten Sragen"},
    ),
    Passage(
        "nobody was found",
        "Sidak Jam Kerja Nihil Temuan",
        "Sidak disiplin yang digelar Satpol PP Kota Madiun di sejumlah warung kopi, Rabu (3/5/2023), tidak menemukan "
        "ASN yang keluyuran pada jam kerja.",
        {"event_type": "sidak_lapangan", "total": 0, "date": "2023-05-03", "region": "Kota Madiun"},
    ),
    Passage(
        "yesterday against the day of the statement",
        "9 ASN Terjaring Razia",
        "BLORA - Satpol PP Blora menjaring sembilan ASN di Pasar Induk kemarin. Hal itu disampaikan Kepala Satpol PP, "
        "Rabu (15/3/2023).",
        {"event_type": "sidak_lapangan", "total": 9, "asn": 9, "date": "2023-03-14", "report_date": "2023-03-15"},
    ),
    Passage(
        "last year's razia is not this one",
        "Razia ASN Kembali Digelar",
        "Satpol PP Ponorogo kembali merazia ASN, Selasa (6/6/2023). Enam ASN terjaring di warung kopi. Sebelumnya, "
        "pada Selasa (2/5/2023), 14 ASN juga terjaring.",
        {"event_type": "sidak_lapangan", "total": 6, "asn": 6, "date": "2023-06-06",
         "prior_events": [{"total": 14, "date": "2023-05-02"}]},
    ),
    Passage(
        "the offices they came from",
        "Tujuh Pegawai Terjaring Razia",
        "Tujuh ASN terjaring razia Satpol PP Kabupaten Kudus, Kamis (20/5/2021). Rinciannya, empat orang dari Dinas "
        "Kesehatan, dua dari Kecamatan Jati dan satu dari DPUPR.",
        {"event_type": "sidak_lapangan", "total": 7, "asn": 7,
         "opd": ["Dinas Kesehatan", "Kecamatan Jati", "DPUPR"], "date": "2021-05-20",
         "opd_counts": {"Dinas Kesehatan": 4, "Kecamatan Jati": 2, "DPUPR": 1}},
    ),
    Passage(
        "masks, not working hours",
        "41 ASN Langgar Prokes",
        "GROBOGAN - Operasi yustisi protokol kesehatan di kantor Pemkab Grobogan, Senin (14/9/2020), menjaring 41 ASN "
        "tanpa masker. Mereka diberi teguran.",
        {"event_type": "sidak_prokes", "total": 41, "asn": 41, "date": "2020-09-14", "region": "Kabupaten Grobogan"},
    ),
    Passage(
        "only a plan",
        "Satpol PP Siapkan Razia ASN",
        "Satpol PP Kota Tegal akan menggelar razia ASN yang keluyuran pada jam kerja mulai pekan depan. Sebanyak 25 "
        "personel disiapkan, kata Kasatpol PP, Jumat (3/2/2023).",
        {"event_type": "rencana_sidak", **_NONE, "region": "Kota Tegal"},
    ),
)  # fmt: skip

ATTENDANCE = (
    Passage(
        "absent, excused, unexcused",
        "35 ASN Mangkir di Hari Pertama",
        "TANJUNG - Kehadiran ASN Pemkab Tabalong pada hari pertama kerja, Senin (10/6/2019), mencapai 95,4 persen. "
        "Dari 2.819 pegawai, 2.689 hadir dan 130 tidak hadir: 31 cuti, 64 sakit dan 35 tanpa keterangan.",
        {"event_type": "sidak_kehadiran", "date": "2019-06-10", "region": "Kabupaten Tabalong", "population": 2819,
         "present": 2689, "absent": 130, "total": 35, "asn": 35},
    ),
    Passage(
        "absent but nobody is said to be unexcused",
        "12 ASN Tak Masuk Kerja",
        "Sebanyak 12 ASN Pemkab Lumajang tidak masuk kerja usai libur Lebaran, Senin (17/5/2021). BKD masih meminta "
        "keterangan dari masing-masing OPD.",
        {"event_type": "sidak_kehadiran", "absent": 12, "total": None, "asn": None, "date": "2021-05-17",
         "region": "Kabupaten Lumajang"},
    ),
    Passage(
        "everyone was there",
        "Kehadiran ASN 100 Persen",
        "Pj Bupati Trenggalek menyidak empat OPD, Selasa (16/4/2024). Hasilnya kehadiran 100 persen, tidak ada ASN "
        "yang membolos.",
        {"event_type": "sidak_kehadiran", "total": 0, "date": "2024-04-16", "region": "Kabupaten Trenggalek"},
    ),
    Passage(
        "split of the unexcused",
        "25 Pegawai Bolos",
        "Sebanyak 25 pegawai Pemkab Belitung tanpa keterangan pada hari pertama kerja, Senin (10/6/2019), terdiri "
        "dari 12 ASN dan 13 honorer.",
        {"event_type": "sidak_kehadiran", "total": 25, "asn": 12, "non_asn": 13, "date": "2019-06-10",
         "region": "Kabupaten Belitung"},
    ),
    Passage(
        "the share of attendance only",
        "Kehadiran ASN Turun",
        "Tingkat kehadiran ASN Pemprov Bali pada hari pertama kerja, Rabu (13/3/2024), sebesar 94,3 persen, kata "
        "Kepala BKD. Sisanya cuti dan sakit.",
        {"event_type": "sidak_kehadiran", "attendance_pct": 94.3, "total": None, "region": "Provinsi Bali",
         "date": "2024-03-13"},
    ),
)  # fmt: skip

NEUTRALITY = (
    Passage(
        "the funnel of an agency",
        "KASN Terima Ratusan Laporan",
        "JAKARTA - Hingga 31 Agustus 2020 KASN menerima 499 laporan pelanggaran netralitas Pilkada 2020. Sebanyak 389 "
        "ASN dinyatakan melanggar, dan 199 telah ditindaklanjuti PPK, ujar Ketua KASN, Selasa (8/9/2020).",
        {"event_type": "netralitas_rekap", "region": "Nasional", "date": "2020-08-31", "report_date": "2020-09-08",
         "reported": 499, "total": 389, "followed_up": 199},
    ),
    Passage(
        "cases that were no breach",
        "Bawaslu Catat 433 Kasus Netralitas ASN",
        "JAKARTA - Bawaslu mencatat 433 dugaan pelanggaran netralitas ASN selama Pilkada 2024. Dari jumlah itu 314 "
        "kasus terbukti melanggar dan 99 kasus bukan pelanggaran, kata anggota Bawaslu, Senin (2/12/2024).",
        {"event_type": "netralitas_rekap", "cases": 433, "total": 314, "stopped": 99, "date": "2024-12-02",
         "region": "Nasional"},
    ),
    Passage(
        "merely reported is not established",
        "Bawaslu Ponorogo Terima Enam Aduan",
        "Bawaslu Ponorogo menerima enam aduan dugaan pelanggaran netralitas ASN hingga 30 September 2024. Empat di "
        "antaranya dihentikan karena tidak memenuhi syarat materiil.",
        {"event_type": "netralitas_kasus", "reported": 6, "stopped": 4, "total": None, "date": "2024-09-30",
         "region": "Kabupaten Ponorogo"},
    ),
    Passage(
        "civil servants and a village head",
        "Enam ASN dan Satu Kades Dilaporkan",
        "KUDUS - Bawaslu Kabupaten Kudus memproses laporan terhadap enam ASN dan satu kepala desa yang diduga tidak "
        "netral, Minggu (29/9/2024). Pelapor dan saksi akan dipanggil.",
        {"event_type": "netralitas_kasus", "date": "2024-09-29", "region": "Kabupaten Kudus"},
    ),
    Passage(
        "forwarded by words",
        "Dua ASN Tabalong Dilaporkan ke KASN",
        "TANJUNG - Panwaslu Tabalong meneruskan dua ASN ke KASN karena hadir dalam kampanye paslon, Sabtu (9/6/2018).",
        {"event_type": "netralitas_kasus", "forwarded": 2, "total": 2, "asn": 2, "date": "2018-06-09",
         "region": "Kabupaten Tabalong", "status": "diteruskan ke KASN"},
    ),
    Passage(
        "a list by region",
        "Bawaslu Sultra Proses Ratusan ASN",
        "KENDARI - Bawaslu Sulawesi Tenggara mencatat 109 kasus netralitas ASN pada Pilkada 2020. Terbanyak di Muna "
        "43, Wakatobi 37, Konawe Utara 29, kata Ketua Bawaslu, Jumat (9/10/2020).",
        {"event_type": "netralitas_rekap", "region": "Provinsi Sulawesi Tenggara", "cases": 109, "total": 109,
         "by_region": {"Kabupaten Muna": 43, "Kabupaten Wakatobi": 37, "Kabupaten Konawe Utara": 29},
         "date": "2020-10-09"},
    ),
    Passage(
        "sanctioned in the end",
        "Dua ASN Kota Semarang Dijatuhi Sanksi",
        "SEMARANG - Dua ASN di lingkungan Pemkot Semarang dijatuhi hukuman disiplin sedang karena melanggar "
        "netralitas pada Pilkada 2024, kata Kepala BKPP, Jumat (10/1/2025). Rekomendasi datang dari BKN.",
        {"event_type": "netralitas_sanksi", "total": 2, "asn": 2, "region": "Kota Semarang", "date": "2025-01-10",
         "sanction": "hukuman disiplin sedang"},
    ),
    Passage(
        "heads who do not act",
        "Mendagri Tegur 67 Kepala Daerah",
        "JAKARTA - Kemendagri menegur 67 kepala daerah yang belum menindaklanjuti rekomendasi KASN soal netralitas "
        "ASN, Minggu (1/11/2020).",
        {"event_type": "kepatuhan_ppk", "region": "Nasional", "date": "2020-11-01", "asn": None},
    ),
    Passage(
        "all kinds of breach",
        "Bawaslu Lamongan Tangani 20 Pelanggaran Pilkada",
        "Bawaslu Lamongan menangani 20 dugaan pelanggaran selama Pilkada 2024: 5 kode etik, 9 administrasi dan 6 "
        "pidana, kata Ketua Bawaslu, Rabu (18/12/2024).",
        {"event_type": "pelanggaran_rekap_semua_jenis", "cases": 20, "total": None,
         "by_category": {"kode etik": 5, "administrasi": 9, "pidana": 6}, "region": "Kabupaten Lamongan"},
    ),
)  # fmt: skip

OTHERS = (
    Passage(
        "a briefing with participants",
        "Bawaslu Gelar Sosialisasi Netralitas",
        "PASURUAN - Bawaslu Kota Pasuruan menggelar sosialisasi netralitas ASN di Hotel Ascent, Kamis (12/9/2024). "
        "Kegiatan diikuti 150 peserta dari seluruh OPD. Pelanggar diancam penjara 6 bulan atau denda Rp 6.000.000.",
        {"event_type": "sosialisasi", "participants": 150, "date": "2024-09-12", "region": "Kota Pasuruan",
         "agencies": ["Bawaslu"], **_NONE},
    ),
    Passage(
        "a pledge",
        "500 ASN Ikrar Netral",
        "Sebanyak 500 ASN mengikuti ikrar netralitas yang digelar Pemkab Bojonegoro di Pendopo Malowopati, Senin "
        "(2/10/2023).",
        {"event_type": "ikrar", "participants": 500, "date": "2023-10-02", "region": "Kabupaten Bojonegoro", **_NONE},
    ),
    Passage(
        "an explanation of the law",
        "Ini 16 Larangan bagi ASN di Masa Pilkada",
        "ASN dilarang memihak. Ada 16 larangan dalam aturan netralitas, dan pelanggarnya bisa dikenai sanksi ringan, "
        "sedang, hingga berat. Pidana penjara paling lama 6 bulan.",
        {"event_type": "bukan_kejadian", **_NONE},
    ),
    Passage(
        "discipline of a year by severity",
        "Puluhan ASN Disanksi Disiplin",
        "MALANG - Sepanjang tahun 2022 BKPSDM Kabupaten Malang menjatuhkan sanksi disiplin kepada 27 ASN: 9 sanksi "
        "berat, 10 sedang dan 8 ringan.",
        {"event_type": "disiplin_rekap", "total": 27, "asn": 27, "date": "2022", "region": "Kabupaten Malang",
         "severity": {"berat": 9, "sedang": 10, "ringan": 8}},
    ),
)  # fmt: skip

PASSAGES = (*SIDAK, *ATTENDANCE, *NEUTRALITY, *OTHERS)

MORE = (
    Passage(
        "no count is told",
        "Keluyuran di Jam Kerja, ASN Terjaring Razia",
        "SAMPIT – Petugas gabungan Satpol PP dan Damkar, Inspektorat serta BKPSDM Kotawaringin Timur merazia ASN di "
        "Jalan A. Yani, Senin (17/2). Sejumlah ASN terjaring dan diminta kembali ke kantor.",
        {"event_type": "sidak_lapangan", "total": None, "asn": None, "region": "Kabupaten Kotawaringin Timur",
         "locations": ["Jalan A. Yani"]},
    ),
    Passage(
        "two persons told one by one are examples",
        "ASN Kena Razia di Warung",
        "TANJUNG SELOR - Tim gabungan BKD, Inspektorat dan Satpol PP Provinsi Kaltara merazia warung makan, Selasa "
        "(12/11). Seorang pegawai Kemenag kedapatan makan siang lebih awal. Seorang pegawai Disdikbud yang terjaring "
        "menggebrak meja.",
        {"event_type": "sidak_lapangan", "total": None, "region": "Provinsi Kalimantan Utara"},
    ),
    Passage(
        "the date at the head of the page is not the event's",
        "Asyik di Mal, Belasan ASN Terjaring",
        "Selasa, 5 November 2024 | 10:12 WIB\nCILEGON – Satpol PP bersama BKPP Cilegon menjaring 18 ASN di mal, Senin "
        "(9/4/2018). Mereka diperingatkan agar tidak mengulangi perbuatannya.",
        {"event_type": "sidak_lapangan", "date": "2018-04-09", "total": 18, "asn": 18, "region": "Kota Cilegon"},
    ),
    Passage(
        "the day after, said on the next",
        "Dua ASN Nongkrong di Warkop",
        "BANDA ACEH – Satpol PP dan WH Aceh menjaring dua ASN dalam razia di Ulee Kareng dan Lueng Bata, Selasa "
        "(16/9/2025). Keduanya meneken surat pernyataan, ujar Kasi Penindakan, Rabu (17/9/2025).",
        {"event_type": "sidak_lapangan", "date": "2025-09-16", "report_date": "2025-09-17", "total": 2, "asn": 2,
         "locations": ["Ulee Kareng", "Lueng Bata"], "region": "Kota Banda Aceh", "sanction": "surat pernyataan"},
    ),
    Passage(
        "by office only: the total is added up",
        "ASN Ngopi Terjaring Razia",
        "Razia Satpol PP Gresik di Warkop Rindang dan Warkop Pojok, Selasa (20/5/2025), menjaring tujuh pegawai Dinas PU, "
        "tiga pegawai KPU, dua pegawai Dinas Kesehatan dan dua guru SMPN 3.",
        {"event_type": "sidak_lapangan", "date": "2025-05-20", "total": 14, "region": "Kabupaten Gresik",
         "locations": ["Warkop Rindang", "Warkop Pojok"]},
    ),
    Passage(
        "staff present are no breach",
        "Sekda Sidak Dinas",
        "PENAJAM - Sekda Penajam Paser Utara menyidak kantor Dinas Perikanan, Selasa (16/1/2024), pukul 07.45. Ia "
        "mendapati beberapa pegawai terlambat dan meminta kepala dinas membina 30 pegawainya.",
        {"event_type": "sidak_kehadiran", "total": None, "date": "2024-01-16", "region": "Kabupaten Penajam Paser Utara"},
    ),
    Passage(
        "absent without leave among the absent",
        "99 Persen ASN Hadir",
        "BADUNG - Dari 7.989 ASN Pemkab Badung, 97 orang tidak masuk kerja pada Senin (10/6/2019). Sebanyak 29 orang "
        "di antaranya tanpa keterangan, 40 sakit dan 28 cuti.",
        {"event_type": "sidak_kehadiran", "population": 7989, "absent": 97, "total": 29, "asn": 29,
         "date": "2019-06-10", "region": "Kabupaten Badung"},
    ),
    Passage(
        "absent, reasons not split",
        "148 ASN Tidak Hadir",
        "Kehadiran ASN Pemkab Luwu Utara pada Senin (10/6/2019) mencapai 97,5 persen atau 4.888 dari 5.036 orang. "
        "Sebanyak 148 lainnya tidak hadir karena cuti, sakit, izin dan tanpa keterangan.",
        {"event_type": "sidak_kehadiran", "present": 4888, "population": 5036, "absent": 148, "total": None,
         "attendance_pct": 97.5, "region": "Kabupaten Luwu Utara"},
    ),
    Passage(
        "national attendance with an impossible weekday",
        "Kehadiran ASN Meningkat",
        "JAKARTA - Sebanyak 2.234.940 ASN dari seluruh Indonesia hadir pada hari pertama kerja, Senin (11/6/2019), "
        "atau 95 persen, kata Deputi KemenPAN-RB.",
        {"event_type": "sidak_kehadiran", "present": 2234940, "total": None, "region": "Nasional",
         "flags": ["weekday_mismatch"]},
    ),
    Passage(
        "late staff only",
        "Puluhan Pegawai Telat Apel",
        "Sebanyak 23 pegawai Pemkab Sleman terlambat mengikuti apel pagi, Senin (8/1/2024). Bupati meminta BKPP memberi "
        "teguran tertulis.",
        {"event_type": "sidak_kehadiran", "total": None, "late": 23, "region": "Kabupaten Sleman", "date": "2024-01-08"},
    ),
    Passage(
        "provinces in a list",
        "Bawaslu: Pelanggaran ASN Terbanyak di Jateng",
        "JAKARTA - Bawaslu mencatat 165 kasus pelanggaran netralitas ASN pada Pemilu 2019 hingga 1 Maret 2019. "
        "Jawa Tengah 43 kasus, Sulawesi Selatan 26 kasus, Sulawesi Tenggara 19 kasus dan Jawa Barat 17 kasus.",
        {"event_type": "netralitas_rekap", "region": "Nasional", "cases": 165, "total": 165, "date": "2019-03-01",
         "by_region": {"Provinsi Jawa Tengah": 43, "Provinsi Sulawesi Selatan": 26, "Provinsi Sulawesi Tenggara": 19,
                       "Provinsi Jawa Barat": 17}, "election": "PEMILU_2019"},
    ),
    Passage(
        "findings, reports and what became of them",
        "Bawaslu Temukan 805 Dugaan Pelanggaran Netralitas ASN",
        "Bawaslu menemukan 805 dugaan pelanggaran netralitas ASN per 4 Oktober 2020, terdiri dari 744 temuan dan 61 "
        "laporan. Sebanyak 719 direkomendasikan ke KASN, 81 bukan pelanggaran dan 5 masih diproses.",
        {"event_type": "netralitas_rekap", "region": "Nasional", "cases": 805, "found": 744, "reported": 61,
         "forwarded": 719, "total": 719, "stopped": 81, "in_process": 5, "date": "2020-10-04"},
    ),
    Passage(
        "recommendations and persons are two units",
        "Bawaslu Catat 1.194 Rekomendasi",
        "JAKARTA - Bawaslu mengeluarkan 1.194 rekomendasi pelanggaran netralitas dengan 1.645 ASN terlapor pada Pilkada "
        "2020, ujar anggota Bawaslu, Sabtu (19/12/2020).",
        {"event_type": "netralitas_rekap", "region": "Nasional", "date": "2020-12-19"},
    ),
    Passage(
        "more than",
        "Bawaslu Limpahkan Laporan ke BKN",
        "Bawaslu telah melimpahkan lebih dari 400 laporan dugaan pelanggaran netralitas ASN ke BKN, kata anggota Bawaslu RI "
        "di Jakarta, Selasa (17/9/2024).",
        {"event_type": "netralitas_rekap", "region": "Nasional", "date": "2024-09-17"},
    ),
    Passage(
        "three of five examined",
        "Tiga ASN Direkomendasikan Disanksi",
        "SERANG - Bawaslu Banten memeriksa lima ASN yang diduga mendukung caleg. Tiga ASN terbukti melanggar netralitas dan "
        "direkomendasikan ke KASN untuk disanksi, Selasa (9/4/2019).",
        {"event_type": "netralitas_kasus", "total": 3, "asn": 3, "region": "Provinsi Banten", "date": "2019-04-09"},
    ),
    Passage(
        "one camat",
        "Camat Diperiksa Bawaslu",
        "BANTUL - Bawaslu Bantul memeriksa seorang camat yang mengunggah foto calon bupati di media sosial, Kamis "
        "(5/11/2020). Berkasnya akan diteruskan ke KASN.",
        {"event_type": "netralitas_kasus", "date": "2020-11-05", "region": "Kabupaten Bantul", "asn": None},
    ),
    Passage(
        "not yet one",
        "Belum Ada ASN Dilaporkan",
        "JENEPONTO - Bawaslu Jeneponto menyatakan belum ada ASN yang dilaporkan terkait netralitas pada Pilkada 2024, "
        "Jumat (6/9/2024).",
        {"total": None, "asn": None, "region": "Kabupaten Jeneponto"},
    ),
    Passage(
        "kota and kabupaten of one name, undecided",
        "Razia ASN di Kediri",
        "Satpol PP Kediri menjaring delapan ASN di warung kopi, Rabu (6/9/2023).",
        {"event_type": "sidak_lapangan", "total": 8, "region": None, "flags": ["region_ambiguous"]},
    ),
    Passage(
        "short names of regions",
        "11 ASN Kukar Diduga Langgar Netralitas",
        "TENGGARONG - Bawaslu Kukar menangani dugaan pelanggaran netralitas 11 ASN pada Pemilu 2024, Selasa "
        "(13/2/2024).",
        {"event_type": "netralitas_kasus", "region": "Kabupaten Kutai Kartanegara", "date": "2024-02-13",
         "election": "PEMILU_2024"},
    ),
    Passage(
        "rapat koordinasi without participants told",
        "Rakor Netralitas Digelar",
        "KUPANG - Pemprov NTT menggelar rapat koordinasi netralitas ASN di Aula El Tari, Senin (7/9/2020), bersama "
        "Bawaslu dan KPU.",
        {"event_type": "rakor", "date": "2020-09-07", "region": "Provinsi Nusa Tenggara Timur", "participants": None,
         **_NONE},
    ),
    Passage(
        "apel with an oath",
        "Ratusan ASN Ikuti Apel Netralitas",
        "Ratusan ASN mengikuti apel ikrar netralitas di Alun-alun Kota Batu, Rabu (18/9/2024), yang dipimpin Pj Wali "
        "Kota Batu.",
        {"participants": None, "participants_min": 100, "participants_max": 999, "date": "2024-09-18",
         "region": "Kota Batu", **_NONE},
    ),
    Passage(
        "online attendance by 1,200",
        "Ribuan ASN Ikuti Webinar",
        "Sebanyak 1.200 ASN Pemprov Jawa Tengah mengikuti webinar netralitas yang digelar BKD, Kamis (22/10/2020).",
        {"event_type": "webinar", "participants": 1200, "date": "2020-10-22", "region": "Provinsi Jawa Tengah", **_NONE},
    ),
    Passage(
        "thirteen kinds are not thirteen cases",
        "BKN Jelaskan 13 Jenis Pelanggaran",
        "BKN menyebut ada 13 jenis pelanggaran netralitas ASN, dengan 2 jenis sanksi. Aturan itu tertuang dalam SKB lima "
        "lembaga.",
        {"event_type": "bukan_kejadian", **_NONE},
    ),
)  # fmt: skip

PASSAGES = (*SIDAK, *ATTENDANCE, *NEUTRALITY, *OTHERS, *MORE)

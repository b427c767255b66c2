"""How people who have never seen our tables write regions: abbreviations, old names, slips, mixtures."""

from __future__ import annotations

from datetime import date

import pytest

from geo.regions import Gazetteer

INDONESIA = Gazetteer.packaged()

# code = ways it is written; a bar or a new line parts the regions, an indented line goes on
WRITTEN = """
00 = Indonesia; Nasional; NKRI
11 = NAD; Nanggroe Aceh Darussalam; Nangroe Aceh Darusalam; Pemerintah Aceh; Aceh; Prov. Aceh; D.I. Aceh;
  Daerah Istimewa Aceh; Prov. NAD
11.02 = Aceh Tenggara | 11.06 = Aceh Besar | 11.09 = Simeulue; Simeuleu | 11.10 = Aceh Singkil
11.12 = Aceh Barat Daya; Abdya | 11.13 = Gayo Lues | 11.15 = Nagan Raya | 11.17 = Bener Meriah
11.18 = Pidie Jaya | 11.71 = Banda Aceh | 11.72 = Sabang | 11.73 = Lhok Seumawe; Lhokseumawe
11.74 = Kota Langsa | 11.75 = Subulussalam | 12 = Sumut; Sumatra Utara; Sumatera Utra
12.01 = Tapanuli Teng. | 12.02 = Tapanuli Ut. | 12.03 = Tapsel | 12.10 = Labuhan Batu
12.12 = Toba Samosir; Tobasa; Kab. Toba; Toba | 12.13 = Mandailing Natal; Madina
12.15 = Kab. Pakpak Barat; Pakpak Bharat | 12.16 = Humbang Hasundutan; Humbahas | 12.17 = Samosir
12.19 = Kab. Batu Bara; Batubara; Batu Bara | 12.20 = Padang Lawas Utara | 12.21 = Padang Lawas; Padanglawas
12.22 = Labuhanbatu Selatan | 12.23 = Labuhan Batu Utara | 12.72 = P. Siantar; Pematangsiantar
12.77 = Kota P. Sidempuan; Padang Sidimpuan; Kota Padangsidimpuan | 13 = Sumbar | 13.01 = Pesisir Selatan
13.02 = Kab Solok | 13.03 = Sawahlunto/Sijunjung; Sijunjung | 13.04 = Tanah Datar
13.05 = Padang Pariaman; Kab. Pdg Pariaman | 13.06 = Agam
13.07 = 50 Kota; Kab. 50 Kota; Kabupaten Lima Puluh Kota; Lima Puluh Kota; Limapuluh Kota; Kab Limapuluhkota
13.08 = Pasaman | 13.09 = Kab. Kep. Mentawai | 13.10 = Dharmasraya; Darmasraya | 13.11 = Kab. Solok Selatan
13.12 = Pasaman Barat | 13.71 = Padang; Kota Padang | 13.72 = Kota Solok | 13.73 = Sawahlunto; Sawah Lunto
13.74 = Padang Panjang; Padangpanjang | 13.75 = Kota Bukit Tinggi; Bukittinggi | 13.76 = Payakumbuh
13.77 = Pariaman; Kota Pariaman | 14 = Prov Riau; Riau; RIAU | 14.02 = Indragiri Hulu
14.04 = Indragiri Hilir; Inhil | 14.06 = Rokan Hulu | 14.09 = Kuantan Singingi; Kuansing
14.10 = Kab. Kep. Meranti; Kepulauan Meranti; Kab. Kepulauan Meranti
14.71 = Pekanbaru; Pakanbaru; Kota Pekan Baru | 14.72 = Dumai | 15 = Jambi (Prov); Provinsi Jambi
15.03 = Sarolangun | 15.04 = Batang Hari; Batanghari | 15.05 = Muaro Jambi | 15.06 = Tj. Jabung Barat
15.07 = Tanjung Jabung Timur; Tanjab Timur | 15.08 = Kab. Bungo | 15.71 = Kota Jambi
15.72 = Sungai Penuh; Kota Sungaipenuh | 16 = Sumsel | 16.01 = Ogan Komering Ulu
16.02 = OKI; Ogan Komering Ilir | 16.06 = Muba; Musi Banyuasin | 16.07 = Banyuasin | 16.08 = OKU Timur
16.09 = Ogan Komering Ulu Selatan | 16.10 = Ogan Ilir | 16.11 = Empat Lawang; 4 Lawang
16.12 = PALI; Penukal Abab Lematang Ilir | 16.13 = Musi Rawas Utara; Muratara | 16.72 = Pagar Alam
16.73 = Lubuk Linggau | 17 = Prov. Bengkulu; Bengkulu (provinsi) | 17.01 = Bengkulu Sel.
17.02 = Rejang Lebong | 17.03 = Bengkulu Utara | 17.06 = Mukomuko | 17.71 = Kota Bengkulu | 18 = Lampung
18.01 = Lampung Selatan; Lamsel | 18.05 = Tulang Bawang | 18.10 = Pringsewu
18.12 = Tulang Bawang Barat; Tubaba | 18.71 = Bandar Lampung; Kota B. Lampung | 18.72 = Kota Metro; Metro
19 = Babel; Bangka Belitung; Kep. Babel; Kepulauan Bangka Belitung; Kep. Bangka-Belitung; Prov. Kep. Bangka
  Belitung
19.01 = Bangka | 19.04 = Bangka Tengah | 19.06 = Belitung Timur | 19.71 = Pangkal Pinang
21 = Kepri; Kep. Riau; Kepulauan Riau; Prov. Kep. Riau | 21.01 = Bintan | 21.03 = Natuna | 21.04 = Lingga
21.05 = Kab Kep Anambas | 21.71 = Batam; Kota Batam Kepri | 21.72 = Tanjung Pinang
31 = DKI; DKI Jakarta; D.K.I. Jakarta; Provinsi DKI Jakarta; Prov DKI Jkt; Daerah Khusus Jakarta; Pemprov
  DKI; Jakarta; Daerah Khusus Ibukota Jakarta
31.01 = Kab. Adm. Kepulauan Seribu; Kabupaten Administrasi Kep. Seribu; Kep. Seribu; Kepulauan Seribu; Pulau
  Seribu
31.71 = Jakarta Pusat; Kota Adm. Jakarta Pusat; Kota Administrasi Jakarta Pusat
31.72 = Kotamadya Jakarta Utara | 31.73 = Jakarta Brt
31.74 = Pemerintah Kota Adm. Jakarta Selatan; Pemkot Adm Jakarta Selatan; Pemkot Jaksel
31.75 = Kota Jakarta Timur; Jaktim; Jakarta Tim. | 32 = Pemprop Jabar; Jabar; Jawa Brt | 32.04 = Kab Bandung
32.07 = Ciamis | 32.10 = Majalengka | 32.12 = Indramayu | 32.14 = Kab Purwakarta
32.15 = Karawang; Kerawang | 32.17 = Bandung Barat; KBB; Kab. Bandung Brt | 32.18 = Pangandaran
32.71 = Kota Bogor | 32.73 = Kota Bandung | 32.76 = Kota Depok | 32.77 = Cimahi | 32.79 = Kota Banjar
33 = Jateng; Jawa Tengah | 33.02 = Kab. Banyumas | 33.04 = Banjarnegara | 33.07 = Wonosobo
33.13 = Karanganyar; Karang Anyar | 33.72 = Surakarta; Solo; Kota Solo | 33.73 = Kota Salatiga
34 = DIY; D.I. Yogyakarta; D.I.Yogyakarta; DI. Yogyakarta; Daerah Istimewa Yogyakarta; Prov. DIY; Pemda DIY;
  Pemerintah Daerah DIY
34.01 = Kulon Progo | 34.02 = Bantul | 34.03 = Gunungkidul; Gunung Kidul | 34.04 = Sleman
34.71 = Kota Yogyakarta; Yogya
35 = Prov. Jatim; Jatim; JATIM; Jawa Timur; Prop. Jawa Timur; Provinsi Jawa-Timur; Pemprov Jatim; Pemerintah
  Provinsi Jawa Timur; Jawa Timor; Jawa Timyr
35.03 = Trenggalek | 35.04 = Kab. Tulung Agung | 35.06 = Kab. Kediri
35.07 = Kab. Malang; Malang Kab; Malang Kab.; Kabupaten Mlang
35.09 = 12) Kab. Jember; Kab.Jember; KAB.JEMBER; KABJEMBER; Kab . Jember; Kabupaten Jembar; Kabupatn Jember;
  Kabuapten Jember; Kab Jember Prov Jatim; Jember; Bawaslu Kabupaten Jember; Bawaslu Kab. Jember; Pemkab.
  Jember; Pemkab Jember
35.10 = Banyuwngi | 35.12 = Kab. Situbundo
35.13 = Kab. Probolinggo; Kab Probolinggo; KABUPATEN PROBOLINGGO; Pemkab Probolinggo; Pemerintah Kabupaten
  Probolinggo; PEMERINTAH DAERAH KABUPATEN PROBOLINGGO; Pemda Kab. Probolinggo; Probolinggo, Kab.
35.15 = Kab. Sidoarjo; Sidoardjo | 35.18 = Nganjuk | 35.22 = Kab. Bojonegoro | 35.24 = Lamongan Kab
35.26 = Bangkalan | 35.28 = Pamekasan | 35.29 = Sumenep | 35.71 = Kota Kediri | 35.73 = Kota Malang
35.74 = Kota Probolinggo; Kotamadya Probolinggo; Kodya Probolinggo; Pemkot Probolinggo; Pemerintah Kota
  Probolinggo; Pemda Kota Probolinggo; Probolinggo Kota; Probolinggo (Kota); Kota Probolingo; Kota
  Probollinggo; K0ta Probolinggo; Kota Prob0linggo; Kota Probo1inggo; Kota Probolinggo, Jawa Timur; Kota
  Probolinggo - Jatim; Jawa Timur / Kota Probolinggo; 35.74 Kota Probolinggo; 3574; 35.74; 3574 - KOTA
  PROBOLINGGO; KOTA  PROBOLINGGO; Kota Probolinggo.; "Kota Probolinggo"; Kota Probolinggo*; 1. Kota
  Probolinggo
35.78 = Kota Surabaya; Surabaya; Sby | 35.79 = Kota Batu; Batu; Batu, Jawa Timur
36 = Banten; Provinsi Banten | 36.01 = Pandeglang | 36.02 = Kab Lebak | 36.03 = Kab. Tangerang
36.04 = Kab. Serang | 36.71 = Kota Tangerang | 36.72 = Kota Cilegon | 36.73 = Kota Serang
36.74 = Kota Tangsel; Tangerang Selatan | 51 = Bali | 51.01 = Jembrana | 51.03 = Badung | 51.04 = Gianyar
51.07 = Karang Asem; Karangasem | 51.08 = Buleleng | 51.71 = Denpasar
52 = NTB; N T B; N.T.B.; Nusa Tenggara Barat; Nusatenggara Barat; Nusa Tenggara Brt
52.01 = Lombok Brt; Lobar | 52.03 = Lombok Timur | 52.04 = Sumbawa | 52.05 = Dompu | 52.06 = Kab. Bima
52.07 = Sumbawa Barat | 52.71 = Kota Mataram | 52.72 = Kota Bima
53 = NTT; Nusa Tenggara Timur; Nusa Tenggra Timur | 53.01 = Kab. Kupang | 53.02 = TTS; Timor Tengah Selatan
53.03 = TTU | 53.06 = Flores Timur | 53.12 = Sumba Barat | 53.14 = Rote Ndao; Rote-Ndao
53.18 = Sumba Barat Daya | 53.19 = Manggarai Timur | 53.20 = Sabu Raijua | 53.21 = Malaka
53.71 = Kota Kupang | 61 = Kalbar; Kal-Bar | 61.02 = Kab. Pontianak; Mempawah | 61.11 = Kayong Utara
61.12 = Kubu Raya | 61.71 = Kota Pontianak; Pontianak | 61.72 = Singkawang | 62 = Kalteng; Kalimantan Tengan
62.01 = Kotawaringin Barat; Kobar | 62.02 = Kota Waringin Timur | 62.71 = Palangkaraya; Palangka Raya
63 = Kalsel; Kalimantan Slt | 63.02 = Kotabaru; Kab. Kota Baru | 63.03 = Kab. Banjar | 63.04 = Barito Kuala
63.07 = Hulu Sungai Tengah; HST | 63.71 = Banjarmasin | 63.72 = Banjarbaru | 64 = Kaltim
64.01 = Kab. Pasir; Paser | 64.02 = Kab. Kutai Kertanegara; Kutai Kartanegara; Kukar; Kutai
64.03 = Berau; Kab. Berau | 64.08 = Kutai Timur | 64.09 = PPU; Penajam Paser Utara
64.11 = Mahakam Ulu; Mahulu | 64.71 = Balikpapan; Balik Papan | 64.72 = Samarinda | 64.74 = Bontang
65 = KALTARA; Kal. Utara; Kalimantan Utara | 65.01 = Bulungan | 65.02 = Malinau | 65.03 = Nunukan
65.04 = Tana Tidung; Tanatidung | 65.71 = Tarakan | 71 = Sulut | 71.01 = Bolmong; Bolaang Mongondow
71.02 = Minahasa | 71.03 = Kep. Sangihe | 71.04 = Kep Talaud | 71.06 = Minut | 71.07 = Minahasa Tenggara
71.08 = Bol. Mong. Utara
71.09 = Kepulauan Siau; Kep. Siau Tagulandang Biaro; Siau Tagulandang Biaro; Kab. Sitaro; Kab. Kep. Sitaro;
  Kab. Kepl. Siau Tagulandang Biaro (Sitaro)
71.10 = Bolaang Mongondow Timur | 71.11 = Bolmong Sel. | 71.71 = Manado; Menado | 71.72 = Bitung
71.73 = Kota Tomohon | 71.74 = Kota Kotamobagu; Kotamobagu | 72 = Sulteng; Sulawesi Tengha | 72.01 = Banggai
72.03 = Donggala | 72.04 = Toli-Toli; Tolitoli; Toli Toli | 72.05 = Kab. Buol
72.07 = Banggai Kepulauan; Banggai Kep. | 72.08 = Parigi Moutong; Parimo
72.09 = Tojo Una-Una; Tojo Unauna; Touna | 72.10 = Sigi | 72.11 = Banggai Laut | 72.12 = Morowali Utara
72.71 = Kota Palu | 73 = Sulsel; Sul-Sel; SULSEL; Sulawesi Sel.; Sulawesi Selatan; Sul. Selatan
73.01 = Kep. Selayar; Selayar
73.10 = Kab. Pangkep; Pangkajene dan Kepulauan; Pangkajene Kepulauan; Pangkajene & Kepulauan; Kab.
  Pangkajene Kep.
73.14 = Sidrap; Sidenreng Rappang; Kab. Sidenreng-Rappang | 73.17 = Luwu
73.18 = Tana Toraja; Tator; Kab. Tanah Toraja | 73.22 = Luwu Utara | 73.24 = Kab. Luwu Timur; Lutim
73.26 = Toraja Utara | 73.71 = Ujung Pandang; Ujungpandang; Kota Makasar; Makassar
73.72 = Kota Parepare; Kota Pare-Pare | 73.73 = Palopo | 74 = Sultra; Sulawesi Tenggara | 74.02 = Konawe
74.05 = Konsel | 74.06 = Bombana | 74.07 = Wakatobi | 74.09 = Konut | 74.10 = Buton Utara
74.11 = Kolaka Timur | 74.12 = Konawe Kepulauan; Konkep | 74.13 = Muna Brt | 74.71 = Kendari
74.72 = Kota Bau-Bau; Baubau | 75 = Gorontalo (Provinsi); Provinsi Gorontalo; Prov. Gorontalo
75.01 = Kab. Gorontalo | 75.02 = Boalemo | 75.03 = Bone Bolango; Bonebolango | 75.04 = Pohuwato
75.05 = Gorontalo Utara | 75.71 = Kota Gorontalo | 76 = Sulbar; Sul-Bar
76.01 = Mamuju Utara; Kab. Matra; Pasangkayu; Kab. Pasang Kayu | 76.02 = Mamuju | 76.03 = Mamasa
76.04 = Polman; Polewali Mandar; Polewali Mamasa; Polmas | 76.05 = Majene | 76.06 = Mamuju Tengah
81 = Maluku | 81.01 = Kab. Maluku Tengah | 81.02 = Maluku Tenggara
81.03 = Kab. Kep. Tanimbar; Maluku Tenggara Barat; MTB | 81.04 = Buru | 81.05 = SBT; Seram Bag. Timur
81.06 = Seram Bagian Barat | 81.07 = Kab. Kep. Aru | 81.09 = Buru Selatan | 81.71 = Ambon | 81.72 = Tual
82 = Malut; Maluku Utara | 82.02 = Halmahera Tengah | 82.04 = Halsel | 82.05 = Kab. Kep. Sula
82.07 = Pulau Morotai; P. Morotai | 82.08 = Pulau Taliabu | 82.71 = Ternate
82.72 = Tidore Kepulauan; Kota Tidore Kep. | 91 = Papua; Prov. Papua; Irian Jaya | 91.03 = Kab Jayapura
91.05 = Kabupaten Kep. Yapen; Yapen; Yapen Waropen | 91.06 = Biak Numfor | 91.10 = Sarmi | 91.11 = Keerom
91.15 = Waropen | 91.19 = Supiori | 91.20 = Mamberamo Raya; Memberamo Raya | 91.71 = Kota Jayapura
92 = Papua Barat; Papua Brt; Irian Jaya Barat | 92.03 = Fak Fak; Fakfak; Fak-Fak
92.12 = Peg. Arfak; Pegunungan Arfak | 93 = Papua Selatan; Papua Sel. | 93.01 = Merauke | 94 = Papua Tengah
94.02 = Puncak Jaya | 94.04 = Mimika; Timika | 94.05 = Puncak | 94.07 = Intan Jaya
95 = Papua Pegunungan; Papua Peg. | 95.01 = Jayawijaya | 95.02 = Pegunungan Bintang; Pegubin
95.07 = Kab. Lani Jaya | 95.08 = Nduga | 96 = Papua Barat Daya; PBD | 96.01 = Kab. Sorong
96.02 = Sorong Sel. | 96.03 = Raja Ampat | 96.04 = Tambrauw | 96.05 = Maybrat | 96.71 = Kota Sorong
"""
ASKED = """
Bandung; Bekasi; Bengkulu; Bima; Blitar; Bogor; Cirebon; Gorontalo; Jambi; Jayapura; Kediri; Kota Jember;
Kupang; Madiun; Magelang; Malang; Mojokerto; Mura; Pasuruan; Pekalongan; Probolinggo; Sangihe Talaud;
Semarang; Serang; Solok; Sorong; Sukabumi; Tangerang; Tasikmalaya; Tegal
"""
IN_TIME = [  # written, on the day of the paper, in the region of the paper, code of today
    ("Mamuju Utara", "2010-06-01", None, "76.01"),
    ("Pasangkayu", "2024-11-27", None, "76.01"),
    ("Kab. Merauke", "2018-06-27", None, "93.01"),
    ("91.01", "2018-06-27", None, "93.01"),
    ("Kab. Nabire, Papua", "2018-06-27", None, "94.01"),
    ("Kab. Nabire, Papua", "2024-11-27", None, "94.01"),
    ("Jayawijaya, Papua", "2024-11-27", None, "95.01"),
    ("Kabupaten Sorong, Papua Barat", "2018-06-27", None, "96.01"),
    ("Kabupaten Sorong, Papua Barat", "2024-11-27", None, "96.01"),
    ("Kab. Bulungan, Kaltim", "2010-06-01", None, "65.01"),
    ("Kota Tarakan (Kalimantan Timur)", "2024-11-27", None, "65.71"),
    ("64.73", "2010-06-01", None, "65.71"),
    ("Merauke", "2018-06-27", "91", "93.01"),
    ("Kota Sorong", "2018-06-27", "92", "96.71"),
    ("Sorong", "2018-06-27", "92", None),
    ("Merauke", "2024-11-27", "91", None),
    ("Mura", None, "16", "16.05"),
    ("Mura", None, "62", "62.12"),
    ("Banjar", None, "63", "63.03"),
    ("Banjar", None, "32", "32.79"),
]


def _written() -> list[tuple[str, str]]:
    regions = WRITTEN.strip().replace("\n  ", " ").replace("\n", " | ").split(" | ")
    parts = [region.split(" = ") for region in regions]
    return [(name, code) for code, names in parts for name in names.split("; ")]


def test_as_strangers_write_them() -> None:
    """Six hundred ways to write a region, collected without a look at the tables, find their code."""
    assert len(_written()) > 600
    assert [(name, code) for name, code in _written() if INDONESIA.find_codes([name]) != [code]] == []


@pytest.mark.parametrize("name", " ".join(ASKED.split()).split("; "))
def test_bare_names_of_several_ask(name: str) -> None:
    """A bare name that several regions bear is never guessed."""
    assert INDONESIA.find_codes([name]) == [None]


@pytest.mark.parametrize(("name", "day", "within", "code"), IN_TIME)
def test_in_its_time(name: str, day: str | None, within: str | None, code: str | None) -> None:
    """Old codes and old provinces lead to today's region; a paper of 2024 may still say Papua for Nabire."""
    on = date.fromisoformat(day) if day else None
    assert INDONESIA.find_codes([name], within=within, on=on) == [code]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("12) Kab. Jember", "35.09"),
        ("35. Kota Batu", "35.79"),
        ("1101 Simeulue", "11.09"),
        ("9101 Fakfak", "92.03"),
        ("3574 Probolinggo", "35.74"),
        ("35 Jawa Timur", "35"),
        ("35.74 - dalam angka", "35.74"),
    ],
)
def test_a_number_before_a_name(name: str, code: str) -> None:
    """A line's number or a code of BPS before a name never outweighs the name; it decides a bare one."""
    assert INDONESIA.find_codes([name]) == [code]


@pytest.mark.parametrize("name", ["Kep. Babar", "Kepulauan Batu", "Papua Timur Laut", "Batu Selatan"])
def test_a_shared_word_excuses_no_error(name: str) -> None:
    """*Kepulauan Babar* is not a misspelt *Kepulauan Yapen*: long shared words are not compared."""
    assert INDONESIA.find_codes([name]) == [None]

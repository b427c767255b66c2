"""Invented names of province 99; a test proves that none is a real province, kab/kota or kecamatan."""

from __future__ import annotations

PROVINCE = ("99", "Nusa Wening", -11.05, 111.05)
ZONE = "WIB"

#: code, name, lat, lon: a crescent peninsula with two islands, in the empty ocean south of Java
REGIONS: tuple[tuple[str, str, float, float], ...] = (
    ("99.01", "Kabupaten Arunika", -10.35, 109.55),
    ("99.02", "Kabupaten Tirtasora", -10.20, 110.15),
    ("99.03", "Kabupaten Gunungwaru", -10.62, 110.55),
    ("99.04", "Kabupaten Samboraya", -10.30, 111.00),
    ("99.05", "Kabupaten Wanasekar", -10.78, 111.30),
    ("99.06", "Kabupaten Bukit Narasa", -11.22, 111.02),
    ("99.07", "Kabupaten Pesisir Kumala", -11.40, 111.62),
    ("99.08", "Kabupaten Telukmaya", -11.78, 111.18),
    ("99.09", "Kabupaten Pulau Rimbayu", -11.62, 112.45),
    ("99.71", "Kota Wening", -10.98, 110.62),
    ("99.72", "Kota Karangsena", -10.48, 111.55),
    ("99.73", "Kota Bandarlila", -11.80, 111.85),
)

#: canonical name, abbreviation, kind, weight of its staff
OPDS: tuple[tuple[str, str, str, float], ...] = (
    ("Sekretariat Daerah", "Setda", "sekretariat", 2.2),
    ("Sekretariat DPRD", "Setwan", "sekretariat", 0.8),
    ("Inspektorat", "Inspektorat", "inspektorat", 0.7),
    ("Dinas Pendidikan dan Kebudayaan", "Disdikbud", "dinas", 32.0),
    ("Dinas Kesehatan", "Dinkes", "dinas", 14.0),
    ("RSUD", "RSUD", "rsud", 7.0),
    ("Dinas Pekerjaan Umum dan Penataan Ruang", "DPUPR", "dinas", 2.0),
    ("Dinas Perumahan dan Kawasan Permukiman", "Disperkim", "dinas", 0.9),
    ("Satuan Polisi Pamong Praja", "Satpol PP", "satuan", 2.2),
    ("Dinas Sosial", "Dinsos", "dinas", 0.8),
    ("Dinas Tenaga Kerja", "Disnaker", "dinas", 0.7),
    ("Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "DP3A", "dinas", 0.6),
    ("Dinas Pengendalian Penduduk dan Keluarga Berencana", "DPPKB", "dinas", 0.7),
    ("Dinas Ketahanan Pangan dan Pertanian", "DKPP", "dinas", 1.5),
    ("Dinas Perikanan", "Diskan", "dinas", 0.7),
    ("Dinas Lingkungan Hidup", "DLH", "dinas", 1.9),
    ("Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil", "dinas", 0.9),
    ("Dinas Pemberdayaan Masyarakat dan Desa", "DPMD", "dinas", 0.6),
    ("Dinas Perhubungan", "Dishub", "dinas", 1.6),
    ("Dinas Komunikasi dan Informatika", "Diskominfo", "dinas", 0.7),
    ("Dinas Koperasi, Usaha Mikro, Perindustrian dan Perdagangan", "DKUPP", "dinas", 1.3),
    ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "DPMPTSP", "dinas", 0.6),
    ("Dinas Kepemudaan, Olahraga dan Pariwisata", "Disporapar", "dinas", 0.8),
    ("Dinas Perpustakaan dan Kearsipan", "Dispusip", "dinas", 0.5),
    ("Badan Perencanaan Pembangunan, Riset dan Inovasi Daerah", "Baperlitbang", "badan", 0.8),
    ("Badan Pendapatan, Pengelolaan Keuangan dan Aset Daerah", "BPPKAD", "badan", 1.5),
    ("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "BKPSDM", "badan", 0.8),
    ("Badan Kesatuan Bangsa dan Politik", "Bakesbangpol", "badan", 0.5),
    ("Badan Penanggulangan Bencana Daerah", "BPBD", "badan", 0.7),
    ("Dinas Pemadam Kebakaran dan Penyelamatan", "Damkar", "dinas", 1.1),
)

_FIRST = [
    "Arun",
    "Tirta",
    "Gunung",
    "Samba",
    "Wana",
    "Nara",
    "Kuma",
    "Tela",
    "Rimba",
    "Wening",
    "Sena",
    "Lila",
]
_LAST = ["saraya", "jatira", "lanang", "kumbang", "panira", "wulung", "sedayu", "baruna", "nirmala", "segara"]


def kecamatan(index: int, count: int | None = None) -> list[str]:
    """Six to nine (or ``count``) invented kecamatan of the region with that place in the list."""
    numbers = [index * 9 + n for n in range(count or 6 + index % 4)]
    return [_FIRST[n % 12] + _LAST[(n + n // 60) % 10] for n in numbers]  # 120 different pairs


def abbreviation(opd_name: str) -> str:
    """Short form of an OPD as offices write it; a kecamatan becomes ``Kec. …``."""
    short = {name: short for name, short, _, _ in OPDS}
    return short.get(opd_name, opd_name.replace("Kecamatan ", "Kec. "))

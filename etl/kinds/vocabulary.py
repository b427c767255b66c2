"""Words with a closed meaning: employment, yes and no, statuses, positions, sanctions, violation items."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

Patterns = Sequence[tuple[str, str]]


def first_match(text: str, patterns: Patterns) -> str | None:
    """The code of the first pattern found in the lower-case text."""
    lower = " ".join(text.lower().split())
    return next((code for pattern, code in patterns if re.search(pattern, lower)), None)


EMPLOYMENT: Patterns = (
    (r"non[-\s]?(asn|pns)|honor|\bthl\b|\bptt\b|\btkk\b|\bgtt\b|ppnpn|outsourc|kontrak|\bphl\b|\btks\b|harian lepas"
     r"|tidak tetap|sukarela|magang|\bnon\b|\bthd\b|\bpjlp\b|\btkd\b|wiyata|\bghr\b", "NON_ASN"),
    (r"\bpppk\b|\bp3k\b|\bpppk?w\b|perjanjian kerja", "PPPK"),
    (r"\bc?pns\b|\bpns d\b|negeri sipil", "PNS"),
)  # fmt: skip
OUTSIDERS = re.compile(
    r"kepala desa|\bkades\b|perangkat desa|sekretaris desa|\bsekdes\b|kaur desa|\btni\b|\bpolri\b|polisi\b(?! pamong)"
    r"|anggota dprd|masyarakat|swasta|\bbumn\b|\bbumd\b|pelajar|siswa|mahasiswa|\bwarga\b|\bbpd\b|kepala dusun"
)
YES = re.compile(r"^(ya|iya|ada|y|v|√|✓|x|bawa|membawa|lengkap|punya|sudah|true|1|bersurat.*|ada,? .*)$")
NO = re.compile(
    r"^(tidak|tdk|tak|tidak ada|tdk ada|t|n|no|-|–|nihil|belum|tanpa.*|tidak .*|tdk .*|false|0|kosong)$"
)


@lru_cache(maxsize=4096)
def employment(text: str) -> str | None:
    """PNS, PPPK or NON_ASN; None when the word is not known."""
    return first_match(text, EMPLOYMENT)


@lru_cache(maxsize=4096)
def is_outsider(text: str) -> bool:
    """Village heads, soldiers, police, citizens: on the list, but not staff of the local government."""
    return bool(text) and bool(OUTSIDERS.search(text.lower()))


@lru_cache(maxsize=4096)
def yes_no(text: str) -> bool | None:
    """True, False, or None when it is neither; a letter number ("094/12/2024") is a yes."""
    lower = " ".join(text.lower().split())
    if YES.match(lower):
        return True
    if NO.match(lower):
        return False
    return True if re.search(r"\d+/|\bno\.?\s*\d", lower) else None


_ATTENDANCE = {
    "present": "h hd hdr v √ ✓ ✔ • m wfo wfh tl tl1 tl2 tl3 tl4 psw psw1 psw2 tm hadir masuk present 1 hk",
    "sick": "s sk skt sakit sd",
    "permit": "i iz izin ijin ip",
    "leave": "c ct cb cm cap ch cltn cs cp cuti",
    "duty": "dl d dd ld spt sppd st dinas tugas perjadin dinas_luar tugas_luar",
    "study": "tb ib dk tubel diklat tugas_belajar",
    "unexcused": "a al tk t_k tap tmta alpa alpha alfa mangkir bolos th thtk",
    "absent_other_excused": "lp lj dispensasi lepas_piket lepas_jaga",
    "off": "l lb lbr off libur cuti_bersama lbn lh",
}
_SIGNS = {sign.replace("_", " "): name for name, signs in _ATTENDANCE.items() for sign in signs.split()}
_ATTENDANCE_WORDS: Patterns = (
    (r"tanpa ?(?:keterangan|ket\b|izin|ijin|kabar|alasan|berita)|alph?a|mangkir|bolos", "unexcused"),
    (r"\b(?:tidak|tdk|tak|blm|belum) (?:hadir|masuk|apel|ikut)", "absent"),
    (r"tugas belajar|izin belajar|diklat|pelatihan", "study"),
    (r"dinas|tugas luar|surat tugas|perjalanan|penugasan", "duty"),
    (r"libur|cuti bersama", "off"),
    (r"cuti", "leave"),
    (r"sakit|opname|rawat", "sick"),
    (r"i[zj]in", "permit"),
    (r"lepas (?:piket|jaga)|dispensasi", "absent_other_excused"),
    (r"hadir|masuk|terlambat|pulang cepat|tepat waktu", "present"),
)


@lru_cache(maxsize=20_000)
def attendance(text: str) -> str | None:
    """Field of an attendance status: "H" present, "DL" duty, "TK" unexcused, "07:25" present.

    "off" = no workday; "absent" = not there, and nobody says why: that is not unexcused.
    """
    lower = " ".join(text.lower().replace(".", " " if len(text) > 4 else "").split())
    if lower in _SIGNS:
        return _SIGNS[lower]
    if re.match(r"^[01]?\d[:.]\d\d", text.strip()):
        return "present"
    return first_match(lower, _ATTENDANCE_WORDS) if len(lower) > 4 else None


POSITIONS: Patterns = (
    (r"\bcamat\b|\blurah\b|sekretaris camat|sekcam|seklur", "camat_lurah"),
    (r"pimpinan tinggi|\bjpt\b|sekretaris daerah|\bsekda\b|asisten (?:i|ii|iii|\d|sekda|pemerintahan|administrasi|perekonomian)"
     r"|staf ahli|kepala dinas|\bkadis\b|kepala badan|\bkaban\b|inspektur\b|direktur rsud|kasatpol|kepala satuan|sekretaris dprd"
     r"|eselon (?:i|ii)\b|kepala biro", "jpt"),
    (r"administrator|kepala bagian|\bkabag\b|kepala bidang|\bkabid\b|sekretaris dinas|sekretaris badan|sekdis|eselon iii|irban", "administrator"),
    (r"pengawas (?!sekolah|bina)|kepala seksi|\bkasi\b|kasubb?ag|kepala sub|kasubb?id|eselon iv|kepala uptd?\b|\bkasubag\b", "pengawas"),
    (r"fungsional|\bguru\b|kepala sekolah|\bdokter\b|perawat|bidan|penyuluh|auditor|analis|widyaiswara|pengawas sekolah|dosen|arsiparis"
     r"|pranata|perencana|apoteker|pustakawan|penilik|pamong belajar|kepala puskesmas", "fungsional"),
    (r"pelaksana|\bstaf\b|pengadministrasi|pengelola|bendahara|operator|sopir|pengemudi|ajudan|penjaga|petugas", "pelaksana"),
)  # fmt: skip
TYPES: Patterns = (
    (r"bukan pelanggaran|tidak terbukti|tidak memenuhi unsur", "bukan_pelanggaran"),
    (r"netral|hukum lain|perundang|peraturan lain|\basn\b", "netralitas"),
    (r"kode etik|\betik\b", "kode_etik"),
    (r"pidana", "pidana"),
    (r"administra", "administrasi"),
)
CASE_STATUS: Patterns = (
    (
        r"tidak (?:di)?regist|tdk (?:di)?regist|\btms\b|tidak memenuhi syarat|tidak dapat di(?:regist|terima)",
        "tidak_diregistrasi",
    ),
    (r"henti|bukan pelanggaran|tidak terbukti|tidak memenuhi unsur|tidak ditindak", "dihentikan"),
    (r"gakkumdu|penyidik|pidana", "gakkumdu"),
    (r"terus|dilimpah|limpah|rekomendasi|\bkasn\b|\bbkn\b|\bppk\b", "diteruskan"),
    (r"klarifikasi|dipanggil|pemanggilan", "klarifikasi"),
    (r"kajian|pleno|proses|ditangani|penanganan|pemeriksaan", "kajian"),
    (r"regist|terdaftar", "diregistrasi"),
    (r"sanksi|diputus|selesai", "selesai"),
)
FOLLOW_STATUS: Patterns = (
    (r"belum|tidak ada|^-$|nihil", "belum"),
    (r"proses|sedang|klarifikasi|sidang|pemeriksaan|kajian|menunggu", "proses"),
    (r"selesai|sudah|tuntas|ditindak|diputus|dijatuh|telah|\bsk\b|final", "selesai"),
)
SOURCES: Patterns = (
    (r"temuan|pengawasan|^tm$|^t$", "temuan"),
    (r"laporan|lapor|masyarakat|^lp$|^l$|aduan", "laporan"),
)
SANCTIONS: Patterns = (
    (r"moral.*terbuka|pernyataan.*terbuka|secara terbuka", "moral_terbuka"),
    (r"moral.*tertutup|pernyataan.*tertutup|secara tertutup", "moral_tertutup"),
    (r"teg(?:u|o)ran lisan|tegur.*lisan", "teguran_lisan"),
    (r"teg(?:u|o)ran tertulis|tegur.*tertulis|surat teguran|peringatan tertulis", "teguran_tertulis"),
    (r"tidak puas", "tidak_puas"),
    (r"(?:tukin|tunjangan|tpp|tamsil).*(?:12|dua belas|1 \(?satu\)? tahun)", "tukin_25_12"),
    (r"(?:tukin|tunjangan|tpp|tamsil).*(?:\b9\b|sembilan)", "tukin_25_9"),
    (r"(?:tukin|tunjangan|tpp|tamsil).*(?:\b6\b|enam)", "tukin_25_6"),
    (r"gaji berkala|\bkgb\b", "kgb_1"),
    (r"kenaikan pangkat|turun pangkat|penurunan pangkat", "pangkat_1"),
    (r"penurunan jabatan|turun jabatan|diturunkan", "turun_jabatan_12"),
    (r"pembebasan.*jabatan|bebas.*jabatan|dibebaskan|pencopotan|nonjob|non job", "bebas_jabatan_12"),
    (r"tidak dengan hormat|\bptdh\b|dipecat", "ptdh"),
    (r"dengan hormat|\bpdhtaps\b|\bpdh\b", "pdhtaps"),
    (r"berat", "hd_berat"),
    (r"sedang", "hd_sedang"),
)  # fmt: skip
EVENTS: Patterns = (
    (r"ikrar|pakta integritas|deklarasi netral", "ikrar"),
    (r"webinar|daring|zoom|online", "webinar"),
    (r"bimtek|bimbingan teknis|pelatihan", "bimtek"),
    (r"(?<!sosialisasi )(?:surat edaran|\bse\b|himbauan|imbauan)", "surat_edaran"),
    (r"rakor|rapat koordinasi|rapat", "rakor"),
    (r"apel|upacara", "apel"),
    (r"sosialisasi|penyuluhan|seminar|fgd", "sosialisasi"),
    (r"pembinaan|pengarahan|briefing|taklimat|arahan", "pembinaan"),
)

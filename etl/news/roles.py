"""What happened to the persons or cases a number counts: the cue words around it.

A cue to the right (`65 ASN … terjaring`) may stand anywhere before the next number of the sentence; a cue
to the left (`menjaring 11`) must lead straight into the number. Nearest cues come first.
"""

from __future__ import annotations

import re

NOT = r"(?<!tidak )(?<!tak )(?<!belum )(?<!bukan )(?<!tidak di)(?<!tdk )"
_CAUGHT_PASSIVE = (
    r"(?:ter|di)jaring|terciduk|diciduk|kedapatan|tertangkap|ditangkap|diamankan|kepergok|dipergoki|ketahuan|"
    r"terazia|dirazia|(?:ter|di)kena(?:kan)?\s+razia|terkena\s+(?:razia|sidak|operasi)|digaruk|digiring|"
    r"didapati|"
    r"berkeliaran|keluyuran|kluyuran|berkeluyuran|nongkrong|ngopi|bolos|membolos|mangkir|berbelanja|belanja|"
    r"tepergok|terpergok|terpantau|asyik|sedang\s+(?:ber)?\w+|terjerat|disasar|kena\s+(?:razia|sidak|"
    r"operasi|jaring)|(?:ter|di)tertibkan|ditertibkan|terkena"
)
_CAUGHT_ACTIVE = (
    r"menjaring|jaring|mendapati|mendapatkan|dapati|menciduk|ciduk|menangkap(?:\s+basah)?|tangkap|mengamankan|"
    r"amankan|memergoki|"
    r"pergoki|menemukan|temukan|mencatat|menertibkan|tertibkan|mendata|menggaruk|merazia|razia|"
    r"memulangkan|menyisir|"
    r"terjaring(?:nya)?|terdapat|tercatat|hasilnya|kedapatan|terciduk|menindak|menegur|menggiring|didapati"
)
RIGHT: tuple[tuple[str, str], ...] = (
    ("caught", rf"{NOT}\b(?:{_CAUGHT_PASSIVE}|ditemukan|didata)\b"),
    (
        "caught",
        r"\b(?:tidak|tak|tanpa)\s+(?:dapat\s+|bisa\s+|mampu\s+)?(?:membawa|menunjukkan|mengantongi|"
        r"memiliki|dilengkapi|"
        r"memegang)\s+(?:\w+\s+)?(?:surat|izin|ijin)",
    ),
    ("checked", r"^\s*(?:\w+\s+){0,2}?(?:yang\s+)?diperiksa\b"),
    (
        "unexcused",
        r"\b(?:(?:tanpa|tidak\s+ada|tak\s+ada)\s+(?:keterangan|alasan|izin|ijin|kabar|ket)|mangkir|membolos|bolos|alpa|alpha|"
        r"tmta)\b|\(tk\)",
    ),
    (
        "absent",
        r"\b(?:(?:tidak|tak|tdk|belum)\s+(?:hadir|masuk|ngantor|ikut|mengikuti|berada|datang|"
        r"(?:ada|terlihat|nampak|tampak)\s+di\s+(?:tempat|kantor|ruang\w*|lokasi))|absen)\b",
    ),
    ("late", r"\b(?:ter?lambat|telat)\b"),
    (
        "present",
        r"^\s*(?:orang\s+|pegawai\s+)?yang\s+(?:sudah\s+)?(?:datang|ada|berada)\b|"
        rf"{NOT}\b(?:hadir|masuk\s+(?:kerja|kantor|seperti)|masuk(?=\s*(?:[.,;]|$))|mengikuti\s+apel)\b",
    ),
    (
        "excused",
        r"\b(?:cuti|sakit|izin|ijin|dinas\s+luar|tugas\s+(?:belajar|luar)|dengan\s+(?:keterangan|alasan)|"
        r"melahirkan|"
        r"surat\s+tugas|wfh|wfa|diklat|umrah|haji|perjalanan\s+dinas)\b",
    ),
    (
        "not_registered",
        r"\b(?:(?:tidak|tak)\s+(?:di|ter?)?regist\w*|(?:tidak|tak)\s+memenuhi(?!\s+unsur)|tms)\b",
    ),
    ("pending_registration", r"\bbelum\s+(?:di|ter?)?regist\w*"),
    ("registered", rf"{NOT}\b(?:di|ter?)regist\w*"),
    (
        "stopped",
        r"\b(?:dihentikan|(?:tidak|tak)\s+memenuhi\s+unsur|bukan(?:\s+merupakan)?\s+pelanggaran|tidak\s+terbukti|tak\s+terbukti|"
        r"tidak\s+ditemukan|"
        r"gugur|ditolak|tidak\s+dapat\s+ditindaklanjuti)\b",
    ),
    (
        "proven",
        rf"{NOT}\b(?:terbukti|divonis|dipidana|(?:dinyatakan|diputus)\s+bersalah|(?:dinyatakan|dinilai|ditetapkan)\s+melanggar|melakukan\s+pelanggaran)\b",
    ),
    ("proven", rf"{NOT}(?<!diduga )(?<!terindikasi )(?<!disinyalir )(?<!yang )\bmelanggar\b"),
    (
        "recommended",
        r"\b(?:direkomendasi(?:kan)?|keluar\s+rekomendasi|rekomendasi\w*\s+(?:sudah\s+|telah\s+)?(?:keluar|turun|terbit)|"
        r"diberi(?:kan)?\s+rekomendasi|mendapat(?:kan)?\s+rekomendasi)\b",
    ),
    (
        "recommended",
        r"\b(?:mendapat(?:kan)?|diberi|memperoleh|menerima)\s+(?:teguran|sanksi|"
        r"rekomendasi)\s+(?:dari\s+)?(?:kasn|bkn)\b",
    ),
    (
        "followed_up",
        rf"{NOT}\b(?:ditindaklanjuti|(?:di|ter)(?:beri|jatuhi|kenai|kenakan|kena)(?:kan)?\s+(?:sanksi|"
        rf"hukuman|teguran)|"
        r"sanksi\w*\s+(?:sudah\s+|telah\s+)?(?:di)?jatuh\w*|dieksekusi|"
        r"dibebastugaskan|dinonaktifkan|dicopot|dinonjobkan|diskors|"
        r"disanksi|dihukum|menerima\s+sanksi|menjalani\s+(?:sanksi|hukuman)|telah\s+ditindak|dikenai|"
        r"dijatuhi)\b",
    ),
    ("not_followed_up", r"\b(?:belum|tidak)\s+(?:di)?(?:tindak\s?lanjut\w*|sanksi|jalankan|laksanakan)\b"),
    (
        "forwarded",
        rf"{NOT}\b(?:diteruskan|dilimpahkan|diserahkan|direkomendasikan\s+ke\s+(?:kasn|bkn|komisi)|"
        rf"dilaporkan\s+ke\s+"
        r"(?:kasn|bkn|komisi|bupati|wali\s?kota)|diproses\s+ke\s+(?:kasn|bkn))\b",
    ),
    (
        "in_process",
        r"\b(?:(?:masih|sedang|dalam)\s+(?:di)?(?:kaji|proses|klarifikasi|periksa|tangani|tahap)\w*|"
        r"dalam\s+(?:proses|kajian|penanganan)|menunggu|masih\s+berproses|berproses)\b",
    ),
    ("temuan", r"^\W*(?:\w+\s+){0,2}temuan\b"),
    ("reported", r"\b(?:dilaporkan|terlapor|diadukan|(?:dari|berdasarkan|melalui)\s+laporan)\b"),
    ("alleged", r"\b(?:tersangka|diduga|terindikasi|dugaan|disinyalir|terduga)\b"),
    ("summoned", r"\b(?:dipanggil|diperiksa|diklarifikasi|dimintai\s+keterangan|pemanggilan)\b"),
    (
        "participant",
        r"\b(?:mengucapkan|berikrar|menandatangani|meneken|teken|membacakan|deklarasi(?:kan)?)\s+(?:\w+\s+)?"
        r"(?:ikrar|pakta|komitmen|deklarasi|netral\w*|surat\s+pernyataan\s+netral\w*)|\bberikrar\b|"
        r"^[^.;,]{0,60}\b(?:dibekali|diberi\s+(?:pembekalan|pemahaman|pengarahan|sosialisasi)|ikuti)\b",
    ),
    ("participant", r"\b(?:mengikuti|hadir\s+dalam|menghadiri|peserta|mewakili|perwakilan|dilibatkan)\b"),
    (
        "disciplined",
        r"\b(?:(?:hukuman|sanksi|pelanggaran)\s+disiplin|diberhentikan|dipecat|diturunkan|dicopot)\b",
    ),
)
LEFT: tuple[tuple[str, str], ...] = (
    ("caught", rf"\b(?:{_CAUGHT_ACTIVE})\b[^.;]{{0,24}}"),
    ("caught", r"\bmereka\s+(?:yang\s+\w+\s+)?(?:terdiri|yakni|yaitu|adalah)\b[^.;\d]{0,14}"),
    ("caught", r"\b(?:terjaring|tertangkap|terciduk|kedapatan|ditemukan|didapati|diamankan)\b[^.;\d]{0,30}"),
    (
        "unexcused",
        r"\b(?:tanpa\s+(?:keterangan|alasan|izin|ijin|kabar)|mangkir|alpa|tk|membolos|bolos)\b[^.;\d]{0,25}",
    ),
    (
        "absent",
        r"\b(?:(?:tidak|tak|tdk)\s+(?:hadir|masuk(?:\s+kerja)?)|absen|ketidakhadiran)\b[^.;,\d]{0,25}",
    ),
    ("present", r"\b(?:hanya|baru)\s+(?:menemukan|mendapati|ada|terdapat|terlihat|melihat)\s+$"),
    ("present", rf"{NOT}\b(?<!ketidak)(?:hadir|kehadiran|masuk(?:\s+kerja)?)\b[^.;,\d]{{0,18}}"),
    (
        "excused",
        r"\b(?:cuti|sakit|izin|ijin|dinas\s+luar|tugas\s+belajar|dengan\s+keterangan)\b[^.;,\d]{0,16}",
    ),
    (
        "population",
        r"\b(?:dari|dr)\s+(?:(?:total|jumlah|seluruh|keseluruhan|sekitar|semua|sebanyak)\s+)*(?:\w+\s+){0,2}|"
        r"\b(?:total|jumlah|keseluruhan|seluruh)\s+(?:seluruh\s+)?(?:pegawai|asn|pns)(?:\s+\w+){0,5}\s+",
    ),
    (
        "checked",
        r"\b(?:memeriksa|diperiksa|pemeriksaan\s+terhadap|mengecek|menyasar|menjangkau)\b[^.;,\d]{0,20}",
    ),
    (
        "summoned",
        r"\b(?:memeriksa|periksa|memanggil|panggil|mengklarifikasi|klarifikasi|memintai\s+keterangan)\b[^.;,\d]{0,30}",
    ),
    (
        "caught",
        r"\b(?:pekan|minggu|hari|kali|pagi|siang)\s+ini\s+(?:ada\s+|sebanyak\s+|tercatat\s+|terdapat\s+)?$",
    ),
    ("caught", r"\b(?:yang\s+benar|sebenarnya|faktanya)\W+(?:hanya\s+|cuma\s+|adalah\s+|ada\s+)?$"),
    ("caught", r"(?<!dari )\btotal(?:nya)?\s+(?:ada\s+|sebanyak\s+|terdapat\s+)?$"),
    ("reported", r"\b(?:menerima|terima|kebanjiran)\b[^.;,\d]{0,20}"),
    ("forwarded", r"\b(?:meneruskan|teruskan|melimpahkan|limpahkan)\b[^.;,\d]{0,70}"),
    (
        "not_followed_up",
        r"\b(?:minta|meminta|mendesak|desak|agar|segera)\b[^.;\d]{0,40}\bmenindaklanjuti\b[^.;,\d]{0,60}",
    ),
    ("stopped", r"\b(?:menghentikan|hentikan|menyetop|menutup)\b[^.;\d]{0,90}"),
    ("sends", r"\b(?:melaporkan|laporkan|memproses|proses)\b[^.;,\d]{0,14}"),
    ("recommended", r"\b(?:me)?rekomendasi(?:kan)?\b[^.;,\d]{0,40}"),
    (
        "followed_up",
        r"\b(?:(?:men)?jatuhkan\s+(?:sanksi|hukuman)|memberi(?:kan)?\s+sanksi|menyanksi|memblokir|blokir|membebastugaskan|"
        r"menonaktifkan|nonaktifkan|mencopot|copot|menonjobkan|memberhentikan|memecat|pecat|menskors|"
        r"menindaklanjuti)\b[^.;,\d]{0,40}",
    ),
    ("disciplined", r"\b(?:sanksi|hukuman|pelanggaran)\s+disiplin\b[^.;]{0,70}"),
    ("alleged", r"\b(?:dugaan|diduga)\b[^.;,\d]{0,45}"),
    (
        "handled",
        r"\b(?:menangani|tangani|mencatat|catat|menemukan|temukan|merilis|memproses|terdapat|"
        r"ada)\b[^.;,\d]{0,25}",
    ),
    (
        "participant",
        r"\b(?:pembekalan|sosialisasi|bimtek|pembinaan|pelatihan|pengarahan)\s+(?:\w+\s+){0,4}(?:bagi|untuk|kepada)\s*|"
        r"\b(?:men[sy]osialisasikan|memberi(?:kan)?\s+(?:pembekalan|pemahaman|pengarahan|sosialisasi))\b[^.;\d]{0,45}",
    ),
    ("participant", r"\b(?:diikuti|dihadiri|melibatkan|menghadirkan|mengundang|peserta)\b[^.;\d]{0,40}"),
    (
        "officer",
        r"\b(?:mengerahkan|menerjunkan|menurunkan|melibatkan|beranggotakan|kekuatan)\b[^.;,\d]{0,25}",
    ),
)
_RIGHT = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in RIGHT)
_LEFT = tuple((role, re.compile(rf"(?:{pattern})$", re.IGNORECASE)) for role, pattern in LEFT)
_STOP = re.compile(
    r"[;]|\b(?:sedangkan|sementara|tetapi|tapi|namun|adapun|lalu|kemudian|selanjutnya|sebelumnya|"
    r"padahal)\b|:\s",
    re.IGNORECASE,
)


def roles_right(segment: str) -> dict[str, int]:
    """Roles in the words after a number, with their distance; a contrast ends the reach."""
    stop = _STOP.search(segment)
    reach = segment[: stop.start()] if stop else segment
    found: dict[str, int] = {}
    for role, pattern in _RIGHT:
        match = pattern.search(reach)
        if match and match.start() < found.get(role, 10_000):
            found[role] = match.start()
    return found


def roles_left(segment: str) -> dict[str, int]:
    """Roles in the words that lead into a number, with their distance."""
    found: dict[str, int] = {}
    for role, pattern in _LEFT:
        match = pattern.search(segment)
        if match:
            distance = len(match[0]) // 2
            found[role] = min(distance, found.get(role, distance))
    return found

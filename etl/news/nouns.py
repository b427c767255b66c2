"""What a number counts: the noun behind it (`11 pegawai ASN/TKK`, `tiga orang PNS`, `42 dugaan`)."""

from __future__ import annotations

import re

_ASN = (
    r"(?:pegawai\s+)?(?:aparatur\s+sipil\s+negara|pegawai\s+negeri(?:\s+sipil)?|abdi\s+negara|asn|pns|"
    r"pppk|p3k|cpns|"
    r"aparatur\s+negara|aparatur|guru\s+(?:asn|pns))"
)
_NON_ASN = (
    r"(?:pegawai\s+|tenaga\s+|staf\s+|guru\s+)?(?:non[- ]?(?:asn|pns)|honorer|honor|kontrak|thl|ptt|tkk|"
    r"tks|gtt|"
    r"ppnpn|pjlp|phl|phtt|pkd|wiyata\s+bh?akti|wiyata|pramubh?akti|guru\s+bantu|tenaga\s+bantu|harian\s+lepas|tidak\s+tetap|sukarela|sukwan|alih\s+daya|outsourcing|"
    r"pegawai\s+tidak\s+tetap|"
    r"(?:tenaga|pegawai)\s+\w+\s*\((?:honorer|honor|non[- ]?asn|kontrak|thl|ptt))"
)
NOUNS: tuple[tuple[str, str], ...] = (
    (
        "mixed",
        rf"{_ASN}\s*(?:/|dan(?:/atau)?|maupun|serta|atau)\s*{_NON_ASN}|{_NON_ASN}\s*(?:/|dan|"
        rf"maupun)\s*{_ASN}",
    ),
    ("non_asn", _NON_ASN),
    ("asn", _ASN),
    ("kades", r"kepala\s+desa|kades|perangkat(?:\s+desa)?|aparat\s+desa|kadus|lurah\s+desa|bpd|ketua\s+rt"),
    ("head", r"kepala\s+daerah|bupati|wali\s?kota|gubernur|ppk|pejabat\s+pembina"),
    (
        "officer",
        r"personel|personil|petugas|anggota|aparat|polisi|penyidik|prajurit|komisioner|pengawas|panwascam",
    ),
    ("participant", r"peserta|undangan|hadirin|tamu"),
    ("team", r"tim|regu|kelompok|peleton"),
    ("temuan", r"temuan"),
    ("laporan", r"laporan|aduan|pengaduan|informasi\s+awal"),
    ("case", r"kasus|perkara|dugaan(?:\s+(?:kasus|pelanggaran|tindak))?|pelanggaran|peristiwa|kejadian"),
    ("rekomendasi", r"rekomendasi|surat\s+rekomendasi"),
    ("kind", r"jenis|poin|bentuk|kategori|pasal|ayat|butir|item|larangan|tahap(?:an)?|alasan|faktor|aspek"),
    ("duration", r"bulan|hari|tahun|thn|jam|menit|pekan|minggu|kali|detik|periode|semester|rakaat"),
    ("measure", r"persen|prosen|%|rupiah|ribu|juta|miliar|km|kilometer|meter|hektare?|ton|rp"),
    (
        "place",
        r"titik|lokasi|tempat|warung|warkop|pasar|kafe|mal|mall|kecamatan|desa|kelurahan|kabupaten|kab|kota|"
        r"provinsi|daerah|wilayah|opd|skpd|dinas|instansi|badan|tps|sekolah|kantor|unit|ruang|gedung|"
        r"lembaga|kementerian",
    ),
    ("candidate", r"paslon|pasangan|calon|partai|parpol|kandidat|suara|pemilih|dpt|kursi"),
    (
        "thing",
        r"foto|video|akun|spanduk|baliho|surat|lembar|berkas|dokumen|barang|kendaraan|mobil|motor|unit|"
        r"saksi|ahli",
    ),
    (
        "person",
        r"kepala\s+(?:dinas|badan|bagian|bidang|seksi|sekolah|puskesmas|opd|uptd?|kantor|sub\w*|satuan)|"
        r"kadis\w*|kaban|kabid|kabag|kasi|kasubb?ag|kepsek|sekretaris(?!\s+daerah)|sekcam|seklur|bendahara|"
        r"asisten|staf\s+ahli|direktur|dosen|penyuluh|tenaga\s+kesehatan|nakes|"
        r"pegawai|orang|org|nama|karyawan|staf|staff|pejabat|oknum|guru|dokter|perawat|bidan|camat|lurah|"
        r"perempuan|laki-laki|pria|wanita|di\s?antaranya|lainnya|lain|lagi|jiwa|pelanggar|terlapor|"
        r"tersangka|asn",
    ),
)
_FILLER = (
    r"(?:orang|org|oknum|nama|buah|dugaan|total|lebih|"
    r"(?:pejabat|staf|guru|pegawai)(?=\s+(?:asn|pns|pppk|p3k|cpns|honorer|honor|non|kontrak|thl|ptt)))"
)
_NOUN = re.compile(
    rf"\s*(?:\([a-z ]+\)\s*)?(?:{_FILLER}\s+){{0,2}}(?:"
    + "|".join(rf"(?P<{name}>(?:{pattern})\b)" for name, pattern in NOUNS)
    + r")(?:\s*\((?:asn|pns|pppk|ptt|thl|p3k)\))?",
    re.IGNORECASE,
)
_BE = re.compile(
    r"\s*(?:(?:orang|pegawai|di\s?antaranya|diantaranya|merupakan|adalah|ialah|berstatus|sebagai|"
    r"berasal\s+dari|dari|"
    r"kalangan|unsur|lainnya|terkait|lagi|yang|melibatkan|menyangkut|oknum|terduga)[\s,]+){1,4}",
    re.IGNORECASE,
)
POSITION = re.compile(  # held by civil servants only: who holds one is ASN
    r"pejabat|camat|lurah|kepala\s+(?:dinas|badan|bagian|bidang|seksi|opd|uptd?|kantor|sub\w*|satuan)|kadis\w*|kaban\b|kabid|"
    r"kabag|kasi\b|kasubb?ag|sekretaris|sekcam|seklur|asisten|staf\s+ahli|penyuluh",
    re.IGNORECASE,
)
PROFESSION = re.compile(
    rf"{POSITION.pattern}|guru|dokter|perawat|bidan|bendahara|staf\b|direktur|dosen|kepala|kepsek|nakes|tenaga\s+kesehatan",
    re.IGNORECASE,
)
PEOPLE = frozenset({"asn", "non_asn", "mixed", "person"})
CASES = frozenset({"case", "laporan", "temuan"})
NEVER_STAFF = frozenset(
    {"officer", "team", "kind", "duration", "measure", "place", "candidate", "thing", "participant", "head"}
)


def noun_after(text: str, position: int) -> tuple[str | None, int]:
    """The kind of noun that follows `position` and where it ends; (None, position) without one.

    `7 orang merupakan ASN` is refined: the plain person becomes the status that follows.
    """
    match = _NOUN.match(text, position)
    if not match:
        be = _BE.match(text, position)
        after = _NOUN.match(text, be.end()) if be else None
        if be and after and after.lastgroup in ("asn", "non_asn", "kades"):
            return after.lastgroup, after.end()
        return None, position
    kind = match.lastgroup or "person"
    if kind == "person":
        for start in (match.start(), match.end()):  # `orang berstatus PNS`, `guru berstatus PNS`
            be = _BE.match(text, start)
            after = _NOUN.match(text, be.end()) if be else None
            if after and after.lastgroup in ("asn", "non_asn", "kades"):
                return after.lastgroup, after.end()
    return kind, match.end()

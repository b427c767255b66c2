"""What is a line of a sheet that is not data? Titles, totals, signatures, sections, notes, column numbers."""

# ruff: noqa: E501 - patterns are read best on one line
from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

_TOTAL = re.compile(
    r"^(?:sub[\s-]*)?(?:jumlah|jml|total|grand total|jumlah total|total keseluruhan|jumlah keseluruhan|rata[\s-]*rata|rerata|average"
    r"|(?:seluruh|semua) (?:opd|skpd|perangkat daerah|dinas|instansi|unit kerja|kecamatan|pegawai|asn|tim)|se[- ]?(?:kota|kabupaten|kab)"
    r"|prosentase|persentase|persen|sub[\s-]?jumlah|jumlah seluruh\w*|total jumlah|komulatif|kumulatif)\b[\s.:]*"
    r"(?!pegawai diperiksa)(?:(?:[a-z0-9 ./()&+,-]){0,40})$"
)
_SIGNATURE = re.compile(
    r"^(?:mengetahui|menyetujui|mengesahkan|dibuat oleh|disusun oleh|diperiksa oleh|hormat kami|a\.?n\.?\b|an\.|plt\.?|plh\.?|pj\.?|pjs\.?"
    r"|ttd\.?|tertanda|nip\.?\b|nip[\s.:]*\d|pembina\b|penata\b|pengatur\b|pangkat\b|kepala (?:dinas|badan|bkpsdm|bkd|bkpp|bagian|bidang|satuan"
    r"|sub|inspektorat|satpol|opd)|inspektur\b|sekretaris daerah|wali ?kota\b|bupati\b|gubernur\b|ketua\b|koordinator\b|camat\b|lurah\b"
    r"|yang melapor|petugas|operator|pejabat|selaku|kasubb?ag|kabid|kepala$)"
)
_PLACE_DATE = re.compile(
    r"^[A-Za-z .'-]{3,40},\s*(?:tanggal\s+)?(?:\d{1,2}|\.{2,}|…|_+)\s*[-/.\s]?\s*[\w.…]*\s*[-/.\s]?\s*\d{0,4}\.?$"
)
_WEEKDAY = re.compile(r"(?:hari\s*)?(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\b")
_BRACKETED = re.compile(r"^\(?[\s._….-]*(?:\([^)]*\)|_{3,}|\.{3,}|…+)[\s._….-]*\)?$")
_NOTE = re.compile(
    r"^(?:catatan|keterangan|ket|sumber|nb|n\.b|note|penjelasan|\*+\)?|data (?:per|diolah)|dicetak|diunduh|halaman|page|lampiran|dokumen ini"
    r"|tembusan|update|perhatian|peringatan|petunjuk|cara mengisi|legenda)\b[\s.:)]*|^\*"
)
_SECTION = re.compile(
    r"^(?:tim|regu|kelompok|lokasi|tempat|hari|tanggal|tgl|bulan|minggu|opd|skpd|unit kerja|kecamatan|kabupaten|kota|titik|zona|wilayah"
    r"|[a-z][.)]|[ivx]+[.)]|\d+[.)])\b"
)


_DITTO = re.compile(
    r"(?i)^[-–\s]*(?:s\.?d\.?a\.?|idem|id\.|sama|sama (?:dengan|dgn) (?:di )?atas|sama seperti (?:di )?atas|\"|''|〃|″|”|“|,,)[-–\s]*$"
)


def is_ditto(value: object) -> bool:
    """ "sda", "idem", "〃": as in the cell above."""
    return isinstance(value, str) and len(value) <= 24 and bool(_DITTO.match(value))


@lru_cache(maxsize=100_000)
def is_total(text: str) -> bool:
    """ "JUMLAH", "Sub Total Kec. Mayangan", "Rata-rata"."""
    lower = " ".join(text.lower().split())
    return len(lower) <= 60 and bool(_TOTAL.match(lower))


@lru_cache(maxsize=100_000)
def is_signature(text: str) -> bool:
    """ "Mengetahui,", "Kepala BKPSDM", "NIP. …", "Probolinggo, 1 Juli 2024", "(……)"."""
    lower = " ".join(text.lower().split())
    is_place_date = bool(_PLACE_DATE.match(text.strip())) and not _WEEKDAY.match(lower)
    return bool(_SIGNATURE.match(lower) or is_place_date or _BRACKETED.match(lower))


@lru_cache(maxsize=100_000)
def is_note(text: str) -> bool:
    """ "Catatan: …", "Sumber: …", "*) …"."""
    return bool(_NOTE.match(" ".join(text.lower().split())))


@lru_cache(maxsize=100_000)
def is_section(text: str) -> bool:
    """ "TIM 2", "Kecamatan Mayangan", "A. Dinas", "Tanggal: 7 Maret 2018"."""
    return len(text) <= 100 and bool(_SECTION.match(" ".join(text.lower().split())))


def is_number(value: object) -> bool:
    """A number, date or time cell."""
    return isinstance(value, int | float | date | datetime | time) and not isinstance(value, bool)


def is_column_numbers(cells: list[object]) -> bool:
    """ "1 2 3 4 …" or "(1) (2) (3)" or "a b c" below the titles."""
    said = [str(cell).strip().strip("()[].") for cell in cells if cell is not None]
    if len(said) < 3:
        return False
    if all(len(text) == 1 and text.isalpha() for text in said):
        letters = [ord(text.lower()) for text in said]
        return letters == list(range(ord("a"), ord("a") + len(said)))
    heads = [re.match(r"^(\d{1,2})(?:\s*[=:(].*)?$", text) for text in said]
    found = [int(head[1]) for head in heads if head]
    return len(found) == len(said) and found == list(range(found[0], found[0] + len(said))) and found[0] <= 2

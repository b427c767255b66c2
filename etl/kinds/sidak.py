"""Sidak: persons, teams and places checked; zero catches are data."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

import re
from functools import lru_cache

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row
from etl.kinds.vocabulary import employment, is_outsider, yes_no
from etl.words import read_roman

COLUMNS = columns("""
date                | date  | 0.5 | Tanggal              | hari tanggal, hari tgl, tanggal sidak, tanggal operasi, tanggal pelaksanaan, waktu pelaksanaan, tanggal razia, tanggal kegiatan, tanggal kejadian, tanggal pemeriksaan, tanggal temuan, hari, hari tanggal pelaksanaan, date, waktu kejadian, hari tanggal sidak, tanggal penertiban, tanggal inspeksi
time                | time  | 1   | Jam                  | pukul, waktu, jam operasi, jam ditemukan, jam sidak, jam temuan, waktu operasi, waktu ditemukan, waktu sidak
time_start          | time  | 1   | Jam mulai            | mulai, pukul mulai, waktu mulai
time_end            | time  | 1   | Jam selesai          | selesai, pukul selesai, waktu selesai, berakhir
place               | place | 1   | Lokasi               | tempat, lokasi sidak, tempat sidak, titik lokasi, lokasi temuan, tempat ditemukan, sasaran, titik, tkp, lokasi razia, objek, objek sidak, tempat kejadian, lokasi ditemukan, lokasi tempat, lokasi operasi, tempat terjaring, lokasi terjaring, sasaran sidak, sasaran lokasi, lokasi opd, lokasi kejadian, place, titik sidak, lokasi penemuan, tempat penemuan, tempat razia, area, warung cafe, tempat lokasi, sasaran operasi, nama tempat, nama lokasi, lokasi ditemukannya
team                | text  | 1.2 | Tim                  | regu, kelompok, tim sidak, nama tim, nomor tim, tim ke, tim petugas, team, regu ke, tim pemeriksa
employment          | code  | 1   | Status kepegawaian   | status, status pegawai, jenis pegawai, jenis asn, kepegawaian, status asn, status pns pppk, pns pppk, status pns pppk thl ptt, asn non asn, jenis kepegawaian, status kepeg, pns non pns, jenis
checked             | count | 1.5 | Jumlah diperiksa     | diperiksa, pegawai diperiksa, jumlah pemeriksaan, jumlah pegawai diperiksa, dicek, jumlah dicek, jumlah sasaran, pegawai yang diperiksa, total diperiksa, terperiksa, jumlah terperiksa, checked, jumlah yang dicek, disidak, jumlah disidak, jumlah pegawai yang diperiksa, jumlah target, jumlah diinspeksi, jumlah asn diperiksa, jumlah pegawai disidak, jumlah yang diperiksa
caught_total        | count | 1.5 | Jumlah terjaring     | terjaring, jumlah pelanggaran, jumlah temuan, temuan, total terjaring, jumlah pelanggar, pelanggar, total, jumlah, terkena razia, kedapatan, jumlah pegawai terjaring, hasil, hasil temuan, pegawai terjaring, jumlah orang terjaring, tertangkap, jumlah kasus, melanggar, jumlah melanggar, total pelanggaran, jumlah yang terjaring, caught, terjaring razia, jumlah tidak disiplin, jumlah pegawai melanggar, jumlah orang, total temuan, ditemukan, jumlah ditemukan, terkena sidak, kena sidak, terjaring sidak, jumlah terjaring sidak, berada di luar kantor, jumlah asn terjaring, yang terjaring, jumlah keluyuran, diamankan, jumlah diamankan, jumlah tidak di tempat, tidak di tempat, tidak berada di tempat, tidak ada di tempat, meninggalkan kantor, tidak disiplin
asn                 | count | 1   | ASN                  | jumlah asn, asn terjaring, terjaring asn, pns, pppk, cpns, jumlah pns, asn pns pppk, jumlah asn terjaring
non_asn             | count | 1.2 | Non-ASN              | non asn, jumlah non asn, honorer, thl, ptt, tkk, gtt, tenaga kontrak, non pns, outsourcing, tenaga honorer, thl ptt, ppnpn, non asn terjaring, jumlah non asn terjaring, kontrak, tenaga harian lepas, pegawai tidak tetap, thl honorer, honorer ptt
excused_with_letter | letter | 1  | Dengan surat tugas   | surat tugas, ada surat tugas, bersurat tugas, ber surat tugas, membawa surat tugas, surat tugas ada tidak, surat izin, izin tertulis, punya surat tugas, bersurat izin, surat tugas izin, surat perintah tugas, spt, memiliki surat tugas, dengan izin, jumlah bersurat tugas, dapat menunjukkan surat tugas, surat tugas surat izin, izin atasan, surat izin keluar, izin pimpinan, ada izin, surat keterangan, ber surat tugas, st ada, ada st
without_letter      | count | 1   | Tanpa surat tugas    | tidak ada surat tugas, tidak bersurat tugas, tidak membawa surat tugas, tanpa izin, tidak memiliki surat tugas
reason              | text  | 0.8 | Alasan               | alasan keluar, jenis pelanggaran, pelanggaran, bentuk pelanggaran, uraian, uraian pelanggaran, keperluan, kegiatan saat ditemukan, temuan pelanggaran, alasan keluar kantor, alasan pelanggaran, aktivitas, keterangan pelanggaran, alasan berada di lokasi, kegiatan, sedang apa, keterangan alasan, alasan ketidakhadiran, jenis temuan, bentuk temuan, bentuk pelanggaran disiplin, hal yang dilakukan, aktivitas saat ditemukan, kegiatan yang dilakukan, keterangan temuan, catatan temuan
follow_up           | text  | 0.5 | Tindak lanjut        | tindakan, sanksi, hasil tindak lanjut, rencana tindak lanjut, rtl, keterangan tindak lanjut, tindakan yang diambil, pembinaan, penanganan, tindak lanjut pembinaan, tindak lanjut sanksi, sanksi tindak lanjut, rekomendasi, tindak lanjut hasil sidak, hasil pemeriksaan, tindakan petugas, sanksi diberikan, pembinaan sanksi
staff               | count | 0   | Jumlah pegawai       | total pegawai, jumlah pegawai opd, pegawai yang ada, hadir, jumlah hadir, jumlah asn opd, kekuatan
absent              | none  | 0   | Tidak ada di tempat  | tidak di tempat, tidak berada di tempat
""")

PARTS = {
    ("caught_total", "asn"): "asn", ("caught_total", "pns"): "asn", ("caught_total", "pppk"): "asn",
    ("caught_total", "cpns"): "asn", ("caught_total", "non asn"): "non_asn",
    ("caught_total", "honorer"): "non_asn", ("caught_total", "thl"): "non_asn",
    ("caught_total", "ptt"): "non_asn", ("caught_total", "non pns"): "non_asn",
    ("caught_total", "kontrak"): "non_asn", ("employment", "asn"): "asn", ("employment", "pns"): "asn",
    ("employment", "pppk"): "asn", ("employment", "non asn"): "non_asn", ("employment", "honorer"): "non_asn",
    ("employment", "non pns"): "non_asn", ("employment", "jumlah"): "caught_total",
}  # fmt: skip
COUNTS = ("checked", "caught_total", "caught_min", "asn", "non_asn", "without_letter")
TEAM_NUMBER = re.compile(r"(?:tim|regu|kelompok|team|ke|no\.?)[\s.-]*", re.IGNORECASE)


def finish(row: Row) -> None:
    """Choose the level, split clock ranges, check the sums."""
    values = row.values
    if is_outsider(row.texts.get("employment", "")) or is_outsider(row.texts.get("position", "")):
        row.reject("not_asn", "employment", met=row.texts.get("employment") or row.texts.get("position"))
    row.level = _level(row)
    if isinstance(values.get("team"), str | int | float):
        values["team"] = _team_name(str(values["team"]))
    _letter(row)
    _totals(row)
    if not row.has_any("date"):
        row.reject("date_missing", "date")
    row.drop("position", "without_letter", "staff", *(() if row.level == "person" else ("person_hash",)))


@lru_cache(maxsize=4096)
def _team_name(text: str) -> str:
    """ "Tim II", "Regu 2" and "2" are the same team."""
    name = TEAM_NUMBER.sub("", text).strip() or text
    number = read_roman(name) if name.isalpha() and len(name) <= 4 else None
    return str(number or name)


def _level(row: Row) -> str:
    has_counts = bool(row.fields & set(COUNTS))
    has_person = bool(row.fields & {"person_name", "person_id", "employment", "person_id2"})
    if has_person and (not has_counts or _is_ticked(row)):
        return "person"
    if not has_counts:
        return "person" if "reason" in row.fields and "team" not in row.fields else "place"
    if row.values.get("team") is not None:
        return "team"
    if row.values.get("place") is None and row.has_any("opd", "unit"):
        length = len(str(row.values.get("date", "")))
        return {7: "aggregate_opd_month", 4: "opd_year"}.get(length, "aggregate_opd_day")
    return "place" if row.values.get("place") is not None else "region_count"


def _is_ticked(row: Row) -> bool:
    """A person ticked below "PNS" or "Honorer", not a team's count: one tick, the other cell blank."""
    ticks = [row.count("asn"), row.count("non_asn")]
    is_list = row.fields & set(COUNTS) <= {"asn", "non_asn"} and not row.fields & {"team", "employment"}
    if not is_list or sorted(ticks, key=str) != [1, None]:
        return False
    if ticks[1] == 1:
        row.values["employment"] = "NON_ASN"
    return True


def _letter(row: Row) -> None:
    """A person's duty letter is yes or no; a team's is a count."""
    letter = row.values.get("excused_with_letter")
    if isinstance(letter, bool):
        row.values["excused_with_letter"] = int(letter) if letter or row.level == "person" else 0
    if row.level == "person" and letter and _is_sanction(row.texts.get("follow_up", "")):
        row.flag("letter_and_sanction", "follow_up")


def _is_sanction(text: str) -> bool:
    return bool(re.search(r"sanksi|teguran|hukuman|bap\b|panggil", text.lower()))


def _totals(row: Row) -> None:
    values, total = row.values, row.count("caught_total")
    asn, non_asn, letter = row.count("asn"), row.count("non_asn"), row.count("excused_with_letter")
    without, checked = row.count("without_letter"), row.count("checked")
    if total is None and "caught_min" not in values and asn is not None and non_asn is not None:
        total = values["caught_total"] = asn + non_asn
    elif total is None and "caught_min" not in values and without is not None:
        total = values["caught_total"] = without + (letter or 0)
    if total is not None and asn is not None and non_asn is not None and asn + non_asn != total:
        row.flag("sum_mismatch", "caught_total", met=asn + non_asn, expected=total)
    if total is not None and letter is not None and letter > total:
        row.flag("excused_exceeds_caught", "excused_with_letter", met=letter, expected=total)
    if total is not None and checked is not None and total > checked:
        row.flag("over_100_percent", "caught_total", met=f"terjaring {total} dari {checked} diperiksa")
    if row.level != "person" and not row.has_any(*COUNTS, "caught_max"):
        row.reject("count_missing", "caught_total")


SIDAK = Kind(
    name="sidak",
    title="Rekap sidak",
    columns=COLUMNS,
    titles=(
        (r"\bsidak\b|inspeksi mendadak|razia|penertiban|terjaring|gerakan disiplin|operasi (?:gabungan|disiplin|kasih)", 3.0),
        (r"disiplin|jam kerja", 0.7),
    ),
    needs=(
        frozenset({"caught_total"}), frozenset({"asn", "non_asn"}), frozenset({"checked"}),
        frozenset({"person_name", "date"}), frozenset({"person_name", "place"}), frozenset({"person_name", "reason"}),
        frozenset({"person_id", "place"}), frozenset({"employment", "place"}), frozenset({"employment", "date"}),
        frozenset({"employment", "reason"}), frozenset({"reason", "date"}), frozenset({"without_letter"}),
    ),
    finish=finish,
    skims=frozenset({
        "date", "date_end", "time", "time_start", "time_end", "place", "reason", "follow_up", "employment", "opd", "unit", "region_code"}),
    reads=frozenset({"employment", "position", "follow_up"}),
    parts=PARTS,
    shapes={1: ("caught_total",), 2: ("checked", "caught_total"), 3: ("caught_total", "asn", "non_asn")},
    vocabularies={"employment": employment, "excused_with_letter": yes_no},
)  # fmt: skip

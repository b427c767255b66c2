"""Kehadiran: attendance per OPD and day, month or year; absent is not the same as unexcused."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row
from etl.kinds.vocabulary import attendance

COLUMNS = columns("""
date                 | date    | 0.3 | Tanggal             | hari tanggal, hari tgl, tanggal apel, hari, tanggal kegiatan, tanggal absensi, date
month                | month   | 0.3 | Bulan               | periode, masa, bulan tahun
year                 | year    | 0.2 | Tahun               | tahun data, tahun anggaran
total                | count   | 1   | Jumlah pegawai      | jumlah asn, asn, total pegawai, pegawai, kekuatan, jumlah kekuatan, seharusnya hadir, jumlah peserta apel, wajib hadir, jumlah, total, jumlah pns, total asn, jumlah seluruh pegawai, wajib apel, jumlah total, jumlah wajib apel, jumlah seharusnya, jumlah asn pns pppk, jumlah yang wajib hadir, peg total, kekuatan pegawai, peserta wajib, jumlah peserta wajib, jumlah undangan, jumlah pegawai yang ada, total personil, jumlah pegawai asn, jumlah pns pppk, riil pegawai, jumlah riil
present              | count   | 2   | Hadir               | jumlah hadir, wfo, wfh, hadir apel, masuk, jumlah kehadiran, pegawai hadir, h, jumlah pegawai hadir, yang hadir, jumlah masuk, mengikuti apel, ikut apel, hadir tepat waktu, present, realisasi hadir, jumlah yang hadir, hdr, hd, jumlah yang mengikuti, yang mengikuti apel, hadir fisik, hadir wfo, masuk kerja, presensi, hadir upacara
duty                 | count   | 1.5 | Dinas luar          | dl, dinas, d, tugas luar, perjalanan dinas, tugas, dd dl, dinas dalam, tugas dinas, dinas luar kota, sppd, ld, dinas luar daerah, d l, perjadin, tugas kedinasan, spt, kedinasan, tugas luar daerah
leave                | count   | 1.5 | Cuti                | c, ct, cuti tahunan, cuti bersalin, cuti melahirkan, cuti besar, cuti alasan penting, cuti sakit, cap, jumlah cuti, cm, cb, cltn, cuti melahirkan bersalin, cuti karena alasan penting, cuti di luar tanggungan negara, ch
sick                 | count   | 1.5 | Sakit               | s, sk, jumlah sakit, skt
permit               | count   | 1.5 | Izin                | i, ijin, jumlah izin, izin resmi, iz, izin atasan, izin tertulis, izin pribadi
study                | count   | 1.5 | Tugas belajar       | tb, izin belajar, diklat, tugas belajar diklat, tubel, dk, pendidikan, ib, tugas belajar izin belajar, pendidikan pelatihan
unexcused            | count   | 2   | Tanpa keterangan    | tk, tmta, alpha, a, alpha tanpa keterangan, tanpa kabar, mangkir, tidak hadir tanpa keterangan, tanpa ket, tk alpha, tap, tidak ada keterangan, tanpa keterangan alpha, tidak masuk tanpa keterangan, tidak masuk kerja tanpa alasan, absen, th tk, bolos, unexcused, tdk hadir tanpa keterangan, tanpa alasan yang sah, t k, tanpa izin, tanpa keterangan sah, tidak sah, tanpa berita, membolos, tidak ada kabar, alpha tk
absent_other_excused | count   | 1   | Lain-lain berizin   | lain lain, lainnya, ll, lain2, izin lain, alasan lain, sah lainnya, dispensasi, keterangan lainnya, lain, berizin lainnya, lepas piket, lepas jaga, shift, piket, lepas malam, tugas jaga, off
absent               | count   | 1.5 | Tidak hadir         | jumlah tidak hadir, tidak masuk, tidak apel, jumlah ketidakhadiran, ketidakhadiran, kurang, th, tidak mengikuti apel, jumlah kurang, jumlah absen, jumlah tidak masuk, jumlah yang tidak hadir, tidak ikut apel, yang tidak hadir, tidak hadir apel, total tidak hadir, tidak masuk kerja
pct_present          | percent | 1.5 | Persentase hadir    | persen, persen kehadiran, persen hadir, tingkat kehadiran, kehadiran, persen hadir apel, pct hadir, capaian kehadiran, kehadiran persen, pct_present
pct_absent           | none    | 0   | Persentase tidak hadir | persen tidak hadir, persen ketidakhadiran, persen tanpa keterangan
status               | code    | 1.5 | Status kehadiran    | keterangan kehadiran, ket kehadiran, ket hadir, status hadir, status absensi, status absen, kode absen, kode absensi, kode kehadiran, absensi, status presensi, keterangan absen, keterangan absensi, status, alasan tidak hadir, alasan tidak apel, alasan ketidakhadiran, keterangan ketidakhadiran, keterangan tidak hadir, hadir tidak hadir
late                 | none    | 0.5 | Terlambat           | tl1, jumlah terlambat, datang terlambat, psw, pulang cepat, telat, tl 1, pulang sebelum waktu
""")
PARTS = {
    ("absent", "jumlah"): "absent",
    ("present", "persen"): "pct_present",
    ("absent", "persen"): "pct_absent",
}
STATUSES = (
    "present", "duty", "leave", "sick", "permit", "study", "unexcused", "absent_other_excused",
)  # fmt: skip
EXCUSES = ("duty", "leave", "sick", "permit", "study", "unexcused", "absent_other_excused")


def finish(row: Row) -> None:
    """The level follows the date's precision; parts are held against the total."""
    values = row.values
    _one_person(row)
    _period(row)
    precision = len(str(values.get("date", "")))
    row.level = "opd_year" if precision == 4 else "opd_month" if precision == 7 else "opd"
    if not row.has_any("date"):
        row.reject("date_missing", "date")
    if not row.has_any("total", "present", "pct_present", "absent", *EXCUSES):
        if met := row.texts.get("status"):
            row.reject("value_unreadable", "status", met=met)
        else:
            row.reject("count_missing", "present")
    _sums(row)
    row.drop("absent", "position", "month", "year")


def _one_person(row: Row) -> None:
    """A row of a roll call: its status counts one person; whole lists are added up by etl.rollcall."""
    values, status = row.values, row.values.pop("status", None)
    if status == "off":
        values["total"] = 0  # no workday: nobody was called
    elif status == "absent":
        values["total"], values["present"] = 1, 0
    elif isinstance(status, str):
        values[status] = values["total"] = 1
    elif row.fields & {"person_name", "person_id"} and "total" not in row.fields:
        ticks = [row.count(name) for name in ("absent", *STATUSES)]
        is_tick = ticks.count(1) == 1 and set(ticks) <= {0, 1, None}  # below one of the statuses
        is_zero = row.fields & set(STATUSES) == {"present"} and values.get("present") == 0
        if is_tick or is_zero:
            values["total"] = 1


def _period(row: Row) -> None:
    """A month or year column says more than the title does, less than a day."""
    month, year = row.values.get("month"), row.values.get("year")
    if "date" in row.values and "date" in row.fields:
        return
    if isinstance(month, str) and len(month) == 7:
        row.values["date"] = month
    elif isinstance(month, str) and isinstance(year, int):
        row.values["date"] = f"{year}-{month[-2:]}"
    elif isinstance(year, int) and not str(row.values.get("date", "")).startswith(str(year)):
        row.values["date"] = str(year)


def _sums(row: Row) -> None:
    total, present, absent = row.count("total"), row.count("present"), row.count("absent")
    excuses = [row.count(name) for name in EXCUSES]
    away = sum(n for n in excuses if n is not None)
    has_excuses = any(n is not None for n in excuses)
    if absent is not None and has_excuses and away != absent:
        row.flag("sum_mismatch", "absent", met=away, expected=absent)
    if total is None or present is None:
        return
    if present > total:
        row.flag("over_100_percent", "present", met=f"hadir {present} dari {total}")
    elif has_excuses and present + away != total:
        row.flag("sum_mismatch", "total", met=present + away, expected=total)
    elif not has_excuses and absent is not None and present + absent != total:
        row.flag("sum_mismatch", "total", met=present + absent, expected=total)
    _share(row, present, total)


def _share(row: Row, present: int, total: int) -> None:
    printed = row.values.get("pct_present")
    if not isinstance(printed, int | float):
        return
    if printed > 100:
        row.flag("over_100_percent", "pct_present", met=f"{printed} %")
    elif total and present <= total and abs(printed - 100 * present / total) > 1:
        shown = f"{100 * present / total:.2f} %".replace(".", ",")
        row.flag("sum_mismatch", "pct_present", met=shown, expected=f"{printed} %")


KEHADIRAN = Kind(
    name="kehadiran",
    title="Rekap kehadiran",
    columns=COLUMNS,
    titles=((r"kehadiran|\bapel\b|absensi|presensi|daftar hadir|\bhadir\b|ketidakhadiran|tingkat hadir|absen\b", 3.0),
            (r"hari pertama (?:masuk|kerja)|upacara|tidak (?:masuk|hadir)", 1.5)),
    needs=(frozenset({"present"}), frozenset({"pct_present"}), frozenset({"unexcused"}),
           frozenset({"sick", "permit"}), frozenset({"absent"}), frozenset({"person_name", "status"}),
           frozenset({"person_id", "status"})),
    finish=finish,
    skims=frozenset({"date", "date_end", "opd", "unit", "region_code"}),
    reads=frozenset({"status"}),
    parts=PARTS,
    vocabularies={"status": attendance},
    shapes={1: ("present",), 2: ("total", "present"), 3: ("total", "present", "unexcused")},
)  # fmt: skip

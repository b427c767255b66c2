"""Messy recaps with known content: what the generator wrote is what reading must find.

Used by the tests and by ``make bench`` to measure column naming and counted cells. Pure: a seed decides.
"""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import openpyxl

from etl.kinds import KINDS
from etl.kinds.columns import Column

MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember")  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
OPDS = {
    "Dinas Kesehatan": ("Dinkes", "DINAS KESEHATAN", "Dinas Kesehatan Kota Probolinggo", "Dinas Kesehtan"),
    "Dinas Pendidikan dan Kebudayaan": ("Disdikbud", "DISDIKBUD", "Dikbud", "Dinas Pendidikan & Kebudayaan"),
    "Satuan Polisi Pamong Praja": ("Satpol PP", "SATPOL-PP", "Satpol PP Kota Probolinggo", "Sat Pol PP"),
    "Dinas Lingkungan Hidup": ("DLH", "Dinas LH", "dinas lingkungan hidup"),
    "Dinas Perhubungan": ("Dishub", "DISHUB", "Dinas Perhubungan "),
    "Inspektorat": ("Inspektorat", "INSPEKTORAT", "Inspektorat Daerah"),
    "Sekretariat Daerah": ("Setda", "SETDA", "Sekretariat Daerah"),
    "Sekretariat DPRD": ("Setwan", "Set. DPRD", "Sekretariat DPRD"),
    "Kecamatan Mayangan": ("Kec. Mayangan", "KEC MAYANGAN", "Kecamatan  Mayangan", "Kantor Kecamatan Mayangan"),
    "Kecamatan Kanigaran": ("Kec.Kanigaran", "Kec Kanigaran"),
    "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia": ("BKPSDM", "BKDSDM", "Badan Kepegawaian dan PSDM"),
    "Dinas Komunikasi dan Informatika": ("Diskominfo", "Kominfo", "Dinas Kominfo"),
    "Dinas Kependudukan dan Pencatatan Sipil": ("Dispendukcapil", "Disdukcapil", "Dukcapil"),
}  # fmt: skip
LAYOUTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # fields that are there, fields that may be
    "sidak": (("date", "opd", "checked", "caught_total"), ("asn", "non_asn", "place", "reason", "follow_up", "team")),
    "kehadiran": (("opd", "total", "present"), ("duty", "leave", "sick", "permit", "study", "unexcused", "date")),
    "pegawai": (("opd", "pns", "pppk"), ("non_asn", "total")),
    "pembinaan": (("date", "event_type", "participants"), ("place", "host", "opd_count")),
    "tindak_lanjut": (("rec_no", "rec_date", "opd", "sanction_recommended"), ("persons", "decision_no", "decision_date", "sanction_given", "status_code")),
    "pelanggaran": (("reg_no", "date_known", "opd", "violation_text"), ("date_received", "date_registered", "position", "status_code", "source", "forwarded_to")),
}  # fmt: skip
TITLES = {
    "sidak": "REKAPITULASI HASIL SIDAK DISIPLIN PEGAWAI", "kehadiran": "REKAP KEHADIRAN APEL PAGI",
    "pegawai": "REKAPITULASI JUMLAH PEGAWAI", "pembinaan": "DATA KEGIATAN SOSIALISASI NETRALITAS ASN",
    "tindak_lanjut": "MATRIKS TINDAK LANJUT REKOMENDASI KASN", "pelanggaran": "REGISTER PENANGANAN PELANGGARAN",
}  # fmt: skip
CODES = {
    "event_type": {"Sosialisasi": "sosialisasi", "Webinar netralitas": "webinar", "Bimtek": "bimtek", "Rakor": "rakor"},
    "sanction_recommended": {"Teguran lisan": "teguran_lisan", "Hukuman disiplin sedang": "hd_sedang"},
    "sanction_given": {"Teguran tertulis": "teguran_tertulis", "Teguran lisan": "teguran_lisan"},
    "status_code": {"Belum ditindaklanjuti": "belum", "Selesai": "selesai"},
    "source": {"Temuan": "temuan", "Laporan": "laporan"},
}  # fmt: skip
CASE_STATUS = {"Diteruskan": "diteruskan", "Dihentikan": "dihentikan", "Klarifikasi": "klarifikasi"}
TEXTS = ("ngopi di warung", "belanja", "terlambat lebih dari 15 menit", "keperluan keluarga")


@dataclass(slots=True)
class Messy:
    """A workbook and the truth: field of each column (1-based), records by row, how many rows are data."""

    kind: str
    data: bytes
    fields: dict[int, str]
    records: dict[int, dict[str, Any]] = field(default_factory=dict)


def messy_workbook(seed: int) -> Messy:
    """One recap of a random kind, layout and degree of disorder."""
    rng = random.Random(seed)
    kind = rng.choice(list(LAYOUTS))
    base, extra = LAYOUTS[kind]
    fields = [*base, *(f for f in extra if rng.random() < 0.5)]
    rng.shuffle(fields)
    sheet = openpyxl.Workbook()
    page = sheet.active
    page.title = rng.choice(["Sheet1", "Rekap", "data ", "Lembar1"])
    row = _letterhead(page, kind, rng)
    shift = rng.choice([1, 1, 1, 2])
    named = _header(page, row, (kind, fields), rng=rng, first=shift)
    messy = Messy(kind, b"", named)
    row += 1 + (rng.random() < 0.2 and _numbers(page, row + 1, shift, len(fields)))
    for number in range(1, rng.randint(3, 25) + 1):
        row += 1
        messy.records[row] = _record(page, row, (kind, fields, number), rng=rng, first=shift)
    _foot(page, row, fields, rng=rng, first=shift)
    target = io.BytesIO()
    sheet.save(target)
    messy.data = target.getvalue()
    return messy


def _letterhead(page: Any, kind: str, rng: random.Random) -> int:
    lines = ["PEMERINTAH KOTA PROBOLINGGO", "BADAN KEPEGAWAIAN DAERAH", "Jl. Panglima Sudirman No. 19"]
    lines = [*lines[: rng.randint(0, 3)], TITLES[kind]]
    lines.append("KEADAAN PER 30 JUNI 2024" if kind == "pegawai" else "BULAN : JUNI 2024")
    for number, text in enumerate(lines, 1):
        page.cell(number, rng.choice([1, 1, 2]), text)
    if rng.random() < 0.5:
        page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=6)
    return len(lines) + rng.choice([1, 2, 3])


def _synonyms(column: Column) -> list[str]:
    return [s for s in column.synonyms if len(s) > 2 and "_" not in s]


def _title(column: Column, rng: random.Random) -> str:
    """A synonym in some dress: upper case, line break, abbreviation, a typing error in long words."""
    text = rng.choice(_synonyms(column)[:8])
    text = text.replace("jumlah", rng.choice(["jumlah", "jml", "jml."])).replace(
        "tanggal", rng.choice(["tanggal", "tgl"])
    )
    if rng.random() < 0.12 and len(text) > 9 and "jml" not in text:
        spot = rng.randrange(3, len(text) - 2)
        text = text[:spot] + text[spot + 1 :]
    if rng.random() < 0.2:
        text = text.replace(" ", "\n", 1)
    return rng.choice([text.upper(), text.title(), text.capitalize(), text])


def _header(
    page: Any, row: int, what: tuple[str, list[str]], *, rng: random.Random, first: int
) -> dict[int, str]:
    kind, fields = what
    page.cell(row, first, rng.choice(["No", "NO.", "No. Urut"]))
    named = {}
    for offset, name in enumerate(fields, 1):
        column = KINDS[kind].column(name)
        if column is not None:
            page.cell(row, first + offset, _title(column, rng))
            named[first + offset] = name
    return named


def _numbers(page: Any, row: int, first: int, count: int) -> int:
    for offset in range(count + 1):
        page.cell(row, first + offset, offset + 1)
    return 1


def _record(
    page: Any, row: int, what: tuple[str, list[str], int], *, rng: random.Random, first: int
) -> dict[str, Any]:
    kind, fields, number = what
    page.cell(row, first, number)
    truth: dict[str, Any] = {}
    counts = _consistent(kind, fields, rng)
    for offset, name in enumerate(fields, 1):
        column = KINDS[kind].column(name)
        form = column.form if column else "text"
        printed, value = _cell((kind, name, form), counts, rng=rng, number=number)
        page.cell(row, first + offset, printed)
        if value is not None:
            truth[name] = value
    return truth


def _consistent(kind: str, fields: list[str], rng: random.Random) -> dict[str, int]:
    """Counts that fit each other, so that no check has reason to complain."""
    parts = {f: rng.randint(0, 9) for f in fields}
    found = {f: rng.randint(0, 2500) for f in fields}
    if kind == "kehadiran":
        away = {f: parts[f] for f in fields if f not in ("opd", "total", "present", "date")}
        present = rng.randint(5, 1500)
        return {**found, **away, "present": present, "total": present + sum(away.values())}
    if kind == "sidak":
        asn, other = parts.get("asn", rng.randint(0, 4)), parts.get("non_asn", rng.randint(0, 4))
        return {
            **found,
            "asn": asn,
            "non_asn": other,
            "caught_total": asn + other,
            "checked": asn + other + rng.randint(0, 1500),
        }
    if kind == "pegawai":
        named = {f: found[f] for f in ("pns", "pppk", "non_asn") if f in fields}
        return found | named | {"total": sum(named.values())}
    return {**found, "persons": rng.randint(1, 5)}


def _cell(
    what: tuple[str, str, str], counts: dict[str, int], *, rng: random.Random, number: int
) -> tuple[object, object]:
    """(as printed, as meant)."""
    kind, name, form = what
    if form == "opd":
        meant = rng.choice(list(OPDS))
        return rng.choice(OPDS[meant]), meant
    if form == "count":
        return _count(counts[name], rng)
    if form == "date":
        return _date(rng)
    if form == "code":
        words = CASE_STATUS if (kind, name) == ("pelanggaran", "status_code") else CODES[name]
        word = rng.choice(list(words))
        return rng.choice([word, word.upper()]), words[word]
    if name in ("rec_no", "reg_no", "decision_no"):
        text = f"{number:03d}/{rng.choice(['R', 'TM/PB/Kota', 'LP/PB/Kota'])}/{rng.choice(['VI', 'X'])}/2024"
        return text, text
    if name == "team":
        return f"Tim {number}", str(number)
    if name == "position":
        return "Camat", None
    text = rng.choice(["Plaza", "Alun-alun", "Pasar Baru"] if name == "place" else TEXTS)
    return text, text


def _count(value: int, rng: random.Random) -> tuple[object, object]:
    style = rng.random()
    if style < 0.6:
        return value, value
    if value == 0:
        return rng.choice(["nihil", "-", "0", "NIHIL"]), 0
    text = f"{value:,}".replace(",", ".")
    return rng.choice([text, f"{text} org", f"{text} orang", f" {text}", str(value)]), value


def _date(rng: random.Random) -> tuple[object, object]:
    day = date(2024, 1, 1) + timedelta(days=rng.randint(0, 180))
    month, weekday = MONTHS[day.month - 1], DAYS[day.weekday()]
    forms = (
        day, f"{day.day} {month} {day.year}", f"{weekday}, {day.day} {month} {day.year}", f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day:%y}", f"{weekday} ({day:%d/%m/%Y})", f"{day.day} {month[:3]} {day:%y}",
        f"{day:%Y-%m-%d}", f"{day:%Y.%m.%d}", f"{weekday}/{day.day} {month} {day.year}",
    )  # fmt: skip
    return rng.choice(forms), day.isoformat()


def _foot(page: Any, row: int, fields: list[str], *, rng: random.Random, first: int) -> None:
    if rng.random() < 0.5 and "opd" in fields:
        page.cell(row + 1, first + fields.index("opd") + 1, rng.choice(["JUMLAH", "Total", "JUMLAH TOTAL"]))
        row += 1
    if rng.random() < 0.5:
        for offset, text in enumerate(
            ("Probolinggo, 1 Juli 2024", "Kepala BKPSDM", "", "( ........... )", "NIP. ")
        ):
            if text:
                page.cell(row + 2 + offset, first + max(1, len(fields) - 1), text)

"""Messy recaps whose layout is no plain list: the same counted truth, laid out in the ways offices do.

Each layout is one function that prints known records on a sheet and says in which row and column each one
stands. Used by the tests and by ``make bench``. Pure: a seed decides.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import openpyxl

from etl.mess import DAYS, MONTHS, OPDS

TITLE = "REKAPITULASI KEHADIRAN APEL PAGI"
FIELDS = ("total", "present", "sick", "permit", "unexcused")
NAMES = {
    "total": ("Jumlah Pegawai", "JML ASN", "Jumlah ASN", "KEKUATAN"),
    "present": ("Hadir", "HADIR", "Jumlah Hadir", "Hadir Apel"),
    "sick": ("Sakit", "S", "SAKIT"),
    "permit": ("Izin", "Ijin", "I"),
    "unexcused": ("Tanpa Keterangan", "TK", "Alpa", "Tanpa Ket."),
}
Place = tuple[int, int | None]  # row and, where a row holds several records, column of a record


@dataclass(slots=True)
class Laid:
    """A workbook and its truth: fields of the record at each place."""

    layout: str
    data: bytes = b""
    records: dict[Place, dict[str, Any]] = field(default_factory=dict)


class _Page:
    """A sheet that grows downwards."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.book = openpyxl.Workbook()
        self.sheet = self.book.active
        self.row = 0
        self.day = date(2024, 1, 8) + timedelta(days=rng.randint(0, 300))

    def line(self, *cells: object, at: int = 1) -> int:
        """One more row; its number."""
        self.row += 1
        for column, value in enumerate(cells, at):
            if value is not None:
                self.sheet.cell(self.row, column, value)
        return self.row

    def blank(self) -> None:
        """An empty row, sometimes."""
        self.row += self.rng.random() < 0.5

    def offices(self, most: int = 6) -> list[tuple[str, str]]:
        """Distinct offices as (printed, meant)."""
        chosen = self.rng.sample(sorted(OPDS), self.rng.randint(3, most))
        return [(self.rng.choice(OPDS[name]).strip(), name) for name in chosen]

    def counts(self) -> dict[str, int]:
        """Numbers that fit each other."""
        away = {name: self.rng.randint(0, 6) for name in FIELDS[2:]}
        present = self.rng.randint(5, 1400)
        return {"total": present + sum(away.values()), "present": present, **away}

    def shown(self, value: int) -> object:
        """A count as it is printed."""
        if value == 0:
            return self.rng.choice([0, "-", "nihil", 0, 0])
        text = f"{value:,}".replace(",", ".")
        return self.rng.choice(
            [value, value, value, text, f"{text} orang", f"{value}*" if value > 9 else value]
        )

    def printed_day(self) -> str:
        """The day as words."""
        day = self.day
        return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"

    def titles(self, *names: str) -> list[str]:
        """A column title for each field."""
        return [self.rng.choice(NAMES[name]) for name in names]


def _letterhead(page: _Page, *, day: bool = True) -> None:
    for text in ("PEMERINTAH KOTA PROBOLINGGO", "BADAN KEPEGAWAIAN DAERAH")[: page.rng.randint(0, 2)]:
        page.line(text)
    page.line(TITLE)
    if day:
        page.line(page.rng.choice(["Tanggal : ", "HARI/TANGGAL : ", ""]) + page.printed_day())
    page.blank()


def _upright(page: _Page, laid: Laid) -> None:
    """Fields as rows, offices as columns."""
    _letterhead(page)
    offices = page.offices()
    top = page.line(page.rng.choice(["Uraian", "URAIAN", None, "OPD"]), *(text for text, _ in offices))
    truth = [page.counts() for _ in offices]
    for title, name in zip(page.titles(*FIELDS), FIELDS, strict=True):
        page.line(title, *(page.shown(t[name]) for t in truth))
    for column, ((_, opd), counts) in enumerate(zip(offices, truth, strict=True), 2):
        laid.records[top, column] = {"opd": opd, "date": page.day.isoformat(), **counts}


def _forms(page: _Page, laid: Laid) -> None:
    """One form per office, label and value."""
    colon = page.rng.random() < 0.5
    for text, opd in page.offices(4):
        page.line("FORMULIR REKAP KEHADIRAN APEL")
        counts = page.counts()
        pairs: list[tuple[str, object]] = [("Hari/Tanggal", page.printed_day()), ("Unit Kerja", text)]
        pairs += [(t, page.shown(counts[n])) for t, n in zip(page.titles(*FIELDS), FIELDS, strict=True)]
        rows = [
            page.line(*((label, ":", value) if colon else (f"{label} :", value))) for label, value in pairs
        ]
        laid.records[rows[0], None] = {"opd": opd, "date": page.day.isoformat(), **counts}
        page.row += 1


def _days(page: _Page, laid: Laid) -> None:
    """One column per day, one row per office."""
    page.line(f"{TITLE} (JUMLAH HADIR)")
    page.blank()
    days = [page.day + timedelta(days=n) for n in range(page.rng.randint(2, 5))]
    style = page.rng.choice(["%d/%m/%Y", "%Y-%m-%d", None])
    page.line(
        "No", "OPD", *(d.strftime(style) if style else d for d in days), page.rng.choice(["Jumlah", None])
    )
    for number, (text, opd) in enumerate(page.offices(), 1):
        values = [page.rng.randint(0, 300) for _ in days]
        row = page.line(number, text, *map(page.shown, values), sum(values))
        for column, (day, value) in enumerate(zip(days, values, strict=True), 3):
            laid.records[row, column] = {"opd": opd, "date": day.isoformat(), "present": value}


def _two_rows(page: _Page, laid: Laid) -> None:
    """Titles in two rows, groups merged, sometimes numbered below."""
    _letterhead(page)
    top = page.line("NO", "NAMA OPD", *page.titles("total", "present"), "TIDAK HADIR")
    page.line(None, None, None, None, *page.titles(*FIELDS[2:]))
    page.sheet.merge_cells(start_row=top, end_row=top, start_column=5, end_column=7)
    for column in range(1, 5):
        page.sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
    if page.rng.random() < 0.3:
        page.line(*(f"({n})" for n in range(1, 8)))
    _list(page, laid)


def _list(page: _Page, laid: Laid, at: int = 1) -> None:
    for number, (text, opd) in enumerate(page.offices(), 1):
        counts = page.counts()
        row = page.line(number, text, *(page.shown(counts[name]) for name in FIELDS), at=at)
        laid.records[row, None] = {"opd": opd, "date": page.day.isoformat(), **counts}
    if page.rng.random() < 0.5:
        page.line(None, page.rng.choice(["JUMLAH", "Total", "Sub Jumlah"]), at=at)


def _blocks(page: _Page, laid: Laid) -> None:
    """Several days below each other, each with its own header."""
    page.line("REKAP KEHADIRAN APEL PAGI KOTA PROBOLINGGO")
    for _ in range(page.rng.randint(2, 3)):
        page.row += 1
        page.line(f"Tanggal : {page.printed_day()}")
        page.line("No", "OPD", *page.titles(*FIELDS))
        _list(page, laid)
        page.day += timedelta(days=7)
    page.row += 1
    page.line(*[None] * 4, "Mengetahui,")
    page.line(*[None] * 4, "Kepala BKPSDM")


def _beside(page: _Page, laid: Laid) -> None:
    """Two lists next to each other under the same titles."""
    _letterhead(page)
    titles = ["No", "OPD", *page.titles(*FIELDS)]
    gap = page.rng.choice([0, 1])
    page.line(*titles, *[None] * gap, *titles)
    second = len(titles) + gap + 1
    offices = page.offices()
    half = (len(offices) + 1) // 2
    for number in range(half):
        page.row += 1
        for at, index in ((1, number), (second, number + half)):
            if index < len(offices):
                counts = page.counts()
                cells = [index + 1, offices[index][0], *(page.shown(counts[n]) for n in FIELDS)]
                page.row -= 1
                page.line(*cells, at=at)
                laid.records[page.row, at] = {
                    "opd": offices[index][1],
                    "date": page.day.isoformat(),
                    **counts,
                }


def _ditto(page: _Page, laid: Laid) -> None:
    """Dates repeated by marks, blank rows between the records, the header again after some of them."""
    page.line(TITLE)
    titles = ["No", "Tanggal", "OPD", *page.titles(*FIELDS)]
    page.line(*titles)
    mark = page.rng.choice(["sda", "〃", "idem", '"'])
    for number, (text, opd) in enumerate(page.offices(9), 1):
        is_new = number == 1 or page.rng.random() < 0.3
        page.day += timedelta(days=is_new)
        counts = page.counts()
        day = page.printed_day() if is_new else mark
        row = page.line(number, day, text, *(page.shown(counts[n]) for n in FIELDS))
        laid.records[row, None] = {"opd": opd, "date": page.day.isoformat(), **counts}
        page.row += page.rng.random() < 0.3
        if page.rng.random() < 0.15:
            page.line(*titles)


LAYOUTS: dict[str, Callable[[_Page, Laid], None]] = {
    "kolom per OPD": _upright, "formulir": _forms, "kolom per hari": _days, "judul dua baris": _two_rows,
    "beberapa blok": _blocks, "berdampingan": _beside, "sda dan baris kosong": _ditto,
}  # fmt: skip


def laid_workbook(layout: str, seed: int) -> Laid:
    """A recap of attendance in one of LAYOUTS."""
    page, laid = _Page(random.Random(f"{layout}-{seed}")), Laid(layout)
    LAYOUTS[layout](page, laid)
    target = io.BytesIO()
    page.book.save(target)
    laid.data = target.getvalue()
    return laid


def judge(laid: Laid, records: Any) -> tuple[int, int]:
    """(cells right, cells) of a reading: every field of every record, in its row and column."""
    found = {(r["row"], r.get("col")): r for r in records}
    pairs = [(place, k, v) for place, truth in laid.records.items() for k, v in truth.items()]
    right = sum((found.get(p) or found.get((p[0], None), {})).get(k) == v for p, k, v in pairs)
    return right, len(pairs)

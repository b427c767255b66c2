"""Attendance person by person, day by day: counted per OPD and day, nobody kept, nothing lost."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from etl.context import Reading
from etl.kinds.vocabulary import attendance
from tests.etl.sheets import read, workbook

FIELD = {
    "H": "present", "S": "sick", "I": "permit", "C": "leave", "DL": "duty", "TB": "study", "TK": "unexcused",
}  # fmt: skip
NAMES = ("Ani Wulandari", "Bima Sakti", "Citra Lestari", "Dodi Firmansyah", "Endah Puspita", "Fajar Nugroho")


def _account(reading: Reading) -> None:
    """Every row is in exactly one place, and no name is anywhere."""
    told = {(r["sheet"], r["row"]) for r in reading.records}
    waiting = {(p.sheet, p.row) for p in reading.quarantined}
    merged, rest = set(reading.merged), {(n.sheet, n.row) for n in reading.not_data}
    assert len(told | waiting | merged | rest) == reading.row_count
    assert not told & merged
    assert not told & rest
    assert not any(name.split()[0] in str(list(reading.records)) + str(reading.quarantined) for name in NAMES)


def _expected(marks: dict[str, dict[int, str]]) -> dict[int, Counter[str]]:
    days: dict[int, Counter[str]] = {}
    for said in marks.values():
        for day, mark in said.items():
            if mark in FIELD:
                days.setdefault(day, Counter())[FIELD[mark]] += 1
    return days


def _told(record: dict[str, object]) -> Counter[str]:
    return Counter({k: int(v) for k, v in record.items() if k in FIELD.values() and v})  # type: ignore[call-overload]


@pytest.mark.parametrize("seed", range(12))
def test_month_of_letters_is_counted_per_day(seed: int) -> None:
    """Persons × days 1–31 below a month title: one record per day, as many persons as letters."""
    rng = random.Random(seed)
    two_rows, weekdays, sums = (bool(seed & bit) for bit in (1, 2, 4))
    days = [n for n in range(1, 32) if date(2024, 8, n).weekday() < 5]
    marks = {
        n: {d: rng.choice(["H", "H", "H", "S", "I", "C", "DL", "TK", "L", None]) for d in days} for n in NAMES
    }
    tail = ["H", "S", "TK"] if sums else []
    head: list[list[object]] = [["DAFTAR HADIR PEGAWAI DINAS KESEHATAN"], ["BULAN AGUSTUS 2024"], []]
    if two_rows:
        head += [["No", "Nama", "NIP", "Tanggal"], [None, None, None, *days]]
        tail = []
    else:
        head += [["No", "Nama", "NIP", *days, *tail]]
    if weekdays:
        head += [
            [
                None,
                None,
                None,
                *(("Sen", "Sel", "Rab", "Kam", "Jum")[date(2024, 8, d).weekday()] for d in days),
            ]
        ]
    body = [
        [n + 1, name, None, *marks[name].values(), *([list(marks[name].values()).count(t) for t in tail])]
        for n, name in enumerate(NAMES)
    ]
    merges = [f"D4:{chr(64 + 3 + min(len(days), 20))}4"] if two_rows else []
    reading = read(workbook({"Agustus": head + body}, merges=merges), name="absen.xlsx")
    assert reading.kind == "kehadiran"
    found = {int(str(r["date"])[8:]): _told(r) for r in reading.records}
    assert found == _expected(marks)  # type: ignore[arg-type]
    assert all(
        r["opd"] == "Dinas Kesehatan" and r["total"] == sum(_told(r).values()) for r in reading.records
    )
    _account(reading)


def test_list_of_persons_with_status_is_counted() -> None:
    """One row = one person, one day, one status: counted per OPD and day."""
    reading = read("""
REKAP KEHADIRAN APEL PAGI
No | Nama | NIP | Unit Kerja | Tanggal | Keterangan
1 | Ani Wulandari | | Dinas Kesehatan | 5 Agustus 2024 | Hadir
2 | Bima Sakti | | Dinas Kesehatan | 5 Agustus 2024 | Sakit
3 | Citra Lestari | | Dinas Perhubungan | 5 Agustus 2024 | Tanpa keterangan
4 | Dodi Firmansyah | | Dinas Kesehatan | 6 Agustus 2024 | hadir
5 | Endah Puspita | | Dinas Kesehatan | 5 Agustus 2024 | Hadir
""")
    found = sorted((r["opd"], r["date"], r["total"], *sorted(_told(r).items())) for r in reading.records)
    assert found == [
        ("Dinas Kesehatan", "2024-08-05", 3, ("present", 2), ("sick", 1)),
        ("Dinas Kesehatan", "2024-08-06", 1, ("present", 1)),
        ("Dinas Perhubungan", "2024-08-05", 1, ("unexcused", 1)),
    ]
    _account(reading)


def test_list_of_the_absent_has_no_total() -> None:
    """Who is not listed was there, or was not called: nobody knows."""
    reading = read("""
DAFTAR PEGAWAI TIDAK MENGIKUTI APEL TANGGAL 5 AGUSTUS 2024
No | Nama | OPD | Status Kehadiran
1 | Ani Wulandari | Dinas Kesehatan | TK
2 | Bima Sakti | Dinas Kesehatan | Sakit
3 | Citra Lestari | Dinas Kesehatan | TK
""")
    (record,) = reading.records
    assert _told(record) == {"unexcused": 2, "sick": 1}
    assert "total" not in record
    _account(reading)


@pytest.mark.parametrize("mark", ["V", "v", "√", "✓", "1"])
def test_ticks_below_statuses_are_counted(mark: str) -> None:
    """A tick in the column "Sakit" is one sick person."""
    reading = read(f"""
DAFTAR HADIR APEL SENIN, 5 AGUSTUS 2024
OPD: Dinas Kesehatan
No | Nama | Hadir | Sakit | Izin | Cuti | TK
1 | Ani Wulandari | {mark} | | | |
2 | Bima Sakti | | {mark} | | |
3 | Citra Lestari | {mark} | | | |
4 | Dodi Firmansyah | | | | | {mark}
""")
    (record,) = reading.records
    assert _told(record) == {"present": 2, "sick": 1, "unexcused": 1}
    assert (record["total"], record["opd"], record["date"]) == (4, "Dinas Kesehatan", "2024-08-05")
    _account(reading)


def test_counts_per_day_of_an_office() -> None:
    """OPD × days with numbers: the count of each day."""
    reading = read("""
REKAP JUMLAH HADIR BULAN AGUSTUS 2024
No | OPD | 1 | 2 | 5 | 6 | 7 | 8
1 | Dinas Kesehatan | 20 | 21 | 19 | 20 | 20 | 18
2 | Dinas Perhubungan | 9 | 9 | 9 | 8 | 9 | 9
""")
    assert {(r["opd"], r["date"]): r["present"] for r in reading.records}[
        "Dinas Perhubungan", "2024-08-06"
    ] == 8
    assert len(reading.records) == 12


def test_unreadable_status_waits_and_is_not_counted() -> None:
    """A word that is no status does not become one."""
    reading = read("""
REKAP KEHADIRAN APEL 5 AGUSTUS 2024
No | Nama | OPD | Status Kehadiran
1 | Ani Wulandari | Dinas Kesehatan | Hadir
2 | Bima Sakti | Dinas Kesehatan | pulang kampung halaman
3 | Citra Lestari | Dinas Kesehatan | Hadir
""")
    assert [(r["present"], r["total"]) for r in reading.records] == [(2, 2)]
    assert [p.row for p in reading.quarantined] == [4]
    _account(reading)


def test_absent_is_not_unexcused() -> None:
    """ "Tidak hadir" says nothing about the reason: counted in the total, not among the unexcused."""
    assert attendance("Tidak hadir") == "absent"
    assert attendance("tidak hadir tanpa keterangan") == "unexcused"
    assert [attendance(t) for t in ("H", "s", "DL", "T.K", "07:25", "Cuti Bersama", "07.31")] == [
        "present", "sick", "duty", "unexcused", "present", "off", "present",
    ]  # fmt: skip


def test_columns_that_number_themselves_are_no_days() -> None:
    """1 2 3 4 5 6 7 below the titles of a recap counts columns."""
    reading = read("""
REKAP KEHADIRAN APEL BULAN AGUSTUS 2024
No | OPD | Jumlah pegawai | Hadir | Sakit | Izin | TK
1 | 2 | 3 | 4 | 5 | 6 | 7
1 | Dinas Kesehatan | 30 | 27 | 1 | 1 | 1
""")
    assert [(r["date"], r["total"], r["present"]) for r in reading.records] == [("2024-08", 30, 27)]


def test_days_of_several_months_on_several_sheets() -> None:
    """A sheet a month: the tab or the title names it."""
    sheets = {}
    for month, name in ((7, "JULI"), (8, "AGUSTUS")):
        day = date(2024, month, 1)
        days = [(day + timedelta(days=n)).day for n in range(10)]
        sheets[name.title()] = [
            [f"ABSENSI BULAN {name} 2024"], ["Unit kerja : Dinas Perhubungan"],
            ["No", "Nama Pegawai", *days], *[[n + 1, who, *["H"] * 10] for n, who in enumerate(NAMES)],
        ]  # fmt: skip
    reading = read(workbook(sheets))
    assert {str(r["date"])[:7] for r in reading.records} == {"2024-07", "2024-08"}
    assert {r["present"] for r in reading.records} == {6}
    assert len(reading.records) == 20
    _account(reading)


@pytest.mark.parametrize("as_ticks", [True, False])
def test_there_or_not_there(as_ticks: bool) -> None:
    """Hadir and tidak hadir, as words or ticks: four were called, three came."""
    head, yes, no = ("Status Kehadiran", "Hadir", "Tidak hadir")
    if as_ticks:
        head, yes, no = ("Hadir | Tidak hadir", "√ |", "| √")
    reading = read(f"""
DAFTAR HADIR APEL 5 AGUSTUS 2024
No | Nama | OPD | {head}
1 | Ani Wulandari | Dinas Kesehatan | {yes}
2 | Bima Sakti | Dinas Kesehatan | {no}
3 | Citra Lestari | Dinas Kesehatan | {yes}
4 | Dodi Firmansyah | Dinas Kesehatan | {yes}
""")
    (record,) = reading.records
    assert (record["total"], record["present"], record.get("unexcused")) == (4, 3, None)
    _account(reading)


def test_list_of_absent_without_reasons_gives_no_figure() -> None:
    """Who only lists the absent, without reasons, tells no share: kept out, and said."""
    reading = read("""
DAFTAR PEGAWAI TIDAK APEL 5 AGUSTUS 2024
No | Nama | OPD | Status Kehadiran
1 | Ani Wulandari | Dinas Kesehatan | Tidak hadir
2 | Bima Sakti | Dinas Kesehatan | Tidak hadir
""")
    assert not reading.records
    assert [f.reason for f in reading.flags] == ["value_ignored"] * 2
    _account(reading)


def test_sections_name_the_office_of_the_persons_below() -> None:
    """Two offices on one sheet, each under its own heading."""
    reading = read("""
DAFTAR HADIR APEL 5 AGUSTUS 2024
No | Nama | Status Kehadiran
OPD: Dinas Kesehatan | |
1 | Ani Wulandari | Hadir
2 | Bima Sakti | Sakit
OPD: Dinas Perhubungan | |
3 | Citra Lestari | Hadir
""")
    found = {r["opd"]: (r["total"], r["present"]) for r in reading.records}
    assert found == {"Dinas Kesehatan": (2, 1), "Dinas Perhubungan": (1, 1)}
    _account(reading)


def test_recap_and_persons_of_one_roll_call_are_not_added_up() -> None:
    """A sheet of persons beside the recap of the same day and office: the recap counts, and it is said."""
    recap = """
REKAP KEHADIRAN APEL 5 AGUSTUS 2024
No | OPD | Jumlah pegawai | Hadir | Sakit | TK
1 | Dinas Kesehatan | 3 | 2 | 1 | 0
"""
    persons = """
DAFTAR HADIR APEL 5 AGUSTUS 2024
No | Nama | OPD | Status Kehadiran
1 | Ani Wulandari | Dinas Kesehatan | Hadir
2 | Bima Sakti | Dinas Kesehatan | Sakit
3 | Citra Lestari | Dinas Kesehatan | Hadir
4 | Dodi Firmansyah | Dinas Perhubungan | Hadir
"""
    reading = read(workbook({"Rekap": recap, "Daftar": persons}))
    found = sorted((r["opd"], r["sheet"], r["total"], r["present"]) for r in reading.records)
    assert found == [("Dinas Kesehatan", "Rekap", 3, 2), ("Dinas Perhubungan", "Daftar", 1, 1)]
    assert [(f.sheet, f.reason) for f in reading.flags] == [("Daftar", "two_levels_same_operation")]
    _account(reading)


def test_coming_and_going_of_a_day_are_one_call() -> None:
    """Two columns a day: one person is there once; the office stands in the letterhead."""
    rows = [
        ["PEMERINTAH KOTA PROBOLINGGO"], ["DINAS KESEHATAN"], ["ABSENSI PEGAWAI BULAN MEI 2024"],
        ["No", "Nama", 2, None, 3, None, 6, None, 7, None, 8, None],
        [None, None, *["Masuk", "Pulang"] * 5],
        [1, NAMES[0], *["07:20", "16:02"] * 5],
        [2, NAMES[1], "07:31", "16:00", "TK", None, *["07:00", "16:00"] * 3],
    ]  # fmt: skip
    merges = ["C4:D4", "E4:F4", "G4:H4", "I4:J4", "K4:L4", "A4:A5", "B4:B5"]
    reading = read(workbook({"Mei": rows}, merges=merges))
    found = {r["date"]: (r["opd"], r["total"], r["present"], r.get("unexcused")) for r in reading.records}
    assert found["2024-05-02"] == ("Dinas Kesehatan", 2, 2, None)
    assert found["2024-05-03"] == ("Dinas Kesehatan", 2, 1, 1)
    assert len(found) == len(reading.records) == 5
    _account(reading)

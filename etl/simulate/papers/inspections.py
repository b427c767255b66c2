"""Sidak recaps: zero catches kept, effort as uneven as it was."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from etl.simulate import names
from etl.simulate.design import EVERY_YEAR
from etl.simulate.papers.paper import MONTHS, Cell, Paper, Sheet, long_date, signature, written
from etl.simulate.papers.places import CAPITAL, PROVINCE_CODE, PROVINCE_NAME, capital
from etl.simulate.story import World

OWN_RECAPS_FROM = date(2024, 7, 1)  # before: one paper a quarter for the whole province
PLACES = ("Kantor", "Kantor", "Kantor", "Pasar Induk", "Alun-alun", "Plaza", "Warung sekitar kantor")
PROVINCE_COLUMNS = (
    *("No", "Kabupaten/Kota", "Hari/Tanggal", "Lokasi", "OPD", "Jumlah Diperiksa", "Jumlah Terjaring"),
    *("ASN", "Non ASN", "Surat Tugas", "Tindak Lanjut"),
)
REGION_COLUMNS = (
    *("No", "Tanggal", "Lokasi Sidak", "Unit Kerja", "Diperiksa", "Terjaring\nJumlah", "Terjaring\nASN"),
    *("Terjaring\nNon ASN", "Ada Surat Tugas", "Tindak Lanjut"),
)
FOLLOW_UPS = ("Teguran lisan", "Pembinaan di BKPSDM", "Surat panggilan", "Dilaporkan ke atasan langsung")


def quarterly_recaps(world: World, visits: pl.DataFrame, until: date) -> list[Paper]:
    """One workbook a quarter for the whole province."""
    names_of = dict(zip(world.design.codes, world.design.names, strict=True))
    papers = []
    for first, last in _quarters(min(until, OWN_RECAPS_FROM - timedelta(days=1))):
        rows = visits.filter(pl.col("day").is_between(first, last))
        if rows.is_empty():
            continue
        number = (last.month + 2) // 3
        title = f"TRIWULAN {['I', 'II', 'III', 'IV'][number - 1]} TAHUN {last.year}"
        table = [
            _province_row(n, row, names_of, world.seed) for n, row in enumerate(rows.iter_rows(named=True), 1)
        ]
        sheet = Sheet(
            "Rekap Sidak",
            [
                f"PEMERINTAH PROVINSI {PROVINCE_NAME.upper()}",
                "REKAPITULASI HASIL SIDAK DISIPLIN PEGAWAI KABUPATEN/KOTA",
                f"{title} – keadaan per {long_date(last)}",
            ],
            PROVINCE_COLUMNS,
            table,
            summed=(5, 6, 7, 8, 9),
            foot=signature(CAPITAL, last, "Kepala Badan Kepegawaian Daerah"),
        )
        papers.append(Paper(f"10-sidak-{last.year}-tw{number}.xlsx", "sidak", PROVINCE_CODE, last, [sheet]))
    return papers


def _quarters(until: date) -> list[tuple[date, date]]:
    found = []
    for year in EVERY_YEAR:
        for month in (1, 4, 7, 10):
            first = date(year, month, 1)
            last = date(year + (month == 10), (month + 3) % 12, 1) - timedelta(days=1)
            if first <= until and last >= date(2017, 6, 5):
                found.append((first, min(last, until)))
    return found


def _place(row: dict[str, object], seed: int) -> str:
    """Where the team stood: mostly the office, sometimes the market; always the same for a row."""
    day = row["day"]
    assert isinstance(day, date)
    place = PLACES[(day.toordinal() * 7 + seed + len(str(row["opd"]))) % len(PLACES)]
    return f"{place} {names.abbreviation(str(row['opd']))}" if place == "Kantor" else place


def _province_row(n: int, row: dict[str, object], names_of: dict[str, str], seed: int) -> list[Cell]:
    code, style = str(row["region_code"]), int(str(row["region_code"])[3:])
    return [n, names_of[code], written(row["day"], style), *_counts(row, seed, style)]  # type: ignore[arg-type]


def _counts(row: dict[str, object], seed: int, style: int) -> list[Cell]:
    opd, caught = str(row["opd"]), int(str(row["caught_total"]))
    nil: Cell = "nihil" if style % 4 == 3 and caught == 0 else caught
    follow: Cell = FOLLOW_UPS[(caught + style) % len(FOLLOW_UPS)] if caught else None
    short = names.abbreviation(opd) if style % 2 else opd
    counts = [int(str(row[c])) for c in ("asn", "non_asn", "excused")]
    return [_place(row, seed), short, int(str(row["checked"])), nil, *counts, follow]


def monthly_recaps(world: World, visits: pl.DataFrame, until: date) -> list[Paper]:
    """From July 2024 each region that inspects sends its own recap, a sheet per team."""
    papers = []
    for month in range(OWN_RECAPS_FROM.month, until.month + 1 if until.year == 2024 else 13):
        first = date(2024, month, 1)
        last = min(date(2024 + month // 12, month % 12 + 1, 1) - timedelta(days=1), until)
        for code, name in zip(world.design.codes, world.design.names, strict=True):
            rows = visits.filter((pl.col("region_code") == code) & pl.col("day").is_between(first, last))
            if until >= first and rows.height:
                papers.append(_region_recap(code, name, rows, last=last, seed=world.seed))
    return papers


def _region_recap(code: str, name: str, rows: pl.DataFrame, *, last: date, seed: int) -> Paper:
    style = int(code[3:])
    heads = [
        f"PEMERINTAH {name.upper()}",
        "BADAN KEPEGAWAIAN DAN PENGEMBANGAN SUMBER DAYA MANUSIA",
        f"LAPORAN HASIL SIDAK DISIPLIN PEGAWAI BULAN {MONTHS[last.month - 1].upper()} {last.year}",
        f"per {long_date(last)}",
    ]
    sheets = []
    for team in sorted(rows["team"].unique()):
        own = rows.filter(pl.col("team") == team).iter_rows(named=True)
        table = [[n, written(row["day"], style), *_counts(row, seed, style)] for n, row in enumerate(own, 1)]
        foot = signature(capital(name), last, "Kepala BKPSDM")
        sheets.append(
            Sheet(f"Tim {team}", [*heads, f"TIM {team}"], REGION_COLUMNS, table, (4, 5, 6, 7, 8), foot)
        )
    file = f"11-sidak-{code}-{last:%Y-%m}.xlsx"
    return Paper(file, "sidak", code, last, sheets)

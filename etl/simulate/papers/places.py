"""The register of regions, the lists of candidates and the yearly head-counts."""

from __future__ import annotations

from datetime import date

import numpy as np

from etl.simulate import names
from etl.simulate.design import EVERY_YEAR
from etl.simulate.papers.paper import Paper, Sheet, long_date, signature
from etl.simulate.phases import votes
from etl.simulate.story import World

PROVINCE_CODE, PROVINCE_NAME, PROVINCE_LAT, PROVINCE_LON = names.PROVINCE
CAPITAL = "Wening"
OFFICES_SPREAD = 5  # kecamatan of a kab/kota over which its offices are spread
NOMINATED = {
    "PILKADA_2018": date(2018, 2, 13),
    "PILKADA_2020": date(2020, 9, 24),
    "PILKADA_2024": date(2024, 9, 23),
}


def capital(region_name: str) -> str:
    """Town in which a region's papers are signed."""
    return region_name.split(" ", 1)[1]


def region_register(world: World) -> Paper:
    """Codes, names, parents, zone and a point: province, kab/kota, kecamatan."""
    rows: list[list[object]] = [
        [PROVINCE_CODE, f"Provinsi {PROVINCE_NAME}", "00", names.ZONE, PROVINCE_LAT, PROVINCE_LON]
    ]
    design = world.design
    for r, (code, name) in enumerate(zip(design.codes, design.names, strict=True)):
        lat, lon = design.points[r]
        rows.append([code, name, PROVINCE_CODE, names.ZONE, round(lat, 4), round(lon, 4)])
        own = names.kecamatan(r)
        for n, kecamatan in enumerate(own):
            ring, angle = (0.0, 0.0) if n == 0 else (0.13, 2 * np.pi * n / (len(own) - 1))
            point = [round(lat + ring * np.sin(angle), 4), round(lon + ring * np.cos(angle), 4)]
            rows.append([f"{code}.{n + 1:02d}", f"Kecamatan {kecamatan}", code, names.ZONE, *point])
    head = [f"DAFTAR WILAYAH PROVINSI {PROVINCE_NAME.upper()} per 1 Juni 2017"]
    sheet = Sheet("wilayah", head, ["Kode", "Nama", "Induk", "Zona", "Lat", "Lon"], rows)  # type: ignore[arg-type]
    return Paper("00-wilayah-99.csv", "wilayah", PROVINCE_CODE, date(2017, 6, 1), [sheet])


def place_list(world: World) -> Paper:
    """In which kecamatan markets, squares and offices stand; a stall near the office stands in no list."""
    rows: list[list[str | int | float | None]] = []
    for r, (name, (lat, lon)) in enumerate(zip(world.design.names, world.design.points, strict=True)):
        own = names.kecamatan(r)
        known = [
            ("Alun-alun", "alun-alun", own[0]),
            ("Pasar Induk", "pasar", own[1]),
            ("Plaza", "pusat belanja", own[2]),
        ]
        offices = [o for o in world.design.opd_names[r] if o and not o.startswith("Kecamatan")]
        known += [
            (f"Kantor {names.abbreviation(o)}", "kantor", own[min(i % OFFICES_SPREAD, len(own) - 1)])
            for i, o in enumerate(offices)
        ]
        for n, (place, sort, kecamatan) in enumerate(known):
            point = [round(float(lat), 4), round(float(lon), 4)] if n == 0 else [None, None]
            rows.append([len(rows) + 1, name, place, sort, kecamatan, *point])
    heads = [
        f"PEMERINTAH PROVINSI {PROVINCE_NAME.upper()}",
        "DAFTAR TEMPAT SASARAN SIDAK",
        "keadaan per 1 Juni 2017",
    ]
    columns = ["No", "Kabupaten/Kota", "Nama Tempat", "Jenis", "Kecamatan", "Lintang", "Bujur"]
    sheet = Sheet("Tempat", heads, columns, rows)  # type: ignore[arg-type]
    return Paper("00-tempat-99.xlsx", "tempat", PROVINCE_CODE, date(2017, 6, 1), [sheet])


def candidate_lists(world: World, until: date) -> list[Paper]:
    """One list per Pilkada, as of the day after the nomination."""
    papers = []
    for e, election in enumerate(votes()):
        if election not in NOMINATED or NOMINATED[election] > until:
            continue
        rows = [_candidate_row(world, r, e) for r in range(len(world.design.codes))]
        day, year = NOMINATED[election], election[-4:]
        heads = [
            f"KOMISI PEMILIHAN UMUM PROVINSI {PROVINCE_NAME.upper()}",
            f"DAFTAR PASANGAN CALON BUPATI DAN WALI KOTA – PILKADA {year}",
            f"keadaan per {long_date(day)}",
        ]
        columns = ["No", "Kode Wilayah", "Kabupaten/Kota", "Pemilihan", "Jabatan", "Jumlah Paslon"]
        columns += ["Petahana", "Kotak Kosong", "Tanggal Pemungutan Suara"]
        numbered = [[n, *row, votes()[election]] for n, row in enumerate(rows, 1)]
        sheet = Sheet("Paslon", heads, columns, numbered, foot=signature(CAPITAL, day, "Sekretaris KPU"))
        papers.append(Paper(f"01-paslon-{year}.xlsx", "kandidat", PROVINCE_CODE, day, [sheet]))
    return papers


def _candidate_row(world: World, r: int, e: int) -> list[str | int]:
    design = world.design
    code, pairs = design.codes[r], int(design.pairs[r, e])
    office = "Wali Kota" if code[3:] >= "71" else "Bupati"
    incumbent, empty_box = bool(design.incumbent[r, e]), pairs == 1
    election = list(votes())[e]
    return [
        code, design.names[r], f"Pilkada {election[-4:]}", office, pairs,
        "Ya" if incumbent else "Tidak", "Ya" if empty_box else "Tidak",
    ]  # fmt: skip


def headcounts(world: World, until: date) -> list[Paper]:
    """Staff of every OPD per 31 December, the exposure of the following year."""
    papers = []
    for year in EVERY_YEAR:
        day = date(year - 1, 12, 31)
        if day > until:
            break
        sheet = Sheet(
            "Pegawai",
            [
                f"PEMERINTAH PROVINSI {PROVINCE_NAME.upper()}",
                "BADAN KEPEGAWAIAN DAERAH",
                "REKAPITULASI JUMLAH PEGAWAI MENURUT PERANGKAT DAERAH KABUPATEN/KOTA",
                f"keadaan per {long_date(day)}",
            ],
            ["No", "Kabupaten/Kota", "Perangkat Daerah", "PNS", "PPPK", "Non ASN", "Jumlah"],
            _headcount_rows(world, year),
            summed=(3, 4, 5, 6),
            foot=signature(CAPITAL, day, "Kepala Badan Kepegawaian Daerah"),
        )
        papers.append(Paper(f"02-pegawai-{day.year}.xlsx", "pegawai", PROVINCE_CODE, day, [sheet]))
    return papers


def _headcount_rows(world: World, year: int) -> list[list[str | int]]:
    design = world.design
    staff = np.round(design.growth[year - EVERY_YEAR.start][:, None] * design.staff).astype(int)
    asn = np.round(staff * design.asn_share).astype(int)
    pppk_share = min(0.25, max(0.0, 0.06 * (year - 2020)))
    rows: list[list[str | int]] = []
    for r, name in enumerate(design.names):
        for o, opd in enumerate(design.opd_names[r]):
            if opd and staff[r, o]:
                pppk = round(int(asn[r, o]) * pppk_share)
                parts = [int(asn[r, o]) - pppk, pppk, int(staff[r, o] - asn[r, o])]
                rows.append([len(rows) + 1, name, opd, *parts, int(staff[r, o])])
    return rows

"""Roll-calls (apel): present, leave, duty, ill, and absent without leave."""

from __future__ import annotations

from datetime import date

import numpy as np

from etl.simulate import names
from etl.simulate.design import EVERY_YEAR
from etl.simulate.papers.paper import DAYS, Cell, Paper, Sheet, long_date, signature
from etl.simulate.papers.places import CAPITAL, PROVINCE_CODE, PROVINCE_NAME, capital
from etl.simulate.story import World

AFTER_LEBARAN = (
    date(2018, 6, 21),
    date(2019, 6, 10),
    date(2021, 5, 17),
    date(2022, 5, 9),
    date(2023, 4, 26),
    date(2024, 4, 16),
)
ROLL_CALLS = (date(2024, 7, 15), date(2024, 9, 17))


def roll_calls(world: World, until: date) -> list[Paper]:
    """The first working day after Lebaran for the province, and some Mondays of 2024 by region."""
    rng = np.random.default_rng([world.seed, 15])
    rates = absence_rates(world)
    papers = []
    for day in AFTER_LEBARAN:
        rows = _roll_call(world, day, rates * 1.6, rng=rng)
        table = [[n, name, *cells] for n, (name, cells) in enumerate(rows, 1)]
        if day <= until:
            papers.append(_province_roll_call(day, table))
    for day in ROLL_CALLS:
        rows = _roll_call(world, day, rates, rng=rng)
        for code, name in zip(world.design.codes, world.design.names, strict=True):
            own = [cells for region, cells in rows if region == name]
            if day <= until:
                papers.append(_region_roll_call(code, name, own, day=day))
    return papers


def absence_rates(world: World) -> np.ndarray:
    """R × O: the true share that is absent without leave at a roll-call."""
    rng = np.random.default_rng([world.seed, 16])
    own = rng.normal(0, 0.35, (len(world.design.codes), 1)) + rng.normal(0, 0.3, len(world.design.opd_kinds))
    return 0.015 * np.exp(own)


def _roll_call(
    world: World, day: date, rates: np.ndarray, *, rng: np.random.Generator
) -> list[tuple[str, list[Cell]]]:
    design = world.design
    staff = np.round(design.growth[day.year - EVERY_YEAR.start][:, None] * design.staff).astype(int)
    rows: list[tuple[str, list[Cell]]] = []
    for r, name in enumerate(design.names):
        for o, opd in enumerate(design.opd_names[r]):
            total = int(staff[r, o])
            if not opd or not total:
                continue
            rate = float(rates[r, o])
            away = rng.multinomial(total, [0.03, 0.02, 0.01, 0.008, 0.004, rate, 1 - 0.072 - rate])
            duty, leave, sick, permit, study, unexcused, present = (int(v) for v in away)
            rows.append(
                (
                    name,
                    [opd, total, present, duty, leave, sick, permit, study, unexcused, _pct(present, total)],
                )
            )
    return rows


def _pct(present: int, total: int) -> str:
    return f"{100 * present / total:.2f}".replace(".", ",") + "%"


ROLL_COLUMNS = ["Jumlah Pegawai", "Hadir", "DL", "C", "S", "I", "TB", "TK", "%"]


def _province_roll_call(day: date, table: list[list[Cell]]) -> Paper:
    heads = [
        f"PEMERINTAH PROVINSI {PROVINCE_NAME.upper()}",
        "REKAPITULASI KEHADIRAN APEL HARI PERTAMA KERJA SETELAH LIBUR IDUL FITRI",
        f"Hari/Tanggal: {DAYS[day.weekday()]}, {long_date(day)}",
        f"per {long_date(day)}",
    ]
    columns = ["No", "Kabupaten/Kota", "OPD", *ROLL_COLUMNS]
    foot = signature(CAPITAL, day, "Kepala Badan Kepegawaian Daerah")
    sheet = Sheet("Apel", heads, columns, table, summed=tuple(range(3, 11)), foot=foot)
    return Paper(f"20-apel-{day}.xlsx", "kehadiran", PROVINCE_CODE, day, [sheet])


def _region_roll_call(code: str, name: str, rows: list[list[Cell]], *, day: date) -> Paper:
    heads = [
        f"PEMERINTAH {name.upper()}",
        "REKAPITULASI KEHADIRAN APEL GABUNGAN",
        f"Hari/Tanggal : {DAYS[day.weekday()]}, {long_date(day)}",
        f"per {long_date(day)}",
    ]
    foot = signature(capital(name), day, "Kepala BKPSDM")
    table = [[n, names.abbreviation(str(row[0])), *row[1:]] for n, row in enumerate(rows, 1)]
    sheet = Sheet("Apel", heads, ["No", "OPD", *ROLL_COLUMNS], table, summed=tuple(range(2, 10)), foot=foot)
    return Paper(f"21-apel-{code}-{day}.xlsx", "kehadiran", code, day, [sheet])

"""From counts to dated events: each case with its status history, each visit of a sidak.

``date_known`` lies in the week of the process; the register of the kab/kota follows within days; the case
enters a register *document* only when it is on record (the reporting delay).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from etl.simulate.reports import known_day
from etl.simulate.story import World

#: outcome of a registered case and its share
OUTCOMES = {"diteruskan": 0.62, "dihentikan": 0.30, "gakkumdu": 0.03, "tidak_diregistrasi": 0.05}
#: positions and shares by kind of office (KASN, June 2020: seniors more than their number)
POSITIONS = {
    "kecamatan": {"Camat": 0.25, "Lurah": 0.35, "Staf pelaksana": 0.40},
    "Dinas Pendidikan dan Kebudayaan": {"Guru": 0.6, "Kepala Sekolah": 0.2, "Staf pelaksana": 0.2},
    "rsud": {"Dokter": 0.2, "Perawat": 0.5, "Staf pelaksana": 0.3},
    "": {"Kepala Dinas": 0.2, "Kepala Bidang": 0.3, "Kepala Seksi": 0.25, "Staf pelaksana": 0.25},
}
#: what was done to a candidate, and share (DOMAIN 3)
ACTS = {
    "Posting, komentar atau menyukai unggahan akun pemenangan {} di media sosial": 0.32,
    "Menghadiri deklarasi atau kampanye {} dan memberi dukungan": 0.24,
    "Mengunggah foto bersama {} dengan simbol keberpihakan": 0.15,
    "Mengadakan kegiatan yang mengarah pada keberpihakan kepada {}": 0.13,
    "Memasang spanduk atau baliho {}": 0.08,
    "Membuat keputusan yang menguntungkan salah satu {}": 0.08,
}
BEFORE_NOMINATION = {"JEDA", "PRA_TAHAPAN", "TAHAPAN_DITUNDA", "DUKUNGAN_PERSEORANGAN"} | {
    "PENGUMUMAN_PENDAFTARAN",
    "PENDAFTARAN_PASLON",
    "PENELITIAN_PERSYARATAN",
    "PENDAFTARAN_PARPOL",
    "PENCALONAN_DPD",
    "PENCALONAN_DPR_DPRD",
    "PENCALONAN_PRESIDEN",
}
LAST_DAY_OF_KASN = date(2024, 8, 31)
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


def case_events(world: World) -> pl.DataFrame:
    """One row per case, on record or not.

    ``region_code, opd, reg_no, source, date_known, date_received, date_registered, position, act,
    is_candidate, outcome, outcome_on, forwarded_to, on_record``.
    """
    rng = np.random.default_rng([world.seed, 11])
    rows, n = world.reports, world.reports.height
    r, o = rows["r"].to_numpy(), rows["o"].to_numpy()
    phases = world.calendar["phase_code"].to_numpy()[rows["t"].to_numpy()]
    is_report = rng.random(n) < 0.55
    weekday = pl.Series("weekday", rng.choice(7, n, p=_WEEKDAYS))
    frame = (
        rows.with_columns(weekday)
        .select(
            date_known=pl.lit(world.calendar["week"][0]) + pl.duration(weeks="t", days="weekday"),
            on_record=known_day(world.calendar),
        )
        .with_columns(
            region_code=pl.Series(np.array(world.design.codes)[r]),
            opd=pl.Series([world.design.opd_names[i][k] for i, k in zip(r, o, strict=True)]),
            source=pl.Series(np.where(is_report, "laporan", "temuan")),
            position=pl.Series(_positions(world, r, o, rng)),
            act=pl.Series(_choose(ACTS, n, rng)),
            is_candidate=pl.Series(~np.isin(phases, list(BEFORE_NOMINATION))),
            outcome=pl.Series(_choose(OUTCOMES, n, rng)),
        )
    )
    frame = _dates(frame, is_report, rng)
    return _numbered(frame)


_WEEKDAYS = np.array([0.18, 0.17, 0.17, 0.16, 0.14, 0.10, 0.08])


def _choose(shares: dict[str, float], n: int, rng: np.random.Generator) -> np.ndarray:
    weights = np.array(list(shares.values()))
    return rng.choice(list(shares), n, p=weights / weights.sum())


def _positions(world: World, r: np.ndarray, o: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A position that exists in that kind of office."""
    kinds = np.array(world.design.opd_kinds)[o]
    names = np.array([world.design.opd_names[i][k] for i, k in zip(r, o, strict=True)])
    found = _choose(POSITIONS[""], len(o), rng)
    for key in ("kecamatan", "rsud", "Dinas Pendidikan dan Kebudayaan"):
        drawn = _choose(POSITIONS[key], len(o), rng)
        found = np.where((kinds == key) | (names == key), drawn, found)
    return found


def _dates(frame: pl.DataFrame, is_report: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    n = frame.height
    wait = {
        "received": np.where(is_report, rng.integers(0, 6, n), 0),
        "registered": rng.integers(1, 5, n),
        "outcome_wait": 4 + rng.geometric(1 / 14, n),
    }
    received = pl.col("date_known") + pl.duration(days="received")
    registered = received + pl.duration(days="registered")
    return (
        frame.with_columns(pl.Series(name, days) for name, days in wait.items())
        .select(
            *frame.columns,
            date_received=received,
            date_registered=registered,
            outcome_on=registered + pl.duration(days="outcome_wait"),
        )
        .with_columns(
            on_record=pl.max_horizontal("on_record", "date_registered"),
            forwarded_to=pl.when(pl.col("outcome") == "diteruskan").then(
                pl.when(pl.col("outcome_on") <= LAST_DAY_OF_KASN)
                .then(pl.lit("KASN"))
                .otherwise(pl.lit("BKN"))
            ),
        )
    )


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Register numbers as in DOMAIN 10: running per region and year, region code, Roman month."""
    day = pl.col("date_registered")
    frame = frame.sort("region_code", "date_registered", "date_known", "opd", "act", maintain_order=True)
    number = pl.int_range(pl.len()).over("region_code", day.dt.year()) + 1
    return frame.with_columns(
        reg_no=pl.format(
            "{}/Reg/{}/PB/{}/{}/{}/{}",
            number.cast(pl.String).str.zfill(3),
            pl.when(pl.col("source") == "laporan").then(pl.lit("LP")).otherwise(pl.lit("TM")),
            pl.when(pl.col("region_code").str.slice(3) >= "71").then(pl.lit("Kota")).otherwise(pl.lit("Kab")),
            pl.col("region_code"),
            day.dt.month().replace_strict(dict(enumerate(ROMAN, 1)), return_dtype=pl.String),
            day.dt.year(),
        )
    )


def status_on(row: dict[str, object], day: date) -> str:
    """Status of a case as a register of that day prints it."""
    outcome_on = row["outcome_on"]
    assert isinstance(outcome_on, date)
    return str(row["outcome"]) if outcome_on <= day else "klarifikasi"


def operations(world: World) -> pl.DataFrame:
    """One row per OPD visited in an operation, with zeros.

    ``region_code, day, team, opd, checked, caught_total, asn, non_asn, excused``; ``caught_total`` includes
    those excused by a duty letter, so ``caught_total - excused`` is the count of the process.
    """
    rng = np.random.default_rng([world.seed, 14])
    v = world.visits
    done = v.operations[v.week, v.region]
    which = np.floor(rng.random(len(done)) * done).astype(int)  # operation of the week
    which = _no_empty(v.week, v.region, done, which)
    asn = rng.binomial(v.caught, world.design.asn_share[v.region, v.slot] * 0.75)
    excused = rng.binomial(np.minimum(2, v.checked - v.caught), 0.12)
    days = _workdays(world, rng)[v.week, v.region, which]
    excused_asn = rng.binomial(excused, 0.8)
    frame = pl.DataFrame(
        {
            "region_code": np.array(world.design.codes)[v.region],
            "week": world.calendar["week"].gather(v.week),
            "weekday": days,
            "opd": [world.design.opd_names[i][k] for i, k in zip(v.region, v.slot, strict=True)],
            "checked": v.checked,
            "caught_total": v.caught + excused,
            "asn": asn + excused_asn,
            "non_asn": v.caught - asn + excused - excused_asn,
            "excused": excused,
        }
    )
    frame = frame.with_columns(day=pl.col("week") + pl.duration(days=pl.col("weekday")))
    place = pl.int_range(pl.len()).over("region_code", "day")
    return frame.sort("region_code", "day", "opd").with_columns(team=place % 5 + 1).drop("week", "weekday")


def _no_empty(week: np.ndarray, region: np.ndarray, done: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Every operation of a week visits something: the first rows of a week are dealt out in turn."""
    frame = pl.DataFrame({"t": week, "r": region}).with_columns(n=pl.int_range(pl.len()).over("t", "r"))
    turn = frame["n"].to_numpy()
    return np.where(turn < done, turn, which)


def _workdays(world: World, rng: np.random.Generator) -> np.ndarray:
    """T × R × 5: a shuffled working week, so that two operations never share a day."""
    shape = (*world.visits.operations.shape, 5)
    return np.argsort(rng.random(shape), axis=2)

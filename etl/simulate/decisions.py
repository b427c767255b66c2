"""Recommendations and how long each PPK takes to decide them.

Decisions wait an exponential time whose median differs by region and shortens over the elections
(one in 25 never comes)::

    days ~ Exponential(median_r,year),  median = 105 · exp(N(0, 0.3)) · {2017–19: 1.6, 2020–22: 1, 2023–: 0.7}
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from etl.simulate import story
from etl.simulate.events import LAST_DAY_OF_KASN, ROMAN
from etl.simulate.story import World


def median_days(world: World) -> pl.DataFrame:
    """The true clock of each PPK: ``region_code, year, median_days``."""
    rng = np.random.default_rng([world.seed, 12])
    own = np.exp(rng.normal(0, 0.3, len(world.design.codes)))
    rows = []
    for code, factor in zip(world.design.codes, own, strict=True):
        for year in range(2017, 2026):
            pace = 1.6 if year < 2020 else 1.0 if year < 2023 else 0.7
            days = 105 * factor * pace
            if code == story.IMPROVES:
                days = 220.0 if year < 2020 else 80.0 if year < 2023 else 12.0
            if code == story.SLOWEST:
                days = 330.0
            rows.append((code, year, days))
    return pl.DataFrame(rows, schema=["region_code", "year", "median_days"], orient="row")


SHELVED, NEVER_DAYS = 0.04, 20_000  # one in twenty-five is never decided
LADDER_ETHICS = ("moral_terbuka", "moral_tertutup")
LADDER_OLD = ("kgb_1", "pangkat_1", "teguran_tertulis")  # PP 53/2010, until 30 August 2021
LADDER_NEW = ("tukin_25_6", "tukin_25_9", "tidak_puas", "teguran_tertulis")  # PP 94/2021
NEW_LADDER_FROM = date(2021, 8, 31)


def recommendations(world: World, cases: pl.DataFrame) -> pl.DataFrame:
    """One row per forwarded case that led to a recommendation, decided or still open.

    ``region_code, opd, rec_no, rec_date, agency, sanction_recommended, decision_date, decision_no,
    sanction_given, idis_date, on_record``; a decision that never comes has no date.
    """
    rng = np.random.default_rng([world.seed, 13])
    clock = {(c, y): d for c, y, d in median_days(world).iter_rows()}
    rows, numbers = [], {"KASN": 0, "BKN": 0}
    forwarded = cases.filter(pl.col("outcome") == "diteruskan").sort("outcome_on", "reg_no")
    for case in forwarded.iter_rows(named=True):
        rec_date = case["outcome_on"] + timedelta(days=int(10 + rng.geometric(1 / 20)))
        agency = "KASN" if rec_date <= LAST_DAY_OF_KASN else "BKN"
        numbers[agency] += 1
        median = clock[case["region_code"], min(rec_date.year, 2025)]
        is_shelved = rng.random() < SHELVED
        days = NEVER_DAYS if is_shelved else int(2 + rng.exponential(median / np.log(2)))
        decided = rec_date + timedelta(days=days)
        advised = _sanction(case["is_candidate"], rec_date, rng)
        rows.append(
            {
                "region_code": case["region_code"],
                "opd": case["opd"],
                "rec_no": f"R-{numbers[agency]:04d}/{agency}/{ROMAN[rec_date.month - 1]}/{rec_date.year}",
                "rec_date": rec_date,
                "agency": agency,
                "sanction_recommended": advised,
                "decision_date": decided,
                "decision_no": f"{rng.integers(100, 999)}/{rng.integers(10, 480)}/SK/{decided.year}",
                "sanction_given": advised if rng.random() < 0.85 else "teguran_tertulis",
                "idis_date": decided + timedelta(days=int(rng.integers(3, 30))),
                "on_record": max(rec_date, case["on_record"]),
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def _sanction(is_candidate: bool, day: date, rng: np.random.Generator) -> str:
    """Ethics before the nomination, discipline after it, on the ladder in force that day."""
    ladder = LADDER_NEW if day >= NEW_LADDER_FROM else LADDER_OLD
    return str(rng.choice(ladder if is_candidate else LADDER_ETHICS))

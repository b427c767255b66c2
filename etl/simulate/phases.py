"""The legal weeks of the simulation: one election and one primary phase per ISO week.

Dates come from the reference calendar (``etl/reference/kalender.csv``): Pilkada 2018, 2020 (with the
pandemic's suspension) and 2024 and the Pemilu between them, in which every simulated region votes. Which
phase names a week is decided by :class:`etl.calendar.Calendar`, the same rule that the pipeline uses.
Between elections a week is ``JEDA`` and has no election.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

import polars as pl

from etl.calendar import BETWEEN, PRE_PHASE, RANKS, Calendar, Election, Phase

FIRST_MONDAY = date(2017, 6, 5)
LAST_MONDAY = date(2024, 12, 30)
ELECTIONS = ("PILKADA_2018", "PEMILU_2019", "PILKADA_2020", "PEMILU_2024", "PILKADA_2024")
PHASE_CODES = (*RANKS, PRE_PHASE, BETWEEN)


@cache
def legal_calendar() -> Calendar:
    """The elections above with their steps."""
    text = files("etl").joinpath("reference", "kalender.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["election"] in ELECTIONS]
    elections = {
        row["election"]: Election(
            row["election"], row["election_name"], row["election_kind"], _day(row["vote_on"]), {}
        )
        for row in rows
    }
    return Calendar(elections.values(), [_phase(row) for row in rows])


def votes() -> dict[str, date]:
    """Voting day of each election, in order."""
    days = {code: legal_calendar().election(code).vote_on for code in ELECTIONS}
    return {code: day for code, day in days.items() if day}


def _phase(row: dict[str, str]) -> Phase:
    start, end = _day(row["start_on"]), _day(row["end_on"])
    return Phase(row["election"], row["phase_code"], row["phase_name"], start, end)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if len(text) == 10 else None


def week_table(count: int | None = None) -> pl.DataFrame:
    """Frame ``week, election_code, phase_code, days_to_vote`` of the last ``count`` weeks (None = all)."""
    weeks = legal_calendar().week_table(FIRST_MONDAY, LAST_MONDAY, region_codes=["99"]).drop("region_code")
    return weeks.tail(count) if count else weeks

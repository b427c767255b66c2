"""The legal weeks of the simulation: one election and one primary phase per ISO week.

The dates are those of Pilkada 2018 (PKPU 1/2017), 2020 (PKPU 15/2019 as changed by 5/2020, with the
pandemic's suspension) and 2024 (PKPU 2/2024) and of the Pemilu between them (PKPU 7/2017, 3/2022). Which
phase names a week is decided by :class:`etl.calendar.Calendar`, the same rule that the pipeline uses. Between
elections a week is ``JEDA`` and has no election.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from etl.calendar import BETWEEN, PRE_PHASE, RANKS, Calendar, Election, Phase

FIRST_MONDAY = date(2017, 6, 5)
LAST_MONDAY = date(2024, 12, 30)
VOTES = {
    "PILKADA_2018": date(2018, 6, 27),
    "PEMILU_2019": date(2019, 4, 17),
    "PILKADA_2020": date(2020, 12, 9),
    "PEMILU_2024": date(2024, 2, 14),
    "PILKADA_2024": date(2024, 11, 27),
}
ELECTIONS = tuple(VOTES)
PHASE_CODES = (*RANKS, PRE_PHASE, BETWEEN)
#: phase, first day, last day
STEPS: dict[str, str] = {
    "PILKADA_2018": """
        DUKUNGAN_PERSEORANGAN  2017-11-22 2017-11-29
        PENDAFTARAN_PASLON     2018-01-08 2018-01-10
        PENELITIAN_PERSYARATAN 2018-01-10 2018-01-27
        PENETAPAN_PASLON       2018-02-12 2018-02-12
        PENGUNDIAN_NOMOR       2018-02-13 2018-02-13
        KAMPANYE               2018-02-15 2018-06-23
        MASA_TENANG            2018-06-24 2018-06-26
        PEMUNGUTAN_SUARA       2018-06-27 2018-06-27
        REKAPITULASI           2018-06-27 2018-07-09""",
    "PEMILU_2019": """
        KAMPANYE               2018-09-23 2019-04-13
        MASA_TENANG            2019-04-14 2019-04-16
        PEMUNGUTAN_SUARA       2019-04-17 2019-04-17
        REKAPITULASI           2019-04-18 2019-05-22""",
    "PILKADA_2020": """
        TAHAPAN_DITUNDA        2020-03-21 2020-06-14
        DUKUNGAN_PERSEORANGAN  2020-06-24 2020-06-24
        PENGUMUMAN_PENDAFTARAN 2020-08-28 2020-09-03
        PENDAFTARAN_PASLON     2020-09-04 2020-09-06
        PENELITIAN_PERSYARATAN 2020-09-04 2020-09-22
        PENETAPAN_PASLON       2020-09-23 2020-09-23
        PENGUNDIAN_NOMOR       2020-09-24 2020-09-24
        KAMPANYE               2020-09-26 2020-12-05
        MASA_TENANG            2020-12-06 2020-12-08
        PEMUNGUTAN_SUARA       2020-12-09 2020-12-09
        REKAPITULASI           2020-12-09 2020-12-26""",
    "PEMILU_2024": """
        PENDAFTARAN_PARPOL     2022-07-29 2022-12-13
        PENETAPAN_PESERTA      2022-12-14 2022-12-14
        PENCALONAN_DPD         2022-12-06 2023-11-25
        PENCALONAN_DPR_DPRD    2023-04-24 2023-11-25
        PENCALONAN_PRESIDEN    2023-10-19 2023-11-25
        KAMPANYE               2023-11-28 2024-02-10
        MASA_TENANG            2024-02-11 2024-02-13
        PEMUNGUTAN_SUARA       2024-02-14 2024-02-14
        PENGHITUNGAN           2024-02-14 2024-02-15
        REKAPITULASI           2024-02-15 2024-03-20""",
    "PILKADA_2024": """
        DUKUNGAN_PERSEORANGAN  2024-05-05 2024-08-19
        PENGUMUMAN_PENDAFTARAN 2024-08-24 2024-08-26
        PENDAFTARAN_PASLON     2024-08-27 2024-08-29
        PENELITIAN_PERSYARATAN 2024-08-27 2024-09-21
        PENETAPAN_PASLON       2024-09-22 2024-09-22
        PENGUNDIAN_NOMOR       2024-09-23 2024-09-23
        KAMPANYE               2024-09-25 2024-11-23
        MASA_TENANG            2024-11-24 2024-11-26
        PEMUNGUTAN_SUARA       2024-11-27 2024-11-27
        REKAPITULASI           2024-11-27 2024-12-16""",
}


@cache
def legal_calendar() -> Calendar:
    """The elections above, in which every simulated region votes."""
    return Calendar(
        [Election(code, code.replace("_", " ").title(), code[:7].rstrip("_").lower(), day, {})
         for code, day in VOTES.items()],
        [_phase(code, line) for code, lines in STEPS.items() for line in lines.strip().splitlines()],
    )  # fmt: skip


def _phase(election: str, line: str) -> Phase:
    code, start, end = line.split()
    return Phase(election, code, code.capitalize(), date.fromisoformat(start), date.fromisoformat(end))


def week_table(count: int | None = None) -> pl.DataFrame:
    """Frame ``week, election_code, phase_code, days_to_vote`` of the last ``count`` weeks (None = all)."""
    weeks = legal_calendar().week_table(FIRST_MONDAY, LAST_MONDAY, region_codes=["99"]).drop("region_code")
    return weeks.tail(count) if count else weeks

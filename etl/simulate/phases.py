"""The legal weeks of the simulation: one election and one primary phase per ISO week.

The dates are those of ``Pilkada`` 2018 (PKPU 1/2017), 2020 (PKPU 15/2019 as changed by 5/2020, with the
pandemic's suspension) and 2024 (PKPU 2/2024). A week belongs to the narrowest phase that touches it, in the
order voting > silence > campaign > determination > verification > registration > candidacy support >
suspension > counting > ``PRA_TAHAPAN`` (from 12 months before registration) > ``JEDA``.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

FIRST_MONDAY = date(2017, 6, 5)
LAST_MONDAY = date(2024, 12, 30)
ELECTIONS = ("PILKADA_2018", "PILKADA_2020", "PILKADA_2024")
VOTES = {
    "PILKADA_2018": date(2018, 6, 27),
    "PILKADA_2020": date(2020, 12, 9),
    "PILKADA_2024": date(2024, 11, 27),
}
#: phase, first day, last day; a day has the first that covers it
PHASES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "PILKADA_2018": (
        ("PEMUNGUTAN_SUARA", "2018-06-27", "2018-06-27"),
        ("MASA_TENANG", "2018-06-24", "2018-06-26"),
        ("KAMPANYE", "2018-02-15", "2018-06-23"),
        ("PENETAPAN_PASLON", "2018-02-12", "2018-02-12"),
        ("PENELITIAN_PERSYARATAN", "2018-01-10", "2018-01-27"),
        ("PENDAFTARAN_PASLON", "2018-01-08", "2018-01-10"),
        ("DUKUNGAN_PERSEORANGAN", "2017-11-22", "2017-11-29"),
        ("REKAPITULASI", "2018-06-27", "2018-07-09"),
        ("PRA_TAHAPAN", "2017-01-08", "2018-06-27"),
    ),
    "PILKADA_2020": (
        ("PEMUNGUTAN_SUARA", "2020-12-09", "2020-12-09"),
        ("MASA_TENANG", "2020-12-06", "2020-12-08"),
        ("KAMPANYE", "2020-09-26", "2020-12-05"),
        ("PENETAPAN_PASLON", "2020-09-23", "2020-09-23"),
        ("PENELITIAN_PERSYARATAN", "2020-09-04", "2020-09-22"),
        ("PENDAFTARAN_PASLON", "2020-09-04", "2020-09-06"),
        ("DUKUNGAN_PERSEORANGAN", "2020-06-24", "2020-07-12"),
        ("TAHAPAN_DITUNDA", "2020-03-21", "2020-06-14"),
        ("REKAPITULASI", "2020-12-09", "2020-12-26"),
        ("PRA_TAHAPAN", "2019-09-04", "2020-12-09"),
    ),
    "PILKADA_2024": (
        ("PEMUNGUTAN_SUARA", "2024-11-27", "2024-11-27"),
        ("MASA_TENANG", "2024-11-24", "2024-11-26"),
        ("KAMPANYE", "2024-09-25", "2024-11-23"),
        ("PENETAPAN_PASLON", "2024-09-22", "2024-09-22"),
        ("PENELITIAN_PERSYARATAN", "2024-08-27", "2024-09-21"),
        ("PENDAFTARAN_PASLON", "2024-08-27", "2024-08-29"),
        ("DUKUNGAN_PERSEORANGAN", "2024-05-05", "2024-08-19"),
        ("REKAPITULASI", "2024-11-27", "2024-12-16"),
        ("PRA_TAHAPAN", "2023-08-27", "2024-11-27"),
    ),
}
RANK = {
    code: rank
    for rank, code in enumerate(
        [
            "PEMUNGUTAN_SUARA",
            "MASA_TENANG",
            "KAMPANYE",
            "PENETAPAN_PASLON",
            "PENELITIAN_PERSYARATAN",
            "PENDAFTARAN_PASLON",
            "DUKUNGAN_PERSEORANGAN",
            "TAHAPAN_DITUNDA",
            "REKAPITULASI",
            "PRA_TAHAPAN",
            "JEDA",
        ]
    )
}
PHASE_CODES = tuple(RANK)


def phase_of_day(day: date, elections: tuple[str, ...] = ELECTIONS) -> tuple[str, str]:
    """(election, phase) of one day; between elections the coming one (or the last) and ``JEDA``."""
    iso = day.isoformat()
    for election in elections:
        for code, start, end in PHASES[election]:
            if start <= iso <= end:
                return election, code
    ahead = [e for e in elections if VOTES[e] >= day]
    return (ahead or [elections[-1]])[0], "JEDA"


def phase_of_week(monday: date, elections: tuple[str, ...] = ELECTIONS) -> tuple[str, str]:
    """The narrowest (election, phase) that touches the week of ``monday``."""
    days = (phase_of_day(monday + timedelta(days=n), elections) for n in range(7))
    return min(days, key=lambda pair: RANK[pair[1]])


def weeks_between(first: date, last: date) -> list[date]:
    """Mondays of the weeks from that of ``first`` to that of ``last``."""
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]


def week_table(count: int | None = None, *, elections: tuple[str, ...] = ELECTIONS) -> pl.DataFrame:
    """Frame ``week, election_code, phase_code, days_to_vote`` of the last ``count`` weeks (None = all)."""
    weeks = weeks_between(FIRST_MONDAY, LAST_MONDAY)
    weeks = weeks[-count:] if count else weeks
    codes = [phase_of_week(w, elections) for w in weeks]
    return pl.DataFrame(
        {
            "week": weeks,
            "election_code": [e for e, _ in codes],
            "phase_code": [p for _, p in codes],
            "days_to_vote": [(VOTES[e] - w).days for w, (e, _) in zip(weeks, codes, strict=True)],
        },
        schema_overrides={"days_to_vote": pl.Int32},
    )

"""The legal calendar against real elections: which phase names a day, a week, and how far is the vote."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import etl
from etl.calendar import BETWEEN, PRE_PHASE, Calendar, Election, Phase
from etl.store.rows import read_day

REFERENCE = Path(etl.__file__).parent / "reference"


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    day = read_day(text)
    return day[0] if day else None


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    """The packaged tables, without a database."""
    rows = _rows("kalender.csv")
    votes: dict[str, dict[str, date | None]] = {}
    for path in sorted(REFERENCE.glob("kandidat_*.csv")):
        for row in _rows(path.name):
            votes.setdefault(row["election"], {})[row["region_code"]] = _day(row["vote_on"])
    elections = {
        r["election"]: Election(
            r["election"],
            r["election_name"],
            r["election_kind"],
            _day(r["vote_on"]),
            votes.get(r["election"], {}),
        )
        for r in rows
    }
    phases = [
        Phase(r["election"], r["phase_code"], r["phase_name"], _day(r["start_on"]), _day(r["end_on"]))
        for r in rows
    ]
    return Calendar(elections.values(), phases)


PROBOLINGGO, JAKARTA, SURABAYA, SIAK, BANGKA = "35.74", "31", "35.78", "14.08", "19.01"
CASES = """
day        | region | election           | phase
2018-03-07 | 35.74  | PILKADA_2018       | KAMPANYE               # the seed sidak, Kota Probolinggo
2018-01-09 | 35.74  | PILKADA_2018       | PENDAFTARAN_PASLON
2018-02-05 | 35.74  | PILKADA_2018       | PENELITIAN_PERSYARATAN # carried on until determination
2018-02-12 | 35.74  | PILKADA_2018       | PENETAPAN_PASLON
2018-06-25 | 35.74  | PILKADA_2018       | MASA_TENANG
2018-06-27 | 35.74  | PILKADA_2018       | PEMUNGUTAN_SUARA       # recapitulation begins on the same day
2018-07-01 | 35.74  | PILKADA_2018       | REKAPITULASI
2018-08-01 | 35.74  | -                  | JEDA
2017-12-15 | 35.74  | PILKADA_2018       | PRA_TAHAPAN            # support handed in, registration not begun
2020-05-01 | 35.78  | PILKADA_2020       | TAHAPAN_DITUNDA        # the pandemic's suspension
2020-06-20 | 35.78  | PILKADA_2020       | PRA_TAHAPAN
2020-06-26 | 35.78  | PILKADA_2020       | DUKUNGAN_PERSEORANGAN
2020-06-17 | 35.78  | PILKADA_2020       | PRA_TAHAPAN            # the overtaken plan had registration here
2020-09-23 | 35.78  | PILKADA_2020       | PENETAPAN_PASLON       # the overtaken plan had the vote here
2020-10-02 | 35.78  | PILKADA_2020       | KAMPANYE
2020-12-07 | 35.78  | PILKADA_2020       | MASA_TENANG
2020-10-02 | 35.74  | -                  | JEDA                   # Kota Probolinggo did not vote in 2020
2024-01-15 | 35.74  | PEMILU_2024        | KAMPANYE               # before Pilkada 2024, a general election
2024-08-28 | 35.74  | PILKADA_2024       | PENDAFTARAN_PASLON     # narrower than the examination beside it
2024-09-17 | 35.74  | PILKADA_2024       | PENELITIAN_PERSYARATAN
2024-09-23 | 35.74  | PILKADA_2024       | PENGUNDIAN_NOMOR
2024-09-24 | 35.74  | PILKADA_2024       | PENGUNDIAN_NOMOR       # carried on, campaign begins on the 25th
2024-11-25 | 35.74  | PILKADA_2024       | MASA_TENANG            # 24–26 November
2024-11-27 | 35.74  | PILKADA_2024       | PEMUNGUTAN_SUARA
2024-04-01 | 35.74  | PILKADA_2024       | PRA_TAHAPAN            # voter lists of staff do not name a day
2025-03-10 | 14.08  | PSU_PILKADA_2025   | PSU_BATAS              # Siak votes again on 22 March 2025
2025-03-10 | 35.74  | -                  | JEDA
2025-06-27 | 19.01  | PILKADA_ULANG_2025 | PENDAFTARAN_PASLON     # Bangka: the empty box had won
2026-01-05 | 35.74  | -                  | JEDA
"""


def _cases() -> list[tuple[str, ...]]:
    lines = [line.split("#")[0].split("|") for line in CASES.strip().splitlines()[1:]]
    return [tuple(part.strip() for part in line) for line in lines]


@pytest.mark.parametrize(("day", "region", "election", "phase"), _cases())
def test_primary_phase(calendar: Calendar, day: str, region: str, election: str, phase: str) -> None:
    """Each day has one primary phase by the stated rule, for the region it is asked for."""
    expected = (None if election == "-" else election, phase)
    assert calendar.primary_phase(date.fromisoformat(day), region) == expected


def test_a_day_has_a_set_of_phases(calendar: Calendar) -> None:
    """27 August 2024: registration, examination and voter lists run together; registration is not alone."""
    codes = {p.code for p in calendar.phases_on(date(2024, 8, 27), PROBOLINGGO)}
    assert {"PENDAFTARAN_PASLON", "PENELITIAN_PERSYARATAN", "PEMUTAKHIRAN_DAFTAR_PEMILIH"} <= codes
    assert "KAMPANYE" not in codes


def test_voting_day_of_the_region(calendar: Calendar) -> None:
    """Jakarta voted for a governor only; Siak votes again; most regions have no fixed date after 2024."""
    jakarta = calendar.next_vote(date(2024, 10, 28), JAKARTA)
    assert jakarta is not None
    assert (jakarta.election_code, jakarta.vote_on, jakarta.days) == ("PILKADA_2024", date(2024, 11, 27), 30)
    siak = calendar.next_vote(date(2025, 3, 1), SIAK)
    assert siak is not None
    assert (siak.election_code, siak.vote_on) == ("PSU_PILKADA_2025", date(2025, 3, 22))
    bangka = calendar.next_vote(date(2025, 3, 1), BANGKA)
    assert bangka is not None
    assert bangka.election_code == "PILKADA_ULANG_2025"
    assert calendar.next_vote(date(2025, 3, 1), PROBOLINGGO) is None


def test_days_to_vote(calendar: Calendar) -> None:
    """H−30 on 28 October 2024, H+1 the day after; an election without a date has no count of days."""
    assert calendar.days_to_vote(date(2024, 10, 28), "PILKADA_2024") == 30
    assert calendar.days_to_vote(date(2024, 11, 28), "PILKADA_2024") == -1
    assert calendar.days_to_vote(date(2026, 1, 1), "PEMILU_DAERAH_2031") is None
    assert calendar.days_to_vote(date(2026, 1, 1), None) is None


def test_repeat_votes_do_not_name_the_country(calendar: Calendar) -> None:
    """Nationwide, the first half of 2025 lies between elections although 24 regions vote again."""
    assert calendar.primary_phase(date(2025, 3, 10)) == (None, BETWEEN)


WEEKS = """
week       | phase
2024-08-26 | PENDAFTARAN_PASLON
2024-09-16 | PENELITIAN_PERSYARATAN
2024-09-23 | KAMPANYE
2024-09-30 | KAMPANYE
2024-11-18 | KAMPANYE
2024-11-25 | PEMUNGUTAN_SUARA
2024-12-02 | REKAPITULASI
"""


@pytest.mark.parametrize("line", WEEKS.strip().splitlines()[1:])
def test_week_phase(calendar: Calendar, line: str) -> None:
    """A step names the week that holds most of its days; silence and voting share the voting week."""
    week, phase = (part.strip() for part in line.split("|"))
    assert calendar.week_phase(date.fromisoformat(week), PROBOLINGGO) == ("PILKADA_2024", phase)


def test_week_table_counts_down(calendar: Calendar) -> None:
    """The table has every week of every region, the count of days falling by seven."""
    table = calendar.week_table(date(2024, 9, 2), date(2024, 11, 24), region_codes=[PROBOLINGGO, SURABAYA])
    assert table.height == 24
    assert table["days_to_vote"].head(12).to_list() == list(range(86, 8, -7))


def test_future_election_that_a_user_enters() -> None:
    """Once a vote is dated, its pre-phase, its steps and the countdown follow without any code."""
    vote = date(2031, 11, 26)
    entered = Election("PILKADA_2031", "Pilkada 2031", "pilkada", vote, {})
    phase = Phase("PILKADA_2031", "PENDAFTARAN_PASLON", "Pendaftaran", date(2031, 8, 26), date(2031, 8, 28))
    calendar = Calendar([entered], [phase])
    assert calendar.primary_phase(date(2031, 1, 1), PROBOLINGGO) == ("PILKADA_2031", PRE_PHASE)
    assert calendar.days_to_vote(date(2031, 10, 27), "PILKADA_2031") == 30
    assert calendar.primary_phase(date(2030, 1, 1), PROBOLINGGO) == (None, BETWEEN)


def test_region_of_no_list_votes_with_the_country(calendar: Calendar) -> None:
    """A province that a user adds (the simulation's 99) follows the national calendar, not repeat votes."""
    assert calendar.primary_phase(date(2024, 10, 28), "99.71") == ("PILKADA_2024", "KAMPANYE")
    assert calendar.primary_phase(date(2025, 3, 10), "99.71") == (None, BETWEEN)


@given(st.dates(date(2017, 1, 1), date(2027, 12, 31)))
def test_every_day_has_one_primary_phase(day: date) -> None:
    """No day is without a name, and its week contains it."""
    steps = [Phase("E", "KAMPANYE", "Kampanye", date(2020, 1, 1), date(2020, 3, 1))]
    calendar = Calendar([Election("E", "E", "pilkada", date(2020, 3, 5), {})], steps)
    election, phase = calendar.primary_phase(day)
    assert phase
    assert (election is None) == (phase == BETWEEN)
    assert calendar.weeks(day, day)[0] <= day <= calendar.weeks(day, day)[0] + timedelta(days=6)

"""Elections and their legal phases: which phase is it, where, and how many days to the vote?

Phases overlap (voter lists run under registration), so a day has a *set* of phases and one *primary* phase:
the narrowest of those in ``RANKS`` that cover it, equally narrow ones in that order. Steps of the organisers
alone (planning, voter lists) never name a day. Where no ranked step runs, a day is

* the earlier step carried on, between two steps of one election (the law leaves a few days open),
* ``TAHAPAN_DITUNDA`` while an election is suspended (21 March to 14 June 2020),
* ``PRA_TAHAPAN`` in the twelve months before an election's registration,
* ``JEDA`` otherwise.

Elections of kind ``rencana`` are plans that were overtaken: shown, never primary. Elections of kind ``ulang``
(repeat votes) concern only the regions listed for them. Days without a date are not guessed: an election
whose vote is not fixed has none until a user enters it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import polars as pl

PRE_PHASE = "PRA_TAHAPAN"
BETWEEN = "JEDA"
SUSPENDED = "TAHAPAN_DITUNDA"
VOTING = "PEMUNGUTAN_SUARA"
REGISTRATION = ("PENDAFTARAN_PASLON", "PENDAFTARAN_PARPOL")
PRE_PHASE_DAYS = 365  # DOMAIN 4: twelve months before registration
RANKS: dict[str, int] = {
    code: rank
    for rank, codes in enumerate(
        (
            (VOTING,),
            ("MASA_TENANG",),
            ("KAMPANYE",),
            ("PENETAPAN_PASLON", "PENGUNDIAN_NOMOR", "PENETAPAN_PESERTA"),
            ("PENELITIAN_PERSYARATAN", "PENELITIAN_PERBAIKAN"),
            ("PENDAFTARAN_PASLON", "PENGUMUMAN_PENDAFTARAN", "PENDAFTARAN_PARPOL"),
            ("DUKUNGAN_PERSEORANGAN", "PENCALONAN_PRESIDEN", "PENCALONAN_DPR_DPRD", "PENCALONAN_DPD"),
            ("PENGHITUNGAN", "REKAPITULASI"),
            (SUSPENDED,),
            ("PSU_BATAS",),
        )
    )
    for code in codes
}


@dataclass(frozen=True)
class Phase:
    """One legal step; both days inclusive, either may be unknown."""

    election_code: str
    code: str
    name: str
    start_on: date | None
    end_on: date | None

    def covers(self, day: date) -> bool:
        """Does it run on that day? A step without a beginning never does."""
        return self.start_on is not None and self.start_on <= day <= (self.end_on or self.start_on)


@dataclass(frozen=True)
class Election:
    """One election; ``votes`` holds the regions that vote and the day they do (None = the common day)."""

    code: str
    name: str
    kind: str
    vote_on: date | None
    votes: Mapping[str, date | None]

    def lists(self, region_code: str) -> bool:
        """Is this region, one above it or one below it, listed as voting?"""
        return any(_related(region_code, code) for code in self.votes)

    def vote_day(self, region_code: str | None = None) -> date | None:
        """Voting day, as set for the region where it differs."""
        if region_code:
            for code in (region_code, region_code.split(".")[0]):
                if self.votes.get(code):
                    return self.votes[code]
        return self.vote_on


class NextVote(NamedTuple):
    """The next fixed voting day and how far it is."""

    election_code: str
    vote_on: date
    name: str
    days: int


def _related(a: str, b: str) -> bool:
    return a == b or a.startswith(b + ".") or b.startswith(a + ".")


def monday_of(day: date) -> date:
    """Monday of the ISO week that holds ``day``."""
    return day - timedelta(days=day.weekday())


class Calendar:
    """Elections and phases as the database holds them; immutable, cheap to ask."""

    def __init__(
        self, elections: Iterable[Election], phases: Iterable[Phase], *, holidays: Iterable[date] = ()
    ) -> None:
        self.elections: tuple[Election, ...] = tuple(
            sorted(elections, key=lambda e: (e.vote_on or date.max, e.code))
        )
        self.phases: tuple[Phase, ...] = tuple(
            sorted(phases, key=lambda p: (p.election_code, p.start_on or date.max, p.code))
        )
        self.holidays: frozenset[date] = frozenset(holidays)
        self._by_code = {e.code: e for e in self.elections}
        self._provinces = {code.split(".")[0] for e in self.elections for code in e.votes}
        self._concerned: dict[str | None, tuple[Election, ...]] = {}
        self._known: dict[tuple[date, str | None], tuple[str | None, str]] = {}

    def election(self, code: str) -> Election:
        """The election of that code.

        Raises:
            KeyError: no such election.
        """
        return self._by_code[code]

    def elections_of(self, region_code: str | None = None) -> tuple[Election, ...]:
        """Elections in which that region votes, by date; None or "00" means the country.

        A province of which no list says anything (one that a user added) is taken to vote with the country.
        """
        if region_code not in self._concerned:
            self._concerned[region_code] = tuple(e for e in self.elections if self._concerns(e, region_code))
        return self._concerned[region_code]

    def _concerns(self, election: Election, region_code: str | None) -> bool:
        if election.kind == "rencana":
            return False
        common = election.kind != "ulang"
        if region_code in (None, "00") or not election.votes:
            return common
        is_unlisted = region_code.split(".")[0] not in self._provinces
        return election.lists(region_code) or (is_unlisted and common)

    def phases_of(self, election_code: str) -> tuple[Phase, ...]:
        """Steps of one election, by their beginning."""
        return self._steps.get(election_code, ())

    def phases_on(self, day: date, region_code: str | None = None) -> tuple[Phase, ...]:
        """Every step that runs on that day, most telling first; plans that were overtaken are left out."""
        steps = (p for e in self.elections_of(region_code) for p in self.phases_of(e.code))
        return tuple(sorted((p for p in steps if p.covers(day)), key=_rank))

    def primary_phase(self, day: date, region_code: str | None = None) -> tuple[str | None, str]:
        """(election, phase) that names the day; the rule stands at the head of this module.

        ``PRA_TAHAPAN`` carries the coming election, ``JEDA`` none.
        """
        key = (day, region_code)
        if key not in self._known:
            self._known[key] = self._primary_phase(day, region_code)
        return self._known[key]

    def week_phase(self, monday: date, region_code: str | None = None) -> tuple[str | None, str]:
        """(election, phase) that names a whole week.

        The voting week is named after the vote (silence shares it). Else a step of up to a week belongs to
        the week that holds most of its days (the earlier one when even), a longer one to every week with at
        least four of them; the narrowest such step with two days or more names the week.
        """
        steps = (p for e in self.elections_of(region_code) for p in self.phases_of(e.code))
        inside = [p for p in steps if p.code in RANKS and _belongs_to_week(p, monday)]
        if inside:
            best = min(inside, key=lambda p: (p.code != VOTING, _rank(p)))
            return best.election_code, best.code
        return self.primary_phase(monday + timedelta(days=3), region_code)

    def next_vote(self, day: date, region_code: str | None = None) -> NextVote | None:
        """The first fixed voting day from ``day`` on where that region votes; None when none is fixed."""
        found = [
            NextVote(e.code, vote, e.name, (vote - day).days)
            for e in self.elections_of(region_code)
            if (vote := e.vote_day(region_code)) and vote >= day
        ]
        return min(found, key=lambda v: v.vote_on, default=None)

    def days_to_vote(self, day: date, election: str | None, region_code: str | None = None) -> int | None:
        """Days from ``day`` to that election's vote (H−n); negative afterwards, None when not fixed."""
        vote = self._by_code[election].vote_day(region_code) if election in self._by_code else None
        return (vote - day).days if vote else None

    def weeks(self, since: date, until: date) -> list[date]:
        """Mondays of the ISO weeks from ``since`` to ``until``, both weeks included."""
        first = monday_of(since)
        return [first + timedelta(weeks=n) for n in range((monday_of(until) - first).days // 7 + 1)]

    def week_table(self, since: date, until: date, *, region_codes: Iterable[str]) -> pl.DataFrame:
        """Phase and days to the vote of every week and region.

        Returns:
            ``region_code, week, election_code, phase_code, days_to_vote``; computed once for regions that
            vote alike.
        """
        groups: dict[tuple[str, ...], list[str]] = {}
        for code in region_codes:
            groups.setdefault(self._voting_profile(code), []).append(code)
        weeks = self.weeks(since, until)
        frames = [self._group_table(weeks, codes) for codes in groups.values()]
        return pl.concat(frames) if frames else _WEEKS.clear()

    def _group_table(self, weeks: list[date], codes: list[str]) -> pl.DataFrame:
        rows = []
        for week in weeks:
            election, phase = self.week_phase(week, codes[0])
            rows.append((week, election, phase, self.days_to_vote(week, election, codes[0])))
        table = pl.DataFrame(rows, schema=_WEEKS.drop("region_code").schema, orient="row")
        return pl.DataFrame({"region_code": codes}).join(table, how="cross").select(_WEEKS.columns)

    def _voting_profile(self, region_code: str) -> tuple[str, ...]:
        return tuple(f"{e.code}@{e.vote_day(region_code)}" for e in self.elections_of(region_code))

    @cached_property
    def _steps(self) -> dict[str, tuple[Phase, ...]]:
        steps: dict[str, list[Phase]] = {}
        for phase in self.phases:
            steps.setdefault(phase.election_code, []).append(phase)
        return {code: tuple(found) for code, found in steps.items()}

    def _primary_phase(self, day: date, region_code: str | None) -> tuple[str | None, str]:
        running = [p for p in self.phases_on(day, region_code) if p.code in RANKS]
        if running:
            return running[0].election_code, running[0].code
        elections = self.elections_of(region_code)
        for election in elections:
            carried = self._carried(election, day)
            if carried:
                return election.code, carried
        for election in elections:
            start = self._registration(election)
            if start and start - timedelta(days=PRE_PHASE_DAYS) <= day < start:
                return election.code, PRE_PHASE
        return None, BETWEEN

    def _carried(self, election: Election, day: date) -> str | None:
        """The last ranked step before ``day``, while the same election still has one to come."""
        steps = [p for p in self.phases_of(election.code) if p.code in RANKS and p.start_on]
        past = [p for p in steps if p.start_on and p.start_on <= day]
        if not past or not any(p.start_on and p.start_on > day for p in steps):
            return None
        last = max(past, key=lambda p: (p.end_on or p.start_on or day, -RANKS[p.code]))
        is_open = last.end_on is None
        begun = any(p.code in REGISTRATION for p in past)
        return last.code if (begun or is_open) and last.code != SUSPENDED else None

    def _registration(self, election: Election) -> date | None:
        """First day of registration; where it is not fixed, no pre-phase can be told."""
        starts = [p.start_on for p in self.phases_of(election.code) if p.code in REGISTRATION and p.start_on]
        return min(starts, default=None)


def _rank(phase: Phase) -> tuple[bool, int, int]:
    """Order of telling: ranked steps before others, the narrower one first, then the stated order."""
    start, end = phase.start_on or date.min, phase.end_on or date.max
    return phase.code not in RANKS, (end - start).days, RANKS.get(phase.code, len(RANKS))


def _belongs_to_week(phase: Phase, monday: date) -> bool:
    start, end = phase.start_on, phase.end_on or phase.start_on
    if start is None or end is None:
        return False
    inside = (min(end, monday + timedelta(days=6)) - max(start, monday)).days + 1
    length = (end - start).days + 1
    if length > 7:
        return inside >= 4
    if inside < 2 and phase.code != VOTING:
        return False
    return inside * 2 > length or (inside * 2 == length and start >= monday)


_WEEKS = pl.DataFrame(
    schema={
        "region_code": pl.String,
        "week": pl.Date,
        "election_code": pl.String,
        "phase_code": pl.String,
        "days_to_vote": pl.Int64,
    }
)

"""What a page needs to draw itself: the view, the tables, the words, the look. Nothing else is passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from dashboard.figures.theme import Theme
from dashboard.i18n import Texts
from dashboard.reader import SIMULATED, Reader
from dashboard.view import View
from etl.calendar import BETWEEN, PRE_PHASE, Calendar
from etl.measures import MEASURES, Measure
from etl.store.suppression import SMALLEST_SHOWN
from geo import NATION

CHILD_LEVEL = {0: "provinsi", 1: "kabkota", 2: "opd"}
PUBLIC = "netralitas_publik"
RECORDED = ("netralitas_dugaan", "sidak_terjaring", "kehadiran_alpha")  # in this order
PHASE_TABLE = {
    "code": pl.String,
    "name": pl.String,
    "short": pl.String,
    "start_on": pl.Date,
    "end_on": pl.Date,
}


@dataclass(frozen=True)
class Context:
    """One request: who asks for what, in which language and look."""

    view: View
    reader: Reader
    words: Texts
    look: Theme
    reader_name: str = ""
    csrf: str = ""
    login: str = ""
    role: str = ""  # admin pengelola analis pimpinan pengawas publik; "" = paper, which changes nothing

    @cached_property
    def regions(self) -> pl.DataFrame:
        """Regions that this reader may see."""
        return self.reader.regions()

    @cached_property
    def region(self) -> dict:
        """Row of the region looked at; a reader's own first region when the URL names none."""
        code = self.view.region or self.home
        rows = self.regions.filter(pl.col("code") == code).rows(named=True)
        return rows[0] if rows else {"code": NATION, "name": "Indonesia", "level": 0, "kind": "negara"}

    @cached_property
    def home(self) -> str:
        """Where a reader begins: the nation, or the first region of the account."""
        scope = self.reader.scope
        return NATION if scope.is_national or not scope.regions else scope.regions[0]

    @property
    def code(self) -> str:
        """Code of the region looked at."""
        return self.region["code"]

    @property
    def is_simulated(self) -> bool:
        """True for the fictional province and everything in it."""
        return self.code.split(".")[0] == SIMULATED

    @property
    def smallest(self) -> int:
        """Smallest count that this reader is shown; 0 for owners of the records."""
        return 0 if self.reader.scope.may_see_records else SMALLEST_SHOWN

    @cached_property
    def today(self) -> date:
        """Today there."""
        return self.reader.today(self.code)

    @cached_property
    def calendar(self) -> Calendar:
        """Elections and phases."""
        return self.reader.calendar()

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """Measures that documents of offices speak about here; empty where only public sources do.

        The nation is told from public sources: a few offices that use Netra are not the country.
        """
        return tuple(m for m in RECORDED if self._is_recorded(m))

    def _is_recorded(self, measure: str) -> bool:
        return self.code != NATION and self.below(self.reader.panel(measure)).height > 0

    @property
    def has_records(self) -> bool:
        """True when offices' own documents are in, not only printed figures."""
        return bool(self.recorded)

    @cached_property
    def measure(self) -> Measure:
        """Measure looked at; without a choice the first that offices recorded, else the published record."""
        return MEASURES[self.view.measure or next(filter(self._is_recorded, RECORDED), PUBLIC)]

    @cached_property
    def election(self) -> str | None:
        """Election looked at: as asked, else the one that runs, else the latest that was held."""
        if self.view.election:
            return self.view.election
        running, _ = self.calendar.primary_phase(self.today, self.code)
        if running:
            return running
        held = [
            e.code
            for e in self.calendar.elections
            if e.kind != "rencana" and e.vote_on and e.vote_on <= self.today
        ]
        return held[-1] if held else None

    @cached_property
    def level(self) -> str:
        """Level of the places compared: the region's own children unless asked otherwise."""
        return self.view.level or CHILD_LEVEL.get(self.region["level"], "opd")

    @cached_property
    def phase_now(self) -> tuple[str | None, str]:
        """(election, phase) of today."""
        return self.calendar.primary_phase(self.today, self.code)

    def phase_name(self, code: str | None, election: str | None = None) -> str:
        """Screen name of a phase."""
        if self.words.has(f"tahapan.{code}"):
            return self.words(f"tahapan.{code}")
        for phase in self.calendar.phases_of(election or self.election or ""):
            if phase.code == code:
                return phase.name
        return (code or "–").replace("_", " ").capitalize()

    def election_name(self, code: str | None) -> str:
        """Screen name of an election."""
        return next((e.name for e in self.calendar.elections if e.code == code), code or "–")

    def name_of(self, code: str) -> str:
        """Name of a region."""
        rows = self.regions.filter(pl.col("code") == code)["name"].to_list()
        return rows[0] if rows else code

    def below(self, frame: pl.DataFrame, column: str = "region_code") -> pl.DataFrame:
        """Rows of the region looked at and of all below it; the nation leaves the simulation out."""
        if frame.is_empty():
            return frame
        if self.code == NATION:
            return frame.filter(~_within(column, SIMULATED))
        return frame.filter(_within(column, self.code))

    def phase_table(self, election: str | None = None) -> pl.DataFrame:
        """Days of an election as phases that do not overlap: name, code, start_on, end_on."""
        asked = election or self.election
        key = ("phases", asked, self.code, self.words.language)
        return self.reader.remember(key, lambda: phase_table(self, asked))

    @cached_property
    def source(self) -> str:
        """The line under every figure: as of when, from how many documents."""
        fresh = self.reader.freshness()
        return self.words(
            "umum.sumber",
            hari=self.words.day(self.data_on),
            n=self.words.number(fresh.get("document_count")),
        )

    @property
    def data_on(self) -> date | None:
        """The day of the newest data."""
        return self.today if self.is_simulated else self.reader.freshness().get("last_known_on")


def _within(column: str, code: str) -> pl.Expr:
    return (pl.col(column) == code) | pl.col(column).str.starts_with(code + ".")


def phase_table(context: Context, election: str | None) -> pl.DataFrame:
    """Primary phases of an election, day by day joined into runs; before and between are left out."""
    steps = context.calendar.phases_of(election or "")
    days = [d for step in steps for d in (step.start_on, step.end_on) if d]
    if not days:
        return pl.DataFrame(schema=PHASE_TABLE)
    vote = context.calendar.election(election or "").vote_day(context.code)
    last = max(d for d in days if vote is None or (d - vote).days < 90)
    runs: list[dict] = []
    for day in pl.date_range(min(days), last, eager=True).to_list():
        found, code = context.calendar.primary_phase(day, context.code)
        if found != election or code in (BETWEEN, PRE_PHASE):
            continue
        if runs and runs[-1]["code"] == code and (day - runs[-1]["end_on"]).days == 1:
            runs[-1]["end_on"] = day
        else:
            name = context.phase_name(code, election)
            short = context.words(f"pendek.{code}") if context.words.has(f"pendek.{code}") else name
            runs.append({"code": code, "name": name, "short": short, "start_on": day, "end_on": day})
    return pl.DataFrame(runs, schema=PHASE_TABLE)
